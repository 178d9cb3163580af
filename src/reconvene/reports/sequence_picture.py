"""Exposure by day as a picture: a band for each party, from the least to the most that it can be at its worst. SVG.

Above the line a party has given more than it has for sure, below it has got more than it gave. The limit is a dashed
line. The upper edge of a band is drawn in ink, so that it prints in black.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from math import isfinite

from markupsafe import escape

from reconvene.advice.sequence import Sequenced, Side
from reconvene.deal.figures import span_words
from reconvene.reports.naming import spoken
from reconvene.reports.picture_sheet import WIDTH, framed, worded
from reconvene.reports.sequence_words import changes, exposure_lines

_EDGE, _LEFT, _HEAD, _PANEL, _GAP = 16.0, 150.0, 84.0, 130.0, 40.0

Point = tuple[float, float]
Called = Callable[[str], str]
"""What a party is called."""


def render_exposure(shown: Sequenced, *, id: str = "exposure", called: Called = spoken) -> str:
    """The exposure of every party by day, one panel under the other; what is not known is left out, and said."""
    drawn = [side for side in shown.sides if side.known and list(changes(side.exposure.days))]
    title = f"Exposure by day: {shown.title}"
    if not drawn:
        said = "No exposure is known by day: figures or dates are missing."
        return framed(id, 84, title, said, [worded(_EDGE, 28, title, 900, "head", 17), worded(_EDGE, 58, said, WIDTH)])
    first = min(each.day for side in drawn for each in side.exposure.days)
    last = max(each.day for side in drawn for each in side.exposure.days)
    parts = [worded(_EDGE, 28, title, WIDTH - 2 * _EDGE, "head", 17), *_legend(id)]
    for number, side in enumerate(drawn):
        parts += _panel(side, _HEAD + number * (_PANEL + _GAP), first, last, called(side.party), number)
    left_out = [called(side.party) for side in shown.sides if side not in drawn]
    if left_out:
        parts.append(worded(_EDGE, 74, f"Not known, and not drawn: {', '.join(left_out)}.", 900, "small soft", 10))
    bottom = _HEAD + len(drawn) * (_PANEL + _GAP)
    parts += _days(first, last, bottom - _GAP + 16)
    return framed(id, bottom + 4, title, " ".join(_told(side, called(side.party)) for side in drawn), parts)


def _told(side: Side, name: str) -> str:
    days = "; ".join(
        f"{each.day} {span_words(each.exposure, side.exposure.unit)}" for each in changes(side.exposure.days)
    )
    return f"{name} {'. '.join(exposure_lines(side))}. By day: {days}."


def _legend(id: str) -> Iterator[str]:
    y = 54.0
    yield f'<rect class="swatch c0" x="{_EDGE:g}" y="{y - 9:g}" width="22" height="11"/>'
    yield worded(_EDGE + 28, y, "exposure at its worst, from the least to the most by the figures", 420)
    yield f'<path class="day" d="M{_EDGE + 470:g} {y - 4:g}h26"/>'
    yield worded(_EDGE + 502, y, "limit", 60)
    yield f'<path class="rule" d="M{_EDGE + 560:g} {y - 4:g}h26"/>'
    yield worded(_EDGE + 592, y, "given as much as got", 200)


def _panel(side: Side, top: float, first: date, last: date, name: str, number: int) -> Iterator[str]:
    ends = [end for each in side.exposure.days for end in each.exposure if isfinite(end)]
    ends += [end for end in side.limit or () if isfinite(end)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low) or 1.0

    def y(value: float) -> float:
        return top + _PANEL * (high - min(max(value, low), high)) / room

    lane = "ground odd" if number % 2 else "ground"
    yield f'<rect class="{lane}" x="{_LEFT:g}" y="{top:g}" width="{WIDTH - _LEFT - _EDGE:g}" height="{_PANEL:g}"/>'
    yield worded(_EDGE, top + 14, name, _LEFT - _EDGE - 8, "lane", 12)
    yield worded(_EDGE, top + 30, side.exposure.unit, _LEFT - _EDGE - 8, "small soft", 10)
    for value in dict.fromkeys((high, 0.0, low)):
        said = span_words((value, value), "")
        place = f'x="{_LEFT - 6:g}" y="{y(value) + 4:.5g}" text-anchor="end"'
        yield f'<text class="small soft" {place}>{escape(said)}</text>'
    upper = _stairs(side, 1, first, last, y)
    lower = _stairs(side, 0, first, last, y)
    line = " ".join(f"{a:.5g},{b:.5g}" for a, b in upper)
    band = " ".join(f"{a:.5g},{b:.5g}" for a, b in (*upper, *reversed(lower)))
    yield f'<polygon class="bar c0" points="{band}"/>'
    yield f'<polyline class="final" points="{line}"/>'
    yield f'<path class="rule" d="M{_LEFT:g} {y(0):.5g}H{WIDTH - _EDGE:g}"/>'
    if side.limit is not None:
        yield f'<path class="day" d="M{_LEFT:g} {y(side.limit[0]):.5g}H{WIDTH - _EDGE:g}"/>'


def _stairs(side: Side, end: int, first: date, last: date, y: Callable[[float], float]) -> list[Point]:
    """The corners of a line that stays until the next day on which it changes."""
    corners: list[Point] = []
    height = y(0.0)
    for each in side.exposure.days:
        x = _x(each.day, first, last)
        corners.append((x, height))
        height = y(each.exposure[end])
        corners.append((x, height))
    return [*corners, (WIDTH - _EDGE, height)]


def _x(day: date, first: date, last: date) -> float:
    span = max(1, (last - first).days)
    return _LEFT + 6 + (WIDTH - _LEFT - _EDGE - 60) * (day - first).days / span


def _days(first: date, last: date, y: float) -> Iterator[str]:
    for step in range(5 if last > first else 1):
        day = date.fromordinal(first.toordinal() + round((last - first).days * step / 4))
        x = _x(day, first, last)
        yield f'<path class="tick major" d="M{x:.5g} {y - 16:g}v5"/>'
        yield f'<text class="small soft" x="{x:.5g}" y="{y:g}" text-anchor="middle">{day}</text>'
