"""The plan of a process in time: its temporal network, with what each event is and where each bound is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from reconvene.document.shape import Record
from reconvene.text.finding import MissingFact
from reconvene.text.span import Span
from reconvene.timing.network import Bound, Network
from reconvene.timing.rule import Rule

CALENDAR = 0
"""The event that every date is counted from: the day before 1 January of the year 1."""


_SINGLE = ("day", "calendar", "moment", "end")
_PLAIN = ("enabled", "started", "begun", "claimed", "made", "passed", "")
"""Events that are called by the name of what they happen to; to tell them apart would say no more to a reader."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens once: `name` is what it happens to, `state` what it then is.

    `owner` is the principal in whose hands it is, or empty for third parties, nature and the calendar. `sure` is False
    for what may never come: a fact that nothing in the file brings about, or an option that need not be taken.
    """

    family: str
    name: str
    state: str
    record: Record | None = None
    owner: str = ""
    sure: bool = True

    def __str__(self) -> str:
        if self.family == "join":
            return self.name
        if self.family in _SINGLE or self.state in _PLAIN:
            return f"`{self.name}`"
        return f"`{self.name}.{self.state}`"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A rule that one of several sets of bounds keeps: *not before the earlier*, *by the later*, *any of*.

    `causes` is set where `event` comes with the first of several: the cause behind each option, in the same order.
    `count` is set where it comes with so many of the bounds of its one option.
    """

    event: int
    options: tuple[tuple[Bound, ...], ...]
    words: str
    span: Span | None = None
    causes: tuple[int, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """A length of time that the file does not give: how long after `start` the event `end` comes.

    `missing` is the fact to ask for; None where somebody else asks, since nobody is said to verify at all.
    """

    start: int
    end: int
    missing: MissingFact | None
    span: Span


@dataclass(frozen=True, slots=True)
class Endless:
    """A length of time with a least and no most."""

    start: int
    end: int
    low: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Branch:
    """What a missed or disputed duty adds to the time until it is verified: up to `extra` days, None if unbounded."""

    duty: str
    start: int
    end: int
    extra: int | None
    words: str
    missing: MissingFact | None = None
    span: Span | None = None


@dataclass(slots=True)
class Plan:
    """A compiled process: the bounds that hold in any case in `network`, and beside it what is not of that kind.

    `at_once` are the events that are due so many days after being enabled, where nothing has to enable them first:
    they have a last day, which counts from the day on which the text enters into force.
    """

    network: Network = field(default_factory=Network)
    events: list[Event] = field(default_factory=list)
    places: dict[tuple[str, str, str], int] = field(default_factory=dict)
    alternatives: list[Alternative] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    endless: list[Endless] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    at_once: set[int] = field(default_factory=set)
    dates: dict[int, date] = field(default_factory=dict)
    begin: date = date.min
    end: int | None = None
    final: int | None = None

    def place(self, family: str, name: str, state: str) -> int | None:
        """Where an event stands in the network; None if the process has no such event."""
        return self.places.get((family, name, state))


def day_of(number: int) -> date:
    """The day that so many days after the calendar's start is; days out of range are the nearest there is."""
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))
