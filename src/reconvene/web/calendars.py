"""The calendars that people subscribed to: a secret address each, for calendar programs, which send no cookie."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reconvene.live import clock
from reconvene.live.calendar_links import open_calendar
from reconvene.web import access
from reconvene.web.answers import problem
from reconvene.web.subject import Asked

router = APIRouter(include_in_schema=False)

PATH = "/calendar/"
"""Where the addresses begin; the token and `.ics` follow."""


@router.get(PATH + "{token}.ics")
def subscribed(request: Request, token: str) -> Response:
    """What lies ahead of the process that the address is for, as of today."""
    house = access.house_of(request)
    opened = open_calendar(house.people, token, clock.now())
    if opened is None:
        lines = ("This address is good no more: it was ended, or whoever it belonged to reads here no more.",)
        return problem(request, 404, "No such calendar", lines=lines)
    subject = house.subjects.get(opened.process, Asked())
    if subject.fault is not None:
        raise subject.fault  # a program keeps the calendar that it has, and asks again
    if not subject.readable:
        lines = ("The text has errors, and nothing follows from it until they are mended.",)
        return problem(request, 409, "The text has errors", lines=lines)
    from reconvene.reports.agenda import render_agenda  # noqa: PLC0415  (with what writes calendars, takes a while)

    with subject.lock:
        written = render_agenda(subject.status, subject.schedule, subject.state)
    return Response(written, media_type="text/calendar; charset=utf-8")
