"""Dates that clash and dates that hold only with luck: what is told, whose date could give way, and what that mends."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.api import load
from reconvene.checks.run import Report, run
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.text.edit import apply
from reconvene.text.finding import Finding, Verdict

IDS = ("timeline-contradiction", "not-controllable", "deadline-hung-on-withholdable-event")
HEAD = """\
title: An exchange
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {agency: {kind: verifier}, panel: {kind: court}}
items: {plant: {scale: [running, closed], start: running}}
measures: {trade_ban: {imposed_by: south, imposed_on: north}}
"""
CLASH = (
    HEAD
    + """\
obligations:
  close_plant:
    by: north
    to: [south]
    brings: plant.closed
    within: no earlier than 2030-06-01 and no later than 2030-12-31
    verified: {by: agency, takes: 30..90 days}
  lift_ban:
    by: south
    to: [north]
    lifts: {trade_ban: suspend}
    after: close_plant.verified
    within: no later than 2030-06-15
"""
)
GAMBLE = CLASH.replace("2030-06-15", "2030-08-01")


def ask(text: str, *ids: str) -> Report:
    document = expand(load_text(text, "example.yaml"))
    return run(document, document.process.as_of or date(2030, 1, 1), select=ids or IDS)


def the_only(report: Report) -> Finding:
    [finding] = [finding for finding in report.findings if finding.verdict is Verdict.FAILS]
    return finding


def test_a_clash_is_told_in_one_sentence_with_its_dates() -> None:
    finding = the_only(ask(CLASH))
    assert finding.id == "timeline-contradiction"
    assert finding.message == (
        "The dates cannot all hold: `close_plant` is not before 2030-06-01; verifying `close_plant` takes "
        "30..90 days, at best to 2030-07-01. `lift_ban` is due by 2030-06-15 and cannot be before 2030-07-01: 16 days "
        "are missing."
    )


def test_either_side_could_give_way_by_as_much_as_is_missing() -> None:
    finding = the_only(ask(CLASH))
    assert {fix.title for fix in finding.fixes} == {
        "let `lift_ban` be due 76 days later: no later than 2030-08-30",
        "let `close_plant` begin 76 days earlier: no earlier than 2030-03-17 and no later than 2030-12-31",
    }


@pytest.mark.parametrize("text", [CLASH, GAMBLE])
def test_applying_one_repair_clears_exactly_that_finding(text: str) -> None:
    finding = the_only(ask(text))
    assert len(finding.fixes) == 2
    for fix in finding.fixes:
        mended = ask(apply(finding.span.source, fix.edits))
        assert [each.message for each in mended.findings] == []


def test_a_date_that_holds_only_with_luck_names_what_could_take_longer() -> None:
    finding = the_only(ask(GAMBLE))
    assert finding.id == "not-controllable"
    assert "verifying `close_plant` takes 30..90 days, at worst to 2030-08-30" in finding.message
    assert "29 days are missing" in finding.message


def test_where_only_one_side_has_a_date_in_the_conflict_that_is_said() -> None:
    finding = the_only(ask(GAMBLE.replace("no earlier than 2030-06-01 and ", "").replace("2030-08-01", "2030-01-15")))
    assert [fix.title for fix in finding.fixes] == ["let `lift_ban` be due 76 days later: no later than 2030-04-01"]
    assert finding.help.endswith("; no other side's date stands in the chain")


def test_every_clash_is_told_and_not_only_the_first() -> None:
    second = (
        "  pay: {by: south, to: [north], kind: pay, after: close_plant.verified, within: no later than 2030-06-20}\n"
    )
    report = ask(CLASH + second)
    assert {finding.about for finding in report.findings} == {"lift_ban", "pay"}


def test_a_circle_without_dates_is_left_to_the_check_of_circles() -> None:
    text = (
        HEAD
        + """\
obligations:
  close_plant:
    {by: north, to: [south], brings: plant.closed, after: lift_ban.verified, verified: {by: agency, takes: 9 days}}
  lift_ban: {by: south, to: [north], lifts: {trade_ban: suspend}, after: close_plant.verified}
