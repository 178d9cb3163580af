"""A record in memory: for trying things out, and for tests. It is gone when the program ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import RLock

from reconvene.record.attachments import digest_of
from reconvene.record.checkpoint import SignedCheckpoint
from reconvene.record.entry import EMPTY, Entry, Head, LogName
from reconvene.record.store import Row, Write, check_batch, stale
from reconvene.text.finding import Finding


class MemoryStore:
    """A store that lives in this process."""

    def __init__(self) -> None:
        self.where = "memory"
        self._lock = RLock()
        self._logs: dict[LogName, list[Entry]] = {}
        self._attachments: dict[str, bytes] = {}
        self._notes: dict[str, SignedCheckpoint] = {}
        self._keys: dict[str, list[str]] = {}
        self._aside: dict[str, Entry] = {}

    def append(self, log: LogName, write: Write) -> Head:
        """Add what `write` gives for the head."""
        with self._lock:
            batch = write(self.head(log))
            check_batch(self.where, log, self.head(log), self._largest(log), batch)
            entries = self._logs.get(log, [])
            made = [*entries, *batch.entries]
            for sequence in batch.erased:
                made[sequence] = made[sequence].without_body()
            if made:
                self._logs[log] = made
            self._attachments |= {digest_of(content): content for content in batch.attachments}
            if batch.erased:
                self._forget()
            return self.head(log)

    def _largest(self, log: LogName) -> int:
        sizes = (each.checkpoint.size for each in self._notes.values() if each.checkpoint.origin == log.origin)
        return max(sizes, default=0)

    def _forget(self) -> None:
        """Let go of the attachments that no body names any more."""
        bodies = (entry.content for entries in self._logs.values() for entry in entries)
        named = {digest for body in bodies if body is not None for digest in body.attachments}
        self._attachments = {digest: content for digest, content in self._attachments.items() if digest in named}

    def logs(self) -> list[LogName]:
        """Every log, sorted."""
        return sorted(self._logs)

    def heads(self) -> dict[LogName, Head]:
        """How far every log has come."""
        return {log: self.head(log) for log in self.logs()}

    def head(self, log: LogName) -> Head:
        """How far a log has come."""
        entries = self._logs.get(log)
        return entries[-1].head if entries else EMPTY

    def rows(self, log: LogName, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """The entries of a log."""
        for entry in self._logs.get(log, [])[start:end]:
            yield _row(entry)

    def attachment(self, digest: str) -> bytes | None:
        """The content with this SHA-256."""
        return self._attachments.get(digest)

    def attachments(self) -> list[str]:
        """The SHA-256 of every attachment."""
        return sorted(self._attachments)

    def keep(self, checkpoint: SignedCheckpoint) -> None:
        """Keep a checkpoint."""
        self._notes.setdefault(checkpoint.note, checkpoint)

    def notes(self, origin: str | None = None) -> list[str]:
        """The signed notes that are kept."""
        kept = [each for each in self._notes.values() if origin in (None, each.checkpoint.origin)]
        return [each.note for each in sorted(kept, key=lambda each: (each.checkpoint.origin, each.checkpoint.size))]

    def state_key(self, desk: str, sequence: int, line: str) -> None:
        """Add to the history of a desk's keys."""
        with self._lock:
            statements = self._keys.setdefault(desk, [])
            if len(statements) != sequence:
                raise stale(self.where, LogName("keys", desk, "keys"), Head(len(statements), ""), sequence)
            statements.append(line)

    def key_statements(self, desk: str) -> list[str]:
        """The history of a desk's keys."""
        return list(self._keys.get(desk, ()))

    def desks(self) -> list[str]:
        """Every desk whose keys are known."""
        return sorted(desk for desk, statements in self._keys.items() if statements)

    def set_aside(self, entries: Sequence[Entry]) -> None:
        """Keep entries that do not fit."""
        for entry in entries:
            self._aside.setdefault(entry.line, entry)

    def aside(self, log: LogName | None = None) -> list[Row]:
        """What was set aside."""
        kept = (entry for entry in self._aside.values() if log in (None, entry.header.log))
        return sorted((_row(entry) for entry in kept), key=lambda row: (row.sequence, row.line))

    def examine(self) -> list[Finding]:
        """Memory does not decay."""
        return []

    def close(self) -> None:
        """Nothing to let go of."""


def _row(entry: Entry) -> Row:
    return Row(entry.header.sequence, entry.line, entry.body, entry.header.redacts)
