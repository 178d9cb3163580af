"""What was weighed, written down: as text, data, a page, a picture."""

from __future__ import annotations

from reconvene.deal.asking import Scales
from reconvene.reports.weigh_page import render_scales
from reconvene.reports.weigh_picture import render_pressure
from reconvene.reports.weigh_text import as_json as as_json
from reconvene.reports.weigh_text import scales_text
from reconvene.text.render import Paper


def as_text(shown: Scales) -> str:
    """The answer as text, 100 columns wide."""
    return scales_text(shown, Paper()).plain


def as_page(shown: Scales) -> str:
    """One HTML page with all of it."""
    return render_scales(shown)


def as_picture(shown: Scales, dimension: str = "") -> str:
    """The layers and the waterfall of the first relief in one dimension, as SVG."""
    return render_pressure(shown.weighings[0], dimension)


def scales_svg(shown: Scales) -> str:
    """The picture, as a notebook asks for it."""
    return as_picture(shown)
