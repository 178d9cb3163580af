"""The events of the case of Hanoi: in order, sourced, about things that exist, and unknown to who asks too early."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import reconvene
from reconvene.document.load import Document, load
from reconvene.process import events as e
from reconvene.process.event_file import known_names, read_events
from reconvene.process.events import Event

FOLDER = Path(reconvene.__file__).parent / "cases" / "hanoi"
AS_OF = date(2019, 3, 1)
PANMUNJOM, STOCKHOLM = date(2019, 6, 30), date(2019, 10, 5)

COMING_LATER = {
    "panmunjom_in_june",
    "talks_after_panmunjom",
    "stockholm_preliminary",
    "stockholm_in_october",
    "stockholm_again",
    "wait_until_the_end_of_the_year",
}
"""What the record alone names: it came after the day that the case describes."""


@pytest.fixture(scope="module")
def hanoi() -> Document:
    return load(FOLDER / "process.yaml")


@pytest.fixture(scope="module")
def events(hanoi: Document) -> tuple[Event, ...]:
    log = read_events(FOLDER / "events.yaml", hanoi)
    assert [finding.message for finding in log.findings] == []
    return log.events


@pytest.fixture(scope="module")
def by_id(events: tuple[Event, ...]) -> dict[str, Event]:
    return {event.id: event for event in events}


def test_the_record_is_long_and_says_how_sure_it_is(events: tuple[Event, ...]) -> None:
    assert len(events) > 100
    assert [event.id for event in events if event.confidence is None] == []


def test_days_are_in_order_from_april_2018_to_october_2019(events: tuple[Event, ...]) -> None:
    days = [event.at for event in events]
    assert days == sorted(days)
    assert date(2018, 4, 1) <= min(event.happened.first for event in events) and max(days) <= date(2019, 10, 31)


def test_every_event_has_sources_that_are_graded(events: tuple[Event, ...], hanoi: Document) -> None:
    sources = hanoi.process.sources or {}
    for event in events:
        assert event.source, event.id
        for name in event.source:
            assert sources[name].grade in ("primary", "secondary", "weak"), name


def test_nothing_of_low_grade_is_called_certain(events: tuple[Event, ...], hanoi: Document) -> None:
    sources = hanoi.process.sources or {}
    certain = [event for event in events if event.confidence == "high"]
    weak = {event.id for event in certain if all(sources[name].grade == "weak" for name in event.source or ())}
    assert weak <= {"joint_statement_signed", "singapore_closes", "hanoi_account_us"}


def test_the_record_names_only_what_came_later(events: tuple[Event, ...], hanoi: Document) -> None:
    given = set(known_names(hanoi.names, events).by_path) - set(hanoi.names.by_path)
    assert given == COMING_LATER
    for event in events:
        if event.introduces is not None and event.about(event.introduces[1])[0] in given:
            assert event.at > AS_OF, event.id


def test_meetings_of_the_case_are_held_on_their_days(events: tuple[Event, ...], hanoi: Document) -> None:
    held = {event.session: event for event in events if isinstance(event, e.SessionHeld)}
    for name, session in (hanoi.process.sessions or {}).items():
        assert (name in held) == (session.held == "held"), name
        if name in held:
            assert session.dated is not None
            assert str(session.dated.at) == str(held[name].happened.first), name
            assert session.until is None or str(session.until.at) == str(held[name].at), name


def test_what_is_closed_was_held(events: tuple[Event, ...]) -> None:
    held = {event.session: event.at for event in events if isinstance(event, e.SessionHeld)}
    for event in events:
        if isinstance(event, e.SessionClosed):
            assert held[event.session] <= event.at, event.id


def test_nothing_later_is_known_on_the_day_of_the_case(events: tuple[Event, ...], by_id: dict[str, Event]) -> None:
    known = {event.id for event in events if event.recorded <= AS_OF}
    assert {"hanoi_closes", "hanoi_account_us", "hanoi_account_dprk", "offer_of_yongbyon"} <= known
    assert not known & {"paper_of_hanoi", "sohae_rebuilt", "year_end_vow", "panmunjom_in_june_held"}
    assert by_id["paper_of_hanoi"].at < AS_OF < by_id["paper_of_hanoi"].recorded
    assert not [event.id for event in events if event.at > AS_OF and event.id in known]


def test_hanoi_closes_without_outcome_or_day(by_id: dict[str, Event]) -> None:
    closes = by_id["hanoi_closes"]
    assert isinstance(closes, e.SessionClosed)
    assert (closes.outcome, closes.next_date, closes.at) == ("none", "none", date(2019, 2, 28))


def test_no_meeting_is_held_between_hanoi_and_panmunjom(events: tuple[Event, ...]) -> None:
    days = [event.happened.first for event in events if isinstance(event, e.SessionHeld)]
    assert [day for day in days if day > date(2019, 2, 28)] == [PANMUNJOM, date(2019, 10, 4), STOCKHOLM]
    assert (PANMUNJOM - date(2019, 2, 28)).days == 122 and (STOCKHOLM - PANMUNJOM).days == 97


def test_the_weeks_of_panmunjom_passed_without_talks(by_id: dict[str, Event]) -> None:
    promised = by_id["talks_after_panmunjom_scheduled"]
    assert isinstance(promised, e.SessionScheduled)
    assert (promised.dated - PANMUNJOM).days == 21
    assert (STOCKHOLM - promised.dated).days == 76


def test_stockholm_is_broken_off_and_not_taken_up_again(by_id: dict[str, Event]) -> None:
    assert by_id["stockholm_broken_off"].about("by_party") == ("dprk",)
    assert by_id["stockholm_again_scheduled"].about("accepted_by") == ("us",)
    assert by_id["stockholm_again_refused"].about("by_party") == ("dprk",)


def test_patience_was_promised_to_the_end_of_the_year(by_id: dict[str, Event]) -> None:
    vow = by_id["year_end_vow"]
    assert isinstance(vow, e.VowMade)
    assert vow.until is not None and (vow.until - vow.at).days == 263


def test_the_liaison_office_was_left_for_three_days(by_id: dict[str, Event]) -> None:
    assert (by_id["liaison_office_staffed_again"].at - by_id["liaison_office_left"].at).days == 3


def test_a_correction_deletes_nothing(by_id: dict[str, Event]) -> None:
    told, mended = by_id["launch_of_25_july"], by_id["launch_of_25_july_corrected"]
    assert isinstance(mended, e.Correction)
    assert mended.of == told.id and mended.recorded > told.recorded
    assert "430" in (told.text or "") and "600" in mended.changes["text"]


def test_hearsay_is_marked(events: tuple[Event, ...]) -> None:
    assert {event.id for event in events if event.confidence == "low"} == {
        "letter_to_leader_january",
        "party_envoy_replaced",
        "snapback_denied",
    }
