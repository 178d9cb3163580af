"""Three stories of readers as they live them: talks that end with nothing, talks that die slowly, a succession."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from reconvene.cli.app import app

PROCESS = """\
reconvene: 1
title: Talks of north and south
as_of: 2030-01-01
parties:
  north: {called: the North, kind: state}
  south: {called: the South, kind: state}
actors:
  sweden: {called: Sweden, kind: state}
  singapore: {called: Singapore, kind: state}
channels:
  leaders: {level: leader, ends: [north, south]}
  envoys: {level: working, ends: [north, south]}
"""
WAY_BACK = """\
return:
  use: return/standard
  starts_on: [stall, failure]
  convenor: sweden
  substitutes: [singapore]
  binds: state
"""
ROUND = """
id: round_held, kind: session_held, happened: 2030-02-01, session: round, channel: envoys
id: round_closed, kind: session_closed, happened: 2030-02-01, session: round, outcome: agreed, next_date: none
"""


class Desk:
    """A desk with a process in one file and what happened in another."""

    def __init__(self, folder: Path) -> None:
        self.process, self.events = folder / "talks.yaml", folder / "what-happened.yaml"
        self.said: list[str] = []
        self.writes(PROCESS + WAY_BACK)

    def writes(self, text: str) -> None:
        self.process.write_text(text, encoding="utf-8")

    def records(self, events: str) -> None:
        self.said += [f"  - {{{line.strip()}}}" for line in events.splitlines() if line.strip()]
        self.events.write_text("\n".join(["reconvene_events: 1", "events:", *self.said, ""]), encoding="utf-8")

    def asks(self, verb: str, day: str) -> str:
        return self._runs(verb, str(self.process), "--events", str(self.events), "--as-of", day)

    def proves(self, *words: str) -> str:
        return self._runs("return", str(self.process), *words)

    def _runs(self, *words: str) -> str:
        shown = CliRunner().invoke(app, words)
        assert shown.exit_code in (0, 1), shown.output
        return " ".join(shown.stdout.split())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_talks_end_with_nothing(desk: Desk) -> None:
    desk.records("""
        id: summit_held, kind: session_held, happened: 2030-02-01..2030-02-02, session: summit, channel: leaders
        id: summit_closed, kind: session_closed, happened: 2030-02-02, session: summit, outcome: none, next_date: none
    """)
    note = desk.asks("status", "2030-02-02")
    assert "Broken (failure trigger), day 0" in note
    assert "Stage 0 `quiet_clock` is due within 7 days, by 2030-02-09." in note
    assert (
        "Sweden must notify the North, the South and Singapore today, 2030-02-02, and no later than 2030-02-09, "
        "all by the identical note in the same words, seen by nobody outside; if Sweden cannot, Singapore." in note
    )

    # Sweden cannot act: its substitute is named, in the same limit.
    desk.records("id: away, kind: absent, happened: 2030-02-02, actor: sweden")
    note = desk.asks("status", "2030-02-02")
    assert "Singapore must notify the North, the South and Sweden today" in note
    assert "in place of Sweden, who cannot act" in note

    # Weeks later the way back asks both to come; one of them vows not to, and is no longer asked.
    note = desk.asks("status", "2030-04-05")
    assert "- the North must do its part: convened attendance by 2030-04-13" in note
    desk.records(
        "id: no, kind: vow_made, happened: 2030-02-20, vow: never_first, by_party: north, forbids: [attendance]"
    )
    note = desk.asks("status", "2030-04-05")
    assert "the North: `convened_attendance` is not asked: `never_first` forbids the North `attendance`." in note
    assert "the North must do its part: convened attendance" not in note
    assert "- the South must do its part: convened attendance by 2030-04-13" in note

    # In the file the same vow is a fault of the way back, and the covers that would release it are proposed.
    vow = "{by: north, says: Not first., forbids: [attendance], released_by: [humanitarian_ground], dated: 2030-01-01}"
    desk.writes(f"{PROCESS}vows:\n  never_first: {vow}\n{WAY_BACK}")
    proof = desk.proves()
    assert "4 face: fails" in proof
    assert "against `never_first`, not released by `calendar_duty` and `third_party_invitation`." in proof
    assert "What would cover it: humanitarian_ground" in proof


def test_slow_death(desk: Desk) -> None:
    desk.writes(f"{PROCESS}final_date: 2030-03-15\n")
    desk.records(ROUND)
    watch = desk.asks("watch", "2030-02-05")
    assert "G1 no next date, since 2030-02-01" in watch
    assert "- 2030-03-15: the table counts as stalled, if nothing happens" in watch
    assert "Cleared by a date for the next session that the North and the South accept" in watch

    # On the day on which no date that binds lies ahead any more, the second signal makes it a stall.
    late = desk.asks("watch", "2030-03-15")
    assert "Stalled (stall trigger), day 0" in late
    assert "G7 no deadline, since 2030-03-15: no binding date lies ahead (the limit is 60 days)" in late

    # A date that nobody has accepted clears nothing; nor does one that only one side has.
    desk.records(
        "id: dated, kind: session_scheduled, happened: 2030-02-06, session: next, channel: envoys, dated: 2030-03-01"
    )
    watch = desk.asks("watch", "2030-02-07")
    assert "G1 no next date, since 2030-02-01" in watch
    assert "acceptance by the North and the South of the date of next (2030-03-01)" in watch
    desk.records("id: yes_north, kind: session_accepted, happened: 2030-02-08, session: next, by_party: north")
    assert "acceptance by the South of the date of next (2030-03-01)" in desk.asks("watch", "2030-02-08")
    desk.records("id: yes_south, kind: session_accepted, happened: 2030-02-09, session: next, by_party: south")
    assert "Signals that fire None." in desk.asks("watch", "2030-02-09")

    # A refusal fires the next one, and from then on only a session that is held will do.
    desk.records("id: no, kind: session_refused, happened: 2030-02-20, session: next, by_party: south")
    watch = desk.asks("watch", "2030-02-20")
    assert "G2 date passed, since 2030-02-20: the South refused next today" in watch
    assert "Cleared by a session that is held; a new date is not enough." in watch


def test_succession(desk: Desk) -> None:
    desk.writes(PROCESS + WAY_BACK.replace("binds: state", "binds: government"))
    proof = desk.proves("--turnover", "south")
    assert "1 all willing: fails" in proof
    assert "The government of `south` changes; nothing binds the new one." in proof
    assert "Why (`dies-with-the-government`)" in proof
    assert "between Colombia and the ELN" in proof
    assert "With `binds: state` and `reconfirmed_within: 30 days` it returns, within 100 days" in proof

    # The file that says so returns, and a change of government costs the days in which the new one confirms.
    lasting = WAY_BACK.replace("binds: state", "binds: state\n  reconfirmed_within: 30 days")
    desk.writes(PROCESS + lasting)
    proof = desk.proves("--turnover", "south")
    assert "1 all willing: holds: 70 days, 100 with a change of government" in proof

    # In the record the same change adds the same days to the stage that runs.
    desk.records("""
        id: summit_held, kind: session_held, happened: 2030-02-02, session: summit, channel: leaders
        id: summit_closed, kind: session_closed, happened: 2030-02-02, session: summit, outcome: none, next_date: none
        id: election, kind: political_event, happened: 2030-02-03, what: turnover, of: south
    """)
    assert "Stage 0 `quiet_clock` is due within 35 days, by 2030-03-11." in desk.asks("status", "2030-02-04")
