"""How a duty stands, as data: four voices side by side, where it is on the clock, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconvene.document.obligation import Obligation, Shape
from reconvene.process.amounts import Range


class Phase(StrEnum):
    """Where a duty is on its clock. No word here says who is right; a breach is a word of the competent body alone."""

    WAITING = "waiting"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    DUE = "due"
    CLAIMED = "claimed"
    CONTESTED = "contested"
    MISSED = "missed"
    CURING = "curing"
    REFERRED = "referred"
    CURED = "cured"
    VERIFIED = "verified"
    EXCUSED = "excused"
    PERFORMED = "performed"
    BREACHED = "breached"
    HOLDING = "holding"
    ENDED = "ended"


MISSED = frozenset({Phase.MISSED, Phase.CURING, Phase.REFERRED})
"""The phases of a duty whose date went by without a claim that stands."""
OPEN = frozenset(
    {
        Phase.WAITING,
        Phase.UNKNOWN,
        Phase.BLOCKED,
        Phase.DUE,
        Phase.CLAIMED,
        Phase.CONTESTED,
        *MISSED,
        Phase.HOLDING,
    }
)
"""The phases in which something is still owed or undecided."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of the four says: its word, since when, of how much, by which event, and any words of its own."""

    word: str
    since: date | None = None
    amount: Range | None = None
    event: str = ""
    note: str = ""


SILENT = Voice("silent")
NOBODY = Voice("none")


@dataclass(frozen=True, slots=True)
class Voices:
    """The debtor, each beneficiary, the verifier and the competent body, side by side and never made one."""

    debtor: Voice = SILENT
    beneficiaries: tuple[tuple[str, Voice], ...] = ()
    verifier: Voice = NOBODY
    body: Voice = NOBODY


@dataclass(frozen=True, slots=True)
class Wait:
    """A fact that a duty waits for, who owes it, and the place in the text that says so."""

    fact: str
    owed_by: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much was promised, claimed, confirmed and accepted, and what is still open, each a range or not known."""

    promised: Range
    bound: str
    claimed: Range | None
    verified: Range | None
    accepted: Range | None
    left: Range | None


@dataclass(frozen=True, slots=True)
class InstanceState:
    """One debtor's part of a duty, in one period.

    `enabled` and `due` come from the plan of the document; `known` is the day since which `due` was known. `cure` is
    the last day to put a miss right. `kept_through` is the last day that a report on a standing duty covers.
    """

    debtor: str
    period: date | None
    phase: Phase
    voices: Voices
    since: date | None = None
    enabled: date | None = None
    due: date | None = None
    known: date | None = None
    claimed_on: date | None = None
    cure: date | None = None
    late: int = 0
    kept_through: date | None = None
    amounts: Amounts | None = None
    waits: tuple[Wait, ...] = ()
    missing_items: tuple[str, ...] = ()
    missing_efforts: tuple[str, ...] = ()
    follows: str = ""

    @property
    def words(self) -> str:
        """The phase in words; never *breach* for a date that went by."""
        if self.phase is Phase.BREACHED:
            grade = "material" if self.voices.body.word == "determined_breach_material" else "minor"
            return f"a {grade} breach, determined by the competent body"
        return _WORDS[self.phase]


_WORDS = {
    Phase.WAITING: "waiting",
    Phase.UNKNOWN: "cannot tell whether it is owed: what it waits for is not known here",
    Phase.BLOCKED: "blocked",
    Phase.DUE: "owed",
    Phase.CLAIMED: "claimed, not verified",
    Phase.CONTESTED: "contested",
    Phase.MISSED: "missed, uncured, undetermined",
    Phase.CURING: "missed, time to cure still running, undetermined",
    Phase.REFERRED: "missed, uncured, undetermined",
    Phase.CURED: "missed and cured, undetermined",
    Phase.VERIFIED: "verified",
    Phase.EXCUSED: "excused",
    Phase.PERFORMED: "performed, by determination",
    Phase.HOLDING: "holding",
    Phase.ENDED: "ended",
}


@dataclass(frozen=True, slots=True)
class DutyState:
    """A duty with all its instances, and the versions that amendments replaced.

    `series` says, of a duty that recurs, whether the series as a whole counts as missed, and by which count.
    """

    name: str
    record: Obligation
    shape: Shape
    instances: tuple[InstanceState, ...]
    superseded: tuple[tuple[date, Obligation], ...] = ()
    series: str = ""

    @property
    def latest(self) -> InstanceState:
        """The instance that matters now: the last period, else the one furthest from being done."""
        periods = [each for each in self.instances if each.period is not None]
        return periods[-1] if periods else min(self.instances, key=lambda each: _RANK[each.phase])

    @property
    def is_missed(self) -> bool:
        """Whether an instance was missed and nobody has decided on it."""
        return any(each.phase in MISSED for each in self.instances)


_RANK = {
    phase: rank
    for rank, phase in enumerate(
        (
            Phase.BREACHED,
            Phase.CONTESTED,
            Phase.REFERRED,
            Phase.MISSED,
            Phase.CURING,
            Phase.BLOCKED,
            Phase.DUE,
            Phase.CLAIMED,
            Phase.UNKNOWN,
            Phase.WAITING,
            Phase.HOLDING,
            Phase.CURED,
            Phase.EXCUSED,
            Phase.PERFORMED,
            Phase.VERIFIED,
            Phase.ENDED,
        )
    )
}
