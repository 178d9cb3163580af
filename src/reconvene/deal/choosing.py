"""The best and the worst that could be lifted: of a given size, or under a ceiling; found by looking at every set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reconvene.deal import arrays as np
from reconvene.deal.attribution import Players
from reconvene.deal.pressed import Block
from reconvene.deal.pressure import freed_range, kept_range
from reconvene.estimate.weight import Weight, share

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PLAYERS = 18
"""So many players that matter are looked at in every combination."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of players to lift: the share it frees, and how many more of those that make no difference it holds."""

    lifted: tuple[str, ...]
    idle: int
    share: tuple[float, float]
    freed: Weight


@dataclass(frozen=True, slots=True)
class TooMany:
    """More players matter than can be looked at in every combination."""

    players: int
    most: int = MOST_PLAYERS


@dataclass(frozen=True)
class _Sets:
    """Every set of the players that matter, as bits, with the ends of what it frees and leaves."""

    names: tuple[str, ...]
    freed_low: NDArray[np.float64]
    freed_high: NDArray[np.float64]
    kept_low: NDArray[np.float64]
    kept_high: NDArray[np.float64]

    def choice(self, mask: int, idle: int) -> Choice:
        freed = Weight(float(self.freed_low[mask]), float(self.freed_high[mask]))
        kept = Weight(float(self.kept_low[mask]), float(self.kept_high[mask]))
        span = (0.0, 0.0) if freed.high == 0 else (1.0, 1.0) if kept.high == 0 else share([freed], [kept])
        listed = tuple(name for bit, name in enumerate(self.names) if mask >> bit & 1)
        return Choice(listed, idle, span, freed)

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.array([mask.bit_count() for mask in range(len(self.freed_low))])


def of_size(blocks: Collection[Block], players: Players, size: int) -> tuple[Choice, Choice] | TooMany:
    """The best and the worst set of so many players: the one that frees most, and the one that frees least.

    Sets are compared by the middle of what they free. `size` is at least 0 and at most the number of players.
    """
    sets = _sets(blocks, players)
    if isinstance(sets, TooMany):
        return sets
    idle = len(players) - len(sets.names)
    middle = sets.freed_low + sets.freed_high
    fitting = (sets.sizes <= size) & (sets.sizes >= size - idle)
    best = int(np.argmax(np.where(fitting, middle, -1.0)))
    worst = int(np.argmin(np.where(fitting, middle, np.inf)))
    return sets.choice(best, size - best.bit_count()), sets.choice(worst, size - worst.bit_count())


def under(blocks: Collection[Block], players: Players, ceiling: float) -> tuple[Choice, Choice] | TooMany:
    """The set that frees most under a ceiling on the share, and the one with most players (of those the lightest).

    The ceiling (0 to 1) holds whatever the figures are within their ranges.
    """
    sets = _sets(blocks, players)
    if isinstance(sets, TooMany):
        return sets
    idle = len(players) - len(sets.names)
    whole = sets.freed_high + sets.kept_low
    most = np.divide(sets.freed_high, whole, out=np.zeros_like(whole), where=whole > 0)
    fitting = most <= ceiling
    middle = sets.freed_low + sets.freed_high
    heavy = int(np.argmax(np.where(fitting, middle, -1.0)))
    scale = float(middle.max()) + 1.0
    many = int(np.argmax(np.where(fitting, sets.sizes - middle / scale, -np.inf)))
    return sets.choice(heavy, idle), sets.choice(many, idle)


def _sets(blocks: Collection[Block], players: Players) -> _Sets | TooMany:
    names = tuple(name for name, owned in players.items() if any(owned & block.measures for block in blocks))
    if len(names) > MOST_PLAYERS:
        return TooMany(len(names))
    owned = [players[name] for name in names]
    sums = [np.zeros(1 << len(names)) for _ in range(4)]
    for block in blocks:
        inside = [bit for bit, part in enumerate(owned) if part & block.measures]
        local = _local_masks(len(names), inside)
        freed = _table(len(inside), [owned[bit] for bit in inside], block, freed_range)
        kept = _table(len(inside), [owned[bit] for bit in inside], block, kept_range)
        for place, table in enumerate((freed[0], freed[1], kept[0], kept[1])):
            sums[place] += table[local]
    return _Sets(names, *sums)


def _local_masks(count: int, inside: list[int]) -> NDArray[np.int64]:
    """For each set of all players, the set of those who press on one block."""
    every = np.arange(1 << count)
    local = np.zeros_like(every)
    for place, bit in enumerate(inside):
        local |= (every >> bit & 1) << place
    return local


def _table(
    count: int, owned: list[frozenset[str]], block: Block, weigh: Callable[[Block, Collection[str]], Weight]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ranges = []
    for mask in range(1 << count):
        lifted = frozenset[str]().union(*(part for bit, part in enumerate(owned) if mask >> bit & 1))
        ranges.append(weigh(block, lifted))
    return np.array([span.low for span in ranges]), np.array([span.high for span in ranges])
