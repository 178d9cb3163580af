"""The pages of worth: what is chosen stands in the address, and what only the sender may know stays on the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reconvene as library
from reconvene.live import clock
from reconvene.weighing import Scales, Search
from tests.test_readers_of_worth import SEALED, TRADE
from tests.web_desk import NOW, WebDesk, web_desk

SWAP = Path(__file__).parent.parent / "docs" / "examples" / "swap.reconvene.yaml"


def with_secrets() -> str:
    """The same with things that only south may see."""
    text = f"reconvene: 1\n{TRADE}"
    for heading, more in SEALED.items():
        text = text.replace(heading, heading + more.replace("AMOUNT", "300").replace("WORDS", "The harbour"), 1)
    return text


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    """South's desk in talks about trade."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(clock, "today", NOW.date)
        made = web_desk(tmp_path_factory.mktemp("worth"), "south", with_secrets())
        yield made
        made.house.office.close()


@pytest.fixture(scope="module")
def hanoi(web: WebDesk) -> WebDesk:
    """The shipped case in the same browser."""
    return WebDesk(web.house, web.browser, "/processes/case:hanoi")


def data(web: WebDesk, path: str) -> Any:
    web.get(path)
    return json.loads(web.last)


def rows(web: WebDesk, path: str) -> list[dict[str, str]]:
    web.get(path)
    return list(csv.DictReader(io.StringIO(web.last.lstrip("\ufeff"))))


def test_packages_are_weighed_side_by_side_and_measures_together(hanoi: WebDesk) -> None:
    page = hanoi.get("/weigh?package.dprk_proposal=1&lift.coal_and_iron_ban=1")
    assert "Analysis – not shared with parties" in page
    assert "Side by side" in page
    shown = data(hanoi, "/weigh.json?package.dprk_proposal=1&lift.coal_and_iron_ban=1")
    assert shown["weighings"][0]["relief"]["name"] == "dprk_proposal"
    assert len(shown["weighings"]) == 2
    alone = data(hanoi, "/weigh.json?lift.coal_and_iron_ban=1")
    assert len(alone["weighings"]) == 1
    assert {row["Dimension"] for row in rows(hanoi, "/weigh.csv")} >= {"revenue", "energy"}


def test_the_twins_have_the_choices_of_the_page(hanoi: WebDesk) -> None:
    hanoi.get("/assess?package.us_proposal=1&for=japan")
    assert "/assess.json?package.us_proposal=1&amp;for=japan" in hanoi.last
    shown = data(hanoi, "/assess.json?package.us_proposal=1&for=japan")
    assert [each["name"] for each in shown["assessments"]] == ["us_proposal"]


def test_a_name_that_the_text_does_not_have_says_what_to_do(hanoi: WebDesk) -> None:
    assert "did you mean us_proposal" in hanoi.get("/assess?package.us_propsal=1", 404)
    assert "No reader of this text is named nobody" in hanoi.get("/weigh?for=nobody", 404)
    assert "Next:" in hanoi.get("/exchange?parts=999", 404)


def test_threats_stand_against_allies_by_their_names(hanoi: WebDesk) -> None:
    page = hanoi.get("/assess?package.dprk_proposal=1")
    assert '<th scope="col">Japan</th>' in hanoi.last
    assert '<th scope="row">Short range missiles</th>' in hanoi.last
    assert "Each threat, and how hard it hits whom" in page
    assert len(rows(hanoi, "/assess.csv?package.dprk_proposal=1")) == 12


def test_what_would_decide_comes_first_and_ranked(hanoi: WebDesk) -> None:
    page = hanoi.get("/assess?package.us_proposal=1&for=japan")
    assert page.index("What would decide") < page.index("The test sheet")
    deciding = data(hanoi, "/assess.json?package.us_proposal=1&for=japan")["assessments"][0]["deciding"]
    counts = [len(each["decides"]) for each in deciding]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("path", ["/weigh", "/accounts", "/assess", "/consult"])
def test_a_reader_is_shown_nothing_that_is_not_for_them(web: WebDesk, path: str) -> None:
    assert "harbour" in web.get("/weigh")
    page = web.get(f"{path}?for=north")
    assert "From what North may see, and nothing else" in page
    sheet = web.last.partition('class="told-as"')[2]
    told = json.dumps(data(web, f"{path}.json?for=north"))
    for secret in ("harbour", "fish", "inside"):
        assert secret not in sheet
        assert secret not in told


def test_only_the_sender_is_told_that_the_full_text_says_otherwise(web: WebDesk) -> None:
    page = web.get("/weigh?for=north")
    assert "Only you see this line: Of other, the full text weighs otherwise than what North may see." in page
    assert 'class="notice warning unprinted"' in web.last
    assert "otherwise" not in json.dumps(data(web, "/weigh.json?for=north"))
    assert "Only you see this line" not in web.get("/weigh?for=south")


