"""Pressure on a flow: what flowed before less the tightest level in force; what lifting measures frees, and leaves.

Ends of ranges are plain numbers. Draws are arrays of them and stand in a module of their own, so that a check, which
needs the ends alone, does not wait for numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from reconvene.deal.figures import Figure
from reconvene.deal.pressed import Block, Limit
from reconvene.estimate.weight import NOTHING, Weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Number = TypeVar("Number", float, "Numbers")
"""One number, or as many as there are draws."""


class Values(Protocol[Number]):
    """What every figure of a block is taken to be: at one end of its range, or drawn."""

    def before(self, figure: Figure) -> Number:
        """How much flowed before."""

    def level(self, limit: Limit, before: Number) -> Number:
        """How much a layer leaves of what flowed before."""

    def least(self, one: Number, other: Number) -> Number:
        """The lesser of two."""


@dataclass(frozen=True)
class Corner:
    """Every figure at an end of its range: the flows at their low or high, and the levels of each measure likewise."""

    flows_high: bool
    level_high: Callable[[str], bool]

    def before(self, figure: Figure) -> float:
        """The flow at that end."""
        return figure.range.high if self.flows_high else figure.range.low

    def level(self, limit: Limit, before: float) -> float:
        """The level at that end; of an unstated level nothing at all, or all of it."""
        high = self.level_high(limit.measure)
        if limit.part is not None:
            return before * limit.part[high]
        if limit.level is None:
            return before if high else 0.0
        span = limit.level.range
        return span.high if high else span.low

    def least(self, one: float, other: float) -> float:
        """The lesser of two."""
        return min(one, other)


def allowed(block: Block, present: Collection[str], values: Values[Number]) -> Number:
    """How much may flow with some of the measures in force: each cap in turn, from the narrowest to the widest."""
    before = {name: values.before(figure) for name, figure in block.flows.items()}
    parts = {frozenset((name,)): flow for name, flow in before.items()}
    layers = [limit for limit in block.limits if limit.measure in present]
    for limit in sorted(layers, key=lambda layer: len(layer.flows)):
        inside = [limit.flows] if limit.flows in parts else [group for group in parts if group <= limit.flows]
        joined = _sum([parts.pop(group) for group in inside])
        whole = joined if limit.level is not None else _sum([before[name] for name in limit.flows])
        parts[limit.flows] = values.least(joined, values.level(limit, whole))
    return _sum(list(parts.values()))


def pressure(block: Block, present: Collection[str], values: Values[Number]) -> Number:
    """What flowed before less what may flow, with some of the measures in force."""
    return _sum([values.before(figure) for figure in block.flows.values()]) - allowed(block, present, values)


def pressure_range(block: Block, present: Collection[str]) -> Weight:
    """The least and the most that some of the measures take away together."""
    low = pressure(block, present, Corner(False, lambda _: True))
    high = pressure(block, present, Corner(True, lambda _: False))
    return Weight(max(0.0, low), high)


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
    ends = Weight(max(0.0, low), max(0.0, high))
    return ends if block.measures.intersection(lifted) else NOTHING


def kept_range(block: Block, lifted: Collection[str]) -> Weight:
    """The least and the most that still presses once some of the measures are lifted."""
    return pressure_range(block, block.measures.difference(lifted))


def inputs_of(block: Block, lifted: Collection[str] = ()) -> frozenset[str]:
    """The figures on which what is freed and what stays rest: the flows, and the levels that decide.

    A level over which a tighter one of the same side surely lies decides nothing, nor does any beside a full ban that
    stays.
    """
    found = {figure.key for figure in block.flows.values()}
    rest = [limit for limit in block.limits if limit.measure not in lifted]
    away = [limit for limit in block.limits if limit.measure in lifted]
    for group in (rest, away):
        if block.layered and (_bans(group) or _bans(rest)):
            continue
        levels = [limit.level for limit in group if limit.level is not None]
        least = min((level.range.high for level in levels), default=0.0)
        decide = [level for level in levels if not block.layered or _may_decide(level, least)]
        found.update(level.key for level in decide if level.unit)
        found.update(limit.share.key for limit in group if limit.share is not None)
    return frozenset(found)


def _may_decide(level: Figure, least: float) -> bool:
    """Whether a level may be the tightest, where the tightest is surely no more than `least`."""
    return level.range.low < least or level.range.high == least


def _bans(limits: list[Limit]) -> bool:
    return any(
        (limit.level is not None and limit.level.range.high == 0) or limit.part == (0.0, 0.0) for limit in limits
    )


def _sum(numbers: Sequence[Number]) -> Number:
    added = numbers[0]
    for each in numbers[1:]:
        added = added + each
    return added
