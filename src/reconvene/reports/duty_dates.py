"""How the days of a duty come about, sum by sum: each rule of the text with the day it counts from and its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconvene.timing.network import Bound, Contingent
from reconvene.timing.plan import CALENDAR, day_of
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.schedule import Schedule

STATES = ("enabled", "started", "claimed", "begun", "ended", "verified")
"""What happens to a duty, in the order in which it happens."""
_STAND = {"enabled": "may begin", "started": "is begun", "claimed": "is done", "begun": "begins", "ended": "ends"}


class Sum(StrEnum):
    """What a rule limits: the first day, the last day, or how long something takes."""

    NOT_BEFORE = "not before"
    BY = "by"
    TAKES = "takes"


@dataclass(frozen=True, slots=True)
class DateRule:
    """One rule: it counts `days` from the day of `anchor`, and comes to `result`.

    `anchor_day` is the earliest day of the anchor for a first day, and its latest for a last one; None where it has
    none, and then the rule comes to no day. What takes a while has its longest in `days`, and `least` is its shortest.
    A date of the calendar has no anchor and no days.
    """

    limits: Sum
    says: str
    anchor: str
    anchor_day: date | None
    days: int | None
    result: date | None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class DutyDay:
    """One of the things that happen to a duty: its rules, and the days between which all of the text lets it come.

    `safe` is the last day from which every date can still be kept whatever nature takes. `planned` is the day if
    everybody acts at once and nature takes its longest; `slack` and `room` are counted from there, in days.
    """

    state: str
    says: str
    rules: tuple[DateRule, ...]
    first: date | None
    last: date | None
    safe: date | None
    planned: date | None
    slack: int | None
    room: int | None


def duty_days(schedule: Schedule, name: str) -> tuple[DutyDay, ...]:
    """The days of a duty, in the order in which they come; none of a duty that the plan does not know."""
    return tuple(
        _day(schedule, place, state)
        for state in STATES
        if (place := schedule.plan.place("duty", name, state)) is not None
    )


def _day(schedule: Schedule, place: int, state: str) -> DutyDay:
    windows = schedule.windows
    return DutyDay(
        state,
        _STAND.get(state, f"is {state}"),
        tuple(dict.fromkeys(_rules(schedule, place))),
        windows.first(place),
        windows.last(place),
        windows.safe(place),
        schedule.planned(place),
        schedule.slack(place),
        schedule.room(place),
    )


def _rules(schedule: Schedule, place: int) -> Iterator[DateRule]:
    for bound in schedule.network.bounds:
        if isinstance(bound.origin, Rule) and bound.origin.kind is not RuleKind.ORDER:
            if bound.pushes and bound.end == place:
                yield _sum(schedule, bound, bound.start, bound.days, Sum.BY)
            elif not bound.pushes and bound.start == place:
                yield _sum(schedule, bound, bound.end, -bound.days, Sum.NOT_BEFORE)
    for link in schedule.network.contingents:
        if link.end == place:
            yield _takes(schedule, link)


def _sum(schedule: Schedule, bound: Bound, anchor: int, days: int, limits: Sum) -> DateRule:
    assert isinstance(bound.origin, Rule)
    if anchor == CALENDAR:
        return DateRule(limits, bound.origin.words, "", None, None, day_of(days))
    windows = schedule.windows
    day = windows.last(anchor) if limits is Sum.BY else windows.first(anchor)
    called = _called(schedule, anchor)
    return DateRule(limits, bound.origin.words, called, day, days, _after(day, days))


def _takes(schedule: Schedule, link: Contingent) -> DateRule:
    origin = link.origin
    says = origin.words if isinstance(origin, Rule) else "how long it takes is nobody's to choose"
    day = schedule.windows.last(link.start)
    called = _called(schedule, link.start)
    return DateRule(Sum.TAKES, says, called, day, link.high, _after(day, link.high), link.low)


def _called(schedule: Schedule, place: int) -> str:
    """What an anchor is called; of the first things that happen to a duty, with which of them it is."""
    event = schedule.event(place)
    first = event.family == "duty" and event.state in ("enabled", "started")
    return f"`{event.name}` {_STAND[event.state]}" if first else str(event)


def _after(day: date | None, days: int) -> date | None:
    return day_of(day.toordinal() + days) if day is not None else None
