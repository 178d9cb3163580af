"""Passwords: how long they must be, and how they are kept (Argon2id, RFC 9106)."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from reconvene.live.callers import WHERE
from reconvene.record.fault import fault

SHORTEST, LONGEST = 12, 1000
"""How many letters a password has. NIST SP 800-63B-4 asks for 15 where nothing else guards, and 8 where something does;
the number of attempts is limited here."""

_HASHER = PasswordHasher()
"""The second profile that RFC 9106 recommends: three passes over 64 MiB, four lanes."""

_AT_ONCE = BoundedSemaphore(4)
"""Each hash takes 64 MiB while it is made: many who log in at once must not use the memory up."""


def check_password(password: str, name: str) -> None:
    """Raise `RecordFault` for a password that would be guessed."""
    if SHORTEST <= len(_plain(password)) <= LONGEST and _plain(password).casefold() != name.casefold():
        return
    raise fault(
        "password-unfit",
        WHERE,
        f"A password has {SHORTEST} to {LONGEST} letters and is not the name.",
        "take several words that nobody would guess; a password manager can make and keep them",
    )


def hash_password(password: str) -> str:
    """What is kept of a password; another text each time."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


@cache
def _nobodys() -> str:
    """What is kept of a password that nobody has: made when it is first needed, for it takes as long as any."""
    return _HASHER.hash("a password that nobody has")


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password that is kept. Without one it takes as long and is none."""
    try:
        with _AT_ONCE:
            _HASHER.verify(kept or _nobodys(), _plain(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was kept in a weaker way than passwords are kept now."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same letters, however a keyboard makes them."""
    return unicodedata.normalize("NFKC", password)
