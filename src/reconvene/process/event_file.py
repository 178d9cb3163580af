"""Event files: a record of what happened, as YAML, read with every problem at once."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reconvene.document.load import Document, read_file
from reconvene.document.names import BUILT_IN, Named, Names, resolve
from reconvene.document.reader import Reader
from reconvene.document.shape import (
    Definitions,
    Json,
    Kind,
    ListOf,
    OneOf,
    Record,
    Text,
    attribute,
    record,
    slot,
    slots_of,
)
from reconvene.process.events import SHELF, Amendment, Correction, Event, Statement
from reconvene.text import yaml
from reconvene.text.finding import Finding, Reason, Severity, problem, shorten
from reconvene.text.span import Source
from reconvene.text.yaml import Entry, Mapping, Node, Scalar

FILE_NAME = "events.yaml"
"""What the record of a case is called; it stands beside its process file."""


class EventKind(Kind):
    """An event: a mapping whose `kind` tells what else it says."""

    def read(self, node: Node, reader: Reader) -> Event | None:
        """The event; None where its kind is not known, which is said."""
        if not isinstance(node, Mapping):
            reader.wrong_shape(node, "an event", "write a mapping with `id`, `kind`, `happened` and what the kind says")
            return None
        entry = node.entry("kind")
        if entry is None or not isinstance(entry.value, Scalar):
            reader.report(
                "missing-key",
                node.span if node.flow or not node.entries else node.entries[0].key.span,
                "An event does not say what kind of event it is.",
                "add `kind:`, such as `session_closed`; reconvene explain lists the kinds",
            )
            return None
        cls = SHELF.get(entry.value.text)
        if cls is None:
            with reader.under(entry.key):
                _unknown_kind(entry.value, reader)
            return None
        with reader.under(entry.value):  # so that a message speaks of a `session_held`
            found = reader.record(cls, node)
        return found if isinstance(found, Event) else None

    def schema(self, definitions: Definitions) -> Json:
        """Any of the kinds."""
        return {"anyOf": [definitions.of(cls) for cls in SHELF.values()]}


def _unknown_kind(node: Scalar, reader: Reader) -> None:
    near = reader.guesses.nearest(node.text, SHELF)
    reader.report(
        "unknown-kind",
        node.span,
        f"No kind of event is named `{shorten(node.text)}`; it is not passed over, since it may matter.",
        f"did you mean `{near}`?" if near else "reconvene explain lists the kinds of events",
    )


@record
class EventFile(Record):
    """A record of events."""

    reconvene_events: str = slot(OneOf("1"), "the version of the format", required=True)
    about: str | None = slot(Text(), "what is recorded, in a few words")
    events: tuple[Event, ...] | None = slot(ListOf(EventKind()), "what happened", required=True)


@dataclass(frozen=True)
class EventLog:
    """The events of a file, in its order, and what is wrong with it."""

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    source: Source

    @property
    def readable(self) -> bool:
        """Whether reading found no error."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def beside(document: Document) -> Path | None:
    """The record that stands beside a process file; None if there is none."""
    path = Path(document.file).parent / FILE_NAME
    return path if document.file and path.is_file() else None


def read_events(path: str | os.PathLike[str], document: Document) -> EventLog:
    """The events of a file about a document. What is wrong is in `findings`; nothing is raised for it."""
    source, finding = read_file(os.fspath(path))
    if finding is not None:
        return EventLog((), (finding,), source)
    return _read(source, document)


def events_of(document: Document, path: str | os.PathLike[str] | None = None) -> EventLog | None:
    """The record of a document: of a file, or the `events.yaml` that stands beside it; None if there is none."""
    found = path if path is not None else beside(document)
    return read_events(found, document) if found is not None else None


def events_in(
    text: str,
    document: Document,
    name: str = "<events>",
    *,
    earlier: Iterable[Event] = (),
    recorded: date | None = None,
) -> EventLog:
    """The events of a text about a document, or of one that goes on where the `earlier` events of a record end.

    `recorded` is the day on which an event that does not say so is written down; the day it happened if left out.
    """
    return _read(Source(name, text), document, earlier, recorded)


def _read(source: Source, document: Document, earlier: Iterable[Event] = (), recorded: date | None = None) -> EventLog:
    page = yaml.read(source)
    if not isinstance(page.root, Mapping):
        said = problem(
            "not-an-event-file",
            source.head,
            "The file holds no record of events.",
            "start it with `reconvene_events: 1` and a list of `events:`",
        )
        return EventLog((), (*page.findings, said), source)
    log = events_of_tree(page.root, document, source, complete=page.complete, earlier=earlier, recorded=recorded)
    found = sorted([*page.findings, *log.findings], key=lambda finding: finding.order)
    return replace(log, findings=tuple(found))


