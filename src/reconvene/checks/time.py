"""When: final dates, dates without consequence, deserts in the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reconvene.checks.calendar import Meeting, desert_limit, deserts, meetings
from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, add_key, add_section, change, consequence, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import add
from reconvene.document.expressions import Soon, TimeUnit, Window
from reconvene.document.kinds import Day, facts_of
from reconvene.document.obligation import Miss, Obligation
from reconvene.document.package import EndState
from reconvene.document.pressure import Thing
from reconvene.document.process import Process
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span
from reconvene.timing.hanging import Hanging


@check(
    "T01",
    Severity.ERROR,
    """After Singapore (12 June 2018) and Hanoi (28 February 2019) there was no date for the end of the process.
    Patricia M. Kim, Foreign Policy, March 2019: a road map needs a final deadline "even if this end state is set
    many years from now"; a "completely open-ended timeline" amounts to recognition.""",
    no_end_state=(
        "The process does not say what it ends in.",
        "write `end_state:` with the facts that must hold, and who finds that they do",
    ),
    no_date=(
        "The process has no final date: nothing says by when it must have reached its end.",
        "write `final_date:` with a date that everybody can keep, even one many years away",
    ),
    floating=(
        "The final date hangs on `{event}`, which may never come: no date holds in any case.",
        "add `no_later_than:` with a date beside it",
    ),
    not_decidable=(
        "The end state asks for `{fact}`, and nothing in the process brings `{thing}` there.",
        "name a duty that `brings: {fact}`, or take the fact out of the end state",
    ),
    no_finder=(
        "Nobody is named who finds that the end state is reached.",
        "add `verified_by:` to the end state",
    ),
    unknown=(
        "Whether the process has an end cannot be told: the file says that its {what} is {word}.",
        "{ask}",
    ),
)
def no_final_deadline(draft: Draft) -> Iterator[Answer]:
    """The process has no end that could be dated and found.

    A road map reassures allies only if it says what it ends in and by when, and if somebody can find that it is so. A
    date counted from an event that may never come is no date; *no later than* a day makes it one.

    The check asks five things, one after the other: an end state; somebody who finds that it is reached; for each item
    that has a scale, a duty that brings it to the state the end asks for; a final date; and a bound for that date that
    does not hang on an event. A phase or a gate that closes in any case by a day gives such a bound, a duty that is due
    does not, since it can be missed.

    ## Fails

    ```yaml
    title: Talks without an end
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed], start: running, goal: closed}}
    end_state: {all: [plant.closed], verified_by: north}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ## Passes

    ```yaml
    title: Talks with an end
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed], start: running, goal: closed}}
    final_date: 2032-12-31
    end_state: {all: [plant.closed], verified_by: agency}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ```yaml
    title: An end counted from a phase with a long-stop
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed], start: running, goal: closed}}
    phases: {halt: {opens: 2030-01-01, closes: {all: [close_plant.verified]}, no_later_than: 2031-01-01}}
    final_date: 5 years after halt.closed
    end_state: {all: [plant.closed], verified_by: agency}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ## Cannot tell

    ```yaml
    title: Talks whose end is still open
    parties: {north: {}, south: {}}
    final_date: unknown
    end_state: unknown
    ```
    """
    process = draft.process
    yield from _ask_end_state(draft, process)
    if "final_date" in process.unsaid:
        yield _unknown(process, "final_date", "final date", "say by when the end must be reached: final_date")
    elif process.final_date is None:
        day = add(draft.now, _TEN, TimeUnit.YEAR)
        fix = add_section(
            f"set the final date to {day}: ten years, to be replaced by yours", draft, f"final_date: {day}"
        )
        yield Answer("no_date", _title(draft), "final_date", fixes=fix)
    else:
        yield from _ask_final_date(draft, process.final_date)


_TEN = Decimal(10)


def _title(draft: Draft) -> Span:
    process = draft.process
    return process.value_span("title") if process.title else draft.source.head


def _unknown(process: Process, key: str, what: str, ask: str) -> Answer:
    missing = (MissingFact(key, ask),)
    return Answer(
        "unknown",
        process.value_span(key),
        key,
        missing=missing,
        values={"what": what, "word": process.unsaid[key], "ask": ask},
    )


