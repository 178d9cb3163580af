"""The chain of one log, link by link: what is missing, what does not follow, and what checkpoints say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from reconvene.record.checkpoint import SignedCheckpoint
from reconvene.record.entry import START, LogName
from reconvene.record.examination import Seen
from reconvene.record.fault import StoreFindings
from reconvene.record.tree import Frontier
from reconvene.text.finding import Severity

FROM_COPY = "bring back what is missing from whoever holds a copy; until then, recover what is good"


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint with a right signature: by whom, and whether the key that signed it is in force."""

    signed: SignedCheckpoint
    by: str
    in_force: bool

    @property
    def size(self) -> int:
        """How many entries it is about."""
        return self.signed.checkpoint.size


class Chain:
    """A log being read from its start. Entries are added in order; `finish` says what only the end shows."""

    def __init__(
        self, name: LogName, witnessed: Iterable[Witnessed], revoked: Collection[str], told: StoreFindings
    ) -> None:
        self.name = name
        self.told = told
        self.length = 0
        self.good = 0
        self.covered = 0
        self.attachments: dict[str, int] = {}
        self._waiting = sorted(witnessed, key=lambda each: -each.size)
        self._revoked = revoked
        self._suspect: list[int] = []
        self._frontier = Frontier()
        self._previous: str | None = START
        self._readers: tuple[str, ...] | None = None
        self._whole = True
        self._erased: list[int] = []
        self._redacted: set[int] = set()
        self._compare()

    def _tell(self, id: str, sequence: int, message: str, help: str, *because: str) -> None:
        self.told.tell(id, f"{self.name}/{sequence}", message, help, *because)

    def add(self, seen: Seen) -> None:
        """The next entry that is there."""
        if seen.sequence != self.length:
            self._gap(seen.sequence)
        follows = self._follows(seen)
        self._whole = self._whole and seen.sound and follows
        self._frontier.add(seen.leaf)
        self.length = seen.sequence + 1
        self._previous = seen.hash if seen.sound else None
        if self._whole:
            self.good = self.length
        if seen.sound:
            self._note(seen)
        self._compare()

    def _gap(self, sequence: int) -> None:
        self._tell("rows-missing", self.length, f"{_missing(self.length, sequence)} missing.", FROM_COPY)
        self._whole, self._previous = False, None

    def _follows(self, seen: Seen) -> bool:
        place = seen.sequence
        if self._previous is not None and seen.sound and seen.previous != self._previous:
            before = f"entry {place - 1}" if place else "the start of the log"
            message = f"Entry {place} does not follow {before}: it was signed to follow another."
            self._tell("chain-broken", place, message, "compare both entries with a copy that somebody else holds")
            return False
        if seen.sound and self._readers not in (None, seen.readers):
            message = f"Entry {place} is for other readers than the entries before it."
            self._tell("readers-changed", place, message, "ask the desk; a compartment never changes its readers")
        return True

    def _note(self, seen: Seen) -> None:
        self._readers = self._readers or seen.readers
        for digest in seen.attachments:
            self.attachments.setdefault(digest, seen.sequence)
        if seen.redacts is not None:
            self._redacted.add(seen.redacts)
        if not seen.held:
            self._erased.append(seen.sequence)
        if seen.key in self._revoked:
            self._suspect.append(seen.sequence)
        elif self._whole:
            self._vouch(seen.sequence)

    def _vouch(self, size: int) -> None:
        """A key in force signed what holds the first `size` entries: what a revoked key signed among them is good."""
        self._suspect = [sequence for sequence in self._suspect if sequence >= size]

    def _compare(self) -> None:
        """Hold the log against the checkpoints of its present length."""
        while self._waiting and self._waiting[-1].size <= self.length:
            witnessed = self._waiting.pop()
            if not self._whole or witnessed.size != self.length:
                continue  # something before it is wrong, and has been told
            if witnessed.signed.checkpoint.root != self._frontier.root:
                self._fork(witnessed)
            elif witnessed.in_force:
                self.covered = self.length
                self._vouch(self.length)

    def _fork(self, witnessed: Witnessed) -> None:
        first, size = self.covered, witnessed.size
        agreed = f"the log and its checkpoints agree on the first {first} entries" if first else "they agree on none"
        self._tell(
            "log-forked",
            first,
            f"Among the entries {first} to {size - 1} the log is another than the one whose {size} entries "
            f"{witnessed.by} signed.",
            "compare the log, entry by entry, with a copy of the signed one: one of the two was rewritten",
            agreed,
        )

    def finish(self) -> None:
        """What the end shows: what was cut off, erased in silence, or signed by a key that counts no more."""
        if self._waiting:
            most = self._waiting[0]
            missing = _missing(self.length, most.size)
            self._tell(
                "log-cut-short",
                self.length,
                f"{missing} missing: the log has {self.length}, and {most.by} signed that it had {most.size}.",
                FROM_COPY,
            )
        for sequence in self._erased:
            if sequence not in self._redacted:
                message = f"The body of entry {sequence} is missing, and no entry says that it was redacted."
                self._tell("body-missing", sequence, message, FROM_COPY)
        if self._suspect:
            first, count = self._suspect[0], len(self._suspect)
            message = f"A revoked key signed {count} entries from {first} on, and no key in force signed after them."
            self._tell("key-revoked", first, message, "take them for nobody's word, and ask the desk")
        if self._whole and not self._waiting and self.covered < self.length:
            count = self.length - self.covered
            last = "last entry" if count == 1 else f"last {count} entries"
            message = f"No checkpoint covers the {last}: whether more followed cannot be told."
            place = f"{self.name}/{self.covered}"
            step = "sign a checkpoint, and give it to others to keep"
            self.told.wonder("under-no-checkpoint", place, message, step, Severity.INFO)


def _missing(start: int, end: int) -> str:
    return f"Entry {start} is" if end == start + 1 else f"Entries {start} to {end - 1} are"
