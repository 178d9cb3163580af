"""Sealing bytes under a passphrase: Argon2id (RFC 9106) makes the key, XSalsa20-Poly1305 seals and notices change."""

from __future__ import annotations

import os

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from reconvene.record.canon import canonical, read_canonical

SEALED_BY = "Argon2id, XSalsa20-Poly1305"
PASSES, MEMORY = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE
"""How much work one guess is: three passes over 256 MiB, as libsodium advises for what is opened now and then."""
MOST_PASSES, MOST_MEMORY = 16, 2**30
"""A text may ask for so much work and no more: opening it must not stop the machine."""


def seal(content: bytes, passphrase: str) -> str:
    """The content, sealed: canonical JSON text that says how. The same content gives another text each time."""
    salt = os.urandom(pwhash.argon2id.SALTBYTES)
    sealed = bytes(SecretBox(_key(passphrase, salt, PASSES, MEMORY)).encrypt(content))
    return canonical(
        {"content": sealed.hex(), "memory": MEMORY, "passes": PASSES, "salt": salt.hex(), "sealed_by": SEALED_BY}
    )


def unseal(text: str, passphrase: str) -> bytes:
    """The content again. Raises ValueError if the passphrase is another or one bit of the text has changed."""
    try:
        given = read_canonical(text)
        passes, memory = given["passes"], given["memory"]
        if given["sealed_by"] != SEALED_BY or not (0 < passes <= MOST_PASSES and 0 < memory <= MOST_MEMORY):
            raise ValueError("it is sealed in a way that this reconvene does not know")
        sealed, salt = bytes.fromhex(given["content"]), bytes.fromhex(given["salt"])
        if (sealed.hex(), salt.hex()) != (given["content"], given["salt"]):
            raise ValueError("it is not in its canonical form")
        return SecretBox(_key(passphrase, salt, passes, memory)).decrypt(sealed)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("it does not say what a sealed text says") from error
    except CryptoError:
        raise ValueError("the passphrase is another, or the text has changed") from None


def _key(passphrase: str, salt: bytes, passes: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=passes, memlimit=memory)