"""
    )
    assert [finding.id for finding in ask(text).findings] == []
    assert {finding.id for finding in ask(text, "precondition-deadlock").findings} == {"precondition-deadlock"}


def test_not_before_the_earlier_passes_if_one_choice_fits() -> None:
    text = (
        HEAD.replace("items: {", "items: {mine: {scale: [open, closed]}, ")
        + """\
obligations:
  close_plant: {by: north, to: [south], brings: plant.closed, within: no earlier than 2030-06-01, verified: none}
  close_mine: {by: north, to: [south], brings: mine.closed, within: no earlier than 2031-06-01, verified: none}
  lift_ban:
    by: south
    to: [north]
    lifts: {trade_ban: suspend}
    after: {any: [close_plant.claimed, close_mine.claimed]}
    within: no later than LAST
"""
    )
    assert ask(text.replace("LAST", "2030-12-31")).findings == ()
    [asked] = ask(text.replace("LAST", "2030-03-31")).findings
    assert asked.verdict is Verdict.CANNOT_TELL
    assert "the first of `close_plant` and `close_mine`" in asked.message


def test_the_2003_date_of_the_agreed_framework_held_only_with_luck_from_the_day_of_signature() -> None:
    report = run(load("case:agreed-framework-1994"), date(1994, 10, 21), select=IDS)
    told = {(finding.id, finding.about) for finding in report.findings if finding.verdict is Verdict.FAILS}
    assert ("not-controllable", "complete_reactor_project") in told
    assert ("deadline-hung-on-withholdable-event", "come_into_full_compliance") in told
    assert not any(finding.id == "timeline-contradiction" for finding in report.findings), "2003 was not impossible"


def test_a_misses_branch_that_the_final_date_cannot_bear_is_told_with_the_days() -> None:
    text = (
        HEAD
        + """\
final_date: 2030-12-31
end_state: {all: [plant.closed], verified_by: agency}
obligations:
  close_plant:
    by: north
    to: [south]
    brings: plant.closed
    within: no earlier than 2030-09-01 and no later than 2030-10-01
    verified: {by: agency, takes: 30..60 days}
    if_missed: {cure: CURE, then: suspend}
"""
    )
    assert ask(text.replace("CURE", "61 days")).findings == ()
    finding = the_only(ask(text.replace("CURE", "62 days")))
    assert "1 day after the final date" in finding.message
    for fix in finding.fixes:
        assert ask(apply(finding.span.source, fix.edits)).findings == ()


def test_each_miss_alone_may_fit_and_both_together_not() -> None:
    text = (
        HEAD.replace("items: {", "items: {mine: {scale: [open, closed], start: open}, ")
        + """\
final_date: 2030-12-31
end_state: {all: [plant.closed], verified_by: agency}
obligations:
  close_mine:
    by: south
    to: [north]
    brings: mine.closed
    within: no earlier than 2030-08-01
    verified: {by: agency, takes: 10 days}
    if_missed: {cure: 60 days, then: suspend}
  close_plant:
    by: north
    to: [south]
    brings: plant.closed
    after: close_mine.verified
    verified: {by: agency, takes: 10 days}
    if_missed: {cure: 80 days, then: suspend}
"""
    )
    [asked] = ask(text).findings
    assert asked.verdict is Verdict.CANNOT_TELL
    assert asked.about == "close_plant" and "8 days too late" in asked.message


def test_a_circle_that_takes_no_time_is_no_crash_where_a_duty_in_it_is_cured() -> None:
    text = (
        HEAD.replace("items: {", "items: {mine: {scale: [open, closed], start: open}, ")
        + """\
final_date: 2030-12-31
end_state: {all: [plant.closed], verified_by: agency}
obligations:
  close_plant:
    {by: north, to: [south], brings: plant.closed, after: close_mine.verified, if_missed: {cure: 10 days, then: return}}
  close_mine: {by: south, to: [north], brings: mine.closed, after: close_plant.verified}
"""
    )
    assert all(finding.verdict is Verdict.CANNOT_TELL for finding in ask(text).findings)
