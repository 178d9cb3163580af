"""Who supplies the pressure: alone, on top of all others, and on average over every order of lifting (Shapley)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import factorial, sqrt
from typing import TYPE_CHECKING

from reconvene.deal import arrays as np
from reconvene.deal.drawing import Drawn
from reconvene.deal.pressed import Block
from reconvene.deal.pressure import freed_range, inputs_of, pressure, pressure_range
from reconvene.estimate.draws import Generator, generator
from reconvene.estimate.weight import Weight, total

if TYPE_CHECKING:
    from reconvene.deal.drawing import Numbers

Players = Mapping[str, frozenset[str]]
"""Those between whom pressure is shared out, each with its measures: resolutions, or provisions."""

MOST_ENUMERATED = 15
"""With more players than this under a common cap, orders are sampled."""
ROUNDS = 100
"""So many pairs of an order and its reverse are sampled."""


class Method(StrEnum):
    """How a Shapley value was come by."""

    CLOSED_FORM = "closed form"
    ENUMERATED = "enumerated"
    SAMPLED = "sampled"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one player: alone in force (`first`), on top of all others (`last`), and by Shapley.

    `shapley` is the range whatever the figures are within theirs; `mean`, `low` and `high` are the average and the
    middle 90 % over the draws; `error` is the standard error of the mean where orders were sampled, else 0.
    """

    player: str
    first: Weight
    last: Weight
    shapley: Weight
    mean: float
    low: float
    high: float
    error: float
    method: Method
    inputs: tuple[str, ...]


def attribute(blocks: Sequence[Block], players: Players, drawn: Drawn) -> tuple[Part, ...]:
    """What each player supplies of the pressure on some blocks, in the order of `players`; idle ones are left out."""
    active = {name: owned for name, owned in players.items() if any(owned & block.measures for block in blocks)}
    shares = [_block(block, active, drawn) for block in blocks]
    return tuple(_part(name, owned, blocks, shares, drawn) for name, owned in active.items())


@dataclass(frozen=True)
class _Shared:
    """The Shapley values of one block, by player: draws, the ends of the range, the error, and the method."""

    drawn: dict[str, Numbers]
    ends: dict[str, Weight]
    error: dict[str, float]
    method: Method


def _block(block: Block, players: Players, drawn: Drawn) -> _Shared:
    inside = {name: owned & block.measures for name, owned in players.items() if owned & block.measures}
    ranges = {name: pressure_range(block, owned) for name, owned in inside.items()}
    if block.layered:
        cuts = {name: pressure(block, owned, drawn) for name, owned in inside.items()}
        rows = airport(np.array([np.broadcast_to(cut, drawn.count) for cut in cuts.values()]))
        return _Shared(dict(zip(inside, rows, strict=True)), _ends(ranges), {}, Method.CLOSED_FORM)
    names = list(inside)
    value = _by_mask(block, [inside[name] for name in names], drawn)
    # Nobody takes away more than alone, nor less than on top of all others.
    ends = {name: Weight(freed_range(block, inside[name]).low, span.high) for name, span in ranges.items()}
    if len(names) <= MOST_ENUMERATED:
        return _Shared(dict(zip(names, enumerated(len(names), value), strict=True)), ends, {}, Method.ENUMERATED)
    values, errors = sampled(len(names), value, generator(f"orders {block.name}"))
    return _Shared(dict(zip(names, values, strict=True)), ends, dict(zip(names, errors, strict=True)), Method.SAMPLED)


def airport(cuts: Numbers) -> Numbers:
    """Shapley values where together players take away what the greatest of them does: one row a player.

    Each step between two cuts, in their order, is shared by those who reach it (Littlechild and Owen, Management
    Science 20, 1973).
    """
    order = np.argsort(cuts, axis=0, kind="stable")
    ranked = np.take_along_axis(cuts, order, axis=0)
    steps = np.diff(ranked, axis=0, prepend=0.0)
    sharing = np.arange(len(cuts), 0, -1, dtype=float).reshape(-1, *[1] * (cuts.ndim - 1))
    values = np.empty_like(ranked)
    np.put_along_axis(values, order, np.cumsum(steps / sharing, axis=0), axis=0)
    return values


