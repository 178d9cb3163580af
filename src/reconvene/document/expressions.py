"""The little expressions of a process file as values: moments, durations, windows, amounts, facts.

Each value prints itself in canonical words (`str(value)`), and parsing what it prints gives it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum


def show_number(number: Decimal) -> str:
    """A number in plain digits, without exponent, separators or idle zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_range(low: Decimal, high: Decimal) -> str:
    """`7`, or `7..30` where the ends differ."""
    return show_number(low) if low == high else f"{show_number(low)}..{show_number(high)}"


class TimeUnit(StrEnum):
    """The units a duration counts in."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Bound(StrEnum):
    """What a stated number bounds."""

    EXACT = ""
    AT_MOST = "at most"
    AT_LEAST = "at least"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: `30 days`, `7..30 days`, `at most 15 days`; `low` may not exceed `high`."""

    low: Decimal
    high: Decimal
    unit: TimeUnit
    bound: Bound = Bound.EXACT

    def __str__(self) -> str:
        unit = self.unit if self.low == self.high == 1 else f"{self.unit}s"
        bound = f"{self.bound} " if self.bound else ""
        return f"{bound}{show_range(self.low, self.high)} {unit}"


@dataclass(frozen=True, slots=True)
class Never:
    """A length of time without end: what takes `never` to undo cannot be undone."""

    def __str__(self) -> str:
        return "never"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, which always names its zone: `07:00 Europe/London`."""

    at: time
    zone: str

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.zone}"


@dataclass(frozen=True, slots=True)
class OnDate:
    """A civil date, or a clock time on it."""

    day: date
    clock: Clock | None = None

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.clock}" if self.clock else self.day.isoformat()


@dataclass(frozen=True, slots=True)
class EndOf:
    """The last day of a year or of a month: `end of 2007`, `end of 2007-12`."""

    year: int
    month: int | None = None

    def __str__(self) -> str:
        return f"end of {self.year:04d}" if self.month is None else f"end of {self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class AtClock:
    """A time of day without a date, as the steps of a same-day sequence have."""

    clock: Clock

    def __str__(self) -> str:
        return str(self.clock)


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day that the file names: `opens`, `adoption_day`."""

    name: str
    offset: int = 0

    def __str__(self) -> str:
        return self.name


class Quantifier(StrEnum):
    """How a group is meant: each owes its own, any discharges for all, all are needed."""

    PLAIN = ""
    EACH = "each of"
    ANY = "any of"
    ALL = "all of"


@dataclass(frozen=True, slots=True)
class Who:
    """An actor, or the members of a group: `dprk.leader`, `each of member_states`.

    `offset` is where the name starts in the value it was read from.
    """

    path: str
    quantifier: Quantifier = Quantifier.PLAIN
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.quantifier} {self.path}" if self.quantifier else self.path

    @property
    def head(self) -> str:
        """The name before the first dot: the actor whose part is meant."""
        return self.path.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that holds or not: a name and a state, `shut_down.accepted by us`."""

    thing: str
    state: str
    by: Who | None = None
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.thing}.{self.state}" + (f" by {self.by}" if self.by else "")


@dataclass(frozen=True, slots=True)
class Kept:
    """A standing duty that held: `no_tests kept for 180 days`, `no_tests kept through signed`."""

    thing: str
    lasting: Duration | None = None
    through: Moment | None = None
    offset: int = 0

    def __str__(self) -> str:
        if self.lasting is not None:
            return f"{self.thing} kept for {self.lasting}"
        return f"{self.thing} kept through {self.through}" if self.through is not None else f"{self.thing} kept"


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage, 0 to any height: `75%`, `at least 60..90%`."""

    low: Decimal
    high: Decimal
    bound: Bound = Bound.EXACT

    def __str__(self) -> str:
        bound = f"{self.bound} " if self.bound else ""
        return f"{bound}{show_range(self.low, self.high)}%"


@dataclass(frozen=True, slots=True)
class AtCap:
    """A counter that reached a share of its cap, by its keeper's count: `refined at 75% of cap`."""

    thing: str
    share: Percent
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.thing} at {self.share} of cap"


AnyFact = Fact | Kept | AtCap


@dataclass(frozen=True, slots=True)
class When:
    """The moment at which a fact comes to hold."""

    fact: AnyFact

    def __str__(self) -> str:
        return str(self.fact)


@dataclass(frozen=True, slots=True)
class Offset:
    """A moment counted from another: `90 days after endorsed`; the day counted from is left out."""

    by: Duration
    after: bool
    moment: Moment

    def __str__(self) -> str:
        return f"{self.by} {'after' if self.after else 'before'} {self.moment}"


Moment = OnDate | EndOf | AtClock | OnDay | When | Offset


class Side(StrEnum):
    """The two ways a window is bounded by a moment."""

    EARLIEST = "no earlier than"
    LATEST = "no later than"


@dataclass(frozen=True, slots=True)
class Within:
    """A time to act in, from a moment or, without one, from being enabled: `60 days of signed`."""

    time: Duration
    of: Moment | None = None

    def __str__(self) -> str:
        return f"{self.time} of {self.of}" if self.of is not None else str(self.time)


@dataclass(frozen=True, slots=True)
class Limit:
    """A moment before or after which something may not be: `no later than 2019-06-30`."""

    side: Side
    moment: Moment

    def __str__(self) -> str:
        return f"{self.side} {self.moment}"


@dataclass(frozen=True, slots=True)
class Soon:
    """The text says *promptly* or the like: kept as it is, and binding nobody by itself."""

    def __str__(self) -> str:
        return "soon"


@dataclass(frozen=True, slots=True)
class Window:
    """Limits that hold together: `60 days of opens and no later than 2019-06-30`."""

    limits: tuple[Within | Limit | Soon, ...]

    def __str__(self) -> str:
        return " and ".join(str(limit) for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A rhythm: `every 30 days from 2018-01-01`; `spoken` keeps whether *every* was written."""

    time: Duration
    start: Moment | None = None
    spoken: bool = True

    def __str__(self) -> str:
        start = f" from {self.start}" if self.start is not None else ""
        return f"{'every ' if self.spoken else ''}{self.time}{start}"


class Word(StrEnum):
    """An amount in a word. `unknown` and `unstated` are handled where a value is read: they stand in for any value."""

    ALL = "all"
    NONE = "none"
    NEVER = "never"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of something, perhaps per time: `1000..1250 million usd a year`."""

    low: Decimal
    high: Decimal
    unit: str
    bound: Bound = Bound.EXACT
    scale: str = ""
    per: TimeUnit | None = None

    def __str__(self) -> str:
        bound = f"{self.bound} " if self.bound else ""
        scale = f" {self.scale}" if self.scale else ""
        per = f" a {self.per}" if self.per else ""
        return f"{bound}{show_range(self.low, self.high)}{scale} {self.unit}{per}"

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The range in single units, the scale multiplied in."""
        factor = SCALES[self.scale]
        return self.low * factor, self.high * factor


SCALES = {"": Decimal(1), "thousand": Decimal(10**3), "million": Decimal(10**6), "billion": Decimal(10**9)}


@dataclass(frozen=True, slots=True)
class PercentOf:
    """A share of something named, or of what the place implies: `75% of cap`."""

    percent: Percent
    of: str | None = None

    def __str__(self) -> str:
        return f"{self.percent} of {self.of}" if self.of else str(self.percent)


Amount = Quantity | PercentOf | Word


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: `1/4`."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"
