"""Numbers drawn at random from what somebody estimates, and what a count of them tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import exp, inf, sqrt
from random import Random
from statistics import NormalDist

Generator = Random
"""What makes random numbers; everybody but this room is given one."""
_SEED = 1994
"""One seed for everybody, so that the same file gives the same figure."""


def generator(stream: str = "") -> Generator:
    """A new generator, which always draws the same numbers; a stream of its own for each name.

    What is drawn from a stream of its own stays the same whatever else is drawn, so that a figure that is changed
    moves nothing that does not rest on it.
    """
    return Random(f"{_SEED} {stream}" if stream else _SEED)  # noqa: S311  # a chance is estimated, no secret is kept


class Shape(IntEnum):
    """How a quantity is spread."""

    UNIFORM = 1
    TRIANGULAR = 2
    NORMAL = 3
    LOGNORMAL = 4


@dataclass(frozen=True, slots=True)
class Law:
    """How a quantity that is never negative is spread.

    From `low` to `high`, for a triangle with its top at `middle`; or around `middle`, with a deviation of `sigma`.
    """

    shape: Shape
    low: float = 0.0
    middle: float = 0.0
    high: float = inf
    sigma: float = 0.0

    def draw(self, count: int, generator: Generator) -> list[float]:
        """So many numbers, independent of each other."""
        match self.shape:
            case Shape.UNIFORM:
                low, width, one = self.low, self.high - self.low, generator.random
                return [low + width * one() for _ in range(count)]
            case Shape.TRIANGULAR:
                return [generator.triangular(self.low, self.high, self.middle) for _ in range(count)]
            case Shape.NORMAL:
                return [max(0.0, generator.gauss(self.middle, self.sigma)) for _ in range(count)]
            case Shape.LOGNORMAL:
                return [self.middle * exp(generator.gauss(0.0, self.sigma)) for _ in range(count)]


def uniform(low: float, high: float) -> Law:
    """Everything between two ends is as likely."""
    return Law(Shape.UNIFORM, low, high=high)


def triangular(low: float, middle: float, high: float) -> Law:
    """The likeliest value lies between two ends; one outside of them counts as the nearer end."""
    return Law(Shape.TRIANGULAR, low, min(max(low, middle), high), high)


def normal(mean: float, deviation: float) -> Law:
    """A normal distribution; what would be less than nothing is nothing."""
    return Law(Shape.NORMAL, middle=mean, sigma=deviation)


def lognormal(median: float, sigma: float) -> Law:
    """A log-normal distribution; `sigma` is the standard deviation of the logarithm."""
    return Law(Shape.LOGNORMAL, middle=median, sigma=sigma)


def wilson(met: int, count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Between which shares the true one lies, where `met` of `count` draws did what was asked.

    The score interval of Wilson (Journal of the American Statistical Association 22, 1927), which stays within 0 and 1.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = met / count, z * z / count
    middle = (share + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * sqrt(share * (1 - share) / count + weight / (4 * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)
