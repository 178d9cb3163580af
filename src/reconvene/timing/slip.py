"""What follows if one thing comes later: which dates move, and which are then missed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reconvene.timing.network import Bound, Network
from reconvene.timing.plan import CALENDAR, Plan, day_of
from reconvene.timing.rule import Rule
from reconvene.timing.schedule import Schedule, is_date
from reconvene.timing.verdict import longest, slowest


@dataclass(frozen=True, slots=True)
class Moved:
    """An event that comes later: from which day to which."""

    event: int
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Broken:
    """A date that is missed: by which event, which rule gives the date, and how many days late it is."""

    event: int
    rule: Rule
    due: date
    days: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What follows from a slip. `before` is the day it is counted from: the last day of the event, or its first.

    `moved` are the events that come later, in the order of the plan; `broken` the dates missed by that, which would
    have been kept; `room` the days that are then left before the final date (None without one).
    """

    event: int
    before: date
    after: date
    moved: tuple[Moved, ...]
    broken: tuple[Broken, ...]
    room: int | None
    days: tuple[tuple[date | None, date | None], ...]


def slip(schedule: Schedule, event: int, days: int) -> Slip | None:
    """Let an event come so many days after its last day, or after its planned day if it has none; None if undated.

    Everybody else acts as soon as may be, and nature takes its longest.
    """
    plan = schedule.plan
    start = schedule.windows.last(event) or schedule.planned(event)
    if start is None:
        return None
    before, after = (_days_if(schedule, event, start.toordinal() + late) for late in (0, days))
    moved = [
        Moved(place, day_of(was), day_of(now))
        for place, (was, now) in enumerate(zip(before, after, strict=True))
        if was is not None and now is not None and now > was and place != CALENDAR
    ]
    kept = {id(bound) for bound, _ in _missed(schedule.network, before)}
    broken = [
        Broken(bound.end, bound.origin, day_of(_due(bound, after)), late)
        for bound, late in _missed(schedule.network, after)
        if id(bound) not in kept and bound.end != event
    ]
    both = tuple((_date(was), _date(now)) for was, now in zip(before, after, strict=True))
    return Slip(event, start, day_of(start.toordinal() + days), tuple(moved), tuple(broken), _room(plan, after), both)


def _date(number: int | None) -> date | None:
    return day_of(number) if number is not None else None


def _days_if(schedule: Schedule, event: int, day: int) -> list[int | None]:
    """The day of each event if one of them comes on a given day."""
    slow = slowest(schedule.network)
    bounds = [bound for bound in slow.bounds if bound.start != event]
    slow = replace(slow, bounds=[*bounds, Bound(event, CALENDAR, -day)])
    return longest(slow)


def _missed(network: Network, days: list[int | None]) -> list[tuple[Bound, int]]:
    found = []
    for bound in network.bounds:
        start, end = days[bound.start], days[bound.end]
        if isinstance(bound.origin, Rule) and is_date(bound.origin) and start is not None and end is not None:
            late = end - start - bound.days
            if late > 0:
                found.append((bound, late))
    return found


def _due(bound: Bound, days: list[int | None]) -> int:
    return (days[bound.start] or 0) + bound.days


def _room(plan: Plan, days: list[int | None]) -> int | None:
    final = plan.dates.get(plan.final) if plan.final is not None else None
    end = days[plan.end] if plan.end is not None else None
    return final.toordinal() - end if final is not None and end is not None else None
