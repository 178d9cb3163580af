"""How many days a length of time is where the day it starts on is not known: the fewest, and the most."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import ceil, floor

from reconvene.document.dates import add
from reconvene.document.expressions import Duration, TimeUnit

_FIXED = {TimeUnit.HOUR: Decimal(1) / 24, TimeUnit.DAY: Decimal(1), TimeUnit.WEEK: Decimal(7)}
_MONTHLY = (TimeUnit.MONTH, TimeUnit.YEAR)


class Lengths:
    """The lengths of months, years and working days between two years, whichever day they start on.

    A deadline counts the shorter length and an earliest date the longer, so that no date depends on luck with the
    calendar. Closed days are taken to fall where they delay most.
    """

    def __init__(self, first: int, last: int, closed: int = 0) -> None:
        self.first = first
        self.last = max(first, last)
        self.closed = closed

    def ends(self, count: Decimal, unit: TimeUnit) -> tuple[Decimal, Decimal]:
        """The fewest and the most days that `count` units can be; hours are parts of days."""
        if unit in _FIXED:
            return count * _FIXED[unit], count * _FIXED[unit]
        fewest, most = self._ends(count, unit)
        return Decimal(fewest), Decimal(most)

    def range(self, time: Duration) -> tuple[int, int]:
        """The fewest and the most whole days that a length of time can take, wherever it starts."""
        return floor(self.ends(time.low, time.unit)[0]), ceil(self.ends(time.high, time.unit)[1])

    def _ends(self, count: Decimal, unit: TimeUnit) -> tuple[int, int]:
        if unit in _MONTHLY:
            return _of_months(count, unit, self.first, self.last)
        week = [_length(date(2024, 1, day), count, unit) for day in range(1, 8)]
        delayed = [_length(date(2024, 1, day), count + self.closed, unit) for day in range(1, 8)]
        return min(week), max(delayed)


@lru_cache(maxsize=4096)
def _of_months(count: Decimal, unit: TimeUnit, first: int, last: int) -> tuple[int, int]:
    """The fewest and the most days of so many months; what matters of the starting day is how near its month's end."""
    lengths = [
        _length(date(year, month, day), count, unit)
        for year in range(first, min(last, first + 399) + 1)
        for month in range(1, 13)
        for day in (1, *range(28, monthrange(year, month)[1] + 1))
    ]
    return min(lengths), max(lengths)


def _length(start: date, count: Decimal, unit: TimeUnit) -> int:
    return (add(start, count, unit) - start).days
