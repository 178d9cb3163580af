"""Whether the parties can keep every bound whatever the durations that they do not choose turn out to be.

The network is *dynamically controllable* if the days can be chosen as things happen, knowing what has been observed
and nothing else. Who chooses may react on the very day, and at the very moment, of what is observed; this is the
semantics that Morris (2014) decides, see `reconvene.timing.propagation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reconvene.timing.conflict import Conflict
from reconvene.timing.consistency import landmark_distances, settle
from reconvene.timing.network import Bound, Contingent, Network
from reconvene.timing.propagation import Outcome, find_cycle, normal_form, propagate

MOST_TRIED = 400
"""Links of a longer conflict are not tried one by one: it would take longer than finding it."""


def find_conflict(network: Network) -> Conflict | None:
    """Links that no strategy can keep, or None if the network is dynamically controllable.

    If the network contradicts itself, the conflict is its contradiction. The conflict is irreducible: without any one
    of its links, the others could be kept.
    """
    outcome = examine(network)
    return outcome if isinstance(outcome, Conflict) else None


def examine(network: Network) -> Outcome | Conflict:
    """What back-propagation found in a controllable network, or the conflict of another."""
    graph = normal_form(network)
    settled = settle(network)
    if isinstance(settled, Conflict):
        return settled
    graph.set_landmark(*landmark_distances(settled))
    outcome = propagate(graph)
    return outcome if outcome.conflict is None else irreducible(outcome.conflict)


def irreducible(conflict: Conflict) -> Conflict:
    """A conflict among the links of the given one that ends if any of its links is left out."""
    links: list[Bound | Contingent] = [*conflict.bounds, *conflict.contingents]
    if len(links) > MOST_TRIED or _passes_no_event_twice(conflict):
        return conflict
    place = 0
    while place < len(links):
        found = conflict_among([*links[:place], *links[place + 1 :]])
        if found is None:
            place += 1
            continue
        # Links tried before are needed by every conflict that is left, so they keep their places.
        kept = {id(link) for link in (*found.bounds, *found.contingents)}
        links = [link for link in links if id(link) in kept]
        conflict = found
    return conflict


def _passes_no_event_twice(conflict: Conflict) -> bool:
    """Whether a conflict is a plain circle, which ends wherever it is cut: no link in it can be spared."""
    events = {event for use in conflict.uses for event in (use.link.start, use.link.end)}
    return len(events) == len(conflict.uses)


def conflict_among(links: Iterable[Bound | Contingent]) -> Conflict | None:
    """A conflict of these links alone; None if they could be kept if there were no others."""
    part = Network()
    places: dict[int, int] = {}

    def place(event: int) -> int:
        return places[event] if event in places else places.setdefault(event, part.add(""))

    for link in links:
        # The copy remembers the link that it stands for, since it has other events.
        copy = replace(link, start=place(link.start), end=place(link.end), origin=link)
        if isinstance(copy, Bound):
            part.bounds.append(copy)
        else:
            part.contingents.append(copy)
    found = find_cycle(part)
    if found is None:
        return None
    return replace(found, uses=tuple(replace(use, link=use.link.origin) for use in found.uses))


def close(network: Network) -> Network | Conflict:
    """The network with every bound that its safe strategies have to keep, or the conflict if there are none.

    `distances_from` any event that comes no later than an event whose day is chosen then says how late that event can
    safely be: asking that it be later still would leave no strategy. `distances_to` it says how early an event can be
    if every duration is as short as it can be.
    """
    outcome = examine(network)
    if isinstance(outcome, Conflict):
        return outcome
    closed = Network(list(network.names), list(network.bounds), list(network.contingents))
    closed.bounds += derived_bounds(outcome)
    return closed


def derived_bounds(outcome: Outcome) -> Iterator[Bound]:
    """What the search added to the network, said of the network's own events."""
    graph = outcome.graph
    count = len(graph.network.names)
    for source, search in outcome.searches.items():
        end, after = graph.place(source)
        for event, days in search.distance.items():
            if days >= 0 and event != source:
                start, before = graph.place(event)
                # The way by the landmark may say as much.
                if start != end and days < graph.before[event] + graph.after[source]:
                    yield Bound(start, end, days + before - after)
            elif event >= count > source:
                # The start of a duration is bound by what must come before its earliest end.
                start, before = graph.place(event)
                yield Bound(start, end, days + before)
            elif source >= count and days < 0 and event != search.awaited:
                # What waits for an end, or for so many days to pass, comes no earlier than the earliest end.
                start, before = graph.place(event)
                if start != end:
                    yield Bound(start, end, before - after)
