"""Where everything stands in the picture of who waits for whom: layers from left to right, what waits to the right.

Layers follow from the longest chain of waits; a circle is cut at one of its links. Within a layer the order is that in
which lines cross least, found by a few sweeps of middles. A line over several layers is led between the boxes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from reconvene.reports.waits import Wait, WaitNode, WaitsView

BOX = 168.0
HEIGHT = 40.0
GAP = 12.0
LANE = 10.0
"""The height that a line takes where it is led past a layer."""
BETWEEN = 56.0
EDGE = 12.0
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A box by its upper left corner."""

    node: WaitNode
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlacedWait:
    """A line by its points from left to right: out of what is awaited, past the layers between, into what waits."""

    wait: Wait
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class WaitsLayout:
    """The picture before it is drawn."""

    nodes: tuple[PlacedNode, ...]
    waits: tuple[PlacedWait, ...]
    width: float
    height: float


def lay_out(view: WaitsView) -> WaitsLayout:
    """The places of everything that waits or is waited for; what hangs together with nothing has none."""
    drawn = [wait for wait in view.waits if (wait.plain or wait.in_circle) and wait.waiter != wait.awaited]
    met = {end for wait in drawn for end in (wait.waiter, wait.awaited)}
    nodes = [node for node in view.nodes if node.name in met]
    layer = layers([node.name for node in nodes], [(wait.awaited, wait.waiter) for wait in drawn])
    chains = {index: _chain(index, wait, layer) for index, wait in enumerate(drawn)}
    rows = _rows(nodes, layer, chains)
    _untangle(rows, _neighbours(drawn, chains, layer))
    heights = _heights(rows)
    tall = max((bottom for _, bottom in heights.values()), default=0.0)
    columns = max(layer.values(), default=-1) + 1
    return WaitsLayout(
        tuple(PlacedNode(node, _left(layer[node.name]), heights[node.name][0]) for node in nodes),
        tuple(PlacedWait(wait, _points(chains[index], wait, layer, heights)) for index, wait in enumerate(drawn)),
        2 * EDGE + columns * BOX + max(columns - 1, 0) * BETWEEN,
        tall + EDGE,
    )


def layers(names: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The layer of each name: one more than the last of those that it waits for, links that close a circle left out."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for first, second in links:
        after[first].append(second)
    order = _order(after)
    place = {name: number for number, name in enumerate(order)}
    layer = dict.fromkeys(order, 0)
    for name in order:
        for following in after[name]:
            if place[following] > place[name]:
                layer[following] = max(layer[following], layer[name] + 1)
    return layer


def _order(after: dict[str, list[str]]) -> list[str]:
    """The names, each before whatever waits for it, as far as no circle forbids it: last finished, first named."""
    done: list[str] = []
    seen: set[str] = set()
    for root, waiting in after.items():
        if root in seen:
            continue
        seen.add(root)
        calls = [(root, iter(waiting))]
        while calls:
            name, rest = calls[-1]
            following = next((each for each in rest if each not in seen), None)
            if following is None:
                calls.pop()
                done.append(name)
            else:
                seen.add(following)
                calls.append((following, iter(after[following])))
    return done[::-1]


def _chain(index: int, wait: Wait, layer: dict[str, int]) -> list[tuple[str, int]]:
    """The places at which a line passes a layer between its ends."""
    first, last = sorted((layer[wait.awaited], layer[wait.waiter]))
    return [(f"line {index} {between}", between) for between in range(first + 1, last)]


def _rows(
    nodes: list[WaitNode], layer: dict[str, int], chains: dict[int, list[tuple[str, int]]]
) -> dict[int, list[str]]:
    """What stands in each layer, from top to bottom."""
    rows: dict[int, list[str]] = {}
    for node in nodes:
        rows.setdefault(layer[node.name], []).append(node.name)
    for chain in chains.values():
        for name, between in chain:
            rows.setdefault(between, []).append(name)
    return rows


def _neighbours(
    drawn: list[Wait], chains: dict[int, list[tuple[str, int]]], layer: dict[str, int]
) -> dict[str, list[str]]:
    """What each is joined with by a line, layer to layer."""
    found: dict[str, list[str]] = {}
    for index, wait in enumerate(drawn):
        ends = sorted((wait.awaited, wait.waiter), key=lambda name: layer[name])
        path = [ends[0], *(name for name, _ in chains[index]), ends[1]]
        for one, two in pairwise(path):
            found.setdefault(one, []).append(two)
            found.setdefault(two, []).append(one)
    return found


def _untangle(rows: dict[int, list[str]], neighbours: dict[str, list[str]]) -> None:
    """Sort each layer by the middle of what it is joined with in the layer before, then in that after, and again."""
    for sweep in range(_SWEEPS):
        order = sorted(rows, reverse=bool(sweep % 2))
        for before, current in pairwise(order):
            at = {name: place / max(len(rows[before]), 1) for place, name in enumerate(rows[before])}
            own = {name: place / max(len(rows[current]), 1) for place, name in enumerate(rows[current])}
            rows[current].sort(
                key=lambda name: _middle([at[each] for each in neighbours[name] if each in at], own[name])
            )


def _middle(places: list[float], own: float) -> float:
    return sum(places) / len(places) if places else own


def _heights(rows: dict[int, list[str]]) -> dict[str, tuple[float, float]]:
    """The upper and lower edge of everything, layer by layer."""
    found: dict[str, tuple[float, float]] = {}
    for names in rows.values():
        y = EDGE
        for name in names:
            tall = LANE if name.startswith("line ") else HEIGHT
            found[name] = (y, y + tall)
            y += tall + GAP
    return found


def _left(layer: int) -> float:
    return EDGE + layer * (BOX + BETWEEN)


def _points(
    chain: list[tuple[str, int]], wait: Wait, layer: dict[str, int], heights: dict[str, tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    def middle(name: str) -> float:
        return sum(heights[name]) / 2

    first, last = wait.awaited, wait.waiter
    backwards = layer[first] >= layer[last]
    between = [(x, middle(name)) for name, at in chain for x in (_left(at), _left(at) + BOX)]
    if backwards:
        return ((_left(layer[first]), middle(first)), *between[::-1], (_left(layer[last]) + BOX, middle(last)))
    return ((_left(layer[first]) + BOX, middle(first)), *between, (_left(layer[last]), middle(last)))
