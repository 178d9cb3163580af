"""A plan while it is drawn: events by what they are, moments as points, and the bounds between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from reconvene.document import expressions as e
from reconvene.document.dates import add
from reconvene.document.names import Names
from reconvene.document.package import Package
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.timing.events import Events
from reconvene.timing.fixed_days import FixedDays, last_day
from reconvene.timing.lengths import Lengths
from reconvene.timing.network import Bound
from reconvene.timing.plan import CALENDAR, Alternative
from reconvene.timing.rule import Rule, RuleKind

_AHEAD = 30
"""Months are measured over so many years from the first written date, or to the last one."""


@dataclass(frozen=True, slots=True)
class Point:
    """A moment seen from an event: for a due date `due` days after it, for an earliest date `start` days after it.

    They differ where the length of time is a range or its days are not known before it starts; `due` is None where the
    moment sets no limit. `day` is the date, if there is one.
    """

    event: int
    due: int | None
    start: int
    day: date | None = None


class Sketch(Events):
    """The plan of a process as far as it is drawn."""

    def __init__(self, process: Process, names: Names, package: Package | None = None) -> None:
        super().__init__(process, names, package)
        self.closed = frozenset(process.closed_days or ())
        self.days = dict(process.days or {})
        if process.final_date is not None:
            self.days["final_date"] = process.final_date
        self.fixed = FixedDays(self.days, self.closed)
        self.written: list[date] = [found for name in self.days if (found := self.fixed.of(name)) is not None]
        first = min((day.year for day in self.written), default=(process.as_of or date(2024, 1, 1)).year)
        last = max((day.year for day in self.written), default=first)
        self.lengths = Lengths(first, max(last, first + _AHEAD), len(self.closed))
        self.anchors: set[int] = set()
        self._settled: set[int] = set()
        self.waits: dict[int, list[tuple[int, Rule]]] = {}
        self.held_back: dict[str, list[tuple[int, Rule]]] = {}

    # Bounds

    def fix(self, event: int, day: date, rule: Rule) -> None:
        """Fix an event to a date."""
        self.plan.dates[event] = day
        self.plan.network.at_least(CALENDAR, event, day.toordinal(), rule)
        self.plan.network.at_most(CALENDAR, event, day.toordinal(), rule)

    def due(self, event: int, moment: e.Moment, rule: Rule) -> None:
        """Let an event come no later than a moment."""
        self.due_at(event, self.point(moment), rule)

    def due_at(self, event: int, point: Point | None, rule: Rule, more: int = 0) -> None:
        """Let an event come no later than so many days after a point; where that sets no limit, nothing is bounded."""
        if point is not None and point.due is not None:
            self.anchors.add(point.event)
            self.plan.network.at_most(point.event, event, point.due + more, rule)

    def start(self, event: int, moment: e.Moment, rule: Rule) -> None:
        """Let an event come no earlier than a moment."""
        point = self.point(moment)
        if point is not None:
            self.plan.network.at_least(point.event, event, point.start, rule)

    def wait(self, event: int, other: int, rule: Rule) -> None:
        """Let an event wait for another; all its waits together are what it is enabled by."""
        self.plan.network.at_least(other, event, 0, rule)
        self.waits.setdefault(event, []).append((other, rule))

    def hold(self, held: str, other: int, rule: Rule) -> None:
        """Let a duty or a phase, by its name, wait for an event."""
        self.held_back.setdefault(held, []).append((other, rule))

    def offer(
        self, event: int, options: Sequence[tuple[Bound, ...]], words: str, record: Record | None, key: str
    ) -> None:
        """Let one of several sets of bounds hold; a single one is no choice."""
        if len(options) == 1:
            self.plan.network.bounds.extend(options[0])
        elif options:
            span = record.value_span(key) if record is not None and key else None
            self.plan.alternatives.append(Alternative(event, tuple(options), words, span))

    # Moments

    def point(self, moment: e.Moment) -> Point | None:
        """A moment as a point; None for a time of day without a date."""
        match moment:
            case e.OnDate():
                return self._dated(moment.day)
            case e.EndOf():
                return self._dated(last_day(moment))
            case e.OnDay():
                if moment.name not in self.days:
                    return None
                return Point(self.event("day", moment.name, "reached"), 0, 0, self.fixed.of(moment.name))
            case e.When():
                event = self.of_fact(moment.fact)
                return Point(event, 0, 0) if event is not None else None
            case e.Offset():
                return self._offset(moment)
            case _:
                return None

    def settled(self, moment: e.Moment) -> Point | None:
        """A moment as one event: where its days are known only once it starts, the calendar decides between the two."""
        point = self.point(moment)
        if point is None or point.due is None or point.start <= point.due:
            return point
        place = self.event("moment", str(moment), "")
        if place not in self._settled:
            self._settled.add(place)
            rule = Rule(RuleKind.CALENDAR, f"`{moment}`", str(moment))
            if point.due >= 0:
                self.plan.network.takes(point.event, place, point.due, point.start, rule)
            else:
                self.plan.network.at_least(point.event, place, point.due, rule)
                self.plan.network.at_most(point.event, place, point.start, rule)
        return Point(place, 0, 0)

    def _dated(self, day: date) -> Point:
        self.written.append(day)
        return Point(CALENDAR, day.toordinal(), day.toordinal(), day)

    def _offset(self, moment: e.Offset) -> Point | None:
        shifts: list[e.Offset] = []
        inner: e.Moment = moment
        while isinstance(inner, e.Offset):
            shifts.append(inner)
            inner = inner.moment
        point = self.point(inner)
        for shift in reversed(shifts):
            point = self._shifted(point, shift) if point is not None else None
        return point

    def _shifted(self, point: Point, shift: e.Offset) -> Point:
        by = shift.by
        due, start = self._after(point.day, by) if shift.after else self._before(point.day, by)
        exact = by.low == by.high and by.bound not in (e.Bound.AT_LEAST, e.Bound.AT_MOST)
        day = None
        if point.day is not None and exact:
            day = add(point.day, by.low if shift.after else -by.low, by.unit, self.closed)
        moved = None if due is None or point.due is None else point.due + due
        return Point(point.event, moved, point.start + start, day)

    def _after(self, day: date | None, by: e.Duration) -> tuple[int | None, int]:
        """The days after an event by which something is due, and before which it is too early."""
        due = None if by.bound is e.Bound.AT_LEAST else self._due_after(day, by)
        if by.bound is e.Bound.AT_MOST:
            return due, 0
        if day is None:
            return due, floor(self.lengths.ends(by.low, by.unit)[1])
        return due, (add(day, by.low, by.unit, self.closed, late=False) - day).days

    def _due_after(self, day: date | None, by: e.Duration) -> int:
        if day is None:
            return ceil(self.lengths.ends(by.high, by.unit)[0])
        return (add(day, by.high, by.unit, self.closed) - day).days

    def _before(self, day: date | None, by: e.Duration) -> tuple[int, int]:
        """The same for a moment before an event: both are negative."""
        if day is None:
            return -floor(self.lengths.ends(by.low, by.unit)[1]), -ceil(self.lengths.ends(by.high, by.unit)[0])
        due = add(day, -by.low, by.unit, self.closed, late=False)
        return (due - day).days, (add(day, -by.high, by.unit, self.closed) - day).days

    def within(self, event: int, limit: e.Within, rule: Rule, anchor: int | None) -> None:
        """Let an event come within a time of a moment, or of the event that enables it."""
        point = self.point(limit.of) if limit.of is not None else None
        if point is None and anchor is not None:
            point = Point(anchor, 0, 0, self.plan.dates.get(anchor))
        if point is None:
            return
        due, start = self._after(point.day, limit.time)
        if due is not None:
            self.due_at(event, point, rule, due)
        if start and limit.time.low != limit.time.high:
            self.plan.network.at_least(point.event, event, point.start + start, rule)
