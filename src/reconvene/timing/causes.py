"""What brings what about: the duties and outcomes behind the states of things, of measures and of groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from reconvene.document.expressions import Fact
from reconvene.document.package import Package
from reconvene.document.process import Process


class Causes:
    """What a process says of who brings about what; with a package on the table, the process has its duties too."""

    def __init__(self, process: Process, package: Package | None = None) -> None:
        self.process = process
        self.package = package
        self.duties = dict(process.obligations or {})

    @cached_property
    def brought(self) -> dict[str, list[tuple[str, str, str]]]:
        """For every thing, what brings it into which state: (state, `duty` or `choice`, name)."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for name, duty in self.duties.items():
            for fact in (duty.brings, duty.toward):
                if isinstance(fact, Fact):
                    found.setdefault(fact.thing, []).append((fact.state, "duty", name))
        for name, choice in (self.process.choices or {}).items():
            for outcome in (choice.outcomes or {}).values():
                thing, _, state = str(outcome).rpartition(".")
                found.setdefault(thing, []).append((state, "choice", name))
        return found

    @cached_property
    def lifted(self) -> dict[str, list[str]]:
        """For every measure, the duties that lift it, by its own name or by that of a group it is in."""
        found: dict[str, list[str]] = {}
        for name, duty in self.duties.items():
            for lifted in duty.lifts or {}:
                for measure in (lifted, *self.members(lifted)):
                    found.setdefault(measure, []).append(name)
        return found

    def makers(self, thing: str, state: str) -> list[tuple[str, str, str]] | None:
        """What brings a thing into a state or beyond it: (state, family, name); None if it starts there."""
        item = (self.process.items or {}).get(thing)
        scale = list(item.scale or ()) if item is not None else []
        wanted = scale.index(state) if state in scale else -1
        if item is not None and item.start in scale and scale.index(item.start) >= wanted:
            return None
        return [
            (brought, family, maker)
            for brought, family, maker in self.brought.get(thing, [])
            if brought == state or (brought in scale and scale.index(brought) >= wanted)
        ]

    def members(self, group: str) -> tuple[str, ...]:
        """The members of a group, or the steps of a phase; none for any other name."""
        phase = (self.process.phases or {}).get(group)
        members = phase.steps if phase is not None else (self.process.groups or {}).get(group)
        return tuple(members or ())

    def behind(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The duties and phases behind some names: members for groups, all its duties for the tabled package."""
        package = self.package
        for name in names:
            if name in self.duties:
                yield "duty", name
            elif name in (self.process.phases or {}):
                yield "phase", name
            elif package is not None and name == package.name:
                yield from (("duty", duty) for duty in package.obligations or {})
            elif name in (self.process.groups or {}):
                yield from (("duty", member) for member in self.members(name) if member in self.duties)
