"""The checks of the way back agree with its proof: what breaks a result is told by one of them, and only then."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.checks.run import Report, run
from reconvene.process.proof import Result, prove
from reconvene.text.edit import apply
from reconvene.text.finding import Verdict
from tests.ladders import OTHERS, Change, read, reference
from tests.mutants import MUTANTS, Mutant, act, mechanism, section, stage, without_stages
from tests.processes import Tree, write

NOW = date(2030, 1, 1)
RETURN = [f"R{number:02}" for number in (2, 3, 4, 5, 6, 7, 8, 12)]
TOLD_BY = {
    "no substitute for the convenor": "convenor-single-point",
    "started by request": "someone-must-ask",
    "bound to the government": "dies-with-the-government",
    "no empty-chair rule": "no-empty-chair-rule",
    "nobody minutes": "no-empty-chair-rule",
    "no default at stage 5": "no-empty-chair-rule",
    "a ladder that only parks": "no-empty-chair-rule",
    "a principal asked to move first in public": "public-first-mover",
    "guarantors told in public at stage 0": "public-first-mover",
    "a live vow without cover": "face-violation",
    "only one depositary": "no-salvage-rule",
}
"""Everything else is a matter of time, and told by `unbounded-return`."""


def asked(tree: Tree | str) -> Report:
    return run(read(tree), NOW, select=RETURN)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_breaks_a_result_is_told_by_one_check_and_by_one_only(mutant: Mutant) -> None:
    told = [finding.id for finding in asked(reference(*mutant.changes)).findings]
    wanted = [TOLD_BY.get(mutant.name, "unbounded-return")] if mutant.breaks else []
    assert sorted(set(told)) == wanted


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if each.breaks], ids=lambda mutant: mutant.name)
def test_every_fix_of_it_clears_it(mutant: Mutant) -> None:
    text = write(reference(*mutant.changes))
    for finding in asked(text).findings:
        assert finding.fixes, finding.message
        for fix in finding.fixes:
            after = asked(apply(finding.span.source, fix.edits)).findings
            failing = [(each.id, each.about, each.message) for each in after if each.verdict is Verdict.FAILS]
            assert (finding.id, finding.about, finding.message) not in failing, fix.title


def test_a_cover_that_one_absence_takes_away_is_told_with_the_act_that_would_give_it() -> None:
    vow = {"word": {"by": "north", "dated": "2029-01-01", "forbids": "attendance"}}
    vow["word"]["released_by"] = "third_party_invitation"
    tree = reference(section(vows=vow), stage(3, substitutes=[]), mechanism(guarantors=["norway"]))
    found = [finding for finding in asked(tree).findings if finding.id == "face-violation"]
    assert {finding.says for finding in found} == {"other_cover"}
    assert any("can be left undone in `cover`" in reason.message for reason in found[0].because)


def test_patience_is_the_bound_unless_the_text_accepts_another() -> None:
    def patient(tree: Tree) -> None:
        tree["parties"]["north"] = {"patience": "120 days"}

    (finding,) = asked(reference(patient)).findings
    assert "130 days" in finding.message and "the patience of `north` is 120 days" in finding.message
    assert asked(reference(patient, mechanism(returns_within="130 days"))).findings == ()
    assert asked(reference(mechanism(returns_within="100 days"))).findings != ()


# What the text alone does not show


def told(check: str, *changes: Change) -> dict[str, str]:
    return {found.says: found.message for found in asked(reference(*changes)).findings if found.id == check}


def test_every_stage_without_an_end_is_told_at_once() -> None:
    stuck = (stage(1, else_=None), stage(2, else_=None), stage(4, else_=None))
    stages = [found.fields["stage"] for found in asked(reference(*stuck)).findings if found.says == "no_default"]
    assert stages == ["technical_contact", "conditions_of_return", "resumption_session"]


def test_a_default_on_which_no_path_hangs_is_not_missed() -> None:
    assert told("unbounded-return", stage(0, else_=None), stage(3, else_=None)) == {}


def test_whether_a_stage_stands_still_is_a_question_where_its_hands_are_unknown() -> None:
    open_ = (mechanism(guarantors="unknown"), stage(3, else_=None, substitutes=None))
    (found,) = [each for each in asked(reference(*open_)).findings if each.id == "unbounded-return"]
    assert found.verdict is Verdict.CANNOT_TELL
    assert [fact.fact for fact in found.missing] == ["return.guarantors"]


def test_an_objection_of_all_voids_for_nobody_alone_however_it_is_written() -> None:
    every = "{all: [north.objected, south.objected]}"
    assert told("no-empty-chair-rule", stage(5, void_if=every)) == {}
    either = "{any: [north.objected, south.objected]}"
    assert "`north` alone" in told("no-empty-chair-rule", stage(5, void_if=either))["one_can_void"]


def test_a_session_that_any_party_can_sit_in_bears_an_empty_chair() -> None:
    assert told("no-empty-chair-rule", stage(5, quorum="any")) == {}
    assert prove(read(reference(stage(5, quorum="any"))).process, NOW).of(Result.SOME_REFUSE).verdict == "holds"  # type: ignore[union-attr]


def test_minutes_in_the_hands_of_one_party_are_no_minutes_when_it_stays_away() -> None:
    inner = section(parties={"north": {"inner": {"office": {"kind": "ministry"}}}, "south": {}})
    assert set(told("no-empty-chair-rule", inner, act(5, 2, by="north.office"))) == {"own_minutes"}
    assert set(told("no-empty-chair-rule", act(5, 2, by="principals"))) == {"not_minuted"}


def test_what_follows_a_second_empty_chair_is_told() -> None:
    again = (without_stages("parked"), stage(5, else_="quiet_clock"), mechanism(depositary=None))
    assert set(told("no-empty-chair-rule", *again)) == {"no_recess"}
    text = write(reference(*again))
    (found,) = [each for each in asked(text).findings if each.says == "no_recess"]
    mended = read(apply(found.span.source, found.fixes[0].edits)).process
    assert prove(mended, NOW).returns  # type: ignore[union-attr]


@pytest.mark.parametrize("place", [0, 2])
def test_a_session_hangs_on_whoever_alone_sends_its_notice_or_minutes_it(place: int) -> None:
    alone = (section(actors={name: {"kind": "organisation"} for name in (*OTHERS, "clerk")}), act(5, place, by="clerk"))
    found = told("convenor-single-point", *alone)
    assert "hangs on `clerk` alone" in found["one_hand"]
    assert told("convenor-single-point", *alone, stage(5, substitutes=["singapore"])) == {}
    assert prove(read(reference(*alone)).process, NOW).of(Result.SOME_REFUSE).verdict == "fails"  # type: ignore[union-attr]


def test_a_standstill_lasts_as_long_as_the_ladder_can_run() -> None:
    def still(days: int, **more: object) -> list[str]:
        rule = {"forbids": ["weapons_test"], "lasts": f"{days} days", **more}
        found = run(read(reference(mechanism(standstill=rule))), NOW, select=["no-standstill"]).findings
        return [each.fields["days"] for each in found]

    assert still(129) == ["130"] and still(130) == []
    assert still(73, from_stage=3) == ["88"], "42 days have gone by then"


def test_what_parks_without_a_stage_of_its_own_hangs_on_its_keeper_too() -> None:
    parks = (without_stages("parked"), stage(5, else_="park"))
    text = write(reference(*parks))
    (found,) = [each for each in asked(text).findings if each.id == "no-salvage-rule"]
    assert found.says == "one_keeper" and "substitutes` of `archive`" in str(found.help)
    assert prove(read(text).process, NOW).of(Result.ALL_REFUSE).verdict == "fails"  # type: ignore[union-attr]
    mended = apply(found.span.source, found.fixes[0].edits)
    assert prove(read(mended).process, NOW).of(Result.ALL_REFUSE).verdict == "cannot tell"  # type: ignore[union-attr]
    assert [each for each in asked(mended).findings if each.id == "no-salvage-rule"] == []


# Disputes

PATH = """
title: A path
parties: {north: {}, south: {}}
actors: {panel: {kind: court}}
bodies: {commission: {members: all of parties}}
items: {plant: {scale: [running, closed]}, relief: {scale: [flowing, stopped]}}
obligations:
  close_plant: {by: north, to: [south], brings: plant.closed, if_missed: {cure: 30 days, then: dispute}}
