"""The standard way back, spelled out."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.checks.remedy import change
from reconvene.checks.run import run
from reconvene.checks.shelf import SHELF as CHECKS
from reconvene.clauses.expand import expand
from reconvene.clauses.shelf import SHELF
from reconvene.document.clause import clause_of
from reconvene.document.compare import compare
from reconvene.document.decision import Step
from reconvene.document.expressions import Duration
from reconvene.document.load import Document, load_text
from reconvene.document.mechanism import Return
from reconvene.document.written import as_data
from reconvene.reports.pages import find_page
from reconvene.text.edit import apply

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
        assert stage.lasts is not None and stage.acts and stage.else_
        assert stage.led_by is not None
        led = stage.led_by.path
        assert stage.substitutes == (("singapore",) if led == "convenor" else ("sweden", "singapore"))
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
    families = ("return_mechanism", "empty_chair", "convening", "face", "endurance", "channels", "lull")
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


# Clauses under `clauses:`

USED = {name: clause for name, clause in SHELF.items() if clause.parameters is not Return}
EXAMPLES = [
    pytest.param(name, heading, text, id=f"{name}-{heading}-{number}")
    for name, clause in USED.items()
    for number, (heading, text) in enumerate(clause.examples)
]
DELEGATION = """
bodies: {experts: {members: all of parties}, heads: {members: all of parties}}
clauses:
  rhythm: {use: delegation/adopted, to: experts, question: how often, within: 60 days of 2030-01-15, adopted_by: heads,
           else: every month%s}
