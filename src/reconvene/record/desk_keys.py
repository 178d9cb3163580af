"""The keys of a desk in its store: the first, the next, the end of one, and what is left after a loss."""

from __future__ import annotations

from datetime import datetime

from reconvene.record.fault import fault
from reconvene.record.key_history import Act, KeyHistory, Said, read_history, state
from reconvene.record.keys import SigningKey, VerifyingKey
from reconvene.record.log import Log
from reconvene.record.sealing import sealing_key
from reconvene.record.store import Store


def history_of(store: Store, desk: str) -> KeyHistory:
    """The keys of a desk, oldest first."""
    return read_history(desk, store.key_statements(desk))


def begin_keys(store: Store, key: SigningKey, *, now: datetime) -> KeyHistory:
    """State the first key of its desk. Raises `Stale` if there is one."""
    history = KeyHistory(key.desk)
    store.state_key(key.desk, 0, state(history, Act.CREATE, key.public, [key], Said(now)))
    return history_of(store, key.desk)


def rotate_key(store: Store, old: SigningKey, new: SigningKey, *, now: datetime, reason: str = "") -> KeyHistory:
    """State the next key, vouched for by an earlier one. What the old one signed stays good."""
    _add(store, Act.ROTATE, new.public, [old, new], Said(now, reason))
    return history_of(store, new.desk)


def replace_lost_key(store: Store, new: SigningKey, *, now: datetime, reason: str) -> KeyHistory:
    """State a key after all others were lost: nobody vouches for it, so others must compare its fingerprint."""
    _add(store, Act.REPLACE, new.public, [new], Said(now, reason))
    return history_of(store, new.desk)


def revoke_key(store: Store, revoked: VerifyingKey, by: SigningKey, *, now: datetime, reason: str) -> KeyHistory:
    """End a key. What it signed so far stays good, because `by` first signs a checkpoint of every log of the desk.

    What it signs from now on counts for nothing. If `by` is that key itself, nothing of what it signed is covered.
    """
    for name in store.logs():
        if name.desk == by.desk:
            Log(store, name, ()).checkpoint(by)
    _add(store, Act.REVOKE, revoked, [by], Said(now, reason))
    return history_of(store, by.desk)


def state_sealing_key(store: Store, key: SigningKey, *, now: datetime) -> KeyHistory:
    """State the key that others seal to, unless it is stated already; the desk's key in force signs it."""
    public = sealing_key(key)
    stated = history_of(store, key.desk).sealing_key
    if stated is None or stated.raw != public:
        _add(store, Act.SEAL, VerifyingKey(key.desk, public), [key], Said(now))
    return history_of(store, key.desk)


def _add(store: Store, act: Act, key: VerifyingKey, signers: list[SigningKey], said: Said) -> None:
    """Add a statement, unless no reader would take it."""
    desk = key.desk
    lines = store.key_statements(desk)
    history = read_history(desk, lines)
    line = state(history, act, key, signers, said)
    after = read_history(desk, [*lines, line])
    if after.faults:
        _, why = after.faults[0]
        raise fault(
            "key-refused",
            f"{store.where}: keys of {desk}",
            f"The statement about key {key.id[:16]} would not count: {why}.",
            "sign with a key of the desk that is in force; after a loss, replace the key",
        )
    store.state_key(desk, history.length, line)
