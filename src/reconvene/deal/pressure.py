"""Pressure on a flow: what flowed before less the tightest level in force; what lifting measures frees, and leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reconvene.deal.figures import Figure
from reconvene.deal.pressed import Block, Limit
from reconvene.estimate.draws import generator
from reconvene.estimate.weight import NOTHING, Weight

Numbers = NDArray[np.float64]
DRAWS = 10_000


class Values(Protocol):
    """What every figure of a block is taken to be: at one end of its range, or drawn."""

    def before(self, figure: Figure) -> Numbers:
        """How much flowed before."""

    def level(self, limit: Limit, before: Numbers) -> Numbers:
        """How much a layer leaves of what flowed before."""


@dataclass(frozen=True)
class Corner:
    """Every figure at an end of its range: the flows at their low or high, and the levels of each measure likewise."""

    flows_high: bool
    level_high: Callable[[str], bool]

    def before(self, figure: Figure) -> Numbers:
        """The flow at that end."""
        return np.float64(figure.range.high if self.flows_high else figure.range.low)  # type: ignore[return-value]

    def level(self, limit: Limit, before: Numbers) -> Numbers:
        """The level at that end; of an unstated level nothing at all, or all of it."""
        high = self.level_high(limit.measure)
        if limit.part is not None:
            return np.multiply(before, limit.part[high])
        if limit.level is None:
            return before if high else np.zeros(())
        span = limit.level.range
        return np.float64(span.high if high else span.low)  # type: ignore[return-value]


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

    def _draw(self, figure: Figure) -> Numbers:
        low, high = figure.range.low, figure.range.high
        if low == high or figure.law is None:
            return np.full(self.count, low)
        found: Numbers = np.array(figure.law.draw(self.count, generator(figure.key)))
        return found.clip(low, high)


def allowed(block: Block, present: Collection[str], values: Values) -> Numbers:
    """How much may flow with some of the measures in force: each cap in turn, from the narrowest to the widest."""
    before = {name: values.before(figure) for name, figure in block.flows.items()}
    parts = {frozenset((name,)): flow for name, flow in before.items()}
    layers = [limit for limit in block.limits if limit.measure in present]
    for limit in sorted(layers, key=lambda layer: len(layer.flows)):
        inside = [limit.flows] if limit.flows in parts else [group for group in parts if group <= limit.flows]
        joined = _sum([parts.pop(group) for group in inside])
        whole = joined if limit.level is not None else _sum([before[name] for name in limit.flows])
        parts[limit.flows] = np.minimum(joined, values.level(limit, whole))
    return _sum(list(parts.values()))


def pressure(block: Block, present: Collection[str], values: Values) -> Numbers:
    """What flowed before less what may flow, with some of the measures in force."""
    return _sum([values.before(figure) for figure in block.flows.values()]) - allowed(block, present, values)


def pressure_range(block: Block, present: Collection[str]) -> Weight:
    """The least and the most that some of the measures take away together."""
    low = pressure(block, present, Corner(False, lambda _: True))
    high = pressure(block, present, Corner(True, lambda _: False))
    return Weight(max(0.0, float(low)), float(high))


def freed_range(block: Block, lifted: Collection[str]) -> Weight:
    """The least and the most that lifting some of the measures gives back, the others staying.

    Exact for a layered flow: more flows back the more flowed before, the more the others leave, and the less the lifted
    ones left. Under a common cap the ends may be wider than need be, never narrower.
    """
    rest = block.measures.difference(lifted)
    everything = block.measures
    if block.layered:
        lowest, highest = Corner(False, lambda name: name in lifted), Corner(True, lambda name: name not in lifted)
        low = allowed(block, rest, lowest) - allowed(block, everything, lowest)
        high = allowed(block, rest, highest) - allowed(block, everything, highest)
    else:
        lowest, highest = Corner(False, lambda _: False), Corner(True, lambda _: True)
        low = allowed(block, rest, lowest) - allowed(block, everything, highest)
        high = allowed(block, rest, highest) - allowed(block, everything, lowest)
    ends = Weight(max(0.0, float(low)), max(0.0, float(high)))
    return ends if block.measures.intersection(lifted) else NOTHING


def kept_range(block: Block, lifted: Collection[str]) -> Weight:
    """The least and the most that still presses once some of the measures are lifted."""
    return pressure_range(block, block.measures.difference(lifted))


def freed_drawn(block: Block, lifted: Collection[str], drawn: Drawn) -> Numbers:
    """What lifting gives back, for each draw."""
    rest = block.measures.difference(lifted)
    return allowed(block, rest, drawn) - allowed(block, block.measures, drawn)


def inputs_of(block: Block, lifted: Collection[str] = ()) -> frozenset[str]:
    """The figures on which what is freed and what stays rest: the flows, and the levels that decide.

    A level over which a tighter one of the same side lies decides nothing, nor does any beside a full ban that stays.
    """
    found = {figure.key for figure in block.flows.values()}
    rest = [limit for limit in block.limits if limit.measure not in lifted]
    away = [limit for limit in block.limits if limit.measure in lifted]
    for group in (rest, away):
        if block.layered and (_bans(group) or _bans(rest)):
            continue
        levels = [limit.level for limit in group if limit.level is not None]
        least = {min(level.range.low for level in levels), min(level.range.high for level in levels)} if levels else ()
        decide = [level for level in levels if not block.layered or {level.range.low, level.range.high} & set(least)]
        found.update(level.key for level in decide if level.unit)
    return frozenset(found)


def _bans(limits: list[Limit]) -> bool:
    return any(
        (limit.level is not None and limit.level.range.high == 0) or limit.part == (0.0, 0.0) for limit in limits
    )


def _sum(numbers: Sequence[Numbers]) -> Numbers:
    added = numbers[0]
    for each in numbers[1:]:
        added = added + each
    return added
