"""What verification finds, and what it can never find: every fault named with its place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.record.address import open_store
from reconvene.record.checkpoint import read_checkpoint
from reconvene.record.desk_keys import begin_keys, replace_lost_key, revoke_key, rotate_key
from reconvene.record.entry import LogName
from reconvene.record.fault import RecordFault
from reconvene.record.key_folder import KeyFolder, load_key
from reconvene.record.keys import create_key
from reconvene.record.log import Log
from reconvene.record.recovery import recover
from reconvene.record.sqlite_store import FILE
from reconvene.record.store import Batch, Row, Store
from reconvene.record.verification import Grounds, Verification, Verified, verify, verify_at
from tests.desks import ALL, NOW, OWN, Desk, a_desk, a_folder, tamper

ENTRIES = 6
"""How many entries the log of a desk has in these tests."""


@pytest.fixture
def desk() -> Desk:
    return a_desk(open_store("memory:"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that nothing is wrong with; tests break copies of it."""
    return a_folder(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def folder(sound: Path, quick_path: Path) -> Path:
    return Path(shutil.copytree(sound, quick_path / "copy"))


def ids(found: Verification) -> list[str]:
    return [finding.id for finding in found.findings]


def told(found: Verification) -> list[tuple[str, str]]:
    """Each finding with its place in the store."""
    return [(finding.id, finding.span.source.name.split(": ", 1)[-1]) for finding in found.findings]


def everything(store: Store) -> list[object]:
    """All that a record says."""
    rows = [list(store.rows(name)) for name in store.logs()]
    held = [(digest, store.attachment(digest)) for digest in store.attachments()]
    keys = [store.key_statements(desk) for desk in store.desks()]
    return [store.logs(), rows, held, keys, store.notes(), store.aside()]


def test_a_sound_record_is_sound(desk: Desk, folder: Path) -> None:
    found = verify(desk.store)
    assert found.findings == ()
    assert found.intact
    assert found.logs == {ALL: Verified(ENTRIES, ENTRIES, ENTRIES), OWN: Verified(2, 2, 2)}
    assert verify_at(folder).findings == ()


def test_verification_changes_no_byte(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    verify_at(folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_workers_find_the_same(folder: Path) -> None:
    tamper(folder, "UPDATE entry SET line = replace(line, 'T13:30', 'T13:31') WHERE log = 1 AND sequence = 3")
    with ThreadPoolExecutor(2) as executor:
        assert verify_at(folder, executor=executor) == verify_at(folder)
    assert not verify_at(folder).intact


def test_what_no_checkpoint_covers_cannot_be_told(desk: Desk) -> None:
    desk.write(2)
    found = verify(desk.store)
    assert found.intact
    assert [finding.message for finding in found.findings] == [
        "No checkpoint covers the last 2 entries: whether more followed cannot be told."
    ]
    assert found.findings[0].verdict == "cannot-tell"


# --- what the host of a record could do ---

TAMPERING = {
    "a moment": ("UPDATE entry SET line = replace(line, 'T13:30', 'T13:31') WHERE {}", ("signature-wrong", "{}")),
    "the readers": ("""UPDATE entry SET line = replace(line, '"us"', '"uk"') WHERE {}""", ("signature-wrong", "{}")),
    "a body": ("UPDATE entry SET body = replace(body, 'table', 'tablf') WHERE {}", ("body-changed", "{}")),
    "a lost body": ("UPDATE entry SET body = NULL WHERE {}", ("body-missing", "{}")),
    "not canonical": (
        """UPDATE entry SET line = replace(line, ',"key"', ', "key"') WHERE {}""",
        ("entry-damaged", "{}"),
    ),
    "a mark of redaction": ("UPDATE entry SET redacts = 1 WHERE {}", ("entry-misplaced", "{}")),
    "a missing row": ("DELETE FROM entry WHERE {}", ("rows-missing", "{}")),
    "no text at all": ("UPDATE entry SET line = '' WHERE {}", ("entry-damaged", "{}")),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_a_changed_entry_is_found_at_its_place(folder: Path, name: str) -> None:
    statement, (id, place) = TAMPERING[name]
    tamper(folder, statement.format("log = 1 AND sequence = 3"))
    found = verify_at(folder)
    assert told(found) == [(id, place.format(f"{ALL}/3"))]
    assert found.logs[ALL].good == (6 if id.startswith("body") else 3)
    assert found.logs[OWN].good == 2


def test_entries_that_changed_places_are_found(folder: Path) -> None:
    swap = "UPDATE entry SET sequence = {} WHERE log = 1 AND sequence = {}"
    tamper(folder, swap.format(99, 3), swap.format(3, 4), swap.format(4, 99))
    assert told(verify_at(folder))[:2] == [("entry-misplaced", f"{ALL}/3"), ("entry-misplaced", f"{ALL}/4")]


def test_the_last_entries_are_missed_by_whoever_kept_a_checkpoint(folder: Path) -> None:
    tamper(folder, "DELETE FROM entry WHERE log = 1 AND sequence >= 4")
    found = verify_at(folder)
    assert told(found) == [("log-cut-short", f"{ALL}/4"), ("body-missing", f"{ALL}/2")]
    assert found.findings[0].message == "Entries 4 to 5 are missing: the log has 4, and sweden signed that it had 6."


def test_a_host_that_rewrites_everything_is_found_by_those_who_kept_a_checkpoint(desk: Desk) -> None:
    """The host has the keys and writes a new history: it agrees with itself, and with nobody else."""
    kept = tuple(desk.store.notes())
    forged = Desk(open_store("memory:"), desk.old, desk.key)
    for line in enumerate(desk.store.key_statements("sweden")):
        forged.store.state_key("sweden", *line)
    entries = list(desk.log().entries())
    forged.store.append(ALL, lambda _: Batch(entries[:3], [b"first", b"second"]))
    forged.write(3, what="never said")
    forged.store.set_aside([])
    alone = verify(forged.store)
    assert "log-forked" not in ids(alone)
    found = verify(forged.store, Grounds(kept=kept))
    assert ("log-forked", f"{ALL}/2") in told(found)
    assert any("Among the entries 2 to 5 the log is another" in finding.message for finding in found.findings)


def test_two_stories_are_proved_by_two_checkpoints(desk: Desk) -> None:
    other = Desk(open_store("memory:"), desk.old, desk.key)
    other.write(ENTRIES)
    desk.store.keep(other.log().checkpoint(desk.key))
    found = verify(desk.store)
    assert any("sweden signed two different logs of 6 entries" in finding.message for finding in found.findings)


def test_two_stories_are_proved_by_an_entry_that_was_set_aside(desk: Desk) -> None:
    other = Desk(open_store("memory:"), desk.old, desk.key)
    other.write(1)
    desk.store.set_aside(list(other.log().entries()))
    assert told(verify(desk.store)) == [("log-forked", f"{ALL}/0")]


def test_a_checkpoint_that_nobody_of_the_desk_signed_proves_nothing(desk: Desk) -> None:
    desk.log().checkpoint(create_key("sweden"))
    assert ids(verify(desk.store)) == ["checkpoint-unsigned"]


def test_a_log_that_is_gone_leaves_its_checkpoint(desk: Desk) -> None:
    elsewhere = open_store("memory:")
    for line in enumerate(desk.store.key_statements("sweden")):
        elsewhere.state_key("sweden", *line)
    for note in desk.store.notes():
        elsewhere.keep(read_checkpoint(note))
    assert {id for id, _ in told(verify(elsewhere))} == {"checkpoint-without-log"}


def test_a_guard_that_was_taken_away_is_missed(folder: Path) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("DROP TRIGGER entry_no_update")
    connection.close()
    assert ids(verify_at(folder)) == ["guard-missing"]


@pytest.mark.parametrize(
    ("statement", "id"),
    [
        ("UPDATE attachment SET content = x'00' WHERE digest LIKE 'a%'", "attachment-changed"),
        ("DELETE FROM attachment WHERE digest LIKE 'a%'", "attachment-missing"),
        ("UPDATE note SET note = replace(note, 'hanoi', 'hanoj')", "checkpoint-unsigned"),
        ("UPDATE note SET note = note || 'x'", "checkpoint-damaged"),
        ("UPDATE key_statement SET line = replace(line, 'yearly', 'monthly')", "key-history-damaged"),
        ("DELETE FROM key_statement WHERE sequence = 1", "key-unknown"),
    ],
)
def test_a_changed_attachment_checkpoint_or_key_is_found(folder: Path, statement: str, id: str) -> None:
    tamper(folder, statement)
    assert id in ids(verify_at(folder))


# --- one bit, anywhere ---

PARTS = [
    ("entry", "line"),
    ("entry", "body"),
    ("attachment", "content"),
    ("attachment", "digest"),
    ("note", "note"),
    ("key_statement", "line"),
]


WHATEVER = given(part=st.sampled_from(PARTS), row=st.integers(0, 50), place=st.integers(0), bit=st.integers(0, 7))
ANYWHERE = given(place=st.integers(0), bit=st.integers(0, 7))
FEW, MANY = (
    settings(max_examples=count, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    for count in (25, 500)
)


@WHATEVER
@FEW
def test_one_flipped_bit_in_whatever_was_recorded_is_found(
    sound: Path, quick_path: Path, part: tuple[str, str], row: int, place: int, bit: int
) -> None:
    flip_in_tables(sound, quick_path, *part, row, place, bit)


@pytest.mark.long
@WHATEVER
@MANY
def test_many_flipped_bits_in_whatever_was_recorded_are_found(
    sound: Path, quick_path: Path, part: tuple[str, str], row: int, place: int, bit: int
) -> None:
    flip_in_tables(sound, quick_path, *part, row, place, bit)


def flip_in_tables(sound: Path, quick_path: Path, table: str, column: str, row: int, place: int, bit: int) -> None:
    copy = quick_path / "flipped"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(sound, copy)
    connection = sqlite3.connect(copy / FILE)
    rows = connection.execute(
        f"SELECT rowid, CAST({column} AS BLOB) FROM {table} WHERE length({column}) > 0"  # noqa: S608
    ).fetchall()
    connection.close()
    number, content = rows[row % len(rows)]
    changed = bytearray(content)
    changed[place % len(changed)] ^= 1 << bit
    kind = "BLOB" if column == "content" else "TEXT"
    update = f"UPDATE {table} SET {column} = CAST(? AS {kind}) WHERE rowid = {number}"  # noqa: S608
    tamper(copy, update, values=(bytes(changed),))
    assert not verify_at(copy).intact


@ANYWHERE
@FEW
def test_one_flipped_bit_in_the_file_is_found_or_changes_nothing(
    sound: Path, quick_path: Path, place: int, bit: int
) -> None:
    flip_in_file(sound, quick_path, place, bit)


@pytest.mark.long
@ANYWHERE
@MANY
def test_many_flipped_bits_in_the_file_are_found_or_change_nothing(
    sound: Path, quick_path: Path, place: int, bit: int
) -> None:
    flip_in_file(sound, quick_path, place, bit)


def flip_in_file(sound: Path, quick_path: Path, place: int, bit: int) -> None:
    copy = quick_path / "flipped"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(sound, copy)
    content = bytearray((copy / FILE).read_bytes())
    content[place % len(content)] ^= 1 << bit
    (copy / FILE).write_bytes(content)
    if verify_at(copy).intact:
        same, whole = open_store(copy, writable=False), open_store(sound, writable=False)
        assert everything(same) == everything(whole)
        same.close()
        whole.close()


@ANYWHERE
@FEW
def test_one_flipped_bit_in_a_key_file_is_found(quick_path: Path, place: int, bit: int) -> None:
    keys = KeyFolder(quick_path / "keys")
    shutil.rmtree(keys.folder, ignore_errors=True)
    path = keys.save(create_key("sweden"))
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)
    (finding,) = keys.examine()
    assert (finding.id, finding.span.source.name) == ("key-damaged", str(path))
    with pytest.raises(RecordFault, match="The key cannot be used"):
        load_key(path)


# --- truncation, and what is good ---


@given(share=st.floats(0, 0.999))
@FEW
def test_a_truncated_file_is_found_and_what_is_good_of_it_recovered(
    sound: Path, quick_path: Path, share: float
) -> None:
    copy = quick_path / "short"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(sound, copy)
    content = (copy / FILE).read_bytes()
    (copy / FILE).write_bytes(content[: int(len(content) * share)])
    assert not verify_at(copy).intact
    saved, whole = open_store("memory:"), open_store(sound, writable=False)
    recover(copy, saved)
    for name in saved.logs():
        original = [row.line for row in whole.rows(name)]
        assert [row.line for row in saved.rows(name)] == original[: saved.head(name).length]
    whole.close()


def test_a_file_without_its_head_still_gives_everything(folder: Path) -> None:
    whole = everything(open_store(folder, writable=False))
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(b"\0" * 4096 + content[4096:])
    assert ids(verify_at(folder)) == ["record-damaged"]
    saved = open_store("memory:")
    recovered = recover(folder, saved)
    assert recovered.logs == {ALL: ENTRIES, OWN: 2}
    assert [entry.line for entry in Log(saved, ALL, ()).entries()] == [row.line for row in rows_of(whole, 0)]
    assert {finding.id for finding in verify(saved).findings} == {"attachment-missing"}


def rows_of(whole: list[object], number: int) -> list[Row]:
    rows: Any = whole[1]
    return list(rows[number])


def test_what_stands_behind_a_gap_is_set_aside_until_a_copy_fills_it(sound: Path, folder: Path) -> None:
    tamper(folder, "UPDATE entry SET line = replace(line, 'T13:30', 'T13:31') WHERE log = 1 AND sequence = 3")
    saved = open_store("memory:")
    recovered = recover(folder, saved)
    assert (recovered.logs, recovered.aside) == ({ALL: 3, OWN: 2}, 2)
    found = verify(saved)
    assert ("entry-aside", f"{ALL}/4") in told(found) and ("log-cut-short", f"{ALL}/3") in told(found)
    filled = open_store("memory:")
    assert recover(folder, filled, sound).aside == 0
    assert verify(filled).findings == ()


def test_a_lost_body_leaves_its_entry_and_a_copy_brings_it_back(sound: Path, folder: Path) -> None:
    tamper(folder, "UPDATE entry SET body = replace(body, 'table', 'tablf') WHERE log = 1 AND sequence = 3")
    saved = open_store("memory:")
    recover(folder, saved)
    assert told(verify(saved)) == [("body-missing", f"{ALL}/3")]
    filled = open_store("memory:")
    recover(folder, filled, sound)
    assert verify(filled).findings == ()


def test_what_was_redacted_is_not_recovered(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    desk = a_desk(store)
    desk.log().append({"kind": "statement", "what": "the name of a source"}, key=desk.key, now=NOW)
    desk.log().redact(ENTRIES, reason="a name", key=desk.key, now=NOW)
    store.close()
    assert all(b"the name of a source" not in path.read_bytes() for path in tmp_path.iterdir())
    saved = open_store("memory:")
    recover(tmp_path, saved)
    assert list(desk_entries(saved))[ENTRIES] is None


def desk_entries(store: Store) -> Iterator[str | None]:
    return (row.body for row in store.rows(ALL))


def test_a_folder_without_a_record_is_told(tmp_path: Path) -> None:
    assert ids(verify_at(tmp_path)) == ["no-record-here"]
    assert list(tmp_path.iterdir()) == []


# --- keys ---


def stolen(desk: Desk) -> None:
    """Somebody has the old key, and adds an entry after it was revoked."""
    desk.log().append({"kind": "statement", "what": "forged"}, key=desk.old, now=NOW)


def test_what_a_revoked_key_signed_before_stays_good_and_after_counts_for_nothing(desk: Desk) -> None:
    desk.log().append({"kind": "statement"}, key=desk.old, now=NOW)
    history = revoke_key(desk.store, desk.old.public, desk.key, now=NOW, reason="the laptop was stolen")
    assert history.current == desk.key.public
    assert verify(desk.store).findings == ()
    stolen(desk)
    assert ("key-revoked", f"{ALL}/{ENTRIES + 1}") in told(verify(desk.store))


def test_a_replaced_key_is_a_question_until_it_is_trusted(desk: Desk) -> None:
    new = create_key("sweden")
    replace_lost_key(desk.store, new, now=NOW, reason="the safe burned down")
    desk.log().append({"kind": "statement"}, key=new, now=NOW)
    desk.log().checkpoint(new)
    found = verify(desk.store)
    assert (ids(found), found.intact) == (["key-unvouched"], True)
    both = {"sweden": {desk.old.public.id, new.public.id}}
    assert verify(desk.store, Grounds(trusted=both)).findings == ()
    first = {"sweden": {desk.old.public.id}}
    assert ids(verify(desk.store, Grounds(trusted=first))) == ["key-untrusted"]


def test_a_record_of_another_desk_under_the_same_name_is_not_trusted(desk: Desk) -> None:
    found = verify(desk.store, Grounds(trusted={"sweden": {create_key("sweden").public.id}}))
    assert ids(found) == ["key-untrusted"]


def test_a_key_that_the_desk_never_stated_is_unknown(desk: Desk) -> None:
    desk.log().append({"kind": "statement"}, key=create_key("sweden"), now=NOW)
    assert ("key-unknown", f"{ALL}/{ENTRIES}") in told(verify(desk.store))


REFUSED: dict[str, Callable[[Desk], object]] = {
    "a stranger rotates": lambda desk: rotate_key(desk.store, create_key("sweden"), create_key("sweden"), now=NOW),
    "an old key again": lambda desk: rotate_key(desk.store, desk.key, desk.old, now=NOW),
    "a stranger revokes": lambda desk: revoke_key(
        desk.store, desk.old.public, create_key("sweden"), now=NOW, reason=""
    ),
    "a strange key is revoked": lambda desk: revoke_key(
        desk.store, create_key("sweden").public, desk.key, now=NOW, reason=""
    ),
    "a second beginning": lambda desk: begin_keys(desk.store, create_key("sweden"), now=NOW),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_statement_that_would_not_count_is_refused(desk: Desk, name: str) -> None:
    before = desk.store.key_statements("sweden")
    with pytest.raises(RecordFault):
        REFUSED[name](desk)
    assert desk.store.key_statements("sweden") == before


def test_the_history_of_keys_tells_the_oldest_first(desk: Desk) -> None:
    later = NOW + timedelta(days=365)
    third = create_key("sweden")
    rotate_key(desk.store, desk.key, third, now=later)
    history = revoke_key(desk.store, desk.old.public, third, now=later, reason="old")
    assert history.keys == (desk.old.public, desk.key.public, third.public)
    assert [span.revoked is not None for span in history.spans] == [True, False, False]
    assert history.spans[2].since == "2020-02-28T13:30:00.000Z"
    assert history.spans[0].reason == "old"


def test_names_that_could_be_taken_for_others_are_refused(desk: Desk) -> None:
    for name in ("a/b", "", "a b", "a\n", "x" * 101):
        with pytest.raises(ValueError, match="cannot name"):
            Log(desk.store, LogName("hanoi", "sweden", name), ()).append({}, key=desk.key, now=NOW)
