"""A row of a table as an event would be written: a mapping whose values point at the cells that they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reconvene.document.reader import Reader
from reconvene.document.shape import UNSAID, Kind, ListOf, Text
from reconvene.process.events import SHELF
from reconvene.process.shelf import Event
from reconvene.process.table_mapping import FIRST, IGNORED, LAST, LEFT_OUT, ColumnUse, TableMapping, says_kind
from reconvene.text import yaml
from reconvene.text.finding import Reason, shorten
from reconvene.text.span import Source, Span
from reconvene.text.table import Cell, Row
from reconvene.text.yaml import Entry, Mapping, Node, Scalar, Sequence

_DAYS = ("happened", FIRST, LAST, "recorded", "dated", "period", "through", "until", "next_date")
"""What an event says that is a day, or may be one."""
_HOURS = ("%H", "%I", "%c", "%X", "%s")


class LeftOut(Exception):
    """The mapping says of a value in this row that the row is to be left out."""


class RowReader:
    """Reads the rows of one table by one mapping, for a process in one zone."""

    def __init__(self, heading: tuple[Cell, ...], mapping: TableMapping, zone: str | None) -> None:
        self.mapping = mapping
        self.zone = zone
        self.separator = mapping.list_separator or ";"
        uses = mapping.columns or {}
        self.columns = [(cell, uses.get(cell.text)) for cell in heading]
        self.wanted = [
            (place, cell, use)
            for place, (cell, use) in enumerate(self.columns)
            if use is not None and use.to not in (None, IGNORED)
        ]
        self.wanted.sort(key=lambda each: not says_kind(each[2]))  # what kind it is decides what else counts

    def node(self, row: Row, reader: Reader) -> Mapping:
        """The row as the mapping of an event. What cannot be read is told; `LeftOut` if the row is not wanted."""
        entries: dict[str, Entry] = {}
        for place, heading, use in self.wanted:
            cell = row.cells[place]
            if cell.text.strip() and (use.kinds is None or _word(entries, "kind") in use.kinds):
                for entry in self._entries(cell, heading, use, reader):
                    self._add(entry, entries, reader)
        self._say_when(entries)
        for key, value in (self.mapping.always or {}).items():
            entries.setdefault(key, Entry(Scalar(key, row.span), value))
        if "id" not in entries and self.mapping.id_prefix is not None:
            made = Scalar(f"{self.mapping.id_prefix}_{row.number}", row.span)
            entries["id"] = Entry(Scalar("id", row.span), made)
        cls = SHELF.get(_word(entries, "kind"))
        return Mapping(row.span, [self._fitted(entry, cls, reader) for entry in entries.values()], flow=True)

    def _add(self, entry: Entry, entries: dict[str, Entry], reader: Reader) -> None:
        """Take what a cell says, unless another cell of the row says something else of the same."""
        key = entry.key.text
        other = entries.setdefault(key, entry)
        if other is not entry and other.value != entry.value:
            reader.report(
                "said-twice",
                entry.key.span,
                f"Two cells of the row say what `{key}` is.",
                "mend the mapping, so that only one of them does",
                Reason("the other cell", other.key.span),
            )

    def _entries(self, cell: Cell, heading: Cell, use: ColumnUse, reader: Reader) -> Iterator[Entry]:
        """What a cell says: what the mapping makes of its word, or the word itself."""
        text = cell.text.strip()
        if use.values is None:
            yield Entry(Scalar(use.to, cell.span), Scalar(cell.text, cell.span))
            return
        meant = use.values.get(text)
        match meant:
            case None:
                near = reader.guesses.nearest(text, use.values)
                reader.report(
                    "word-not-in-the-mapping",
                    cell.span,
                    f"The mapping does not say what `{shorten(text)}` in the column `{shorten(heading.text)}` means.",
                    (f"did you mean `{near}`? " if near else "")
                    + f"add it under `values:`, or `{LEFT_OUT}` to leave such rows out",
                    Reason("the column in the mapping", use.span),
                )
                yield Entry(Scalar(use.to, cell.span), _broken(cell.span))
            case Scalar(text=word) if word == LEFT_OUT:
                raise LeftOut
            case Mapping():
                yield from (Entry(Scalar(each.key.text, cell.span), each.value) for each in meant.entries)
            case _:
                yield Entry(Scalar(use.to, cell.span), meant)

    def _say_when(self, entries: dict[str, Entry]) -> None:
        """The first and the last day on which it can have happened, as one."""
        first, last = entries.pop(FIRST, None), entries.pop(LAST, None)
        ends = [entry for entry in (first, last) if entry is not None]
        if not ends or "happened" in entries:
            return
        words = dict.fromkeys(entry.value.text.strip() for entry in ends if isinstance(entry.value, Scalar))
        at = ends[0].value.span
        entries["happened"] = Entry(Scalar("happened", at), Scalar("..".join(words), at))

    def _fitted(self, entry: Entry, cls: type[Event] | None, reader: Reader) -> Entry:
        """The value as what the kind of event wants there: prose as it is, a list split, a day as a day."""
        key, value = entry.key.text, entry.value
        slot = (cls or Event).slots.get(key)
        if not isinstance(value, Scalar) or value.broken or (slot is not None and isinstance(slot.kind, Text)):
            return Entry(entry.key, _prose(value)) if isinstance(value, Scalar) else entry
        node: Node = _stripped(value)
        if key in _DAYS and isinstance(node, Scalar):
            node = self._days(node, key, reader)
        elif slot is not None and isinstance(node, Scalar):
            node = self._parts(node, slot.kind, reader)
        return Entry(entry.key, node)

    def _parts(self, node: Scalar, kind: Kind, reader: Reader) -> Node:
        if node.text[0] in "[{":
            return _nested(node, reader)
        if isinstance(kind, ListOf) and node.text not in UNSAID:
            return _list(node, self.separator)
        return node

    # Days

    def _days(self, node: Scalar, key: str, reader: Reader) -> Scalar:
        use = self._use_of(key)
        ends = node.text.split("..") if key == "happened" else [node.text]
        found = [self._day(text.strip(), node.span, use, reader) for text in ends]
        if None in found:
            return _broken(node.span)
        return Scalar("..".join(filter(None, found)), node.span)

    def _use_of(self, key: str) -> ColumnUse:
        named = (key, FIRST, LAST) if key == "happened" else (key,)
        return next((use for _, use in self.columns if use is not None and use.to in named), ColumnUse())

    def _day(self, text: str, span: Span, use: ColumnUse, reader: Reader) -> str | None:
        """A day as the process counts it; what is no time at all is left for the event to judge."""
        forms = use.format or ()
        moment, timed = _moment(text, forms)
        if moment is None and forms:
            listed = " or ".join(f"`{form}`" for form in forms)
            reader.wrong_value(
                span,
                f"`{shorten(text)}` is no day written as {listed}.",
                "mend the cell, or add its form under `format:`",
            )
            return None
        if moment is None or not timed:
            return text if moment is None else moment.date().isoformat()
        if moment.tzinfo is None:
            zone = use.zone or self.mapping.zone
            if zone is None:
                reader.wrong_value(
                    span,
                    f"`{shorten(text)}` has an hour, and nothing says in which zone.",
                    "add `zone:` to the mapping, such as `zone: Europe/London`",
                )
                return None
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return (moment.astimezone(ZoneInfo(self.zone)) if self.zone else moment).date().isoformat()


def _moment(text: str, forms: tuple[str, ...]) -> tuple[datetime | None, bool]:
    """A moment and whether its hour is known, by the first form that fits; by ISO 8601 where there is none."""
    for form in forms:
        try:
            return datetime.strptime(text, form), any(sign in form for sign in _HOURS)  # noqa: DTZ007 (zones are put to it later)
        except ValueError:
            continue
    if forms:
        return None, False
    try:
        date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return None, False  # a plain day, for the event to read
    try:
        return datetime.fromisoformat(text), True
    except ValueError:
        return None, False


def _word(entries: dict[str, Entry], key: str) -> str:
    """The single word under a key; nothing where there is none."""
    value = entries[key].value if key in entries else None
    return value.text.strip() if isinstance(value, Scalar) else ""


def _broken(span: Span) -> Scalar:
    """A value of which a finding says already why it cannot be read."""
    return Scalar("", span, broken=True)


def _prose(value: Scalar) -> Scalar:
    return replace(value, plain=value.text in UNSAID)


def _stripped(value: Scalar) -> Scalar:
    text = value.text.strip()
    start = value.text.find(text)
    return Scalar(text, value.part(start, start + len(text)) if text else value.span)


def _list(node: Scalar, separator: str) -> Sequence:
    """The values between separators; what is empty between two of them is no value."""
    items: list[Node] = []
    start = 0
    for piece in node.text.split(separator):
        text = piece.strip()
        if text:
            at = start + piece.find(text)
            items.append(Scalar(text, node.part(at, at + len(text))))
        start += len(piece) + len(separator)
    return Sequence(node.span, items, flow=True)


def _nested(node: Scalar, reader: Reader) -> Node:
    """What a cell says in brackets or braces, as an event file would; all of it stands where the cell does."""
    page = yaml.read(Source(node.span.source.name, node.text))
    if page.findings or page.root is None:
        said = page.findings[0].message if page.findings else "It is empty."
        reader.wrong_value(
            node.span,
            f"`{shorten(node.text)}` begins like a list or a mapping and cannot be read: {said}",
            "write `[a, b]` or `{key: value}`, or take the bracket away",
        )
        return _broken(node.span)
    return _moved(page.root, node.span)


def _moved(node: Node, span: Span) -> Node:
    match node:
        case Scalar():
            return replace(node, span=span)
        case Sequence():
            return replace(node, span=span, items=[_moved(item, span) for item in node.items])
        case Mapping():
            entries = [Entry(replace(each.key, span=span), _moved(each.value, span)) for each in node.entries]
            return replace(node, span=span, entries=entries)
