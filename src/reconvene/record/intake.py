"""Taking a bundle into a store: looked at first, whole, against what is held; then what follows is added.

Nothing is merged silently and nothing is dropped. What follows our logs is added to them; what contradicts them, or
stands behind a gap, is set aside and told. What cannot be trusted is refused, all of it, and nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from reconvene.record.bundle import Bundle
from reconvene.record.chain import Chain, Witnessed
from reconvene.record.checkpoint import SignedCheckpoint, read_checkpoint
from reconvene.record.entry import Entry, Head, LogName, read_entry
from reconvene.record.examination import Seen, examine
from reconvene.record.fault import StoreFindings
from reconvene.record.key_history import KeyHistory, read_history
from reconvene.record.store import Batch, Row, Store
from reconvene.record.tree import leaf_hash
from reconvene.text.finding import Finding, Severity

FROM_SENDER = "ask for the bundle again, and compare with another copy; nothing was changed"
_TOLD = frozenset({"log-forked", "log-cut-short"})
"""What the end of a chain shows that stops no import: it is told, and the import goes on."""

Understand = Callable[[Entry], Iterable[Finding]]
"""What is wrong with what an entry says."""


@dataclass(frozen=True)
class Intake:
    """What a bundle brings to a store, weighed and not yet taken.

    `chains` are the entries that follow our logs; `aside` those that contradict them or stand behind a gap.
    """

    findings: tuple[Finding, ...]
    statements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chains: Mapping[LogName, tuple[Entry, ...]] = field(default_factory=dict)
    aside: tuple[Entry, ...] = ()
    checkpoints: tuple[SignedCheckpoint, ...] = ()
    attachments: Mapping[LogName, tuple[bytes, ...]] = field(default_factory=dict)
    known: int = 0

    @property
    def refused(self) -> bool:
        """Whether something in it cannot be trusted or understood, so that nothing of it is taken."""
        return any(finding.counts_as_error for finding in self.findings)

    @property
    def added(self) -> int:
        """How many entries follow our logs."""
        return sum(len(chain) for chain in self.chains.values())


def weigh(
    store: Store, bundle: Bundle, where: str, trusted: Mapping[str, Collection[str]], understand: Understand
) -> Intake:
    """Hold a bundle against a store, and say what it brings and what is wrong with it. Nothing is written.

    `trusted` names for a desk the fingerprints that were compared with it; `understand` says what is wrong with what an
    entry holds. `where` names the bundle in findings.
    """
    return _Weighing(store, bundle, where, trusted, understand).run()


def take(store: Store, intake: Intake) -> None:
    """Write what was weighed. It is durable when this returns; if it stops half-way, taking it again completes it.

    Raises ValueError if it is refused, and `RecordFault` where the store cannot be written.
    """
    if intake.refused:
        raise ValueError("a bundle that is refused is not taken")
    for desk, lines in intake.statements.items():
        held = len(store.key_statements(desk))
        for sequence, line in enumerate(lines[held:], held):
            store.state_key(desk, sequence, line)
    for name in sorted({*intake.chains, *intake.attachments}):
        chain, files = intake.chains.get(name, ()), intake.attachments.get(name, ())
        store.append(name, partial(_batch, chain, files))
    if intake.aside:
        store.set_aside(intake.aside)
    for checkpoint in intake.checkpoints:
        store.keep(checkpoint)


def _batch(chain: tuple[Entry, ...], files: tuple[bytes, ...], head: Head) -> Batch:
    """What of the chain nobody else has added meanwhile."""
    return Batch([entry for entry in chain if entry.header.sequence >= head.length], files, copied=True)


class _Weighing:
    """One bundle being held against one store."""

    def __init__(
        self, store: Store, bundle: Bundle, where: str, trusted: Mapping[str, Collection[str]], understand: Understand
    ) -> None:
        self.store = store
        self.bundle = bundle
        self.told = StoreFindings(where)
        self.trusted = trusted
        self.understand = understand
        self.histories: dict[str, KeyHistory] = {}
        self.statements: dict[str, tuple[str, ...]] = {}
        self.chains: dict[LogName, tuple[Entry, ...]] = {}
        self.aside: list[Entry] = []
        self.witnessed: dict[str, list[Witnessed]] = defaultdict(list)
        self.named: dict[LogName, set[str]] = defaultdict(set)
        self.known = 0

    def run(self) -> Intake:
        """Keys first, since all else is signed with them."""
        for desk, lines in self.bundle.statements.items():
            self._weigh_keys(desk, lines)
        by_log = self._entries()
        checkpoints = list(self._checkpoints())
        for name, entries in sorted(by_log.items()):
            self._weigh_log(name, entries)
        return Intake(
            tuple(self.told.listed),
            self.statements,
            self.chains,
            tuple(self.aside),
            tuple(checkpoints),
            self._attachments(),
            self.known,
        )

    # --- keys ---

    def _weigh_keys(self, desk: str, lines: tuple[str, ...]) -> None:
        held = tuple(self.store.key_statements(desk))
        place = f"keys of {desk}"
        both = min(len(held), len(lines))
        if held[:both] != lines[:both]:
            at = next(number for number in range(both) if held[number] != lines[number])
            self.told.tell(
                "key-history-forked",
                f"{place}/{at}",
                f"Statement {at} about the keys of {desk} is another here than in the bundle: two histories are told.",
                "ask the desk by another way, such as the telephone, which is its own; nothing was changed",
                f"here: {held[at]}",
                f"in the bundle: {lines[at]}",
            )
        merged = max(held, lines, key=len)
        history = self.histories[desk] = read_history(desk, merged)
        for at, why in history.faults:
            message = f"Statement {at} about the keys of {desk} does not count: {why}."
            self.told.tell("key-history-damaged", f"{place}/{at}", message, FROM_SENDER)
        if len(lines) > len(held):
            self.statements[desk] = lines
            self._weigh_trust(history, read_history(desk, held))

    def _weigh_trust(self, history: KeyHistory, before: KeyHistory) -> None:
        """Keys that nobody vouches for: the first of a desk, and one that replaced a lost one."""
        desk, trusted = history.desk, self.trusted.get(history.desk, ())
        for span in history.unvouched(trusted):
            if before.span(span.key.id) is not None:
                continue
            place, step = f"keys of {desk}", f"compare {span.key.id} with {desk} by another way, such as the telephone"
            if before.spans or trusted:
                what = "replaced a lost key" if before.spans else "is not the one that was compared"
                self.told.tell(
                    "key-untrusted",
                    place,
                    f"Key {span.key.id[:16]} of {desk} {what}, and nobody vouches for it: anybody could have made it.",
                    f"{step}; then `reconvene keys trust FOLDER {desk} FINGERPRINT`, and import again",
                )
            else:
                message = f"Key {span.key.id[:16]} of {desk} was never compared: anybody could have made it."
                self.told.wonder("key-never-compared", place, message, f"{step}; `reconvene keys trust` keeps it")

    def _keys(self, desk: str) -> KeyHistory:
        if desk not in self.histories:
            self.histories[desk] = read_history(desk, self.store.key_statements(desk))
        return self.histories[desk]

    # --- entries ---

    def _entries(self) -> dict[LogName, list[Entry]]:
        """The entries of the bundle by log, those that cannot be read told."""
        by_log: dict[LogName, list[Entry]] = defaultdict(list)
        for number, (line, body) in enumerate(self.bundle.rows):
            try:
                entry = read_entry(line, body)
            except ValueError as error:
                self.told.tell("entry-damaged", f"entry {number}", f"It cannot be read: {error}.", FROM_SENDER)
                continue
            name = entry.header.log
            if name.process != self.bundle.process:
                message = f"The bundle is of `{self.bundle.process}`, and this entry of `{name.process}`."
                self.told.tell("other-process", f"{name}/{entry.header.sequence}", message, FROM_SENDER)
                continue
            by_log[name].append(entry)
        return by_log

    def _weigh_log(self, name: LogName, given: list[Entry]) -> None:
        held = list(self.store.rows(name))
        apart = [read_entry(row.line, row.body) for row in self.store.aside(name)]
        here = {row.line for row in held} | {entry.line for entry in apart}
        fresh = {entry.line: entry for entry in given if entry.line not in here}
        self.known += len(given) - len(fresh)
        self._examine(name, list(fresh.values()))
        self._examine_bodies(name, list(fresh.values()), apart)
        for entry in given:
            self.named[name].update(entry.attachments)
        self._insist_on_readers(name, list(fresh.values()))
        chain = _following(self.store.head(name), [*fresh.values(), *apart])
        if chain:
            self.chains[name] = tuple(chain)
        added = {entry.line for entry in chain}
        rest = [entry for entry in fresh.values() if entry.line not in added]
        self.aside += rest
        self._tell_rest(name, [*held, *map(_row, chain)], rest)
        self._hold_against_checkpoints(name, held, chain, fresh.values())

    def _insist_on_readers(self, name: LogName, fresh: list[Entry]) -> None:
        """A compartment never changes its readers: what was said to some is not shown to more."""
        first = self.store.head(name).readers or (fresh[0].header.readers if fresh else ())
        for entry in (each for each in fresh if each.header.readers != first):
            place = entry.header.sequence
            message = f"Entry {place} is for {', '.join(entry.header.readers)}, and the log is for {', '.join(first)}."
            self.told.tell("readers-changed", f"{name}/{place}", message, FROM_SENDER)

    def _examine(self, name: LogName, fresh: list[Entry]) -> None:
        """Each new entry by itself: whether it was signed, has the body that was signed, and can be understood."""
        keys = {key.id: key for key in self._keys(name.desk).keys}
        for fault in examine(name, [_row(entry) for entry in fresh], keys).faults:
            self.told.tell(fault.id, f"{name}/{fault.sequence}", fault.message, FROM_SENDER)
        for entry in fresh:
            self.told.attempt(lambda entry=entry: self.told.listed.extend(self.understand(entry)))  # type: ignore[misc]

    def _tell_rest(self, name: LogName, ours: list[Row], rest: list[Entry]) -> None:
        """What of the bundle contradicts our log, and what stands apart behind a gap."""
        length = len(ours)
        forked = [entry for entry in rest if entry.header.sequence < length]
        if forked:
            first = min(entry.header.sequence for entry in forked)
            theirs = max(forked + [e for e in rest if e.header.sequence >= length], key=lambda e: e.header.sequence)
            self.told.wonder(
                "log-forked",
                f"{name}/{first}",
                f"{name.desk} signed two different entries {first}: it told two stories. Ours stands, with {length} "
                f"entries and the head {read_entry(ours[-1].line, None).hash[:16]}; the other, with "
                f"{theirs.header.sequence + 1} and the head {theirs.hash[:16]}, is set aside beside it.",
                "keep both, they are the proof; show them to everybody who reads this log, and ask the desk",
            )
        elif rest:
            first, last = (pick(entry.header.sequence for entry in rest) for pick in (min, max))
            self.told.wonder(
                "entry-aside",
                f"{name}/{first}",
                f"Entries {first} to {last} stand apart, because entries from {length} on are missing.",
                f"ask for a whole bundle, without `--since`: from {self.bundle.sender} or from {name.desk}",
            )

    # --- checkpoints ---

    def _checkpoints(self) -> Iterator[SignedCheckpoint]:
        """The checkpoints of the bundle with a right signature; those that we keep are compared with the logs too."""
        for note in self.store.notes():
            self._witness(note)
        for number, note in enumerate(self.bundle.notes):
            signed = self._witness(note)
            if signed is None:
                message = "The checkpoint cannot be read, or no key of its desk signed it."
                self.told.tell("checkpoint-unsigned", f"checkpoint {number}", message, FROM_SENDER)
            else:
                yield signed

    def _witness(self, note: str) -> SignedCheckpoint | None:
        try:
            signed = read_checkpoint(note)
        except ValueError:
            return None
        parts = signed.checkpoint.origin.split("/")
        history = self._keys(parts[2]) if len(parts) == 4 else KeyHistory("")
        key = signed.signed.signer(history.keys)
        if key is None:
            return None
        span = history.span(key.id)
        listed = self.witnessed[signed.checkpoint.origin]
        listed.append(Witnessed(signed, key.desk, span is not None and span.revoked is None))
        return signed

    def _hold_against_checkpoints(
        self, name: LogName, held: list[Row], chain: list[Entry], fresh: Iterable[Entry]
    ) -> None:
        """The log as it would be, against every checkpoint that somebody signed of it."""
        revoked = frozenset(span.key.id for span in self._keys(name.desk).spans if span.revoked)
        found = StoreFindings(self.told.where)
        ours = Chain(name, self.witnessed[name.origin], revoked, found)
        for entry in (*(read_entry(row.line, row.body) for row in held), *chain):
            ours.add(_seen(entry))
        ours.finish()
        by_revoked = any(entry.header.key in revoked for entry in fresh)
        for finding in found.listed:
            if finding.id in _TOLD:
                self.told.listed.append(replace(finding, severity=Severity.WARNING))
            elif finding.id == "key-revoked" and by_revoked:
                self.told.listed.append(finding)

    def _examine_bodies(self, name: LogName, entries: list[Entry], apart: list[Entry]) -> None:
        """An entry comes without its body only if its desk erased that, and says so."""
        known = [*entries, *apart]
        redacted = {entry.header.redacts for entry in known}
        redacted |= {row.redacts for row in self.store.rows(name)}
        for entry in entries:
            place = entry.header.sequence
            if entry.body is None and place not in redacted:
                message = f"The body of entry {place} is missing, and no entry says that it was redacted."
                self.told.tell("body-missing", f"{name}/{place}", message, FROM_SENDER)

    def _attachments(self) -> dict[LogName, tuple[bytes, ...]]:
        """The attachments that are new, each with a log that names it; what no entry names is passed over."""
        wanted = self.bundle.attachments.keys() - set(self.store.attachments())
        found: dict[LogName, tuple[bytes, ...]] = {}
        for name, digests in sorted(self.named.items()):
            mine = sorted(wanted & digests)
            wanted -= set(mine)
            if mine:
                found[name] = tuple(self.bundle.attachments[digest] for digest in mine)
        return found


def _following(head: Head, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that follow the head, one after another; of two in one place, the one with the smaller hash."""
    by_place: dict[tuple[int, str], Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.hash):
        by_place.setdefault((entry.header.sequence, entry.header.previous), entry)
    chain: list[Entry] = []
    readers = head.readers
    while (following := by_place.get((head.length, head.hash))) is not None:
        if readers not in (None, following.header.readers):
            break  # it stays apart: what was said to some is not shown to more
        chain.append(following)
        head, readers = following.head, following.header.readers
    return chain


def _row(entry: Entry) -> Row:
    return Row(entry.header.sequence, entry.line, entry.body, entry.header.redacts)


def _seen(entry: Entry) -> Seen:
    said = entry.header
    leaf, held = leaf_hash(entry.line.encode()), entry.body is not None
    return Seen(
        said.sequence, leaf, entry.hash, said.previous, said.readers, said.key, said.redacts, held, (), sound=True
    )
