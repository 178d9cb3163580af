"""Phases, gates, choices and meetings in time: when each opens, who decides by when, what silence brings."""

from __future__ import annotations

from reconvene.document.decision import Choice
from reconvene.document.expressions import Cycle, Limit, Side, Within
from reconvene.document.kinds import Condition, Day
from reconvene.document.shape import Record
from reconvene.timing.conditions import first_of, needed, wait_for
from reconvene.timing.days import count_from
from reconvene.timing.network import Bound
from reconvene.timing.plan import Event
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.sketch import Sketch


def define_phase(sketch: Sketch, name: str) -> None:
    """Draw a phase: it opens on a moment or on facts, and closes on facts, in any case by its long-stop."""
    phase = (sketch.process.phases or {})[name]
    opened, closed = (sketch.event("phase", name, state) for state in ("opened", "closed"))
    if isinstance(phase.opens, Condition):
        wait_for(sketch, opened, phase.opens, phase, "opens")
    elif phase.opens is not None:
        count_from(sketch, opened, Day(at=phase.opens), phase, "opens")
    for other, rule in sketch.held_back.get(name, ()):
        sketch.wait(opened, other, rule)
    sketch.plan.network.at_least(opened, closed, 0, Rule(RuleKind.ORDER, f"`{name}.closed`", f"`{name}.opened`"))
    facts = needed(sketch, phase.closes)
    lasts = Rule(RuleKind.LASTS, f"`{name}`", "", phase, "lasts")
    _close(sketch, closed, facts, phase, "closes", "no_later_than")
    if phase.lasts is not None and phase.no_later_than is None:
        sketch.within(closed, Within(phase.lasts), lasts, opened)
        if not facts:
            longest = sketch.lengths.range(phase.lasts)[0]
            sketch.plan.network.at_least(opened, closed, longest, lasts)


def _close(sketch: Sketch, event: int, facts: list[int], record: Record, key: str, stop_key: str) -> None:
    """Let an event wait for facts, but in any case come by its long-stop, if it has one."""
    rules = [Rule(RuleKind.WAITS, sketch.label(event), sketch.label(fact), record, key) for fact in facts]
    moment = getattr(record, stop_key)
    if moment is None:
        for fact, rule in zip(facts, rules, strict=True):
            sketch.wait(event, fact, rule)
        return
    stop = Rule(RuleKind.DUE, sketch.label(event), "", record, stop_key, firm=True)
    sketch.due(event, moment, stop)
    point = sketch.point(moment)
    if facts and point is not None:
        whole = tuple(Bound(event, fact, 0, rule) for fact, rule in zip(facts, rules, strict=True))
        sketch.offer(event, [whole, (Bound(event, point.event, -point.start, stop),)], sketch.label(event), record, key)


def define_gate(sketch: Sketch, name: str) -> None:
    """Draw a gate: it is passed when its facts hold; where silence opens it, at its long-stop in any case."""
    gate = (sketch.process.gates or {})[name]
    passed = sketch.event("gate", name, "passed")
    facts = needed(sketch, gate.opens)
    if gate.silence == "opens" and gate.no_later_than is not None:
        _close(sketch, passed, facts, gate, "opens", "no_later_than")
        return
    for fact in facts:
        sketch.wait(passed, fact, Rule(RuleKind.WAITS, sketch.label(passed), sketch.label(fact), gate, "opens"))
    if gate.no_later_than is not None:
        sketch.due(passed, gate.no_later_than, Rule(RuleKind.DUE, f"`{name}`", "", gate, "no_later_than"))


def define_choice(sketch: Sketch, name: str) -> None:
    """Draw a choice: open when its facts hold, made within its time; a third party takes what time it likes."""
    choice = (sketch.process.choices or {})[name]
    owner = sketch.chooser(choice)
    made = sketch.event("choice", name, "made", choice, owner)
    opened = sketch.event("choice", name, "open", choice)
    wait_for(sketch, opened, choice.after, choice, "after")
    _decide(sketch, choice, opened, made, owner)


def define_option(sketch: Sketch, event: Event, place: int) -> None:
    """Draw an option of a choice: taken when the choice is made, if ever."""
    if event.state in ("made", "open"):
        return
    made = sketch.event("choice", event.name, "made")
    rule = Rule(RuleKind.ORDER, str(event), sketch.label(made))
    sketch.plan.network.at_least(made, place, 0, rule)
    sketch.plan.network.at_most(made, place, 0, rule)


