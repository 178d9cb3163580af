"""One entry of a log: a signed header that commits to its body, so that the body can be erased and the chain holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from reconvene.record.canon import canonical, read_canonical, tagged_hash
from reconvene.record.keys import SigningKey, VerifyingKey

VERSION = "1"
BODY_TAG = "reconvene body v1"
ENTRY_TAG = "reconvene entry v1"
SIGNED_TAG = "reconvene signed entry v1"
SALT_BYTES = 32
START = "0" * 64
"""What the first entry of a log has for the hash of the one before it."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_OF_LOG = {"process", "desk", "compartment", "readers"}
_KEYS = _OF_LOG | {"sequence", "previous", "body", "key", "recorded", "signature", "version"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class LogName(NamedTuple):
    """Which log: of which process, written by which desk, for which compartment."""

    process: str
    desk: str
    compartment: str

    def __str__(self) -> str:
        return "/".join(self)

    @property
    def origin(self) -> str:
        """What its checkpoints call it (C2SP: the origin line)."""
        return f"reconvene/{self}"


class Head(NamedTuple):
    """How far a log has come: how many entries it has, the hash of the last, and its readers (None: not yet said)."""

    length: int
    hash: str
    readers: tuple[str, ...] | None = None


EMPTY = Head(0, START)


class Header(NamedTuple):
    """What every entry says in the open, and signs."""

    log: LogName
    readers: tuple[str, ...]
    sequence: int
    previous: str
    body: str
    key: str
    recorded: str
    redacts: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """What an entry says: the event as plain data, the attachments it names by their SHA-256, and the salt.

    The salt keeps anybody from guessing an erased body and finding it confirmed by its hash.
    """

    event: Mapping[str, Any]
    attachments: tuple[str, ...]
    salt: str

    @property
    def text(self) -> str:
        """Its canonical text, which is what the header commits to."""
        return canonical({"attachments": self.attachments, "event": self.event, "salt": self.salt})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `line` is its header and signature as canonical text, `body` its body; None once that was erased."""

    line: str
    body: str | None
    header: Header
    signature: str

    @property
    def hash(self) -> str:
        """The hash that the next entry names, in hexadecimal; it covers header and signature."""
        return tagged_hash(ENTRY_TAG, self.line)

    @property
    def head(self) -> Head:
        """How far the log has come with this entry."""
        return Head(self.header.sequence + 1, self.hash, self.header.readers)

    @property
    def content(self) -> Body | None:
        """The body, read; None if it was erased. Raises ValueError if it is not what the header commits to."""
        if self.body is None:
            return None
        if tagged_hash(BODY_TAG, self.body) != self.header.body:
            raise ValueError("the body is not the one that was signed")
        return read_body(self.body)

    def signed_by(self, key: VerifyingKey) -> bool:
        """Whether this key signed it."""
        return key.verifies(self.signature, SIGNED_TAG, _signed(self.line, self.signature))

    def without_body(self) -> Entry:
        """The entry with its body erased."""
        return replace(self, body=None)


class Writing(NamedTuple):
    """Who writes what, where, for whom and when: everything of an entry but its place in the log.

    `now` has a time zone; `redacts` is the sequence of the entry whose body this one erases.
    """

    log: LogName
    readers: Sequence[str]
    event: Mapping[str, Any]
    now: datetime
    attachments: Sequence[str] = ()
    redacts: int | None = None


def sign_entry(writing: Writing, head: Head, key: SigningKey, salt: bytes) -> Entry:
    """The entry that follows `head`, signed. Raises ValueError or TypeError for what cannot be written exactly."""
    for name in (*writing.log, *writing.readers):
        check_name(name)
    if writing.now.tzinfo is None:
        raise ValueError("the moment of recording has no time zone")
    body = Body(writing.event, tuple(writing.attachments), salt.hex()).text
    header: dict[str, Any] = {
        "body": tagged_hash(BODY_TAG, body),
        "compartment": writing.log.compartment,
        "desk": writing.log.desk,
        "key": key.public.id,
        "previous": head.hash,
        "process": writing.log.process,
        "readers": sorted(set(writing.readers)),
        "recorded": moment(writing.now),
        "sequence": head.length,
        "version": VERSION,
    }
    if writing.redacts is not None:
        header["redacts"] = writing.redacts
    signature = key.sign(SIGNED_TAG, canonical(header))
    return read_entry(canonical({**header, "signature": signature}), body)


def check_name(name: str) -> str:
    """The name, if it may stand for a process, a desk, a compartment or a reader; raises ValueError otherwise."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"`{name}` cannot name a process, a desk, a compartment or a reader: letters, digits, `_.-`")
    return name


def moment(now: datetime) -> str:
    """A moment as entries write it: in UTC, to the millisecond."""
    return now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def read_entry(line: str, body: str | None) -> Entry:
    """An entry from its line and its body. Raises ValueError, saying what is wrong, if it is not the line of one.

    Nothing is said yet about hashes and signatures; `content`, `hash` and `signed_by` do.
    """
    try:
        return _entry(line, body, read_canonical(line))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("it does not say what an entry says") from error


def _entry(line: str, body: str | None, given: dict[str, Any]) -> Entry:
    if given["version"] != VERSION:
        raise ValueError(f"it is of version {given['version']}, which this reconvene does not know")
    redacts = given.get("redacts")
    header = Header(
        LogName(check_name(given["process"]), check_name(given["desk"]), check_name(given["compartment"])),
        tuple(check_name(reader) for reader in given["readers"]),
        given["sequence"],
        given["previous"],
        given["body"],
        given["key"],
        given["recorded"],
        redacts,
    )
    numbers = (header.sequence,) if redacts is None else (header.sequence, redacts)
    sound = (
        given.keys() == (_KEYS if redacts is None else _KEYS | {"redacts"})
        and all(type(number) is int and number >= 0 for number in numbers)
        and all(_HASH.fullmatch(text) for text in (header.previous, header.body, header.key))
        and _TIME.fullmatch(header.recorded)
        and _SIGNATURE.fullmatch(given["signature"])
    )
    if not sound:
        raise ValueError("it does not say what an entry says")
    return Entry(line, body, header, given["signature"])


def _signed(line: str, signature: str) -> str:
    """The text that was signed: the line without its signature, which stands among sorted keys."""
    return line.replace(f'"signature":"{signature}",', "", 1)


def read_body(text: str) -> Body:
    """A body from its text; raises ValueError if it is none."""
    try:
        given = read_canonical(text)
        return Body(given["event"], tuple(given["attachments"]), given["salt"])
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("it does not say what a body says") from error
