"""The calendar of a process and the secret addresses of it; and who is who: what each owes, does and depends on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import text

from reconvene import api, following, planning
from reconvene.live.audit import Act, read_audit
from reconvene.live.calendar_links import (
    MOST,
    end_calendar_link,
    list_calendar_links,
    make_calendar_link,
    open_calendar,
)
from reconvene.live.callers import ADMINISTRATOR, NotAllowed, Through
from reconvene.live.people import disable
from reconvene.live.people_store import PeopleStore, open_people
from reconvene.live.roles import Role
from reconvene.reports.agenda import AgendaEntry, agenda, month_of, of_kind, render_agenda
from reconvene.reports.duties import duty_rows
from reconvene.reports.parties import parties_view
from tests.people_stores import NOW, enter, refusal, settings
from tests.webs import let_in, opened

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from reconvene.web.house import House

HANOI, ROAD_MAP = "/processes/case:hanoi", "/processes/case:hanoi-road-map"
TALKS = """\
reconvene: 1
title: Talks of two
as_of: 2020-01-10
final_date: 2020-12-31
parties: {north: {called: The North}, south: {called: The South}}
actors:
  monitors: {kind: organisation, roles: [verifier], substitutes: [envoys]}
  envoys: {kind: organisation}
days: {signed: 2020-01-01}
calendar:
  vote: {kind: election, of: south, dated: 2020-02-02}
consultations:
  allies_heard: {by: south, with: [envoys], level: working, before: halt, lead: 14 days}
obligations:
  halt:
    {by: north, to: [south], within: 30 days of signed, verified: {by: monitors, takes: 1..5 days}}
  open_road:
    {by: south, to: [north], after: halt.verified, within: 20 days, verified: {by: monitors, takes: 1..5 days}}
"""
HERE = "/processes/talks-of-two/calendar"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office with one small draft in it."""
    with opened(tmp_path_factory.mktemp("office")) as made:
        made.office.begin("Talks of two", TALKS)
        yield made


@pytest.fixture(scope="module")
def lead(house: House) -> TestClient:
    """Whoever started the server."""
    return let_in(house)


@pytest.fixture
def stranger(house: House) -> TestClient:
    """Somebody who is not logged in."""
    client = let_in(house)
    client.cookies.clear()
    return client


@pytest.fixture
def people(tmp_path: Path) -> Iterator[PeopleStore]:
    """The people of a desk."""
    with open_people(tmp_path, settings("here")) as made:
        yield made


def shown(client: TestClient, path: str) -> str:
    """The page at an address, with every sign as a reader sees it."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[-2000:]
    return unescape(answer.text)


def csrf(page: str) -> dict[str, str]:
    """What a form of a page carries."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return {"csrf": found.group(1)}


# What lies ahead


def test_elections_due_dates_and_the_end_stand_on_their_days(lead: TestClient) -> None:
    data = lead.get(f"{HERE}.json").json()
    told = {(entry["day"], entry["kind"]): entry for entry in data["entries"]}
    assert told["2020-02-02", "calendar"]["what"] == "election: vote"
    assert told["2020-01-31", "duty"]["duty"] == "halt"
    assert ("2020-12-31", "final date") in told
    assert all(entry["day"] >= data["as_of"] for entry in data["entries"])
    page = shown(lead, f"{HERE}?month=2020-02")
    assert "February 2020" in page
    assert "election: vote" in page
    assert '<a href="/processes/talks-of-two/obligations/halt">' in page


def test_a_day_that_record_and_text_both_name_is_told_once(lead: TestClient) -> None:
    entries = lead.get(f"{HERE}.json").json()["entries"]
    assert [entry["kind"] for entry in entries if entry["duty"] == "halt" and entry["day"] == "2020-01-31"] == ["duty"]


def test_what_is_settled_is_left_out() -> None:
    document = api.load("case:hanoi")
    state = following.state(document, date(2019, 3, 14))
    entries = agenda(following.status(document, state.now), planning.schedule(document, state.now), state)
    assert entries
    assert not any(entry.duty == "send_home_identified_remains" for entry in entries)


