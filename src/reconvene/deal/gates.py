"""Before which decision somebody must be heard, and on which day that is: the gates of a process, counted back from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from reconvene.deal.steps import Step
from reconvene.document.decision import Gate
from reconvene.document.expressions import Fact, Window
from reconvene.document.kinds import Day, facts_of
from reconvene.document.obligation import Obligation, Shape
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.timing.bounds import Bounds

LastDay = Callable[[str, str, str], date | None]
"""The last day, by the text, of something by its family, its name and the state it comes into."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, and when: a gate, package, phase, session or duty by name.

    `day` is the day that is counted back from; `key` is where it stands or would stand. `made` is set once it is
    decided, on the day `made_on` if that is known. Without a day, `missing` is the fact that would give it. `beside`
    are those that no day tells apart from it.
    """

    name: str
    kind: str
    day: date | None
    key: str
    made: bool = False
    made_on: date | None = None
    missing: str = ""
    ask: str = ""
    beside: tuple[str, ...] = ()


def first_of(found: Sequence[Decision]) -> Decision:
    """The first of several by their days, with those beside it."""
    return _of_day(found, min(each.day or date.max for each in found))


def last_of(found: Sequence[Decision]) -> Decision:
    """The last of several by their days, with those beside it; one without a day is later than all that have one."""
    return _of_day(found, max(each.day or date.max for each in found))


def _of_day(found: Sequence[Decision], day: date) -> Decision:
    alike = {each.name: each for each in found if (each.day or date.max) == day}
    first, *others = sorted(alike)
    return replace(alike[first], beside=tuple(others))


class Decisions:
    """The decisions of a process, and which of them each step waits for.

    `happened` are the days on which gates were passed, packages agreed and the like, as a record tells.
    """

    def __init__(
        self, process: Process, package: str, now: date, last: LastDay, happened: Mapping[str, date] | None = None
    ) -> None:
        self.process = process
        self.package = package
        self.now = now
        self.bounds = Bounds(process)
        self._last = last
        self._happened = happened or {}

    def record(self, name: str) -> tuple[str, Record] | None:
        """What a consultation comes before, with what it is, where it is part of what is judged."""
        process = self.process
        sections: tuple[tuple[str, Mapping[str, Any] | None], ...] = (
            ("gate", process.gates),
            ("package", process.packages),
            ("phase", process.phases),
            ("session", process.sessions),
            ("duty", process.obligations),
        )
        return next(((kind, section[name]) for kind, section in sections if section and name in section), None)

    def named(self, name: str) -> Decision | None:
        """The decision of a name; None where nothing here has it."""
        found = self.record(name)
        if found is None:
            return None
        kind, record = found
        made_on = self._happened.get(name)
        key, day = self._day(kind, record)
        if made_on is not None or getattr(record, "status", None) == "agreed":
            return Decision(name, kind, day, key, made=True, made_on=made_on)
        if day is not None:
            return Decision(name, kind, day, key)
        if kind == "package":
            ask = f"write a gate with the day on which {name} is decided, and `lets_through: [{name}]`"
            return Decision(name, kind, None, key, missing=f"{name}.gate", ask=ask)
        return Decision(name, kind, None, key, missing=f"{name}.{key}", ask=f"say when {name} is")

    def of_step(self, step: Step) -> Decision | None:
        """What a step waits for: what was decided already, the last gate before it, its package, or itself."""
        if step.name in self._judged_before and step.dated is not None and step.dated <= self.now:
            return Decision(step.name, "step", step.dated, "dated", made=True, made_on=step.dated)
        gates = [found for name in self.gates_before(step.name) if (found := self.named(name)) is not None]
        if gates:
            return last_of(gates)
        if self._of_package(step.name):
            return self.named(self.package)
        own = self.named(step.name)
        return self._first_before(own) or own

    def _first_before(self, own: Decision | None) -> Decision | None:
        """The first gate of the process, where it comes no later than a step that no gate holds back."""
        first = self._first
        if first is None or first.day is None or own is None or own.day is None:
            return None
        return first if first.day <= own.day else None

    @cached_property
    def _first(self) -> Decision | None:
        found = [gate for name in self.process.gates or {} if (gate := self.named(name)) is not None and gate.day]
        return first_of(found) if found else None

    @cached_property
    def _judged_before(self) -> frozenset[str]:
        """Steps that the package on the table did not bring: those that are dated were undertaken on that day."""
        package = (self.process.packages or {}).get(self.package)
        brought = set(package.obligations or ()) if package is not None else set()
        return frozenset({*(self.process.obligations or ()), *(self.process.initiatives or ())} - brought)

    def _of_package(self, step: str) -> bool:
        package = (self.process.packages or {}).get(self.package)
        return package is not None and (step in (package.obligations or ()) or step == f"{self.package}.lifts")

    def gates_before(self, step: str) -> tuple[str, ...]:
        """The gates that a step waits behind; where none is said to hold it, those that are said to hold nothing."""
        found = self._behind.get(step, ())
        if not found and self._of_package(step):
            found = self._behind.get(self.package, ())
        return tuple(dict.fromkeys(found)) or self._for_all

    @cached_property
    def _for_all(self) -> tuple[str, ...]:
        """The first of the gates of which nobody says what waits behind them: taken to stand before everything."""
        package = (self.process.packages or {}).get(self.package)
        own = package.gates if package is not None and package.gates else None
        gates = own or (self.process.gates if not self.package else None)
        bare = [name for name, gate in (gates or {}).items() if not gate.lets_through and name not in self._awaited]
        days = {name: found.day or date.max for name in bare if (found := self.named(name)) is not None}
        return (min(days, key=lambda name: (days[name], name)),) if days else ()

    @cached_property
    def _awaited(self) -> frozenset[str]:
        """The gates that a phase or a duty names as what opens or enables it."""
        return frozenset(gate for gates in self._behind.values() for gate in gates)

    @cached_property
    def _behind(self) -> dict[str, list[str]]:
        """For everything, the gates that hold it back, by `lets_through`, and by waiting for `gate.passed`."""
        found: dict[str, list[str]] = {}
        for name, gate in (self.process.gates or {}).items():
            for held in self._held(gate.lets_through or ()):
                found.setdefault(held, []).append(name)
        for name, phase in (self.process.phases or {}).items():
            for gate_name in self._passed(phase.opens):
                for held in self._held((name,)):
                    found.setdefault(held, []).append(gate_name)
        for name, duty in (self.process.obligations or {}).items():
            for gate_name in self._passed(duty.after):
                found.setdefault(name, []).append(gate_name)
        return found

    def _passed(self, condition: Any) -> Iterator[str]:
        facts = facts_of(condition) if hasattr(condition, "node") or hasattr(condition, "thing") else []
        for fact in facts:
            if (
                isinstance(fact, Fact)
                and fact.thing in (self.process.gates or {})
                and fact.state in ("passed", "opened")
            ):
                yield fact.thing

    def _held(self, names: Iterable[str], seen: frozenset[str] = frozenset()) -> Iterator[str]:
        for name in names:
            if name in seen:
                continue
            yield name
            phase = (self.process.phases or {}).get(name)
            members = phase.steps if phase is not None else (self.process.groups or {}).get(name)
            yield from self._held(members or (), seen | {name})

    # Days

    def _day(self, kind: str, record: Record) -> tuple[str, date | None]:
        """The key that dates a gate, and its day: as planned, else by when; of a duty its last day, or its first."""
        if isinstance(record, Obligation):
            return self._day_of_duty(record)
        for key in ("dated", "opens", "no_later_than"):
            if kind == "package":
                break  # when it was tabled is not when it is decided
            value = getattr(record, key, None)
            if isinstance(value, Day):
                found = self.bounds.earliest_of(value).day
                if found is not None:
                    return key, found
            elif value is not None and key != "dated" and not hasattr(value, "node") and not hasattr(value, "thing"):
                found = self.bounds.earliest(value, record.span).day
                if found is not None:
                    return key, found
        state = {"gate": "passed", "phase": "opened", "session": "held"}.get(kind)
        key = "opens" if kind == "phase" else "dated"
        return key, self._last(kind, record.name, state) if state is not None else None

    def _day_of_duty(self, duty: Obligation) -> tuple[str, date | None]:
        if duty.due is None and duty.from_ is not None:
            return "from", self.bounds.earliest_of(duty.from_).day or self._last("duty", duty.name, "begun")
        key, value = duty.due or ("within", None)
        day = self.bounds.latest_in(value, duty.span).day if isinstance(value, Window) else None
        state = "claimed" if duty.shape in (Shape.ACT, Shape.EFFORT) else "begun"
        return key, day or self._last("duty", duty.name, state)


def requiring(gates: Mapping[str, Gate]) -> dict[str, list[str]]:
    """For each consultation, the gates that require it."""
    found: dict[str, list[str]] = {}
    for name, gate in gates.items():
        for required in gate.requires or ():
            found.setdefault(required, []).append(name)
    return found
