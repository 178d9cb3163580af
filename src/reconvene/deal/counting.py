"""Shares by count: of resolutions and of provisions, under each rival rule of counting, by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from reconvene.deal.pressed import Pressed
from reconvene.document.names import Names
from reconvene.document.process import Process

WHOLE = ", whole"
"""How a rule ends that counts only texts of which every provision is lifted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A share by one rule: `part` of `whole`, what is `listed` as lifted, and the `group` and `place` of the rule."""

    rule: str
    says: str
    part: int
    whole: int
    listed: tuple[str, ...]
    place: str = ""
    group: str = ""

    @property
    def share(self) -> float:
        """The share, 0 to 1."""
        return self.part / self.whole


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two rules of counting of which one counts more than the other: what it counts besides."""

    wider: str
    narrower: str
    more: tuple[str, ...]


def instruments(pressed: Pressed) -> dict[str, frozenset[str]]:
    """Each text with its measures that press on something; a measure in no text stands alone."""
    found: dict[str, set[str]] = {}
    for name in pressed.pressing:
        found.setdefault(pressed.measures[name].in_ or name, set()).add(name)
    return {text: frozenset(owned) for text, owned in found.items()}


def rules(process: Process, pressed: Pressed) -> dict[str, tuple[str, ...]]:
    """The rules that count texts: each group of the file that lists texts which hold measures in force."""
    held = {measure.in_ for measure in pressed.measures.values()}
    texts = process.texts or {}
    found = {}
    for name, group in (process.groups or {}).items():
        listed = tuple(group or ())
        if len(listed) > 1 and all(member in texts for member in listed) and held.intersection(listed):
            found[name] = listed
    return found


def counts(process: Process, names: Names, pressed: Pressed, lifted: Collection[str]) -> tuple[Counted, ...]:
    """The share that is lifted by every rule that counts anything: texts touched, texts lifted whole, provisions."""
    found = (*_of_texts(process, names, pressed, lifted), *_of_provisions(process, pressed, lifted))
    return tuple(count for count in found if count.whole)


def _of_texts(process: Process, names: Names, pressed: Pressed, lifted: Collection[str]) -> Iterator[Counted]:
    owned = instruments(pressed)
    touched = {text for text, measures in owned.items() if measures.intersection(lifted)}
    whole = {text for text, measures in owned.items() if measures <= frozenset(lifted)}
    held = rules(process, pressed)
    listed = {"all texts in force": tuple(owned), **held}
    for rule, texts in listed.items():
        inside = tuple(text for text in texts if text in touched)
        place = _place(names, rule)
        yield Counted(
            rule,
            "texts of which any provision is lifted",
            len(inside),
            len(texts),
            inside,
            place,
            rule if rule in held else "",
        )
    for rule, texts in listed.items():
        inside = tuple(text for text in texts if text in whole)
        says, place = "texts of which every provision is lifted", _place(names, rule)
        yield Counted(f"{rule}{WHOLE}", says, len(inside), len(texts), inside, place, rule if rule in held else "")


def _of_provisions(process: Process, pressed: Pressed, lifted: Collection[str]) -> Iterator[Counted]:
    every = pressed.pressing
    for rule, texts in rules(process, pressed).items():
        mine = tuple(name for name in every if pressed.measures[name].in_ in texts)
        found = _counted(f"provisions in {rule}", f"provisions of the texts of {rule}", mine, lifted)
        yield replace(found, group=rule)
    yield _counted("all provisions", "provisions that press on something", every, lifted)
    for maker in dict.fromkeys(pressed.measures[name].imposed_by for name in every):
        if maker is not None:
            mine = tuple(name for name in every if pressed.measures[name].imposed_by == maker)
            yield _counted(f"provisions of {maker}", f"provisions imposed by {maker}", mine, lifted)
    for tag in dict.fromkeys(tag for name in every for tag in pressed.measures[name].tags or ()):
        mine = tuple(name for name in every if tag in (pressed.measures[name].tags or ()))
        yield _counted(f"{tag} provisions", f"provisions tagged {tag}", mine, lifted)


def _counted(rule: str, says: str, every: tuple[str, ...], lifted: Collection[str]) -> Counted:
    inside = tuple(name for name in every if name in lifted)
    return Counted(rule, says, len(inside), len(every), inside)


def main_count(counts: Iterable[Counted]) -> Counted | None:
    """The count that is told first: by the widest rule of the file, else of all texts, else of provisions."""
    touched = [count for count in counts if not count.rule.endswith(WHOLE)]
    by_file = [count for count in touched if count.rule == count.group]
    return max(by_file, key=lambda count: count.whole, default=touched[0] if touched else None)


def rivals(process: Process, pressed: Pressed) -> tuple[Rivals, ...]:
    """Every two rules of which one counts all that the other counts and up to three things more."""
    listed = rules(process, pressed)
    found = []
    for wider, texts in listed.items():
        for narrower, fewer in listed.items():
            more = tuple(text for text in texts if text not in fewer)
            if set(fewer) < set(texts) and len(more) <= 3:
                found.append(Rivals(wider, narrower, more))
    return tuple(found)


def _place(names: Names, rule: str) -> str:
    found = names.find(rule)
    return found[0].record.span.place if found is not None else ""