def test_the_calendar_of_a_past_day_is_that_of_the_day(lead: TestClient) -> None:
    page = shown(lead, f"{HANOI}/calendar?as_of=2019-03-14")
    assert "March 2019" in page
    assert "spring exercises" not in page.lower()
    assert "2019-03-24" in page  # the mandate of the Panel is looked at


def test_kinds_and_owners_choose_and_a_word_that_is_no_month_is_the_present_one(lead: TestClient) -> None:
    only = lead.get(f"{HERE}.json?kind=calendar").json()["entries"]
    assert {entry["kind"] for entry in only} == {"calendar"}
    norths = of_kind([AgendaEntry(date(2020, 1, 1), "x", "duty", who=("south",))], who="north")
    assert norths == ()
    assert "January 2020" in shown(lead, f"{HERE}?month=soon")


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_a_month_has_each_of_its_days_once_in_whole_weeks(day: date) -> None:
    month = month_of([AgendaEntry(day, "it", "day")], day, day)
    days = [each for week in month.weeks for each in week]
    assert all(len(week) == 7 for week in month.weeks)
    assert [each.day for each in days] == [days[0].day + timedelta(days=number) for number in range(len(days))]
    inside = [each for each in days if each.inside]
    assert inside[0].day == month.first == day.replace(day=1)
    assert month.held == 1
    assert [each.day for each in days if each.today] == [day]


def test_the_file_holds_the_record_and_the_text_and_nothing_twice() -> None:
    document = api.load("case:hanoi-road-map")
    state = following.state(document)
    written = render_agenda(following.status(document), planning.schedule(document), state)
    events = Calendar.from_ical(written).walk("VEVENT")
    names = [str(event["UID"]) for event in events]
    assert len(names) == len(set(names)) > 50
    assert all(event.decoded("DTSTART") >= state.now for event in events if "RRULE" not in event)


def test_an_empty_calendar_says_how_something_gets_into_it(house: House, lead: TestClient) -> None:
    place = house.office.begin("Empty", "reconvene: 1\ntitle: Empty\nparties: {north: {}, south: {}}\n")
    assert "Nothing lies ahead." in shown(lead, f"/processes/{place.name}/calendar")


# Addresses


def test_an_address_is_shown_once_works_without_a_cookie_and_ends(
    house: House, lead: TestClient, stranger: TestClient
) -> None:
    made = lead.post(HERE, data=csrf(shown(lead, HERE)))
    address = re.search(r"http://127\.0\.0\.1(/calendar/calendar_[\w-]+\.ics)", made.text)
    assert address
    assert address.group(1) not in shown(lead, HERE)
    answer = stranger.get(address.group(1))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "election: vote" in answer.text
    assert stranger.get("/", follow_redirects=False).status_code == 303  # it opens nothing else
    page = shown(lead, HERE)
    link = re.search(r'name="link" value="([^"]+)"', page)
    assert link
    assert "never" not in page
    ended = lead.post(f"{HERE}/end", data={**csrf(page), "link": link.group(1)}, follow_redirects=False)
    assert ended.status_code == 303
    assert stranger.get(address.group(1)).status_code == 404
    with house.people.reading() as connection:
        acts = [row.act for row in connection.execute(text("SELECT act FROM people_audit ORDER BY number"))]
    assert [act for act in acts if "calendar" in act] == [Act.CALENDAR_LINK_MADE, Act.CALENDAR_LINK_ENDED]


def test_the_token_of_an_address_is_no_token_of_a_program(lead: TestClient, stranger: TestClient) -> None:
    made = lead.post(HERE, data=csrf(shown(lead, HERE)))
    token = re.search(r"calendar_[\w-]+", made.text)
    assert token
    assert stranger.get("/", headers={"authorization": f"Bearer {token.group()}"}).status_code == 401


def test_a_form_of_nobody_makes_no_address_and_a_case_has_none(lead: TestClient) -> None:
    assert lead.post(HERE, data={"csrf": "made up"}).status_code == 409
    assert "A shipped case does not go on" in shown(lead, f"{HANOI}/calendar?as_of=2019-03-14")
    assert lead.post(f"{HANOI}/calendar", data=csrf(shown(lead, HERE))).status_code == 409


