"""Whose public account holds, by which yardstick; what is disputed; and the wordings that both could sign."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reconvene as library
from reconvene.deal.accounts import Accounts, Outcome, Pair
from reconvene.deal.claims import ClaimView
from reconvene.deal.yardsticks import Answer, agrees
from reconvene.document.load import Document, load_text
from reconvene.following import events_of
from reconvene.process.event_file import events_in
from reconvene.reports import written_accounts as written
from tests.command import reconvene

TRADE = """\
title: Trade
as_of: 2030-01-01
parties: {north: {inner: {minister: {kind: ministry}}}, south: {}}
texts: {first: {dated: 2020-01-01}, second: {dated: 2025-01-01}}
groups: {the_two: [first, second]}
flows:
  coal: {of: north, dimension: revenue, before: 90 usd a year}
  fish: {of: north, dimension: revenue, before: 10 usd a year}
measures:
  coal_ban: {in: first, imposed_by: south, imposed_on: north, limits: coal, to: none, tags: [civil]}
  fish_ban: {in: second, imposed_by: south, imposed_on: north, limits: fish, to: none, tags: [civil]}
  embargo: {in: second, imposed_by: south, imposed_on: north, bans: [arms], dimension: arms, tags: [military]}
packages:
  offer: {by: north, lifts: {coal_ban: suspend}}
accounts:
  theirs:
    by: south
    claims:
      nearly_all: {about: [offer], says: Nearly all of it., share: at least 85%}
  ours:
    by: north.minister
    claims:
      half: {about: [offer], says: One of two., share: 50%, counted: by_count}
