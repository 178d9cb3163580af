"""The states of the table over time as a picture, and the same in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from markupsafe import escape

from reconvene.reports.lettering import cut
from reconvene.reports.markup import plain
from reconvene.reports.status_view import SpellView, StatusView
from reconvene.reports.timeline_scale import said
from reconvene.reports.timeline_style import definitions, style

WIDTH = 960.0
_LEFT, _RIGHT, _TOP, _ROW, _TITLE = 150.0, 24.0, 62.0, 22.0, 26.0
_ORDER = (
    "active",
    "recess",
    "reconvened",
    "slow",
    "suspended",
    "stalled",
    "broken",
    "returning",
    "sat_incomplete",
    "parked",
    "collapsed",
    "concluded",
)
_HUES = {
    "active": 2,
    "recess": 4,
    "reconvened": 0,
    "slow": 6,
    "suspended": 1,
    "stalled": 1,
    "broken": 5,
    "returning": 3,
    "sat_incomplete": 3,
    "parked": 7,
    "collapsed": 7,
    "concluded": 2,
}
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000)
"""Months from one mark of the axis to the next."""
_SHAPED = {"stalled": "hatch", "broken": "weave", "suspended": "dots", "collapsed": "weave"}
"""The states that a pattern marks too, so that they are told apart without colour."""


def render_table(shown: StatusView, *, heading: bool = True, id: str = "table") -> str:
    """The picture as one SVG: a row for each state the table was in, a bar for each stretch."""
    spells = list(_drawn(shown))
    rows = [state for state in _ORDER if any(spell.state == state for spell in spells)]
    first = min((spell.since for spell in spells), default=shown.as_of)
    days = max(1, (shown.as_of - first).days + 1)
    height = _TOP + _ROW * max(1, len(rows)) + 34
    title = plain(shown.title)
    top = 0 if heading else _TITLE  # a page has its own heading
    size = f'width="{WIDTH:g}" height="{height - top:g}" viewBox="0 {top:g} {WIDTH:g} {height - top:g}"'
    spoken = f'role="img" aria-labelledby="{id}-title {id}-desc" lang="en"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="table" id="{id}" {size} {spoken}>',
        f'<title id="{id}-title">{escape(title)}: the table over time</title>',
        f'<desc id="{id}-desc">{escape(plain(" ".join(picture_lines(shown))))}</desc>',
        f"<style>{style(id)}</style>",
        definitions(id),
        f'<rect class="paper" width="{WIDTH:g}" height="{height:g}"/>',
        *([f'<text class="head" x="16" y="26">{escape(cut(title, WIDTH - 32, 17))}</text>'] if heading else []),
        f'<text class="soft" x="16" y="44">The table, {said(first)} to {said(shown.as_of)}</text>',
        *_ground(rows),
        *_axis(first, days, _TOP + _ROW * max(1, len(rows))),
        *(piece for spell in spells for piece in _bar(spell, rows, first, days, shown.as_of, id)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def picture_lines(shown: StatusView) -> Iterator[str]:
    """The picture in words, a line for each stretch."""
    for spell in _drawn(shown):
        stage = f" ({spell.stage.replace('_', ' ')})" if spell.stage else ""
        until = f"to {spell.until}" if spell.until is not None else "to the day of the picture"
        yield f"{spell.since} {until}: {spell.state.replace('_', ' ')}{stage}, {spell.why.replace('_', ' ')}."


def _drawn(shown: StatusView) -> Iterator[SpellView]:
    """The stretches that lasted a day or longer, and the last."""
    for spell in shown.history:
        if spell.until is None or spell.until > spell.since:
            yield spell


def _x(day: date, first: date, days: int) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / days


def _ground(rows: list[str]) -> Iterator[str]:
    for index, state in enumerate(rows):
        y = _TOP + _ROW * index
        odd = " odd" if index % 2 else ""
        yield f'<rect class="ground{odd}" x="0" y="{y:g}" width="{WIDTH:g}" height="{_ROW:g}"/>'
        yield f'<text class="lane" x="16" y="{y + 15:g}">{state.replace("_", " ")}</text>'


def _bar(spell: SpellView, rows: list[str], first: date, days: int, last: date, id: str) -> Iterator[str]:
    left = _x(spell.since, first, days)
    end = spell.until if spell.until is not None else min(last, date.max - timedelta(days=1)) + timedelta(days=1)
    width = max(1.5, _x(end, first, days) - left)
    y = _TOP + _ROW * rows.index(spell.state) + 3
    box = f'x="{left:.1f}" y="{y:g}" width="{width:.1f}" height="{_ROW - 6:g}"'
    told = escape(plain(f"{spell.state.replace('_', ' ')}, {spell.since} to {spell.until or last}: {spell.why}"))
    yield f'<g><title>{told}</title><rect class="bar c{_HUES[spell.state]}" {box}/>'
    if spell.state in _SHAPED:
        yield f'<rect fill="url(#{id}-{_SHAPED[spell.state]})" {box}/>'
    name = cut(spell.stage.replace("_", " "), width - 6, 10) if spell.stage else ""
    if name:
        yield f'<text class="small" x="{left + 3:.1f}" y="{y + 12:g}">{escape(name)}</text>'
    yield "</g>"


def _axis(first: date, days: int, y: float) -> Iterator[str]:
    step = next((count for count in _STEPS if days / 30.4 / count <= 9), _STEPS[-1])
    month = first.year * 12 + first.month
    while month // 12 <= date.max.year:
        day = date((month) // 12, month % 12 + 1, 1)
        if (day - first).days > days:
            return
        x = _x(day, first, days)
        yield f'<path class="tick major" d="M{x:.1f} {_TOP:g}V{y + 5:g}"/>'
        yield f'<text class="soft small" x="{x:.1f}" y="{y + 17:g}" text-anchor="middle">{day:%Y-%m}</text>'
        month += step