def test_only_a_hash_is_kept_and_only_ones_own_can_be_ended(people: PeopleStore) -> None:
    anna, ben = enter(people, "anna"), enter(people, "ben")
    made = make_calendar_link(people, anna, "talks", NOW)
    with people.reading() as connection:
        kept = str(connection.execute(text("SELECT * FROM people_calendar")).all())
    assert made.token not in kept
    assert refusal(lambda: end_calendar_link(people, ben, made.id, NOW)) == "no-such-calendar-link"
    assert list_calendar_links(people, ben, "talks") == []
    assert [link.id for link in list_calendar_links(people, anna, "talks")] == [made.id]
    assert list_calendar_links(people, anna, "others") == []


def test_whoever_is_let_in_no_more_has_no_calendar(people: PeopleStore) -> None:
    lead, anna = enter(people, "zoe", Role.LEAD), enter(people, "anna")
    made = make_calendar_link(people, anna, "talks", NOW)
    assert open_calendar(people, made.token, NOW) is not None
    assert open_calendar(people, made.token + "x", NOW) is None
    disable(people, lead, "anna", NOW)
    assert open_calendar(people, made.token, NOW) is None
    assert Act.CALENDAR_LINK_MADE in [entry.act for entry in read_audit(people, lead)]


def test_nobody_and_no_program_makes_an_address_and_nobody_too_many(people: PeopleStore) -> None:
    anna = enter(people, "anna")
    with pytest.raises(Exception, match="somebody's"):
        make_calendar_link(people, ADMINISTRATOR, "talks", NOW)
    with pytest.raises(NotAllowed):
        make_calendar_link(people, replace(anna, through=Through.TOKEN), "talks", NOW)
    for _ in range(MOST):
        make_calendar_link(people, anna, "talks", NOW)
    assert refusal(lambda: make_calendar_link(people, anna, "talks", NOW)) == "too-many-calendar-links"


def test_people_kept_by_an_earlier_version_get_the_table(tmp_path: Path) -> None:
    with open_people(tmp_path, settings("here")) as people, people.writing() as connection:
        connection.execute(text("DROP TABLE people_calendar"))
        connection.execute(text("UPDATE people_version SET number = 1"))
    with open_people(tmp_path, settings("here")) as people:
        anna = enter(people, "anna")
        assert make_calendar_link(people, anna, "talks", datetime(2026, 1, 1, tzinfo=UTC)).token


# Who is who


def test_each_duty_of_a_party_is_counted_in_one_way_alone() -> None:
    document = api.load("case:hanoi-road-map")
    state = following.state(document)
    schedule = planning.schedule(document)
    rows = duty_rows(state, schedule)
    view = parties_view(state, schedule, rows)
    for each in view.people:
        assert each.owed == each.kept + each.said + each.overdue + each.breached + each.open
    assert sum(each.owed for each in view.people) == sum(len(row.by) for row in rows)
    assert {(each.who, each.on) for each in view.depends} >= {("us", "dprk"), ("dprk", "us")}


def test_roles_substitutes_consultations_and_what_each_owes_are_told(lead: TestClient) -> None:
    page = shown(lead, "/processes/talks-of-two/parties")
    data = lead.get("/processes/talks-of-two/parties.json").json()
    monitors = next(each for each in data["people"] if each["name"] == "monitors")
    assert monitors["verifies"] == 2
    assert monitors["roles"][0] == {"role": "verifier", "substitutes": ["envoys"], "dates": ""}
    assert data["depends"] == [{"who": "south", "on": "north", "waits": 1, "answers": 0, "duties": ["open_road"]}]
    assert data["consultations"][0]["lead"] == "14 days"
    assert "not yet" in page
    assert 'href="/processes/talks-of-two/obligations?party=north"' in page


def test_a_promise_that_was_kept_counts_by_the_word_of_others(lead: TestClient) -> None:
    data = lead.get(f"{HANOI}/parties.json?as_of=2019-03-14").json()
    together = next(each for each in data["people"] if each["name"] == "parties")
    assert (together["kept"], together["said"]) == (1, 0)
    before = lead.get(f"{HANOI}/parties.json?as_of=2018-07-01").json()
    assert next(each for each in before["people"] if each["name"] == "parties")["kept"] == 0
