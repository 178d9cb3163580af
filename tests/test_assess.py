"""What a package leaves open and for whom, whether it beats no deal, and the words in which that is said."""

from __future__ import annotations

import json
import re
from datetime import date
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reconvene as library
from reconvene.advice.assess import Assessed, Assessment, Conclusion
from reconvene.advice.trial import Answer
from reconvene.deal.asking import Refusal
from reconvene.deal.coverage import Coverage, Residual, coverage
from reconvene.deal.deciding import smallest
from reconvene.deal.no_deal import SIGNATURE, Matter, prospects
from reconvene.deal.no_deal import Outcome as NoDealOutcome
from reconvene.deal.recognition import Recognition, Standing, recognitions
from reconvene.deal.room import Stance, room
from reconvene.deal.routes import Closure, Route, routes
from reconvene.deal.tabled import Tabled
from reconvene.deal.undoing import answered
from reconvene.document.load import Document, load_text
from reconvene.document.obligation import DEPTHS
from reconvene.estimate.weight import Weight, average
from reconvene.reports import written_assessment as written
from reconvene.weighing import assess
from tests.command import reconvene

LONG_ONES = """\
title: The long ones only
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors:
  island: {kind: ally, ally_of: south}
  coast: {kind: ally, ally_of: south}
flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
measures: {coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}}
items: {plant: {of: north, scale: [running, halted, dismantled]}}
threats:
  long: {of: north, hits: {south: large, island: none, coast: small}}
  short: {of: north, hits: {south: none, island: large, coast: small}}
paths:
  through_plant: {of: north, leads_to: long, through: [plant]}
  hidden: {of: north, leads_to: long}
packages:
  offer:
    by: north
    obligations:
      scrap_long: {by: north, to: [south], addresses: {long: dismantle}}
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}, in_return_for: scrap_long}
"""


def read(text: str = LONG_ONES) -> Document:
    document = load_text(text, "long.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    return document


def tabled(text: str = LONG_ONES, name: str = "offer") -> Tabled:
    document = read(text)
    assert document.process.as_of is not None
    return Tabled(document, name, document.process.as_of)


def left(shown: Coverage, whom: str) -> Residual:
    (found,) = [each for each in shown.residuals if each.whom == whom]
    return found


def route(text: str, path: str) -> Route:
    (found,) = [each for each in routes(tabled(text)) if each.path == path]
    return found


# Which threats remain, and for whom


def test_who_is_hit_by_what_is_left_out_is_left_with_all_of_it() -> None:
    shown = coverage(tabled())
    assert left(shown, "south").share == (0.0, 0.0)
    assert left(shown, "island").share == (1.0, 1.0) and left(shown, "island").untouched == ("short",)
    assert left(shown, "coast").share == pytest.approx((1 / 3, 2 / 3))


def test_a_side_that_is_left_unequal_is_told_how_unequal() -> None:
    (side,) = coverage(tabled()).fairness
    assert side.side == "south" and side.among == ("south", "island", "coast")
    assert (side.low, side.high) == (1.0, 1.0)


def test_a_freeze_stops_the_growth_and_leaves_what_is_there() -> None:
    assert left(coverage(tabled(LONG_ONES.replace("long: dismantle", "long: freeze"))), "south").share == (1.0, 1.0)


def test_nobody_is_threatened_by_their_own() -> None:
    shown = coverage(tabled(LONG_ONES.replace("{south: large,", "{north: large, south: large,")))
    assert left(shown, "north").share is None


def test_how_hard_it_hits_is_asked_where_the_file_does_not_say() -> None:
    shown = left(coverage(tabled(LONG_ONES.replace("island: none", "island: unknown"))), "island")
    assert shown.missing == ("long.hits.island",)
    assert shown.share is not None and shown.share[0] < 0.5 and shown.share[1] == 1.0


@given(st.sampled_from(DEPTHS), st.sampled_from(("none", "small", "medium", "large", "unknown")))
@settings(deadline=None)
def test_a_deeper_cut_leaves_nobody_with_more(depth: str, impact: str) -> None:
    text = LONG_ONES.replace("coast: small}}\n  short", f"coast: {impact}}}}}\n  short")
    without = left(coverage(tabled(text.replace("addresses: {long: dismantle}", "article: a"))), "coast").share
    share = left(coverage(tabled(text.replace("long: dismantle", f"long: {depth}"))), "coast").share
    assert share is not None and without is not None
    assert share[0] <= without[0] and share[1] <= without[1]


RANGES = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: (min(ends), max(ends)))
PARTS = st.lists(st.tuples(RANGES, RANGES), min_size=1, max_size=5)


