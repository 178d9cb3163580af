"""A package beside no deal: what each actor gains and loses by going on with it, at signature and at every later day.

No deal is a course of its own: threats grow, and the pressure keeps a share of its bite (`no_deal: {keeps: ...}`).
Everything is compared over the year that follows the moment, stake by stake; nothing is added up that has no common
measure. Only where the file says what each step and no deal are worth to an actor do these decide between stakes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import inf

from reconvene.deal.at_stake import declared_of, stakes_of, unsaid_worth
from reconvene.deal.coverage import exposed
from reconvene.deal.stakes import Matter as Matter
from reconvene.deal.stakes import Outcome as Outcome
from reconvene.deal.stakes import Stake as Stake
from reconvene.deal.stakes import judge as judge
from reconvene.deal.tabled import Tabled
from reconvene.document.obligation import Obligation

SIGNATURE = "at signature"


@dataclass(frozen=True, slots=True)
class Prospect:
    """An actor at a moment: its stakes in the steps that are still to come, and how they compare with no deal."""

    actor: str
    required: bool
    moment: str
    day: date | None
    stakes: tuple[Stake, ...]
    outcome: Outcome

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that could change the outcome."""
        if self.outcome in (Outcome.BETTER, Outcome.WORSE, Outcome.SAME):
            return ()
        return tuple(dict.fromkeys(fact for stake in self.stakes for fact in stake.missing))


def prospects(tabled: Tabled, among: Collection[str] = ()) -> tuple[Prospect, ...]:
    """Every party, every ally, and everybody whom a threat hits, at signature and after each dated step but the last.

    With `among` these alone.

    At signature all steps are to come. Later it is asked whether going on beats walking away, once the steps that are
    due by then are done: who has got everything and has only to give is better off walking.
    """
    actors = among or actors_of(tabled)
    return tuple(
        _prospect(tabled, actor, moment, day, duties)
        for moment, day, duties in _moments(tabled)
        for actor in dict.fromkeys(actors)
    )


def actors_of(tabled: Tabled) -> tuple[str, ...]:
    """Every party, every ally, and everybody whom a threat hits."""
    return tuple(dict.fromkeys([*(tabled.process.parties or {}), *exposed(tabled)]))


def _moments(tabled: Tabled) -> Iterator[tuple[str, date | None, dict[str, Obligation]]]:
    """The moments with the steps that are to come after each; the end of a phase is called by its name."""
    yield SIGNATURE, None, tabled.duties
    days = {name: tabled.last_day(name) for name in tabled.duties}
    ends = sorted({day for day in days.values() if day is not None})
    for end in ends:
        later = {name: duty for name, duty in tabled.duties.items() if (days[name] or date.max) > end}
        if later:
            yield _named(tabled, end, days), end, later


def _named(tabled: Tabled, end: date, days: Mapping[str, date | None]) -> str:
    for name, phase in (tabled.process.phases or {}).items():
        steps = [days[step] for step in phase.steps or () if step in days]
        if steps and max(day or date.max for day in steps) == end:
            return f"at the end of {name}"
    return f"after {end}"


def _prospect(tabled: Tabled, actor: str, moment: str, day: date | None, duties: Mapping[str, Obligation]) -> Prospect:
    stakes = stakes_of(tabled, actor, duties)
    declared = declared_of(tabled, actor, stakes, duties)
    outcome = judge(stakes)
    if declared is not None:
        stakes = (*stakes, declared)
        outcome = judge((declared,))
    elif outcome is Outcome.DEPENDS:
        stakes = (*stakes, Stake(Matter.DECLARED, (-inf, inf), (), unsaid_worth(tabled, actor, stakes, duties)))
    required = actor in (tabled.process.parties or {})
    return Prospect(actor, required, moment, day, stakes, outcome)
