"""The machine of the way back: how it is read, what a default and an act make of it, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.process.ladder import (
    Begun,
    Deed,
    Extended,
    Held,
    Ladder,
    Objected,
    Performed,
    Refusal,
    Standing,
    Triggered,
    Turnover,
    act,
    settle,
    start,
)
from tests.ladders import LIMITS, NAMES, ladder_of, reference, stage_of
from tests.processes import Tree

BOTH = frozenset(("north", "south"))
STANDARD = """
title: By the clause
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {sweden: {kind: state}, singapore: {kind: state}}
return:
  use: return/standard
  starts_on: [stall, failure]
  convenor: sweden
  substitutes: [singapore]
  binds: state
"""


@pytest.fixture(scope="module")
def ladder() -> Ladder:
    return ladder_of(reference())


def done(ladder: Ladder, standing: Standing, what: Deed, day: int) -> Standing:
    after = act(ladder, standing, what, day)
    assert isinstance(after, Standing), after
    return after


def refused(ladder: Ladder, standing: Standing, what: Deed, day: int) -> Refusal:
    after = act(ladder, standing, what, day)
    assert isinstance(after, Refusal)
    assert after.message.endswith(".") and after.next_step
    return after


def last(day: int) -> int:
    """The day on which a stage begins, if every one before it runs to its limit."""
    return sum(LIMITS[:day])


def test_the_clause_and_the_ladder_written_out_are_the_same_machine(ladder: Ladder) -> None:
    clause = ladder_of(STANDARD)
    assert [stage.name for stage in clause.stages] == list(NAMES)
    for one, other in zip(clause.stages, ladder.stages, strict=True):
        for key in ("limit", "led_by", "otherwise", "convenes", "quorum", "voided_by", "parks", "notices", "minutes"):
            assert getattr(one, key) == getattr(other, key), (one.name, key)
        assert [(act.act, act.own, act.seen_by, act.required) for act in one.acts] == [
            (act.act, act.own, act.seen_by, act.required) for act in other.acts
        ]


def test_a_role_that_nobody_holds_is_held_by_the_convenor_and_its_substitutes() -> None:
    clause = ladder_of(STANDARD)
    assert {tuple(hand.name for hand in stage.hands) for stage in clause.stages} == {("sweden", "singapore")}


def test_guarantors_are_followed_by_the_convenor() -> None:
    clause = ladder_of(
        STANDARD.replace("binds", "guarantors: [norway]\n  binds").replace("singapore:", "norway: {}, singapore:")
    )
    assert [hand.name for hand in clause.stages[3].hands] == ["norway", "sweden", "singapore"]


def test_a_change_of_a_stage_of_the_clause_may_also_take_something_away() -> None:
    text = STANDARD + "  stages: {cover: {else: unstated, lasts: unstated}, parked: {substitutes: []}}\n"
    clause = ladder_of(text)
    assert clause.stages[3].otherwise is None and clause.stages[3].limit is None
    assert [hand.name for hand in clause.stages[6].hands] == []


def test_the_review_of_the_clause_comes_when_the_mechanism_says() -> None:
    assert ladder_of(STANDARD + "  park_review: 90 days\n").stages[6].limit == 90


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.integers(1, 60)] * 7), st.integers(0, 1000), st.integers(0, 400))
def test_left_alone_it_goes_from_stage_to_stage_by_its_limits(limits: tuple[int, ...], day: int, later: int) -> None:
    ladder = ladder_of(reference(limits=limits))
    standing = settle(ladder, start(ladder, day), day + later)
    left = later % sum(limits)
    index = next(index for index in range(7) if left < sum(limits[: index + 1]))
    assert (standing.stage, standing.table) == (index, "returning")
    assert standing.due == day + later - left + sum(limits[: index + 1])


def test_nobody_parks_by_default_somebody_must_keep_what_was_agreed(ladder: Ladder) -> None:
    standing = settle(ladder, start(ladder, 0), 100)
    assert (standing.stage, standing.table) == (6, "returning")
    parked = done(ladder, standing, Performed("deposit", "library"), 101)
    assert (parked.stage, parked.table, parked.review) == (6, "parked", 280)
    again = settle(ladder, parked, 280)
    assert (again.stage, again.table, again.entered) == (0, "returning", 280)


def test_an_act_ends_its_stage_at_once_and_on_the_last_day_too(ladder: Ladder) -> None:
    for day in (0, 3, 7):
        after = done(ladder, start(ladder, 0), Performed("private_notice", "singapore"), day)
        assert (after.stage, after.entered, after.due) == (1, day, day + 14)
    assert refused(ladder, start(ladder, 0), Performed("private_notice", "sweden"), 8).message == (
        "The stage `technical_contact` neither asks for `private_notice` nor offers it."
    )


def test_what_each_party_does_for_itself_is_done_when_all_have_done_it(ladder: Ladder) -> None:
    standing = settle(ladder, start(ladder, 0), 21)
    one = done(ladder, standing, Performed("deposit", "north"), 30)
    assert one.stage == 2
    assert done(ladder, one, Performed("deposit", "south"), 31).stage == 3


def test_what_is_only_offered_is_not_waited_for_where_something_is_required(ladder: Ladder) -> None:
    standing = settle(ladder, start(ladder, 0), 42)
    assert done(ladder, standing, Performed("third_party_invitation", "norway"), 43).stage == 4


def test_whoever_has_no_part_in_an_act_cannot_do_it(ladder: Ladder) -> None:
    said = refused(ladder, start(ladder, 0), Performed("private_notice", "north"), 1)
    assert said.message == "`private_notice` in the stage `quiet_clock` is not in the hands of `north`."
    assert said.next_step == "let `convenor` do it"


def at(ladder: Ladder, index: int, *, invited: bool = True) -> Standing:
    standing = settle(ladder, start(ladder, 0), last(index))
    return done(ladder, standing, Performed("invitation", "sweden"), last(index)) if invited else standing


def test_a_session_that_all_attend_brings_everybody_back(ladder: Ladder) -> None:
    back = done(ladder, at(ladder, 4), Held(BOTH, "singapore"), 60)
    assert (back.table, back.stage) == ("reconvened", None)
    assert refused(ladder, back, Performed("deposit", "north"), 61).message == "The parties are back at the table."


def test_a_session_needs_notice_a_convenor_its_quorum_and_minutes_of_an_empty_chair(ladder: Ladder) -> None:
    north = frozenset(("north",))
    assert "No notice" in refused(ladder, at(ladder, 4, invited=False), Held(BOTH, "sweden"), 60).message
    assert "cannot convene" in refused(ladder, at(ladder, 4), Held(BOTH, "norway"), 60).message
    assert "needs all; absent: `south`" in refused(ladder, at(ladder, 4), Held(north, "sweden"), 60).message
    assert "was not minuted" in refused(ladder, at(ladder, 5), Held(north, "sweden"), 80).message
    assert "holds no session" in refused(ladder, at(ladder, 0, invited=False), Held(BOTH, "sweden"), 1).message


def test_a_notice_that_leaves_a_party_out_convenes_nobody() -> None:
    def tell_north_only(tree: Tree) -> None:
        stage_of(tree, 4)["acts"][0]["to"] = "north"

    ladder = ladder_of(reference(tell_north_only))
    assert "does not go to all" in refused(ladder, at(ladder, 4), Held(BOTH, "sweden"), 60).message


def test_after_an_empty_chair_the_next_date_is_set_and_after_two_the_process_is_parked(ladder: Ladder) -> None:
    north = Held(frozenset(("north",)), "sweden", "sweden")
    once = done(ladder, at(ladder, 5), north, 100)
    assert (once.table, once.stage, once.due, once.empty_chairs) == ("sat_incomplete", 5, 130, 1)
    twice = done(ladder, once, north, 120)
    assert (twice.stage, twice.entered) == (6, 120)
    assert settle(ladder, once, 130).stage == 6
    assert done(ladder, once, Held(BOTH, "sweden"), 130).table == "reconvened"


def test_the_conference_is_void_only_if_all_have_objected(ladder: Ladder) -> None:
    one = done(ladder, at(ladder, 5), Objected("north", "geneva"), 80)
    assert done(ladder, one, Held(frozenset(), "sweden", "sweden"), 90).table == "sat_incomplete"
    both = done(ladder, one, Objected("south", "archive"), 81)
    assert "void" in refused(ladder, both, Held(BOTH, "sweden"), 90).message
    assert settle(ladder, both, 99).stage == 5
    assert settle(ladder, both, 100).stage == 6
    assert "has no role" in refused(ladder, one, Objected("south", "north"), 81).message


def test_objections_are_forgotten_when_the_first_stage_begins_anew(ladder: Ladder) -> None:
    objected = done(ladder, start(ladder, 0), Objected("north", "sweden"), 1)
    assert settle(ladder, objected, 100).objections == {"north"}
    assert settle(ladder, objected, 280).objections == frozenset()


def test_where_the_text_is_silent_about_what_follows_the_stage_goes_on() -> None:
    ladder = ladder_of(reference(lambda tree: stage_of(tree, 1).pop("else")))
    stuck = settle(ladder, start(ladder, 0), 500)
    assert (stuck.stage, stuck.overdue) == (1, True)
    assert done(ladder, stuck, Performed("technical_talks", "geneva"), 600).stage == 2


def test_a_stage_without_a_limit_never_defaults() -> None:
    ladder = ladder_of(reference(lambda tree: stage_of(tree, 0).pop("lasts")))
    assert settle(ladder, start(ladder, 0), 10_000).stage == 0


def test_on_request_nothing_happens_until_somebody_asks() -> None:
    ladder = ladder_of(reference(lambda tree: tree["return"].update(started_by="request")))
    waiting = settle(ladder, start(ladder, 0), 400)
    assert (waiting.table, waiting.stage) == ("waiting", None)
    assert "Nobody has started" in refused(ladder, waiting, Performed("private_notice", "sweden"), 1).message
    begun = done(ladder, waiting, Begun("south"), 400)
    assert (begun.stage, begun.due) == (0, 407)


def test_a_trigger_during_the_return_is_only_recorded_unless_the_text_says_otherwise(ladder: Ladder) -> None:
    standing = settle(ladder, start(ladder, 0), 30)
    assert done(ladder, standing, Triggered(), 31) == standing
    other = ladder_of(reference(lambda tree: tree["return"].update(triggered_again="restarts")))
    assert done(other, settle(other, start(other, 0), 30), Triggered(), 31).stage == 0


def test_a_change_of_government_costs_the_days_to_confirm_or_ends_the_duties(ladder: Ladder) -> None:
    later = done(ladder, start(ladder, 0), Turnover("north"), 3)
    assert (later.due, later.lapsed) == (37, frozenset())

    def bind_the_government(tree: Tree) -> None:
        tree["return"]["binds"] = "government"
        del tree["return"]["reconfirmed_within"]

    other = ladder_of(reference(bind_the_government))
    assert done(other, start(other, 0), Turnover("north"), 3).lapsed == {"north"}


def extendable(**rule: str) -> Ladder:
    def change(tree: Tree) -> None:
        tree["extensions"] = {"more": {"of": ["more"], "by": "all of parties", **rule}}
        stage_of(tree, 0)["extend"] = "more"

    return ladder_of(reference(change))


def test_a_stage_is_prolonged_by_those_whose_consent_counts_and_as_often_as_it_says() -> None:
    ladder = extendable(adds="at most 10 days", times="1")
    standing = start(ladder, 0)
    assert "lacks the consent of `south`" in refused(ladder, standing, Extended(frozenset(("north",)), 5), 5).message
    longer = done(ladder, standing, Extended(BOTH, 10), 5)
    assert longer.due == 17
    assert "granted 1 times already" in refused(ladder, longer, Extended(BOTH, 10), 15).message
    assert "adds 10 days at most" in refused(ladder, standing, Extended(BOTH, 11), 5).message


def test_an_extension_without_an_end_takes_the_limit_away() -> None:
    ladder = extendable()
    assert settle(ladder, done(ladder, start(ladder, 0), Extended(BOTH, None), 5), 5_000).stage == 0


def test_what_the_file_calls_unknown_is_silence_or_the_best_case_and_is_asked_for() -> None:
    tree = reference(lambda tree: stage_of(tree, 1).update({"lasts": "unknown", "else": "unknown"}))
    strict, generous = ladder_of(tree), ladder_of(tree, generous=True)
    assert (strict.stages[1].limit, strict.stages[1].otherwise) == (None, None)
    assert (generous.stages[1].limit, generous.stages[1].otherwise) == (0, 2)
    assert [fact.fact for fact in strict.open_facts] == [
        "return.technical_contact.lasts",
        "return.technical_contact.else",
    ]


def test_park_stands_for_a_parking_stage_with_the_depositary_and_the_review() -> None:
    def park(tree: Tree) -> None:
        tree["return"]["stages"] = tree["return"]["stages"][:-1]
        stage_of(tree, 5)["else"] = "park"

    ladder = ladder_of(reference(park))
    assert (ladder.parking, ladder.stages[6].limit, ladder.stages[6].otherwise) == (6, 180, 0)
    assert [hand.name for hand in ladder.stages[6].hands] == ["archive"]


def test_stages_that_lead_back_without_a_day_between_them_stand_still() -> None:
    ladder = ladder_of(reference(limits=(0, 0, 0, 0, 0, 0, 0)))
    assert settle(ladder, start(ladder, 0), 0).overdue
