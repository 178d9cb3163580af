"""The course of a plan: what holds back what, in an order in which everything comes after what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reconvene.timing.network import Bound, Contingent
from reconvene.timing.plan import CALENDAR, Plan
from reconvene.timing.rule import Rule
from reconvene.timing.schedule import is_date
from reconvene.timing.verdict import delays


@dataclass(frozen=True, slots=True)
class Step:
    """One event comes so many days after another at least; or as long after it as `link` takes."""

    start: int
    end: int
    days: int
    link: Contingent | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date of the plan: `event` may come at most `days` after `start`; `bound` says so."""

    start: int
    event: int
    days: int
    bound: Bound


class Course:
    """Everything in a plan that holds something back; events that must be on the same day are one.

    `order` is a list of events in which each comes after all that it waits for, or None where a circle of waits leaves
    no such order. What holds only by choice is left out, and so is a tolerance between acts of the same day: nothing is
    later than it must be.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        network = plan.network
        bounds = [bound for bound in network.bounds if delays(bound) and bound.days <= 0]
        self.same = _together(len(network.names), bounds)
        same = self.same
        steps = [Step(same[b.end], same[b.start], -b.days) for b in bounds if same[b.end] != same[b.start] or b.days]
        steps += [Step(same[link.start], same[link.end], link.low, link) for link in network.contingents]
        self.before: list[list[Step]] = [[] for _ in network.names]
        self.after: list[list[Step]] = [[] for _ in network.names]
        for step in steps:
            self.before[step.end].append(step)
            self.after[step.start].append(step)
        self.order = self._in_order()
        self.position = {event: place for place, event in enumerate(self.order or ())}

    def _in_order(self) -> list[int] | None:
        """Depth first, so that what hangs together stands together."""
        waits = [len(steps) for steps in self.before]
        ready = [event for event in reversed(range(len(waits))) if not waits[event] and self.same[event] == event]
        order: list[int] = []
        while ready:
            event = ready.pop()
            order.append(event)
            for step in self.after[event]:
                waits[step.end] -= 1
                if not waits[step.end]:
                    ready.append(step.end)
        return order if len(order) == len(set(self.same)) else None

    def deadlines(self) -> Iterator[Deadline]:
        """The dates of the plan; one that is counted from a day with a date is a date of the calendar."""
        for bound in self.plan.network.bounds:
            if bound.pushes and isinstance(bound.origin, Rule) and is_date(bound.origin):
                day = self.plan.dates.get(bound.start)
                start = self.same[bound.start] if day is None else CALENDAR
                days = bound.days if day is None else day.toordinal() + bound.days
                yield Deadline(start, self.same[bound.end], days, bound)

    def between(self, source: int, events: Iterable[int]) -> list[int]:
        """What lies on a way from `source` to one of some events, both included, in order."""
        last = max((self.position[event] for event in events), default=-1)
        reached, waiting = {source}, [source]
        while waiting:
            for step in self.after[waiting.pop()]:
                if step.end not in reached and self.position[step.end] <= last:
                    reached.add(step.end)
                    waiting.append(step.end)
        wanted = reached.intersection(events)
        waiting = list(wanted)
        while waiting:
            for step in self.before[waiting.pop()]:
                if step.start in reached and step.start not in wanted:
                    wanted.add(step.start)
                    waiting.append(step.start)
        return sorted(wanted, key=self.position.__getitem__)


def _together(count: int, bounds: list[Bound]) -> list[int]:
    """For every event, the one that stands for all that must be on the same day as it."""
    parent = list(range(count))

    def head(event: int) -> int:
        while parent[event] != event:
            parent[event] = parent[parent[event]]
            event = parent[event]
        return event

    pairs = {(bound.start, bound.end) for bound in bounds if not bound.days}
    for start, end in pairs:
        if (end, start) in pairs:
            one, other = sorted((head(start), head(end)))
            parent[other] = one
    return [head(event) for event in range(count)]
