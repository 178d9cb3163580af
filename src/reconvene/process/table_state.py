"""The table, its channels and its sessions as they stand: data without logic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Table(StrEnum):
    """The states of the table (model, section 3.4)."""

    NOT_BEGUN = "not_begun"
    ACTIVE = "active"
    RECESS = "recess"
    SLOW = "slow"
    STALLED = "stalled"
    SUSPENDED = "suspended"
    BROKEN = "broken"
    RETURNING = "returning"
    RECONVENED = "reconvened"
    SAT_INCOMPLETE = "sat_incomplete"
    PARKED = "parked"
    COLLAPSED = "collapsed"
    CONCLUDED = "concluded"


GOING = frozenset({Table.NOT_BEGUN, Table.ACTIVE, Table.RECESS, Table.SLOW, Table.RECONVENED, Table.SUSPENDED})
"""The states in which the rule for a stall is watched; the others are left by a held session alone, or by the end."""

AFTER = "after "
"""What the date of a session that has no name of its own is called by, before the name of the session that set it."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in which the table was in one state: `until` is None for the last; `event` is what began it."""

    state: Table
    since: date
    until: date | None
    why: str
    event: str = ""
    stage: int | None = None
    fallen: Table | None = None


@dataclass(frozen=True, slots=True)
class Fall:
    """A day 0: when, into what the table fell, and the event that made it fall; none where the clock did."""

    day: date
    into: Table
    event: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A step of the way back: the day, the stage that it left and the stage that it came to, None for none.

    `event` is the act that moved it; where the clock did, because a limit passed or talks fell, it is empty.
    """

    day: date
    left: int | None
    entered: int | None
    event: str = ""


@dataclass(slots=True)
class Session:
    """A session: when it is dated, who accepted the date, whether it was held, and what came of it."""

    name: str
    channel: str = ""
    level: str = ""
    dated: date | None = None
    accepted: frozenset[str] = frozenset()
    status: str = "scheduled"
    held: date | None = None
    closed: date | None = None
    outcome: str = ""
    next_date: date | None = None
    came: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    refused_by: str = ""
    minuted: bool = False


@dataclass(slots=True)
class Channel:
    """A channel: its state, when anybody last spoke on it, and the date of its next session."""

    name: str
    level: str = ""
    state: str = "none"
    last: date | None = None
    next_date: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class TableState:
    """The table on a day: its state, what it fell into and when (day 0), where the way back is, and its history."""

    state: Table
    since: date
    why: str
    fallen: Table | None
    day0: date | None
    stage: int | None
    due: date | None
    review: date | None
    history: tuple[Spell, ...]
    held_since: int = 0
