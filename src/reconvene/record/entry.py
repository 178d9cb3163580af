"""One entry of a log: a signed header that commits to its body, so that the body can be erased and the chain holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
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

_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"
_HASH = r"[0-9a-f]{64}"
_NUMBER = r"0|[1-9][0-9]{0,14}"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
LINE = (
    rf'\{{"body":"(?P<body>{_HASH})","compartment":"(?P<compartment>{_NAME})","desk":"(?P<desk>{_NAME})"'
    rf',"key":"(?P<key>{_HASH})","previous":"(?P<previous>{_HASH})","process":"(?P<process>{_NAME})"'
    rf',"readers":\[(?P<readers>(?:"{_NAME}"(?:,"{_NAME}")*)?)\],"recorded":"(?P<recorded>{_TIME})"'
    rf'(?:,"redacts":(?P<redacts>{_NUMBER}))?,"sequence":(?P<sequence>{_NUMBER})'
    r'(?P<signed>,"signature":"(?P<signature>[0-9a-f]{128})"),"version":"1"\}'
)
"""The one form of a line: what RFC 8785 makes of a header and its signature."""
_LINE = re.compile(LINE, re.ASCII)
_VERSION = re.compile(r'"version":"([^"]*)"\}$')
_END = ',"version":"1"}'
_ATTACHMENTS = re.compile(r'\{"attachments":\[((?:"[0-9a-f]{64}",?)*)\],')


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
    """One entry. `line` is its header and signature as canonical text, `body` its body; None once that was erased.

    `signed` is the text of the header alone, which the signature is of. `hash` is what the next entry names, in
    hexadecimal; it covers header and signature.
    """

    line: str
    body: str | None
    header: Header
    signature: str
    signed: str
    hash: str

    @property
    def head(self) -> Head:
        """How far the log has come with this entry."""
        return Head(self.header.sequence + 1, self.hash, self.header.readers)

    @property
    def attachments(self) -> tuple[str, ...]:
        """The attachments that its body names, by their SHA-256; none once it was erased."""
        match = _ATTACHMENTS.match(self.body or "")
        return tuple(match[1].replace('"', "").split(",")) if match and match[1] else ()

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
        return key.verifies(self.signature, SIGNED_TAG, self.signed)

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
    readers = ",".join(f'"{reader}"' for reader in sorted(set(writing.readers)))
    redacts = "" if writing.redacts is None else f',"redacts":{writing.redacts}'
    text = (
        f'{{"body":"{tagged_hash(BODY_TAG, body)}","compartment":"{writing.log.compartment}"'
        f',"desk":"{writing.log.desk}","key":"{key.public.id}","previous":"{head.hash}"'
        f',"process":"{writing.log.process}","readers":[{readers}],"recorded":"{moment(writing.now)}"{redacts}'
        f',"sequence":{head.length}'
    )
    signature = key.sign(SIGNED_TAG, f"{text}{_END}")
    return read_entry(f'{text},"signature":"{signature}"{_END}', body)


@cache
def check_name(name: str) -> str:
    """The name, if it may stand for a process, a desk, a compartment or a reader; raises ValueError otherwise."""
    if not re.fullmatch(_NAME, name, re.ASCII):
        raise ValueError(f"`{name}` cannot name a process, a desk, a compartment or a reader: letters, digits, `_.-`")
    return name


def moment(now: datetime) -> str:
    """A moment as entries write it: in UTC, to the millisecond."""
    return now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def read_entry(line: str, body: str | None) -> Entry:
    """An entry from its line and its body. Raises ValueError, saying what is wrong, if it is not the line of one.

    Nothing is said yet about hashes and signatures; `content`, `hash` and `signed_by` do.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        version = _VERSION.search(line)
        if version is not None and version[1] != VERSION:
            raise ValueError(f"it is of version {version[1]}, which this reconvene does not know")
        raise ValueError("it does not say what an entry says, in its canonical form")
    given = match.groupdict()
    header = Header(
        LogName(given["process"], given["desk"], given["compartment"]),
        tuple(given["readers"].replace('"', "").split(",")) if given["readers"] else (),
        int(given["sequence"]),
        given["previous"],
        given["body"],
        given["key"],
        given["recorded"],
        None if given["redacts"] is None else int(given["redacts"]),
    )
    text = line[: match.start("signed")] + line[match.end("signed") :]
    return Entry(line, body, header, given["signature"], text, tagged_hash(ENTRY_TAG, line))


def read_body(text: str) -> Body:
    """A body from its text; raises ValueError if it is none."""
    try:
        given = read_canonical(text)
        return Body(given["event"], tuple(given["attachments"]), given["salt"])
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("it does not say what a body says") from error
