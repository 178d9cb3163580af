"""The heaviest set of steps that can have been taken: each with all that must come before it.

Picking what can have happened by some moment, at its worst for somebody, is the maximum-weight closure of the order of
steps, which is a minimum cut (Picard, Management Science 22, 1976): what weighs against somebody is joined to whatever
it cannot come without, and what flows through is the part that the one pays for the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

_NOTHING = 1e-9
"""What is left of a capacity and is less than this is only the rounding of numbers."""


def heaviest(weights: Mapping[int, float], before: Sequence[int], allowed: int, forced: int = 0) -> int:
    """The set of places, as bits, of the greatest total weight; of several, the one with the fewest places.

    `before[place]` are the places that it cannot come without, itself left out, and closed: with each stand those that
    it needs. Only `allowed` places may be in it, and `forced` ones must; both are closed as well. Weights are finite.
    """
    gains = {place: weight for place, weight in weights.items() if weight > 0 and _may(place, allowed, forced)}
    costs = {place: -weight for place, weight in weights.items() if weight < 0 and not forced >> place & 1}
    needs = {place: [cost for cost in costs if before[place] >> cost & 1] for place in gains}
    used = _first_flow(gains, costs, needs)
    while True:
        parents = _reach(gains, costs, needs, used)
        end = next((cost for cost in costs if -cost - 1 in parents and costs[cost] > _NOTHING), None)
        if end is None:
            break
        _push(end, parents, gains, costs, used)
    chosen = forced
    for place in parents:
        if place >= 0:
            chosen |= before[place] | 1 << place
    return chosen


def _may(place: int, allowed: int, forced: int) -> bool:
    return bool(allowed >> place & 1) and not forced >> place & 1


def _first_flow(
    gains: dict[int, float], costs: dict[int, float], needs: Mapping[int, list[int]]
) -> dict[tuple[int, int], float]:
    """Let each place pay at once for what it needs, as far as it goes: most of the flow, without looking for ways."""
    used: dict[tuple[int, int], float] = {}
    for gain, needed in needs.items():
        for cost in needed:
            room = min(gains[gain], costs[cost])
            if room > _NOTHING:
                used[gain, cost] = room
                gains[gain] -= room
                costs[cost] -= room
    return used


def _reach(
    gains: Mapping[int, float],
    costs: Mapping[int, float],
    needs: Mapping[int, list[int]],
    used: Mapping[tuple[int, int], float],
) -> dict[int, int | None]:
    """What still pays for something: by place, how it was reached; a place that costs is told as `-place - 1`."""
    parents: dict[int, int | None] = {place: None for place, left in gains.items() if left > _NOTHING}
    waiting = deque(parents)
    back: dict[int, list[int]] = {}
    for (gain, cost), flow in used.items():
        if flow > _NOTHING:
            back.setdefault(cost, []).append(gain)
    while waiting:
        node = waiting.popleft()
        following = [-cost - 1 for cost in needs[node]] if node >= 0 else back.get(-node - 1, [])
        for other in following:
            if other not in parents:
                parents[other] = node
                waiting.append(other)
    return parents


def _push(
    end: int,
    parents: Mapping[int, int | None],
    gains: dict[int, float],
    costs: dict[int, float],
    used: dict[tuple[int, int], float],
) -> None:
    """Let as much as can flow along a way that was reached, from what gains to what costs."""
    way = [-end - 1]
    while (parent := parents[way[-1]]) is not None:
        way.append(parent)
    steps = list(zip(way[1:], way, strict=False))
    room = min(costs[end], gains[way[-1]])
    for one, other in steps:
        if one < 0:  # flow is taken back from what it was promised to
            room = min(room, used[other, -one - 1])
    for one, other in steps:
        pair = (one, -other - 1) if one >= 0 else (other, -one - 1)
        used[pair] = used.get(pair, 0.0) + (room if one >= 0 else -room)
    costs[end] -= room
    gains[way[-1]] -= room
