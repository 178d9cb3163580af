"""Where everything stands in a picture of a schedule: rows of bars in lanes, ties between them, marks and their labels.

Nothing overlaps: a bar takes the first row of its lane in which it and its label are free, a mark the first row of the
strip above the lanes. What does not fit is cut, and told whole where the pointer rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reconvene.reports.lettering import broken, cut, width_of
from reconvene.reports.schedule_view import (
    Bar,
    BarKind,
    Desert,
    Lane,
    LaneKind,
    Mark,
    ScheduleView,
    Tie,
    TieKind,
)
from reconvene.reports.timeline_scale import Scale, occurrences, reach, said

WIDTH = 1080.0
GUTTER = 150.0
EDGE = 12.0
ROW = 26.0
BAR = 16.0
TAIL = 6.0
STRIP = 16.0
SIZE = 11.0
LANE_SIZE = 12.0
LEAST = 5.0
"""A window narrower than this is drawn as a point."""

WIDEST_LABEL = 230.0
_GAP = 7.0
_MARK_ROWS = 5


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """Words at a place: `anchor` is start, middle or end; `inside` if they stand on a bar."""

    text: str
    x: float
    anchor: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """A bar with its corners, its label, the stretch in which it is verified, and its collisions with the calendar."""

    bar: Bar
    lane: int
    x: float
    right: float
    y: float
    label: PlacedLabel
    tail: tuple[float, float] | None
    collisions: tuple[float, ...]

    @property
    def is_point(self) -> bool:
        """Whether its window is too narrow to be drawn as one."""
        return self.right - self.x < LEAST and self.bar.kind is BarKind.ACT

    @property
    def middle(self) -> float:
        """The height of the middle of the bar."""
        return self.y + BAR / 2


@dataclass(frozen=True, slots=True)
class PlacedLane:
    """A lane with its name broken into lines, its rows, and the bars without a date in words."""

    lane: Lane
    lines: tuple[str, ...]
    y: float
    height: float
    undated: str


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """One day or stretch of the calendar, with its label in the strip and whether a line runs through the lanes."""

    mark: Mark
    start: date
    end: date
    x: float
    right: float
    row: int
    label: PlacedLabel
    through: bool


@dataclass(frozen=True, slots=True)
class PlacedFlag:
    """A day that the whole picture is read by: today, or the final date."""

    kind: str
    x: float
    row: int
    label: PlacedLabel


@dataclass(frozen=True, slots=True)
class PlacedTie:
    """A tie as the two ends of a line; `bowed` where both bars share a day and the line runs up or down."""

    tie: Tie
    start: tuple[float, float]
    end: tuple[float, float]
    bowed: bool


@dataclass(frozen=True, slots=True)
class PlacedDesert:
    """A stretch without a due date."""

    desert: Desert
    x: float
    right: float
    label: PlacedLabel


@dataclass(frozen=True, slots=True)
class PlacedPhase:
    """A phase as a band of the header."""

    bar: Bar
    x: float
    right: float
    row: int
    label: PlacedLabel


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture of a schedule before it is drawn."""

    scale: Scale
    top: float
    strip_rows: int
    phase_rows: int
    bottom: float
    lanes: tuple[PlacedLane, ...]
    bars: tuple[PlacedBar, ...]
    ties: tuple[PlacedTie, ...]
    marks: tuple[PlacedMark, ...]
    flags: tuple[PlacedFlag, ...]
    deserts: tuple[PlacedDesert, ...]
    phases: tuple[PlacedPhase, ...]

    @property
    def width(self) -> float:
        """How wide the picture is."""
        return self.scale.right + EDGE


