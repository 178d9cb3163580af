"""Events as plain data for the record, and back: nothing is lost, and what is not known is refused, never skipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from reconvene.document.names import Names
from reconvene.document.reader import Reader
from reconvene.document.shape import UNSAID, Record, attribute, slots_of
from reconvene.process.event_file import read_changes
from reconvene.process.events import SHELF, Amendment, Correction, Event
from reconvene.process.shelf import Days
from reconvene.record.canon import canonical
from reconvene.text import yaml
from reconvene.text.finding import Finding, Reason, Severity, problem, shorten
from reconvene.text.span import Source, Span
from reconvene.text.spelling import nearest

Data = dict[str, Any]
UNSAID_MARK = "unsaid"
"""`{"unsaid": "unknown"}` stands where a file says `unknown` without quotes; the quoted word is a text like others."""


class Decoded(NamedTuple):
    """The event that some data are; None where they are none, which the findings then say."""

    event: Event | None
    findings: tuple[Finding, ...]


# From an event to data


def encode(event: Event) -> Data:
    """An event as mappings, lists, texts, whole numbers and truth values, with its `kind` and `version`.

    What was written is kept as written where it stands for more than its value, such as the keys of a correction.
    """
    return {**_record(event), **_extra(event), "kind": event.kind, "version": event.version}


def _record(record: Record) -> Data:
    data: Data = {}
    for key in slots_of(type(record)):
        value = getattr(record, attribute(key))
        if key in record.unsaid:
            data[key] = {UNSAID_MARK: record.unsaid[key]}
        elif value is not None:
            data[key] = _value(value)
        elif (written := _written(record, key)) is not None:
            data[key] = data_of(written)
    if not data.get("name", "x"):
        del data["name"]
    return data


def _written(record: Record, key: str) -> yaml.Node | None:
    """What the file says under a key that is kept as it stands and not computed with."""
    entry = record.node.entry(key) if isinstance(record.node, yaml.Mapping) else None
    return entry.value if entry is not None else None


def _value(value: Any) -> Any:
    match value:
        case Record():
            return _record(value)
        case bool() | int() | str():
            return value
        case Days() | date():
            return str(value)
        case Mapping():
            return {key: _value(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_value(inner) for inner in value]
        case _:
            return str(value)


def data_of(node: yaml.Node) -> Any:
    """What a tree says, as plain data."""
    match node:
        case yaml.Scalar(text=text, plain=plain):
            return {UNSAID_MARK: text} if plain and text in UNSAID else text
        case yaml.Mapping(entries=entries):
            return {entry.key.text: data_of(entry.value) for entry in entries}
        case yaml.Sequence(items=items):
            return [data_of(item) for item in items]


def _extra(event: Event) -> Data:
    """What a correction or an amendment says beside its own slots: in the words of the file, else by value."""
    if not isinstance(event, Correction | Amendment):
        return {}
    own = slots_of(type(event))
    entries = event.node.entries if isinstance(event.node, yaml.Mapping) else ()
    data = {entry.key.text: data_of(entry.value) for entry in entries if entry.key.text not in own}
    says = next((data_of(entry.value) for entry in entries if entry.key.text == "says"), None)
    inner = dict(says) if isinstance(says, Mapping) else {}
    told = {attribute(key) for key in (*data, *inner)}
    inner.update({name.rstrip("_"): _value(value) for name, value in event.changes.items() if name not in told})
    return {**data, "says": inner} if inner else data


# From data to an event


def decode(data: Any, where: str) -> Decoded:
    """The event that the data are; `where` is how findings name their place. What is wrong is in the findings.

    Names are not looked up: a record outlives the text it is about. What corrections and amendments change is read
    once all events are there, by `with_changes`.
    """
    refusal = _refusal(data, where)
    if refusal is not None:
        return Decoded(None, (refusal,))
    reader = Reader()
    node = node_of(data, where)
    event = reader.record(SHELF[data["kind"]], node)
    wrong = [finding for finding in reader.findings if finding.severity is Severity.ERROR]
    findings = tuple(_placed(finding, data, where) for finding in wrong)
    return Decoded(event if isinstance(event, Event) and not wrong else None, findings)


def _placed(finding: Finding, data: Data, where: str) -> Finding:
    said = f"The event `{shorten(str(data.get('id', '?')))}` cannot be read: {finding.message}"
    return problem(finding.id, _span(canonical(data), where), said, finding.help, *finding.because)


def _refusal(data: Any, where: str) -> Finding | None:
    if not isinstance(data, Mapping):
        return problem("not-an-event", _span(str(data), where), "This is no event.", "get a good copy of the record")
    span, kind, version = _span(canonical(data), where), data.get("kind"), data.get("version")
    cls = SHELF.get(str(kind))
    if cls is None:
        near = nearest(str(kind), SHELF)
        return problem(
            "unknown-kind",
            span,
            f"No kind of event is named `{shorten(str(kind))}`; it is not passed over, since it may matter.",
            "use the newer reconvene that wrote it" + (f"; or did it mean `{near}`?" if near else ""),
        )
    if str(version) != cls.version:
        return problem(
            "event-of-a-later-version",
            span,
            f"A `{kind}` of version {shorten(str(version))} is on record; this reconvene knows version {cls.version}.",
            "use the newer reconvene that wrote it; nothing is passed over, since it may matter",
            Reason(f"the event is named `{shorten(str(data.get('id', '?')))}`"),
        )
    return None


def node_of(data: Any, where: str) -> yaml.Node:
    """Plain data as a tree that the reader of files reads; every text counts as quoted."""
    match data:
        case {"unsaid": "unknown" | "unstated" as word, **rest} if not rest:
            return yaml.Scalar(word, _span(word, where))
        case bool():
            return _scalar("yes" if data else "no", where)
        case Mapping():
            entries = [yaml.Entry(_scalar(key, where), node_of(value, where)) for key, value in data.items()]
            return yaml.Mapping(_span(_words(data), where), entries)
        case Sequence() if not isinstance(data, str):
            return yaml.Sequence(_span(_words(data), where), [node_of(item, where) for item in data])
        case _:
            return _scalar(str(data), where)


def _scalar(text: str, where: str) -> yaml.Scalar:
    return yaml.Scalar(text, _span(text, where), plain=False)


def _span(text: str, where: str) -> Span:
    return Span(Source(where, text), 0, len(text))


def _words(data: Any) -> str:
    return canonical(data)


def with_changes(events: Iterable[Event], names: Names) -> list[Event]:
    """The events, each correction and amendment read as what it corrects or amends would be.

    One whose object is not there, because its log has not come yet, changes nothing so far.
    """
    return read_changes(list(events), names, Reader())
