"""Events from tables: there and back with nothing lost, the tables of others by a mapping, rows that do not fit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from reconvene import load
from reconvene.document.load import Document
from reconvene.following import events_of
from reconvene.process.event_file import events_in
from reconvene.process.fold import fold
from reconvene.process.shelf import Event
from reconvene.process.table_mapping import ReadMapping, mapping_in
from reconvene.process.transcript import Transcript, as_event_file, transcribe
from reconvene.reports.dataset_events import events_table
from reconvene.reports.dataset_files import as_csv
from reconvene.text.span import Source
from tests.command import reconvene as run
from tests.records import TALKS, WAY_BACK, document, record
from tests.test_fold import days, records, seen

NAMED = "sessions: {one: {}, two: {}, three: {}, four: {}}\nvows: {never: {by: north}, always: {by: south}}\n"
DOCUMENT = document(TALKS + WAY_BACK + NAMED)
LAST = date(2031, 1, 1)


def as_table(about: Document, events: Any, known: date = LAST) -> str:
    return as_csv(events_table(fold(about, events, LAST, known=known), events)).decode()


def mapping(text: str) -> ReadMapping:
    return mapping_in(Source("mapping.yaml", f"reconvene_mapping: 1\n{text}"))


def taken(table: str, by: str | None = None, about: Document = DOCUMENT) -> Transcript:
    read = mapping(by) if by is not None else None
    assert read is None or read.readable, [finding.message for finding in read.findings]
    return transcribe(Source("table.csv", table), about, read.mapping if read is not None else None)


def told(found: Transcript) -> list[tuple[str, int]]:
    return [(finding.id, finding.span.location.line) for finding in found.findings]


# There and back


def same(about: Document, events: tuple[Event, ...], now: date) -> None:
    """A record through a table and through an event file made of it leaves the same state."""
    found = taken(as_table(about, events), about=about)
    assert not found.findings and not found.unfit and len(found.events) == len(events)
    before = seen(fold(about, events, now))
    assert seen(fold(about, found.events, now)) == before
    log = events_in(as_event_file(found), about)
    assert log.readable, [finding.message for finding in log.findings]
    assert seen(fold(about, log.events, now)) == before


@given(events=records(), now=days)
@settings(max_examples=25, deadline=None)
def test_a_record_goes_through_a_table_and_back_with_the_same_state(events: list[Event], now: date) -> None:
    same(DOCUMENT, tuple(events), now)


def test_the_record_of_hanoi_goes_through_a_table_and_back_whole() -> None:
    about = load("case:hanoi")
    log = events_in((Path(about.file).parent / "events.yaml").read_text(encoding="utf-8"), about)
    same(about, log.events, date(2019, 12, 31))
    back = taken(as_table(about, log.events), about=about)
    for before, after in zip(sorted(log.events, key=lambda each: each.order), back.events, strict=True):
        for key in {*type(before).declared, "changes"} - {"says"}:
            assert getattr(before, key, None) == getattr(after, key, None)


def test_corrections_amendments_amounts_and_formulas_come_back() -> None:
    events = record(
        """
        id: a, kind: session_held, happened: 2030-02-01..2030-02-03, session: one, attendance: [], text: "=1; \\"no\\""
        id: b, kind: correction, happened: 2030-02-05, of: a, level: leader, says: {happened: 2030-02-02, text: "-"}
        id: c, kind: amendment, happened: 2030-02-06, of: halt, within: 40 days of signed, says: {by: south}
        id: d, kind: claim, happened: 2030-02-20, duty: fuel, amount: {value: 300..400 tons, source: unverified}
        id: e, kind: suspended, happened: 2030-02-21, by_party: north, until_fact: fuel.verified
        id: f, kind: correction, happened: 2030-02-22, of: d, withdrawn: yes, text: "'=2"
        """,
        DOCUMENT,
    )
    same(DOCUMENT, events, date(2030, 3, 1))
    back = taken(as_table(DOCUMENT, events)).events
    assert [event.text for event in back] == ['=1; "no"', None, None, None, None, "'=2"]
    assert back[0].attendance == ()  # type: ignore[attr-defined]
    assert back[1].changes == events[1].changes  # type: ignore[attr-defined]


# Somebody else's table

THEIRS = """\
No;Day;What;Who;Notes;Longitude
1;28.02.2019;Meeting;N;"talks; ended early";1
2;01.03.2019;Missile;N;;2
3;02.03.2019;Leader article;S;ours;3
"""
MEANS = """\
columns:
  No: {to: id, values: {1: first, 2: second, 3: third}}
  Day: {to: happened, format: "%d.%m.%Y"}
  What:
    to: kind
    values:
      Meeting: {kind: session_held, session: one}
      Missile: {kind: provocation, act: weapons_test}
      Leader article: leave_out
  Who: {to: by_party, values: {N: north, S: south}}
  Notes: text
  Longitude: ignore
