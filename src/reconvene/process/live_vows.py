"""Whom an act may be asked of: what the live vows of a party forbid it, and which cover would release it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reconvene.document.acts import is_case_of
from reconvene.document.belonging import taxonomy_of
from reconvene.document.politics import Vow
from reconvene.process import events as e
from reconvene.process.ladder import LadderAct
from reconvene.process.written import day_of

if TYPE_CHECKING:
    from reconvene.process.fold import State


@dataclass(frozen=True, slots=True)
class LiveVow:
    """A vow in force: whose, since when, what it forbids and what would release it."""

    name: str
    by: str
    since: date
    says: str
    forbids: tuple[str, ...]
    released_by: tuple[str, ...]
    until: date | None = None


def live_vows(state: State) -> Iterator[LiveVow]:
    """The vows in force on the day, in the order in which they were given."""
    for name, event in state.ledger.vows.items():
        given = state.ledger.vow_words.get(name)
        if not isinstance(event, e.VowMade) or given is None:
            continue
        written = (state.process.vows or {}).get(name) or Vow()
        until = given.until or day_of(written.until)
        if until is not None and until < state.now:
            continue
        by = given.by_party or ""
        speaker = written.by.path if written.by is not None else ""
        if not by or speaker.startswith(f"{by}."):
            by = speaker  # the file knows who of the party gave it
        yield LiveVow(
            name,
            by,
            given.at,
            given.says or written.says or "",
            given.forbids or written.forbids or (),
            given.released_by or written.released_by or (),
            until,
        )


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A vow that forbids a party an act that a stage asks of it, and the cover under which it may be done."""

    party: str
    vow: str
    forbids: str
    cover: str


def obstacles(state: State, act: LadderAct) -> Iterator[Obstacle]:
    """The vows against an act, for each party that would have to do it itself."""
    taxonomy = taxonomy_of(state.process)
    given = set(act.covers) | _covers_so_far(state)
    for vow in live_vows(state):
        for party in sorted(state.people.of(vow.by) & set(act.own)):
            forbidden = next((each for each in vow.forbids if is_case_of(act.act, each, taxonomy)), None)
            if forbidden is not None:
                cover = next((each for each in vow.released_by if each in given), "")
                yield Obstacle(party, vow.name, forbidden, cover)


def _covers_so_far(state: State) -> set[str]:
    """The covers that the stages left behind have given."""
    ladder, standing = state.ladder, state.standing
    if ladder is None or standing is None:
        return set()
    return {cover for index in standing.ran for act in ladder.stages[index].asked for cover in act.covers}
