"""Draws: every figure taken many times from its own range, and what lifting measures frees in each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reconvene.deal import arrays as np
from reconvene.deal.figures import Figure
from reconvene.deal.pressed import Block, Limit
from reconvene.deal.pressure import allowed, pressure
from reconvene.estimate.draws import generator

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class Spread:
    """What the draws give: the average, and between which values the middle 90 % of them lie."""

    mean: float
    low: float
    high: float


@dataclass
class Drawn:
    """Every figure drawn so many times from its own stream; an unstated level is drawn evenly from nothing to all."""

    count: int = DRAWS
    kept: dict[str, Numbers] = field(default_factory=dict)

    def before(self, figure: Figure) -> Numbers:
        """The flow, drawn within its range."""
        if figure.key not in self.kept:
            self.kept[figure.key] = self._draw(figure)
        return self.kept[figure.key]

    def level(self, limit: Limit, before: Numbers) -> Numbers:
        """The level, drawn."""
        if limit.level is not None:
            return self.before(limit.level)
        low, high = limit.part or (0.0, 1.0)
        if low == high:
            return np.multiply(before, low)
        key = f"{limit.measure} leaves of {' '.join(sorted(limit.flows))}"
        if key not in self.kept:
            one = generator(key).random
            self.kept[key] = np.array([low + (high - low) * one() for _ in range(self.count)])
        return before * self.kept[key]

    def least(self, one: Numbers, other: Numbers) -> Numbers:
        """The lesser of two, for each draw."""
        return np.minimum(one, other)

    def share(self, blocks: Iterable[Block], lifted: Collection[str]) -> Spread:
        """How much of what presses is freed: the share (0 to 1), as the draws spread it."""
        freed, presses = np.zeros(self.count), np.zeros(self.count)
        for block in blocks:
            freed = freed + freed_drawn(block, lifted, self)
            presses = presses + pressure(block, block.measures, self)
        return _spread(np.divide(freed, presses, out=np.zeros(self.count), where=presses > 0))

    def part(self, blocks: Iterable[Block], before: Figure, lifted: Collection[str]) -> Spread:
        """How much is freed of a larger flow: the share (0 to 1), as the draws spread it."""
        freed = sum((freed_drawn(block, lifted, self) for block in blocks), np.zeros(self.count))
        whole = self.before(before)
        return _spread(np.minimum(1.0, np.divide(freed, whole, out=np.ones(self.count), where=whole > 0)))

    def _draw(self, figure: Figure) -> Numbers:
        low, high = figure.range.low, figure.range.high
        if low == high or figure.law is None:
            return np.full(self.count, low)
        found: Numbers = np.array(figure.law.draw(self.count, generator(figure.key)))
        return found.clip(low, high)


def freed_drawn(block: Block, lifted: Collection[str], drawn: Drawn) -> Numbers:
    """What lifting gives back, for each draw."""
    rest = block.measures.difference(lifted)
    return allowed(block, rest, drawn) - allowed(block, block.measures, drawn)


def _spread(values: Numbers) -> Spread:
    low, high = np.quantile(values, (0.05, 0.95))
    return Spread(float(values.mean()), float(low), float(high))
