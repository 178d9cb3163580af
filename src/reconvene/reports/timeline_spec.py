"""A schedule as a Vega-Lite 6 specification: the timeline as a plain dictionary, for notebooks and other charts.

It shows what the picture shows, as far as a chart can: a row for each duty, lane by lane, its window, the days within
which it is verified, the critical chain by a thick outline and a diamond, ties, marks, today and the final date. Data
stand inside it; nothing is loaded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from reconvene.reports.markup import plain
from reconvene.reports.schedule_view import Bar, LaneKind, ScheduleView, TieKind
from reconvene.reports.timeline_scale import Scale, occurrences, reach, said
from reconvene.reports.timeline_style import HUES

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""The name of the language, by which whoever draws it knows the version; nobody has to fetch it."""

Spec = dict[str, Any]
_INK = "#1b1f24"
_DASHES = {TieKind.WAITS: [1, 0], TieKind.ANSWERS: [6, 3], TieKind.SAME_DAY: [2, 3], TieKind.IN_STEP: [8, 3, 2, 3]}
_STEP = 20


def timeline_spec(shown: ScheduleView, *, width: int = 760) -> Spec:
    """The timeline of a schedule as a Vega-Lite specification, `width` pixels wide without its labels."""
    scale = Scale(*reach(shown), 0, 1)
    rows = _rows(shown)
    lanes = list(dict.fromkeys(row["lane"] for row in rows))
    final = f"final date {said(shown.final_date)}" if shown.final_date else "no final date"
    spec: Spec = {
        "$schema": SCHEMA,
        "title": {
            "text": _words(shown.title or shown.source_name),
            "subtitle": _words(f"{shown.source_name}, as of {said(shown.as_of)}; {final}"),
            "anchor": "start",
        },
        "description": f"Timeline of {len(rows)} duties in {len(lanes)} lanes; {final}.",
        "width": width,
        "config": {"view": {"stroke": None}, "axis": {"labelLimit": 320}, "legend": {"labelLimit": 260}},
    }
    if not rows:
        says = {"values": [{"says": "No duty has a date, so there is no bar."}]}
        mark = {"type": "text", "align": "left", "x": 0, "y": 15}
        return {**spec, "height": 30, "data": says, "mark": mark, "encoding": {"text": {"field": "says"}}}
    layers = [
        *_bars(rows, scale, lanes),
        _tails(rows),
        _diamonds(rows, scale),
        *_ties(shown, rows),
        *_days(shown, scale),
    ]
    spec |= {"height": {"step": _STEP}, "encoding": {"y": _y(rows, lanes)}}
    return {**spec, "layer": [layer for layer in layers if layer["data"]["values"]]}


def _y(rows: list[Spec], lanes: list[str]) -> Spec:
    """The rows, each lane under a row of its own with its name in bold: colour alone tells nothing."""
    named = {row["row"] for row in rows}
    heads = {lane: f"{lane} (lane)" if lane in named else lane for lane in lanes}
    order = [name for lane in lanes for name in (heads[lane], *(row["row"] for row in rows if row["lane"] == lane))]
    bold = {"test": f"indexof({json.dumps(list(heads.values()))}, datum.value) >= 0", "value": "bold"}
    weight = {"condition": bold, "value": "normal"}
    axis = {"title": None, "grid": True, "ticks": False, "domain": False, "labelFontWeight": weight}
    return {"field": "row", "type": "nominal", "scale": {"domain": order, "paddingInner": 0.35}, "axis": axis}


def _rows(shown: ScheduleView) -> list[Spec]:
    """One record for each dated duty, lane by lane; duties that are called the same are told apart by their names."""
    found = [
        (lane, bar)
        for kinds in ((LaneKind.PHASES,), (LaneKind.PARTY, LaneKind.THIRD))
        for lane in shown.lanes
        if lane.kind in kinds
        for bar in lane.bars
    ]
    met = Counter(_words(bar.called) for _, bar in found)
    return [
        {
            "name": bar.name,
            "row": called if met[called := _words(bar.called)] == 1 else f"{called} ({_words(bar.name)})",
            "lane": _words(lane.called),
            "kind": str(bar.kind),
            "critical": bar.critical,
            "bar": bar,
        }
        for lane, bar in found
        if bar.start or bar.end or bar.verified_from
    ]