def _ask_end_state(draft: Draft, process: Process) -> Iterator[Answer]:
    end = process.end_state
    if "end_state" in process.unsaid:
        yield _unknown(process, "end_state", "end state", "say what the process ends in: end_state")
    elif not isinstance(end, EndState) or not end.conditions:
        goals = [f"{name}.{item.goal}" for name, item in (process.items or {}).items() if item.goal]
        text = f"{{all: [{', '.join(goals)}], verified_by: unknown}}" if goals else "unknown"
        title = "write the goals of the items as the end state" if goals else "say that the end state is not known yet"
        yield Answer("no_end_state", _title(draft), "end_state", fixes=add_section(title, draft, f"end_state: {text}"))
    else:
        yield from _ask_reachable(draft, end)
        if "verified_by" in end.unsaid:
            ask = "say who finds that the end state is reached: end_state.verified_by"
            missing = (MissingFact("end_state.verified_by", ask),)
            values = {"what": "verifier", "word": end.unsaid["verified_by"], "ask": ask}
            yield Answer("unknown", end.value_span("verified_by"), "end_state", missing=missing, values=values)
        elif end.verified_by is None:
            fix = add_key("say that the verifier of the end state is not known yet", end, "verified_by", "unknown")
            yield Answer("no_finder", process.key_span_of("end_state"), "end_state", fixes=fix)


def _ask_reachable(draft: Draft, end: EndState) -> Iterator[Answer]:
    brought = {str(fact) for duty in draft.duties.values() for fact in (duty.brings, duty.toward) if fact}
    brought |= {
        str(follow) for choice in (draft.process.choices or {}).values() for follow in (choice.outcomes or {}).values()
    }
    for fact in (fact for condition in end.conditions for fact in facts_of(condition)):
        item = (draft.process.items or {}).get(getattr(fact, "thing", ""))
        state = getattr(fact, "state", "")
        if item is None or str(fact) in brought or item.start == state or _reached_by_more(item, state, brought):
            continue
        thing = str(fact).split(".", 1)[0]
        name = new_name(draft, f"bring_{thing}_to_{state}")
        by_then = "final_date" if draft.process.final_date is not None else add(draft.now, _TEN, TimeUnit.YEAR)
        duty = f"{{by: unknown, brings: {fact}, within: no later than {by_then}, "
        duty += f"if_missed: {{cure: 30 days, then: {consequence(draft)}}}, verified: {{by: unknown}}}}"
        yield Answer(
            "not_decidable",
            end.value_span("all" if end.all else "any"),
            "end_state",
            because=(Reason(f"`{thing}` starts as `{item.start or 'nothing'}`", item.span),),
            fixes=add_entry(
                f"add a duty that brings `{fact}`, its debtor still open", draft, "obligations", name, duty
            ),
            values={"fact": str(fact), "thing": thing},
        )


def _reached_by_more(item: Thing, state: str, brought: set[str]) -> bool:
    """Whether a duty brings the item to a state that lies beyond the wanted one."""
    scale = item.scale or ()
    if state not in scale:
        return True
    return any(f"{item.name}.{further}" in brought for further in scale[scale.index(state) :])


def _ask_final_date(draft: Draft, final: Day) -> Iterator[Answer]:
    reach = draft.bounds.latest_of(final)
    place = draft.plan.place("day", "final_date", "reached")
    bounded = reach.day is not None or (place is not None and place in Hanging(draft.plan, firm=True).bounded)
    if bounded and final.only_if is None:
        return
    event = reach.hangs_on or "a condition"
    day = add(draft.now, _TEN, TimeUnit.YEAR)
    if final.no_later_than is not None:
        fixes = change("let the final date hold in any case", draft.process, "final_date", str(day))
    elif final.at is not None:
        text = f"{{at: {final.at}, no_later_than: {day}}}"
        fixes = change(f"bound it: in any case by {day}, to be replaced by yours", draft.process, "final_date", text)
    else:
        fixes = add_key(f"bound it: in any case by {day}, to be replaced by yours", final, "no_later_than", str(day))
    span = draft.process.value_span("final_date")
    yield Answer("floating", span, "final_date", because=reach.reasons, fixes=fixes, values={"event": event})


