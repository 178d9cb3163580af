"""The pages of the way back: the watch for a stall, the ladder, the proof, the letters, deposits in confidence."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reconvene import create_desk, load
from reconvene.live import clock
from reconvene.live.deposits import begin_deposits, deposit
from reconvene.live.desk import Desk
from reconvene.live.founding import settings_for
from reconvene.live.roles import Role
from tests.accessibility import needs_axe, violations
from tests.desk_folders import BEGUN, CLOSED, HELD, TEXT, hand_over, moment, written
from tests.web_desk import NAME, WebDesk, served, web_desk, words_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STILL = TEXT.replace("binds: state", "binds: government")
"""The same talks with a way back that a change of government ends."""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    """The convenor's desk, on a day on which the way back runs; tests only read there."""
    with pytest.MonkeyPatch.context() as patch:
        yield from at_desk("sweden", tmp_path_factory.mktemp("read"), patch)


@pytest.fixture
def swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDesk]:
    """The same to write to."""
    yield from at_desk("sweden", tmp_path, monkeypatch)


@pytest.fixture
def northern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDesk]:
    """A party's desk, on the same day."""
    yield from at_desk("north", tmp_path, monkeypatch)


def at_desk(actor: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDesk]:
    monkeypatch.setattr(clock, "now", lambda: moment("02-05"))
    monkeypatch.setattr(clock, "today", lambda: moment("02-05").date())
    web = web_desk(folder, actor)
    web.desk.record([HELD, CLOSED], moment("02-01"))
    yield web
    web.house.office.close()


def far_desk(actor: str, folder: Path) -> Desk:
    """The desk of another in the same process."""
    about = load(written(folder))
    return create_desk(folder / actor, about, settings_for(about, actor, process=NAME, store="memory:"), BEGUN)


def rows(web: WebDesk, path: str) -> list[dict[str, str]]:
    web.get(path)
    return list(csv.DictReader(io.StringIO(web.last.lstrip("\ufeff"))))


def data(web: WebDesk, path: str) -> Any:
    web.get(path)
    return json.loads(web.last)


def in_hanoi(web: WebDesk) -> WebDesk:
    """The same browser, at the shipped case."""
    return WebDesk(web.house, web.browser, "/processes/case:hanoi")


def test_every_signal_says_why_it_fires_or_why_not(read: WebDesk) -> None:
    page = in_hanoi(read).get("/stall")
    assert "3 of 12 fire" in page
    assert "They are broken; day 0 was 2019-02-28" in page
    assert "Fires for 1 day, because the last session closed 1 day ago without a date" in page
    assert "Not fired because 14 days are not reached" in page
    assert "It will on 2019-03-15, if nothing happens" in page
    assert "Cannot tell, because no draft text is recorded" in page
    found = {row["Signal"]: row for row in rows(in_hanoi(read), "/stall.csv")}
    assert len(found) == 12
    assert found["G1 No next date"]["Stands"] == "fires"
    assert found["G3 Silence"]["Threshold"] == "45 days"
    assert [each["number"] for each in data(in_hanoi(read), "/stall.json")["signals"]][:3] == ["G1", "G6", "G7"]


def test_the_signals_are_those_of_the_day_that_is_asked_for(read: WebDesk) -> None:
    page = in_hanoi(read).get("/stall?as_of=2019-02-27")
    assert "day 0 was" not in page
    assert "They will on" in page or "No day is in sight" in page


def test_the_side_bar_counts_the_signals_that_fire(read: WebDesk) -> None:
    assert "Stall watch 3" in in_hanoi(read).get("/stall")


def test_the_ladder_says_who_must_do_what_by_when(read: WebDesk) -> None:
    page = read.get("/ladder")
    assert "day 4 of the way back" in page
    assert "Day 0 was 2026-02-01" in page
    assert "Private notice by sweden" in page
    assert "Not done yet, by 2026-02-08 at the latest" in page
    assert "/record/new?kind=notice_sent&amp;by_party=sweden" in read.last
    stages = data(read, "/ladder.json")["stages"]
    assert [stage["standing"] for stage in stages] == ["runs"] + ["ahead"] * 6
    assert (stages[1]["first"], stages[1]["last"]) == ("2026-02-08", "2026-02-22")


def test_an_act_on_record_is_done_and_its_stage_is_left(swedish: WebDesk) -> None:
    notice = {"kind": "notice_sent", "happened": "2026-02-04", "by_party": "sweden", "to": ["north", "south"]}
    swedish.desk.record([notice], moment("02-05"))
    page = swedish.get("/ladder")
    assert "left by its acts" in page
    assert "The stage technical contact runs" in page
    assert data(swedish, "/ladder.json")["stages"][0]["last"] == "2026-02-04"


def test_a_ladder_that_does_not_run_tells_the_days_it_would_have(read: WebDesk) -> None:
    road = WebDesk(read.house, read.browser, "/processes/case:hanoi-road-map")
    page = road.get("/ladder")
    assert "no return is running" in page
    assert "It starts by itself, with a stall or a failure" in page
    assert "2019-03-01 to 2019-03-08" in page
    assert "Record it" not in page  # a shipped case is only read
    assert "The last limit runs out on 2019-12-06" in page
    assert "The text has no way back." in in_hanoi(read).get("/ladder")


def test_falls_and_what_came_of_them_are_told(read: WebDesk) -> None:
    past = data(in_hanoi(read), "/ladder.json")["past"]
    assert [each["day0"] for each in past][-1] == "2019-02-28"
    assert past[-1]["result"] == "broken"
    assert past[-1]["ended"] is None


