"""The watch for a stall: every signal with what was measured, why it fires or why not, and what clears it."""

from __future__ import annotations

from markupsafe import Markup

from reconvene.reports.sheet import Table
from reconvene.reports.stall_view import StallView, stall_view
from reconvene.reports.table_picture import picture_lines, render_table
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def stall(visit: Visit) -> Page:
    """Every signal, and the table over time."""
    status = visit.subject.status
    shown = stall_view(status, visit.subject.state.limits.rule)
    drawn = Markup(render_table(status, heading=False)) if status.history else ""  # noqa: S704  (drawn by us, escaped)
    values = {"shown": shown, "picture": drawn, "described": tuple(picture_lines(status))}
    return Page("stall.html.j2", values, shown, _table(shown))


def _table(shown: StallView) -> Table:
    rows = tuple(
        (
            f"{each.number} {each.called}",
            each.standing,
            each.value,
            each.limit,
            str(each.day or ""),
            each.why,
            each.clear,
        )
        for each in shown.signals
    )
    heads = ("Signal", "Stands", "Measured", "Threshold", "Since, or will fire on", "Why", "Cleared by")
    return Table(f"The signals on {shown.as_of}", heads, rows)
