"""What was to be done by when, against what was done: how many acts fall due, are said to be done and are confirmed.

Only duties that are done once are counted, each debtor's part and each period by itself; what stands is never done. A
word counts from its day on, and only as long as it stands: what the debtor says is one curve, what somebody else
confirms another. A part without any day is told beside the curves, and counted in none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.document.obligation import Shape
from reconvene.process.duty_state import InstanceState, Phase
from reconvene.process.events import Event
from reconvene.process.fold import State
from reconvene.reports.duties import steps_of
from reconvene.reports.implementation import implementation_table
from reconvene.reports.schedule_view import ScheduleView
from reconvene.reports.sheet import Table

CONFIRMED = frozenset({Phase.VERIFIED, Phase.PERFORMED})
"""The phases in which somebody other than the debtor said that it was done."""
SAID = frozenset({*CONFIRMED, Phase.CLAIMED, Phase.CONTESTED, Phase.CURED})
"""The phases in which at least the debtor says so, and nobody has decided that it is not so."""


@dataclass(frozen=True, slots=True)
class Point:
    """How many acts had fallen due, were said to be done and were confirmed by the end of a day.

    On a day that lies ahead nobody has said anything yet: `said` and `confirmed` are None there.
    """

    day: date
    planned: int
    said: int | None
    confirmed: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The curves of a process on a day: `acts` are counted, `undated` of them have no day by which they fall due."""

    as_of: date
    acts: int
    undated: int
    points: tuple[Point, ...]

    @property
    def now(self) -> Point | None:
        """How things stand on the day itself."""
        return next((point for point in self.points if point.day == self.as_of), None)


def progress(state: State, schedule: ScheduleView) -> Progress:
    """The curves: a point for each day on which one of them rises, and one for the day of the state."""
    steps = steps_of(schedule)
    parts = [
        (duty.name, part)
        for duty in state.duties.values()
        if duty.shape is not Shape.STANDING
        for part in duty.instances
        if part.phase is not Phase.EXCUSED
    ]
    due = [part.due or (steps[name].latest if name in steps and part.period is None else None) for name, part in parts]
    planned = Counter(day for day in due if day is not None)
    said = Counter(day for _, part in parts if (day := _said_on(part)) is not None)
    confirmed = Counter(day for _, part in parts if (day := _confirmed_on(part)) is not None)
    days = sorted({*planned, *said, *confirmed, state.now}) if planned or said or confirmed else []
    points = tuple(_points(days, state.now, planned, said, confirmed))
    return Progress(state.now, len(parts), sum(day is None for day in due), points)


def _points(
    days: Iterable[date], now: date, planned: Counter[date], said: Counter[date], confirmed: Counter[date]
) -> Iterator[Point]:
    due = done = sure = 0
    for day in days:
        due, done, sure = due + planned[day], done + said[day], sure + confirmed[day]
        past = day <= now
        yield Point(day, due, done if past else None, sure if past else None)


def _said_on(part: InstanceState) -> date | None:
    """The day since which somebody says that a part is done; a confirmation without a claim says so too."""
    if part.phase not in SAID:
        return None
    return part.claimed_on or part.voices.debtor.since or _confirmed_on(part)


def _confirmed_on(part: InstanceState) -> date | None:
    """The day since which a part counts as confirmed, by whoever confirmed it last."""
    if part.phase not in CONFIRMED:
        return None
    voices = part.voices
    told = (voices.verifier.since, voices.body.since, *(voice.since for _, voice in voices.beneficiaries))
    return max((day for day in told if day is not None), default=part.since)


def progress_table(shown: Progress) -> Table:
    """The curves as a table."""
    rows = tuple(
        (str(point.day), str(point.planned), _number(point.said), _number(point.confirmed)) for point in shown.points
    )
    return Table(
        "Acts fallen due, said to be done and confirmed, summed up day by day",
        ("By the end of", "Fallen due", "Said to be done", "Confirmed"),
        rows,
    )


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


CODES = ("not initiated", "minimum", "intermediate", "full")


def yearly_table(state: State, events: Iterable[Event]) -> Table:
    """How far duties were carried out by the end of each year, coded as `implementation_table` does: how many at each.

    Where the code is empty, nobody but the debtor has said anything that counts: that is no nought.
    """
    table = implementation_table(state, events)
    place = {column.name: index for index, column in enumerate(table.columns)}
    counted: dict[int, Counter[object]] = {}
    for row in table.rows:
        year = row[place["year"]]
        assert isinstance(year, int)
        counted.setdefault(year, Counter())[row[place["code"]]] += 1
    rows = tuple(
        (str(year), *(str(codes[code]) for code in range(len(CODES))), str(codes[None]))
        for year, codes in sorted(counted.items())
    )
    return Table(
        "How far the duties were carried out by the end of each year (PAM-like codes)",
        ("Year", *CODES, "cannot tell"),
        rows,
    )
