"""A conflict told in the order of time: what comes first, what that leads to, and which date it then misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reconvene.text.finding import Reason
from reconvene.timing.conflict import Conflict, Use
from reconvene.timing.network import Bound, Contingent
from reconvene.timing.plan import CALENDAR, Event, Plan, day_of
from reconvene.timing.rule import Rule, RuleKind

_SILENT = (RuleKind.ORDER, RuleKind.FIRST)
"""Links that go without saying."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a story: what it rests on, the event that it leads to, and when that is, counted from the start."""

    use: Use
    event: Event
    days: int
    day: date | None

    @property
    def rule(self) -> Rule | None:
        """The rule behind it."""
        origin = self.use.link.origin
        return origin if isinstance(origin, Rule) else None

    @property
    def is_told(self) -> bool:
        """Whether it says something that the reader does not know already."""
        rule = self.rule
        return rule is not None and rule.kind not in _SILENT and (self.use.days != 0 or rule.record is not None)

    @property
    def phrase(self) -> str:
        """The link in a few words, with the day to which it leads."""
        rule = self.rule
        assert rule is not None
        when = f"{self.day}" if self.day is not None else f"day {self.days}"
        if rule.kind is RuleKind.BEGIN:
            return f"the process begins on {when}"
        if rule.kind is RuleKind.DATE:
            return f"{rule.subject} is {when}"
        if rule.kind is RuleKind.NOT_BEFORE:
            return rule.words
        return f"{rule.words}, {self._luck}to {when}" if rule.limit is not None else f"{rule.words}: {when}"

    @property
    def _luck(self) -> str:
        """Whether a duration of more than one length is taken at its shortest or at its longest."""
        link = self.use.link
        if not isinstance(link, Contingent) or link.low == link.high:
            return ""
        return "at worst " if self.use.days == -link.high else "at best "

    @property
    def reason(self) -> Reason:
        """The link with the place that shows it, and the day to which it leads."""
        rule = self.rule
        assert rule is not None
        when = f"{self.day}" if self.day is not None else f"day {self.days}"
        return Reason(f"{rule.words}: {when}", rule.span)


@dataclass(frozen=True, slots=True)
class Story:
    """A conflict in the order of time. `due` is the link that is missed, `links` what leads up to its event.

    `start` is the event from which days are counted: the calendar, if the conflict touches any date.
    """

    start: Event
    links: tuple[Link, ...]
    due: Link
    short_by: int

    @property
    def reached(self) -> date | None:
        """The first day on which the event can be, where days are dates."""
        return self.links[-1].day if self.links else None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The chain as reasons with their places, the missed date last."""
        return (*(link.reason for link in self.links if link.is_told), self.due.reason)

    @property
    def chain(self) -> str:
        """What takes time on the way to the date that is missed, in one sentence without its end."""
        return "; ".join(link.phrase for link in self.links if link.is_told and link.use.days != 0)

    @property
    def slow(self) -> tuple[Rule, ...]:
        """What nobody controls and takes its longest in this story."""
        found = [link.rule for link in self.links if link.use.side == "longest" and link.rule is not None]
        return tuple(dict.fromkeys(found))


def missed(conflict: Conflict) -> Bound | Contingent:
    """The link of a conflict that its story ends with: the date that is missed."""
    return conflict.uses[_pivot(conflict.uses)].link


def tell(plan: Plan, conflict: Conflict) -> Story:
    """The conflict as a story that ends at the date it misses."""
    uses = list(conflict.uses)
    pivot = _pivot(uses)
    due, rest = uses[pivot], [*uses[pivot + 1 :], *uses[:pivot]]
    start = _ends(due)[0]
    dated = start == CALENDAR
    links = tuple(_forwards(plan, rest, dated=dated))
    missed = Link(due, plan.events[_ends(due)[1]], due.days, day_of(due.days) if dated else None)
    return Story(plan.events[start], links, missed, conflict.short_by)


def _pivot(uses: Sequence[Use]) -> int:
    """Where the date that is missed stands: a date of the calendar, else the longest time from an event.

    Among equals, what follows round the circle decides: neither names nor the order of a file do.
    """
    marks = [_mark(use) for use in uses]
    best = max(marks)
    equals = [place for place, mark in enumerate(marks) if mark == best]
    return max(equals, key=lambda place: [*marks[place:], *marks[:place]])


def _mark(use: Use) -> tuple[bool, bool, int, str]:
    start, _ = _ends(use)
    rule = use.link.origin
    is_bound = use.days > 0 and not isinstance(use.link, Contingent)
    return use.days > 0 and start == CALENDAR, is_bound, use.days, rule.kind if isinstance(rule, Rule) else ""


def _forwards(plan: Plan, uses: list[Use], *, dated: bool) -> Iterator[Link]:
    days = 0
    for use in reversed(uses):
        days -= use.days
        yield Link(use, plan.events[_ends(use)[0]], days, day_of(days) if dated else None)


def _ends(use: Use) -> tuple[int, int]:
    """Where a use sets out and where it arrives: a duration used for its least or backwards runs against its arrow."""
    link = use.link
    return (link.end, link.start) if isinstance(link, Contingent) and use.days < 0 else (link.start, link.end)
