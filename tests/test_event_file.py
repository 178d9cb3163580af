"""Event files: what reads, what does not, and what is said of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reconvene.process.event_file import EventLog, beside, events_in, read_events
from reconvene.process.events import SHELF, Amendment, Correction, SessionHeld
from reconvene.process.shelf import Days, own_slots
from tests.records import document, record

DOCUMENT = document()


def read(*lines: str) -> EventLog:
    body = "\n".join(f"  - {{{line}}}" for line in lines)
    return events_in(f"reconvene_events: 1\nevents:\n{body}\n", DOCUMENT, "events.yaml")


def told(log: EventLog) -> list[tuple[str, str, str]]:
    return [(finding.id, finding.message, finding.help) for finding in log.findings]


def test_an_event_says_when_it_happened_and_when_it_was_recorded() -> None:
    log = read(
        "id: a, kind: session_held, happened: 2030-02-01..2030-02-02, session: first, channel: leaders",
        "id: b, kind: session_closed, happened: 2030-02-02, recorded: 2030-02-05, session: first, outcome: none,"
        " next_date: none",
    )
    assert told(log) == []
    held, closed = log.events
    assert isinstance(held, SessionHeld)
    assert held.happened == Days(date(2030, 2, 1), date(2030, 2, 2))
    assert held.recorded == held.at == date(2030, 2, 2)
    assert (closed.kind, closed.version, closed.recorded) == ("session_closed", "1", date(2030, 2, 5))


@pytest.mark.parametrize(
    ("line", "id", "help"),
    [
        ("id: a, kind: session_helt, happened: 2030-02-01, session: first", "unknown-kind", "`session_held`"),
        ("id: a, version: 2, kind: concluded, happened: 2030-02-01", "unknown-word", "It may be `1`"),
        ("id: a, kind: contact, happened: 2030-02-01, chanel: leaders", "unknown-key", "`channel`"),
        ("id: a, kind: contact, happened: 2030-02-01, channel: leader", "unknown-name", "`leaders`"),
        ("id: a, kind: contact, happened: 2030-02-30, channel: leaders", "wrong-value", "2019-02-28"),
        ("id: a, kind: contact, happened: 2030-02-03..2030-02-01, channel: leaders", "wrong-value", "turn the two"),
        ("id: a, kind: contact, happened: 2030-02-01, recorded: 2030-01-31, channel: leaders",
         "recorded-before-it-happened", "mend one"),
        ("id: a, kind: correction, happened: 2030-02-01, of: b, outcome: none", "unknown-event", "name the `id`"),
        ("id: a, happened: 2030-02-01", "missing-key", "add `kind:`"),
        ("kind: concluded, happened: 2030-02-01", "missing-key", "add `id:`"),
        ("id: a, kind: claim, happened: 2030-02-01, duty: halt, by_party: nort", "unknown-name", "`north`"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_the_next_step(line: str, id: str, help: str) -> None:
    log = read(line)
    assert not log.readable
    found = [finding for finding in log.findings if finding.id == id]
    assert found, told(log)
    assert help in found[0].help
    assert found[0].span.location.file == "events.yaml"
    assert found[0].span.location.line == 3


def test_everything_that_is_wrong_is_told_at_once() -> None:
    log = read(
        "id: a, kind: contact, happened: 2030-02-01, channel: leader",
        "id: a, kind: session_helt, happened: 2030-02-01",
        "id: c, kind: session_accepted, happened: 2030-02-01, session: nowhere, by_party: north",
        "id: a, kind: contact, happened: 2030-02-02, channel: leaders",
    )
    assert {finding.id for finding in log.findings} == {"unknown-name", "unknown-kind", "event-id-twice"}
    (twice,) = [finding for finding in log.findings if finding.id == "event-id-twice"]
    assert "2030-02-01" in twice.message
    assert "2030-02-02" in twice.message
    assert twice.because[0].span is not None


def test_an_event_may_bring_a_name_into_the_record_and_others_may_use_it() -> None:
    log = read(
        "id: a, kind: session_accepted, happened: 2030-02-02, session: first, by_party: north",
        "id: b, kind: session_scheduled, happened: 2030-02-01, session: first, dated: 2030-03-01",
        "id: c, kind: vow_made, happened: 2030-02-01, vow: never_first, by_party: north, forbids: attendance",
        "id: d, kind: vow_released, happened: 2030-02-03, vow: never_first",
    )
    assert told(log) == []


def test_a_correction_is_read_as_what_it_corrects() -> None:
    log = read(
        "id: a, kind: session_held, happened: 2030-02-01, session: first",
        "id: b, kind: correction, happened: 2030-02-03, of: a, absent: [north], says: {happened: 2030-01-31}",
        "id: c, kind: correction, happened: 2030-02-04, of: b, abscent: [north]",
    )
    assert [finding.id for finding in log.findings] == ["unknown-key"]
    found = log.events[1]
    assert isinstance(found, Correction)
    assert found.changes == {"absent": ("north",), "happened": Days(date(2030, 1, 31), date(2030, 1, 31))}


def test_an_amendment_is_read_as_what_it_amends() -> None:
    (found,) = record("id: a, kind: amendment, happened: 2030-02-03, of: halt, within: 60 days of signed", DOCUMENT)
    assert isinstance(found, Amendment)
    assert str(found.changes["within"]) == "60 days of signed"


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "title: A process\n"])
def test_what_is_no_record_is_told(text: str) -> None:
    log = events_in(text, DOCUMENT)
    assert not log.readable
    assert all(finding.help for finding in log.findings)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert [finding.id for finding in read_events(tmp_path / "no.yaml", DOCUMENT).findings] == ["no-such-file"]
    assert beside(DOCUMENT) is None


def test_every_kind_has_a_page_and_every_slot_a_meaning() -> None:
    for kind, cls in SHELF.items():
        assert cls.__doc__, kind
        assert cls.kind == kind
        assert cls.version == "1"
        assert all(found.meaning for found in own_slots(cls).values())
        if cls.introduces is not None:
            assert cls.introduces[1] in cls.slots