"""


def ids(document: Document) -> list[str]:
    return [finding.id for finding in document.findings]


@pytest.mark.parametrize(("name", "heading", "text"), EXAMPLES)
def test_a_good_use_expands_clean_and_a_bad_one_is_told(name: str, heading: str, text: str) -> None:
    written = load_text(text, "example.yaml")
    assert written.findings == (), "the example is wrong in itself, not in the clause"
    document = expand(written)
    if heading == "Good":
        assert document.findings == ()
        report = run(document, date(2030, 1, 1))
        about_parts = [found for found in report.findings if found.span.text == "use" and found.verdict == "fails"]
        assert [(found.id, found.message) for found in about_parts if found.severity == "error"] == []
    else:
        assert set(ids(document)) == {"clause-misused"}
        assert all(finding.help for finding in document.findings)


@pytest.mark.parametrize("name", USED)
def test_each_clause_has_a_good_and_a_bad_use_and_a_dated_precedent(name: str) -> None:
    clause = USED[name]
    assert {heading for heading, _ in clause.examples} == {"Good", "Bad"}
    assert any(character.isdigit() for character in clause.precedent)
    assert clause.title.endswith(".")


@pytest.mark.parametrize(("name", "heading", "text"), [p for p in EXAMPLES if p.values[1] == "Good"])
def test_every_part_points_at_the_clause_and_the_main_part_has_its_name(name: str, heading: str, text: str) -> None:
    written = load_text(text, "example.yaml")
    document = expand(written)
    made = {path: named.record for path, named in document.names.by_path.items() if path not in written.names.by_path}
    assert made
    for path, record in made.items():
        owner = clause_of(path, document.process.clauses)
        if owner is not None:
            assert record.span.text == "use" or isinstance(record, Step), path
    for owner, use in (document.process.clauses or {}).items():
        assert use.use != name or owner in made


def test_a_misspelt_parameter_is_told_with_the_right_one() -> None:
    found = spelled(DELEGATION.replace("adopted_by", "adoptd_by") % "").findings
    assert ("unknown-key", "did you mean `adopted_by`?") in [(finding.id, finding.help) for finding in found]


def test_a_missing_parameter_is_told() -> None:
    [finding] = spelled(DELEGATION.replace(", adopted_by: heads", "") % "").findings
    assert finding.id == "missing-key"
    assert "`adopted_by`" in finding.message


def test_an_unknown_clause_is_told_with_the_nearest_and_its_parts_are_not_unknown_names() -> None:
    text = DELEGATION.replace("delegation/adopted", "delegation/adoptd") % ""
    document = spelled(text + "obligations: {o: {by: north, after: rhythm_adoption.adopted}}\n")
    [finding] = document.findings
    assert finding.id == "unknown-clause"
    assert finding.fixes[0].edits[0].replacement == "delegation/adopted"


def test_a_return_ladder_is_not_used_under_clauses() -> None:
    [finding] = spelled("clauses: {back: {use: return/standard}}\n").findings
    assert "is not used under `clauses` but under `return`" in finding.message


def test_parts_are_known_to_the_rest_of_the_file() -> None:
    text = DELEGATION % "" + "obligations: {o: {by: north, after: {any: [rhythm.adopted, rhythm_adoption.made]}}}\n"
    written = load_text(HEADER + text, "ladder.yaml")
    assert written.findings == ()
    assert [use.path for use in written.deferred] == ["rhythm", "rhythm_adoption"]
    assert expand(written).findings == ()


def test_what_no_part_is_named_is_an_unknown_name_after_all() -> None:
    document = spelled(DELEGATION % "" + "obligations: {o: {by: north, after: rhythm_adopton.made}}\n")
    [finding] = document.findings
    assert finding.id == "unknown-name"
    assert finding.help == "did you mean `rhythm_adoption`?"


def test_an_unknown_name_in_a_parameter_is_told_once_at_its_place() -> None:
    [finding] = spelled(DELEGATION.replace("to: experts", "to: expert") % "").findings
    assert (finding.id, finding.span.text) == ("unknown-name", "expert")


def test_a_part_that_has_the_name_of_something_else_is_told_with_both_places() -> None:
    document = spelled(DELEGATION % "" + "choices: {rhythm_adoption: {by: north}}\n")
    [finding] = document.findings
    assert (finding.id, finding.span.text) == ("name-used-twice", "use")
    assert finding.because[0].span is not None and finding.because[0].span.text == "rhythm_adoption"


def test_a_part_can_be_changed_by_name() -> None:
    document = spelled(DELEGATION % ", parts: {rhythm_adoption: {within: 10 days}}")
    assert document.findings == ()
    choice = (document.process.choices or {})["rhythm_adoption"]
    assert str(choice.within) == "10 days"
    assert choice.silence == "default_holds", "what is not changed stays"
    assert choice.value_span("within").text == "10 days", "a finding about it points at the change"


def test_a_part_that_is_not_there_cannot_be_changed() -> None:
    [finding] = spelled(DELEGATION % ", parts: {rhythm_adopton: {within: 10 days}}").findings
    assert (finding.id, finding.help) == ("unknown-part", "did you mean `rhythm_adoption`?")


def test_a_stage_of_a_part_can_be_changed_by_name() -> None:
    [text] = [text for heading, text in USED["dispute/jcpoa"].examples if heading == "Good"]
    text = text.replace("referral_within", "parts: {ladder: {stages: {second: {lasts: 9 days}}}}\n    referral_within")
    document = expand(load_text(text, "ladder.yaml"))
    assert document.findings == ()
    assert [str(stage.lasts) for stage in (document.process.disputes or {})["ladder"].stages or ()] == [
        "15 days", "9 days", "5 days",
    ]  # fmt: skip


@pytest.mark.parametrize("more", ["", ", parts: {rhythm: {question: x}}", ", parts: {rhythm_adoption: {rule: notice}}"])
def test_a_fix_of_a_part_is_written_under_the_parts_of_its_clause(more: str) -> None:
    document = spelled(DELEGATION % more)
    choice = (document.process.choices or {})["rhythm_adoption"]
    [fix] = change("shorten it", choice, "within", "12 days")
    mended = expand(load_text(apply(document.sources[0], fix.edits), "ladder.yaml"))
    assert mended.findings == ()
    assert str((mended.process.choices or {})["rhythm_adoption"].within) == "12 days"


def test_two_drafts_are_compared_by_the_parameters_of_their_clauses() -> None:
    old, new = (load_text(HEADER + DELEGATION % more, "ladder.yaml") for more in ("", ", adopted_in: 20 days"))
    assert [found.path for found in compare(old, new)] == ["adopted_in"]


def test_the_path_of_the_accord_takes_65_days_at_the_shortest() -> None:
    [text] = [text for heading, text in USED["dispute/jcpoa"].examples if heading == "Good"]
    document = expand(load_text(text, "ladder.yaml"))
    stages = (document.process.disputes or {})["ladder"].stages or ()
    vote = (document.process.choices or {})["ladder_continuation"]
    assert sum(int(stage.lasts.high) for stage in stages if isinstance(stage.lasts, Duration)) == 35
    assert str(vote.within) == "30 days"


@pytest.mark.parametrize("name", USED)
def test_what_a_page_writes_out_can_be_written_instead_of_the_clause(name: str) -> None:
    page = find_page(name)
    assert page is not None
    written_out = page.text.split("## Written out")[1].split("```yaml\n")[1].split("```")[0]
    [example, *_] = [text for heading, text in USED[name].examples if heading == "Good"]
    by_clause = expand(load_text(example, "example.yaml"))
    by_hand = load_text(written_out, "example.yaml")
    assert not {finding.id for finding in by_hand.findings} - {"unknown-name"}
    made = {path for path in by_clause.names.by_path if clause_of(path, by_clause.process.clauses)}
    assert made <= set(by_hand.names.by_path)
    for path in made:
        first, second = by_clause.names.by_path[path].record, by_hand.names.by_path[path].record
        assert as_data(first) == as_data(second)


def test_the_page_of_the_standard_ladder_counts_its_days_from_day_0() -> None:
    page = find_page("return/standard")
    assert page is not None
    rows = page.text.split("| ends by day |")[1]
    for row in ("| quiet_clock | 7 days | 7 |", "| technical_contact | 14 days | 21 |", "| cover | 14 days | 56 |",
                "| resumption_session | 14 days | 70 |", "| conference_of_all | 30 days | 100 |"):  # fmt: skip
        assert row in rows
    assert "park_review: 180 days" in page.text
