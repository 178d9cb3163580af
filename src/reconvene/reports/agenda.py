"""What lies ahead, day by day: what the record makes come, and what the text asks by when; as a list and as a month.

What is settled is left out. Where record and text both name the day of a duty, the record's is told.
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from reconvene.process.fold import State
from reconvene.reports.calendar_entries import calendar_of
from reconvene.reports.calendar_file import schedule_events
from reconvene.reports.duties import is_settled
from reconvene.reports.naming import actor_called
from reconvene.reports.schedule_view import Mark, ScheduleView, Step, StepKind
from reconvene.reports.sheet import Table
from reconvene.reports.status_calendar import ASKED_AGAIN, status_events
from reconvene.reports.status_view import AheadView, StatusView
from reconvene.reports.timeline_scale import Scale, occurrences

IF_NOTHING = ("stall", "signal", "stage")
"""What comes only if nothing happens before."""
_PLAIN = (StepKind.DONE, StepKind.HELD, StepKind.FINAL)


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """Something on a day, or until `end`: what, of which kind, whose, of which duty; all but the first may be empty.

    `depends` marks what comes only if nothing happens before, or whose day is nobody's to choose. `unless` is the
    cheapest act that would keep it from coming.
    """

    day: date
    what: str
    kind: str
    end: date | None = None
    who: tuple[str, ...] = ()
    duty: str = ""
    depends: bool = False
    unless: str = ""


def agenda(status: StatusView, schedule: ScheduleView, state: State) -> tuple[AgendaEntry, ...]:
    """Everything that lies ahead on the day of the state, by day."""
    rest = lying_ahead(status, schedule, state)
    entries = [*(_ahead(each, state) for each in status.ahead), *(_step(step, rest) for step in rest.steps)]
    for mark in rest.marks:
        entries += _marked(mark, rest)
    if rest.final_date is not None and rest.final_date >= state.now:
        entries.append(AgendaEntry(rest.final_date, "final date", "final date"))
    return tuple(sorted(entries, key=lambda entry: (entry.day, entry.kind, entry.what)))


def lying_ahead(status: StatusView, schedule: ScheduleView, state: State) -> ScheduleView:
    """What the text asks by when, without what is past or settled and what the record tells already."""
    told = {(each.name.split(" ")[0], each.day) for each in status.ahead if each.kind == "duty"}
    named = {each.name for each in status.ahead if each.kind in ("calendar", "session")}
    settled = {name for name, duty in state.duties.items() if is_settled(duty)}
    steps = (
        step
        for step in schedule.steps
        if step.latest is not None
        and step.latest >= state.now
        and step.of not in settled
        and step.kind is not StepKind.FINAL
        and not (step.kind is StepKind.DONE and (step.of, step.latest) in told)
    )
    marks = (mark for mark in schedule.marks if mark.name not in named and _last(mark) >= state.now)
    return replace(schedule, steps=tuple(steps), marks=tuple(marks))


def _last(mark: Mark) -> date:
    return (mark.until or date.max) if mark.every else (mark.end or mark.start)


def _ahead(each: AheadView, state: State) -> AgendaEntry:
    name = each.name.split(" ")[0]
    duty = name if each.kind in ("duty", "cure") and name in state.duties else ""
    parts = each.name.split(" ")
    who = tuple(part for part in parts[1:2] if part in (state.process.parties or {}))
    return AgendaEntry(
        each.day, each.what, each.kind, who=who, duty=duty, depends=each.kind in IF_NOTHING, unless=each.unless
    )


def _step(step: Step, schedule: ScheduleView) -> AgendaEntry:
    assert step.latest is not None  # by what lies ahead
    what = step.called if step.kind in _PLAIN else f"{step.called}: {step.kind}"
    nobodys = step.contingent_high is not None
    told = f"{what} (expected by this day)" if nobodys else f"{what} (last day)"
    duties = {bar.name for lane in schedule.lanes for bar in lane.bars if lane.name != "phases"}
    who = (step.owner_name or step.lane,) if step.owner_name or step.lane not in ("", "phases") else ()
    return AgendaEntry(
        step.latest, told, "last day", who=who, duty=step.of if step.of in duties else "", depends=nobodys
    )


def _marked(mark: Mark, schedule: ScheduleView) -> Iterator[AgendaEntry]:
    """The days of a mark from today on; what recurs is told up to the final date, or for two years."""
    now = schedule.as_of
    far = schedule.final_date or date(min(now.year + 2, date.max.year), 12, 31)
    far = max(far, now)
    last = far if mark.every else max(far, mark.start)
    for start, end in occurrences(mark, Scale(now, last, 0, 1)):
        if end >= now:
            yield AgendaEntry(start, mark.called, str(mark.kind), end=end if end != start else None)


def of_kind(entries: Iterable[AgendaEntry], kind: str = "", who: str = "") -> tuple[AgendaEntry, ...]:
    """The entries of a kind and of somebody; what is nobody's is everybody's."""
    return tuple(
        entry
        for entry in entries
        if (not kind or entry.kind == kind) and (not who or not entry.who or who in entry.who)
    )


# A month


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of a month as a calendar on the wall has it; a day of the month before or after is not `inside`."""

    day: date
    inside: bool
    today: bool
    entries: tuple[AgendaEntry, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month by its weeks, Monday first; `before` and `after` are the first days of the months beside it, if any."""

    first: date
    weeks: tuple[tuple[DayView, ...], ...]
    before: date | None
    after: date | None

    @property
    def held(self) -> int:
        """How many entries stand in the month itself."""
        return sum(len(day.entries) for week in self.weeks for day in week if day.inside)


def month_of(entries: Iterable[AgendaEntry], first: date, today: date) -> MonthView:
    """The month in which a day lies, with what is on each of its days. Only years 2 to 9998 are whole in a calendar."""
    year, month = min(max(first.year, 2), 9998), first.month
    listed = tuple(entries)
    weeks = tuple(
        tuple(
            DayView(
                day,
                day.month == month,
                day == today,
                tuple(entry for entry in listed if entry.day <= day <= (entry.end or entry.day)),
            )
            for day in week
        )
        for week in Calendar().monthdatescalendar(year, month)
    )
    before = date(year - (month == 1), (month - 2) % 12 + 1, 1)
    after = date(year + (month == 12), month % 12 + 1, 1)
    return MonthView(date(year, month, 1), weeks, before if year > 2 else None, after if year < 9998 else None)


# As a table, and for calendar programs


def agenda_table(entries: Iterable[AgendaEntry], state: State) -> Table:
    """The agenda as a table."""
    rows = tuple(
        (
            str(entry.day),
            str(entry.end or ""),
            entry.what,
            entry.kind,
            ", ".join(actor_called(state.process, name) for name in entry.who),
            entry.unless,
            entry.duty,
        )
        for entry in entries
    )
    return Table("What lies ahead", ("Day", "Until", "What", "Kind", "Who", "Unless", "Duty"), rows)


def render_agenda(status: StatusView, schedule: ScheduleView, state: State) -> bytes:
    """The calendar file to subscribe to: each entry keeps its identity while its day moves, and goes when settled."""
    title = status.title or status.source_name
    described = f"As of {status.as_of}: the table is {status.table.state.replace('_', ' ')}. {schedule.verdict}"
    events = (*status_events(status, title), *schedule_events(lying_ahead(status, schedule, state)))
    return calendar_of(title, described, "agenda", events, asked_again=ASKED_AGAIN)
