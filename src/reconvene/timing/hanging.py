"""What a due date hangs on in the end: a date of the calendar, or an event that may never come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from reconvene.timing.network import Bound
from reconvene.timing.plan import CALENDAR, Plan
from reconvene.timing.rule import Rule, RuleKind


@dataclass(frozen=True, slots=True)
class Hook:
    """An event that bounds another from above, and why."""

    start: int
    rule: Rule | None


class Hanging:
    """Which events have a last day by the text, and what the others hang on.

    A last day follows from a date, or from an event that has one: its own due date counts, though it can be missed.
    That another duty waits for an event gives the event no last day: if it does not come, the other is blocked.
    """

    def __init__(self, plan: Plan, *, firm: bool = False) -> None:
        """With `firm`, only what holds whatever anybody leaves undone gives a last day, so no due date of a duty."""
        self.plan = plan
        self.firm = firm

    @cached_property
    def hooks(self) -> list[list[Hook]]:
        """For every event, what bounds it from above."""
        hooks: list[list[Hook]] = [[] for _ in self.plan.events]
        for bound in self.plan.network.bounds:
            if self._counts(bound):
                hooks[bound.end].append(Hook(bound.start, bound.origin))
        for link in self.plan.network.contingents:
            hooks[link.end].append(Hook(link.start, link.origin if isinstance(link.origin, Rule) else None))
        for unknown in self.plan.unknown if not self.firm else ():
            hooks[unknown.end].append(Hook(unknown.start, None))
        return hooks

    @cached_property
    def _latest(self) -> list[tuple[int, list[Hook]]]:
        """Events that come by the last of several: they have a last day only if all of these have one."""
        found = []
        for alternative in self.plan.alternatives:
            bounds = [option[0] for option in alternative.options if option]
            if not alternative.causes and bounds and all(bound.pushes for bound in bounds):
                found.append((alternative.event, [Hook(bound.start, bound.origin) for bound in bounds]))
        return found

    def _counts(self, bound: Bound) -> bool:
        rule = bound.origin
        missable = isinstance(rule, Rule) and rule.kind is RuleKind.DUE and not rule.firm
        return bound.pushes and not (self.firm and missable)

    @cached_property
    def bounded(self) -> set[int]:
        """The events that have a last day."""
        waiting: list[list[int]] = [[] for _ in self.plan.events]
        for event, hooks in enumerate(self.hooks):
            for hook in hooks:
                waiting[hook.start].append(event)
        found = {CALENDAR} if self.firm else {CALENDAR, *self.plan.at_once}
        _spread(list(found), waiting, found)
        changed = True
        while changed:
            changed = False
            for event, hooks in self._latest:
                if event not in found and all(hook.start in found for hook in hooks):
                    found.add(event)
                    _spread([event], waiting, found)
                    changed = True
        return found

    def ways(self, event: int, *, past: Callable[[int], bool]) -> Iterator[list[Hook]]:
        """From an event without a last day back to each that it hangs on in the end, the nearest first.

        Only those are followed that lead `past` nothing but what that allows. Where all of it goes in circles there is
        none; an event with a last day has none either.
        """
        latest = dict(self._latest)
        came: dict[int, tuple[int, Hook]] = {}
        queue = deque([event] if event not in self.bounded else [])
        while queue:
            at = queue.popleft()
            hooks = [hook for hook in (*self.hooks[at], *latest.get(at, [])) if hook.start not in self.bounded]
            if not hooks and at != event:
                yield _back(came, at)
            for hook in hooks:
                if hook.start != event and hook.start not in came and past(hook.start):
                    came[hook.start] = at, hook
                    queue.append(hook.start)

    def way(self, event: int) -> list[Hook]:
        """From an event without a last day back to what it hangs on, hook by hook; empty if it has a last day."""
        latest = dict(self._latest)
        way: list[Hook] = []
        seen = {event}
        while event not in self.bounded:
            hooks = [*self.hooks[event], *latest.get(event, [])]
            following = next(
                (hook for hook in hooks if hook.start not in self.bounded and hook.start not in seen), None
            )
            if following is None:
                break
            way.append(following)
            event = following.start
            seen.add(event)
        return way


def _back(came: dict[int, tuple[int, Hook]], root: int) -> list[Hook]:
    """The hooks over which a root was come to, those nearest to the first event first."""
    way: list[Hook] = []
    while root in came:
        root, hook = came[root]
        way.append(hook)
    return way[::-1]


def _spread(events: list[int], waiting: list[list[int]], found: set[int]) -> None:
    queue = deque(events)
    while queue:
        for other in waiting[queue.popleft()]:
            if other not in found:
                found.add(other)
                queue.append(other)
