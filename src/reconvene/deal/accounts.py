"""Whose public account holds, by which yardstick; what cannot both be true; and what both sides could sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from reconvene.deal.claims import ClaimView, claims_of, judge, reliefs_of
from reconvene.deal.pressed import Pressed, pressed_on
from reconvene.deal.relief import Relief, pressed_actors
from reconvene.deal.wordings import Wording, wordings
from reconvene.deal.yardsticks import Answer, sharing
from reconvene.document.belonging import principal_of
from reconvene.document.load import Document
from reconvene.document.politics import Claim
from reconvene.document.process import Process
from reconvene.process.events import Event, Statement

MOST_WORDINGS, MOST_NEAR = 12, 6
"""So many wordings are told that say just the relief, and so many that say something near it."""


class Outcome(StrEnum):
    """How two claims of different sides stand to each other."""

    SAME = "both true by one yardstick"
    DIFFERENT = "both true, by different yardsticks"
    CANNOT = "cannot both be true"
    OPEN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of different sides about the same relief, and by which yardsticks each is true."""

    first: str
    second: str
    relief: str
    outcome: Outcome
    both_by: tuple[str, ...]
    first_by: tuple[str, ...]
    second_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact that one says and another denies; no yardstick decides it, and nobody is taken to be right."""

    says: str
    said_by: str
    denied_by: tuple[str, ...]
    denial: str
    sources: tuple[str, ...]
    denial_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signable:
    """The wordings for one relief set that leave every side's claims true by some yardstick, the shortest first."""

    relief: str
    sides: tuple[str, ...]
    exact: tuple[Wording, ...]
    near: tuple[Wording, ...]
    blocked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account with its claims and verdicts, the claims of different sides in pairs, disputes, and wordings."""

    title: str
    source_name: str
    as_of: date
    claims: tuple[ClaimView, ...]
    pairs: tuple[Pair, ...]
    disputes: tuple[Dispute, ...]
    signable: tuple[Signable, ...]


def accounts(document: Document, now: date, events: Iterable[Event] = ()) -> Accounts:
    """The accounts of a document as of `now`, with the statements of a record that deny each other by then.

    An account dated later than `now` is left out.
    """
    process = document.process
    reliefs = reliefs_of(process)
    pressed, claims = _judged(document, now, reliefs.values())
    return Accounts(
        title=process.title or document.file,
        source_name=document.file,
        as_of=now,
        claims=claims,
        pairs=tuple(_pairs(claims)),
        disputes=(*_denied(claims), *_denials(process, events, now)),
        signable=tuple(_signable(document, pressed, reliefs[name], claims) for name in _contested(claims)),
    )


def pairs_of(document: Document, now: date) -> Iterator[Pair]:
    """The pairs of claims alone, as of `now`."""
    yield from _pairs(_judged(document, now, reliefs_of(document.process).values())[1])


def _judged(document: Document, now: date, reliefs: Iterable[Relief]) -> tuple[Pressed, tuple[ClaimView, ...]]:
    """The claims that are known by then, and what presses on those whom the measures press that they are about."""
    process = document.process
    named = [name for relief in reliefs for name in pressed_actors(process, relief)]
    pressed = pressed_on(process, now, named or None)
    later = {name for name, each in (process.accounts or {}).items() if each.dated is not None and each.dated > now}
    return pressed, tuple(claim for claim in claims_of(document, pressed) if claim.account not in later)


def _contested(claims: Iterable[ClaimView]) -> list[str]:
    """The relief sets of which some claim can be judged."""
    return list(dict.fromkeys(claim.relief for claim in claims if claim.can_be_judged))


def _pairs(claims: Iterable[ClaimView]) -> Iterator[Pair]:
    judged = [claim for claim in claims if claim.can_be_judged]
    for first, second in combinations(judged, 2):
        if first.side == second.side or first.relief != second.relief:
            continue
        ours, theirs = first.by_answer(Answer.TRUE), second.by_answer(Answer.TRUE)
        both = tuple(name for name in ours if name in theirs)
        yield Pair(first.path, second.path, first.relief, _outcome(first, second, both), both, ours, theirs)


def _outcome(first: ClaimView, second: ClaimView, both: tuple[str, ...]) -> Outcome:
    if both:
        return Outcome.SAME
    if first.by_answer(Answer.TRUE) and second.by_answer(Answer.TRUE):
        return Outcome.DIFFERENT
    hopeless = any(len(claim.by_answer(Answer.FALSE)) == len(claim.verdicts) for claim in (first, second))
    return Outcome.CANNOT if hopeless else Outcome.OPEN


def _denied(claims: Iterable[ClaimView]) -> Iterator[Dispute]:
    """Claims that somebody denies and that no yardstick can be laid on."""
    for claim in claims:
        if claim.denied_by and not claim.can_be_judged:
            yield Dispute(claim.says, claim.by, claim.denied_by, "", claim.sources, ())


def _denials(process: Process, events: Iterable[Event], now: date) -> Iterator[Dispute]:
    known = {event.id: event for event in events if event.recorded <= now}
    for event in known.values():
        earlier = known.get(event.denies or "") if isinstance(event, Statement) else None
        if not isinstance(event, Statement) or not isinstance(earlier, Statement):
            continue
        yield Dispute(
            says=" ".join((earlier.text or "").split()),
            said_by=principal_of(process, earlier.by_party) or earlier.by_party,
            denied_by=(event.by_party,),
            denial=" ".join((event.text or "").split()),
            sources=tuple(earlier.source or ()),
            denial_sources=tuple(event.source or ()),
        )


def _signable(document: Document, pressed: Pressed, relief: Relief, claims: Iterable[ClaimView]) -> Signable:
    about = [claim for claim in claims if claim.relief == relief.name and claim.can_be_judged]
    holds = _holding(document, pressed, about)
    blocked = tuple(claim.path for claim in about if not claim.by_answer(Answer.TRUE))
    exact: list[Wording] = []
    near: list[Wording] = []
    seen: set[frozenset[str]] = set()
    for wording in wordings(document.process, pressed, relief.measures) if not blocked else ():
        if wording.is_exact:
            exact.append(wording)
        elif len(near) < MOST_NEAR and wording.means not in seen and holds(wording.means):
            near.append(wording)
        seen.add(wording.means)
    sides = tuple(dict.fromkeys(claim.side for claim in about))
    return Signable(relief.name, sides, tuple(exact[:MOST_WORDINGS]), tuple(near), blocked)


def _holding(document: Document, pressed: Pressed, about: list[ClaimView]) -> Callable[[frozenset[str]], bool]:
    """Whether each of some claims would be true of other measures too, by some yardstick by which it is true now."""
    written = [(claim, _written(document.process, claim)) for claim in about]
    shares = sharing(document, pressed)

    def holds(means: frozenset[str]) -> bool:
        for claim, record in written:
            verdicts = judge(document.process, record, means, shares)
            true = {judged.yardstick for judged in verdicts if judged.answer is Answer.TRUE}
            if not true.intersection(claim.by_answer(Answer.TRUE)):
                return False
        return True

    return holds


def _written(process: Process, claim: ClaimView) -> Claim:
    account = (process.accounts or {})[claim.account]
    return (account.claims or {})[claim.name]
