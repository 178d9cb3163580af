"""What was weighed as text and as data: the shares, what revives, who supplies the pressure, who may lift it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.text import Text

from reconvene.deal.asking import Scales
from reconvene.deal.counting import WHOLE
from reconvene.deal.figures import Figure
from reconvene.deal.lines import Line
from reconvene.deal.weighing import Attribution, Weighing
from reconvene.estimate.weight import Weight
from reconvene.reports.plain_data import plain
from reconvene.reports.weigh_words import (
    amount,
    drawn_words,
    found_words,
    headline,
    named,
    pair_words,
    part_words,
    path_words,
    percent,
    revival,
    rivalry,
    share_of,
    standing_words,
    surely,
    telling,
)
from reconvene.text.render import Paper, wrap

FORMAT_VERSION = 1
LIMITS = (
    "What is measured is what the file gives figures for. A share says what may flow again under the text, and not "
    "what will: buyers, banks and enforcement are not in it."
)


def as_json(shown: Scales) -> str:
    """What was weighed as data: `{"version": 1, ...}` with the fields of `Scales`; an open end is null."""
    told: dict[str, Any] = {"version": FORMAT_VERSION, **plain(asdict(shown))}
    for weighing, written in zip(shown.weighings, told["weighings"], strict=True):
        for line, row in zip(weighing.lines, written["lines"], strict=True):
            row["name"] = line.name
        for count, row in zip(weighing.counts, written["counts"], strict=True):
            row["share"] = count.share
    return json.dumps(told, ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n"


def scales_text(shown: Scales, paper: Paper) -> Text:
    """What was weighed as a person reads it: each line as wide as the paper."""
    return hung(lines(shown), paper)


def hung(told: Iterable[str], paper: Paper) -> Text:
    """Lines wrapped to the paper, each keeping its indent, what hangs over two cells deeper."""
    text = Text()
    for line in told:
        if not line.strip():
            text.append("\n")
            continue
        indent = len(line) - len(line.lstrip())
        broken = wrap(Text(paper.words(line.strip())), paper.prose - indent, 2)
        for part in broken.split("\n"):
            text.append(" " * indent).append_text(part).append("\n")
    return text


def lines(shown: Scales) -> Iterator[str]:
    """What was weighed line by line, unbroken."""
    yield f"{shown.title}, as of {shown.as_of}"
    for weighing in shown.weighings:
        yield ""
        yield from _weighing(weighing)
    for name in shown.silent:
        yield ""
        yield f"`{name}`: the file does not say what it lifts."
    if shown.pairs:
        yield ""
        yield "Whose account holds (reconvene accounts says it in full):"
        yield from (f"  {pair_words(pair)}" for pair in shown.pairs)
    if shown.found is not None:
        yield ""
        yield from found_words(shown.found)
    yield ""
    yield LIMITS


def _weighing(shown: Weighing) -> Iterator[str]:
    yield title_of(shown)
    for sentence in headline(shown):
        yield f"  {sentence}"
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("By count", _counts(shown)),
        ("By weight", _lines(shown.lines) if shown.relief.modes else _pressing(shown.lines)),
        ("What revives underneath", filter(None, map(revival, shown.stacks))),
        ("Who supplies the pressure", _supply(shown)),
        ("Who may lift it, and put it back", (line for path in shown.paths for line in path_words(path))),
        ("Law of others that stays", map(standing_words, shown.standing)),
        ("What it rests on", map(figure_words, shown.figures)),
        ("To be known", (*shown.notes, *_out(shown))),
    )
    for heading, told in sections:
        listed = list(told)
        if listed:
            yield ""
            yield f"  {heading}:"
            yield from (f"    {line}" for line in listed)


def title_of(shown: Weighing) -> str:
    """What is weighed: the relief by its name, or all that presses."""
    if not shown.relief.modes:
        return "All that presses, nothing lifted"
    called = f" ({shown.relief.called})" if shown.relief.called != shown.relief.name else ""
    on = f" on {', '.join(f'`{name}`' for name in shown.on)}" if shown.on else ""
    number = len(shown.relief.modes)
    return f"If `{shown.relief.name}`{called} is lifted: {number} measure{'' if number == 1 else 's'}{on}"


def _counts(shown: Weighing) -> Iterator[str]:
    whole = [count for count in shown.counts if count.rule.endswith(WHOLE)]
    for count in shown.counts if shown.relief.modes else ():
        if count not in whole or any(each.part for each in whole):
            share = percent(count.share, count.share)
            yield f"{count.part} of {count.whole}, {share}: `{count.rule}` ({count.says})"
    if shown.relief.modes and not any(count.part for count in whole):
        yield "No text is lifted whole, by any rule."
    yield from map(rivalry, shown.rivals)


def _lines(account: Iterable[Line]) -> Iterator[str]:
    told = telling(account)
    untouched = [line for line in told if line.whole == (0.0, 0.0)]
    for line in told:
        if line not in untouched:
            yield f"{line.name}: {line_words(line)}"
    if untouched:
        yield f"{', '.join(line.name for line in untouched)}: nothing of it is lifted, whatever it weighs"


def _pressing(account: Iterable[Line]) -> Iterator[str]:
    """What presses in each dimension, where nothing is lifted."""
    for line in account:
        if not line.tag and not line.of:
            open_ = f"; not measured: {named(line.unmeasured_kept)}" if line.unmeasured_kept else ""
            presses = amount(line.pressure, line.unit) if line.measured is not None else "no figure"
            yield f"{line.dimension}: {presses}{open_}"


def line_words(line: Line) -> str:
    """The share of a line with what is freed, what the draws say, and what is known for sure."""
    if line.measured is None:
        return f"not measured; {surely(line)}"
    sure = f"; {surely(line)}" if surely(line) else ""
    freed, presses = amount(line.freed, ""), amount(line.out_of, line.unit)
    return f"{share_of(line)}{drawn_words(line)}; {freed} freed of {presses}{sure}"


def _supply(shown: Weighing) -> Iterator[str]:
    for account in shown.attributions:
        yield f"{account.dimension}:"
        whole = pressure_of(shown, account)
        for part in account.resolutions:
            yield f"  `{part.player}`: {part_words(part, account.unit, whole)}"


def pressure_of(shown: Weighing, account: Attribution) -> Weight:
    """All the pressure that an attribution shares out."""
    same = (account.dimension, account.unit, "", "")
    return next(line.pressure for line in shown.lines if (line.dimension, line.unit, line.tag, line.of) == same)


def figure_words(figure: Figure) -> str:
    """A figure with all that it rests on."""
    who = f", by {figure.by}" if figure.by else ""
    basis = f", {figure.basis}" if figure.basis else ""
    sources = ", ".join(figure.sources) or "no source"
    doubt = ", not verified" if figure.unverified else ""
    return f"`{figure.key}`: {figure.said}{basis}{who}{doubt}; {sources}{place_words(figure.file, figure.line)}"


def place_words(file: str, line: int) -> str:
    """Where something stands, in brackets; nothing for what stands in no file that the reader has."""
    return f" ({file.rpartition('/')[2]}:{line})" if file else ""


def _out(shown: Weighing) -> Iterator[str]:
    if shown.not_in_force:
        yield f"Not in force on that day, and left out: {', '.join(f'`{name}`' for name in shown.not_in_force)}."
    if shown.not_yet:
        listed = ", ".join(f"`{name}`" for name in shown.not_yet)
        yield f"Not yet in force, since they hang on something to come: {listed}."
