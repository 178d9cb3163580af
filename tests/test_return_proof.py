"""The proof of the way back: its four results and bounds, every mutant of the reference ladder, and its laws."""

from __future__ import annotations

import random
from datetime import date
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.process.adversary import Adversary, Move, Objecting, Position, Scenario, opening
from reconvene.process.exploration import explore
from reconvene.process.ladder import Ladder, Standing, Triggered, act, settle, start
from reconvene.process.proof import Proved, Result, ReturnProof, Verdict, prove, scenarios
from reconvene.process.story import told
from tests.ladders import LIMITS, ladder_of, read, reference
from tests.mutants import MUTANTS, VOW, Mutant, mechanism, section, stage, without_act
from tests.mutants import act as change_act
from tests.processes import Tree, rename, write

NOW = date(2030, 1, 1)
RESULTS = tuple(Result)
FOUR = ("north", "south", "east", "west")


def proof(tree: Tree | str, *, absent: int = 1, turnover: str | None = None) -> ReturnProof:
    found = prove(read(tree).process, NOW, absent=absent, turnover=turnover)
    assert found is not None
    return found


def bounds(found: ReturnProof) -> list[tuple[int | None, int | None]]:
    return [(each.steady.days, each.changed.days) for each in found.results[:3]]


def broken(found: ReturnProof) -> tuple[int, ...]:
    return tuple(number for number, each in enumerate(found.results, 1) if each.verdict is not Verdict.HOLDS)


def stories(found: ReturnProof, each: Proved) -> list[str]:
    paths = [bound.story for bound in (each.steady, each.changed) if bound.story is not None]
    return ["\n".join(event.text for event in told(found.ladder, path)) for path in paths]


def test_the_reference_ladder_returns_within_70_100_and_100_days() -> None:
    found = proof(reference())
    assert found.returns
    assert bounds(found) == [(70, 100), (100, 130), (100, 130)]
    assert found.of(Result.ALL_REFUSE).steady.silent == 130


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_breaks_what_it_must_and_nothing_else(mutant: Mutant) -> None:
    found = proof(reference(*mutant.changes))
    assert broken(found) == mutant.breaks
    assert not any(each.verdict is Verdict.CANNOT_TELL for each in found.results)
    for number in mutant.breaks:
        each = found.results[number - 1]
        if each.result is Result.FACE:
            assert each.faults
            continue
        tales = stories(found, each)
        assert tales
        for words in mutant.says:
            assert any(words in tale for tale in tales), tales


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if each.says], ids=lambda mutant: mutant.name)
def test_a_story_is_in_the_order_of_its_days_and_points_at_a_silent_clause(mutant: Mutant) -> None:
    found = proof(reference(*mutant.changes))
    for each in found.results[:3]:
        for bound in (each.steady, each.changed):
            if bound.story is not None:
                events = told(found.ladder, bound.story)
                assert [event.day for event in events] == sorted(event.day for event in events)
                assert all(event.span.source.name == "ladder.yaml" for event in events)
                named = ("restarts the ladder", "nothing binds the new one", "The review comes")
                assert any(event.silent or any(words in event.text for words in named) for event in events)


def test_the_process_collapses_where_nothing_comes_after_two_empty_chairs() -> None:
    found = proof(reference(lambda tree: tree["return"]["stages"].pop()))
    scenario = Scenario(frozenset(("north", "south")), objecting=Objecting.NEVER)
    paths = explore(Adversary(found.ladder, scenario), lambda position: position.standing.table == "parked")
    assert paths.longest is None
    assert any(position.standing.table == "collapsed" for position in paths.reached)


def test_in_the_reference_ladder_nothing_ever_collapses() -> None:
    ladder = ladder_of(reference())
    for scenario in scenarios(ladder, 1, None):
        reached = explore(Adversary(ladder, scenario), lambda _: False).reached
        assert not any(position.standing.table == "collapsed" for position in reached)


# The bounds are computed


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(1, 60)] * 6), st.integers(1, 180), st.integers(0, 60))
def test_the_bounds_follow_from_the_limits(limits: tuple[int, ...], review: int, confirm: int) -> None:
    tree = reference(mechanism(reconfirmed_within=f"{confirm} days"), limits=(*limits, review))
    found = proof(tree)
    sums = list(accumulate(limits))
    assert bounds(found) == [(sums[4], sums[4] + confirm), *[(sums[5], sums[5] + confirm)] * 2]
    assert found.of(Result.ALL_REFUSE).steady.silent == sums[5] + 30


def test_a_review_later_than_180_days_is_no_review() -> None:
    assert broken(proof(reference(limits=(*LIMITS[:6], 181)))) == (3,)


def test_a_review_that_begins_in_the_middle_is_no_return() -> None:
    assert broken(proof(reference(stage(6, else_="cover")))) == (3,)


