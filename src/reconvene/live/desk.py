"""A desk: one organisation's folder, with the process as it adopted it, its record, its keys, and what is its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reconvene.document.load import Document
from reconvene.live.accounts import Accounts, Said, accounts_of, words_of
from reconvene.live.adoption import FOLDER, OVERLAY, Edition, document_of, edition_from
from reconvene.live.codec import encode
from reconvene.live.compartments import Compartment, compartment_for
from reconvene.live.consequences import consequences
from reconvene.live.contents import Adopted, Contents, read_contents
from reconvene.live.given import Given, read_given
from reconvene.live.payload import Payload
from reconvene.live.preview import Preview, Refused
from reconvene.live.settings import HERE, Settings, read_settings
from reconvene.process.events import Event
from reconvene.process.fold import State, fold
from reconvene.process.may import may
from reconvene.process.visibility import Readers
from reconvene.record.address import open_store
from reconvene.record.desk_keys import history_of
from reconvene.record.entry import Entry, LogName
from reconvene.record.fault import RecordFault, Stale, fault, found
from reconvene.record.key_folder import KeyFolder
from reconvene.record.keys import SigningKey
from reconvene.record.log import Log, heads
from reconvene.record.store import Store
from reconvene.reports.standing import status_view
from reconvene.reports.status_view import ConflictView, HeardView, StatusView

KEYS = "keys"
"""Where in its folder a desk has its private keys."""
MOST_ASKED = 500
"""Of so many events that are recorded in one go the text is asked; a longer list is history that is brought in."""


class NotRecorded(RecordFault):
    """Nothing was written: the events cannot be read, or the text does not let them happen. `preview` has it all."""

    def __init__(self, preview: Preview, where: str) -> None:
        wrong = [finding for finding in preview.findings if finding.counts_as_error]
        first = preview.refused[0].refusal if preview.refused else None
        said = found("not-under-the-text", where, first.message, first.next_step) if first is not None else None
        super().__init__(wrong[0] if wrong else said or found("nothing-given", where, "There is nothing.", "name it"))
        self.preview = preview


def open_desk(path: str | os.PathLike[str], *, passphrase: str | None = None, writable: bool = True) -> Desk:
    """Open the desk in a folder. Raises `RecordFault` where the folder is none, is of a later version, or is damaged.

    The passphrase opens its keys, which are needed only to write. With `writable=False` no byte changes.
    """
    folder = Path(path)
    return Desk.at(folder, read_settings(folder), passphrase, writable=writable)


class Desk:
    """An open desk. Whatever it tells is computed anew from the record when the record has gone on."""

    def __init__(self, folder: Path, settings: Settings, store: Store, passphrase: str | None = None) -> None:
        self.folder = folder
        self.settings = settings
        self.store = store
        self.keys = KeyFolder(folder / KEYS)
        self._passphrase = passphrase
        self._read: tuple[dict[LogName, Any], Contents] | None = None
        self._documents: dict[tuple[str, bytes | None], Document] = {}

    @classmethod
    def at(cls, folder: Path, settings: Settings, passphrase: str | None, *, writable: bool = True) -> Desk:
        """The desk of these settings, its store opened."""
        where = str(folder) if settings.store == HERE else settings.store
        return cls(folder, settings, open_store(where, writable=writable), passphrase)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and connections."""
        self.store.close()

    # --- who it is ---

    @property
    def actor(self) -> str:
        """Which actor of the process the organisation is; also the name of its logs."""
        return self.settings.actor

    @property
    def called(self) -> str:
        """The name shown to people."""
        return self.settings.called or self.actor

    @cached_property
    def key(self) -> SigningKey:
        """The key that signs. Raises `RecordFault` if it was lost, or is sealed under another passphrase."""
        current = history_of(self.store, self.actor).current
        if current is None:
            raise fault(
                "no-key",
                str(self.folder),
                "The desk has no key in force.",
                f"make one: reconvene keys new {self.folder}",
            )
        return self.keys.load(current.id, self._passphrase)

    # --- what it holds ---

    @property
    def contents(self) -> Contents:
        """Everything that the store holds of the process, read again when a log has gone on."""
        now = heads(self.store)
        if self._read is None or self._read[0] != now:
            self._read = (now, read_contents(self.store, self.settings.process))
        return self._read[1]

    @property
    def adopted(self) -> Adopted:
        """The version of the text that this desk goes by: the last that it adopted."""
        own = [each for each in self.contents.adopted if each.desk == self.actor]
        if not own:
            raise fault(
                "no-process-adopted",
                str(self.folder),
                "The desk has adopted no text of the process.",
                f"adopt one: reconvene desk adopt {self.folder} --process FILE",
            )
        return max(own, key=lambda each: (each.recorded, each.sequence))

    @property
    def edition(self) -> Edition:
        """The files of that version, from the record."""
        adopted = self.adopted
        return edition_from(self.store, adopted.data, f"{self.store.where}: {adopted.log}/{adopted.sequence}")

    @property
    def document(self) -> Document:
        """The process as this desk reads it, with its private part."""
        overlay = self.folder / OVERLAY
        return self._document(overlay.read_bytes() if overlay.is_file() else None)

    @property
    def shared_document(self) -> Document:
        """The process without the private part of this desk."""
        return self._document(None)

    def _document(self, overlay: bytes | None) -> Document:
        key = (self.adopted.version, overlay)
        if key not in self._documents:
            document = document_of(self.edition, self.folder / FOLDER, overlay)
            if not document.readable:
                wrong = [finding for finding in document.findings if finding.counts_as_error]
                raise RecordFault(wrong[0])
            self._documents[key] = document
        return self._documents[key]

    # --- where the process stands ---

    def accounts(self, reader: str | None = None) -> Accounts:
        """What the desks say, as far as a reader may see it (this desk's own if left out), side by side.

        Raises `RecordFault` if an entry cannot be understood: what it says may matter.
        """
        contents, document = self.contents, self._document_for(reader)
        if contents.findings:
            raise RecordFault(contents.findings[0])
        readers = Readers(document.process, reader or self.actor)
        said = contents.understood(document.names)
        return accounts_of([each for each in said if readers.may_read(each.event.visible_to)], document.process)

    def state(self, now: date | datetime, *, known: date | None = None, reader: str | None = None) -> State:
        """Where the process stands on a day, as known on a day, for this desk itself or for a reader that is named.

        What is private to this desk counts for itself alone.
        """
        return self._state(self.accounts(reader), now, known, reader)

    def _state(self, accounts: Accounts, now: date | datetime, known: date | None, reader: str | None) -> State:
        document = self._document_for(reader)
        return fold(document, accounts.events, self.day(now), known=known, reader=reader or self.actor)

    def status(self, now: date | datetime, *, known: date | None = None, reader: str | None = None) -> StatusView:
        """The same as a view, with who has been heard from, and of what two desks say different things."""
        accounts = self.accounts(reader)
        shown = status_view(self._state(accounts, now, known, reader))
        return replace(shown, conflicts=_conflicts(accounts), heard=_heard(accounts))

    def _document_for(self, reader: str | None) -> Document:
        return self.document if reader in (None, self.actor) else self.shared_document

    def day(self, now: date | datetime) -> date:
        """The day that a moment is, in the zone of the process."""
        if not isinstance(now, datetime):
            return now
        zone = self.shared_document.process.zone
        return now.astimezone(ZoneInfo(zone) if zone else None).date()

    # --- recording ---

    def consider(self, given: Given, now: datetime, *, name: str = "<events>") -> Preview:
        """Look at events before they are recorded: what is wrong, what the text says to it, and what would follow.

        An event is an `Event`, a mapping of its keys, or the text of an event file; several go in a list.
        """
        seen, today = heads(self.store), self.day(now)
        accounts, document = self.accounts(), self.document
        mine = [each.event for each in accounts.said if each.desk == self.actor]
        events, findings, known = read_given(given, document, mine, today, name)
        findings += tuple(found for event in events for found in self._examine(event, today))
        if any(finding.counts_as_error for finding in findings):
            return Preview(tuple(events), findings, seen=seen, known=known)
        before = self.status(now)
        said = [*accounts.said, *(self._would_say(event, place, now) for place, event in enumerate(events))]
        refused = tuple(self._refusals(accounts.said, said[len(accounts.said) :][:MOST_ASKED], today))
        together = accounts_of(said, document.process)
        after = replace(
            status_view(self._state(together, now, None, None)), conflicts=_conflicts(together), heard=_heard(together)
        )
        changes = consequences(before, after)
        unasked = max(0, len(events) - MOST_ASKED)
        return Preview(tuple(events), findings, refused, before, after, changes, seen, known, unasked)

    def _would_say(self, event: Event, place: int, now: datetime) -> Said:
        log = LogName(self.settings.process, self.actor, self.compartment(event.visible_to).name)
        return Said(event, log, (1 << 40) + place, now.isoformat())

    def _refusals(self, earlier: Iterable[Said], added: Sequence[Said], today: date) -> Iterable[Refused]:
        """What the text does not let happen, each event asked upon those before it, on the day it happened."""
        process, so_far = self.document.process, list(earlier)
        for each in added:
            accounts = accounts_of(so_far, process)
            day = min(today, each.event.at)
            state = fold(self.document, accounts.events, day, known=today, reader=self.actor)
            taken = {event.id for event in state.recorded}
            asked = each.event.changed(id=f"{each.event.id}@{self.actor}") if each.event.id in taken else each.event
            refusal = may(state, asked)
            if refusal is not None:
                yield Refused(each.event, refusal)
            so_far.append(each)

    def _examine(self, event: Event, today: date) -> Iterable[Any]:
        where = f"{self.folder}: {event.id}"
        if event.happened.first > today or event.recorded > today:
            what = "happened" if event.happened.first > today else "recorded"
            yield found(
                "not-yet-happened",
                where,
                f"`{event.id}` is said to be {what} on {getattr(event, what)}, and today is {today}.",
                "record it when it has come; what is only expected is a `session_scheduled`, or belongs to the process",
            )
        if not Readers(self.document.process, self.actor).may_read(event.visible_to):
            yield found(
                "hidden-from-its-recorder",
                where,
                f"`{event.id}` is for {', '.join(event.visible_to or ())} alone, and {self.actor} records it.",
                f"add `{self.actor}` to `visible_to`",
            )

    def record(
        self,
        given: Given,
        now: datetime,
        *,
        preview: Preview | None = None,
        anyway: bool = False,
        attachments: Mapping[str, bytes] | None = None,
    ) -> list[Entry]:
        """Record events, and give the entries once they are durable.

        With a `preview`, they are recorded only if nothing was added since it was made. `anyway` records what was seen
        though the text does not let it happen. Raises `NotRecorded` if they cannot be read or the text refuses them,
        `Stale` if somebody wrote first, and `RecordFault` where the store cannot be written; then nothing was recorded.
        """
        preview = preview or self.consider(given, now)
        if not preview.recordable or (preview.refused and not anyway):
            raise NotRecorded(preview, str(self.folder))
        self._insist_on(preview)
        by_log: dict[Compartment, list[Event]] = {}
        for event in preview.events:
            by_log.setdefault(self.compartment(event.visible_to), []).append(event)
        made: list[Entry] = []
        for compartment, events in by_log.items():
            held = [payload_of_event(event) for event in events]
            made += self.write(compartment, held, now, attachments=attachments, seen=preview.seen)
        return made

    def _insist_on(self, preview: Preview) -> None:
        """Refuse if any log has gone on. Its own log is asked once more when it is written to, in the same breath."""
        now = heads(self.store)
        if preview.seen is None or now == preview.seen:
            return
        grown = [
            f"{name} by {head.length - preview.seen[name].length if name in preview.seen else head.length}"
            for name, head in now.items()
            if head != preview.seen.get(name)
        ]
        raise Stale(
            found(
                "stale-writer",
                str(self.folder),
                f"Somebody recorded meanwhile, so that the preview no longer holds: {', '.join(grown)}. "
                "Nothing of this was recorded.",
                "look at what was added and at the new preview, and record it again",
            ),
            sum(head.length for head in now.values()),
        )

    def write(
        self,
        compartment: Compartment,
        held: Sequence[Mapping[str, Any]],
        now: datetime,
        *,
        attachments: Mapping[str, bytes] | None = None,
        seen: Mapping[LogName, Any] | None = None,
    ) -> list[Entry]:
        """Sign what entries hold, and add it to the desk's log of a compartment, all or none.

        With `seen`, raises `Stale` unless that log is as long as it was then.
        """
        log = self.log(compartment)
        head = seen.get(log.name) if seen is not None else None
        expected = None if seen is None else head.length if head is not None else 0
        files = list((attachments or {}).values())
        return log.append_all(held, key=self.key, now=now, attachments=files, expected=expected)

    def log(self, compartment: Compartment) -> Log:
        """The desk's own log of a compartment."""
        name = LogName(self.settings.process, self.actor, compartment.name)
        return Log(self.store, name, compartment.readers)

    def compartment(self, visible_to: Iterable[str] | None) -> Compartment:
        """Where an event goes that only these may see."""
        return compartment_for(visible_to, self.settings.compartments)


def payload_of_event(event: Event) -> Mapping[str, Any]:
    """What an entry holds that records an event."""
    return {Payload.EVENT.value: encode(event)}


def _conflicts(accounts: Accounts) -> tuple[ConflictView, ...]:
    return tuple(
        ConflictView(each.id, {said.desk: words_of(said.event, each.differ) for said in each.versions}, each.speaker)
        for each in accounts.conflicts
    )


def _heard(accounts: Accounts) -> tuple[HeardView, ...]:
    by_desk: dict[str, list[str]] = {}
    for each in accounts.said:
        by_desk.setdefault(each.desk, []).append(each.recorded)
    return tuple(HeardView(desk, len(times), max(times)) for desk, times in sorted(by_desk.items()))
