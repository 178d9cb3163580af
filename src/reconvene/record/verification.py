"""Verifying a record, offline: everything that can be told to be wrong with it, each with its place."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from reconvene.record.address import open_store
from reconvene.record.attachments import digest_of
from reconvene.record.chain import FROM_COPY, Chain, Witnessed
from reconvene.record.checkpoint import Checkpoint, read_checkpoint
from reconvene.record.desk_keys import history_of
from reconvene.record.entry import LogName, read_entry
from reconvene.record.examination import Stretch, examine
from reconvene.record.fault import RecordFault, StoreFindings
from reconvene.record.key_folder import KeyFolder
from reconvene.record.key_history import Act, KeyHistory
from reconvene.record.keys import VerifyingKey
from reconvene.record.store import Store
from reconvene.text.finding import Finding

STRETCH = 1000
"""How many entries are examined in one go, by one worker."""
AHEAD = 8
"""How many stretches are handed out before the first is asked for."""


@dataclass(frozen=True)
class Verified:
    """What was found of one log: its entries, how many from the start are good, how many a checkpoint covers."""

    length: int
    good: int
    covered: int


@dataclass(frozen=True)
class Verification:
    """What was found: everything wrong, and each log as far as it is good."""

    findings: tuple[Finding, ...]
    logs: Mapping[LogName, Verified] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong for certain."""
        return not any(finding.counts_as_error for finding in self.findings)


