"""The files of a process as a page shows them: numbered lines, the words that findings mean marked and linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from reconvene.cases.shelf import short_name
from reconvene.document.kinds import Item
from reconvene.document.load import Document
from reconvene.document.shape import Record, attribute, slots_of
from reconvene.text.span import Source, Span
from reconvene.text.yaml import Mapping, Node, Sequence

_LONGEST_LINE = 2000
_EXCERPT = 5


@dataclass(frozen=True)
class Mark:
    """A stretch of a file that a finding means, and how the page names that finding."""

    span: Span
    number: int
    anchor: str
    kind: str
    word: str


@dataclass(frozen=True)
class Piece:
    """Words of one line: plain, or linked to the finding that means them."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Line:
    """A line as it is shown: its pieces, the findings that begin on it, whether what it holds is unverified."""

    number: int
    anchor: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    unverified: bool


@dataclass(frozen=True)
class File:
    """A file as it is shown."""

    name: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Place:
    """A link to a line: what it says, and where it leads (empty where there is no such line on the page)."""

    label: str
    href: str
    unverified: bool


class Listing:
    """The files of one document as a page shows them; `prefix` keeps the anchors of several documents apart."""

    def __init__(self, document: Document, prefix: str) -> None:
        self.sources = document.sources
        self.prefix = prefix
        self.index = {source.name: index for index, source in reversed(list(enumerate(document.sources)))}
        self.unverified = unverified_lines(document)

    def files(self, marks: Iterable[Mark]) -> tuple[File, ...]:
        """Every file with its lines, the marks laid over them."""
        by_line: dict[tuple[str, int], list[Mark]] = {}
        for mark in marks:
            place = trimmed(mark.span).location
            for number in range(first_line(mark.span), place.end_line + 1):
                by_line.setdefault((mark.span.source.name, number), []).append(mark)
        return tuple(self._file(index, source, by_line) for index, source in enumerate(self.sources))

    def place(self, span: Span | None) -> Place | None:
        """Where a span begins, as a link; None for what stands in no file."""
        if span is None or not (span.source.name or span.source.text):
            return None
        line = span.location.line
        unverified = (span.source.name, line) in self.unverified
        name = short_name(span.source.name)
        if not span.source.text:
            return Place(name, self._href(span), unverified)
        return Place(f"{name}:{line}", self._href(span), unverified)

    def excerpt(self, mark: Mark) -> tuple[Line, ...]:
        """The lines of one mark, the first few of them, and what belongs under them; no other mark is shown."""
        place = trimmed(mark.span).location
        source = mark.span.source
        if not source.text:
            return ()
        depth = _depth(source.line(place.line))
        last = place.line
        while last < min(len(source.line_starts), place.line + _EXCERPT - 1):
            line = source.line(last + 1)
            if last >= place.end_line and (not line.strip() or _depth(line) <= depth):
                break
            last += 1
        return tuple(self._line(source, "", number, [mark]) for number in range(place.line, last + 1))

    def _href(self, span: Span) -> str:
        index = self.index.get(span.source.name)
        return "" if index is None else f"#{self.prefix}l{index + 1}-{first_line(span)}"

    def _file(self, index: int, source: Source, by_line: dict[tuple[str, int], list[Mark]]) -> File:
        anchor = f"{self.prefix}l{index + 1}"
        lines = (
            self._line(source, f"{anchor}-{number}", number, by_line.get((source.name, number), []))
            for number in range(1, _last_line(source) + 1)
        )
        return File(short_name(source.name), anchor, tuple(lines))

    def _line(self, source: Source, anchor: str, number: int, marks: list[Mark]) -> Line:
        begins = tuple(mark for mark in marks if first_line(mark.span) == number)
        unverified = (source.name, number) in self.unverified
        return Line(number, anchor, tuple(_pieces(source, number, marks)), begins, unverified)


def _last_line(source: Source) -> int:
    """The number of the last line that holds anything, or of the first: nothing stands after the last line end."""
    count = len(source.line_starts)
    return count - 1 if count > 1 and source.line_starts[-1] == len(source.text) else count


def first_line(span: Span) -> int:
    """The line on which a span begins, as far as it is shown: what points at the very end points at the last line."""
    return min(span.location.line, _last_line(span.source))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def trimmed(span: Span) -> Span:
    """The span without the white space at its end, which block values carry along; a whole line for an empty span."""
    if span.start == span.end:
        line = span.location.line
        start = span.source.line_starts[line - 1]
        text = span.source.line(line)
        return Span(span.source, start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
    end = span.start + len(span.text.rstrip())
    return Span(span.source, span.start, max(end, span.start))


def _pieces(source: Source, number: int, marks: list[Mark]) -> Iterator[Piece]:
    """A line cut where marks begin and end; of several marks the shortest is linked, then the worst."""
    text = source.line(number)
    start = source.line_starts[number - 1]
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    stretches = []
    for mark in marks:
        span = trimmed(mark.span)
        low, high = max(span.start - start, first), min(span.end - start, last)
        if low < high:
            stretches.append((low, high, mark))
    cuts = sorted({0, len(text), *(low for low, _, _ in stretches), *(high for _, high, _ in stretches)})
    for low, high in pairwise(cuts):
        over = [
            (mark.span.end - mark.span.start, mark.number, mark) for a, b, mark in stretches if a <= low and high <= b
        ]
        yield Piece(_shortened(text[low:high]), min(over, key=lambda entry: entry[:2])[2] if over else None)


def _shortened(text: str) -> str:
    """A text short enough for a page: a hostile file may have one line of megabytes."""
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}… ({len(text) - _LONGEST_LINE} more)"


# What is not verified


def unverified_lines(document: Document) -> set[tuple[str, int]]:
    """Every line, by file and number, on which a value stands that the file calls unverified."""
    found: set[tuple[str, int]] = set()
    for record in _records(document.process):
        if not isinstance(record, Item) or not isinstance(record.node, Mapping):
            continue
        if record.is_unverified:
            found.update(_lines(record.node))
            if record.key_span.source.name:
                found.add((record.key_span.source.name, record.key_span.location.line))
        for key in record.unverified or ():
            entry = record.node.entry(key)
            if entry is not None:
                found.add((entry.key.span.source.name, entry.key.span.location.line))
                found.update(_lines(entry.value))
    return found


def _lines(node: Node) -> Iterator[tuple[str, int]]:
    """The lines on which the keys and values of a tree stand."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            for entry in node.entries:
                yield entry.key.span.source.name, entry.key.span.location.line
                waiting.append(entry.value)
        elif isinstance(node, Sequence):
            waiting.extend(node.items)
        else:
            place = trimmed(node.span).location
            yield from ((place.file, number) for number in range(place.line, place.end_line + 1))


def _records(root: Record) -> Iterator[Record]:
    """Every record that a document holds."""
    waiting: list[object] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Record):
            yield value
            waiting.extend(getattr(value, attribute(key)) for key in slots_of(type(value)))
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, tuple):
            waiting.extend(value)
