"""What every store of a record can do: one protocol, kept by memory, SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from reconvene.record.checkpoint import SignedCheckpoint
from reconvene.record.entry import Entry, Head, LogName
from reconvene.record.fault import RecordFault, Stale, fault, found
from reconvene.text.finding import Finding


class Batch(NamedTuple):
    """What is written in one go: entries, attachments, and the sequences whose bodies go.

    A copy may be written before its attachments are there; they can follow by themselves. What is `copied` from
    another desk may come bit by bit, so that the log is shorter than what a checkpoint says of it.
    """

    entries: Sequence[Entry]
    attachments: Sequence[bytes] = ()
    erased: Sequence[int] = ()
    copied: bool = False


class Row(NamedTuple):
    """An entry as it lies in a store, whatever state it is in: where it lies, its line, its body, what it redacts."""

    sequence: int
    line: str
    body: str | None
    redacts: int | None = None


Write = Callable[[Head], Batch]
"""Given how far a log has come, what to write next: written if nobody else wrote meanwhile, and asked again if so."""


class Store(Protocol):
    """A store of logs, attachments, checkpoints and the history of keys. What was given to it is never changed.

    What a method has written is durable when it returns; if it raises `RecordFault`, nothing was written.
    """

    where: str

    def append(self, log: LogName, write: Write) -> Head:
        """Let `write` see the head of the log, and add what it gives. Writers of one log take turns.

        Gives the new head. Raises `Stale` if what is given does not follow the head.
        """

    def logs(self) -> list[LogName]:
        """Every log, sorted."""

    def heads(self) -> dict[LogName, Head]:
        """How far every log has come, as of one moment."""

    def head(self, log: LogName) -> Head:
        """How far a log has come; `EMPTY` if there is none."""

    def rows(self, log: LogName, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """The entries of a log from `start` up to but without `end`, in order, unread."""

    def attachment(self, digest: str) -> bytes | None:
        """The content with this SHA-256; None if it is not held."""

    def attachments(self) -> list[str]:
        """The SHA-256 of every attachment held, sorted."""

    def keep(self, checkpoint: SignedCheckpoint) -> None:
        """Keep a checkpoint, ours or another's, beside all others; one that is kept already stays as it is."""

    def notes(self, origin: str | None = None) -> list[str]:
        """The signed notes of the checkpoints that are kept, of one log or all, by size and in the order they came."""

    def state_key(self, desk: str, sequence: int, line: str) -> None:
        """Add a statement to the history of a desk's keys. Raises `Stale` if it has another length."""

    def key_statements(self, desk: str) -> list[str]:
        """The history of a desk's keys, oldest first."""

    def desks(self) -> list[str]:
        """Every desk whose keys are known, sorted."""

    def set_aside(self, entries: Sequence[Entry]) -> None:
        """Keep entries that do not fit their log: the other branch of a fork, or what stands behind a gap."""

    def aside(self, log: LogName | None = None) -> list[Row]:
        """What was set aside, of one log or all."""

    def examine(self) -> list[Finding]:
        """What is wrong with the store as such, before one entry of it is read."""

    def close(self) -> None:
        """Let go of files and connections."""


def check_batch(where: str, log: LogName, head: Head, kept: int, batch: Batch) -> None:
    """Raise unless the batch follows the head. `kept` is the largest size among the checkpoints kept of this log."""
    place = f"{where}: {log}"
    if batch.entries and kept > head.length and not batch.copied:
        raise fault(
            "log-cut-short",
            place,
            f"The log has {head.length} entries, and a checkpoint kept of it says that it had {kept}.",
            "get the missing entries back from whoever holds a copy, or go on in a new compartment: entries written "
            "now would contradict what others hold",
        )
    redacted = {entry.header.redacts for entry in batch.entries}
    if not redacted >= set(batch.erased):
        raise ValueError("a body is erased only together with the entry that says so")
    following = head
    for entry in batch.entries:
        said = entry.header
        if said.log != log:
            raise ValueError(f"an entry of {said.log} was given to {log}")
        if (said.sequence, said.previous) != following[:2]:
            raise stale(where, log, following, said.sequence)
        if following.readers not in (None, said.readers):
            raise _other_readers(place, following.readers or (), said.readers)
        following = entry.head


def _other_readers(place: str, first: Sequence[str], given: Sequence[str]) -> RecordFault:
    ours, theirs = (", ".join(readers) or "nobody" for readers in (first, given))
    return fault(
        "other-readers",
        place,
        f"The log is for {ours}, and this was to be written for {theirs}.",
        "open a compartment of another name for other readers: what was said to some is not shown to more",
    )


def stale(where: str, log: LogName, head: Head, expected: int) -> Stale:
    """The refusal of a writer who does not know the newest entries."""
    said = (
        f"This was written to follow {expected} entries, and the log has {head.length}."
        if expected != head.length
        else f"This was written to follow another entry {head.length - 1} than the one in the log."
    )
    finding = found(
        "stale-writer", f"{where}: {log}", said, "read what was added, see whether it changes anything, and write again"
    )
    return Stale(finding, head.length)
