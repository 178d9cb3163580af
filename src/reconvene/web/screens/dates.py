"""The dates: what is due when, who has to move, and whether the final date can be kept."""

from __future__ import annotations

from markupsafe import Markup
from starlette.responses import Response

from reconvene.reports.calendar_file import render_calendar
from reconvene.reports.certificate import certificate as certificate_of
from reconvene.reports.schedule_page import of_lane, view
from reconvene.reports.schedule_view import LaneKind, ScheduleView
from reconvene.reports.sheet import Table
from reconvene.reports.timeline import render_timeline
from reconvene.reports.timeline_layout import WIDTH
from reconvene.web.answers import as_file
from reconvene.web.drawing import draw
from reconvene.web.linking import duty_path
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

ZOOMS = (1, 2, 4, 8)
"""How many times as wide as a page the timeline can be."""


def schedule(visit: Visit) -> Page:
    """The timeline, the certificate and the table of steps."""
    shown, zoom, party = _chosen(visit), _zoom(visit), visit.query.get("party", "")
    page = view(shown, width=WIDTH * zoom, link=lambda name: _address(visit, name))
    lanes = [(lane.name, lane.called) for lane in visit.subject.schedule.lanes if lane.kind is not LaneKind.PHASES]
    tools = draw("schedule_tools.html.j2", visit=visit, lanes=lanes, party=party, zoom=zoom, zooms=ZOOMS)
    values = {
        "page": page,
        "zoomed": f"zoom-{zoom}",
        "picture_tools": Markup(tools),  # noqa: S704  (a template of ours)
        "address_of": lambda step: _address(visit, step.rsplit(".", 1)[0]),
        "asked": {"party": party},
    }
    return Page("schedule_page.html.j2", values, shown, _table(shown))


def _chosen(visit: Visit) -> ScheduleView:
    """The whole schedule, or that of the lane that was asked for."""
    shown, party = visit.subject.schedule, visit.query.get("party", "")
    return of_lane(shown, party) if any(lane.name == party for lane in shown.lanes) else shown


def _zoom(visit: Visit) -> int:
    asked = visit.query.get("zoom", "")
    return next((zoom for zoom in ZOOMS if str(zoom) == asked), 1)


def _address(visit: Visit, name: str) -> str:
    """Where more is told of a duty; nothing for what is none."""
    return visit.link(duty_path(name)) if name in (visit.subject.document.process.obligations or {}) else ""


def _table(shown: ScheduleView) -> Table:
    rows = tuple(
        (
            step.called,
            step.name,
            step.lane,
            str(step.earliest or ""),
            str(step.latest or ""),
            str(step.planned or ""),
            "" if step.slack is None else str(step.slack),
        )
        for step in shown.steps
    )
    return Table("Steps", ("Step", "Name", "Who", "Earliest", "Latest", "Planned", "Slack in days"), rows)


def certificate(visit: Visit) -> Page:
    """By when the process is over, why that holds, and on what it rests: one page to print."""
    it = certificate_of(visit.subject.schedule)
    rows = tuple((name, told) for name, told in it.facts)
    table = Table(it.title, ("What", "Says"), (("Standing", it.word), ("Verdict", it.verdict), *rows))
    return Page("certificate_page.html.j2", {"it": it}, it, table, title=it.title)


def timeline_picture(visit: Visit) -> Response:
    """The timeline as an SVG file, with its heading."""
    drawn = render_timeline(_chosen(visit), width=WIDTH * _zoom(visit))
    return as_file(drawn.encode(), f"{visit.subject.name}-timeline.svg", "image/svg+xml")


def schedule_calendar(visit: Visit) -> Response:
    """The schedule as a calendar file."""
    return as_file(render_calendar(visit.subject.schedule), f"{visit.subject.name}-schedule.ics", "text/calendar")
