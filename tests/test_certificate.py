"""The deadline certificate: one page, honest in its title, the same in text and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reconvene.reports.certificate import certificate, certificate_text, chance_words, render_certificate
from reconvene.reports.schedule_view import Chance, ScheduleView, Standing
from reconvene.text.render import Paper
from tests import schedules
from tests.test_page import CONTRAST, Reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def full() -> ScheduleView:
    """More of everything than a page holds, all of it long."""
    shown = schedules.without_certificate()
    long = tuple(f"{number}: " + "a reason that takes its time to come to the point " * 4 for number in range(20))
    chain = tuple(replace(link, text=link.text + " And it says so at length" * 4) for link in shown.chain * 4)
    told = replace(shown, reasons=long, repairs=long, movers=long, assumptions=long, chain=chain)
    return replace(told, verdict=long[0], end_state=long[0], found_by=long[0])


def words(page: str) -> str:
    return " ".join(Reading(page).words.split())


@pytest.mark.parametrize("standing", list(Standing))
def test_only_a_date_that_is_kept_gets_a_certificate(standing: Standing) -> None:
    shown = schedules.without_certificate(standing)
    title = certificate(shown).title
    assert title.startswith("No certificate: ") == (standing is not Standing.KEPT)
    assert certificate_text(shown).plain.startswith(title)
    page = render_certificate(shown)
    assert f"<h1>{title}</h1>" in page and f"<title>{title}: A road map after Hanoi" in page


def test_it_says_what_by_when_who_finds_it_why_and_on_what_it_rests() -> None:
    shown = schedules.road_map()
    for said in (" ".join(certificate_text(shown).plain.split()), words(render_certificate(shown))):
        for part in (
            shown.verdict, shown.end_state, "24 Sep 2034", shown.found_by, "joint verifiers", shown.reasons[0],
            *shown.assumptions, *shown.movers, "up to 1826 days", "All programmes are declared.", "conduct",
        ):  # fmt: skip
            assert part in said, part


def test_repairs_are_told_only_where_there_is_something_to_mend() -> None:
    shown = replace(schedules.without_certificate(), repairs=("Move it.",))
    assert "Move it." in certificate_text(shown).plain
    assert "Move it." not in certificate_text(replace(shown, standing=Standing.KEPT)).plain


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.61, 0.78, "between 6 and 8 in 10 (61 to 78 %)"),
        (0.68, 0.72, "about 7 in 10 (68 to 72 %)"),
        (0.7, 0.7, "about 7 in 10 (70 %)"),
        (0.001, 0.004, "fewer than 1 in 10 (0 to 1 %)"),
        (0.99, 0.999, "more than 9 in 10 (99 to 100 %)"),
        (1.0, 1.0, "every critical date is met, however long"),
        (0.0, 0.0, "no case in which"),
        (0.0, 1.0, "between 0 and 10 in 10 (0 to 100 %)"),
    ],
)
def test_a_probability_is_a_range_and_says_on_what_it_rests(low: float, high: float, expected: str) -> None:
    told = chance_words(Chance(low, high, "declared ranges"))
    assert told.startswith(expected) and told.endswith("it rests on declared ranges")


def test_what_is_not_known_is_said() -> None:
    assert chance_words(None) == "not known"
    assert dict(certificate(schedules.empty()).facts) == {
        "End state": "not said", "Final date": "none", "Found by": "not said", "Probability": "not known"
    }  # fmt: skip


@pytest.mark.parametrize("shown", [schedules.road_map(), full(), schedules.empty()], ids=["road map", "full", "empty"])
@pytest.mark.parametrize("paper", [Paper(80), Paper(80, ascii=True), Paper(40)], ids=["80", "ascii", "40"])
def test_the_text_keeps_to_its_width(shown: ScheduleView, paper: Paper) -> None:
    plain = certificate_text(shown, paper).plain
    assert max(map(len, plain.splitlines())) <= paper.width
    assert plain.isascii() or not paper.ascii
    assert not re.search(r"[ \t]+$", plain, re.MULTILINE) or paper.width < 80


def test_a_long_chain_keeps_its_ends_and_counts_the_rest() -> None:
    it = certificate(full())
    (out,) = [link.left_out for link in it.chain if link.left_out]
    assert out + len(it.chain) - 1 == len(full().chain)
    assert it.chain[-1].text == full().chain[-1].text
    assert all(len(found.lines) + found.more == 20 for found in it.lists)


def test_the_page_loads_nothing_and_makes_no_markup_of_names() -> None:
    shown = replace(schedules.road_map(), title="<b>x</b>", verdict="<script>a</script>", assumptions=("a\u202eb",))
    text = render_certificate(shown)
    page = Reading(text)
    assert page.count("script") == page.count("link") == 0 and not page.every("src")
    assert "<b>x" not in text and "\u202e" not in text
    assert [page.count(tag) for tag in ("main", "h1", "footer")] == [1, 1, 1]


@pytest.mark.browser
@pytest.mark.parametrize("shown", [schedules.road_map(), full(), schedules.empty()], ids=["road map", "full", "empty"])
def test_it_prints_on_one_sheet_and_fits_a_telephone(browser: Browser, tmp_path: Path, shown: ScheduleView) -> None:
    file = tmp_path / "certificate.html"
    file.write_text(render_certificate(shown), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(CONTRAST) == []
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    page.close()


def test_the_same_schedule_makes_the_same_certificate() -> None:
    assert render_certificate(schedules.road_map()) == render_certificate(schedules.road_map())
