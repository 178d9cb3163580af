"""The range that holds the middle part of a distribution."""

from __future__ import annotations

from math import exp
from statistics import NormalDist


def normal_range(mean: float, deviation: float, part: float) -> tuple[float, float]:
    """The values between which a normal distribution lies with probability `part` (0 < part < 1)."""
    reach = NormalDist().inv_cdf((1 + part) / 2) * deviation
    return mean - reach, mean + reach


def lognormal_range(median: float, sigma: float, part: float) -> tuple[float, float]:
    """The same for a log-normal distribution; `sigma` is the standard deviation of the logarithm."""
    reach = exp(NormalDist().inv_cdf((1 + part) / 2) * sigma)
    return median / reach, median * reach
