"""How long the times given to a clause are, so that two that clash can be told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reconvene.document.expressions import Duration, TimeUnit

_DAYS = {
    TimeUnit.HOUR: Decimal(1) / 24,
    TimeUnit.DAY: Decimal(1),
    TimeUnit.WORKING_DAY: Decimal(1),
    TimeUnit.WEEK: Decimal(7),
    TimeUnit.MONTH: Decimal(30),
    TimeUnit.YEAR: Decimal(365),
}


def longest_days(time: Any, otherwise: int | None = None) -> float | None:
    """About how many days a time is at its longest; the clause's own number where none is given, None where none ends.

    Months and years are rounded, working days counted as days: good enough to tell a clash, not to set a date.
    """
    if time is None:
        return otherwise
    return float(time.high * _DAYS[time.unit]) if isinstance(time, Duration) else None
