"""Which of several causes can be the first: none that itself waits for what it would bring about."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from reconvene.timing.plan import Alternative, Plan
from reconvene.timing.rule import Rule, RuleKind

_MOST_STEPS = 2_000_000
"""Beyond so many steps the causes stay open, and an answer that needs them is *cannot tell*."""


def settle_causes(plan: Plan) -> None:
    """Strike out causes that wait for their own effect; where one cause is left, the event waits for that one."""
    links = len(plan.network.bounds) + len(plan.network.contingents)
    open_ = [alternative for alternative in plan.alternatives if alternative.causes]
    rest = [alternative for alternative in plan.alternatives if not alternative.causes]
    rounds = _MOST_STEPS // max(1, links * len(open_)) if open_ else 0
    waiters = _waiters(plan)
    changed = True
    while changed and rounds > 0:
        rounds, changed = rounds - 1, False
        for place, alternative in enumerate(open_):
            left = _without_circles(alternative, waiters)
            if left is alternative:
                continue
            changed = True
            open_[place] = left
            _forget(plan, alternative.event, set(alternative.causes) - set(left.causes))
            if len(left.options) == 1:
                plan.network.bounds.extend(left.options[0])
                waiters[left.causes[0]].append(left.event)
        open_ = [alternative for alternative in open_ if len(alternative.options) > 1]
    plan.alternatives = [*open_, *rest]


def _without_circles(alternative: Alternative, waiters: list[list[int]]) -> Alternative:
    after = _after(alternative.event, waiters)
    kept = [place for place, cause in enumerate(alternative.causes) if cause not in after]
    if len(kept) == len(alternative.causes):
        return alternative
    return replace(
        alternative,
        options=tuple(alternative.options[place] for place in kept),
        causes=tuple(alternative.causes[place] for place in kept),
    )


def _forget(plan: Plan, event: int, struck: set[int]) -> None:
    """Drop the word that the event comes no later than a cause that waits for it: it says nothing."""
    plan.network.bounds = [
        bound
        for bound in plan.network.bounds
        if not (
            bound.end == event
            and bound.start in struck
            and isinstance(bound.origin, Rule)
            and bound.origin.kind is RuleKind.FIRST
        )
    ]


def _waiters(plan: Plan) -> list[list[int]]:
    """For every event, those that cannot come before it."""
    waiters: list[list[int]] = [[] for _ in plan.events]
    for bound in plan.network.bounds:
        if not bound.pushes:
            waiters[bound.end].append(bound.start)
    for link in plan.network.contingents:
        waiters[link.start].append(link.end)
    return waiters


def _after(event: int, waiters: list[list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = deque([event])
    while waiting:
        for later in waiters[waiting.popleft()]:
            if later not in found:
                found.add(later)
                waiting.append(later)
    return found
