"""The shipped case of Leap Day: two statements that differ, a term read in two ways, and no hindsight."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import reconvene
from reconvene.checks import run
from reconvene.document.expressions import OnDate, Quantity
from reconvene.document.kinds import Estimate
from reconvene.document.load import Document
from reconvene.document.obligation import Obligation, Total
from reconvene.document.process import Process
from reconvene.text.finding import Verdict
from tests.cases import records_of

FOLDER = Path(reconvene.__file__).parent / "cases" / "leap_day_2012"
LEAP_DAY = date(2012, 2, 29)

DIVERGING = {
    "no_nuclear_tests": {"while"},
    "no_long_range_launches": {"while"},
    "halt_at_yongbyon": {"forbids", "while"},
    "admit_inspectors": {"while"},
    "confirm_disablement": {"by", "brings"},
    "food_aid": {"after"},
    "sanctions_and_reactors_first": {"brings"},
}
"""Where the two statements do not say the same, slot by slot."""


@pytest.fixture(scope="module")
def report(document: Document) -> run.Report:
    return run.run(document, LEAP_DAY)


def failing(report: run.Report, check: str) -> set[str]:
    return {finding.about for finding in report.findings if finding.id == check and finding.verdict is Verdict.FAILS}


def test_loads_clean(document: Document) -> None:
    assert [finding.message for finding in document.findings] == []


def test_is_as_of_the_day_itself(process: Process) -> None:
    assert process.as_of == LEAP_DAY
    assert {statement.dated for statement in (process.statements or {}).values()} == {LEAP_DAY}


def test_there_are_two_statements_and_no_agreed_text(process: Process, duties: dict[str, Obligation]) -> None:
    assert {name: one.by for name, one in (process.statements or {}).items()} == {"us_text": "us", "dprk_text": "dprk"}
    for name, duty in duties.items():
        assert duty.form == "parallel", name
        assert list(duty.texts or {}) == ["us_text", "dprk_text"], name
        assert all(wording.source for wording in (duty.texts or {}).values()), name


def test_the_undertaking_is_what_the_debtor_says_of_itself(duties: dict[str, Obligation]) -> None:
    for name in ("no_nuclear_tests", "no_long_range_launches", "halt_at_yongbyon"):
        duty = duties[name]
        own, other = (duty.texts or {})["dprk_text"], (duty.texts or {})["us_text"]
        assert duty.forbids == own.forbids, name
        assert str(duty.while_) == str(own.while_) == "dialogue.productive", name
        assert other.is_unsaid("while"), name
    food = duties["food_aid"]
    own, other = (food.texts or {})["us_text"], (food.texts or {})["dprk_text"]
    assert str(food.after) == str(own.after) == "food_details.settled"
    assert other.is_unsaid("after")


def test_silence_is_a_value(duties: dict[str, Obligation]) -> None:
    assert duties["food_aid"].is_unsaid("in_return_for")
    assert duties["confirm_disablement"].is_unsaid("brings")
    for name in ("no_nuclear_tests", "no_long_range_launches", "halt_at_yongbyon", "admit_inspectors"):
        assert duties[name].is_unsaid("judged_by"), name


def test_the_food_is_240000_tons_in_both_texts(duties: dict[str, Obligation]) -> None:
    food = duties["food_aid"]
    amounts = [food.amount, *(wording.amount for wording in (food.texts or {}).values())]
    for amount in amounts:
        assert isinstance(amount, Total) and isinstance(amount.total, Quantity)
        assert str(amount.total) == "240000 metric_tons"
        assert amount.is_unsaid("bound")


def test_only_enrichment_is_monitored(duties: dict[str, Obligation]) -> None:
    assert duties["no_nuclear_tests"].verified is None
    assert duties["no_long_range_launches"].verified is None
    assert getattr(duties["halt_at_yongbyon"].verified, "by", None) == "iaea"


def test_the_term_is_open_read_in_two_ways_and_used(process: Process, duties: dict[str, Obligation]) -> None:
    term = (process.terms or {})["long_range_launch"]
    readings = term.readings or {}
    assert term.open == ("space_launcher",) and term.deliberate is None
    assert "space_launcher" in (readings["us"].includes or ())
    assert "space_launcher" in (readings["dprk"].excludes or ())
    assert all(reading.source for reading in readings.values())
    assert "long_range_launch" in (duties["no_long_range_launches"].forbids or ())


def test_has_no_end_and_no_way_back(process: Process) -> None:
    assert process.final_date is None and process.end_state is None and process.return_ is None
    assert process.disputes is None and not process.unsaid


def test_texts_diverge_exactly_where_they_differ(report: run.Report) -> None:
    found: dict[str, set[str]] = {}
    for finding in report.findings:
        if finding.id == "parallel-texts-diverge" and finding.says == "differs":
            found.setdefault(finding.about, set()).add(finding.fields["key"])
    assert {name: keys & DIVERGING.get(name, set()) for name, keys in found.items()} == DIVERGING


def test_expected_findings(report: run.Report) -> None:
    assert failing(report, "no-final-deadline") == {"end_state", "final_date"}
    assert failing(report, "no-return-mechanism") == {"return"}
    assert failing(report, "unverified-weight") == {"no_nuclear_tests", "no_long_range_launches"}
    assert failing(report, "parallel-texts-diverge") == set(DIVERGING)
    assert failing(report, "calendar-desert") == {"calendar"}
    assert not report.document.process.suppress


@pytest.mark.parametrize("check", ["O03", "O04", "V01", "R01", "T01"])
def test_expected_findings_stand_on_the_page(check: str) -> None:
    assert f"| {check} `" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_nothing_later_is_known(process: Process) -> None:
    for section in ("statements", "obligations", "accounts", "texts"):
        for name, thing in getattr(process, section).items():
            assert thing.dated is None or thing.dated <= LEAP_DAY, name
    for name, session in (process.sessions or {}).items():
        day = session.dated.at if session.dated else None
        assert isinstance(day, OnDate) and day.day <= LEAP_DAY, name
    text = (FOLDER / "process.yaml").read_text(encoding="utf-8")
    assert "Kwangmyongsong" not in text and "2012-03" not in text and "2012-04-1" not in text.replace("2012-04-15", "")


def test_hindsight_is_kept_apart_and_has_sources() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    before, _, after = page.partition("## Hindsight")
    assert "16 March" not in before and "13 April" not in before
    assert "16 March 2012" in after and "13 April" in after and after.count("<http") >= 5
    assert (date(2012, 3, 16) - LEAP_DAY).days == 16
    assert (date(2012, 4, 13) - LEAP_DAY).days == 44


def test_every_figure_has_a_source_or_says_how_it_was_made(process: Process) -> None:
    estimates = [estimate for estimate in records_of(process) if isinstance(estimate, Estimate)]
    assert estimates
    for estimate in estimates:
        judged = estimate.basis in ("assumed", "derived", "judged") and estimate.method
        assert estimate.source or judged, estimate.span.location


def test_copies_are_not_called_primary(process: Process) -> None:
    for name in ("us_statement_copy", "us_statement_second_copy", "dprk_statement_copy"):
        assert (process.sources or {})[name].grade == "weak"
