"""Who must be heard before what is decided, and how exposed each side is while steps are exchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from reconvene import weighing
from reconvene.document.load import Document
from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.roles import Action
from reconvene.record.fault import fault
from reconvene.reports import consult_words, written_consultations, written_sequence
from reconvene.reports.naming import actor_called
from reconvene.reports.sheet import gathered
from reconvene.web.answers import as_file, to
from reconvene.web.asking import (
    Asking,
    asked,
    packages_to_choose,
    readers_to_choose,
    refused,
    warnings,
    worth_page,
)
from reconvene.web.drafts import draft_of, is_draft, writing
from reconvene.web.mending import edited
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit
from reconvene.weighing import Consulted, Refusal, Sequenced

PARTS = (1, 2, 4, 8, 12, 24)
"""Into how many parts a step may be split, as the page offers it."""


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


def exchange(visit: Visit) -> Page:
    """Exposure by day, whether every step pays, and rearrangements that hold."""
    asking = asked(visit, "parts")
    form: dict[str, Any] = {
        "most": 1,
        "packages": packages_to_choose(visit, asking),
        "readers": readers_to_choose(visit),
        "parts_to_choose": (PARTS, _parts(asking)),
    }
    if len(asking.packages) > 1:
        found = Refusal("An exchange is of one package, or of what is in force.", "choose one package, or none")
        return refused(visit, asking, found, **form)
    seen = visit.subject.seen_by(asking.reader or None)
    if isinstance(seen, Refusal):
        return refused(visit, asking, seen, **form)
    shown = _exchanged(visit, asking, seen)
    if isinstance(shown, Refusal):
        return refused(visit, asking, shown, **form)
    full = _exchanged(visit, asking, visit.subject.document) if asking.reader else None
    differing = weighing.differing_sides(shown, full) if isinstance(full, Sequenced) else ()
    sheet = written_sequence.view(shown, lambda party: actor_called(seen.process, party))
    table = gathered(sheet, "Day", "The worst exposure at the end of each day")
    data = json.loads(written_sequence.as_json(shown))
    form |= {"warned": warnings(visit, asking, differing), "written": visit.query.get("done") == "written"}
    writes = shown.proposals and not asking.reader and visit.may(Action.EDIT_DRAFT)
    if not writes or not is_draft(visit):
        form |= {"in_force": bool(writes)}
        return worth_page(visit, asking, sheet, data, table, seen, **form)
    form |= {"writable": written_sequence.proposed(shown), "draft_seen": draft_of(visit).seen}
    return replace(worth_page(visit, asking, sheet, data, table, seen, **form), kept=False)


def write_proposal(visit: Visit) -> Response:
    """Write a proposal that holds into the draft, as it was shown."""
    asking = asked(visit, "parts")
    document = visit.place.versions.read()
    shown = _exchanged(visit, asking, document) if document.readable else None
    found = written_sequence.proposed(shown) if isinstance(shown, Sequenced) else {}
    proposal = found.get(visit.value("proposal"))
    if proposal is None:
        step = "look at the exchange again, and choose from what it proposes now"
        raise fault("no-such-choice", "proposal", "The draft is not as it was, and that is not proposed of it.", step)
    with writing(visit) as versions:
        versions.write_files(edited(document, versions.folder, proposal.edits), visit.value("seen"))
    about = f"{visit.place.name}: {proposal.title}"[:500]
    audit.note(visit.house.people, visit.caller, Act.DRAFT_EDITED, visit.now, about)
    return to(visit.link("/exchange", **asking.query, done="written"))


def _exchanged(visit: Visit, asking: Asking, document: Document) -> Sequenced | Refusal:
    package = asking.packages[0] if asking.packages else ""
    return weighing.sequence(document, package, visit.subject.now, chunks=_parts(asking))


def _parts(asking: Asking) -> int:
    """Into how many parts at most. Raises `RecordFault` for what is no such number."""
    written = asking.more.get("parts", "4")
    if written not in map(str, PARTS):
        step = f"choose one of {', '.join(map(str, PARTS))}"
        raise fault("no-such-choice", "parts", f"`{written[:20]}` is no number of parts that is offered.", step)
    return int(written)
