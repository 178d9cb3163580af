"""Days in time: fixed ones, those counted from events, the earlier and the later of several, long-stops."""

from __future__ import annotations

from reconvene.document.expressions import Moment, OnDay, When
from reconvene.document.kinds import Day
from reconvene.document.shape import Record
from reconvene.timing.conditions import last_of, needed
from reconvene.timing.network import Bound
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.sketch import Point, Sketch


def define_day(sketch: Sketch, name: str) -> None:
    """Draw a named day, or the final date."""
    day = sketch.days.get(name)
    event = sketch.event("day", name, "reached")
    if day is None:
        return
    fixed = sketch.fixed.of(name)
    if fixed is not None:
        sketch.fix(event, fixed, Rule(RuleKind.DATE, f"`{name}`", "", day, _written(day), firm=True))
    else:
        count_from(sketch, event, day, day, "")


def _written(day: Day) -> str:
    return next((key for key in ("at", "earliest", "latest") if getattr(day, key) is not None), "")


def count_from(sketch: Sketch, event: int, day: Day, record: Record, key: str) -> None:
    """Let an event come on a day as it is spelled out; `key` is the slot of `record` that holds it, if it is not named.

    A long-stop makes the day the earlier of the two: it bounds the day in any case, and need not wait for the rest.
    """
    rule = Rule(RuleKind.DAY, sketch.label(event), _counted_from(day), record, key or _written(day) or "when")
    lower = _lower(sketch, event, day, rule)
    _upper(sketch, event, day, rule)
    if day.no_earlier_than is not None:
        sketch.start(event, day.no_earlier_than, _part(rule, day, "no_earlier_than"))
    if day.no_later_than is None:
        for option in lower:
            sketch.plan.network.bounds.extend(option)
        return
    stop = _part(rule, day, "no_later_than", firm=True)
    sketch.due(event, day.no_later_than, stop)
    point = sketch.point(day.no_later_than)
    if lower and point is not None:
        whole = tuple(bound for option in lower for bound in option)
        by_stop = (Bound(event, point.event, -point.start, stop),)
        sketch.offer(event, [whole, by_stop], f"{sketch.label(event)} comes", record, key)


def _counted_from(day: Day) -> str:
    moments = [day.at, *(day.earliest or ()), *(day.latest or ())]
    told = [f"`{moment}`" for moment in moments if moment is not None]
    return " and ".join(told) if told else "a fact"


def _part(rule: Rule, day: Day, key: str, *, firm: bool = False) -> Rule:
    return Rule(
        RuleKind.DUE if firm else RuleKind.NOT_BEFORE, rule.subject, str(getattr(day, key)), day, key, firm=firm
    )


def _lower(sketch: Sketch, event: int, day: Day, rule: Rule) -> list[tuple[Bound, ...]]:
    """The bounds below a day, every one of which holds unless a long-stop came first."""
    if day.at is not None:
        point = sketch.settled(day.at)
        return [] if point is None else [(_not_before(event, point, rule),)]
    if day.latest:
        points = [sketch.settled(moment) for moment in day.latest]
        return [(_not_before(event, point, rule),) for point in points if point is not None]
    if day.earliest:
        points = [sketch.settled(moment) for moment in day.earliest]
        options = [(_not_before(event, point, rule),) for point in points if point is not None]
        sketch.offer(event, options, f"{rule.subject} comes", rule.record, rule.key)
        return []
    return [(Bound(event, other, 0, rule),) for other in needed(sketch, day.when)]


def _not_before(event: int, point: Point, rule: Rule) -> Bound:
    return Bound(event, point.event, -point.start, rule)


def _upper(sketch: Sketch, event: int, day: Day, rule: Rule) -> None:
    """The bounds above a day: it is no choice of anybody's, so it comes as soon as it can."""
    if day.at is not None:
        sketch.due_at(event, sketch.settled(day.at), rule)
    for moment in day.earliest or ():
        sketch.due_at(event, sketch.settled(moment), rule)
    if day.latest:
        points = [sketch.settled(moment) for moment in day.latest]
        options = [
            (Bound(point.event, event, point.due, rule, pushes=True),)
            for point in points
            if point and point.due is not None
        ]
        if len(options) == len(points):
            sketch.offer(event, options, f"{rule.subject} comes by", rule.record, rule.key)
    if day.when is not None:
        facts = needed(sketch, day.when)
        if facts:
            last = facts[0] if len(facts) == 1 else last_of(sketch, facts)
            sketch.plan.network.at_most(last, event, 0, rule)
            sketch.anchors.add(last)


def hangs_on(moment: Moment) -> Moment:
    """What a moment is counted from in the end."""
    while not isinstance(moment, OnDay | When) and hasattr(moment, "moment"):
        moment = moment.moment
    return moment
