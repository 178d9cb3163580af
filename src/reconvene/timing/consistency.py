"""Whether a network can be kept at all, if everybody chose every day together, and how far apart events can be."""

from __future__ import annotations

from collections.abc import Sequence

from reconvene.timing.conflict import Conflict, Use, conflict_of
from reconvene.timing.distances import Distances
from reconvene.timing.network import Bound, Network

MOST_VISITED = 1_000_000
"""So many links are looked at to find a shorter contradiction: about half a second."""


def find_contradiction(network: Network) -> Conflict | None:
    """Links that nobody could keep, even if all durations could be chosen within their ranges; None if there are none.

    The contradiction is short: no way round that shares a link with it has fewer links, as far as `MOST_VISITED` links
    can tell. It comes by no event twice, and depends on nothing but the order of events and links.
    """
    settled = settle(network)
    return settled if isinstance(settled, Conflict) else None


def spans(network: Network, event: int) -> tuple[list[int | None], list[int | None]]:
    """What `distances_to` and `distances_from` say of an event, in half the time."""
    distances = Distances(_with_chosen_durations(network)[0])
    return distances.before(event), distances.after(event)


def settle(network: Network) -> Distances | Conflict:
    """The network with every event on some day that keeps all its bounds, or its contradiction."""
    plain, uses = _with_chosen_durations(network)
    found = Distances(plain)
    if found.circle is None:
        return found
    return conflict_of(uses.get(id(link)) or Use(link, link.days) for link in _shortened(found.circle, plain))


def distances_from(network: Network, event: int) -> list[int | None]:
    """How many days each event can come after `event` at most; None where nothing bounds it.

    The network is consistent, or ValueError is raised.
    """
    return Distances(_with_chosen_durations(network)[0]).after(event)


def distances_to(network: Network, event: int) -> list[int | None]:
    """How many days `event` can come after each event at most; None where nothing bounds it.

    The network is consistent, or ValueError is raised.
    """
    return Distances(_with_chosen_durations(network)[0]).before(event)


def landmark_distances(settled: Distances) -> tuple[list[int | None], list[int | None]]:
    """How far each event can be before and after the event that has the most links: in a document, its first day."""
    count = [0] * len(settled.days)
    for bound in settled.bounds:
        count[bound.start] += 1
        count[bound.end] += 1
    landmark = count.index(max(count, default=0)) if count else 0
    return (settled.before(landmark), settled.after(landmark)) if count else ([], [])


def _with_chosen_durations(network: Network) -> tuple[Network, dict[int, Use]]:
    """The network whose durations are bounds like any other, and what each of those says in a conflict."""
    plain = Network(network.names, list(network.bounds))
    uses: dict[int, Use] = {}
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
