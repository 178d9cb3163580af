"""Sealing to one desk (libsodium's sealed box): who carries or keeps what is sealed learns neither words nor length.

The key that opens (X25519) is derived from the desk's signing key (keyed BLAKE2b), so that it is kept, backed up and
handed over with it; its public half is stated in the history of the desk's keys, signed. Nobody is named as the sender:
who sealed is told by the signed log in which it lies, and what is sealed says again by whom, to whom and about what.
"""

from __future__ import annotations

from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox

from reconvene.record.keys import SigningKey

PERSON = b"reconvene seal 1"
SIZE = 16 * 1024
"""What is sealed is filled up to so many bytes, whatever it says."""
_LENGTH = 4
LARGEST = SIZE - _LENGTH
"""The most that can be sealed, in bytes."""


def opening_key(key: SigningKey) -> PrivateKey:
    """The key that opens what is sealed to the desk of a signing key: always the same one."""
    return PrivateKey(blake2b(b"", digest_size=32, key=key.secret, person=PERSON, encoder=RawEncoder))


def sealing_key(key: SigningKey) -> bytes:
    """Its public half, 32 bytes, to which others seal."""
    return bytes(opening_key(key).public_key)


def seal_to(public: bytes, content: bytes) -> bytes:
    """The content, sealed to a public key: other bytes each time, and always as many.

    Raises ValueError if there is more of it than `LARGEST`, or the key is none.
    """
    if len(content) > LARGEST:
        raise ValueError(f"it has {len(content):,} bytes, and the most is {LARGEST:,}")
    try:
        return SealedBox(PublicKey(public)).encrypt(
            len(content).to_bytes(_LENGTH, "big") + content.ljust(LARGEST, b"\0")
        )
    except (CryptoError, TypeError) as error:
        raise ValueError("the key is none") from error


def open_sealed(key: SigningKey, sealed: bytes) -> bytes:
    """The content again. Raises ValueError if it was sealed to another key, or one bit of it was changed."""
    try:
        filled = SealedBox(opening_key(key)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError) as error:
        raise ValueError("it was sealed to another key, or was changed") from error
    length = int.from_bytes(filled[:_LENGTH], "big")
    if len(filled) != SIZE or length > LARGEST:
        raise ValueError("it is not filled up as everything sealed is")
    return filled[_LENGTH : _LENGTH + length]
