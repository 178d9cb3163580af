"""Checkpoints: how long a log was and what its root was, signed, as C2SP tlog-checkpoint and signed-note have it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from reconvene.record.keys import SigningKey, VerifyingKey

_SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<value>[A-Za-z0-9+/]+=*)")
_SIZE = re.compile(r"0|[1-9][0-9]*")
ROOT_BYTES = 32
HASH_BYTES = 4


@dataclass(frozen=True)
class Checkpoint:
    """A log (`origin`), how many entries it had, and the root of its tree then."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class NoteSignature:
    """One signature line of a note: who, the four bytes that name the key, the signature."""

    name: str
    hash: bytes
    signature: bytes


@dataclass(frozen=True)
class SignedNote:
    """A text that ends with a line end, and its signature lines (C2SP signed-note)."""

    text: str
    signatures: tuple[NoteSignature, ...]
    note: str

    def signed_by(self, key: VerifyingKey) -> bool:
        """Whether one of the signatures is this key's and right."""
        return any(
            each.name == key.desk
            and each.hash == key.note_hash
            and key.verifies_bytes(each.signature, self.text.encode())
            for each in self.signatures
        )

    def signer(self, keys: Iterable[VerifyingKey]) -> VerifyingKey | None:
        """The first of the keys that signed it."""
        return next((key for key in keys if self.signed_by(key)), None)


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint as it is kept and handed on: `note` is the whole text, byte for byte."""

    checkpoint: Checkpoint
    signed: SignedNote

    @property
    def note(self) -> str:
        """The whole text."""
        return self.signed.note


def sign_note(text: str, *keys: SigningKey) -> SignedNote:
    """A note of a text that ends with a line end, signed with each of the keys."""
    lines = []
    for key in keys:
        value = base64.b64encode(key.public.note_hash + key.sign_bytes(text.encode())).decode()
        lines.append(f"— {key.desk} {value}\n")
    return read_note(f"{text}\n{''.join(lines)}")


def read_note(note: str) -> SignedNote:
    """A signed note from its text; raises ValueError, saying what is wrong, if it is none."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise ValueError("a signed note is a text, an empty line and signatures, each on a line")
    if any(ord(letter) < ord(" ") and letter != "\n" for letter in note):
        raise ValueError("a signed note holds no control characters")
    return SignedNote(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")), note)


def _signature(line: str) -> NoteSignature:
    match = _SIGNATURE_LINE.fullmatch(line)
    try:
        value = base64.b64decode(match["value"], validate=True) if match else b""
    except binascii.Error:
        value = b""
    # Only the canonical base64 is taken: otherwise bits of its last letter could change unseen.
    if match is None or len(value) <= HASH_BYTES or base64.b64encode(value).decode() != match["value"]:
        raise ValueError("a signature of a note is `— NAME VALUE`")
    return NoteSignature(match["name"], value[:HASH_BYTES], value[HASH_BYTES:])


def sign_checkpoint(checkpoint: Checkpoint, *keys: SigningKey) -> SignedCheckpoint:
    """The checkpoint, signed."""
    return SignedCheckpoint(checkpoint, sign_note(checkpoint.text, *keys))


def read_checkpoint(note: str) -> SignedCheckpoint:
    """A checkpoint from its note, its signatures unchecked. Raises ValueError, saying what is wrong, if it is none."""
    signed = read_note(note)
    lines = signed.text.split("\n")
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise ValueError("a checkpoint says its origin, its size and its root, each on a line")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        root = b""
    if len(root) != ROOT_BYTES or base64.b64encode(root).decode() != lines[2]:
        raise ValueError("the root of a checkpoint is 32 bytes in base64")
    return SignedCheckpoint(Checkpoint(lines[0], int(lines[1]), root), signed)
