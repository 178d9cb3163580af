"""Everything that there is to say of one duty on a day, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconvene.reports.duties import DutyRow
from reconvene.reports.duty_dates import DutyDay
from reconvene.reports.schedule_view import ChainLink
from reconvene.reports.status_view import OwedView


@dataclass(frozen=True, slots=True)
class Partner:
    """Another duty that this one hangs together with: how, and how that one stands. `ours` tells whose move it follows.

    `how` is `waits for`, `answers`, `same day as` or `in step with`; where `ours` is False it is the other that waits
    for this one, or answers it.
    """

    duty: str
    how: str
    ours: bool
    by: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event about a duty: when it happened, when that was written down, what kind it is, who, and what it says."""

    event: str
    kind: str
    happened: date
    until: date | None
    recorded: date
    by: str
    says: str
    details: tuple[tuple[str, str], ...]
    corrected: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the text says of a duty: what it is about, in a word or two, and what it says."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class FoundView:
    """A finding of the checks about a duty."""

    id: str
    severity: str
    message: str
    help: str
    line: int


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty on a day. `parts` are its debtors' parts and its periods, each with its four voices side by side.

    `terms` are what the text says of it beyond its sentence, `verified` how anybody would know, `missed` what follows
    from a miss; each is empty where the text says nothing, which is told and not filled in.
    """

    row: DutyRow
    as_of: date
    waits: tuple[str, ...]
    terms: tuple[Fact, ...]
    partners: tuple[Partner, ...]
    days: tuple[DutyDay, ...]
    chain: tuple[ChainLink, ...]
    final_date: date | None
    verified: tuple[Fact, ...]
    missed: tuple[Fact, ...]
    parts: tuple[OwedView, ...]
    stream: tuple[Told, ...]
    findings: tuple[FoundView, ...]
    superseded: tuple[date, ...]
    line: int
    source: str
