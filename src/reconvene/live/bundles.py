"""Bundles between desks: cut for one reader on the way out, weighed against the record on the way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from reconvene.document.disclosure import text_for
from reconvene.live.accounts import Said
from reconvene.live.adoption import hides_parts
from reconvene.live.codec import decode
from reconvene.live.compartments import EVERYBODY, is_for
from reconvene.live.desk import Desk
from reconvene.live.payload import Payload, payload_of
from reconvene.process.visibility import Readers
from reconvene.record.bundle import Bundle, bundle_text, check_path, read_bundle
from reconvene.record.entry import Entry, LogName, moment, read_body, read_entry
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.intake import Intake, take, weigh
from reconvene.record.log import Log
from reconvene.record.store import Row
from reconvene.text.finding import Finding, Severity
from reconvene.text.spelling import nearest

CUT = "process.reconvene.yaml"
"""What a text that was cut for a reader is called in a bundle."""


@dataclass(frozen=True)
class Export:
    """A bundle as bytes, and what the sender alone is told: which logs it holds, and what it leaves out."""

    content: bytes
    reader: str
    logs: dict[LogName, int]
    left_out: dict[LogName, int]


# Out


def export(desk: Desk, reader: str, *, since: datetime | None = None) -> Export:
    """Cut a bundle for a reader: all that the desk holds and the reader may see, whoever wrote it.

    Each log of this desk in it is under a checkpoint of its present length; where there was none, one is signed and
    kept. With `since`, only entries that were recorded at that moment or later go; the reader needs the earlier ones
    from before. Nothing in the bundle depends on what is left out. Raises `RecordFault` for a reader whom the process
    does not know, and where the key is missing.
    """
    logs, left_out, rows = _cut(desk, reader, since)
    readers = Readers(desk.shared_document.process, reader)
    held = [(row.line, row.body) for row in rows]
    desks = sorted({desk.actor, *(name.desk for name in logs)})
    bundle = Bundle(
        desk.settings.process,
        desk.actor,
        reader,
        {each: tuple(desk.store.key_statements(each)) for each in desks},
        tuple(held),
        tuple(chain.from_iterable(_checkpoints(desk, name) for name in logs)),
        _attachments(desk, rows),
        _text(desk, readers),
    )
    return Export(bundle_text(bundle, desk.key), reader, logs, left_out)


def outline(desk: Desk, reader: str, *, since: datetime | None = None) -> Export:
    """The same without the bundle itself: what it would hold and leave out. Nothing is signed or kept."""
    logs, left_out, _ = _cut(desk, reader, since)
    return Export(b"", reader, logs, left_out)


def _cut(desk: Desk, reader: str, since: datetime | None) -> tuple[dict[LogName, int], dict[LogName, int], list[Row]]:
    """How many entries of each log go, how many of each are left out, and the entries."""
    _check_reader(desk, reader)
    readers = Readers(desk.shared_document.process, reader)
    logs: dict[LogName, int] = {}
    left_out: dict[LogName, int] = {}
    rows: list[Row] = []
    for name in desk.store.logs():
        if name.process != desk.settings.process:
            continue
        head = desk.store.head(name)
        if not is_for(readers, head.readers or ()):
            left_out[name] = head.length
            continue
        kept = _late(_whole_rows(desk, name), since)
        logs[name] = len(kept)
        rows += kept
    return logs, left_out, rows + _late(_aside(desk, readers), since)


def _text(desk: Desk, readers: Readers) -> dict[str, str]:
    """The text as the reader may see it, where the record holds it only as a whole and for fewer."""
    shared = desk.shared_document
    return {CUT: text_for(shared, readers.may_read)} if hides_parts(shared) else {}


def _check_reader(desk: Desk, reader: str) -> None:
    names = [EVERYBODY, *desk.shared_document.names.of_family("actor", "role", "body")]
    if reader not in names:
        near = nearest(reader, names)
        step = f"did you mean `{near}`?" if near else f"name an actor of the process, or `{EVERYBODY}`"
        raise fault("no-such-reader", str(desk.folder), f"Nobody in the process is named `{reader}`.", step)


def _late(rows: list[Row], since: datetime | None) -> list[Row]:
    """The rows that were recorded at a moment or later."""
    if since is None:
        return rows
    earliest = moment(since)
    return [row for row in rows if read_entry(row.line, None).header.recorded >= earliest]


def _whole_rows(desk: Desk, name: LogName) -> list[Row]:
    """The entries of a log; what somebody redacted goes without its words, even where this desk still has them."""
    rows = list(desk.store.rows(name))
    redacted = {row.redacts for row in rows if row.redacts is not None}
    return [row._replace(body=None) if row.sequence in redacted else row for row in rows]


def _aside(desk: Desk, readers: Readers) -> list[Row]:
    """What was set aside and the reader may see, in a settled order: a desk that told two stories is shown to all."""
    entries = [read_entry(row.line, row.body) for row in desk.store.aside()]
    shown = [entry for entry in entries if is_for(readers, entry.header.readers)]
    mine = [entry for entry in shown if entry.header.log.process == desk.settings.process]
    ordered = sorted(mine, key=lambda entry: (entry.header.log, entry.header.sequence, entry.line))
    return [Row(entry.header.sequence, entry.line, entry.body) for entry in ordered]


def _checkpoints(desk: Desk, name: LogName) -> list[str]:
    """Of a log of ours the newest checkpoint, of another's all that we keep: with them it can be held to its word."""
    if name.desk != desk.actor:
        return sorted(desk.store.notes(name.origin))
    return [Log(desk.store, name, ()).checkpoint(desk.key).note]