def _record(row: Spec, scale: Scale) -> Spec:
    bar: Bar = row["bar"]
    start = bar.start or (scale.first if bar.end else bar.verified_from) or scale.first
    end = bar.end or (scale.last if bar.start else start)
    shown = {key: row[key] for key in ("row", "lane", "kind", "critical")}
    return {
        **shown,
        "start": start.isoformat(),
        "end": _after(end),
        "until": end.isoformat() if bar.end else "without an end",
        "open": bar.end is None and bar.start is not None,
        "text": _words(bar.text),
    }


def _bars(rows: list[Spec], scale: Scale, lanes: list[str]) -> Iterator[Spec]:
    colour = {
        "field": "lane",
        "type": "nominal",
        "title": None,
        "scale": {"domain": lanes, "range": [HUES[place % len(HUES)] for place in range(len(lanes))]},
        "legend": {"orient": "bottom", "columns": 4},
    }
    told = [
        {"field": "row", "title": "duty"},
        {"field": "lane", "title": "who"},
        {"field": "start", "type": "temporal", "title": "from", "format": "%-d %b %Y"},
        {"field": "until", "title": "until"},
        {"field": "text", "title": "text"},
    ]
    yield {
        "data": {"values": [_record(row, scale) for row in rows]},
        "mark": {"type": "bar", "fillOpacity": 0.55, "cornerRadius": 2},
        "encoding": {
            "x": {
                "field": "start",
                "type": "temporal",
                "title": None,
                "scale": {"domain": [scale.first.isoformat(), _after(scale.last)], "nice": False},
                "axis": {"orient": "top", "grid": True, "format": "%b %Y", "labelOverlap": "greedy"},
            },
            "x2": {"field": "end"},
            "color": colour,
            "stroke": {"condition": {"test": "datum.critical", "value": _INK}, "value": "#505862"},
            "strokeWidth": {"condition": {"test": "datum.critical", "value": 2.6}, "value": 0.8},
            "tooltip": told,
        },
    }


def _tails(rows: list[Spec]) -> Spec:
    """The days within which something is verified: a dashed outline without a filling, under the bar."""
    values = []
    for row in rows:
        bar: Bar = row["bar"]
        first, last = bar.verified_from or bar.verified_to, bar.verified_to or bar.verified_from
        if first and last:
            values.append({"row": row["row"], "start": first.isoformat(), "end": _after(last), "says": "verified"})
    return {
        "data": {"values": values},
        "mark": {
            "type": "bar",
            "height": 6,
            "yOffset": 8,
            "fill": "white",
            "stroke": _INK,
            "strokeDash": [2, 2],
            "strokeWidth": 1,
        },
        "encoding": {
            "x": {"field": "start", "type": "temporal"},
            "x2": {"field": "end"},
            "tooltip": [
                {"field": "row", "title": "duty"},
                {"field": "start", "type": "temporal", "title": "verified from", "format": "%-d %b %Y"},
                {"field": "end", "type": "temporal", "title": "verified before", "format": "%-d %b %Y"},
            ],
        },
    }


def _diamonds(rows: list[Spec], scale: Scale) -> Spec:
    """A full diamond on what is critical, an empty one on what is not but is too short to be seen."""
    least = (scale.last - scale.first).days / 150
    values = []
    for row in rows:
        bar: Bar = row["bar"]
        day, last = bar.start or bar.end, bar.end or scale.last
        if day and (bar.critical or (last - day).days < least):
            values.append({"row": row["row"], "start": day.isoformat(), "fill": _INK if bar.critical else "white"})
    fill = {"field": "fill", "type": "nominal", "scale": None}
    return {
        "data": {"values": values},
        "mark": {"type": "point", "shape": "diamond", "stroke": _INK, "size": 60, "opacity": 1},
        "encoding": {"x": {"field": "start", "type": "temporal"}, "fill": fill},
    }


