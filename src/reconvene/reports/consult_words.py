"""Consultations in words: what will be skipped, what cannot be told, what is ahead, what was held; and as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.text import Text

from reconvene.advice.consult import Consulted, pressing
from reconvene.deal.gates import Decision
from reconvene.deal.grounds import Ground
from reconvene.deal.hearing_rules import NORMS, Rule
from reconvene.deal.lead_times import Span
from reconvene.deal.owed import SKIPPING, Owed, Plan, Stand, Standing
from reconvene.reports.plain_data import plain
from reconvene.reports.weigh_text import hung
from reconvene.reports.weigh_words import named
from reconvene.text.render import Paper

FORMAT_VERSION = 1
MOST_NAMED = 4
LIMITS = (
    "Whom a deal touches is read from its text, by the rules that are named here; who else deserves to be heard is for "
    "people to say. A level or a time that is marked as assumed is our choice, not a custom that was measured; a file "
    "can set its own. That a consultation was held says nothing of whether anybody listened."
)
_HEADINGS: tuple[tuple[str, frozenset[Standing]], ...] = (
    ("The present calendar skips", SKIPPING),
    ("It cannot be told of", frozenset((Standing.OPEN,))),
    ("Ahead", frozenset((Standing.AHEAD, Standing.UNDERWAY))),
    ("Held in time", frozenset((Standing.HELD,))),
)
_STANCES = {
    "agrees": "agrees",
    "agrees_if": "agrees under conditions",
    "dissents": "dissents",
    "silent": "has not answered",
    "said": "has said",
}


def as_json(shown: Consulted) -> str:
    """The consultations as data: `{"version": 1, ...}` with the fields of `Consulted`, days as ISO dates."""
    told: dict[str, Any] = {"version": FORMAT_VERSION, **plain(asdict(shown))}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n"


def consulted_text(shown: Consulted, paper: Paper) -> Text:
    """The consultations as a person reads them: each line as wide as the paper."""
    return hung(lines(shown), paper)


def lines(shown: Consulted) -> Iterator[str]:
    """The consultations line by line, unbroken."""
    yield f"{shown.title}: who must be heard, as of {shown.as_of}"
    for plan in shown.plans:
        yield ""
        yield title_of(plan)
        yield from (f"  {line}" for line in headline(plan))
        for heading, listed in grouped(plan):
            yield ""
            yield f"  {heading}:"
            yield from (f"    {line}" for each in listed for line in owed_lines(each))
    used = rules_used(shown)
    if used:
        yield ""
        yield "By which rules:"
        yield from (f"  {rule_words(rule)}" for rule in used)
    yield ""
    yield LIMITS


def title_of(plan: Plan) -> str:
    """What a plan is headed with."""
    if not plan.name:
        return "What is in force or drafted"
    return f"`{plan.name}`" if plan.called == plan.name else f"`{plan.name}` ({plan.called})"


def headline(plan: Plan) -> Iterator[str]:
    """What a minister reads: how many are owed and skipped, what to begin next, and who dissents."""
    sure = [each for each in plan.owed if each.sure]
    if not plan.owed:
        yield "Nothing in it asks for a consultation, and none is declared."
    if sure:
        skipped = len(plan.skipped)
        rest = "none is skipped" if not skipped else f"{skipped} {'is' if skipped == 1 else 'are'} skipped as it stands"
        yield f"{_count(len(sure), 'consultation')} owed or declared; {rest}."
    first = next((each for each in pressing(plan) if each.begin is not None), None)
    if first is not None and first.begin is not None:
        yield f"To begin first: {pair_words(first)}, by {span_words(first.begin)}."
    against = [(stand, each) for each in plan.owed for stand in each.positions if stand.stands == "dissents"]
    for stand, each in against:
        yield f"{position_words(stand)} (before {gate_words(each.decision)})"
    for fact in plan.missing:
        yield f"More may be owed: {fact.ask} (`{fact.fact}`)."


def _count(number: int, word: str) -> str:
    return f"One {word} is" if number == 1 else f"{number} {word}s are"


def grouped(plan: Plan) -> Iterator[tuple[str, tuple[Owed, ...]]]:
    """The consultations by where they stand, what is skipped first; those with citizens apart from the rest."""
    for heading, standings in _HEADINGS:
        found = [each for each in plan.owed if each.standing in standings]
        for told, citizens in ((heading, False), (f"{heading}, of what citizens are owed", True)):
            listed = tuple(each for each in found if (each.level == "public") is citizens)
            if listed:
                yield told, listed


def owed_lines(owed: Owed) -> Iterator[str]:
    """One consultation: who with whom before what, then its days, its reasons, what was answered, what is lacking."""
    yield f"{before_words(owed)}: {standing_words(owed)}"
    if is_ahead(owed):
        if owed.begin is not None and owed.end is not None:
            yield f"  begin by {span_words(owed.begin)}; over by {span_words(owed.end)}"
        yield f"  {times_words(owed)}"
    yield from (f"  {line}" for line in reasons(owed))
    yield from (f"  {position_words(stand)}" for stand in owed.positions)
    if owed.standing is Standing.OPEN or (owed.standing is Standing.SKIPPED and owed.missing):
        yield from (f"  to tell: {fact.ask} (`{fact.fact}`)" for fact in owed.missing[:MOST_NAMED])


def before_words(owed: Owed) -> str:
    """Who with whom, how, and before what."""
    return f"{pair_words(owed)}, {level_words(owed)}, before {gate_words(owed.decision)}"


def pair_words(owed: Owed) -> str:
    """Who owes it to whom."""
    whom = ", ".join(f"the public of `{who}`" if owed.by == who else f"`{who}`" for who in owed.whom)
    by = owed.by if " " in owed.by else f"`{owed.by}`"
    return f"{by} with {whom}"


def level_words(owed: Owed) -> str:
    """At which level and among which bureaus."""
    level = f"at {owed.level} level" if owed.level else "at a level that is not said"
    if owed.level == "public":
        level = "explained in public"
    elif owed.level == "parliament":
        level = "in parliament"
    if "level" in owed.assumed and owed.level and owed.grounds:
        level += " (assumed)"
    return f"{level} by {', '.join(owed.bureaus).replace('_', ' ')}" if owed.bureaus else level


def gate_words(decision: Decision) -> str:
    """Before which decision, with its day."""
    if not decision.name:
        return "a gate that is not said"
    if decision.made:
        on = f", decided on {decision.made_on}" if decision.made_on is not None else ", which is decided"
        return f"`{decision.name}`{on}"
    return f"`{decision.name}` on {decision.day}" if decision.day is not None else f"`{decision.name}`, without a day"


def standing_words(owed: Owed) -> str:
    """Where it stands, with the day on which it was held and the entry that undertakes it."""
    told = "held after it was decided, which does not count" if _after(owed) else str(owed.standing)
    if owed.held is not None:
        told = (
            f"held on {owed.held}; whether in time, {told}"
            if owed.standing is Standing.OPEN
            else f"{told} ({owed.held})"
        )
    if owed.standing is Standing.SKIPPED and owed.begin is not None and owed.ready is not None:
        late = owed.decision.day is not None and owed.ready > owed.decision.day
        told += "; too late for the longest lead" if late else ""
    if owed.lower:
        told += "; at a lower level than is owed"
    return f"{told}; undertaken as {named((owed.declared, *owed.also), 9)}" if owed.declared else told


def _after(owed: Owed) -> bool:
    day = owed.decision.made_on or owed.decision.day
    return owed.standing is Standing.LATE and owed.held is not None and day is not None and owed.held > day


def span_words(span: Span) -> str:
    """A last day, and the very last if the times turn out short."""
    return f"{span.safe}" if span.safe == span.latest else f"{span.safe}, at the very latest {span.latest}"


def times_words(owed: Owed) -> str:
    """How long it takes and its lead, with what is assumed."""
    takes = f"takes {owed.takes}{' (assumed)' if 'takes' in owed.assumed else ''}"
    return f"{takes}, and is over {owed.lead}{' (assumed)' if 'lead' in owed.assumed else ''} before"


def reasons(owed: Owed) -> Iterator[str]:
    """Why it is owed: one line for each rule, those that lack no fact first."""
    if not owed.grounds:
        yield "because the file says so"
    groups: dict[tuple[bool, Rule], list[Ground]] = {}
    for ground in owed.grounds:
        groups.setdefault((bool(ground.missing), ground.rule), []).append(ground)
    for (open_, rule), listed in sorted(groups.items(), key=lambda each: (each[0][0], list(Rule).index(each[0][1]))):
        yield f"{'perhaps ' if open_ else ''}because {listed[0].says}{_likewise(listed)} ({rule})"


def _likewise(listed: Sequence[Ground]) -> str:
    """The other subjects of one rule, or the other steps where the subject is one."""
    first = listed[0]
    rest = [ground.subject for ground in listed if ground.subject != first.subject]
    rest = rest or [ground.step for ground in listed if ground.step != first.step]
    return f"; so too for {named(list(dict.fromkeys(rest)), MOST_NAMED)}" if rest else ""


def position_words(stand: Stand) -> str:
    """Where somebody stands, in their words."""
    on = f" ({stand.dated})" if stand.dated is not None else ""
    return f"`{stand.whom}` {_STANCES.get(stand.stands, stand.stands)}{on}{f': {stand.says}' if stand.says else ''}"


def rules_used(shown: Consulted) -> tuple[Rule, ...]:
    """The rules by which anything here is owed, in their order."""
    used = {ground.rule for plan in shown.plans for each in plan.owed for ground in each.grounds}
    return tuple(rule for rule in Rule if rule in used)


def rule_words(rule: Rule) -> str:
    """A rule with what it rests on."""
    return f"{rule}: {NORMS[rule].rests_on}."


def is_ahead(owed: Owed) -> bool:
    """Whether it can still be held before it is decided, whatever time is left."""
    return owed.held is None and not owed.decision.made


def days_of(owed: Owed) -> tuple[date | None, date | None]:
    """The last days to begin it and to have it over, with every time at its longest; None once it was held."""
    if owed.begin is None or owed.end is None or not is_ahead(owed):
        return None, None
    return owed.begin.safe, owed.end.safe


def debts(plan: Plan) -> Iterator[str]:
    """One line for each consultation that is not held yet, for a note that is about more than these."""
    for each in plan.owed:
        if each.standing is not Standing.HELD:
            told = (
                f"{pair_words(each)}, {level_words(each)}, before {gate_words(each.decision)}: {standing_words(each)}"
            )
            yield f"{told}{_to_begin(each)}"


def _to_begin(owed: Owed) -> str:
    if owed.begin is None or not is_ahead(owed):
        return ""
    return f"; to begin by {span_words(owed.begin)}"