def test_consultations_and_their_last_days(hanoi: WebDesk) -> None:
    road = WebDesk(hanoi.house, hanoi.browser, "/processes/case:hanoi-road-map")
    page = road.get("/consult")
    assert "22 consultations are owed or declared" in page
    assert "The United States with Japan" in page
    assert len(rows(road, "/consult.csv")) == 22
    calendar = hanoi.browser.get(f"{road.base}/consult/calendar")
    assert calendar.text.startswith("BEGIN:VCALENDAR")


def test_the_best_and_the_worst_that_could_be_lifted_are_looked_for_in_the_form(hanoi: WebDesk) -> None:
    scales = library.weigh(library.load("case:hanoi"), search=Search(size=3))
    assert isinstance(scales, Scales) and scales.found is not None and scales.found.best is not None
    page = hanoi.get("/weigh?size=3")
    assert page.index("The best and the worst") < page.index("By count: 5 of 11 = 45%")
    assert f"Frees most: {', '.join(scales.found.best.lifted)}" in page
    assert data(hanoi, "/weigh.json?size=3")["found"]["search"]["size"] == 3
    assert data(hanoi, "/weigh.json?ceiling=12.5%25")["found"]["search"]["ceiling"] == 0.125


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("size=5&ceiling=30", "Next: ask one at a time"),
        ("size=five", "five is no number of texts. Next: write it like 5"),
        ("size=900", "to choose from, and not 900. Next: ask for fewer"),
        ("ceiling=101", "101 is no share. Next: write it like 30, in percent"),
        ("size=2&dimension=persons", "Nothing of the dimension persons is measured. Next: name one that is: revenue"),
    ],
)
def test_what_cannot_be_looked_for_is_told_with_the_form_kept(hanoi: WebDesk, asked: str, told: str) -> None:
    assert told in hanoi.get(f"/weigh?{asked}")
    assert f'value="{asked.partition("=")[2].partition("&")[0]}"' in hanoi.last


def test_a_proposal_that_holds_is_written_into_the_draft_once(hanoi: WebDesk) -> None:
    place = hanoi.house.office.begin("Swap to mend", SWAP.read_text(encoding="utf-8"))
    swap = WebDesk(hanoi.house, hanoi.browser, f"/processes/{place.name}")
    assert "The exchange does not hold as it stands." in swap.get("/exchange")
    shown = swap.last
    page = swap.post("/exchange", proposal="proposal-1")
    assert "The proposal is written into the draft." in page
    assert "The exchange holds as it stands" in page
    swap.last = shown
    assert "not as it was" in swap.post("/exchange", 404, proposal="proposal-1")
    assert place.versions.text.count("escrow:") == 1


def test_a_proposal_for_a_text_in_force_is_written_into_its_draft(hanoi: WebDesk) -> None:
    text = SWAP.read_text(encoding="utf-8")
    place = hanoi.house.office.begin("Swap in force", text.replace("2030", "2026"))
    place.set_up(place.versions.read(), "south", NOW)
    swap = WebDesk(hanoi.house, hanoi.browser, f"/processes/{place.name}")
    assert "Write it into the draft" not in swap.get("/exchange")
    assert f"{swap.base}/exchange?text=draft" in swap.last
    assert "Write it into the draft" in swap.get("/exchange?text=draft")
    assert "The exchange holds as it stands" in swap.post("/exchange?text=draft", proposal="proposal-2")
    assert "The exchange does not hold as it stands" in swap.get("/exchange")


def test_an_exchange_is_shown_as_one_reader_may_see_it(hanoi: WebDesk) -> None:
    sealed = SWAP.read_text(encoding="utf-8") + "    visible_to: [south]\n"
    place = hanoi.house.office.begin("Sealed swap", sealed)
    swap = WebDesk(hanoi.house, hanoi.browser, f"/processes/{place.name}")
    assert "give_relief" in swap.get("/exchange")
    page = swap.get("/exchange?for=north")
    assert "Only you see this line: Of South, the full text concludes otherwise than what North may see." in page
    assert "give_relief" not in json.dumps(data(swap, "/exchange.json?for=north"))


def test_an_exchange_says_what_it_lacks_or_how_exposed_each_is(hanoi: WebDesk) -> None:
    road = WebDesk(hanoi.house, hanoi.browser, "/processes/case:hanoi-road-map")
    assert "Cannot tell without" in road.get("/exchange")
    place = hanoi.house.office.begin("Swap", SWAP.read_text(encoding="utf-8"))
    swap = WebDesk(hanoi.house, hanoi.browser, f"/processes/{place.name}")
    page = swap.get("/exchange?parts=8")
    assert "Exposure by day" in page
    assert "<svg" in swap.last
    patch = swap.last.partition('<pre class="quoted"')[2].partition("</pre>")[0]
    assert "--- process.yaml\n+++ process.yaml\n@@ " in patch  # and not where the file lies
    assert "\n   give_relief:\n     by: south\n" in patch
    assert rows(swap, "/exchange.csv?parts=8")
    assert data(swap, "/exchange.json?parts=8")["chunks"] == 8
