"""How many days each event may wait, if what nobody controls takes its longest, and which leave no day at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.timing.course import Course, Deadline, Step
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


def slowest_windows(course: Course) -> dict[int, tuple[int | None, int | None]]:
    """For each event its first and its last day, with every duration at its longest; None where nothing bounds it.

    The days are numbers. The course has an order, and the plan can be kept if nature takes its longest, or ValueError
    is raised.
    """
    same, network = course.same, course.plan.network
    links = [(same[bound.start], same[bound.end], bound.days) for bound in network.bounds]
    for duration in network.contingents:
        start, end = same[duration.start], same[duration.end]
        links += [(start, end, duration.high), (end, start, -duration.high)]
    last = _reached(course, links)
    first = _reached(course, [(end, start, days) for start, end, days in links])
    return {event: (-first[event] if event in first else None, last.get(event)) for event in course.position}


def _reached(course: Course, links: list[tuple[int, int, int]]) -> dict[int, int]:
    """How many days each event can come after the calendar at most.

    Links are followed in the order of the plan, then against it, and again until nothing changes (Yen 1970): written
    dates lead forwards and waits lead back, so that a few turns do.
    """
    place = course.position
    forwards = sorted((link for link in links if place[link[0]] < place[link[1]]), key=lambda link: place[link[0]])
    back = sorted((link for link in links if place[link[0]] > place[link[1]]), key=lambda link: -place[link[0]])
    days = {course.same[CALENDAR]: 0}
    for _ in range(len(place) + 2):
        changed = False
        for start, end, more in (*forwards, *back):
            if start in days and days[start] + more < days.get(end, days[start] + more + 1):
                days[end] = days[start] + more
                changed = True
        if not changed:
            return days
    raise ValueError("windows are asked of a plan that contradicts itself")


def tight_chains(plan: Plan, least: int) -> Iterator[Chain]:
    """The chains of at least so many duties that leave no day, each told at its last duty.

    A chain takes time: what is all done on one day is an exchange, and no haste. The plan can be kept if nature takes
    its longest, or ValueError is raised.
    """
    course = Course(plan)
    if course.order is None:
        return
    windows = slowest_windows(course)
    tight = _Tight(course, {event: first for event, (first, last) in windows.items() if first == last})
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
