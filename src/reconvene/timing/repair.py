"""What would mend a network: how far a single bound must give way, and all that stands in the way of a strategy."""

from __future__ import annotations

from dataclasses import replace

from reconvene.timing.conflict import Conflict
from reconvene.timing.controllability import conflict_among, find_conflict
from reconvene.timing.network import Bound, Contingent, Network


def relaxation(network: Network, bound: Bound) -> int | None:
    """The least number of days by which this bound alone must give way until no conflict that uses it is left.

    0 if the network has no conflict; None if it has some and none uses the bound, so that loosening it never helps.
    Where conflicts that do not use the bound are left, each is broken first by taking out the bound in it that is most
    like this one, and the days are those that the network needs without them.
    """
    place = _place_of(bound, network)
    rest = Network(network.names, list(network.bounds), list(network.contingents))
    days, others = 0, 0
    while True:
        rest.bounds[place] = loosened = replace(bound, days=bound.days + days)
        conflict = find_conflict(rest)
        if conflict is None:
            return None if others and not days else days
        if any(link is loosened for link in conflict.bounds):
            days += loosening(conflict, loosened)
            continue
        others += 1
        taken = _most_like(bound, conflict)
        if taken is None:
            return days or None
        position = _place_of(taken, rest)
        del rest.bounds[position]
        place -= position < place


def conflicts(network: Network, most: int = 20) -> list[Conflict]:
    """The conflicts of a network, one after the other: after each, its bounds are taken out and the search goes on.

    No two share a bound. The search ends after `most`, or with a conflict of durations alone.
    """
    rest = Network(network.names, list(network.bounds), list(network.contingents))
    found: list[Conflict] = []
    while len(found) < most and (conflict := find_conflict(rest)) is not None:
        found.append(conflict)
        taken = {id(bound) for bound in conflict.bounds}
        if not taken:
            break
        rest.bounds = [bound for bound in rest.bounds if id(bound) not in taken]
    return found


def _place_of(bound: Bound, network: Network) -> int:
    for place, other in enumerate(network.bounds):
        if other is bound:
            return place
    raise ValueError(f"the network has no such bound: {bound}")


def loosening(conflict: Conflict, bound: Bound) -> int:
    """The least number of days by which a bound of a conflict must give way until its links can be kept.

    The network needs no fewer; it may need more, where another conflict uses the same bound.
    """
    links: list[Bound | Contingent] = [*conflict.bounds, *conflict.contingents]
    others = [link for link in links if link is not bound]

    def clashes(days: int) -> bool:
        return conflict_among([*others, replace(bound, days=bound.days + days)]) is not None

    short, enough = 0, conflict.short_by
    while clashes(enough):
        short, enough = enough, 2 * enough
    while enough - short > 1:
        middle = (short + enough) // 2
        if clashes(middle):
            short = middle
        else:
            enough = middle
    return enough


def _most_like(bound: Bound, conflict: Conflict) -> Bound | None:
    """The widest bound of a conflict, if this one gives time; the one that takes most time, if this one takes some."""
    if not conflict.bounds:
        return None
    return (max if bound.days >= 0 else min)(conflict.bounds, key=lambda other: other.days)
