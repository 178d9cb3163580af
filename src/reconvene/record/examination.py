"""Examining a stretch of a log: each entry by itself, and the links between them. Stretches can be examined apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reconvene.record.canon import tagged_hash
from reconvene.record.entry import BODY_TAG, Entry, LogName, read_body, read_entry
from reconvene.record.keys import VerifyingKey
from reconvene.record.store import Row
from reconvene.record.tree import leaf_hash


class Fault(NamedTuple):
    """What is wrong with an entry: the id of the finding, and the sentence."""

    sequence: int
    id: str
    message: str


class Seen(NamedTuple):
    """What an entry says that is compared with others; `hash` is None where the entry cannot be read."""

    sequence: int
    leaf: bytes
    hash: str | None
    previous: str
    readers: tuple[str, ...]
    key: str
    redacts: int | None
    held: bool
    attachments: tuple[str, ...]
    sound: bool


class Stretch(NamedTuple):
    """A stretch of a log, examined."""

    seen: list[Seen]
    faults: list[Fault]


def examine(log: LogName, rows: Sequence[Row], keys: Mapping[str, VerifyingKey]) -> Stretch:
    """Every entry of a stretch: whether it can be read, stands in its place, was signed, and has the body it should."""
    seen: list[Seen] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            entry = read_entry(row.line, None)
        except ValueError as error:
            faults.append(Fault(row.sequence, "entry-damaged", f"Entry {row.sequence} cannot be read: {error}."))
            seen.append(Seen(row.sequence, _leaf(row), None, "", (), "", None, row.body is not None, (), sound=False))
            continue
        wrong = list(_wrong(log, row, entry, keys))
        named, about_body = _named(row, entry)
        faults += (*wrong, *about_body)
        said = entry.header
        seen.append(
            Seen(
                row.sequence,
                _leaf(row),
                entry.hash,
                said.previous,
                said.readers,
                said.key,
                said.redacts,
                row.body is not None,
                named,
                sound=not wrong,
            )
        )
    return Stretch(seen, faults)


def _leaf(row: Row) -> bytes:
    return leaf_hash(row.line.encode("utf-8", "surrogatepass"))


def _wrong(log: LogName, row: Row, entry: Entry, keys: Mapping[str, VerifyingKey]) -> Iterator[Fault]:
    said, place = entry.header, row.sequence
    if said.log != log or said.sequence != place:
        yield Fault(
            place, "entry-misplaced", f"Entry {place} of {log} says that it is entry {said.sequence} of {said.log}."
        )
    if said.redacts != row.redacts or (said.redacts is not None and said.redacts >= place):
        yield Fault(place, "entry-misplaced", f"Entry {place} is not what it is listed as: it redacts {said.redacts}.")
    key = keys.get(said.key)
    if key is None:
        message = f"Entry {place} is signed with key {said.key[:16]}, which {said.log.desk} never stated."
        yield Fault(place, "key-unknown", message)
    elif not entry.signed_by(key):
        yield Fault(place, "signature-wrong", f"Entry {place} is not what key {said.key[:16]} signed.")


def _named(row: Row, entry: Entry) -> tuple[tuple[str, ...], Iterable[Fault]]:
    """The attachments that the body names, and what is wrong with it."""
    if row.body is None:
        return (), ()
    place = row.sequence
    try:
        if tagged_hash(BODY_TAG, row.body) != entry.header.body:
            return (), [Fault(place, "body-changed", f"The body of entry {place} is not the one that was signed.")]
        return read_body(row.body).attachments, ()
    except ValueError as error:
        return (), [Fault(place, "body-changed", f"The body of entry {place} cannot be read: {error}.")]
