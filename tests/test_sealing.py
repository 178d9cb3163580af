"""A desk sealed under a passphrase: what is in its folder then, who can open it, and what survives a bad moment."""

from __future__ import annotations

import base64
import sqlite3
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from reconvene import open_desk
from reconvene.live import sealing
from reconvene.live.checking import check_record
from reconvene.live.sealing import change_passphrase, seal_desk, unseal_desk
from reconvene.record import copying
from reconvene.record.fault import RecordFault
from tests.command import reconvene
from tests.desk_folders import CLOSED, HELD, desk_of, moment

NOW = moment("02-05")
SECRET = "four words that hold"  # noqa: S105
ANOTHER = SECRET.replace("four", "five")
MARKERS = (b"halt.verified", b"session_held", b"MINUTES OF THE TALKS", b"RED LINE")
"""Words of the text, of an event, of an attachment and of the private part."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with desk_of("north", tmp_path) as desk:
        desk.record(HELD, NOW, attachments={"minutes": MARKERS[2]})
        vow = "{by: north, dated: 2026-01-01, forbids: [attendance], text: RED LINE}"
        (desk.folder / "private.yaml").write_text(f"vows:\n  quietly: {vow}\n")
    return tmp_path / "north"


def lying_open(folder: Path) -> set[bytes]:
    """Which of the markers can be read somewhere in the folder, plain or encoded."""
    content = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        word
        for word in MARKERS
        if word in content or word.hex().encode() in content or base64.b64encode(word)[:-4] in content
    }


def test_a_sealed_desk_shows_nothing_of_what_was_said_and_works_as_before(folder: Path) -> None:
    assert lying_open(folder) == set(MARKERS)
    seal_desk(folder, SECRET)
    assert lying_open(folder) == set()
    with open_desk(folder, passphrase=SECRET) as desk:
        assert "quietly" in desk.document.names.by_path
        desk.record(CLOSED, NOW)
        assert [each.event.id for each in desk.contents.said] == ["session_held_summit", "session_closed_summit"]
        assert desk.store.attachment(desk.contents.attached[0].files["minutes"]) == MARKERS[2]
    assert lying_open(folder) == set()
    assert check_record(folder, passphrase=SECRET).intact


@pytest.mark.parametrize(("given", "wrong"), [(None, "desk-sealed"), ("four words that fail", "wrong-passphrase")])
def test_without_the_passphrase_nothing_opens_and_nothing_changes(folder: Path, given: str | None, wrong: str) -> None:
    seal_desk(folder, SECRET)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(RecordFault) as refused:
        open_desk(folder, passphrase=given)
    assert refused.value.finding.id == wrong
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_another_passphrase_opens_the_same_desk_and_the_old_one_no_more(folder: Path) -> None:
    seal_desk(folder, SECRET)
    with pytest.raises(RecordFault, match="fewer than"):
        change_passphrase(folder, SECRET, "short")
    change_passphrase(folder, SECRET, ANOTHER)
    with pytest.raises(RecordFault, match="the passphrase is another"):
        open_desk(folder, passphrase=SECRET)
    with open_desk(folder, passphrase=ANOTHER) as desk:
        desk.record(CLOSED, NOW)


def test_a_desk_that_is_opened_for_good_is_as_it_was(folder: Path) -> None:
    with open_desk(folder) as desk:
        before = desk.status(NOW), desk.key.public.id
    seal_desk(folder, SECRET)
    unseal_desk(folder, SECRET)
    assert lying_open(folder) == set(MARKERS)
    with open_desk(folder, passphrase=SECRET) as desk:
        assert (desk.status(NOW), desk.key.public.id) == before
        desk.record(CLOSED, NOW)


def test_a_flipped_bit_in_a_sealed_body_is_found_and_named(folder: Path) -> None:
    seal_desk(folder, SECRET)
    tamper(folder / "record.sealed.sqlite3")
    found = check_record(folder, passphrase=SECRET)
    assert [finding.id for finding in found.findings if finding.counts_as_error] == ["body-changed"]
    assert found.findings[0].span.source.name.endswith("north/everybody/1")


def tamper(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        [guard] = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_no_update'").fetchone()
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("UPDATE entry SET body = 'AAAA' || substr(body, 5) WHERE sequence = 1")
        connection.execute(guard)
    connection.close()


class PowerCut(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("point", ["copy", "keys", "seal", "clear"])
def test_a_machine_that_stops_while_it_seals_loses_nothing(
    folder: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise PowerCut

    names = {"copy": "is_same", "keys": "load_key", "seal": "write_whole", "clear": "_clear_open"}
    with monkeypatch.context() as patched:
        patched.setattr(copying if point == "copy" else sealing, names[point], stop)
        with pytest.raises(PowerCut):
            seal_desk(folder, SECRET)
    with open_desk(folder, passphrase=SECRET) as desk:  # open or sealed, it opens, and holds all
        assert [each.event.id for each in desk.contents.said] == ["session_held_summit"]
        desk.record(CLOSED, NOW)
        sealed = desk.cipher is not None
    if sealed:
        return
    seal_desk(folder, SECRET)
    assert lying_open(folder) == set()
    with open_desk(folder, passphrase=SECRET) as desk:
        assert len(desk.contents.said) == 2


def test_a_guess_at_a_passphrase_costs_three_passes_over_256_mib(
    shipped_costs: tuple[PasswordHasher, int, int],
) -> None:
    assert shipped_costs[1:] == (3, 256 * 2**20)


def test_sealing_on_the_command_line(folder: Path) -> None:
    sealed = reconvene("desk", "seal", folder, RECONVENE_PASSPHRASE=SECRET)
    assert sealed.code == 0 and "stays in the open" in sealed.err
    assert reconvene("status", folder, "--as-of", "2026-02-05", RECONVENE_PASSPHRASE=SECRET).code == 0
    assert reconvene("verify", folder, RECONVENE_PASSPHRASE=SECRET).code == 0
    locked = reconvene("status", folder, "--as-of", "2026-02-05")
    assert locked.code == 2 and "sealed under a passphrase" in locked.err
    assert reconvene("desk", "unseal", folder, RECONVENE_PASSPHRASE=SECRET).code == 0
    assert (folder / "process").is_dir()
