"""The calendar file: read back, every entry is a whole day with the same identity each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from reconvene.reports.calendar_file import render_calendar
from reconvene.reports.schedule_view import Mark, MarkKind, Rhythm, ScheduleView, Step, StepKind
from tests import schedules
from tests.laws import up_to


def read(shown: ScheduleView) -> Any:
    return Calendar.from_ical(render_calendar(shown))


def entries(shown: ScheduleView) -> dict[str, Any]:
    return {str(event["SUMMARY"]): event for event in read(shown).walk("VEVENT")}


def with_mark(mark: Mark) -> Any:
    (event,) = entries(replace(schedules.empty(), marks=(mark,))).values()
    return event


def test_every_step_with_a_last_day_is_an_entry_and_so_is_the_final_date() -> None:
    shown = schedules.road_map()
    due = [step for step in shown.steps if step.latest]
    meetings = [mark for mark in shown.marks if mark.kind in (MarkKind.SESSION, MarkKind.REVIEW, MarkKind.GATE)]
    assert len(read(shown).walk("VEVENT")) == len(due) + len(meetings) + 1
    assert entries(shown)["Final date"]["DTSTART"].dt == shown.final_date


def test_entries_are_whole_days_that_end_before_the_next_and_leave_the_day_free() -> None:
    for event in read(schedules.road_map()).walk("VEVENT"):
        assert event["DTSTART"].params["VALUE"] == "DATE" == event["DTEND"].params["VALUE"]
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"
    several = Mark("s", "Session", MarkKind.SESSION, date(2029, 1, 1), date(2029, 1, 3))
    assert with_mark(several)["DTEND"].dt == date(2029, 1, 4)


def test_the_stamp_is_the_day_of_the_schedule_and_the_same_schedule_makes_the_same_file() -> None:
    shown = schedules.road_map()
    assert render_calendar(shown) == render_calendar(schedules.road_map())
    stamps = {event["DTSTAMP"].dt for event in read(shown).walk("VEVENT")}
    assert stamps == {datetime(2019, 3, 1, tzinfo=UTC)}


def test_identities_stay_when_dates_move_and_differ_between_processes() -> None:
    shown = schedules.road_map()
    moved = replace(
        shown, as_of=date(2020, 1, 1), steps=tuple(replace(s, latest=date(2040, 1, 1)) for s in shown.steps)
    )
    other = replace(shown, title="Another")

    def identities(found: ScheduleView) -> list[str]:
        return [str(event["UID"]) for event in read(found).walk("VEVENT")]

    assert len(set(identities(shown))) == len(identities(shown))
    assert set(identities(shown)) <= set(identities(moved))
    assert not set(identities(shown)) & set(identities(other))


def test_an_entry_says_what_who_where_in_the_text_and_how_much_room_there_is() -> None:
    event = entries(schedules.road_map())["Shut down plutonium production: done (last day)"]
    told = str(event["DESCRIPTION"])
    assert "The reactors, the radiochemical laboratory" in told and "Article 1.12" in told
    assert "critical chain" in told and "Not before 9 Jul 2019." in told
    assert [str(found) for found in event["CATEGORIES"].cats] == ["Democratic People's Republic of Korea", "done"]
    assert event["STATUS"] == "CONFIRMED"


def test_what_nobody_controls_is_tentative() -> None:
    event = entries(schedules.road_map())["Declare all programmes: verified (expected by this day)"]
    assert event["STATUS"] == "TENTATIVE" and "nobody's to choose" in event["DESCRIPTION"]


def test_every_entry_reminds_a_week_before() -> None:
    for event in read(schedules.road_map()).walk("VEVENT"):
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == timedelta(days=-7) and alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"]


def test_a_review_recurs_until_its_last_day() -> None:
    rule = entries(schedules.road_map())["Half-yearly review"]["RRULE"]
    assert (rule["FREQ"], rule["INTERVAL"], rule["UNTIL"]) == (["MONTHLY"], [6], [date(2034, 9, 24)])


@pytest.mark.parametrize(
    ("start", "every", "rhythm", "expected"),
    [
        (date(2028, 1, 31), 1, Rhythm.MONTHS, [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]),
        (date(2029, 1, 30), 1, Rhythm.MONTHS, [date(2029, 1, 30), date(2029, 2, 28), date(2029, 3, 30)]),
        (date(2028, 2, 29), 1, Rhythm.YEARS, [date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)]),
        (date(2029, 1, 5), 2, Rhythm.WEEKS, [date(2029, 1, 5), date(2029, 1, 19), date(2029, 2, 2)]),
        (date(2029, 1, 5), 10, Rhythm.DAYS, [date(2029, 1, 5), date(2029, 1, 15), date(2029, 1, 25)]),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last_day(
    start: date, every: int, rhythm: Rhythm, expected: list[date]
) -> None:
    event = with_mark(Mark("r", "Review", MarkKind.REVIEW, start, every=every, rhythm=rhythm))
    rule = event["RRULE"].to_ical().decode()
    found = rrulestr(rule, dtstart=datetime(start.year, start.month, start.day))
    assert [day.date() for day in found[:3]] == expected


def test_the_file_keeps_to_the_form() -> None:
    shown = replace(schedules.road_map(), title="; , \\ \n" + "조선" * 60)
    lines = render_calendar(shown).split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert {b"VERSION:2.0", b"METHOD:PUBLISH"} <= set(lines)
    assert str(read(shown)["NAME"]).startswith("; , \\ 조선")


def test_the_last_day_of_all_needs_no_day_after_it() -> None:
    event = with_mark(Mark("s", "Session", MarkKind.SESSION, date.max))
    assert "DTEND" not in event and event["DTSTART"].dt == date.max


@settings(max_examples=up_to(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=120))
def test_any_text_comes_back_from_the_file(text: str) -> None:
    step = Step("a.done", text, "a", "north", StepKind.DONE, latest=date(2029, 1, 1), text=text)
    assert len(entries(replace(schedules.empty(), steps=(step,)))) == 1
