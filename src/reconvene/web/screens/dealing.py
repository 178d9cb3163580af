"""Who must be heard before what is decided, and how exposed each side is while steps are exchanged."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from reconvene import weighing
from reconvene.live.roles import Action
from reconvene.record.fault import fault
from reconvene.reports import consult_words, written_consultations, written_sequence
from reconvene.reports.sheet import gathered
from reconvene.web.answers import as_file
from reconvene.web.asking import Asking, asked, packages_to_choose, readers_to_choose, refused, worth_page
from reconvene.web.shelf import Page, screen
from reconvene.web.visit import Visit
from reconvene.weighing import Consulted, Refusal

PARTS = (1, 2, 4, 8, 12, 24)
"""Into how many parts a step may be split, as the page offers it."""


@screen("/consult", "Who must be heard", "Worth")
def consult(visit: Visit) -> Page:
    """The consultations owed, by when to begin each, and what the calendar skips."""
    asking = asked(visit)
    form = {"packages": packages_to_choose(visit, asking), "readers": readers_to_choose(visit)}
    seen = visit.subject.seen_by(asking.reader or None)
    if isinstance(seen, Refusal):
        return refused(visit, asking, seen, **form)
    shown = _consulted(visit, asking)
    if isinstance(shown, Refusal):
        return refused(visit, asking, shown, **form)
    sheet = written_consultations.view(shown)
    table = gathered(sheet, "Who with whom", "The consultations owed")
    data = json.loads(consult_words.as_json(shown))
    calendar = visit.link("/consult/calendar", **asking.query) if visit.may(Action.EXPORT) else None
    return worth_page(visit, asking, sheet, data, table, seen, **form, above=calendar)


@screen("/consult/calendar", "The last days to consult", action=Action.EXPORT, twins=False)
def consult_calendar(visit: Visit) -> Response:
    """The last days to begin each consultation and to have it over, for a calendar."""
    shown = _consulted(visit, asked(visit))
    if isinstance(shown, Refusal):
        raise fault("no-such-choice", "package", shown.message, shown.next_step)
    return as_file(written_consultations.as_calendar(shown), "consultations.ics", "text/calendar")


def _consulted(visit: Visit, asking: Asking) -> Consulted | Refusal:
    """What is owed by the text as written, which the record then amends."""
    subject, reader = visit.subject, asking.reader or None
    events = subject.events_for(reader)
    document = subject.written_for(reader)
    return weighing.consult(
        document, asking.packages, subject.now, events=events, known=subject.asked.known, reader=reader
    )


@screen("/exchange", "Exchange", "Worth")
def exchange(visit: Visit) -> Page:
    """Exposure by day, whether every step pays, and rearrangements that hold."""
    asking = asked(visit, "parts")
    form: dict[str, Any] = {
        "most": 1,
        "packages": packages_to_choose(visit, asking),
        "parts_to_choose": (PARTS, _parts(asking)),
    }
    if len(asking.packages) > 1:
        found = Refusal("An exchange is of one package, or of what is in force.", "choose one package, or none")
        return refused(visit, asking, found, **form)
    document = visit.subject.document
    package = asking.packages[0] if asking.packages else ""
    shown = weighing.sequence(document, package, visit.subject.now, chunks=_parts(asking))
    if isinstance(shown, Refusal):
        return refused(visit, asking, shown, **form)
    sheet = written_sequence.view(shown)
    table = gathered(sheet, "Day", "The worst exposure at the end of each day")
    return worth_page(visit, asking, sheet, json.loads(written_sequence.as_json(shown)), table, document, **form)


def _parts(asking: Asking) -> int:
    """Into how many parts at most. Raises `RecordFault` for what is no such number."""
    written = asking.more.get("parts", "4")
    if written not in map(str, PARTS):
        step = f"choose one of {', '.join(map(str, PARTS))}"
        raise fault("no-such-choice", "parts", f"`{written[:20]}` is no number of parts that is offered.", step)
    return int(written)
