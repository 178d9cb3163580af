"""A desk whose disk failed, and what is brought back of it."""

from __future__ import annotations

from pathlib import Path

from reconvene import open_desk
from reconvene.live.checking import check_record
from reconvene.record.sqlite_store import FILE
from tests.command import reconvene
from tests.desk_folders import CLOSED, HELD, desk_of, moment

NOW = moment("02-05")


def damaged(folder: Path) -> Path:
    """The desk of north with two events, and the head of its file overwritten."""
    with desk_of("north", folder) as north:
        north.record(HELD, NOW)
        north.record(CLOSED, NOW)
        whole = north.folder
    path = whole / FILE
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    return whole


def test_what_is_good_of_a_damaged_desk_becomes_a_desk_that_verifies_and_goes_on(tmp_path: Path) -> None:
    broken = damaged(tmp_path)
    before = (broken / FILE).read_bytes()
    assert reconvene("verify", str(broken)).code != 0

    done = reconvene("desk", "recover", str(broken), str(tmp_path / "again"))
    assert done.code == 0, done.err
    assert "Next: reconvene verify" in done.out + done.err
    assert (broken / FILE).read_bytes() == before

    with open_desk(tmp_path / "again") as again:
        assert [each.event.id for each in again.contents.said] == ["session_held_summit", "session_closed_summit"]
        again.record({"kind": "channel_closed", "channel": "leaders", "happened": "2026-02-04"}, NOW)
    assert check_record(tmp_path / "again").intact


def test_a_copy_fills_what_is_gone(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north:
        north.record(HELD, NOW)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / FILE).write_bytes((tmp_path / "north" / FILE).read_bytes())
    (tmp_path / "north" / FILE).write_bytes(b"nothing that was ever a record")

    done = reconvene("desk", "recover", str(tmp_path / "north"), str(tmp_path / "again"), "--copy", str(copy))
    assert done.code == 0, done.err
    assert check_record(tmp_path / "again").intact
    with open_desk(tmp_path / "again") as again:
        assert [each.event.id for each in again.contents.said] == ["session_held_summit"]
        assert again.status(NOW).events == 1


def test_a_folder_without_settings_and_a_folder_that_is_in_use_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = reconvene("desk", "recover", str(tmp_path / "empty"), str(tmp_path / "again"))
    assert (done.code, "not-a-desk" in done.err) == (2, True)
    desk_of("north", tmp_path).close()
    done = reconvene("desk", "recover", str(tmp_path / "north"), str(tmp_path / "north"))
    assert (done.code, "desk-there-already" in done.err) == (2, True)


def test_where_nothing_can_be_read_no_desk_is_made(tmp_path: Path) -> None:
    desk_of("north", tmp_path).close()
    (tmp_path / "north" / FILE).write_bytes(b"nothing that was ever a record")
    done = reconvene("desk", "recover", str(tmp_path / "north"), str(tmp_path / "again"))
    assert (done.code, "Nothing of the record can be read" in done.err) == (2, True)
    assert not (tmp_path / "again").exists()
