"""Pressure in words: amounts and shares as ranges, and the sentences that a text, a page and a picture share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf

from reconvene.deal.accounts import Outcome, Pair
from reconvene.deal.asking import Found
from reconvene.deal.attribution import Part
from reconvene.deal.counting import Counted, Rivals, main_count
from reconvene.deal.layering import LayerView, Stack
from reconvene.deal.lifting import Path, Standing, Way
from reconvene.deal.lines import Line
from reconvene.deal.weighing import Weighing
from reconvene.estimate.weight import Weight

_SCALES = ((1e10, 1e9, "billion"), (1e6, 1e6, "million"))
MOST_NAMED = 4


def amount(span: Weight, unit: str) -> str:
    """A range with its unit: `2,919..3,209 million usd a year`; `at least` where its end is open."""
    top = span.high if span.high < inf else span.low
    scale, word = next(((each, word) for least, each, word in _SCALES if top >= least), (1.0, ""))
    low, high = _number(span.low / scale), _number(span.high / scale) if span.high < inf else ""
    said = f"at least {low}" if not high else low if low == high else f"{low}..{high}"
    return " ".join(part for part in (said, word, unit) if part)


def _number(value: float) -> str:
    if value >= 100 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def percent(low: float, high: float) -> str:
    """A share as a range, finer where it is small: `97 to 100%`, `7.8 to 8.6%`, `45%`."""
    digits = 1 if 0 < high < 0.1 else 0
    first, last = f"{100 * low:.{digits}f}", f"{100 * high:.{digits}f}"
    return f"{first}%" if first == last else f"{first} to {last}%"


def share_of(line: Line) -> str:
    """The share of a line that is measured, in words."""
    return percent(*line.measured) if line.measured is not None else "not measured"


def surely(line: Line) -> str:
    """What is known for sure of a line, whatever the things weigh that nobody measured."""
    low, high = line.whole
    open_ = [*line.unmeasured_freed, *line.unmeasured_kept]
    if line.measured is not None and not open_:
        return ""
    if (low, high) == (0.0, 0.0):
        return "nothing of it is lifted, whatever it weighs"
    if (low, high) == (1.0, 1.0):
        return "all of it is lifted, whatever it weighs"
    if line.measured == line.whole:
        return ""
    said = "cannot tell" if (low, high) == (0.0, 1.0) else f"surely {percent(low, high)}"
    return f"{said}; not measured: {named(open_)}"


def drawn_words(line: Line) -> str:
    """Between which shares the middle 90 % of the draws lie, in brackets; nothing where that says no more."""
    drawn = line.drawn
    if drawn is None or line.measured is None or drawn.high - drawn.low < 0.0005:
        return ""
    return f" (of draws, the middle 90%: {percent(drawn.low, drawn.high)})"


def telling(account: Iterable[Line]) -> list[Line]:
    """The lines that say something new: a tag is told only where its dimension as a whole cannot be told."""
    every = list(account)
    open_ = {line.dimension for line in every if not line.tag and not line.of and line.whole[0] != line.whole[1]}
    return [line for line in every if not line.tag or line.dimension in open_]


def named(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Some names in backticks, and how many more there are."""
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def headline(shown: Weighing) -> Iterator[str]:
    """What a minister reads: the share by count beside the share by weight."""
    if not shown.relief.modes:
        number = len({layer.measure for stack in shown.stacks for layer in stack.layers})
        yield f"{number} measures press." if number != 1 else "One measure presses."
        return
    count = main_count(shown.counts)
    if count is not None:
        yield f"By count: {counted(count)}."
    weighed = [line for line in shown.lines if not line.tag and not line.of]
    full = [f"{line.dimension} {share_of(line)}" for line in weighed if line.measured is not None]
    if full:
        yield f"By weight, of what is measured: {', '.join(full)}."
    for line in shown.lines:
        if line.of:
            yield f"Of all that flowed before (`{line.of}`), it gives back {share_of(line)}."
    untouched = [line.dimension for line in weighed if line.whole == (0.0, 0.0)]
    if untouched:
        yield f"Nothing is lifted of {', '.join(untouched)}."
    hearts = [heart for heart in shown.hearts if count is not None and heart.rule == count.rule and heart.misleads]
    if hearts and count is not None:
        told = ", ".join(f"{heart.line} {times(heart.low, heart.high)}" for heart in hearts)
        yield f"The count by `{count.rule}` misleads: what is lifted weighs more or less than it counts ({told})."


def times(low: float, high: float) -> str:
    """A heart index in words."""
    first, last = f"{low:.1f}", f"{high:.1f}"
    return f"{first} times" if first == last else f"{first} to {last} times"


def counted(count: Counted) -> str:
    """A count in words: `5 of 11 = 45%, by the_eleven (texts of which any provision is lifted)`."""
    return f"{count.part} of {count.whole} = {percent(count.share, count.share)} by `{count.rule}` ({count.says})"


def rivalry(rival: Rivals) -> str:
    """What one rule of counting counts and another does not."""
    return f"`{rival.wider}` counts {named(rival.more)}, and `{rival.narrower}` does not."


