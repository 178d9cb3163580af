"""How likely it is that every date of a plan is kept, by the durations that the file declares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from math import inf

from reconvene.document.expressions import Duration
from reconvene.document.kinds import Estimate, Spread
from reconvene.estimate.draws import Generator, Law, lognormal, normal, triangular, uniform, wilson
from reconvene.timing.course import Course, Deadline, Step
from reconvene.timing.lengths import Lengths
from reconvene.timing.network import Bound, Contingent
from reconvene.timing.plan import Plan
from reconvene.timing.ranges import centre_of
from reconvene.timing.rule import Rule

DRAWS = 400
"""So many draws tell a chance to within five points."""
NUMBERS = 150_000
"""So many numbers are drawn in all: about a tenth of a second. Many durations get fewer draws, each at least 100."""
_AT_ONCE = 400
"""So many draws are kept in memory at a time."""

Column = list[float] | float
"""A day for every draw, or one and the same in all of them."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A date that some draws miss: by how many days it is missed in each, not more than 0 where it is kept."""

    bound: Bound
    late: tuple[float, ...]

    @property
    def share(self) -> float:
        """In which share of the draws it is kept."""
        return sum(days <= 0 for days in self.late) / len(self.late)


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely it is that every date is kept: in `met` of `draws` draws; the dates that are missed in some."""

    met: int
    draws: int
    at_risk: tuple[AtRisk, ...] = ()

    @property
    def share(self) -> float:
        """The estimate."""
        return self.met / self.draws

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the chance lies, with a confidence of 95 %; a plan without any risk is sure."""
        return wilson(self.met, self.draws) if self.at_risk else (1.0, 1.0)


