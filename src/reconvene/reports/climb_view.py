"""The way back as a checklist, as frozen data: its stages with their days, each act with who does it and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StepView:
    """An act of a stage: who does it, in whose stead if they cannot, and by whom it is done already.

    `waits` are those who have not done it; `covered` what a vow says against it, and under which cover it is done.
    `kind` is the kind of event by which it is put on record, `says` what that event must say.
    """

    act: str
    by: tuple[str, ...]
    instead: tuple[str, ...]
    seen_by: str
    required: bool
    together: bool
    done: tuple[str, ...]
    waits: tuple[str, ...]
    note: str
    kind: str
    says: dict[str, str]

    @property
    def is_done(self) -> bool:
        """Whether everybody of whom it is asked has done it."""
        return bool(self.done) and not self.waits


@dataclass(frozen=True, slots=True)
class ClimbStage:
    """A stage: whether it was `left`, `runs`, lies `ahead` or is `not reached`, and from which day to which.

    `left_by` says whether its acts or its limit ended it. `first` and `last` are as recorded where it was left, else as
    they come if every limit runs out; None where no limit leads there. `then` is what its limit brings.
    """

    index: int
    name: str
    standing: str
    left_by: str
    first: date | None
    last: date | None
    hands: tuple[str, ...]
    seen_by: str
    steps: tuple[StepView, ...]
    convenes: bool
    quorum: str
    parks: bool
    then: str


@dataclass(frozen=True, slots=True)
class BeginView:
    """An event that starts the way back: its kind, what it is in words, and why the text does not let it, if so."""

    kind: str
    words: str
    says: dict[str, str]
    refused: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class PastView:
    """A return that was: day 0, what the talks fell into and why, the stages it came to, and how it ended and when."""

    day0: date
    fell: str
    why: str
    stages: tuple[str, ...]
    result: str
    ended: date | None


@dataclass(frozen=True, slots=True)
class ClimbView:
    """The way back of one process on a day: running since `day0`, or `supposed`, as if it started on that day.

    `starts` says what starts it, `begins` by which events; `ends` is the day on which the last limit runs out, and
    `stays` what is kept when it does; `rests` are the acts that rest meanwhile. `none` says why there is none.
    """

    title: str
    as_of: date
    table: str
    none: str = ""
    running: bool = False
    waiting: bool = False
    day0: date | None = None
    day: int | None = None
    why: str = ""
    due: date | None = None
    left: int | None = None
    stages: tuple[ClimbStage, ...] = ()
    starts: str = ""
    begins: tuple[BeginView, ...] = ()
    ends: date | None = None
    stays: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    past: tuple[PastView, ...] = ()

    @property
    def current(self) -> ClimbStage | None:
        """The stage that runs."""
        return next((stage for stage in self.stages if stage.standing == "runs"), None)
