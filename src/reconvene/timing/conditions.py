"""Conditions in time: what waits for all of several facts, for the first of them, or for so many of them."""

from __future__ import annotations

from collections.abc import Sequence

from reconvene.document.kinds import AnyCondition, Condition
from reconvene.document.shape import Record
from reconvene.timing.network import Bound
from reconvene.timing.plan import Alternative
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.sketch import Sketch

_NAMED = 3
"""So many members of a join are named in a sentence; of more, only their number is told."""


def wait_for(
    sketch: Sketch, event: int, condition: AnyCondition | None, record: Record, key: str, *, owner: str = ""
) -> None:
    """Let an event wait until a condition holds."""
    for other in needed(sketch, condition):
        rule = Rule(RuleKind.WAITS, sketch.label(event), sketch.label(other), record, key, owner)
        sketch.wait(event, other, rule)


def needed(sketch: Sketch, condition: AnyCondition | None) -> list[int]:
    """The events that must all have come before a condition holds; none if it holds from the start."""
    if condition is None:
        return []
    if not isinstance(condition, Condition):
        event = sketch.of_fact(condition)
        return [] if event is None else [event]
    if condition.any:
        return first_of(sketch, [needed(sketch, part) for part in condition.any])
    if condition.all:
        return list(dict.fromkeys(event for part in condition.all for event in needed(sketch, part)))
    if condition.at_least and condition.of and condition.state:
        return _counted(sketch, condition, condition.at_least, condition.of, condition.state)
    return []


def first_of(sketch: Sketch, options: Sequence[list[int]]) -> list[int]:
    """The event at which the first of several sets of events is complete; none if one of them is empty."""
    if not options or not all(options):
        return []
    singles = [option[0] if len(option) == 1 else last_of(sketch, option) for option in options]
    distinct = list(dict.fromkeys(singles))
    if len(distinct) == 1:
        return distinct
    event = _join(sketch, "the first of", distinct)
    for member in distinct:
        rule = Rule(RuleKind.FIRST, sketch.label(event), sketch.label(member))
        sketch.plan.network.at_most(member, event, 0, rule)
    lower = tuple((Bound(event, member, 0, _joined(sketch, event, member)),) for member in distinct)
    words = f"{sketch.label(event)} comes"
    sketch.plan.alternatives.append(Alternative(event, lower, words, causes=tuple(distinct)))
    return [event]


def last_of(sketch: Sketch, events: Sequence[int]) -> int:
    """The event at which all of several have come."""
    event = _join(sketch, "the last of", events)
    for member in events:
        sketch.wait(event, member, _joined(sketch, event, member))
    return event


def _counted(sketch: Sketch, condition: Condition, count: int, group: str, state: str) -> list[int]:
    always = [event for name in condition.always or () for event in _of_member(sketch, name, state)]
    members = [event for name in sketch.causes.members(group) for event in _of_member(sketch, name, state)]
    count -= len(sketch.causes.members(group)) - len(members)
    if count <= 0 or not members:
        return always
    if count >= len(members):
        return list(dict.fromkeys([*always, *members]))
    if count == 1:
        return [*always, *first_of(sketch, [[member] for member in members])]
    event = _join(sketch, f"{count} of", members)
    lower = tuple(Bound(event, member, 0, _joined(sketch, event, member)) for member in members)
    # All of them is more than is needed: enough if it can be kept, and no proof of anything if it cannot.
    sketch.plan.alternatives.append(Alternative(event, (lower,), f"{sketch.label(event)} comes", count=count))
    return [*always, event]


def _of_member(sketch: Sketch, name: str, state: str) -> list[int]:
    if name not in sketch.causes.duties:
        return [sketch.event("group", name, state)] if sketch.causes.members(name) else []
    return [sketch.of_duty(name, state)]


def _join(sketch: Sketch, how: str, members: Sequence[int]) -> int:
    listed = [sketch.label(member) for member in members]
    told = f"{how} {', '.join(listed[:-1])} and {listed[-1]}" if len(listed) <= _NAMED else f"{how} {len(listed)} facts"
    return sketch.event("join", told, str(len(sketch.plan.events)))


def _joined(sketch: Sketch, event: int, member: int) -> Rule:
    return Rule(RuleKind.WAITS, sketch.label(event), sketch.label(member))