def test_the_proof_answers_for_so_many_absent_and_for_one_government(read: WebDesk) -> None:
    page = read.get("/return")
    assert "The parties come back to the table" in page
    assert "Day 0 was 2026-02-01" in page
    asked = data(read, "/return.json?absent=2&turnover=north")
    assert (asked["absent"], asked["turnover"]) == (2, "north")
    for wrong in ("absent=9", "turnover=nobody"):
        assert "Next:" in read.get(f"/return?{wrong}", 404)
    assert {row["Verdict"] for row in rows(read, "/return.csv")} == {"holds"}


def test_a_proof_that_fails_is_told_as_a_story_with_its_days(tmp_path: Path) -> None:
    assert STILL != TEXT
    web = web_desk(tmp_path, "sweden", STILL)
    page = web.get("/return")
    assert "How result 1 fails" in page
    assert re.search(r'/draft#L\d+C\d+">line \d+</a>', web.last)
    assert "Day 0 2026-" in page
    assert "What would mend it" in page or "Why, and what would mend it" in page
    web.house.office.close()


def test_letters_are_read_and_taken_along_in_the_same_words_for_all(read: WebDesk) -> None:
    page = read.get("/letters")
    assert "Notice, no later than 2026-02-08" in page
    assert "For whoever sends it, and for nobody else" in page
    assert "This is without prejudice to the position of any party." in read.get("/letters/1/north")
    north, south = (read.browser.get(f"{read.base}/letters/1/{who}/text") for who in ("north", "south"))
    assert "attachment" in north.headers["content-disposition"]
    assert [line for line in north.text.splitlines() if not line.startswith("To:")] == [
        line for line in south.text.splitlines() if not line.startswith("To:")
    ]
    archive = zipfile.ZipFile(io.BytesIO(read.browser.get(f"{read.base}/letters/all").content))
    assert "for-the-sender.txt" in archive.namelist()
    assert read.browser.get(f"{read.base}/letters/1/north/page").text.startswith("<!DOCTYPE html>")


def test_a_letter_that_is_not_there_says_what_to_do(read: WebDesk) -> None:
    assert "Next:" in read.get("/letters/9/north", 404)
    assert "Next:" in read.get("/letters/1/nobody", 404)
    assert "did you mean quiet_clock" in read.get("/letters?stage=quiet_clok", 404)
    assert "rehearsal" in read.get("/letters?stage=cover")


def test_a_party_seals_what_it_could_accept_and_takes_it_back(northern: WebDesk, tmp_path: Path) -> None:
    assert "No key of Sweden" in northern.get("/deposits")
    sweden = far_desk("sweden", tmp_path / "far")
    begin_deposits(sweden, moment("02-01"))
    hand_over(sweden, northern.desk)
    page = northern.get("/deposits")
    assert "compare over the telephone" in page
    assert "Nothing is written" in northern.post("/deposits", 422, accepts=" \n ")
    northern.get("/deposits")
    northern.post("/deposits", accepts="Geneva\na third party invites")
    assert "It is sealed and on record" in words_of(northern.last)
    assert "deposit_north_1" in northern.get("/deposits")
    assert "Geneva" not in northern.last  # this desk cannot open it
    northern.post("/deposits/withdraw")
    assert "is withdrawn" in words_of(northern.last)


def test_the_convenor_tells_all_the_same_or_nothing(swedish: WebDesk, tmp_path: Path) -> None:
    assert "Begin to take deposits" in swedish.get("/deposits")
    swedish.post("/deposits/begin")
    north = far_desk("north", tmp_path / "far")
    hand_over(swedish.desk, north)
    deposit(north, ["Geneva"], "sweden", moment("02-05"))
    hand_over(north, swedish.desk)
    page = swedish.get("/deposits")
    assert "North deposit_north_1" in page
    assert "South nothing" in page
    assert "Geneva" not in swedish.last
    assert "Nothing came from south" in swedish.post("/deposits/match", 409)
    swedish.get("/deposits")
    swedish.post("/deposits/match", close="yes")
    assert "there is nothing to tell that all accept" in words_of(swedish.last)


def test_a_reader_of_the_desk_has_no_deposits_and_a_case_has_none(read: WebDesk) -> None:
    asked = read.browser.get(f"{read.base}/deposits", headers=read.token(Role.READER))
    assert asked.status_code >= 400
    assert "deposit" in asked.text
    assert in_hanoi(read).browser.get("/processes/case:hanoi/deposits").status_code == 409


@pytest.mark.browser
@needs_axe
def test_the_pages_are_read_in_a_browser(read: WebDesk, browser: Browser) -> None:
    here, hanoi = read.base, "/processes/case:hanoi"
    screens = [f"{here}/{name}" for name in ("stall", "ladder", "return", "letters", "letters/1/north", "deposits")]
    screens += [f"{hanoi}/{name}" for name in ("stall", "weigh", "accounts", "assess?for=japan", "consult", "exchange")]
    with served(read) as link, browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(link)
        for screen in screens:
            page.goto(link.partition("/login")[0] + screen)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
            # Those of a desk are looked at with all the others, in test_web_screens.
            assert screen.startswith(here) or violations(page) == [], screen
        page.goto(link.partition("/login")[0] + f"{here}/return")
        page.get_by_label("absent at any time").select_option("at most 2")
        page.get_by_role("button", name="Prove it again").click()
        page.get_by_text("At most 2 of those with a role absent").first.wait_for()
        assert "absent=2" in page.url
        assert wrong == []
