"""Whether those who must agree are better off with no deal."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.deciding import smallest
from reconvene.deal.facts import missing as ask_for
from reconvene.deal.no_deal import SIGNATURE, Outcome, Prospect, Stake, prospects
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span

FEW = 3
"""So many facts are asked for one by one; more are one question."""


@check(
    "K04",
    Severity.WARNING,
    """Patricia M. Kim, Foreign Policy, March 2019, after Hanoi: a failed deal is better than a bad deal. James D.
    Fearon, Rationalist Explanations for War, International Organization 49:3, summer 1995: a deal that one side will
    have reason to leave once it has what it wanted is not believed in the first place.""",
    worse=(
        "{when}, `{party}` is better off with no deal than going on with {what}.",
        "give `{party}` something in return that is still to come, or ask less of it",
    ),
    unknown=(
        "Whether `{party}` is better off with {what} than without a deal cannot be told.",
        "{ask}",
    ),
    no_course=(
        (
            "Whether {who} would be better off without a deal than with {what} cannot be told: nothing says what "
            "becomes of things without one."
        ),
        "write `no_deal:` with how much of the pressure still bites after a year, and what that year is worth to whom",
    ),
)
def worse_than_no_deal(draft: Draft) -> Iterator[Answer]:
    """Somebody whose consent is needed is better off with no deal, now or at a later step.

    No deal is not nothing: threats grow, pressure keeps some of its bite, and each side can live with that or cannot.
    Who is worse off by signing will not sign. Who is worse off by going on, once all that it wanted has come, will stop
    there; the other side can work that out in advance.

    The check lays the steps of the text beside the year that would follow without them (`no_deal`, and how fast each
    threat `grows`), for each party, at signature and after every dated step. Stakes without a common measure are not
    added up, unless the file says what the steps are worth. It warns only where a party surely loses. It is asked once
    a package is tabled, or a file names what is at stake: threats, what steps are worth or cost, a course of no deal.

    ## Fails

    ```yaml
    title: All that the south wanted
    parties: {north: {}, south: {}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    items: {warheads: {of: north, scale: [held, removed]}}
    obligations:
      remove_warheads: {by: north, to: [south], brings: warheads.removed, addresses: {arsenal: dismantle}}
    ```

    ## Passes

    ```yaml
    title: Something for both
    parties: {north: {}, south: {}}
    no_deal: {worth: {north: small, south: small}}
    items: {warheads: {of: north, scale: [held, removed]}, road: {scale: [closed, open]}}
    obligations:
      remove_warheads: {by: north, to: [south], brings: warheads.removed, worth: {south: large}, costs: {north: small}}
      open_road: {by: south, to: [north], brings: road.open, worth: {north: large}, costs: {south: small}}
    ```

    ## Cannot tell

    ```yaml
    title: How much does it still bite?
    parties: {north: {}, south: {}}
    flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
    measures: {coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}}
    ```
    """
    if not _is_asked(draft):
        return
    parties = list(draft.process.parties or {})
    found = prospects(draft.tabled, parties) if parties and draft.tabled.duties else ()
    worse = {each.actor: each for each in reversed(found) if each.outcome is Outcome.WORSE}
    for party in parties:
        if party in worse:
            yield _worse(draft, worse[party])
    signed = [each for each in found if each.moment == SIGNATURE and each.actor not in worse]
    if draft.process.no_deal is None:
        yield from _ask_no_deal(draft, signed)
    else:
        yield from _ask(draft, signed)


def _is_asked(draft: Draft) -> bool:
    """Whether the file says anything of what is at stake."""
    process = draft.process
    named = process.threats or process.no_deal or draft.package is not None
    return bool(named) or any(duty.worth or duty.costs for duty in draft.duties.values())


def _what(draft: Draft) -> str:
    return f"`{draft.package.name}`" if draft.package is not None else "what is in force"


def _place(draft: Draft, party: str) -> Span:
    return draft.package.span if draft.package is not None else (draft.process.parties or {})[party].span


def _worse(draft: Draft, shown: Prospect) -> Answer:
    when = "On signing" if shown.moment == SIGNATURE else shown.moment[0].upper() + shown.moment[1:]
    because = tuple(
        Reason(f"{stake.matter}: {_steps(stake)}", _place(draft, shown.actor))
        for stake in shown.stakes
        if stake.gain[1] <= 0 or len(shown.stakes) == 1
    )
    values = {"when": when, "party": shown.actor, "what": _what(draft)}
    return Answer("worse", _place(draft, shown.actor), shown.actor, because, _give(draft, shown.actor), values=values)


def _steps(stake: Stake) -> str:
    return ", ".join(f"`{name}`" for name in stake.duties)


def _ask_no_deal(draft: Draft, signed: list[Prospect]) -> Iterator[Answer]:
    """The course of no deal, asked for once, where nothing is said of it and anybody may lose."""
    unsure = [shown.actor for shown in signed if _deciding(shown)]
    if unsure:
        who = unsure[0] if len(unsure) == 1 else "any party"
        missing = (MissingFact("no_deal", "say what becomes of things without a deal"),)
        values = {"who": f"`{who}`" if len(unsure) == 1 else who, "what": _what(draft)}
        span = draft.package.span if draft.package is not None else draft.process.key_span_of("parties")
        yield Answer("no_course", span, "no_deal", missing=missing, values=values)


def _deciding(shown: Prospect) -> tuple[str, ...]:
    """The fewest facts that could tell that it is worse; none where no fact that the file could give would."""
    return smallest(shown, frozenset((Outcome.WORSE,)))


def _ask(draft: Draft, signed: list[Prospect]) -> Iterator[Answer]:
    """What would tell that it is worse; of more than a few facts, all that is missing, as one question."""
    for shown in signed:
        facts = _deciding(shown)
        if facts:
            few = tuple(map(ask_for, facts))
            ask = f"say what each step, and a year without a deal, is worth to {shown.actor}, or costs it"
            missing = few if len(facts) <= FEW else (MissingFact(f"{shown.actor}.worth", ask),)
            values = {"party": shown.actor, "what": _what(draft), "ask": missing[0].ask}
            yield Answer("unknown", _place(draft, shown.actor), shown.actor, missing=missing, values=values)


def _give(draft: Draft, party: str) -> tuple[Fix, ...]:
    """A duty that is worth something to the one who loses, what it is still open."""
    others = [name for name in draft.parties if name != party]
    by = others[0] if len(others) == 1 else "unknown"
    text = f"{{by: {by}, to: [{party}], brings: unknown, worth: {{{party}: unknown}}, verified: {{by: unknown}}}}"
    name = new_name(draft, f"something_for_{party}")
    return add_entry(
        f"add a duty that is worth something to `{party}`, what it is still open", draft, "obligations", name, text
    )
