"""Counting days: how a length of time is added to a civil date (language, rule 5)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor

from reconvene.document.expressions import Bound, Duration, TimeUnit

FAR = date(9999, 12, 31)
_WEEKEND = 5


def add(day: date, count: Decimal, unit: TimeUnit, closed: Collection[date] = (), *, late: bool = True) -> date:
    """The day that lies `count` units after `day` (before it if negative).

    The day itself is left out and the last day counts whole. Months and years keep the day number, or take the month's
    last day. Hours, and parts of days, are rounded away from `day` if `late`, else towards it. Days beyond the year
    9999 are that year's last.
    """
    rounded = ceil if late == (count >= 0) else floor
    try:
        match unit:
            case TimeUnit.HOUR:
                return day + timedelta(days=rounded(count / 24))
            case TimeUnit.DAY:
                return day + timedelta(days=rounded(count))
            case TimeUnit.WEEK:
                return day + timedelta(days=rounded(count * 7))
            case TimeUnit.WORKING_DAY:
                return _add_working_days(day, rounded(count), closed)
            case TimeUnit.MONTH:
                return _add_months(day, rounded(count))
            case TimeUnit.YEAR:
                return _add_months(day, rounded(count * 12))
    except OverflowError:
        return FAR if count > 0 else date.min


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= FAR.year:
        return FAR if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _add_working_days(day: date, count: int, closed: Collection[date]) -> date:
    step = timedelta(days=1 if count >= 0 else -1)
    if abs(count) > 100_000:
        return FAR if count > 0 else date.min
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= _WEEKEND or day in closed:
            day += step
    return day


def latest_after(day: date, time: Duration, closed: Collection[date] = ()) -> date | None:
    """The last day on which what takes `time` from `day` may be done; None for *at least*, which has no end."""
    return None if time.bound is Bound.AT_LEAST else add(day, time.high, time.unit, closed)


def earliest_after(day: date, time: Duration, closed: Collection[date] = ()) -> date:
    """The first day on which something that takes `time` from `day` may be done; *at most* may be the day itself."""
    return day if time.bound is Bound.AT_MOST else add(day, time.low, time.unit, closed, late=False)


def last_before(day: date, time: Duration, closed: Collection[date] = (), *, longest: bool = False) -> date:
    """The last day from which what takes `time` is over by `day`: at its shortest, or at its `longest`.

    *At least* has no longest time, and *at most* may take none: then the end that is written counts.
    """
    count = time.high if longest or time.bound is Bound.AT_MOST else time.low
    if time.bound is Bound.AT_MOST and not longest:
        return day
    found = add(day, -count, time.unit, closed, late=longest)
    while found > date.min and add(found, count, time.unit, closed, late=longest) > day:
        found -= timedelta(days=1)
    while found < day and add(found + timedelta(days=1), count, time.unit, closed, late=longest) <= day:
        found += timedelta(days=1)
    return found


_DAYS = {
    TimeUnit.HOUR: 1 / 24,
    TimeUnit.DAY: 1.0,
    TimeUnit.WORKING_DAY: 7 / 5,
    TimeUnit.WEEK: 7.0,
    TimeUnit.MONTH: 31.0,
}


def in_days(time: Duration) -> float:
    """A length of time in days at its longest: months of 31 days, years of 366."""
    return float(time.high) * _DAYS.get(time.unit, 366.0)
