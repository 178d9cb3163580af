"""Back-propagation (see `propagation`) by rows of numbers: the same search, for networks that have very many links.

Only this module imports numpy, and it is imported for such networks only. A row holds the links into one event. Each
number is a distance, and in its lowest bits the event by which the way goes on, so that the least of several numbers
also tells the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reconvene.timing.conflict import Conflict
from reconvene.timing.propagation import DERIVED, Graph, Outcome, Search, cycle_of

Row = npt.NDArray[np.int64]

FAR = 1 << 60
"""No way: more than any number that stands for one, also after the most days have been taken away."""

BLOCK = 64
"""So many events are passed at once, the nearest first: few of them have to be passed again."""


@dataclass(slots=True)
class _Front:
    """How far the search from one event has come: the best way from each event, and whose ways have changed since."""

    source: int
    best: Row
    changed: npt.NDArray[np.bool_]


class _Table:
    """All links of a network and what the searches add to them."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.bits = graph.size.bit_length()
        self.above = self.rows_of(graph.above)
        self.below = self.rows_of(graph.below)
        self.ahead = np.array([bool(edges) for edges in graph.below])
        self.fronts: dict[int, _Front] = {}
        far = float(FAR >> self.bits)
        self.before, self.after = (
            np.minimum(np.array(some), far / 4).astype(np.int64) for some in (graph.before, graph.after)
        )

    def rows_of(self, edges: list[list[tuple[int, int, int]]]) -> Row:
        """The shortest link from each event into each event."""
        ends = np.repeat(np.arange(self.graph.size), [len(some) for some in edges])
        starts = np.array([start for some in edges for start, _, _ in some], np.int64)
        days = np.array([days for some in edges for _, days, _ in some], np.int64)
        rows = np.full((self.graph.size, self.graph.size), FAR, np.int64)
        np.minimum.at(rows, (ends, starts), (days << self.bits) + ends)
        return rows

    def begin(self, source: int) -> _Front:
        """The search from an event, its negative links followed."""
        best = self.below[source].copy()
        best[source] = min(best[source], 0)
        return _Front(source, best, best < 0)

    def advance(self, front: _Front) -> int | None:
        """Go on until an event must be searched from first, and return it; None when nothing is left to do."""
        source, best = front.source, front.best
        lower = self.graph.split_at(source)[1]
        limit = self.before + self.after[source]
        while (changed := np.flatnonzero(front.changed)).size:
            if changed.size > BLOCK:
                changed = changed[np.argpartition(best[changed], BLOCK)[:BLOCK]]
            ahead = changed[self.ahead[changed]]
            if ahead.size:
                return int(ahead[0])
            front.changed[changed] = False
            found = self.least(front, changed, lower)
            # Where the way by the landmark is shorter, no other is followed.
            days = found >> self.bits
            nearer = (days < (best >> self.bits)) & (days <= limit)
            np.copyto(best, found, where=nearer)
            front.changed |= nearer & (best < 0)
        reached = (best >= 0) & (best < FAR // 2)
        reached[source] = False
        derived = (best >> self.bits << self.bits) + source
        np.minimum(self.above[source], derived, out=self.above[source], where=reached)
        return None

    def least(self, front: _Front, changed: Row, lower: int | None) -> Row:
        """The best way from each event by way of one that has changed."""
        ways = self.above[changed]
        ways += (front.best[changed] >> self.bits << self.bits)[:, None]
        if lower is not None:
            # A duration is not at its shortest because it is at its longest.
            ways[changed == lower, front.source] = FAR
        least: Row = ways.min(axis=0)
        return least


def propagate_rows(graph: Graph) -> Outcome:
    """Search from every negative event, or stop at the first conflict; the graph itself stays as it is.

    The graph is one of which `propagation.fits_rows` says that its numbers fit.
    """
    table = _Table(graph)
    for event in range(graph.size):
        if not table.ahead[event]:
            continue
        stack = [table.begin(event)]
        begun = {event}
        while stack:
            first = table.advance(stack[-1])
            if first is None:
                ended = stack.pop()
                begun.remove(ended.source)
                table.ahead[ended.source] = False
                table.fronts[ended.source] = ended
            elif first in begun:
                return Outcome(graph, {}, _conflict(table, stack, first))
            else:
                begun.add(first)
                stack.append(table.begin(first))
    return Outcome(graph, {source: _finished(table, front) for source, front in table.fronts.items()})


def _finished(table: _Table, front: _Front) -> Search:
    """The search as the network's other half knows it, without the ways."""
    reached = np.flatnonzero(front.best < FAR // 2)
    days = front.best[reached] >> table.bits
    search = Search(table.graph, front.source)
    search.distance = dict(zip(reached.tolist(), days.tolist(), strict=True))
    return search


class _Ways(dict[int, Search]):
    """Searches with their ways, each made when it is first asked for: a conflict needs few of them."""

    def __init__(self, table: _Table) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, source: int) -> Search:
        search = self[source] = _with_ways(self.table, self.table.fronts[source])
        return search


def _with_ways(table: _Table, front: _Front) -> Search:
    search = _finished(table, front)
    graph, bits = table.graph, table.bits
    for event in search.distance:
        following = int(front.best[event]) & ((1 << bits) - 1)
        if event == front.source and following == event and search.distance[event] >= 0:
            continue
        first = following == front.source
        days = int((table.below if first else table.above)[following, event] >> bits)
        edges = (graph.below if first else graph.above)[following]
        step = next((step for start, length, step in edges if start == event and length == days), DERIVED)
        search.via[event] = (following, step)
    return search


def _conflict(table: _Table, stack: list[_Front], event: int) -> Conflict:
    ways = _Ways(table)
    place = next(place for place, front in enumerate(stack) if front.source == event)
    return cycle_of(table.graph, [_with_ways(table, front) for front in stack[place:]], ways, list(table.fronts))
