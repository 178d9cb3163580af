"""The record: what happened, who says so and since when; as a feed, as lines, and as data; one event whole."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.occasions import occasions
from reconvene.live.record_view import Choice, RecordedView, RecordView, known_by, record_in_file, record_of
from reconvene.record.fault import fault
from reconvene.reports.sheet import Table
from reconvene.web.answers import as_file, json_text, to
from reconvene.web.screens.recording import files_of
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

MOST = 100
"""So many events stand on one page."""
VIEWS = ("feed", "compact", "json")
_CHOICES = tuple(each.name for each in fields(Choice))
_RESERVED = ("new", "drafts")
"""Events that are called like other pages are reached with the name of their desk behind theirs."""


def told(visit: Visit) -> RecordView:
    """The record that a page is about: the desk's, or the events that a file tells."""
    subject = visit.subject
    if subject.desk is None:
        return record_in_file(subject.events, subject.document.process)
    with visit.place.lock:
        return record_of(subject.desk)


def address(visit: Visit, event: RecordedView) -> str:
    """The address of one event."""
    name = f"{event.id}@{event.desk}" if event.told_apart or event.id in _RESERVED else event.id
    return visit.link(f"/record/{quote(name, safe='@')}")


def record(visit: Visit) -> Page:
    """Every event, the last first: who did it, who says so, the time said and the time recorded, and for whom."""
    whole = told(visit)
    held = known_by(whole, visit.subject.now, visit.subject.asked.known)
    choice = Choice(**{key: visit.query.get(key, "").strip() for key in _CHOICES})
    chosen = [event for event in held.events if choice.takes(event)]
    view = visit.query.get("view", "feed")
    number = _number(visit.query.get("page", ""), len(chosen))
    shown = chosen[(number - 1) * MOST : number * MOST]
    data = {"events": [as_data(event) for event in chosen], "others": [asdict(each) for each in held.others]}
    values: dict[str, Any] = {
        "events": shown,
        "others": held.others if not any(asdict(choice).values()) and number == 1 else (),
        "total": len(held.events),
        "later": len(whole.events) - len(held.events),
        "last": max((event.last for event in whole.events), default=""),
        "chosen": len(chosen),
        "choice": choice,
        "view": view if view in VIEWS else "feed",
        "number": number,
        "pages": max(1, -(-len(chosen) // MOST)),
        "asked": _asked(visit),
        "known": _known(held),
        "words": occasions(),
        "address": address,
        "text": json_text({"events": [as_data(event) for event in shown]}) if view == "json" else "",
    }
    return Page("record.html.j2", values, data, _table(chosen))


def _number(written: str, count: int) -> int:
    last = max(1, -(-count // MOST))
    return min(max(1, int(written)), last) if written.isascii() and written.isdigit() and len(written) < 9 else 1


def _asked(visit: Visit) -> dict[str, str]:
    """The choices in the address, which go along with its links."""
    return {key: visit.query[key] for key in (*_CHOICES, "view") if visit.query.get(key)}


def _known(held: RecordView) -> dict[str, list[str]]:
    """What each filter can be set to: what occurs."""
    named = ("desk", "actor", "kind", "duty", "voice")
    return {key: sorted({getattr(event, key) for event in held.events} - {""}) for key in named}


def as_data(event: RecordedView) -> dict[str, Any]:
    """An event with its place in the record, as data."""
    place = asdict(event.place) if event.place is not None else None
    files = [asdict(each) for each in event.files]
    return {
        "event": dict(event.data),
        "actor": event.actor,
        "part": event.part,
        "voice": event.voice,
        "desk": event.desk,
        "place": place,
        "files": files,
        "corrects": event.corrects,
        "corrected_by": list(event.corrected_by),
        "told_apart": event.told_apart,
    }


def _table(events: list[RecordedView]) -> Table:
    heads = ("Event", "Kind", "Happened", "Recorded", "Written", "Desk", "Who", "Duty", "Voice", "For", "Text", "Hash",
             "Previous")  # fmt: skip
    rows = tuple(
        (
            event.id,
            event.kind,
            event.happened,
            event.recorded,
            event.place.written if event.place else "",
            event.desk,
            event.actor,
            event.duty,
            event.voice,
            ", ".join(event.visible_to) if event.visible_to else "everybody",
            event.text,
            event.place.hash if event.place else "",
            event.place.previous if event.place else "",
        )
        for event in events
    )
    return Table("The record", heads, rows)


# One event


def event(visit: Visit) -> Page:
    """One event whole: what each desk said under that name, what corrects it, its files, and its place in the chain."""
    held = told(visit)
    named, _, desk = visit.parts["id"].partition("@")
    found = [each for each in held.events if each.id == named and desk in ("", each.desk)]
    if not found:
        step = "open the record, and choose it there"
        raise fault("no-such-event", visit.subject.name, f"No event of that name is on record: `{named[:80]}`.", step)
    about = {each.id: each for each in held.events}
    values = {
        "tellings": found,
        "words": occasions(),
        "about": about,
        "address": address,
        "named": visit.parts["id"],
        "own": visit.subject.desk.actor if visit.subject.desk is not None else "",
        "done": visit.query.get("done", ""),
    }
    data = {"tellings": [as_data(each) for each in found]}
    return Page("event.html.j2", values, data, _table(found), kept=False, title=occasions()[found[0].kind].words)


def file(visit: Visit) -> Response:
    """A file that was put to an event."""
    id, digest = visit.parts["id"].partition("@")[0], visit.parts["digest"]
    files = [each for event in told(visit).events if event.id == id for each in event.files]
    name = next((each.name for each in files if each.digest == digest), None)
    content = visit.desk.store.attachment(digest) if name is not None else None
    if name is None or content is None:
        step = "see on the page of the event which files are here; ask the desk that recorded it for the others"
        raise fault("no-such-file", visit.subject.name, "That file is not held here.", step)
    return as_file(content, name)


def attach(visit: Visit) -> Response:
    """Put files to an event that is on record."""
    id = visit.parts["id"].partition("@")[0]
    files = files_of(visit)
    if not files:
        raise fault("nothing-given", visit.subject.name, "No file was chosen.", "go back and choose one")
    with visit.turn():
        visit.desk.attach(id, files, visit.now)
    audit.note(visit.house.people, visit.caller, Act.EVENT_RECORDED, visit.now, f"files to {id}")
    return to(visit.link(f"/record/{quote(visit.parts['id'], safe='@')}", done="attached"))


def redact(visit: Visit) -> Response:
    """Erase the words of an event of this desk, with the reason; that it was there stays."""
    id = visit.parts["id"].partition("@")[0]
    reason = visit.value("reason")
    if not reason or visit.value("sure") != "yes":
        said = "Erasing cannot be undone: it wants a reason, and the tick that you mean it."
        raise fault("not-sure", visit.subject.name, said, "go back, write the reason, and tick the box")
    with visit.turn():
        visit.desk.redact(id, visit.now, reason=reason)
    audit.note(visit.house.people, visit.caller, Act.EVENT_REDACTED, visit.now, id)
    return to(visit.link("/record", done="redacted"))
