"""If it breaks: who is left worse off and when, whether anybody would see it in time, and half-lives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reconvene as library
from reconvene.advice.assess import Assessed, Assessment
from reconvene.advice.trial import Answer
from reconvene.deal.detecting import Detection, detections
from reconvene.deal.no_deal import Matter, Outcome
from reconvene.deal.recognition import HalfLife, recognitions
from reconvene.deal.regret import Window, regrets, worst
from reconvene.deal.routes import routes
from reconvene.deal.tabled import Tabled
from reconvene.document.load import load_text
from reconvene.reports import written_assessment as written
from reconvene.reports.alike import alike
from reconvene.reports.recognition_picture import render_recognition
from reconvene.weighing import assess

DEAL = """\
title: A deal that may break
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {agency: {kind: verifier}}
flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
measures: {coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}}
threats: {long: {of: north, hits: {south: large}}}
paths: {plant: {of: north, leads_to: long, takes: 90..120 days}}
packages:
  offer:
    by: north
    obligations:
      scrap_long:
        by: north
        to: [south]
        no_later_than: 2030-03-31
        addresses: {long: dismantle, plant: dismantle}
        verified: {by: agency, every: 30 days, detects: 50..60%}
        undone_in: never
        in_return_for: lift_coal_ban
      lift_coal_ban:
        by: south
        to: [north]
        no_later_than: 2030-06-30
        lifts: {coal_ban: suspend}
        undone_in: 10 days
