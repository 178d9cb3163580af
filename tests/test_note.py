"""The notes of a desk as pages: the same words as on the terminal, one file, readable by all and on paper."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from reconvene import load, return_proof, status
from reconvene.cli.app import app
from reconvene.reports.note import note_page, note_text
from reconvene.reports.return_note import return_note
from reconvene.reports.status import status_note
from reconvene.text.render import Paper
from tests.records import TALKS, WAY_BACK, document
from tests.test_page import CONTRAST, Reading, links_hold

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Words(HTMLParser):
    """What a reader of a page reads, without styles and pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth, self.found = 0, [""]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in ("style", "svg", "details")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in ("style", "svg", "details")

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.found.append(data)


@pytest.fixture(scope="module")
def hanoi() -> str:
    return note_page(status_note(status(load("case:hanoi"), date(2019, 10, 6))))


@pytest.fixture(scope="module")
def road_map() -> str:
    return note_page(return_note(return_proof(load("case:hanoi-road-map"))))


def test_the_page_says_what_the_terminal_says(hanoi: str) -> None:
    shown = status_note(status(load("case:hanoi"), date(2019, 10, 6)))
    page = " ".join("".join(Words(hanoi).found).split())
    terminal = " ".join(note_text(shown, Paper(100)).plain.replace("`", "").split())
    for line in (line.removeprefix("- ").replace("`", "") for each in shown.sections for line in each.lines):
        assert " ".join(line.split()) in page
        assert " ".join(line.split()) in terminal


def test_the_picture_stands_in_the_page_with_its_words(hanoi: str, road_map: str) -> None:
    assert hanoi.count("<svg") == 1 and "The picture in words" in hanoi
    assert "2019-02-28 to 2019-06-30: broken" in hanoi
    assert road_map.count("<svg") == 1
    assert "Stage 5, conference of all: day 70 to 100" in road_map


def test_a_page_loads_nothing_and_its_links_lead_somewhere(hanoi: str, road_map: str) -> None:
    for page in (hanoi, road_map):
        links_hold(Reading(page))
        assert "<script" not in page and not re.search(r'(src|href)="(?!#)', page)
        assert "default-src 'none'" in page


def test_what_a_file_says_is_never_markup() -> None:
    text = TALKS.replace("Talks of north and south", "'<script>alert(1)</script>'") + WAY_BACK
    page = note_page(status_note(status(document(text), events=())))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_way_back_that_fails_is_told_day_by_day() -> None:
    text = TALKS + WAY_BACK.replace("binds: state", "binds: government")
    page = note_page(return_note(return_proof(document(text), turnover="south")))
    assert "How result 1 fails" in page
    assert "nothing binds the new one" in page
    assert "Why, and what would mend it" in page


def test_the_ending_of_a_file_names_the_format(tmp_path: Path) -> None:
    process = tmp_path / "talks.yaml"
    process.write_text(TALKS + WAY_BACK, encoding="utf-8")
    for verb in ("status", "return"):
        for ending, start in ((".html", b"<!DOCTYPE html>"), (".svg", b"<svg"), (".json", b"{"), (".png", b"\x89PNG")):
            made = tmp_path / f"{verb}{ending}"
            assert CliRunner().invoke(app, [verb, str(process), "-o", str(made)]).exit_code in (0, 1)
            assert made.read_bytes().startswith(start)
        refused = CliRunner().invoke(app, [verb, str(process), "--format", "png"])
        assert refused.exit_code == 2 and "write it to a file" in refused.output
    lost = CliRunner().invoke(app, ["status", str(process), "-o", str(tmp_path / "no" / "note.html")])
    assert lost.exit_code == 2 and "cannot be written" in lost.output


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_note_fits_desk_and_telephone_in_light_and_dark(hanoi: str, browser: Browser, scheme: str) -> None:
    for width in (1280, 390):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page.set_content(hanoi)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
        page.close()
