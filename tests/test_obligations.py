"""How duties stand: four voices side by side, dates from the plan, amounts, and never a breach from a date."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.process.duty_state import InstanceState, Phase
from reconvene.process.fold import State, fold
from tests.records import TALKS, day, document, record

DOCUMENT = document(TALKS)


def state(on: str, text: str = "") -> State:
    return fold(DOCUMENT, record(text, DOCUMENT) if text.strip() else (), day(on))


def one(found: State, name: str) -> InstanceState:
    return found.duties[name].latest


CLAIMED = "id: c, kind: claim, happened: 2030-02-05, duty: halt, by_party: north"


def test_a_duty_is_owed_by_the_date_of_the_plan() -> None:
    halt = one(state("01-20"), "halt")
    assert (halt.phase, halt.due) == (Phase.DUE, day("02-09"))
    assert one(state("02-09"), "halt").phase is Phase.DUE


def test_a_missed_date_is_never_called_a_breach() -> None:
    curing = one(state("02-10"), "halt")
    assert (curing.phase, curing.cure) == (Phase.CURING, day("02-24"))
    referred = one(state("02-25"), "halt")
    assert (referred.phase, referred.follows) == (Phase.REFERRED, "dispute")
    for found in (curing, referred):
        assert "breach" not in found.words
        assert "undetermined" in found.words


def test_only_the_competent_body_writes_breach() -> None:
    found = state("03-10", "id: d, kind: determined, happened: 2030-03-01, duty: halt, body: commission,"
                  " finding: breach_minor")  # fmt: skip
    halt = one(found, "halt")
    assert halt.phase is Phase.BREACHED
    assert halt.words == "a minor breach, determined by the competent body"
    assert halt.voices.debtor.word == "silent"


def test_the_four_voices_stand_side_by_side() -> None:
    found = state(
        "02-20",
        f"""
        {CLAIMED}
        id: v, kind: verified, happened: 2030-02-12, duty: halt, finding: cannot_conclude
        id: x, kind: disputed, happened: 2030-02-13, duty: halt, by_party: south, rung: commission
        """,
    )
    voices = one(found, "halt").voices
    assert voices.debtor.word == "claims_done"
    assert [(name, voice.word) for name, voice in voices.beneficiaries] == [("south", "disputes")]
    assert voices.verifier.word == "cannot_conclude"
    assert (voices.body.word, voices.body.note) == ("seized", "commission")
    assert one(found, "halt").phase is Phase.CONTESTED


def test_a_claim_stops_the_clock_and_a_contradiction_takes_it_back() -> None:
    assert one(state("02-20", CLAIMED), "halt").phase is Phase.CLAIMED
    against = "id: v, kind: verified, happened: 2030-02-12, duty: halt, finding: contradicts"
    assert one(state("02-20", f"{CLAIMED}\n{against}"), "halt").phase is Phase.CURING


def test_a_report_without_the_items_that_were_asked_for_closes_nothing() -> None:
    thin = "id: v, kind: verified, happened: 2030-02-12, duty: halt, finding: confirms, items: [photos]"
    halt = one(state("02-20", f"{CLAIMED}\n{thin}"), "halt")
    assert (halt.phase, halt.missing_items) == (Phase.CLAIMED, ("seals",))
    full = "id: w, kind: verified, happened: 2030-02-14, duty: halt, finding: confirms, items: [seals]"
    assert one(state("02-20", f"{CLAIMED}\n{thin}\n{full}"), "halt").phase is Phase.VERIFIED


VERIFIED = f"""
{CLAIMED}
id: v, kind: verified, happened: 2030-02-12, duty: halt, finding: confirms, items: [seals]
"""


def test_what_waits_is_dated_from_the_day_on_which_it_was_enabled() -> None:
    waiting = one(state("02-10", CLAIMED), "fuel")
    assert (waiting.phase, waiting.due) == (Phase.WAITING, None)
    assert [(wait.fact, wait.owed_by) for wait in waiting.waits] == [("halt.verified", "agency")]
    owed = one(state("02-13", VERIFIED), "fuel")
    assert (owed.phase, owed.enabled, owed.due) == (Phase.DUE, day("02-12"), day("03-04"))


def test_a_window_that_closes_before_its_duty_is_enabled_blocks_it() -> None:
    text = TALKS.replace(
        "after: halt.verified\n    within: 20 days", "after: halt.verified\n    within: 40 days of signed"
    )
    about = document(text)
    fuel = fold(about, (), day("03-01")).duties["fuel"].latest
    assert fuel.phase is Phase.BLOCKED
    assert [(wait.fact, wait.owed_by) for wait in fuel.waits] == [("halt.verified", "north")]


def test_amounts_are_ranges_and_what_is_left_stays_due() -> None:
    found = state(
        "03-01",
        f"""
        {VERIFIED}
        id: f, kind: claim, happened: 2030-02-20, duty: fuel, by_party: south, amount: 300..400 tons
        id: g, kind: verified, happened: 2030-02-22, duty: fuel, finding: confirms, amount: 250..300 tons
        """,
    )
    fuel = one(found, "fuel")
    assert fuel.amounts is not None
    assert [str(each) for each in (fuel.amounts.claimed, fuel.amounts.verified, fuel.amounts.left)] == [
        "300..400 tons",
        "250..300 tons",
        "700..750 tons",
    ]
    assert (fuel.phase, fuel.voices.debtor.word) == (Phase.DUE, "claims_partial")


def test_a_standing_duty_holds_and_is_kept_through_what_was_looked_at() -> None:
    quiet = one(state("03-15", "id: v, kind: verified, happened: 2030-03-05, through: 2030-03-01, duty: quiet,"
                      " finding: confirms"), "quiet")  # fmt: skip
    assert (quiet.phase, quiet.since, quiet.kept_through) == (Phase.HOLDING, day("01-10"), day("03-01"))


def test_a_series_is_made_as_the_clock_reaches_it_one_for_each_debtor() -> None:
    found = state("03-20", "id: r, kind: claim, happened: 2030-02-05, duty: report, by_party: north")
    instances = found.duties["report"].instances
    assert [(each.debtor, each.period, each.phase) for each in instances] == [
        ("north", day("02-01"), Phase.CLAIMED),
        ("north", day("03-03"), Phase.MISSED),
        ("south", day("02-01"), Phase.MISSED),
        ("south", day("03-03"), Phase.MISSED),
    ]
    assert found.duties["report"].series == "2 missed in a row, of 2"


def test_an_effort_is_missed_only_if_a_listed_effort_is() -> None:
    half = "id: p, kind: claim, happened: 2030-05-01, duty: persuade, by_party: south, shown: [bill]"
    found = one(state("06-02", half), "persuade")
    assert (found.phase, found.missing_efforts) == (Phase.MISSED, ("speech",))
    whole = "id: q, kind: claim, happened: 2030-05-20, duty: persuade, by_party: south, shown: [speech]"
    assert one(state("06-02", f"{half}\n{whole}"), "persuade").phase is Phase.CLAIMED


def test_a_moved_date_is_what_it_was_before_it_was_moved() -> None:
    twice = """
    id: e, kind: extended, happened: 2030-02-01, of: halt, until: 2030-03-01
    id: f, kind: extended, happened: 2030-02-20, of: halt, until: 2030-04-01
    """
    dates = [(each.day, each.known, each.gone) for each in state("05-01", twice).bindings if each.what == "halt"]
    days = [date.fromordinal(each) for each, _, _ in dates]
    assert days == [day("02-09"), day("03-01"), day("04-01")]
    assert [date.fromordinal(gone) for _, _, gone in dates[:-1]] == [day("02-01"), day("02-20")]


def test_an_extension_moves_a_date_and_an_amendment_replaces_a_duty() -> None:
    moved = one(state("02-20", "id: e, kind: extended, happened: 2030-02-01, of: halt, until: 2030-03-01"), "halt")
    assert (moved.phase, moved.due) == (Phase.DUE, day("03-01"))
    amended = state("02-20", "id: a, kind: amendment, happened: 2030-02-01, of: halt, within: 60 days of signed")
    assert one(amended, "halt").due == day("03-11")
    assert [since for since, _ in amended.duties["halt"].superseded] == [day("02-01")]


@pytest.mark.parametrize(("on", "phase"), [("02-04", Phase.DUE), ("02-05", Phase.CLAIMED), ("02-12", Phase.VERIFIED)])
def test_as_of_a_day_nothing_later_counts(on: str, phase: Phase) -> None:
    assert one(state(on, VERIFIED), "halt").phase is phase


def test_as_known_on_a_day_only_what_was_recorded_by_then_counts() -> None:
    late = "id: c, kind: claim, happened: 2030-02-05, recorded: 2030-03-01, duty: halt, by_party: north"
    events = record(late, DOCUMENT)
    assert fold(DOCUMENT, events, day("02-20"), known=day("02-20")).duties["halt"].latest.phase is Phase.CURING
    assert fold(DOCUMENT, events, day("02-20"), known=date(2030, 4, 1)).duties["halt"].latest.phase is Phase.CLAIMED


def test_what_does_not_fit_is_kept_and_marked() -> None:
    found = state("03-01", "id: c, kind: claim, happened: 2030-02-05, duty: halt, by_party: south")
    assert [(each.event, each.span is not None) for each in found.oddities] == [("c", True)]
    assert one(found, "halt").voices.debtor.word == "claims_done"
