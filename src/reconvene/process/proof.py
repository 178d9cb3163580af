"""What the text of a way back guarantees, whoever refuses and whoever is absent: the four results, each with its bound.

It proves the text, not conduct. Definitions: design document, section on the return proof; the machine explored is
`process.ladder` itself, so that nothing is proved of a ladder other than the one that the record follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import product

from reconvene.document.process import Process
from reconvene.process.adversary import Adversary, Move, Objecting, Position, Scenario
from reconvene.process.compiling import compile_ladder
from reconvene.process.exploration import Goal, Paths, explore
from reconvene.process.face import FaceFault, face_faults
from reconvene.process.stages import Ladder, OpenFact

LONGEST_REVIEW = 180
"""A process that is parked is looked at again within so many days."""


class Verdict(StrEnum):
    """What was found of a result."""

    HOLDS = "holds"
    FAILS = "fails"
    CANNOT_TELL = "cannot tell"


class Result(StrEnum):
    """The four results, in their order."""

    WILLING = "all_willing"
    SOME_REFUSE = "some_refuse"
    ALL_REFUSE = "all_refuse"
    FACE = "face"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A path of the machine: in which scenario, its moves, and the circle in which it turns where it leads nowhere."""

    scenario: Scenario
    moves: tuple[Move, ...]
    circle: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """Whether a result holds, within how many days of day 0 at the longest, and on which path; else the shortest story.

    `silent` is the bound where those who refuse do not object either; it is given for that result alone.
    """

    days: int | None
    worst: Counterexample | None = None
    story: Counterexample | None = None
    silent: int | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """A result: its verdict, its bound without a change of government and with one, and what would decide it."""

    result: Result
    verdict: Verdict
    steady: Bound
    changed: Bound
    missing: tuple[OpenFact, ...] = ()
    faults: tuple[FaceFault, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnProof:
    """What was shown of one way back: the ladder, how many could be absent, and the four results."""

    ladder: Ladder
    absent: int
    results: tuple[Proved, ...]

    def of(self, result: Result) -> Proved:
        """One of the four."""
        return next(each for each in self.results if each.result is result)

    @property
    def returns(self) -> bool:
        """Whether the parties come back to the table, without losing face, whatever the adversary does."""
        return all(each.verdict is Verdict.HOLDS for each in self.results)


def prove(process: Process, now: date, *, absent: int = 1, turnover: str | None = None) -> ReturnProof | None:
    """The proof of a process's way back as of a day, or None where it has none.

    `absent` is how many holders of roles may be absent at any time, `turnover` the one party whose government may
    change; left out, anybody's may, but one only.
    """
    strict = compile_ladder(process)
    if strict is None:
        return None
    generous = compile_ladder(process, generous=True) if strict.open_facts else None
    results = tuple(bounded(result, strict, generous, absent, turnover) for result in _GOALS)
    return ReturnProof(strict, absent, (*results, _face(process, strict, absent, turnover, now)))


# Scenarios


def refusals(ladder: Ladder) -> list[frozenset[str]]:
    """Every set of parties that may refuse, the empty one and all among them, one for each that differs.

    Parties whom the ladder nowhere names apart are alike: of them only how many refuse matters.
    """
    apart = _named_apart(ladder)
    alike = [party for party in ladder.parties if party not in apart]
    choices = [[frozenset(alike[:count]) for count in range(len(alike) + 1)]]
    choices.extend([frozenset[str](), frozenset((party,))] for party in ladder.parties if party in apart)
    return [frozenset().union(*parts) for parts in product(*choices)]


def _named_apart(ladder: Ladder) -> set[str]:
    everybody = set(ladder.parties)
    found: set[str] = set()
    for stage in ladder.stages:
        for parties in (*(set(act.own) for act in stage.acts), *map(set, stage.voided_by)):
            found |= parties if parties != everybody else set()
        hands = (hand for each in (stage.hands, *(act.hands for act in stage.acts)) for hand in each)
        found |= {hand.owner for hand in hands if hand.owner is not None}
    for rule in ladder.extensions:
        found |= set(rule.consenting) & everybody if set(rule.consenting) != everybody else set()
    return found & everybody


def changing(ladder: Ladder, refusing: frozenset[str], turnover: str | None) -> list[str]:
    """The parties whose change of government differs: each that is named apart, one of those alike on either side."""
    if turnover is not None:
        return [turnover] if turnover in ladder.parties else []
    apart = _named_apart(ladder)
    sides = ([party for party in ladder.parties if (party in refusing) is side] for side in (True, False))
    found: list[str] = []
    for side in sides:
        alike = [party for party in side if party not in apart]
        found.extend([*alike[:1], *(party for party in side if party in apart)])
    return found


def scenarios(ladder: Ladder, absent: int, turnover: str | None) -> Iterator[Scenario]:
    """Every ground on which the adversary may move."""
    for refusing in refusals(ladder):
        for party in (None, *changing(ladder, refusing, turnover)):
            yield Scenario(refusing, absent, party)


def everything(ladder: Ladder) -> tuple[Scenario, ...]:
    """Every ground with one holder of a role absent, and with anybody's change of government."""
    return tuple(scenarios(ladder, 1, None))


# The first three results


def _is_back(_: Ladder, __: Scenario) -> Goal:
    return lambda position: position.standing.table == "reconvened"


def _is_sat(ladder: Ladder, scenario: Scenario) -> Goal:
    """A session is minuted, and everybody who does not refuse was there."""
    willing = frozenset(ladder.parties) - scenario.refusing

    def reached(position: Position) -> bool:
        standing = position.standing
        sat = standing.table in ("sat_incomplete", "reconvened")
        return sat and standing.came is not None and willing <= standing.came

    return reached


def _is_parked(ladder: Ladder, _: Scenario) -> Goal:
    """Parked after every stage before it, with a review in time that begins again at the first stage."""
    park = ladder.parking
    earlier = frozenset(range(park or 0))

    def reached(position: Position) -> bool:
        standing = position.standing
        if standing.table != "parked" or standing.stage is None:
            return False
        parked = ladder.stages[standing.stage]
        in_time = parked.limit is not None and parked.limit <= LONGEST_REVIEW
        return in_time and parked.otherwise == 0 and earlier <= standing.ran

    return reached


_GOALS = {Result.WILLING: _is_back, Result.SOME_REFUSE: _is_sat, Result.ALL_REFUSE: _is_parked}


@lru_cache(maxsize=64)
def bounded(
    result: Result, strict: Ladder, generous: Ladder | None = None, absent: int = 1, turnover: str | None = None
) -> Proved:
    """One of the first three results of a ladder; `generous` is its best reading, where something is unknown."""
    steady = _bound(result, strict, absent, changes=False, turnover=turnover)
    changed = _bound(result, strict, absent, changes=True, turnover=turnover)
    verdict = Verdict.HOLDS if steady.days is not None and changed.days is not None else Verdict.FAILS
    missing: tuple[OpenFact, ...] = ()
    if verdict is Verdict.FAILS and generous is not None:
        best = [_bound(result, generous, absent, changes=changes, turnover=turnover) for changes in (False, True)]
        if all(bound.days is not None for bound in best) or not generous.stages:
            verdict, missing = Verdict.CANNOT_TELL, strict.open_facts
    return Proved(result, verdict, steady, changed, missing)


def _bound(result: Result, ladder: Ladder, absent: int, *, changes: bool, turnover: str | None) -> Bound:
    worst: tuple[Scenario, Paths] | None = None
    silent: int | None = None
    for scenario in _of_result(result, ladder, absent, changes=changes, turnover=turnover):
        paths = explore(Adversary(ladder, scenario), _GOALS[result](ladder, scenario))
        if paths.longest is None:
            return Bound(None, story=Counterexample(scenario, paths.story, paths.circle))
        if scenario.objecting is Objecting.NEVER:
            silent = max(paths.longest, silent or 0)
        elif worst is None or paths.longest > (worst[1].longest or 0):
            worst = scenario, paths
    if worst is None:
        return Bound(0)
    return Bound(worst[1].longest, Counterexample(worst[0], worst[1].worst, ()), silent=silent)


def _of_result(
    result: Result, ladder: Ladder, absent: int, *, changes: bool, turnover: str | None
) -> Iterator[Scenario]:
    everybody = frozenset(ladder.parties)
    for refusing in refusals(ladder):
        kind = Result.SOME_REFUSE if refusing else Result.WILLING
        kind = Result.ALL_REFUSE if refusing and refusing == everybody else kind
        if kind is not result:
            continue
        objecting = (Objecting.MUST, Objecting.NEVER) if kind is Result.ALL_REFUSE else (Objecting.MAY,)
        for party in changing(ladder, refusing, turnover) if changes else (None,):
            for each in objecting:
                yield Scenario(refusing, absent, party, each)


# The fourth


def _face(process: Process, ladder: Ladder, absent: int, turnover: str | None, now: date) -> Proved:
    faults = tuple(face_faults(process, ladder, tuple(scenarios(ladder, absent, turnover)), now))
    certain = [fault for fault in faults if not fault.is_open]
    missing = tuple(OpenFact(fault.fact, fault.ask, fault.span) for fault in faults if fault.is_open)
    verdict = Verdict.FAILS if certain else Verdict.CANNOT_TELL if missing else Verdict.HOLDS
    if verdict is Verdict.HOLDS and not ladder.stages:
        verdict, missing = Verdict.CANNOT_TELL, ladder.open_facts
    return Proved(Result.FACE, verdict, Bound(None), Bound(None), missing, faults)
