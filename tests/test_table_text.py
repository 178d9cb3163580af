"""Comma-separated tables: the place of every cell, what no spreadsheet may run, and what cannot be read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconvene.text.span import Source
from reconvene.text.table import BYTE_ORDER_MARK, Table, disarm, read, rearm, write

words = st.text(alphabet=st.sampled_from("ab '\"=+-@,;\t\r\né"), max_size=8)


def table(text: str) -> Table:
    return read(Source("events.csv", text))


def told(found: Table) -> list[tuple[str, tuple[int, int]]]:
    return [(each.id, each.span.location[1:3]) for each in found.findings]


def test_every_cell_has_its_place() -> None:
    found = table('day,what\r\n2019-02-28,"talks, ended ""early"""\r\n')
    assert [cell.text for cell in found.heading] == ["day", "what"]
    (row,) = found.rows
    assert [cell.text for cell in row.cells] == ["2019-02-28", 'talks, ended "early"']
    assert row.cells[1].span.location[1:] == (2, 12, 2, 36)
    assert row.number == 1 and not found.findings


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_the_heading_has(sign: str) -> None:
    found = table(f'a{sign}"b,;;;,"{sign}c\n1{sign}2{sign}3\n')
    assert [cell.text for cell in found.heading] == ["a", "b,;;;,", "c"]


def test_rows_of_another_shape_and_quotes_that_do_not_close_are_told_and_left_out() -> None:
    found = table('a,b\n1,2\n3\n4,5,6\n"x"y,7\n8,9\n"open,1\n10,11\n')
    assert told(found) == [
        ("after-the-quote", (5, 4)),
        ("unclosed-quote", (7, 1)),
        ("row-of-another-shape", (3, 1)),
        ("row-of-another-shape", (4, 1)),
    ]
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["1", "2"], ["8", "9"], ["10", "11"]]
    assert found.misshapen == 4


def test_a_column_named_twice_and_a_table_without_a_heading() -> None:
    assert told(table("a,b,a\n")) == [("column-twice", (1, 5))]
    assert told(table("\n\n")) == [("empty-table", (1, 1))]


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@sum(a1)", "\t=1", "\rx", "'=1", "''@x", "a;=cmd|x", "a,-b"])
def test_no_cell_begins_a_formula_wherever_a_program_splits(cell: str) -> None:
    kept = disarm(cell)
    for sign in ",;\t\r\n":
        assert all(not part or part[0] not in "=+-@" for part in kept.split(sign))
    assert rearm(kept) == cell


def test_what_begins_no_formula_is_written_as_it_is() -> None:
    for cell in ("'twas", "''so''", "2019-02-28", "a = b", "a; -b", "", "5-3"):
        assert disarm(cell) == cell


@given(words)
def test_disarming_loses_nothing(cell: str) -> None:
    assert rearm(disarm(cell)) == cell
    assert disarm(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@given(st.lists(st.lists(words, min_size=3, max_size=3), max_size=5))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    wanted = [row for row in rows if any(row)]
    data = write(["a", "b", "c"], rows).decode("utf-8")
    found = table(data)
    assert not found.findings
    assert [[cell.text for cell in row.cells] for row in found.rows if any(cell.text for cell in row.cells)] == wanted


@given(st.lists(st.lists(st.text(alphabet='ab",\r\n', max_size=5), min_size=2, max_size=2), min_size=1, max_size=4))
def test_the_reader_agrees_with_that_of_python(rows: list[list[str]]) -> None:
    page = io.StringIO()
    csv.writer(page).writerows([["first", "second"], *rows])
    wanted = [row for row in csv.reader(io.StringIO(page.getvalue(), newline="")) if any(row)]
    found = table(page.getvalue())
    rows_read = [[cell.text for cell in row.cells] for row in found.rows]
    assert [row for row in rows_read if any(row)] == wanted[1:] and not found.findings


def test_a_byte_order_mark_is_written_when_it_is_asked_for() -> None:
    assert write(["a"], [["é"]], mark=True).decode("utf-8").startswith(BYTE_ORDER_MARK)
    assert write(["a"], [["é"]]) == "a\r\né\r\n".encode()
