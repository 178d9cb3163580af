"""The tables that others compute with: what is in them, what is not, and the files they are written to."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from icalendar import Calendar

from reconvene import dataset, load
from reconvene.process.events import SHELF
from reconvene.process.fold import fold
from reconvene.process.shelf import own_slots
from reconvene.reports import parquet
from reconvene.reports.dataset import dataset_of
from reconvene.reports.dataset_files import as_csv, as_json
from reconvene.reports.dataset_view import ColumnKind, Dataset, Value
from reconvene.reports.implementation import REASONS
from reconvene.reports.standing import status_view
from reconvene.reports.status_calendar import render_status_calendar
from tests.command import reconvene as run
from tests.records import TALKS, WAY_BACK, day, document, record
from tests.test_fold import days, records

LAST = date(2031, 6, 30)


def made(text: str, on: date = LAST, reader: str | None = None, about: str = TALKS + WAY_BACK) -> Dataset:
    found = document(about)
    events = record(text, found)
    return dataset_of(fold(found, events, on, reader=reader), events)


def rows(found: Dataset, table: str) -> list[dict[str, Value]]:
    shown = found.table(table)
    return [dict(zip((column.name for column in shown.columns), row, strict=True)) for row in shown.rows]


def coded(text: str, duty: str, year: int = 2030, on: date = LAST) -> dict[str, Any]:
    found = [row for row in rows(made(text, on), "implementation") if (row["obligation"], row["year"]) == (duty, year)]
    return dict(found[0])


# Events


def test_an_event_is_a_row_with_its_days_and_lists_and_what_nobody_said_is_empty() -> None:
    [row] = rows(
        made("id: a, kind: session_held, happened: 2030-02-01..2030-02-02, session: one, absent: [south]"), "events"
    )
    assert (row["id"], row["kind"], row["happened_first"], row["happened_last"]) == (
        "a", "session_held", date(2030, 2, 1), date(2030, 2, 2)
    )  # fmt: skip
    assert row["absent"] == ("south",) and row["attendance"] is None and row["confidence"] is None


def test_there_is_a_column_for_everything_that_any_event_may_say() -> None:
    names = {column.name for column in made("").table("events").columns}
    assert {key for cls in SHELF.values() for key in own_slots(cls)} <= names


def test_a_correction_says_what_it_changes_and_what_it_corrects_says_by_which() -> None:
    first, second = rows(
        made(
            """
            id: a, kind: session_held, happened: 2030-02-01, session: one
            id: b, kind: correction, happened: 2030-02-05, of: a, level: leader, says: {happened: 2030-02-03}
            """
        ),
        "events",
    )
    assert first["corrected_by"] == ("b",) and first["happened_last"] == date(2030, 2, 1)
    assert second["says"] == "{level: leader, happened: 2030-02-03}"


def test_what_a_reader_may_not_see_changes_no_byte() -> None:
    told = "id: a, kind: claim, happened: 2030-02-01, duty: halt, by_party: north"
    more = f"{told}\nid: b, kind: vow_made, happened: 2030-02-01, vow: never, by_party: north, visible_to: [north]"
    assert as_json(made(told, reader="south")) == as_json(made(more, reader="south"))
    assert as_json(made(told)) != as_json(made(more))


# How far each duty was carried out

CLAIMED = "id: c, kind: claim, happened: 2030-02-01, duty: halt, by_party: north"
CONFIRMED = (
    f"{CLAIMED}\nid: v, kind: verified, happened: 2030-02-08, duty: halt, finding: confirms, items: [seals, photos]"
)
DECIDED = "id: d, kind: determined, happened: 2030-03-08, duty: halt, body: commission, finding: {}"
BEGUN = CONFIRMED  # fuel is owed after halt is verified
FUEL = f"""{BEGUN}
id: f, kind: claim, happened: 2030-02-20, duty: fuel, by_party: south, amount: 400 tons
id: g, kind: verified, happened: 2030-02-22, duty: fuel, finding: confirms, amount: {{}} tons"""


@pytest.mark.parametrize(
    ("said", "duty", "code", "ends", "basis", "reason", "claimed"),
    [
        ("", "fuel", None, (None, None), None, "not_yet_owed", None),
        ("", "halt", None, (0, 3), None, "missed_unsaid", None),
        (CLAIMED, "halt", None, (0, 3), None, "unconfirmed", 3),
        (CONFIRMED, "halt", 3, (3, 3), "verifier", None, 3),
        (f"{CLAIMED}\nid: d, kind: disputed, happened: 2030-02-09, duty: halt, by_party: south", "halt",
         None, (0, 3), None, "contested", 3),
        ("id: d, kind: disputed, happened: 2030-02-19, duty: halt, by_party: south", "halt",
         0, (0, 0), "beneficiaries", None, None),
        (f"{CLAIMED}\nid: v, kind: verified, happened: 2030-02-08, duty: halt, finding: contradicts", "halt",
         None, (0, 2), None, "partly_reported", 3),
        (DECIDED.format("breach_material"), "halt",
         None, (0, 2), None, "breach_determined", None),
        (DECIDED.format("performed"), "halt",
         3, (3, 3), "competent_body", None, None),
        (DECIDED.format("excused"), "halt",
         None, (None, None), None, "excused", None),
        ("", "quiet", None, (0, 3), None, "unreported", None),
        ("id: v, kind: verified, happened: 2030-05-08, duty: quiet, finding: confirms", "quiet",
         3, (3, 3), "verifier", None, None),
        (f"{BEGUN}\nid: f, kind: claim, happened: 2030-02-20, duty: fuel, by_party: south, amount: 400 tons", "fuel",
         None, (0, 3), None, "missed_unsaid", 1),
        *[(FUEL.format(amount), "fuel", code, ends, basis, reason, 1)
          for amount, code, ends, basis, reason in [
              ("0", 0, (0, 3), "verifier", None), ("400", 1, (1, 3), "verifier", None),
              ("500", 2, (2, 3), "verifier", None), ("999", 2, (2, 3), "verifier", None),
              ("1000", 3, (3, 3), "verifier", None), ("400..600", None, (1, 3), None, "partly_reported")]],
    ],
)  # fmt: skip
def test_a_code_needs_the_word_of_another_than_the_debtor(
    said: str, duty: str, code: int | None, ends: tuple[Any, Any], basis: str | None, reason: str | None, claimed: Any
) -> None:
    row = coded(said, duty)
    assert (row["code"], (row["lowest"], row["highest"]), row["basis"]) == (code, ends, basis)
    assert row["reason"] == ((reason,) if reason else None)
    assert row["claimed_code"] == claimed


def test_a_year_ends_with_what_was_so_then() -> None:
    late = (
        f"{CLAIMED}\nid: v, kind: verified, happened: 2031-02-08, duty: halt, finding: confirms, items: [seals, photos]"
    )
    assert coded(late, "halt", 2030)["reason"] == ("unconfirmed",)
    assert coded(late, "halt", 2031)["code"] == 3
    assert coded(late, "halt", 2031)["as_of"] == LAST


def test_periods_of_a_year_are_coded_together_and_each_debtor_for_itself() -> None:
    accepted = "\n".join(
        f"id: r{n}, kind: claim, happened: {start}, duty: report, by_party: north, period: {start}\n"
        f"id: a{n}, kind: verified, happened: {start}, duty: report, debtor: north, finding: confirms, period: {start}"
        for n, start in enumerate(("2030-02-01", "2030-03-03"))
    )
    found = [row for row in rows(made(accepted, day("03-20")), "implementation") if row["obligation"] == "report"]
    assert {row["debtor"] for row in found} == {"north", "south"}
    north = next(row for row in found if row["debtor"] == "north")
    assert (north["code"], north["phases"]) == (3, ("verified",))
    south = next(row for row in found if row["debtor"] == "south")
    assert south["code"] is None and south["reason"] == ("missed_unsaid",)


@given(events=records(), now=days)
@settings(max_examples=15, deadline=None)
def test_a_code_lies_between_its_ends_and_is_never_made_of_silence(events: list[Any], now: date) -> None:
    found = document()
    for row in rows(dataset_of(fold(found, events, now), events), "implementation"):
        code, lowest, highest = row["code"], row["lowest"], row["highest"]
        assert (code is None) == (row["reason"] is not None) == (row["basis"] is None)
        if code is not None:
            assert isinstance(code, int) and isinstance(lowest, int) and isinstance(highest, int)
            assert 0 <= lowest <= code <= highest <= 3
        else:
            assert isinstance(row["reason"], tuple) and set(row["reason"]) <= set(REASONS)
        if not events:
            assert code is None


# The code book


def test_the_code_book_explains_every_column_and_every_word_that_a_cell_holds() -> None:
    found = dataset(load("case:hanoi"), date(2019, 12, 31))
    book = rows(found, "code_book")
    for table in found.tables:
        for place, column in enumerate(table.columns):
            [about] = [
                row for row in book if (row["table"], row["column"], row["code"]) == (table.name, column.name, None)
            ]
            assert about["meaning"] and about["source"] and about["kind"]
            if column.codes:
                cells = [row[place] for row in table.rows]
                words = {str(word) for cell in cells for word in (cell if isinstance(cell, tuple) else (cell,))}
                known = {row["code"] for row in book if (row["table"], row["column"]) == (table.name, column.name)}
                assert words - {"None"} <= known


# Files


def test_a_table_is_written_without_a_cell_that_begins_a_formula() -> None:
    found = made('id: a, kind: statement, happened: 2030-02-01, by_party: north, what: other, text: "=cmd|x, -1"')
    [row] = csv.DictReader(io.StringIO(as_csv(found.table("events")).decode(), newline=""))
    assert row["text"] == "'=cmd|x, -1" and row["happened_first"] == "2030-02-01"


def test_parquet_has_days_as_days_lists_as_lists_gaps_as_null_and_the_code_book_inside() -> None:
    polars = pytest.importorskip("polars")
    found = made("id: a, kind: session_held, happened: 2030-02-01, session: one, absent: [south]")
    data = parquet.as_parquet(found, found.table("events"))
    [row] = polars.read_parquet(io.BytesIO(data)).to_dicts()
    assert row["happened_first"] == date(2030, 2, 1) and row["absent"] == ["south"] and row["by"] is None
    told = json.loads(polars.read_parquet_metadata(io.BytesIO(data))["reconvene"])
    assert told["columns"]["kind"]["codes"]["session_held"].startswith("A session took place")
    for table in found.tables:
        assert polars.read_parquet(io.BytesIO(parquet.as_parquet(found, table))).height == len(table.rows)


def test_without_the_extra_parquet_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "pl", None)
    found = made("")
    with pytest.raises(parquet.CannotWrite) as refused:
        parquet.as_parquet(found, found.table("events"))
    assert refused.value.next_step == 'pip install "reconvene[data]"'


def test_json_has_null_for_what_nobody_gave() -> None:
    found = json.loads(as_json(made("id: a, kind: concluded, happened: 2030-02-01")))
    assert found["version"] == 1 and found["dataset"]["zone"] == "Europe/Stockholm"
    events, obligations, *_ = found["dataset"]["tables"]
    assert events["rows"][0]["confidence"] is None
    fuel = next(row for row in obligations["rows"] if row["obligation"] == "fuel")
    assert (fuel["promised_low"], fuel["unit"], fuel["claimed_low"]) == (1000, "tons", None)


# The calendar of the state

ASIDE = (
    "id: s, kind: session_scheduled, happened: 2030-01-12, session: one, channel: envoys, dated: {}, "
    "accepted_by: [north, south]"
)


def entries(text: str, on: str) -> dict[str, Any]:
    found = document()
    data = render_status_calendar(status_view(fold(found, record(text, found), day(on))))
    return {str(event["UID"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_an_entry_of_the_calendar_keeps_its_identity_when_its_day_moves() -> None:
    before, after = entries(ASIDE.format("2030-02-03"), "01-20"), entries(ASIDE.format("2030-02-05"), "01-21")
    moved = [uid for uid in before if str(before[uid]["SUMMARY"]) == "session: one"]
    assert [before[uid]["DTSTART"].dt for uid in moved] == [day("02-03")]
    assert [after[uid]["DTSTART"].dt for uid in moved] == [day("02-05")]
    assert after[moved[0]]["STATUS"] == "CONFIRMED"
    both = [uid for uid in before if uid in after]
    assert {str(before[uid]["SUMMARY"]) for uid in both} == {str(after[uid]["SUMMARY"]) for uid in both}


def test_what_comes_only_if_nothing_happens_is_tentative() -> None:
    found = entries("id: h, kind: session_held, happened: 2030-01-05, session: one, channel: envoys", "01-10").values()
    stall = next(each for each in found if "stalled" in str(each["SUMMARY"]))
    assert stall["STATUS"] == "TENTATIVE" and "If nothing happens" in str(stall["DESCRIPTION"])


# The verb


def test_the_verb_writes_a_folder_that_says_what_is_in_it_and_replaces_only_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = run("dataset", "case:hanoi", "--as", "csv,pam", "--as", "ics,json", "--bom", "-o", folder)
    assert done.code == 0, done.err
    told = json.loads((folder / "manifest.json").read_text())
    assert set(told["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert (folder / "events.csv").read_bytes().startswith(b"\xef\xbb\xbfid,kind,")
    assert run("dataset", "case:hanoi", "-o", folder).code == 0
    assert {path.name for path in folder.iterdir()} == {
        "events.csv",
        "obligations.csv",
        "code_book.csv",
        "manifest.json",
    }
    (folder / "events.csv").write_text("mine")
    refused = run("dataset", "case:hanoi", "-o", folder)
    assert refused.code == 2 and "is not as an earlier run wrote it" in refused.err
    assert (folder / "events.csv").read_text() == "mine"


def test_one_file_goes_to_the_screen_and_several_need_a_folder() -> None:
    assert run("dataset", "case:hanoi", "--as", "ics").out.startswith("BEGIN:VCALENDAR")
    assert "name a folder" in run("dataset", "case:hanoi").err
    assert "did you mean `csv`" in run("dataset", "case:hanoi", "--as", "cvs").err


def test_every_kind_of_cell_is_explained() -> None:
    from reconvene.reports.code_book import KINDS

    assert set(KINDS) == set(ColumnKind)


# What is not for a reader


@given(events=records(), hidden=records(), now=days)
@settings(max_examples=25, deadline=None)
def test_what_a_reader_may_not_see_changes_no_byte_of_their_tables_and_feed(
    events: list[Any], hidden: list[Any], now: date
) -> None:
    found = document()
    secret = [event.changed(id=f"hidden_{event.id}", visible_to=("north",)) for event in hidden]

    def given_to_south(events: list[Any]) -> list[bytes]:
        state = fold(found, events, now, reader="south")
        tables = dataset_of(state, events)
        feed = render_status_calendar(status_view(state))
        return [*(as_csv(table) for table in tables.tables), as_json(tables), feed]

    assert given_to_south([*events, *secret]) == given_to_south(events)
