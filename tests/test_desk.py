"""A desk: one organisation's folder, what it records, what it is told before, and what others see of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene import create_desk, load, open_desk
from reconvene.live.accounts import accounts_of
from reconvene.live.adoption import TextUnreadable
from reconvene.live.checking import check_record
from reconvene.live.compartments import EVERYBODY, OPEN, compartment_for
from reconvene.live.desk import Desk, NotRecorded
from reconvene.live.founding import adopt, is_laid_out, settings_for
from reconvene.live.key_care import revoke, rotate
from reconvene.live.overview import overview
from reconvene.live.preview import Preview
from reconvene.record.fault import RecordFault, Stale
from reconvene.record.log import heads
from reconvene.reports.status import as_json, status_text
from reconvene.text.render import Paper
from tests.desk_folders import BEGUN, CLOSED, HELD, TEXT, desk_of, hand_over, light_desk, moment, written
from tests.records import document as parsed
from tests.records import record as event_lines

NOW = moment("02-05")


@pytest.fixture
def north(tmp_path: Path) -> Iterator[Desk]:
    with desk_of("north", tmp_path) as desk:
        yield desk


@pytest.fixture
def south(tmp_path: Path) -> Iterator[Desk]:
    with light_desk("south", tmp_path) as desk:
        yield desk


def ids(desk: Desk) -> list[str]:
    return [each.event.id for each in desk.contents.said]


# Recording


def test_a_desk_that_stays_open_signs_with_the_key_that_another_program_made(north: Desk) -> None:
    north.record(HELD, NOW)
    with open_desk(north.folder) as elsewhere:
        old = elsewhere.key.public.id
        rotate(elsewhere, NOW, "somebody left")
        revoke(elsewhere, old, NOW, "somebody left")
    north.record(CLOSED, NOW)
    assert north.key.public.id != old
    assert not check_record(north.folder).damage


def test_a_desk_records_a_failed_summit_and_the_way_back_begins(north: Desk) -> None:
    assert north.state(NOW).table.state == "not_begun"
    north.record(HELD, NOW)
    preview = north.consider(CLOSED, NOW)
    told = [each.words for each in preview.consequences]
    assert "The table: active becomes returning (stage 0 of the way back, started by the failure)." in told
    assert "sweden must do `private_notice` by 2026-02-08." in told
    assert any(words.startswith("Signal G1 no next date starts") for words in told)
    assert north.state(NOW).table.state == "active"  # looking changes nothing
    north.record(preview, NOW)
    with open_desk(north.folder) as again:
        assert again.state(NOW).table.state == "returning"
        assert [event.id for event in again.state(NOW).recorded] == ["session_held_summit", "session_closed_summit"]


def test_a_claim_that_the_text_does_not_let_happen_is_refused_and_names_the_clause(south: Desk) -> None:
    claim = {"kind": "claim", "duty": "fuel", "happened": "2026-02-01"}
    with pytest.raises(NotRecorded) as refused:
        south.record(claim, NOW)
    (found,) = refused.value.preview.refused
    assert "waits for `halt.verified`" in found.refusal.message
    assert found.refusal.span.text == "halt.verified"
    assert ids(south) == []
    south.record(claim, NOW, anyway=True)  # somebody saw it, and what was seen may be put on record
    assert ids(south) == ["claim_fuel"]


def test_an_event_of_a_file_may_rest_on_the_one_before_it(north: Desk) -> None:
    lines: list[dict[str, Any]] = [
        {"kind": "claim", "duty": "halt", "happened": "2026-02-01"},
        {"kind": "verified", "duty": "halt", "finding": "confirms", "items": ["seals"], "happened": "2026-02-03"},
        {"kind": "claim", "duty": "fuel", "happened": "2026-02-04"},
    ]
    assert [refused.event.id for refused in north.consider(lines[1:], NOW).refused] == ["verified_halt"]
    assert north.consider(lines, NOW).refused == ()
    assert len(north.record(lines, NOW)) == 3


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(north: Desk) -> None:
    lines: list[dict[str, Any]] = [
        {"kind": "session_helt", "happened": "2026-02-01"},
        {"kind": "contact", "channel": "leader", "happened": "2026-02-01"},
        {"kind": "contact", "channel": "leaders", "happened": "2026-12-01"},
        {"kind": "contact", "channel": "leaders", "happened": "2026-02-01", "visible_to": ["south"]},
    ]
    preview = north.consider(lines, NOW)
    assert {finding.id for finding in preview.findings} == {
        "unknown-kind", "unknown-name", "not-yet-happened", "hidden-from-its-recorder"
    }  # fmt: skip
    assert all(finding.help for finding in preview.findings)
    with pytest.raises(NotRecorded):
        north.record(preview, NOW)
    assert ids(north) == []


def test_what_is_on_record_word_for_word_is_not_recorded_twice_and_an_id_is_not_taken_twice(north: Desk) -> None:
    north.record(HELD, NOW)
    again = north.consider({**HELD, "id": "session_held_summit"}, NOW)
    assert ([event.id for event in again.known], again.events, again.findings) == (["session_held_summit"], (), ())
    assert north.record(again, NOW) == []
    other = north.consider({**HELD, "id": "session_held_summit", "absent": ["south"]}, NOW)
    assert [finding.id for finding in other.findings] == ["event-on-record"]
    assert "correction" in other.findings[0].help
    assert [event.id for event in north.consider(HELD, NOW).events] == ["session_held_summit_2"]


def test_a_correction_mends_and_the_record_still_knows_what_was_said_before(north: Desk) -> None:
    north.record([HELD, CLOSED], NOW)
    mended = {"kind": "correction", "of": "session_closed_summit", "happened": "2026-02-09",
              "next_date": "2026-03-10"}  # fmt: skip
    north.record(mended, moment("02-09"))
    later = moment("02-10")
    assert north.state(later).sessions["summit"].next_date == date(2026, 3, 10)
    assert north.state(later, known=date(2026, 2, 8)).sessions["summit"].next_date is None


def test_an_event_file_is_taken_as_it_stands(north: Desk) -> None:
    text = """\
