"""What a desk holds of a process, and where the process stands by it: everything that only reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from reconvene.document.load import Document
from reconvene.live.accounts import Accounts, Conflict, accounts_of, words_of
from reconvene.live.adoption import FOLDER, Edition, cut_for, document_of, edition_from, hides_parts
from reconvene.live.compartments import is_for
from reconvene.live.contents import Adopted, Contents, read_contents
from reconvene.live.sealed import read_private
from reconvene.live.settings import Settings
from reconvene.process.fold import State, fold
from reconvene.process.visibility import Readers
from reconvene.record.cipher import Cipher
from reconvene.record.entry import Head, LogName
from reconvene.record.fault import RecordFault, fault
from reconvene.record.log import heads
from reconvene.record.store import Store
from reconvene.reports.standing import status_view
from reconvene.reports.status_view import ConflictView, HeardView, StatusView

MOST_STATES = 8
"""So many states are kept of one reading of the record: each is of one day and one reader."""


@dataclass
class _Reading:
    """What the logs held when they had come so far, and what followed from it, by the text and what was asked."""

    heads: dict[LogName, Head]
    aside: int
    contents: Contents
    accounts: dict[str | None, tuple[Document, Accounts]] = field(default_factory=dict)
    states: dict[tuple[str | None, date, date | None], tuple[Accounts, State]] = field(default_factory=dict)


class Holdings:
    """The record of one process in a store, with the settings of the desk that reads it.

    Whatever it tells is computed anew when a log has gone on. Raises `RecordFault` where something cannot be read.
    """

    def __init__(self, folder: Path, settings: Settings, store: Store, cipher: Cipher | None = None) -> None:
        self.folder = folder
        self.cipher = cipher
        self.settings = settings
        self.store = store
        self._read: _Reading | None = None
        self._documents: dict[tuple[str, bytes | None], Document] = {}

    def __enter__(self) -> Self:
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

    # --- what it holds ---

    @property
    def contents(self) -> Contents:
        """Everything that the store holds of the process, read again when a log has gone on."""
        return self._reading().contents

    def _reading(self) -> _Reading:
        now, aside = heads(self.store), len(self.store.aside())
        read = self._read  # another thread may put an older reading in its place meanwhile
        if read is None or (read.heads, read.aside) != (now, aside):
            self._read = read = _Reading(now, aside, read_contents(self.store, self.settings.process))
        return read

    @property
    def adopted(self) -> Adopted:
        """The version of the text that this desk goes by: the last that it adopted."""
        return self._adopted(self._reading())

    def _adopted(self, reading: _Reading) -> Adopted:
        own = [each for each in reading.contents.adopted if each.desk == self.actor]
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
        return self._edition(self.adopted)

    def _edition(self, adopted: Adopted) -> Edition:
        return edition_from(self.store, adopted.data, f"{self.store.where}: {adopted.log}/{adopted.sequence}")

    @property
    def document(self) -> Document:
        """The process as this desk reads it, with its private part."""
        return self._document_for(None, self._reading())

    @property
    def shared_document(self) -> Document:
        """The process without the private part of this desk."""
        return self._document(None, self._reading())

    def _document(self, overlay: bytes | None, reading: _Reading) -> Document:
        adopted = self._adopted(reading)
        key = (adopted.version, overlay)
        if key not in self._documents:
            self._documents[key] = document_of(self._edition(adopted), self.folder / FOLDER, overlay)
        return self._documents[key]

    # --- where the process stands ---

    def accounts(self, reader: str | None = None) -> Accounts:
        """What the desks say, as far as a reader may see it (this desk's own if left out), side by side.

        Raises `RecordFault` if an entry cannot be understood: what it says may matter.
        """
        return self._accounts(reader, self._reading())

    def _accounts(self, reader: str | None, reading: _Reading) -> Accounts:
        document = self._document_for(reader, reading)
        kept = reading.accounts.get(reader)
        if kept is not None and kept[0] is document:
            return kept[1]
        readers = Readers(self._document(None, reading).process, reader or self.actor)
        contents = reading.contents if reader in (None, self.actor) else reading.contents.cut(partial(is_for, readers))
        if contents.findings:
            raise RecordFault(contents.findings[0])
        said = contents.understood(document.names)
        made = accounts_of([each for each in said if readers.may_read(each.event.visible_to)], document.process)
        reading.accounts[reader] = (document, made)
        return made

    def state(self, now: date | datetime, *, known: date | None = None, reader: str | None = None) -> State:
        """Where the process stands on a day, as known on a day, for this desk itself or for a reader that is named.

        What is private to this desk counts for itself alone.
        """
        reading = self._reading()
        return self._state(self._accounts(reader, reading), now, known, reader, reading)

    def _state(
        self, accounts: Accounts, now: date | datetime, known: date | None, reader: str | None, reading: _Reading
    ) -> State:
        day = self._day(now, reading)
        document, said = reading.accounts.get(reader) or (None, None)
        if document is None or said is not accounts:  # what would be said, and not what was
            document = self._document_for(reader, reading)
            return fold(document, accounts.events, day, known=known, reader=reader or self.actor)
        kept = reading.states.get((reader, day, known))
        if kept is not None and kept[0] is accounts:
            return kept[1]
        made = fold(document, accounts.events, day, known=known, reader=reader or self.actor)
        if len(reading.states) >= MOST_STATES:
            reading.states.clear()
        reading.states[reader, day, known] = (accounts, made)
        return made

    def status(self, now: date | datetime, *, known: date | None = None, reader: str | None = None) -> StatusView:
        """The same as a view, with who has been heard from, and of what two desks say different things."""
        return self.view(self.accounts(reader), now, known=known, reader=reader)

    def view(
        self, accounts: Accounts, now: date | datetime, *, known: date | None = None, reader: str | None = None
    ) -> StatusView:
        """The view that follows from given accounts, such as those that there would be."""
        shown = status_view(self._state(accounts, now, known, reader, self._reading()))
        return replace(shown, conflicts=_conflicts(accounts), heard=_heard(accounts))

    def _document_for(self, reader: str | None, reading: _Reading) -> Document:
        """The process as this desk reads it with its private part, or as a reader may see it."""
        if reader in (None, self.actor):
            return self._document(read_private(self.folder, self.cipher), reading)
        shared = self._document(None, reading)
        if reader is None or not hides_parts(shared):
            return shared
        key = (f"{self._adopted(reading).version} for {reader}", None)
        if key not in self._documents:
            self._documents[key] = cut_for(shared, reader, self.settings.process)
        return self._documents[key]

    def day(self, now: date | datetime) -> date:
        """The day that a moment is, in the zone of the process."""
        return self._day(now, self._reading()) if isinstance(now, datetime) else now

    def _day(self, now: date | datetime, reading: _Reading) -> date:
        if not isinstance(now, datetime):
            return now
        zone = self._document(None, reading).process.zone
        return now.astimezone(ZoneInfo(zone) if zone else None).date()


def _conflicts(accounts: Accounts) -> tuple[ConflictView, ...]:
    return tuple(_conflict(each) for each in accounts.conflicts)


def _conflict(conflict: Conflict) -> ConflictView:
    told = {voice: words_of(said.event, conflict.differ) for voice, said in conflict.versions.items()}
    return ConflictView(conflict.id, told, conflict.speaker)


def _heard(accounts: Accounts) -> tuple[HeardView, ...]:
    by_desk: dict[str, list[str]] = {}
    for each in accounts.said:
        by_desk.setdefault(each.desk, []).append(each.recorded)
    return tuple(HeardView(desk, len(times), max(times)) for desk, times in sorted(by_desk.items()))
