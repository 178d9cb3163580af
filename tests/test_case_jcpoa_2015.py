"""The shipped case of the Iran accord: its days and ends, 65 days to a vote, and what history confirmed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import reconvene
from reconvene.checks import run
from reconvene.document.dates import add
from reconvene.document.decision import Choice, Dispute
from reconvene.document.expressions import Duration, TimeUnit
from reconvene.document.kinds import Day, Estimate, facts_of
from reconvene.document.load import Document
from reconvene.document.obligation import Obligation, Verification
from reconvene.document.process import Process
from reconvene.text.finding import Severity, Verdict
from tests.cases import about, records_of

FOLDER = Path(reconvene.__file__).parent / "cases" / "jcpoa_2015"
ENDORSED, ADOPTED = date(2015, 7, 20), date(2015, 10, 18)
FIRST_OPENED, NOTIFIED, RESTORED = date(2020, 1, 14), date(2025, 8, 28), date(2025, 9, 27)
PARTICIPANTS = {"iran", "us", "uk", "france", "germany", "russia", "prc", "eu"}
LIFTINGS = ("eu_lifting", "us_lifting", "un_lifting")
ENDS = {
    "centrifuge_limit": 10,
    "enrichment_limit": 15,
    "stockpile_limit": 15,
    "no_enrichment_at_fordow": 15,
    "access_to_other_places": 15,
    "rotors_under_surveillance": 20,
    "ore_concentrate_monitored": 25,
}
"""After how many years from Implementation Day each ends."""


@pytest.fixture(scope="module")
def days(process: Process) -> dict[str, Day]:
    return dict(process.days or {})


@pytest.fixture(scope="module")
def ladder(process: Process) -> Dispute:
    return (process.disputes or {})["dispute_path"]


@pytest.fixture(scope="module")
def complaint(process: Process) -> Choice:
    return (process.choices or {})["dispute_path_complaint"]


@pytest.fixture(scope="module")
def vote(process: Process) -> Choice:
    return (process.choices or {})["dispute_path_continuation"]


@pytest.fixture(scope="module")
def report(document: Document) -> run.Report:
    return run.run(document, ADOPTED)


@pytest.fixture(scope="module")
def page() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")


# The text


def test_loads_with_two_warnings_of_what_the_accord_lacks(document: Document) -> None:
    assert [(finding.id, finding.severity) for finding in document.findings] == [
        ("clause-misused", Severity.WARNING),
        ("clause-misused", Severity.WARNING),
    ]


def test_is_as_of_adoption_day(process: Process) -> None:
    assert process.as_of == ADOPTED
    assert set(process.parties or {}) == PARTICIPANTS
    assert process.return_ is None and process.final_date is None and process.end_state is None
    assert not process.suppress and not process.unsaid


def test_the_days_hang_on_what_the_text_says(days: dict[str, Day]) -> None:
    assert str(days["finalisation_day"].at) == "2015-07-14" and str(days["endorsed"].at) == "2015-07-20"
    assert [str(moment) for moment in days["adoption_day"].earliest or ()] == [
        "90 days after endorsed",
        "early_adoption.agreed",
    ]
    assert [str(moment) for moment in days["transition_day"].earliest or ()] == [
        "8 years after adoption_day",
        "broader_conclusion.given",
    ]
    assert str(days["termination_day"].at) == "10 years after adoption_day"
    assert [str(fact) for fact in facts_of(days["termination_day"].only_if)] == ["old_resolutions.reinstated"]
    assert days["implementation_day"].same_day == LIFTINGS


def test_adoption_day_is_the_18th_of_october(page: str) -> None:
    # The joint statement of 18 October 2015 called that day Adoption Day; one timeline has the 19th.
    assert add(ENDORSED, Decimal(90), TimeUnit.DAY) == ADOPTED
    assert add(ADOPTED, Decimal(8), TimeUnit.YEAR) == date(2023, 10, 18)
    assert add(ADOPTED, Decimal(10), TimeUnit.YEAR) == date(2025, 10, 18)
    for told in ("18 October 2015", "18 October 2023", "18 October 2025"):
        assert told in page


def test_implementation_day_has_no_last_day(days: dict[str, Day]) -> None:
    day = days["implementation_day"]
    assert day.no_later_than is None
    assert {fact.thing for fact in facts_of(day.when)} == {
        "reduce_centrifuges",
        "reduce_stockpile",
        "disable_arak_core",
    }


def test_limits_end_one_by_one(duties: dict[str, Obligation]) -> None:
    for name, years in ENDS.items():
        until = duties[name].until
        assert until is not None and str(until.at) == f"{years} years after implementation_day", name
    assert duties["never_a_nuclear_weapon"].is_unsaid("until")


def test_what_iran_owes_is_verified_by_the_agency(duties: dict[str, Obligation]) -> None:
    for name, duty in duties.items():
        if str(duty.by) == "iran" and name != "seek_ratification":
            assert isinstance(duty.verified, Verification) and duty.verified.by == "iaea", name
        if str(duty.by) == "iran":
            assert duty.in_return_for == LIFTINGS, name


def test_each_lifting_differs_in_what_brings_the_measure_back(duties: dict[str, Obligation]) -> None:
    assert {name: duties[name].lifts for name in LIFTINGS} == {
        "eu_lifting": {"eu_sanctions": "terminate"},
        "us_lifting": {"us_secondary_sanctions": "cease_applying"},
        "un_lifting": {"old_resolutions": "terminate"},
    }
    for name in LIFTINGS:
        effect = duties[name].takes_effect
        assert effect is not None and str(effect.at) == "implementation_day", name


def test_the_commission_meets_every_three_months(process: Process) -> None:
    body = (process.bodies or {})["joint_commission"]
    assert str(body.cadence) == "every 3 months from 2015-10-19" and body.chair == "eu.high_representative"
    first = (process.sessions or {})["first_commission"]
    assert first.held == "accepted" and first.dated is not None and str(first.dated.at) == "2015-10-19"


# The path of a dispute


def test_the_path_takes_65_days_at_the_shortest(ladder: Dispute, vote: Choice, page: str) -> None:
    stages = ladder.stages or ()
    lasts = [stage.lasts for stage in stages]
    assert [str(length) for length in lasts] == ["15 days", "15 days", "5 days"] and str(vote.within) == "30 days"
    assert sum(int(length.high) for length in lasts if isinstance(length, Duration)) + 30 == 65
    assert stages[1].any == ("ministers", "advisory_board") and stages[1].at_once == "allowed"
    assert "65 days is the shortest full path" in page


def test_each_step_up_is_a_choice_without_a_day(ladder: Dispute, complaint: Choice, report: run.Report) -> None:
    # Opened on 14 January 2020, the path reached the Council on 28 August 2025.
    assert str((ladder.stages or ())[1].opened_by) == "complainant" and (ladder.stages or ())[1].within is None
    assert str(complaint.by) == "complainant" and complaint.within is None and complaint.silence == "let_rest"
    assert set(complaint.may or ()) == {"cease_performing", "notify_council", "both", "let_rest"}
    assert about(report, "ladder-without-last-rung") == {"dispute_path"}
    assert (NOTIFIED - FIRST_OPENED).days == 2053


def test_more_time_by_consensus_has_no_end(process: Process, document: Document) -> None:
    # 24 January 2020: "The timeline is therefore extended", and no date was named. So again in July 2020.
    more = (process.extensions or {})["dispute_path_more_time"]
    assert more.adds is None and more.times is None and more.silence == "not_extended"
    assert str(more.by) == "all of principals"
    assert any("without an end" in finding.message for finding in document.findings)


def test_silence_restores_after_thirty_days(vote: Choice) -> None:
    # 19 September 2025: four for continuing relief and nine against; on the 27th the earlier measures were re-applied.
    assert str(vote.by) == "unsc" and vote.rule == "council_vote_to_continue"
    assert vote.silence == "not_adopted"
    assert {name: str(fact) for name, fact in (vote.outcomes or {}).items()} == {
        "not_adopted": "old_resolutions.reinstated"
    }
    assert vote.spares == ("contracts_signed_before",)
    assert (RESTORED - NOTIFIED).days == 30


def test_the_accused_cannot_block(report: run.Report) -> None:
    # In 2025 Iran, China and Russia were against it, and it came back all the same.
    assert about(report, "accused-can-block") == about(report, "accused-can-block", Verdict.CANNOT_TELL) == set()


# What it lacks as a way back


def test_nothing_brings_them_back_to_the_table(report: run.Report, page: str) -> None:
    # The United States left on 8 May 2018 without using the path, and nothing in the text called it back.
    assert about(report, "no-return-mechanism") == {"return"}
    assert "## What it lacks as a way back" in page


def test_between_two_meetings_three_months_pass(report: run.Report) -> None:
    # In May 2018 and July 2019 meetings had to be asked for.
    assert about(report, "calendar-desert") == {"calendar"}
    [found] = [finding for finding in report.findings if finding.id == "calendar-desert"]
    assert "every 3 months" in found.message


def test_ends_of_texts_are_no_end_of_the_process(report: run.Report) -> None:
    # On 18 October 2025 the resolution was to end; what it had ended by then is what the members dispute.
    assert about(report, "no-final-deadline") == {"end_state", "final_date"}


def test_nothing_is_found_that_the_page_does_not_discuss(report: run.Report, page: str) -> None:
    failing = {finding.id for finding in report.findings if finding.verdict is Verdict.FAILS}
    assert [name for name in sorted(failing) if f"`{name}`" not in page] == []
    open_questions = {finding.id for finding in report.findings if finding.verdict is Verdict.CANNOT_TELL}
    assert open_questions == {
        "end-game-unravels",
        "exposure-over-limit",
        "irreversible-for-reversible",
        "late-detection",
        "no-timed-access",
        "not-testable",
        "order-left-open-and-contested",
        "worse-than-no-deal",
    }


def test_missiles_are_left_out(report: run.Report) -> None:
    assert about(report, "path-not-covered") == {"ballistic_missiles"}
    assert about(report, "de-facto-recognition") == {"iran"}


# Sources


def test_hindsight_is_kept_apart_and_has_sources(page: str) -> None:
    before, _, after = page.partition("## Hindsight")
    assert "24 January" not in before and "28 August" not in before
    assert "24 January" in after and "28 August 2025" in after and after.count("<http") >= 8
    text = (FOLDER / "process.yaml").read_text(encoding="utf-8")
    assert "2016-01" not in text and "2018" not in text and "2025-09" not in text


def test_every_figure_has_a_source_or_says_how_it_was_made(process: Process) -> None:
    estimates = [estimate for estimate in records_of(process) if isinstance(estimate, Estimate)]
    assert estimates
    for estimate in estimates:
        made = estimate.basis in ("assumed", "derived", "judged") and estimate.method
        assert estimate.source or made, estimate.span.location


def test_every_duty_and_thing_has_a_source(process: Process) -> None:
    for section in ("parties", "actors", "bodies", "texts", "days", "items", "measures", "obligations", "sessions"):
        for name, thing in (getattr(process, section) or {}).items():
            assert thing.source and not thing.is_unverified, (section, name)


def test_copies_are_not_called_primary(process: Process) -> None:
    for name, source in (process.sources or {}).items():
        if name.startswith("text_") or "copy" in (source.publisher or ""):
            assert source.grade == "weak", name
