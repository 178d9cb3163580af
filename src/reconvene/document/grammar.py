"""The one parser of the little expressions: words in, values of `expressions` out, or an error that says where."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date, time
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from reconvene.document.expressions import (
    SCALES,
    Amount,
    AnyFact,
    AtCap,
    AtClock,
    Bound,
    Clock,
    Cycle,
    Duration,
    EndOf,
    Fact,
    Kept,
    Limit,
    Moment,
    Never,
    Offset,
    OnDate,
    OnDay,
    Percent,
    PercentOf,
    Quantifier,
    Quantity,
    Share,
    Side,
    Soon,
    TimeUnit,
    When,
    Who,
    Window,
    Within,
    Word,
)
from reconvene.document.phrase import ExpressionError as ExpressionError
from reconvene.document.phrase import Words, one_of
from reconvene.document.phrase import parse as parse
from reconvene.text.finding import shorten

NAME = re.compile(r"[^\W\d_]\w*")
PATH = re.compile(r"[^\W\d_]\w*(\.[^\W\d_]\w*)*")
_NUMBER = re.compile(r"(?P<low>\d{1,30}(\.\d{1,30})?)(\.\.(?P<high>\d{1,30}(\.\d{1,30})?))?(?P<percent>%)?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_ZONE = re.compile(r"[A-Za-z_]+(/[A-Za-z_+\-0-9]+)*|[A-Z]{3}[0-9][A-Z]{3}")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS = {unit.value: unit for unit in TimeUnit} | {f"{unit.value}s": unit for unit in TimeUnit}
_FOREIGN_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|\d{4}[./]\d{1,2}[./]\d{1,2}$|\d{4}-(?:\d-\d{1,2}|\d\d-\d)$|\d{4}-\d\d-\d\dT",
    re.ASCII,
)
_LOOSE = ("by", "before", "until", "after")
"""Words that leave open whether the day itself is in."""


# Numbers, durations, amounts


def _bound(words: Words) -> Bound:
    return Bound(words.take_if("at most", "at least", "about"))


def _range(words: Words, example: str, *, percent: bool) -> tuple[Decimal, Decimal]:
    match = _NUMBER.fullmatch(words.word)
    if not match or bool(match["percent"]) is not percent:
        if re.fullmatch(r"-?[\d.,]+%?", words.word) and not match:
            digits = sum(letter.isdigit() for letter in words.word)
            what = f"has {digits} digits, and 30 are the most" if digits > 30 else "is not a number of plain digits"
            raise words.wrong(f"`{shorten(words.word)}` {what}.", f"write it like `{example}`")
        wanted = "A percentage" if percent else "A number"
        help = f"write it like `{example}`, without a space" if percent else f"write a number and a unit: `{example}`"
        raise one_of(words, wanted, [], help)
    low = Decimal(match["low"])
    high = Decimal(match["high"]) if match["high"] else low
    if high < low:
        raise words.wrong(
            f"The range runs backwards: {match['low']} is more than {match['high']}.",
            f"write `{match['high']}..{match['low']}`",
        )
    words.take()
    return low, high


def _time_unit(words: Words) -> TimeUnit:
    two = words.take_if("working day", "working days")
    if two:
        return TimeUnit.WORKING_DAY
    unit = _UNITS.get(words.word)
    if unit is None:
        raise one_of(words, "A unit of time", list(_UNITS), "say hours, days, working days, weeks, months or years")
    words.take()
    return unit


def _fixed_duration(words: Words) -> Duration:
    bound = _bound(words)
    low, high = _range(words, "30 days", percent=False)
    return Duration(low, high, _time_unit(words), bound)


def read_duration(words: Words) -> Duration | Never:
    """`30 days`, `7..30 days`, `at most 15 days`, `never`."""
    if words.take_if("never"):
        return Never()
    return _fixed_duration(words)


def read_percent(words: Words) -> Percent:
    """`75%`, `at least 60..90%`."""
    bound = _bound(words)
    low, high = _range(words, "75%", percent=True)
    return Percent(low, high, bound)


def read_amount(words: Words) -> Amount:
    """`500000 barrels a year`, `400.9 million usd`, `75% of cap`, `all`, `none`, `small`."""
    if words.word in set(Word):
        return Word(words.take())
    start = words.at
    bound = _bound(words)
    if words.word.endswith("%"):
        words.at = start
        percent = read_percent(words)
        return PercentOf(percent, _name(words, "the thing that it is a share of") if words.take_if("of") else None)
    low, high = _range(words, "500000 barrels a year", percent=False)
    scale = words.take_if(*(scale for scale in SCALES if scale))
    unit = _unit_name(words)
    per = _time_unit(words) if words.take_if("a", "an", "per") else None
    return Quantity(low, high, unit, bound, scale, per)


def _unit_name(words: Words) -> str:
    if not words.word or not re.fullmatch(r"[^\W\d_][\w%°/-]*", words.word):
        raise one_of(words, "A unit", [], "say what is counted, such as `barrels`, `usd` or `warheads`")
    return words.take()


def read_share(words: Words) -> Share:
    """`1/4`."""
    match = re.fullmatch(r"(\d{1,9})/(\d{1,9})", words.word)
    if not match or int(match[2]) == 0 or int(match[1]) > int(match[2]):
        raise one_of(words, "A share of a whole", [], "write it like `1/4`")
    words.take()
    return Share(int(match[1]), int(match[2]))


# Names, facts, actors


def _name(words: Words, wanted: str) -> str:
    if not NAME.fullmatch(words.word):
        raise one_of(words, f"The name of {wanted}", [], "a name is letters, digits and `_`, and starts with a letter")
    return words.take()


def read_who(words: Words) -> Who:
    """`us`, `dprk.leader`, `each of member_states`."""
    quantifier = Quantifier(words.take_if("each of", "any of", "all of"))
    start = words.start
    if not PATH.fullmatch(words.word):
        raise one_of(words, "The name of an actor", [], "write one name, such as `us`, or `each of` and a group")
    return Who(words.take(), quantifier, start)


def read_fact(words: Words) -> AnyFact:
    """`shut_down.verified`, `shut_down.accepted by us`, `no_tests kept for 180 days`, `refined at 75% of cap`."""
    start = words.start
    word = words.word
    if not PATH.fullmatch(word):
        raise one_of(words, "A fact", [], "write a name and a state, such as `shut_down.verified`")
    words.take()
    if words.word == "kept":
        return _kept(words, word, start)
    if words.word == "at":
        words.take()
        share = read_percent(words)
        if not words.take_if("of cap"):
            raise one_of(words, "`of cap`", ["of"], "write it like `refined at 75% of cap`")
        return AtCap(word, share, start)
    thing, _, state = word.rpartition(".")
    if not thing:
        raise ExpressionError(
            start,
            start + len(word),
            f"`{word}` names a thing; a condition also needs the state it must be in.",
            f"write it like `{word}.verified` or `{word} kept for 180 days`",
        )
    return Fact(thing, state, read_who(words) if words.take_if("by") else None, start)


def _kept(words: Words, thing: str, start: int) -> Kept:
    words.take()
    if words.take_if("for"):
        return Kept(thing, lasting=_fixed_duration(words), offset=start)
    if words.take_if("through"):
        return Kept(thing, through=read_moment(words), offset=start)
    return Kept(thing, offset=start)


# Moments and windows


def _date(words: Words, match: re.Match[str]) -> date:
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= year <= 9999 or not 1 <= month <= 12:
        raise words.wrong(f"`{match.group()}` is not a date.", "a date is year-month-day, such as `2019-06-30`")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise words.wrong(
            f"`{match.group()}` is not a date: {_MONTHS[month - 1]} {year} has {last} days.",
            f"write `{year:04d}-{month:02d}-{last:02d}` or another day of that month",
        )
    words.take()
    return date(year, month, day)


def _clock(words: Words, match: re.Match[str]) -> Clock:
    hour, minute = int(match[1]), int(match[2])
    if hour > 23 or minute > 59:
        raise words.wrong(
            f"`{match.group()}` is not a time of day.",
            "write hours and minutes from 00:00 to 23:59, such as `07:00 UTC`",
        )
    words.take()
    if not _ZONE.fullmatch(words.word):
        raise words.wrong(
            f"The time {match.group()} does not say in which zone.",
            f"write the zone after it, such as `{match.group()} UTC` or `{match.group()} Asia/Seoul`",
            back=1,
        )
    return Clock(time(hour, minute), read_zone(words))


@cache
def _zones() -> Collection[str]:
    return available_timezones()


@cache
def _cities() -> dict[str, str]:
    """Zones by the last part of their name, as people call them."""
    return {name.rpartition("/")[2]: name for name in sorted(_zones(), reverse=True)}


def _is_zone(name: str) -> bool:
    if _zones.cache_info().currsize:
        return name in _zones()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return name in _zones()  # the whole list is read only once a name is in doubt
    return True


def read_zone(words: Words) -> str:
    """`Asia/Seoul`, `UTC`: a zone of the IANA list."""
    zone = words.word
    if not _ZONE.fullmatch(zone) or not _is_zone(zone):
        full = _cities().get(zone)
        help = f"write `{full}`" if full else "name a zone of the IANA list, such as `Europe/London` or `UTC`"
        end = words.start + len(zone)
        raise ExpressionError(words.start, end, f"`{shorten(zone)}` is not a time zone.", help, zone, _zones)
    return words.take()


def _end_of(words: Words) -> EndOf:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", words.word)
    if not match or int(match[1]) == 0 or (match[2] and not 1 <= int(match[2]) <= 12):
        raise one_of(words, "A year or a month", [], "write `end of 2007` or `end of 2007-12`")
    words.take()
    return EndOf(int(match[1]), int(match[2]) if match[2] else None)


def read_moment(words: Words) -> Moment:
    """`2019-06-30`, `07:00 Europe/London`, `signed`, `shut_down.verified`, `90 days after endorsed`, `end of 2007`."""
    if match := _DATE.fullmatch(words.word):
        day = _date(words, match)
        clock = _CLOCK.fullmatch(words.word)
        return OnDate(day, _clock(words, clock) if clock else None)
    if match := _CLOCK.fullmatch(words.word):
        return AtClock(_clock(words, match))
    if words.take_if("end of"):
        return _end_of(words)
    if _starts_duration(words):
        return _offset(words)
    if not PATH.fullmatch(words.word):
        raise one_of(
            words, "A date, a day or a fact", [], "write `2019-06-30`, a day of the file, or `60 days after` it"
        )
    if "." in words.word or words.ahead(2).endswith((" kept", " at")):
        return When(read_fact(words))
    start = words.start
    return OnDay(words.take(), start)


def _starts_duration(words: Words) -> bool:
    # A day may be called `about`, so the number after it is looked at too.
    return re.match(r"(about )?\d|at (most|least)\b", words.ahead(2)) is not None


def _reject_foreign_date(words: Words) -> None:
    if _FOREIGN_DATE.match(words.word):
        help = "write year-month-day, such as `2019-06-30`; a time after it names its zone: `2019-06-30 07:00 UTC`"
        raise words.wrong(f"`{shorten(words.word)}` is not a date as a process file writes it.", help)


def _offset(words: Words) -> Offset:
    if re.fullmatch(r"\d{4}(-\d{2})?", words.word) and words.at + 1 == len(words.words):
        raise words.wrong(f"`{words.word}` names no day.", f"write `end of {words.word}`, or a whole date")
    _reject_foreign_date(words)
    time = _fixed_duration(words)
    side = words.take_if("after", "before")
    if not side:
        raise one_of(
            words,
            "`after` or `before`",
            ["after", "before"],
            f"a length of time is no moment: write `{time} after` a day",
        )
    return Offset(time, side == "after", read_moment(words))


def read_date(words: Words) -> date:
    """A civil date, such as `2019-02-28`."""
    match = _DATE.fullmatch(words.word)
    if not match:
        _reject_foreign_date(words)
        raise one_of(words, "A date", [], "write year-month-day, such as `2019-02-28`")
    return _date(words, match)


def _limit(words: Words) -> Within | Limit | Soon:
    if words.take_if("soon"):
        return Soon()
    side = words.take_if("no earlier than", "no later than")
    if side:
        return Limit(Side(side), read_moment(words))
    if words.ahead(2) in ("at latest", "not later", "at earliest") or words.word in _LOOSE:
        said = words.word if words.word in _LOOSE else words.ahead(2)
        raise words.wrong(
            f"`{said}` does not start a limit.",
            "say `no later than` or `no earlier than` and a moment",
            count=said.count(" ") + 1,
        )
    if _DATE.fullmatch(words.word) or (NAME.match(words.word) and not _starts_duration(words)):
        raise words.wrong(
            f"`{words.word}` alone is no limit.",
            f"say `no later than {words.word}`, or a length of time such as `60 days of {words.word}`",
        )
    time = _fixed_duration(words)
    return Within(time, read_moment(words) if words.take_if("of") else None)


def read_window(words: Words) -> Window:
    """`60 days of signed and no later than 2007-06-30`, `30 days`, `soon`."""
    limits = [_limit(words)]
    while words.take_if("and"):
        limits.append(_limit(words))
    return Window(tuple(limits))


def read_cycle(words: Words) -> Cycle:
    """`every 30 days from 2018-01-01`, `30 days`."""
    spoken = bool(words.take_if("every"))
    time = _fixed_duration(words)
    return Cycle(time, read_moment(words) if words.take_if("from") else None, spoken)
