"""Encryption at rest: one data key seals every body and attachment; a passphrase wraps the data key.

AES-256-GCM seals the contents, each bound to its place, and AES-SIV the names of attachments, so that the same name is
found again. The data key is random and stays; another passphrase only wraps it anew. Headers, signatures, checkpoints
and the history of keys stay in the open: with them a sealed record can still be compared with others.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reconvene.record.canon import canonical, read_canonical
from reconvene.record.passphrase import KEY_BYTES, NONCE_BYTES, seal, unseal

VERSION = "1"


class Cipher:
    """What seals and opens the contents of one store."""

    def __init__(self, key: bytes) -> None:
        self._contents = AESGCM(_derived(key, b"contents", KEY_BYTES))
        self._names = AESSIV(_derived(key, b"names", 2 * KEY_BYTES))
        self._key = key

    @property
    def secret(self) -> str:
        """A passphrase, derived from the data key, under which the private keys of a sealed desk are sealed."""
        return _derived(self._key, b"private keys", KEY_BYTES).hex()

    def seal(self, content: bytes, place: str) -> bytes:
        """The content, sealed for its place."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._contents.encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes | None:
        """The content again; None if one bit of it has changed, or it was sealed for another place."""
        try:
            return self._contents.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            return None

    def seal_body(self, body: str | None, line: str) -> str | None:
        """A body as text, sealed for its entry; None stays None, for what was erased."""
        return None if body is None else base64.b64encode(self.seal(body.encode(), _place(line))).decode()

    def open_body(self, sealed: str | None, line: str) -> str | None:
        """The body again; what cannot be opened is given as it stands, and verifying finds that nobody signed it."""
        if sealed is None:
            return None
        try:
            content = self.open(base64.b64decode(sealed, validate=True), _place(line))
        except (binascii.Error, ValueError):
            content = None
        return sealed if content is None else content.decode("utf-8", "replace")

    def name(self, digest: str) -> str:
        """The name under which an attachment lies: the same each time, and it tells nothing of the content."""
        return self._names.encrypt(bytes.fromhex(digest), None).hex()

    def digest(self, name: str) -> str:
        """The SHA-256 behind such a name; the name itself if it has changed."""
        try:
            return self._names.decrypt(bytes.fromhex(name), None).hex()
        except (InvalidTag, ValueError):
            return name


def _place(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def _derived(key: bytes, what: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, b"reconvene " + what).derive(key)


def new_cipher() -> Cipher:
    """A cipher with a new data key, from the randomness of the operating system."""
    return Cipher(os.urandom(KEY_BYTES))


def wrap(cipher: Cipher, passphrase: str) -> str:
    """The data key, sealed under a passphrase, as the text of a file. Whoever loses that file loses the contents."""
    return canonical({"key": seal(cipher._key, passphrase), "reconvene_seal": VERSION})  # noqa: SLF001


def unwrap(text: str, passphrase: str) -> Cipher:
    """The cipher of such a text. Raises ValueError if the passphrase is another, or one bit of the text has changed."""
    try:
        given = read_canonical(text)
        if given["reconvene_seal"] != VERSION:
            raise ValueError("it is of a version that this reconvene does not know")
        key = unseal(given["key"], passphrase)
    except (KeyError, TypeError) as error:
        raise ValueError("it does not say what a seal says") from error
    return Cipher(key)
