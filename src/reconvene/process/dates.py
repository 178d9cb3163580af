"""The dates of a text with what was seen: its plan, what has come of it, and the dates that bind somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

from reconvene.document.names import Names
from reconvene.document.obligation import Shape
from reconvene.document.process import Process
from reconvene.process.duty_state import DutyState, InstanceState
from reconvene.process.ledger import Ledger
from reconvene.process.obligations import Duties
from reconvene.process.stall import NEVER, Binding
from reconvene.timing.compiler import compile_plan
from reconvene.timing.observed import Observed
from reconvene.timing.plan import Plan

Edition = tuple[date, Process, Names]
"""A text, from the day on which it was amended to this."""

_PLANS: WeakKeyDictionary[Process, tuple[Names, Plan]] = WeakKeyDictionary()
"""The plan of a text is the same whatever happens; it is drawn once for each text that is in use."""


def plan_of(process: Process, names: Names, now: date) -> Plan:
    """The plan of a text in time."""
    known = _PLANS.get(process)
    if known is None or known[0] is not names:
        known = _PLANS[process] = (names, compile_plan(process, names, now, every_choice=True))
    return known[1]


class Reading:
    """One edition of the text, read with all that was recorded up to a day."""

    def __init__(self, edition: Edition, ledger: Ledger, now: date) -> None:
        self.since, self.process, self.names = edition
        self.ledger = ledger
        self.duties = Duties(self.process, ledger, now)
        self.facts = {key: day for key, (day, _) in ledger.facts.items()}
        self.facts.update(self.duties.facts())
        plan = plan_of(self.process, self.names, self.process.as_of or date.min)
        seen: dict[tuple[str, str, str], date] = {}
        for family, name, state in plan.places:
            day = self.facts.get((name, state))
            if day is not None:
                seen[family, name, state] = day
        self.observed = Observed(plan, self.process, seen)

    @cached_property
    def assessed(self) -> dict[str, DutyState]:
        """Every duty as this edition has it."""
        return self.duties.assess(self.observed)

    def bindings(self, until: date | None) -> Iterator[Binding]:
        """The dates that this edition binds to, up to the day on which the next replaces it."""
        start = self.since.toordinal()
        end = until.toordinal() if until is not None else NEVER
        for name, duty in self.assessed.items():
            for instance in duty.instances:
                yield from self._of_duty(name, duty.shape, instance, start, end)
        yield from self._of_meetings(start, end)

    def _of_duty(self, name: str, shape: Shape, instance: InstanceState, start: int, end: int) -> Iterator[Binding]:
        if instance.due is None or instance.known is None or shape is Shape.STANDING:
            return
        met, contested = (
            tuple((first.toordinal(), last.toordinal() if last is not None else NEVER) for first, last in spans)
            for spans in self.duties.spans(name, instance)
        )
        for due, since, gone in self._moved(name, instance, start, end):
            late = instance.enabled is None or instance.enabled.toordinal() > due
            yield Binding(due, since, gone, met, name, duty=True, blocked=late, contested=contested)

    def _moved(self, name: str, instance: InstanceState, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The due date as it is, or as it was before and after each decision that moved it."""
        assert instance.due is not None and instance.known is not None  # asked only of what has a date
        decided = self.ledger.until.get(name, ())
        moved = [(event.until, event.at) for event in decided if isinstance(event.until, date)]
        if not moved or instance.period is not None:
            yield instance.due.toordinal(), max(start, instance.known.toordinal()), end
            return
        place = self.observed.plan.place("duty", name, "claimed")
        written = self.observed.due(place) if place is not None else None
        dates = [(written.day, written.since)] if written is not None else []
        dates += moved
        for place_, (day, since) in enumerate(dates):
            gone = dates[place_ + 1][1].toordinal() if place_ + 1 < len(dates) else end
            yield day.toordinal(), max(start, since.toordinal()), min(gone, end)

    def _of_meetings(self, start: int, end: int) -> Iterator[Binding]:
        plan = self.observed.plan
        for (family, name, state), place in plan.places.items():
            final = (family, name) == ("day", "final_date")
            if not final and (family, state) not in (("review", "held"), ("session", "held")):
                continue
            due, came = self.observed.due(place), self.observed.came(place)
            day = came.day if final and came is not None else due.day.toordinal() if due is not None else None
            if day is not None:
                seen = self.facts.get((name, state))
                met = ((seen.toordinal(), NEVER),) if seen is not None else ()
                yield Binding(day, max(start, due.since.toordinal() if due is not None else 0), end, met, name)


def bindings_of(readings: Sequence[Reading]) -> tuple[Binding, ...]:
    """The dates that bind somebody, of every edition in its time."""
    ends = [reading.since for reading in readings[1:]]
    return tuple(
        binding for reading, end in zip(readings, [*ends, None], strict=True) for binding in reading.bindings(end)
    )
