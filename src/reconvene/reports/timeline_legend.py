"""The key under the picture of a schedule: every sign that occurs in it, with the word for it."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.reports.lettering import width_of
from reconvene.reports.schedule_view import BarKind, MarkKind, TieKind
from reconvene.reports.timeline_layout import EDGE, GUTTER, SIZE, Layout

MARK_SIGNS = {
    MarkKind.ELECTION: "M0 -5L5 4H-5z",
    MarkKind.EXERCISE: "M-5 -3H5V3H-5z",
    MarkKind.ANNIVERSARY: "M0 -5.5L1.4 -1.7L5.4 -1.7L2.2 0.7L3.4 4.6L0 2.3L-3.4 4.6L-2.2 0.7L-5.4 -1.7L-1.4 -1.7z",
    MarkKind.SESSION: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    MarkKind.REVIEW: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM-2 0a2 2 0 1 1 4 0a2 2 0 1 1 -4 0z",
    MarkKind.GATE: "M0 -5L5 0L0 5L-5 0z",
    MarkKind.OTHER: "M-1.5 -5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5V-1.5H-1.5z",
}
"""The shape of each kind of mark, around its middle."""

_MARKS = {
    MarkKind.ELECTION: "election",
    MarkKind.EXERCISE: "exercise",
    MarkKind.ANNIVERSARY: "anniversary",
    MarkKind.SESSION: "session",
    MarkKind.REVIEW: "review",
    MarkKind.GATE: "gate",
    MarkKind.OTHER: "other day",
}
WARNING = '<path class="warning" d="M0 -5L5.5 4.5h-11z"/><path class="cry" d="M0 -2.2V1.2M0 2.3V3.6"/>'
"""The sign of a collision with the calendar, around its middle."""

_BOX = "M-13 -6H13V6H-13z"
_BARS = {
    BarKind.ACT: (f'<path class="bar c7" d="{_BOX}"/>', "may be done between"),
    BarKind.STANDING: (
        '<path class="bar c7" d="M-7 -6H7Q13 -6 13 0Q13 6 7 6H-7Q-13 6 -13 0Q-13 -6 -7 -6z"/>',
        "holds throughout",
    ),
    BarKind.SERIES: (f'<path class="bar c7" d="{_BOX}"/><path class="beats" d="M-11 4H11"/>', "again and again"),
}
_TIES = {
    TieKind.WAITS: ("", "arrow", "waits for"),
    TieKind.ANSWERS: ("arrow", "arrow", "answers"),
    TieKind.SAME_DAY: ("dot", "dot", "same day"),
    TieKind.IN_STEP: ("stop", "stop", "in step"),
}


def legend(layout: Layout, id: str, y: float) -> tuple[list[str], float]:
    """The key from a height downwards, and the height where the picture ends."""
    drawn: list[str] = []
    x, line = GUTTER + 14, y + 14
    entries = list(_entries(layout, id))
    if entries:
        drawn.append(f'<text class="small strong" x="{EDGE + 6:g}" y="{line + 4:g}">How to read it</text>')
    for sign, word in entries:
        room = 22 + width_of(word, SIZE - 1) + 24
        if x + room > layout.width - EDGE and x > GUTTER + 14:
            x, line = GUTTER + 14, line + 20
        drawn.append(f'<g transform="translate({x:.1f} {line:.1f})">{sign}</g>')
        drawn.append(f'<text class="small" x="{x + 20:.1f}" y="{line + 4:.1f}">{word}</text>')
        x += room
    return drawn, line + 18


def _entries(layout: Layout, id: str) -> Iterator[tuple[str, str]]:
    """Each sign that occurs, drawn around its middle, and its word."""
    yield from _bars(layout, id)
    for tie, (start, end, word) in _TIES.items():
        if any(placed.tie.kind is tie for placed in layout.ties):
            ends = f' marker-start="url(#{id}-{start})"' * bool(start) + f' marker-end="url(#{id}-{end})"'
            yield f'<path class="tie {tie}" d="M-13 0H13"{ends}/>', word
    if any(placed.collisions for placed in layout.bars):
        yield WARNING, "meets a bad day"
    for mark, word in _MARKS.items():
        if any(placed.mark.kind is mark for placed in layout.marks):
            yield f'<path class="sign" d="{MARK_SIGNS[mark]}"/>', word
    if layout.deserts:
        yield f'<path d="M-13 -6H13V6H-13z" fill="url(#{id}-dots)"/>', "nothing falls due"


def _bars(layout: Layout, id: str) -> Iterator[tuple[str, str]]:
    bars = layout.bars
    if any(placed.is_point for placed in bars):
        yield '<path class="bar c7" d="M0 -7L7 0L0 7L-7 0z"/>', "on one day"
    for kind, (sign, word) in _BARS.items():
        if any(placed.bar.kind is kind and not placed.is_point for placed in bars):
            yield sign, word
    if any(placed.bar.start and not placed.bar.end for placed in bars):
        yield '<path class="bar c7" d="M-13 -6H7L13 0L7 6H-13z"/>', "without an end"
    if any(placed.tail for placed in bars):
        tail = '<path class="tail c7" d="M-13 -3H13V3H-13z"/>'
        yield f'{tail}<path d="M-13 -3H13V3H-13z" fill="url(#{id}-hatch)"/>', "verified between, nobody chooses when"
    if any(placed.bar.critical for placed in bars):
        sign = f'<path class="bar critical c7" d="{_BOX}"/><text class="small" x="-4.5" y="3.5">◆</text>'
        yield sign, "critical chain"