def events_of_tree(
    root: Mapping,
    document: Document,
    source: Source,
    *,
    complete: bool = True,
    earlier: Iterable[Event] = (),
    recorded: date | None = None,
) -> EventLog:
    """The events of a tree that has been read already, to its end if it is complete; otherwise as `events_in`."""
    reader = Reader()
    file = reader.record(EventFile, root)
    assert isinstance(file, EventFile)  # a mapping always makes a record
    earlier = list(earlier)
    events = [dated(event, recorded) for event in file.events or () if event.happened is not None]
    find_clashes(events, reader)
    names = known_names(document.names, (*earlier, *events))
    events = read_changes(events, names, reader, earlier)
    if complete:
        resolve(reader.uses, names, reader)
    found = sorted(reader.findings, key=lambda finding: finding.order)
    return EventLog(tuple(events), tuple(found), source)


def dated(event: Event, recorded: date | None = None) -> Event:
    """The event with the day it was recorded: where that is left out, the day given, else the day it happened."""
    written = event.__dict__.get("recorded")
    if written is not None:
        return event
    return event.changed(recorded=max(recorded, event.happened.first) if recorded else event.happened.last)


def known_names(names: Names, events: Iterable[Event]) -> Names:
    """The names of a document with those that events bring into the record."""
    added: dict[str, Named] = {}
    for event in events:
        if event.introduces is None:
            continue
        family, key = event.introduces
        name = getattr(event, key)
        if name is not None and name not in BUILT_IN and name not in added and names.find(name) is None:
            added[name] = Named(name, family, "events", event)
    return Names({**names.by_path, **added}) if added else names


def find_clashes(events: list[Event], reader: Reader) -> None:
    """Ids that stand for two events, and what was written down before it happened."""
    first: dict[str, Event] = {}
    for event in events:
        if "id" not in event.__dict__:
            continue
        other = first.setdefault(event.id, event)
        if other is not event:
            reader.report(
                "event-id-twice",
                event.value_span("id"),
                f"Two events are named `{event.id}`: a `{other.kind}` of {other.happened} and a `{event.kind}` of "
                f"{event.happened}.",
                "rename one; to mend an event, add a `correction` of it",
                Reason(f"the first `{event.id}`", other.value_span("id")),
            )
        if event.recorded < event.happened.first:
            reader.report(
                "recorded-before-it-happened",
                event.value_span("recorded"),
                f"`{event.id}` was recorded on {event.recorded}, and happened only on {event.happened}.",
                "mend one of the two days; what is only expected is a `session_scheduled`, or belongs to the process",
                Reason("when it happened", event.value_span("happened")),
            )


def read_changes(events: list[Event], names: Names, reader: Reader, earlier: Iterable[Event] = ()) -> list[Event]:
    """What corrections and amendments change, read as what they correct and amend would be.

    `earlier` are events on record that they may be about.
    """
    by_id = {event.id: event for event in (*earlier, *events)}
    found: list[Event] = []
    for event in events:
        match event:
            case Correction():
                root = _corrected(event, by_id, reader)
                found.append(event.changed(changes=_changes(event, type(root), reader)) if root else event)
            case Statement() if event.denies is not None and event.denies not in by_id:
                _unknown_event(event, "denies", by_id.keys() - {event.id}, reader)
                found.append(event)
            case Amendment() if event.of is not None:
                named = names.find(event.of)
                cls = type(named[0].record) if named is not None else None
                made = event.changed(changes=_changes(event, cls, reader)) if cls and slots_of(cls) else event
                found.append(made)
            case _:
                found.append(event)
    return found


def _corrected(event: Correction, by_id: dict[str, Event], reader: Reader) -> Event | None:
    """The event that a correction is of in the end: a correction of a correction is of what that one corrects."""
    seen = {event.id}
    target: Event = event
    while isinstance(target, Correction):
        following = by_id.get(target.of)
        if following is None or following.id in seen:
            _unknown_event(event, "of", by_id.keys() - seen, reader)
            return None
        seen.add(following.id)
        target = following
    return target


def _unknown_event(event: Event, key: str, ids: Collection[str], reader: Reader) -> None:
    named = getattr(event, key) or ""
    near = reader.guesses.nearest(named, ids)
    does = "corrects" if key == "of" else key
    reader.report(
        "unknown-event",
        event.value_span(key),
        f"`{event.id}` {does} `{shorten(named)}`, and no event has that id.",
        f"did you mean `{near}`?" if near else "name the `id` of an event in this file",
    )


def _changes(event: Event, cls: type[Record], reader: Reader) -> dict[str, Any]:
    """The keys of a correction or an amendment that are not its own, read as slots of what they change."""
    assert isinstance(event.node, Mapping)  # it was read from a file
    own = slots_of(type(event))
    entries = [entry for entry in event.node.entries if entry.key.text not in own]
    says = event.node.entry("says")
    if says is not None and isinstance(says.value, Mapping):
        entries += says.value.entries
    return read_slots(cls, event.node, entries, reader) if entries else {}


def read_slots(cls: type[Record], node: Mapping, entries: list[Entry], reader: Reader) -> dict[str, Any]:
    """Some slots of a record class, by attribute, without asking for those that a whole record must have."""
    part = replace(node, entries=entries, complete=False)
    made = reader.record(cls, part)
    keys = [attribute(entry.key.text) for entry in entries if entry.key.text in slots_of(cls)]
    return {key: getattr(made, key) for key in keys}