def chance(
    plan: Plan, generator: Generator, draws: int = DRAWS, told: Collection[int] = (), numbers: int = NUMBERS
) -> Chance | None:
    """The chance that every due date and the final date are kept; None where waits go round in a circle.

    Everybody acts as soon as they may. Durations are independent of each other and spread as the file says; a mere
    range counts as uniform. What is not known is taken to take no time, and of several causes none is waited for: so
    the chance is at best what is given here. `told` leaves dates out, by the identity of their bounds.
    """
    course = Course(plan)
    if course.order is None:
        return None
    laws = _laws(plan)
    groups: dict[int, list[Deadline]] = {}
    for deadline in course.deadlines():
        if id(deadline.bound) not in told and deadline.event in course.position:
            groups.setdefault(deadline.start, []).append(deadline)
    paths = [_Paths(course, laws, start, dates) for start, dates in groups.items()]
    risky = [path for path in paths if path.dates]
    if not risky:
        return Chance(draws, draws)
    links = _in_any_file_order(course, laws, {id(link): link for path in risky for link in path.links}.values())
    draws = max(100, min(draws, numbers // max(1, len(links))))
    late: dict[int, list[float]] = {}
    for done in range(0, draws, _AT_ONCE):
        count = min(_AT_ONCE, draws - done)
        drawn = {id(link): laws[id(link)].draw(count, generator) for link in links}
        for path in risky:
            for deadline, column in path.run(drawn):
                days = column if isinstance(column, list) else [column] * count
                late.setdefault(id(deadline.bound), []).extend(day - deadline.days for day in days)
    kept = [tuple(late[id(date.bound)]) for path in risky for date in path.dates]
    met = sum(all(days <= 0 for days in draw) for draw in zip(*kept, strict=True))
    bounds = [date.bound for path in risky for date in path.dates]
    return Chance(met, draws, tuple(map(AtRisk, bounds, kept)))


class _Paths:
    """The ways from one event to the dates that are counted from it, as far as those can be missed."""

    def __init__(self, course: Course, laws: dict[int, Law], start: int, dates: list[Deadline]) -> None:
        self.course, self.laws, self.start = course, laws, start
        events = course.between(start, [date.event for date in dates])
        self.least = self._ends(events, lambda law: law.low)
        self.most = self._ends(events, lambda law: law.high)
        self.dates = [date for date in dates if self.most.get(date.event, -inf) > date.days]
        self.events = course.between(start, [date.event for date in self.dates]) if self.dates else []
        self.links = [step.link for event in self.events for step in self._steps(event) if step.link is not None]

    def _ends(self, events: list[int], end: Callable[[Law], float]) -> dict[int, float]:
        found: dict[int, float] = {self.start: 0.0}
        for event in events:
            for step in self.course.before[event]:
                if step.start in found and event != self.start:
                    days = end(self.laws[id(step.link)]) if step.link is not None else step.days
                    found[event] = max(found.get(event, -inf), found[step.start] + days)
        return found

    def _steps(self, event: int) -> Iterable[Step]:
        """What can decide when an event comes; what is over before that in any case is left out."""
        for step in self.course.before[event]:
            if step.start in self.most and event != self.start:
                days = self.laws[id(step.link)].high if step.link is not None else step.days
                if self.most[step.start] + days >= self.least[event]:
                    yield step

    def run(self, drawn: dict[int, list[float]]) -> Iterable[tuple[Deadline, Column]]:
        """Each date with the days after the start on which its event comes, draw by draw."""
        days: dict[int, Column] = {self.start: 0.0}
        for event in self.events:
            for step in self._steps(event):
                if step.start in days:
                    more = drawn[id(step.link)] if step.link is not None else float(step.days)
                    reached = _plus(days[step.start], more)
                    days[event] = _later(days[event], reached) if event in days else reached
        return [(date, days[date.event]) for date in self.dates]


def _plus(one: Column, other: Column) -> Column:
    if isinstance(one, list):
        if isinstance(other, list):
            return [a + b for a, b in zip(one, other, strict=True)]
        return [a + other for a in one] if other else one
    return [one + b for b in other] if isinstance(other, list) else one + other


def _later(one: Column, other: Column) -> Column:
    if isinstance(one, list):
        if isinstance(other, list):
            return list(map(max, one, other))
        return [max(a, other) for a in one]
    return [max(one, b) for b in other] if isinstance(other, list) else max(one, other)


# Laws


def _laws(plan: Plan) -> dict[int, Law]:
    lengths = Lengths(plan.begin.year, plan.begin.year)
    return {id(link): _law(link, lengths) for link in plan.network.contingents}


def _law(link: Contingent, lengths: Lengths) -> Law:
    rule = link.origin
    written = getattr(rule.record, rule.key, None) if isinstance(rule, Rule) and rule.record and rule.key else None
    if not isinstance(written, Estimate) or written.value is not None:
        return uniform(link.low, link.high)
    if written.triangular is not None and written.uniform is None:
        top = _days(written.triangular.mode, lengths)
        return triangular(link.low, (link.low + link.high) / 2 if top is None else top, link.high)
    return _around(written.lognormal, "median", lognormal, lengths) or (
        _around(written.normal, "mean", normal, lengths) or uniform(link.low, link.high)
    )


def _around(spread: Spread | None, key: str, law: Callable[[float, float], Law], lengths: Lengths) -> Law | None:
    centre = centre_of(spread, key)
    days = _days(centre[0], lengths) if centre is not None else None
    return law(days, centre[1]) if centre is not None and days is not None else None


def _days(time: object, lengths: Lengths) -> float | None:
    """A length of time in days, where it is a range or depends on the calendar in the middle."""
    if not isinstance(time, Duration):
        return None
    return float(sum(lengths.ends(time.low, time.unit)) + sum(lengths.ends(time.high, time.unit))) / 4


# An order that depends on nothing but the plan


def _in_any_file_order(course: Course, laws: dict[int, Law], links: Collection[Contingent]) -> list[Contingent]:
    """The same durations get the same draws wherever they stand in the file and whatever they are called."""
    law = {key: hash((int(one.shape), one.low, one.middle, one.high, one.sigma)) for key, one in laws.items()}
    dated: dict[int, list[tuple[int, int]]] = {}
    for date in course.deadlines():
        dated.setdefault(date.event, []).append((date.days, course.position.get(date.start, -1) == 0))
    order = course.order or []
    past, future = [0] * len(course.before), [0] * len(course.before)
    for event in order:
        past[event] = hash(tuple(sorted((past[s.start], law.get(id(s.link), s.days)) for s in course.before[event])))
    for event in reversed(order):
        then = tuple(sorted((future[s.end], law.get(id(s.link), s.days)) for s in course.after[event]))
        future[event] = hash((then, tuple(sorted(dated.get(event, ())))))

    def key(link: Contingent) -> tuple[int, int, int]:
        return past[course.same[link.start]], future[course.same[link.end]], law[id(link)]

    return sorted(links, key=key)
