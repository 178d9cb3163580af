"""What a store holds of a process: events, versions of the text, attachments and erasures, in whatever log they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconvene.document.names import Names
from reconvene.live.accounts import Said
from reconvene.live.codec import decode, with_changes
from reconvene.live.payload import Payload, payload_of
from reconvene.process.events import Amendment, Correction
from reconvene.record.entry import Entry, LogName
from reconvene.record.fault import RecordFault, fault
from reconvene.record.log import Log
from reconvene.record.store import Store
from reconvene.text.finding import Finding


@dataclass(frozen=True)
class Adopted:
    """A version of the text that a desk adopted, as it stands in a log."""

    desk: str
    version: str
    data: Mapping[str, Any]
    log: LogName
    sequence: int
    recorded: str


@dataclass(frozen=True)
class Attached:
    """Files that a desk put to an event: the event's id, and the SHA-256 of each file by its name."""

    desk: str
    of: str
    files: Mapping[str, str]
    log: LogName
    sequence: int
    recorded: str


@dataclass(frozen=True)
class Erased:
    """An entry whose words were erased, and why."""

    log: LogName
    sequence: int
    reason: str


@dataclass
class Contents:
    """Everything that was read, and what could not be: then no state can be told, for what is missing may matter."""

    said: list[Said] = field(default_factory=list)
    adopted: list[Adopted] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def understood(self, names: Names) -> list[Said]:
        """The events, each desk's corrections read as what that desk said before."""
        by_desk: dict[str, list[Said]] = defaultdict(list)
        for each in self.said:
            by_desk[each.desk].append(each)
        return [each for listed in by_desk.values() for each in _understood(listed, names)]


def _understood(listed: list[Said], names: Names) -> list[Said]:
    if not any(isinstance(each.event, Correction | Amendment) for each in listed):
        return listed
    events = with_changes([each.event for each in listed], names)
    return [
        each if each.event is event else Said(event, each.log, each.sequence, each.recorded, each.attachments)
        for each, event in zip(listed, events, strict=True)
    ]


def read_contents(store: Store, process: str) -> Contents:
    """All that a store holds of a process. Raises `RecordFault` where an entry cannot be read."""
    contents = Contents()
    for name in store.logs():
        if name.process == process:
            _read_log(store, name, contents)
    return contents


def _read_log(store: Store, name: LogName, contents: Contents) -> None:
    entries = list(Log(store, name, ()).entries())
    erased = {entry.header.redacts: entry for entry in entries if entry.header.redacts is not None}
    for entry in entries:
        sequence = entry.header.sequence
        if entry.header.redacts is not None:
            continue
        if sequence in erased or entry.body is None:
            contents.erased.append(Erased(name, sequence, _reason(erased.get(sequence))))
            continue
        try:
            _take(entry, f"{store.where}: {name}/{sequence}", contents)
        except RecordFault as error:
            contents.findings.append(error.finding)


def _reason(entry: Entry | None) -> str:
    content = entry.content if entry is not None else None
    return str(content.event.get("reason", "")) if content is not None else ""


def _take(entry: Entry, where: str, contents: Contents) -> None:
    held, attachments = _held(entry, where)
    said = entry.header
    what, data = payload_of(held, where)
    match what:
        case Payload.EVENT:
            event, findings = decode(data, where)
            if event is not None:
                contents.said.append(Said(event, said.log, said.sequence, said.recorded, attachments))
            contents.findings.extend(findings if event is None else ())
        case Payload.PROCESS:
            adopted = Adopted(said.log.desk, str(data["version"]), data, said.log, said.sequence, said.recorded)
            contents.adopted.append(adopted)
        case Payload.ATTACHMENT:
            attached = Attached(said.log.desk, data["of"], data["files"], said.log, said.sequence, said.recorded)
            contents.attached.append(attached)


def _held(entry: Entry, where: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    try:
        content = entry.content
    except ValueError as error:
        raise fault(
            "entry-damaged", where, f"The entry cannot be read: {error}.", "verify the record, and recover what is good"
        ) from error
    assert content is not None  # what was erased was left out before
    return content.event, content.attachments


def own_ids(contents: Contents, desk: str) -> Iterator[str]:
    """The ids of the events that a desk has recorded."""
    return (each.event.id for each in contents.said if each.desk == desk)
