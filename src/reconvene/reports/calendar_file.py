"""A schedule as a calendar file (iCalendar, RFC 5545) that calendar programs import: what is due on which day.

Every entry is a whole day and leaves it free for other things. An entry has the same identity however often the file is
written, as long as the process keeps its title and the step its name, so that a program replaces it rather than adding
another. Its stamp is the day for which the schedule was computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from reconvene.reports.calendar_entries import WARNED as WARNED
from reconvene.reports.calendar_entries import Entry, calendar_of, whole_days
from reconvene.reports.schedule_view import Mark, MarkKind, Rhythm, ScheduleView, Step
from reconvene.reports.timeline_scale import said

if TYPE_CHECKING:
    from icalendar import Event
    from icalendar.prop import vRecur

_MET = (MarkKind.SESSION, MarkKind.REVIEW, MarkKind.GATE)
"""The days of the calendar on which somebody has to come; elections and holidays stand in calendars of their own."""

_FREQUENCIES = {Rhythm.DAYS: "DAILY", Rhythm.WEEKS: "WEEKLY", Rhythm.MONTHS: "MONTHLY", Rhythm.YEARS: "YEARLY"}


def render_calendar(shown: ScheduleView) -> bytes:
    """The calendar file: each step with a last day, sessions, reviews and gates, and the final date."""
    return calendar_of(shown.title or shown.source_name, shown.verdict, "schedule", schedule_events(shown))


def schedule_events(shown: ScheduleView) -> Iterator[Event]:
    """An entry for each step with a last day, each meeting, and the final date."""
    lanes = {lane.name: lane.called for lane in shown.lanes}
    for step in shown.steps:
        if step.latest is not None:
            yield _step(shown, step, step.latest, lanes.get(step.lane, ""))
    for mark in shown.marks:
        if mark.kind in _MET:
            yield _meeting(shown, mark, lanes.get(mark.lane, ""))
    if shown.final_date is not None:
        told = (shown.verdict, f"End state: {shown.end_state}" if shown.end_state else "")
        found = f"Found by: {shown.found_by}" if shown.found_by else ""
        entry = Entry("final_date", "Final date", shown.final_date, told=(*told, found), categories=("final date",))
        yield _event(shown, entry)


def _step(shown: ScheduleView, step: Step, latest: date, lane: str) -> Event:
    contingent = step.contingent_high is not None
    entry = Entry(
        f"step {step.name}",
        f"{step.called} ({'expected by this day' if contingent else 'last day'})",
        latest,
        told=(
            step.text,
            f"Article {step.article}" if step.article else "",
            f"Who: {step.owner or lane}" if step.owner or lane else "",
            f"Not before {said(step.earliest)}." if step.earliest and step.earliest != latest else "",
            "How long it takes is nobody's to choose; this is the longest that is declared." if contingent else "",
            _room(step),
        ),
        categories=(lane, str(step.kind)),
        tentative=contingent,
    )
    return _event(shown, entry)


def _room(step: Step) -> str:
    if step.critical or step.moves_final_after == 0:
        return "On the critical chain: a delay here moves the final date, or breaks it."
    if step.moves_final_after is None:
        return ""
    days = step.moves_final_after
    return f"The final date moves after {days} {'day' if days == 1 else 'days'} of delay."


def _meeting(shown: ScheduleView, mark: Mark, lane: str) -> Event:
    told = (mark.text, f"Article {mark.article}" if mark.article else "", f"Who: {mark.who}" if mark.who else "")
    entry = Entry(f"day {mark.name}", mark.called, mark.start, mark.end, told, (lane, str(mark.kind)))
    event = _event(shown, entry)
    if mark.every and mark.rhythm:
        event.add("rrule", _rule(mark, mark.every, mark.rhythm))
    return event


def _rule(mark: Mark, every: int, rhythm: Rhythm) -> vRecur:
    """How a day recurs. From the 29th on a month may lack it: then its last day, which the bare rule would skip."""
    from icalendar.prop import vRecur  # noqa: PLC0415  (as in the module of the entries)

    rule: dict[str, Any] = {"freq": _FREQUENCIES[rhythm], "interval": every}
    if mark.until is not None:
        rule["until"] = mark.until
    if mark.start.day > 28 and (rhythm is Rhythm.MONTHS or (rhythm is Rhythm.YEARS and mark.start.month == 2)):
        rule |= {"bymonthday": list(range(28, mark.start.day + 1)), "bysetpos": -1}
        if rhythm is Rhythm.YEARS:
            rule["bymonth"] = 2
    return vRecur(rule)


def _event(shown: ScheduleView, entry: Entry) -> Event:
    """A whole day, or several, on the calendar of the process."""
    return whole_days(shown.title or shown.source_name, shown.as_of, entry)