@dataclass(frozen=True)
class Grounds:
    """What a record is held against beside itself.

    `trusted` names for a desk the fingerprints of those keys that nobody in the record vouches for: its first, and any
    that replaced a lost one. Without it a record proves only that it agrees with itself. `kept` are the notes of
    checkpoints that were kept elsewhere, `keys` a folder of key files to examine too.
    """

    trusted: Mapping[str, Collection[str]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    keys: KeyFolder | None = None


def verify_at(
    where: str | os.PathLike[str], grounds: Grounds | None = None, *, executor: Executor | None = None
) -> Verification:
    """Verify the record at a path or address without changing a byte of it; otherwise as `verify`."""
    grounds = grounds or Grounds()
    try:
        store = open_store(where, writable=False)
    except RecordFault as error:
        return Verification((error.finding, *(grounds.keys.examine() if grounds.keys else ())))
    try:
        return verify(store, grounds, executor=executor)
    finally:
        store.close()


def verify(store: Store, grounds: Grounds | None = None, *, executor: Executor | None = None) -> Verification:
    """Examine every entry, attachment, checkpoint and key of a store. Whatever is wrong is a finding; nothing raises.

    With an executor, entries are examined by its workers: any `concurrent.futures.Executor` will do.
    """
    return _Verifier(store, grounds or Grounds(), executor).run()


class _Verifier:
    """One verification: what has been found so far."""

    def __init__(self, store: Store, grounds: Grounds, executor: Executor | None) -> None:
        self.store = store
        self.grounds = grounds
        self.executor = executor
        self.told = StoreFindings(store.where)
        self.histories: dict[str, KeyHistory] = {}
        self.witnessed: dict[str, list[Witnessed]] = {}
        self.chains: dict[LogName, Chain] = {}

    def run(self) -> Verification:
        """Everything, the causes first."""
        for part in (
            lambda: self.told.listed.extend(self.store.examine()),
            self.examine_keys,
            self.examine_checkpoints,
            self.examine_logs,
            self.examine_aside,
            self.examine_attachments,
        ):
            self.told.attempt(part)
        if self.grounds.keys is not None:
            self.told.listed.extend(self.grounds.keys.examine())
        logs = {name: Verified(chain.length, chain.good, chain.covered) for name, chain in self.chains.items()}
        return Verification(tuple(self.told.listed), logs)

    # --- keys ---

    def examine_keys(self) -> None:
        """The history of every desk's keys, and whether its beginnings are the trusted ones."""
        for desk in self.store.desks():
            history = self.histories[desk] = history_of(self.store, desk)
            for place, why in history.faults:
                self.told.tell(
                    "key-history-damaged",
                    f"keys of {desk}/{place}",
                    f"Statement {place} about the keys of {desk} does not count: {why}.",
                    "compare the history with a copy that somebody else holds",
                )
            self._examine_trust(history)

    def _examine_trust(self, history: KeyHistory) -> None:
        trusted = self.grounds.trusted.get(history.desk)
        for span in history.spans:
            place = f"keys of {history.desk}"
            if trusted is not None and span in history.unvouched(trusted):
                self.told.tell(
                    "key-untrusted",
                    place,
                    f"Nobody vouches for key {span.key.id[:16]} of {history.desk}, and it is not one that you trust.",
                    f"compare {span.key.id} with the desk by another way, such as the telephone; `reconvene keys "
                    "trust` keeps it, and what was kept wrongly is taken out under `trusts:` in `desk.yaml`",
                )
            if trusted is None and span.act is Act.REPLACE:
                self.told.wonder(
                    "key-unvouched",
                    place,
                    f"Key {span.key.id[:16]} replaced a lost key of {history.desk}: nobody vouches for it.",
                    "compare its fingerprint with the desk by another way, such as the telephone; then trust it",
                )

    def _keys(self, desk: str) -> dict[str, VerifyingKey]:
        history = self.histories.get(desk)
        return {key.id: key for key in history.keys} if history else {}

    def _revoked(self, desk: str) -> frozenset[str]:
        history = self.histories.get(desk)
        return frozenset(span.key.id for span in history.spans if span.revoked) if history else frozenset()

    # --- checkpoints ---

    def examine_checkpoints(self) -> None:
        """Every checkpoint by itself, and those of one log with each other."""
        stored = [(f"checkpoint {number}", note) for number, note in enumerate(self.store.notes())]
        given = [(f"given checkpoint {number}", note) for number, note in enumerate(self.grounds.kept)]
        for place, note in (*stored, *given):
            self._examine_checkpoint(place, note)
        for origin, witnessed in self.witnessed.items():
            self._compare_with_each_other(origin, witnessed)

    def _examine_checkpoint(self, place: str, note: str) -> None:
        try:
            signed = read_checkpoint(note)
        except ValueError as error:
            message = f"The checkpoint cannot be read: {error}."
            self.told.tell("checkpoint-damaged", place, message, "compare it with the copies that others keep")
            return
        said = signed.checkpoint
        desk = _desk_of(said)
        key = signed.signed.signer(self._keys(desk).values())
        if key is None:
            self.told.tell(
                "checkpoint-unsigned",
                place,
                f"No key of {desk or 'a desk'} signed the checkpoint of {said.origin} with {said.size} entries.",
                "compare it with the copies that others keep; nothing is proved by it",
            )
            return
        made = Witnessed(signed, key.desk, key.id not in self._revoked(desk))
        self.witnessed.setdefault(said.origin, []).append(made)

    def _compare_with_each_other(self, origin: str, witnessed: list[Witnessed]) -> None:
        roots: dict[int, Witnessed] = {}
        for each in witnessed:
            other = roots.setdefault(each.size, each)
            if other.signed.checkpoint.root != each.signed.checkpoint.root:
                self.told.tell(
                    "log-forked",
                    origin,
                    f"{each.by} signed two different logs of {each.size} entries: it told two stories.",
                    "keep both checkpoints, they are the proof; show them to everybody who reads this log",
                    f"one: {other.signed.note}",
                    f"the other: {each.signed.note}",
                )

    # --- logs ---

    def examine_logs(self) -> None:
        """Every log."""
        names = self.store.logs()
        for name in names:
            chain = Chain(name, self.witnessed.get(name.origin, ()), self._revoked(name.desk), self.told)
            self.chains[name] = chain
            self.told.attempt(partial(self._examine_log, name, chain))
        for origin in sorted(self.witnessed.keys() - {name.origin for name in names}):
            self.told.wonder(
                "checkpoint-without-log",
                origin,
                "A checkpoint is kept of a log that is not here.",
                "if it should be here, bring it back from whoever holds a copy",
            )

    def _examine_log(self, name: LogName, chain: Chain) -> None:
        for stretch in self._stretches(name):
            for fault in stretch.faults:
                place = f"{name}/{fault.sequence}"
                self.told.tell(fault.id, place, fault.message, FROM_COPY)
            for seen in stretch.seen:
                chain.add(seen)
        chain.finish()

    def _stretches(self, name: LogName) -> Iterator[Stretch]:
        """The log, examined stretch by stretch, by the workers if there are any."""
        keys, rows = self._keys(name.desk), self.store.rows(name)
        stretches = iter(lambda: list(islice(rows, STRETCH)), [])
        if self.executor is None:
            yield from (examine(name, stretch, keys) for stretch in stretches)
            return
        ahead: deque[Future[Stretch]] = deque()
        for stretch in stretches:
            ahead.append(self.executor.submit(examine, name, stretch, keys))
            if len(ahead) > AHEAD:
                yield ahead.popleft().result()
        yield from (each.result() for each in ahead)

    # --- the rest ---

    def examine_aside(self) -> None:
        """What does not fit its log: a second entry in one place, rightly signed, proves a fork."""
        for row in self.store.aside():
            try:
                entry = read_entry(row.line, row.body)
            except ValueError as error:
                self.told.tell("entry-damaged", "aside", f"An entry set aside cannot be read: {error}.", FROM_COPY)
                continue
            said = entry.header
            key = self._keys(said.log.desk).get(said.key)
            mine = next(self.store.rows(said.log, said.sequence, said.sequence + 1), None)
            if key is None or not entry.signed_by(key):
                message = f"An entry {said.sequence} of {said.log} was set aside, and no key of its desk signed it."
                self.told.wonder("entry-aside", f"{said.log}/{said.sequence}", message, "ask whoever sent it")
            elif mine is not None and mine.line != row.line:
                self.told.tell(
                    "log-forked",
                    f"{said.log}/{said.sequence}",
                    f"{said.log.desk} signed two different entries {said.sequence}: it told two stories.",
                    "keep both, they are the proof; show them to everybody who reads this log",
                )
            elif mine is None:
                message = f"Entry {said.sequence} is good, and stands apart: entries before it are missing."
                self.told.wonder("entry-aside", f"{said.log}/{said.sequence}", message, FROM_COPY)

    def examine_attachments(self) -> None:
        """Whether each attachment is what its name says, and is there if an entry names it."""
        held = self.store.attachments()
        named = {
            digest: f"{name}/{at}" for name, chain in self.chains.items() for digest, at in chain.attachments.items()
        }
        for digest in held:
            content = self.store.attachment(digest)
            if content is None or digest_of(content) != digest:
                place = named.get(digest, "attachments")
                message = f"Attachment {digest[:16]} is not the one that was recorded."
                self.told.tell("attachment-changed", place, message, FROM_COPY)
            elif digest not in named:
                message = f"No entry names attachment {digest[:16]}."
                self.told.wonder("attachment-unnamed", "attachments", message, "see whether an entry is missing")
        for digest in sorted(named.keys() - set(held)):
            message = f"Attachment {digest[:16]} is missing."
            self.told.tell("attachment-missing", named[digest], message, FROM_COPY)


def _desk_of(checkpoint: Checkpoint) -> str:
    """The desk whose log a checkpoint is of; empty if its origin is none of ours."""
    parts = checkpoint.origin.split("/")
    return parts[2] if len(parts) == 4 and parts[0] == "reconvene" else ""
