"""From a process to its plan in time: every construct that dates, delays or orders something, as bounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.document.expressions import Fact, Kept
from reconvene.document.kinds import facts_of
from reconvene.document.names import Names
from reconvene.document.obligation import Shape
from reconvene.document.package import Package
from reconvene.document.process import Process
from reconvene.timing.causality import settle_causes
from reconvene.timing.days import define_day
from reconvene.timing.decisions import (
    define_choice,
    define_end,
    define_gate,
    define_group,
    define_joint_result,
    define_kept,
    define_meeting,
    define_option,
    define_phase,
)
from reconvene.timing.duties import define_duty, define_state
from reconvene.timing.network import Bound, Network
from reconvene.timing.plan import CALENDAR, Plan
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.sketch import Sketch


def compile_plan(
    process: Process, names: Names, now: date, package: Package | None = None, *, every_choice: bool = False
) -> Plan:
    """The plan of a process, with a package laid on it already or none.

    With `every_choice`, it holds the choices too for which nothing waits.

    Nothing is dated before the process begins: its `as_of` (or `now`), or its earliest written date if that is before.
    """
    sketch = Sketch(process, names, package)
    _hold_back(sketch)
    for name, duty in sketch.causes.duties.items():
        sketch.of_duty(name, "claimed" if duty.shape in (Shape.ACT, Shape.EFFORT) else "begun")
        if duty.verified is not None and duty.verified != "none":
            sketch.of_duty(name, "verified")
    for name in process.phases or {}:
        sketch.event("phase", name, "closed")
    for name in process.gates or {}:
        sketch.event("gate", name, "passed")
    for name in (process.choices or {}) if every_choice else ():
        sketch.event("choice", name, "made")
    if process.final_date is not None:
        sketch.event("day", "final_date", "reached")
    define_end(sketch)
    _define_all(sketch)
    _join_anchors(sketch)
    settle_causes(sketch.plan)
    _begin(sketch, now)
    return sketch.plan


def _hold_back(sketch: Sketch) -> None:
    """Note what a duty's `before`, a gate and a phase keep waiting, by the name of what waits."""
    process = sketch.process
    for name, gate in (process.gates or {}).items():
        for _, held in sketch.causes.behind(gate.lets_through or ()):
            rule = Rule(RuleKind.WAITS, f"`{held}`", f"`{name}`", gate, "lets_through")
            sketch.hold(held, sketch.event("gate", name, "passed"), rule)
    for name, phase in (process.phases or {}).items():
        for _, held in sketch.causes.behind(phase.steps or ()):
            rule = Rule(RuleKind.WAITS, f"`{held}`", f"`{name}.opened`", phase, "steps")
            sketch.hold(held, sketch.event("phase", name, "opened"), rule)
    for name, duty in sketch.causes.duties.items():
        for fact in facts_of(duty.before):
            for held in _acts_behind(sketch, fact):
                rule = Rule(RuleKind.WAITS, f"`{held}`", f"`{name}.verified`", duty, "before", sketch.owner(duty))
                sketch.hold(held, sketch.of_duty(name, "verified"), rule)


def _acts_behind(sketch: Sketch, fact: object) -> Iterator[str]:
    """The duties that bring about a fact, so that whatever holds it back holds them back."""
    if not isinstance(fact, Fact | Kept):
        return
    named = sketch.names.find(fact.thing)
    path = named[0].path if named is not None else fact.thing
    if path in sketch.causes.duties:
        yield path
    elif isinstance(fact, Fact):
        yield from (name for _, family, name in sketch.causes.makers(path, fact.state) or () if family == "duty")


def _define_all(sketch: Sketch) -> None:
    """Draw every event that is asked for, until nothing new is."""
    drawn: set[tuple[str, str]] = set()
    while sketch.undefined:
        place = sketch.undefined.popleft()
        event = sketch.plan.events[place]
        whole = _WHOLE.get(event.family)
        if whole is not None and (event.family, event.name) not in drawn:
            drawn.add((event.family, event.name))
            whole(sketch, event.name)
        if place in sketch.kept:
            define_kept(sketch, event, place)
        elif event.family in _SINGLE:
            _SINGLE[event.family](sketch, event, place)


_WHOLE = {
    "duty": define_duty,
    "day": define_day,
    "phase": define_phase,
    "gate": define_gate,
    "choice": define_choice,
}
"""The families that are drawn as a whole, at the first of their events."""
_SINGLE = {
    "duty": define_state,
    "choice": define_option,
    "session": define_meeting,
    "review": define_meeting,
    "group": define_group,
    "item": define_joint_result,
    "measure": define_joint_result,
}
"""The families whose events are drawn one by one, beside what belongs to all of them."""


def _join_anchors(sketch: Sketch) -> None:
    """What is counted from an event that comes by itself counts from the last of what that waits for."""
    for event in sorted(sketch.anchors):
        waits = sketch.waits.get(event, [])
        if not waits or not _comes_by_itself(sketch, event):
            continue
        options = [(Bound(other, event, 0, rule, pushes=True),) for other, rule in waits]
        sketch.offer(event, options, f"{sketch.label(event)} comes by", None, "")


def _comes_by_itself(sketch: Sketch, event: int) -> bool:
    what = sketch.plan.events[event]
    return what.family in ("join", "group") or (what.family, what.state) in (("duty", "enabled"), ("choice", "open"))


def _begin(sketch: Sketch, now: date) -> None:
    """Let nothing come before the process begins: what waits for nothing first, then what is only tied to itself."""
    plan = sketch.plan
    plan.begin = min([sketch.process.as_of or now, *sketch.written])
    network = plan.network
    waits = {bound.start for bound in network.bounds if not bound.pushes} | {link.end for link in network.contingents}
    holds = _holds(network)
    held = {CALENDAR}
    _spread(CALENDAR, holds, held)
    for place in (*(place for place in range(len(holds)) if place not in waits), *range(len(holds))):
        if place not in held:
            network.at_least(CALENDAR, place, plan.begin.toordinal(), Rule(RuleKind.BEGIN, str(plan.events[place])))
            held.add(place)
            _spread(place, holds, held)


def _holds(network: Network) -> list[list[int]]:
    """For every event, those that cannot come before some time after it."""
    holds: list[list[int]] = [[] for _ in network.names]
    for bound in network.bounds:
        if not bound.pushes:
            holds[bound.end].append(bound.start)
    for link in network.contingents:
        holds[link.start].append(link.end)
    return holds


def _spread(place: int, holds: list[list[int]], held: set[int]) -> None:
    waiting = [place]
    while waiting:
        for other in holds[waiting.pop()]:
            if other not in held:
                held.add(other)
                waiting.append(other)
