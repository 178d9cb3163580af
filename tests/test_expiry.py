"""What a limit stands in for, and whether it lasts until that is verified."""

from __future__ import annotations

import pytest

from reconvene.checks.run import run
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.live.clock import today
from reconvene.text.finding import Finding, Severity

TEXT = """\
title: A process
as_of: 2030-01-01
final_date: 2036-01-01
parties: {{north: {{}}, south: {{}}}}
actors: {{agency: {{kind: verifier}}}}
threats: {{warheads: {{of: north}}}}
items: {{plant: {{scale: [running, sealed, dismantled], start: running}}}}
measures: {{ban: {{imposed_by: south, imposed_on: north}}}}
obligations:
  hold: {{by: north, to: [south], kind: limit, {what}, from: 2030-02-01, until: {until}, in_return_for: [relief]}}
  give_up:
    by: north
    to: [south]
    {deeper}
    within: no earlier than 2031-01-01 and no later than 2031-12-31
    verified: {{by: agency, takes: {takes}}}
  relief: {{by: south, to: [north], lifts: {{ban: {mode}}}}}
"""


def told(
    until: str,
    what: str = "limits: plant",
    deeper: str = "brings: plant.dismantled",
    takes: str = "1..2 years",
    mode: str = "suspend",
) -> list[Finding]:
    text = TEXT.format(until=until, what=what, deeper=deeper, takes=takes, mode=mode)
    document = expand(load_text(text, "example.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    return list(run(document, today(), select=["sunset-before-assurance"]).findings)


def says(*args: str, **kwargs: str) -> list[str]:
    return [finding.says for finding in told(*args, **kwargs)]


@pytest.mark.parametrize(
    ("until", "found"),
    [
        ("2031-12-30", ["before"]),
        ("2032-01-01", ["may"]),
        ("2033-12-30", ["may"]),
        ("2034-01-02", []),
        ("{latest: [2031-12-30, give_up.verified]}", []),
        ("{earliest: [2031-12-30, give_up.verified]}", ["before"]),
        ("plant.dismantled", []),
        ("unknown", ["until_unknown"]),
    ],
)
def test_the_last_day_of_a_limit_is_compared_with_the_verification(until: str, found: list[str]) -> None:
    assert says(until) == found


@pytest.mark.parametrize(
    ("what", "deeper", "found"),
    [
        ("addresses: {warheads: freeze}", "addresses: {warheads: dismantle}", ["before"]),
        ("addresses: {warheads: limit}", "addresses: {warheads: freeze}", []),
        ("brings: plant.sealed", "brings: plant.dismantled", ["before"]),
        ("brings: plant.dismantled", "brings: plant.sealed", []),
        ("forbids: [nuclear_test]", "brings: plant.dismantled", []),
    ],
)
def test_a_limit_stands_in_for_what_goes_further_in_the_same_matter(what: str, deeper: str, found: list[str]) -> None:
    assert says("2031-12-01", what=what, deeper=deeper) == found


def test_how_long_verifying_takes_is_asked_if_it_decides() -> None:
    assert says("2032-06-01", takes="unknown") == ["unknown"]


@pytest.mark.parametrize(
    ("until", "mode", "found"),
    [
        ("2034-06-01", "terminate", ["permanent"]),
        ("2034-06-01", "suspend", []),
        ("2036-01-01", "terminate", []),
        ("final_date", "terminate", []),
    ],
)
def test_relief_for_good_asks_for_a_limit_until_the_end(until: str, mode: str, found: list[str]) -> None:
    assert says(until, what="forbids: [nuclear_test]", mode=mode) == found
