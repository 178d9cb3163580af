"""What goes to others as a file and comes from them: bundles, cut for a reader, and pages that only show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from starlette.responses import Response

from reconvene import planning
from reconvene.live import audit, incoming
from reconvene.live.accounts import Said
from reconvene.live.audit import Act
from reconvene.live.bundles import Arrival, Export, export, outline, take_bundle, weigh_bundle
from reconvene.live.compartments import EVERYBODY
from reconvene.live.sides import SidesView, brought_by
from reconvene.record.bundle import bundle_of
from reconvene.record.fault import RecordFault, fault
from reconvene.reports.note import note_page
from reconvene.reports.status import status_note
from reconvene.reports.written_schedule import as_page
from reconvene.web.answers import as_file, to
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

WHERE = "the bundle"
"""How findings name what was sent."""
PAGES = {"status": "Where the talks stand", "schedule": "The schedule and its certificate"}


@dataclass(frozen=True)
class Brought:
    """A bundle that was looked at: what it brings, what would then be told differently, and its name here."""

    arrival: Arrival
    said: Sequence[Said]
    sides: tuple[SidesView, ...]
    digest: str = ""


def bundles(visit: Visit) -> Page:
    """A bundle or a page for a reader, and what came from another desk."""
    if visit.subject.desk is None:
        return Page("recording_none.html.j2", kept=False)
    return _page(visit)


def _page(visit: Visit, status: int = 200, **values: Any) -> Page:
    shared = visit.desk.shared_document
    names = shared.names.of_family("actor", "role", "body")
    readers = [(name, visit.called(name)) for name in names if name != visit.desk.actor]
    given = {"cut": None, "reader": "", "since": "", "brought": None, "findings": (), "about": "", **values}
    shown = {"readers": [(EVERYBODY, "Everybody who takes part"), *readers], "pages": PAGES, **given}
    return Page("bundles.html.j2", shown, kept=False, status=status)


# Out


def send(visit: Visit) -> Response | Page:
    """Say what a bundle for a reader would hold and leave out; or cut it, and give it as a file."""
    reader, since = visit.value("reader"), visit.value("since")
    with visit.place.lock:
        try:
            start = _start(since)
            if visit.value("do") != "save":
                cut: Export = outline(visit.desk, reader, since=start)
                return _page(visit, cut=cut, reader=reader, since=since)
            made = export(visit.desk, reader, since=start)
        except RecordFault as error:
            return _page(visit, 422, findings=(error.finding,), about="send", reader=reader, since=since)
    audit.note(visit.house.people, visit.caller, Act.BUNDLE_EXPORTED, visit.now, f"for {reader}")
    return as_file(made.content, f"{visit.desk.settings.process}-for-{reader}-{visit.now:%Y-%m-%d}.bundle")


def _start(written: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(written), time(), UTC) if written else None
    except ValueError as error:
        said = f"`{written[:40]}` is no day."
        raise fault("not-a-day", "since", said, "write a day as year-month-day, such as 2019-03-01") from error


def page_for(visit: Visit) -> Response | Page:
    """A page for a reader as one file: what they may see, and nothing that asks for anything."""
    reader, kind = visit.value("reader"), visit.value("page")
    with visit.place.lock:
        try:
            outline(visit.desk, reader)  # who is no reader of the process is told here
            content = _schedule_for(visit, reader) if kind == "schedule" else _status_for(visit, reader)
        except RecordFault as error:
            return _page(visit, 422, findings=(error.finding,), about="page", reader=reader)
    audit.note(visit.house.people, visit.caller, Act.EXPORTED, visit.now, f"{kind} for {reader}")
    name = f"{visit.desk.settings.process}-{kind}-for-{reader}-{visit.now:%Y-%m-%d}.html"
    return as_file(content.encode(), name, "text/html; charset=utf-8")


def _status_for(visit: Visit, reader: str) -> str:
    return note_page(status_note(visit.desk.status(visit.now, reader=reader)))


def _schedule_for(visit: Visit, reader: str) -> str:
    state = visit.desk.state(visit.now, reader=reader)
    process = state.process.changed(as_of=state.now)
    return as_page(planning.schedule(replace(state.document, process=process, names=state.names), state.now))


# In


def receive(visit: Visit) -> Response | Page:
    """Look at a bundle that was sent: what it would bring, what is refused, what would be told differently."""
    if "bundle" not in visit.files:
        finding = fault("nothing-given", WHERE, "No file was chosen.", "choose the file of a bundle").finding
        return _page(visit, 422, findings=(finding,), about="receive")
    content = visit.files["bundle"][1]
    with visit.place.lock:
        try:
            bundle = bundle_of(content, WHERE)
            arrival = weigh_bundle(visit.desk, bundle, WHERE)
        except RecordFault as error:
            return _page(visit, 422, findings=(error.finding,), about="receive")
        if arrival.refused:
            return _page(visit, 422, brought=_brought(visit, arrival), about="receive")
        return _page(visit, brought=_brought(visit, arrival, incoming.keep(visit.desk, content)), about="receive")


def _brought(visit: Visit, arrival: Arrival, digest: str = "") -> Brought:
    if arrival.refused:
        return Brought(arrival, (), ())
    desk, said = visit.desk, arrival.said
    return Brought(arrival, said, brought_by(desk.accounts(), said, desk.document.process), digest)


def take(visit: Visit) -> Response | Page:
    """Take a bundle that was looked at into the record, or send it away."""
    digest = visit.value("digest")
    with visit.turn():
        desk = visit.desk
        if visit.value("do") != "take":
            incoming.drop(desk, digest)
            return to(visit.link("/bundles"))
        try:
            arrival = take_bundle(desk, bundle_of(incoming.held(desk, digest), WHERE), WHERE)
        except RecordFault as error:
            return _page(visit, 409, findings=(error.finding,), about="receive")
        if arrival.refused:
            return _page(visit, 409, brought=_brought(visit, arrival), about="receive")
        incoming.drop(desk, digest)
    about = f"from {arrival.bundle.sender}, {arrival.intake.added} entries"
    audit.note(visit.house.people, visit.caller, Act.BUNDLE_IMPORTED, visit.now, about)
    return to(visit.link("/record", desk=arrival.bundle.sender, done="imported"))
