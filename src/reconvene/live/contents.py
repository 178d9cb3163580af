"""What a store holds of a process: events, versions of the text, attachments and erasures, in whatever log they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconvene.document.names import Names
from reconvene.live.accounts import Said
from reconvene.live.codec import decode, with_changes
from reconvene.live.payload import Payload, payload_of
from reconvene.process.events import Amendment, Correction
from reconvene.record.entry import START, Entry, LogName, read_entry
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
    """Everything that was read, and what could not be: then no state can be told, for what is missing may matter.

    `readers` says for each log who may read it; `unread` in which log what could not be read lies.
    """

    said: list[Said] = field(default_factory=list)
    adopted: list[Adopted] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    unread: list[tuple[LogName, Finding]] = field(default_factory=list)
    readers: dict[LogName, tuple[str, ...]] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """What could not be read."""
        return [finding for _, finding in self.unread]

    def cut(self, may_read: Callable[[tuple[str, ...]], bool]) -> Contents:
        """What lies in the logs that somebody may read."""
        logs = {name for name, readers in self.readers.items() if may_read(readers)}
        return Contents(
            [each for each in self.said if each.log in logs],
            [each for each in self.adopted if each.log in logs],
            [each for each in self.attached if each.log in logs],
            [each for each in self.erased if each.log in logs],
            [each for each in self.unread if each[0] in logs],
            {name: readers for name, readers in self.readers.items() if name in logs},
        )

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
    entries = list(_entries(store, name))
    contents.readers[name] = entries[0].header.readers if entries else ()
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
            contents.unread.append((name, error.finding))


def _entries(store: Store, name: LogName) -> Iterator[Entry]:
    """The log, and beside it what was set aside of it and follows from its start: a desk that told two stories.

    Both count, side by side, so that it does not matter which of them came first. What stands behind a gap waits.
    """
    listed = list(Log(store, name, ()).entries())
    apart = [read_entry(row.line, row.body) for row in store.aside(name)]
    if not apart:
        yield from listed
        return
    here = {entry.line for entry in listed}
    rest = sorted((each for each in apart if each.line not in here), key=lambda each: (each.header.sequence, each.line))
    reached = {START, *(entry.hash for entry in listed)}
    for each in rest:
        if each.header.previous in reached:
            reached.add(each.hash)
            listed.append(each)
    yield from sorted(listed, key=lambda each: (each.header.sequence, each.line))


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
            contents.unread.extend((said.log, finding) for finding in (findings if event is None else ()))
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
            "entry-damaged",
            where,
            f"The entry cannot be read: {error}.",
            "see what `reconvene verify` says; `reconvene desk recover` makes a desk of what is good",
        ) from error
    assert content is not None  # what was erased was left out before
    return content.event, content.attachments


def own_ids(contents: Contents, desk: str) -> Iterator[str]:
    """The ids of the events that a desk has recorded."""
    return (each.event.id for each in contents.said if each.desk == desk)