groups: {heavy: [close_plant]}
"""


def disputed(check: str, text: str) -> set[tuple[str, str]]:
    found = [each for each in run(read(PATH + text), NOW, select=[check]).findings if each.id == check]
    for finding in found:
        for fix in finding.fixes:
            after = run(read(apply(finding.span.source, fix.edits)), NOW, select=[check]).findings
            assert finding.message not in [each.message for each in after if each.verdict is Verdict.FAILS], fix.title
    return {(each.says, str(each.verdict)) for each in found}


def test_a_step_and_an_extension_without_an_end_leave_a_path_without_one() -> None:
    text = """
extensions: {more: {of: [main], by: all of parties}}
disputes:
  main:
    stages:
      - {name: talks, body: commission, lasts: 15 days, extend: more}
      - {name: opinion, body: panel, lasts: 15 days, opened_by: complainant}
    then: suspend
"""
    assert disputed("ladder-without-last-rung", text) == {("endless", "fails"), ("no_step", "fails")}
    ended = text.replace("parties}}\n", "parties, adds: at most 9 days, times: 1}}\n").replace(
        "complainant}", "complainant, within: 9 days}"
    )
    assert disputed("ladder-without-last-rung", ended) == set()


CHAIN = """
disputes: {main: {about: heavy, stages: [{name: talks, body: commission, lasts: 15 days}], then: going_on}}
choices:
  going_on: {by: complainant, may: [refer, drop], within: 9 days, silence: drop}
  finding:
    by: commission
    rule: consensus
    after: going_on.refer
    within: 30 days
    may: [broken, nothing_found]
    silence: nothing_found
    outcomes: {broken: relief.stopped}
