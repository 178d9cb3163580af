"""A table as a Parquet file, with its code book inside. It needs the extra `data`."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from reconvene.reports.dataset_files import about
from reconvene.reports.dataset_view import Column, ColumnKind, Dataset, DataTable, Value

try:
    import polars as pl
except ImportError:  # the extra is not installed; whoever asks for a Parquet file is told
    pl = None  # type: ignore[assignment]


class CannotWrite(Exception):
    """No Parquet file can be made on this machine: the message says why, `next_step` what to do."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


def as_parquet(dataset: Dataset, table: DataTable) -> bytes:
    """A table of a dataset: days as dates, lists as lists, what nobody gave as null.

    A day or a number that the record calls `unknown` is null too; the CSV and the JSON keep the word. The metadata
    of the file say under `reconvene` what the dataset is about and what each column means.
    """
    if pl is None:
        raise CannotWrite("a Parquet file needs a package that is not installed.", 'pip install "reconvene[data]"')
    frame = pl.DataFrame(
        {
            column.name: pl.Series([_value(row[place], column) for row in table.rows], dtype=_type(column))
            for place, column in enumerate(table.columns)
        }
    )
    page = io.BytesIO()
    frame.write_parquet(page, metadata={"reconvene": json.dumps(_metadata(dataset, table), ensure_ascii=False)})
    return page.getvalue()


def _type(column: Column) -> Any:
    return {
        ColumnKind.TEXT: pl.String,
        ColumnKind.TEXTS: pl.List(pl.String),
        ColumnKind.DAY: pl.Date,
        ColumnKind.WHOLE: pl.Int64,
        ColumnKind.NUMBER: pl.Float64,
        ColumnKind.YES_NO: pl.Boolean,
    }[column.kind]


def _value(value: Value, column: Column) -> Any:
    match column.kind, value:
        case ColumnKind.DAY, date():
            return value
        case (ColumnKind.WHOLE, int()) | (ColumnKind.YES_NO, bool()):
            return value
        case ColumnKind.NUMBER, Decimal():
            return float(value)
        case ColumnKind.TEXTS, tuple():
            return list(value)
        case ColumnKind.TEXT, str():
            return value
        case _:
            return None


def _metadata(dataset: Dataset, table: DataTable) -> dict[str, Any]:
    columns = {
        column.name: {
            "meaning": column.meaning,
            "unit": column.unit,
            "source": column.source,
            "codes": {code.word: code.meaning for code in column.codes},
        }
        for column in table.columns
    }
    return {**about(dataset), "table": table.name, "a_row_is": table.a_row, "columns": columns}