@given(PARTS, st.data())
@settings(deadline=None)
def test_every_average_lies_in_its_range(
    parts: list[tuple[tuple[int, int], tuple[int, int]]], data: st.DataObject
) -> None:
    found = average([(Weight(*weight), value) for weight, value in parts])
    weights = [data.draw(st.integers(*weight)) for weight, _ in parts]
    values = [data.draw(st.integers(*value)) for _, value in parts]
    assert (found is None) == (max(weight[1] for weight, _ in parts) == 0)
    if found is not None and any(weights):
        exact = sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)
        assert found[0] - 1e-9 <= exact <= found[1] + 1e-9


# Which routes stay open


def test_a_route_that_nothing_addresses_is_open() -> None:
    assert route(LONG_ONES, "hidden").closure is Closure.OPEN


def test_a_route_is_closed_in_words_only_until_somebody_verifies_it() -> None:
    brings = LONG_ONES.replace(
        "{by: north, to: [south], addresses", "{by: north, to: [south], brings: plant.dismantled, addresses"
    )
    shown = route(brings, "through_plant")
    assert shown.closure is Closure.UNSEEN and shown.missing == ("scrap_long.verified",)
    seen = brings.replace("brings: plant", "verified: {by: south}, brings: plant")
    assert route(seen, "through_plant").closure is Closure.CLOSED
    halfway = brings.replace("plant.dismantled", "plant.halted")
    assert route(halfway, "through_plant").closure is Closure.OPEN


# What it makes normal


def recognised(text: str) -> Recognition:
    (found,) = recognitions(tabled(text))
    return found


def test_relief_is_set_against_what_is_kept() -> None:
    shown = recognised(LONG_ONES)
    assert shown.owner == "north" and shown.gives_relief and shown.relief == (1.0, 1.0)
    assert [(each.threat, each.standing) for each in shown.retained] == [
        ("long", Standing.UNDATED),
        ("short", Standing.KEPT),
    ]


def test_what_goes_by_a_date_is_not_retained() -> None:
    shown = recognised(LONG_ONES.replace("addresses: {long", "no_later_than: 2030-06-30, addresses: {long"))
    assert [each.threat for each in shown.retained] == ["short"]
    first, last = shown.moments
    assert (str(first.day), first.lifted, first.stay) == ("2030-06-30", 0, ("short",))
    assert (last.day, last.lifted, last.relief) == (None, 1, (1.0, 1.0))


def test_relief_that_is_not_said_is_not_nothing() -> None:
    shown = recognised(LONG_ONES.replace("lifts: {coal_ban: suspend}", "lifts: unknown"))
    assert shown.gives_relief is None and shown.relief is None and shown.missing == ("lift_coal_ban.lifts",)


# Its political room


def test_a_veto_player_accepts_refuses_or_is_not_known() -> None:
    leader = "north: {inner: {leader: {kind: leader, veto: yes, accepts: CHANCE}}}"
    said = {
        "70..90%": Stance.ACCEPTS,
        "at most 40%": Stance.REFUSES,
        "40..60%": Stance.UNKNOWN,
        "unknown": Stance.UNKNOWN,
    }
    for chance, stance in said.items():
        (veto,) = room(tabled(LONG_ONES.replace("north: {}", leader.replace("CHANCE", chance)))).vetoes
        assert veto.stance is stance and bool(veto.missing) == (stance is Stance.UNKNOWN)


def test_a_red_line_is_crossed_by_an_act_of_its_own_side() -> None:
    lines = "red_lines: {no_relief: {by: south, forbids: [sanctions_relief]}, vague: {by: north, level: far}}\n"
    crossed, vague = room(tabled(LONG_ONES + lines)).crossings
    assert (crossed.duty, crossed.by) == ("lift_coal_ban", "south")
    assert vague.duty == "" and vague.missing == "vague.forbids"


def test_a_vow_of_somebody_who_owes_something_binds_until_a_cover_releases_it() -> None:
    vow = "vows: {never: {by: north, dated: 2029-01-01, forbids: [disarmament_step]}}\n"
    assert room(tabled(LONG_ONES + vow)).binds[0].covers == ()
    cover = "covers: {asked: {kind: third_party_invitation, by: island, releases: [never]}}\n"
    assert room(tabled(LONG_ONES + vow + cover)).binds[0].covers == ("asked",)