def test_a_ladder_that_parks_before_all_stages_have_run_is_found() -> None:
    assert 3 in broken(proof(reference(stage(4, else_="parked"))))


def test_extensions_that_end_lengthen_what_those_who_refuse_can_draw_out() -> None:
    rule = {"more": {"of": ["more"], "by": "all of parties", "adds": "at most 15 days", "times": "2"}}
    found = proof(reference(section(extensions=rule), stage(4, extend="more")))
    assert bounds(found)[0][0] == 70 and bounds(found)[1][0] == 100
    assert bounds(found)[2][0] == 130
    alone = {"more": {**rule["more"], "by": "any of parties"}}
    assert bounds(proof(reference(section(extensions=alone), stage(4, extend="more"))))[1][0] == 130


def test_whose_government_changes_can_be_named() -> None:
    tree = reference(mechanism(binds="government", reconfirmed_within=None))
    assert broken(proof(tree, turnover="south")) == (1, 2)
    assert broken(proof(tree, turnover="nobody_of_them")) == ()


def test_with_nobody_absent_one_convenor_is_enough_and_with_two_absent_two_are_not() -> None:
    assert broken(proof(reference(mechanism(substitutes=None)), absent=0)) == ()
    assert {1, 2} <= set(broken(proof(reference(), absent=2)))
    assert broken(proof(reference(spare=2), absent=2)) == ()


def test_four_parties_come_back_as_two_do_and_every_set_that_may_refuse_is_asked() -> None:
    found = proof(reference(parties=FOUR, spare=2), absent=2)
    assert bounds(found) == [(70, 100), (100, 130), (100, 130)]
    sizes = [len(each.refusing) for each in scenarios(found.ladder, 2, None) if each.turnover is None]
    assert sizes == [0, 1, 2, 3, 4], "parties that are alike are counted, not listed"


def test_a_party_that_the_ladder_names_apart_is_asked_about_by_itself() -> None:
    one = reference(change_act(5, 2, by="west.office"), parties=FOUR)
    one["parties"]["west"] = {"inner": {"office": {"kind": "ministry"}}}
    sets = {each.refusing for each in scenarios(ladder_of(one), 1, None)}
    assert frozenset(("west",)) in sets and frozenset(("north",)) in sets and len(sets) == 8
    assert 2 in broken(proof(one)), "whoever refuses minutes nothing"


# The exploration is exact


@settings(max_examples=10, deadline=None)
@given(st.tuples(*[st.integers(1, 9)] * 7), st.sampled_from(MUTANTS), st.booleans())
def test_single_days_find_what_the_days_that_matter_find(
    limits: tuple[int, ...], mutant: Mutant, turning: bool
) -> None:
    ladder = ladder_of(reference(*mutant.changes, limits=limits))
    for refusing in (frozenset[str](), frozenset(("north",)), frozenset(("north", "south"))):
        scenario = Scenario(refusing, 1, "north" if turning else None)
        for table in ("reconvened", "sat_incomplete", "parked"):

            def goal(position: Position, wanted: str = table) -> bool:
                return position.standing.table == wanted

            coarse = explore(Adversary(ladder, scenario), goal)
            assert coarse.longest == explore(Adversary(ladder, scenario, daily=True), goal).longest


def walk(ladder: Ladder, adversary: Adversary, chance: random.Random, days: int) -> list[tuple[int, Standing]]:
    """A path of the adversary's own choosing, day by day, stepped through `act` and `settle` on real dates."""
    day = day_zero = NOW.toordinal()
    standing, position = start(ladder, day), opening(ladder)
    found = [(0, standing)]
    while day - day_zero < days:
        moves = adversary.moves(position)
        if not moves or standing.table == "reconvened":
            break
        move: Move = chance.choice(moves)
        for deed in move.deed:
            after = act(ladder, standing, deed, day)
            assert isinstance(after, Standing), after
            standing = after
        day += move.days
        standing = settle(ladder, standing, day - 1 if move.to.standing.due == 0 else day)
        position = move.to
        assert (standing.stage, standing.table) == (position.standing.stage, position.standing.table)
        found.append((day - day_zero, standing))
    return found


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["", "north", "north south"]))
def test_no_walk_leaves_the_bounds(seed: int, names: str) -> None:
    ladder = ladder_of(reference())
    refusing = frozenset(names.split())
    for turnover, more in ((None, 0), ("south", 30)):
        scenario = Scenario(refusing, 1, turnover)
        met = walk(ladder, Adversary(ladder, scenario, daily=True), random.Random(seed), 400)
        wanted = {"": "reconvened", "north": "sat_incomplete", "north south": "parked"}[names]
        bound = {"": 70, "north": 100, "north south": 130}[names] + more
        reached = [day for day, standing in met if standing.table == wanted]
        assert reached and reached[0] <= bound


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(MUTANTS))
def test_triggers_and_idle_days_contradict_no_walk(seed: int, mutant: Mutant) -> None:
    """What the adversary may also do, and what the record will show, moves the machine of no ladder but one."""
    ladder = ladder_of(reference(*mutant.changes))
    chance = random.Random(seed)
    for _, standing in walk(ladder, Adversary(ladder, Scenario(absent=1), daily=True), chance, 200):
        again = act(ladder, standing, Triggered(), standing.entered)
        assert ladder.restarts or again == standing


