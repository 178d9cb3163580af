"""Whether the dates leave room for what takes time, and for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change, consequence
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import latest_after
from reconvene.document.expressions import Duration, Fact, Limit, Side, Window
from reconvene.document.kinds import Estimate, facts_of
from reconvene.document.obligation import Miss, Obligation, Verification
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity

_COLLAPSE = "terminate"


@check(
    "T08",
    Severity.WARNING,
    """Marco Pinfari compared 68 episodes of negotiation over territory, 1990-2005: high time pressure can bring
    agreements, but only low pressure or none goes with durable ones, above all where much is at stake at once (Journal
    of Conflict Resolution, October 2011).""",
    cliff=(
        "If `{duty}` misses its date, everything ends at once: nothing comes before `terminate`.",
        "give time to put it right, an extension, or a body that takes it up; keep the end for what cannot be mended",
    ),
    unknown=(
        "Whether `{duty}` ends everything if it misses its date cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def hard_cliff(draft: Draft) -> Iterator[Answer]:
    """The only thing that follows a missed date is the end of everything.

    The final date belongs to the end state, so that nobody can wait for ever (`no-final-deadline`). A single step is
    late for many reasons, most of them mendable. If a day's delay ends the whole process, each date becomes a crisis,
    and whoever wants the end needs only to be late.

    The check reads `if_missed` of each duty, and `series_missed` where one miss is enough. A time to cure, an
    extension or a body that takes it up before `terminate` is enough to pass. That a date has no rule, or one that is
    not known, is told by `deadline-without-consequence`; how many issues there are for how few days is not asked.

    ## Fails

    ```yaml
    title: One day late
    parties: {north: {}, south: {}}
    days: {signed: 2030-01-01}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: 60 days of signed
        if_missed: {then: terminate}
    ```

    ## Passes

    ```yaml
    title: A month to put it right
    parties: {north: {}, south: {}}
    days: {signed: 2030-01-01}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: 60 days of signed
        if_missed: {cure: 30 days, then: terminate}
    ```

    ## Cannot tell

    ```yaml
    title: Perhaps some time to put it right
    parties: {north: {}, south: {}}
    days: {signed: 2030-01-01}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: 60 days of signed
        if_missed: {cure: unknown, then: terminate}
    ```
    """
    for name, duty in draft.duties.items():
        rule = duty.if_missed
        if isinstance(rule, Miss):
            yield from _ask_miss(name, rule)
        series = duty.series_missed
        if series is not None and series.then == _COLLAPSE and 1 in (series.in_a_row, series.in_all):
            because = (Reason("one miss is enough", series.span),)
            fixes = change(f"let `{consequence(draft)}` follow", series, "then", consequence(draft))
            yield Answer("cliff", series.value_span("then"), name, because, fixes, values={"duty": name})


def _ask_miss(name: str, rule: Miss) -> Iterator[Answer]:
    if rule.cure or rule.extend or rule.refer_to:
        return
    unsaid = next((key for key in ("cure", "extend", "refer_to") if key in rule.unsaid), None)
    if rule.then == _COLLAPSE and unsaid is None:
        because = (Reason("this is all that follows", rule.span),)
        fixes = add_key("give 30 days to put it right first, to be replaced by yours", rule, "cure", "30 days")
        yield Answer("cliff", rule.value_span("then"), name, because, fixes, values={"duty": name})
    elif rule.then == _COLLAPSE and unsaid is not None:
        ask = f"say what comes before the end if {name} is missed: {unsaid}"
        missing = (MissingFact(f"{name}.if_missed.{unsaid}", ask),)
        values = {"duty": name, "what": f"its `{unsaid}`", "word": rule.unsaid[unsaid], "ask": ask}
        yield Answer("unknown", rule.value_span(unsaid), name, missing=missing, values=values)


@check(
    "V07",
    Severity.WARNING,
    """Agreed Framework, 21 October 1994: the reactors were to be ready in 2003, and their core parts could be delivered
    only after full safeguards compliance. The agency put the time to verify that at three to four years, others at up
    to five (IAEA press release 2002/01; Nuclear Engineering International, "Another KEDO delay").""",
    no_time=(
        "`{next}` waits until `{duty}` is verified, and nothing says how long that takes.",
        "add `takes:` to `verified` of `{duty}`, with the range of time that verifying takes",
    ),
    no_wait=(
        "`{next}` may begin when `{duty}` is performed, before anybody verified it, which takes {takes}.",
        "wait for `{duty}.verified`; if a word is to be trusted, say so with `{duty}.claimed`",
    ),
    same_day=(
        "`{next}` is due by {due}, and `{duty}`, which it waits for, may be done on {done}; verifying takes {takes}.",
        "date `{next}` from the verification, or let `{duty}` be done earlier",
    ),
    unknown=(
        "Whether `{next}` leaves time to verify `{duty}` cannot be told: how long that takes is {word}.",
        "say how long it takes to verify {duty}",
    ),
)
def zero_time_verification(draft: Draft) -> Iterator[Answer]:
    """The next step is due when the one before it is done, as if verifying took no time.

    Verification takes as long as it takes, and nobody at the table can shorten it. A next step that is dated from the
    deed, and not from its verification, is either late from the first day or taken blind.

    The check reads each duty that waits (`after`) for another one that has a verification. It asks three things: that
    the time to verify is written and not zero; that the next step waits for *verified* and not for *performed*; and
    that its last day lies after the last day of the deed it waits for. Whether all dates hold together is not asked
    here. A step that waits for a mere word (`claimed`) says so aloud and is left alone.

    ## Fails

    ```yaml
    title: Due on the same day
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no later than 2030-06-30
        verified: {by: agency, takes: 30..90 days}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-06-30
    ```

    ## Fails: no time at all

    ```yaml
    title: Verified at once
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: agency}}
      lift_ban: {by: south, to: [north], lifts: {trade_ban: suspend}, after: close_plant.verified}
    ```

    ## Fails: before anybody looked

    ```yaml
    title: On performance
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: agency, takes: 30..90 days}}
      lift_ban: {by: south, to: [north], lifts: {trade_ban: suspend}, after: close_plant.performed}
    ```

    ## Passes

    ```yaml
    title: Dated from the verification
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no later than 2030-06-30
        verified: {by: agency, takes: 30..90 days}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: 30 days and no later than 2030-10-31
    ```

    ## Cannot tell

    ```yaml
    title: Nobody knows how long it takes
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: agency, takes: unknown}}
      lift_ban: {by: south, to: [north], lifts: {trade_ban: suspend}, after: close_plant.verified}
    ```
    """
    for name, duty in draft.duties.items():
        for fact in facts_of(duty.after):
            first = draft.duties.get(getattr(fact, "thing", ""))
            if first is None or first is duty or not isinstance(fact, Fact) or first.shape not in ("act", "effort"):
                continue
            if isinstance(first.verified, Verification) and first.verified.by != "nobody":
                yield from _ask_wait(draft, (name, duty), (fact.thing, first), fact, first.verified)


def _ask_wait(
    draft: Draft, step: tuple[str, Obligation], deed: tuple[str, Obligation], fact: Fact, regime: Verification
) -> Iterator[Answer]:
    (name, duty), (first_name, first) = step, deed
    values = {"next": name, "duty": first_name}
    because = (Reason(f"`{name}` waits for `{fact}`", duty.value_span("after")),)
    takes = regime.takes.value if isinstance(regime.takes, Estimate) else None
    if fact.state not in ("verified", "performed"):
        return
    if isinstance(takes, Duration) and takes.high > 0:
        values["takes"] = str(takes)
        if fact.state == "performed":
            yield Answer("no_wait", duty.value_span("after"), name, because, _wait(duty, fact), values=values)
            return
        done, due = _last_day(draft, first), _last_day(draft, duty)
        if done is not None and due is not None and due <= done:
            values |= {"due": due.isoformat(), "done": done.isoformat()}
            later = latest_after(done, takes, draft.bounds.closed)
            fixes = _later(duty, later) if later is not None else ()
            yield Answer("same_day", duty.value_span("within"), name, because, fixes, values=values)
    elif fact.state == "verified":
        yield from _ask_time(name, first, regime, because, values)


def _ask_time(
    name: str, first: Obligation, regime: Verification, because: tuple[Reason, ...], values: dict[str, str]
) -> Iterator[Answer]:
    unsaid = regime.unsaid.get("takes") or (regime.takes.unsaid.get("value") if regime.takes is not None else None)
    if unsaid:
        missing = (MissingFact(f"{first.name}.verified.takes", f"say how long it takes to verify {first.name}"),)
        values["word"] = unsaid
        yield Answer("unknown", regime.value_span("takes"), name, missing=missing, values=values)
    elif regime.takes is None or isinstance(regime.takes.value, Duration):
        fixes = change("say that the time to verify it is not known yet", regime, "takes", "unknown")
        yield Answer("no_time", regime.value_span("takes"), name, because, fixes, values=values)


def _last_day(draft: Draft, duty: Obligation) -> date | None:
    if not isinstance(duty.within, Window):
        return None
    return draft.bounds.latest_in(duty.within, duty.value_span("within")).day


def _wait(duty: Obligation, fact: Fact) -> tuple[Fix, ...]:
    """A fix that lets a step wait for the verification instead of the deed, wherever in its condition that stands."""
    span = duty.value_span("after")
    deed, verified = f"{fact.thing}.performed", f"{fact.thing}.verified"
    places = [match.span() for match in re.finditer(rf"(?<![\w.]){re.escape(deed)}(?![\w.])", span.text)]
    if not places:
        return ()
    return (Fix(f"wait for `{verified}`", tuple(Edit(span.part(*place), verified) for place in places)),)


def _later(duty: Obligation, day: date) -> tuple[Fix, ...]:
    """A fix that moves the last day of a step to the day on which verifying has ended at the latest."""
    limits = duty.within.limits if duty.within is not None else ()
    kept = [str(limit) for limit in limits if isinstance(limit, Limit) and limit.side is Side.EARLIEST]
    text = " and ".join([*kept, f"no later than {day}"])
    return change(f"move it to {day}, when verifying has ended at the latest", duty, "within", text)
