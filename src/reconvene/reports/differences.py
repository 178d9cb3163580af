"""What a draft changed, gathered by whom it touches: the same for the terminal and for the pages of a desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconvene.document.change import Change
from reconvene.document.compare import compare
from reconvene.document.load import Document
from reconvene.reports.naming import actor_called


@dataclass(frozen=True)
class Section:
    """A part of what is told: its heading, the party that it is about ("" for none), and the changes under it."""

    heading: str
    party: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class PartyChanges:
    """What changed for one party: what it owes, what it is owed, and what else touches it."""

    party: str
    called: str
    owes: tuple[Change, ...]
    owed: tuple[Change, ...]
    rest: tuple[Change, ...]

    @property
    def parts(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """What there is of these, each under its words."""
        listed = (("what it owes", self.owes), ("what it is owed", self.owed), ("what else touches it", self.rest))
        return tuple((words, some) for words, some in listed if some)


@dataclass(frozen=True)
class Differences:
    """Two drafts compared: how many changes, those for everybody, those of each party, and those of all others."""

    count: int
    common: tuple[Change, ...]
    parties: tuple[PartyChanges, ...]
    others: tuple[Change, ...]
    changes: tuple[Change, ...]


def differences(before: Document, after: Document) -> Differences:
    """What the later draft changed in meaning. Both must be readable, as they are written."""
    return gather(compare(before, after), before, after)


def gather(changes: Sequence[Change], before: Document, after: Document) -> Differences:
    """Changes by whom they touch; a change that touches two parties is told to both."""
    known = dict.fromkeys([*(before.process.parties or {}), *(after.process.parties or {})])
    named = [party for party in known if any(party in change.concerns for change in changes)]
    return Differences(
        len(changes),
        tuple(change for change in changes if not change.concerns),
        tuple(_of_party(changes, party, _called(party, before, after)) for party in named),
        tuple(change for change in changes if change.concerns and not set(change.concerns) & set(named)),
        tuple(changes),
    )


def _called(party: str, before: Document, after: Document) -> str:
    process = after.process if party in (after.process.parties or {}) else before.process
    return actor_called(process, party)


def _of_party(changes: Sequence[Change], party: str, called: str) -> PartyChanges:
    mine = [change for change in changes if party in change.concerns]
    owes = tuple(change for change in mine if party in change.owed_by)
    owed = tuple(change for change in mine if party in change.owed_to and change not in owes)
    return PartyChanges(
        party, called, owes, owed, tuple(change for change in mine if change not in owes and change not in owed)
    )


def sections(found: Differences) -> Iterator[Section]:
    """The same one under the other: what concerns everybody, then each party, then all others."""
    if found.common:
        yield Section("For everybody", "", found.common)
    for each in found.parties:
        for words, some in each.parts:
            yield Section(f"{each.party}: {words}", each.party, some)
    if found.others:
        yield Section("Others", "", found.others)
