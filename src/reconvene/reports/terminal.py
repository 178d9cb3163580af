"""The answer of `check` as people read it: root causes worst first, open questions, a count, the next step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.text import Text

from reconvene.cases.shelf import is_case
from reconvene.checks.run import Group, Report, repairs
from reconvene.reports.causes import MOST, Block, Causes, Count, count, root_causes
from reconvene.text.finding import Finding
from reconvene.text.render import (
    Paper,
    also_notes,
    draw,
    draw_line,
    draw_words,
    label,
    margin_of,
    note,
    sentence,
    wrap,
)

SCREEN = 34
"""How many lines the root causes of a short file may take, so that all fits on one screen."""

LONGEST = 90
"""How many they may take however long the file is."""

PLACES = 8
"""How many places of one root cause are listed."""

_WORDS, _LINE, _FULL = range(3)
"""How much of a root cause is drawn: words alone, the line with carets too, reasons and precedent too."""


def report_text(reports: Sequence[Report], paper: Paper, *, all: bool = False) -> Text:
    """What was found in each file, and at the end of several what was found in all."""
    parts = [_one(report, paper, all=all) for report in reports]
    if len(reports) > 1:
        parts.append(_total(reports, paper))
    return Text("\n").join(parts)


def _one(report: Report, paper: Paper, *, all: bool) -> Text:
    drawn = _heading(report, paper)
    if all:
        shown = Causes((), ())
        told: set[str] = set()
        for finding in sorted(report.findings, key=_rank):
            drawn.append("\n").append_text(draw(finding, paper, precedent=finding.id not in told))
            told.add(finding.id)
    else:
        shown = root_causes(report)
        before = _FULL
        for text, level in _blocks(shown.blocks, paper, _room(report)):
            # What is drawn in words alone stands close together, like a list.
            drawn.append("\n" if level != _WORDS or before != _WORDS else "").append_text(text)
            before = level
        for place, question in enumerate(shown.questions):
            drawn.append("" if place else "\n").append_text(_question(question, paper))
        if shown.hidden:
            drawn.append("\n").append_text(wrap(sentence(_left_out(shown), paper, "reconvene.aside"), paper.prose, 4))
            drawn.append("\n")
    drawn.append("\n").append_text(_summary(count(report), paper)).append("\n")
    for step in _next_steps(report, paper):
        drawn.append_text(_step(step, paper))
    return drawn


def _room(report: Report) -> int:
    lines = len(report.document.sources[0].line_starts)
    return LONGEST if not report.document.readable else max(SCREEN, min(3 * lines // 2, LONGEST))


def _rank(finding: Finding) -> tuple[object, ...]:
    """Certain before open before set aside, each worst first."""
    kind = ("error", "warning", "info", "cannot tell", "set aside").index(label(finding)[0])
    return kind, finding.severity.rank, *finding.order


def _heading(report: Report, paper: Paper) -> Text:
    name = paper.words(paper.name(report.document.file))
    if not report.document.readable:
        return wrap(
            Text.assemble((name, "reconvene.place"), " cannot be checked until this is put right"), paper.prose, 4
        ).append("\n")
    title = report.document.process.title or name
    drawn = Text(paper.words(title), style="reconvene.heading")
    asked = len(report.asked)
    said = f"{asked} check{'' if asked == 1 else 's'} asked"
    packages = list(report.document.process.packages or {})
    if packages:
        said += ", with and without " + " and ".join(f"`{package}`" for package in packages)
    where = f" ({name}, as of {report.now.isoformat()}; {said})"
    drawn = Text.assemble(drawn, " ", sentence(where, paper))
    return wrap(drawn, paper.prose, 4).append("\n")


# Root causes


def _blocks(blocks: Sequence[Block], paper: Paper, room: int) -> list[tuple[Text, int]]:
    """Each block drawn in as much detail as fits into so many lines, the worst the most, and how much that is.

    Everything is drawn in words first; then lines with carets are added, then reasons and precedents, worst first.
    """
    levels = [_LINE if len(blocks) == 1 else _WORDS for _ in blocks]
    drawn = [_draw(block, paper, level) for block, level in zip(blocks, levels, strict=True)]
    used = sum(_height(text) for text in drawn)
    for level in (_LINE, _FULL):
        for place, block in enumerate(blocks):
            better = _draw(block, paper, level)
            more = _height(better) - _height(drawn[place]) + (levels[place] == _WORDS)
            if place == 0 or used + more <= room:
                drawn[place], levels[place] = better, level
                used += more
    return list(zip(drawn, levels, strict=True))


def _draw(block: Block, paper: Paper, level: int) -> Text:
    first = block.first
    drawn = (draw_words, draw_line, partial(draw, brief=True))[level](first, paper)
    margin = margin_of(first.span)
    listed = block.findings[1:PLACES]
    drawn.append_text(also_notes(listed, first, paper, margin, joined=level != _FULL))
    more = len(block.findings) - PLACES
    if more > 0:
        said = f"{more} more place{'' if more == 1 else 's'} (see all with --all)"
        drawn.append_text(note("also at", said, paper, margin))
    return drawn


def _height(text: Text) -> int:
    return text.plain.count("\n")


def _question(group: Group, paper: Paper) -> Text:
    """An open question: what to say, where, and which checks it would decide."""
    decides = group.decides or sorted({finding.id for finding in group.findings})
    span = group.findings[0].span
    drawn = Text("cannot tell", style="reconvene.open").append(": ")
    drawn.append_text(sentence(group.missing.ask, paper, "reconvene.message"))
    if span.source.name:
        drawn.append(f" ({paper.place(span)})", "reconvene.place")
    drawn = wrap(drawn, paper.prose, 4).append("\n")
    checks = decides[0] if len(decides) == 1 else f"{len(decides)} checks: {', '.join(decides)}"
    return drawn.append_text(note("decides", checks, paper, margin_of(span)))


def _left_out(causes: Causes) -> str:
    parts = []
    if causes.hidden_blocks:
        parts.append(f"{causes.hidden_blocks} more root cause{'' if causes.hidden_blocks == 1 else 's'}")
    if causes.hidden_questions:
        parts.append(f"{causes.hidden_questions} open question{'' if causes.hidden_questions == 1 else 's'}")
    return f"and {' and '.join(parts)}, with --all (the worst {MOST} are shown)"


# The end


def _summary(counted: Count, paper: Paper) -> Text:
    style = "reconvene.error" if counted.errors else "reconvene.warning" if counted.warnings else "reconvene.good"
    return wrap(Text(counted.words, style=style), paper.prose, 4)


def _total(reports: Sequence[Report], paper: Paper) -> Text:
    counts = [count(report) for report in reports]
    whole = sum(counts[1:], counts[0])
    drawn = Text(f"{len(reports)} files: ", style="reconvene.heading")
    return drawn.append_text(_summary(whole, paper)).append("\n")


def _next_steps(report: Report, paper: Paper) -> list[tuple[str, str]]:
    """What to do now, as commands, each with what it does; there is always something."""
    file = paper.name(report.document.file)
    shown = file.split("/", 1)[0] if is_case(file) else file
    steps = []
    first = next(iter(report.failures), None)
    if first is not None and first.id in _INSTEAD:
        steps.append(_INSTEAD[first.id])
    elif first is not None:
        steps.append((f"reconvene explain {first.id}", "says why it matters, with examples"))
    fixable = len(repairs(report))
    if fixable and not is_case(file):
        steps.append((f"reconvene check --fix {shown}", f"writes {_changes(fixable)} as proposed above"))
    if first is None and report.groups:
        steps.append((f"reconvene explain {report.groups[0].findings[0].id}", "says what the question is about"))
    if not steps:
        steps.append(("reconvene explain", "lists what was asked"))
    return steps


_NEW = ("reconvene new", "starts a file from a template")
_INSTEAD = {"no-such-file": _NEW, "empty-file": _NEW, "no-such-case": ("reconvene cases", "lists the shipped cases")}
"""What to do where an explanation would not help."""


def _changes(number: int) -> str:
    return "the change" if number == 1 else f"{number} changes"


def _step(step: tuple[str, str], paper: Paper) -> Text:
    command, does = step
    drawn = Text("next: ", "reconvene.note").append(paper.words(command), "reconvene.message").append(f"  {does}")
    return wrap(drawn, paper.prose, 6).append("\n")
