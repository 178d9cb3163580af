"""Amounts of a duty as ranges: what was claimed, confirmed and accepted, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reconvene.document.expressions import Bound, Quantity, show_range
from reconvene.document.kinds import Estimate

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Range:
    """So much of a unit, between two ends; `high` is None where nothing bounds it from above."""

    low: Decimal
    high: Decimal | None
    unit: str

    def __str__(self) -> str:
        if self.high is None:
            return f"at least {self.low:f} {self.unit}"
        return f"{show_range(self.low, self.high)} {self.unit}"

    def less(self, other: Range) -> Range:
        """What is left of it once the other is taken away: never less than nothing."""
        high = None if self.high is None else max(_NONE, self.high - other.low)
        low = _NONE if other.high is None else max(_NONE, self.low - other.high)
        return Range(low, high, self.unit)

    def times(self, part: Decimal) -> Range:
        """A share of it."""
        return Range(self.low * part, None if self.high is None else self.high * part, self.unit)


def range_of(value: object) -> Range | None:
    """The range that a written amount is; None for words such as `large`, shares and what is not known."""
    if isinstance(value, Estimate):
        value = value.value
    if not isinstance(value, Quantity):
        return None
    low, high = value.ends
    match value.bound:
        case Bound.AT_MOST:
            return Range(_NONE, high, value.unit)
        case Bound.AT_LEAST:
            return Range(low, None, value.unit)
        case _:
            return Range(low, high, value.unit)


def total(amounts: Iterable[Range | None], unit: str) -> Range | None:
    """The sum of several amounts of one unit; None if one of them is of another unit or not known."""
    low, high = _NONE, _NONE
    bounded = True
    for amount in amounts:
        if amount is None or amount.unit != unit:
            return None
        low += amount.low
        bounded = bounded and amount.high is not None
        high += amount.high or _NONE
    return Range(low, high if bounded else None, unit)