# If it breaks


def test_who_gave_what_is_slower_to_take_back_is_told() -> None:
    slow = LONG_ONES.replace("addresses: {long", "undone_in: never, addresses: {long")
    (pair,) = answered(tabled(slow.replace("lifts: {coal", "undone_in: 30 days, lifts: {coal")))
    assert pair.slower == "scrap_long" and pair.missing == ()
    (unknown,) = answered(tabled(slow))
    assert unknown.slower == "" and unknown.missing == ("lift_coal_ban.undone_in",)


# Beside no deal

KEEPS = "no_deal: {keeps: {value: 50..90%, basis: assumed}}\n"


def beside(text: str, moment: str = SIGNATURE) -> dict[str, NoDealOutcome]:
    return {each.actor: each.outcome for each in prospects(tabled(text)) if each.moment == moment}


def test_an_ally_that_is_left_out_loses_the_pressure_and_gains_nothing() -> None:
    found = beside(LONG_ONES + KEEPS)
    assert found["island"] is NoDealOutcome.WORSE
    assert found["south"] is NoDealOutcome.DEPENDS and found["north"] is NoDealOutcome.DEPENDS


def test_without_a_declared_course_of_no_deal_the_pressure_lost_is_not_nothing() -> None:
    found = [each for each in prospects(tabled()) if each.actor == "island"]
    assert [each.outcome for each in found] == [NoDealOutcome.NO_BETTER]
    assert found[0].missing == ("no_deal.keeps",)


def test_who_has_got_everything_is_better_off_walking() -> None:
    text = LONG_ONES + KEEPS
    text = text.replace("addresses: {long", "no_later_than: 2030-12-31, addresses: {long")
    text = text.replace("lifts: {coal", "no_later_than: 2030-06-30, lifts: {coal")
    assert beside(text, "after 2030-06-30")["north"] is NoDealOutcome.WORSE
    assert beside(text, "after 2030-06-30")["south"] is NoDealOutcome.BETTER


def test_what_the_file_says_it_is_worth_decides_between_stakes() -> None:
    worth = LONG_ONES.replace("lifts: {coal", "costs: {south: small}, lifts: {coal")
    worth = worth.replace("addresses: {long", "worth: {south: large}, addresses: {long")
    declared = "no_deal: {keeps: 50..90%, worth: {south: PLACE}}\n"
    found = {word: beside(worth + declared.replace("PLACE", word))["south"] for word in ("small", "medium", "large")}
    assert found["small"] is NoDealOutcome.BETTER and found["large"] is NoDealOutcome.OPEN


def test_a_promise_of_which_the_file_says_the_worth_is_not_asked_for() -> None:
    paid = "      pay: {by: south, to: [north], kind: pay, worth: {north: large}, costs: {south: small}}\n"
    found = {each.actor: each for each in prospects(tabled(LONG_ONES + paid + KEEPS))}
    spans = {
        actor: [s.gain for s in found[actor].stakes if s.matter is Matter.PROMISES] for actor in ("north", "south")
    }
    assert spans == {"north": [(8.0, 12.0)], "south": [(-2.0, -1.0)]}
    assert not any(fact.startswith("pay.") for fact in (*found["north"].missing, *found["south"].missing))


@pytest.mark.parametrize(
    ("says", "gain"),
    [
        ("costs: {north: small}, worth: {north: unknown}", (-2.0, inf)),
        ("costs: {north: unknown}, worth: {north: small}", (-inf, 2.0)),
        ("costs: {north: small}", (-2.0, inf)),
        ("costs: {north: small}, worth: {north: none}", (-2.0, -1.0)),
    ],
)
def test_a_worth_that_is_not_known_is_not_nothing_beside_a_cost_that_is(says: str, gain: tuple[float, float]) -> None:
    paid = f"      pay: {{by: south, to: [north], kind: pay, {says}}}\n"
    text = LONG_ONES.split("      scrap_long", maxsplit=1)[0] + paid + "no_deal: {worth: {north: none}}\n"
    (shown,) = [each for each in prospects(tabled(text)) if each.actor == "north"]
    assert [stake.gain for stake in shown.stakes if stake.matter is Matter.PROMISES] == [gain]
    told = {fact for fact in shown.missing if fact.startswith("pay.")}
    assert (shown.outcome is NoDealOutcome.WORSE) == (gain[1] < 0) == (not told)