def _decide(sketch: Sketch, choice: Choice, opened: int, made: int, owner: str) -> None:
    rule = Rule(RuleKind.CHOOSING, f"`{choice.name}`", "", choice, "within", owner, choice.within, firm=True)
    limits = choice.within.limits if choice.within is not None else ()
    times = [limit.time for limit in limits if isinstance(limit, Within) and limit.of is None]
    if times and not owner:
        longest = sketch.lengths.range(times[0])[1]
        sketch.plan.network.takes(opened, made, 0, longest, rule)
    else:
        sketch.plan.network.at_least(opened, made, 0, Rule(RuleKind.ORDER, sketch.label(made), sketch.label(opened)))
        for time in times:
            sketch.within(made, Within(time), rule, opened)
    for limit in limits:
        match limit:
            case Within(of=moment) if moment is not None:
                sketch.within(made, limit, rule, None)
            case Limit(side=Side.LATEST):
                sketch.due(made, limit.moment, rule)
            case Limit():
                sketch.start(made, limit.moment, rule)


def define_meeting(sketch: Sketch, event: Event, place: int) -> None:
    """Draw a session or a review that is held on a day; a rhythm dates its first meeting."""
    section = (sketch.process.sessions if event.family == "session" else sketch.process.reviews) or {}
    meeting = section.get(event.name)
    every = getattr(meeting, "every", None)
    if meeting is None:
        return
    if meeting.dated is not None:
        count_from(sketch, place, meeting.dated, meeting, "dated")
    elif isinstance(every, Cycle) and every.start is not None:
        sketch.start(place, every.start, Rule(RuleKind.DAY, f"`{event.name}`", f"`{every.start}`", meeting, "every"))


def define_group(sketch: Sketch, event: Event, place: int) -> None:
    """Draw the state of a group: all of its members are in it."""
    for member in sketch.causes.members(event.name):
        if member in sketch.causes.duties:
            other = sketch.of_duty(member, event.state)
        elif sketch.causes.members(member):
            other = sketch.event("group", member, event.state)
        else:
            continue
        sketch.wait(place, other, Rule(RuleKind.WAITS, str(event), sketch.label(other)))


def define_joint_result(sketch: Sketch, event: Event, place: int) -> None:
    """Draw a state of a thing or a measure that several duties or outcomes bring about: the first of them does."""
    if event.family == "item":
        makers = sketch.causes.makers(event.name, event.state) or []
        options = [[sketch.of_maker(*maker, thing=event.name)] for maker in makers]
    else:
        options = [[sketch.of_duty(duty, "verified")] for duty in sketch.causes.lifted.get(event.name, [])]
    for other in first_of(sketch, options):
        rule = Rule(RuleKind.WAITS, str(event), sketch.label(other))
        sketch.wait(place, other, rule)
        sketch.plan.network.at_most(other, place, 0, rule)


def define_kept(sketch: Sketch, event: Event, place: int) -> None:
    """Draw how long a standing duty has been kept."""
    fact = sketch.kept[place]
    begun = sketch.of_duty(event.name, "begun")
    rule = Rule(RuleKind.DAY, str(event), sketch.label(begun))
    if fact.lasting is not None:
        low, high = sketch.lengths.range(fact.lasting)
        sketch.plan.network.at_least(begun, place, high, rule)
        sketch.plan.network.at_most(begun, place, max(low, high), rule)
    elif fact.through is not None:
        sketch.plan.network.at_least(begun, place, 0, rule)
        sketch.start(place, fact.through, rule)


def define_end(sketch: Sketch) -> None:
    """Draw the end state, which must be reached by the final date."""
    process = sketch.process
    end = process.end_state
    if end is None or not end.conditions:
        return
    place = sketch.event("end", "end_state", "")
    sketch.plan.end = place
    facts = [event for condition in end.all or () for event in needed(sketch, condition)]
    if end.any:
        facts.extend(first_of(sketch, [needed(sketch, condition) for condition in end.any]))
    for fact in dict.fromkeys(facts):
        sketch.wait(
            place, fact, Rule(RuleKind.END, "the end state", sketch.label(fact), end, "all" if end.all else "any")
        )
    if process.final_date is not None:
        sketch.plan.final = sketch.event("day", "final_date", "reached")
        rule = Rule(RuleKind.FINAL, "the end state", "", process, "final_date")
        sketch.plan.network.at_most(sketch.plan.final, place, 0, rule)
