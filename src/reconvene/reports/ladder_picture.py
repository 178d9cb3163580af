"""The ladder of a way back as a picture: an SVG with its stages on their days, readable in print and without colour.

The text beside it says the same in words: `render_ladder` writes it into the picture as its description.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from reconvene.reports.lettering import cut
from reconvene.reports.markup import plain
from reconvene.reports.return_text import bound_of, days_of, hands_of, seen_of, then_of
from reconvene.reports.return_view import ReturnView, StageView
from reconvene.reports.timeline_style import definitions, style

WIDTH = 900.0
_EDGE, _GUTTER, _ROW, _BAR, _HEAD, _TITLE = 16.0, 210.0, 46.0, 18.0, 64.0, 32.0
_ROOM = WIDTH - _EDGE - _GUTTER
_SIZE = 11.0


def render_ladder(shown: ReturnView, *, heading: bool = True, id: str = "ladder") -> str:
    """The picture as one SVG; `id` keeps the pictures of one page apart."""
    rows = len(shown.stages)
    height = _HEAD + rows * _ROW + 34 + 18 * max(1, len(shown.results) or len(shown.reasons))
    spoken = f'role="img" aria-labelledby="{id}-title {id}-desc" lang="en"'
    top = 0 if heading else _TITLE  # a page has its own heading
    size = f'width="{WIDTH:g}" height="{height - top:g}" viewBox="0 {top:g} {WIDTH:g} {height - top:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" id="{id}" {size} {spoken}>',
        f'<title id="{id}-title">{_text(shown.title)}: the way back</title>',
        f'<desc id="{id}-desc">{_text(describe(shown))}</desc>',
        f"<style>{style(id)}</style>",
        definitions(id),
        f'<rect class="paper" width="{WIDTH:g}" height="{height:g}"/>',
        *([_words(_EDGE, 26, f"{shown.title}: {shown.standing}", WIDTH - 2 * _EDGE, "head", 17)] if heading else []),
        *_axis(shown, rows),
        *(part for row, stage in enumerate(shown.stages) for part in _stage(stage, row, _scale(shown), id)),
        *_results(shown, _HEAD + rows * _ROW + 28),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def describe(shown: ReturnView) -> str:
    """What the picture shows, in sentences, for those who do not see it."""
    stages = [
        f"Stage {stage.index}, {stage.name}: {days_of(stage)}, {hands_of(stage)}, {seen_of(stage)}; {then_of(stage)}."
        for stage in shown.stages
    ]
    results = [_result_line(shown, number) for number in range(len(shown.results))]
    return " ".join([*stages, *results, *shown.reasons, shown.proves])


def _result_line(shown: ReturnView, number: int) -> str:
    result = shown.results[number]
    bound = f", {bound_of(result)}" if bound_of(result) and result.verdict == "holds" else ""
    return f"{result.number} {result.name}: {result.verdict}{bound}."


def _text(text: str) -> str:
    return str(escape(plain(text)))


def _words(x: float, y: float, text: str, room: float, kind: str = "", size: float = _SIZE) -> str:
    shown = cut(plain(text), room, size)
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(shown)}</text>' if shown else ""


def _scale(shown: ReturnView) -> float:
    """So many days fill the width; a stage without known days is drawn at the end."""
    last = max([*(stage.last_day for stage in shown.stages if stage.last_day is not None), 1])
    open_ = any(stage.last_day is None for stage in shown.stages)
    return last * (1.4 if open_ else 1.0)


def _place(day: float, days: float) -> float:
    return _GUTTER + (_ROOM - _EDGE) * day / days


def _axis(shown: ReturnView, rows: int) -> Iterator[str]:
    days = _scale(shown)
    bottom = _HEAD + rows * _ROW
    marks = {0, *(stage.last_day for stage in shown.stages if stage.last_day is not None)}
    last_end = -40.0
    for day in sorted(marks):
        x = _place(day, days)
        yield f'<path class="tick major" d="M{x:g} {_HEAD - 8:g}V{bottom:g}"/>'
        if x - last_end >= 15:
            yield f'<text class="small soft" x="{x:g}" y="{_HEAD - 14:g}" text-anchor="middle">{day}</text>'
            last_end = x
    yield _words(_EDGE, _HEAD - 14, "days from day 0", _GUTTER - 2 * _EDGE, "small soft", 10)


def _stage(stage: StageView, row: int, days: float, id: str) -> Iterator[str]:
    top = _HEAD + row * _ROW
    middle = top + 8
    yield _words(_EDGE, middle + 10, f"{stage.index} {stage.name.replace('_', ' ')}", _GUTTER - 1.5 * _EDGE, "lane", 12)
    yield _words(_EDGE, middle + 24, seen_of(stage), _GUTTER - 1.5 * _EDGE, "small soft", 10)
    if stage.first_day is None:
        label = f"{days_of(stage)}, its day not known; {hands_of(stage)}"
        yield _words(_GUTTER + 8, middle + 13, label, _ROOM - 2 * _EDGE, "name")
        return
    first = stage.first_day
    open_ = stage.last_day is None
    last = stage.last_day if stage.last_day is not None else days
    x, end = _place(first, days), _place(last, days)
    width = max(end - x, 2)
    fill = f'fill="url(#{id}-hatch)"' if open_ else ""
    kind = "swatch" if open_ else f"bar c{1 if stage.convenes else 7 if stage.parks else 0}"
    yield f'<rect class="{kind}" {fill} x="{x:g}" y="{middle:g}" width="{width:g}" height="{_BAR:g}" rx="2"/>'
    if stage.convenes:
        yield f'<path class="sign" d="M{end:g} {middle - 3:g}l6 12l-6 12l-6 -12z"/>'
    label = f"{days_of(stage)}; {hands_of(stage)}"
    room_right, room_left = WIDTH - _EDGE - end - 10, x - _GUTTER - 6
    if room_right >= room_left:
        yield _words(end + 10, middle + 13, label, room_right, "name")
    else:
        shown = cut(plain(label), room_left, _SIZE)
        yield f'<text class="name" x="{x - 6:g}" y="{middle + 13:g}" text-anchor="end">{escape(shown)}</text>'
    if not stage.then:
        yield _words(x, middle + _BAR + 11, "at the limit: the text is silent", WIDTH - _EDGE - x, "small strong", 10)


def _results(shown: ReturnView, top: float) -> Iterator[str]:
    lines = [_result_line(shown, number) for number in range(len(shown.results))] or list(shown.reasons)
    for number, line in enumerate(lines):
        yield _words(_EDGE, top + 18 * number, line, WIDTH - 2 * _EDGE)
    yield _words(_EDGE, top + 18 * len(lines), shown.proves, WIDTH - 2 * _EDGE, "soft")
