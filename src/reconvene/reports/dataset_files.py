"""A dataset as files: CSV for spreadsheets, JSON, and what a folder of them says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reconvene.document.written import as_line
from reconvene.reports.dataset_view import Column, Dataset, DataTable, Value
from reconvene.text import table as text_table

FORMAT_VERSION = 1
SEPARATOR = "; "
"""What stands between the values of a list in a cell."""


def as_csv(table: DataTable, *, mark: bool = False) -> bytes:
    """A table as CSV (RFC 4180, UTF-8) in which no cell begins a formula; with `mark`, after a byte order mark."""
    rows = ([_cell(value) for value in row] for row in table.rows)
    return text_table.write([column.name for column in table.columns], rows, mark=mark)


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return _joined(value)
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _joined(values: tuple[str, ...]) -> str:
    """A list in one cell: joined, or in brackets where joined it could not be told apart from another list."""
    plain = values and all(value and value == value.strip() and ";" not in value for value in values)
    return SEPARATOR.join(values) if plain and values[0][0] not in "[{" else as_line(values)


def as_json(dataset: Dataset) -> bytes:
    """The dataset as JSON: `{"version": 1, "dataset": {...}}`; a value that nobody gave is null."""
    data = {
        "version": FORMAT_VERSION,
        "dataset": {
            **about(dataset),
            "tables": [
                {
                    "name": table.name,
                    "a_row_is": table.a_row,
                    "columns": [_column(column) for column in table.columns],
                    "rows": [dict(zip((c.name for c in table.columns), row, strict=True)) for row in table.rows],
                }
                for table in dataset.tables
            ],
        },
    }
    return (json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _column(column: Column) -> dict[str, Any]:
    codes = {code.word: code.meaning for code in column.codes}
    return {
        "name": column.name,
        "kind": str(column.kind),
        "unit": column.unit or None,
        "meaning": column.meaning,
        "source": column.source,
        "codes": codes or None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def about(dataset: Dataset) -> dict[str, str | None]:
    """What a dataset is about: the process, its zone, the day, what was known by when, and for whom."""
    return {
        "process": dataset.title,
        "zone": dataset.zone or None,
        "as_of": dataset.as_of.isoformat(),
        "known": dataset.known.isoformat(),
        "reader": dataset.reader or None,
    }


def manifest(dataset: Dataset, files: Mapping[str, bytes], version: str) -> bytes:
    """What is in a folder: what it is about, by which version it was made, and the SHA-256 of each file."""
    listed = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()}
    data = {"version": FORMAT_VERSION, "made_by": f"reconvene {version}", **about(dataset), "files": listed}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
