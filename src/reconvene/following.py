"""The library for what has happened: where a process stands, by its document and the record of its events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reconvene.document.load import Document
from reconvene.live import clock
from reconvene.process.event_file import EventLog as EventLog
from reconvene.process.event_file import events_of as events_of
from reconvene.process.event_file import read_events as read_events
from reconvene.process.events import Event
from reconvene.process.fold import State as State
from reconvene.process.fold import fold
from reconvene.reports.dataset import dataset_of
from reconvene.reports.dataset_view import Dataset as Dataset
from reconvene.reports.letters import letters_of as letters_of
from reconvene.reports.letters import stage_names as stage_names
from reconvene.reports.standing import status_view
from reconvene.reports.status_view import StatusView as StatusView


def state(
    document: Document,
    now: date | None = None,
    *,
    events: Sequence[Event] | None = None,
    known: date | None = None,
    reader: str | None = None,
) -> State:
    """The state of a document as of `now` (its own `as_of`, else today), as known on a day, for a reader.

    Without `events`, those of the `events.yaml` beside the document count. A document or a record that cannot be read
    has no state: `ValueError`.
    """
    log = events_of(document) if events is None else None
    if not document.readable or (log is not None and not log.readable):
        raise ValueError("the document or its record has errors; see the findings")
    listed = events if events is not None else log.events if log is not None else ()
    return fold(document, listed, now or document.process.as_of or clock.today(), known=known, reader=reader)


def status(
    document: Document,
    now: date | None = None,
    *,
    events: Sequence[Event] | None = None,
    known: date | None = None,
    reader: str | None = None,
) -> StatusView:
    """Where a document stands, as a view: `status(load("case:hanoi"), date(2019, 3, 14))`."""
    return status_view(state(document, now, events=events, known=known, reader=reader))


def dataset(
    document: Document,
    now: date | None = None,
    *,
    events: Sequence[Event] | None = None,
    known: date | None = None,
    reader: str | None = None,
) -> Dataset:
    """The record, the duties and how far each was carried out as tables, with a code book; arguments as of `state`.

    Without `events`, those of the `events.yaml` beside the document count.
    """
    if events is None:
        log = events_of(document)
        events = log.events if log is not None and log.readable else None
    return dataset_of(state(document, now, events=events, known=known, reader=reader), events or ())
