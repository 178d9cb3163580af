"""Who waits for whom, and the schedule as it is shown: graph, table, circles, zoom, certificate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconvene import api, following
from reconvene.checks.draft import Draft
from reconvene.reports.waits import WaitNode, WaitsView, folded, mermaid, of_party, of_stage, waits_view
from reconvene.reports.waits_layout import BOX, HEIGHT, lay_out, layers
from reconvene.reports.waits_picture import render_waits
from tests.webs import let_in, opened

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from reconvene.web.house import House

ROAD_MAP = "/processes/case:hanoi-road-map"
CIRCLE = """\
reconvene: 1
title: Border and elections
parties: {north: {}, south: {}}
obligations:
  open_border: {by: north, to: [south], after: hold_elections.verified}
  hold_elections: {by: south, to: [north], after: open_border.verified}
  report: {by: south, after: {any: [open_border.verified, hand_over.verified]}}
  hand_over: {by: north}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office with one draft in it, in which two wait for each other."""
    with opened(tmp_path_factory.mktemp("office")) as made:
        made.office.begin("Border and elections", CIRCLE)
        yield made


@pytest.fixture(scope="module")
def lead(house: House) -> TestClient:
    """Whoever started the server."""
    return let_in(house)


@pytest.fixture(scope="module")
def road_map() -> WaitsView:
    """The waits of the worked case."""
    document = api.load("case:hanoi-road-map")
    state = following.state(document)
    return waits_view(Draft(document, document.process, state.now), state)


def shown(client: TestClient, path: str) -> str:
    """The page at an address, with every sign as a reader sees it."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[-2000:]
    return unescape(answer.text)


def test_two_that_wait_for_each_other_are_marked_and_counted(lead: TestClient) -> None:
    page = shown(lead, "/processes/border-and-elections/waiting")
    assert "1 circle" in page
    assert "can never begin" in page
    data = lead.get("/processes/border-and-elections/waiting.json").json()
    assert sorted(data["circles"][0]) == ["hold_elections", "open_border"]
    in_circle = {(wait["waiter"], wait["awaited"]) for wait in data["waits"] if wait["in_circle"]}
    assert in_circle == {("open_border", "hold_elections"), ("hold_elections", "open_border")}


def test_one_of_several_is_told_apart_from_what_must_come(lead: TestClient) -> None:
    data = lead.get("/processes/border-and-elections/waiting.json").json()
    several = {wait["awaited"] for wait in data["waits"] if wait["waiter"] == "report" and wait["one_of_several"]}
    assert several == {"open_border", "hand_over"}
    assert not next(node for node in data["nodes"] if node["name"] == "report")["endless"]


def test_every_wait_stands_in_the_table_and_every_box_that_waits_in_the_picture(
    lead: TestClient, road_map: WaitsView
) -> None:
    page = shown(lead, f"{ROAD_MAP}/waiting")
    rows = lead.get(f"{ROAD_MAP}/waiting.csv").text.strip().split("\r\n")[1:]
    assert len(rows) == len(road_map.waits)
    for node in set(road_map.nodes) - set(road_map.alone):
        if node.kind == "duty":
            assert f'<a href="{ROAD_MAP}/obligations/{node.name}"><title>{node.called}, ' in page


def test_the_picture_holds_no_style_of_an_element_and_its_sheet_has_the_nonce(lead: TestClient) -> None:
    answer = lead.get(f"{ROAD_MAP}/waiting")
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert nonce
    assert f'<style nonce="{nonce.group(1)}">' in answer.text
    assert not re.search(r'<[^>]* style="', answer.text)


def test_boxes_lie_on_nobody_and_what_waits_stands_to_the_right(road_map: WaitsView) -> None:
    layout = lay_out(road_map)
    at = {placed.node.name: (placed.x, placed.y) for placed in layout.nodes}
    places = sorted(at.values())
    for (x, y), (next_x, next_y) in pairwise(places):
        assert next_x - x >= BOX or next_y - y >= HEIGHT
    for placed in layout.waits:
        assert at[placed.wait.awaited][0] < at[placed.wait.waiter][0]
    assert all(0 <= x <= layout.width - BOX and 0 <= y <= layout.height - HEIGHT for x, y in places)


def test_a_part_of_the_graph_is_that_part_with_its_neighbours(road_map: WaitsView) -> None:
    halt = of_stage(road_map, "halt")
    assert all(
        "halt" in {node.stage for node in halt.nodes if node.name in (wait.waiter, wait.awaited)} for wait in halt.waits
    )
    assert {"us"} <= {name for node in of_party(road_map, "us").nodes for name in node.by}
    small = folded(road_map)
    assert len(small.nodes) < 15
    assert all(wait.waiter != wait.awaited for wait in small.waits)


