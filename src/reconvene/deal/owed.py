"""What a consultation that is owed is: who, whom, before what, why, by when, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconvene.deal.gates import Decision, LastDay
from reconvene.deal.grounds import Ground
from reconvene.deal.lead_times import Span
from reconvene.document.process import Process
from reconvene.text.finding import MissingFact


class Standing(StrEnum):
    """Where a consultation stands; all from `LATE` on are skipped by the calendar as it is."""

    HELD = "held in time"
    AHEAD = "can be held in time"
    UNDERWAY = "in time only if it has begun"
    OPEN = "cannot tell"
    LATE = "held too late to count"
    OVERDUE = "too late"
    SKIPPED = "owed, and nobody has undertaken it"
    DECIDED = "decided, and none that was held before it is written"


SKIPPING = frozenset((Standing.LATE, Standing.OVERDUE, Standing.SKIPPED, Standing.DECIDED))


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody stands: `agrees`, `agrees_if`, `dissents`, `silent` or `said`, with the words and the day."""

    whom: str
    stands: str
    says: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a record adds to a file: when consultations were held, decisions made, and what was answered about what."""

    held: Mapping[str, date]
    made: Mapping[str, date]
    said: tuple[tuple[frozenset[str], Stand], ...] = ()


NOTHING_HEARD = Heard({}, {})


@dataclass(frozen=True, slots=True)
class Owed:
    """One consultation: who owes it to whom before what, at which level, why, when, and where it stands.

    `declared` is the entry of the file that undertakes it, empty if none does; `also` are others that do. Without
    grounds nothing in the deal asks for it, and only the file does. `ready` is the first day on which the decision can
    be taken if it is held today. `assumed` names what of `level`, `takes` and `lead`
    is our assumption. `begin` and `end` are the last days to begin it and to have it over; None without a day to count
    from. `lower` is set where it is declared at a lower level than is owed. Where it cannot be told how it stands,
    `missing` are the facts that would tell.
    """

    by: str
    whom: tuple[str, ...]
    level: str
    bureaus: tuple[str, ...]
    decision: Decision
    grounds: tuple[Ground, ...]
    declared: str
    also: tuple[str, ...]
    takes: str
    lead: str
    assumed: tuple[str, ...]
    begin: Span | None
    end: Span | None
    ready: date | None
    held: date | None
    standing: Standing
    lower: bool
    brings: tuple[str, ...]
    positions: tuple[Stand, ...]
    missing: tuple[MissingFact, ...]

    @property
    def sure(self) -> bool:
        """Whether it is owed for certain: the file says so, or a ground that lacks no fact."""
        return bool(self.declared) or any(not ground.missing for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is owed before a package is decided, or in what is in force (no name), in the order of the decisions.

    `missing` are facts of the deal without which more may be owed.
    """

    name: str
    called: str
    owed: tuple[Owed, ...]
    missing: tuple[MissingFact, ...]

    @property
    def skipped(self) -> tuple[Owed, ...]:
        """What the calendar as it stands will skip, or has skipped."""
        return tuple(each for each in self.owed if each.standing in SKIPPING and each.sure)


@dataclass(frozen=True)
class Setting:
    """What is asked about: the process with one package on it or none, on a day, and what a record adds.

    `whole` asks for everything that is declared; else only for what has to do with the package.
    """

    process: Process
    package: str
    now: date
    last: LastDay
    heard: Heard = NOTHING_HEARD
    whole: bool = True
