"""Whether what holds for a time holds long enough: until what it stands in for is verified."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.expressions import Fact, Moment, Offset, When
from reconvene.document.kinds import Day, facts_of
from reconvene.document.obligation import DEPTHS, Obligation, Shape
from reconvene.text.edit import replace_value
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping
from reconvene.timing.course import Course


@check(
    "T09",
    Severity.WARNING,
    """Accord with Iran of 14 July 2015: Transition Day was to come eight years after Adoption Day or with the agency's
    conclusion that all nuclear material was in peaceful use, whichever was earlier; the resolution of the Council was
    to end after ten years, whether or not that conclusion had come (Reuters, 14 July 2015; jpoasanctions.org, key
    dates).""",
    before=(
        "`{limit}` ends by {ends}, and `{step}`, for which it stands in, cannot be verified before {first}.",
        "let it end on the later of its date and that verification, and review it in between",
    ),
    may=(
        "`{limit}` ends by {ends}, and `{step}`, for which it stands in, may be verified only later: {last}.",
        "let it end on the later of its date and that verification, and review it in between",
    ),
    permanent=(
        "`{step}` ends `{measure}` for good, and `{limit}`, for which that is given, ends by {ends}.",
        "suspend the measure until the end state is verified, or let the limit hold until then",
    ),
    until_unknown=(
        "Whether `{limit}` outlasts the verification of what it stands in for cannot be told: its end is {word}.",
        "say until when {limit} holds, or leave `until` out if it has no end",
    ),
    unknown=(
        (
            "Whether `{limit}`, which ends by {ends}, outlasts the verification of `{step}` cannot be told: nobody "
            "says how long that takes."
        ),
        "say how long it takes to verify {step}",
    ),
)
def sunset_before_assurance(draft: Draft) -> Iterator[Answer]:
    """A limit ends before what it stands in for is verified, or what was given for it is given for good.

    A freeze buys time for something deeper: a dismantlement, a declaration that proves complete. If the freeze has a
    date of its own and the deeper step has none, time does the work of verification, and on the day of sunset nobody
    knows what is allowed again. Whichever comes *later*, the date or the verification, is a sunset; whichever comes
    earlier is a hope.

    The check reads each duty to limit or forbear that has an end (`until`). It stands in for a duty that goes further
    in the same matter: one that cuts deeper into the same threat or path (`addresses`), or that brings about a state of
    the thing that it limits (`limits`), or a later state than it brings about itself (`brings`). If one such duty is
    verified by the day on which the limit ends at the latest, or if the end waits for its verification, that is enough.
    It compares the last day of the end with the first and the last day, in the plan, on which the deeper step can be
    verified. Where the dates of the plan clash, `timeline-contradiction` speaks first.

    It also reads relief that is given for good (`lifts: {...: terminate}`) in exchange for a limit (`in_return_for`,
    either way) that ends before the final date.

    ## Fails

    ```yaml
    title: Eight years, whatever is verified
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    threats: {warheads: {of: north}}
    items: {plant: {scale: [running, dismantled], start: running}}
    obligations:
      freeze_plant:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        from: 2030-02-01
        until: 2033-02-01
      dismantle_plant:
        by: north
        to: [south]
        brings: plant.dismantled
        addresses: {warheads: dismantle}
        within: no earlier than 2032-01-01 and no later than 2032-12-31
        verified: {by: agency, takes: 2..3 years}
    ```

    ## Fails: with luck in time

    ```yaml
    title: No day by which the rest is done
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, dismantled], start: running}}
    obligations:
      limit_plant:
        {by: north, to: [south], kind: limit, limits: plant, from: 2030-02-01, until: 2033-02-01}
      dismantle_plant:
        {by: north, to: [south], brings: plant.dismantled, verified: {by: agency, takes: 30..60 days}}
    ```

    ## Fails: for good against for a time

    ```yaml
    title: What is given back, and what is not
    as_of: 2030-01-01
    final_date: 2040-01-01
    parties: {north: {}, south: {}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      freeze_plant:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        from: 2030-02-01
        until: 2035-02-01
        in_return_for: [lift_ban]
      lift_ban: {by: south, to: [north], lifts: {trade_ban: terminate}, within: no later than 2030-06-01}
    ```

    ## Passes

    ```yaml
    title: The date or the verification, whichever is later
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    threats: {warheads: {of: north}}
    items: {plant: {scale: [running, dismantled], start: running}}
    obligations:
      freeze_plant:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        from: 2030-02-01
        until: {latest: [2033-02-01, dismantle_plant.verified]}
      dismantle_plant:
        by: north
        to: [south]
        brings: plant.dismantled
        addresses: {warheads: dismantle}
        within: no earlier than 2032-01-01 and no later than 2032-12-31
        verified: {by: agency, takes: 2..3 years}
    ```

    ## Cannot tell

    ```yaml
    title: How long does it hold?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, dismantled], start: running}}
    obligations:
      limit_plant: {by: north, to: [south], kind: limit, limits: plant, from: 2030-02-01, until: unknown}
      dismantle_plant:
        {by: north, to: [south], brings: plant.dismantled, verified: {by: agency, takes: 30..60 days}}
    ```

    ```yaml
    title: How long does verifying take?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, dismantled], start: running}}
    obligations:
      limit_plant: {by: north, to: [south], kind: limit, limits: plant, from: 2030-02-01, until: 2033-02-01}
      dismantle_plant:
        by: north
        to: [south]
        brings: plant.dismantled
        within: no later than 2032-02-01
        verified: {by: agency, takes: unknown}
    ```
    """
    told: set[str] = set()
    limits = [duty for duty in draft.duties.values() if _is_limit(duty)]
    for limit in limits:
        steps = [step for step in draft.duties.values() if _goes_further(draft, step, limit)]
        for answer in _ask_end(draft, limit, steps) if steps else ():
            told.add(limit.name)
            yield answer
    for limit in limits:
        if limit.name not in told and limit.until is not None:
            yield from _ask_relief(draft, limit)


def _is_limit(duty: Obligation) -> bool:
    return duty.kind in ("forbear", "limit") and duty.shape is Shape.STANDING


def _goes_further(draft: Draft, step: Obligation, limit: Obligation) -> bool:
    """Whether a duty goes further in the same matter, so that the limit stands in for it."""
    if step is limit:
        return False
    depths = limit.addresses or {}
    if any(_depth(mode) > _depth(depths[name]) for name, mode in (step.addresses or {}).items() if name in depths):
        return True
    if not isinstance(step.brings, Fact):
        return False
    if limit.limits == step.brings.thing:
        return True
    thing = (draft.process.items or {}).get(step.brings.thing)
    scale = list(thing.scale or ()) if thing is not None else []
    if not isinstance(limit.brings, Fact) or limit.brings.thing != step.brings.thing:
        return False
    states = (limit.brings.state, step.brings.state)
    return all(state in scale for state in states) and scale.index(states[1]) > scale.index(states[0])


def _depth(mode: str) -> int:
    return DEPTHS.index(mode) if mode in DEPTHS else -1


def _ask_end(draft: Draft, limit: Obligation, steps: list[Obligation]) -> Iterator[Answer]:
    if "until" in limit.unsaid:
        missing = (MissingFact(f"{limit.name}.until", f"say until when {limit.name} holds"),)
        values = {"limit": limit.name, "word": limit.unsaid["until"]}
        yield Answer("until_unknown", limit.value_span("until"), limit.name, missing=missing, values=values)
        return
    ends = _last(draft, limit, "ended")
    if limit.until is None or ends is None or any(_waits_for(draft, limit, step) for step in steps):
        return
    firsts = [(first, step) for step in steps if (first := _first(draft, step)) is not None]
    lasts = {step.name: _last(draft, step, "verified") for _, step in firsts}
    if not firsts or any(last is not None and last <= ends for last in lasts.values()):
        return
    earliest = min(first for first, _ in firsts)
    if earliest > ends:
        for first, step in firsts:
            if first == earliest:
                yield _answer(draft, "before", limit, step, ends, first)
        return
    unknown = [step for first, step in firsts if first <= ends and _is_unknown(draft, step)]
    best = min(lasts[step.name] or date.max for _, step in firsts)
    for first, step in firsts:
        if unknown:
            if step in unknown:
                yield _question(limit, step, ends)
        elif first <= ends and (lasts[step.name] or date.max) == best:
            yield _answer(draft, "may", limit, step, ends, first)


def _first(draft: Draft, duty: Obligation) -> date | None:
    place = draft.plan.place("duty", duty.name, "verified")
    return draft.windows.first(place) if place is not None else None


def _last(draft: Draft, duty: Obligation, state: str) -> date | None:
    place = draft.plan.place("duty", duty.name, state)
    return draft.windows.last(place) if place is not None else None


def _is_unknown(draft: Draft, step: Obligation) -> bool:
    place = draft.plan.place("duty", step.name, "verified")
    done = _last(draft, step, "claimed")
    return done is not None and any(unknown.end == place for unknown in draft.plan.unknown)


def _waits_for(draft: Draft, limit: Obligation, step: Obligation) -> bool:
    """Whether a limit cannot end before a step is verified."""
    facts = [fact for fact in _facts(limit.until) if isinstance(fact, Fact)]
    if any(str(fact) == str(step.brings) for fact in facts):
        return True
    ended, verified = (
        draft.plan.place("duty", duty.name, state) for duty, state in ((limit, "ended"), (step, "verified"))
    )
    if ended is None or verified is None:
        return False
    course = Course(draft.plan)
    return course.order is not None and bool(course.between(course.same[verified], [course.same[ended]]))


def _facts(day: Day | None) -> list[object]:
    """The facts with which a day comes, where it waits for all of them."""
    if day is None:
        return []
    moments = [day.at, *(day.latest or ())]
    return [*facts_of(day.when), *(root.fact for moment in moments if isinstance(root := _root(moment), When))]


def _root(moment: Moment | None) -> Moment | None:
    while isinstance(moment, Offset):
        moment = moment.moment
    return moment


def _answer(draft: Draft, says: str, limit: Obligation, step: Obligation, ends: date, first: date) -> Answer:
    last = _last(draft, step, "verified")
    told = f"by {last}" if last is not None else "nothing says by when"
    values = {"limit": limit.name, "step": step.name, "ends": str(ends), "first": str(first), "last": told}
    because = (
        Reason(f"`{limit.name}` ends by {ends}", limit.value_span("until")),
        Reason(f"`{step.name}` goes further in the same matter", step.span),
        Reason(f"it can be verified on {first} at the earliest; {told}", step.value_span("verified")),
    )
    return Answer(says, limit.value_span("until"), limit.name, because, _later(limit, step), values=values)


def _question(limit: Obligation, step: Obligation, ends: date) -> Answer:
    missing = (MissingFact(f"{step.name}.verified.takes", f"say how long it takes to verify {step.name}"),)
    values = {"limit": limit.name, "step": step.name, "ends": str(ends)}
    return Answer("unknown", limit.value_span("until"), limit.name, missing=missing, values=values)


def _later(limit: Obligation, step: Obligation) -> tuple[Fix, ...]:
    """The end as the later of its own day and the verification."""
    day = limit.until
    hidden = isinstance(step.node, Mapping) and step.node.entry("visible_to") is not None
    if day is None or hidden or step.form in ("oral", "announced"):
        return ()  # no end may hang on what nobody wrote down, or what some who are bound by it may not see
    moments = [moment for moment in (day.at, *(day.earliest or ()), *(day.latest or ())) if moment is not None]
    if not moments or any("," in str(moment) for moment in moments):
        return ()
    text = ", ".join([*map(str, moments), f"{step.name}.verified"])
    title = f"let {limit.name} end on the later of its day and the verification of {step.name}"
    return change(title, limit, "until", f"{{latest: [{text}]}}")


# Relief for good


def _ask_relief(draft: Draft, limit: Obligation) -> Iterator[Answer]:
    ends = _last(draft, limit, "ended")
    final = draft.bounds.latest_of(draft.process.final_date).day if draft.process.final_date is not None else None
    if ends is None or (final is not None and ends >= final):
        return
    steps = [step for step in draft.duties.values() if _goes_further(draft, step, limit)]
    if any(_waits_for(draft, limit, step) for step in steps) or _is_assured(draft, steps, ends):
        return
    for name, duty in draft.duties.items():
        if limit.name in (duty.in_return_for or ()) or name in (limit.in_return_for or ()):
            for measure, mode in (duty.lifts or {}).items():
                if mode == "terminate":
                    yield _permanent(limit, duty, measure, ends)


def _is_assured(draft: Draft, steps: list[Obligation], ends: date) -> bool:
    lasts = [_last(draft, step, "verified") for step in steps]
    return any(last is not None and last <= ends for last in lasts)


def _permanent(limit: Obligation, duty: Obligation, measure: str, ends: date) -> Answer:
    values = {"limit": limit.name, "step": duty.name, "measure": measure, "ends": str(ends)}
    because = (
        Reason(f"`{duty.name}` ends `{measure}` for good", duty.value_span("lifts")),
        Reason(f"`{limit.name}` ends by {ends}", limit.value_span("until")),
    )
    return Answer("permanent", duty.value_span("lifts"), duty.name, because, _suspend(duty, measure), values=values)


def _suspend(duty: Obligation, measure: str) -> tuple[Fix, ...]:
    entry = duty.node.entry("lifts") if isinstance(duty.node, Mapping) else None
    mode = entry.value.entry(measure) if entry is not None and isinstance(entry.value, Mapping) else None
    if mode is None:
        return ()
    return (Fix(f"suspend {measure} instead of ending it", (replace_value(mode.value, "suspend"),)),)
