"""The named days that have a date whatever happens: written as one, or counted from such a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from reconvene.document.dates import add
from reconvene.document.expressions import Bound, EndOf, Moment, Offset, OnDate, OnDay
from reconvene.document.kinds import Day


class FixedDays:
    """The dates of named days, found without deep calls however long a chain of days is."""

    def __init__(self, days: Mapping[str, Day], closed: Collection[date]) -> None:
        self.days = days
        self.closed = closed
        self._known: dict[str, date | None] = {}

    def of(self, name: str) -> date | None:
        """The date of a named day, or None where it hangs on an event or on itself."""
        open_: list[str] = [name]
        while open_:
            top = open_[-1]
            day = self.days.get(top)
            if day is None or top in self._known:
                self._known.setdefault(top, None)
                open_.pop()
                continue
            needed = [other for other in _named_in(day) if other not in self._known and other not in open_]
            if needed:
                open_.append(needed[0])
            else:
                self._known[top] = self.of_day(day)
                open_.pop()
        return self._known[name]

    def of_day(self, day: Day) -> date | None:
        """The date of a day spelled out, from the named days that are known already."""
        if day.only_if is not None:
            return None
        if day.at is not None:
            found = self.of_moment(day.at)
        elif day.earliest or day.latest:
            listed = [self.of_moment(moment) for moment in (*(day.earliest or ()), *(day.latest or ()))]
            known = [each for each in listed if each is not None]
            if len(known) < len(listed):
                return None
            found = min(known) if day.earliest else max(known)
        else:
            return None
        return self._bounded(day, found)

    def _bounded(self, day: Day, found: date | None) -> date | None:
        for moment, pick in ((day.no_earlier_than, max), (day.no_later_than, min)):
            if found is not None and moment is not None:
                other = self.of_moment(moment)
                found = pick(found, other) if other is not None else None
        return found

    def of_moment(self, moment: Moment) -> date | None:
        """The one date that a moment is, or None where it is a range of them or hangs on an event."""
        shifts = []
        while isinstance(moment, Offset):
            by = moment.by
            if by.low != by.high or by.bound in (Bound.AT_LEAST, Bound.AT_MOST):
                return None
            shifts.append((by.low if moment.after else -by.low, by.unit))
            moment = moment.moment
        match moment:
            case OnDate():
                found: date | None = moment.day
            case EndOf():
                found = last_day(moment)
            case OnDay():
                found = self._known.get(moment.name)
            case _:
                return None
        for count, unit in reversed(shifts):
            found = add(found, count, unit, self.closed) if found is not None else None
        return found


def last_day(moment: EndOf) -> date:
    """The last day of a year or of a month."""
    if moment.month is None:
        return date(moment.year, 12, 31)
    following = date(moment.year + moment.month // 12, moment.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _named_in(day: Day) -> list[str]:
    moments = [day.at, day.no_earlier_than, day.no_later_than, *(day.earliest or ()), *(day.latest or ())]
    found = []
    for moment in moments:
        inner = moment
        while isinstance(inner, Offset):
            inner = inner.moment
        if isinstance(inner, OnDay):
            found.append(inner.name)
    return found
