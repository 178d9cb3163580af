"""A desk: one organisation's folder, what it records, what it is told before, and what others see of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconvene import open_desk
from reconvene.live.desk import NotRecorded
from reconvene.record.fault import RecordFault, Stale
from tests.desk_folders import CLOSED, HELD, desk_of, moment

NOW = moment("02-05")


def test_a_desk_records_a_failed_summit_and_the_way_back_begins(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as desk:
        assert desk.state(NOW).table.state == "not_begun"
        desk.record(HELD, NOW)
        preview = desk.consider(CLOSED, NOW)
        told = [each.words for each in preview.consequences]
        assert "The table: active becomes returning (stage 0 of the way back, started by the failure)." in told
        assert "sweden must do `private_notice` by 2026-02-08." in told
        assert desk.state(NOW).table.state == "active"  # looking changes nothing
        desk.record(CLOSED, NOW, preview=preview)
    with open_desk(tmp_path / "north") as desk:
        assert desk.state(NOW).table.state == "returning"
        assert [event.id for event in desk.state(NOW).recorded] == ["session_held_summit", "session_closed_summit"]


def test_a_claim_that_the_text_does_not_let_happen_is_refused_and_names_the_clause(tmp_path: Path) -> None:
    with desk_of("south", tmp_path) as desk:
        claim = {"kind": "claim", "duty": "fuel", "happened": "2026-02-01"}
        with pytest.raises(NotRecorded) as refused:
            desk.record(claim, NOW)
        (found,) = refused.value.preview.refused
        assert "waits for `halt.verified`" in found.refusal.message
        assert found.refusal.span.text == "halt.verified"
        assert desk.contents.said == []
        desk.record(claim, NOW, anyway=True)  # somebody saw it, and what was seen may be put on record
        assert [each.event.id for each in desk.contents.said] == ["claim_fuel"]


def test_who_looks_first_and_writes_second_looks_again(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as first, open_desk(tmp_path / "north") as second:
        preview = first.consider(HELD, NOW)
        second.record({"kind": "channel_closed", "channel": "leaders", "happened": "2026-02-02"}, NOW)
        with pytest.raises(Stale, match="Somebody recorded meanwhile"):
            first.record(HELD, NOW, preview=preview)
        assert [each.event.id for each in first.contents.said] == ["channel_closed_leaders"]
        first.record(HELD, NOW, preview=first.consider(HELD, NOW))
        assert len(second.contents.said) == 2


def test_a_folder_that_is_no_desk_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordFault) as fault:
        open_desk(tmp_path)
    assert fault.value.finding.id == "not-a-desk"
    assert "reconvene desk new" in fault.value.finding.help
