"""What is owed, as pages: every duty in a row, each on one of its own, and what was planned against what is done."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reconvene import api, following, planning
from reconvene.checks.draft import Draft
from reconvene.live import clock
from reconvene.live.roles import Role
from reconvene.process.fold import State
from reconvene.reports.duties import Choice, DutyRow, duty_rows, is_overdue
from reconvene.reports.duty_dates import Sum, duty_days
from reconvene.reports.progress import progress, yearly_table
from reconvene.reports.progress_picture import render_progress
from reconvene.timing.schedule import Schedule
from reconvene.web.subject import Asked
from tests.webs import let_in, opened

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from reconvene.web.house import House

HANOI, ROAD_MAP = "/processes/case:hanoi", "/processes/case:hanoi-road-map"
TALKS = """\
reconvene: 1
title: Talks of two
as_of: 2020-03-01
final_date: 2020-12-31
parties: {north: {called: The North}, south: {called: The South}}
actors: {monitors: {kind: organisation}}
days: {signed: 2020-01-01}
obligations:
  halt:
    by: north
    to: [south]
    article: 1(a)
    text: The North halts.
    within: 30 days of signed
    verified: {by: monitors, takes: 1..5 days}
  open_road:
    by: south
    to: [north]
    article: 10
    after: halt.verified
    within: 20 days
    in_return_for: [halt]
    verified: none
"""


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


def shown(client: TestClient, path: str) -> str:
    """The page at an address, with every sign as a reader sees it."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[-2000:]
    return unescape(answer.text)


@cache
def state_of(name: str, day: date | None = None) -> tuple[State, Any]:
    """The state and the schedule of a case."""
    document = api.load(name)
    state = following.state(document, day)
    return state, planning.schedule(document, state.now)


def test_every_duty_has_a_row_and_the_twins_hold_the_same(lead: TestClient) -> None:
    page = shown(lead, f"{HANOI}/obligations?as_of=2019-03-14")
    rows = list(
        csv.DictReader(io.StringIO(lead.get(f"{HANOI}/obligations.csv?as_of=2019-03-14").text.lstrip("\ufeff")))
    )
    data = lead.get(f"{HANOI}/obligations.json?as_of=2019-03-14").json()["obligations"]
    assert len(rows) == len(data) == 7
    for row, told in zip(rows, data, strict=True):
        assert row["Duty"] == told["duty"]
        assert f"/obligations/{told['duty']}?as_of=2019-03-14" in page
    home = next(row for row in rows if row["Duty"] == "send_home_identified_remains")
    assert home["Stands"] == "verified"
    assert home["The debtor says"] == "claims done (2018-07-27)"
    assert home["The beneficiaries say"] == "us: accepts (2018-07-27)"


def test_a_day_before_the_claim_knows_nothing_of_it(lead: TestClient) -> None:
    before = lead.get(f"{HANOI}/obligations.json?as_of=2018-07-01").json()["obligations"]
    home = next(row for row in before if row["duty"] == "send_home_identified_remains")
    assert home["debtor_says"] == "silent"
    assert home["phase"] == "waiting"


def test_what_is_chosen_stands_in_the_address_and_counts_stay_those_of_all(lead: TestClient) -> None:
    everything = lead.get(f"{ROAD_MAP}/obligations.json").json()
    of_us = lead.get(f"{ROAD_MAP}/obligations.json?party=us&status=waiting").json()
    assert 0 < len(of_us["obligations"]) < everything["of"] == of_us["of"]
    assert {row["phase"] for row in of_us["obligations"]} == {"waiting"}
    assert all("us" in row["by"] for row in of_us["obligations"])
    page = shown(lead, f"{ROAD_MAP}/obligations?party=us&status=waiting")
    assert f"{len(of_us['obligations'])} of {everything['of']} obligations" in page
    assert "obligations.csv?party=us&status=waiting" in page
    assert "No obligation is chosen by all of that" in shown(lead, f"{ROAD_MAP}/obligations?chapter=nowhere")


@pytest.mark.parametrize("key", ["party", "status", "verifier", "chapter"])
def test_each_choice_alone_parts_the_duties_without_a_rest(key: str) -> None:
    rows = duty_rows(*state_of("case:hanoi-road-map"))
    of: dict[str, Callable[[DutyRow], tuple[str, ...]]] = {
        "party": lambda row: row.by,
        "status": lambda row: (row.phase,),
        "verifier": lambda row: (row.verifier,),
        "chapter": lambda row: (row.chapter,),
    }
    values = {value for row in rows for value in of[key](row)}
    chosen = [Choice(**{key: value}) for value in values]  # type: ignore[arg-type]
    taken = {row.duty for choice in chosen for row in rows if choice.takes(row)}
    assert taken == {row.duty for row in rows}


def test_a_date_that_went_by_is_overdue_and_told_in_the_side_bar(lead: TestClient) -> None:
    page = shown(lead, "/processes/talks-of-two/obligations")
    assert "1 overdue" in page
    assert "/processes/talks-of-two/obligations/halt" in shown(lead, "/processes/talks-of-two/obligations?overdue=1")
    assert "10 open road" not in shown(lead, "/processes/talks-of-two/obligations?overdue=1").replace("</span>", "")


def test_chapters_come_in_the_order_of_the_text_not_of_the_alphabet(house: House) -> None:
    subject = house.subjects.get("talks-of-two", Asked())
    assert [row.chapter for row in subject.duties] == ["1", "10"]


def test_a_duty_tells_what_it_waits_for_who_answers_it_and_what_nobody_says(lead: TestClient) -> None:
    page = shown(lead, "/processes/talks-of-two/obligations/open_road")
    assert "this one waits for it" in page
    assert '<a href="/processes/talks-of-two/obligations/halt">halt</a>' in page
    assert "nobody: the text says that it is not verified" in page
    assert "The text does not say." in page  # what follows from a miss
    assert "Nothing can be put on record before the draft is" in page
    assert "it waits for this one" in shown(lead, "/processes/talks-of-two/obligations/halt")


