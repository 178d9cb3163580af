"""Where words sit: a source text and the stretches of it that a message points at."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


class Location(NamedTuple):
    """A stretch of a file in lines and columns, counted from 1 in code points, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Source:
    """One text as it was read: its name, its characters, and whether a byte order mark stood before them."""

    name: str
    text: str
    marked: bool = field(default=False, compare=False)

    @cached_property
    def line_starts(self) -> array[int]:
        """The offset at which each line begins; lines end at LF, CRLF or a lone CR."""
        starts = array("L", [0])
        starts.extend(match.end() for match in _LINE_END.finditer(self.text))
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1."""
        line = bisect_right(self.line_starts, offset) - 1
        return line + 1, offset - self.line_starts[line] + 1

    def line(self, number: int) -> str:
        """The text of a line, from 1, without its line end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        """The stretch from `start` up to but without `end`, kept within the text."""
        last = len(self.text)
        start = max(0, min(start, last))
        return Span(self, start, max(start, min(end, last)))

    @property
    def head(self) -> Span:
        """The place to point at when the whole text is meant: its first line."""
        return self.span(0, len(self.line(1)))


class Span(NamedTuple):
    """A stretch of a source, by offsets in code points, the end exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.source.text[self.start : self.end]

    @property
    def location(self) -> Location:
        """The stretch in lines and columns."""
        line, column = self.source.position(self.start)
        end_line, end_column = self.source.position(self.end)
        return Location(self.source.name, line, column, end_line, end_column)

    @property
    def place(self) -> str:
        """The file and the line, such as `flows.yaml:28`; empty for what stands in no file."""
        return f"{self.source.name}:{self.location.line}" if self.source.name else ""

    def part(self, start: int, end: int) -> Span:
        """A stretch inside this one, by offsets from its start."""
        return self.source.span(self.start + start, self.start + end)


NOWHERE = Source("", "").head
"""The span of what stands in no file, such as a document made in memory."""
