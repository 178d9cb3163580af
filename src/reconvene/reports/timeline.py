"""A schedule as a picture: an SVG with a lane for each party, readable in print, without colour, and on dark screens.

Everything that matters is told by shape, line or pattern; colour only helps to tell neighbouring lanes apart. Text is
text, nothing is loaded, and the same schedule makes the same picture. On screens that are dark the colours turn; a
printer and a program that converts the picture get the light ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import escape

from reconvene.reports.lettering import cut
from reconvene.reports.markup import plain
from reconvene.reports.schedule_view import Bar, BarKind, LaneKind, ScheduleView, TieKind
from reconvene.reports.timeline_layout import (
    BAR,
    EDGE,
    GUTTER,
    SIZE,
    STRIP,
    TAIL,
    WIDTH,
    Layout,
    PlacedBar,
    PlacedLabel,
    PlacedLane,
    PlacedMark,
    PlacedTie,
    lay_out,
)
from reconvene.reports.timeline_legend import MARK_SIGNS, WARNING, legend
from reconvene.reports.timeline_scale import said, ticks
from reconvene.reports.timeline_style import definitions, style

_HEAD = 46.0
_AXIS = 20.0
_NAMES = {
    TieKind.WAITS: "waits for",
    TieKind.ANSWERS: "answers",
    TieKind.SAME_DAY: "same day as",
    TieKind.IN_STEP: "in step with",
}


def render_timeline(
    shown: ScheduleView,
    *,
    heading: bool = True,
    id: str = "timeline",
    days: tuple[date, date] | None = None,
    width: float = WIDTH,
    link: Callable[[str], str] | None = None,
) -> str:
    """The picture as one SVG, `width` units wide.

    `id` keeps the pictures of one page apart, `heading` writes the title into it, `days` are its first and last day
    where several pictures are to have the same. `link` gives the address that the bar of a name leads to, or nothing;
    a picture with links is a group of them, and not one image.
    """
    head = _HEAD if heading else 4.0
    layout = lay_out(shown, head, _AXIS, days, width)
    below, height = legend(layout, id, layout.bottom + _AXIS + 8)
    drawing = _Drawing(shown, layout, id, head, link)
    size = f'width="{width:g}" height="{_n(height)}" viewBox="0 0 {width:g} {_n(height)}"'
    spoken = f'role="{"group" if link else "img"}" aria-labelledby="{id}-title {id}-desc" lang="en"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" id="{id}" {size} {spoken}>',
        f'<title id="{id}-title">{_text(shown.title or "A schedule")}: timeline</title>',
        f'<desc id="{id}-desc">{_text(describe(shown))}</desc>',
        f"<style>{style(id)}</style>",
        definitions(id),
        f'<rect class="paper" width="{width:g}" height="{_n(height)}"/>',
        *(drawing.heading() if heading else ()),
        *drawing.ground(),
        *drawing.header(),
        *drawing.ties(),
        *drawing.flags(),
        *drawing.bars(),
        *below,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def describe(shown: ScheduleView) -> str:
    """What the picture shows, in a few sentences, for those who do not see it."""
    lanes = [lane for lane in shown.lanes if lane.kind is not LaneKind.PHASES]
    bars = [bar for lane in lanes for bar in lane.bars]
    dated = [day for bar in bars for day in (bar.start, bar.end, bar.verified_to) if day]
    told = [f"{len(bars)} {'duty' if len(bars) == 1 else 'duties'} in {len(lanes)} {_lanes(len(lanes))}"]
    if dated:
        told[0] += f", from {said(min(dated))} to {said(max(dated))}"
    told.append(f"Final date: {said(shown.final_date)}" if shown.final_date else "There is no final date")
    critical = [bar.called for bar in bars if bar.critical]
    if critical:
        told.append(f"On the critical chain: {', '.join(critical)}")
    undated = sum(_is_undated(bar) for bar in bars)
    if undated:
        told.append(f"{undated} without a date")
    told.append("The table of steps says the same in words and figures")
    return ". ".join(told) + "."


def _lanes(number: int) -> str:
    return "lane" if number == 1 else "lanes"


def _is_undated(bar: Bar) -> bool:
    return bar.start is None and bar.end is None and bar.verified_from is None


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A layout as the elements of an SVG, from the ground up."""

    shown: ScheduleView
    layout: Layout
    id: str
    head: float
    link: Callable[[str], str] | None = None

    def heading(self) -> Iterator[str]:
        """The title, and what the picture was made from."""
        title = self.shown.title or self.shown.source_name
        yield f'<text class="head" x="{EDGE:g}" y="20">{_cut(title, self.layout.width - 2 * EDGE, 17)}</text>'
        final = f"final date {said(self.shown.final_date)}" if self.shown.final_date else "no final date"
        line = f"{self.shown.source_name}, as of {said(self.shown.as_of)}; {final}"
        yield f'<text class="soft" x="{EDGE:g}" y="37">{_cut(line, self.layout.width - 2 * EDGE, SIZE)}</text>'

    # The ground: lanes, deserts, ticks, days of the calendar

    def ground(self) -> Iterator[str]:
        """What lies under the bars."""
        layout = self.layout
        for index, lane in enumerate(layout.lanes):
            yield self._rect(f"ground{' odd' if index % 2 else ''}", 0, lane.y, self.layout.width, lane.y + lane.height)
        for desert in layout.deserts:
            yield self._group(
                f"{desert.desert.text} ({_days(desert.desert.start, desert.desert.end)})",
                self._rect("desert", desert.x, layout.top, desert.right, layout.bottom)
                + self._label(desert.label, layout.bottom - 5, "small"),
            )
        yield from self._ticks()
        for mark in layout.marks:
            yield self._mark(mark)
        for index, lane in enumerate(layout.lanes):
            yield from self._lane(lane, index)
        if not layout.bars:
            y = _n(layout.bottom - 4)
            yield f'<text class="small soft" x="{GUTTER + 4:g}" y="{y}">No duty has a date, so there is no bar.</text>'

    def _lane(self, lane: PlacedLane, index: int) -> Iterator[str]:
        y, bottom = lane.y, lane.y + lane.height
        lines = "".join(
            f'<text class="lane" x="18" y="{_n(y + 18 + 15 * number)}">{_text(line)}</text>'
            for number, line in enumerate(lane.lines)
        )
        yield self._group(lane.lane.called, self._rect(f"swatch {_colour(index)}", 6, y + 6, 11, bottom - 6) + lines)
        if lane.undated:
            told = f"no date: {lane.undated}"
            line = f'<text class="small soft" x="{GUTTER + 4:g}" y="{_n(bottom - 7)}">'
            yield self._group(told, f"{line}{_cut(told, self.layout.width - GUTTER - EDGE - 8, SIZE - 1)}</text>")
        elif not lane.lane.bars:
            yield f'<text class="small soft" x="{GUTTER + 4:g}" y="{_n(y + 18)}">nothing is owed here</text>'

    def _ticks(self) -> Iterator[str]:
        scale, bottom = self.layout.scale, self.layout.bottom
        yield f'<path class="rule" d="M{GUTTER:g} {_n(self.head + _AXIS)}H{self.layout.width - EDGE:g}"/>'
        yield f'<path class="rule" d="M0 {_n(bottom)}H{self.layout.width:g}"/>'
        for tick in ticks(scale):
            x = _n(scale.at(tick.day))
            kind = "tick major" if tick.major else "tick"
            yield f'<path class="{kind}" d="M{x} {_n(self.head + _AXIS - 5)}V{_n(bottom + 5)}"/>'
            if scale.at(tick.day) < self.layout.width - EDGE - 24:
                for y in (self.head + _AXIS - 6, bottom + 15):
                    yield f'<text class="small soft" x="{_n(scale.at(tick.day) + 3)}" y="{_n(y)}">{tick.label}</text>'

    def _mark(self, placed: PlacedMark) -> str:
        kind = placed.mark.kind
        y = self._strip_y(placed.row)
        band = ""
        if placed.through:
            wide = placed.end > placed.start and placed.right - placed.x > 2
            edge = self.layout.bottom
            band = (
                self._rect(f"band {kind}", placed.x, y + STRIP / 2, placed.right, edge)
                if wide
                else f'<path class="day {kind}" d="M{_n(placed.x)} {_n(y + STRIP / 2)}V{_n(edge)}"/>'
            )
        sign = f'<path class="sign" transform="translate({_n(placed.x)} {_n(y + STRIP / 2)})" d="{MARK_SIGNS[kind]}"/>'
        when = _days(placed.start, placed.end)
        told = ". ".join(filter(None, (f"{placed.mark.called}, {when}", placed.mark.who, placed.mark.text)))
        return self._group(told, band + sign + self._label(placed.label, y + STRIP / 2 + 4, "small"))

    # The header: phases and the strip

    def header(self) -> Iterator[str]:
        """The phases, as bands over the lanes, with lines where one ends and the next begins."""
        for index, phase in enumerate(self.layout.phases):
            y = self.head + _AXIS + phase.row * STRIP + 1
            x, right = phase.x, phase.right
            kind = "phase odd" if index % 2 else "phase"
            box = self._rect(kind, x, y, right, y + STRIP - 2)
            lines = "".join(
                f'<path class="border" d="M{_n(at)} {_n(y + STRIP - 2)}V{_n(self.layout.bottom)}"/>'
                for at in (x, right)
            )
            told = f"{phase.bar.called}, {_span(phase.bar)}"
            yield self._group(told, lines + box + self._label(phase.label, y + STRIP / 2 + 3, "phase-name"))

    def _strip_y(self, row: int) -> float:
        return self.head + _AXIS + (self.layout.phase_rows + row) * STRIP

    def flags(self) -> Iterator[str]:
        """Today, and the final date."""
        for flag in self.layout.flags:
            y = self._strip_y(flag.row)
            middle, bottom = y + STRIP / 2, self.layout.bottom
            if flag.kind == "today":
                line = f'<path class="today" d="M{_n(flag.x)} {_n(middle)}V{_n(bottom)}"/>'
                sign = f'<circle class="solid" cx="{_n(flag.x)}" cy="{_n(middle)}" r="4"/>'
            else:
                line = "".join(
                    f'<path class="final" d="M{_n(flag.x + off)} {_n(middle)}V{_n(bottom)}"/>' for off in (-1.6, 1.6)
                )
                sign = f'<path class="solid" d="M{_n(flag.x - 5)} {_n(y + 3)}h10v10h-10z"/>'
            name = f' id="{self.id}-{flag.kind}"'
            yield f"<g{name}>{line}{sign}{self._label(flag.label, middle + 4, 'small strong')}</g>"

    # Ties and bars

    def ties(self) -> Iterator[str]:
        """The links, under the bars, so that no name is crossed out."""
        called = {bar.name: bar.called for lane in self.shown.lanes for bar in lane.bars}
        for placed in self.layout.ties:
            tie = placed.tie
            told = f"{called[tie.end]} {_NAMES[tie.kind]} {called[tie.start]}"
            told = f"{told}. {tie.text}" if tie.text else told
            yield self._group(told, _path_of(placed, self.id))

    def bars(self) -> Iterator[str]:
        """The bars of all lanes, each with its verification and its name."""
        for placed in self.layout.bars:
            bar = placed.bar
            told = [f"{bar.called}: {_span(bar)}"]
            if bar.verified_from or bar.verified_to:
                first, last = bar.verified_from or bar.verified_to, bar.verified_to or bar.verified_from
                told.append(f"Verified between {said(first)} and {said(last)}" if first and last else "")
            told += ["On the critical chain"] * bar.critical + [bar.text] * bool(bar.text)
            says = ". ".join(line.rstrip(".") for line in told)
            yield self._linked(bar.name, says, self._bar(placed))

    def _linked(self, name: str, told: str, drawn: str) -> str:
        """What is drawn of a bar, as a link to where more is told of it; its title is the name of the link."""
        address = self.link(name) if self.link is not None else ""
        if not address:
            return self._group(told, drawn)
        return f'<a href="{_text(address)}"><title>{_text(told)}</title>{drawn}</a>'

    def _bar(self, placed: PlacedBar) -> str:
        bar = placed.bar
        y = placed.y
        drawn = ""
        if placed.tail:
            first, last = placed.tail
            reach = self._rect(f"tail {_colour(placed.lane)}", first, y + BAR, last, y + BAR + TAIL)
            drawn += reach + self._rect("hatched", first, y + BAR, last, y + BAR + TAIL)
            if first > placed.right:
                drawn += f'<path class="thread" d="M{_n(placed.right)} {_n(y + BAR)}H{_n(first)}"/>'
        kind = f"bar {_colour(placed.lane)}{' critical' if bar.critical else ''}"
        drawn += f'<path class="{kind}" d="{_outline(placed)}"/>'
        if bar.kind is BarKind.SERIES:
            drawn += f'<path class="beats" d="M{_n(placed.x + 2)} {_n(y + BAR - 2)}H{_n(placed.right - 2)}"/>'
        for x in placed.collisions:
            at = min(max(x, placed.x), placed.right)
            drawn += f'<g transform="translate({_n(at)} {_n(y)})">{WARNING}</g>'
        kind = ("inside" if placed.label.inside else "name") + " strong" * bar.critical
        return drawn + self._label(placed.label, placed.middle + 3.5, kind)

    # Elements

    def _group(self, told: str, drawn: str) -> str:
        return f"<g><title>{_text(told)}</title>{drawn}</g>"

    def _rect(self, kind: str, x: float, y: float, right: float, bottom: float) -> str:
        size = f'width="{_n(max(right - x, 0.5))}" height="{_n(bottom - y)}"'
        fill = f' fill="url(#{self.id}-{_FILLS[kind]})"' if kind in _FILLS else ""
        return f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" {size}{fill}/>'

    def _label(self, label: PlacedLabel, y: float, kind: str) -> str:
        anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
        return f'<text class="{kind}" x="{_n(label.x)}" y="{_n(y)}"{anchor}>{_text(label.text)}</text>' * bool(
            label.text
        )


