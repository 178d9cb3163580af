"""An exchange in words: how exposed each side is, whether its steps pay, and what would make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from reconvene.advice.sequence import Proposal, Sequenced, Side
from reconvene.deal.exchange import GIVES
from reconvene.deal.exposure import DayExposure
from reconvene.deal.figures import span_words
from reconvene.deal.holding import Span
from reconvene.deal.self_enforcing import Act
from reconvene.reports.weigh_words import named
from reconvene.text.render import Paper, wrap

LIMITS = (
    "Exposure is taken at its worst over every order that the text allows, with the figures of the file and their "
    "ranges. Of an act, the part is lost for good that the time to undo it is of a year, and of the rest a quarter to "
    "three quarters: both are assumptions, which `thresholds:` changes. Small, medium and large count as 1 to 2, 3 to "
    "5 and 8 to 12. A step that pays is not a step that is taken: it says what the text gives a reason for."
)
MOST_FACTS = 12
_PATCH = "| "


def sequence_text(shown: Sequenced, paper: Paper) -> Text:
    """An exchange as a person reads it: each line as wide as the paper, patches unbroken."""
    text = Text()
    for line in lines(shown):
        if line.startswith(_PATCH) or not line.strip():
            text.append(f"{'      ' if line.strip() else ''}{line.removeprefix(_PATCH).rstrip()}\n")
            continue
        indent = len(line) - len(line.lstrip())
        for part in wrap(Text(paper.words(line.strip())), paper.prose - indent, 2).split("\n"):
            text.append(" " * indent).append_text(part).append("\n")
    return text


def lines(shown: Sequenced) -> Iterator[str]:
    """An exchange line by line, unbroken; the lines of a patch are marked."""
    of = f", package `{shown.package}`" if shown.package else ""
    yield f"{shown.title}, as of {shown.as_of}{of}"
    yield ""
    yield from conclusion(shown)
    for side in shown.sides:
        yield ""
        yield f"`{side.party}`"
        yield from (f"  {line}" for line in (*exposure_lines(side), *resolve_lines(side)))
        yield from (f"    {day_words(each, side)}" for each in changes(side.exposure.days) if side.known)
    for number, proposal in enumerate(shown.proposals, 1):
        yield ""
        yield f"{number}. {proposal_words(proposal)}"
        yield from (f"   {line}" for line in held_lines(proposal.sides))
        yield from (f"{_PATCH}{line}" for line in proposal.patch.splitlines())
    if shown.missing:
        yield ""
        yield from facts_lines(shown)
    yield ""
    yield LIMITS


def conclusion(shown: Sequenced) -> Iterator[str]:
    """The answer first: whether it holds, what would hold it in any order, and what was found."""
    if not shown.steps:
        yield "Cannot tell: no step says what it costs or is worth to anybody."
        yield "Say under `costs` and `worth` of each step: none, small, medium, large, or a figure."
        return
    for side in shown.sides:
        if side.clash:
            yield f"Cannot tell for `{side.party}`: its figures are in {named(side.clash)}, which do not add up."
    if shown.missing:
        yield f"Cannot tell without {len(shown.missing)} fact{'' if len(shown.missing) == 1 else 's'}, named below."
        return
    if shown.holds:
        yield "The exchange holds as it stands: every step pays for who must take it."
    else:
        yield "The exchange does not hold as it stands." if shown.holds is False else "The exchange may not hold."
    yield from least_lines(shown)
    yield from (line for side in shown.sides for line in last_lines(side))
    if not shown.holds and not any(side.clash for side in shown.sides):
        yield from found_lines(shown)


def least_lines(shown: Sequenced) -> Iterator[str]:
    """What must hold the parties whatever the order of the whole steps is."""
    if shown.least is None:
        return
    needed, unit = shown.least.needed, shown.least.unit
    order = ", then ".join(f"`{name}`" for name in shown.least.steps)
    if needed[1] <= 0:
        yield f"Whole steps one after the other can hold by themselves: {order}."
    else:
        least = span_words(needed, unit)
        sure = "No order" if needed[0] > 0 else "No order for sure"
        yield (
            f"{sure} of whole steps, one after the other, holds unless the relationship or a bond is worth at least "
            f"{least} to whoever is tempted; the best is {order}."
        )


def last_lines(side: Side) -> Iterator[str]:
    """The problem of the last step, by its name."""
    if side.last_step is not None and not side.clash:
        gain = span_words(side.last_step.gain, side.resolve.unit)
        yield (
            f"Last step: at `{side.last_step.duty}` nothing is to come for `{side.party}` any more, and walking away "
            f"is worth {gain} to it."
        )


def found_lines(shown: Sequenced) -> Iterator[str]:
    """What was found: the ways that hold, or that none does within so many parts, and what would."""
    count = len(shown.proposals)
    parts = f"{shown.chunks} part{'' if shown.chunks == 1 else 's'}"
    if count:
        kinds = ", ".join(proposal.kind for proposal in shown.proposals)
        yield f"{count} way{'' if count == 1 else 's'} to rearrange it hold{'s' if count == 1 else ''}: {kinds}."
        return
    yield f"No way was found that holds within {parts}; {shown.tried} were tried."
    if shown.short is not None and shown.short.needed:
        told = "; ".join(f"`{party}` {span_words(need, unit)}" for party, need, unit in shown.short.needed)
        yield (
            f"By turns in {shown.short.parts} parts it would hold with a relationship or a bond that is worth, to "
            f"each: {told}."
        )
    if shown.enough is not None:
        yield f"In {shown.enough} parts, by turns, it would hold with what is declared."
    over = [side.party for side in shown.sides if side.within_limit is not True and side.limit is not None]
    if over:
        yield f"The limit of {named(over, len(over))} is too low for it, or it needs more for what it gives."


def exposure_lines(side: Side) -> Iterator[str]:
    """How exposed a side is at its worst, against its limit."""
    worst, unit = side.exposure.worst, side.exposure.unit
    limit = f"its limit is {span_words(side.limit, unit)}" if side.limit is not None else "no limit is declared"
    if not side.known:
        count = len(side.account.missing)
        why = f"{count} fact{'' if count == 1 else 's'} missing" if count else "its units clash"
        yield f"how far it is exposed cannot be told: {why}; {limit}"
        return
    if worst.exposure[1] <= 0:
        yield f"is never exposed; {limit}"
        return
    when = f" from {worst.day} on" if worst.day is not None else ""
    verdict = {True: "within it", False: "over it", None: "cannot tell whether within it"}[side.within_limit]
    judged = f", {verdict}" if side.limit is not None else ""
    yield f"is exposed by {span_words(worst.exposure, unit)} at its worst{when}; {limit}{judged}"
    open_ = [entry.duty for entry in side.account.entries if entry.way != GIVES and entry.duty not in worst.got]
    yield f"given by then: {named(worst.given, 6)}; not yet secured: {named(open_, 6) or 'nothing'}"


def resolve_lines(side: Side) -> Iterator[str]:
    """Whether each of its steps pays, and what must hold it if not."""
    resolve = side.resolve
    if not side.known and resolve.holds is None:
        yield "whether every step pays for it cannot be told"
        return
    yield f"brings it {span_words(resolve.net, resolve.unit)} as a whole"
    held = f"what holds it is worth {span_words(resolve.backing.worth, resolve.backing.unit or resolve.unit)}"
    held = held if resolve.backing.declared else "nothing else is declared to hold it"
    if not resolve.acts:
        yield "no step of its costs it anything"
    elif resolve.holds:
        beside = f"; {held}" if resolve.needed[1] > 0 else ""
        yield f"every step pays: going on always beats walking away{beside}"
    else:
        worst = max((act for act in resolve.acts if act.pays is not True), key=lambda act: act.gain)
        sure = "does better by walking away" if worst.pays is False else "may do better by walking away"
        yield f"{sure} before `{worst.duty}`{part_words(worst)}: by {span_words(worst.gain, resolve.unit)}; {held}"
        yield f"it must be held by at least {span_words(resolve.needed, resolve.unit)}"


def part_words(act: Act) -> str:
    """Which part of a duty an act is, if it is not the first."""
    return f" (part {act.part + 1})" if act.part else ""


def changes(days: Iterable[DayExposure]) -> Iterator[DayExposure]:
    """The days on which the exposure is another than before."""
    before: Span | None = None
    for each in days:
        if each.exposure != before:
            yield each
        before = each.exposure


def day_words(each: DayExposure, side: Side) -> str:
    """A day with its exposure; less than nothing is to have got more than was given."""
    return f"{each.day}: {span_words(each.exposure, side.exposure.unit)}"


def proposal_words(proposal: Proposal) -> str:
    """What a proposal changes."""
    return f"{proposal.kind.capitalize()}: {proposal.title}."


def held_lines(sides: Iterable[Side]) -> Iterator[str]:
    """How everybody stands under a proposal."""
    for side in sides:
        worst = side.exposure.worst.exposure
        exposed = "never exposed" if worst[1] <= 0 else f"exposed by {span_words(worst, side.exposure.unit)} at most"
        yield f"`{side.party}`: every step pays; {exposed}"


def facts_lines(shown: Sequenced) -> Iterator[str]:
    """The facts that are missing."""
    yield "Not said, and never taken to be nothing:"
    yield from (f"  `{fact}`" for fact in shown.missing[:MOST_FACTS])
    if len(shown.missing) > MOST_FACTS:
        yield f"  and {len(shown.missing) - MOST_FACTS} more, which `--format json` lists"
