"""What a draft changed: two documents as written, compared by meaning, in words, with whom each change touches.

Nothing here knows a section by heart: every record class is walked through its slots, so that no key is passed over.
Order, layout, comments, spelling of the same length of time and moving parts into included files are no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconvene.document.change import Change, Places, item_sentence, list_sentence, slot_sentence
from reconvene.document.concern import Concerns, both
from reconvene.document.kinds import Condition, Day, Estimate
from reconvene.document.load import Document
from reconvene.document.meaning import ORDERED, Part, form_of, items_of, meaning, members_of, parts_of, show
from reconvene.document.package import Package
from reconvene.document.process import Process
from reconvene.document.renaming import Listed, listed_in, match, sections_of
from reconvene.document.shape import MapOf, Record, slots_of
from reconvene.text.span import NOWHERE, Span

ATOMIC: tuple[type[Record], ...] = (Condition, Day)
"""Records that are told as one value: half a condition means nothing by itself."""


def compare(before: Document, after: Document) -> tuple[Change, ...]:
    """Every change in meaning from one document to another, in a stable order; nothing if they mean the same."""
    return tuple(_Comparison(before, after).changes())


@dataclass(frozen=True)
class _Owner:
    """What a change belongs to: its record before and after, under which names, and where it stands.

    `places` are where the part of it stands that is being compared: what lacks a value is pointed at there.
    """

    before: Record | None
    after: Record | None
    section: str = ""
    was: str = ""
    subject: str = ""
    prefix: str = ""
    places: Places = (None, None)

    def at(self, before: Part, after: Part) -> _Owner:
        """The same owner, a part of it being compared."""
        return replace(self, places=(before.span, after.span))

    @property
    def record(self) -> Record | None:
        """The record as it is now, or as it was."""
        return self.after if self.after is not None else self.before


class _Comparison:
    def __init__(self, before: Document, after: Document) -> None:
        self.before = before
        self.after = after
        self.old = {(item.family, item.name): item for item in listed_in(before.process)}
        self.new = {(item.family, item.name): item for item in listed_in(after.process)}
        self.renaming = match(self.old, self.new)
        self.concerns = (Concerns(before, self.renaming.of), Concerns(after))
        self.parties = dict.fromkeys(
            [*map(self.renaming.of, before.process.parties or {}), *(after.process.parties or {})]
        )

    def changes(self) -> Iterator[Change]:
        process = _Owner(self.before.process, self.after.process)
        yield from self._slots(process, _single(self.before.process), _single(self.after.process), "")
        yield from self._return()
        for old, new in self._pairs():
            yield from self._item(old, new)

    def _pairs(self) -> list[tuple[Listed | None, Listed | None]]:
        """Every named thing before and after, in the order of the format, then by name."""
        pairs: list[tuple[Listed | None, Listed | None]] = []
        taken = set()
        for (family, name), old in self.old.items():
            key = (family, self.renaming.of(name))
            taken.add(key)
            pairs.append((old, self.new.get(key)))
        pairs.extend((None, new) for key, new in self.new.items() if key not in taken)
        return sorted(pairs, key=lambda pair: _order(pair[1] or pair[0]))

    # Named things

    def _item(self, old: Listed | None, new: Listed | None) -> Iterator[Change]:
        listed = new or old
        assert listed is not None
        owner = _Owner(
            old.record if old else None,
            new.record if new else None,
            listed.section,
            old.name if old else listed.name,
            listed.name,
        )
        if old is None or new is None:
            sentence = item_sentence(
                listed.part.value, listed.noun, listed.name, added=old is None, package=listed.package
            )
            yield self._change(owner, "added" if old is None else "removed", "", old, new, sentence)
            return
        if old.name != new.name:
            sentence = f"The {new.noun} `{old.name}` is now called `{new.name}`."
            yield self._change(owner, "renamed", "", old, new, sentence)
        if self.renaming.of(old.package or "") != (new.package or ""):
            yield self._change(owner, "moved", "", old, new, _moved(old, new))
        first, second = old.part.value, new.part.value
        if isinstance(first, Record) and not isinstance(first, ATOMIC) and type(first) is type(second):
            yield from self._slots(owner, _own(first), _own(second), "")
        else:
            yield from self._part(owner, old.part, new.part, "")

    def _return(self) -> Iterator[Change]:
        """The way back: told slot by slot where both drafts have one."""
        old, new = (parts_of(document.process).get("return") for document in (self.before, self.after))
        if old is None or new is None or old.unsaid or new.unsaid:
            yield from self._part(_Owner(self.before.process, self.after.process), old, new, "return")
            return
        owner = _Owner(old.value, new.value, prefix="return.")
        yield from self._slots(owner, parts_of(old.value), parts_of(new.value), "")

    # Values

    def _slots(self, owner: _Owner, old: dict[str, Part], new: dict[str, Part], path: str) -> Iterator[Change]:
        for key in dict.fromkeys([*old, *new]):
            yield from self._part(owner, old.get(key), new.get(key), f"{path}.{key}" if path else key)

    def _part(self, owner: _Owner, old: Part | None, new: Part | None, path: str) -> Iterator[Change]:
        if old is None or new is None:
            if old is not None or new is not None:
                yield self._value(owner, old, new, path)
            return
        if meaning(old, self.renaming.of) == meaning(new):
            return
        first, second = old.value, new.value
        told_whole = old.unsaid or new.unsaid or type(first) is not type(second) or isinstance(first, ATOMIC)
        if told_whole:
            yield self._value(owner, old, new, path)
        elif isinstance(first, Record):
            owner = owner.at(old, new)
            slots = [parts_of(first), parts_of(second)]
            if isinstance(first, Estimate):  # the value of an estimate is told as the thing itself
                value = [side.pop("value", None) for side in slots]
                yield from self._part(owner, value[0], value[1], path)
            yield from self._slots(owner, slots[0], slots[1], path)
        elif isinstance(first, dict):
            owner = owner.at(old, new)
            kind = form_of(old.kind, MapOf)
            rename = self.renaming.of if kind is not None and kind.keys else str
            items = {rename(name): item for name, item in items_of(old).items()}
            yield from self._slots(owner, items, items_of(new), path)
        elif isinstance(first, tuple):
            yield from self._list(owner, old, new, path)
        else:
            yield self._value(owner, old, new, path)

    def _list(self, owner: _Owner, old: Part, new: Part, path: str) -> Iterator[Change]:
        """A list of plain values is told as one change; records in it are told each for itself."""
        before, after = members_of(old), members_of(new)
        if not any(
            isinstance(member.value, Record) and not isinstance(member.value, ATOMIC) for member in before + after
        ):
            if len(before) == len(after) == 1:
                yield self._value(owner, old, new, path)
                return
            sentence = list_sentence(owner.record, owner.subject, path, old, new, self.renaming.of)
            yield self._change(owner, "changed", path, old, new, sentence)
            return
        pairs, order_changed = self._pair_members(before, after)
        for first, second, label in pairs:
            yield from self._part(owner, first, second, f"{path}.{label}")
        if order_changed and old.key in ORDERED:
            named = f" of `{owner.subject}`" if owner.subject else ""
            names = [", ".join(_label(member, index) for index, member in enumerate(side)) for side in (before, after)]
            sentence = f"The order of `{path}`{named} is now {names[1]}, no longer {names[0]}."
            yield self._change(owner, "changed", f"{path}.order", old, new, sentence)

    def _pair_members(
        self, before: list[Part], after: list[Part]
    ) -> tuple[list[tuple[Part | None, Part | None, str]], bool]:
        """The records of two lists side by side: by their name, else those that mean the same, else in their order."""
        if all(getattr(member.value, "name", "") for member in before + after):
            old = {member.value.name: member for member in before}
            new = {member.value.name: member for member in after}
            common = [name for name in old if name in new]
            pairs = [(old.get(name), new.get(name), name) for name in dict.fromkeys([*old, *new])]
            return pairs, common != [name for name in new if name in old]
        rest = list(after)
        alone: list[Part] = []
        for member in before:
            said = meaning(member, self.renaming.of)
            twin = next((other for other in rest if meaning(other) == said), None)
            if twin is None:
                alone.append(member)
            else:
                rest.remove(twin)
        if not alone and not rest:
            return [], True
        length = max(len(alone), len(rest))
        lined = [(_at(alone, index), _at(rest, index), str(index + 1)) for index in range(length)]
        return lined, False

    # Changes

    def _value(self, owner: _Owner, old: Part | None, new: Part | None, path: str) -> Change:
        kind = "added" if old is None else "removed" if new is None else "changed"
        sentence = slot_sentence(owner.record, owner.subject, path, old, new)
        return self._change(owner, kind, path, old, new, sentence)

    def _change(
        self,
        owner: _Owner,
        kind: str,
        path: str,
        old: Part | Listed | None,
        new: Part | Listed | None,
        sentence: str,
    ) -> Change:
        concern = both(self.concerns[0].of(owner.before), self.concerns[1].of(owner.after), self.parties)
        return Change(
            kind=kind,
            section=owner.section,
            subject=owner.subject,
            was=owner.was,
            path=owner.prefix + path,
            before=_shown(kind, old),
            after=_shown(kind, new),
            concerns=concern.everyone,
            owed_by=concern.owed_by,
            owed_to=concern.owed_to,
            sentence=sentence,
            places=(_place(old, owner.places[0], owner.before), _place(new, owner.places[1], owner.after)),
        )


def _shown(kind: str, thing: Part | Listed | None) -> str:
    """What a change was from, or to: a name, a place, or the value itself in the words of the file."""
    if isinstance(thing, Listed):
        return thing.name if kind == "renamed" else thing.place if kind == "moved" else show(thing.part)
    return show(thing)


def _place(part: Part | Listed | None, around: Span | None, owner: Record | None) -> Span | None:
    """Where a value stands; where there is none, the thing that lacks it."""
    span = part.span if part is not None else around or (owner.span if owner is not None else None)
    return None if span is NOWHERE else span


def _single(process: Process) -> dict[str, Part]:
    """What the process says of itself: all but its sections and the way back."""
    sections = sections_of(Process)
    return {key: part for key, part in parts_of(process).items() if key not in sections and key != "return"}


def _own(record: Record) -> dict[str, Part]:
    """What a named thing says; what a package defines is compared by itself."""
    sections = sections_of(Package) if isinstance(record, Package) else set()
    return {key: part for key, part in parts_of(record).items() if key not in sections}


_ORDER = {key: index for index, key in enumerate(slots_of(Process))}


def _order(item: Listed | None) -> tuple[int, str, str]:
    assert item is not None
    return _ORDER.get(item.section, len(_ORDER)), item.package or "", item.name


def _moved(old: Listed, new: Listed) -> str:
    where = [f"in the package `{item.package}`" if item.package else f"under `{item.section}`" for item in (old, new)]
    in_force = " and so is in force" if old.package and not new.package else ""
    return f"The {new.noun} `{new.name}` stood {where[0]} and now stands {where[1]}{in_force}."


def _label(member: Part, index: int) -> str:
    return getattr(member.value, "name", "") or str(index + 1)


def _at(parts: list[Part], index: int) -> Part | None:
    return parts[index] if index < len(parts) else None
