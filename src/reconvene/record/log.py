"""A log: the chain of one compartment at one desk. Write to it, read it, prove what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reconvene.record.attachments import LARGEST, digest_of
from reconvene.record.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from reconvene.record.entry import SALT_BYTES, Entry, Head, LogName, Writing, read_entry, sign_entry
from reconvene.record.fault import fault
from reconvene.record.keys import SigningKey
from reconvene.record.store import Batch, Row, Store, stale
from reconvene.record.tree import leaf_hash, prove_consistency, prove_inclusion, root_of


@dataclass(frozen=True)
class Log:
    """One log in a store, and who may read it. The readers are signed into each entry and stay what they first were."""

    store: Store
    name: LogName
    readers: tuple[str, ...]

    @property
    def where(self) -> str:
        """How messages name it."""
        return f"{self.store.where}: {self.name}"

    def append(
        self,
        event: Mapping[str, Any],
        *,
        key: SigningKey,
        now: datetime,
        attachments: Sequence[bytes] = (),
        expected: int | None = None,
    ) -> Entry:
        """Sign an event and add it. It is durable when this returns; if this raises, nothing was written.

        With `expected`, raises `Stale` unless the log has exactly so many entries. Raises `RecordFault` where the store
        cannot be written, or the readers are others than those of the log.
        """
        return self.append_all([event], key=key, now=now, attachments=attachments, expected=expected)[0]

    def append_all(
        self,
        events: Sequence[Mapping[str, Any]],
        *,
        key: SigningKey,
        now: datetime,
        attachments: Sequence[bytes] = (),
        expected: int | None = None,
    ) -> list[Entry]:
        """Add several events, all or none; each names all the attachments. Otherwise as `append`."""
        digests = self._digests(attachments)
        writings = [Writing(self.name, self.readers, event, now, digests) for event in events]
        return self._write(writings, key, expected, attachments)

    def redact(self, sequence: int, *, reason: str, key: SigningKey, now: datetime) -> Entry:
        """Erase the body of an entry, and say so in a new one with the reason. The chain and its proofs stay valid.

        Attachments that nothing else names go with it. Raises `RecordFault` if there is no such entry, if it is itself
        a redaction, or if its body is gone already. Copies that others hold are theirs to erase.
        """
        entry = next(self.entries(sequence, sequence + 1), None)
        if entry is None or entry.header.redacts is not None or entry.body is None:
            why = "there is no such entry" if entry is None else "it has no body" if not entry.body else "it redacts"
            raise fault(
                "nothing-to-redact",
                f"{self.where}/{sequence}",
                f"Entry {sequence} cannot be redacted: {why}.",
                "name an entry that holds an event",
            )
        said = {"reason": reason, "redacts": sequence}
        writing = Writing(self.name, self.readers, said, now, redacts=sequence)
        return self._write([writing], key, None, (), erased=(sequence,))[0]

    def _digests(self, attachments: Sequence[bytes]) -> tuple[str, ...]:
        for content in attachments:
            if len(content) > LARGEST:
                raise fault(
                    "attachment-too-large",
                    self.where,
                    f"An attachment has {len(content):,} bytes, and the most is {LARGEST:,}.",
                    "keep it elsewhere, and record its SHA-256 and where it lies",
                )
        return tuple(digest_of(content) for content in attachments)

    def _write(
        self,
        writings: Sequence[Writing],
        key: SigningKey,
        expected: int | None,
        attachments: Sequence[bytes],
        erased: Sequence[int] = (),
    ) -> list[Entry]:
        salts = [os.urandom(SALT_BYTES) for _ in writings]
        made: list[Entry] = []

        def write(head: Head) -> Batch:
            made.clear()
            if expected is not None and head.length != expected:
                raise stale(self.store.where, self.name, head, expected)
            for writing, salt in zip(writings, salts, strict=True):
                made.append(sign_entry(writing, made[-1].head if made else head, key, salt))
            return Batch(made, attachments, erased)

        self.store.append(self.name, write)
        return made

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[Entry]:
        """The entries from `start` up to but without `end`. Raises `RecordFault` at one that cannot be read."""
        return (self._read(row) for row in self.store.rows(self.name, start, end))

    def _read(self, row: Row) -> Entry:
        try:
            return read_entry(row.line, row.body)
        except ValueError as error:
            raise fault(
                "entry-damaged",
                f"{self.where}/{row.sequence}",
                f"Entry {row.sequence} cannot be read: {error}.",
                "verify the record, and recover what is good",
            ) from error

    def head(self) -> Head:
        """How far the log has come."""
        return self.store.head(self.name)

    def leaves(self, size: int | None = None) -> list[bytes]:
        """The leaf hashes of its tree, of the first `size` entries or all."""
        return [leaf_hash(row.line.encode()) for row in self.store.rows(self.name, 0, size)]

    def checkpoint(self, key: SigningKey) -> SignedCheckpoint:
        """Sign how far the log has come, and keep that; hand it to others, so that they can hold us to it."""
        leaves = self.leaves()
        made = sign_checkpoint(Checkpoint(self.name.origin, len(leaves), root_of(leaves)), key)
        self.store.keep(made)
        return made

    def inclusion(self, sequence: int, size: int) -> list[bytes]:
        """The proof that an entry is among the first `size`: see `tree.verify_inclusion`."""
        return prove_inclusion(self.leaves(size), sequence)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the log of `old` entries only grew into that of `size`: see `tree.verify_consistency`."""
        return prove_consistency(self.leaves(size), old)


def heads(store: Store) -> dict[LogName, Head]:
    """How far every log of a store has come."""
    return store.heads()
