"""The table over time: its states, what the clock does, the way back, and the signals before a stall."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.process.fold import State, fold
from reconvene.process.table_state import Table
from tests.records import TALKS, WAY_BACK, day, document, record

MET = """
id: s1, kind: session_scheduled, happened: 2030-01-12, session: first, channel: leaders, dated: 2030-02-01
id: s2a, kind: session_accepted, happened: 2030-01-12, session: first, by_party: north
id: s2b, kind: session_accepted, happened: 2030-01-12, session: first, by_party: south
id: h1, kind: session_held, happened: 2030-02-01, session: first, channel: leaders
"""
FAILED = f"{MET}\nid: c1, kind: session_closed, happened: 2030-02-02, session: first, outcome: none, next_date: none"
OPEN_ENDED = (
    f"{MET}\nid: c1, kind: session_closed, happened: 2030-02-02, session: first, outcome: agreed, next_date: none"
)
DATED = (
    f"{MET}\nid: c1, kind: session_closed, happened: 2030-02-02, session: first, outcome: agreed, next_date: 2030-02-20"
)
PLAIN = TALKS.split("obligations:")[0]
"""The same talks without a duty, so that no date binds anybody."""


def state(on: str, text: str = "", about: str = PLAIN + WAY_BACK) -> State:
    found = document(about)
    return fold(found, record(text, found), day(on))


def history(found: State) -> list[tuple[str, str]]:
    return [(str(spell.since)[5:], str(spell.state)) for spell in found.table.history]


def firing(found: State) -> dict[str, str]:
    return {signal.number: str(signal.since)[5:] for signal in found.signals if signal.fires}


def test_nothing_recorded_is_a_table_that_has_not_begun() -> None:
    assert state("06-01").table.state is Table.NOT_BEGUN
    assert not firing(state("06-01"))


def test_a_session_at_the_top_without_outcome_or_date_breaks_the_talks_and_starts_the_way_back() -> None:
    found = state("02-02", FAILED)
    assert (found.table.state, found.table.fallen, found.table.day0) == (Table.RETURNING, Table.BROKEN, day("02-02"))
    assert (found.table.stage, found.table.due) == (0, day("02-09"))
    without = state("02-02", FAILED, PLAIN)
    assert (without.table.state, without.table.stage) == (Table.BROKEN, None)


def test_a_session_at_working_level_that_ends_open_does_not_break_them() -> None:
    found = state("02-02", FAILED.replace("channel: leaders", "channel: envoys"), PLAIN)
    assert Table.BROKEN not in {spell.state for spell in found.table.history}


def test_a_dated_session_keeps_the_table_active_or_in_recess() -> None:
    assert state("02-03", DATED).table.state is Table.ACTIVE
    assert state("01-20", MET).table.state is Table.ACTIVE
    far = DATED.replace("2030-02-20", "2030-03-25")
    assert state("02-03", far).table.state is Table.RECESS


def test_the_way_back_goes_on_by_its_limits() -> None:
    assert history(state("06-30", FAILED)) == [
        ("01-12", "active"),
        ("02-01", "slow"),
        ("02-02", "broken"),
        ("02-02", "returning"),
        ("02-09", "returning"),
        ("02-23", "returning"),
        ("03-16", "returning"),
        ("03-30", "returning"),
        ("04-13", "returning"),
        ("05-13", "parked"),
    ]


def test_the_notice_of_the_convenor_moves_the_way_back_on_and_a_partial_one_does_not() -> None:
    part = f"{FAILED}\nid: n, kind: notice_sent, happened: 2030-02-03, to: [north], by_party: sweden"
    assert state("02-03", part).table.stage == 0
    whole = f"{FAILED}\nid: n, kind: notice_sent, happened: 2030-02-03, to: [north, south], by_party: sweden"
    assert (state("02-03", whole).table.stage, state("02-03", whole).table.due) == (1, day("02-17"))


def test_only_a_held_session_ends_a_stall() -> None:
    refused = f"{DATED}\nid: r, kind: session_refused, happened: 2030-02-19, session: second, by_party: north"
    second = (
        "id: s2, kind: session_scheduled, happened: 2030-02-03, session: second, channel: leaders, dated: 2030-02-20,"
        " accepted_by: [north, south]"
    )
    fallen = state("02-25", f"{refused}\n{second}")
    assert (fallen.table.fallen, fallen.table.day0) == (Table.STALLED, day("02-19"))
    again = "id: s3, kind: session_scheduled, happened: 2030-02-26, session: third, channel: leaders, dated: 2030-03-01"
    dated = f"{refused}\n{second}\n{again}, accepted_by: [north, south]"
    assert state("02-27", dated).table.fallen is Table.STALLED
    met = f"{dated}\nid: h3, kind: session_held, happened: 2030-03-01, session: third, channel: leaders"
    assert state("03-01", met).table.state is Table.RECONVENED


def test_a_reconvened_table_is_active_after_two_more_sessions_on_cadence() -> None:
    held = [f"id: k{n}, kind: session_held, happened: 2030-{when}, session: s{n}, channel: envoys"
            for n, when in enumerate(("02-10", "02-20", "03-01"))]  # fmt: skip
    dates = [f"id: d{n}, kind: session_scheduled, happened: 2030-02-09, session: s{n}, channel: envoys,"
             f" dated: 2030-{when}, accepted_by: [north, south]"
             for n, when in enumerate(("02-10", "02-20", "03-01", "03-15"))]  # fmt: skip
    text = "\n".join([FAILED, *dates, *held])
    assert state("02-10", text).table.state is Table.RECONVENED
    assert state("02-20", text).table.state is Table.RECONVENED
    assert state("03-01", text).table.state is Table.ACTIVE


def test_an_empty_chair_ends_no_stall_and_after_two_the_process_is_parked() -> None:
    chair = (
        "id: e{n}, kind: session_held, happened: 2030-{when}, session: e{n}, channel: envoys, absent: [south]\n"
        "id: m{n}, kind: session_minuted, happened: 2030-{when}, session: e{n}, empty_chairs: [south]"
    )
    first = f"{FAILED}\n{chair.format(n=1, when='02-20')}"
    assert state("02-20", first, PLAIN).table.state is Table.SAT_INCOMPLETE
    assert state("03-10", f"{first}\n{chair.format(n=2, when='03-10')}", PLAIN).table.state is Table.PARKED
    alone = f"{FAILED}\n{chair.format(n=1, when='02-20').splitlines()[0]}"
    found = state("02-20", alone, PLAIN)
    assert found.table.state is Table.BROKEN
    assert [each.message for each in found.oddities] == ["a chair stayed empty, and no minutes of that are recorded"]


def test_a_table_collapses_when_every_channel_is_closed_and_any_contact_opens_it_again() -> None:
    shut = "\n".join(f"id: x{name}, kind: channel_closed, happened: 2030-02-10, channel: {name}"
                     for name in ("leaders", "envoys"))  # fmt: skip
    assert state("02-10", f"{FAILED}\n{shut}", PLAIN).table.state is Table.COLLAPSED
    word = "id: y, kind: contact, happened: 2030-03-01, channel: envoys"
    assert state("03-01", f"{FAILED}\n{shut}\n{word}", PLAIN).table.state is Table.BROKEN


def test_a_walk_out_breaks_and_a_suspension_suspends() -> None:
    assert (
        state("02-03", f"{DATED}\nid: w, kind: walked_out, happened: 2030-02-03, by_party: north", PLAIN).table.state
        is Table.BROKEN
    )
    held = f"{DATED}\nid: w, kind: suspended, happened: 2030-02-03, by_party: north, until_fact: plant.halted"
    assert state("02-03", held, PLAIN).table.state is Table.SUSPENDED


def test_no_next_date_and_no_deadline_make_a_stall_at_once_and_a_deadline_puts_it_off() -> None:
    assert state("02-02", OPEN_ENDED, PLAIN).table.fallen is Table.STALLED
    with_date = PLAIN + "final_date: 2030-03-20\n"
    found = state("02-10", OPEN_ENDED, with_date)
    assert found.table.state is Table.SLOW
    assert firing(found) == {"G1": "02-02"}


def test_signals_have_their_days() -> None:
    found = state("02-10", DATED, PLAIN)
    told = {signal.number: (signal.fires, str(signal.fires_on)[5:]) for signal in found.signals}
    assert told["G1"] == (False, "")
    assert told["G2"] == (False, "02-21")
    assert told["G3"] == (False, "03-19")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("kind: vow_made, vow: never, by_party: north, forbids: [attendance]", "G6"),
        ("kind: provocation, act: missile_test, by_party: north", "G9"),
        ("kind: measure_imposed, measure: ban", "G9"),
        ("kind: absent, actor: north.envoy", "G10"),
        ("kind: role_changed, role: south.envoy, holder: somebody else", "G10"),
        ("kind: role_changed, role: mediator, holder: nobody", "G11"),
        ("kind: offer_withdrawn, package: offer", "G6"),
    ],
)
def test_signals_that_events_set_off(line: str, number: str) -> None:
    about = PLAIN + "measures: {ban: {}}\npackages: {offer: {by: north}}\n"
    assert number in firing(state("02-05", f"{DATED}\nid: z, happened: 2030-02-04, {line}", about))
    assert number not in firing(state("02-03", f"{DATED}\nid: z, happened: 2030-02-04, {line}", about))


def test_two_accounts_of_one_session_diverge_after_a_while_unless_it_is_minuted() -> None:
    told = "\n".join(f"id: a{by}, kind: statement, happened: 2030-02-03, by_party: {by}, what: account, about: [first]"
                     for by in ("north", "south"))  # fmt: skip
    assert "G12" not in firing(state("02-16", f"{DATED}\n{told}", PLAIN))
    assert firing(state("02-17", f"{DATED}\n{told}", PLAIN))["G12"] == "02-17"
    minuted = "id: m, kind: session_minuted, happened: 2030-02-10, session: first"
    assert "G12" not in firing(state("02-17", f"{DATED}\n{told}\n{minuted}", PLAIN))


def test_a_text_that_does_not_move_over_two_sessions_is_a_signal() -> None:
    text = f"""{DATED}
    id: t, kind: text_changed, happened: 2030-02-01, brackets: 12
    id: h2, kind: session_held, happened: 2030-02-20, session: second, channel: leaders
    id: c2, kind: session_closed, happened: 2030-02-20, session: second, outcome: disputed, next_date: 2030-03-01
    """
    assert firing(state("02-20", text, PLAIN))["G5"] == "02-20"
    moved = f"{text}\nid: u, kind: text_changed, happened: 2030-02-20, brackets: 9"
    assert "G5" not in firing(state("02-20", moved, PLAIN))


def test_the_rule_for_a_stall_may_stand_in_the_file() -> None:
    rule = "thresholds: {silence: 10 days, stalled_if: {any: [silence, {at_least: 5, for: 7 days}]}}\n"
    assert state("02-11", OPEN_ENDED, PLAIN + rule).table.state is Table.SLOW
    found = state("02-12", OPEN_ENDED, PLAIN + rule)
    assert (found.table.state, found.table.since) == (Table.STALLED, day("02-12"))


def test_a_channel_remembers_how_it_stands() -> None:
    found = state("02-10", DATED, PLAIN).channels["leaders"]
    assert (found.state, found.last, found.next_date) == ("adjourned", day("02-01"), day("02-20"))
    assert state("02-10", OPEN_ENDED, PLAIN).channels["leaders"].state == "adjourned_sine_die"


def test_what_the_file_itself_says_was_held_counts_unless_the_record_knows_more() -> None:
    text = (
        PLAIN
        + """sessions:
  first: {channel: leaders, dated: 2029-12-20, held: held, outcome: none, next_date: none}
