"""The order of an exchange: its moments, which must come before which, and between which days each can come.

A moment is when something is done, when it is seen to be done, or when a keeper hands over what he holds. Acts of one
day within one day of each other are one moment, since nobody can stop between them. What the parties see for themselves
and without taking time is seen when it is done. A duty in parts is done in equal shares, one after the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import ceil

from reconvene.document.expressions import Duration, Fact, Kept
from reconvene.document.kinds import AnyCondition, Condition
from reconvene.document.obligation import Obligation, Shape, Verification
from reconvene.document.process import Process
from reconvene.timing.hanging import Hanging
from reconvene.timing.lengths import Lengths
from reconvene.timing.plan import Plan
from reconvene.timing.precedence import Precedence
from reconvene.timing.windows import Windows

DONE, SEEN, OUT = "done", "seen", "out"
_SEEN_STATES = frozenset({"verified", "accepted", "kept"})
_AT_ONCE = 1
"""Same-day acts that may lie further apart than so many days are not one moment."""


@dataclass(frozen=True, slots=True)
class Point:
    """A part of a duty (0 for the first) being done, seen, or handed over by its keeper."""

    duty: str
    part: int
    what: str


@dataclass(frozen=True)
class Ordering:
    """The moments of an exchange as places; `before` has by place the places that surely come first, as bits."""

    places: Mapping[Point, int]
    before: tuple[int, ...]
    first: tuple[date | None, ...]
    last: tuple[date | None, ...]
    parts: Mapping[str, int]

    def place(self, duty: str, what: str, part: int = 0) -> int:
        """The place of a moment."""
        return self.places[Point(duty, part, what)]

    @cached_property
    def all(self) -> int:
        """Every place, as bits."""
        return (1 << len(self.before)) - 1

    @cached_property
    def after(self) -> tuple[int, ...]:
        """By place, the places that surely come later, as bits."""
        later = [0] * len(self.before)
        for place, earlier in enumerate(self.before):
            for other in bits(earlier):
                later[other] |= 1 << place
        return tuple(later)

    def points(self, place: int) -> list[Point]:
        """What happens at a place."""
        return [point for point, where in self.places.items() if where == place]

    def possible(self, day: date) -> tuple[int, int]:
        """What may have come by the end of a day, and what must have if all dates are kept; both as closed bits."""
        may, must = self.all, 0
        for place, (first, last) in enumerate(zip(self.first, self.last, strict=True)):
            if first is not None and first > day:
                may &= ~(1 << place | self.after[place])
            if last is not None and last <= day:
                must |= 1 << place | self.before[place]
        return may | must, must


def order_of(process: Process, duties: Mapping[str, Obligation], plan: Plan, windows: Windows) -> Ordering:
    """The order of some duties of a process, by its plan in time."""
    drawn = _Drawn(process, duties, plan, windows)
    points = list(drawn.points())
    places = _joined(points, [*drawn.seen_at_once(), *drawn.same_day()])
    size = max(places.values(), default=-1) + 1
    direct = [0] * size
    for later, earlier in (*drawn.inside(), *drawn.in_step(), *drawn.kept()):
        direct[places[later]] |= 1 << places[earlier]
    for place, earlier_ones in drawn.waits(places):
        direct[place] |= earlier_ones
    before = _closed(direct)
    days = [drawn.days(point) for point in points]
    first: list[date | None] = [None] * size
    last: list[date | None] = [None] * size
    for point, (earliest, latest) in zip(points, days, strict=True):
        place = places[point]
        first[place] = max(filter(None, (first[place], earliest)), default=None)
        last[place] = min(filter(None, (last[place], latest)), default=None)
    return Ordering(places, before, tuple(first), tuple(last), {name: drawn.parts(name) for name in duties})


Link = tuple[Point, Point]
"""The later and the earlier of two moments."""


class _Drawn:
    """The moments of some duties, and what ties them, while an order is drawn."""

    def __init__(self, process: Process, duties: Mapping[str, Obligation], plan: Plan, windows: Windows) -> None:
        self.process = process
        self.duties = duties
        self.plan = plan
        self.windows = windows
        self.precedence = Precedence(plan, windows)
        self.hanging = Hanging(plan)

    def parts(self, name: str) -> int:
        return max(1, len(self.duties[name].parts or ()))

    def points(self) -> Iterator[Point]:
        for name, duty in self.duties.items():
            for part in range(self.parts(name)):
                yield from (Point(name, part, DONE), Point(name, part, SEEN))
                if duty.escrow is not None:
                    yield Point(name, part, OUT)

    # What is one moment

    def seen_at_once(self) -> Iterator[Link]:
        for name, duty in self.duties.items():
            if _is_seen_at_once(duty):
                yield from ((Point(name, part, DONE), Point(name, part, SEEN)) for part in range(self.parts(name)))

    def same_day(self) -> Iterator[Link]:
        """Acts done together: both whole, or part by part if they have as many parts."""
        for one, other in self._together():
            if self.parts(one) == self.parts(other):
                yield from ((Point(one, k, DONE), Point(other, k, DONE)) for k in range(self.parts(one)))

    def _together(self) -> Iterator[tuple[str, str]]:
        for name, duty in self.duties.items():
            if _is_at_once(duty.tolerance):
                yield from ((name, other) for other in duty.same_day or () if other in self.duties)
        for day in (self.process.days or {}).values():
            named = [name for name in day.same_day or () if name in self.duties]
            if _is_at_once(day.tolerance):
                yield from pairwise(named)

    # What comes before what

    def inside(self) -> Iterator[Link]:
        """Within a duty: one part after the other, each done before it is seen or handed over."""
        for point in self.points():
            if point.what != DONE:
                yield point, Point(point.duty, point.part, DONE)
            if point.part:
                yield point, Point(point.duty, point.part - 1, point.what)

    def waits(self, places: Mapping[Point, int]) -> Iterator[tuple[int, int]]:
        """By place, what comes before it by what its events wait for in the plan, and by dates; as bits."""
        marks = [mark for name in self.duties for mark in self._marks(name)]
        ends = {event: point for point, event, is_end in marks if is_end}
        every = sum(1 << event for event in ends)
        over = self._over(ends, places)
        for point, event, _ in marks:
            found = 0
            for earlier in bits(self.precedence.before(event) & every):
                found |= 1 << places[ends[earlier]]
            day = self.precedence.earliest(event)
            dated = bisect_left(over, day, key=lambda each: each[0]) if day is not None else 0
            yield places[point], (found | over[dated - 1][1] if dated else found) & ~(1 << places[point])

    def _over(self, ends: Mapping[int, Point], places: Mapping[Point, int]) -> list[tuple[date, int]]:
        """By last day, in order, the places that are surely over by then, as bits."""
        days: list[tuple[date, int]] = []
        for event, point in ends.items():
            alone = self.windows.first(event) if self._holds_by_itself(point.duty) else self.windows.last(event)
            if alone is not None:
                days.append((alone, 1 << places[point]))
        told: list[tuple[date, int]] = []
        for day, bit in sorted(days):
            told.append((day, (told[-1][1] if told else 0) | bit))
        return told

    def _holds_by_itself(self, name: str) -> bool:
        return self.duties[name].shape is Shape.STANDING and self.duties[name].from_ is not None

    def _marks(self, name: str) -> Iterator[tuple[Point, int, bool]]:
        """The events of a duty that stand in the plan, with the moment of each; True for those that end something."""
        last = self.parts(name) - 1
        done = self._event(name, "claimed", "begun")
        seen = self._event(name, "verified")
        start = self._event(name, "enabled", "started")
        if start is not None:
            yield Point(name, 0, DONE), start, False
        if done is not None:
            yield Point(name, last, DONE), done, True
        if seen is not None:
            yield Point(name, last, SEEN), seen, True

    def _event(self, name: str, *states: str) -> int | None:
        found = (self.plan.place("duty", name, state) for state in states)
        return next((place for place in found if place is not None), None)

    def in_step(self) -> Iterator[Link]:
        """A part waits until as much of the other duty is seen as it may not run ahead of."""
        for name, duty in self.duties.items():
            step = duty.in_step_with
            if step is None or step.duty is None or step.duty not in self.duties:
                continue
            whole = self.parts(step.duty)
            ahead = float(step.lead.high) / 100 if step.lead is not None else 0.0
            for part in range(self.parts(name)):
                wanted = ceil(whole * ((part + 1) / self.parts(name) - ahead) - 1e-6)
                if wanted > 0:
                    yield Point(name, part, DONE), Point(step.duty, min(wanted, whole) - 1, SEEN)

    def kept(self) -> Iterator[Link]:
        """What is in escrow is handed over after all that releases it."""
        for name, duty in self.duties.items():
            for other, what in released_by(self.duties, duty):
                for part in range(self.parts(name)):
                    same = min(part, self.parts(other) - 1) if self.parts(name) == self.parts(other) else -1
                    yield Point(name, part, OUT), Point(other, same if same >= 0 else self.parts(other) - 1, what)

    # When

    def days(self, point: Point) -> tuple[date | None, date | None]:
        """The first and the last day of a moment; a part of a duty comes between its beginning and its end."""
        seen = self._event(point.duty, "verified")
        done = self._event(point.duty, "claimed", "begun")
        end = seen if point.what == SEEN and seen is not None else done
        start = end
        if point.part < self.parts(point.duty) - 1:
            start = self._event(point.duty, "enabled", "started") or end
        if end is None or start is None or point.what == OUT:
            return None, None
        first = self.precedence.earliest(start)
        if self._holds_by_itself(point.duty):
            return first, first
        return first, self.windows.last(end) if end in self.hanging.bounded else None


def released_by(duties: Mapping[str, Obligation], duty: Obligation) -> list[tuple[str, str]]:
    """The duties whose being done or seen is what an escrow waits for; nothing where it does not say so plainly."""
    condition = duty.escrow.released_upon if duty.escrow is not None else None
    return [found for fact in _all_of(condition) for found in _behind(duties, fact)]


def _all_of(condition: AnyCondition | None) -> Iterator[Fact | Kept]:
    match condition:
        case Condition(all=tuple() as parts):
            for part in parts:
                yield from _all_of(part)
        case Fact() | Kept():
            yield condition


def _behind(duties: Mapping[str, Obligation], fact: Fact | Kept) -> Iterator[tuple[str, str]]:
    if fact.thing in duties:
        seen = isinstance(fact, Kept) or fact.state in _SEEN_STATES
        yield fact.thing, SEEN if seen else DONE
    else:
        yield from ((name, SEEN) for name, duty in duties.items() if str(duty.brings) == str(fact))


def _is_seen_at_once(duty: Obligation) -> bool:
    regime = duty.verified
    if regime is None or regime == "none":
        return True
    return isinstance(regime, Verification) and regime.by == "each_other" and regime.takes is None


def _is_at_once(tolerance: object) -> bool:
    if tolerance is None:
        return True
    return isinstance(tolerance, Duration) and Lengths(2024, 2024).range(tolerance)[1] <= _AT_ONCE


def _joined(points: Iterable[Point], same: Iterable[Link]) -> dict[Point, int]:
    """The place of each point: those that are one moment share it."""
    root = {point: point for point in points}

    def top(point: Point) -> Point:
        while root[point] != point:
            point = root[point]
        return point

    for one, other in same:
        root[top(one)] = top(other)
    numbers: dict[Point, int] = {}
    return {point: numbers.setdefault(top(point), len(numbers)) for point in root}


def _closed(direct: Sequence[int]) -> tuple[int, ...]:
    """By place, all that comes before it, directly or by way of others; itself left out (Warshall 1962)."""
    before = list(direct)
    for middle in range(len(before)):
        reached, bit = before[middle], 1 << middle
        for place, earlier in enumerate(before):
            if earlier & bit:
                before[place] = earlier | reached
    return tuple(found & ~(1 << place) for place, found in enumerate(before))


def bits(number: int) -> Iterator[int]:
    """The places of a number of bits, from the lowest."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
