"""A schedule as a notebook shows it: a Vega-Lite timeline where it can draw one, else the picture as SVG."""

from __future__ import annotations

from typing import Any

from reconvene.reports.certificate import certificate_text
from reconvene.reports.schedule_view import ScheduleView
from reconvene.reports.timeline import render_timeline
from reconvene.reports.timeline_spec import timeline_spec
from reconvene.text.render import Paper


def schedule_bundle(shown: ScheduleView, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """What a notebook may choose from: a Vega-Lite chart, an SVG picture, the certificate as text.

    `include` and `exclude` are the notebook's own words for what it wants; everything is cheap enough to give it all.
    """
    del include, exclude
    return {
        "application/vnd.vegalite.v6+json": timeline_spec(shown),
        "image/svg+xml": render_timeline(shown),
        "text/plain": certificate_text(shown, Paper()).plain,
    }
