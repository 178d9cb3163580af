"""Duties in time: when each is enabled, due, done and verified; when what is standing begins and ends."""

from __future__ import annotations

from dataclasses import replace

from reconvene.document.decision import Dispute
from reconvene.document.expressions import Duration, Limit, Side, Window, Within
from reconvene.document.kinds import Day, Estimate
from reconvene.document.obligation import Miss, Obligation, Shape, Verification
from reconvene.document.shape import Record
from reconvene.text.finding import MissingFact
from reconvene.timing.conditions import first_of, needed, wait_for
from reconvene.timing.days import count_from
from reconvene.timing.plan import Branch, Endless, Event, Unknown
from reconvene.timing.ranges import time_range
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.sketch import Sketch


def define_duty(sketch: Sketch, name: str) -> None:
    """Draw a duty: what enables it, by when it is due, how long it takes to do and to verify."""
    duty = sketch.causes.duties[name]
    if duty.shape in (Shape.STANDING, Shape.SERIES):
        _standing(sketch, duty)
    else:
        _act(sketch, duty)


def _act(sketch: Sketch, duty: Obligation) -> None:
    claimed = sketch.of_duty(duty.name, "claimed")
    first = claimed
    if _begins_apart(duty):
        first = sketch.of_duty(duty.name, "enabled")
        sketch.plan.network.at_least(first, claimed, 0, _order(sketch, claimed, first))
    _enable(sketch, duty, first)
    _do(sketch, duty, first, claimed)
    _window(sketch, duty, claimed, first)
    if isinstance(duty.begins, Window):
        begun = sketch.event("duty", duty.name, "first part", duty, sketch.owner(duty))
        sketch.plan.network.at_least(first, begun, 0, _order(sketch, begun, first))
        sketch.plan.network.at_least(begun, claimed, 0, _order(sketch, claimed, begun))
        _limits(sketch, duty, begun, first, "begins", duty.begins)
    _keep_step(sketch, duty, claimed)


def define_state(sketch: Sketch, event: Event, place: int) -> None:
    """Draw what some of a duty's states need beside the duty itself: its verification, a part of it, its beginning."""
    duty = sketch.causes.duties[event.name]
    standing = duty.shape in (Shape.STANDING, Shape.SERIES)
    done = sketch.of_duty(event.name, "begun" if standing else "claimed")
    if event.state == "verified":
        _verify(sketch, duty, done, place)
    elif event.state == "result" or (event.state == "ended" and duty.until is None):
        sketch.plan.network.at_least(done, place, 0, _order(sketch, place, done))
    elif event.state in (duty.parts or ()):
        first = sketch.plan.place("duty", event.name, "started" if duty.takes is not None else "enabled")
        if first is not None:
            sketch.plan.network.at_least(first, place, 0, _order(sketch, place, first))
        sketch.plan.network.at_least(place, done, 0, _order(sketch, done, place))
    elif event.state == "enabled" and not _begins_apart(duty):
        for other, rule in sketch.waits.get(done, ()):
            sketch.wait(place, other, rule)
        sketch.plan.network.at_least(place, done, 0, _order(sketch, done, place))


def _order(sketch: Sketch, later: int, earlier: int) -> Rule:
    return Rule(RuleKind.ORDER, sketch.label(later), sketch.label(earlier))


def _begins_apart(duty: Obligation) -> bool:
    """Whether being enabled and being done are told apart: something is counted from the first to the second."""
    if duty.takes is not None or duty.begins is not None:
        return True
    limits = duty.within.limits if isinstance(duty.within, Window) else ()
    return any(isinstance(limit, Within) and limit.of is None for limit in limits)


