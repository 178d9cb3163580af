"""The proof of a way back as text: the verdict, the ladder with its days, the four results, stories, disputes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.text import Text

from reconvene.reports.return_view import ActView, DisputeView, MendedView, ResultView, ReturnView, StageView, Standing
from reconvene.text.render import Paper, wrap

FORMAT_VERSION = 1

HEADLINES = {
    Standing.RETURNS: "The parties come back to the table, whoever refuses and whoever is absent.",
    Standing.DOES_NOT: "The parties need not come back to the table.",
    Standing.CANNOT_TELL: "Whether the parties come back cannot be told from the text.",
}


def as_json(shown: ReturnView) -> str:
    """The proof as data: `{"version": 1, ...}` with the fields of `ReturnView`; days count from day 0."""
    told = {"version": FORMAT_VERSION, **asdict(shown)}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def return_text(shown: ReturnView, paper: Paper) -> Text:
    """The proof as a person reads it: each line as wide as the paper, what hangs together indented."""
    text = Text()
    for line in lines(shown):
        indent = len(line) - len(line.lstrip())
        if not line:
            text.append("\n")
            continue
        told = wrap(Text(paper.words(line.strip())), paper.prose - indent, 2)
        for part in told.split("\n"):
            text.append(" " * indent).append_text(part).append("\n")
    return text


def lines(shown: ReturnView) -> Iterator[str]:
    """The proof line by line, unbroken."""
    yield f"{shown.title}: {shown.standing}"
    yield ""
    yield HEADLINES[shown.standing]
    yield from shown.reasons
    if shown.results:
        yield ground_of(shown)
        yield ""
        yield "The ladder, if every stage runs to its limit:"
        for stage in shown.stages:
            yield from _stage(stage)
        yield ""
        yield "The four results, each with its longest time from day 0:"
        for result in shown.results:
            yield from _result(result)
    if shown.mended is not None:
        yield ""
        yield from mended_lines(shown.mended)
    for dispute in shown.disputes:
        yield ""
        yield from dispute_lines(dispute)
    yield ""
    yield shown.proves


def ground_of(shown: ReturnView) -> str:
    """Against whom it was proved."""
    absent = "Nobody" if shown.absent == 0 else f"At most {shown.absent}"
    change = f" of `{shown.turnover}`" if shown.turnover else ""
    return f"{absent} of those with a role absent at any time; at most one change of government{change}."


def _stage(stage: StageView) -> Iterator[str]:
    yield f"  {stage.index} {stage.name}: {days_of(stage)}, {hands_of(stage)}, {seen_of(stage)}"
    for act in stage.acts:
        yield f"      {act_words(act)}"
    yield f"      {then_of(stage)}"


def act_words(act: ActView) -> str:
    """An act of a stage in words."""
    offered = "" if act.required else ", offered"
    together = ", all at once or not at all" if act.together else ""
    seen = f", seen by {act.seen_by.replace('_', '-')}" if act.seen_by else ""
    return f"{act.act} by {act.by}{seen}{offered}{together}"


def days_of(stage: StageView) -> str:
    """The days of a stage in words, counted from day 0."""
    if stage.limit is None:
        return "no limit"
    if stage.first_day is None or stage.last_day is None:
        return f"{stage.limit} days"
    return f"day {stage.first_day} to {stage.last_day}"


def hands_of(stage: StageView) -> str:
    """In whose hands a stage is, in order."""
    return f"in the hands of {', then '.join(stage.hands)}" if stage.hands else "in nobody's hands"


def seen_of(stage: StageView) -> str:
    """Who sees a stage."""
    return f"seen by {stage.seen_by.replace('_', '-')}" if stage.seen_by else "seen by whom is not said"


def then_of(stage: StageView) -> str:
    """What follows at the limit of a stage."""
    void = " if all object or no session can be held" if stage.void_if_all_object else ""
    return f"at the limit{void}: {stage.then}" if stage.then else "at the limit: the text is silent"


def bound_of(result: ResultView) -> str:
    """The bounds of a result in words; empty where it has none."""
    if result.days is None or result.days_with_change is None:
        return ""
    also = f"; {result.days_if_silent} days if nobody objects" if result.days_if_silent is not None else ""
    return f"{result.days} days, {result.days_with_change} with a change of government{also}"


def _result(result: ResultView) -> Iterator[str]:
    bound = f": {bound_of(result)}" if bound_of(result) and result.verdict == "holds" else ""
    yield f"  {result.number} {result.name}: {result.verdict}{bound}"
    yield f"      {result.promises}."
    if result.only_with_change and result.days is not None:
        yield f"      Without a change of government it holds, within {result.days} days."
    for ask in result.missing:
        yield f"      To be told: {ask}."
    for fault in result.face:
        yield f"      {fault.constraint}: {fault.text} ({fault.file}:{fault.line})"
        if fault.covers:
            yield f"      What would cover it: {', '.join(fault.covers)}."
    if result.story:
        yield "      The shortest story:"
    for event in result.story:
        silent = f" [silent: {event.file}:{event.line}]" if event.silent else ""
        yield f"      day {event.day}: {event.text}{silent}"


def mended_lines(mended: MendedView) -> Iterator[str]:
    """Why a change of government ends it, and what would mend it."""
    yield f"Why (`{mended.check}`): {mended.message}"
    yield f"  It happened: {mended.precedent}"
    changes = " and ".join(f"`{change}`" for change in mended.changes)
    days = f", within {mended.days} days with a change of government" if mended.days is not None else ""
    yield f"  With {changes} it {'returns' if mended.returns else 'still does not return'}{days}."


def dispute_lines(dispute: DisputeView) -> Iterator[str]:
    """A dispute path in words: its days, what leaves it open-ended, and whether the accused can block."""
    most = f"{dispute.longest} days" if dispute.longest is not None else "no longest"
    yield f"Dispute `{dispute.name}`: decided within {dispute.shortest} days on its shortest full path, {most}."
    for reason in dispute.unbounded:
        yield f"  Without an end: {reason}."
    words = {"yes": "can block it", "no": "cannot block it"}
    yield f"  The accused {words.get(dispute.can_block, 'may be able to block it; that cannot be told')}."
    if dispute.why:
        yield f"  {dispute.why}"
