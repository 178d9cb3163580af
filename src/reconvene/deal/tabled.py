"""A package as it is judged: laid on its process, on a day, with its plan in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from reconvene.deal.relief import Relief, measures_of, relief_of_duties, relief_of_package
from reconvene.document.belonging import principal_of
from reconvene.document.expressions import Who, Word
from reconvene.document.load import Document
from reconvene.document.obligation import Debtors, Obligation, Shape
from reconvene.document.process import Process
from reconvene.document.tabling import lifting_duty, table
from reconvene.timing.compiler import compile_plan
from reconvene.timing.hanging import Hanging
from reconvene.timing.plan import Plan
from reconvene.timing.windows import Windows

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Tabled:
    """A process with one package on it, as of `now`; without a name, the process as it stands.

    Who has its plan in time already gives it under `planned`, so that it is not made twice.
    """

    document: Document
    name: str
    now: date
    planned: Callable[[], Plan] | None = None

    @cached_property
    def process(self) -> Process:
        """The process as it would be, if the package were signed."""
        process = self.document.process
        return table(process, (process.packages or {})[self.name]) if self.name else process

    @property
    def called(self) -> str:
        """What people call it."""
        package = (self.document.process.packages or {}).get(self.name)
        return (package.called or self.name) if package is not None else "what is in force"

    @cached_property
    def duties(self) -> dict[str, Obligation]:
        """The duties that it adds: those of the package, or all that are in force where no package is named."""
        if not self.name:
            return dict(self.process.obligations or {})
        package = (self.document.process.packages or {})[self.name]
        lifts = {f"{self.name}.lifts": lifting_duty(package)} if package.lifts else {}
        return {**(package.obligations or {}), **lifts}

    @cached_property
    def cutting(self) -> dict[str, dict[str, str]]:
        """The threats and paths that its duties cut into, with the depth of the cut by duty."""
        found: dict[str, dict[str, str]] = {}
        for name, duty in self.duties.items():
            for thing, depth in (duty.addresses or {}).items():
                if depth:
                    found.setdefault(thing, {})[name] = depth
        return found

    @cached_property
    def relief(self) -> Relief:
        """The measures that it lifts."""
        return relief_of_package(self.document.process, self.name) if self.name else relief_of_duties(self.process)

    @cached_property
    def plan(self) -> Plan:
        """The process with it, in time."""
        if self.planned is not None:
            return self.planned()
        package = (self.document.process.packages or {}).get(self.name)
        return compile_plan(self.process, self.document.names, self.now, package)

    def once(self, question: tuple[object, ...], compute: Callable[[], Answer]) -> Answer:
        """The answer to a question about it, computed the first time that it is asked."""
        if question not in self._answers:
            self._answers[question] = compute()
        found: Answer = self._answers[question]
        return found

    @cached_property
    def _answers(self) -> dict[tuple[object, ...], Any]:
        return {}

    @cached_property
    def _hanging(self) -> Hanging:
        return Hanging(self.plan)

    @cached_property
    def _windows(self) -> Windows:
        return Windows(self.plan)

    def last_day(self, name: str) -> date | None:
        """The last day on which a duty is done or begins, by the text; None where it has none."""
        duty = (self.process.obligations or {}).get(name)
        done = "claimed" if duty is None or duty.shape in (Shape.ACT, Shape.EFFORT) else "begun"
        return self.last_day_of("duty", name, done)

    def last_day_of(self, family: str, name: str, state: str) -> date | None:
        """The last day, by the text, on which something comes into a state; None where it has none."""
        place = self.plan.place(family, name, state)
        return self._windows.last(place) if place is not None and place in self._hanging.bounded else None

    def side_of(self, actor: str) -> str:
        """The principal with whom somebody stands: their own, or the one whose ally they are; else themselves."""
        principal = principal_of(self.process, actor)
        if principal is not None:
            return principal
        found = (self.process.actors or {}).get(actor)
        allies = found.ally_of if found is not None else None
        return (principal_of(self.process, allies[0]) or allies[0]) if allies else actor


def owners(duty: Obligation) -> tuple[str, ...]:
    """Those who owe a duty, as the file names them."""
    match duty.by:
        case Who():
            return (duty.by.path,)
        case Debtors():
            return tuple(duty.by.shares or {})
        case tuple():
            return tuple(duty.by)
        case _:
            return ()


def given_to(tabled: Tabled, owner: str) -> Iterator[tuple[str, Obligation]]:
    """The duties of others that give somebody relief: they lift what presses on it, or are worth something to it."""
    process = tabled.process
    measures = process.measures or {}
    for name, duty in (process.obligations or {}).items():
        if owner in {principal_of(process, debtor) or debtor for debtor in owners(duty)}:
            continue
        worth = (duty.worth or {}).get(owner)
        pressing = (each for thing in duty.lifts or {} for each in measures_of(process, thing))
        lifts = any(measures[each].imposed_on in (None, owner) for each in pressing)
        if lifts or (worth is not None and worth.value not in (None, Word.NONE, Word.NEVER)):
            yield name, duty


def cuts(duties: Mapping[str, Obligation], thing: str) -> Iterator[tuple[str, str]]:
    """The duties that cut into a threat or a path, each with its depth."""
    for name, duty in duties.items():
        depth = (duty.addresses or {}).get(thing)
        if depth:
            yield name, depth
