"""The clock of a desk: what the calendar has caused is on record once, on its day, and shows nothing that is hidden."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene import create_desk, load, open_desk
from reconvene.live.causing import record_caused
from reconvene.live.desk import Desk
from reconvene.live.founding import settings_for
from reconvene.live.ticking import tick
from reconvene.process.events import Correction, NotClaimed, StageEntered, StageLeft
from reconvene.record.fault import RecordFault
from tests.desk_folders import BEGUN, CLOSED, HELD, TEXT, desk_of, moment, written
from tests.writers import processes, tick_at

CHOICE = "choices:\n  pick: {by: south, after: signed.reached, may: [more, less], within: 30 days, silence: less}\n"
FEBRUARY = [
    "clock_day_zero_2026-02-01",
    "clock_entered_quiet_clock_2026-02-01",
    "clock_left_quiet_clock_2026-02-08",
    "clock_entered_technical_contact_2026-02-08",
    "clock_not_claimed_halt_2026-02-09",
]
"""What the calendar causes by the tenth of February, after a summit that ended with nothing on the first."""


def caused(desk: Desk, day: str) -> list[str]:
    return [event.id for event in record_caused(desk, moment(day), moment(day).date())]


def on_record(desk: Desk) -> list[str]:
    return [each.event.id for each in desk.contents.said if each.event.id.startswith("clock_")]


def test_what_the_calendar_causes_is_recorded_on_the_day_it_comes_and_once(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        desk.record([HELD, CLOSED], moment("02-01"))
        assert caused(desk, "02-01") == FEBRUARY[:2]
        assert caused(desk, "02-01") == []
        assert caused(desk, "02-07") == []
        assert caused(desk, "02-10") == FEBRUARY[2:]
        assert desk.state(moment("02-10")).oddities == ()


def test_missed_ticks_are_made_up_for_day_by_day_dated_then_and_recorded_now(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as late, desk_of("singapore", tmp_path) as steady:
        for desk in (late, steady):
            desk.record([HELD, CLOSED], moment("02-01"))
        for day in range(1, 11):
            caused(steady, f"02-{day:02}")
        assert caused(late, "02-10") == FEBRUARY
        told = [event for event in late.state(moment("02-10")).recorded if event.id in FEBRUARY]
        assert sorted(event.at.day for event in told) == [1, 1, 8, 8, 10]
        assert {event.recorded for event in told} == {date(2026, 2, 10)}
        assert set(on_record(steady)) == set(FEBRUARY)


def test_a_date_that_went_by_is_due_and_not_claimed_and_never_a_breach(tmp_path: Path) -> None:
    with desk_of("south", tmp_path) as desk:
        tick(desk, moment("02-20"))
        found = {event.duty: event for event in desk.state(moment("02-20")).recorded if isinstance(event, NotClaimed)}
        assert found["halt"].due == date(2026, 2, 9)
        assert found["halt"].at == date(2026, 2, 10)
        assert desk.state(moment("02-20")).duties["halt"].latest.words == (
            "missed, time to cure still running, undetermined"
        )
        assert "breach" not in str(desk.status(moment("02-20")))


def test_silence_takes_its_option_when_the_time_to_choose_has_gone_by(tmp_path: Path) -> None:
    with desk_of("south", tmp_path, TEXT + CHOICE) as desk:
        assert caused(desk, "02-09") == []
        assert caused(desk, "02-10") == ["clock_lapsed_pick_2026-02-09", "clock_not_claimed_halt_2026-02-09"]
        assert desk.state(moment("02-10")).ledger.choices["pick"].kind == "choice_lapsed"


def test_what_the_clock_said_before_it_knew_better_is_withdrawn_and_not_erased(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        desk.record([HELD, CLOSED], moment("02-01"))
        caused(desk, "02-10")
        notice = {"kind": "notice_sent", "happened": "2026-02-05", "to": ["north", "south"], "by_party": "sweden"}
        desk.record(notice, moment("02-11"))  # it went out in time, and nobody wrote it down
        assert caused(desk, "02-11") == [
            "clock_withdrawn_entered_technical_contact_2026-02-08",
            "clock_withdrawn_left_quiet_clock_2026-02-08",
        ]
        state = desk.state(moment("02-11"))
        assert state.table.due == date(2026, 2, 19)
        assert state.oddities == ()
        assert set(FEBRUARY) <= set(on_record(desk))
        withdrawn = {"kind": "correction", "of": "notice_sent_sweden", "withdrawn": "yes", "happened": "2026-02-12"}
        desk.record(withdrawn, moment("02-12"))
        assert caused(desk, "02-12")[:2] == [
            "clock_left_quiet_clock_2026-02-08_2",
            "clock_entered_technical_contact_2026-02-08_2",
        ]


def test_a_day_to_come_is_not_recorded_before_it_comes(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        with pytest.raises(RecordFault, match="still to come"):
            tick(desk, moment("02-01"), as_of=date(2026, 2, 2))
        desk.record([HELD, CLOSED], moment("02-01"))
        assert [event.id for event in tick(desk, moment("02-10"), as_of=date(2026, 2, 3)).events] == FEBRUARY[:2]


def test_several_programs_that_tick_at_one_moment_record_everything_once(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        desk.record([HELD, CLOSED], moment("02-01"))
    together(tmp_path / "sweden")


def test_and_so_they_do_in_postgres(tmp_path: Path, postgres: str) -> None:
    document = load(written(tmp_path))
    with create_desk(tmp_path / "sweden", document, settings_for(document, "sweden", store=postgres), BEGUN) as desk:
        desk.record([HELD, CLOSED], moment("02-01"))
    together(tmp_path / "sweden")


def together(folder: Path, count: int = 4) -> None:
    """Let several programs tick at once, and see that between them each event and each alert comes once."""
    pipes, running = [], []
    for _ in range(count):
        here, there = processes().Pipe()
        running.append(processes().Process(target=tick_at, args=(str(folder), moment("02-10"), there)))
        running[-1].start()
        there.close()
        pipes.append(here)
    assert [pipe.recv() for pipe in pipes] == ["ready"] * count
    for pipe in pipes:
        pipe.send("now")
    recorded = [id for pipe in pipes for id in pipe.recv()]
    told = [name for pipe in pipes for name in pipe.recv()]
    for process in running:
        process.join()
    assert sorted(recorded) == sorted(FEBRUARY)
    assert told == ["sweden"]
    with open_desk(folder) as desk:
        assert sorted(on_record(desk)) == sorted(FEBRUARY)
        assert len(list((folder / "letters").glob("*.txt"))) == 1


HIDDEN: list[dict[str, object]] = [
    {"kind": "contact", "channel": "envoys", "happened": "2026-02-03"},
    {"kind": "claim", "duty": "halt", "happened": "2026-02-04"},
    {"kind": "notice_sent", "to": ["north", "south"], "by_party": "sweden", "happened": "2026-02-05"},
    {"kind": "walked_out", "by_party": "north", "happened": "2026-01-20"},
    {"kind": "deposited", "item": "a paper", "with": "sweden", "by_party": "north", "happened": "2026-02-25"},
]


@settings(max_examples=4, deadline=None)
@given(hidden=st.lists(st.sampled_from(range(len(HIDDEN))), unique=True), day=st.sampled_from(["02-10", "03-20"]))
def test_what_some_may_not_see_changes_nothing_of_what_the_clock_tells_them(
    tmp_path_factory: pytest.TempPathFactory, hidden: list[int], day: str
) -> None:
    told = []
    for kept in ([], hidden):
        with desk_of("sweden", tmp_path_factory.mktemp("desk")) as desk:
            desk.record([HELD, CLOSED], moment("02-01"))
            for place in kept:
                happened = {**HIDDEN[place], "visible_to": ["north", "sweden"], "id": f"hidden{place}"}
                desk.record(happened, moment("03-01"), anyway=True)
            tick(desk, moment(day).replace(year=2027))
            told.append(for_south(desk))
    assert told[0] == told[1]


def for_south(desk: Desk) -> list[tuple[str, str, str, str]]:
    """What goes to south: everything in logs that it may read, but for salts and signatures."""
    seen = desk.accounts("south").said
    return [(each.log.compartment, str(each.sequence), each.event.id, str(each.event.happened)) for each in seen]


def test_a_correction_of_the_clock_is_signed_like_everything_else(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        desk.record([HELD, CLOSED], moment("02-01"))
        caused(desk, "02-10")
        withdrawn = {"kind": "correction", "of": "session_closed_summit", "withdrawn": "yes", "happened": "2026-02-11"}
        desk.record(withdrawn, moment("02-11"))
        caused(desk, "02-11")
        gone = [event for event in desk.state(moment("02-11")).recorded if isinstance(event, Correction)]
        assert {event.of for event in gone} >= set(FEBRUARY[:4])
        assert desk.state(moment("02-11")).table.state == "slow"


def test_the_review_of_a_parked_process_begins_the_way_back_again_by_itself(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        desk.record([HELD, CLOSED], moment("02-01"))
        made = tick(desk, moment("12-31")).events
        stages = [
            (event.kind, event.stage, str(event.at)) for event in made if isinstance(event, StageEntered | StageLeft)
        ]
        parked = stages.index(("stage_entered", "parked", "2026-05-12"))
        assert stages[parked + 1 : parked + 3] == [
            ("stage_left", "parked", "2026-11-08"),
            ("stage_entered", "quiet_clock", "2026-11-08"),
        ]
        assert desk.state(moment("12-31")).oddities == ()
