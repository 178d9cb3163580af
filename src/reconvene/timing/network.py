"""A temporal network: events, bounds between them, and durations that nobody at the table chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Bound:
    """One event comes at most `days` after another: `end - start <= days`.

    A negative number says that `start` comes at least so many days after `end`. `origin` is whatever the maker of the
    network wants to find again in a conflict; nothing here reads it. Nor does anything here read `pushes`: whether the
    bound was meant as a last day of `end`, and not as a first day of `start`. Both say the same.
    """

    start: int
    end: int
    days: int
    origin: Any = None
    pushes: bool = False


@dataclass(frozen=True, slots=True)
class Contingent:
    """A duration that nature or others choose: `end` comes between `low` and `high` days after `start`.

    0 <= low <= high. `start` is performed by somebody who keeps to the plan; `end` is only ever observed.
    """

    start: int
    end: int
    low: int
    high: int
    origin: Any = None


@dataclass(slots=True)
class Network:
    """A simple temporal network with uncertainty; an event is its place in `names`."""

    names: list[str] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    contingents: list[Contingent] = field(default_factory=list)

    def add(self, name: str) -> int:
        """A new event; returns its place."""
        self.names.append(name)
        return len(self.names) - 1

    def at_most(self, start: int, end: int, days: int, origin: Any = None) -> None:
        """Let `end` come at most `days` after `start`."""
        self.bounds.append(Bound(start, end, days, origin, pushes=True))

    def at_least(self, start: int, end: int, days: int, origin: Any = None) -> None:
        """Let `end` come at least `days` after `start`."""
        self.bounds.append(Bound(end, start, -days, origin))

    def takes(self, start: int, end: int, low: int, high: int, origin: Any = None) -> None:
        """Let nature choose how long after `start` the event `end` comes, between `low` and `high` days."""
        self.contingents.append(Contingent(start, end, low, high, origin))
