"""Exposure while steps are exchanged, whether every step pays, and rearrangements that hold."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import reconvene as library
from reconvene.advice.sequence import Sequenced, Side
from reconvene.checks.draft import Draft
from reconvene.checks.run import run
from reconvene.clauses.expand import expand
from reconvene.deal.asking import Refusal
from reconvene.deal.closure import heaviest
from reconvene.deal.exposure import Exchange, exposure_of
from reconvene.deal.figures import span_words
from reconvene.deal.self_enforcing import resolve_of
from reconvene.document.load import Document, load_text
from reconvene.reports import written_sequence as written
from reconvene.text.edit import apply
from reconvene.text.finding import Severity, Verdict
from tests.command import reconvene
from tests.laws import up_to
from tests.processes import rename

DOCS = Path(__file__).parent.parent / "docs"
SWAP = (DOCS / "examples" / "swap.reconvene.yaml").read_text(encoding="utf-8")
NOW = date(2030, 1, 1)


def read(text: str) -> Document:
    document = expand(load_text(text, "swap.yaml"))
    assert document.readable, [finding.message for finding in document.findings]
    return document


def exchanged(text: str) -> Exchange:
    document = read(text)
    found = Draft(document, document.process, NOW).exchange
    assert found is not None
    return found


def asked(text: str, chunks: int = 4) -> Sequenced:
    answer = library.sequence(read(text), chunks=chunks)
    assert isinstance(answer, Sequenced)
    return answer


def seen_by(reader: str, text: str) -> str:
    """What a reader is told of an exchange, as data and as a page."""
    answer = library.sequence(read(text), reader=reader)
    assert isinstance(answer, Sequenced)
    return written.as_json(answer) + written.as_page(answer)


def side(shown: Sequenced, party: str) -> Side:
    (found,) = [each for each in shown.sides if each.party == party]
    return found


def worst(text: str, party: str) -> tuple[float, float]:
    return exposure_of(exchanged(text), party).worst.exposure


def needed(text: str, party: str) -> tuple[float, float]:
    return resolve_of(exchanged(text), party).needed


# A site for relief


def test_no_order_of_a_swap_holds_without_a_relationship_and_the_last_step_is_named() -> None:
    shown = asked(SWAP)
    assert shown.holds is False
    assert shown.least is not None
    assert (shown.least.needed, shown.least.unit) == ((2.0, 3.0), "points")
    assert shown.least.steps == ("close_site", "give_relief")
    last = side(shown, "south").last_step
    assert last is not None and last.duty == "give_relief" and last.gain == (2.0, 3.0)


def test_the_least_that_holds_it_is_sharp() -> None:
    enough = SWAP.replace("south: {tolerance: 6 points}", "south: {tolerance: 6 points, relationship: 3 points}")
    assert asked(enough).holds is True
    assert asked(enough.replace("relationship: 3 points", "relationship: 1.9 points")).holds is False
    assert asked(enough.replace("relationship: 3 points", "relationship: 2.5 points")).holds is None


def test_a_bond_holds_only_as_long_as_it_can_be_lost() -> None:
    bond = "south: {tolerance: 6 points, bond: {worth: 3 points, keeper: bank}}"
    text = SWAP.replace("south: {tolerance: 6 points}", bond)
    assert asked(text).holds is True
    assert asked(text.replace("keeper: bank}", "keeper: bank, until: 2030-07-01}")).holds is False


@pytest.mark.parametrize("place", range(3))
def test_what_is_proposed_holds_when_it_is_written_and_brings_no_error(place: int) -> None:
    document = read(SWAP)
    proposal = asked(SWAP, chunks=3).proposals[place]
    again = apply(document.sources[0], proposal.edits)
    assert asked(again).holds is True
    old, new = (
        {f.id for f in run(read(text), NOW).findings if f.severity is Severity.ERROR and f.verdict is Verdict.FAILS}
        for text in (SWAP, again)
    )
    assert new <= old
    assert proposal.patch.startswith("--- swap.yaml\n+++ swap.yaml\n@@")


def test_every_kind_of_rearrangement_is_proposed_once_and_keeps_within_the_parts_asked_for() -> None:
    shown = asked(SWAP, chunks=2)
    assert [proposal.kind for proposal in shown.proposals] == ["escrow", "simultaneity", "parts at once"]
    assert "part_3" not in "".join(proposal.patch for proposal in shown.proposals)
    assert [proposal.kind for proposal in asked(SWAP, chunks=1).proposals] == ["escrow", "simultaneity"]


def test_where_nothing_holds_it_says_what_would() -> None:
    tight = SWAP.replace("6 points", "0.5 points").replace("4..5 points", "9 points")
    shown = asked(tight, chunks=2)
    assert shown.holds is False and not shown.proposals and shown.tried > 3
    assert shown.short is not None and shown.short.parts == 2
    told = written.as_text(shown)
    assert "No way was found that holds within 2 parts" in told
    assert "worth, to each:" in re.sub(r"\s+", " ", told)


def test_chunks_of_one_by_one_make_the_last_step_smaller() -> None:
    held = SWAP.replace("6 points}", "6 points, relationship: 1 points}", 2)
    shown = asked(held, chunks=4)
    turns = next(proposal for proposal in shown.proposals if proposal.kind == "parts")
    assert side_of(turns.sides, "south").resolve.needed[1] <= 1
    assert re.search(r"in \d equal parts each, by turns", turns.title)


def side_of(sides: tuple[Side, ...], party: str) -> Side:
    return next(each for each in sides if each.party == party)


# Exposure


def test_the_worst_order_within_the_dates_counts_unless_both_are_done_on_one_day() -> None:
    free = re.sub(r"    after: close_site.verified\n", "", SWAP).replace("    within: 30 days\n", "")
    assert worst(free, "north") == (4, 5) and worst(free, "south") == (2, 3)
    at_once = free.replace("verified: {by: agency, takes: 30 days}", "same_day: [give_relief]")
    assert worst(at_once, "north") == worst(at_once, "south") == (0, 0)


def test_who_waits_until_the_other_is_seen_is_never_exposed() -> None:
    assert worst(SWAP, "south") == (0, 0)
    early = SWAP.replace("after: close_site.verified", "after: close_site.performed")
    assert worst(early, "south") == (2, 3)


def test_what_lies_with_a_keeper_is_given_to_nobody_yet() -> None:
    kept = SWAP.replace(
        "    after: close_site.verified\n", "    escrow: {keeper: bank, released_upon: close_site.verified}\n"
    ).replace(
        "    in_return_for: [give_relief]\n", "    in_return_for: [give_relief]\n    after: give_relief.performed\n"
    )
    assert worst(kept, "north") == worst(kept, "south") == (0, 0)


def test_the_clause_of_an_escrow_says_so_to_the_exchange() -> None:
    clause = """\