def lay_out(
    shown: ScheduleView, head: float, axis: float, days: tuple[date, date] | None = None, width: float = WIDTH
) -> Layout:
    """The places of everything in a schedule, below a head and an axis of these heights, between these days."""
    scale = Scale(*(days or reach(shown)), GUTTER, width - EDGE)
    phases = _phases(shown, scale)
    phase_rows = max((phase.row for phase in phases), default=-1) + 1
    flags, marks = _strip(shown, scale)
    strip_rows = max([flag.row for flag in flags] + [mark.row for mark in marks], default=-1) + 1
    top = head + axis + (phase_rows + strip_rows) * STRIP + 4
    lanes: list[PlacedLane] = []
    bars: list[PlacedBar] = []
    y = top
    for lane in shown.lanes:
        if lane.kind is not LaneKind.PHASES:
            placed, found = _lane(lane, len(lanes), y, scale, _collisions(shown, scale))
            lanes.append(placed)
            bars += found
            y += placed.height
    deserts = tuple(_desert(desert, scale) for desert in shown.deserts if desert.end >= scale.first)
    y += STRIP if deserts or not bars else 0
    ties = _ties(shown.ties, bars)
    return Layout(scale, top, strip_rows, phase_rows, y, tuple(lanes), tuple(bars), ties, marks, flags, deserts, phases)


# Lanes and bars


def _collisions(shown: ScheduleView, scale: Scale) -> dict[str, tuple[float, ...]]:
    """Where each duty meets a bad day of the calendar, by the name of the duty or of one of its steps."""
    found: dict[str, tuple[float, ...]] = {}
    of = {step.name: step.of for step in shown.steps}
    for collision in shown.collisions:
        duty = of.get(collision.step, collision.step)
        found[duty] = (*found.get(duty, ()), scale.at(collision.start))
    return found


def _lane(
    lane: Lane, index: int, y: float, scale: Scale, collisions: dict[str, tuple[float, ...]]
) -> tuple[PlacedLane, list[PlacedBar]]:
    drawn = [(bar, *_extent(bar, scale)) for bar in lane.bars if bar.start or bar.end or bar.verified_from]
    drawn.sort(key=lambda found: (found[1][0], -found[1][1]))
    rows = pack([extent for _, extent, _ in drawn])
    bars = [
        PlacedBar(
            bar,
            index,
            _left(bar, scale),
            _right(bar, scale),
            y + 5 + row * ROW,
            label,
            _tail(bar, scale),
            collisions.get(bar.name, ()),
        )
        for (bar, _, label), row in zip(drawn, rows, strict=True)
    ]
    lines = broken(lane.called, GUTTER - 30, LANE_SIZE, max(3, int(max(rows, default=0) * ROW / 15)))
    told = [bar for bar, _, _ in drawn]
    undated = ", ".join(bar.called for bar in lane.bars if bar not in told)
    height = max((max(rows, default=-1) + 1) * ROW + (17 if undated else 0), len(lines) * 15 + 4) + 8
    return PlacedLane(lane, lines, y, height, undated), bars


def _left(bar: Bar, scale: Scale) -> float:
    return scale.at(bar.start) if bar.start else scale.left if bar.end else scale.at(bar.verified_from or scale.first)


def _right(bar: Bar, scale: Scale) -> float:
    if bar.end:
        return max(scale.after(bar.end), _left(bar, scale) + 2)
    return scale.right if bar.start else _left(bar, scale) + 2


def _tail(bar: Bar, scale: Scale) -> tuple[float, float] | None:
    first, last = bar.verified_from or bar.verified_to, bar.verified_to or bar.verified_from
    if first is None or last is None:
        return None
    x = scale.at(first)
    return x, max(scale.after(last), x + 4)


