"""A plan under way: what may happen today, what may wait and until when, given what has happened so far.

Back-propagation leaves more than a verdict: every search knows what each event must wait for. An event may happen
today if all that it waits for has happened long enough ago; an event that waits for the end of a duration may also go
ahead once the longest wait is over (Morris 2014, the dispatchable form).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reconvene.timing.conflict import Conflict, Side, Use
from reconvene.timing.consistency import spans
from reconvene.timing.controllability import derived_bounds, examine
from reconvene.timing.network import Bound, Contingent, Network
from reconvene.timing.propagation import Outcome


@dataclass(frozen=True, slots=True)
class Record:
    """The origin of a bound that only says what is known today: an event happened on that day, or not before it."""

    event: int
    day: int
    happened: bool


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is ahead of an event that has not happened.

    If its day is `chosen`, it may happen `today` or not; it may wait until `latest` (None: as long as one likes), on
    which day it must happen; `earliest` is the first day on which it may come if all goes quickly. If it is only
    observed, it comes between `earliest` and `latest`, and `today` says whether it may come today.
    """

    event: int
    chosen: bool
    today: bool
    earliest: int
    latest: int | None

    def is_due(self, today: int) -> bool:
        """Whether it is chosen and can wait no longer."""
        return self.chosen and self.latest == today


def prospects(network: Network, happened: Mapping[int, int], today: int) -> list[Prospect] | Conflict:
    """What is ahead of each event that has not happened, or the conflict that can no longer be avoided.

    `happened` gives the day of each event that has happened, up to and including today; days are counted from any day.
    A duration that took longer than it can, or is overdue, is a conflict too. In a conflict, bounds whose origin is a
    `Record` say what is known today; they start or end at an event of their own, numbered after those of the network.
    """
    late = [event for event, day in happened.items() if day > today]
    if late:
        raise ValueError(f"events are said to have happened after today: {late}")
    present, origins = _as_of(network, happened, today)
    calendar = len(network.names)
    outcome = examine(present)
    if isinstance(outcome, Conflict):
        return _in_words_of(origins, outcome)
    closed = Network(present.names, [*present.bounds, *derived_bounds(outcome)], present.contingents)
    earliest, latest = spans(closed, calendar)
    ends = {link.end for link in network.contingents if link.low < link.high}
    waiting = _waiting(outcome, happened, today)
    found: list[Prospect] = []
    for event in range(calendar):
        if event in happened:
            continue
        first = -(earliest[event] or 0)
        chosen = event not in ends
        may_come = event not in waiting if chosen else first <= today
        found.append(Prospect(event, chosen, may_come, first, latest[event]))
    return found


Origins = dict[int, tuple[Contingent, Side, bool]]
"""The duration that a link of today's network stands for, by the identity of that link; its side, and its direction."""


def _as_of(network: Network, happened: Mapping[int, int], today: int) -> tuple[Network, Origins]:
    """The network with all that is known today, counted from an event of its own that stands for day 0."""
    present = Network([*network.names, "day 0"], list(network.bounds))
    calendar = len(network.names)
    for event, day in happened.items():
        record = Record(event, day, happened=True)
        present.bounds += [Bound(calendar, event, day, record), Bound(event, calendar, -day, record)]
    origins: Origins = {}
    awaited: set[int] = set()
    for link in network.contingents:
        start = happened.get(link.start)
        passed = 0 if start is None else today - start
        if link.end in happened or passed > link.high:
            # What is known is no range any more, and no range is left where it is over.
            longest, shortest = Bound(link.start, link.end, link.high), Bound(link.end, link.start, -link.low)
            present.bounds += [longest, shortest]
            origins[id(longest)] = (link, "longest", False)
            origins[id(shortest)] = (link, "shortest", True)
            continue
        if start is not None:
            awaited.add(link.end)
        left = link if passed <= link.low else replace(link, low=passed)
        present.contingents.append(left)
        origins[id(left)] = (link, "bound", False)
    for event in range(calendar):
        if event not in happened and event not in awaited:
            present.bounds.append(Bound(event, calendar, -today, Record(event, today, happened=False)))
    return present, origins


def _in_words_of(origins: Origins, conflict: Conflict) -> Conflict:
    """The conflict with the durations of the network in place of what is left of them."""
    uses = []
    for use in conflict.uses:
        link, side, backwards = origins.get(id(use.link), (use.link, use.side, use.backwards))
        if isinstance(use.link, Contingent):
            side, backwards = use.side, use.backwards
        uses.append(Use(link, use.days, side, backwards))
    return replace(conflict, uses=tuple(uses))


def _waiting(outcome: Outcome, happened: Mapping[int, int], today: int) -> set[int]:
    """The events that cannot happen today, because what they wait for is not there, or not for long enough."""
    graph = outcome.graph
    calendar = len(graph.network.names) - 1
    waiting: set[int] = set()
    for source, search in outcome.searches.items():
        place, after = graph.place(source)
        day = 0 if place == calendar else happened.get(place)
        # Below this distance an event would have to come later than today.
        near = 0 if day is None else day + after - today
        waiting.update(event for event, days in search.distance.items() if days < near and days < 0)
    return waiting