"""


def test_a_choice_further_along_the_path_is_asked_about_too() -> None:
    assert disputed("ladder-without-last-rung", CHAIN) == set()
    assert disputed("ladder-without-last-rung", CHAIN.replace("    within: 30 days\n", "")) == {("no_default", "fails")}
    assert disputed("accused-can-block", CHAIN) == {("nothing_follows", "fails")}
    assert disputed("accused-can-block", CHAIN.replace("silence: nothing_found", "silence: broken")) == set()


def test_a_remedy_for_a_duty_of_a_group_answers_a_path_about_the_group() -> None:
    ends = "disputes: {main: {about: heavy, stages: [{name: talks, body: panel, lasts: 9 days}], then: terminate}}\n"
    assert disputed("all-or-nothing-remedy", ends) == {("ladder", "fails")}
    answer = "remedies: {pause: {for: close_plant, materiality: minor, open_to: [south], allows: [pause]}}\n"
    assert disputed("all-or-nothing-remedy", ends + answer) == set()


def test_a_part_of_a_clause_is_mended_from_outside_with_all_its_keys_at_once() -> None:
    clause = """
measures: {old_ban: {imposed_on: north, bans: [coal]}}
clauses:
  path: {use: dispute/jcpoa, commission: commission, board: panel, council: panel, restores: old_ban}
"""
    assert disputed("ladder-without-last-rung", clause) == {
        ("no_step", "fails"),
        ("endless", "fails"),
        ("no_default", "fails"),
    }
