"""Sealing bytes under a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM seals; any change is noticed."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from reconvene.record.canon import canonical, read_canonical

COST = 2**17
"""How much work one guess is (scrypt's n, with r 8 and p 1): 128 MiB of memory, as OWASP advises for passwords."""

SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32


def seal(content: bytes, passphrase: str) -> str:
    """The content, sealed: canonical JSON text that says how. The same content gives another text each time."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    opening = {"cost": COST, "nonce": nonce.hex(), "salt": salt.hex(), "sealed_by": "scrypt, AES-256-GCM"}
    sealed = AESGCM(_key(passphrase, salt, COST)).encrypt(nonce, content, canonical(opening).encode())
    return canonical({**opening, "content": sealed.hex()})


def unseal(text: str, passphrase: str) -> bytes:
    """The content again. Raises ValueError if the passphrase is another or one bit of the text has changed."""
    try:
        given = read_canonical(text)
        sealed = bytes.fromhex(given.pop("content"))
        salt, nonce, cost = bytes.fromhex(given["salt"]), bytes.fromhex(given["nonce"]), given["cost"]
        if cost not in _COSTS:
            raise ValueError("it asks for work that no seal of ours takes")
        return AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed, canonical(given).encode())
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("it does not say what a sealed text says") from error
    except InvalidTag:
        raise ValueError("the passphrase is another, or the text has changed") from None


_COSTS = frozenset(2**power for power in range(14, 21))
"""Work that is taken from a text: enough to be safe, and not so much that opening it stops the machine."""


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=8, p=1).derive(passphrase.encode())
