"""The calendar: what lies ahead as a month and as a list, and secret addresses for calendar programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from starlette.responses import Response

from reconvene.live.calendar_links import (
    CalendarLink,
    end_calendar_link,
    list_calendar_links,
    make_calendar_link,
)
from reconvene.reports.agenda import AgendaEntry, agenda, agenda_table, month_of, of_kind, render_agenda
from reconvene.web.answers import as_file, to
from reconvene.web.calendars import PATH
from reconvene.web.linking import duty_path
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

SHOWN = 200
"""So many entries are listed on the page; the twins have all."""


def _all(visit: Visit) -> tuple[AgendaEntry, ...]:
    subject = visit.subject
    return agenda(subject.status, subject.schedule, subject.state)


def calendar(visit: Visit) -> Page:
    """What lies ahead, as a month and as a list."""
    return _page(visit)


def _page(visit: Visit, fresh: CalendarLink | None = None) -> Page:
    everything = _all(visit)
    kind, who = visit.query.get("kind", ""), visit.query.get("who", "")
    chosen = of_kind(everything, kind, who)
    month = month_of(chosen, _month(visit), visit.subject.now)
    owners = dict.fromkeys(name for entry in everything for name in entry.who)
    values = {
        "entries": chosen[:SHOWN],
        "left_out": max(len(chosen) - SHOWN, 0),
        "everything": everything,
        "month": month,
        "asked": {"kind": kind, "who": who},
        "kinds": [(each, each) for each in dict.fromkeys(entry.kind for entry in everything)],
        "owners": [(name, visit.called(name)) for name in owners],
        "duty_path": duty_path,
        "links": list_calendar_links(visit.house.people, visit.caller, visit.subject.name),
        "address": f"{visit.origin}{PATH}{fresh.token}.ics" if fresh is not None else "",
    }
    data = {"as_of": visit.subject.now, "entries": [asdict(entry) for entry in chosen]}
    return Page("calendar.html.j2", values, data, agenda_table(chosen, visit.subject.state), kept=False)


def _month(visit: Visit) -> date:
    """The month that was asked for as year-month; else that of today."""
    try:
        return date.fromisoformat(f"{visit.query.get('month', '')}-01")
    except ValueError:
        return visit.subject.now


def agenda_file(visit: Visit) -> Response:
    """What lies ahead as a file, once: a calendar program that imports it asks no more."""
    subject = visit.subject
    written = render_agenda(subject.status, subject.schedule, subject.state)
    return as_file(written, "text/calendar", f"{subject.name}-agenda.ics")


def subscribe(visit: Visit) -> Page | Response:
    """Make a secret address of this calendar, and show it once; none of a text that has errors."""
    if not visit.subject.readable:
        return to(visit.link("/calendar"))
    fresh = make_calendar_link(visit.house.people, visit.caller, visit.subject.name, visit.now)
    return _page(visit, fresh)


def unsubscribe(visit: Visit) -> Response:
    """End an address: whatever program asks there gets nothing more."""
    end_calendar_link(visit.house.people, visit.caller, visit.value("link"), visit.now)
    return to(visit.link("/calendar") + "#subscribe")
