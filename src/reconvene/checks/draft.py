"""What a check sees: the expanded process, with one package on it or none, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reconvene.checks.waiting import Waiting
from reconvene.deal.consultations import plan_of
from reconvene.deal.exposure import Exchange, exchange_of
from reconvene.deal.owed import Owed, Setting
from reconvene.deal.self_enforcing import Resolve, resolve_of, surely_pays
from reconvene.deal.tabled import Tabled
from reconvene.document.belonging import acts_of, principal_of, taxonomy_of
from reconvene.document.expressions import Who
from reconvene.document.load import Document
from reconvene.document.mechanism import Return, Stage
from reconvene.document.names import Names
from reconvene.document.obligation import Debtors, Obligation
from reconvene.document.package import Package
from reconvene.document.process import Process
from reconvene.process.dispute import DisputePath, dispute_paths
from reconvene.process.face import FaceFault, face_faults
from reconvene.process.ladder import Ladder, compile_ladder
from reconvene.process.proof import everything
from reconvene.process.reach import standstills
from reconvene.text.span import Source
from reconvene.text.yaml import Mapping
from reconvene.timing.bounds import Bounds
from reconvene.timing.causes import Causes
from reconvene.timing.compiler import compile_plan
from reconvene.timing.hanging import Hanging
from reconvene.timing.plan import Plan
from reconvene.timing.precedence import Precedence
from reconvene.timing.verdict import Verdict
from reconvene.timing.windows import Windows


@dataclass(frozen=True)
class Draft:
    """A process to be asked about: as it stands (`package` None), or with a tabled package laid on it."""

    document: Document
    process: Process
    now: date
    package: Package | None = None

    @property
    def names(self) -> Names:
        """The names of the document."""
        return self.document.names

    @property
    def source(self) -> Source:
        """The main file, to which a fix may append."""
        return self.document.sources[0]

    @property
    def root(self) -> Mapping | None:
        """The tree of the main file."""
        node = self.process.node
        return node if isinstance(node, Mapping) else None

    @cached_property
    def bounds(self) -> Bounds:
        """How late and how early its moments can be."""
        return Bounds(self.process)

    @cached_property
    def plan(self) -> Plan:
        """The process as a plan in time."""
        return compile_plan(self.process, self.names, self.now, self.package)

    @cached_property
    def tabled(self) -> Tabled:
        """The same as it is weighed: what the package adds, what it lifts, and the process with it."""
        name = self.package.name if self.package is not None else ""
        return Tabled(self.document, name, self.now, lambda: self.plan)

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the plan can be kept."""
        return Verdict(self.plan)

    @cached_property
    def causes(self) -> Causes:
        """What brings what about."""
        return Causes(self.process, self.package)

    @cached_property
    def hanging(self) -> Hanging:
        """Which events have a last day, and what the others hang on."""
        return Hanging(self.plan)

    @cached_property
    def windows(self) -> Windows:
        """Between which days each event of the plan can come."""
        return self.verdict.windows

    @cached_property
    def precedence(self) -> Precedence:
        """What surely comes after what."""
        return Precedence(self.plan, self.windows)

    @cached_property
    def consulting(self) -> Setting:
        """The process as who must be heard about it is asked for."""
        package = self.package.name if self.package is not None else ""
        return Setting(self.process, package, self.now, self._last_day)

    @cached_property
    def consultations(self) -> tuple[Owed, ...]:
        """The consultations that it asks for, and those that it declares."""
        return plan_of(self.consulting).owed

    def _last_day(self, family: str, name: str, state: str) -> date | None:
        place = self.plan.place(family, name, state)
        return self.windows.last(place) if place is not None and place in self.hanging.bounded else None

    @cached_property
    def waiting(self) -> Waiting:
        """What waits for what in it."""
        return Waiting(self.process, self.names, self.bounds, self.causes)

    @cached_property
    def duties(self) -> dict[str, Obligation]:
        """What is owed, by name; with a package on the table, its duties too."""
        return dict(self.process.obligations or {})

    @cached_property
    def exchanged(self) -> dict[str, Obligation]:
        """What is given and got: the duties of the package on the table, else all that is owed."""
        if self.package is None:
            return self.duties
        named = (*(self.package.obligations or {}), f"{self.package.name}.lifts")
        return {name: self.duties[name] for name in named if name in self.duties}

    @cached_property
    def exchange(self) -> Exchange | None:
        """The exchange that those duties make; None where none says what it costs or is worth."""
        return exchange_of(self.process, self.now, self.exchanged, lambda: self.plan, lambda: self.windows)

    @cached_property
    def tempted(self) -> dict[str, Resolve]:
        """By party, whether its steps pay; those whose steps surely do are left out."""
        exchange = self.exchange
        if exchange is None:
            return {}
        doubtful = [party for party in self.parties if not surely_pays(exchange, party)]
        return {party: resolve_of(exchange, party) for party in doubtful}

    @cached_property
    def parties(self) -> list[str]:
        """The principals, in the order of the file."""
        return list(self.process.parties or {})

    @property
    def way_back(self) -> Return | None:
        """The return mechanism, or None where there is none or the file only says that it is unknown."""
        mechanism = self.process.return_
        return mechanism if isinstance(mechanism, Return) else None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the way back in their order; none where they are not spelled out."""
        stages = self.way_back.stages if self.way_back is not None else None
        return stages if isinstance(stages, tuple) else ()

    @cached_property
    def ladder(self) -> Ladder | None:
        """The machine of the way back, or None where there is none."""
        return compile_ladder(self.process)

    @cached_property
    def best_ladder(self) -> Ladder | None:
        """The same with everything that is unknown read in the best way; None where nothing is unknown."""
        return compile_ladder(self.process, generous=True) if self.ladder and self.ladder.open_facts else None

    @cached_property
    def dispute_paths(self) -> list[DisputePath]:
        """The path of every dispute, from its opening to its decision."""
        return dispute_paths(self.process)

    @property
    def stuck(self) -> tuple[set[int], set[int]]:
        """The stages in which a return can stand still for ever: for certain, and if what is unknown turns out ill."""
        if self.ladder is None:
            return set(), set()
        found = standstills(self.ladder, everything(self.ladder))
        if self.best_ladder is None:
            return found, set()
        certain = found & standstills(self.best_ladder, everything(self.best_ladder))
        return certain, found - certain

    @cached_property
    def face_faults(self) -> list[FaceFault]:
        """What costs face on the way back, over every path with one holder of a role absent."""
        ladder = self.ladder
        if ladder is None or not ladder.stages:
            return []
        found = face_faults(self.process, ladder, everything(ladder), self.now)
        return [fault for fault in found if self.stages[fault.stage.index : fault.stage.index + 1] and self._has(fault)]

    def _has(self, fault: FaceFault) -> bool:
        """Whether the file has the act; what a stage without acts does by itself stands in no place of its own."""
        return fault.act.index < len(self.stages[fault.stage.index].acts or ())

    def hands(self, path: str) -> list[str]:
        """The actors behind a word such as `convenor` or `principals` in the way back; any other name is itself."""
        mechanism = self.way_back
        if path in ("principals", "parties", "all_parties"):
            called = list(mechanism.parties or ()) if mechanism is not None else []
            return called if called and not any(self.is_group(name) for name in called) else self.parties
        if mechanism is None or path not in ("convenor", "guarantors", "depositary", "secretariats"):
            return [path]
        held: str | tuple[str, ...] | None = getattr(mechanism, path)
        return [held] if isinstance(held, str) else list(held or ())

    @cached_property
    def taxonomy(self) -> dict[str, tuple[str, ...]]:
        """The classes of act, shipped and added by the file."""
        return taxonomy_of(self.process)

    def principal_of(self, path: str) -> str | None:
        """The principal that an actor belongs to or acts for, or None for a third party."""
        return principal_of(self.process, path)

    def is_group(self, path: str) -> bool:
        """Whether a name means several: a group, a body, or a word such as `parties`."""
        if path in ("parties", "principals", "all_parties"):
            return True
        actor = (self.process.actors or {}).get(path)
        return (actor is not None and (actor.kind == "group" or bool(actor.members))) or path in (
            self.process.groups or {}
        )

    def debtors(self, duty: Obligation) -> list[str]:
        """The actors that owe a duty, groups left as they are; empty where nobody is named."""
        match duty.by:
            case Who():
                return [duty.by.path]
            case Debtors():
                return list(duty.by.shares or {})
            case tuple():
                return list(duty.by)
            case _:
                return []

    def acts_of(self, duty: Obligation) -> list[str]:
        """The classes of act that a duty is, as it says or as its lifts say; empty where nothing tells."""
        return acts_of(duty)

    def inner_actors(self) -> Iterator[tuple[str, str]]:
        """Every (principal, path of somebody inside it)."""
        for name, party in (self.process.parties or {}).items():
            for inner in party.inner or {}:
                yield name, f"{name}.{inner}"
