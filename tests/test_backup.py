"""Copies of a whole desk, a desk brought back from one, and a desk that a successor takes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconvene import open_desk
from reconvene.live.backup import back_up_desk, restore_desk, take_over
from reconvene.live.bundles import export, import_bundle
from reconvene.live.checking import check_record
from reconvene.live.sealing import seal_desk
from reconvene.live.trust import trust
from reconvene.record.desk_keys import history_of
from reconvene.record.fault import RecordFault
from tests.desk_folders import CLOSED, HELD, desk_of, moment

NOW = moment("02-05")
SECRET = "four words that hold"  # noqa: S105


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_a_desk_is_lost_and_comes_back_from_its_back_up_and_from_the_others(tmp_path: Path, *, sealed: bool) -> None:
    secret = SECRET if sealed else None
    with desk_of("north", tmp_path) as north:
        north.record(HELD, NOW, attachments={"minutes": b"Nothing was agreed."})
        (north.folder / "private.yaml").write_text("vows:\n  quietly: {by: north, dated: 2026-01-01}\n")
    if sealed:
        seal_desk(tmp_path / "north", SECRET)
    with open_desk(tmp_path / "north", passphrase=secret) as north, desk_of("south", tmp_path) as south:
        back_up_desk(north, tmp_path / "safe", SECRET)
        assert b"minutes" not in (tmp_path / "safe").read_bytes()
        north.record(CLOSED, NOW)
        sent = tmp_path / "to-south"
        sent.write_bytes(export(north, "south").content)
        import_bundle(south, sent)
        lost = north.status(NOW)
        restore_desk(tmp_path / "safe", tmp_path / "again", SECRET)
        with open_desk(tmp_path / "again", passphrase=secret) as again:
            assert again.document.names.by_path.keys() >= {"quietly"}
            assert [each.event.id for each in again.contents.said] == ["session_held_summit"]
            back = tmp_path / "back"
            back.write_bytes(export(south, "north").content)
            assert import_bundle(again, back).intake.added >= 1  # what it had recorded itself, and forgotten
            assert again.status(NOW).table == lost.table
            again.record({"kind": "channel_closed", "channel": "leaders", "happened": "2026-02-04"}, NOW)


@pytest.mark.parametrize(
    ("change", "given", "said"),
    [
        (lambda data: data, SECRET + "!", "the passphrase is another"),
        (lambda data: data[:-1], SECRET, "one bit of it has changed"),
        (lambda data: b"something", SECRET, "it is something else"),
        (lambda data: data[:40], SECRET, "`safe` gives no desk"),
    ],
    ids=["passphrase", "short", "other", "head"],
)
def test_what_is_no_whole_back_up_makes_no_desk(tmp_path: Path, change: object, given: str, said: str) -> None:
    with desk_of("north", tmp_path) as north:
        back_up_desk(north, tmp_path / "safe", SECRET)
    (tmp_path / "safe").write_bytes(change((tmp_path / "safe").read_bytes()))  # type: ignore[operator]
    with pytest.raises(RecordFault) as refused:
        restore_desk(tmp_path / "safe", tmp_path / "again", given)
    assert refused.value.finding.id == "no-back-up"
    assert said.replace("`safe`", f"`{tmp_path / 'safe'}`") in refused.value.finding.message
    assert not (tmp_path / "again").exists()


def test_a_key_that_is_not_trusted_is_no_damage_and_damage_is_named(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record(HELD, NOW)
        sent = tmp_path / "to-north"
        sent.write_bytes(export(south, "north").content)
        import_bundle(north, sent)
        trust(north, "south", "ab" * 32)  # mistyped, or another's
        back_up_desk(north, tmp_path / "safe", SECRET)
        (north.keys.files()[0]).write_text("junk")
        back_up_desk(north, tmp_path / "unsafe", SECRET)
    restore_desk(tmp_path / "safe", tmp_path / "again", SECRET)
    found = check_record(tmp_path / "again")
    assert not found.intact
    assert found.damage == ()
    with pytest.raises(RecordFault, match="is damaged") as refused:
        restore_desk(tmp_path / "unsafe", tmp_path / "never", SECRET)
    assert "The key cannot be used" in refused.value.finding.because[0].message
    assert not (tmp_path / "never").exists()


def test_a_desk_whose_record_is_gone_begins_no_second_one(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north:
        north.record(HELD, NOW)
    for path in (tmp_path / "north").glob("record.sqlite3*"):
        path.unlink()
    with pytest.raises(RecordFault, match="record is gone"):
        open_desk(tmp_path / "north")
    assert not (tmp_path / "north" / "record.sqlite3").exists()


def test_a_successor_takes_over_and_the_old_key_signs_nothing_that_counts(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record(HELD, NOW)
        back_up_desk(north, tmp_path / "safe", SECRET)
        restore_desk(tmp_path / "safe", tmp_path / "successor", SECRET)
        sent = tmp_path / "bundle"
        sent.write_bytes(export(north, "south").content)
        import_bundle(south, sent)
        with open_desk(tmp_path / "successor") as successor:
            take_over(successor, NOW, "the post changes hands")
            sent.write_bytes(export(successor, "south").content)
        told = import_bundle(south, sent)
        assert not told.refused
        old, new = history_of(south.store, "north").spans
        assert (old.reason, bool(old.revoked), new.vouched) == ("the post changes hands", True, True)
        north.record(CLOSED, NOW)  # whoever was there before still has the old key
        sent.write_bytes(export(north, "south").content)
        after = import_bundle(south, sent)
        assert after.refused
        assert "key-revoked" in {finding.id for finding in after.findings}
        assert [each.event.id for each in south.contents.said] == ["session_held_summit"]