no_deal: {keeps: {value: 50..90%, basis: assumed}}
"""
FIRST, LAST = date(2030, 3, 31), date(2030, 6, 30)


def tabled(text: str = DEAL) -> Tabled:
    document = load_text(text, "deal.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    assert document.process.as_of is not None
    return Tabled(document, "offer", document.process.as_of)


def window(text: str, actor: str, since: date | None) -> Window:
    (found,) = [each for each in regrets(tabled(text)) if (each.actor, each.since) == (actor, since)]
    return found


def sheet(text: str = DEAL) -> Assessment:
    shown = assess(tabled(text).document)
    assert isinstance(shown, Assessed)
    return shown.assessments[0]


# Who would regret it


def test_who_has_given_and_got_nothing_yet_regrets_a_break() -> None:
    shown = window(DEAL, "north", FIRST)
    assert shown.until == LAST and shown.outcome is Outcome.WORSE
    assert window(DEAL, "south", FIRST).outcome is Outcome.BETTER


def test_what_is_soon_undone_is_hardly_a_gain_after_a_break() -> None:
    (relief,) = [each for each in window(DEAL, "north", LAST).stakes if each.matter is Matter.RELIEF]
    assert relief.gain == pytest.approx((0.5 * 10 / 365.25, 0.9 * 10 / 365.25))
    never = window(DEAL.replace("undone_in: 10 days", "undone_in: never"), "north", LAST)
    (kept,) = [each for each in never.stakes if each.matter is Matter.RELIEF]
    assert kept.gain == pytest.approx((0.5, 0.9))


def test_how_soon_it_is_undone_is_asked_where_the_file_does_not_say() -> None:
    shown = window(DEAL.replace("        undone_in: 10 days\n", ""), "north", LAST)
    (relief,) = [each for each in shown.stakes if each.matter is Matter.RELIEF]
    assert relief.gain == pytest.approx((0.0, 0.9)) and relief.missing == ("lift_coal_ban.undone_in",)


def test_what_the_file_says_it_is_worth_is_counted_while_it_holds() -> None:
    worth = DEAL.replace("undone_in: never\n", "undone_in: never\n        costs: {north: small}\n")
    worth = worth.replace("undone_in: 10 days\n", "undone_in: never\n        worth: {north: large}\n")
    (declared,) = [each for each in window(worth, "north", LAST).stakes if each.matter is Matter.DECLARED]
    assert declared.gain == (8.0 - 2.0, 12.0 - 1.0) and window(worth, "north", LAST).outcome is Outcome.BETTER
    assert window(worth, "north", FIRST).outcome is Outcome.WORSE


def test_a_step_without_a_last_day_is_done_only_once_all_is() -> None:
    text = DEAL.replace("        no_later_than: 2030-06-30\n", "")
    assert window(text, "north", FIRST).until is None
    assert {each.matter for each in window(text, "north", None).stakes} == {Matter.CAPABILITY, Matter.RELIEF}


def test_the_worst_stretches_are_listed_as_one_where_they_follow_each_other() -> None:
    between = "      file_report: {by: south, to: [agency], no_later_than: 2030-05-01}\n"
    text = DEAL.replace("      lift_coal_ban:\n", f"{between}      lift_coal_ban:\n")
    (north,) = [each for each in worst(regrets(tabled(text))) if each.actor == "north"]
    assert (north.since, north.until) == (FIRST, LAST)
    told = [reason.says for reason in sheet(text).trial("reversibility").chain]
    assert any(f"from {FIRST} to {LAST}, `north` is left worse than no deal: what it gives up" in each for each in told)


@given(st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=15, deadline=None)
def test_what_takes_longer_to_undo_never_holds_for_less(less: int, more: int) -> None:
    def relief(days: int) -> tuple[float, float]:
        shown = window(DEAL.replace("10 days", f"{days} days"), "north", LAST)
        return next((each.gain for each in shown.stakes if each.matter is Matter.RELIEF), (0.0, 0.0))

    short, long = relief(min(less, more)), relief(max(less, more))
    assert short[0] <= long[0] and short[1] <= long[1] and 0 <= short[0] <= short[1] <= 0.9


@given(st.sampled_from(("never", "1 year", "5 days", "unknown")), st.booleans())
@settings(max_examples=8, deadline=None)
def test_swapping_the_parties_swaps_nothing_but_names(undone: str, dated: bool) -> None:
    text = DEAL.replace("undone_in: 10 days", f"undone_in: {undone}")
    text = text if dated else text.replace("        no_later_than: 2030-06-30\n", "")
    swapped = text.replace("north", "(one)").replace("south", "north").replace("(one)", "south")
    other = {"north": "south", "south": "north"}
    found = {(other.get(each.actor, each.actor), each.since, each.outcome) for each in regrets(tabled(text))}
    assert found == {(each.actor, each.since, each.outcome) for each in regrets(tabled(swapped))}


# Whether anybody would see it


def seen(text: str) -> Detection:
    shown = tabled(text)
    (found,) = detections(shown, routes(shown))
    return found


def test_looks_find_it_each_by_itself() -> None:
    assert seen(DEAL).chance == pytest.approx((1 - 0.5**3, 1 - 0.4**4))
    assert seen(DEAL).watched == ("scrap_long",) and seen(DEAL).missing == ()


@pytest.mark.parametrize(
    ("old", "new", "chance", "missing"),
    [
        ("every: 30 days, detects: 50..60%", "detects_within: 80 days", (1.0, 1.0), ()),
        ("every: 30 days, detects: 50..60%", "detects_within: 100 days", (0.0, 1.0), ("scrap_long.verified.every",)),
        ("every: 30 days, detects: 50..60%", "method: looking", (0.0, 1.0), ("scrap_long.verified.detects_within",)),
        (", detects: 50..60%", "", (0.0, 1.0), ("scrap_long.verified.detects",)),
        ("takes: 90..120 days", "known: known", (0.0, 1.0), ("plant.takes",)),
        ("takes: 90..120 days", "takes: 10..20 days", (0.0, 0.6), ()),
        ("{by: agency, every: 30 days, detects: 50..60%}", "{by: nobody}", (0.0, 0.0), ()),
    ],
)
def test_the_chance_turns_with_the_fact_that_it_rests_on(
    old: str, new: str, chance: tuple[float, float], missing: tuple[str, ...]
) -> None:
    assert old in DEAL
    shown = seen(DEAL.replace(old, new))
    assert shown.chance == pytest.approx(chance) and shown.missing == missing


def test_a_breach_that_is_more_likely_missed_than_seen_fails_the_test_and_a_missing_fact_is_asked_for() -> None:
    trial = sheet(DEAL.replace("50..60%", "1..2%")).trial("verification")
    assert trial.answer is Answer.FAIL and any("with a chance of 3 to 8%" in each.says for each in trial.chain)
    asked = sheet(DEAL.replace("takes: 90..120 days", "known: known")).trial("verification")
    assert "plant.takes" in {fact.fact for fact in asked.facts}


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_looking_more_often_or_better_never_lowers_the_chance(
    days: int, more_days: int, chance: int, more: int
) -> None:
    often, seldom = sorted((days, more_days))
    worse, better = sorted((chance, more))
    less = seen(DEAL.replace("30 days", f"{seldom} days").replace("50..60%", f"{worse}%")).chance
    found = seen(DEAL.replace("30 days", f"{often} days").replace("50..60%", f"{better}%")).chance
    assert less[0] <= found[0] + 1e-12 and less[1] <= found[1] + 1e-12


# Half-lives


def test_half_of_the_pressure_and_half_of_the_capability_are_gone_by_their_days() -> None:
    (shown,) = recognitions(tabled())
    assert shown.pressure_half_life == HalfLife(LAST, LAST)
    assert shown.capability_half_life == HalfLife(FIRST, FIRST)
    assert [each.capability for each in shown.moments] == [(0.0, 0.0), (0.0, 0.0)]


def test_what_a_limit_leaves_is_perhaps_gone_and_not_surely() -> None:
    (shown,) = recognitions(tabled(DEAL.replace("long: dismantle", "long: limit")))
    assert shown.capability_half_life == HalfLife(FIRST, None)
    told = written.as_text(Assessed("t", "f", FIRST, (sheet(DEAL.replace("long: dismantle", "long: limit")),), ()))
    assert "not surely gone by any day, perhaps by 2030-03-31" in " ".join(told.split())


# How it is told


def test_sentences_that_differ_in_one_name_are_told_once_and_no_name_is_lost() -> None:
    told = list(alike(["`a` owes `x`.", "`b` owes `x`.", "Nobody knows.", "`c` owes `x`.", "`c` owes `y`."]))
    assert told == ["`a` owes `x`. The same holds for `b` and `c`.", "Nobody knows.", "`c` owes `y`."]
    assert list(alike(["mend `a`", "mend `b`"])) == ["mend `a`; the same for `b`"]
    pairs = list(alike(["`a` asks for `x`.", "`b` asks for `y`.", "`c` asks for `z`."]))
    assert pairs == ["`a` asks for `x`. The same holds for `b` (`y`) and `c` (`z`)."]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.booleans()), max_size=9))
def test_every_name_of_every_sentence_is_told(parts: list[tuple[str, str, bool]]) -> None:
    told = " ".join(alike(f"`{one}` owes `{other}`{'.' if full else ''}" for one, other, full in parts))
    assert {f"`{name}`" for each in parts for name in each[:2]} <= set(
        told.replace(".", " ").replace(",", " ").replace(";", " ").replace("(", " ").replace(")", " ").split()
    )


def test_both_packages_of_hanoi_are_told_on_few_pages_with_the_conclusion_first() -> None:
    shown = assess(library.load("case:hanoi"))
    assert isinstance(shown, Assessed)
    told = written.as_text(shown).splitlines()
    assert told[3].strip() == "As it stands it is a bad deal: it fails deadline, coverage and recognition."
    assert len(told) < 440
    text = " ".join(written.as_text(shown).split())
    facts = {fact.fact for each in shown.assessments for trial in each.trials for fact in trial.facts}
    data = json.loads(written.as_json(shown))
    listed = {each["fact"]["fact"] for part in data["assessments"] for each in part["deciding"]}
    assert listed <= facts and data["assessments"][0]["judged"]["detections"][0]["missing"]
    for each in shown.assessments:
        for row in each.judged.coverage.rows:
            assert f"`{row.threat}`" in text


def test_the_page_tells_of_breaks_and_of_chances(tmp_path: Path) -> None:
    shown = assess(tabled().document)
    assert isinstance(shown, Assessed)
    page = written.as_page(shown)
    for words in ("The year after a break, against no deal", "Whether a breach is seen in time", "88 to 97%"):
        assert words in page


def test_relief_and_capability_are_drawn_over_time_with_their_ranges() -> None:
    (shown,) = recognitions(tabled(DEAL.replace("long: dismantle", "long: limit")))
    drawn = render_recognition(shown, date(2030, 1, 1))
    root = ET.fromstring(drawn)  # noqa: S314  (our own)
    bars = [each for each in root.iter() if each.get("class") in ("bar c0", "swatch")]
    heights = [round(float(each.get("height") or 0)) for each in bars]
    assert heights == [0, 0, 96, 96, 0, 96, 0, 96], "nothing, nothing, all is given back; all, then perhaps all stays"
    said = "".join(root.itertext())
    assert "by 2030-03-31: no relief; keeps 0 to 100%." in said and "2030-06-30" in said
    assert render_recognition(shown, date(2031, 1, 1)) == ""
