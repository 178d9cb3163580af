"""Whom something in the file concerns: who owes it, to whom, and who else is named in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reconvene.document.expressions import Who
from reconvene.document.load import Document
from reconvene.document.meaning import Part, Rename, names_in, parts_of, same
from reconvene.document.mechanism import Return
from reconvene.document.obligation import Debtors, Obligation
from reconvene.document.people import Actor, Party
from reconvene.document.pressure import Measure
from reconvene.document.process import Process
from reconvene.document.shape import Record

_EVERYBODY = ("parties", "principals", "all_parties")


@dataclass(frozen=True)
class Concern:
    """Actors that something touches: those who owe it, those to whom, and all of them, parties first."""

    owed_by: tuple[str, ...] = ()
    owed_to: tuple[str, ...] = ()
    everyone: tuple[str, ...] = ()


class Concerns:
    """Whom the records of one document concern; names are given as `rename` calls them."""

    def __init__(self, document: Document, rename: Rename = same) -> None:
        self.names = document.names
        self.process = document.process
        self.rename = rename
        self.parties = list(document.process.parties or {})

    def of(self, record: Record | None) -> Concern:
        """Whom a record concerns; the process as a whole and the way back concern everybody, and so nobody by name."""
        if record is None or isinstance(record, Process | Return):
            return Concern()
        named = {name for part in parts_of(record).values() for name in self._named(part)}
        if isinstance(record, Party | Actor):
            named.add(record.name)
        owed_by = self._actors(_debtors(record)) if isinstance(record, Obligation) else set()
        owed_to = self._actors(record.to or ()) if isinstance(record, Obligation) else set()
        return Concern(self._renamed(owed_by), self._renamed(owed_to), self._renamed(named | owed_by | owed_to))

    def _renamed(self, names: set[str]) -> tuple[str, ...]:
        ordered = [party for party in self.parties if party in names] + sorted(names.difference(self.parties))
        return tuple(self.rename(name) for name in ordered)

    def _named(self, part: Part) -> Iterator[str]:
        for path in names_in(part):
            found = self.names.find(path)
            if found is not None and isinstance(found[0].record, Measure):
                measure = found[0].record
                yield from self._actors([name for name in (measure.imposed_on, measure.imposed_by) if name])
            else:
                yield from self._actors([path])

    def _actors(self, paths: Iterable[str]) -> set[str]:
        """The actors behind some paths: parties for their insides, members for groups, principals for their agents."""
        found: set[str] = set()
        for path in paths:
            if path in _EVERYBODY:
                found.update(self.parties)
                continue
            head = path.split(".", 1)[0]
            actor = (self.process.actors or {}).get(head)
            if head in self.parties or actor is not None:
                found.add(head)
            if actor is not None and actor.acts_for:
                found.add(actor.acts_for.split(".", 1)[0])
            members = actor.members or () if actor is not None else ()
            found.update(name for name in map(_member, members) if name in self.parties)
        return found


def _member(member: object) -> str:
    return str(getattr(member, "who", None) or member)


def _debtors(duty: Obligation) -> list[str]:
    match duty.by:
        case Who():
            return [duty.by.path]
        case Debtors():
            return list(duty.by.shares or {})
        case tuple():
            return list(duty.by)
    return []


def both(first: Concern, second: Concern, parties: Iterable[str]) -> Concern:
    """Whom something concerned before or after, the parties in the order given, then all others."""
    order = list(parties)

    def joined(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
        names = {*one, *two}
        return tuple([party for party in order if party in names] + sorted(names.difference(order)))

    return Concern(
        joined(first.owed_by, second.owed_by),
        joined(first.owed_to, second.owed_to),
        joined(first.everyone, second.everyone),
    )
