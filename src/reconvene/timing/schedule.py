"""When everything comes if everybody acts as soon as may be: dates, slack, and the chain that sets the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from reconvene.timing.consistency import distances_from
from reconvene.timing.network import Bound, Contingent, Network
from reconvene.timing.plan import CALENDAR, Event, Plan, day_of
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.verdict import Verdict, delays, longest, slowest
from reconvene.timing.windows import Windows


@dataclass(frozen=True, slots=True)
class Stretch:
    """One link of a chain: from one event to the next, so many days later, and the rule that asks for it."""

    start: int
    end: int
    days: int
    link: Bound | Contingent

    @property
    def rule(self) -> Rule | None:
        """The rule behind it."""
        return self.link.origin if isinstance(self.link.origin, Rule) else None


class Schedule:
    """The dates of a plan. Nothing here says that they will be kept: whoever acts may be late, nature may be slow.

    `planned` days assume that everybody acts as soon as may be and that what nobody controls takes its longest. Where
    one of several rules may be kept, the first choice with which every date can be kept is taken.
    """

    def __init__(self, plan: Plan, verdict: Verdict | None = None) -> None:
        self.plan = plan
        self.verdict = verdict if verdict is not None else Verdict(plan)

    @cached_property
    def network(self) -> Network:
        """The network with its alternatives chosen, where a choice can be kept."""
        return self.verdict.chosen[0] or self.plan.network

    @cached_property
    def windows(self) -> Windows:
        """Between which days each event can come."""
        return Windows(replace(self.plan, network=self.network))

    @cached_property
    def days(self) -> list[int | None]:
        """The planned day of each event, counted as the calendar counts."""
        return longest(slowest(self.network))

    def planned(self, event: int) -> date | None:
        """The day on which an event comes if everybody acts at once and nature takes its longest."""
        days = self.days[event]
        return day_of(days) if days is not None else None

    def slack(self, event: int) -> int | None:
        """The days that an event may come later than planned with every date kept; None if nothing bounds it."""
        safe, planned = self.windows.safe(event), self.planned(event)
        return (safe - planned).days if safe is not None and planned is not None else None

    @cached_property
    def _to_end(self) -> list[int | None]:
        if self.plan.end is None:
            return [None] * len(self.plan.events)
        turned = [Bound(bound.end, bound.start, bound.days) for bound in slowest(self.network).bounds]
        return longest(Network(self.plan.network.names, turned), self.plan.end)

    def room(self, event: int) -> int | None:
        """The days that an event may come later than planned before the end comes after the final date.

        None if the end does not wait for it, or there is no final date. Negative if the final date is missed already.
        """
        final = self.plan.dates.get(self.plan.final) if self.plan.final is not None else None
        days, rest = self.days[event], self._to_end[event]
        if final is None or days is None or rest is None:
            return None
        return final.toordinal() - days - rest

    @cached_property
    def by_text(self) -> date | None:
        """The day by which the end is reached if everybody uses the last day that the text leaves them.

        None if the text leaves somebody without a last day, or has no end.
        """
        pushing = [bound for bound in self.network.bounds if bound.pushes and not _is_final(bound)]
        last = distances_from(replace(self.network, bounds=pushing), CALENDAR)
        facts = [bound.end for bound in self.network.bounds if bound.start == self.plan.end and not bound.pushes]
        days = [day for fact in facts if (day := last[fact]) is not None]
        return day_of(max(days)) if days and len(days) == len(facts) else None

    @cached_property
    def chain(self) -> tuple[Stretch, ...]:
        """The critical chain: what the end state waits for longest, from the first date on; none without an end."""
        return self.chain_to(self.plan.end) if self.plan.end is not None else ()

    def chain_to(self, event: int) -> tuple[Stretch, ...]:
        """What an event waits for longest, stretch by stretch, from a date on."""
        found: list[Stretch] = []
        seen = {event}
        while event != CALENDAR:
            stretch = self._last_stretch(event, seen)
            if stretch is None:
                break
            found.append(stretch)
            event = stretch.start
            seen.add(event)
        return tuple(reversed(found))

    @cached_property
    def _before(self) -> list[list[Stretch]]:
        before: list[list[Stretch]] = [[] for _ in self.plan.events]
        for link in self.network.contingents:
            before[link.end].append(Stretch(link.start, link.end, link.high, link))
        for bound in self.network.bounds:
            if delays(bound):
                before[bound.start].append(Stretch(bound.end, bound.start, -bound.days, bound))
        return before

    def _last_stretch(self, event: int, seen: set[int]) -> Stretch | None:
        day = self.days[event]
        for stretch in self._before[event]:
            start = self.days[stretch.start]
            if day is not None and start is not None and start + stretch.days == day and stretch.start not in seen:
                return stretch
        return None

    def chain_of(self, owner: str) -> tuple[Stretch, ...]:
        """The chain through whatever this party must do with the least room before the final date, to the end."""
        own = [place for place, event in enumerate(self.plan.events) if event.owner == owner and event.family == "duty"]
        tight = [(room, place) for place in own if (room := self.room(place)) is not None]
        if not tight:
            return ()
        _, place = min(tight)
        return (*self.chain_to(place), *self._chain_from(place))

    def _chain_from(self, event: int) -> Iterable[Stretch]:
        seen = {event}
        while event != self.plan.end:
            rest = self._to_end[event]
            following = next(
                (
                    stretch
                    for stretch in self._after[event]
                    if rest is not None and self._to_end[stretch.end] == rest - stretch.days and stretch.end not in seen
                ),
                None,
            )
            if following is None:
                return
            yield following
            event = following.end
            seen.add(event)

    @cached_property
    def _after(self) -> list[list[Stretch]]:
        after: list[list[Stretch]] = [[] for _ in self.plan.events]
        for stretches in self._before:
            for stretch in stretches:
                after[stretch.start].append(stretch)
        return after

    def event(self, place: int) -> Event:
        """The event at a place."""
        return self.plan.events[place]


def _is_final(bound: Bound) -> bool:
    return isinstance(bound.origin, Rule) and bound.origin.kind is RuleKind.FINAL


def is_date(rule: Rule | None) -> bool:
    """Whether a rule is a date by which something is due."""
    return rule is not None and rule.kind in (RuleKind.DUE, RuleKind.FINAL, RuleKind.LASTS)
