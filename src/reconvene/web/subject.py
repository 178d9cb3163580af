"""The process that a page is about, as it stands on a day: read once, and kept until the text or the record goes on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import count as numbers
from typing import TYPE_CHECKING

from reconvene.cases.shelf import PREFIX, name_for
from reconvene.checks.draft import Draft
from reconvene.checks.run import Report, run
from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load
from reconvene.document.sameness import says_the_same
from reconvene.live import clock
from reconvene.live.desk import Desk
from reconvene.live.office import Office, Place
from reconvene.live.sealed import read_private
from reconvene.live.versions import digest_of
from reconvene.process.event_file import events_of
from reconvene.process.events import Event
from reconvene.process.fold import State, fold
from reconvene.process.visibility import visible
from reconvene.record.fault import RecordFault
from reconvene.record.log import heads
from reconvene.reports.causes import Count, count
from reconvene.reports.duties import DutyRow, duty_rows
from reconvene.reports.schedule_view import ScheduleView
from reconvene.reports.scheduling import schedule_view
from reconvene.reports.standing import status_view
from reconvene.reports.status_view import StatusView
from reconvene.reports.waits import circles_in

if TYPE_CHECKING:
    from reconvene.reports.return_view import ReturnView
    from reconvene.weighing import Refusal

MOST = 64
"""So many subjects are kept: each is one process as one question shows it."""


@dataclass(frozen=True)
class Asked:
    """What a page asks for: the day, the day of what was known, and whether it is the draft that is meant."""

    as_of: date | None = None
    known: date | None = None
    draft: bool = False


_NUMBERS = numbers(1)


class Text:
    """A text on a day, and what follows from it alone: that stays as it is while the record goes on.

    Its `number` is that of no other text that this server has read, or read on another day.
    """

    def __init__(self, document: Document, now: date) -> None:
        self.number = next(_NUMBERS)
        self.document = document
        self.now = now

    def is_same(self, other: Document, now: date) -> bool:
        """Whether another document, read on a day, says the same at the same places."""
        mine = self.document
        return (
            self.now == now
            and (mine.sources, mine.findings, mine.complete) == (other.sources, other.findings, other.complete)
            and says_the_same(mine.process, other.process)
        )

    @cached_property
    def draft(self) -> Draft:
        """The text as the checks and the dates see it."""
        return Draft(self.document, self.document.process, self.now)

    @cached_property
    def report(self) -> Report:
        """What the checks say of it."""
        return run(self.document, self.now)

    @cached_property
    def counted(self) -> Count:
        """How much they say."""
        return count(self.report)

    @cached_property
    def circles(self) -> tuple[tuple[str, ...], ...]:
        """The circles in it, in which nobody can begin."""
        return circles_in(self.draft)

    @cached_property
    def schedule(self) -> ScheduleView:
        """Its dates; the file is called by its name, for the folder that it lies in is the server's alone."""
        shown = schedule_view(self.draft)
        return replace(shown, source_name=name_for(self.document.file, ""))

    @cached_property
    def proof(self) -> ReturnView:
        """The proof of its way back."""
        from reconvene.reports.returning import return_view  # noqa: PLC0415  (few pages show it)

        return return_view(self.draft)


class Subject:
    """A process on a day. What follows from it is computed when it is first asked for, and then kept.

    `version` names everything that it was read from: two subjects of the same version show the same, to the byte.
    `seen` names the text of a draft alone, so that two who write it find out. With a `fault` its record cannot be read:
    then nothing can be said of it but that, and what the record is still good for.
    """

    def __init__(self, name: str, version: str, document: Document, asked: Asked, now: date) -> None:
        self.name = name
        self.version = version
        self.seen = version
        self.document = document
        self.asked = asked
        self.now = now
        self.text = Text(document, now)
        self.place: Place | None = None
        self.desk: Desk | None = None
        self.fault: RecordFault | None = None
        self.day = clock.today()
        self.lock = threading.RLock()
        self._tallies: dict[str, int | None] = {}

    @property
    def title(self) -> str:
        """What the process is called."""
        return self.document.process.title or self.name

    @property
    def is_case(self) -> bool:
        """Whether it is a shipped case, which is only read."""
        return self.name.startswith(PREFIX)

    @property
    def readable(self) -> bool:
        """Whether the text can be worked with."""
        return self.document.readable

    @cached_property
    def events(self) -> Sequence[Event]:
        """What is on record, as the desk holds it, or as the file beside a case tells it."""
        if self.desk is not None:
            return self.desk.accounts().events
        log = events_of(self.document) if self.readable else None
        return log.events if log is not None and log.readable else ()

    def tally(self, what: str, counted: Callable[[], int | None]) -> int | None:
        """How many there are of something, counted the first time that it is asked."""
        if what not in self._tallies:
            with self.lock:
                self._tallies[what] = self._tallies[what] if what in self._tallies else counted()
        return self._tallies[what]

    @property
    def report(self) -> Report:
        """What the checks say of the text."""
        return self.text.report

    @cached_property
    def status(self) -> StatusView:
        """Where the talks stand."""
        if self.desk is not None and not self.asked.draft:
            return self.desk.status(self.now, known=self.asked.known)
        return status_view(self.state)

    @cached_property
    def state(self) -> State:
        """The state behind that."""
        if self.desk is not None and not self.asked.draft:
            return self.desk.state(self.now, known=self.asked.known)
        return fold(self.document, self.events, self.now, known=self.asked.known)

    @property
    def draft(self) -> Draft:
        """The text as the checks and the dates see it."""
        return self.text.draft

    @cached_property
    def duties(self) -> tuple[DutyRow, ...]:
        """Every duty in a row."""
        return duty_rows(self.state, self.schedule)

    @property
    def schedule(self) -> ScheduleView:
        """The dates."""
        return self.text.schedule

    @property
    def proof(self) -> ReturnView:
        """The proof of the way back."""
        return self.text.proof

    def written_for(self, reader: str | None) -> Document:
        """The text without what the record amended; what is private to this desk is in it for itself alone."""
        if self.desk is None or self.asked.draft:
            return self.document
        return self.desk.document if reader in (None, self.desk.actor) else self.desk.shared_document

    def events_for(self, reader: str | None) -> Sequence[Event]:
        """What is on record as far as a reader may see it."""
        if self.desk is None or reader is None:
            return visible(self.events, self.document.process, reader)
        return self.desk.accounts(reader).events

    def seen_by(self, reader: str | None) -> Document | Refusal:
        """The text as a reader may see it, as the record that they may see amended it; all of it without a reader."""
        if reader is None:
            return self.document
        from reconvene import weighing  # noqa: PLC0415  (with all that weighs, takes a while, and few pages do)

        seen = weighing.seen_by(self.written_for(reader), reader)
        if isinstance(seen, weighing.Refusal) or self.desk is None or self.asked.draft:
            return seen
        state = fold(seen, self.events_for(reader), self.now, known=self.asked.known, reader=reader)
        return replace(seen, process=state.process.changed(as_of=state.now), names=state.names)