def _attachments(desk: Desk, rows: Iterable[Row]) -> dict[str, bytes]:
    digests = {digest for row in rows if row.body is not None for digest in read_body(row.body).attachments}
    held = ((digest, desk.store.attachment(digest)) for digest in sorted(digests))
    return {digest: content for digest, content in held if content is not None}


# In


@dataclass(frozen=True)
class Arrival:
    """A bundle that came, weighed against the record of the desk: who sent it, and what it brings."""

    bundle: Bundle
    intake: Intake

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it, and what the desk should know."""
        return self.intake.findings

    @property
    def refused(self) -> bool:
        """Whether nothing of it is taken."""
        return self.intake.refused

    @property
    def said(self) -> tuple[Said, ...]:
        """The events among what it brings, in the order of their logs."""
        entries = (*chain.from_iterable(self.intake.chains.values()), *self.intake.aside)
        return tuple(said for entry in entries for said in _said(entry))


def _said(entry: Entry) -> Iterator[Said]:
    """The event that an entry tells, if it tells one."""
    if entry.body is None or entry.header.redacts is not None or (content := entry.content) is None:
        return
    if Payload.EVENT.value in content.event:
        header = entry.header
        event = decode(content.event[Payload.EVENT.value], str(header.log)).event
        if event is not None:
            yield Said(event, header.log, header.sequence, header.recorded, content.attachments)


def examine_bundle(desk: Desk, path: Path) -> Arrival:
    """Weigh a bundle against the record. Nothing is written. Raises `RecordFault` if the file is no whole bundle."""
    return weigh_bundle(desk, read_bundle(path), str(path))


def weigh_bundle(desk: Desk, bundle: Bundle, where: str) -> Arrival:
    """The same of a bundle that was read; `where` names it in findings."""
    wrong = list(_misdirected(desk, bundle, where))
    if wrong:
        return Arrival(bundle, Intake(tuple(wrong)))
    trusted = desk.settings.trusts or {}
    intake = weigh(desk.store, bundle, where, trusted, understand)
    texts = (*_other_text(desk, bundle, intake, where), *_other_cut(desk, bundle, where))
    return Arrival(bundle, replace(intake, findings=(*intake.findings, *texts)))


def import_bundle(desk: Desk, path: Path) -> Arrival:
    """Weigh a bundle, and take it unless it is refused. In whatever order bundles come, the state is the same."""
    return take_bundle(desk, read_bundle(path), str(path))


def take_bundle(desk: Desk, bundle: Bundle, where: str) -> Arrival:
    """The same of a bundle that was read."""
    arrival = weigh_bundle(desk, bundle, where)
    if not arrival.refused:
        take(desk.store, arrival.intake)
    return arrival


def _misdirected(desk: Desk, bundle: Bundle, where: str) -> Iterator[Finding]:
    if bundle.process != desk.settings.process:
        yield found(
            "other-process",
            where,
            f"The bundle is of the process `{bundle.process}`, and this desk keeps `{desk.settings.process}`.",
            "name the desk of that process; if it is one process under two names, whoever began later sets up "
            "another desk under the first name. Nothing was changed",
        )
    elif bundle.reader not in (desk.actor, EVERYBODY):
        yield found(
            "not-for-this-desk",
            where,
            f"The bundle was cut for {bundle.reader}, and this is the desk of {desk.actor}: it may hold what "
            f"{desk.actor} is not to see.",
            f"ask {bundle.sender} for a bundle of your own; nothing was changed",
        )


def understand(entry: Entry) -> Iterator[Finding]:
    """What keeps an entry from being understood: nothing that may matter is taken and then passed over."""
    where = f"{entry.header.log}/{entry.header.sequence}"
    try:
        content = entry.content
    except ValueError:
        return  # told by whoever examines signatures
    if content is None or entry.header.redacts is not None:
        return
    try:
        what, data = payload_of(content.event, where)
        if what is Payload.EVENT:
            yield from decode(data, where).findings
        else:
            for name in data["files"]:
                check_path(name)
            _ = data["of"] if what is Payload.ATTACHMENT else (data["main"], data["version"])
    except RecordFault as error:
        yield error.finding
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = str(error) if type(error) is ValueError else "it does not say what it should"
        yield found("unknown-entry", where, f"The entry cannot be used: {why}.", "ask the desk that wrote it")


def _other_cut(desk: Desk, bundle: Bundle, where: str) -> Iterator[Finding]:
    """The text that the sender cut for this desk is another than this desk's own, read the same way."""
    ours = [each for each in desk.contents.adopted if each.desk == desk.actor]
    if not bundle.text or not ours:
        return
    may_read = Readers(desk.shared_document.process, desk.actor).may_read
    if text_for(desk.shared_document, may_read) not in bundle.text.values():
        yield found(
            "other-text",
            where,
            f"{bundle.sender} goes by another text, as far as this desk may see it, than this desk.",
            "compare the two: what follows from the same events may differ",
            severity=Severity.WARNING,
        )


def _other_text(desk: Desk, bundle: Bundle, intake: Intake, where: str) -> Iterator[Finding]:
    """The sender goes by another version of the text than this desk."""
    adopted = [
        content.event[Payload.PROCESS]["version"]
        for entries in intake.chains.values()
        for entry in entries
        if entry.header.log.desk == bundle.sender
        and entry.header.redacts is None
        and (content := entry.content) is not None
        and Payload.PROCESS in content.event
    ]
    ours = [each for each in desk.contents.adopted if each.desk == desk.actor]
    if adopted and ours and not intake.refused and adopted[-1] != desk.adopted.version:
        yield found(
            "other-text",
            where,
            f"{bundle.sender} goes by another version of the text ({adopted[-1][:16]}) than this desk "
            f"({desk.adopted.version[:16]}).",
            "compare the two: what follows from the same events may differ",
            severity=Severity.WARNING,
        )