reconvene_events: 1
events:
  - {id: s, kind: session_held, happened: 2026-02-01, recorded: 2026-02-02, session: summit, channel: leaders}
  - {id: x, kind: correction, happened: 2026-02-03, of: s, attendance: [north.leader]}
"""
    north.record(text, NOW)
    held, mended = (each.event for each in north.contents.said)
    assert (str(held.recorded), str(mended.recorded)) == ("2026-02-02", "2026-02-05")
    assert north.state(NOW).corrected.keys() == {"s"}


STEPS = st.lists(
    st.sampled_from([
        "kind: session_held, session: summit, channel: leaders, happened: 2026-01-20",
        "kind: session_closed, session: summit, outcome: none, next_date: none, happened: 2026-01-21",
        "kind: contact, channel: envoys, happened: 2026-01-25",
        "kind: claim, duty: halt, happened: 2026-01-28",
        "kind: verified, duty: halt, finding: confirms, items: [seals], happened: 2026-02-01",
        "kind: vow_made, vow: never_first, by_party: north, forbids: [attendance], happened: 2026-02-02",
        "kind: absent, actor: sweden, happened: 2026-02-02",
        "kind: notice_sent, to: [north, south], by_party: sweden, happened: 2026-02-03",
        "kind: correction, of: e0, withdrawn: yes, happened: 2026-02-04",
        "kind: amendment, of: halt, within: 60 days of signed, happened: 2026-02-04",
    ]),
    min_size=1, max_size=5,
)  # fmt: skip


SHOWN = ("table", "actions", "owed", "vows", "offers", "ahead", "oddities")


@settings(max_examples=10, deadline=None)
@given(STEPS)
def test_what_a_preview_tells_is_what_comes(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    steps = steps if "of: e0" not in steps[0] else [step for step in steps if "of: e0" not in step]
    lines = "\n".join(f"id: e{number}, {step}" for number, step in enumerate(steps))
    with light_desk("north", tmp_path_factory.mktemp("desk")) as desk:
        for event in event_lines(lines, parsed(TEXT)):
            preview = desk.consider(event, NOW)
            before = desk.status(NOW)
            desk.record(preview, NOW, anyway=True)
            after = desk.status(NOW)
            assert preview.before == before
            assert replace(after, heard=()) == replace(preview.after or before, heard=())
            assert bool(preview.consequences) == any(getattr(before, key) != getattr(after, key) for key in SHOWN)


# Two people at one desk


def test_who_looks_first_and_writes_second_looks_again(north: Desk) -> None:
    with open_desk(north.folder) as colleague:
        preview = north.consider(HELD, NOW)
        colleague.record({"kind": "channel_closed", "channel": "leaders", "happened": "2026-02-02"}, NOW)
        with pytest.raises(Stale, match="recorded since you looked, by north in `everybody`"):
            north.record(preview, NOW)
        assert ids(north) == ["channel_closed_leaders"]
        again = north.consider(HELD, NOW)
        assert again.seen != preview.seen
        north.record(again, NOW)
        assert ids(colleague) == ["channel_closed_leaders", "session_held_summit"]


def test_it_is_noticed_too_where_the_colleague_wrote_to_another_compartment(north: Desk) -> None:
    with open_desk(north.folder) as colleague:
        preview = north.consider(HELD, NOW)
        secret = {"kind": "contact", "channel": "envoys", "happened": "2026-02-02", "visible_to": ["north"]}
        colleague.record(secret, NOW)
        with pytest.raises(Stale):
            north.record(preview, NOW)


def test_writing_is_refused_even_if_the_colleague_came_between_the_last_look_and_the_write(north: Desk) -> None:
    seen = heads(north.store)
    north.write(OPEN, [{"event": {}}], NOW, seen=seen)
    with pytest.raises(Stale):
        north.write(OPEN, [{"event": {}}], NOW, seen=seen)


# Who sees what


def test_what_is_for_some_lies_in_a_log_of_its_own(north: Desk) -> None:
    north.record(HELD, NOW)
    [entry] = north.record({**CLOSED, "visible_to": ["sweden", "north"]}, NOW)
    assert (entry.header.log.compartment, entry.header.readers) == ("north-sweden", ("north", "sweden"))
    assert north.state(NOW).table.state == "returning"
    assert north.state(NOW, reader="sweden").table.state == "returning"
    assert north.state(NOW, reader="south").table.state == "active"


def test_a_compartment_may_have_a_name_and_a_long_one_is_shortened() -> None:
    assert compartment_for(["b", "a"], {"inner": ["a", "b"]}) == ("inner", ("a", "b"))
    assert compartment_for(None) == (EVERYBODY, (EVERYBODY,)) and compartment_for(None).visible_to is None
    long = compartment_for([f"actor_number_{number}" for number in range(20)])
    assert len(long.name) <= 100 and len(long.readers) == 20
    assert long.name != compartment_for([f"actor_number_{number}" for number in range(21)]).name


@pytest.mark.parametrize("outcome", ["none", "agreed"])
def test_what_a_reader_may_not_see_changes_no_byte_of_what_it_gets(tmp_path: Path, outcome: str) -> None:
    with light_desk("north", tmp_path) as desk:
        desk.record(HELD, NOW)
        told = [as_json(desk.status(NOW, reader="south")), status_text(desk.status(NOW, reader="south"), Paper()).plain]
        desk.record({**CLOSED, "outcome": outcome, "visible_to": ["north"]}, NOW)
        desk.record({"kind": "vow_made", "vow": "v", "by_party": "south", "happened": "2026-01-09",
                     "visible_to": ["north", "sweden"]}, NOW)  # fmt: skip
        (desk.folder / "private.yaml").write_text("vows: {secret: {by: south, dated: 2026-01-01}}\n")
        assert desk.status(NOW).vows != ()
        again = desk.status(NOW, reader="south")
        assert [as_json(again), status_text(again, Paper()).plain] == told


def test_what_is_private_counts_at_this_desk_alone(north: Desk) -> None:
    overlay = north.folder / "private.yaml"
    overlay.write_text("red_lines:\n  inspectors: {by: north, text: No inspectors at the plant}\n")
    assert "inspectors" in (north.document.process.red_lines or {})
    assert (north.state(NOW).process.red_lines or {}).keys() == {"inspectors"}
    assert north.state(NOW, reader="south").process.red_lines is None
    assert north.shared_document.process.red_lines is None
    overlay.write_text("obligations: {halt: {by: south}}\n")
    with pytest.raises(TextUnreadable) as fault:
        _ = north.document
    assert fault.value.findings[0].id == "duplicate-key"  # it adds, and changes nothing of what was agreed


# What several desks say


def test_what_two_desks_tell_alike_is_one_event(north: Desk, south: Desk) -> None:
    north.record(HELD, NOW)
    south.record({**HELD, "text": "In the old palace."}, moment("02-06"))
    hand_over(south, north)
    shown = north.status(moment("02-07"))
    assert (shown.events, shown.conflicts) == (1, ())
    assert [(each.desk, each.events) for each in shown.heard] == [("north", 1), ("south", 1)]
    assert north.accounts().by_id == {"session_held_summit": ("north", "south")}


def test_where_two_desks_differ_both_stand_and_the_status_says_so(north: Desk, south: Desk) -> None:
    north.record([HELD, CLOSED], NOW)
    south.record([HELD, {**CLOSED, "outcome": "disputed", "next_date": "2026-03-10"}], NOW)
    hand_over(south, north)
    (conflict,) = north.status(NOW).conflicts
    assert conflict.event == "session_closed_summit"
    assert conflict.accounts == {
        "north": "outcome: none, next_date: none", "south": "outcome: disputed, next_date: 2026-03-10"
    }  # fmt: skip
    state = north.state(NOW)
    assert {"session_closed_summit@north", "session_closed_summit@south"} <= {event.id for event in state.recorded}
    told = " ".join(status_text(north.status(NOW), Paper()).plain.split())
    assert "`session_closed_summit`: north says outcome: none" in told and "Both stand; both count here" in told


def test_the_debtors_own_word_counts_for_what_it_claims_and_is_not_added_to_the_others(
    north: Desk, south: Desk
) -> None:
    ready: list[dict[str, Any]] = [
        {"kind": "claim", "duty": "halt", "happened": "2026-01-20"},
        {"kind": "verified", "duty": "halt", "finding": "confirms", "items": ["seals"], "happened": "2026-01-25"},
    ]
    north.record([*ready, {"kind": "claim", "duty": "fuel", "amount": "300 tons", "happened": "2026-02-01"}], NOW)
    south.record([*ready, {"kind": "claim", "duty": "fuel", "amount": "700 tons", "happened": "2026-02-01"}], NOW)
    hand_over(south, north)
    (conflict,) = north.status(NOW).conflicts
    assert (conflict.event, conflict.speaker) == ("claim_fuel", "south")
    (fuel,) = [each for each in north.status(NOW).owed if each.duty == "fuel"]
    assert fuel.amounts["claimed"] == "700 tons"


def test_a_desk_corrects_only_what_it_said_itself(north: Desk, south: Desk) -> None:
    north.record([HELD, CLOSED], NOW)
    hand_over(north, south)
    other = {"kind": "correction", "of": "session_closed_summit", "withdrawn": True, "happened": "2026-02-04"}
    refused = south.consider(other, NOW)
    assert [finding.id for finding in refused.findings] == ["unknown-event"]
    south.record([HELD, CLOSED], NOW)
    south.record(other, NOW)
    assert south.state(NOW).table.state == "returning"  # north has not taken its word back
    hand_over(south, north)
    assert north.state(NOW).table.state == "returning"


def test_the_order_in_which_words_come_changes_nothing(north: Desk, south: Desk) -> None:
    north.record([HELD, CLOSED], NOW)
    south.record([HELD, {**CLOSED, "outcome": "disputed"}], NOW)
    hand_over(south, north)
    said, process = north.contents.said, north.document.process
    assert len(said) == 4
    told = {str(accounts_of(order, process).conflicts) for order in itertools.permutations(said)}
    assert len(told) == 1
    hand_over(north, south)
    theirs, ours = south.state(NOW, reader="sweden"), north.state(NOW, reader="sweden")
    assert [event.id for event in theirs.events] == [event.id for event in ours.events]


def test_what_another_desk_says_in_words_that_are_not_known_here_is_never_passed_over(north: Desk, south: Desk) -> None:
    south.write(OPEN, [{"event": {"kind": "oracle", "version": "1", "id": "a"}}], NOW)
    hand_over(south, north)
    with pytest.raises(RecordFault) as fault:
        north.state(NOW)
    assert fault.value.finding.id == "unknown-kind"
    assert "south/everybody/1" in fault.value.finding.span.source.name
    south.write(OPEN, [{"prophecy": {}}], NOW)
    with pytest.raises(RecordFault, match="oracle"):
        south.state(NOW)


# Attachments and erasing


def test_files_are_put_to_an_event_for_the_same_readers(north: Desk) -> None:
    north.record({**HELD, "visible_to": ["north"]}, NOW, attachments={"minutes.txt": b"We met."})
    north.attach("session_held_summit_for_north", {"photo.png": b"\x89PNG"}, NOW)
    files = [each.files for each in north.contents.attached]
    assert [sorted(each) for each in files] == [["minutes.txt"], ["photo.png"]]
    assert all(each.log.compartment == "north" for each in north.contents.attached)
    assert north.store.attachment(files[1]["photo.png"]) == b"\x89PNG"
    with pytest.raises(RecordFault, match="No event of `north` is named `session_hold_summit_for_north`"):
        north.attach("session_hold_summit_for_north", {"a": b""}, NOW)


def test_what_is_erased_is_gone_with_its_files_and_that_it_was_there_stays(north: Desk) -> None:
    north.record(HELD, NOW, attachments={"minutes.txt": b"Too much."})
    north.redact("session_held_summit", NOW, reason="it names a source")
    assert ids(north) == []
    assert [each.reason for each in north.contents.erased] == ["it names a source"] * 2
    assert north.state(NOW).table.state == "not_begun"
    assert b"Too much." not in [north.store.attachment(digest) for digest in north.store.attachments()]
    assert overview(north).logs[0].erased == 2


def test_only_its_own_words_can_a_desk_erase(north: Desk, south: Desk) -> None:
    south.record(HELD, NOW)
    hand_over(south, north)
    with pytest.raises(RecordFault, match="south recorded it"):
        north.redact("session_held_summit", NOW, reason="")


# The text


def test_the_text_is_in_the_record_and_an_edited_copy_counts_for_nothing_until_it_is_adopted(north: Desk) -> None:
    copy = north.folder / "process" / "talks.reconvene.yaml"
    first = north.adopted.version
    copy.write_text(TEXT.replace("within: 30 days of signed", "within: 60 days of signed"))
    assert not is_laid_out(north)
    assert str(north.state(NOW).duties["halt"].record.within) == "30 days of signed"
    entry = adopt(north, load(copy), NOW)
    assert entry is not None and north.adopted.version != first
    assert str(north.state(NOW).duties["halt"].record.within) == "60 days of signed"
    assert adopt(north, load(copy), NOW) is None
    copy.unlink()
    with open_desk(north.folder) as again:
        assert str(again.state(NOW).duties["halt"].record.within) == "60 days of signed"


def test_a_text_of_several_files_is_adopted_whole(tmp_path: Path) -> None:
    head, _, duties = TEXT.partition("obligations:")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "duties.yaml").write_text(f"obligations:{duties}")
    path = written(tmp_path, f"include: [parts/duties.yaml]\n{head}")
    with create_desk(tmp_path / "north", load(path), "north", BEGUN) as desk:
        assert set(desk.edition.files) == {"talks.reconvene.yaml", "parts/duties.yaml"}
        assert "halt" in desk.state(NOW).duties
        assert is_laid_out(desk)


def test_a_text_with_parts_for_some_goes_to_no_other_desk(tmp_path: Path) -> None:
    hidden = TEXT.replace(
        "    by: south\n    to: [north]\n    after", "    visible_to: [south]\n    by: south\n    after"
    )
    with desk_of("south", tmp_path, hidden) as desk:
        assert desk.adopted.log.compartment == "south"
        assert "fuel" in desk.state(NOW).duties
        assert "fuel" not in desk.state(NOW, reader="north").duties


def test_a_record_outlives_the_names_of_its_text(north: Desk) -> None:
    north.record({"kind": "claim", "duty": "halt", "happened": "2026-02-01"}, NOW)
    shorter = TEXT.replace("halt", "seal")
    adopt(north, load(written(north.folder.parent / "new", shorter)), NOW)
    assert "`claim_halt`: `halt` is no duty in force" in north.status(NOW).oddities[0]


# Folders that are no desks, and desks that cannot be opened


def test_a_folder_that_is_no_desk_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordFault) as fault:
        open_desk(tmp_path)
    assert fault.value.finding.id == "not-a-desk"
    assert "reconvene desk new" in fault.value.finding.help


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("reconvene_desk: 2\nprocess: x\nactor: north\nstore: here\n", "desk-of-a-later-version"),
        ("reconvene_desk: 1\nprocess: a b\nactor: north\nstore: here\n", "wrong-value"),
        ("reconvene_desk: 1\nprocess: x\nactor: north\nstroe: here\n", "unknown-key"),
        ("", "not-a-desk"),
        ("- a\n", "not-a-desk"),
        ("reconvene_desk: 1\nprocess: x\nactor: north\nstore: mysql://x/y\n", "unknown-store"),
    ],
)
def test_settings_that_cannot_be_read_are_a_finding_with_the_next_step(tmp_path: Path, text: str, id: str) -> None:
    (tmp_path / "desk.yaml").write_text(text)
    with pytest.raises(RecordFault) as fault:
        open_desk(tmp_path)
    assert fault.value.finding.id == id
    assert fault.value.finding.help


def test_a_desk_is_set_up_in_an_empty_folder_only(tmp_path: Path, north: Desk) -> None:
    about = load(tmp_path / "talks.reconvene.yaml")
    with pytest.raises(RecordFault, match="is a desk already"):
        create_desk(north.folder, about, "north", BEGUN)
    with pytest.raises(RecordFault, match="holds other things"):
        create_desk(tmp_path, about, "north", BEGUN)
    with pytest.raises(RecordFault, match="Nobody in the process is named `norht`") as fault:
        settings_for(about, "norht")
    assert fault.value.finding.help == "did you mean `north`?"


def test_a_desk_that_was_not_finished_is_set_up_again_with_its_key(tmp_path: Path, north: Desk) -> None:
    key = north.key.public.id
    north.close()
    (north.folder / "desk.yaml").unlink()  # as if the machine had stopped just before the end
    with pytest.raises(RecordFault):
        open_desk(north.folder)
    with create_desk(north.folder, load(tmp_path / "talks.reconvene.yaml"), "north", BEGUN) as desk:
        assert desk.key.public.id == key
        assert len(desk.contents.adopted) == 1


def test_a_folder_that_cannot_be_made_is_a_finding(tmp_path: Path) -> None:
    about = load(written(tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordFault) as fault:
        create_desk(tmp_path / "file" / "north", about, "north", BEGUN)
    assert fault.value.finding.id == "desk-unwritable"
    assert fault.value.finding.help


def test_a_desk_may_keep_its_record_in_a_database(tmp_path: Path, postgres: str) -> None:
    about = load(written(tmp_path))
    where = postgres.replace("postgresql://", "postgresql+psycopg://")
    with create_desk(tmp_path / "north", about, settings_for(about, "north", store=where), BEGUN) as desk:
        desk.record(HELD, NOW)
        assert not (desk.folder / "record.sqlite3").exists()
    with open_desk(tmp_path / "north") as desk:
        preview = desk.consider(CLOSED, NOW)
        assert isinstance(preview, Preview) and preview.recordable
        desk.record(preview, NOW)
        assert desk.state(NOW).table.state == "returning"


def test_a_desk_that_is_only_read_does_not_change_by_a_byte(north: Desk) -> None:
    north.record(HELD, NOW)
    north.close()
    before = {path: path.read_bytes() for path in north.folder.rglob("*") if path.is_file()}
    with open_desk(north.folder, writable=False) as desk:
        assert desk.state(NOW).table.state == "active"
        assert overview(desk).events == 1
    assert {path: path.read_bytes() for path in north.folder.rglob("*") if path.is_file()} == before
