"""Comma-separated tables (RFC 4180): read with the place of every cell, and written so that no spreadsheet runs them.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and a formula can send the sheet to a
stranger (CWE-1236). Such a cell is written with an apostrophe before it, also where a program that splits at another
sign than the comma would see a cell begin. Reading takes the apostrophe away again, so that what is written is read
back unharmed, whatever it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reconvene.text.finding import Finding, Findings, Reason, problem, shorten
from reconvene.text.span import Source, Span

DELIMITERS = (",", ";", "\t")
"""What may stand between cells, by preference."""
BYTE_ORDER_MARK = "\ufeff"

_RUNS_AT_START = re.compile(r"\A(?='*[=+\-@\t\r])")
_RUNS_LATER = re.compile(r"(?<=[,;\t\r\n])(?='*[=+\-@])")
_KEPT_AT_START = re.compile(r"\A'(?='*[=+\-@\t\r])")
_KEPT_LATER = re.compile(r"(?<=[,;\t\r\n])'(?='*[=+\-@])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it says, and where it stands, its quotes included."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row of as many cells as the table has columns; `number` counts from 1, the heading left out."""

    number: int
    cells: tuple[Cell, ...]
    span: Span


@dataclass(frozen=True)
class Table:
    """A table as read: its heading, the rows that have its shape, and what is wrong, rows of another shape among it.

    `misshapen` counts the rows that were left out because they have not the shape of the heading.
    """

    source: Source
    heading: tuple[Cell, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    misshapen: int = 0


def disarm(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return _RUNS_AT_START.sub("'", _RUNS_LATER.sub("'", text))


def rearm(text: str) -> str:
    """What `disarm` was given."""
    return _KEPT_LATER.sub("", _KEPT_AT_START.sub("", text))


def write(heading: Sequence[str], rows: Iterable[Sequence[str]], *, mark: bool = False) -> bytes:
    """A table in UTF-8, its lines ended by CRLF; with `mark`, a byte order mark tells a spreadsheet the encoding."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([disarm(name) for name in heading])
    writer.writerows([disarm(text) for text in row] for row in rows)
    return ((BYTE_ORDER_MARK if mark else "") + page.getvalue()).encode("utf-8")


def read(source: Source, delimiter: str | None = None) -> Table:
    """The table that a text is. Without a delimiter, it is the sign of `DELIMITERS` that the heading has most of."""
    scanner = _Scanner(source, delimiter or _delimiter_of(source.line(1)))
    lines = [line for line in scanner.lines() if any(cell.span.text for cell in line)]
    found = scanner.findings
    if not lines:
        found.add(
            problem(
                "empty-table",
                source.head,
                "The table has no heading.",
                "its first line must name its columns, such as `id,kind,happened_first`",
            )
        )
        return Table(source, (), (), tuple(found.listed()))
    heading, *rest = lines
    _find_doubles(heading, found)
    rows: list[Row] = []
    misshapen = 0
    for number, cells in enumerate(rest, 1):
        span = source.span(cells[0].span.start, cells[-1].span.end)
        if len(cells) != len(heading):
            misshapen += 1
            _report_shape(number, len(cells), len(heading), span, found)
        elif any(cell.span.start in scanner.broken for cell in cells):
            misshapen += 1
        else:
            rows.append(Row(number, tuple(cells), span))
    return Table(source, tuple(heading), tuple(rows), tuple(found.listed()), misshapen)


def _delimiter_of(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)


def _find_doubles(heading: Sequence[Cell], found: Findings) -> None:
    first: dict[str, Cell] = {}
    for cell in heading:
        other = first.setdefault(cell.text, cell)
        if other is not cell:
            found.add(
                problem(
                    "column-twice",
                    cell.span,
                    f"Two columns are named `{shorten(cell.text)}`.",
                    "rename one of them",
                    Reason("the first", other.span),
                )
            )


def _report_shape(number: int, has: int, wanted: int, span: Span, found: Findings) -> None:
    found.add(
        problem(
            "row-of-another-shape",
            span,
            f"Row {number} has {has} {'cell' if has == 1 else 'cells'}, and the heading has {wanted}.",
            "quote a cell that has the delimiter or a line end in it, or add the cells that are missing",
        )
    )


class _Scanner:
    """Goes through a text once; `broken` holds the beginnings of cells that a finding says cannot be read."""

    def __init__(self, source: Source, delimiter: str) -> None:
        self.source = source
        self.findings = Findings()
        self.broken: set[int] = set()
        sign = re.escape(delimiter)
        self._bare = re.compile(rf"[^{sign}\r\n]*")
        self._quoted = re.compile(r'"((?:[^"]|"")*)"')
        self._delimiter = delimiter

    def lines(self) -> Iterable[list[Cell]]:
        """The cells of each line, one after the other."""
        text, at = self.source.text, 0
        while at < len(text):
            line: list[Cell] = []
            while True:
                cell = self._cell(at)
                line.append(cell)
                at = cell.span.end
                if text[at : at + 1] != self._delimiter:
                    break
                at += 1
            at += 2 if text.startswith("\r\n", at) else 1
            yield line

    def _cell(self, start: int) -> Cell:
        text = self.source.text
        if not text.startswith('"', start):
            found = self._bare.match(text, start)
            assert found is not None  # it matches nothing at all, too
            return Cell(rearm(found.group()), self.source.span(start, found.end()))
        found = self._quoted.match(text, start)
        if found is None:
            return self._unclosed(start)
        end = self._end(found.end())
        span = self.source.span(start, end)
        if end > found.end():
            self.broken.add(start)
            self.findings.add(
                problem(
                    "after-the-quote",
                    self.source.span(found.end(), end),
                    f"`{shorten(text[found.end() : end])}` follows the closing quote of a cell.",
                    'inside a quoted cell a quote is written twice: `"he said ""no"""`',
                )
            )
        return Cell(rearm(found.group(1).replace('""', '"')), span)

    def _end(self, at: int) -> int:
        found = self._bare.match(self.source.text, at)
        assert found is not None  # it matches nothing at all, too
        return found.end()

    def _unclosed(self, start: int) -> Cell:
        """A quote that nothing closes takes the line it stands on, and no more."""
        end = self._end(start)
        self.broken.add(start)
        self.findings.add(
            problem(
                "unclosed-quote",
                self.source.span(start, end),
                "A cell begins with a quote, and nothing closes it.",
                "close the quote at the end of the cell, or remove it",
            )
        )
        return Cell(self.source.text[start:end], self.source.span(start, end))
