"""The history of a desk's keys: signed statements, each naming the hash of the one before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from reconvene.record.canon import canonical, read_canonical, tagged_hash
from reconvene.record.entry import START, check_name, moment
from reconvene.record.keys import SigningKey, VerifyingKey

VERSION = "1"
STATEMENT_TAG = "reconvene key statement v1"
SIGNED_TAG = "reconvene signed key statement v1"
KEY_BYTES = 32


class Act(StrEnum):
    """What a statement does: the first key, the next, the end of one, a new one after a loss, or one to seal to."""

    CREATE = "create"
    ROTATE = "rotate"
    REVOKE = "revoke"
    REPLACE = "replace"
    SEAL = "seal"


@dataclass(frozen=True)
class KeySpan:
    """A key of a desk: since when, by which act, whether an earlier key vouched for it, when and why it was revoked."""

    key: VerifyingKey
    since: str
    act: Act
    vouched: bool
    revoked: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class SealingSpan:
    """A key that things can be sealed to (X25519, 32 bytes): since when, and the fingerprint of whose word that is."""

    raw: bytes
    since: str
    by: str


@dataclass(frozen=True)
class KeyHistory:
    """The keys of a desk, oldest first, as far as its statements are good; `faults` says where they are not.

    `length` and `last` are where the next statement goes.
    """

    desk: str
    spans: tuple[KeySpan, ...] = ()
    length: int = 0
    last: str = START
    faults: tuple[tuple[int, str], ...] = ()
    sealing: tuple[SealingSpan, ...] = ()

    @property
    def sealing_key(self) -> SealingSpan | None:
        """The newest key to seal to, said by a key that is not revoked."""
        good = {key.id for key in _good(self)}
        return next((span for span in reversed(self.sealing) if span.by in good), None)

    @property
    def current(self) -> VerifyingKey | None:
        """The newest key that is not revoked: the one that signs."""
        return next((span.key for span in reversed(self.spans) if span.revoked is None), None)

    @property
    def keys(self) -> tuple[VerifyingKey, ...]:
        """All keys, oldest first."""
        return tuple(span.key for span in self.spans)

    def unvouched(self, trusted: Collection[str]) -> tuple[KeySpan, ...]:
        """The keys for which neither another key nor the trusted ones (by fingerprint) vouch.

        A trusted key vouches for those before it: it signed the hash of the history that it follows.
        """
        known = max((place for place, span in enumerate(self.spans) if span.key.id in trusted), default=-1)
        return tuple(span for span in self.spans[known + 1 :] if span.act in (Act.CREATE, Act.REPLACE))

    def span(self, id: str) -> KeySpan | None:
        """What the history says of a key."""
        return next((span for span in self.spans if span.key.id == id), None)


def state(history: KeyHistory, act: Act, key: VerifyingKey, signers: Sequence[SigningKey], said: Said) -> str:
    """The next statement of a history, as its line, signed by all the signers."""
    body = {
        "act": act.value,
        "desk": history.desk,
        "key": key.raw.hex(),
        "previous": history.last,
        "reason": said.reason,
        "sequence": history.length,
        "stated": moment(said.now),
        "version": VERSION,
    }
    text = canonical(body)
    return canonical({**body, "signatures": {each.public.id: each.sign(SIGNED_TAG, text) for each in signers}})


@dataclass(frozen=True)
class Said:
    """When a statement is made, and why."""

    now: datetime
    reason: str = ""


def read_history(desk: str, lines: Iterable[str]) -> KeyHistory:
    """The history that the lines tell, up to the first that is damaged, out of place or not rightly signed."""
    history = KeyHistory(desk)
    for place, line in enumerate(lines):
        try:
            history = _followed(history, line)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            why = str(error) if type(error) is ValueError else "it does not say what a statement says"
            return replace(history, faults=((place, why),))
    return history


def _followed(history: KeyHistory, line: str) -> KeyHistory:
    given = read_canonical(line)
    signatures: Mapping[str, str] = given.pop("signatures")
    if given["version"] != VERSION:
        raise ValueError(f"it is of version {given['version']}, which this reconvene does not know")
    if check_name(given["desk"]) != history.desk or given["sequence"] != history.length:
        raise ValueError(f"it is statement {given['sequence']} of {given['desk']}")
    if given["previous"] != history.last:
        raise ValueError("it does not follow the statement before it")
    key = VerifyingKey(history.desk, bytes.fromhex(given["key"]))
    if len(key.raw) != KEY_BYTES or given["key"] != key.raw.hex():
        raise ValueError("its key is none")
    act, signed = Act(given["act"]), _Signed(canonical(given), signatures)
    after = replace(history, length=history.length + 1, last=tagged_hash(STATEMENT_TAG, line))
    if act is Act.SEAL:
        return replace(after, sealing=(*history.sealing, _sealing(history, key, given, signed)))
    return replace(after, spans=_ACTS[act](history, key, given, signed))


@dataclass(frozen=True)
class _Signed:
    """A text and the signatures under it, by key."""

    text: str
    signatures: Mapping[str, str]

    def insist(self, keys: Iterable[VerifyingKey], who: str) -> None:
        """Raise unless one of the keys signed it."""
        if not any(self._by(key) for key in keys):
            raise ValueError(f"it is not signed by {who}")

    def only(self, count: int) -> None:
        """Raise if there are other signatures than those that are asked for: a stray one could change unseen."""
        if len(self.signatures) != count:
            raise ValueError("it has other signatures than it should")

    def _by(self, key: VerifyingKey) -> bool:
        signature = self.signatures.get(key.id)
        return (
            signature is not None and signature == signature.lower() and key.verifies(signature, SIGNED_TAG, self.text)
        )


def _good(history: KeyHistory) -> list[VerifyingKey]:
    return [span.key for span in history.spans if span.revoked is None]


def _create(history: KeyHistory, key: VerifyingKey, given: Mapping[str, Any], signed: _Signed) -> tuple[KeySpan, ...]:
    if history.spans:
        raise ValueError("there is a first key already")
    signed.insist([key], "the key itself")
    signed.only(1)
    return (KeySpan(key, given["stated"], Act.CREATE, vouched=True),)


def _rotate(history: KeyHistory, key: VerifyingKey, given: Mapping[str, Any], signed: _Signed) -> tuple[KeySpan, ...]:
    _insist_new(history, key)
    signed.insist([key], "the new key")
    signed.insist(_good(history), "a key in force")
    signed.only(2)
    vouched = all(span.vouched for span in history.spans if span.key.id in signed.signatures)
    return (*history.spans, KeySpan(key, given["stated"], Act.ROTATE, vouched))


def _replace(history: KeyHistory, key: VerifyingKey, given: Mapping[str, Any], signed: _Signed) -> tuple[KeySpan, ...]:
    _insist_new(history, key)
    signed.insist([key], "the new key")
    signed.only(1)
    return (*history.spans, KeySpan(key, given["stated"], Act.REPLACE, vouched=False))


def _revoke(history: KeyHistory, key: VerifyingKey, given: Mapping[str, Any], signed: _Signed) -> tuple[KeySpan, ...]:
    span = history.span(key.id)
    if span is None or span.revoked is not None:
        raise ValueError("it revokes a key that is not in force")
    signed.insist(_good(history), "a key in force")
    signed.only(1)
    ended = replace(span, revoked=given["stated"], reason=given["reason"])
    return tuple(ended if each is span else each for each in history.spans)


def _sealing(history: KeyHistory, key: VerifyingKey, given: Mapping[str, Any], signed: _Signed) -> SealingSpan:
    current = history.current
    if current is None:
        raise ValueError("there is no key in force that could say so")
    signed.insist([current], "the key in force")
    signed.only(1)
    return SealingSpan(key.raw, given["stated"], current.id)


def _insist_new(history: KeyHistory, key: VerifyingKey) -> None:
    if not history.spans:
        raise ValueError("there is no first key")
    if history.span(key.id) is not None:
        raise ValueError("its key is an earlier one")


_ACTS = {Act.CREATE: _create, Act.ROTATE: _rotate, Act.REPLACE: _replace, Act.REVOKE: _revoke}
