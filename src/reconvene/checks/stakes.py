"""What the checks of an exchange share: the facts that they ask for, and the rearrangements that would mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from reconvene.checks.draft import Draft
from reconvene.checks.rearranging import Rearrangement, both_at_once, kept_between, one_waits
from reconvene.checks.shelf import Answer
from reconvene.deal.exchange import GETS, declares_nothing, givers
from reconvene.deal.exposure import Exchange, within, worst_exposure
from reconvene.deal.figures import figure_of
from reconvene.deal.self_enforcing import resolve_of
from reconvene.text.finding import Fix, MissingFact
from reconvene.text.span import Span as Place

_NAMED = 3
"""So many facts of one kind are asked for one by one, more of them all at once."""
_TRIED = 8
_OFFERED = 2

_ASKS = {
    "costs": "say what each step costs whom (`costs`)",
    "worth": "say what each step is worth to whom (`worth`)",
    "undone_in": "say of each step how long it takes to undo it (`undone_in`)",
}

NOTHING_SAID = (
    "Nothing says what the steps cost or what they are worth to anybody, so {question} cannot be told.",
    (
        "say under `costs` and `worth` of each step what it costs whom and what it is worth to whom: none, small, "
        "medium, large, or a figure"
    ),
)
"""What a check of an exchange says where no figure is given at all."""


def nothing_said(draft: Draft, question: str) -> Iterator[Answer]:
    """One question for the whole process, where two principals owe each other something and no figure is given."""
    owing = {giver for duty in draft.exchanged.values() for giver in givers(draft.process, duty)}
    if len(owing) < 2 or not declares_nothing(draft.exchanged):
        return
    about = draft.package.name if draft.package is not None else ""
    ask = "say what each step costs whom (`costs`), and what it is worth to whom (`worth`)"
    both = MissingFact("obligations.costs and worth", ask)
    yield Answer("nothing", whole_span(draft), about, missing=(both,), values={"question": question})


def whole_span(draft: Draft) -> Place:
    """Where a question about the whole exchange is asked: at the package on the table, else at the parties."""
    return draft.package.span if draft.package is not None else draft.process.key_span_of("parties")


def lacking(exchange: Exchange, party: str) -> tuple[MissingFact, ...]:
    """The facts that a party's account lacks; more than a few of one kind are asked for at once, of whomever."""
    facts = exchange.account(party).missing
    found: list[MissingFact] = []
    for key in _ASKS:
        found += asked_together(key, [fact for fact in facts if fact.endswith(f".{key}") or f".{key}." in fact])
    return tuple(found)


def asked_together(key: str, facts: Sequence[str]) -> list[MissingFact]:
    """Facts of one kind (`costs`, `worth`, `undone_in`) to be asked for: one by one if few, else all as one."""
    if len(facts) > _NAMED:
        return [MissingFact(f"obligations.{key}", _ASKS[key])]
    return [MissingFact(fact, _asked(fact)) for fact in facts]


def _asked(fact: str) -> str:
    if fact.endswith(".undone_in"):
        return f"say how long it takes to undo {fact.removesuffix('.undone_in')}"
    named = re.fullmatch(r"(.+?)\.(worth|costs)\.(.+)", fact)
    return f"say what {named[1]} is worth to {named[3]}, or costs it" if named is not None else f"say {fact}"


def mending(
    draft: Draft, exchange: Exchange, party: str, acts: list[str], mends: Callable[[Exchange], bool]
) -> tuple[Fix, ...]:
    """The first rearrangements of a party's acts, each with what answers it, that mend what was found."""
    fixes: list[Fix] = []
    for way in islice(_ways(draft, exchange, party, acts), _TRIED):
        changed = way.exchange(draft)
        fix = way.fix(draft) if changed is not None and mends(changed) else None
        if fix is not None:
            fixes.append(fix)
        if len(fixes) == _OFFERED:
            break
    return tuple(fixes)


def _ways(draft: Draft, exchange: Exchange, party: str, acts: list[str]) -> Iterator[Rearrangement]:
    for act in acts:
        for answer in answers_of(exchange, party, act):
            yield from kept_between(draft, answer, act)
            yield from both_at_once(draft, act, answer)
            yield from kept_between(draft, act, answer)
            yield from one_waits(draft, answer, act)


def answers_of(exchange: Exchange, party: str, act: str) -> list[str]:
    """What a party gets for an act: the duties tied to it by `in_return_for`, else all that it gets, heaviest first."""
    duties = exchange.duties
    gets = [entry.duty for entry in exchange.account(party).of(GETS)]
    gets = [
        name
        for name in heaviest_first(exchange, party, tuple(gets))
        if party not in givers(exchange.process, duties[name])
    ]
    tied = [
        name for name in gets if name in (duties[act].in_return_for or ()) or act in (duties[name].in_return_for or ())
    ]
    return tied or gets


def heaviest_first(exchange: Exchange, party: str, names: tuple[str, ...]) -> list[str]:
    """Some duties of a party, those first that weigh most in its account."""
    weights = {entry.duty: entry.amount.high for entry in exchange.account(party).entries}
    return sorted(names, key=lambda name: -weights.get(name, 0.0))


def harms_nobody(draft: Draft, before: Exchange, after: Exchange) -> bool:
    """Whether nobody comes over its limit who was within it, or has a step that pays no more."""
    for party, record in (draft.process.parties or {}).items():
        limit = figure_of(record.tolerance, "tolerance")
        if limit is not None:
            span = (limit.range.low, limit.range.high)
            one, two = (within(worst_exposure(each, party).worst.exposure, span) for each in (before, after))
            if two is False and one is not False:
                return False
        if resolve_of(after, party).holds is False and resolve_of(before, party).holds is not False:
            return False
    return True