SEALED = """\
red_lines: {ours: {by: south, forbids: [WHAT], visible_to: [south]}}
covers: {word: {kind: third_party_invitation, by: south, visible_to: [south], text: WORDS}}
"""


@given(st.sampled_from(("sanctions_relief", "nuclear_test")), st.sampled_from(("a", "b")))
@settings(max_examples=4, deadline=None)
def test_what_a_reader_may_not_see_changes_no_byte_of_what_they_get(act: str, words: str) -> None:
    sealed = SEALED.replace("WHAT", act).replace("WORDS", words)
    shown = assess(read(LONG_ONES + sealed), reader="island")
    plain = assess(read(LONG_ONES), reader="island")
    assert isinstance(shown, Assessed) and isinstance(plain, Assessed)
    assert written.as_text(shown) == written.as_text(plain) and written.as_page(shown) == written.as_page(plain)
    assert written.as_json(shown) == written.as_json(plain)


def test_the_sender_is_warned_where_a_reader_would_conclude_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_text(LONG_ONES + SEALED.replace("WHAT", "sanctions_relief"), encoding="utf-8")
    told = reconvene("assess", str(file), "--for", "island")
    assert told.code == 0 and "`ours`" not in told.out and "Note for you alone: of `offer`" in told.err
    assert "Note" not in reconvene("assess", str(file), "--for", "south").err
    assert reconvene("assess", str(file), "--for", "nobody_here").code == 2


@given(st.sampled_from(("none", "small", "large", "unknown")), st.sampled_from(DEPTHS), st.booleans())
@settings(max_examples=20, deadline=None)
def test_swapping_the_parties_swaps_nothing_but_names(impact: str, depth: str, keeps: bool) -> None:
    text = LONG_ONES.replace("island: none", f"island: {impact}").replace("long: dismantle", f"long: {depth}")
    text += KEEPS if keeps else ""
    swapped = text.replace("north", "NORTH").replace("south", "north").replace("NORTH", "south")
    other = {"north": "south", "south": "north"}
    found = beside(text)
    assert beside(swapped) == {other.get(name, name): outcome for name, outcome in found.items()}
    shares = {other.get(each.whom, each.whom): each.share for each in coverage(tabled(text)).residuals}
    assert {each.whom: each.share for each in coverage(tabled(swapped)).residuals} == shares


@given(st.sampled_from(DEPTHS), st.floats(0, 90))
@settings(max_examples=20, deadline=None)
def test_more_relief_is_never_better_for_those_whom_it_presses_for(depth: str, kept: float) -> None:
    text = LONG_ONES.replace("long: dismantle", f"long: {depth}").replace("before: 90", "before: 90..100")
    text += f"no_deal: {{keeps: {kept:.0f}..95%}}\n"
    less = text.replace("lifts: {coal_ban: suspend}", "article: a")
    more_gain, less_gain = (
        {each.actor: sum(stake.gain[0] for stake in each.stakes if stake.matter is Matter.PRESSURE) for each in found}
        for found in (prospects(tabled(text)), prospects(tabled(less)))
    )
    assert all(more_gain[actor] <= less_gain[actor] for actor in ("south", "island", "coast"))
    assert left(coverage(tabled(text)), "island").share == left(coverage(tabled(less)), "island").share


# The test sheet

WHOLE = """\
title: A deal that has what it needs
as_of: 2030-01-01
parties:
  north: {inner: {leader: {kind: leader, veto: yes, accepts: 70..90%}}}
  south: {}
actors: {agency: {kind: verifier, acceptance: {north: accepts, south: accepts}}}
flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
measures: {coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}}
threats: {long: {of: north, hits: {south: large}}}
paths: {through_plant: {of: north, leads_to: long}}
packages:
  offer:
    by: north
    obligations:
      scrap_long:
        by: north
        to: [south]
        no_later_than: 2030-03-31
        addresses: {long: dismantle, through_plant: dismantle}
        verified: {by: agency, baseline: {counted: 4 missiles}}
        undone_in: never
        in_return_for: lift_coal_ban
      lift_coal_ban:
        by: south
        to: [north]
        no_later_than: 2030-06-30
        lifts: {coal_ban: terminate}
        undone_in: never
no_deal: {keeps: {value: 50..90%, basis: assumed}}
"""


