"""The record as a table: a row for each event, a column for everything that an event of any kind may say.

The columns are the same for every process, so that tables of several can be put under one another. What a correction
or an amendment changes stands under `says`, written as in an event file, so that the table can be read back whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from reconvene.document.kinds import DATE
from reconvene.document.shape import UNSAID, Kind, ListOf, OneOf, Record, Slot, Whole, YesOrNo, attribute
from reconvene.document.written import as_data, as_line
from reconvene.process.events import SHELF
from reconvene.process.fold import State
from reconvene.process.shelf import CONFIDENCE, Days, Event, own_slots
from reconvene.process.visibility import visible
from reconvene.reports.dataset_view import Code, Column, ColumnKind, DataTable, Value

FIRST, LAST = "happened_first", "happened_last"
_COMMON = ("recorded", "by", "confidence")
_ITEM = ("text", "article", "source", "unverified", "visible_to")
_RECORD = "the record"
TOLD = "corrected_by"
"""The one column that follows from others: which later events correct this one."""


def events_table(state: State, events: Iterable[Event]) -> DataTable:
    """The events that were known on the day of the state and may be seen by its reader, as they were recorded."""
    seen = [event for event in visible(events, state.document.process, state.reader) if event.recorded <= state.known]
    by_id = {event.id for event in seen}
    corrected = {
        id: tuple(each.id for each in found if each.id in by_id) for id, found in state.corrected.items() if found
    }
    rows = tuple(_row(event, corrected.get(event.id, ())) for event in sorted(seen, key=lambda each: each.order))
    return DataTable("events", "an event of the record, as it was written down", columns(), rows)


@cache
def columns() -> tuple[Column, ...]:
    """Every column, in its order: the same for every process."""
    every = Event.slots
    kinds = tuple(Code(kind, _title(cls)) for kind, cls in sorted(SHELF.items()))
    zone = "in the zone of the process"
    return (
        Column("id", ColumnKind.TEXT, every["id"].meaning, _RECORD),
        Column("kind", ColumnKind.TEXT, every["kind"].meaning, _RECORD, codes=kinds),
        Column("version", ColumnKind.TEXT, every["version"].meaning, _RECORD),
        Column(FIRST, ColumnKind.DAY, "the first day on which it can have happened", _RECORD, zone),
        Column(LAST, ColumnKind.DAY, "the last day on which it can have happened", _RECORD, zone),
        *(_column(key, [("", every[key])]) for key in _COMMON),
        *(_column(key, found) for key, found in _own().items()),
        *(_column(key, [("", every[key])]) for key in _ITEM),
        Column(TOLD, ColumnKind.TEXTS, "the ids of the later events that correct it", "computed from the record"),
    )


def _title(cls: type[Event]) -> str:
    return (cls.__doc__ or "").strip().split("\n", 1)[0]


@cache
def _own() -> dict[str, list[tuple[str, Slot]]]:
    """The keys that only some kinds have, and what they mean in each."""
    found: dict[str, list[tuple[str, Slot]]] = {}
    for kind, cls in sorted(SHELF.items()):
        for key, slot in own_slots(cls).items():
            found.setdefault(key, []).append((kind, slot))
    return dict(sorted(found.items()))


def _column(key: str, slots: list[tuple[str, Slot]]) -> Column:
    """One column for a key of several kinds; what it means is told once for all that mean the same by it."""
    meanings: dict[str, list[str]] = {}
    words: dict[str, None] = {}
    for kind, slot in slots:
        meanings.setdefault(slot.meaning, []).append(kind)
        words.update(dict.fromkeys(_words(slot.kind)))
    common = len(meanings) == 1 and slots[0][0] == ""
    told = "; ".join(text if common else f"{text} ({', '.join(kinds)})" for text, kinds in meanings.items())
    codes = tuple(Code(word, _MEANS.get(word, word.replace("_", " "))) for word in words)
    return Column(key, column_kind([slot.kind for _, slot in slots]), told, _RECORD, _unit(slots), codes)


_MEANS = dict(zip(CONFIDENCE, ("the recorder is not sure", "rather sure", "sure"), strict=True))


def _words(kind: Kind) -> tuple[str, ...]:
    inner = kind.kind if isinstance(kind, ListOf) else kind
    return inner.words if isinstance(inner, OneOf) else ()


def _unit(slots: list[tuple[str, Slot]]) -> str:
    kinds = {slot.kind for _, slot in slots}
    return "in the zone of the process" if kinds == {DATE} else ""


def column_kind(kinds: list[Kind]) -> ColumnKind:
    """What a column holds; text, where kinds of event hold different things under one key."""
    found = {_kind(kind) for kind in kinds}
    return found.pop() if len(found) == 1 else ColumnKind.TEXT


def _kind(kind: Kind) -> ColumnKind:
    if kind is DATE:
        return ColumnKind.DAY
    by_class = {ListOf: ColumnKind.TEXTS, Whole: ColumnKind.WHOLE, YesOrNo: ColumnKind.YES_NO}
    return by_class.get(type(kind), ColumnKind.TEXT)


def _row(event: Event, corrected: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(_cell(event, column, corrected) for column in columns())


def _cell(event: Event, column: Column, corrected: tuple[str, ...]) -> Value:
    match column.name:
        case "happened_first":
            return event.happened[0]
        case "happened_last":
            return event.happened[1]
        case "corrected_by":
            return corrected or None
        case "says" if getattr(event, "changes", None):
            return as_line(_changes(event))
    if column.name not in type(event).slots:
        return None
    if column.name in event.unsaid:
        word = event.unsaid[column.name]
        return (word,) if column.kind is ColumnKind.TEXTS else word
    return _value(getattr(event, attribute(column.name)), column.kind)


def _changes(event: Event) -> Mapping[str, Any]:
    return {key.rstrip("_"): said(value) for key, value in getattr(event, "changes", {}).items()}


def said(value: Any) -> Any:
    """A value as an event file would have it, as plain data; what a correction leaves open is `unknown`."""
    if value is None:
        return UNSAID[0]
    return str(value) if isinstance(value, Days) else as_data(value)


def _value(value: Any, kind: ColumnKind) -> Value:
    if value is None or value == "":
        return None
    match kind:
        case ColumnKind.DAY:
            return value if isinstance(value, date) else None
        case ColumnKind.WHOLE | ColumnKind.NUMBER:
            return int(value)
        case ColumnKind.YES_NO:
            return bool(value)
        case ColumnKind.TEXTS:
            return tuple(map(_text, value))
        case ColumnKind.TEXT:
            return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Record | Mapping | tuple):
        found = as_data(value)
        return found if isinstance(found, str) else as_line(found)
    return str(as_data(value))
