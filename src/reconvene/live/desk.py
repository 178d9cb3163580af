"""A desk: one organisation's folder, with the process as it adopted it, its record, its keys, and what is its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from reconvene.live.accounts import Said
from reconvene.live.codec import encode
from reconvene.live.compartments import Compartment, compartment_for
from reconvene.live.given import Given
from reconvene.live.holdings import Holdings
from reconvene.live.payload import Payload
from reconvene.live.preview import Preview, preview
from reconvene.live.sealed import cipher_of, keys_in
from reconvene.live.settings import HERE, Settings, read_settings
from reconvene.process.events import Event
from reconvene.record.address import open_store
from reconvene.record.attachments import digest_of
from reconvene.record.bundle import check_path
from reconvene.record.checkpoint import SignedCheckpoint
from reconvene.record.cipher import Cipher
from reconvene.record.desk_keys import history_of
from reconvene.record.entry import Entry, Head, LogName
from reconvene.record.fault import RecordFault, Stale, fault, found
from reconvene.record.keys import SigningKey
from reconvene.record.log import Log, heads
from reconvene.record.sqlite_store import FILE, SEALED_FILE
from reconvene.record.store import Store
from reconvene.text.spelling import nearest


class NotRecorded(RecordFault):
    """Nothing was written: the events cannot be read, or the text does not let them happen. `preview` has it all."""

    def __init__(self, preview: Preview, where: str) -> None:
        wrong = [finding for finding in preview.findings if finding.counts_as_error]
        told = [each.refusal for each in preview.refused]
        super().__init__(wrong[0] if wrong else found("not-under-the-text", where, told[0].message, told[0].next_step))
        self.preview = preview


def open_desk(path: str | os.PathLike[str], *, passphrase: str | None = None, writable: bool = True) -> Desk:
    """Open the desk in a folder. Raises `RecordFault` where the folder is none, is of a later version, or is damaged.

    The passphrase opens its keys, which are needed only to write, and a folder that is sealed. With `writable=False` no
    byte changes.
    """
    folder = Path(path)
    settings = read_settings(folder)
    if settings.store == HERE and not any((folder / name).is_file() for name in (FILE, SEALED_FILE)):
        # A new, empty record in its place would begin again at entry 0: a second story of what others hold.
        raise fault(
            "no-record-here",
            str(folder),
            f"The desk's record is gone: the folder holds no `{FILE}`.",
            "bring the file back, or restore the back-up (reconvene desk restore); without one, `reconvene desk "
            "recover` takes up a copy, and the other desks' bundles bring back what they hold; do not begin anew",
        )
    return desk_at(folder, settings, passphrase, writable=writable)


def desk_at(folder: Path, settings: Settings, passphrase: str | None, *, writable: bool = True) -> Desk:
    """The desk of these settings in a folder, its store opened."""
    where = str(folder) if settings.store == HERE else settings.store
    cipher = cipher_of(folder, passphrase)
    store = open_store(where, writable=writable, cipher=cipher)
    return Desk(folder, settings, store, passphrase if cipher is None else cipher.secret, cipher)


class Desk(Holdings):
    """An open desk: what it holds, and what it can write with its key."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        store: Store,
        passphrase: str | None = None,
        cipher: Cipher | None = None,
    ) -> None:
        super().__init__(folder, settings, store, cipher)
        self.keys = keys_in(folder, cipher)
        self.passphrase = passphrase
        self._key: SigningKey | None = None

    @property
    def key(self) -> SigningKey:
        """The key that signs, which another program may have changed since. Raises `RecordFault` if it cannot be had.

        It was lost then, or is sealed under another passphrase.
        """
        current = history_of(self.store, self.actor).current
        if current is None:
            next_step = f"make one: reconvene keys new {self.folder}"
            raise fault("no-key", str(self.folder), "The desk has no key in force.", next_step)
        if self._key is None or self._key.public.id != current.id:
            self._key = self.keys.load(current.id, self.passphrase)
        return self._key

    # --- recording ---

    def consider(self, given: Given, now: datetime, *, name: str = "<events>") -> Preview:
        """Look at events before they are recorded: what is wrong, what the text says to it, and what would follow.

        An event is an `Event`, a mapping of its keys, or the text of an event file, called `name` in findings; several
        go in a list. Nothing is written.
        """
        return preview(self, given, now, name)

    def record(
        self,
        given: Given | Preview,
        now: datetime,
        *,
        anyway: bool = False,
        attachments: Mapping[str, bytes] | None = None,
    ) -> list[Entry]:
        """Record events, and give their entries once they are durable.

        Given a preview, its events are recorded, and only if nothing was added since it was made. `anyway` records what
        was seen though the text does not let it happen. Attachments, by name, are put to every event. Raises
        `NotRecorded` if the events cannot be read or the text refuses one, `Stale` if somebody wrote first, and
        `RecordFault` where the store cannot be written. Then nothing was recorded, but where events go to several
        compartments: what went to the first stays, and recording all of it again records the rest.
        """
        seen = given if isinstance(given, Preview) else self.consider(given, now)
        if not seen.recordable or (seen.refused and not anyway):
            raise NotRecorded(seen, str(self.folder))
        self._insist_on(seen)
        by_log: dict[Compartment, list[Event]] = {}
        for event in seen.events:
            by_log.setdefault(self.compartment(event.visible_to), []).append(event)
        made: list[Entry] = []
        for compartment, events in by_log.items():
            held: list[Mapping[str, Any]] = [{Payload.EVENT.value: encode(event)} for event in events]
            if attachments:
                held += [_attached(event.id, attachments) for event in events]
            made += self.write(compartment, held, now, attachments=attachments, seen=seen.seen)[: len(events)]
        return made

    def _insist_on(self, seen: Preview) -> None:
        """Refuse if any log has gone on. Its own log is asked once more when it is written to, in the same breath."""
        now = heads(self.store)
        grown = [name for name, head in now.items() if head != seen.seen.get(name)]
        if not grown:
            return
        who = ", ".join(sorted({f"{name.desk} in `{name.compartment}`" for name in grown}))
        raise Stale(
            found(
                "stale-writer",
                str(self.folder),
                f"Something was recorded since you looked, by {who}; nothing of yours was recorded.",
                "look at what was added and at the new preview, and record it again",
            ),
            now[grown[0]].length,
        )

    def attach(self, id: str, files: Mapping[str, bytes], now: datetime) -> Entry:
        """Put files, by name, to an event that is on record, for the same readers. Raises `RecordFault` for no such."""
        said = self.find(id)
        return self.write(self.compartment(said.event.visible_to), [_attached(id, files)], now, attachments=files)[0]

    def redact(self, id: str, now: datetime, *, reason: str) -> list[Entry]:
        """Erase the words of an event of this desk, and of the files put to it, and say so with the reason.

        The chain and its proofs stay valid. Raises `RecordFault` if this desk recorded no such event. Copies that
        others hold are theirs to erase.
        """
        said = self.find(id, self.actor)
        places = [(said.log, said.sequence)]
        places += [
            (each.log, each.sequence) for each in self.contents.attached if (each.desk, each.of) == (self.actor, id)
        ]
        return [
            Log(self.store, name, self.readers_of(name)).redact(sequence, reason=reason, key=self.key, now=now)
            for name, sequence in places
        ]

    def find(self, id: str, desk: str | None = None) -> Said:
        """An event on record, of this desk if several tell of it, or of the desk that is named alone."""
        named = [each for each in self.contents.said if each.event.id == id and desk in (None, each.desk)]
        if named:
            return next((each for each in named if each.desk == self.actor), named[0])
        known = [each.event.id for each in self.contents.said if desk in (None, each.desk)]
        near = nearest(id, known)
        others = sorted({each.desk for each in self.contents.said if each.event.id == id})
        said = f"No event of `{desk or self.actor}` is named `{id}`."
        if others:
            raise fault("no-such-event", str(self.folder), f"{said} {', '.join(others)} recorded it.", "ask that desk")
        last = ", ".join(f"`{each}`" for each in known[-8:]) or "nothing"
        next_step = f"did you mean `{near}`?" if near else f"what was recorded last is {last}"
        raise fault("no-such-event", str(self.folder), said, next_step)

    def sign_checkpoints(self) -> list[SignedCheckpoint]:
        """Sign how far each log of this desk has come, keep that, and give it: others hold this desk to it."""
        own = [name for name in self.store.logs() if name[:2] == (self.settings.process, self.actor)]
        return [Log(self.store, name, self.readers_of(name)).checkpoint(self.key) for name in own]

    # --- writing ---

    def write(
        self,
        compartment: Compartment,
        held: Sequence[Mapping[str, Any]],
        now: datetime,
        *,
        attachments: Mapping[str, bytes] | None = None,
        seen: Mapping[LogName, Head] | None = None,
    ) -> list[Entry]:
        """Sign what entries hold, each a payload, and add it to this desk's log of a compartment, all or none.

        With `seen`, raises `Stale` unless that log is as long as it was then.
        """
        log = self.log(compartment)
        head = (seen or {}).get(log.name)
        expected = None if seen is None else 0 if head is None else head.length
        files = list((attachments or {}).values())
        return log.append_all(held, key=self.key, now=now, attachments=files, expected=expected)

    def log(self, compartment: Compartment) -> Log:
        """This desk's own log of a compartment."""
        name = LogName(self.settings.process, self.actor, compartment.name)
        return Log(self.store, name, compartment.readers)

    def compartment(self, visible_to: Iterable[str] | None) -> Compartment:
        """Where an event goes that only these may see; the name that the settings give that set, if they do."""
        return compartment_for(visible_to, self.settings.compartments)

    def readers_of(self, name: LogName) -> tuple[str, ...]:
        """Who may read a log, as its entries say."""
        return self.store.head(name).readers or ()


def _attached(id: str, files: Mapping[str, bytes]) -> Mapping[str, Any]:
    """What an entry holds that puts files to an event. Raises `RecordFault` for a name that no desk would take."""
    for name in files:
        try:
            check_path(name)
        except ValueError as error:
            step = "give the file a plain name, without `:`, `\\` or a path that leads out of its folder"
            raise fault("attachment-name", id, f"{error}.", step) from error
    return {Payload.ATTACHMENT.value: {"files": {name: digest_of(each) for name, each in files.items()}, "of": id}}
