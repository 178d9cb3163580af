"""Consistency and dynamic controllability as a textbook writes them down: matrices, and O(n³).

Consistency is the algorithm of Floyd and Warshall (Dechter, Meiri and Pearl 1991). Controllability is `determineDC` of
Morris (2014) with Dijkstra's algorithm on a matrix, word for word.
"""

from __future__ import annotations

import sys
from math import inf

from reconvene.timing.network import Network

Matrix = list[list[float]]


def is_consistent(network: Network) -> bool:
    """Whether no circle of links has less than no day, all durations being bounds."""
    far = _matrix(len(network.names), [(bound.start, bound.end, bound.days) for bound in network.bounds])
    for link in network.contingents:
        far[link.start][link.end] = min(far[link.start][link.end], link.high)
        far[link.end][link.start] = min(far[link.end][link.start], -link.low)
    events = range(len(far))
    for middle in events:
        through = far[middle]
        for row in far:
            first = row[middle]
            if first < inf:
                for there in events:
                    row[there] = min(row[there], first + through[there])
    return all(far[event][event] >= 0 for event in events)


def is_controllable(network: Network) -> bool:
    """Whether back-propagation from every negative event meets none that waits for itself."""
    return _Textbook(network).determine()


def _matrix(size: int, links: list[tuple[int, int, int]]) -> Matrix:
    far: Matrix = [[inf] * size for _ in range(size)]
    for event in range(size):
        far[event][event] = 0
    for start, end, days in links:
        far[start][end] = min(far[start][end], days)
    return far


class _Textbook:
    def __init__(self, network: Network) -> None:
        count, wide = len(network.names), [link for link in network.contingents if link.low < link.high]
        links = [(bound.start, bound.end, bound.days) for bound in network.bounds]
        for link in network.contingents:
            if link.low == link.high:
                links += [(link.start, link.end, link.high), (link.end, link.start, -link.low)]
        self.lower: dict[int, int] = {}
        for split, link in enumerate(wide, count):
            self.lower[split] = link.end
            links += [(link.start, split, link.low), (split, link.start, -link.low)]
            links += [(split, link.end, 0), (link.end, split, link.low - link.high)]
        self.size = count + len(wide)
        self.weight = _matrix(self.size, links)
        self.negative = [any(self.weight[start][end] < 0 for start in range(self.size)) for end in range(self.size)]
        self.state = [""] * self.size

    def determine(self) -> bool:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 10 * self.size + 1_000))
        return all(self.back_propagate(event) for event in range(self.size) if self.negative[event])

    def back_propagate(self, source: int) -> bool:
        if self.state[source]:
            return self.state[source] == "done"
        self.state[source] = "begun"
        events = range(self.size)
        distance = [self.weight[start][source] if self.weight[start][source] < 0 else inf for start in events]
        left = set(events)
        distance[source] = min(self.weight[source][source], 0) or inf
        while left:
            event = min(left, key=distance.__getitem__)
            left.remove(event)
            reach = distance[event]
            if reach == inf:
                break
            if reach >= 0:
                self.weight[event][source] = min(self.weight[event][source], reach)
                continue
            if self.negative[event] and not self.back_propagate(event):
                return False
            for start in events:
                days = self.weight[start][event]
                unsuitable = start == source and self.lower.get(source) == event
                if days >= 0 and reach + days < distance[start] and not unsuitable and start != event:
                    distance[start] = reach + days
        self.state[source] = "done"
        return True
