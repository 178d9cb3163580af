"""A plan with what has been observed: which events have come, and by when the others are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from typing import NamedTuple

from reconvene.document.dates import add, latest_after
from reconvene.document.expressions import Bound as Reading
from reconvene.document.expressions import Moment, Offset, OnDay, When, Within
from reconvene.document.grammar import parse, read_moment
from reconvene.document.kinds import Day
from reconvene.document.process import Process
from reconvene.timing.network import Bound
from reconvene.timing.plan import CALENDAR, Alternative, Plan
from reconvene.timing.rule import Rule, RuleKind

_DERIVED = frozenset({"day", "join", "group", "item", "measure", "moment", "end"})
"""The families of events that come by themselves once what they are made of has come."""
_OF_ITSELF = frozenset({("duty", "enabled"), ("duty", "begun"), ("duty", "ended"), ("choice", "open")})
"""The states that a duty or a choice comes into by itself."""
_AGAIN = 8
"""So often a due date may be brought forward on average; a plan that needs more contradicts itself."""


class Known(NamedTuple):
    """A day (as the calendar counts), and the day since which anybody could know it."""

    day: int
    since: int


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, since when that is known, and the rule that says so."""

    day: date
    since: date
    rule: Rule | None


class Observed:
    """What of a plan has come, and what is due.

    `happened` gives, by (family, name, state), the day of each event that was seen; days beyond today are not in it.
    A date is due only if it hangs on the calendar or on what has come: the window of a duty whose anchor is still
    ahead has not begun to run.
    """

    def __init__(self, plan: Plan, process: Process, happened: Mapping[tuple[str, str, str], date]) -> None:
        self.plan = plan
        self.closed = frozenset(process.closed_days or ())
        self.days: dict[str, Day] = dict(process.days or {})
        if process.final_date is not None:
            self.days["final_date"] = process.final_date
        self._lower: list[list[Bound]] = [[] for _ in plan.events]
        self._upper: list[list[Bound]] = [[] for _ in plan.events]
        self._choices: dict[int, list[Alternative]] = {}
        self._counted: dict[int, int] = {}
        self._index()
        self._came: dict[int, Known] = {}
        self._find_came(happened)
        self._due: dict[int, tuple[Known, Rule | None]] = {}
        self._find_due()

    def came(self, event: int) -> Known | None:
        """The day on which an event came, or comes whatever happens; None where that is open."""
        return self._came.get(event)

    def due(self, event: int) -> Due | None:
        """The last day of an event by the calendar and what has come; None where nothing dates it yet."""
        found = self._due.get(event)
        if found is None:
            return None
        (day, since), rule = found
        return Due(_date(day), _date(since), rule)

    def enabled(self, event: int) -> Known | None:
        """The day on which all that an event waits for has come; None while something is missing."""
        found = [Known(self.plan.begin.toordinal(), 0)]
        for bound in self._lower[event]:
            if _is_a(bound, RuleKind.WAITS) or _is_a(bound, RuleKind.NOT_BEFORE):
                base = self._came.get(bound.end)
                if base is None:
                    return None
                found.append(Known(base.day - bound.days, base.since))
        return Known(max(each.day for each in found), max(each.since for each in found))

    def waits_for(self, event: int) -> list[tuple[int, Rule]]:
        """What an event waits for by the text, each with the rule that says so."""
        return [
            (bound.end, bound.origin)
            for bound in self._lower[event]
            if isinstance(bound.origin, Rule) and bound.origin.kind is RuleKind.WAITS
        ]

    # Drawing

    def _index(self) -> None:
        for bound in self.plan.network.bounds:
            if bound.pushes:
                self._upper[bound.end].append(bound)
            else:
                self._lower[bound.start].append(bound)
            if self.plan.events[bound.start].family == "moment" and not bound.pushes:
                self._counted[bound.start] = bound.end
        for link in self.plan.network.contingents:
            self._counted[link.end] = link.start
        for alternative in self.plan.alternatives:
            self._choices.setdefault(alternative.event, []).append(alternative)

    def _derived(self, event: int) -> bool:
        what = self.plan.events[event]
        return what.family in _DERIVED or (what.family, what.state) in _OF_ITSELF

    def _find_came(self, happened: Mapping[tuple[str, str, str], date]) -> None:
        heap: list[tuple[int, int, int]] = [(0, 0, CALENDAR)]
        for event, fixed in self.plan.dates.items():
            heappush(heap, (fixed.toordinal(), 0, event))
        for key, seen in happened.items():
            place = self.plan.places.get(key)
            if place is not None and place not in self.plan.dates:
                heappush(heap, (seen.toordinal(), seen.toordinal(), place))
        followers: list[list[int]] = [[] for _ in self.plan.events]
        for event in range(len(self.plan.events)):
            if self._derived(event):
                for other in self._parts(event):
                    followers[other].append(event)
        while heap:
            day, since, event = heappop(heap)
            if event in self._came:
                continue
            self._came[event] = Known(day, since)
            for follower in followers[event]:
                found = self._derive(follower) if follower not in self._came else None
                if found is not None:
                    heappush(heap, (found.day, found.since, follower))

    def _parts(self, event: int) -> Iterable[int]:
        yield from {bound.end for bound in self._lower[event]}
        if event in self._counted:
            yield self._counted[event]
        for choice in self._choices.get(event, ()):
            yield from {bound.end for option in choice.options for bound in option if bound.start == event}

    def _derive(self, event: int) -> Known | None:
        """When an event comes by itself; None while something that it is made of is missing."""
        if self.plan.events[event].family == "moment":
            return self._moment(event)
        found: list[Known] = []
        lower = [bound for bound in self._lower[event] if not _is_a(bound, RuleKind.ORDER)]
        if self.plan.events[event].state == "ended" and all(_is_a(bound, RuleKind.BEGIN) for bound in lower):
            lower = []
        for bound in lower:
            base = self._came.get(bound.end)
            if base is None:
                return None
            found.append(Known(self._exact(event, bound, base.day - bound.days, base.day, late=False), base.since))
        for choice in self._choices.get(event, ()):
            chosen = self._chosen(event, choice)
            if chosen is None:
                return None
            found.extend(chosen)
        return Known(max(each.day for each in found), max(each.since for each in found)) if found else None

    def _moment(self, event: int) -> Known | None:
        """A moment whose days depend on the calendar, counted from the day on which what it hangs on came."""
        start = self._counted.get(event)
        base = self._came.get(start) if start is not None else None
        if base is None:
            return None
        shifts: list[Offset] = []
        moment: Moment = parse(self.plan.events[event].name, read_moment)
        while isinstance(moment, Offset):
            shifts.append(moment)
            moment = moment.moment
        day = _date(base.day)
        for shift in reversed(shifts):
            day = add(day, shift.by.high if shift.after else -shift.by.high, shift.by.unit, self.closed)
        return Known(day.toordinal(), base.since)

    def _chosen(self, event: int, choice: Alternative) -> list[Known] | None:
        """What an alternative adds to when an event comes; None while it is open."""
        complete: list[Known] = []
        for option in choice.options:
            if any(bound.start != event for bound in option):
                return []  # it bounds the event from above
            known = [
                Known(self._exact(event, bound, base.day - bound.days, base.day, late=False), base.since)
                for bound in option
                if (base := self._came.get(bound.end)) is not None
            ]
            if choice.count:
                known.sort()
                complete += known[choice.count - 1 : choice.count]
            elif len(known) == len(option):
                complete.append(Known(max(each.day for each in known), max(each.since for each in known)))
        return [min(complete)] if complete else None

    def _find_due(self) -> None:
        leaving: dict[int, list[Bound]] = {}
        for bounds in self._upper:
            for bound in bounds:
                leaving.setdefault(bound.start, []).append(bound)
        waiting = list(self._came)
        left = _AGAIN * (len(self.plan.events) + 1)
        while waiting and left:
            left -= 1
            event = waiting.pop()
            base = self._came.get(event) or self._due[event][0]
            for bound in leaving.get(event, ()):
                day = self._exact(bound.end, bound, base.day + bound.days, base.day, late=True)
                if self._bring_forward(bound.end, Known(day, base.since), bound.origin):
                    waiting.append(bound.end)
        for event in self._choices:
            self._last_of(event)

    def _bring_forward(self, event: int, found: Known, rule: object) -> bool:
        """Note a due date if it is the first; returns whether others hang on it."""
        known = self._due.get(event)
        if known is not None and known[0].day <= found.day:
            return False
        self._due[event] = (found, rule if isinstance(rule, Rule) else None)
        return event not in self._came and self._derived(event)

    def _last_of(self, event: int) -> None:
        """What comes by the last of several moments is due by that one."""
        for choice in self._choices[event]:
            bounds = [option[0] for option in choice.options if option]
            if choice.causes or not bounds or any(bound.end != event or not bound.pushes for bound in bounds):
                continue
            known = [self._came.get(bound.start) for bound in bounds]
            if all(known):
                day = max(base.day + bound.days for base, bound in zip(known, bounds, strict=True) if base)
                self._bring_forward(event, Known(day, max(base.since for base in known if base)), bounds[0].origin)

    # Exact dates: a plan counts months by their shortest or longest, since it does not know the day they start on.

    def _exact(self, event: int, bound: Bound, counted: int, base: int, *, late: bool) -> int:
        rule = bound.origin
        if not isinstance(rule, Rule) or CALENDAR in (bound.start, bound.end):
            return counted
        other = bound.end if bound.start == event else bound.start
        if self.plan.events[other].family == "moment":
            return counted  # that is exact already
        limit = rule.limit
        if late and rule.kind is RuleKind.DUE and isinstance(limit, Within) and _is_plain(limit.of):
            day = latest_after(_date(base), limit.time, self.closed)
            return day.toordinal() if day is not None else counted
        day_ = self.days.get(self.plan.events[event].name) if self.plan.events[event].family == "day" else None
        if day_ is not None and isinstance(day_.at, Offset) and _is_plain(day_.at.moment) and rule.kind is RuleKind.DAY:
            by = day_.at.by
            if by.low == by.high and by.bound not in (Reading.AT_LEAST, Reading.AT_MOST):
                count = by.low if day_.at.after else -by.low
                return add(_date(base), count, by.unit, self.closed).toordinal()
        return counted


def _is_plain(moment: Moment | None) -> bool:
    return moment is None or isinstance(moment, OnDay | When)


def _is_a(bound: Bound, kind: RuleKind) -> bool:
    return isinstance(bound.origin, Rule) and bound.origin.kind is kind


def _date(number: int) -> date:
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))