def test_the_sums_of_a_deadline_add_up() -> None:
    document = api.load("case:hanoi-road-map")
    draft = Draft(document, document.process, document.process.as_of or date(2019, 3, 1))
    schedule = Schedule(draft.plan, draft.verdict)
    counted = 0
    for name in draft.duties:
        for day in duty_days(schedule, name):
            for rule in day.rules:
                if rule.anchor_day is not None and rule.days is not None:
                    assert rule.result == rule.anchor_day + timedelta(days=rule.days)
                    counted += 1
                limit = day.first if rule.limits is Sum.NOT_BEFORE else day.last
                if limit is not None and rule.result is not None:
                    assert rule.result <= limit if rule.limits is Sum.NOT_BEFORE else rule.result >= limit
    assert counted > 100


def test_what_if_it_comes_later_moves_dates_and_breaks_others(lead: TestClient) -> None:
    page = shown(lead, f"{ROAD_MAP}/obligations/written_assurance?later=400")
    answer = planning.what_if(api.load("case:hanoi-road-map"), "written_assurance slips 400 days")
    assert isinstance(answer, planning.WhatIf)
    assert answer.broken
    for each in answer.broken:
        assert f"{each.days} days" in page
    assert str(answer.after) in page
    assert "is no number of days" in shown(lead, f"{ROAD_MAP}/obligations/written_assurance?later=soon")


def test_what_happened_is_told_with_the_day_and_who_says_it(lead: TestClient) -> None:
    page = shown(lead, f"{HANOI}/obligations/send_home_identified_remains?as_of=2019-03-14")
    assert "55 cases were flown from Wonsan to Osan" in page
    assert "acceptance</strong> by the United States" in page
    early = shown(lead, f"{HANOI}/obligations/send_home_identified_remains?as_of=2018-07-01")
    assert "Nothing on record is about it yet" in early


def test_a_name_that_nothing_has_leads_to_the_next_step(lead: TestClient) -> None:
    answer = lead.get(f"{ROAD_MAP}/obligations/written_asurance")
    assert answer.status_code == 404
    assert "did you mean" in answer.text
    assert "written_assurance" in answer.text


def test_every_page_of_a_duty_can_be_read(lead: TestClient) -> None:
    for row in lead.get(f"{ROAD_MAP}/obligations.json").json()["obligations"][::9]:
        assert row["duty"].replace("_", " ").capitalize() in shown(lead, f"{ROAD_MAP}/obligations/{row['duty']}")


def test_curves_only_rise_and_nobody_has_said_anything_of_the_future() -> None:
    for name, day in (("case:hanoi", date(2019, 3, 14)), ("case:hanoi-road-map", date(2021, 1, 1))):
        drawn = progress(*state_of(name, day))
        assert [point.day for point in drawn.points] == sorted({point.day for point in drawn.points})
        assert all(one.planned <= two.planned for one, two in zip(drawn.points, drawn.points[1:], strict=False))
        assert all((point.said is None) == (point.day > drawn.as_of) for point in drawn.points)
        assert drawn.now is not None
        assert drawn.points[-1].planned == drawn.acts - drawn.undated
        picture = render_progress(drawn)
        assert f"{drawn.acts} acts in all" in picture
        assert "style=" not in picture


def test_a_claim_and_its_confirmation_are_counted_from_their_days_on() -> None:
    drawn = progress(*state_of("case:hanoi", date(2019, 3, 14)))
    first = drawn.points[0]
    assert (first.day, first.said, first.confirmed) == (date(2018, 7, 27), 1, 1)


def test_a_year_in_which_nobody_spoke_is_no_nought() -> None:
    state, _ = state_of("case:hanoi-road-map")
    table = yearly_table(state, state.recorded)
    assert all(row[1] == "0" and int(row[-1]) > 0 for row in table.rows)


def test_what_stands_is_never_overdue_before_its_day() -> None:
    state, _ = state_of("case:hanoi-road-map")
    assert not any(is_overdue(part, state.now) for duty in state.duties.values() for part in duty.instances)


def test_a_process_without_obligations_teaches_what_one_is(house: House, lead: TestClient) -> None:
    place = house.office.begin("Empty table", "reconvene: 1\ntitle: Empty table\nparties: {north: {}, south: {}}\n")
    page = shown(lead, f"/processes/{place.name}/obligations")
    assert "Nobody owes anything yet." in page
    assert "There is no curve to draw" in shown(lead, f"/processes/{place.name}/progress")


def test_a_name_from_a_file_is_no_markup(house: House, lead: TestClient) -> None:
    text = TALKS.replace("The North halts.", "<b>The North</b> halts.").replace("Talks of two", "Talks of <i>")
    place = house.office.begin("Talks in italics", text)
    answer = lead.get(f"/processes/{place.name}/obligations/halt").text
    assert "&lt;b&gt;The North&lt;/b&gt; halts." in answer
    assert "<b>The North</b>" not in answer


def test_only_who_may_record_is_offered_to(tmp_path: Path) -> None:
    with opened(tmp_path) as house:
        lead = let_in(house)
        place = house.office.begin("Talks of two", TALKS)
        document = place.versions.read()
        place.set_up(document, "monitors", clock.now())
        page = shown(lead, "/processes/talks-of-two/obligations/halt")
        assert "/record/new?kind=claim&duty=halt" in page
        reader = let_in(house, "sofia", Role.READER)
        assert "/record/new" not in shown(reader, "/processes/talks-of-two/obligations/halt")
