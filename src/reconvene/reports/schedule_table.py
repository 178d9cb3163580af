"""The steps of a schedule as a table, for a page and a terminal: who, what, from when to when, with how much room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import StringIO

from rich.box import ASCII2, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from reconvene.reports.schedule_view import ScheduleView, Step, StepKind
from reconvene.reports.timeline_scale import said
from reconvene.text.render import STYLES, Paper, wrap

NARROW = 72
"""On a terminal narrower than this each step is told in lines of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the table tells it; `slack` and `moves` are days, or None where it is not known."""

    name: str
    owner: str
    event: str
    earliest: date | None
    latest: date | None
    slack: int | None
    moves: int | None
    critical: bool
    contingent: bool
    article: str
    text: str
    who: str = ""
    """The owner in as few letters as the file has for it, where a table is narrow."""

    @property
    def slack_words(self) -> str:
        """The slack in words."""
        return _days(self.slack)

    @property
    def moves_words(self) -> str:
        """In words, how much delay moves the final date."""
        return _days(self.moves)

    @property
    def from_day(self) -> str:
        """The first day in words."""
        return said(self.earliest) if self.earliest else "any day"

    @property
    def to_day(self) -> str:
        """The last day in words."""
        return said(self.latest) if self.latest else "no last day"


def rows(shown: ScheduleView) -> tuple[Row, ...]:
    """The steps by their last day; those without one come last, in the order of the schedule."""
    lanes = {lane.name: lane.called for lane in shown.lanes}
    ordered = sorted(shown.steps, key=lambda step: (step.latest or date.max, step.latest is None))
    return tuple(_row(step, lanes.get(step.lane, step.lane)) for step in ordered)


def _row(step: Step, lane: str) -> Row:
    return Row(
        name=step.name,
        owner=step.owner or lane,
        event=step.called if step.kind in _PLAIN else f"{step.called}: {step.kind}",
        earliest=step.earliest,
        latest=step.latest,
        slack=step.slack,
        moves=step.moves_final_after,
        critical=step.critical,
        contingent=step.contingent_low is not None or step.contingent_high is not None,
        article=step.article,
        text=step.text,
        who=step.owner_name or step.owner or step.lane.replace("_", " "),
    )


_PLAIN = (StepKind.DONE, StepKind.HELD, StepKind.FINAL)
"""Steps that are told by their name alone."""


def _days(number: int | None) -> str:
    if number is None:
        return "not known"
    return f"{number} {'day' if number in (1, -1) else 'days'}"


# On a terminal


def steps_text(shown: ScheduleView, paper: Paper) -> Text:
    """The table as it is drawn on a terminal, or as lines for each step where the terminal is narrow."""
    found = rows(shown)
    if not found:
        return Text("No step is known.\n", "reconvene.aside")
    drawn = _lines(found, paper) if paper.width < NARROW else _table(found, paper)
    return drawn.append_text(_key(found, paper))


def _signs(row: Row, paper: Paper) -> str:
    critical, contingent = ("*", "~") if paper.ascii else ("◆", "≈")
    return critical * row.critical + contingent * row.contingent


def _key(found: tuple[Row, ...], paper: Paper) -> Text:
    critical, contingent = ("*", "~") if paper.ascii else ("◆", "≈")
    told = [f"{critical} on the critical chain"] * any(row.critical for row in found)
    unknown = any(row.slack is None or row.moves is None for row in found) and paper.width >= NARROW
    told += ["? not known"] * unknown + [f"{contingent} the day is nobody's to choose"] * any(
        row.contingent for row in found
    )
    return wrap(Text(";  ".join(told), "reconvene.aside"), paper.prose, 2).append("\n") if told else Text()


def _table(found: tuple[Row, ...], paper: Paper) -> Text:
    table = Table(box=ASCII2 if paper.ascii else SIMPLE_HEAD, width=min(paper.width, 140), pad_edge=False)
    table.add_column("", no_wrap=True, min_width=2)
    table.add_column("Who", ratio=3, min_width=10, overflow="fold")
    table.add_column("Step", ratio=5, min_width=16, overflow="fold")
    table.add_column("Earliest", no_wrap=True)
    table.add_column("Latest", no_wrap=True)
    table.add_column("Slack, days", justify="right", width=7)
    table.add_column("Days till final date moves", justify="right", width=11)
    for row in found:
        numbers = ("?" if number is None else str(number) for number in (row.slack, row.moves))
        cells = (_signs(row, paper), row.who, row.event, _iso(row.earliest), _iso(row.latest), *numbers)
        table.add_row(*(Text(paper.words(cell)) for cell in cells), style="bold" if row.critical else "")
    console = Console(file=StringIO(), width=paper.width, theme=Theme(STYLES), emoji=False, highlight=False)
    drawn = Text()
    for line in console.render_lines(table, console.options.update(width=min(paper.width, 140)), pad=False):
        drawn.append_text(Text.assemble(*((part.text, part.style or "") for part in line))).append("\n")
    return drawn


def _lines(found: tuple[Row, ...], paper: Paper) -> Text:
    drawn = Text()
    for row in found:
        head = Text(paper.words(" ".join(filter(None, (_signs(row, paper), row.event)))), "reconvene.message")
        span = f"{_iso(row.earliest) or 'any day'} to {_iso(row.latest) or 'no last day'}"
        told = (
            f"  {paper.words(row.owner)}: {span}; slack {row.slack_words}; the final date moves after {row.moves_words}"
        )
        drawn.append_text(wrap(head, paper.prose, 2)).append("\n")
        drawn.append_text(wrap(Text(told), paper.prose, 2)).append("\n")
    return drawn


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