"""


def read(text: str = TRADE) -> Document:
    document = load_text(text, "trade.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    return document


def claim(shown: Accounts, path: str) -> ClaimView:
    (found,) = [each for each in shown.claims if each.path == path]
    return found


def pair(shown: Accounts, first: str, second: str) -> Pair:
    (found,) = [each for each in shown.pairs if (each.first, each.second) == (first, second)]
    return found


# A file of one's own


def test_two_claims_are_true_each_by_its_own_yardstick() -> None:
    shown = library.accounts(read())
    both = pair(shown, "theirs.nearly_all", "ours.half")
    assert both.outcome is Outcome.DIFFERENT and both.both_by == ()
    assert "revenue" in both.first_by and "the_two" in both.second_by
    assert claim(shown, "theirs.nearly_all").side == "south" and claim(shown, "ours.half").side == "north"


def test_claims_that_the_same_yardstick_bears_out_are_true_by_it() -> None:
    shown = library.accounts(read(TRADE.replace("at least 85%", "at most 60%")))
    both = pair(shown, "theirs.nearly_all", "ours.half")
    assert both.outcome is Outcome.SAME and "the_two" in both.both_by


def test_a_claim_that_no_yardstick_bears_out_cannot_be_true_and_blocks_every_wording() -> None:
    shown = library.accounts(read(TRADE.replace("share: at least 85%", "share: 12%, counted: by_count")))
    assert pair(shown, "theirs.nearly_all", "ours.half").outcome is Outcome.CANNOT
    (signable,) = shown.signable
    assert signable.blocked_by == ("theirs.nearly_all",) and signable.exact == () and signable.near == ()


def test_what_nobody_measured_cannot_be_told() -> None:
    text = TRADE.replace("before: 90 usd a year", "before: unknown").replace("at least 85%", "90%")
    found = claim(library.accounts(read(text)), "theirs.nearly_all")
    assert "revenue" in found.by_answer(Answer.CANNOT_TELL)
    assert "arms" in found.by_answer(Answer.FALSE)


def test_a_claim_may_be_of_which_measures_are_lifted() -> None:
    text = TRADE.replace("share: at least 85%", "covers: [first, second], spares: [military]")
    found = claim(library.accounts(read(text)), "theirs.nearly_all")
    assert found.scope == frozenset({"coal_ban", "fish_ban"})
    assert "arms" in found.by_answer(Answer.TRUE)  # by arms, sparing them is just what the offer does
    assert {"revenue", "the_two"} <= set(found.by_answer(Answer.FALSE))


def test_a_yardstick_that_nothing_named_or_lifted_touches_bears_out_nothing() -> None:
    text = TRADE.replace("share: at least 85%", "covers: [fish_ban]")
    text = text.replace("share: 50%, counted: by_count", "covers: [coal_ban, fish_ban]")
    shown = library.accounts(read(text))
    for path in ("theirs.nearly_all", "ours.half"):
        found = claim(shown, path)
        assert {"revenue", "all texts in force"} <= {judged.yardstick for judged in found.verdicts}
        assert not {"arms", "military provisions"} & {judged.yardstick for judged in found.verdicts}
    assert pair(shown, "theirs.nearly_all", "ours.half").outcome is not Outcome.SAME


def test_a_claim_says_out_of_what_its_share_is() -> None:
    text = TRADE.replace("counted: by_count}", "counted: by_count, out_of: the_two}")
    found = claim(library.accounts(read(text)), "ours.half")
    assert {judged.yardstick for judged in found.verdicts} == {"the_two", "the_two, whole", "provisions in the_two"}


def test_an_account_of_a_later_day_is_not_known_yet() -> None:
    text = TRADE.replace("    by: south\n", "    by: south\n    dated: 2030-02-01\n")
    assert {each.account for each in library.accounts(read(text)).claims} == {"ours"}
    assert len(library.accounts(read(text), date(2030, 2, 1)).claims) == 2


def test_wordings_say_just_the_relief_shortest_first() -> None:
    (signable,) = library.accounts(read()).signable
    assert signable.sides == ("south", "north")
    assert [wording.words for wording in signable.exact][:2] == [
        "the provisions in `first`",
        "the civil provisions in `first`",
    ]
    assert [wording.length for wording in signable.exact] == sorted(wording.length for wording in signable.exact)
    assert all(wording.means == frozenset({"coal_ban"}) for wording in signable.exact)
    for wording in signable.near:
        assert wording.means != frozenset({"coal_ban"}) and (wording.wider or wording.narrower)


def test_names_of_parties_change_nothing_but_names() -> None:
    def swap(text: str) -> str:
        return text.replace("north", "(one)").replace("south", "north").replace("(one)", "south")

    one, other = written.as_json(library.accounts(read())), written.as_json(library.accounts(read(swap(TRADE))))
    assert json.loads(swap(one)) == json.loads(other)


def test_a_file_without_accounts_says_so() -> None:
    shown = library.accounts(read(TRADE.partition("accounts:")[0]))
    assert shown.claims == () and "no accounts with claims" in written.as_text(shown)
    assert "No claim is one that a yardstick can be laid on" in written.as_picture(shown)


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_a_wider_claim_is_never_less_true(numbers: list[float]) -> None:
    low, high, least, most, first, last = sorted(numbers[:2]) + sorted(numbers[2:4]) + sorted(numbers[4:])
    order = [Answer.FALSE, Answer.CANNOT_TELL, Answer.TRUE]
    narrow = agrees((low, high), (first, last))
    wide = agrees((min(low, least), max(high, most)), (first, last))
    assert order.index(wide) >= order.index(narrow)


# The record


def test_a_statement_that_denies_another_is_a_dispute_from_its_day_on() -> None:
    document = library.load("case:hanoi")
    log = events_of(document)
    assert log is not None and log.readable
    assert library.accounts(document, events=log.events).disputes == ()
    (dispute,) = library.accounts(document, date(2019, 3, 28), events=log.events).disputes
    assert dispute.said_by == "dprk" and dispute.denied_by == ("us",)
    assert dispute.sources and dispute.denial_sources and "brings the sanctions back" in dispute.says


def test_a_denial_of_nothing_is_a_finding() -> None:
    told = (
        "  - {id: no, kind: statement, happened: 2030-01-01, by_party: north, what: account, denies: nobody_said_it}\n"
    )
    log = events_in(f"reconvene_events: 1\nevents:\n{told}", read())
    (finding,) = log.findings
    assert "`no` denies `nobody_said_it`, and no event has that id" in finding.message


# The case of Hanoi


@pytest.fixture(scope="module")
def hanoi() -> Accounts:
    return library.accounts(library.load("case:hanoi"))


def test_both_accounts_are_true_by_different_yardsticks(hanoi: Accounts) -> None:
    both = pair(hanoi, "trump_press_conference.asked_for_everything", "ri_press_conference.asked_for_a_part")
    assert both.outcome is Outcome.DIFFERENT
    assert "revenue" in both.first_by and both.second_by == ("the_eleven",)


def test_45_per_cent_holds_only_if_eleven_are_counted(hanoi: Accounts) -> None:
    found = claim(hanoi, "ri_press_conference.asked_for_a_part")
    assert {"ten_sanctions_resolutions", "nine_major_resolutions"} <= set(found.by_answer(Answer.FALSE))


def test_in_their_entirety_is_false_by_count_and_by_arms(hanoi: Accounts) -> None:
    found = claim(hanoi, "trump_press_conference.asked_for_everything")
    assert {"the_eleven", "arms", "finance (military)"} <= set(found.by_answer(Answer.FALSE))


def test_all_since_2016_but_arms_differs_in_what_is_dual(hanoi: Accounts) -> None:
    found = claim(hanoi, "state_official_briefing.all_since_2016_but_arms")
    assert {"revenue", "arms", "energy, of what is measured"} <= set(found.by_answer(Answer.TRUE))
    assert "dual provisions" in found.by_answer(Answer.FALSE)


def test_the_sentence_that_both_could_sign(hanoi: Accounts) -> None:
    (signable,) = hanoi.signable
    assert set(signable.sides) == {"us", "dprk"} and signable.blocked_by == ()
    assert signable.exact[0].words == "the civil provisions of unsc"
    assert all(len(wording.means) == 22 for wording in signable.exact)


def test_claims_without_a_figure_are_told_and_not_judged(hanoi: Accounts) -> None:
    assert not claim(hanoi, "state_official_briefing.no_agreed_definition").can_be_judged
    assert all(each.sources and each.line for each in hanoi.claims)


def test_as_words_data_a_page_and_a_picture(hanoi: Accounts) -> None:
    done = reconvene("accounts", "case:hanoi")
    assert done.code == 0 and "both true, by different yardsticks" in " ".join(done.out.split())
    told = json.loads(written.as_json(hanoi))
    assert told["version"] == 1 and told["pairs"][0]["outcome"] == "both true, by different yardsticks"
    page = written.as_page(hanoi)
    assert "<script" not in page and page.count("<svg") == 1 and "Whether each claim is true, by each yardstick" in page
    said = "".join(ET.fromstring(written.as_picture(hanoi)).itertext())  # noqa: S314  (our own)
    assert "the eleven" in said and "cannot tell" in said
