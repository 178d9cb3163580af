"""The code book of a dataset: every column of every table, what its cells are, and every code, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconvene.reports.dataset_view import Column, ColumnKind, DataTable, Value

_SOURCE = "this code book"
COLUMNS = (
    Column("table", ColumnKind.TEXT, "the table", _SOURCE),
    Column("column", ColumnKind.TEXT, "the column of the table", _SOURCE),
    Column("kind", ColumnKind.TEXT, "what its cells are", _SOURCE),
    Column("unit", ColumnKind.TEXT, "in which unit or zone, where it has one", _SOURCE),
    Column("code", ColumnKind.TEXT, "a word that a cell may hold; empty where the row is about the column", _SOURCE),
    Column("meaning", ColumnKind.TEXT, "what the column, or the code, means", _SOURCE),
    Column("source", ColumnKind.TEXT, "where the cells come from", _SOURCE),
)
KINDS = {
    ColumnKind.TEXT: "text",
    ColumnKind.TEXTS: "list of texts; in CSV joined by `; `, or in brackets where one of them holds that sign",
    ColumnKind.DAY: "day, as YYYY-MM-DD; days are days of the process's zone, and no hour is known",
    ColumnKind.WHOLE: "whole number",
    ColumnKind.NUMBER: "number",
    ColumnKind.YES_NO: "yes or no",
}
"""What the cells of each kind look like. An empty cell means that nothing was said; it is never nought."""


def code_book(tables: Iterable[DataTable]) -> DataTable:
    """The code book of some tables, and of itself."""
    listed = tuple(tables)
    own = DataTable("code_book", "a column of a table, or a code of a column", COLUMNS, ())
    rows = tuple(row for table in (*listed, own) for column in table.columns for row in _rows(table.name, column))
    return DataTable(own.name, own.a_row, COLUMNS, rows)


def _rows(table: str, column: Column) -> Iterator[tuple[Value, ...]]:
    yield table, column.name, KINDS[column.kind], column.unit or None, None, column.meaning, column.source
    for code in column.codes:
        yield table, column.name, None, None, code.word, code.meaning, None