def _enable(sketch: Sketch, duty: Obligation, event: int) -> None:
    """Let the first event of a duty wait for all that the file makes it wait for."""
    owner = sketch.owner(duty)
    wait_for(sketch, event, duty.after, duty, "after", owner=owner)
    for need in duty.needs or ():
        wait_for(sketch, event, need, duty, "needs", owner=owner)
    for other, rule in sketch.held_back.get(duty.name, ()):
        sketch.wait(event, other, rule)
    for measure_name in duty.lifts or {}:
        measure = (sketch.process.measures or {}).get(measure_name)
        ways = [way.needs or () for way in measure.lifting or ()] if measure is not None else []
        options = [[event for need in needs for event in needed(sketch, need)] for needs in ways]
        for other in first_of(sketch, options):
            sketch.wait(event, other, Rule(RuleKind.WAITS, sketch.label(event), sketch.label(other), duty, "lifts"))
    if duty.from_ is not None and duty.shape is not Shape.STANDING:
        count_from(sketch, event, duty.from_, duty, "from")


def _do(sketch: Sketch, duty: Obligation, enabled: int, claimed: int) -> None:
    """How long the doing takes: nobody chooses within the range."""
    if duty.takes is None:
        return
    started = sketch.event("duty", duty.name, "started", duty, sketch.owner(duty))
    sketch.plan.network.at_least(enabled, started, 0, _order(sketch, started, enabled))
    rule = Rule(RuleKind.TAKES, f"`{duty.name}`", "", duty, "takes", limit=_length(duty.takes), firm=True)
    missing = MissingFact(f"{duty.name}.takes", f"say how long {duty.name} takes")
    take(sketch, started, claimed, duty.takes, rule, missing)


def _length(time: Estimate | None) -> Duration | None:
    return time.value if time is not None and isinstance(time.value, Duration) else None


def take(sketch: Sketch, start: int, end: int, time: Estimate | None, rule: Rule, missing: MissingFact | None) -> None:
    """Let nature choose how long after one event another comes; what is not known is kept apart."""
    value = time_range(time, sketch.lengths) if time is not None else None
    if value is None:
        sketch.plan.network.at_least(start, end, 0, replace(rule, kind=RuleKind.ORDER))
        span = rule.span or (rule.record.span if rule.record is not None else None)
        if span is not None:
            sketch.plan.unknown.append(Unknown(start, end, missing, span))
    elif value[1] is None:
        sketch.plan.network.at_least(start, end, value[0], rule)
        sketch.plan.endless.append(Endless(start, end, value[0], rule))
    else:
        sketch.plan.network.takes(start, end, value[0], value[1], rule)


def _window(sketch: Sketch, duty: Obligation, claimed: int, enabled: int) -> None:
    if isinstance(duty.within, Window):
        _limits(sketch, duty, claimed, enabled, "within", duty.within)
    if duty.no_later_than is not None:
        rule = Rule(RuleKind.DUE, f"`{duty.name}`", "", duty, "no_later_than", sketch.owner(duty))
        sketch.due(claimed, duty.no_later_than, rule)


def _limits(sketch: Sketch, duty: Obligation, event: int, enabled: int, key: str, window: Window) -> None:
    """The limits of a window; one without an anchor counts from the event that enables the duty, if any does."""
    owner = sketch.owner(duty)
    anchor = enabled if enabled != event and sketch.waits.get(enabled) else None
    if anchor is None and any(isinstance(limit, Within) and limit.of is None for limit in window.limits):
        sketch.plan.at_once.add(event)
    for limit in window.limits:
        match limit:
            case Within():
                rule = Rule(RuleKind.DUE, f"`{duty.name}`", "", duty, key, owner, limit)
                sketch.within(event, limit, rule, anchor)
            case Limit(side=Side.LATEST):
                sketch.due(event, limit.moment, Rule(RuleKind.DUE, f"`{duty.name}`", "", duty, key, owner, limit))
            case Limit():
                other = f"{limit.moment}"
                rule = Rule(RuleKind.NOT_BEFORE, f"`{duty.name}`", other, duty, key, owner, limit)
                sketch.start(event, limit.moment, rule)


def _verify(sketch: Sketch, duty: Obligation, done: int, verified: int) -> None:
    """From the deed to its verification."""
    regime = duty.verified
    record: Record = regime if isinstance(regime, Verification) else duty
    key = "takes" if isinstance(regime, Verification) else "verified"
    takes = regime.takes if isinstance(regime, Verification) else None
    rule = Rule(RuleKind.VERIFYING, f"`{duty.name}`", "", record, key, limit=_length(takes), firm=True)
    ask = MissingFact(f"{duty.name}.verified.takes", f"say how long it takes to verify {duty.name}")
    missing = ask if isinstance(regime, Verification) else None
    take(sketch, done, verified, takes, rule, missing)
    if isinstance(duty.if_missed, Miss) and duty.shape in (Shape.ACT, Shape.EFFORT):
        sketch.plan.branches.append(_branch(sketch, duty, duty.if_missed, done, verified))


