"""Back-propagation of what must come before what, from Morris (2014): the algorithm that decides controllability.

Paul Morris, *Dynamic Controllability and Dispatchability Relationships*, CPAIOR 2014, LNCS 8451, pages 464-479: sound
and complete, and O(n³) at worst. A contingent duration A to C of x to y days is split at an event of its own, x days
after A; from there C comes within y - x days. An event is *negative* if some link says that another comes at least so
many days after it. From each negative event the search goes backwards along links that are not negative, and stops
where the path is no longer negative; there the whole path becomes one derived bound. Before it passes a negative
event, that event is searched from. An event that has to wait for its own search lies on a semi-reducible negative
cycle, and only then is the network uncontrollable.

The search stays near its source: in a document, most paths stop after a few links. It recurses on a list of its own,
and its numbers are Python's integers, so that neither depth nor size matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import inf

from reconvene.timing.conflict import Conflict, Side, Use, conflict_of
from reconvene.timing.network import Contingent, Network

DERIVED = -1
"""The step of a link that the search added; the path it stands for is kept with its end."""

NO_STEP = -2

STEPS = 5
"""So many steps belong to each contingent duration, see `Graph`."""

MOST_DERIVED = 250_000
"""A network to which more bounds are added has no shape that keeps the search near its source."""

MOST_ROWS = 4_000

MOST_DAYS = 1 << 44
"""The dense search packs no more days than this into a number."""

LONGEST = 100_000
"""More uses than this are not written down one by one: there are cycles of exponential length (Hunsberger 2013)."""

Edge = tuple[int, int, int]
"""Where a link into an event starts, its days, and the step that it is."""


@dataclass(slots=True)
class Graph:
    """The links into each event, those of less than no day (`below`) apart from the others (`above`), in normal form.

    Events keep their places; `splits` names the contingent durations that are split, each at an event of its own after
    those of the network. A step is a number: the place of a bound; then five for each contingent duration, for its
    shortest and its longest as nature chooses, the fixed stretch before the split, which no conflict shows, and the two
    limits that hold whatever nature chooses.

    `before` and `after` say how far each event can be before and after one landmark. A path is not followed where the
    way by the landmark is shorter: that way is made of bounds alone, and does all that the path could do.
    """

    network: Network
    above: list[list[Edge]]
    below: list[list[Edge]]
    splits: list[int] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)

    def set_landmark(self, before: Sequence[int | None], after: Sequence[int | None]) -> None:
        """Let paths be cut by the distances to and from an event; the network contradicts itself nowhere."""
        self.before = [inf if days is None else days for days in before]
        self.after = [inf if days is None else days for days in after]
        for place in self.splits:
            link = self.network.contingents[place]
            self.before.append(self.before[link.start] - link.low)
            self.after.append(self.after[link.start] + link.low)

    @property
    def size(self) -> int:
        """How many events there are, with those at which a duration is split."""
        return len(self.above)

    def use(self, step: int) -> Use | None:
        """What a step says in a conflict; None for the stretch before a split."""
        bounds = self.network.bounds
        if step < len(bounds):
            return Use(bounds[step], bounds[step].days)
        place, side = divmod(step - len(bounds), STEPS)
        link = self.network.contingents[place]
        days = (link.low, -link.high, 0, link.high, -link.low)[side]
        said: Side = "longest" if side in {1, 3} else "shortest"
        return None if side == 2 else Use(link, days, said, backwards=side in {1, 4})

    def place(self, event: int) -> tuple[int, int]:
        """The event of the network that an event here is, or that it follows after a fixed number of days."""
        first = len(self.network.names)
        if event < first:
            return event, 0
        link = self.network.contingents[self.splits[event - first]]
        return link.start, link.low

    def split_at(self, event: int) -> tuple[int, int | None]:
        """The step to the earliest end of the duration that is split at an event, and that end; else no step, None."""
        first = len(self.network.names)
        if event < first:
            return NO_STEP, None
        place = self.splits[event - first]
        return len(self.network.bounds) + STEPS * place, self.network.contingents[place].end


def normal_form(network: Network) -> Graph:
    """The network as the search reads it. Raises ValueError if it is none: that is a fault of who made it."""
    refuse_what_is_no_network(network.contingents)
    count = len(network.names)
    above: list[list[Edge]] = [[] for _ in range(count)]
    below: list[list[Edge]] = [[] for _ in range(count)]
    for step, bound in enumerate(network.bounds):
        days = bound.days
        (below if days < 0 else above)[bound.end].append((bound.start, days, step))
    graph = Graph(network, above, below)
    step = len(network.bounds)
    for place, link in enumerate(network.contingents):
        start, end, low, width = link.start, link.end, link.low, link.high - link.low
        if width:
            split = graph.size
            above.append([(start, low, step + 2), (end, 0, step + 4)])
            below.append([(end, -width, step + 1)])
            above[end] += [(split, 0, step), (split, width, step + 3)]
            (below if low else above)[start].append((split, -low, step + 2))
            graph.splits.append(place)
        else:
            above[end].append((start, low, step))
            (below if low else above)[start].append((end, -low, step + 1))
        step += STEPS
    graph.before = graph.after = [inf] * graph.size
    return graph


def refuse_what_is_no_network(contingents: Sequence[Contingent]) -> None:
    """Raise ValueError for a duration that ends before it starts, or where another one ends."""
    ends: dict[int, Contingent] = {}
    for link in contingents:
        if not 0 <= link.low <= link.high:
            raise ValueError(f"a contingent duration needs 0 <= low <= high: {link}")
        if link.start == link.end:
            raise ValueError(f"a contingent duration ends at another event than it starts: {link}")
        if link.end in ends:
            raise ValueError(f"two contingent durations end at one event: {ends[link.end]}, {link}")
        ends[link.end] = link


class Search:
    """The search backwards from one negative event: how near each event is, and by which link.

    If a duration is split at the event, `lower` is the step to its earliest end and `awaited` that end. What is at less
    than no day from there has to wait: for so many days, or for the end.
    """

    __slots__ = ("awaited", "distance", "lower", "queue", "source", "via")

    def __init__(self, graph: Graph, source: int) -> None:
        self.source = source
        self.lower, self.awaited = graph.split_at(source)
        self.distance: dict[int, int] = {source: 0}
        self.via: dict[int, tuple[int, int]] = {}
        for start, days, step in graph.below[source]:
            if days < self.distance.get(start, 0):
                self.distance[start] = days
                self.via[start] = (source, step)
        self.queue = [(days, start) for start, days in self.distance.items() if days < 0]
        heapify(self.queue)

    def advance(self, graph: Graph, done: bytearray) -> int | None:
        """Go on until an event must be searched from first, and return it; None when nothing is left to do."""
        source, distance, via, queue, above, below = (
            self.source, self.distance, self.via, self.queue, graph.above, graph.below,
        )  # fmt: skip
        before, after = graph.before, graph.after[source]
        while queue:
            reach, event = heappop(queue)
            if reach > distance[event]:
                continue
            if below[event] and not done[event]:
                heappush(queue, (reach, event))
                return event
            for start, days, step in above[event]:
                total = reach + days
                known = distance.get(start)
                if known is not None and known <= total:
                    continue
                if total > before[start] + after:
                    continue  # the way by the landmark is shorter
                if start == source and step == self.lower:
                    continue  # a duration is not at its shortest because it is at its longest
                distance[start] = total
                via[start] = (event, step)
                if total < 0:
                    heappush(queue, (total, start))
        above[source].extend(
            [(start, days, DERIVED) for start, days in distance.items() if days >= 0 and start != source]
        )
        return None


@dataclass(slots=True)
class Outcome:
    """What the search found: every finished search by its source, in the order in which they ended; the conflict."""

    graph: Graph
    searches: dict[int, Search] = field(default_factory=dict)
    conflict: Conflict | None = None


def propagate(graph: Graph) -> Outcome:
    """Search from every negative event, or stop at the first conflict, by whichever way is the faster here."""
    rows_do = fits_rows(graph)
    found = None if rows_do and is_dense(graph) else propagate_links(graph, MOST_DERIVED if rows_do else None)
    if found is not None:
        return found
    # numpy takes as long to import as most documents take to search.
    from reconvene.timing.dense import propagate_rows  # noqa: PLC0415

    fresh = normal_form(graph.network)
    fresh.before, fresh.after = graph.before, graph.after
    return propagate_rows(fresh)


def fits_rows(graph: Graph) -> bool:
    """Whether the network can be searched by rows of numbers: no number is too large for one, and not too many are."""
    return graph.size <= MOST_ROWS and all(
        abs(days) < MOST_DAYS for edges in (graph.above, graph.below) for some in edges for _, days, _ in some
    )


def is_dense(graph: Graph) -> bool:
    """Whether there are so many links that rows of numbers are the faster way."""
    links = len(graph.network.bounds)
    return links >= 20_000 and links >= 12 * graph.size


def propagate_links(graph: Graph, most: int | None = None) -> Outcome | None:
    """Search from every negative event, adding the derived bounds to the graph, or stop at the first conflict.

    Gives up, with None, once more than `most` bounds have been derived.
    """
    outcome = Outcome(graph)
    derived = 0
    done, begun = bytearray(graph.size), bytearray(graph.size)
    for event in range(graph.size):
        if done[event] or not graph.below[event]:
            continue
        stack = [Search(graph, event)]
        begun[event] = 1
        while stack:
            first = stack[-1].advance(graph, done)
            if first is None:
                ended = stack.pop()
                outcome.searches[ended.source] = ended
                done[ended.source] = 1
                derived += len(ended.distance)
                if most is not None and derived > most:
                    return None
            elif begun[first]:
                place = next(place for place, search in enumerate(stack) if search.source == first)
                outcome.conflict = cycle_of(graph, stack[place:], outcome.searches, list(outcome.searches))
                return outcome
            else:
                begun[first] = 1
                stack.append(Search(graph, first))
    return outcome


def cycle_of(graph: Graph, waiting: Sequence[Search], searches: dict[int, Search], ended: list[int]) -> Conflict:
    """The cycle of searches that wait, each for the next and the last for the first, in the links of the network.

    `ended` are the sources of all finished searches, in the order in which they ended.
    """
    event = waiting[0].source
    legs: list[tuple[int, Search]] = []
    for search in reversed(waiting):
        legs.append((event, search))
        event = search.source
    steps = _steps(legs, searches)
    if steps is not None:
        uses = [graph.use(step) for step in steps]
        return conflict_of(use for use in uses if use is not None)
    merged = [(graph.use(step), count) for step, count in _counts(legs, searches, ended).items()]
    return conflict_of(Use(use.link, use.days * count, use.side) for use, count in merged if use is not None)


def _steps(legs: Sequence[tuple[int, Search]], searches: dict[int, Search]) -> list[int] | None:
    """Every step from each event to the source of its search, derived bounds spelled out; None if too many."""
    steps: list[int] = []
    left = list(reversed(legs))
    while left:
        event, search = left.pop()
        following, step = search.via[event]
        if following != search.source:
            left.append((following, search))
        if step == DERIVED:
            left.append((event, searches[following]))
        else:
            steps.append(step)
            if len(steps) > LONGEST:
                return None
    return steps


def _counts(legs: Sequence[tuple[int, Search]], searches: dict[int, Search], ended: list[int]) -> dict[int, int]:
    """How often each step is taken, without taking them: every search counts only what ended before it."""
    rank = {source: rank for rank, source in enumerate(ended)}
    due: dict[tuple[int, int], int] = {}
    counts: dict[int, int] = {}
    queue: list[tuple[int, int]] = []

    def take(event: int, search: Search, times: int) -> None:
        for here, following, step in _walk(event, search):
            if step != DERIVED:
                counts[step] = counts.get(step, 0) + times
                continue
            key = (-rank[following], here)
            if key not in due:
                heappush(queue, key)
            due[key] = due.get(key, 0) + times

    for event, search in legs:
        take(event, search, 1)
    while queue:
        key = heappop(queue)
        take(key[1], searches[ended[-key[0]]], due.pop(key))
    return counts


def _walk(event: int, search: Search) -> Iterator[tuple[int, int, int]]:
    while True:
        following, step = search.via[event]
        yield event, following, step
        if following == search.source:
            return
        event = following


def find_cycle(network: Network) -> Conflict | None:
    """A cycle that no strategy can keep, as the search comes upon it; None if the network is controllable."""
    return propagate(normal_form(network)).conflict