def part_words(part: Part, unit: str, whole: Weight) -> str:
    """What a player supplies of a whole: alone, on top of all others (lifted alone), on average over all orders."""
    drawn = Weight(min(part.low, part.mean), max(part.high, part.mean))
    draws = f"of draws, the middle 90%: {amount(drawn, '')}; " if drawn.low < drawn.high else ""
    error = f", standard error {amount(Weight(part.error, part.error), '')}" if part.error else ""
    return (
        f"alone {amount(part.first, unit)}; on top of all others {amount(part.last, unit)}"
        f"{_of_whole(part.last, whole)}; on average {amount(part.shapley, unit)} ({draws}{part.method}{error})"
    )


def leaves(layer: LayerView, unit: str = "") -> str:
    """What a layer leaves, in words."""
    if layer.level == "none":
        return "leaves nothing"
    if layer.level == "unstated":
        return "leaves an unstated amount"
    return f"leaves {amount(layer.leaves, unit) if layer.leaves is not None else layer.level}"


def state_of(layer: LayerView) -> str:
    """How a layer stands: lifted, reviving, the one that decides, or under another."""
    if layer.lifted:
        return "lifted"
    return "revives" if layer.revives else "decides" if layer.binds else "under another"


def _of_whole(part: Weight, whole: Weight) -> str:
    if not whole.low or whole.high == inf:
        return ""
    return f" ({percent(min(1.0, part.low / whole.high), min(1.0, part.high / whole.low))})"


def pair_words(pair: Pair) -> str:
    """How two claims stand to each other."""
    said = f"`{pair.first}` and `{pair.second}`: {pair.outcome}"
    if pair.outcome is Outcome.SAME:
        return f"{said}: {named(pair.both_by)}"
    if pair.outcome is Outcome.DIFFERENT:
        return f"{said}: the first by {named(pair.first_by)}; the second by {named(pair.second_by)}; both by none"
    return said


def revival(stack: Stack) -> str:
    """What still presses on a thing once the measures over it are lifted, in words; nothing where nothing does."""
    alive = [layer for layer in stack.layers if layer.revives]
    if not alive:
        return ""
    listed = ", ".join(
        f"`{layer.measure}` ({_place(layer.text, layer.paragraph)}, {leaves(layer, stack.unit)})" for layer in alive
    )
    kept = f"; {amount(stack.kept, stack.unit)} stay away" if stack.kept is not None else ""
    return f"{stack.name}: {listed}{kept}"


def _place(text: str, paragraph: str) -> str:
    return f"{text} {paragraph}".strip() or "no text"


def path_words(path: Path) -> Iterator[str]:
    """Who may lift some measures, how, and how they come back."""
    many = "1 measure" if len(path.measures) == 1 else f"{len(path.measures)} measures"
    maker = path.imposed_by or "somebody whom the file does not name"
    how = ", ".join(path.modes)
    yield f"{many} of `{maker}` (how: {how}): {named(path.measures)}."
    if not path.ways:
        yield "How they are lifted is not said."
    for way in path.ways:
        yield f"Lifted by {way_words(way)}."
    if path.back is None:
        yield "How they come back is not said."
    else:
        yield f"Put back by {way_words(path.back)}."


def way_words(way: Way) -> str:
    """A way to lift or put back, in words."""
    blocked = f"; any of {', '.join(way.vetoes)} can block it" if way.vetoes else ""
    needs = f"; first: {', '.join(way.needs)}" if way.needs else ""
    takes = f"; takes {way.takes}" if way.takes else "; how long it takes is not said"
    doubt = " (no source was read)" if "unverified" in way.sources else ""
    return f"`{way.by or 'nobody named'}`, {way.says}{blocked}{needs}{takes}{doubt}"


def standing_words(law: Standing) -> str:
    """A law of somebody else that stays, in words."""
    touched = f", and presses on {law.dimension} as well" if law.touches else ""
    kind = "is a clause of procedure" if law.procedural else f"stays{touched}"
    ways = f" Lifted by {'; or by '.join(way_words(way) for way in law.ways)}." if law.ways else ""
    says = f" {law.says}" if law.procedural and law.says else ""
    return f"`{law.measure}` of `{law.imposed_by}`{f' ({law.text})' if law.text else ''} {kind}.{ways}{says}"


def found_words(found: Found) -> Iterator[str]:
    """The best and the worst that could be lifted, in words."""
    what = "provisions" if found.search.provisions else "texts"
    if found.best is None or found.other is None:
        yield f"Not looked for: {found.why_not}."
        return
    if found.search.size is not None:
        asked = f"{found.search.size} of {found.players} {what}, {found.search.dimension}"
        labels = ("frees most", "frees least")
    else:
        asked = f"{what} that free at most {percent(found.search.ceiling or 0.0, found.search.ceiling or 0.0)} of "
        asked += found.search.dimension
        labels = ("the heaviest", "the most that fit")
    yield f"{asked}:"
    for label, choice in zip(labels, (found.best, found.other), strict=True):
        fill = f" and any {choice.idle} that make no difference" if choice.idle else ""
        listed = named(choice.lifted, 20) or "none of those that matter"
        yield f"  {label}: {listed}{fill}: {percent(*choice.share)}, {amount(choice.freed, found.unit)}"