def _branch(sketch: Sketch, duty: Obligation, miss: Miss, done: int, verified: int) -> Branch:
    """How much later a duty is verified if it is missed and cured, or goes through its dispute ladder."""
    extra = 0
    told = []
    if isinstance(miss.cure, Duration):
        longest = sketch.lengths.range(miss.cure)[1]
        extra += longest
        told.append(f"is cured in {miss.cure}")
    ladder = _ladder(sketch, duty, miss)
    if ladder is not None:
        told.append(f"goes through `{ladder.name}`")
        for rung in ladder.stages or ():
            if not isinstance(rung.lasts, Duration):
                missing = MissingFact(
                    f"{ladder.name}.{rung.name}.lasts", f"say how long {rung.name} of {ladder.name} lasts"
                )
                return Branch(duty.name, done, verified, None, " and ".join(told), missing, ladder.span)
            extra += sketch.lengths.range(rung.lasts)[1]
        choice = (sketch.process.choices or {}).get(ladder.then or "")
        for limit in choice.within.limits if choice is not None and choice.within is not None else ():
            if isinstance(limit, Within):
                extra += sketch.lengths.range(limit.time)[1]
    return Branch(duty.name, done, verified, extra, " and ".join(told), span=miss.span)


def _ladder(sketch: Sketch, duty: Obligation, miss: Miss) -> Dispute | None:
    ladders = sketch.process.disputes or {}
    for named in (miss.refer_to, miss.then):
        if named in ladders:
            return ladders[named]
    if miss.then != "dispute":
        return None
    covering = [ladder for ladder in ladders.values() if ladder.about is None or duty.name in ladder.about]
    return covering[0] if covering else None


def _keep_step(sketch: Sketch, duty: Obligation, claimed: int) -> None:
    """What is done part by part against another duty, or on the same day as it."""
    step = duty.in_step_with
    if step is not None and step.duty in sketch.causes.duties:
        whole = step.lead is not None and step.lead.high >= 100
        other = sketch.of_duty(step.duty, "claimed" if whole else "verified")
        told = Rule(
            RuleKind.WAITS, sketch.label(claimed), sketch.label(other), duty, "in_step_with", sketch.owner(duty)
        )
        partly = sketch.causes.duties[step.duty]
        if not whole and not partly.parts and partly.amount is None:
            sketch.plan.network.at_least(other, claimed, 0, told)
    apart = sketch.lengths.range(duty.tolerance)[1] if isinstance(duty.tolerance, Duration) else 0
    for name in duty.same_day or ():
        if name in sketch.causes.duties:
            other = sketch.of_duty(name, "claimed")
            rule = Rule(RuleKind.SAME_DAY, f"`{duty.name}`", f"`{name}`", duty, "same_day", sketch.owner(duty))
            sketch.plan.network.at_most(other, claimed, apart, rule)
            sketch.plan.network.at_most(claimed, other, apart, rule)


def _standing(sketch: Sketch, duty: Obligation) -> None:
    begun = sketch.of_duty(duty.name, "begun")
    _enable(sketch, duty, begun)
    start = duty.from_ or _start_of_cycle(duty)
    if start is not None:
        count_from(sketch, begun, start, duty, "from" if duty.from_ is not None else "every")
    if duty.until is not None:
        ended = sketch.of_duty(duty.name, "ended")
        count_from(sketch, ended, duty.until, duty, "until")
        sketch.plan.network.at_least(begun, ended, 0, _order(sketch, ended, begun))
    _keep_step(sketch, duty, begun)


def _start_of_cycle(duty: Obligation) -> Day | None:
    return Day(at=duty.every.start) if duty.every is not None and duty.every.start is not None else None
