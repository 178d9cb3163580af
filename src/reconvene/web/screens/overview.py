"""The overview of a process: how the table stands, what is wrong, what is due next, and what somebody can do."""

from __future__ import annotations

from collections import Counter

from reconvene.reports.sheet import Table
from reconvene.reports.status_view import StatusView
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

NEXT = 5
"""So many of the next dates are shown."""


def overview(visit: Visit) -> Page:
    """How everything stands, on one page."""
    subject = visit.subject
    if not subject.readable:
        errors = [finding for finding in subject.document.findings if finding.counts_as_error]
        return Page("overview_unreadable.html.j2", {"findings": errors}, title=subject.title)
    status = subject.status
    ahead = sorted(status.ahead, key=lambda each: each.day)[:NEXT]
    values = {
        "status": status,
        "why": status.why,
        "counted": subject.text.counted,
        "ahead": ahead,
        "by_party": by_party(status),
        "disputed": [duty for duty in status.owed if "dispute" in duty.phase or duty.phase == "contested"],
        "parties": [(name, visit.called(name)) for name in subject.document.process.parties or {}],
    }
    rows = tuple((each.day.isoformat(), each.what, each.unless) for each in ahead)
    table = Table("The next dates", ("Day", "What", "Unless"), rows)
    return Page("overview.html.j2", values, status, table, title=subject.title)


def by_party(status: StatusView) -> list[tuple[str, list[tuple[str, int]]]]:
    """How many duties of each debtor are in which phase."""
    counted: dict[str, Counter[str]] = {}
    for duty in status.owed:
        counted.setdefault(duty.by, Counter())[duty.phase.replace("_", " ")] += 1
    return [(who, sorted(phases.items())) for who, phases in counted.items()]
