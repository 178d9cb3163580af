"""The way back: the proof that the parties come back to the table, or the story of how they do not."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from reconvene import planning
from reconvene.record.fault import fault
from reconvene.reports.ladder_picture import describe, render_ladder
from reconvene.reports.return_text import HEADLINES, days_of, dispute_lines, ground_of, hands_of, seen_of, then_of
from reconvene.reports.return_view import ReturnView
from reconvene.reports.sheet import Table
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

MOST_ABSENT = 3
"""So many of those with a role may be absent at once in a question from this page; more take long to explore."""


def return_(visit: Visit) -> Page:
    """The proof for so many absent, and for a change of one government or of any."""
    absent, turnover = _asked(visit)
    shown = visit.subject.proof
    if (absent, turnover) != (1, ""):
        document, now = visit.subject.document, visit.subject.now
        shown = planning.return_proof(document, now, absent=absent, turnover=turnover or None)
    drawn = Markup(render_ladder(shown, heading=False)) if shown.stages else ""  # noqa: S704  (drawn by us, escaped)
    state = visit.subject.state
    day0 = state.table.day0 if state.standing is not None and state.standing.stage is not None else None
    values = {
        "shown": shown,
        "picture": drawn,
        "described": describe(shown),
        "headline": HEADLINES[shown.standing],
        "ground": ground_of(shown),
        "told": [(stage, days_of(stage), hands_of(stage), seen_of(stage), then_of(stage)) for stage in shown.stages],
        "disputes": [(each, list(dispute_lines(each))) for each in shown.disputes],
        "parties": list(visit.subject.document.process.parties or {}),
        "most": MOST_ABSENT,
        "absent": absent,
        "turnover": turnover,
        "day0": day0 or visit.subject.now,
        "running": day0 is not None,
        "after": lambda days: _after(day0 or visit.subject.now, days),
    }
    return Page("return.html.j2", values, shown, _table(shown))


def _after(day0: date, days: int) -> date | None:
    """The day so many days after another, or None where the calendar ends before."""
    try:
        return day0 + timedelta(days=days)
    except OverflowError:
        return None


def _asked(visit: Visit) -> tuple[int, str]:
    """How many are absent and whose government changes, by the address. Raises `RecordFault` for what means nothing."""
    absent, turnover = visit.query.get("absent") or "1", visit.query.get("turnover", "")
    if absent not in map(str, range(MOST_ABSENT + 1)):
        step = f"ask for 0 to {MOST_ABSENT}"
        raise fault("no-such-choice", "absent", f"`{absent[:20]}` is no number of absent holders of a role.", step)
    parties = visit.subject.document.process.parties or {}
    if turnover and turnover not in parties:
        step = f"name a party: {', '.join(parties)}"
        raise fault("no-such-choice", "turnover", f"`{turnover[:40]}` is no party of the text.", step)
    return int(absent), turnover


def _table(shown: ReturnView) -> Table:
    rows = tuple(
        (
            f"{each.number} {each.name}",
            each.promises,
            each.verdict,
            _days(each.days),
            _days(each.days_with_change),
            _days(each.days_if_silent),
        )
        for each in shown.results
    )
    heads = ("Result", "Promises", "Verdict", "Days without a change", "Days with a change", "Days if nobody objects")
    return Table(f"The four results. {ground_of(shown)}", heads, rows)


def _days(number: int | None) -> str:
    return "" if number is None else str(number)
