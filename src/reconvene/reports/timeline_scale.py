"""The days of a picture of a schedule: from when to when it reaches, where a day stands, which days have a tick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from reconvene.document.dates import add
from reconvene.document.expressions import TimeUnit
from reconvene.reports.schedule_view import Mark, Rhythm, ScheduleView

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_OCCURRENCES = 400
_UNITS = {
    Rhythm.DAYS: TimeUnit.DAY,
    Rhythm.WEEKS: TimeUnit.WEEK,
    Rhythm.MONTHS: TimeUnit.MONTH,
    Rhythm.YEARS: TimeUnit.YEAR,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Where days stand between two edges."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Where a day begins, held between the edges."""
        days = (self.last - self.first).days + 1
        return self.left + (self.right - self.left) * min(max((day - self.first).days, 0), days) / days

    def after(self, day: date) -> float:
        """Where a day ends."""
        return self.at(day + timedelta(days=1)) if day < date.max else self.right

    def holds(self, day: date) -> bool:
        """Whether a day lies between the edges."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that the axis names; a major one begins a year, or a month where days are named."""

    day: date
    label: str
    major: bool


def said(day: date) -> str:
    """A date as people write it, so that nobody takes the month for the day."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def reach(shown: ScheduleView) -> tuple[date, date]:
    """The first and the last day of a picture: all bars and deserts, the final date, and today if it is not far off."""
    bars = [bar for lane in shown.lanes for bar in lane.bars]
    days = [day for bar in bars for day in (bar.start, bar.end, bar.verified_from, bar.verified_to) if day is not None]
    days += [day for desert in shown.deserts for day in (desert.start, desert.end)]
    days += [shown.final_date] if shown.final_date else []
    days = days or [shown.as_of]
    first, last = min(days), max(days)
    span = max((last - first).days, 6)
    if -span <= 3 * (shown.as_of - first).days and 3 * (shown.as_of - last).days <= span:
        first, last = min(first, shown.as_of), max(last, shown.as_of)
    open_end = any(bar.end is None and bar.start is not None for bar in bars)
    return _moved(first, -(span // 60)), _moved(last, span // (12 if open_end and not shown.final_date else 60) + 1)


def _moved(day: date, days: int) -> date:
    room = (date.max - day).days - 1 if days > 0 else (date.min - day).days + 1
    return day + timedelta(days=min(days, room) if days > 0 else max(days, room))


def occurrences(mark: Mark, scale: Scale) -> Iterator[tuple[date, date]]:
    """The days on which a mark begins and ends, each time that it falls between the edges."""
    length = ((mark.end or mark.start) - mark.start).days
    for number in range(_MOST_OCCURRENCES if mark.every and mark.rhythm else 1):
        start = _later(mark.start, number * (mark.every or 0), mark.rhythm)
        if start > scale.last or (mark.until is not None and start > mark.until):
            return
        end = _moved(start, length)
        if end >= scale.first:
            yield start, end


def _later(day: date, number: int, rhythm: Rhythm | None) -> date:
    return add(day, Decimal(number), _UNITS[rhythm or Rhythm.DAYS])


# Ticks


def ticks(scale: Scale) -> tuple[Tick, ...]:
    """The days that the axis names, as close together as their labels allow."""
    pixels = (scale.right - scale.left) / ((scale.last - scale.first).days + 1)
    for days, room, steps in _STEPS:
        if days * pixels >= room:
            return tuple(tick for tick in steps(scale) if scale.holds(tick.day))
    years = 10
    while years * 365 * pixels < 40:
        years *= 2
    return tuple(tick for tick in _years(years)(scale) if scale.holds(tick.day))


def _days(step: int) -> Callable[[Scale], Iterator[Tick]]:
    def steps(scale: Scale) -> Iterator[Tick]:
        day = scale.first - timedelta(days=min(scale.first.weekday() if step == 7 else 0, scale.first.toordinal() - 1))
        year = None
        while day <= scale.last:
            label = f"{day.day} {MONTHS[day.month - 1]}"
            yield Tick(day, label if day.year == year else f"{label} {day.year}", day.day <= step)
            year = day.year if day >= scale.first else None
            day, before = _moved(day, step), day
            if day - before < timedelta(days=step):
                return

    return steps


def _months(step: int) -> Callable[[Scale], Iterator[Tick]]:
    def steps(scale: Scale) -> Iterator[Tick]:
        day = scale.first.replace(month=(scale.first.month - 1) // step * step + 1, day=1)
        year = None
        while day <= scale.last:
            label = MONTHS[day.month - 1]
            yield Tick(day, label if day.year == year else f"{label} {day.year}", day.month == 1)
            year = day.year if day >= scale.first else None
            day, before = add(day, Decimal(step), TimeUnit.MONTH), day
            if day <= before or day.day != 1:
                return

    return steps


def _years(step: int) -> Callable[[Scale], Iterator[Tick]]:
    def steps(scale: Scale) -> Iterator[Tick]:
        for year in range(max(1, scale.first.year // step * step), scale.last.year + 1, step):
            yield Tick(date(year, 1, 1), str(year), year % (5 * step) == 0)

    return steps


_STEPS: tuple[tuple[int, int, Callable[[Scale], Iterator[Tick]]], ...] = (
    (1, 76, _days(1)),
    (7, 76, _days(7)),
    (28, 62, _months(1)),
    (89, 62, _months(3)),
    (181, 62, _months(6)),
    (365, 40, _years(1)),
    (730, 40, _years(2)),
    (1826, 40, _years(5)),
    (3652, 40, _years(10)),
)
"""How many days lie between two ticks at least, how much room a label takes, and where the ticks stand."""