def _extent(bar: Bar, scale: Scale) -> tuple[tuple[float, float], PlacedLabel]:
    """The room that a bar takes with its tail and its label, and the label."""
    x, right = _left(bar, scale), _right(bar, scale)
    point = right - x < LEAST
    tail = _tail(bar, scale)
    first, last = min(x, tail[0] if tail else x) - 5 * point, max(right, tail[1] if tail else right) + 5 * point
    inside, after, before = right - x - 16, scale.right - last - 6, first - scale.left - 6
    text = f"◆ {bar.called}" if bar.critical else bar.called
    wish = min(width_of(text, SIZE), WIDEST_LABEL)
    if wish <= inside:
        return (first, last), PlacedLabel(text, x + (7 if bar.start else 9), "start", inside=True)
    if tail and right + wish + 9 <= tail[0]:
        return (first, last), PlacedLabel(cut(text, WIDEST_LABEL, SIZE), right + 5, "start")
    if wish <= after or after >= max(before, inside):
        shown = cut(text, min(after, WIDEST_LABEL), SIZE)
        return (first, last + 6 + width_of(shown, SIZE)), PlacedLabel(shown, last + 5, "start")
    if wish <= before or before >= inside:
        shown = cut(text, min(before, WIDEST_LABEL), SIZE)
        return (first - 6 - width_of(shown, SIZE), last), PlacedLabel(shown, first - 5, "end")
    return (first, last), PlacedLabel(cut(text, inside, SIZE), x + 7, "start", inside=True)


def pack(extents: Sequence[tuple[float, float]]) -> list[int]:
    """The first free row of each extent, taken from left to right."""
    order = sorted(range(len(extents)), key=lambda place: extents[place][0])
    ends: list[float] = []
    rows = [0] * len(extents)
    for place in order:
        first, last = extents[place]
        row = next((row for row, end in enumerate(ends) if end + _GAP <= first), len(ends))
        ends[row:] = [last, *ends[row + 1 :]]
        rows[place] = row
    return rows


# The strip and the header


def _strip(shown: ScheduleView, scale: Scale) -> tuple[tuple[PlacedFlag, ...], tuple[PlacedMark, ...]]:
    """Today, the final date and the marks of the calendar, in as few rows as their labels allow."""
    flags = [("today", shown.as_of, f"as of {said(shown.as_of)}")]
    if shown.final_date:
        flags.append(("final", shown.final_date, f"final date {said(shown.final_date)}"))
    ends: list[list[tuple[float, float]]] = [[]]
    placed: list[PlacedFlag] = []
    for kind, day, text in flags:
        if scale.holds(day):
            x = scale.at(day) if kind == "today" else scale.after(day)
            label, extent = _beside(text, x, scale)
            placed.append(PlacedFlag(kind, x, _free(ends, extent, 1000), label))
    found = [(mark, days) for mark in shown.marks if (days := tuple(occurrences(mark, scale)))]
    found.sort(key=lambda pair: pair[1][0])
    marks = [_once(mark, *days[0], scale, ends) for mark, days in found if not mark.every]
    first = len(ends) if ends[0] else 0
    runs = [pair for pair in found if pair[0].every]
    for row, (mark, days) in enumerate(runs):
        marks += _run(mark, days, scale, first + min(row, _MARK_ROWS - 1), named=row < _MARK_ROWS)
    return tuple(placed), tuple(marks)


def _once(mark: Mark, start: date, end: date, scale: Scale, ends: list[list[tuple[float, float]]]) -> PlacedMark:
    """A mark of one time, with its label; where no row has room for words, its sign alone."""
    x = scale.at(start)
    label, extent = _beside(mark.called, x, scale)
    row = _free(ends, extent, _MARK_ROWS)
    if row == _MARK_ROWS:
        row, label = min(_free(ends, (x - 6, x + 6), _MARK_ROWS), _MARK_ROWS - 1), PlacedLabel("", x, "start")
    return PlacedMark(mark, start, end, x, scale.after(end), row, label, through=True)


def _run(mark: Mark, days: Sequence[tuple[date, date]], scale: Scale, row: int, *, named: bool) -> Iterable[PlacedMark]:
    """A mark that recurs: a row of signs with its name in the gutter, without those that would touch others."""
    label = PlacedLabel(cut(mark.called, GUTTER - 26, SIZE - 1) if named else "", GUTTER - 8, "end")
    before = float("-inf")
    for start, end in days:
        x = scale.at(start)
        if x - before >= 11:
            yield PlacedMark(mark, start, end, x, scale.after(end), row, label, through=False)
            label, before = PlacedLabel("", x, "start"), x


