"""Recovering what is good of a damaged record, into a new one: what verifies stays, what stands apart is set aside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from reconvene.record.address import open_store
from reconvene.record.attachments import digest_of
from reconvene.record.canon import read_canonical
from reconvene.record.checkpoint import SignedCheckpoint, read_checkpoint
from reconvene.record.entry import EMPTY, LINE, Entry, Head, LogName, read_entry
from reconvene.record.fault import RecordFault, StoreFindings
from reconvene.record.key_history import KeyHistory, read_history
from reconvene.record.sql_store import PAGE
from reconvene.record.sqlite_store import FILE, JOURNAL
from reconvene.record.store import Batch, Row, Store

T = TypeVar("T")
MOST = 10_000_000
"""No log is followed further than this over pages that cannot be read."""
NEAR = 4096
"""Within how many bytes behind its line a body ends, if both lie on one page."""

_LINE = re.compile(LINE.encode())
_STATEMENT = re.compile(rb'\{"act":"[a-z]+","desk":"[^\x00-\x1f]*?"signatures":\{[^{}\x00-\x1f]*\}[^{}\x00-\x1f]*\}')
_NOTE = re.compile(rb"reconvene/[^\n\x00-\x1f]+\n\d+\n[A-Za-z0-9+/]{43}=\n\n(?:\xe2\x80\x94 [^\n\x00-\x1f]+\n)+")
_BODY = b'{"attachments":['


@dataclass(frozen=True)
class Recovered:
    """What a recovery brought back: how many entries of each log, and how many stand apart behind a gap."""

    logs: Mapping[LogName, int]
    aside: int
    checkpoints: int
    attachments: int


@dataclass
class Salvage:
    """Whatever could be read, in no order; nothing is verified but that a body belongs to its entry."""

    entries: dict[str, Entry]
    statements: dict[str, None]
    notes: dict[str, SignedCheckpoint]
    attachments: dict[str, bytes]

    def take(self, line: str, body: str | None) -> None:
        """Keep an entry that can be read, with its body if that is its own."""
        try:
            entry = read_entry(line, body)
        except ValueError:
            return
        if body is not None and not _is_own(entry):
            entry = entry.without_body()
        if entry.body is not None or line not in self.entries:
            self.entries[line] = entry

    def take_note(self, note: str) -> None:
        """Keep a checkpoint that can be read."""
        try:
            self.notes[note] = read_checkpoint(note)
        except ValueError:
            return


def _is_own(entry: Entry) -> bool:
    try:
        return entry.content is not None
    except ValueError:
        return False


def recover(where: str | Path, target: Store, *others: str | Path, contents: Iterable[bytes] = ()) -> Recovered:
    """Copy what is good of a damaged record into an empty store. The record is not changed.

    Of each log the entries from the start as far as they follow one another are taken; what stands behind a gap is set
    aside, so that it is there when the gap is filled, and so is what cannot be judged because its key was lost with the
    record. `others` are copies, which fill gaps and bring back keys, and `contents` are files that may be attachments:
    those that an entry names by their hash are. An entry counts if a key of its desk signed it; a body, if it is the
    one that was signed. Raises `Stale` if the store is not empty.
    """
    salvage = Salvage({}, {}, {}, {digest_of(content): content for content in contents})
    for each in (where, *others):
        _read_store(each, salvage)
        for part in (Path(each) / FILE, Path(each) / f"{FILE}{JOURNAL}"):
            if part.is_file():
                _carve(part.read_bytes(), salvage)
    histories = _write_keys(salvage, target)
    logs, aside = _write_logs(salvage, histories, target)
    kept = [each for each in salvage.notes.values() if _is_signed(each, histories)]
    for checkpoint in kept:
        target.keep(checkpoint)
    return Recovered(logs, aside, len(kept), len(target.attachments()))


# --- reading whatever can be read ---


def _read_store(where: str | Path, salvage: Salvage) -> None:
    """What the database itself still gives."""
    told = StoreFindings(str(where))
    stores: list[Store] = []
    told.attempt(lambda: stores.append(open_store(where, writable=False)))
    for store in stores:
        told.attempt(partial(_read_rest, store, salvage, told))
        store.close()


def _read_rest(store: Store, salvage: Salvage, told: StoreFindings) -> None:
    for note in _attempted(told, store.notes):
        salvage.take_note(note)
    for desk in _attempted(told, store.desks):
        for line in _attempted(told, partial(store.key_statements, desk)):
            salvage.statements[line] = None
    for row in _attempted(told, store.aside):
        salvage.take(row.line, row.body)
    for digest in _attempted(told, store.attachments):
        told.attempt(partial(_take_attachment, store, digest, salvage))
    for log in _attempted(told, store.logs):
        for row in _rows(store, log):
            salvage.take(row.line, row.body)


def _attempted(told: StoreFindings, part: Callable[[], list[T]]) -> list[T]:
    found: list[T] = []
    told.attempt(lambda: found.extend(part()))
    return found


def _take_attachment(store: Store, digest: str, salvage: Salvage) -> None:
    content = store.attachment(digest)
    if content is not None:
        salvage.attachments[digest_of(content)] = content


def _rows(store: Store, log: LogName) -> Iterator[Row]:
    """The rows of a log; a page that cannot be read is read row by row, and then the next."""
    start = 0
    while True:
        try:
            for row in store.rows(log, start):
                yield row
                start = row.sequence + 1
        except RecordFault:
            yield from _one_by_one(store, log, range(start, start + PAGE))
            start += PAGE
            if start > MOST:
                return
        else:
            return


def _one_by_one(store: Store, log: LogName, places: Iterable[int]) -> Iterator[Row]:
    for place in places:
        try:
            yield from store.rows(log, place, place + 1)
        except RecordFault:
            continue


def _carve(content: bytes, salvage: Salvage) -> None:
    """What stands in the bytes of a file, whatever has become of its tables: all that we write has its own shape."""
    for match in _LINE.finditer(content):
        salvage.take(_text(match[0]), _body_at(content[match.end() : match.end() + NEAR]))
    for match in _STATEMENT.finditer(content):
        salvage.statements[_text(match[0])] = None
    for match in _NOTE.finditer(content):
        salvage.take_note(_text(match[0]))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _body_at(content: bytes) -> str | None:
    """The body that follows a line in its row."""
    if not content.startswith(_BODY):
        return None
    text = content.decode("utf-8", "ignore")
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    return text[:end]


# --- writing what is good ---


def _write_keys(salvage: Salvage, target: Store) -> dict[str, KeyHistory]:
    """The history of each desk's keys, as far as its statements follow one another."""
    by_desk: dict[str, list[str]] = {}
    for line in salvage.statements:
        by_desk.setdefault(_desk(line), []).append(line)
    return {desk: _write_history(desk, lines, target) for desk, lines in sorted(by_desk.items()) if desk}


