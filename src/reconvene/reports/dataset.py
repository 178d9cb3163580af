"""What others compute with: the record, the duties and how far each was carried out, as tables with a code book."""

from __future__ import annotations

from collections.abc import Iterable

from reconvene.cases.shelf import name_for
from reconvene.process.fold import State
from reconvene.process.shelf import Event
from reconvene.reports.code_book import code_book
from reconvene.reports.dataset_events import events_table
from reconvene.reports.dataset_obligations import obligations_table
from reconvene.reports.dataset_view import Dataset
from reconvene.reports.implementation import implementation_table


def dataset_of(state: State, events: Iterable[Event]) -> Dataset:
    """The dataset of a state: tables `events`, `obligations`, `implementation` and `code_book`.

    `events` is the record from which the state was folded. What the state's reader may not see is in no table.
    """
    listed = tuple(events)
    tables = (events_table(state, listed), obligations_table(state), implementation_table(state, listed))
    return Dataset(
        title=state.process.title or name_for(state.document.file, state.reader),
        zone=str(state.process.zone or ""),
        as_of=state.now,
        known=state.known,
        reader=state.reader or "",
        tables=(*tables, code_book(tables)),
    )