def _beside(text: str, x: float, scale: Scale) -> tuple[PlacedLabel, tuple[float, float]]:
    """A label beside a sign, on the side that has room; and the room that both take."""
    shown = cut(text, WIDEST_LABEL, SIZE - 1)
    width = width_of(shown, SIZE - 1)
    if x + 9 + width <= scale.right:
        return PlacedLabel(shown, x + 9, "start"), (x - 6, x + 9 + width)
    return PlacedLabel(shown, x - 9, "end"), (x - 9 - width, x + 6)


def _free(rows: list[list[tuple[float, float]]], extent: tuple[float, float], most: int) -> int:
    """The first row in which nothing stands where this would, and take it; `most` where there is none."""
    for row in range(min(len(rows) + 1, most)):
        if row == len(rows):
            rows.append([])
        if all(extent[1] + _GAP <= first or last + _GAP <= extent[0] for first, last in rows[row]):
            rows[row].append(extent)
            return row
    return most


def _phases(shown: ScheduleView, scale: Scale) -> tuple[PlacedPhase, ...]:
    bars = [bar for lane in shown.lanes if lane.kind is LaneKind.PHASES for bar in lane.bars if bar.start or bar.end]
    places = [(_left(bar, scale), _right(bar, scale)) for bar in bars]
    rows = pack([(x, right - _GAP - 3) for x, right in places])  # a phase may begin on the day on which another ends
    return tuple(
        PlacedPhase(bar, x, right, row, PlacedLabel(cut(bar.called, right - x - 12, SIZE), (x + right) / 2, "middle"))
        for bar, (x, right), row in zip(bars, places, rows, strict=True)
    )


def _desert(desert: Desert, scale: Scale) -> PlacedDesert:
    x, right = scale.at(desert.start), scale.after(desert.end)
    shown = cut(desert.text, max(right - x - 8, 0), SIZE - 1)
    return PlacedDesert(desert, x, right, PlacedLabel(shown, (x + right) / 2, "middle"))


# Ties


def _ties(ties: Iterable[Tie], bars: Sequence[PlacedBar]) -> tuple[PlacedTie, ...]:
    places = {placed.bar.name: placed for placed in bars}
    met: dict[int, int] = {}
    found: list[PlacedTie] = []
    for tie in ties:
        start, end = places.get(tie.start), places.get(tie.end)
        if start is not None and end is not None and start is not end:
            found.append(_tie(tie, start, end, met))
    return tuple(found)


def _tie(tie: Tie, start: PlacedBar, end: PlacedBar, met: dict[int, int]) -> PlacedTie:
    """The line of a tie: upright where both bars share a day, else from the end of one to the begin of the other.

    Lines that would stand on one another stand a little apart.
    """
    down = start.y < end.y
    first, last = max(start.x, end.x), min(start.right, end.right)
    leaves, height = start.right, start.middle
    if start.tail and tie.kind is TieKind.WAITS and start.tail[1] <= end.x + 24:
        leaves, height = max(start.right, start.tail[1]), start.y + BAR + TAIL / 2
    if start.y == end.y or (first > last and end.x - leaves >= 24):
        return PlacedTie(tie, (leaves, height), (end.x, end.middle), bowed=False)
    if first > last and start.x > end.x:
        return PlacedTie(tie, (start.x, start.middle), (end.right, end.middle), bowed=False)
    x = min(first + 4, last) if first <= last else leaves
    beside = met.get(round(x / 6), 0)
    met[round(x / 6)] = beside + 1
    x += 5 * beside
    to = x if first <= last else end.x + min(4, (end.right - end.x) / 2) + 5 * beside
    below = start.y + BAR + (TAIL if start.tail and start.tail[0] <= x <= start.tail[1] else 0)
    return PlacedTie(tie, (x, below if down else start.y), (to, end.y if down else end.y + BAR), bowed=True)
