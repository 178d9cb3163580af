"""Who waits for whom: the graph, the table that says the same, and the circles in which nobody can begin."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup
from starlette.responses import Response

from reconvene.reports.waits import WaitsView, folded, mermaid, of_party, of_stage, waits_table, waits_view
from reconvene.reports.waits_picture import render_waits
from reconvene.web.answers import as_file
from reconvene.web.linking import duty_path, linked
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

MOST = 200
"""A graph of more than so many boxes is not drawn as a whole: nobody could read it."""


def _whole(visit: Visit) -> WaitsView:
    subject = visit.subject
    return waits_view(subject.draft, subject.state)


def _chosen(visit: Visit) -> WaitsView:
    """The part of the graph that the address asks for."""
    view = _whole(visit)
    party, stage = visit.query.get("party", ""), visit.query.get("stage", "")
    view = of_party(view, party) if party else view
    view = of_stage(view, stage) if stage else view
    return folded(view) if visit.query.get("folded") else view


def waiting(visit: Visit) -> Page:
    """The graph of waits as a picture and as a table."""
    whole, shown = _whole(visit), _chosen(visit)
    asked = {key: visit.query.get(key, "") for key in ("party", "stage", "folded")}
    stages = dict.fromkeys(node.stage for node in whole.nodes if node.stage)
    drawn = render_waits(shown, link=lambda name: _address(visit, name)) if len(shown.nodes) <= MOST else ""
    values = {
        "whole": whole,
        "shown": shown,
        "asked": asked,
        "most": MOST,
        "parties": [(name, visit.called(name)) for name in dict.fromkeys(by for node in whole.nodes for by in node.by)],
        "stages": [(stage, f"Chapter {stage}" if stage[0].isdigit() else stage.replace("_", " ")) for stage in stages],
        "picture": Markup(drawn),  # noqa: S704  (drawn by us, every name escaped)
        "mermaid": mermaid(shown),
        "table": waits_table(shown),
        "linked": partial(linked, visit),
        "findings": [found for found in visit.subject.report.findings if found.id == "precondition-deadlock"],
    }
    return Page("waiting.html.j2", values, shown, waits_table(shown))


def _address(visit: Visit, name: str) -> str:
    if name in visit.subject.state.duties:
        return visit.link(duty_path(name))
    stages = {node.stage for node in _whole(visit).nodes}
    return visit.link("/waiting", stage=name) if name in stages else ""


def waits_picture(visit: Visit) -> Response:
    """The picture as an SVG file."""
    return as_file(render_waits(_chosen(visit)).encode(), f"{visit.subject.name}-waits.svg", "image/svg+xml")


def waits_mermaid(visit: Visit) -> Response:
    """The graph as text that Mermaid draws."""
    return as_file(mermaid(_chosen(visit)).encode(), f"{visit.subject.name}-waits.mmd", "text/plain; charset=utf-8")
