"""What was to be done by when against what was done, as a picture: three lines that rise day by day, an SVG of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import escape

from reconvene.reports.progress import Point, Progress
from reconvene.reports.timeline_scale import Scale, said, ticks
from reconvene.reports.timeline_style import LIGHT

WIDTH, HEIGHT = 760.0, 260.0
_LEFT, _TOP, _BOTTOM, _RIGHT = 40.0, 28.0, 30.0, 14.0
LINES = (
    ("planned", "fallen due, by the text", "planned"),
    ("said", "said to be done", "said"),
    ("confirmed", "confirmed by others", "confirmed"),
)
"""Each line: its class, its words, and the figure of a point that it shows."""


def render_progress(shown: Progress, id: str = "progress") -> str:
    """The picture as one SVG; empty where there is no point to draw."""
    if not shown.points:
        return ""
    most = max(max(point.planned, point.said or 0) for point in shown.points) or 1
    scale = Scale(*_reach(shown), _LEFT, WIDTH - _RIGHT)
    size = f'width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    spoken = f'role="img" aria-labelledby="{id}-title {id}-desc" lang="en"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="progress" id="{id}" {size} {spoken}>',
        f'<title id="{id}-title">Planned against done</title>',
        f'<desc id="{id}-desc">{escape(describe(shown))}</desc>',
        f"<style>{_style(id)}</style>",
        *_ground(scale, most),
        *_today(shown.as_of, scale),
        *(_line(shown.points, kind, figure, scale, most) for kind, _, figure in LINES),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def describe(shown: Progress) -> str:
    """What the picture says, in words."""
    now = shown.now
    told = f"{shown.acts} acts in all, {shown.undated} of them without a day."
    if now is not None:
        told += (
            f" By {said(shown.as_of)}, {now.planned} had fallen due, {now.said} were said to be done"
            f" and {now.confirmed} confirmed."
        )
    return f"{told} The table below says the same day by day."


def _reach(shown: Progress) -> tuple[date, date]:
    days = [point.day for point in shown.points]
    first, last = min(days), max(days)
    wide = max((last - first).days // 20, 15)
    first = date.fromordinal(max(first.toordinal() - wide, 1))
    return first, date.fromordinal(min(last.toordinal() + wide, date.max.toordinal()))


def _height(count: int, most: int) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * count / most


def _ground(scale: Scale, most: int) -> Iterator[str]:
    step = max(1, round(most / 4))
    for count in range(0, most + 1, step):
        y = _height(count, most)
        yield f'<path class="tick" d="M{_LEFT:g} {y:.1f}H{WIDTH - _RIGHT:g}"/>'
        yield f'<text class="soft" x="{_LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{count}</text>'
    for tick in ticks(scale):
        x = scale.at(tick.day)
        if _LEFT <= x < WIDTH - _RIGHT - 20:
            yield f'<path class="tick" d="M{x:.1f} {_TOP:g}V{HEIGHT - _BOTTOM + 4:g}"/>'
            yield f'<text class="soft" x="{x + 2:.1f}" y="{HEIGHT - _BOTTOM + 15:g}">{tick.label}</text>'


def _today(day: date, scale: Scale) -> Iterator[str]:
    x = scale.at(day)
    anchor, beside = ("end", x - 5) if x > WIDTH / 2 else ("start", x + 5)
    yield f'<path class="today" d="M{x:.1f} {_TOP:g}V{HEIGHT - _BOTTOM:g}"/>'
    yield f'<text x="{beside:.1f}" y="{_TOP + 10:g}" text-anchor="{anchor}">as of {said(day)}</text>'


def _line(points: tuple[Point, ...], kind: str, figure: str, scale: Scale, most: int) -> str:
    """A line that rises by steps; what nobody can know yet is not drawn."""
    told = [(point.day, count) for point in points if (count := getattr(point, figure)) is not None]
    if not told:
        return ""
    drawn = f"M{scale.left:.1f} {_height(0, most):.1f}"
    for day, count in told:
        drawn += f"H{scale.at(day):.1f}V{_height(count, most):.1f}"
    if kind == "planned":
        drawn += f"H{scale.right:.1f}"
    return f'<path class="line {kind}" d="{drawn}"/>'


def _legend() -> Iterator[str]:
    x = _LEFT
    for kind, words, _ in LINES:
        yield f'<path class="line {kind}" d="M{x:g} 12H{x + 34:g}"/><text x="{x + 40:g}" y="16">{words}</text>'
        x += 40 + 8.0 * len(words) + 14


def _style(id: str) -> str:
    """The colours are those of the page around it, light or dark; where there is none, those of paper."""
    ink, soft, faint = (f"var(--{name},{LIGHT[name]})" for name in ("ink", "soft", "rule"))
    rules = (
        f"text{{font:11px 'Noto Sans','DejaVu Sans',sans-serif;fill:{ink}}}",
        f".soft{{fill:{soft}}}",
        f".tick{{fill:none;stroke:{faint};stroke-width:.6}}",
        f".today{{fill:none;stroke:{ink};stroke-width:1.2;stroke-dasharray:2 2}}",
        f".line{{fill:none;stroke:{ink}}}",
        ".line.planned{stroke-width:2;stroke-dasharray:7 4}",
        ".line.said{stroke-width:1.6;stroke-dasharray:2 2}",
        ".line.confirmed{stroke-width:3.4}",
    )
    return "".join(f"#{id} {rule}" for rule in rules)
