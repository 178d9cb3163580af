"""The keys of a desk over the years: the next one, the end of one, one for a lost one, and copies in a safe."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reconvene.live.desk import Desk
from reconvene.live.settings import write_whole
from reconvene.live.trust import trust
from reconvene.record.desk_keys import begin_keys, history_of, replace_lost_key, revoke_key, rotate_key
from reconvene.record.fault import RecordFault, fault
from reconvene.record.key_folder import SUFFIX, key_from_text, key_text, load_key
from reconvene.record.key_history import KeySpan
from reconvene.record.keys import SigningKey, create_key
from reconvene.text.spelling import nearest

SHORTEST = 8
"""So many letters a passphrase of a back-up has at least; whoever finds the copy has time to guess."""


@dataclass(frozen=True)
class KeyView:
    """A key of the desk: its fingerprint, since when, until when and why, and whether its private half is here."""

    id: str
    since: str
    act: str
    current: bool
    vouched: bool
    held: bool
    revoked: str | None = None
    reason: str = ""


def are_sealed(folder: Path) -> bool:
    """Whether a key in a folder of keys is sealed under a passphrase."""
    return any('"sealed":' in path.read_text(encoding="utf-8", errors="replace") for path in folder.glob(f"*{SUFFIX}"))


def keys_of(desk: Desk) -> list[KeyView]:
    """The keys of the desk, oldest first."""
    history = history_of(desk.store, desk.actor)
    current = history.current
    return [_view(desk, span, current=current is not None and span.key.id == current.id) for span in history.spans]


def _view(desk: Desk, span: KeySpan, *, current: bool) -> KeyView:
    held = desk.keys.path(span.key.id).is_file()
    return KeyView(span.key.id, span.since, str(span.act), current, span.vouched, held, span.revoked, span.reason)


def rotate(desk: Desk, now: datetime, reason: str = "") -> SigningKey:
    """Make the next key, vouched for by the one in force. What that one signed stays good."""
    old, new = desk.key, create_key(desk.actor)
    desk.keys.save(new, desk.passphrase)
    rotate_key(desk.store, old, new, now=now, reason=reason)
    return new


def replace_lost(desk: Desk, now: datetime, reason: str) -> SigningKey:
    """Make a key after the one in force was lost. Nobody vouches for it: others must compare its fingerprint.

    Raises `RecordFault` if the key in force is here: then it is to be rotated, which vouches for the next.
    """
    history = history_of(desk.store, desk.actor)
    current = history.current
    if current is not None and desk.keys.path(current.id).is_file():
        raise fault(
            "key-not-lost",
            str(desk.keys.path(current.id)),
            f"The key in force, {current.id[:16]}, is here, and can vouch for the next.",
            f"reconvene keys rotate {desk.folder}; if others may have the key, revoke it after that",
        )
    new = create_key(desk.actor)
    desk.keys.save(new, desk.passphrase)
    if history.spans:
        replace_lost_key(desk.store, new, now=now, reason=reason)
    else:
        begin_keys(desk.store, new, now=now)
    trust(desk, desk.actor, new.public.id)  # this desk itself knows whose it is
    return new


def revoke(desk: Desk, id: str, now: datetime, reason: str) -> KeySpan:
    """End a key, named by the first letters of its fingerprint; another key in force signs that.

    Raises `RecordFault` if there is no such key, it is ended already, or it is the only one: what it signed would then
    be worth nothing, so it is rotated first.
    """
    history = history_of(desk.store, desk.actor)
    span = _named(desk, history.spans, id)
    current = history.current
    if current is not None and current.id == span.key.id:
        raise fault(
            "key-in-force",
            str(desk.folder),
            f"{span.key.id[:16]} is the key in force, and nobody else could say that it is to be trusted no more.",
            f"make the next first: reconvene keys rotate {desk.folder}; then revoke this one",
        )
    revoke_key(desk.store, span.key, desk.key, now=now, reason=reason)
    return span


def _named(desk: Desk, spans: Iterable[KeySpan], id: str) -> KeySpan:
    listed = list(spans)
    found = [span for span in listed if span.key.id.startswith(id.lower())] if id else []
    if len(found) == 1:
        return found[0]
    near = nearest(id, [span.key.id[:16] for span in listed])
    known = ", ".join(span.key.id[:16] for span in listed)
    said = f"{len(found)} keys of the desk begin with `{id}`." if found else f"No key of the desk begins with `{id}`."
    next_step = f"did you mean `{near}`?" if near else f"name one of {known}"
    raise fault("no-such-key", str(desk.folder), said, next_step)


# Copies


def back_up(desk: Desk, target: Path, passphrase: str) -> list[str]:
    """Write every private key that is here into one file, sealed under a passphrase; gives their fingerprints.

    Raises `RecordFault` if the file is there already, the passphrase is too short, or no key is here.
    """
    if len(passphrase) < SHORTEST:
        raise fault(
            "passphrase-too-short",
            str(target),
            f"The passphrase has fewer than {SHORTEST} letters.",
            "take several words that nobody would guess, and keep them elsewhere than the file",
        )
    if target.exists():
        raise fault("file-there-already", str(target), f"`{target}` is there already.", "name another file")
    keys = [load_key(path, desk.passphrase) for path in desk.keys.files()]
    if not keys:
        raise fault("no-key", str(desk.keys.folder), "There is no private key here.", "bring one back first")
    sealed = {"reconvene_keys": "1", "keys": [key_text(key, passphrase) for key in keys]}
    write_whole(target, (json.dumps(sealed, indent=1, sort_keys=True) + "\n").encode())
    return [key.public.id for key in keys]


def restore(desk: Desk, source: Path, passphrase: str) -> list[str]:
    """Bring back the keys of a back-up that are not here, and give their fingerprints.

    Raises `RecordFault` if the file is no back-up, was sealed under another passphrase, or is another desk's.
    """
    history = history_of(desk.store, desk.actor)
    keys = [key for key in _backed_up(source, passphrase) if not desk.keys.path(key.public.id).is_file()]
    strange = [key for key in keys if history.span(key.public.id) is None]
    if strange:
        raise fault(
            "not-our-key",
            str(source),
            f"The back-up holds key {strange[0].public.id[:16]} of {strange[0].desk}, which this desk never had.",
            f"name a back-up of the desk of {desk.actor}",
        )
    for key in keys:
        desk.keys.save(key, desk.passphrase)
    return [key.public.id for key in keys]


def _backed_up(source: Path, passphrase: str) -> list[SigningKey]:
    try:
        held = json.loads(source.read_text(encoding="utf-8"))
        if held["reconvene_keys"] != "1":
            raise ValueError("it is of a version that this reconvene does not know")
        return [key_from_text(text, passphrase) for text in held["keys"]]
    except OSError as error:
        raise _no_back_up(source, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        why = str(error) if type(error) is ValueError else "it does not say what a back-up says"
        raise _no_back_up(source, why) from error


def _no_back_up(source: Path, why: str) -> RecordFault:
    return fault(
        "no-back-up", str(source), f"`{source}` gives no keys: {why}.", "name the file of a back-up, and its passphrase"
    )