_FILLS = {"hatched": "hatch", "desert": "dots", "band exercise": "weave"}
"""Which pattern fills what."""


def _path_of(placed: PlacedTie, id: str) -> str:
    (x, y), (to_x, to_y) = placed.start, placed.end
    kind = placed.tie.kind
    if placed.bowed:
        bow = 9 if to_y > y else -9
        line = f"M{_n(x)} {_n(y)}C{_n(x + bow)} {_n(y + (to_y - y) / 3)} {_n(x + bow)} {_n(to_y - (to_y - y) / 3)}"
    else:
        pull = min(max(abs(to_x - x) / 2, 12), 60) * (1 if to_x >= x else -1)
        line = f"M{_n(x)} {_n(y)}C{_n(x + pull)} {_n(y)} {_n(to_x - pull)} {_n(to_y)}"
    ends = {
        TieKind.WAITS: ("", "arrow"),
        TieKind.ANSWERS: ("arrow", "arrow"),
        TieKind.SAME_DAY: ("dot", "dot"),
        TieKind.IN_STEP: ("stop", "stop"),
    }[kind]
    marks = "".join(
        f' marker-{end}="url(#{id}-{sign})"' for end, sign in zip(("start", "end"), ends, strict=True) if sign
    )
    critical = " critical" if placed.tie.critical else ""
    return f'<path class="tie {kind}{critical}" d="{line} {_n(to_x)} {_n(to_y)}"{marks}/>'


