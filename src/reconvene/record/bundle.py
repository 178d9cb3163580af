"""Bundles: what one desk hands to another as a file. Plain text, a line for each thing, the same bytes each time.

The first line says of which process it is, who cut it and for whom. Then come the statements about keys, the entries
with their bodies, the checkpoints and the attachments, each on a line that starts with what it is. The last line holds
the hash of all before it and a signature of the desk that cut it, so that a lost or changed line is noticed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reconvene.record.attachments import digest_of
from reconvene.record.canon import canonical, read_canonical
from reconvene.record.entry import check_name
from reconvene.record.fault import RecordFault, fault
from reconvene.record.key_history import read_history
from reconvene.record.keys import SigningKey

VERSION = "1"
SIGNED_TAG = "reconvene bundle v1"
LARGEST = 2**30
"""The most bytes that a bundle may have. Nothing in it is packed, so that it never becomes more than it is."""

_AGAIN = "ask for the bundle again; nothing was changed"


@dataclass(frozen=True)
class Bundle:
    """What a bundle holds, as text: nothing is verified but that it came as it was sent.

    `statements` are the statements about keys by desk, `rows` the lines of entries with their bodies (None where the
    body was erased), `notes` the checkpoints, `attachments` what they are named by their SHA-256, `text` the files of
    the process as the reader may see it, where the record itself does not hold it for that reader.
    """

    process: str
    sender: str
    reader: str
    statements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[tuple[str, str | None], ...] = ()
    notes: tuple[str, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)


# Writing


def bundle_text(bundle: Bundle, key: SigningKey) -> bytes:
    """The bundle as bytes, signed by the desk that cut it. The same content gives the same bytes."""
    lines = [f"{word} {rest}\n".encode() for word, rest in _lines(bundle)]
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    end = {"key": key.public.id, "lines": len(lines), "sha256": digest, "signature": key.sign(SIGNED_TAG, digest)}
    return b"".join([*lines, f"end {canonical(end)}\n".encode()])


def _lines(bundle: Bundle) -> Iterator[tuple[str, str]]:
    opening = {"from": bundle.sender, "process": bundle.process, "to": bundle.reader, "version": VERSION}
    yield "bundle", canonical(opening)
    for _, statements in sorted(bundle.statements.items()):
        yield from (("key", line) for line in statements)
    for name, content in sorted(bundle.text.items()):
        yield "text", canonical({"content": content, "file": name})
    for line, body in bundle.rows:
        yield "entry", line
        if body is not None:
            yield "body", body
    for note in bundle.notes:
        yield "checkpoint", canonical(note)
    for _, attachment in sorted(bundle.attachments.items()):
        yield "attachment", base64.b64encode(attachment).decode()


# Reading


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file. Raises `RecordFault`, saying where and why, if it is none or has changed on its way."""
    try:
        if path.stat().st_size > LARGEST:
            said = f"`{path}` has more than {LARGEST // 2**20:,} MiB, and no bundle is so large."
            raise fault("bundle-too-large", str(path), said, "see whether this is the right file")
        data = path.read_bytes()
    except OSError as error:
        said = f"`{path}` cannot be read: {error.strerror or error}."
        raise fault("not-readable", str(path), said, "check the path and the disk") from error
    return bundle_of(data, str(path))


def bundle_of(data: bytes, where: str) -> Bundle:
    """The bundle that some bytes are; otherwise as `read_bundle`."""
    if not data.startswith(b"bundle "):
        what = "a packed archive" if data.startswith((b"PK", b"\x1f\x8b")) else "something else"
        step = "unpack it first" if what == "a packed archive" else "name a file that `record export` wrote"
        raise fault("not-a-bundle", where, f"The file is no bundle: it is {what}.", step)
    reading = _Reading(where)
    lines = data.split(b"\n")
    reading.open(lines[0])
    last = max((number for number, line in enumerate(lines) if line.startswith(b"end ")), default=None)
    if last is None or lines[last + 1 :] != [b""]:
        said = "The bundle does not end as it should: its last lines are missing, or others follow them."
        raise fault("bundle-cut-short", f"{where}: line {len(lines)}", said, _AGAIN)
    for number, line in enumerate(lines[1:last], 2):
        reading.take(number, line)
    bundle = reading.bundle()
    reading.close(bundle, lines[:last], lines[last])
    return bundle


