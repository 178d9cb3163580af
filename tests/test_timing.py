"""How late and how early a written moment can be."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.document.load import load_text
from reconvene.timing.bounds import Bounds

HEADER = """
parties: {north: {}, south: {}}
items: {report: {scale: [given]}, contract: {scale: [signed]}}
"""


def latest(days: str, name: str = "end") -> tuple[date | None, str]:
    document = load_text(f"{HEADER}days:\n{days}")
    assert document.findings == ()
    bounds = Bounds(document.process)
    reach = bounds.latest_of((document.process.days or {})[name])
    return reach.day, reach.hangs_on


@pytest.mark.parametrize(
    ("days", "day"),
    [
        ("  end: 2030-06-30", date(2030, 6, 30)),
        ("  end: end of 2030-02", date(2030, 2, 28)),
        ("  end: end of 2030", date(2030, 12, 31)),
        ("  start: 2030-01-01\n  end: 90 days after start", date(2030, 4, 1)),
        ("  start: 2030-01-31\n  end: 1..3 months after start", date(2030, 4, 30)),
        ("  start: 2030-01-31\n  end: 10 days before start", date(2030, 1, 21)),
        ("  end: {when: report.given, no_later_than: 2031-01-01}", date(2031, 1, 1)),
        ("  start: 2030-01-01\n  end: {earliest: [1 year after start, report.given]}", date(2031, 1, 1)),
        ("  start: 2030-01-01\n  end: {latest: [1 year after start, 2030-05-01]}", date(2031, 1, 1)),
        ("  end: {latest: [report.given, 2030-05-01], no_later_than: 2032-01-01}", date(2032, 1, 1)),
    ],
)
def test_a_moment_that_some_day_bounds(days: str, day: date) -> None:
    assert latest(days) == (day, "")


@pytest.mark.parametrize(
    ("days", "hangs_on"),
    [
        ("  end: {when: report.given}", "report.given"),
        ("  end: 5 years after report.given", "report.given"),
        ("  start: {when: contract.signed}\n  end: 90 days after start", "contract.signed"),
        ("  end: {latest: [report.given, 2030-05-01]}", "report.given"),
        ("  start: 2030-01-01\n  end: at least 5 years after start", "a time that is only bounded from below"),
        ("  other: 1 day after end\n  end: 1 day after other", "other"),
    ],
)
def test_a_moment_that_nothing_bounds_says_what_it_hangs_on(days: str, hangs_on: str) -> None:
    assert latest(days) == (None, hangs_on)


def test_the_reasons_name_each_day_on_the_way() -> None:
    document = load_text(f"{HEADER}days: {{start: {{when: contract.signed}}}}\nfinal_date: 5 years after start")
    assert document.process.final_date is not None
    reach = Bounds(document.process).latest_of(document.process.final_date)
    assert [reason.message for reason in reach.reasons] == [
        "`start` has no date of its own",
        "it is the day on which `contract.signed` comes true",
    ]
