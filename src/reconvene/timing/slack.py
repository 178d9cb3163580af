"""How many days each event may wait, if what nobody controls takes its longest, and which leave no day at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.timing.consistency import distances_from, distances_to
from reconvene.timing.course import Course, Deadline, Step
from reconvene.timing.network import Bound, Network
from reconvene.timing.plan import CALENDAR, Plan


@dataclass(frozen=True, slots=True)
class Chain:
    """Duties of one debtor, each waiting for the one before it, that must all be done on the first day possible.

    `duties` are in that order, each with the number of its day. `deadlines` leave them no other; `due` is the last.
    """

    debtor: str
    duties: tuple[tuple[str, int], ...]
    deadlines: tuple[Deadline, ...]
    due: int


def slowest_windows(plan: Plan) -> list[tuple[int | None, int | None]]:
    """For each event its first and its last day, with every duration at its longest; None where nothing bounds it.

    The days are numbers. The plan can be kept if nature takes its longest, or ValueError is raised.
    """
    network = Network(plan.network.names, list(plan.network.bounds))
    for link in plan.network.contingents:
        network.bounds += [Bound(link.start, link.end, link.high), Bound(link.end, link.start, -link.high)]
    first = [None if days is None else -days for days in distances_to(network, CALENDAR)]
    return list(zip(first, distances_from(network, CALENDAR), strict=True))


def tight_chains(plan: Plan, least: int) -> Iterator[Chain]:
    """The chains of at least so many duties that leave no day, each told at its last duty.

    A chain takes time: what is all done on one day is an exchange, and no haste. The plan can be kept if nature takes
    its longest, or ValueError is raised.
    """
    course = Course(plan)
    if course.order is None:
        return
    tight = _Tight(course, {place: first for place, (first, last) in enumerate(slowest_windows(plan)) if first == last})
    for event, debtor in tight.ends():
        row = tight.row(event, debtor)
        if len(row) < least or tight.days[row[0]] == tight.days[event]:
            continue
        last = [tight.days[date.event] for date in tight.deadlines_after(event)]
        if last:
            before = [(tight.duties[place][debtor][0], tight.days[place]) for place in row[:-1]]
            for name in tight.duties[event][debtor]:
                yield Chain(debtor, (*before, (name, tight.days[event])), tight.deadlines_after(row[0]), max(last))


class _Tight:
    """The events that leave no day, and the steps between them that leave none either."""

    def __init__(self, course: Course, days: dict[int, int | None]) -> None:
        self.course = course
        self.days = {event: day for event, day in days.items() if day is not None and event != CALENDAR}
        self.order = [event for event in course.order or () if event in self.days]
        self.duties: dict[int, dict[str, list[str]]] = {}
        for place, what in enumerate(course.plan.events):
            if what.family == "duty" and what.state == "claimed" and what.owner and course.same[place] in self.days:
                self.duties.setdefault(course.same[place], {}).setdefault(what.owner, []).append(what.name)
        self.rows: dict[int, dict[str, tuple[int, int, int]]] = {}
        self.previous: dict[tuple[int, str], int] = {}
        for event in self.order:
            self._lengthen(event)

    def _lengthen(self, event: int) -> None:
        """For each debtor, note the longest row up to an event: how many duties, how early, and where the last."""
        rows: dict[str, tuple[int, int, int]] = {}
        for step in self.course.before[event]:
            if self._is_tight(step):
                for debtor, row in self.rows[step.start].items():
                    rows[debtor] = max(rows.get(debtor, row), row)
        for debtor in self.duties.get(event, ()):
            count, early, last = rows.get(debtor, (0, -self.days[event], -1))
            rows[debtor] = count + 1, early, event
            self.previous[event, debtor] = last
        self.rows[event] = rows

    def _is_tight(self, step: Step) -> bool:
        start, end = self.days.get(step.start), self.days.get(step.end)
        return start is not None and end == start + (step.days if step.link is None else step.link.high)

    def ends(self) -> Iterator[tuple[int, str]]:
        """Where the row of a debtor ends: no duty of theirs comes after it without a day between."""
        later: dict[int, set[str]] = {}
        for event in reversed(self.order):
            after = [step.end for step in self.course.after[event] if self._is_tight(step)]
            later[event] = {debtor for other in after for debtor in (*later[other], *self.duties.get(other, ()))}
            yield from ((event, debtor) for debtor in self.duties.get(event, ()) if debtor not in later[event])

    def row(self, event: int, debtor: str) -> list[int]:
        """The duties of a debtor in a row up to an event."""
        row = [event]
        while (before := self.previous[row[-1], debtor]) >= 0:
            row.append(before)
        return row[::-1]

    def deadlines_after(self, event: int) -> tuple[Deadline, ...]:
        """The dates that leave an event and what follows it at once no other day."""
        found, waiting = {event}, [event]
        while waiting:
            for step in self.course.after[waiting.pop()]:
                if self._is_tight(step) and step.end not in found:
                    found.add(step.end)
                    waiting.append(step.end)
        return tuple(date for date in self.course.deadlines() if date.event in found and self._is_met(date))

    def _is_met(self, date: Deadline) -> bool:
        """Whether the day of an event is the last one that a date allows."""
        start = 0 if date.start == CALENDAR else self.days.get(date.start)
        return start is not None and self.days[date.event] == start + date.days
