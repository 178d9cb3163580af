"""How late, and how early, a written moment can be: a date, or the event on which it hangs without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from reconvene.document import expressions as e
from reconvene.document.dates import add, earliest_after, latest_after
from reconvene.document.kinds import Day
from reconvene.document.process import Process
from reconvene.text.finding import Reason
from reconvene.text.span import Span
from reconvene.timing.fixed_days import last_day


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a moment reaches: its day, or what it hangs on if no day bounds it, with the chain of reasons."""

    day: date | None
    hangs_on: str = ""
    reasons: tuple[Reason, ...] = ()


class Bounds:
    """The latest and earliest days of the moments of one process, from its dates and named days alone.

    Facts are not bounded by the duties that should bring them about, since a duty can be missed: a moment that hangs
    on a fact has no bound but a written *no later than*.
    """

    def __init__(self, process: Process) -> None:
        self.days = dict(process.days or {})
        if process.final_date is not None:
            self.days["final_date"] = process.final_date
        self.closed = frozenset(process.closed_days or ())

    def latest(self, moment: e.Moment, span: Span, seen: frozenset[str] = frozenset()) -> Reach:
        """The last day on which the moment can be."""
        match moment:
            case e.OnDate():
                return Reach(moment.day)
            case e.EndOf():
                return Reach(last_day(moment))
            case e.OnDay():
                return self._named(moment.name, span, seen, self.latest_of)
            case e.Offset():
                base = self.latest(moment.moment, span, seen)
                return _shift(base, lambda day: self._move(day, moment, late=True))
            case e.AtClock():
                return Reach(None, str(moment))
            case _:
                return Reach(None, str(moment), (Reason(f"`{moment}` may never come", span),))

    def earliest(self, moment: e.Moment, span: Span, seen: frozenset[str] = frozenset()) -> Reach:
        """The first day on which the moment can be; None where nothing bounds it from below."""
        match moment:
            case e.OnDate():
                return Reach(moment.day)
            case e.EndOf():
                return Reach(last_day(moment))
            case e.OnDay():
                return self._named(moment.name, span, seen, self.earliest_of)
            case e.Offset():
                base = self.earliest(moment.moment, span, seen)
                return _shift(base, lambda day: self._move(day, moment, late=False))
            case _:
                return Reach(None, str(moment))

    def _move(self, day: date, moment: e.Offset, *, late: bool) -> date | None:
        if moment.after:
            return latest_after(day, moment.by, self.closed) if late else earliest_after(day, moment.by, self.closed)
        count = moment.by.low if late else moment.by.high
        return add(day, -count, moment.by.unit, self.closed, late=not late)

    def _after(self, time: e.Duration, day: date) -> date | None:
        return latest_after(day, time, self.closed)

    def _named(
        self, name: str, span: Span, seen: frozenset[str], bound: Callable[[Day, frozenset[str]], Reach]
    ) -> Reach:
        day = self.days.get(name)
        if day is None or name in seen:
            reason = f"`{name}` is counted from itself" if name in seen else f"`{name}` has no date"
            return Reach(None, name, (Reason(reason, span),))
        reach = bound(day, seen | {name})
        if reach.day is not None:
            return Reach(reach.day, "", (Reason(f"`{name}` is {reach.day} at the latest", day.span), *reach.reasons))
        return Reach(
            None, reach.hangs_on or name, (Reason(f"`{name}` has no date of its own", day.span), *reach.reasons)
        )

    def latest_of(self, day: Day, seen: frozenset[str] = frozenset()) -> Reach:
        """The last day that a day, however it is spelled out, can be."""
        reaches = []
        if day.no_later_than is not None:
            reaches.append(self.latest(day.no_later_than, day.value_span("no_later_than"), seen))
        if day.at is not None:
            reaches.append(self.latest(day.at, day.value_span("at"), seen))
        reaches.extend(self.latest(moment, day.value_span("earliest"), seen) for moment in day.earliest or ())
        bounded = [reach for reach in reaches if reach.day is not None]
        if day.latest:
            together = [self.latest(moment, day.value_span("latest"), seen) for moment in day.latest]
            if all(reach.day for reach in together):
                bounded.append(max(together, key=lambda reach: reach.day or date.min))
            reaches.extend(together)
        if bounded:
            return min(bounded, key=lambda reach: reach.day or date.max)
        for reach in reaches:
            if reach.day is None:
                return reach
        hangs_on = str(day.when) if day.when is not None and not hasattr(day.when, "node") else "a condition"
        return Reach(None, hangs_on, (Reason(f"it is the day on which `{hangs_on}` comes true", day.span),))

    def earliest_of(self, day: Day, seen: frozenset[str] = frozenset()) -> Reach:
        """The first day that a day, however it is spelled out, can be."""
        if day.at is not None:
            return self.earliest(day.at, day.value_span("at"), seen)
        if day.latest:
            known = [self.earliest(moment, day.value_span("latest"), seen) for moment in day.latest]
            days = [reach.day for reach in known if reach.day]
            return Reach(max(days) if days else None)
        if day.earliest:
            known = [self.earliest(moment, day.value_span("earliest"), seen) for moment in day.earliest]
            days = [reach.day for reach in known if reach.day]
            return Reach(min(days) if days and len(days) == len(known) else None)
        return Reach(None)

    def latest_in(self, window: e.Window, span: Span) -> Reach:
        """The last day of a window; a limit without an anchor, counted from being enabled, bounds nothing by itself."""
        reaches = []
        for limit in window.limits:
            match limit:
                case e.Limit(side=e.Side.LATEST):
                    reaches.append(self.latest(limit.moment, span))
                case e.Within(of=anchor) if anchor is not None:
                    base = self.latest(anchor, span)
                    reaches.append(_shift(base, partial(self._after, limit.time)))
        bounded = [reach for reach in reaches if reach.day is not None]
        if bounded:
            return min(bounded, key=lambda reach: reach.day or date.max)
        return reaches[0] if reaches else Reach(None, "being enabled")


def _shift(reach: Reach, move: Callable[[date], date | None]) -> Reach:
    if reach.day is None:
        return reach
    moved = move(reach.day)
    return Reach(moved, "" if moved else "a time that is only bounded from below", reach.reasons)