@check(
    "T07",
    Severity.ERROR,
    """Six-Party Talks, Initial Actions of 13 February 2007: Yongbyon was to be shut down within 60 days, by 14 April.
    It was shut down on 14 July, 91 days late (text: china.org.cn, 14 February 2007; notice of the shut-down: The
    New York Times, 15 July 2007).""",
    fails=(
        "`{duty}` has a due date ({due}), and nothing is said of what follows if it passes.",
        "add `if_missed:` with a time to put it right and what comes then",
    ),
    half=(
        "`{duty}` gives time to put a miss right, and nothing follows when that time is over.",
        "add `then:` to its `if_missed`",
    ),
    unknown=(
        "What follows if `{duty}` misses its date is {word}.",
        "say what follows if {duty} is missed",
    ),
)
def deadline_without_consequence(draft: Draft) -> Iterator[Answer]:
    """A due date, and no rule for missing it.

    A date that nothing follows teaches everybody that dates do not matter. The rule need not punish: time to cure,
    then a body that takes it up, an extension, or the way back to the table is enough.

    The check reads every duty that has a date (`within`, `no_later_than`, `begins`) and asks for `if_missed` with
    something that ends the matter: `then`, `extend` or `refer_to`. A series may say it in `series_missed`. Standing
    duties have no due date; what follows a breach is in `if_contested`. What holds if a negotiation brings nothing by
    its date is its `else`, which `agree-to-agree` asks for.

    ## Fails

    ```yaml
    title: A date without a rule
    parties: {north: {}, south: {}}
    days: {signed: 2030-01-01}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, within: 60 days of signed}
    ```

    ## Passes

    ```yaml
    title: A date with a rule
    parties: {north: {}, south: {}}
    days: {signed: 2030-01-01}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: 60 days of signed
        if_missed: {cure: 30 days, then: return}
    ```

    ```yaml
    title: Talks with a date, and what holds after it
    parties: {north: {}, south: {}}
    obligations:
      talk:
        by: each of parties
        kind: negotiate
        question: the final status
        within: no later than 2030-12-31
        else: the interim rules go on for two years
    ```

    ## Cannot tell

    ```yaml
    title: A date whose rule is not known
    parties: {north: {}, south: {}}
    days: {signed: 2030-01-01}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, brings: plant.closed, within: 60 days of signed, if_missed: unknown}
    ```
    """
    for name, duty in draft.duties.items():
        due = duty.due
        if due is None or (isinstance(due[1], Window) and all(isinstance(limit, Soon) for limit in due[1].limits)):
            continue
        if duty.series_missed is not None and duty.series_missed.then:
            continue
        if duty.kind == "negotiate" and duty.if_missed is None and "if_missed" not in duty.unsaid:
            continue
        if "if_missed" in duty.unsaid:
            missing = (MissingFact(f"{name}.if_missed", f"say what follows if {name} is missed"),)
            values = {"duty": name, "word": duty.unsaid["if_missed"]}
            yield Answer("unknown", duty.value_span("if_missed"), name, missing=missing, values=values)
        else:
            yield from _ask_consequence(draft, name, duty, due[0])


def _ask_consequence(draft: Draft, name: str, duty: Obligation, key: str) -> Iterator[Answer]:
    rule = duty.if_missed
    values = {"duty": name, "due": duty.value_span(key).text.strip() or str(duty.due)}
    then = consequence(draft)
    if isinstance(rule, Miss):
        if "then" in rule.unsaid:
            missing = (MissingFact(f"{name}.if_missed.then", f"say what follows if {name} is missed"),)
            yield Answer(
                "unknown",
                rule.value_span("then"),
                name,
                missing=missing,
                values={**values, "word": rule.unsaid["then"]},
            )
        elif not (rule.then or rule.extend or rule.refer_to):
            fix = add_key(f"let the matter go to `{then}`", rule, "then", then)
            yield Answer("half", duty.key_span_of("if_missed"), name, fixes=fix, values=values)
        return
    because = (Reason(f"`{name}` is due {values['due']}", duty.value_span(key)),)
    fix = change(f"give 30 days to put it right, then `{then}`", duty, "if_missed", f"{{cure: 30 days, then: {then}}}")
    yield Answer("fails", duty.key_span_of(key), name, because, fix, values=values)


