"""The ladder: where the way back is, who must do what by when; or how it would run if it started today."""

from __future__ import annotations

from reconvene.live.roles import Action
from reconvene.reports.climb_view import ClimbView
from reconvene.reports.climbing import climb_view
from reconvene.reports.sheet import Table
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def ladder(visit: Visit) -> Page:
    """The stages as a checklist, with their clocks."""
    shown = climb_view(visit.subject.state)
    may_record = visit.subject.desk is not None and visit.may(Action.RECORD_EVENT)
    return Page("ladder.html.j2", {"shown": shown, "may_record": may_record}, shown, _table(shown))


def _table(shown: ClimbView) -> Table:
    rows = tuple(
        (
            f"{stage.index} {stage.name}",
            stage.standing,
            str(stage.first or ""),
            str(stage.last or ""),
            step.act,
            ", ".join(step.by),
            ", ".join(step.instead),
            "required" if step.required else "offered",
            "done" if step.is_done else "",
            step.seen_by,
        )
        for stage in shown.stages
        for step in stage.steps
    )
    heads = ("Stage", "Stands", "From", "To", "Act", "By", "Else by", "Asked", "Done", "Seen by")
    kind = "as recorded" if shown.running else f"if it started on {shown.as_of}"
    return Table(f"The ladder, {kind}", heads, rows)
