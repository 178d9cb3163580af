"""Whether every step of an exchange pays for who must take it, the last one too."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.shelf import Answer, check
from reconvene.checks.stakes import NOTHING_SAID, harms_nobody, lacking, mending, nothing_said
from reconvene.deal.exchange import GETS
from reconvene.deal.exposure import Exchange
from reconvene.deal.figures import span_words
from reconvene.deal.holding import Span
from reconvene.deal.self_enforcing import Act, Resolve, resolve_of
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


@check(
    "S05",
    Severity.WARNING,
    """The Agreed Framework of 21 October 1994: North Korea's plants stood frozen from the first month, while the
    reactors that were to answer it came last; by December 2002, with the oil stopped and the reactors years away, it
    took the seals off (Arms Control Association, chronology).""",
    walks=(
        "`{party}` does better by walking away before `{duty}` than by going on: by {gain}, and {held}.",
        (
            "rearrange the exchange (`reconvene sequence` looks for a way that holds), or let something hold it that "
            "is worth {gain} to it: a `bond`, or a `relationship` that goes on"
        ),
    ),
    unknown=(
        ("Whether every step pays for `{party}` cannot be told: walking away may be worth {gain} to it, and {held}."),
        "{ask}",
    ),
    units=(
        "Whether every step pays for `{party}` cannot be told: its steps and what holds it are counted in {units}.",
        "give all of them in one unit, or all in words: small, medium, large",
    ),
    nothing=NOTHING_SAID,
)
def unsafe_step(draft: Draft) -> Iterator[Answer]:
    """At some step, a party does better by walking away than by going on.

    Before each of its acts, a party can compare. If it goes on to the end, it gains what it gets less what it gives. If
    it walks away, it keeps what cannot be taken from it any more, and has lost what it gave and cannot take back. Where
    walking away is worth more, only something beside the exchange holds it: a `relationship` that goes on afterwards,
    or a `bond` that it loses. The finding says what that must be worth, as a range: it is sharp, since with less the
    party does better by leaving.

    The check takes the worst order that the text allows: everything that the others may do before the act has been
    done. The figures are those of `costs` and `worth`; what stays of an act follows from `undone_in` as in
    `exposure-over-limit`. The act at which nothing is to come for a party any more is told by `end-game-unravels`.

    ## Fails

    ```yaml
    title: The large part first
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {bank: {kind: depositary}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, half, full]}}
    obligations:
      pay_most:
        by: south
        to: [north]
        brings: fund.half
        undone_in: never
        costs: {south: small}
        worth: {north: large}
      close_site:
        by: north
        to: [south]
        brings: site.closed
        after: pay_most.performed
        undone_in: never
        costs: {north: medium}
        worth: {south: large}
      pay_rest:
        by: south
        to: [north]
        brings: fund.full
        after: close_site.performed
        undone_in: never
        costs: {south: none}
        worth: {north: small}
    ```

    ## Passes

    ```yaml
    title: The large part last, and something that goes on
    as_of: 2030-01-01
    parties: {north: {}, south: {relationship: medium}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, half, full]}}
    obligations:
      pay_rest:
        by: south
        to: [north]
        brings: fund.half
        undone_in: never
        costs: {south: none}
        worth: {north: small}
      close_site:
        by: north
        to: [south]
        brings: site.closed
        after: pay_rest.performed
        undone_in: never
        costs: {north: medium}
        worth: {south: large}
      pay_most:
        by: south
        to: [north]
        brings: fund.full
        after: close_site.performed
        undone_in: never
        costs: {south: small}
        worth: {north: large}
    ```

    ## Cannot tell

    ```yaml
    title: What does it cost?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, half, full]}}
    obligations:
      pay_most:
        by: south
        to: [north]
        brings: fund.half
        undone_in: never
        worth: {north: small}
        costs: {south: none}
      close_site: {by: north, to: [south], brings: site.closed, after: pay_most.performed, worth: {south: large}}
      pay_rest: {by: south, to: [north], brings: fund.full, after: close_site.performed, worth: {north: medium}}
    ```
    """
    yield from _ask_resolve(draft, "whether every step pays", last=False)


@check(
    "S06",
    Severity.WARNING,
    """Telser, A Theory of Self-enforcing Agreements, Journal of Business 53 (1980): if both sides know which step is
    the last, it is not taken, and so neither is the one before it.""",
    walks=(
        "At `{duty}` nothing is to come for `{party}` any more, and walking away is worth {gain} to it; {held}.",
        (
            "let something go on after it, or let it be lost: a `relationship` or a `bond` worth {gain}; do it on the "
            "same day as what it answers, let a keeper hold it, or make the last part smaller"
        ),
    ),
    unknown=(
        (
            "Whether `{party}` takes its last step cannot be told: nothing is to come for it then, walking away may be "
            "worth {gain} to it, and {held}."
        ),
        "{ask}",
    ),
    units=(
        "Whether `{party}` takes its last step cannot be told: its steps and what holds it are counted in {units}.",
        "give all of them in one unit, or all in words: small, medium, large",
    ),
    nothing=NOTHING_SAID,
)
def end_game_unravels(draft: Draft) -> Iterator[Answer]:
    """The last step is one-sided, and nothing is left at stake for who must take it.

    Whoever has got all that it will get, and has still to give, gives only if something holds it: a `relationship` that
    goes on afterwards and that walking away would end, or a `bond` that it would lose. If the others know that, they do
    not take the step before, and the exchange comes apart from its end.

    The check looks at each act of a party before which the text lets everything come that the party is to get. It warns
    where walking away is then worth more to it than what holds it, and says how much would have to. A last act on the
    same day as what answers it, or one that a keeper holds already, leaves nothing to walk away with.

    ## Fails

    ```yaml
    title: Who pays last
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {bank: {kind: depositary}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_site:
        by: north
        to: [south]
        brings: site.closed
        undone_in: never
        costs: {north: small}
        worth: {south: large}
      pay_fund:
        by: south
        to: [north]
        brings: fund.paid
        after: close_site.performed
        undone_in: never
        costs: {south: medium}
        worth: {north: large}
    ```

    ## Passes

    ```yaml
    title: On one day
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_site:
        by: north
        to: [south]
        brings: site.closed
        same_day: [pay_fund]
        undone_in: never
        costs: {north: small}
        worth: {south: large}
      pay_fund:
        by: south
        to: [north]
        brings: fund.paid
        undone_in: never
        costs: {south: medium}
        worth: {north: large}
    ```

    ## Cannot tell

    ```yaml
    title: What does the last step cost?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_site:
        by: north
        to: [south]
        brings: site.closed
        undone_in: never
        costs: {north: small}
        worth: {south: large}
      pay_fund: {by: south, to: [north], brings: fund.paid, after: close_site.performed, worth: {north: large}}
    ```
    """
    yield from _ask_resolve(draft, "whether the last step is taken", last=True)


def _ask_resolve(draft: Draft, question: str, *, last: bool) -> Iterator[Answer]:
    exchange = draft.exchange
    if exchange is None:
        yield from nothing_said(draft, question)
        return
    for shown in draft.tempted.values():
        acts = [act for act in shown.acts if act.last is last and act.pays is not True]
        most = max(map(_weight, acts), default=None)
        told = list({act.duty: act for act in acts if _weight(act) == most}.values())
        for act in told if most is not None and most[0] else told[:1]:
            yield _unsafe(draft, exchange, shown, act)


def _weight(act: Act) -> tuple[bool, Span, int]:
    return act.pays is False, act.gain, -(act.day.toordinal() if act.day is not None else 0)


def _unsafe(draft: Draft, exchange: Exchange, shown: Resolve, act: Act) -> Answer:
    party = shown.party
    record = (draft.process.parties or {})[party]
    held = span_words(shown.backing.worth, shown.backing.unit)
    values = {
        "party": party,
        "duty": act.duty,
        "gain": span_words(act.gain, shown.unit),
        "held": f"what holds it is worth {held}" if shown.backing.declared else "nothing that the file names holds it",
    }
    span = draft.duties[act.duty].span
    units = sorted({*exchange.account(party).units, *({shown.backing.unit} - {""})})
    if len(units) > 1:
        missing = (
            MissingFact(f"{party}.unit", f"give all that {party} gives and gets, and what holds it, in one unit"),
        )
        listed = " and ".join(f"`{unit}`" for unit in units)
        return Answer("units", record.span, party, missing=missing, values={**values, "units": listed})
    unsaid = "relationship" in record.unsaid or (
        record.relationship is not None and "value" in record.relationship.unsaid
    )
    if act.pays is False and not unsaid:
        reasons = tuple(_stakes(draft, exchange, party))
        return Answer("walks", span, party, reasons, _pays(draft, exchange, act, party), values=values)
    facts = lacking(exchange, party)
    if not facts or unsaid:
        ask = f"say what going on with the others is worth to {party} once all is done, or what it loses by leaving"
        facts = (*facts, MissingFact(f"{party}.relationship", ask))
    return Answer("unknown", record.span, party, missing=facts, values={**values, "ask": facts[0].ask})


def _stakes(draft: Draft, exchange: Exchange, party: str) -> Iterator[Reason]:
    for entry in exchange.account(party).entries:
        amount = span_words((entry.amount.low, entry.amount.high), entry.unit)
        said = f"`{entry.duty}` is worth {amount} to it" if entry.way == GETS else f"`{entry.duty}` costs it {amount}"
        yield Reason(said, draft.duties[entry.duty].span)


def _pays(draft: Draft, exchange: Exchange, act: Act, party: str) -> tuple[Fix, ...]:
    def mends(changed: Exchange) -> bool:
        return resolve_of(changed, party).holds is True and harms_nobody(draft, exchange, changed)

    return mending(draft, exchange, party, [act.duty], mends)
