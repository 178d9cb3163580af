"""Whether a network can be kept at all, if everybody chose every day together, and how far apart events can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from reconvene.timing.conflict import Conflict, Use, conflict_of
from reconvene.timing.network import Bound, Network
from reconvene.timing.propagation import find_cycle

MOST_VISITED = 1_000_000
"""So many links are looked at to find a shorter contradiction: about half a second."""

Edge = tuple[int, int]
"""Where a link leads, and its days."""


def find_contradiction(network: Network) -> Conflict | None:
    """Links that nobody could keep, even if all durations could be chosen within their ranges; None if there are none.

    The contradiction is short: no way round that shares a link with it has fewer links, as far as `MOST_VISITED` links
    can tell. It comes by no event twice, and depends on nothing but the order of events and links.
    """
    plain, uses = _with_chosen_durations(network)
    found = find_cycle(plain)
    if found is None:
        return None
    links = [use.link for use in found.uses if isinstance(use.link, Bound)]
    if found.is_circle:
        links = _shortened(_simple(links), plain)
    return conflict_of(uses[id(link)] for link in links)


def distances_from(network: Network, event: int) -> list[int | None]:
    """How many days each event can come after `event` at most; None where nothing bounds it.

    The network is consistent, or ValueError is raised.
    """
    return _distances(network, event, backwards=False)


def distances_to(network: Network, event: int) -> list[int | None]:
    """How many days `event` can come after each event at most; None where nothing bounds it.

    The network is consistent, or ValueError is raised.
    """
    return _distances(network, event, backwards=True)


def _with_chosen_durations(network: Network) -> tuple[Network, dict[int, Use]]:
    """The network whose durations are bounds like any other, and what each of its bounds says in a conflict."""
    plain = Network(network.names, list(network.bounds))
    uses = {id(bound): Use(bound, bound.days) for bound in network.bounds}
    for link in network.contingents:
        longest, shortest = Bound(link.start, link.end, link.high), Bound(link.end, link.start, -link.low)
        plain.bounds += [longest, shortest]
        uses[id(longest)] = Use(link, link.high, "longest")
        uses[id(shortest)] = Use(link, -link.low, "shortest", backwards=True)
    return plain, uses


def _shortened(circle: list[Bound], plain: Network) -> list[Bound]:
    """A contradiction of as few links as any that shares a link with it, or with one that was found on the way."""
    links_from: list[list[Bound]] = [[] for _ in plain.names]
    for bound in plain.bounds:
        links_from[bound.start].append(bound)
    visits = MOST_VISITED
    untried = sorted(range(len(circle)), key=lambda place: -abs(circle[place].days))
    while untried and visits > 0:
        link = circle[untried.pop(0)]
        way, visited = _shortest_way(links_from, link, len(circle) - 2)
        visits -= visited
        if way is not None:
            circle = _simple([link, *way])
            untried = sorted(range(len(circle)), key=lambda place: -abs(circle[place].days))
    return circle


def _simple(links: Sequence[Bound]) -> list[Bound]:
    """A part of a contradiction that comes by no event twice, and is one."""
    way: list[Bound] = []
    place = {links[0].start: 0}
    for link in links:
        way.append(link)
        end = link.end
        if end in place:
            loop = way[place[end] :]
            if sum(turn.days for turn in loop) < 0:
                return loop
            for turn in loop[:-1]:
                del place[turn.end]
            del way[place[end] :]
        else:
            place[end] = len(way)
    raise AssertionError("what comes back to its start with days missing has a part that does")


def _shortest_way(links_from: list[list[Bound]], back: Bound, most: int) -> tuple[list[Bound] | None, int]:
    """The way of fewest links, at most `most`, that closes a contradiction with a link; the number of links seen."""
    visited = 0
    best = {back.end: 0}
    layer = {back.end: 0}
    came: list[dict[int, Bound]] = []
    while len(came) < most:
        following: dict[int, int] = {}
        by: dict[int, Bound] = {}
        for event, days in layer.items():
            visited += len(links_from[event])
            for link in links_from[event]:
                total = days + link.days
                if total < following.get(link.end, best.get(link.end, total + 1)):
                    following[link.end] = total
                    by[link.end] = link
        came.append(by)
        best.update(following)
        layer = following
        if following.get(back.start, -back.days) < -back.days:
            return _way_back(came, back.start), visited
    return None, visited


def _way_back(came: list[dict[int, Bound]], event: int) -> list[Bound]:
    way: list[Bound] = []
    for by in reversed(came):
        way.append(by[event])
        event = way[-1].start
    return way[::-1]


def _distances(network: Network, event: int, *, backwards: bool) -> list[int | None]:
    """Shortest distances, taking by turns the links of less than no day, in their order, and all others by Dijkstra.

    Links of less than no day form no circle in a consistent network. Written moments alternate seldom, so that a few
    turns do.
    """
    above, below = _edges(network, backwards=backwards)
    rank = _ranks(below)
    best: dict[int, int] = {event: 0}
    changed: Iterable[int] = [event]
    for _ in range(len(network.names) + 1):
        nearer = _spread(best, changed, above)
        changed = _step_back(best, nearer, below, rank)
        if not changed:
            return [best.get(other) for other in range(len(network.names))]
    raise ValueError("distances are asked of a network that contradicts itself")


def _edges(network: Network, *, backwards: bool) -> tuple[list[list[Edge]], list[list[Edge]]]:
    above: list[list[Edge]] = [[] for _ in network.names]
    below: list[list[Edge]] = [[] for _ in network.names]
    links = [(bound.start, bound.end, bound.days) for bound in network.bounds]
    for link in network.contingents:
        links += [(link.start, link.end, link.high), (link.end, link.start, -link.low)]
    for start, end, days in links:
        here, there = (end, start) if backwards else (start, end)
        (below if days < 0 else above)[here].append((there, days))
    return above, below


def _ranks(below: list[list[Edge]]) -> list[int]:
    """A number for each event, such that every link of less than no day leads to a higher one."""
    waits = [0] * len(below)
    for edges in below:
        for there, _ in edges:
            waits[there] += 1
    ready = [event for event, count in enumerate(waits) if not count]
    for event in ready:  # it grows while it is read
        for there, _ in below[event]:
            waits[there] -= 1
            if not waits[there]:
                ready.append(there)
    if len(ready) < len(below):
        raise ValueError("distances are asked of a network that contradicts itself")
    ranks = [0] * len(below)
    for rank, event in enumerate(ready):
        ranks[event] = rank
    return ranks


def _spread(best: dict[int, int], changed: Iterable[int], above: list[list[Edge]]) -> set[int]:
    """Follow the links that are not negative from what changed; returns all that is nearer now."""
    queue = [(best[event], event) for event in changed]
    heapify(queue)
    nearer = set(changed)
    while queue:
        days, event = heappop(queue)
        if days > best[event]:
            continue
        for there, more in above[event]:
            known = best.get(there)
            if known is None or days + more < known:
                best[there] = days + more
                nearer.add(there)
                heappush(queue, (days + more, there))
    return nearer


def _step_back(best: dict[int, int], nearer: set[int], below: list[list[Edge]], rank: list[int]) -> set[int]:
    """Follow the negative links from what is nearer now, each event once; returns what they brought nearer."""
    queue = [(rank[event], event) for event in nearer if below[event]]
    heapify(queue)
    waiting = {event for _, event in queue}
    changed: set[int] = set()
    while queue:
        _, event = heappop(queue)
        for there, less in below[event]:
            known = best.get(there)
            if known is None or best[event] + less < known:
                best[there] = best[event] + less
                changed.add(there)
                if there not in waiting and below[there]:
                    waiting.add(there)
                    heappush(queue, (rank[there], there))
    return changed