reconvene: 1
title: Funds in a third hand
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {bank: {kind: depositary}}
items: {plant: {scale: [running, halted], start: running}}
obligations:
  halt:
    by: north
    to: [south]
    brings: plant.halted
    after: funds_deposit.performed
    within: 60 days
    undone_in: never
    costs: {north: medium}
    worth: {south: large}
clauses:
  funds:
    use: escrow/released
    by: south
    to: north
    keeper: bank
    within: no later than 2030-01-31
    released_upon: halt.verified
    goes_back: 2030-12-31
    worth: {north: large}
    costs: {south: small}
    undone_in: never
"""
    assert worst(clause, "north") == worst(clause, "south") == (0, 0)
    assert resolve_of(exchanged(clause), "south").holds is True


def test_what_can_be_undone_counts_for_less() -> None:
    soon = SWAP.replace("undone_in: never", "undone_in: 73 days")
    low, high = worst(soon, "north")
    assert low == pytest.approx(4 * (0.2 + 0.8 * 0.25)) and high == pytest.approx(5 * (0.2 + 0.8 * 0.75))
    limits = "thresholds: {irreversible_after: 73 days, lost_meanwhile: 10%}\n"
    assert worst(soon + limits, "north") == (4, 5)


def test_a_figure_that_is_not_said_is_never_nothing() -> None:
    open_ = SWAP.replace("    costs: {north: 4..5 points}\n", "")
    shown = asked(open_)
    assert shown.missing == ("close_site.costs.north",) and not shown.proposals
    assert shown.holds is not True and not side(shown, "north").known
    assert "`close_site.costs.north`" in written.as_text(shown)
    assert "Not known, and not drawn: North" in written.as_picture(shown)


def test_money_and_words_are_not_added_up() -> None:
    mixed = SWAP.replace("worth: {north: 6..8 points}", "worth: {north: large}")
    shown = asked(mixed)
    assert side(shown, "north").clash == ("in words", "points") and not shown.proposals
    findings = run(read(mixed), NOW, select=["S03"]).findings
    assert [finding.says for finding in findings] == ["units"]


def test_the_exposure_by_day_is_that_of_what_can_have_come() -> None:
    days = {each.day: each.exposure for each in exposure_of(exchanged(SWAP), "north").days}
    assert days[date(2030, 6, 30)] == (4, 5)
    assert days[max(days)] == (4 - 8, 5 - 6)


# Laws


STEPS = ("one", "two", "three", "four")


@st.composite
def swaps(draw: st.DrawFn) -> str:
    """Four steps of two sides with figures as ranges, in any order that the draw leaves."""
    lines = ["reconvene: 1", "title: Any swap", "as_of: 2030-01-01", "parties: {north: {}, south: {}}", "obligations:"]
    for number, name in enumerate(STEPS):
        giver, getter = ("north", "south") if number % 2 else ("south", "north")
        cost, worth = (draw(st.integers(0, 9)) for _ in range(2))
        wide = draw(st.integers(0, 3))
        undone = draw(st.sampled_from(["never", "30 days", "30..200 days", "at least 1 year"]))
        lines += [f"  {name}:", f"    by: {giver}", f"    to: [{getter}]", f"    undone_in: {undone}"]
        lines += [f"    costs: {{{giver}: {cost}..{cost + wide} points}}"]
        lines += [f"    worth: {{{getter}: {worth}..{worth + wide} points}}"]
        earlier = draw(st.sampled_from(["", *STEPS[:number]]))
        lines += [f"    after: {earlier}.performed"] if earlier else []
    return "\n".join(lines) + "\n"


@settings(max_examples=20, deadline=None)
@given(swaps())
def test_nobody_is_more_exposed_if_all_is_done_at_once(text: str) -> None:
    together = re.sub(r"    after: .*\n", "", text).replace("  one:\n", "  one:\n    same_day: [two, three, four]\n")
    for party in ("north", "south"):
        assert worst(together, party)[1] <= worst(text, party)[1] + 1e-9


@settings(max_examples=12, deadline=None)
@given(swaps())
def test_swapping_the_parties_swaps_the_answers_and_nothing_else(text: str) -> None:
    swap = {"north": "south", "south": "north"}
    one, other = exchanged(text), exchanged(rename(text, swap))
    for party, name in swap.items():
        assert exposure_of(one, party).worst.exposure == exposure_of(other, name).worst.exposure
        assert resolve_of(one, party).needed == resolve_of(other, name).needed


@settings(max_examples=12, deadline=None)
@given(swaps(), st.integers(0, 1000))
def test_figures_within_their_ranges_give_answers_within_theirs(text: str, seed: int) -> None:
    chance = Random(seed)

    def pick(found: re.Match[str]) -> str:
        low, high, unit = int(found[1]), int(found[2]), found[3]
        return f"{chance.choice([low, high, round((low + high) / 2, 1)])} {unit}"

    point = re.sub(r"(\d+)\.\.(\d+) (points|days)", pick, text)
    point += f"thresholds: {{lost_meanwhile: {chance.randint(25, 75)}%}}\n"
    for party in ("north", "south"):
        for answer in (worst, needed):
            (low, high), (first, last) = answer(text, party), answer(point, party)
            assert low - 1e-9 <= first and last <= high + 1e-9


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(swaps())
def test_every_proposal_passes_the_re_check(text: str) -> None:
    document = read(text)
    for proposal in asked(text, chunks=2).proposals:
        assert asked(apply(document.sources[0], proposal.edits)).holds is True


@settings(max_examples=up_to(60), deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7), st.data())
def test_the_heaviest_set_is_that_of_trying_all(weights: list[int], data: st.DataObject) -> None:
    before: list[int] = []
    for place in range(len(weights)):
        direct = data.draw(st.sets(st.integers(0, place - 1))) if place else set()
        before.append(sum({1 << other for other in direct}) | _union(before[other] for other in direct))
    places = range(len(weights))
    closed = [
        chosen
        for size in range(len(weights) + 1)
        for chosen in combinations(places, size)
        if all(before[place] & ~sum(1 << other for other in chosen) == 0 for place in chosen)
    ]
    best = max(sum(weights[place] for place in chosen) for chosen in closed)
    found = heaviest(dict(enumerate(map(float, weights))), before, (1 << len(weights)) - 1)
    assert sum(weights[place] for place in places if found >> place & 1) == best
    assert all(before[place] & ~found == 0 for place in places if found >> place & 1)


def _union(numbers: object) -> int:
    union = 0
    for number in numbers:  # type: ignore[attr-defined]
        union |= number
    return union


# The verb


def test_the_verb_draws_a_picture_and_a_page_with_the_same_in_a_table(tmp_path: Path) -> None:
    file = tmp_path / "swap.yaml"
    file.write_text(SWAP, encoding="utf-8")
    for name in ("swap.svg", "swap.html", "swap.json"):
        assert reconvene("sequence", file, "-o", tmp_path / name).code == 0
    picture = ET.fromstring((tmp_path / "swap.svg").read_text(encoding="utf-8"))  # noqa: S314
    assert [each.tag.rpartition("}")[2] for each in picture][:2] == ["title", "desc"]
    page = (tmp_path / "swap.html").read_text(encoding="utf-8")
    assert "The worst exposure at the end of each day" in page and "4..5 points" in page
    told = json.loads((tmp_path / "swap.json").read_text(encoding="utf-8"))
    assert told["version"] == 1 and told["holds"] is False and told["least"]["needed"] == [2, 3]
    assert [each["kind"] for each in told["proposals"]] == ["escrow", "simultaneity", "parts at once"]


def test_a_wrong_name_or_number_is_refused_with_the_next_step() -> None:
    refused = library.sequence(library.load("case:hanoi"), "dprk_propsal")
    assert isinstance(refused, Refusal) and refused.next_step == "did you mean `dprk_proposal`?"
    assert reconvene("sequence", "case:hanoi", "--chunks", "many").code == 2


def test_a_case_that_says_no_costs_is_told_what_to_say() -> None:
    shown = library.sequence(library.load("case:hanoi"), "dprk_proposal")
    assert isinstance(shown, Sequenced) and shown.holds is None
    assert "no step says what it costs" in written.as_text(shown)
    assert "No exposure is known" in written.as_picture(shown)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((3e6, 5e6), "3..5 million usd"),
        ((-2.0, 1.5), "-2..1.5 usd"),
        ((4.0, float("inf")), "at least 4 usd"),
        ((float("-inf"), 2.0), "at most 2 usd"),
        ((float("-inf"), float("inf")), "anything"),
    ],
)
def test_a_range_in_words(span: tuple[float, float], said: str) -> None:
    assert span_words(span, "usd") == said


def test_the_example_on_the_page_is_what_the_program_says() -> None:
    page = (DOCS / "exchange.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- begin: reconvene sequence [^>]*-->\n```text\n(.*?)\n```\n<!-- end -->", page, re.DOTALL)
    assert shown is not None
    assert reconvene("sequence", "swap.reconvene.yaml", cwd=DOCS / "examples").out.rstrip() == shown.group(1)


# For one reader


@pytest.mark.parametrize("points", [1, 9])
def test_what_a_reader_may_not_see_changes_no_byte_of_the_exchange_they_get(points: int, tmp_path: Path) -> None:
    gift = f"  gift: {{by: south, to: [north], costs: {{south: {points} points}}, visible_to: [south, north]}}\n"
    sealed = SWAP + gift
    assert seen_by("agency", sealed) == seen_by("agency", SWAP)
    assert seen_by("north", sealed) != seen_by("north", SWAP)
    file = tmp_path / "swap.yaml"
    file.write_text(sealed, encoding="utf-8")
    told = reconvene("sequence", str(file), "--for", "agency")
    assert told.code == 0 and "gift" not in told.out
    assert "Note for you alone: of `south`, the full text concludes otherwise" in told.err