always: {confidence: medium}
"""


def test_a_mapping_says_what_columns_and_words_mean_and_which_rows_are_not_wanted() -> None:
    found = taken(THEIRS.replace("1;28.02.2019;Meeting;N", "1;28.02.2019;Meeting;"), MEANS)
    assert told(found) == []
    held, provoked = found.events
    assert (held.id, held.kind, held.at, held.text) == (
        "first",
        "session_held",
        date(2019, 2, 28),
        "talks; ended early",
    )
    assert (provoked.by_party, provoked.act) == ("north", "weapons_test")  # type: ignore[attr-defined]
    assert held.confidence == provoked.confidence == "medium"
    assert found.left_out == (4,) and found.unfit == ()


def test_what_a_kind_does_not_say_is_told_at_its_cell_unless_the_column_is_about_other_kinds() -> None:
    found = taken(THEIRS, MEANS)
    [finding] = found.findings
    assert finding.id == "unknown-key" and finding.span.location[1:3] == (2, 22)
    assert found.unfit == (2,) and [event.id for event in found.events] == ["second"]
    found = taken(THEIRS, MEANS.replace("{to: by_party,", "{to: by_party, kinds: provocation,"))
    assert not found.findings and [event.id for event in found.events] == ["first", "second"]


def test_ids_are_made_of_the_number_of_the_row_where_no_column_gives_them() -> None:
    found = taken(
        "kind,happened\nconcluded,2030-02-01\n", "id_prefix: csis\ncolumns: {kind: kind, happened: happened}\n"
    )
    assert [event.id for event in found.events] == ["csis_1"]


@pytest.mark.parametrize(
    ("cell", "more", "wanted"),
    [
        ("2030-02-01T23:30:00Z", "", date(2030, 2, 2)),  # in Stockholm it is half past midnight
        ("2030-02-01T23:30:00-05:00", "", date(2030, 2, 2)),
        ("2030-02-01 23:30", "zone: America/New_York\n", date(2030, 2, 2)),
        ("2030-02-01 23:30", "zone: Asia/Seoul\n", date(2030, 2, 1)),
        ("2030-02-01", "zone: Asia/Seoul\n", date(2030, 2, 1)),  # a day has no hour, and stays the day it is
        ("2030-02-01..2030-02-03", "", date(2030, 2, 3)),
    ],
)
def test_an_hour_becomes_a_day_in_the_zone_of_the_process(cell: str, more: str, wanted: date) -> None:
    by = f"{more}id_prefix: x\ncolumns: {{kind: kind, when: happened}}\n"
    [event] = taken(f"kind,when\nconcluded,{cell}\n", by).events
    assert event.at == wanted


# Rows that do not fit

WRONG = """\
id,kind,happened_first,session,channel,outcome,of
a,session_held,2030-02-01,one,leaders,,
b,session_helt,2030-02-01,one,,,
c,session_held,2030-02-30,two,,,
a,session_held,2030-02-02,three,,,
d,session_held,2030-02-03,four,leader,,
e,session_closed,2030-02-03,four,,none,
f,session_held,2030-02-03,four,leader,,
g,correction,2030-02-09,,,,b
h,session_held,2030-02-03
i,correction,2030-02-09,,leaders,,a
j,contact,2030-02-09,,,,
"""


def test_every_row_that_does_not_fit_is_told_with_its_place_all_at_once() -> None:
    found = taken(WRONG)
    assert sorted(told(found), key=lambda each: (each[1], each[0])) == [
        ("unknown-kind", 3), ("wrong-value", 4), ("event-id-twice", 5), ("unknown-name", 6), ("unknown-name", 8),
        ("unknown-event", 9), ("row-of-another-shape", 10), ("missing-key", 12),
    ]  # fmt: skip
    assert found.unfit == (3, 4, 5, 6, 8, 9, 10, 12)
    assert [event.id for event in found.events] == ["a", "e", "i"]


def test_a_row_that_stands_on_one_that_does_not_fit_does_not_fit_either() -> None:
    found = taken("id,kind,happened,of,session\na,session_held,2030-13-01,,one\nb,correction,2030-02-01,a,\n")
    assert told(found) == [("wrong-value", 2), ("unknown-event", 3)] and not found.events


def test_all_rows_with_one_wrong_name_are_told() -> None:
    rows = "".join(f"e{n},contact,2030-02-01,leader\n" for n in range(1500))
    found = taken(f"id,kind,happened,channel\n{rows}ok,contact,2030-02-01,leaders\n")
    assert len(found.unfit) == 1500 == len(found.findings) and [event.id for event in found.events] == ["ok"]


def test_what_the_mapping_has_wrong_is_told_once_and_spoils_every_row_it_touches() -> None:
    by = "id_prefix: x\ncolumns: {when: happened, what: {to: kind, values: {M: session_helt, C: concluded}}}\n"
    found = taken("what,when\nM,2030-02-01\nC,2030-02-02\nM,2030-02-03\nX,2030-02-03\n", by)
    assert [(finding.id, finding.span.source.name) for finding in found.findings] == [
        ("word-not-in-the-mapping", "table.csv"), ("unknown-kind", "mapping.yaml")
    ]  # fmt: skip
    assert found.unfit == (2, 4, 5) and len(found.events) == 1


@pytest.mark.parametrize(
    ("table", "by", "id"),
    [
        ("when\n2030-02-01\n", None, "table-without-events"),
        ("when\n2030-02-01\n", "columns: {wen: happened}", "no-such-column"),
        ("when\n2030-02-01\n", "columns: {when: happened}", "mapping-without"),
        ("", None, "empty-table"),
    ],
)
def test_a_table_that_cannot_be_read_as_events_at_all(table: str, by: str | None, id: str) -> None:
    found = taken(table, by)
    assert not found.usable and id in {finding.id for finding in found.findings} and not found.events


def test_a_column_of_which_nothing_is_taken_is_told() -> None:
    found = taken("id,kind,happened,weather\na,concluded,2030-02-01,rain\n")
    assert told(found) == [("column-not-taken", 1)] and len(found.events) == 1


@pytest.mark.parametrize(
    ("by", "id"),
    [
        ("columns: {a: hapened}", "unknown-word"),
        ("columns: {a: happened, b: happened}", "two-columns-for-one"),
        ("columns: {a: {to: happened, format: dd/mm/yyyy}}", "wrong-value"),
        ("columns: {a: happened}\nzone: Seoul", "wrong-value"),
        ("columns: {a: happened}\nalways: {confidense: low}", "unknown-word"),
        ("colums: {a: happened}", "unknown-key"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told(by: str, id: str) -> None:
    found = mapping(by)
    assert not found.readable and id in {finding.id for finding in found.findings}


# The page


def test_the_example_of_the_page_fits() -> None:
    page = (Path(__file__).parent.parent / "docs" / "data.md").read_text(encoding="utf-8")
    [table] = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    [means] = re.findall(r"```yaml\nreconvene_mapping: 1\n(.*?)```", page, re.DOTALL)
    found = taken(table, means, load("case:hanoi"))
    assert told(found) == [] and found.left_out == (4,)
    assert [(event.id, event.kind, str(event.at)) for event in found.events] == [
        ("chronology_1", "session_held", "2019-02-28"), ("chronology_2", "provocation", "2019-05-09")
    ]  # fmt: skip


# The verb


def test_the_verb_tells_what_fits_and_writes_it_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "theirs.csv").write_text(THEIRS)
    (tmp_path / "means.yaml").write_text("reconvene_mapping: 1\n" + MEANS)
    (tmp_path / "p.yaml").write_text("reconvene: 1\ntitle: T\nparties: {north: {}, south: {}}\n")
    words = ("transcribe", "p.yaml", "theirs.csv", "--mapping", "means.yaml")
    seen_first = run(*words, cwd=tmp_path)
    assert seen_first.code == 1 and "theirs.csv:2:22" in seen_first.err + seen_first.out
    assert "1 row fits, 1 does not (line 2), 1 is left out (line 4)" in seen_first.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["means.yaml", "p.yaml", "theirs.csv"]
    assert run(*words, "-o", "events.yaml", cwd=tmp_path).code == 1
    status = run("status", "p.yaml", "--events", "events.yaml", "--as-of", "2019-03-02", cwd=tmp_path)
    assert status.code == 0, status.err
    again = run(*words, "-o", "events.yaml", cwd=tmp_path)
    assert again.code == 2 and "is there already" in again.err


def test_what_the_dataset_of_hanoi_holds_can_be_transcribed(tmp_path: Path) -> None:
    run("dataset", "case:hanoi", "--known", "2019-12-31", "--bom", "-o", tmp_path / "data")
    words = ("transcribe", "case:hanoi", tmp_path / "data" / "events.csv")
    done = run(*words, "-o", tmp_path / "events.yaml")
    log = events_of(load("case:hanoi"))
    assert log is not None
    count = len(log.events)
    assert done.code == 0 and f"All {count} rows fit" in done.out and done.err == ""
    assert f'"fits": {count}' in run(*words, "--format", "json").out
    assert (tmp_path / "events.yaml").read_text(encoding="utf-8").count("- id: ") == count
