"""Whose elections, changes of government and exercises a step can fall into, and where it can be moved."""

from __future__ import annotations

import pytest

from reconvene.checks.run import Report, run
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.live.clock import today
from reconvene.text.edit import apply
from reconvene.text.finding import Severity

HEAD = """\
title: A process
as_of: 2030-01-01
parties: {north: {}, south: {inner: {parliament: {kind: legislature}}}}
actors: {neighbour: {kind: state}}
items: {plant: {scale: [running, closed]}, mine: {scale: [open, shut]}}
obligations:
  shut_mine: {by: north, to: [south], brings: mine.shut, within: no later than 2030-01-10}
"""
STEP = "  close_plant: {{by: north, to: [south], brings: plant.closed, within: {within}{more}}}\n"


def ask(text: str) -> Report:
    document = expand(load_text(HEAD + text, "example.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    return run(document, today(), select=["political-calendar-collision"])


def told(event: str, within: str = "no later than 2030-06-01", more: str = ", undone_in: never") -> list[str]:
    report = ask(STEP.format(within=within, more=more) + f"calendar: {{event: {event}}}\n")
    return [finding.says for finding in report.findings]


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("{kind: election, of: north, dated: 2030-06-15}", ["costly"]),
        ("{kind: election, of: south, dated: 2030-06-15}", ["costly"]),
        ("{kind: election, of: south.parliament, dated: 2030-06-15}", ["costly"]),
        ("{kind: election, of: neighbour, dated: 2030-06-15}", []),
        ("{kind: election, of: neighbour, matters_to: north, dated: 2030-06-15}", ["costly"]),
        ("{kind: election, of: north, dated: 2030-07-13}", ["costly"]),  # six weeks
        ("{kind: election, of: north, dated: 2030-07-14}", []),
        ("{kind: election, of: north, dated: 2030-03-02}", ["costly"]),  # thirteen weeks
        ("{kind: election, of: north, dated: 2030-03-01}", []),
        ("{kind: transition, of: north, dated: 2030-05-01, until: 2030-05-31}", []),
        ("{kind: transition, of: north, dated: 2030-05-01}", ["costly"]),
        ("{kind: exercise, of: south, matters_to: north, dated: 2030-06-01}", ["costly"]),
        ("{kind: exercise, of: south, matters_to: north, dated: 2030-06-02}", []),
        ("{kind: exercise, of: south, matters_to: north, dated: unknown}", ["undated"]),
        ("{kind: anniversary, of: north, dated: 2030-06-01}", []),
        ("{kind: recess, of: south.parliament, dated: 2030-05-01, until: 2030-06-30}", []),
    ],
)
def test_an_event_counts_if_it_is_the_debtors_or_a_beneficiarys(event: str, found: list[str]) -> None:
    assert told(event) == found


def test_a_window_of_years_that_contains_an_election_is_no_fault() -> None:
    vote = "{kind: election, of: north, dated: 2030-06-15}"
    assert told(vote, "no earlier than 2030-03-01 and no later than 2033-03-01") == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (", costs: {north: large}", ["costly"]),
        (", costs: {north: 5 million usd}", ["costly"]),
        (", costs: {north: small}", []),
        (", costs: {south: large}", ["unknown"]),
        (", costs: {north: unknown}", ["unknown"]),
        ("", ["unknown"]),
    ],
)
def test_what_a_step_costs_its_debtor_is_read_or_asked(more: str, found: list[str]) -> None:
    assert told("{kind: election, of: north, dated: 2030-06-15}", more=more) == found


def test_a_recess_matters_to_what_waits_for_the_body_at_rest() -> None:
    text = STEP.format(within="no later than 2030-08-10", more=", undone_in: never, after: vote.made")
    vote = "choices: {vote: {by: south.parliament, may: [yes_vote, no_vote], within: 30 days, silence: no_vote}}\n"
    recess = "calendar: {summer: {kind: recess, of: south.parliament, dated: 2030-08-01, until: 2030-08-31}}\n"
    assert [finding.says for finding in ask(text + vote + recess).findings] == ["costly"]


def test_a_step_is_moved_past_every_such_time_or_before_it() -> None:
    calendar = (
        "calendar:\n  vote: {kind: election, of: north, dated: 2030-06-15}\n"
        "  drill: {kind: exercise, of: south, matters_to: north, dated: 2030-09-10, until: 2030-09-20}\n"
    )
    text = STEP.format(within="no earlier than 2030-02-01 and no later than 2030-06-01", more=", undone_in: never")
    (finding,) = ask(text + calendar).findings
    assert [fix.title for fix in finding.fixes] == [
        "let close_plant be due after that time: by 2030-09-21",
        "let close_plant be due before that time: by 2030-05-03",
    ]
    for fix in finding.fixes:
        mended = apply(finding.span.source, fix.edits).removeprefix(HEAD)
        assert ask(mended).findings == ()


def test_thresholds_say_how_long_before_and_after() -> None:
    limits = "thresholds: {before_election: 1 week, after_election: 0 days}\n"
    text = STEP.format(within="no later than 2030-06-01", more=", undone_in: never")
    assert ask(text + limits + "calendar: {vote: {kind: election, of: north, dated: 2030-06-15}}\n").findings == ()
