"""Whether the dates leave a margin: for what takes longer than hoped, and for who has much to do in a row."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from reconvene.checks.draft import Draft
from reconvene.checks.moving import put_off
from reconvene.checks.shelf import Answer, check
from reconvene.document.expressions import Percent
from reconvene.estimate.draws import generator
from reconvene.text.finding import Fix, Reason, Severity
from reconvene.timing.chance import Chance, chance
from reconvene.timing.course import Course
from reconvene.timing.network import Bound
from reconvene.timing.plan import CALENDAR, Unknown, day_of
from reconvene.timing.rule import Rule
from reconvene.timing.slack import Chain, tight_chains
from reconvene.timing.story import missed
from reconvene.timing.verdict import MOST

_ROW = 3
"""So many duties of one debtor in a row are a chain. Our choice."""
_BUFFER = 30
"""The days that a fix proposes to put before a date that leaves none."""
_MARGIN = 0.1
"""A fix gives so much more chance than is asked for, so that it does not lie on the edge."""
_SHOWN = 5


@check(
    "T05",
    Severity.WARNING,
    """South Sudan, agreement of 12 September 2018: eight months for cantonment, screening and training were put off by
    six months on 3 May 2019 and by 100 days in November. Thirty days before the end of those, on 23 January 2020, the
    screening had not begun, and no training could begin before it (Sudan Tribune, 3 May 2019; report of CEPO, 10
    November 2019; press release of RJMEC, 23 January 2020).""",
    chance=(
        (
            "The chance that every date is kept is about {chance} ({low} to {high}) and should be at least {limit}, "
            "even if the parties do everything as soon as they may."
        ),
        (
            "put a buffer that nobody owns before the dates at risk, let fewer steps wait for each other, or ask for "
            "less: `thresholds: {{thin_slack: ...}}`; durations are taken as independent, and a mere range as uniform"
        ),
    ),
    chain=(
        (
            "`{debtor}` owes {count} duties in a row that leave it no day, up to `{duty}`: what follows is due by "
            "{due}, and each must be done on the first day on which it can be, if what nobody controls takes its "
            "longest."
        ),
        "put a buffer that nobody owns before the date, or let fewer duties wait for each other",
    ),
    unknown=(
        "Whether every date is kept with a chance of at least {limit} cannot be told: {what} {are} not known.",
        "say how long they take, as a range or a distribution; `not-controllable` says which date hangs on them",
    ),
)
def thin_slack(draft: Draft) -> Iterator[Answer]:
    """The dates hold, but with hardly any margin.

    A plan can be kept whatever happens and still be too thin: one debtor must do three things in a row, each on the
    first day on which it can be done. Or each date is likely to be kept, and all of them together are not. Experience
    with such plans is that they are put off, and put off again.

    The check looks for two things. The first is a chain of three or more duties of one debtor, each waiting for the one
    before it, none with a day to spare between the first day on which it can be done and the last one that the due
    dates leave, if everything that nobody controls takes its longest. What is all done on one day is an exchange and
    counts as no chain; three is our choice.

    The second is the chance that every due date and the final date are kept, by the durations that the file declares.
    It is the best case: the parties do everything as soon as they may, lengths that are not known take no time, and
    durations are independent of each other. A duration is spread as the file says (`uniform`, `triangular`, `normal`,
    `lognormal`); a mere range counts as uniform, which is an assumption. The plan is run through some hundred times
    with durations drawn at random, always with the same draws, and it warns if the whole range in which the chance
    lies (95 %, after Wilson) is below the limit. That is 50 %, a choice of ours; `thresholds: {thin_slack: ...}`
    changes it. A date that `timeline-contradiction` or `not-controllable` tells of is left out, so that one fault is
    told once: what is left are the tails of distributions, beyond the 90 % that dates are planned for.

    ## Fails

    ```yaml
    title: Three in a row, and not a day between
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {forces: {scale: [scattered, cantoned, screened, trained], start: scattered}}
    obligations:
      canton:
        by: north
        to: [south]
        brings: forces.cantoned
        within: no earlier than 2030-02-01
        verified: {by: agency, takes: 10..30 days}
      screen:
        by: north
        to: [south]
        brings: forces.screened
        after: canton.verified
        takes: 30 days
        verified: {by: agency, takes: 10..30 days}
      train:
        by: north
        to: [south]
        brings: forces.trained
        after: screen.verified
        takes: 60 days
        within: no later than 2030-07-01
    ```

    ## Fails: less likely than asked

    ```yaml
    title: Each is likely, all together less so
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}, mine: {scale: [open, shut]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}, travel_ban: {imposed_by: south, imposed_on: north}}
    thresholds: {thin_slack: 95%}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-03-01
        verified: {by: agency, takes: {lognormal: {median: 60 days, sigma: 0.8}}}
      shut_mine:
        by: north
        to: [south]
        brings: mine.shut
        within: no earlier than 2030-03-01
        verified: {by: agency, takes: {lognormal: {median: 60 days, sigma: 0.8}}}
      lift_trade_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-10-15
      lift_travel_ban:
        by: south
        to: [north]
        lifts: {travel_ban: suspend}
        after: shut_mine.verified
        within: no later than 2030-10-15
    ```

    ## Passes

    ```yaml
    title: A buffer at the end
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {forces: {scale: [scattered, cantoned, screened, trained], start: scattered}}
    obligations:
      canton:
        by: north
        to: [south]
        brings: forces.cantoned
        within: no earlier than 2030-02-01
        verified: {by: agency, takes: 10..30 days}
      screen:
        by: north
        to: [south]
        brings: forces.screened
        after: canton.verified
        takes: 30 days
        verified: {by: agency, takes: 10..30 days}
      train:
        by: north
        to: [south]
        brings: forces.trained
        after: screen.verified
        takes: 60 days
        within: no later than 2030-10-01
    ```

    ## Cannot tell

    ```yaml
    title: How long does it take?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-03-01
        verified: {by: agency, takes: {lognormal: {median: 60 days, sigma: unknown}}}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-12-31
    ```
    """
    conflicts = draft.verdict.conflicts
    if not conflicts:
        for chain in tight_chains(draft.plan, _ROW):
            yield _chain(draft, chain)
    if len(conflicts) < MOST:
        yield from _ask_chance(draft, {id(missed(conflict)) for conflict in conflicts})


def _chain(draft: Draft, chain: Chain) -> Answer:
    name = chain.duties[-1][0]
    because = [
        Reason(f"`{duty}` can be done on {day_of(day)}, and no later", draft.duties[duty].span)
        for duty, day in chain.duties
    ]
    because += [rule.reason for date in chain.deadlines if isinstance(rule := date.bound.origin, Rule)][:_SHOWN]
    moved = [(date.bound, _BUFFER) for date in chain.deadlines]
    fixes = put_off(draft, moved, f"put a buffer of {_BUFFER} days before the date, to be replaced by yours")
    values = {"debtor": chain.debtor, "count": str(len(chain.duties)), "duty": name, "due": str(day_of(chain.due))}
    return Answer("chain", draft.duties[name].span, name, tuple(because), fixes, values=values)


def _ask_chance(draft: Draft, told: set[int]) -> Iterator[Answer]:
    found = chance(draft.plan, generator(), told=told)
    if found is None:
        return
    limit = _limit(draft)
    low, high = found.interval
    if high < limit:
        values = {"chance": f"{found.share:.0%}", "low": f"{low:.0%}", "high": f"{high:.0%}", "limit": f"{limit:.0%}"}
        worst = sorted(found.at_risk, key=lambda risk: risk.share)[:_SHOWN]
        rules = [(risk, risk.bound.origin) for risk in worst if isinstance(risk.bound.origin, Rule)]
        because = tuple(
            Reason(f"{rule.words}: kept in {risk.share:.0%} of the draws", rule.span) for risk, rule in rules
        )
        span = next((rule.span for _, rule in rules if rule.span is not None), draft.source.head)
        yield Answer("chance", span, "", because, _buffers(draft, found, limit), values=values)
        return
    unknown = _before_a_date(draft, told)
    if unknown:
        missing = tuple(dict.fromkeys(one.missing for one in unknown if one.missing is not None))
        count = len(missing)
        what = "the length of one thing that they wait for" if count == 1 else f"the lengths of {count} things"
        values = {"limit": f"{limit:.0%}", "what": what, "are": "is" if count == 1 else "are"}
        yield Answer("unknown", unknown[0].span, "", missing=missing, values=values)


def _limit(draft: Draft) -> float:
    wanted = draft.process.thresholds.thin_slack if draft.process.thresholds else None
    return float(wanted.high) / 100 if isinstance(wanted, Percent) else 0.5


def _buffers(draft: Draft, found: Chance, limit: float) -> tuple[Fix, ...]:
    """The dates at risk moved by as much as enough of the draws need."""
    enough = min(found.draws, ceil((limit + _MARGIN) * found.draws))
    worst = [max(days) for days in zip(*(risk.late for risk in found.at_risk), strict=True)]
    kept = sorted(range(found.draws), key=worst.__getitem__)[:enough]
    moved: list[tuple[Bound, int]] = []
    for risk in found.at_risk:
        days = ceil(max(risk.late[draw] for draw in kept))
        if days > 0:
            moved.append((risk.bound, days))
    return put_off(draft, moved, f"put a buffer before each date at risk, of up to {max(d for _, d in moved)} days")


def _before_a_date(draft: Draft, told: set[int]) -> list[Unknown]:
    """The lengths that are not known and that a date waits for."""
    plan = draft.plan
    if not plan.unknown:
        return []
    course = Course(plan)
    events = {date.event for date in course.deadlines() if id(date.bound) not in told}
    before = {event for one in plan.unknown for event in course.between(course.same[one.end], events)}
    return [
        one
        for one in plan.unknown
        if one.missing is not None and course.same[one.end] in before and CALENDAR not in (one.start, one.end)
    ]
