"""Stories of readers in the pages: what a lawyer and a mediator come for stands where they look."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconvene.live import clock
from tests.desk_folders import CLOSED, HELD, TEXT, moment
from tests.offices import Desk, office_in
from tests.web_desk import web_desk, words_of


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return office_in(tmp_path_factory.mktemp("office"))


def test_five_of_eleven(desk: Desk) -> None:
    """The sanctions lawyer reads the count beside the weight."""
    page = words_of(desk.client.get("/processes/case:hanoi/weigh").text)
    assert "By count: 5 of 11 = 45%" in page
    assert "By weight, of what is measured: revenue 100%" in page


def test_succession(desk: Desk) -> None:
    """The mediator sees that a way back bound to a government ends with it, and one bound to the state does not."""
    talks = desk.begin(TEXT.replace("binds: state", "binds: government"))
    assert "dies-with-the-government" in words_of(talks.get("/findings")).partition("Passed")[0]
    bound = desk.begin(TEXT)
    assert "dies-with-the-government" not in words_of(bound.get("/findings")).partition("Passed")[0]


def test_the_talks_end_with_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mediator reads that day 0 has come, what is due by when from whom, and who stands in."""
    monkeypatch.setattr(clock, "now", lambda: moment("02-01"))
    monkeypatch.setattr(clock, "today", lambda: moment("02-01").date())
    web = web_desk(tmp_path)
    web.desk.record([HELD, CLOSED], moment("02-01"))
    page = web.get("/status")
    assert "Broken (failure trigger), day 0" in page
    assert "by the identical note" in page and "if sweden cannot, singapore" in page
    assert "Notice" in web.get("/letters")
    web.house.close()
