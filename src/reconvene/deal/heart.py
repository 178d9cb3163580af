"""The heart index: how much more what is lifted weighs than it counts, and whether the count misleads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.deal.counting import Counted
from reconvene.deal.lines import Line

FAR_APART = 0.2
HEAVY = 1.5
"""Counting and weighing are far apart where the shares differ by more than 20 points, or the heart index is above
1.5: an accurate count can mislead."""


@dataclass(frozen=True, slots=True)
class Heart:
    """How many times what is lifted weighs more than it counts, in one line by one rule of counting."""

    line: str
    rule: str
    low: float
    high: float
    misleads: bool
    """Whether the count misleads: the two shares lie far apart whatever the figures are within their ranges."""


def hearts(account: tuple[Line, ...], counted: tuple[Counted, ...]) -> Iterator[Heart]:
    """Each line that is measured by each rule that counts something lifted."""
    for line in account:
        if line.measured is None or line.tag or line.of:
            continue
        low, high = line.measured
        for count in counted:
            if not count.part:
                continue
            share = count.share
            apart = low - share > FAR_APART or share - high > FAR_APART
            yield Heart(line.name, count.rule, low / share, high / share, apart or low / share > HEAVY)
