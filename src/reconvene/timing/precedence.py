"""What must come before what: the order that waits, dates and durations leave no choice about."""

from __future__ import annotations

from datetime import date
from functools import cached_property, reduce

from reconvene.timing.plan import Plan
from reconvene.timing.windows import Windows

Ways = list[list[tuple[int, ...]]]
"""By event, sets of other events: of each list in turn, one whole set must have come before it."""


class Precedence:
    """Which events of a plan surely come after which others, within a day too.

    An event follows what it waits for, and where any of several will do, what all of them follow. It also follows
    whatever has its last day before the event can come.
    """

    def __init__(self, plan: Plan, windows: Windows) -> None:
        self.plan = plan
        self.windows = windows

    def follows(self, later: int, earlier: int) -> bool:
        """Whether one event cannot come before another has."""
        if later == earlier or self._before[later] >> earlier & 1:
            return True
        first, last = self.earliest(later), self.windows.last(earlier)
        return first is not None and last is not None and last < first

    def earliest(self, event: int) -> date | None:
        """The first day of an event, with the first days of all that it follows; None where nothing bounds it."""
        follows = self._before[event] | 1 << event
        return next((day for day, place in self._latest_first if follows >> place & 1), None)

    def before(self, event: int) -> int:
        """All that an event surely follows by what it waits for, as bits."""
        return self._before[event]

    @cached_property
    def _latest_first(self) -> list[tuple[date, int]]:
        firsts = ((self.windows.first(place), place) for place in range(len(self.plan.events)))
        return sorted(((day, place) for day, place in firsts if day is not None), reverse=True)

    @cached_property
    def _before(self) -> list[int]:
        """By event, what it surely follows, as the bits of a number: the least sets that agree with each other."""
        waits, choices = self._waits()
        before = [0] * len(waits)
        changed = True
        while changed:
            changed = False
            for event in range(len(waits)):
                found = before[event]
                for earlier in waits[event]:
                    found |= before[earlier] | 1 << earlier
                for ways in choices[event]:
                    found |= reduce(int.__and__, (_whole(before, way) for way in ways))
                if found != before[event]:
                    before[event], changed = found, True
        return before

    def _waits(self) -> tuple[list[list[int]], list[Ways]]:
        """By event, what it waits for in any case, and the ways in of which one will do."""
        waits: list[list[int]] = [[] for _ in self.plan.events]
        choices: list[Ways] = [[] for _ in self.plan.events]
        for bound in self.plan.network.bounds:
            if not bound.pushes and bound.days <= 0:
                waits[bound.start].append(bound.end)
        for link in self.plan.network.contingents:
            waits[link.end].append(link.start)
        for alternative in self.plan.alternatives:
            bounds = [bound for option in alternative.options for bound in option]
            if not alternative.count and all(b.start == alternative.event and b.days <= 0 for b in bounds):
                ways = [tuple(bound.end for bound in option) for option in alternative.options]
                choices[alternative.event].append(ways)
        return waits, choices


def _whole(before: list[int], way: tuple[int, ...]) -> int:
    return reduce(int.__or__, (before[earlier] | 1 << earlier for earlier in way), 0)
