"""How far apart events can be in a network of bounds alone, and the circle of bounds that contradicts itself, if any.

The events are first given days that keep every bound, by label correction (Bellman 1958, Ford 1956). One turn takes
the bounds of no day or less, in their order, and then all others by Dijkstra's algorithm; in written plans the two
alternate seldom, so that a few turns do. A bound of no day that leads round in a circle counts among the others.
Measured from those days every bound gives time, and Dijkstra's algorithm finds the rest (Johnson 1977).
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from reconvene.timing.network import Bound, Network

Edge = tuple[int, int, int]
"""Where a bound leads, its days, and its place among the bounds."""


class Distances:
    """Distances in a network without durations; or `circle`, bounds that lead round with days missing.

    The circle comes by no event twice.
    """

    def __init__(self, plain: Network) -> None:
        self.bounds = plain.bounds
        size = len(plain.names)
        self.above: list[list[Edge]] = [[] for _ in range(size)]
        self.below: list[list[Edge]] = [[] for _ in range(size)]
        for place, bound in enumerate(plain.bounds):
            (self.below if bound.days <= 0 else self.above)[bound.start].append((bound.end, bound.days, place))
        self.days = [0] * size
        self.came = [-1] * size
        self.circle = self._settle()

    def after(self, event: int) -> list[int | None]:
        """How many days each event can come after this one at most; None where nothing bounds it."""
        edges = [[*above, *below] for above, below in zip(self.above, self.below, strict=True)]
        return self._reach(event, edges, self.days)

    def before(self, event: int) -> list[int | None]:
        """How many days this event can come after each one at most; None where nothing bounds it."""
        edges: list[list[Edge]] = [[] for _ in self.days]
        for place, bound in enumerate(self.bounds):
            edges[bound.end].append((bound.start, bound.days, place))
        return self._reach(event, edges, [-days for days in self.days])

    def _reach(self, event: int, edges: list[list[Edge]], level: list[int]) -> list[int | None]:
        """Distances from an event; counted from its `level` at each event, no step is less than nothing."""
        if self.circle is not None:
            raise ValueError("distances are asked of a network that contradicts itself")
        best = {event: 0}
        queue = [(0, event)]
        while queue:
            reach, here = heappop(queue)
            if reach > best[here]:
                continue
            reach += level[here]
            for there, days, _ in edges[here]:
                total = reach + days - level[there]
                known = best.get(there)
                if known is None or total < known:
                    best[there] = total
                    heappush(queue, (total, there))
        own = level[event]
        return [best[place] + up - own if place in best else None for place, up in enumerate(level)]

    def _settle(self) -> list[Bound] | None:
        """Give every event a day that keeps all bounds; or return a circle of bounds that no days keep."""
        order = self._order()
        if len(order) < len(self.below):
            return self._circle_of(self._without_order(order))
        rank = self._ranked(order)
        changed: set[int] = set(order)
        while True:
            changed |= self._step_back(changed, rank)
            nearer = self._spread(changed)
            if not nearer:
                return None
            circle = self._circle_of(self.came)
            if circle is not None:
                return circle
            changed = nearer

    def _order(self) -> list[int]:
        """The events in an order in which every bound of less than no day leads to a later one, as far as there is one.

        Those of no day do so too, unless they lead round in a circle.
        """
        waits, steps = [0] * len(self.below), [0] * len(self.below)
        for edges in self.below:
            for there, days, _ in edges:
                waits[there] += 1
                steps[there] += days < 0
        ready = [event for event, count in enumerate(waits) if not count]
        free = [event for event, count in enumerate(steps) if not count]
        order: list[int] = []
        ordered = bytearray(len(waits))
        while ready or free:
            event = (ready or free).pop()
            if ordered[event]:
                continue
            ordered[event] = 1
            order.append(event)
            for there, days, _ in self.below[event]:
                waits[there] -= 1
                if not waits[there]:
                    ready.append(there)
                if days < 0:
                    steps[there] -= 1
                    if not steps[there]:
                        free.append(there)
        return order

    def _ranked(self, order: list[int]) -> list[int]:
        """The place of each event in an order; the bounds in `below` that lead back in it are counted in `above`."""
        rank = [0] * len(order)
        for place, event in enumerate(order):
            rank[event] = place
        for event, edges in enumerate(self.below):
            back = [edge for edge in edges if rank[edge[0]] <= rank[event]]
            if back:
                self.above[event] += back
                self.below[event] = [edge for edge in edges if rank[edge[0]] > rank[event]]
        return rank

    def _without_order(self, ordered: Iterable[int]) -> list[int]:
        """For each event that could not be ordered some bound that keeps it from being: it comes from another such."""
        came = [-1] * len(self.below)
        gone = set(ordered)
        for start, edges in enumerate(self.below):
            if start not in gone:
                for there, days, place in edges:
                    if days < 0:
                        came[there] = place
        return came

    def _step_back(self, changed: Iterable[int], rank: list[int]) -> set[int]:
        """Follow the bounds of `below` from what has changed, each event once; returns what they moved."""
        days, came, below = self.days, self.came, self.below
        queue = [(rank[event], event) for event in changed if below[event]]
        heapify(queue)
        waiting = {event for _, event in queue}
        moved: set[int] = set()
        while queue:
            _, event = heappop(queue)
            base = days[event]
            for there, less, place in below[event]:
                if base + less < days[there]:
                    days[there] = base + less
                    came[there] = place
                    moved.add(there)
                    if there not in waiting and below[there]:
                        waiting.add(there)
                        heappush(queue, (rank[there], there))
        return moved

    def _spread(self, changed: Iterable[int]) -> set[int]:
        """Follow the other bounds from what has changed; returns what they moved."""
        days, came, above = self.days, self.came, self.above
        queue = [(days[event], event) for event in changed if above[event]]
        heapify(queue)
        moved: set[int] = set()
        while queue:
            reach, event = heappop(queue)
            if reach > days[event]:
                continue
            for there, more, place in above[event]:
                if reach + more < days[there]:
                    days[there] = reach + more
                    came[there] = place
                    moved.add(there)
                    heappush(queue, (reach + more, there))
        return moved

    def _circle_of(self, came: list[int]) -> list[Bound] | None:
        """The bounds of a circle, if going back from event to event by the bounds that moved them leads into one."""
        seen = [0] * len(came)
        for number, event in enumerate(range(len(came)), 1):
            here = event
            while came[here] >= 0 and not seen[here]:
                seen[here] = number
                here = self.bounds[came[here]].start
            if came[here] >= 0 and seen[here] == number:
                circle = [self.bounds[came[here]]]
                while circle[-1].start != here:
                    circle.append(self.bounds[came[circle[-1].start]])
                return circle[::-1]
        return None
