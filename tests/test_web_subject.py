"""What a page was read from: everything that it shows, so that no page shows what has been overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from reconvene.live import clock
from reconvene.live.calendar_links import make_calendar_link
from reconvene.live.callers import Caller, Through
from reconvene.live.people import person_of
from reconvene.live.roles import Role
from reconvene.web import application
from reconvene.web.drawing import draw
from reconvene.web.house import LETTERS, MOST, Drawn, Kept
from reconvene.web.subject import Asked
from tests.desk_folders import CLOSED, HELD
from tests.web_desk import NAME, NOW, WebDesk, web_desk


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDesk]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 5))
    made = web_desk(tmp_path)
    yield made
    made.house.close()


@pytest.mark.parametrize("asked", [Asked(), Asked(draft=True)], ids=["in force", "the draft"])
def test_what_is_recorded_is_seen_at_once_whichever_text_is_shown(web: WebDesk, asked: Asked) -> None:
    before = web.house.subjects.get(NAME, asked)
    assert not before.events
    web.desk.record(HELD, NOW)
    after = web.house.subjects.get(NAME, asked)
    assert after.version != before.version
    assert [event.kind for event in after.events] == ["session_held"]


def test_a_draft_is_named_by_its_text_alone_for_those_who_write_it(web: WebDesk) -> None:
    seen = web.house.subjects.get(NAME, Asked(draft=True)).seen
    web.desk.record(HELD, NOW)
    assert web.house.subjects.get(NAME, Asked(draft=True)).seen == seen
    versions = web.house.office.place(NAME).versions
    versions.write(versions.text + "# more\n", seen)
    assert web.house.subjects.get(NAME, Asked(draft=True)).seen != seen


def test_what_is_private_to_the_desk_is_seen_at_once(web: WebDesk) -> None:
    before = web.house.subjects.get(NAME, Asked())
    (web.desk.folder / "private.yaml").write_text("red_lines: {no_testing: {by: sweden, forbids: weapons_test}}\n")
    after = web.house.subjects.get(NAME, Asked())
    assert after.version != before.version
    assert "no_testing" in (after.document.process.red_lines or {})


def test_a_calendar_of_a_record_that_cannot_be_read_is_no_calendar_of_the_draft(tmp_path: Path, web: WebDesk) -> None:
    with web.house.people.reading() as connection:
        person = next(iter(connection.execute(web.house.people.tables.account.select())))
    caller = Caller(person_of(person), Role.LEAD, Through.SESSION)
    address = f"/calendar/{make_calendar_link(web.house.people, caller, NAME, NOW).token}.ics"
    assert web.browser.get(address).status_code == 200
    web.house.office.close()
    (tmp_path / "processes" / NAME / "desk" / "record.sqlite3").unlink()
    assert web.browser.get(address).status_code == 503


AMENDED = {"kind": "amendment", "of": "halt", "within": "60 days of signed", "happened": "2026-02-04"}


def test_what_follows_from_the_text_alone_is_kept_while_the_record_goes_on(web: WebDesk) -> None:
    subjects = web.house.subjects
    before = subjects.get(NAME, Asked())
    web.desk.record(HELD, NOW)
    after = subjects.get(NAME, Asked())
    assert after is not before
    assert after.text is before.text
    web.desk.record(AMENDED, NOW)
    amended = subjects.get(NAME, Asked())
    assert amended.text is not before.text
    assert amended.schedule != before.schedule
    web.desk.record(CLOSED, NOW)
    assert subjects.get(NAME, Asked()).text is amended.text, "the same amendment makes the same text"


def test_a_page_of_the_text_alone_shows_an_amendment_and_a_page_of_the_record_each_event(web: WebDesk) -> None:
    of_text, of_record = web.get("/schedule.json"), web.get("/record.json")
    web.desk.record(HELD, NOW)
    assert web.get("/schedule.json") == of_text
    assert web.get("/record.json") != of_record
    web.desk.record(AMENDED, NOW)
    assert web.get("/schedule.json") != of_text


def test_many_who_ask_at_once_wait_for_one_who_draws(web: WebDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def note(template: str, **values: Any) -> Markup:
        drawn.append(template)
        return draw(template, **values)

    monkeypatch.setattr(application, "draw", note)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: web.browser.get(f"{web.base}/record"), range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert drawn == ["record.html.j2"]
    web.desk.record(HELD, NOW)
    assert "summit" in web.get("/record")
    assert len(drawn) == 2, "and anew once it says something else"


def test_pages_are_let_go_of_when_they_are_many_or_long() -> None:
    kept = Kept()
    for number in range(MOST + 1):
        kept.put((number,), Drawn("1", None, "a page", "x"))
    assert kept.get((0,)) is None
    assert kept.get((1,)) == Drawn("1", None, "a page", "x")
    kept.put(("long",), Drawn("1", None, "a page", "x" * LETTERS))
    assert [kept.get((number,)) for number in range(MOST + 1)] == [None] * (MOST + 1)
    kept.put(("long",), Drawn("1", None, "a page", "y"))
    kept.put(("next",), Drawn("1", None, "a page", "z"))
    assert kept.get(("long",)) == Drawn("1", None, "a page", "y"), "what is put in its place counts, and not both"
