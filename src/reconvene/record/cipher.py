"""Encryption at rest: one data key seals every body and attachment; a passphrase wraps the data key.

XChaCha20-Poly1305 (libsodium) seals the contents, each bound to its place. The names of attachments are sealed with a
nonce that a keyed hash makes of the name itself, so that the same name is found again. The data key is random and
stays; another passphrase only wraps it anew. Headers, signatures, checkpoints and the history of keys stay in the open:
with them a sealed record can still be compared with others.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from reconvene.record.canon import canonical, read_canonical
from reconvene.record.passphrase import seal, unseal

KEY_BYTES, NONCE_BYTES = 32, 24
VERSION = "1"


class Cipher:
    """What seals and opens the contents of one store."""

    def __init__(self, key: bytes) -> None:
        self._contents = _derived(key, b"contents")
        self._names = _derived(key, b"names")
        self._nonces = _derived(key, b"nonces of names")
        self._key = key

    @property
    def secret(self) -> str:
        """A passphrase, derived from the data key, under which the private keys of a sealed desk are sealed."""
        return _derived(self._key, b"private keys").hex()

    def seal(self, content: bytes, place: str) -> bytes:
        """The content, sealed for its place."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(content, place.encode(), nonce, self._contents)

    def open(self, sealed: bytes, place: str) -> bytes | None:
        """The content again; None if one bit of it has changed, or it was sealed for another place."""
        return _opened(sealed, place.encode(), self._contents)

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
        plain = bytes.fromhex(digest)
        nonce = hashlib.blake2b(plain, key=self._nonces, digest_size=NONCE_BYTES).digest()
        return (nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plain, b"", nonce, self._names)).hex()

    def digest(self, name: str) -> str:
        """The SHA-256 behind such a name; the name itself if it has changed."""
        try:
            plain = _opened(bytes.fromhex(name), b"", self._names)
        except ValueError:
            plain = None
        return name if plain is None else plain.hex()


def _opened(sealed: bytes, place: bytes, key: bytes) -> bytes | None:
    nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        opened: bytes = crypto_aead_xchacha20poly1305_ietf_decrypt(content, place, nonce, key)
    except (CryptoError, ValueError, TypeError):
        return None
    return opened


def _place(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def _derived(key: bytes, what: bytes) -> bytes:
    return hashlib.blake2b(b"reconvene " + what, key=key, digest_size=KEY_BYTES).digest()


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
