"""Bundles: what one desk hands to another by file, cut to its reader, and what comes of it at the other desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reconvene import open_desk
from reconvene.live.bundles import export, import_bundle
from reconvene.live.compartments import OPEN
from reconvene.live.desk import Desk
from reconvene.record.attachments import digest_of
from reconvene.record.fault import RecordFault
from tests.desk_folders import CLOSED, HELD, TEXT, desk_of, moment

NOW = moment("02-05")


def sent(desk: Desk, reader: str, folder: Path, name: str = "bundle") -> Path:
    """A bundle in a file."""
    path = folder / f"{name}-{desk.actor}-{reader}.txt"
    path.write_bytes(export(desk, reader).content)
    return path


def ids(findings: tuple[object, ...]) -> list[str]:
    return [finding.id for finding in findings]  # type: ignore[attr-defined]


def test_what_one_desk_recorded_the_other_has_after_a_file(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record([HELD, CLOSED], NOW)
        arrival = import_bundle(south, sent(north, "south", tmp_path))
        assert ids(arrival.findings) == ["key-never-compared"]
        assert arrival.intake.added == 3  # the text and two events
        assert [each.event.id for each in south.contents.said] == ["session_held_summit", "session_closed_summit"]
        assert south.state(NOW).table == north.state(NOW).table


def test_a_bundle_is_the_same_bytes_each_time_and_may_come_twice(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record(HELD, NOW)
        first, second = export(north, "south"), export(north, "south")
        assert first.content == second.content
        path = sent(north, "south", tmp_path)
        import_bundle(south, path)
        before = snapshot(south)
        again = import_bundle(south, path)
        assert (again.intake.added, again.intake.known, again.findings) == (0, 2, ())
        assert snapshot(south) == before


def snapshot(desk: Desk) -> object:
    """Everything that a desk tells of the record, whatever way it came."""
    return desk.status(NOW), [(each.log, each.sequence, each.event.id) for each in desk.contents.said]


def test_what_is_for_some_goes_to_nobody_else_and_only_the_sender_is_told(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north:
        plain = export(north, "south").content
        hidden = {**HELD, "visible_to": ["north", "sweden"], "text": "MARKER"}
        north.record(hidden, NOW)
        made = export(north, "south")
        assert made.content == plain
        assert {name.compartment: count for name, count in made.left_out.items()} == {"north-sweden": 1}
        assert b"MARKER" in export(north, "sweden").content


def test_a_bundle_for_another_or_of_another_process_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    other = desk_of("north", tmp_path / "other", TALKS_OF_THE_SEA)
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south, other:
        for path, wrong in (
            (sent(north, "sweden", tmp_path), "not-for-this-desk"),
            (sent(other, "south", tmp_path, "other"), "other-process"),
        ):
            arrival = import_bundle(south, path)
            assert (arrival.refused, ids(arrival.findings)) == (True, [wrong])
        assert {each.desk for each in south.contents.adopted} == {"south"}


TALKS_OF_THE_SEA = TEXT.replace("Talks of north and south", "Talks of the sea")


def test_desks_that_differ_stand_side_by_side_whichever_came_first(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record([HELD, CLOSED], NOW)
        south.record([HELD, {**CLOSED, "happened": "2026-02-02"}], NOW)
        out, back = sent(north, "south", tmp_path), sent(south, "north", tmp_path)
        import_bundle(south, out)
        import_bundle(north, back)
        told = [desk.status(NOW).conflicts for desk in (north, south)]
        assert told[0] == told[1]
        (conflict,) = told[0]
        assert conflict.event == "session_closed_summit"
        assert conflict.accounts == {"north": "happened: 2026-02-01", "south": "happened: 2026-02-02"}


def test_a_desk_that_tells_two_stories_is_told_with_both_heads_and_neither_is_dropped(tmp_path: Path) -> None:
    north = desk_of("north", tmp_path)
    north.record(HELD, NOW)
    shutil.copytree(tmp_path / "north", tmp_path / "twin")
    with north, open_desk(tmp_path / "twin") as twin, desk_of("south", tmp_path) as south:
        north.record(CLOSED, NOW)
        twin.record({**CLOSED, "happened": "2026-02-03"}, NOW)
        to_south, to_sweden = sent(north, "south", tmp_path), sent(twin, "south", tmp_path, "twin")
        import_bundle(south, to_south)
        arrival = import_bundle(south, to_sweden)
        assert not arrival.refused
        fork = next(each for each in arrival.findings if each.id == "log-forked")
        assert "north signed two different entries 2: it told two stories" in fork.message
        assert "3 entries" in fork.message and "set aside" in fork.message
        assert {
            each.event.happened.first.day for each in south.contents.said if each.event.kind == "session_closed"
        } == {1, 3}
        (conflict,) = south.status(NOW).conflicts
        assert conflict.accounts.keys() == {"north", "north#2"}
        assert {*conflict.accounts.values()} == {"happened: 2026-02-01", "happened: 2026-02-03"}
        with desk_of("sweden", tmp_path) as sweden:  # south hands on both stories
            import_bundle(sweden, sent(south, "sweden", tmp_path))
            assert {*sweden.status(NOW).conflicts[0].accounts.values()} == {*conflict.accounts.values()}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda data: data[: len(data) // 2], "bundle-cut-short"),
        (lambda data: data.replace(b"session_held", b"session_helt", 1), "bundle-damaged"),
        (lambda data: data.replace(b'"version":"1"', b'"version":"2"', 1), "bundle-of-a-later-version"),
        (lambda data: b"PK\x03\x04" + data, "not-a-bundle"),
        (lambda data: b"", "not-a-bundle"),
        (lambda data: data + b"more\n", "bundle-cut-short"),
        (lambda data: data.replace(b"\nkey ", b"\nkey [[[[", 1), "bundle-damaged"),
        (lambda data: data.replace(b"\nentry ", b"\nattachment ", 1), "bundle-damaged"),
        (lambda data: b"bundle " + b"[" * 100_000 + b"\n", "bundle-damaged"),
    ],
    ids=["half", "changed", "later", "packed", "empty", "longer", "keys", "mixed", "deep"],
)
def test_what_did_not_come_as_it_was_sent_changes_nothing(
    tmp_path: Path, change: Callable[[bytes], bytes], wrong: str
) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record(HELD, NOW)
        path = sent(north, "south", tmp_path)
        path.write_bytes(change(path.read_bytes()))
        with pytest.raises(RecordFault) as refused:
            import_bundle(south, path)
        assert refused.value.finding.id == wrong
        assert south.contents.said == []
        assert south.store.desks() == ["south"]


def test_an_event_is_named_without_regard_to_what_others_may_not_see(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north:
        north.record({**HELD, "visible_to": ["north", "sweden"]}, NOW)
        north.record(HELD, NOW, anyway=True)
        named = {each.event.visible_to: each.event.id for each in north.contents.said}
    assert named == {None: "session_held_summit", ("north", "sweden"): "session_held_summit_for_north_sweden"}


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "C:evil", "..\\evil", ".", "a//b", "a\0b"])
def test_a_file_whose_name_leads_out_of_its_folder_is_neither_recorded_nor_taken(tmp_path: Path, name: str) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        with pytest.raises(RecordFault, match="would lead out of it"):
            north.record(HELD, NOW, attachments={name: b"evil"})
        held = {"attachment": {"of": "session_held_summit", "files": {name: digest_of(b"evil")}}}
        north.write(OPEN, [held], NOW, attachments={name: b"evil"})  # by a program that is not ours
        arrival = import_bundle(south, sent(north, "south", tmp_path))
        assert arrival.refused
        assert "unknown-entry" in ids(arrival.findings)
        assert south.store.desks() == ["south"]
