"""What a page was read from: everything that it shows, so that no page shows what has been overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reconvene.live import clock
from reconvene.live.calendar_links import make_calendar_link
from reconvene.live.callers import Caller, Through
from reconvene.live.people import person_of
from reconvene.live.roles import Role
from reconvene.web.subject import Asked
from tests.desk_folders import HELD
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
