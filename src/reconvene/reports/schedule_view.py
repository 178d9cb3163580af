"""The schedule of a process as plain data: what its picture, table, certificate, page and calendar are made from.

Whoever computes a schedule fills these; whoever shows one reads them. Nothing in here compares dates or knows the
clock: `as_of` is the day that the schedule was computed for. Dates are inclusive: a bar that ends on 30 June may be
done on 30 June. Names are the names of the file, unique within one schedule; `called` is what a reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """What could be shown of the final date."""

    KEPT = "kept"
    """It is kept whatever verification, legislation and delivery turn out to take within their declared ranges."""
    LUCK = "luck"
    """It can be kept, but only if what nobody controls turns out short enough."""
    CONTRADICTION = "contradiction"
    """It cannot be kept at all: the dates contradict each other."""
    CANNOT_TELL = "cannot-tell"
    """A fact is missing that would decide."""
    NO_DATE = "no-date"
    """There is no final date that could be kept."""


class StepKind(StrEnum):
    """What kind of event a step is."""

    OPENS = "opens"
    DONE = "done"
    VERIFIED = "verified"
    DECIDED = "decided"
    HELD = "held"
    CLOSES = "closes"
    FINAL = "final"


class BarKind(StrEnum):
    """What a bar stands for."""

    ACT = "act"
    """One act, to be done once between start and end."""
    STANDING = "standing"
    """What is done or left undone throughout, from start to end."""
    SERIES = "series"
    """What is done again and again from start to end."""
    PHASE = "phase"
    """A phase of the process."""


class LaneKind(StrEnum):
    """Whose bars a lane holds."""

    PARTY = "party"
    THIRD = "third"
    """Somebody who is no party: a verifier, a convenor, a council."""
    PHASES = "phases"


class TieKind(StrEnum):
    """How two bars hang together."""

    WAITS = "waits"
    """The second may begin only after the first."""
    SAME_DAY = "same_day"
    """Both are done on the same day."""
    IN_STEP = "in_step"
    """Each advances only as far as the other."""
    ANSWERS = "answers"
    """The second is given in return for the first."""


class MarkKind(StrEnum):
    """What a day or stretch of the calendar is."""

    ELECTION = "election"
    EXERCISE = "exercise"
    ANNIVERSARY = "anniversary"
    SESSION = "session"
    REVIEW = "review"
    GATE = "gate"
    OTHER = "other"


class Rhythm(StrEnum):
    """The unit in which something recurs."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Step:
    """One event of one duty, such as `freeze_yongbyon.verified`: a row of the table, an entry of the calendar.

    `of` is the duty and `lane` the lane of whoever owes it. `contingent_low` and `contingent_high` are the days between
    which somebody else's pace puts the event, where it is not the parties' to choose. `slack` is how many days the step
    may slip without breaking any date, `moves_final_after` how many until the final date moves. None is *not known*
    or *there is none*, never zero. `owner` is who has to move, in words, where that is not the lane, and `owner_name`
    the same in the words of the file.
    """

    name: str
    called: str
    of: str
    lane: str
    kind: StepKind
    earliest: date | None = None
    latest: date | None = None
    planned: date | None = None
    contingent_low: date | None = None
    contingent_high: date | None = None
    slack: int | None = None
    moves_final_after: int | None = None
    critical: bool = False
    owner: str = ""
    text: str = ""
    article: str = ""
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One duty in its lane: the window from the first day to the last on which it may be done, or while it holds.

    Without a start it may be done on any day up to its end; without an end it goes on. With neither it has no date:
    it is named beside the picture, not drawn. Finding that it was done may fall anywhere from `verified_from` to
    `verified_to`, which is nobody's to choose.
    """

    name: str
    called: str
    kind: BarKind
    start: date | None = None
    end: date | None = None
    verified_from: date | None = None
    verified_to: date | None = None
    critical: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one party, of a third party, or of the phases."""

    name: str
    called: str
    kind: LaneKind
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """A link from one bar to another, by their names."""

    start: str
    end: str
    kind: TieKind
    text: str = ""
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A day or a stretch of the calendar; one that recurs has `every` so many `rhythm`s, the last on or before `until`.

    Without `end` it is the one day. `who` is in words; `lane` is named where it belongs to one.
    """

    name: str
    called: str
    kind: MarkKind
    start: date
    end: date | None = None
    every: int | None = None
    rhythm: Rhythm | None = None
    until: date | None = None
    who: str = ""
    lane: str = ""
    text: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Desert:
    """A stretch in which nothing falls due and nobody has to meet."""

    start: date
    end: date
    text: str


@dataclass(frozen=True, slots=True)
class Collision:
    """A step that falls, or may fall, on a bad day of the calendar: the names of both, and the days they share."""

    step: str
    mark: str
    start: date
    end: date
    text: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of a chain of reasons: what has to happen, between which days, how many days it takes, who has to move.

    A contingent link takes as long as it takes; its `days` are the longest that is declared. A link of one moment has
    no `from_date` or the same one.
    """

    text: str
    to_date: date | None
    from_date: date | None = None
    days: int | None = None
    owner: str = ""
    contingent: bool = False


@dataclass(frozen=True, slots=True)
class PartyChain:
    """The critical chain as far as one lane has to carry it."""

    lane: str
    called: str
    links: tuple[ChainLink, ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability that every critical date is met, as the range it lies in, and what that rests on."""

    low: float
    high: float
    rests_on: str


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule.

    `end_state` is what is reached when the process is over and `found_by` who finds it, in words. `verdict` is one
    sentence, `standing` its kind, and `reasons` are the sentences behind it: what contradicts what, what is missing, by
    how much. `movers` says what would move the final date, `repairs` what the smallest changes would be. Bars stand in
    their lanes, the phases in a lane of their own; the order of everything is the order in which it is told.
    """

    title: str
    source_name: str
    as_of: date
    standing: Standing
    verdict: str
    final_date: date | None = None
    end_state: str = ""
    found_by: str = ""
    reasons: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    movers: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    chance: Chance | None = None
    chain: tuple[ChainLink, ...] = ()
    chains_by_party: tuple[PartyChain, ...] = ()
    lanes: tuple[Lane, ...] = ()
    ties: tuple[Tie, ...] = ()
    marks: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()
    deserts: tuple[Desert, ...] = ()
    collisions: tuple[Collision, ...] = ()