def assessed(text: str = LONG_ONES, *names: str) -> Assessed:
    shown = assess(read(text), names)
    assert isinstance(shown, Assessed)
    return shown


def sheet(text: str, name: str = "offer") -> Assessment:
    (found,) = assessed(text, name).assessments
    return found


def answers(text: str) -> dict[str, Answer]:
    return {trial.name: trial.answer for trial in sheet(text).trials}


def test_a_deal_for_the_long_ones_alone_is_worse_than_no_deal_for_the_ally_it_leaves_out() -> None:
    shown = sheet(LONG_ONES + KEEPS)
    assert shown.conclusion is Conclusion.WORSE and shown.worse_for == ("island",)
    assert {"coverage", "recognition", "island"} <= set(shown.bad)
    assert shown.trial("coverage").answer is Answer.FAIL
    assert any("`island` stays exposed to `short`" in reason.says for reason in shown.trial("coverage").chain)


def test_each_test_answers_by_what_it_asks() -> None:
    found = answers(WHOLE)
    for name in ("coverage", "path closure", "recognition", "political room"):
        assert found[name] is Answer.PASS, name
    assert found["failure path"] is Answer.FAIL and found["deadline"] is Answer.FAIL


@pytest.mark.parametrize(
    ("old", "new", "name", "answer"),
    [
        ("{long: dismantle, ", "{long: freeze, ", "recognition", Answer.FAIL),
        (", through_plant: dismantle", "", "path closure", Answer.FAIL),
        ("verified: {by: agency, ", "verified: {", "path closure", Answer.OPEN),
        ("accepts: 70..90%", "accepts: 10..20%", "political room", Answer.FAIL),
        ("accepts: 70..90%", "accepts: unknown", "political room", Answer.OPEN),
        ("        undone_in: never\nno_deal", "        undone_in: 2 days\nno_deal", "reversibility", Answer.FAIL),
        ("        undone_in: never\nno_deal", "no_deal", "reversibility", Answer.OPEN),
        ("lifts: {coal_ban: terminate}", "lifts: unknown", "no deal", Answer.OPEN),
    ],
)
def test_a_test_turns_with_the_fact_that_it_rests_on(old: str, new: str, name: str, answer: Answer) -> None:
    changed = WHOLE.replace(old, new)
    assert changed != WHOLE and answers(changed)[name] is answer


def test_who_gives_last_when_everything_is_got_would_rather_walk() -> None:
    shown = sheet(WHOLE.replace("no_later_than: 2030-03-31", "no_later_than: 2030-12-31"))
    told = [reason.says for reason in shown.trial("exposure").chain]
    assert "After 2030-06-30, going on is worse than no deal for `north`." in told


def test_every_open_test_names_the_facts_that_would_decide_it() -> None:
    shown = sheet(LONG_ONES.replace("island: none", "island: unknown"))
    open_ = {trial.name for trial in shown.trials if trial.answer is Answer.OPEN}
    decided = {name for each in shown.deciding for name in each.decides}
    assert open_ == decided
    counts = [len(each.decides) for each in shown.deciding]
    assert counts == sorted(counts, reverse=True)


def test_the_fewest_facts_that_can_decide_come_first() -> None:
    (south,) = [each for each in prospects(tabled()) if each.actor == "south"]
    assert south.outcome is NoDealOutcome.OPEN and smallest(south) == ("no_deal.keeps",)
    (north,) = [each for each in prospects(tabled(LONG_ONES + KEEPS)) if each.actor == "north"]
    asked = ("lift_coal_ban.worth.north", "no_deal.worth.north", "scrap_long.worth.north")
    assert north.outcome is NoDealOutcome.DEPENDS and smallest(north) == asked
    assert [fact.fact for fact in sheet(LONG_ONES).trial("no deal").smallest] == ["no_deal.keeps"]
    for each in prospects(tabled(LONG_ONES + KEEPS)):
        assert set(smallest(each)) <= set(each.missing)


def test_two_packages_stand_side_by_side_and_a_package_beside_itself_is_the_same() -> None:
    other = (
        LONG_ONES
        + """\
  both:
    by: south
    obligations:
      scrap_long_too: {by: north, to: [south], addresses: {long: dismantle}}
      scrap_short: {by: north, to: [south], addresses: {short: dismantle}}
      lift_it: {by: south, to: [north], lifts: {coal_ban: suspend}, in_return_for: scrap_short}
"""
    )
    found = {each.actor: each.outcome for each in assessed(other, "both", "offer").rivalries}
    assert found["island"] is NoDealOutcome.BETTER and found["south"] is NoDealOutcome.SAME
    turned = {each.actor: each.outcome for each in assessed(other, "offer", "both").rivalries}
    assert turned["island"] is NoDealOutcome.WORSE and turned["south"] is NoDealOutcome.SAME


