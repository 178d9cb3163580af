"""A schedule as one HTML page: certificate, timeline, the table that says the same, chains, deserts, collisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from reconvene.reports.certificate import CertificateView, LinkView, certificate, links
from reconvene.reports.markup import render
from reconvene.reports.schedule_table import Row, rows
from reconvene.reports.schedule_view import Collision, Desert, Lane, LaneKind, ScheduleView
from reconvene.reports.timeline import render_timeline
from reconvene.reports.timeline_layout import WIDTH, lay_out
from reconvene.reports.timeline_scale import reach, said

_TALL = 620.0
"""A picture whose lanes are higher than this is printed on several sheets, so that its letters can be read."""


@dataclass(frozen=True, slots=True)
class ChainView:
    """A chain of one lane, or the critical chain of the whole."""

    called: str
    links: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class BadDaysView:
    """A row of the table of deserts, or of collisions."""

    span: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The page as the template prints it; `sheets` are the pictures that only a printer gets."""

    it: CertificateView
    picture: Markup
    sheets: tuple[Markup, ...]
    rows: tuple[Row, ...]
    chain: tuple[LinkView, ...]
    chains: tuple[ChainView, ...]
    deserts: tuple[BadDaysView, ...]
    collisions: tuple[BadDaysView, ...]
    lists: tuple[tuple[str, str, tuple[str, ...]], ...]


def render_schedule(shown: ScheduleView) -> str:
    """The schedule as one self-contained HTML page."""
    return render("schedule.html.j2", page=view(shown))


def view(shown: ScheduleView, *, width: float = WIDTH, link: Callable[[str], str] | None = None) -> PageView:
    """The page of a schedule as frozen data; the picture is so wide, and its bars lead to where `link` says."""
    return PageView(
        it=certificate(shown),
        picture=Markup(render_timeline(shown, heading=False, width=width, link=link)),  # noqa: S704  (drawn by us, every name escaped)
        sheets=tuple(_sheets(shown)),
        rows=rows(shown),
        chain=links(shown.chain),
        chains=tuple(ChainView(chain.called, links(chain.links)) for chain in shown.chains_by_party),
        deserts=tuple(_desert(desert) for desert in shown.deserts),
        collisions=tuple(_collisions(shown)),
        lists=tuple(
            (id, heading, lines)
            for id, heading, lines in (
                ("why", "Why", shown.reasons),
                ("repairs", "What would mend it", shown.repairs),
                ("assumed", "What is assumed", shown.assumptions),
                ("movers", "What would move the date", shown.movers),
            )
            if lines
        ),
    )


def _sheets(shown: ScheduleView) -> Iterator[Markup]:
    """The picture once more, some lanes to a sheet, all on the same days; nothing where it fits on one sheet."""
    if sum(lane.height for lane in lay_out(shown, 0, 0).lanes) <= _TALL:
        return
    phases = tuple(lane for lane in shown.lanes if lane.kind is LaneKind.PHASES)
    for number, lanes in enumerate(_groups(shown), 1):
        part = replace(shown, lanes=(*lanes, *phases))
        drawn = render_timeline(part, heading=False, id=f"sheet-{number}", days=reach(shown))
        yield Markup(drawn)  # noqa: S704  (drawn by us, every name escaped)


def _groups(shown: ScheduleView) -> Iterator[tuple[Lane, ...]]:
    gathered: list[Lane] = []
    height = 0.0
    for placed in lay_out(shown, 0, 0).lanes:
        if gathered and height + placed.height > _TALL:
            yield tuple(gathered)
            gathered, height = [], 0.0
        gathered.append(placed.lane)
        height += placed.height
    yield tuple(gathered)


def _desert(desert: Desert) -> BadDaysView:
    days = (desert.end - desert.start).days + 1
    return BadDaysView(f"{said(desert.start)} to {said(desert.end)}", f"{days} days", desert.text)


def _collisions(shown: ScheduleView) -> Iterator[BadDaysView]:
    called = {bar.name: bar.called for lane in shown.lanes for bar in lane.bars}
    called |= {step.name: step.called for step in shown.steps}
    marks = {mark.name: mark.called for mark in shown.marks}
    for found in shown.collisions:
        what = f"{called.get(found.step, found.step)} and {marks.get(found.mark, found.mark)}"
        yield BadDaysView(_span(found), what, found.text)


def _span(found: Collision) -> str:
    return said(found.start) if found.start == found.end else f"{said(found.start)} to {said(found.end)}"


def of_lane(shown: ScheduleView, name: str) -> ScheduleView:
    """The schedule of one lane: its bars and steps, and of the others only the bars that hang together with them."""
    own = {bar.name for lane in shown.lanes if lane.name == name for bar in lane.bars}
    ties = tuple(tie for tie in shown.ties if tie.start in own or tie.end in own)
    near = own | {end for tie in ties for end in (tie.start, tie.end)}
    lanes = (
        lane
        if lane.name == name or lane.kind is LaneKind.PHASES
        else replace(lane, bars=tuple(bar for bar in lane.bars if bar.name in near))
        for lane in shown.lanes
    )
    return replace(
        shown,
        lanes=tuple(lane for lane in lanes if lane.bars or lane.name == name),
        ties=ties,
        steps=tuple(step for step in shown.steps if step.of in own),
        collisions=tuple(found for found in shown.collisions if found.step.split(".", 1)[0] in own),
        chains_by_party=tuple(chain for chain in shown.chains_by_party if chain.lane == name),
    )
