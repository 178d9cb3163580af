"""Which name in one draft is which in another: things that are the same, or nearly, under another name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reconvene.document.meaning import Part, items_of, leaves, meaning, names_in, parts_of
from reconvene.document.package import Package
from reconvene.document.process import Process
from reconvene.document.shape import MapOf, Record, slots_of
from reconvene.text.span import Span

ALIKE = 0.65
"""The share of what two things say, and of where they are used, that makes them one thing under two names."""
_MOST_PAIRS = 250_000

Key = tuple[str, str]
_Described = frozenset[object]


@dataclass(frozen=True, eq=False)
class Listed:
    """Something that a section of the file defines: its section, its family, its name, what is written of it."""

    section: str
    family: str
    name: str
    part: Part
    package: str | None = None

    @property
    def record(self) -> Record | None:
        """The record, if the section holds records."""
        return self.part.value if isinstance(self.part.value, Record) else None

    @property
    def noun(self) -> str:
        """What one of its section is called."""
        word, _, cls = self.family.partition(":")
        if cls == "Party":
            return "party"
        return _NOUNS.get(word, word.replace("_", " "))

    @property
    def place(self) -> str:
        """The section it stands in, as a path."""
        return f"packages.{self.package}.{self.section}" if self.package else self.section

    @property
    def span(self) -> Span:
        """Its name in the file."""
        return self.part.span


_NOUNS = {"duty": "obligation", "event": "calendar event", "text": "incorporated text", "act": "class of act"}


def listed_in(process: Process) -> Iterator[Listed]:
    """Everything that the sections of a process, and of its tabled packages, define."""
    yield from _listed(process, None)
    for name, package in (process.packages or {}).items():
        yield from _listed(package, name)


def _listed(owner: Process | Package, package: str | None) -> Iterator[Listed]:
    for key, part in parts_of(owner).items():
        kind = part.kind
        if isinstance(kind, MapOf) and kind.defines and isinstance(part.value, dict):
            for name, item in items_of(part).items():
                yield Listed(key, f"{kind.defines}:{type(item.value).__name__}", name, item, package)


def sections_of(owner: type[Record]) -> set[str]:
    """The keys of a record class that define named things."""
    return {key for key, slot in slots_of(owner).items() if isinstance(slot.kind, MapOf) and slot.kind.defines}


@dataclass(frozen=True)
class Renaming:
    """New names by old ones."""

    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, path: str) -> str:
        """A path with the thing it starts from under its new name."""
        if not self.names:
            return path
        if path in self.names:
            return self.names[path]
        parts = path.split(".")
        for length in range(len(parts) - 1, 0, -1):
            head = ".".join(parts[:length])
            if head in self.names:
                return ".".join([self.names[head], *parts[length:]])
        if len(parts) > 1 and parts[0] in _SECTIONS and parts[1] in self.names:
            return ".".join([parts[0], self.names[parts[1]], *parts[2:]])
        return path


_SECTIONS = sections_of(Process)


def match(old: Mapping[Key, Listed], new: Mapping[Key, Listed]) -> Renaming:
    """The renaming from one draft to the next: actors first, since everything else names them."""
    renaming = Renaming()
    for wanted in (_is_actor, _is_anything_else):
        gone = [item for key, item in old.items() if key not in new and wanted(key)]
        come = [item for key, item in new.items() if key not in old and wanted(key)]
        renaming = Renaming({**renaming.names, **_pairs(gone, come, old.values(), new.values(), renaming)})
    return renaming


def _is_actor(key: Key) -> bool:
    return key[0].startswith("actor:")


def _is_anything_else(key: Key) -> bool:
    return not _is_actor(key)


def _pairs(
    gone: list[Listed], come: list[Listed], old: Iterable[Listed], new: Iterable[Listed], known: Renaming
) -> dict[str, str]:
    if not gone or not come:
        return {}
    before = _described(gone, _uses(old, known.of), known.of)
    after = _described(come, _uses(new, str), str)
    pairs = _identical(gone, come, before, after)
    gone = [item for item in gone if item.name not in pairs]
    come = [item for item in come if item.name not in pairs.values()]
    if len(gone) * len(come) > _MOST_PAIRS:
        return pairs
    alike: list[tuple[float, str, str, str, str]] = []
    for first in gone:
        for second in come:
            likeness = _likeness(before[first.name], after[second.name]) if first.family == second.family else 0.0
            if likeness >= ALIKE:
                # Sorted by both names without regard to which is old, so that comparing backwards finds the same pairs.
                low, high = sorted((first.name, second.name))
                alike.append((-likeness, low, high, first.name, second.name))
    for _, _, _, first_name, second_name in sorted(alike):
        if first_name not in pairs and second_name not in pairs.values():
            pairs[first_name] = second_name
    return pairs


def _identical(
    gone: list[Listed], come: list[Listed], before: Mapping[str, _Described], after: Mapping[str, _Described]
) -> dict[str, str]:
    """The pairs that differ in nothing but their name; of several, the first by name go together."""
    waiting: dict[tuple[str, _Described], list[str]] = {}
    for item in sorted(come, key=lambda item: item.name, reverse=True):
        waiting.setdefault((item.family, after[item.name]), []).append(item.name)
    pairs = {}
    for item in sorted(gone, key=lambda item: item.name):
        twins = waiting.get((item.family, before[item.name])) if before[item.name] else None
        if twins:
            pairs[item.name] = twins.pop()
    return pairs


def _uses(items: Iterable[Listed], rename: Callable[[str], str]) -> dict[str, set[str]]:
    """By name, the names of the things that refer to it."""
    uses: dict[str, set[str]] = {}
    for item in items:
        for path in names_in(item.part):
            for name in {path, path.split(".", 1)[0]}:
                uses.setdefault(name, set()).add(rename(item.name))
    return uses


def _described(items: list[Listed], uses: dict[str, set[str]], rename: Callable[[str], str]) -> dict[str, _Described]:
    """What each thing says and where it is used, without its own name."""
    described: dict[str, _Described] = {}
    for item in items:
        itself = Renaming({item.name: "itself"})
        said: set[object] = set(leaves(meaning(item.part, lambda name, itself=itself: itself.of(rename(name)))))  # type: ignore[misc]
        said |= {("used in", owner) for owner in uses.get(item.name, set()) if owner != item.name}
        described[item.name] = frozenset(said)
    return described


def _likeness(first: _Described, second: _Described) -> float:
    together = len(first | second)
    return len(first & second) / together if together else 0.0