TWO_OFFERS = """\
title: Two offers
as_of: 2030-01-01
parties: {north: {}, south: {}}
no_deal: {keeps: 80..90%}
flows:
  coal: {of: north, dimension: revenue, before: 100 usd a year}
  fish: {of: north, dimension: revenue, before: 40 usd a year}
  wood: {of: north, dimension: revenue, before: 25 usd a year}
  oil: {of: north, dimension: energy, before: OIL barrels a year}
measures:
  coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
  fish_ban: {imposed_by: south, imposed_on: north, limits: fish, to: none}
  wood_ban: {imposed_by: south, imposed_on: north, limits: wood, to: none}
  oil_ban: {imposed_by: south, imposed_on: north, limits: oil, to: none}
threats: {arsenal: {of: north, hits: {south: large}}}
packages:
  one: {obligations: {lift_one: {by: south, to: [north], lifts: {FIRST}}}}
  other: {obligations: {lift_other: {by: south, to: [north], lifts: {SECOND}}}}
"""


@pytest.mark.parametrize(
    ("first", "second", "oil", "outcome", "told"),
    [
        ("coal fish", "wood", "90", NoDealOutcome.BETTER, [""]),
        ("wood", "coal fish", "90", NoDealOutcome.WORSE, [""]),
        ("coal wood", "coal", "90", NoDealOutcome.BETTER, [""]),
        ("coal", "wood oil", "90", NoDealOutcome.DEPENDS, ["revenue", "energy"]),
        ("coal", "wood oil", "unknown", NoDealOutcome.DEPENDS, ["revenue", "energy"]),
        ("coal oil", "wood oil", "unknown", NoDealOutcome.BETTER, [""]),
    ],
)
def test_more_of_one_pressure_for_less_of_another_is_a_matter_of_weighing(
    first: str, second: str, oil: str, outcome: NoDealOutcome, told: list[str]
) -> None:
    lifts = [", ".join(f"{name}_ban: suspend" for name in each.split()) for each in (first, second)]
    text = TWO_OFFERS.replace("FIRST", lifts[0]).replace("SECOND", lifts[1])
    text = text.replace("OIL barrels a year", f"{oil} barrels a year" if oil.isdigit() else oil)
    found = {each.actor: each for each in assessed(text, "one", "other").rivalries}
    assert found["north"].outcome is outcome
    assert [stake.of for stake in found["north"].stakes if stake.matter is Matter.RELIEF] == told
    mirrored = {NoDealOutcome.BETTER: NoDealOutcome.WORSE, NoDealOutcome.WORSE: NoDealOutcome.BETTER}
    assert found["south"].outcome is mirrored.get(outcome, outcome), "what is lifted is lost by whom it served"


def test_what_is_in_force_is_assessed_where_nothing_is_tabled() -> None:
    (shown,) = assessed("title: Bare\nas_of: 2030-01-01\nparties: {north: {}, south: {}}\n").assessments
    assert shown.name == "" and shown.conclusion is Conclusion.OPEN
    assert {"threats", "paths"} <= {each.fact.fact for each in shown.deciding}


def test_a_package_that_is_not_there_is_refused_with_the_nearest() -> None:
    refused = assess(read(), ["ofer"])
    assert isinstance(refused, Refusal) and refused.next_step == "did you mean `offer`?"


# How it is told


def test_the_examples_of_the_page_are_read_and_leave_the_island_with_all_of_it() -> None:
    page = (Path(__file__).parent.parent / "docs" / "assess.md").read_text(encoding="utf-8")
    deal, beyond = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    shown = coverage(tabled(f"title: The page\nas_of: 2030-01-01\n{deal}{beyond}"))
    assert left(shown, "island").share == (1.0, 1.0) and left(shown, "south").share == (0.0, 0.0)
    names = re.findall(r"^\| ([a-z ]+) \|", page, re.MULTILINE)
    assert names == [trial.name for trial in sheet(LONG_ONES).trials]