@check(
    "T10",
    Severity.WARNING,
    """Six-Party Talks: 395 days passed between the round of June 2004 and that of July 2005, although a round "by the
    end of September 2004" had been announced (UN Disarmament Yearbook 2004; china.org.cn, 19 July 2005).""",
    nothing=(
        "After {now} the process has nothing with a date: no meeting, no review, no duty, no final date.",
        "agree on a date, or on a rhythm: `reviews: {{monthly: {{every: 30 days}}}}`",
    ),
    rare=(
        "Nothing comes round more often than `{what}`, {every}; in between, up to {days} days pass with nothing else.",
        "let it meet at least every {limit} days, at technical level and whatever the progress",
    ),
    gap=(
        "Between {start} and {end} nothing is scheduled for {days} days; the limit is {limit}.",
        "put a meeting in between, or a rhythm at technical level that does not depend on progress",
    ),
    unknown=(
        "Whether the calendar has a gap cannot be told: `{what}` has no date.",
        "say when {what} is",
    ),
)
def calendar_desert(draft: Draft) -> Iterator[Answer]:
    """A long time in which nothing is scheduled.

    Talks stall where the calendar is empty: nobody has to prepare, nobody has to refuse. A standing meeting at
    technical level, whose agenda may be *none*, costs little and keeps the table there.

    The check gathers whatever has a date, from the day it is asked to the final date: meetings, reviews, phases, gates,
    sequences of a day, when duties are due and when they end, when what was left open is to be settled. It finds the
    longest time between two of them. The limit is 60 days, a choice of ours; `thresholds: {calendar_desert: ...}`
    changes it. A channel, body or review that meets by itself often enough leaves no gap. A review counted from an
    event that may never come, such as the review of a pause, fills no gap either, and no date is asked of it.

    ## Fails

    ```yaml
    title: One meeting, then nothing
    as_of: 2030-01-01
    final_date: 2032-01-01
    parties: {north: {}, south: {}}
    sessions:
      opening: {dated: 2030-01-20, held: planned}
    ```

    ```yaml
    title: Four times a year
    as_of: 2030-01-01
    final_date: 2032-01-01
    parties: {north: {}, south: {}}
    bodies: {commission: {members: all of parties, cadence: every 3 months}}
    ```

    ## Passes

    ```yaml
    title: A monthly review
    as_of: 2030-01-01
    final_date: 2032-01-01
    parties: {north: {}, south: {}}
    reviews:
      monthly: {every: 30 days from 2030-01-15}
    ```

    ```yaml
    title: A day agreed, and a day by which the rest is settled
    as_of: 2030-01-01
    final_date: 2030-05-15
    parties: {north: {}, south: {}}
    terms: {long_launch: {deliberate: {settle_by: 2030-04-01, else: it includes the satellite}}}
    sequences:
      exchange: {dated: 2030-02-15, steps: [{name: prisoners_go, by: north}, {name: funds_go, by: south}]}
    ```

    ## Cannot tell

    ```yaml
    title: A meeting without a date
    as_of: 2030-01-01
    final_date: 2032-01-01
    parties: {north: {}, south: {}}
    sessions:
      opening: {dated: unknown, held: planned}
    ```
    """
    limit, found = desert_limit(draft), list(meetings(draft))
    empty = deserts(draft, found)
    if not empty:
        return
    gap = max(empty, key=lambda each: (each[1] - each[0], -each[0].toordinal()))
    floating = [each for each in found if each.day is None and each.every is None and not each.upon_event]
    rhythm = min((each for each in found if each.every is not None), key=lambda each: each.every or 0, default=None)
    if rhythm is not None and rhythm.every is not None and rhythm.every < (gap[1] - gap[0]).days:
        yield _rare(draft, rhythm, limit)
        return
    if floating:
        what = floating[0].what
        missing = tuple(MissingFact(f"{meeting.what}.dated", f"say when {meeting.what} is") for meeting in floating)
        yield Answer("unknown", floating[0].span, what, missing=missing, values={"what": what})
        return
    yield _desert(draft, gap, found, limit)


def _rare(draft: Draft, rhythm: Meeting, limit: float) -> Answer:
    values = {"what": rhythm.what, "every": rhythm.rhythm, "days": f"{rhythm.every:.0f}", "limit": f"{limit:.0f}"}
    return Answer("rare", rhythm.span, "calendar", (), _session(draft, draft.now), values=values)


def _desert(draft: Draft, gap: tuple[date, date], found: list[Meeting], limit: float) -> Answer:
    start, end = gap
    waiting = [
        Reason(f"`{each.what}` has no day until its event comes", each.span) for each in found if each.upon_event
    ]
    fix = _session(draft, start)
    if end == date.max:
        last = [Reason(f"`{each.what}` is the last", each.span) for each in found if each.day == start]
        because = (*last, *waiting)
        return Answer("nothing", _title(draft), "calendar", because, fix, values={"now": start.isoformat()})
    sides = [each for each in found if each.day in gap]
    because = (*(Reason(f"`{each.what}` is on {each.day}", each.span) for each in sides), *waiting)
    values = {"start": str(start), "end": str(end), "days": str((end - start).days), "limit": f"{limit:.0f}"}
    span = sides[0].span if sides else _title(draft)
    return Answer("gap", span, "calendar", because, fix, values=values)


def _session(draft: Draft, start: date) -> tuple[Fix, ...]:
    """The fix that adds a rhythm of thirty days."""
    after = add(start, _THIRTY, TimeUnit.DAY)
    name = new_name(draft, "technical_session")
    then = "return" if draft.process.return_ is not None or not draft.process.disputes else consequence(draft)
    text = f"{{every: 30 days from {after}, if_not_held: {{within: 14 days, then: {then}}}}}"
    return add_entry("add a technical session every 30 days", draft, "reviews", name, text)


_THIRTY = Decimal(30)
