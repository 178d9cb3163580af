"""Relief against what is kept, as a picture: two shares over time, one above the other, each with its range. SVG."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.deal.recognition import GONE, Moment, Recognition, Share
from reconvene.reports.picture_sheet import WIDTH, framed, worded
from reconvene.reports.recognition_words import capability_words, moment_day, relief_words

_EDGE, _GUTTER, _TALL, _TOP, _GAP = 16.0, 64.0, 96.0, 78.0, 44.0
_ROOM = WIDTH - _GUTTER - _EDGE
ALL = (1.0, 1.0)
_BOTTOM = _TOP + 2 * _TALL + _GAP


def render_recognition(shown: Recognition, since: date, *, id: str = "recognition") -> str:
    """The share of the pressure that is lifted over the share of the capability that stays, from a day on.

    Steps without a last day are not drawn: nobody knows when they come. Empty where no step has one.
    """
    dated = [each for each in shown.moments if each.day is not None and each.day > since]
    if not dated:
        return ""
    days = [since, *(each.day for each in dated if each.day is not None)]
    days.append(days[-1] + (days[-1] - since) / 12)
    title = f"{shown.owner}: relief, and what it keeps"
    parts = [
        worded(_EDGE, 26, title, WIDTH - 2 * _EDGE, "head", 17),
        worded(_GUTTER, 44, "Filled: surely. Hatched: perhaps. Steps without a last day are not drawn.", _ROOM, "soft"),
        *_panel(f"The {shown.dimension or 'pressure'} given back", _TOP, days, [GONE, *map(_relief, dated)], id),
        *_panel("The capability that stays", _TOP + _TALL + _GAP, days, [ALL, *map(_kept, dated)], id),
        *_ticks(days),
    ]
    return framed(id, _BOTTOM + 34, title, describe(shown, dated), parts)


def describe(shown: Recognition, dated: list[Moment]) -> str:
    """What the picture shows, in sentences."""
    told = (f"{moment_day(each)}: {relief_words(shown, each)}; keeps {capability_words(each)}." for each in dated)
    return " ".join(told)


def _relief(moment: Moment) -> Share | None:
    return moment.relief if moment.lifted else (0.0, 0.0)


def _kept(moment: Moment) -> Share | None:
    return moment.capability


def _panel(heading: str, top: float, days: list[date], shares: list[Share | None], id: str) -> Iterator[str]:
    yield worded(_GUTTER, top - 8, heading, _ROOM, "lane", 12)
    yield worded(_EDGE, top + 9, "100%", _GUTTER - _EDGE)
    yield worded(_EDGE, top + _TALL, "0%", _GUTTER - _EDGE)
    yield f'<path class="border" d="M{_GUTTER:g} {top:g}h{_ROOM:g}v{_TALL:g}h-{_ROOM:g}z"/>'
    for start, end, share in zip(days[:-1], days[1:], shares, strict=True):
        x, width = _at(start, days), _at(end, days) - _at(start, days)
        if share is None:
            yield worded(x + 3, top + _TALL / 2, "not measured", width - 4, "soft")
            continue
        low, high = share
        sure = f'y="{top + _TALL * (1 - low):.5g}" width="{width:.5g}" height="{_TALL * low:.5g}"'
        yield f'<rect class="bar c0" x="{x:.5g}" {sure}/>'
        if high > low:
            band = f'y="{top + _TALL * (1 - high):.5g}" width="{width:.5g}" height="{_TALL * (high - low):.5g}"'
            yield f'<rect class="swatch" fill="url(#{id}-hatch)" stroke-dasharray="3 2" x="{x:.5g}" {band}/>'


def _ticks(days: list[date]) -> Iterator[str]:
    """The first days of years, or all days where they are few; as many as there is room for."""
    years = [date(year, 1, 1) for year in range(days[0].year + 1, days[-1].year + 1)]
    listed = years if len(years) > 2 else days[:-1]
    last = -100.0
    for day in listed:
        x = _at(day, days)
        yield f'<path class="tick" d="M{x:.5g} {_TOP:g}V{_BOTTOM + 4:g}"/>'
        if x - last >= 66:
            last = x
            yield worded(x, _BOTTOM + 18, str(day.year) if listed is years else str(day), 64)


def _at(day: date, days: list[date]) -> float:
    return _GUTTER + _ROOM * (day - days[0]).days / max(1, (days[-1] - days[0]).days)
