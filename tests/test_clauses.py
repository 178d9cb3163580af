"""The standard way back, spelled out."""

from __future__ import annotations

from datetime import date

from reconvene.checks.run import run
from reconvene.checks.shelf import SHELF as CHECKS
from reconvene.clauses.expand import expand
from reconvene.clauses.shelf import SHELF
from reconvene.document.expressions import Duration
from reconvene.document.load import Document, load_text
from reconvene.document.mechanism import Return

HEADER = """
parties: {north: {}, south: {}}
actors: {sweden: {kind: state}, singapore: {kind: state}}
"""


def spelled(text: str) -> Document:
    return expand(load_text(HEADER + text, "ladder.yaml"))


def way_back(document: Document) -> Return:
    assert document.findings == ()
    assert document.process.return_ is not None
    return document.process.return_


def limits(mechanism: Return) -> list[int]:
    return [int(stage.lasts.high) for stage in mechanism.stages if isinstance(stage.lasts, Duration)]


STANDARD = "return: {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [singapore]}\n"


def test_the_reference_ladder_takes_70_days_to_a_session_of_all_and_100_to_one_with_whoever_came() -> None:
    mechanism = way_back(spelled(STANDARD))
    assert limits(mechanism) == [7, 14, 21, 14, 14, 30, 180]
    assert sum(limits(mechanism)[:5]) == 70
    assert sum(limits(mechanism)[:6]) == 100


def test_it_starts_by_the_clock_and_calls_all_parties() -> None:
    mechanism = way_back(spelled(STANDARD))
    assert mechanism.started_by == "clock"
    assert mechanism.parties == ("north", "south")


def test_every_stage_has_a_limit_hands_substitutes_an_act_and_a_default_and_points_at_the_clause() -> None:
    for index, stage in enumerate(way_back(spelled(STANDARD)).stages):
        assert stage.index == index
        assert stage.lasts is not None and stage.led_by is not None and stage.acts and stage.else_
        assert stage.substitutes == ("singapore",)
        assert stage.span.text == "use"
        assert all(act.span.text == "use" for act in stage.acts)


def test_every_default_leads_to_a_stage_of_the_ladder() -> None:
    stages = way_back(spelled(STANDARD)).stages
    assert {stage.else_ for stage in stages} <= {stage.name for stage in stages}


def test_a_single_stage_can_be_changed_by_name() -> None:
    text = STANDARD.replace("}\n", ", stages: {cover: {lasts: 20 days, led_by: singapore}}}\n")
    mechanism = way_back(spelled(text))
    assert limits(mechanism) == [7, 14, 21, 20, 14, 30, 180]
    assert str(mechanism.stages[3].led_by) == "singapore"
    assert mechanism.stages[3].acts, "what is not changed stays"


def test_where_the_file_is_silent_it_deposits_rehearses_and_has_a_new_government_confirm() -> None:
    mechanism = way_back(spelled(STANDARD.replace("}\n", ", binds: state}\n")))
    assert mechanism.deposit == ("agreed_items",)
    assert str(mechanism.rehearsed) == "every 12 months"
    assert str(mechanism.reconfirmed_within) == "30 days"


def test_it_gives_no_government_a_time_to_confirm_what_binds_only_a_government() -> None:
    assert way_back(spelled(STANDARD.replace("}\n", ", binds: government}\n"))).reconfirmed_within is None


def test_what_is_called_unknown_is_not_filled_in() -> None:
    assert way_back(spelled(STANDARD.replace("}\n", ", deposit: unknown}\n"))).deposit is None


def test_as_shipped_it_holds_what_the_checks_ask_of_a_way_back() -> None:
    written = STANDARD.replace("}\n", ", guarantors: [sweden], binds: state}\nreviews: {monthly: {every: 30 days}}\n")
    report = run(spelled(written), date(2030, 1, 1))
    families = ("return_mechanism", "convening", "face", "endurance", "channels", "lull")
    asked = {check.id for check in CHECKS.values() if check.family in families}
    assert len(asked) == 12
    assert asked <= set(report.passed)


def test_stages_can_be_written_out() -> None:
    text = "return:\n  starts_on: [stall]\n  stages:\n    - {name: notice, lasts: 7 days, led_by: convenor}\n"
    mechanism = way_back(spelled(text))
    assert [stage.name for stage in mechanism.stages] == ["notice"]


def test_a_package_may_bring_its_own_way_back() -> None:
    text = "packages:\n  offer: {by: north, return: {use: return/standard, starts_on: [stall], convenor: sweden}}\n"
    document = spelled(text)
    assert document.findings == ()
    package = (document.process.packages or {})["offer"]
    assert package.return_ is not None and len(package.return_.stages) == 7


def test_a_clause_that_is_not_on_the_shelf_is_a_finding_with_the_nearest() -> None:
    document = spelled(STANDARD.replace("return/standard", "return/standrad"))
    [finding] = document.findings
    assert finding.id == "unknown-clause"
    assert finding.span.text == "return/standrad"
    assert "did you mean `return/standard`?" in finding.help
    assert finding.fixes[0].edits[0].replacement == "return/standard"


def test_a_stage_that_the_clause_does_not_have_is_a_finding_with_both_places() -> None:
    document = spelled(STANDARD.replace("}\n", ", stages: {covr: {lasts: 20 days}}}\n"))
    [finding] = document.findings
    assert finding.id == "unknown-stage"
    assert finding.help == "did you mean `cover`?"
    assert finding.because[0].span is not None


def test_the_page_gives_the_days_that_the_stages_have() -> None:
    page = SHELF["return/standard"].page
    for stage in way_back(spelled(STANDARD)).stages:
        assert stage.name in page
        assert f"{int(stage.lasts.high)} days" in page