def _desk(line: str) -> str:
    try:
        return str(read_canonical(line)["desk"])
    except (ValueError, KeyError, TypeError):
        return ""


def _write_history(desk: str, lines: list[str], target: Store) -> KeyHistory:
    history = KeyHistory(desk)
    made: list[str] = []
    while True:
        tried = ((line, read_history(desk, [*made, line])) for line in lines if line not in made)
        following = next(((line, after) for line, after in tried if not after.faults), None)
        if following is None:
            return history
        line, after = following
        target.state_key(desk, len(made), line)
        made, history = [*made, line], after


def _write_logs(salvage: Salvage, histories: Mapping[str, KeyHistory], target: Store) -> tuple[dict[LogName, int], int]:
    by_log: dict[LogName, list[Entry]] = {}
    for entry in salvage.entries.values():
        by_log.setdefault(entry.header.log, []).append(entry)
    logs: dict[LogName, int] = {}
    aside = 0
    for name, entries in sorted(by_log.items()):
        history = histories.get(name.desk)
        keys = {key.id: key for key in history.keys} if history else {}
        signed = [each for each in entries if (key := keys.get(each.header.key)) and each.signed_by(key)]
        unknown = [each for each in entries if each.header.key not in keys]
        chain = _chain(signed)
        named = {digest for each in chain if (body := each.content) for digest in body.attachments}
        attachments = [content for digest, content in salvage.attachments.items() if digest in named]
        if chain:
            target.append(name, partial(_batch, chain, attachments))
            logs[name] = len(chain)
        rest = [each for each in (*signed, *unknown) if each.line not in {kept.line for kept in chain}]
        target.set_aside(rest)
        aside += len(rest)
    return logs, aside


def _batch(chain: list[Entry], attachments: list[bytes], _: Head) -> Batch:
    return Batch(chain, attachments)


def _chain(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that follow one another from the start; without the bodies that were redacted."""
    by_place: dict[tuple[int, str], Entry] = {}
    for entry in entries:
        by_place.setdefault((entry.header.sequence, entry.header.previous), entry)
    chain: list[Entry] = []
    head = EMPTY
    while (following := by_place.get((head.length, head.hash))) is not None:
        chain.append(following)
        head = following.head
    redacted = {entry.header.redacts for entry in chain}
    return [entry.without_body() if entry.header.sequence in redacted else entry for entry in chain]


def _is_signed(checkpoint: SignedCheckpoint, histories: Mapping[str, KeyHistory]) -> bool:
    keys = (key for history in histories.values() for key in history.keys)
    return checkpoint.signed.signer(keys) is not None