class Subjects:
    """The subjects of an office: of each process and each question about it the last that was read."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._kept: OrderedDict[tuple[str, Asked], Subject] = OrderedDict()
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, name: str, asked: Asked) -> Subject:
        """The process of a name, or `case:NAME`, as asked for. Raises `RecordFault` if there is none."""
        place = self._place(name)
        kept = self._still(name, place, asked)
        if kept is not None:
            return kept
        with self._lock:
            turn = self._turns.setdefault(name, threading.Lock())
        with turn:  # many may ask for what has just changed: one reads it, and the others look again
            return self._still(name, place, asked) or self._put(self._anew(name, place, asked))

    def _still(self, name: str, place: Place | None, asked: Asked) -> Subject | None:
        """What was read last, if the text and the record are still as they were then, and it is still that day."""
        version = self._version(name, place, asked)
        with self._lock:
            kept = self._kept.get((name, asked))
            if kept is None or (kept.version, kept.day) != (version, clock.today()):
                return None
            self._kept.move_to_end((name, asked))
            return kept

    def _anew(self, name: str, place: Place | None, asked: Asked) -> Subject:
        # What names it is asked for before it is read, so that it never names what came later.
        seen = place.versions.digest if place is not None and (asked.draft or not place.has_desk) else ""
        version = self._version(name, place, asked)
        made = self._read(name, version, place, asked)
        made.seen = seen or version
        return made

    def _put(self, made: Subject) -> Subject:
        """Keep it in the place of the one before; what followed from the text alone goes along if that is the same."""
        with self._lock:
            earlier = self._kept.get((made.name, made.asked))
            if earlier is not None and earlier.text.is_same(made.document, made.now):
                made.text = earlier.text
            self._kept[made.name, made.asked] = made
            self._kept.move_to_end((made.name, made.asked))
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made

    def version_of(self, name: str, asked: Asked) -> str:
        """What names the text and the record of a process as they are now. Raises `RecordFault` if there is none."""
        return self._version(name, self._place(name), asked)

    def _place(self, name: str) -> Place | None:
        if name.startswith(PREFIX):
            self.office.case(name)
            return None
        return self.office.place(name)

    def _version(self, name: str, place: Place | None, asked: Asked) -> str:
        if place is None:
            return name
        if not place.has_desk:
            return place.versions.digest
        # What is shown of a draft is shown beside the record, and the desk reads a part that is in no log.
        draft = place.versions.digest if asked.draft else ""
        try:
            told = heads(place.desk.store)
            aside = len(place.desk.store.aside())
            private = read_private(place.desk.folder, place.desk.cipher) or b""
        except RecordFault as error:
            return digest_of(f"not readable: {error} {draft}")
        parts = [f"{log}={head.length}:{head.hash}" for log, head in sorted(told.items())]
        return digest_of("\n".join((*parts, str(aside), sha256(private).hexdigest(), draft)))

    def _read(self, name: str, version: str, place: Place | None, asked: Asked) -> Subject:
        if place is None:
            document = expand(load(self.office.case(name).path))
            return Subject(name, version, document, asked, asked.as_of or document.process.as_of or clock.today())
        if not place.has_desk or asked.draft:
            document = place.versions.read()
            made = Subject(name, version, document, asked, asked.as_of or document.process.as_of or clock.today())
            made.place = place
            if place.has_desk:
                made.desk = place.desk
            return made
        try:
            return self._read_desk(name, version, place, asked)
        except RecordFault as error:
            made = Subject(name, version, place.versions.read(), asked, asked.as_of or clock.today())
            made.place, made.fault = place, error
            return made

    def _read_desk(self, name: str, version: str, place: Place, asked: Asked) -> Subject:
        desk = place.desk
        state = desk.state(asked.as_of or clock.now(), known=asked.known)
        process = state.process.changed(as_of=state.now)
        document = replace(state.document, process=process, names=state.names)
        made = Subject(name, version, document, asked, state.now)
        made.place, made.desk = place, desk
        return made
