"""A proof of a way back as frozen data, from which its text, its data and its picture are made alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PROVES = "This proves what the text guarantees, not what anybody will do."


class Standing(StrEnum):
    """Whether the parties come back."""

    RETURNS = "returns"
    DOES_NOT = "does not return"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class ActView:
    """An act of a stage: what, by whom, seen by whom, whether it is required and done by all at once."""

    act: str
    by: str
    seen_by: str
    required: bool
    together: bool


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its days, if those before it run to their limits; `hands` in order, `then` what its limit brings."""

    index: int
    name: str
    first_day: int | None
    last_day: int | None
    limit: int | None
    led_by: str
    hands: tuple[str, ...]
    acts: tuple[ActView, ...]
    seen_by: str
    then: str
    convenes: bool
    quorum: str
    void_if_all_object: bool
    parks: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """A day of a story: `silent` marks the clause that is missing; the place points to it, or to what it belongs to."""

    day: int
    text: str
    silent: bool
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class FaceView:
    """An act that costs face: which constraint, in words, the covers that would help, the place."""

    constraint: str
    text: str
    covers: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ResultView:
    """One of the four results: its bounds without and with a change of government, or its shortest story."""

    number: int
    name: str
    promises: str
    verdict: str
    days: int | None
    days_with_change: int | None
    days_if_silent: int | None
    only_with_change: bool
    story: tuple[EventView, ...]
    face: tuple[FaceView, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputeView:
    """Result D of a path: decided within so many days, what leaves it open-ended, and whether the accused can block."""

    name: str
    shortest: int
    longest: int | None
    unbounded: tuple[str, ...]
    can_block: str
    why: str


@dataclass(frozen=True, slots=True)
class MendedView:
    """Why a change of government ends the way back, where that happened before, and the proof once it is mended.

    `check` finds it, `changes` are the lines of `return:` that would mend it, and `days` is the longest time to a
    session that all attend under the mended text, with a change of government.
    """

    check: str
    message: str
    precedent: str
    changes: tuple[str, ...]
    returns: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class ReturnView:
    """What was shown of the way back of one process, or why it has none (`reasons`).

    `mended` is there where the parties come back only as long as no government changes.
    """

    title: str
    source_name: str
    as_of: date
    standing: Standing
    absent: int
    turnover: str
    reasons: tuple[str, ...]
    stages: tuple[StageView, ...]
    results: tuple[ResultView, ...]
    disputes: tuple[DisputeView, ...]
    mended: MendedView | None = None
    proves: str = PROVES