def _outline(placed: PlacedBar) -> str:
    """The shape of a bar: a diamond for a single day, round ends for what stands, a point where it goes on."""
    bar, x, right, y = placed.bar, placed.x, placed.right, placed.y
    bottom, middle = y + BAR, placed.middle
    if placed.is_point:
        at = (x + right) / 2
        return f"M{_n(at)} {_n(y)}L{_n(at + 7.5)} {_n(middle)}L{_n(at)} {_n(bottom)}L{_n(at - 7.5)} {_n(middle)}z"
    deep = min(6.0, (right - x) / 2)
    bend = deep if bar.kind is BarKind.STANDING else min(1.5, deep)
    opens = f"M{_n(x)} {_n(y)}L{_n(x + deep)} {_n(middle)}L{_n(x)} {_n(bottom)}"
    closed = f"M{_n(x + bend)} {_n(y)}Q{_n(x)} {_n(y)} {_n(x)} {_n(y + bend)}"
    closed += f"V{_n(bottom - bend)}Q{_n(x)} {_n(bottom)} {_n(x + bend)} {_n(bottom)}"
    goes_on = f"H{_n(right - deep)}L{_n(right)} {_n(middle)}L{_n(right - deep)} {_n(y)}z"
    ends = f"H{_n(right - bend)}Q{_n(right)} {_n(bottom)} {_n(right)} {_n(bottom - bend)}"
    ends += f"V{_n(y + bend)}Q{_n(right)} {_n(y)} {_n(right - bend)} {_n(y)}z"
    return (closed if bar.start or not bar.end else opens) + (ends if bar.end or not bar.start else goes_on)


def _colour(index: int) -> str:
    return f"c{index % 8}"


def _span(bar: Bar) -> str:
    if bar.start and bar.end:
        return _days(bar.start, bar.end)
    if bar.start:
        return f"from {said(bar.start)}, without an end"
    return f"until {said(bar.end)}" if bar.end else "no date"


def _days(first: date, last: date) -> str:
    return said(first) if first == last else f"{said(first)} to {said(last)}"


def _cut(text: str, room: float, size: float) -> str:
    return _text(cut(plain(text), room, size))


def _text(text: str) -> str:
    return str(escape(plain(" ".join(text.split()))))


def _n(number: float) -> str:
    """A length with one digit behind the point, none if it is zero: short, and the same everywhere."""
    return f"{number:.1f}".removesuffix(".0") if abs(number) >= 0.05 else "0"
