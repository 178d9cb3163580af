"""Tables for others to compute with, as frozen data: columns that say what they mean, and rows that hide no gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = str | int | bool | Decimal | date | tuple[str, ...] | None
"""What a cell holds; None where nothing was said, which is never written as nought."""


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    TEXTS = "list of texts"
    DAY = "day"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Code:
    """A word that a column may hold, and what it stands for."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its cells are and mean, in which unit, by which codes, and where they come from."""

    name: str
    kind: ColumnKind
    meaning: str
    source: str
    unit: str = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class DataTable:
    """A table: its name (that of its file), what a row is, its columns, and the rows in their order."""

    name: str
    a_row: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Dataset:
    """The tables of a process, and what they are about: as of which day, as known on which, for which reader."""

    title: str
    zone: str
    as_of: date
    known: date
    reader: str
    tables: tuple[DataTable, ...]

    def table(self, name: str) -> DataTable:
        """The table of that name."""
        return next(table for table in self.tables if table.name == name)
