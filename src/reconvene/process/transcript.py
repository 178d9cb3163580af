"""Events taken from a table: every row that does not fit is told with its place, and what fits can be written down.

Nothing enters a record by this. What comes out is an event file, for somebody to read before they use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reconvene.document.load import Document
from reconvene.document.names import resolve
from reconvene.document.reader import Reader
from reconvene.document.written import as_line
from reconvene.process.event_file import EventKind, dated, find_clashes, known_names, read_changes
from reconvene.process.shelf import Event
from reconvene.process.table_mapping import DELIMITERS, TableMapping, own_mapping, says
from reconvene.process.table_row import LeftOut, RowReader
from reconvene.text.finding import Finding, Reason, Severity, problem, shorten
from reconvene.text.span import Source, Span
from reconvene.text.spelling import Guesses, nearest
from reconvene.text.table import Cell, Row, Table, read
from reconvene.text.yaml import Mapping, Node, Scalar
from reconvene.text.yaml import Sequence as Listed


@dataclass(frozen=True)
class Transcript:
    """What became of a table: the events of the rows that fit, and the lines of those that do not or are not wanted.

    `nodes` are the events as they would be written, in the order of the table. Every row is among `events`, `unfit` or
    `left_out`.
    """

    events: tuple[Event, ...]
    nodes: tuple[Mapping, ...]
    unfit: tuple[int, ...]
    left_out: tuple[int, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]

    @property
    def usable(self) -> bool:
        """Whether the table could be read as one at all."""
        return not any(finding.id in _FATAL for finding in self.findings)


_FATAL = frozenset({"empty-table", "column-twice", "no-such-column", "table-without-events", "mapping-without"})


@dataclass(slots=True)
class _Taken:
    row: Row
    node: Mapping
    event: Event
    reader: Reader


def transcribe(source: Source, document: Document, mapping: TableMapping | None = None) -> Transcript:
    """The events of a table about a document. Without a mapping, the table is one that `dataset` wrote."""
    sign = DELIMITERS[mapping.delimiter] if mapping is not None and mapping.delimiter else None
    table = read(source, sign)
    sources = (source, *((mapping.node.span.source,) if mapping is not None and mapping.node is not None else ()))
    used = mapping if mapping is not None else own_mapping(tuple(cell.text for cell in table.heading))
    found = [*table.findings, *_columns(table, used, own=mapping is None)]
    if any(finding.id in _FATAL for finding in found):
        return Transcript((), (), (), (), tuple(found), sources)
    rows = RowReader(table.heading, used, document.process.zone)
    taken, unfit, left_out = _take(table.rows, rows, found)
    taken, more = _settle(taken, document, found)
    lines = {row.span.location.line for row in (*unfit, *more)} | {
        finding.span.location.line for finding in table.findings
    }
    return Transcript(
        tuple(each.event for each in taken),
        tuple(each.node for each in taken),
        tuple(sorted(lines)),
        tuple(row.span.location.line for row in left_out),
        tuple(_gathered(found, source)),
        sources,
    )


def _columns(table: Table, mapping: TableMapping, *, own: bool) -> Iterable[Finding]:
    """Columns of the mapping that the table lacks, and columns of the table of which nothing is taken."""
    heading = {cell.text: cell for cell in table.heading}
    uses = mapping.columns or {}
    for name, use in uses.items():
        if name not in heading and not own:
            near = nearest(name, heading)
            yield problem(
                "no-such-column",
                use.span,
                f"The table has no column `{shorten(name)}`.",
                f"did you mean `{near}`?" if near else f"it has {', '.join(f'`{shorten(each)}`' for each in heading)}",
                Reason("the heading", table.source.head),
            )
    if own and heading and not {"kind", "id"} <= heading.keys():
        yield problem(
            "table-without-events",
            table.source.head,
            "The table has not the columns of an event, `id` and `kind`, and no mapping says what its own mean.",
            "write a mapping and name it with --mapping; docs/data.md shows one",
        )
        return
    for key in ("id", "kind", "happened"):
        if not own and key not in says(mapping):
            yield problem(
                "mapping-without",
                mapping.span,
                f"The mapping does not say what the `{key}` of an event is.",
                f"map a column to `{key}`"
                + (", or say `id_prefix:`" if key == "id" else ", or say it under `always:`"),
            )
    for name, cell in heading.items():
        if name not in uses:
            yield _not_taken(name, cell)


def _not_taken(name: str, cell: Cell) -> Finding:
    return Finding(
        "column-not-taken",
        Severity.WARNING,
        f"Nothing is taken of the column `{shorten(name)}`, since no mapping says what it means.",
        cell.span,
        help="map it to what an event says, or to `ignore`",
    )


# Rows


def _take(listed: Sequence[Row], rows: RowReader, found: list[Finding]) -> tuple[list[_Taken], list[Row], list[Row]]:
    """The rows that are events by themselves, those that are not, and those that are not wanted."""
    guesses = Guesses()
    taken: list[_Taken] = []
    unfit: list[Row] = []
    left_out: list[Row] = []
    for row in listed:
        reader = Reader()
        reader.guesses = guesses
        try:
            node = rows.node(row, reader)
        except LeftOut:
            left_out.append(row)
            continue
        kind = node.entry("kind")
        told = kind is not None and isinstance(kind.value, Scalar) and kind.value.broken
        event = EventKind().read(node, reader) if not told else None
        found += reader.findings
        if event is None or event.happened is None or _failed(reader):
            unfit.append(row)
        else:
            taken.append(_Taken(row, node, dated(event), reader))
    return taken, unfit, left_out


def _failed(reader: Reader) -> bool:
    return any(finding.severity is Severity.ERROR for finding in reader.findings)


def _settle(taken: list[_Taken], document: Document, found: list[Finding]) -> tuple[list[_Taken], list[Row]]:
    """The rows that fit together: a row that stands on one that does not fit does not fit either."""
    unfit: list[Row] = []
    while True:
        events = [each.event for each in taken]
        names = known_names(document.names, events)
        bad: set[int] = set()
        for place, each in enumerate(taken):
            alone = Reader()
            alone.guesses = each.reader.guesses
            resolve(each.reader.uses, names, alone)
            if _failed(alone):
                bad.add(place)
                found += alone.findings
        whole = Reader()
        find_clashes(events, whole)
        changed = read_changes(events, names, whole)
        resolve(whole.uses, names, whole)
        found += whole.findings
        bad |= _places_of(whole.findings, taken)
        if not bad:
            return [replace(each, event=event) for each, event in zip(taken, changed, strict=True)], unfit
        unfit += [each.row for place, each in enumerate(taken) if place in bad]
        taken = [each for place, each in enumerate(taken) if place not in bad]


def _places_of(findings: Iterable[Finding], taken: Sequence[_Taken]) -> set[int]:
    """The rows in which findings stand."""
    spans = [finding.span for finding in findings if finding.severity is Severity.ERROR]
    return {place for place, each in enumerate(taken) if any(_inside(span, each.row.span) for span in spans)}


def _inside(span: Span, row: Span) -> bool:
    return span.source is row.source and row.start <= span.start <= row.end


def _gathered(found: Iterable[Finding], table: Source) -> list[Finding]:
    """The findings in their order; what the mapping has wrong is told once, however many rows it spoils."""
    listed: dict[tuple[object, ...], Finding] = {}
    for finding in found:
        key = (finding.id, finding.message, finding.span.source.name, finding.span.start)
        listed.setdefault(key, finding)
    return sorted(listed.values(), key=lambda finding: (finding.span.source.name != table.name, finding.order))


# Writing


def as_event_file(transcript: Transcript, about: str = "") -> str:
    """What fits as an event file, an event after the other with a line for each thing that it says."""
    lines = ["reconvene_events: 1"]
    if about:
        lines.append(f"about: {as_line(about)}")
    lines.append("events:" if transcript.nodes else "events: []")
    for node in transcript.nodes:
        written = [f"{entry.key.text}: {as_line(data_of(entry.value))}" for entry in _ordered(node)]
        lines += [f"  {'-' if place == 0 else ' '} {line}" for place, line in enumerate(written)]
    return "\n".join(lines) + "\n"


def _ordered(node: Mapping) -> list[Any]:
    first = ("id", "kind", "happened", "recorded")
    return sorted(node.entries, key=lambda entry: first.index(entry.key.text) if entry.key.text in first else 9)


def data_of(node: Node) -> Any:
    """A node as plain data."""
    match node:
        case Scalar():
            return node.text
        case Listed():
            return [data_of(item) for item in node.items]
        case Mapping():
            return {entry.key.text: data_of(entry.value) for entry in node.entries}
