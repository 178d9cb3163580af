"""Weights that are ranges, and shares of them: sums and quotients that never say more than the numbers do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight between `low` and `high` (0 ≤ low ≤ high); an unknown weight is 0 to infinity."""

    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether anything bounds it from above."""
        return self.high < inf

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.low + other.low, self.high + other.high)


UNKNOWN = Weight(0.0, inf)
NOTHING = Weight(0.0, 0.0)

ORDINALS = {"none": NOTHING, "small": Weight(1.0, 2.0), "medium": Weight(3.0, 5.0), "large": Weight(8.0, 12.0)}
"""What the words stand for where they are added up: an assumption of ours, not a measurement.

Only ratios matter. Medium is about three times small, large about three times medium, each with a range, so that no
verdict rests on a finer reading of the words than people share.
"""


def total(weights: Iterable[Weight]) -> Weight:
    """The sum of weights, as a range."""
    summed = NOTHING
    for weight in weights:
        summed = summed + weight
    return summed


def share(part: Iterable[Weight], rest: Iterable[Weight]) -> tuple[float, float]:
    """The least and the greatest share that `part` can have of `part` and `rest` together, each in 0..1.

    Weights vary independently within their ranges, so the extremes are at the ends: the least share has every part at
    its lowest and the rest at its highest. Where part and rest are both nothing, the share is anything: 0 to 1.
    """
    inside, outside = total(part), total(rest)
    return _quotient(inside.low, outside.high, 0.0), _quotient(inside.high, outside.low, 1.0)


def _quotient(inside: float, outside: float, otherwise: float) -> float:
    if inside == inf and outside == inf:
        return otherwise
    if inside == inf:
        return 1.0
    if inside + outside == 0:
        return otherwise
    return inside / (inside + outside)


def average(parts: Iterable[tuple[Weight, tuple[float, float]]]) -> tuple[float, float] | None:
    """The least and the greatest average of some values, each a range with a bounded weight; None where none weighs.

    Weights and values vary independently. An average is least with every value at its low end, the weight of the lower
    values at the high end and that of the higher ones at the low end; which count as lower is tried for each cut.
    """
    weighing = [part for part in parts if part[0].high > 0]
    if not weighing:
        return None
    least = _least([(weight, low) for weight, (low, _) in weighing])
    greatest = 0.0 - _least([(weight, -high) for weight, (_, high) in weighing])
    return least, greatest


def _least(parts: list[tuple[Weight, float]]) -> float:
    ordered = sorted(parts, key=lambda part: part[1])
    found = inf
    for cut in range(1, len(ordered) + 1):
        weights = [weight.high for weight, _ in ordered[:cut]] + [weight.low for weight, _ in ordered[cut:]]
        summed = sum(weight * value for weight, (_, value) in zip(weights, ordered, strict=True))
        found = min(found, summed / sum(weights))
    return found
