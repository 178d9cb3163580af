"""The dates: what is due when, who has to move, and whether the final date can be kept."""

from __future__ import annotations

from reconvene.reports.schedule_page import view
from reconvene.reports.sheet import Table
from reconvene.web.shelf import Page, screen
from reconvene.web.visit import Visit


@screen("/schedule", "Schedule", "Time")
def schedule(visit: Visit) -> Page:
    """The timeline, the certificate and the table of steps."""
    shown = visit.subject.schedule
    page = view(shown)
    rows = tuple(
        (step.called, step.lane, str(step.earliest or ""), str(step.latest or ""), str(step.planned or ""))
        for step in shown.steps
    )
    table = Table("Steps", ("Step", "Who", "Earliest", "Latest", "Planned"), rows)
    return Page("schedule_page.html.j2", {"page": page}, shown, table)