def test_mermaid_names_everything_once_and_lets_no_sign_of_a_file_through(road_map: WaitsView) -> None:
    text = mermaid(road_map)
    assert text.startswith("flowchart LR\n")
    assert text.count('["') + text.count('("[') >= sum(node.kind == "duty" for node in road_map.nodes)
    assert len(re.findall(r"^  n\d+ -", text, re.MULTILINE)) == sum(wait.plain for wait in road_map.waits)
    odd = WaitNode("odd", 'a"]; click <b>{x}', "duty", (), "", "", settled=False, endless=False)
    assert '["a#34;#93;#59; click #60;b#62;#123;x#125;"]' in mermaid(WaitsView((odd,), (), ()))


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20))
def test_a_layer_lies_behind_all_that_it_waits_for_as_far_as_no_circle_forbids(links: list[tuple[str, str]]) -> None:
    layer = layers("abcdefgh", links)
    assert set(layer) == set("abcdefgh")
    after: dict[str, set[str]] = {}
    for first, second in links:
        after.setdefault(first, set()).add(second)

    def reaches(start: str, goal: str) -> bool:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            name = ahead.pop()
            fresh = after.get(name, set()) - seen
            seen |= fresh
            ahead += fresh
        return goal in seen

    for first, second in links:
        if not reaches(second, first):
            assert layer[first] < layer[second]


def test_files_of_the_graph_can_be_taken_away(lead: TestClient) -> None:
    picture = lead.get(f"{ROAD_MAP}/waiting/graph.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
    assert "<a " not in picture.text
    text = lead.get(f"{ROAD_MAP}/waiting/graph.mmd?folded=1")
    assert re.match('attachment; filename="[^"]*hanoi-road-map-waits.mmd"', text.headers["content-disposition"])
    assert text.text.startswith("flowchart LR")


def test_where_nobody_waits_the_page_says_what_a_wait_is(lead: TestClient) -> None:
    assert "Nobody waits for anybody." in shown(lead, "/processes/case:hanoi/waiting?as_of=2019-03-14")


def test_nothing_is_drawn_of_nothing() -> None:
    assert render_waits(WaitsView((), (), ())) == ""


# The schedule


def test_bars_and_rows_lead_to_their_duties(lead: TestClient) -> None:
    page = shown(lead, f"{ROAD_MAP}/schedule")
    duty = f"{ROAD_MAP}/obligations/written_assurance"
    assert f'<a href="{duty}"><title>Written assurance: ' in page
    assert f'<a href="{duty}">Written assurance</a>' in page
    assert 'id="timeline-today"' in page


def test_zoom_makes_the_picture_wider_and_stands_in_the_address(lead: TestClient) -> None:
    assert 'viewBox="0 0 1080 ' in shown(lead, f"{ROAD_MAP}/schedule")
    page = shown(lead, f"{ROAD_MAP}/schedule?zoom=4&party=us")
    assert 'viewBox="0 0 4320 ' in page
    assert "zoom=2" in page and "party=us" in page
    assert 'viewBox="0 0 1080 ' in shown(lead, f"{ROAD_MAP}/schedule?zoom=400")


def test_the_schedule_of_one_party_has_its_steps_alone(lead: TestClient) -> None:
    everything = lead.get(f"{ROAD_MAP}/schedule.json").json()
    own = lead.get(f"{ROAD_MAP}/schedule.json?party=us").json()
    duties = {bar["name"] for lane in everything["lanes"] if lane["name"] == "us" for bar in lane["bars"]}
    assert {step["of"] for step in own["steps"]} <= duties
    assert 0 < len(own["steps"]) < len(everything["steps"])


def test_the_certificate_is_a_page_of_its_own_to_print(lead: TestClient) -> None:
    page = shown(lead, f"{ROAD_MAP}/schedule/certificate")
    assert "Deadline certificate" in page
    assert lead.get(f"{ROAD_MAP}/schedule/certificate.json").json()["word"] == "Kept"
    assert "No certificate" in shown(lead, "/processes/case:hanoi/schedule/certificate?as_of=2019-03-14")


def test_files_of_the_schedule_can_be_taken_away(lead: TestClient) -> None:
    assert lead.get(f"{ROAD_MAP}/schedule/calendar.ics").text.startswith("BEGIN:VCALENDAR")
    assert lead.get(f"{ROAD_MAP}/schedule/timeline.svg?zoom=2").text.startswith("<svg")


def test_a_process_without_days_teaches_how_something_gets_one(lead: TestClient, house: House) -> None:
    place = house.office.begin("Empty table", "reconvene: 1\ntitle: Empty table\nparties: {north: {}, south: {}}\n")
    assert "Nothing has a day yet." in shown(lead, f"/processes/{place.name}/schedule")
