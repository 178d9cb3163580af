"""Who is exposed while steps are exchanged, and what is given for good in return for what is not."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.rearranging import both_at_once, one_waits
from reconvene.checks.shelf import Answer, check
from reconvene.checks.stakes import (
    NOTHING_SAID,
    asked_together,
    harms_nobody,
    heaviest_first,
    lacking,
    mending,
    nothing_said,
    whole_span,
)
from reconvene.deal.exchange import GETS, Account, givers
from reconvene.deal.exposure import Exchange, Exposure, within, worst_exposure
from reconvene.deal.figures import Figure, figure_of, span_words
from reconvene.deal.holding import Span, irreversibility
from reconvene.text.finding import Fix, MissingFact, Reason, Severity

FOR_GOOD, FOR_NOW = 0.7, 0.3
"""An act of which so much or more cannot be undone is irreversible, one of which so much or less reversible."""
_MANY = 2


@check(
    "S03",
    Severity.WARNING,
    """Singapore, 12 June 2018: the United States suspended its large exercises with South Korea; the Joint Statement
    gave for it a commitment "to work toward" denuclearization, without a date (Hecker, Carlin and Serbin, CISAC, 2018
    update).""",
    over=(
        "`{party}` can be exposed by {exposure}{day}; its limit is {limit}.",
        (
            "let it wait for what answers its steps, do both on the same day, let a keeper hold one, or split them: "
            "`reconvene sequence` looks for a way that holds"
        ),
    ),
    may_be=(
        "`{party}` may be exposed by more than its limit: by {exposure}{day}, where the limit is {limit}.",
        "narrow the figures, or rearrange the exchange: `reconvene sequence` looks for a way that holds",
    ),
    unlimited=(
        "Whether `{party}` is exposed too far cannot be told: it may be by {exposure}{day}, and no limit is known.",
        "say under `tolerance` of `{party}` how far it may be exposed, in the unit of its steps",
    ),
    unknown=(
        "Whether `{party}` stays within its limit of {limit} cannot be told: not all that it gives and gets is known.",
        "{ask}",
    ),
    units=(
        "How far `{party}` is exposed cannot be told: its steps and its limit are counted in {units}.",
        "give all of them in one unit, or all in words: small, medium, large",
    ),
    nothing=NOTHING_SAID,
)
def exposure_over_limit(draft: Draft) -> Iterator[Answer]:
    """Somebody stands too exposed at some time.

    Exposure is what a party has given and cannot take back, less what it has got and cannot lose again. It is taken at
    its worst, over every order that the text allows, within a day too: what is given counts from the day it is done,
    what is got only once it is seen to be done. Acts of one day that must lie within a day of each other (`same_day`)
    count as one, and what lies with a keeper (`escrow`) is given to nobody yet.

    What cannot be taken back is reckoned from `undone_in`: all of an act that takes a year or longer to undo, the
    matching part of one that takes less, and of the rest between a quarter and three quarters, which is lost before it
    is undone. All three are assumptions of ours; `thresholds: {irreversible_after: ..., lost_meanwhile: ...}` changes
    them. The figures are those of `costs` and `worth`, with their ranges. The limit is the party's `tolerance`.

    It is an error where every figure within its range puts the exposure over the limit, a warning where some do. What
    is not said is never taken to be nothing: without the limit or the figures, the answer is that it cannot be told.

    ## Fails

    ```yaml
    title: All at once, and then wait
    as_of: 2030-01-01
    parties: {north: {tolerance: small}, south: {}}
    actors: {bank: {kind: depositary}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_site:
        by: north
        to: [south]
        brings: site.closed
        within: no later than 2030-03-01
        undone_in: never
        costs: {north: medium}
        worth: {south: large}
      pay_fund:
        by: south
        to: [north]
        brings: fund.paid
        after: close_site.performed
        within: 30 days
        undone_in: never
        costs: {south: medium}
        worth: {north: large}
    ```

    ## Passes

    ```yaml
    title: A bank holds the money meanwhile
    as_of: 2030-01-01
    parties: {north: {tolerance: small}, south: {tolerance: small}}
    actors: {bank: {kind: depositary}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_site:
        by: north
        to: [south]
        brings: site.closed
        after: pay_fund.performed
        within: no later than 2030-03-01
        undone_in: never
        costs: {north: medium}
        worth: {south: large}
      pay_fund:
        by: south
        to: [north]
        brings: fund.paid
        escrow: {keeper: bank, released_upon: close_site.performed}
        within: no later than 2030-02-01
        undone_in: never
        costs: {south: medium}
        worth: {north: large}
    ```

    ## Cannot tell

    ```yaml
    title: How far may it go?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {site: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_site: {by: north, to: [south], brings: site.closed, costs: {north: large}, worth: {south: large}}
      pay_fund: {by: south, to: [north], brings: fund.paid, costs: {south: medium}}
    ```
    """
    exchange = draft.exchange
    if exchange is None:
        yield from nothing_said(draft, "how far anybody is exposed")
        return
    for party in draft.parties:
        yield from _ask_exposure(draft, exchange, worst_exposure(exchange, party))


def _ask_exposure(draft: Draft, exchange: Exchange, shown: Exposure) -> Iterator[Answer]:
    party, account = shown.party, exchange.account(shown.party)
    record = (draft.process.parties or {})[party]
    if not account.entries or shown.worst.exposure[1] <= 0:
        return
    limit = figure_of(record.tolerance, "tolerance")
    values = {"party": party, "exposure": span_words(shown.worst.exposure, shown.unit), "day": _on(shown)}
    clash = _clashing(account, limit)
    if clash:
        one = MissingFact(f"{party}.unit", f"give all that {party} gives and gets, and its limit, in one unit")
        yield Answer("units", record.span, party, missing=(one,), values={**values, "units": clash})
        return
    reasons = tuple(_chain(draft, exchange, shown))
    if limit is None:
        facts = (_tolerance(draft, party), *lacking(exchange, party))
        yield Answer("unlimited", record.span, party, reasons, missing=facts, values=values)
        return
    values["limit"] = span_words((limit.range.low, limit.range.high), limit.unit)
    stays = within(shown.worst.exposure, (limit.range.low, limit.range.high))
    missing = lacking(exchange, party) if stays is None else ()
    if missing:
        values["ask"] = missing[0].ask
        yield Answer("unknown", record.value_span("tolerance"), party, reasons, missing=missing, values=values)
    elif not stays:
        fixes = _stays_within(draft, exchange, shown, (limit.range.low, limit.range.high))
        certain = stays is False
        yield Answer(
            "over" if certain else "may_be", record.value_span("tolerance"), party, reasons, fixes,
            severity=Severity.ERROR if certain else None, values=values,
        )  # fmt: skip


def _tolerance(draft: Draft, party: str) -> MissingFact:
    """The limit of a party as a missing fact; of many parties, all limits as one."""
    silent = [name for name, record in (draft.process.parties or {}).items() if record.tolerance is None]
    if len(silent) > _MANY:
        return MissingFact("parties.tolerance", "say how far each party may be exposed before it stops (`tolerance`)")
    return MissingFact(f"{party}.tolerance", f"say how far {party} may be exposed before it stops")


def _on(shown: Exposure) -> str:
    return f" from {shown.worst.day} on" if shown.worst.day is not None else ""


def _clashing(account: Account, other: Figure | None) -> str:
    """The units that clash, in words; nothing where all is counted in one."""
    units = {*account.units, *({other.unit} if other is not None and other.range.high > 0 else ())}
    return " and ".join(f"`{unit}`" for unit in sorted(units)) if len(units) > 1 else ""


def _chain(draft: Draft, exchange: Exchange, shown: Exposure) -> Iterator[Reason]:
    """What is given and what is not yet got at the worst, and how exposed the others can be."""
    account = exchange.account(shown.party)
    for entry in account.entries:
        amount = span_words((entry.amount.low, entry.amount.high), entry.unit)
        span = draft.duties[entry.duty].span
        if entry.way != GETS and entry.duty in shown.worst.given:
            stays = (
                f"{entry.stays[0]:.0%}" if entry.stays[0] == entry.stays[1] else "{:.0%} to {:.0%}".format(*entry.stays)
            )
            yield Reason(f"`{entry.duty}` is done, which costs it {amount}; {stays} of that cannot be undone", span)
        elif entry.way == GETS and entry.duty not in shown.worst.got:
            yield Reason(f"`{entry.duty}`, worth {amount} to it, need not be there yet", span)
    for other in exchange.accounts:
        if other.party != shown.party:
            found = worst_exposure(exchange, other.party)
            said = "nothing" if found.worst.exposure[1] <= 0 else span_words(found.worst.exposure, found.unit)
            yield Reason(f"`{other.party}` is exposed by {said} at its worst")


def _stays_within(draft: Draft, exchange: Exchange, shown: Exposure, limit: Span) -> tuple[Fix, ...]:
    def mends(changed: Exchange) -> bool:
        return within(worst_exposure(changed, shown.party).worst.exposure, limit) is True and harms_nobody(
            draft, exchange, changed
        )

    given = heaviest_first(exchange, shown.party, shown.worst.given)
    return mending(draft, exchange, shown.party, given, mends)


@check(
    "S04",
    Severity.WARNING,
    """27 June 2008: North Korea blew up the cooling tower at Yongbyon, the day after the United States gave notice of
    its intent to take it off the list of state sponsors of terrorism; it was taken off on 11 October 2008, and put back
    on 20 November 2017 (US Department of State, press releases of those days).""",
    given_first=(
        (
            "`{duty}` cannot be undone for the most part, and it can be done before `{other}`, which answers it and "
            "can be undone, is seen to be done."
        ),
        "let `{duty}` wait until `{other}` is seen, do both on the same day, or let a keeper hold one",
    ),
    unknown=(
        (
            "Whether an irreversible step is paid with a reversible one cannot be told: how long it takes to undo "
            "{what} is not known well enough."
        ),
        "say under `undone_in` how long it takes to undo it; `never` if it cannot be",
    ),
)
def irreversible_for_reversible(draft: Draft) -> Iterator[Answer]:
    """What cannot be taken back is given for what can, before that is seen.

    Whoever gives something for good and gets something for now has only a promise once it is done. The check takes
    every two duties that answer each other (`in_return_for`): one of which at least 70 % cannot be undone, and one of
    which at most 30 % cannot. It warns where nothing in the text makes the first wait until the second is seen to be
    done, or gives it a last day no earlier than that of the second. On the same day, or with a keeper between them,
    neither is first.

    How much cannot be undone follows from `undone_in` as in `exposure-over-limit`: all of it where undoing takes a year
    or longer, less in proportion where it takes less. A lift without `undone_in` is undone as its measures are put back
    (`putting_back`). The two limits are those of our catalogue, and a choice.

    ## Fails

    ```yaml
    title: A tower for a waiver
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {tower: {scale: [standing, gone]}, waiver: {scale: [none, given]}}
    obligations:
      fell_tower: {by: north, to: [south], brings: tower.gone, undone_in: never, in_return_for: [waive]}
      waive: {by: south, to: [north], brings: waiver.given, undone_in: 30 days}
    ```

    ## Passes

    ```yaml
    title: The waiver is seen first
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {tower: {scale: [standing, gone]}, waiver: {scale: [none, given]}}
    obligations:
      fell_tower:
        by: north
        to: [south]
        brings: tower.gone
        after: waive.performed
        undone_in: never
        in_return_for: [waive]
      waive: {by: south, to: [north], brings: waiver.given, undone_in: 30 days}
    ```

    ## Cannot tell

    ```yaml
    title: Can it be undone?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {tower: {scale: [standing, gone]}, waiver: {scale: [none, given]}}
    obligations:
      fell_tower: {by: north, to: [south], brings: tower.gone, undone_in: never, in_return_for: [waive]}
      waive: {by: south, to: [north], brings: waiver.given}
    ```
    """
    unclear: dict[str, None] = {}
    for one, other in _answering(draft):
        stays = {name: irreversibility(draft.process, draft.now, name, draft.duties[name])[0] for name in (one, other)}
        for first, second in ((one, other), (other, one)):
            if stays[first][0] >= FOR_GOOD and stays[second][1] <= FOR_NOW:
                if not _waits_or_joins(draft, first, second):
                    yield _given_first(draft, first, second)
            elif (
                stays[first][1] >= FOR_GOOD
                and stays[second][0] <= FOR_NOW
                and not _waits_or_joins(draft, first, second)
            ):
                unclear |= dict.fromkeys(name for name in (first, second) if stays[name][0] < stays[name][1])
    if unclear:
        missing = tuple(asked_together("undone_in", [f"{name}.undone_in" for name in unclear]))
        what = f"`{next(iter(unclear))}`" if len(unclear) == 1 else f"{len(unclear)} steps"
        about = draft.package.name if draft.package is not None else ""
        yield Answer("unknown", whole_span(draft), about, missing=missing, values={"what": what})


def _may_differ(first: Span, second: Span) -> bool:
    return first[1] >= FOR_GOOD and second[0] <= FOR_NOW


def _answering(draft: Draft) -> Iterator[tuple[str, str]]:
    """The pairs of duties of different principals that answer each other, each pair once."""
    told: set[frozenset[str]] = set()
    for name, duty in draft.exchanged.items():
        for other in duty.in_return_for or ():
            pair = frozenset((name, other))
            if other not in draft.exchanged or pair in told or len(pair) < 2:
                continue
            told.add(pair)
            sides = [set(givers(draft.process, draft.duties[each])) for each in (name, other)]
            if sides[0] and sides[1] and not sides[0] & sides[1]:
                yield name, other


def _waits_or_joins(draft: Draft, first: str, second: str) -> bool:
    """Whether a duty surely waits until another is seen, is done together with it, or lies with a keeper meanwhile."""
    duties = draft.duties
    if any(duty.escrow is not None for duty in (duties[first], duties[second])):
        return True
    if second in (duties[first].same_day or ()) or first in (duties[second].same_day or ()):
        return True
    step = duties[first].in_step_with
    if step is not None and step.duty == second:
        return True
    act = _event(draft, first, "claimed", "begun")
    seen = _event(draft, second, "verified", "claimed", "begun")
    if act is None or seen is None:
        return False
    return draft.precedence.follows(act, seen) or _may_wait(draft, act, seen)


def _may_wait(draft: Draft, act: int, seen: int) -> bool:
    """Whether the last day of an act is no earlier than that of what it can wait for, both by the text."""
    bounded = draft.hanging.bounded
    due, answer = draft.windows.last(act), draft.windows.last(seen)
    return act in bounded and seen in bounded and due is not None and answer is not None and answer <= due


def _event(draft: Draft, name: str, *states: str) -> int | None:
    found = (draft.plan.place("duty", name, state) for state in states)
    return next((place for place in found if place is not None), None)


def _given_first(draft: Draft, first: str, second: str) -> Answer:
    reasons = tuple(
        Reason(f"`{name}` is undone in {duty.undone_in.value}", duty.value_span("undone_in"))
        for name, duty in ((first, draft.duties[first]), (second, draft.duties[second]))
        if duty.undone_in is not None and duty.undone_in.value is not None
    )
    ways = (*one_waits(draft, second, first), *both_at_once(draft, first, second))
    fixes = tuple(fix for fix in (way.fix(draft) for way in ways) if fix is not None)
    span = draft.duties[first].span
    return Answer("given_first", span, first, reasons, fixes, values={"duty": first, "other": second})