# Laws


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(MUTANTS))
def test_swapping_the_parties_permutes_the_proof_and_changes_nothing_else(mutant: Mutant) -> None:
    text = write(reference(*mutant.changes))
    swap = {"north": "south", "south": "north"}
    one, other = proof(text), proof(rename(text, swap))
    assert broken(one) == broken(other)
    assert bounds(one) == bounds(other)
    told_of = [
        (fault.constraint, fault.kind, fault.stage.name, fault.act.act, rename(fault.party, swap))
        for fault in one.of(Result.FACE).faults
    ]
    assert told_of == [
        (fault.constraint, fault.kind, fault.stage.name, fault.act.act, fault.party)
        for fault in other.of(Result.FACE).faults
    ]


# Three answers


def test_what_is_unknown_makes_a_result_that_hangs_on_it_a_question() -> None:
    found = proof(reference(stage(5, lasts="unknown")))
    assert [each.verdict for each in found.results] == ["holds", "cannot tell", "cannot tell", "holds"]
    assert [fact.fact for fact in found.results[1].missing] == ["return.conference_of_all.lasts"]


def test_what_is_unknown_and_does_not_matter_changes_nothing() -> None:
    assert proof(reference(stage(3, else_="unknown"))).returns


def test_what_fails_whatever_the_answer_is_still_fails() -> None:
    found = proof(reference(stage(5, lasts="unknown"), mechanism(started_by="request")))
    assert [each.verdict for each in found.results[:3]] == ["fails"] * 3


def test_a_way_back_without_stages_cannot_be_told() -> None:
    text = "title: Later\nparties: {north: {}, south: {}}\nreturn: {starts_on: [stall], convenor: unknown}\n"
    assert {each.verdict for each in proof(text).results} == {Verdict.CANNOT_TELL}


# Face


def faults(*changes: Tree | object) -> list[tuple[str, str, str]]:
    found = proof(reference(*changes))  # type: ignore[arg-type]
    return [(fault.constraint, fault.kind, fault.stage.name) for fault in found.of(Result.FACE).faults]


def test_a_cover_counts_only_where_it_was_performed_earlier_on_the_path() -> None:
    vow = {
        "word": {"by": "north", "dated": "2029-01-01", "forbids": "attendance", "released_by": "third_party_invitation"}
    }
    assert faults(section(vows=vow)) == []
    alone = faults(section(vows=vow), stage(3, substitutes=[]), mechanism(guarantors=["norway"]))
    assert alone == [
        ("FC2", "other_cover", "resumption_session"),
        ("FC2", "other_cover", "conference_of_all"),
    ], "with the one guarantor absent nobody invites"
    spoken = {"word": {**vow["word"], "released_by": "simultaneous_statement"}}
    assert faults(section(vows=spoken))[0] == ("FC2", "other_cover", "resumption_session"), "it is only offered"
    owed = {"word": {**vow["word"], "released_by": "calendar_duty"}}
    assert faults(section(vows=owed)) == []


def test_a_vow_that_is_not_matched_is_a_question_until_somebody_rules() -> None:
    narrow = {"long": {"is_a": "deposit"}}
    vow = {"word": {**VOW["word"], "forbids": "long"}}
    found = proof(reference(section(acts=narrow, vows=vow))).of(Result.FACE)
    assert found.verdict is Verdict.CANNOT_TELL
    assert [fault.kind for fault in found.faults] == ["which_act"]


def test_covers_are_proposed_where_face_fails() -> None:
    found = proof(reference(section(vows=VOW))).of(Result.FACE)
    assert found.faults[0].proposed[0] == "third_party_invitation"
    assert found.faults[0].kind == "crossed" and found.faults[0].vow == "word"


def test_a_vow_past_its_end_or_released_by_a_registered_cover_binds_nobody() -> None:
    over = {"word": {**VOW["word"], "until": "2029-06-01"}}
    assert faults(section(vows=over)) == []
    released = section(vows=VOW, covers={"way": {"kind": "new_fact", "by": "norway", "releases": "word"}})
    assert faults(released) == []


def test_face_is_asked_about_wherever_a_path_leads_and_nowhere_else() -> None:
    assert faults(section(vows=VOW), mechanism(started_by="request")) != [], "somebody may ask"
    skipped = (section(vows=VOW), stage(0, else_="cover"), without_act(0, 0), stage(0, led_by=None))
    assert faults(*skipped) == [], "nothing leads to the deposit any more"