def test_it_is_told_as_text_data_and_a_page(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    file.write_text(LONG_ONES + KEEPS, encoding="utf-8")
    told = reconvene("assess", str(file))
    assert told.code == 0 and "Worse than no deal for `island`." in told.out
    data = json.loads(reconvene("assess", str(file), "offer", "--format", "json").out)
    assert data["version"] == 1 and data["assessments"][0]["conclusion"] == "worse than no deal"
    page = tmp_path / "page.html"
    assert reconvene("assess", str(file), "offer", "-o", str(page)).code == 0
    assert "Which threats remain, and for whom" in page.read_text(encoding="utf-8")
    refused = reconvene("assess", str(file), "nothing")
    assert refused.code == 2 and "No package is named `nothing`." in refused.err


# The worked case


def hanoi(name: str) -> Tabled:
    document = library.load("case:hanoi")
    assert document.process.as_of is not None
    return Tabled(document, name, document.process.as_of)


def test_both_packages_of_hanoi_leave_very_different_routes_open() -> None:
    offered = {each.path: each.closure for each in routes(hanoi("dprk_proposal"))}
    assert offered["plutonium_at_yongbyon"] is Closure.CLOSED and offered["uranium_at_second_site"] is Closure.OPEN
    asked = {each.closure for each in routes(hanoi("us_proposal"))}
    assert asked == {Closure.UNSEEN}
    assert left(coverage(hanoi("us_proposal")), "japan").share == (0.0, 0.0)
    assert left(coverage(hanoi("dprk_proposal")), "japan").share == (1.0, 1.0)


def test_nobody_can_be_told_what_an_answer_that_is_not_said_is_worth() -> None:
    found = {each.actor: each for each in prospects(hanoi("us_proposal"))}
    assert found["us"].outcome is NoDealOutcome.OPEN and "what_the_us_would_give.lifts" in found["us"].missing
    offered = {each.actor: each.outcome for each in prospects(hanoi("dprk_proposal"))}
    assert offered["dprk"] is NoDealOutcome.DEPENDS


ONLY_THE_LONG_ONES = """\
  only_the_long_ones:
    by: us
    obligations:
      scrap_long_ones: {by: dprk, to: [us], addresses: {intercontinental_missiles: dismantle}}
      lift_civil: {by: us, to: [dprk], lifts: {civil_provisions_of_the_five: suspend}, in_return_for: scrap_long_ones}

"""


def test_a_deal_for_the_long_ones_seen_from_tokyo_seoul_and_guam() -> None:
    folder = Path(library.__file__).parent / "cases" / "hanoi"
    text = (folder / "process.yaml").read_text(encoding="utf-8")
    document = load_text(text.replace("\n  us_proposal:\n", f"\n{ONLY_THE_LONG_ONES}  us_proposal:\n", 1), "h", folder)
    assert document.readable, [finding.message for finding in document.findings]
    shown = assess(document, ["only_the_long_ones"], date(2019, 3, 1))
    assert isinstance(shown, Assessed)
    (only,) = shown.assessments
    assert {"coverage", "recognition"} <= set(only.bad)
    for whom, threat in (("japan", "medium_range"), ("rok", "short_range"), ("us.guam", "intermediate_range")):
        seen = left(only.judged.coverage, whom)
        assert f"{threat}_missiles" in seen.untouched and seen.share is not None and seen.share[0] > 0
    home = left(only.judged.coverage, "us").share
    tokyo = left(only.judged.coverage, "japan").share
    assert home is not None and tokyo is not None and home[0] < tokyo[0] and home[1] < tokyo[1]
    assert max(side.high for side in only.judged.coverage.fairness) > 0.5
    asked = {each.fact.fact for each in only.deciding}
    assert "intercontinental_missiles.hits.japan" in asked


def test_both_packages_of_hanoi_are_bad_deals_as_they_stand_for_different_reasons() -> None:
    shown = assess(library.load("case:hanoi"))
    assert isinstance(shown, Assessed)
    offered, asked = shown.assessments
    assert offered.bad == ("deadline", "coverage", "recognition") and asked.bad == ("deadline",)
    assert asked.deciding[0].fact.fact == "what_the_us_would_give.lifts"
    assert asked.conclusion is offered.conclusion is Conclusion.OPEN
    for each in shown.rivalries:
        exposed = [stake.gain for stake in each.stakes if stake.matter is Matter.EXPOSURE]
        assert each.actor == "dprk" or exposed[0][1] < 0, "the first leaves everybody more exposed than the second"
    assert "dprk_proposal" in written.as_text(shown)