"""
    )
    assert fold(document(text), (), date(2029, 12, 20)).table.state is Table.BROKEN
    about = document(text)
    known = record("id: h, kind: session_held, happened: 2029-12-21, session: first, channel: leaders", about)
    assert fold(about, known, date(2029, 12, 21)).table.state is not Table.BROKEN


def test_a_stall_that_the_clock_makes_goes_on_by_the_limits_of_the_way_back() -> None:
    found = state("03-20", OPEN_ENDED, PLAIN + WAY_BACK + "final_date: 2030-03-01\n")
    stages = [(spell.stage, str(spell.since)[5:]) for spell in found.table.history]
    assert stages[-2:] == [(0, "03-01"), (1, "03-08")]


def test_a_trigger_that_restarts_the_way_back_is_in_the_history_of_the_table() -> None:
    again = "triggered_again: restarts"
    left = "id: w, kind: walked_out, happened: 2030-02-20, by_party: north"
    found = state("02-20", f"{FAILED}\n{left}", PLAIN + WAY_BACK + f"  {again}\n").table
    assert (found.stage, found.due) == (0, day("02-27"))
    assert [(spell.stage, str(spell.since)[5:]) for spell in found.history[-3:]] == [
        (0, "02-02"),
        (1, "02-09"),
        (0, "02-20"),
    ]


def test_a_notice_to_one_party_asks_for_no_return_and_one_that_all_know_of_does() -> None:
    asked = PLAIN + WAY_BACK + "  started_by: request\n"
    word = "id: n, kind: notice_sent, happened: 2030-02-03, to: [north], by_party:"
    assert state("02-03", f"{FAILED}\n{word} sweden", asked).table.stage is None
    assert state("02-03", f"{FAILED}\n{word} south", asked).table.stage == 0


def test_a_notice_of_the_day_comes_after_the_break_that_it_tells_and_before_the_session_that_it_calls() -> None:
    told = "id: n{0}, kind: notice_sent, happened: 2030-{0}, to: [north, south], by_party: sweden"
    assert state("02-02", f"{FAILED}\n{told.format('02-02')}").table.stage == 1
    chair = """
    id: h, kind: session_held, happened: 2030-05-13, session: of_all, channel: envoys, absent: [south]
    id: m, kind: session_minuted, happened: 2030-05-13, session: of_all, empty_chairs: [south]
    """
    found = state("05-13", f"{FAILED}\n{told.format('05-13')}\n{chair}")
    assert (found.table.state, found.oddities) == (Table.SAT_INCOMPLETE, ())
