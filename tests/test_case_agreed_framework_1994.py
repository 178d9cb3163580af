"""The shipped case of the Agreed Framework: its clauses, the sum that 2003 hangs on, and what history confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import reconvene
from reconvene.checks import run
from reconvene.document.dates import earliest_after, latest_after
from reconvene.document.expressions import Duration
from reconvene.document.kinds import Estimate, facts_of
from reconvene.document.load import Document
from reconvene.document.obligation import Obligation, Total, Verification
from reconvene.document.process import Process
from reconvene.text.finding import Verdict
from tests.cases import about, records_of

FOLDER = Path(reconvene.__file__).parent / "cases" / "agreed_framework_1994"
SIGNED = date(1994, 10, 21)
TARGET = date(2003, 12, 31)
DATED = {
    "seek_supply_contract",
    "complete_reactor_project",
    "first_oil",
    "oil_in_the_first_year",
    "freeze_reactors",
    "dismantle_reactors",
    "reduce_us_barriers",
    "reduce_dprk_barriers",
    "come_into_full_compliance",
}
REACTORS = {"build_significant_portion", "deliver_key_components", "complete_first_unit", "complete_reactor_project"}
OIL = {"first_oil", "oil_in_the_first_year", "yearly_oil"}


@pytest.fixture(scope="module")
def report(document: Document) -> run.Report:
    return run.run(document, SIGNED)


@pytest.fixture(scope="module")
def page() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")


def length(estimate: Estimate | None) -> Duration:
    assert estimate is not None and isinstance(estimate.value, Duration)
    return estimate.value


def verification(duties: dict[str, Obligation]) -> Estimate:
    regime = duties["come_into_full_compliance"].verified
    assert isinstance(regime, Verification) and regime.takes is not None
    return regime.takes


def ends(duties: dict[str, Obligation], *, late: bool, begins: date = SIGNED) -> dict[str, date]:
    """When each link of the chain ends if verification takes its shortest, or its longest."""
    links = {
        "portion": duties["build_significant_portion"].takes,
        "verified": verification(duties),
        "first_unit": duties["complete_first_unit"].takes,
        "complete": duties["complete_reactor_project"].takes,
    }
    found: dict[str, date] = {}
    day: date | None = begins
    for name, link in links.items():
        assert day is not None
        day = latest_after(day, length(link)) if late else earliest_after(day, length(link))
        assert day is not None
        found[name] = day
    return found


# The text


def test_loads_clean(document: Document) -> None:
    assert [finding.message for finding in document.findings] == []


def test_is_as_of_the_day_of_signature(process: Process) -> None:
    assert process.as_of == SIGNED
    assert process.final_date is None and process.end_state is None and process.return_ is None
    assert process.disputes is None and not process.suppress


def test_the_dates_are_those_of_the_text(duties: dict[str, Obligation]) -> None:
    within = {name: str(duty.within) for name, duty in duties.items() if duty.within is not None}
    assert within == {
        "freeze_reactors": "1 month of signed",
        "seek_supply_contract": "6 months of signed",
        "first_oil": "3 months of signed",
        "oil_in_the_first_year": "1 year of signed",
        "reduce_us_barriers": "3 months of signed",
        "reduce_dprk_barriers": "3 months of signed",
        "complete_reactor_project": "no later than 2003-12-31",
        "come_into_full_compliance": "0 days of reactor_project.significant_portion",
        "dismantle_reactors": "0 days of reactor_project.complete",
    }


def test_the_oil_is_50000_then_100000_tons_then_500000_a_year(duties: dict[str, Obligation]) -> None:
    amounts = [duties[name].amount for name in ("first_oil", "oil_in_the_first_year", "yearly_oil")]
    assert [str(amount.total) for amount in amounts if isinstance(amount, Total)] == [
        "50000 tons",
        "100000 tons",
        "500000 tons",
    ]
    assert str(duties["yearly_oil"].every) == "every 12 months from 1995-10-21"


def test_the_contract_is_sought_and_not_promised(duties: dict[str, Obligation]) -> None:
    contract = duties["seek_supply_contract"]
    assert contract.brings is None and str(contract.toward) == "supply_contract.concluded"


def test_the_builder_does_not_exist_on_the_day(process: Process, duties: dict[str, Obligation]) -> None:
    consortium = (process.actors or {})["kedo"]
    assert consortium.accepted_role is None and consortium.exists is not None and consortium.exists.from_ is not None
    assert str(consortium.exists.from_.at) == "1995-03-09"  # founded four and a half months later
    assert {name for name, duty in duties.items() if str(duty.done_by) == "kedo"} == REACTORS


# The sum


def test_the_chain_stands_in_the_file(duties: dict[str, Obligation]) -> None:
    after = {name: [str(fact) for fact in facts_of(duties[name].after)] for name in duties}
    assert after["build_significant_portion"] == []
    assert after["come_into_full_compliance"] == ["reactor_project.significant_portion"]
    assert str(duties["come_into_full_compliance"].before) == "reactor_project.key_components"
    assert "come_into_full_compliance.verified" in after["deliver_key_components"]
    assert after["complete_first_unit"] == ["reactor_project.key_components"]
    assert after["complete_reactor_project"] == ["reactor_project.first_unit"]


def test_2003_can_be_kept_with_luck_and_not_promised(duties: dict[str, Obligation], page: str) -> None:
    # In 2003 the project was suspended; its own schedule had by then put the first reactor in 2008.
    soonest, latest = ends(duties, late=False), ends(duties, late=True)
    assert soonest["complete"] == date(2003, 10, 21) <= TARGET < latest["complete"] == date(2005, 10, 21)
    assert (TARGET - soonest["complete"]).days == 71 and (latest["complete"] - TARGET).days == 660
    assert soonest["first_unit"] < TARGET < latest["first_unit"] == date(2004, 10, 21)  # nor the first reactor alone
    assert ends(duties, late=False, begins=date(1995, 4, 21))["complete"] == date(2004, 4, 21) > TARGET
    for told in ("21 October 2003", "21 October 2005", "660 days", "21 April 2004", "21 October 2004", "2003-12-31"):
        assert told.replace("2003-12-31", "31 December 2003") in page


def test_what_is_assumed_says_so(duties: dict[str, Obligation], page: str) -> None:
    for name in ("build_significant_portion", "complete_first_unit"):
        takes = duties[name].takes
        assert takes is not None and takes.basis == "assumed" and takes.method and takes.source, name
    for takes in (verification(duties), duties["complete_reactor_project"].takes):
        assert takes is not None and takes.basis == "reported" and takes.method and takes.source
    assert page.count("**assumed**") == 2


def test_full_compliance_hangs_on_what_the_other_side_builds(duties: dict[str, Obligation]) -> None:
    # Full compliance never fell due: first concrete came in 2002, and a third was built when the project ended.
    portion, compliance = duties["build_significant_portion"], duties["come_into_full_compliance"]
    assert str(portion.brings) in str(compliance.within)
    assert portion.due is None and str(portion.by) == "us" and str(compliance.by) == "dprk"


# What the checks find


def test_no_end_and_no_way_back(report: run.Report) -> None:
    # When the oil was stopped in November 2002 nothing brought the two back: inspectors were sent away within weeks.
    assert about(report, "no-final-deadline") == {"end_state", "final_date"}
    assert about(report, "no-return-mechanism") == {"return"}
    assert about(report, "calendar-desert") == {"calendar"}


def test_no_date_has_a_consequence(report: run.Report) -> None:
    # The supply agreement came on 15 December 1995, eight months late, and nothing in the text followed.
    assert about(report, "deadline-without-consequence") == DATED


def test_nobody_owes_the_money(report: run.Report) -> None:
    # Congress changed hands in November 1994 and tied money for oil to conditions; 1998 saw the reactors' money frozen.
    assert about(report, "missing-enabler") == {*OIL, "build_significant_portion"}


def test_who_owes_the_reactors_does_not_build_them(report: run.Report) -> None:
    # In 2003 the board of the consortium, and not the United States alone, suspended the project.
    assert about(report, "debtor-cannot-deliver") == REACTORS


def test_efforts_and_atmosphere_cannot_be_tested(report: run.Report) -> None:
    # Best efforts for a contract: eight months late. North-South dialogue was the last point left open in Geneva.
    assert about(report, "not-testable") == {"seek_supply_contract", "engage_in_dialogue"}
    assert about(report, "not-testable", Verdict.CANNOT_TELL) == {"implement_joint_declaration"}


def test_what_is_still_to_be_negotiated_has_no_default(report: run.Report) -> None:
    # In June 1997 the General Accounting Office still listed ways to dispose of the spent fuel; none was agreed.
    assert about(report, "agree-to-agree") == {"seek_cooperation_agreement", "find_method_for_spent_fuel"}


def test_nobody_finds_that_the_portion_is_reached(report: run.Report) -> None:
    # In June 2001 the DPRK read it as "most of the project"; the Agency had asked to begin at once in May.
    assert about(report, "unverified-weight") >= {"build_significant_portion", *OIL, "dismantle_reactors"}
    assert "freeze_reactors" not in about(report, "unverified-weight")  # monitored from November 1994


def test_access_has_no_clock(report: run.Report) -> None:
    # The Agency was at Yongbyon for eight years and never verified the initial report.
    assert "come_into_full_compliance" in about(report, "no-timed-access", Verdict.CANNOT_TELL)
    assert "upgrade_relations" in about(report, "self-judging", Verdict.CANNOT_TELL)


def test_enrichment_is_left_to_a_declaration(report: run.Report) -> None:
    # In October 2002 the other route ended the framework.
    assert about(report, "path-not-covered") == {"enrichment_of_uranium"}
    assert about(report, "path-not-covered", Verdict.CANNOT_TELL) == {"plutonium_from_reactors"}


def test_nothing_is_found_that_the_page_does_not_discuss(report: run.Report, page: str) -> None:
    failing = {finding.id for finding in report.findings if finding.verdict is Verdict.FAILS}
    assert [name for name in sorted(failing) if f"`{name}`" not in page] == []


@pytest.mark.parametrize("check", ["T02", "T04"])
def test_what_the_checks_of_time_must_find_stands_on_the_page(check: str, page: str) -> None:
    assert f"| {check} `" in page


# Sources


def test_hindsight_is_kept_apart_and_has_sources(page: str) -> None:
    before, _, after = page.partition("## Hindsight")
    assert "political orphan" not in before and "15 December 1995" not in before
    assert "15 December 1995" in after and after.count("<http") >= 8
    text = (FOLDER / "process.yaml").read_text(encoding="utf-8")
    assert "2002-08-07" not in text and "1995-12-15" not in text


def test_every_figure_has_a_source_or_says_how_it_was_made(process: Process) -> None:
    estimates = [estimate for estimate in records_of(process) if isinstance(estimate, Estimate)]
    assert estimates
    for estimate in estimates:
        made = estimate.basis in ("assumed", "derived", "judged") and estimate.method
        assert estimate.source or made, estimate.span.location


def test_every_duty_and_thing_has_a_source(process: Process) -> None:
    for section in ("parties", "actors", "texts", "annexes", "terms", "items", "obligations", "calendar"):
        for name, thing in (getattr(process, section) or {}).items():
            assert thing.source and not thing.is_unverified, (section, name)


def test_the_one_clause_that_was_not_read_is_marked(process: Process, duties: dict[str, Obligation]) -> None:
    assert duties["resume_inspections"].marks_unverified("from")
    marked = [item.name for item in records_of(process) if getattr(item, "unverified", None)]
    assert marked == ["resume_inspections"]


def test_copies_are_not_called_primary(process: Process) -> None:
    for name in ("text_copy", "text_japanese", "act_summary", "encyclopedia", "clinton_letter", "state_fact_sheet"):
        assert (process.sources or {})[name].grade == "weak"