def enumerated(count: int, value: Callable[[int], Numbers]) -> list[Numbers]:
    """Shapley values by the definition, over every set of players; `value` takes a set as bits."""
    worths = [value(mask) for mask in range(1 << count)]
    weights = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    found = []
    for player in range(count):
        bit = 1 << player
        outside = (mask for mask in range(1 << count) if not mask & bit)
        terms = (weights[mask.bit_count()] * (worths[mask | bit] - worths[mask]) for mask in outside)
        found.append(sum(terms, np.float64(0.0)))
    return found  # type: ignore[return-value]


def sampled(
    count: int, value: Callable[[int], Numbers], random: Generator, rounds: int = ROUNDS
) -> tuple[list[Numbers], list[float]]:
    """Shapley values over orders drawn at random, each with its reverse, and the standard error of each mean.

    Every order shares out the whole, and so do the values, whatever was drawn.
    """
    totals: list[Numbers] = [np.float64(0.0)] * count  # type: ignore[list-item]
    means = np.zeros((rounds, count))
    order = list(range(count))
    for turn in range(rounds):
        random.shuffle(order)
        for way in (order, order[::-1]):
            mask, reached = 0, value(0)
            for player in way:
                mask |= 1 << player
                more = value(mask)
                totals[player] = totals[player] + (more - reached) / (2 * rounds)
                means[turn, player] += float(np.mean(more - reached)) / 2
                reached = more
    errors = means.std(axis=0, ddof=1) / sqrt(rounds)
    return totals, [float(error) for error in errors]


def _by_mask(block: Block, owned: list[frozenset[str]], drawn: Drawn) -> Callable[[int], Numbers]:
    known: dict[int, Numbers] = {}

    def value(mask: int) -> Numbers:
        if mask not in known:
            present = frozenset[str]().union(*(part for bit, part in enumerate(owned) if mask >> bit & 1))
            known[mask] = pressure(block, present, drawn)
        return known[mask]

    return value


def _ends(ranges: dict[str, Weight]) -> dict[str, Weight]:
    """The ends of Shapley values of a layered flow: own cut at one end, those of all others at the other."""
    names = list(ranges)
    low, high = (np.array([getattr(ranges[name], end) for name in names]) for end in ("low", "high"))
    found = {}
    for place, name in enumerate(names):
        least, most = high.copy(), low.copy()
        least[place], most[place] = low[place], high[place]
        found[name] = Weight(float(airport(least)[place]), float(airport(most)[place]))
    return found


def _part(name: str, owned: frozenset[str], blocks: Sequence[Block], shares: list[_Shared], drawn: Drawn) -> Part:
    mine = [(block, shared) for block, shared in zip(blocks, shares, strict=True) if name in shared.drawn]
    values = sum((shared.drawn[name] for _, shared in mine), np.zeros(drawn.count))
    methods = {shared.method for _, shared in mine}
    low, high = np.quantile(values, (0.05, 0.95))
    return Part(
        player=name,
        first=total(pressure_range(block, owned & block.measures) for block, _ in mine),
        last=total(freed_range(block, owned) for block, _ in mine),
        shapley=total(shared.ends[name] for _, shared in mine),
        mean=float(values.mean()),
        low=float(low),
        high=float(high),
        error=sqrt(sum(shared.error.get(name, 0.0) ** 2 for _, shared in mine)),
        method=next(method for method in reversed(Method) if method in methods),
        inputs=tuple(sorted(frozenset[str]().union(*(_all_inputs(block) for block, _ in mine)))),
    )


def _all_inputs(block: Block) -> frozenset[str]:
    said = (limit.level if limit.level is not None else limit.share for limit in block.limits)
    return inputs_of(block) | {level.key for level in said if level is not None and level.unit}
