"""Keys: who can sign, and how to tell that they did (Ed25519, RFC 8032)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey as PrivateKey
from nacl.signing import VerifyKey

KEY_TAG = b"reconvene key v1\n"
NOTE_ED25519 = b"\x01"
"""The kind of key in a signed note (C2SP signed-note)."""


@dataclass(frozen=True)
class VerifyingKey:
    """The public half of a key: 32 bytes, and the desk that signs with it."""

    desk: str
    raw: bytes

    def __reduce__(self) -> tuple[type[VerifyingKey], tuple[str, bytes]]:
        return VerifyingKey, (self.desk, self.raw)  # what is cached belongs to this process

    @cached_property
    def id(self) -> str:
        """Its fingerprint, in hexadecimal: what entries name, and what people read to each other over the telephone."""
        return hashlib.sha256(KEY_TAG + self.raw).hexdigest()

    @cached_property
    def note_hash(self) -> bytes:
        """The four bytes by which a signed note names the key (C2SP signed-note)."""
        return hashlib.sha256(self.desk.encode() + b"\n" + NOTE_ED25519 + self.raw).digest()[:4]

    @cached_property
    def _key(self) -> VerifyKey:
        return VerifyKey(self.raw)

    def verifies(self, signature: str, tag: str, text: str) -> bool:
        """Whether the signature, in hexadecimal, is of this text under this tag by this key."""
        try:
            return self.verifies_bytes(bytes.fromhex(signature), f"{tag}\n{text}".encode())
        except (ValueError, TypeError):
            return False

    def verifies_bytes(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is of these bytes by this key."""
        try:
            self._key.verify(message, signature)
        except (BadSignatureError, ValueError):  # the latter for one that is no signature by its length
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign for a desk. It is never printed: only `secret` hands out the private half."""

    public: VerifyingKey
    _private: PrivateKey

    @property
    def desk(self) -> str:
        """The desk that it signs for."""
        return self.public.desk

    @property
    def secret(self) -> bytes:
        """The private half, 32 bytes. Whoever has it can sign as this desk."""
        return bytes(self._private)

    def sign(self, tag: str, text: str) -> str:
        """The signature of a text under a tag, in hexadecimal."""
        return self.sign_bytes(f"{tag}\n{text}".encode()).hex()

    def sign_bytes(self, message: bytes) -> bytes:
        """The signature of bytes, 64 bytes; the tag is theirs to have."""
        return self._private.sign(message).signature

    def __repr__(self) -> str:
        return f"SigningKey({self.desk}, {self.public.id[:16]})"


def create_key(desk: str) -> SigningKey:
    """A new key, from the randomness of the operating system."""
    return _signing(desk, PrivateKey.generate())


def key_from_secret(desk: str, secret: bytes) -> SigningKey:
    """The key whose private half this is; raises ValueError if it is not 32 bytes."""
    return _signing(desk, PrivateKey(secret))


def _signing(desk: str, private: PrivateKey) -> SigningKey:
    return SigningKey(VerifyingKey(desk, bytes(private.verify_key)), private)
