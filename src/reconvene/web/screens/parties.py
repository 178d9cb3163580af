"""Everybody in the process: what each owes and has kept, its roles and who stands in, whom it needs and must hear."""

from __future__ import annotations

from functools import partial

from reconvene.reports.parties import parties_table, parties_view
from reconvene.web.linking import duty_path, linked
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def parties(visit: Visit) -> Page:
    """Everybody, who depends on whom, and the consultations that are owed."""
    subject = visit.subject
    view = parties_view(subject.state, subject.schedule, subject.duties)
    busy = [
        each
        for each in view.people
        if each.is_party or each.owed or each.due_to or each.verifies or any(role.role for role in each.roles)
    ]
    values = {
        "it": view,
        "busy": busy,
        "quiet": [each for each in view.people if each not in busy],
        "duty_path": duty_path,
        "linked": partial(linked, visit),
    }
    return Page("parties.html.j2", values, view, parties_table(view))
