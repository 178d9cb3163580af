"""The library for what a draft means: its schedule, what moves if one thing slips, and the proof of its way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.document.load import Document
from reconvene.live import clock
from reconvene.process.events import Event
from reconvene.process.fold import fold
from reconvene.reports import schedule_notebook
from reconvene.reports.ladder_picture import render_ladder
from reconvene.reports.return_view import ReturnView as ReturnView
from reconvene.reports.returning import return_view
from reconvene.reports.schedule_view import ScheduleView as ScheduleView
from reconvene.reports.scheduling import schedule_view
from reconvene.reports.what_if import Refusal as Refusal
from reconvene.reports.what_if import WhatIf as WhatIf
from reconvene.reports.what_if import what_if as ask_what_if


def schedule(document: Document, now: date | None = None) -> ScheduleView:
    """The schedule of a document as of `now` (its own `as_of`, else today): dates, slack, chains, and its certificate.

    A document that cannot be read has none: `ValueError`.
    """
    return schedule_view(_draft(document, now))


def what_if(
    document: Document, question: str, now: date | None = None, *, events: Sequence[Event] = ()
) -> WhatIf | Refusal:
    """What moves, is missed and trips a vow if one thing comes later: `what_if(document, "close_plant slips 90 days")`.

    `what_if(document, "north does disarmament_step")` asks for an act. The vows are those in force by the document and
    by `events`, the record of what happened.
    """
    draft = _draft(document, now)
    return ask_what_if(draft, question, fold(document, events, draft.now))


def return_proof(
    document: Document, now: date | None = None, *, absent: int = 1, turnover: str | None = None
) -> ReturnView:
    """The proof that the parties come back to the table, as of `now` (its own `as_of`, else today), or how they do not.

    `absent` is how many of those with a role may be absent at any time, `turnover` whose government may change, if not
    anybody's. A document that cannot be read has none: `ValueError`.
    """
    return return_view(_draft(document, now), absent=absent, turnover=turnover)


def _draft(document: Document, now: date | None) -> Draft:
    if not document.readable:
        raise ValueError("the document has errors; see its findings")
    return Draft(document, document.process, now or document.process.as_of or clock.today())


# A notebook asks an object how it shows itself; the view itself knows nothing of pages and charts.
setattr(ReturnView, "_repr_svg_", render_ladder)  # noqa: B010
setattr(ScheduleView, "_repr_mimebundle_", schedule_notebook.schedule_bundle)  # noqa: B010