def _ties(shown: ScheduleView, rows: list[Spec]) -> Iterator[Spec]:
    """The ties, one layer for each kind, since a layer has one kind of line."""
    places = {row["name"]: row for row in rows}
    for kind, dash in _DASHES.items():
        values = []
        for tie in shown.ties:
            if tie.kind is kind and tie.start in places and tie.end in places:
                start, end = places[tie.start], places[tie.end]
                ends = _joined(start["bar"], end["bar"])
                if ends is not None:
                    says = _words(tie.text or f"{start['row']} – {end['row']}")
                    values.append(
                        {"row": start["row"], "to": end["row"], "start": ends[0], "end": ends[1], "says": says}
                    )
        if values:
            yield {
                "data": {"values": values},
                "mark": {"type": "rule", "strokeDash": dash, "color": "#505862", "strokeWidth": 1.2},
                "encoding": {
                    "x": {"field": "start", "type": "temporal"},
                    "x2": {"field": "end"},
                    "y2": {"field": "to"},
                    "tooltip": [{"field": "says", "title": str(kind).replace("_", " ")}],
                },
            }


def _joined(start: Bar, end: Bar) -> tuple[str, str] | None:
    """The days at the two ends of a tie: one day that both share, or the last of one and the first of the other."""
    first, last = start.end or start.start, end.start or end.end
    if first is None or last is None:
        return None
    shared = max(start.start or first, last)
    if shared <= min(first, end.end or first):
        return shared.isoformat(), shared.isoformat()
    return first.isoformat(), last.isoformat()


def _days(shown: ScheduleView, scale: Scale) -> Iterator[Spec]:
    """Marks of the calendar, today and the final date, as lines with their names at the top."""
    found = [(mark, start) for mark in shown.marks if not mark.every for start, _ in occurrences(mark, scale)]
    apart = (scale.last - scale.first).days / 9
    marks: list[Spec] = []
    named: date | None = None
    for mark, start in sorted(found, key=lambda pair: pair[1]):
        free = named is None or (start - named).days > apart  # names that would lie on one another show on hovering
        named = start if free else named
        says = _words(f"{mark.called}, {said(start)}")
        marks.append({"start": start.isoformat(), "says": says, "label": _words(mark.called) if free else ""})
    yield _lines(marks, [5, 4], 1, -22)
    today = {"start": shown.as_of.isoformat(), "label": "as of", "says": f"as of {said(shown.as_of)}"}
    yield _lines([today] if scale.holds(shown.as_of) else [], [1, 0], 1.4, -34)
    if shown.final_date:
        says = f"final date {said(shown.final_date)}"
        final = {"start": _after(shown.final_date), "label": "final date", "says": says}
        yield _lines([final], [1, 0], 2.6, -34, align="right")


def _lines(values: list[Spec], dash: list[int], wide: float, up: int, align: str = "left") -> Spec:
    x = {"field": "start", "type": "temporal"}
    told = [{"field": "says", "title": "day"}]
    words = {"type": "text", "align": align, "dx": 3 if align == "left" else -3, "fontSize": 9, "color": _INK}
    return {
        "data": {"values": values},
        "encoding": {"x": x, "y": {"value": 0}, "tooltip": told},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": dash, "strokeWidth": wide, "color": _INK},
                "encoding": {"y2": {"value": "height"}},
            },
            {"mark": {**words, "dy": up}, "encoding": {"text": {"field": "label"}}},
        ],
    }


def _after(day: date) -> str:
    return (day + timedelta(days=1) if day < date.max else day).isoformat()


def _words(text: str) -> str:
    return plain(" ".join(text.split()))
