"""The page and the table of a schedule: every step is told in words, on any screen and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.reports.schedule_page import render_schedule, view
from reconvene.reports.schedule_table import rows, steps_text
from reconvene.reports.schedule_view import ScheduleView
from reconvene.text.render import Paper
from tests import schedules
from tests.test_page import CONTRAST, Reading, links_hold
from tests.test_timeline import named

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES = {
    "road map": schedules.road_map(),
    "luck": schedules.without_certificate(),
    "150 bars": schedules.many(150, parties=5),
    "long names": schedules.many(20, long=True),
    "no dates": schedules.undated(),
    "nothing": schedules.empty(),
}
every_case = pytest.mark.parametrize("shown", CASES.values(), ids=CASES)


# The table


def test_steps_come_by_their_last_day_and_those_without_one_last() -> None:
    found = rows(schedules.undated())
    assert found[0].latest == date(2029, 6, 1) and found[-1].latest is None
    assert found[-1].to_day == "no last day" and found[-1].slack_words == "not known"
    found = rows(schedules.road_map())
    assert all(one.latest <= other.latest for one, other in pairwise(found) if one.latest and other.latest)
    assert {row.name for row in found} == {step.name for step in schedules.road_map().steps}


@every_case
@pytest.mark.parametrize("paper", [Paper(100), Paper(80, ascii=True), Paper(50)], ids=["100", "ascii", "narrow"])
def test_the_table_on_a_terminal_keeps_to_its_width(shown: ScheduleView, paper: Paper) -> None:
    plain = steps_text(shown, paper).plain
    assert max(map(len, plain.splitlines())) <= paper.width
    assert plain.isascii() or not paper.ascii
    assert all(step.latest.isoformat() in plain for step in shown.steps if step.latest)


def test_a_terminal_marks_the_critical_chain_and_what_nobody_controls() -> None:
    plain = steps_text(schedules.road_map(), Paper(140)).plain
    (line,) = [line for line in plain.splitlines() if "Declare all programmes: verified" in line]
    assert line.strip().startswith("◆≈") and line.split()[-4:] == ["2023-03-25", "2025-03-24", "0", "0"]
    assert "on the critical chain" in plain and "nobody's to choose" in plain and "? not known" in plain
    assert "\x1b" not in steps_text(named("\x1b[31m"), Paper(80)).plain


# The page


@every_case
def test_links_hold_and_nothing_is_loaded(shown: ScheduleView) -> None:
    page = render_schedule(shown)
    reading = Reading(page)
    ids = reading.every("id")
    assert len(ids) == len(set(ids))
    links_hold(reading)
    assert not reading.every("src") and reading.count("script") == reading.count("link") == 0
    assert not re.search(r"url\([^#]|@import|https?://(?!www\.w3\.org/2000/svg)", page)
    assert page == render_schedule(shown)


@every_case
def test_landmarks_headings_and_captions_are_there(shown: ScheduleView) -> None:
    page = Reading(render_schedule(shown))
    assert [page.count(tag) for tag in ("main", "header", "footer", "h1")] == [1, 1, 1, 1]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.count("caption") == page.count("table")
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    assert next(attributes for tag, attributes in page.tags if tag == "a")["class"] == "skip"


def test_it_tells_certificate_steps_chains_bad_days_and_assumptions() -> None:
    said = " ".join(Reading(render_schedule(schedules.road_map())).words.split())
    shown = schedules.road_map()
    for step in shown.steps:
        assert step.called in said
    for part in (*shown.assumptions, *shown.reasons, shown.deserts[0].text, shown.collisions[0].text, shown.verdict):
        assert part in said, part
    assert "End statutory sanctions and US election" in said
    assert "No certificate: " in render_schedule(schedules.without_certificate())


def test_a_tall_picture_is_printed_in_parts_on_the_same_days() -> None:
    assert view(schedules.road_map()).sheets == ()
    sheets = view(schedules.many(150, parties=5)).sheets
    assert len(sheets) > 1
    axes = [re.findall(r">(20\d\d)</text>", sheet) for sheet in sheets]
    assert all(axis == axes[0] for axis in axes)
    assert sum(sheet.count('class="bar ') for sheet in sheets) >= 150


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
def test_any_text_makes_a_page_that_holds_together(text: str) -> None:
    shown = replace(named(text), steps=tuple(schedules.steps_of(named(text).lanes, None)), assumptions=(text,))
    Reading(render_schedule(shown))


# In a browser


@pytest.mark.browser
@every_case
def test_only_boxes_scroll_sideways(browser: Browser, tmp_path: Path, shown: ScheduleView) -> None:
    file = tmp_path / "schedule.html"
    file.write_text(render_schedule(shown), encoding="utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    for width in (1400, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == [] and asked == [file.as_uri()]
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_and_the_picture_turns_with_the_page(browser: Browser, tmp_path: Path, scheme: str) -> None:
    file = tmp_path / "schedule.html"
    file.write_text(render_schedule(schedules.without_certificate()), encoding="utf-8")
    page = browser.new_context(color_scheme="dark" if scheme == "dark" else "light").new_page()
    page.goto(file.as_uri())
    assert page.evaluate(CONTRAST.replace("'body *'", "'body *:not(svg *)'")) == []
    paper = "getComputedStyle(document.querySelector('#timeline .paper')).fill"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page.evaluate(paper) == ground
    page.emulate_media(media="print")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
