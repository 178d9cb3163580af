"""What a record can be held against: how far each log has come, the keys of the desks, checkpoints, and one proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.live.desk import Desk
from reconvene.record.checkpoint import SignedCheckpoint, read_checkpoint
from reconvene.record.desk_keys import history_of
from reconvene.record.entry import LogName, read_entry
from reconvene.record.fault import fault
from reconvene.record.log import Log
from reconvene.record.tree import leaf_hash, root_of, verify_inclusion


@dataclass(frozen=True)
class KeyOfDesk:
    """A key: whose, its fingerprint, since when, how it came, whether it is in force, and whether it was compared."""

    desk: str
    id: str
    since: str
    act: str
    current: bool
    vouched: bool
    compared: bool
    revoked: str
    reason: str


@dataclass(frozen=True)
class KeptNote:
    """A checkpoint that is kept here: its number, of which log, how long that was, its root, and who signed it."""

    number: int
    log: str
    size: int
    root: str
    by: str
    note: str

    @property
    def file(self) -> str:
        """What a file of it is called."""
        return f"{self.log.replace('/', '-')}-{self.size}.checkpoint"


@dataclass(frozen=True)
class Inclusion:
    """The proof that an entry is in its log: the hashes from its leaf to the root, all in hexadecimal.

    `checkpoint` is the smallest kept checkpoint whose root that is; None where it is the root of the log as it stands.
    """

    log: str
    sequence: int
    size: int
    hash: str
    leaf: str
    path: tuple[str, ...]
    root: str
    holds: bool
    checkpoint: KeptNote | None


def keys_known(desk: Desk) -> list[KeyOfDesk]:
    """The keys of every desk that is known, oldest first, this desk's before the others'."""
    trusts = desk.settings.trusts or {}
    listed = sorted(desk.store.desks(), key=lambda name: (name != desk.actor, name))
    return [each for name in listed for each in _keys(desk, name, tuple(trusts.get(name, ())))]


def _keys(desk: Desk, name: str, compared: tuple[str, ...]) -> Iterator[KeyOfDesk]:
    history = history_of(desk.store, name)
    for span in history.spans:
        yield KeyOfDesk(
            name,
            span.key.id,
            span.since,
            str(span.act),
            history.current is not None and history.current.id == span.key.id,
            span.vouched,
            span.key.id in compared,
            span.revoked or "",
            span.reason,
        )


def notes_kept(desk: Desk) -> list[KeptNote]:
    """The checkpoints that are kept; what cannot be read is told by the verification, and passed over here."""
    found = []
    for number, note in enumerate(desk.store.notes()):
        try:
            signed = read_checkpoint(note)
        except ValueError:
            continue
        found.append(_kept(number, signed))
    return found


def _kept(number: int, signed: SignedCheckpoint) -> KeptNote:
    said = signed.checkpoint
    by = ", ".join(each.name for each in signed.signed.signatures)
    return KeptNote(number, said.origin.removeprefix("reconvene/"), said.size, said.root.hex(), by, signed.note)


def inclusion_of(desk: Desk, log: str, sequence: int) -> Inclusion:
    """The proof of an entry, checked. Raises `RecordFault` if there is no such entry."""
    name = next((each for each in desk.store.logs() if str(each) == log), None)
    length = desk.store.head(name).length if name is not None else 0
    if name is None or not 0 <= sequence < length:
        said = f"There is no entry {sequence} in a log `{log[:120]}`."
        raise fault("no-such-entry", str(desk.folder), said, "open the event in the record, and follow its link")
    covering = [each for each in notes_kept(desk) if each.log == log and sequence < each.size <= length]
    kept = min(covering, key=lambda each: each.size, default=None)
    return _proved(desk, name, sequence, kept.size if kept is not None else length, kept)


def _proved(desk: Desk, name: LogName, sequence: int, size: int, kept: KeptNote | None) -> Inclusion:
    log = Log(desk.store, name, ())
    row = next(desk.store.rows(name, sequence, sequence + 1))
    leaf, path = leaf_hash(row.line.encode()), log.inclusion(sequence, size)
    root = bytes.fromhex(kept.root) if kept is not None else root_of(log.leaves(size))
    return Inclusion(
        str(name),
        sequence,
        size,
        read_entry(row.line, None).hash,
        leaf.hex(),
        tuple(each.hex() for each in path),
        root.hex(),
        verify_inclusion(leaf, sequence, size, path, root),
        kept,
    )
