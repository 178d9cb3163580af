"""How long something takes at least and at most, in days, from what the file estimates."""

from __future__ import annotations

from reconvene.document.expressions import Bound, Duration, Never
from reconvene.document.kinds import Estimate, Spread
from reconvene.estimate.spread import lognormal_range, normal_range
from reconvene.timing.lengths import Lengths

CENTRAL = 0.9
"""Of a distribution without ends, the range that holds so much of it is planned for; the rest is luck. Our choice."""


def time_range(time: Estimate, lengths: Lengths) -> tuple[int, int | None] | None:
    """The fewest and the most days; None for the most where nothing limits it; None for both where nothing is known."""
    match time.value:
        case Never():
            return 0, None
        case Duration():
            low, high = lengths.range(time.value)
            low = 0 if time.value.bound is Bound.AT_MOST else low
            return low, None if time.value.bound is Bound.AT_LEAST else high
    return _of_distribution(time, lengths)


def _of_distribution(time: Estimate, lengths: Lengths) -> tuple[int, int] | None:
    for spread in (time.uniform, time.triangular):
        if spread is not None and isinstance(spread.low, Duration) and isinstance(spread.high, Duration):
            return lengths.range(spread.low)[0], lengths.range(spread.high)[1]
    centre = centre_of(time.lognormal, "median") or centre_of(time.normal, "mean")
    if centre is None:
        return None
    middle, sigma = centre
    low, high = lengths.range(middle)
    if time.lognormal is not None:
        return int(lognormal_range(low, sigma, CENTRAL)[0]), -int(-lognormal_range(high, sigma, CENTRAL)[1] // 1)
    return max(0, int(normal_range(low, sigma, CENTRAL)[0])), -int(-normal_range(high, sigma, CENTRAL)[1] // 1)


def centre_of(spread: Spread | None, key: str) -> tuple[Duration, float] | None:
    """The middle of a distribution and its sigma; None where either is not said."""
    middle = getattr(spread, key) if spread is not None else None
    if not isinstance(middle, Duration) or spread is None or spread.sigma is None:
        return None
    try:
        return middle, float(spread.sigma.split()[0])
    except (ValueError, IndexError):
        return None