class _Reading:
    """A bundle being read, line by line."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._opening: dict[str, str] = {}
        self._statements: dict[str, list[str]] = {}
        self._rows: list[tuple[str, str | None]] = []
        self._notes: list[str] = []
        self._attachments: dict[str, bytes] = {}
        self._text: dict[str, str] = {}
        self._takers: dict[str, Callable[[str], None]] = {
            "key": self._take_statement,
            "text": self._take_text,
            "entry": lambda rest: self._rows.append((rest, None)),
            "body": self._take_body,
            "checkpoint": lambda rest: self._notes.append(_text(read_canonical(rest))),
            "attachment": self._take_attachment,
        }

    def open(self, line: bytes) -> None:
        """The first line."""
        try:
            given = json.loads(line.removeprefix(b"bundle "))
            version = given["version"]
            self._opening = {key: check_name(given[key]) for key in ("from", "process", "to")}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._damaged(1, error) from error
        if version != VERSION:
            raise fault(
                "bundle-of-a-later-version",
                f"{self.where}: line 1",
                f"The bundle is of version {str(version)[:20]}, and this reconvene knows version {VERSION}.",
                "use the newer reconvene that wrote it; nothing was changed",
            )

    def take(self, number: int, line: bytes) -> None:
        """One more line."""
        try:
            word, _, rest = line.decode().partition(" ")
            self._takers[word](rest)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self._damaged(number, error) from error

    def _take_statement(self, rest: str) -> None:
        self._statements.setdefault(check_name(json.loads(rest)["desk"]), []).append(rest)

    def _take_text(self, rest: str) -> None:
        given = read_canonical(rest)
        self._text[check_path(_text(given["file"]))] = _text(given["content"])

    def _take_body(self, rest: str) -> None:
        line, earlier = self._rows.pop() if self._rows else ("", "none")
        if earlier is not None:
            raise ValueError("a body stands here that belongs to no entry")
        self._rows.append((line, rest))

    def _take_attachment(self, rest: str) -> None:
        try:
            content = base64.b64decode(rest, validate=True)
        except binascii.Error as error:
            raise ValueError("the attachment is not written as it should be") from error
        self._attachments[digest_of(content)] = content

    def bundle(self) -> Bundle:
        """What was read."""
        statements = {desk: tuple(lines) for desk, lines in self._statements.items()}
        said = self._opening
        held = (tuple(self._rows), tuple(self._notes), self._attachments, self._text)
        return Bundle(said["process"], said["from"], said["to"], statements, *held)

    def close(self, bundle: Bundle, lines: list[bytes], end: bytes) -> None:
        """The last line: whether all came, unchanged, from a key of the desk that cut it."""
        digest = hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
        try:
            given: dict[str, Any] = read_canonical(end.removeprefix(b"end ").decode())
            if given["lines"] != len(lines) or given["sha256"] != digest:
                raise ValueError("what was sent had another hash: something was changed on the way")
            history = read_history(bundle.sender, bundle.statements.get(bundle.sender, ()))
            span = history.span(given["key"])
            if span is None or span.revoked or not span.key.verifies(given["signature"], SIGNED_TAG, digest):
                raise ValueError(f"no key of {bundle.sender} that is in force signed it")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._damaged(len(lines) + 1, error) from error

    def _damaged(self, number: int, error: Exception) -> RecordFault:
        plain = type(error) is ValueError and str(error)
        why = str(error)[:200] if plain else "it does not say what a line of a bundle says"
        return fault("bundle-damaged", f"{self.where}: line {number}", f"The bundle cannot be used: {why}.", _AGAIN)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def check_path(name: str) -> str:
    """The name of a file, if it stays in the folder it is written to; raises ValueError otherwise."""
    parts = name.split("/")
    outside = name.startswith("/") or any(part in ("", ".", "..") for part in parts)
    if outside or any(letter in name for letter in "\\:\0") or any(ord(letter) < ord(" ") for letter in name):
        raise ValueError(f"`{name[:60]}` is not the name of a file in a folder: it would lead out of it")
    return name
