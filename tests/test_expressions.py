"""The little expressions: what is printed reads back as the same value, and what cannot be read is explained."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconvene.document import expressions as e
from reconvene.document import grammar
from reconvene.document.grammar import ExpressionError, parse
from reconvene.text.spelling import nearest

ERRORS = Path(__file__).parent / "expressions" / "errors.txt"
READERS: dict[str, Callable[[Any], Any]] = {
    name.removeprefix("read_"): read for name, read in vars(grammar).items() if name.startswith("read_")
}

# Values of every kind

names = st.from_regex(r"[a-zäя가][a-z0-9_ü]{0,9}", fullmatch=True)
paths = st.lists(names, min_size=1, max_size=3).map(".".join)
numbers = st.decimals(min_value=0, max_value=10**9, places=3).map(lambda number: number.normalize() + 0)
bounds = st.sampled_from(e.Bound)
time_units = st.sampled_from(e.TimeUnit)
zones = st.sampled_from(["UTC", "Europe/London", "Asia/Seoul", "America/Argentina/Ushuaia", "Etc/GMT+3", "EST5EDT"])
clocks = st.builds(e.Clock, st.builds(time, st.integers(0, 23), st.integers(0, 59)), zones)
units = st.from_regex(r"[a-z][a-z_/]{0,9}", fullmatch=True).filter(lambda unit: unit not in e.SCALES)


ranges = st.tuples(numbers, numbers).map(lambda ends: (min(ends), max(ends)))
durations = st.builds(lambda ends, unit, bound: e.Duration(ends[0], ends[1], unit, bound), ranges, time_units, bounds)
percents = st.builds(lambda ends, bound: e.Percent(ends[0], ends[1], bound), ranges, bounds)
whos = st.builds(e.Who, paths, st.sampled_from(e.Quantifier))
states = st.builds(e.Fact, paths, names, st.none() | whos)


def moments_inside(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(e.Offset, durations, st.booleans(), inner) | st.builds(
        e.When, st.builds(lambda thing, through: e.Kept(thing, through=through), names, inner)
    )


plain_moments = (
    st.builds(e.OnDate, st.dates(), st.none() | clocks)
    | st.builds(e.EndOf, st.integers(1, 9999), st.none() | st.integers(1, 12))
    | st.builds(e.AtClock, clocks)
    | st.builds(e.OnDay, names)
    | st.builds(e.When, states)
)
moments = st.recursive(plain_moments, moments_inside, max_leaves=4)
facts = (
    states
    | st.builds(lambda thing, lasting: e.Kept(thing, lasting=lasting), names, durations)
    | st.builds(lambda thing, through: e.Kept(thing, through=through), names, moments)
    | st.builds(e.Kept, names)
    | st.builds(e.AtCap, names, percents)
)
limits = (
    st.builds(e.Within, durations, st.none() | moments)
    | st.builds(e.Limit, st.sampled_from(e.Side), moments)
    | st.just(e.Soon())
)
amounts = (
    st.sampled_from(e.Word)
    | st.builds(e.PercentOf, percents, st.none() | names)
    | st.builds(
        lambda ends, unit, bound, scale, per: e.Quantity(ends[0], ends[1], unit, bound, scale, per),
        ranges,
        units,
        bounds,
        st.sampled_from(sorted(e.SCALES)),
        st.none() | time_units,
    )
)
shares = st.integers(1, 999).flatmap(lambda whole: st.builds(e.Share, st.integers(0, whole), st.just(whole)))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "duration": durations | st.just(e.Never()),
    "percent": percents,
    "who": whos,
    "fact": facts,
    "moment": moments,
    "window": st.lists(limits, min_size=1, max_size=3).map(lambda parts: e.Window(tuple(parts))),
    "cycle": st.builds(e.Cycle, durations, st.none() | moments, st.booleans()),
    "amount": amounts,
    "share": shares,
    "date": st.dates(),
    "zone": zones,
}


def placeless(value: Any) -> str:
    """What a value says, with the kind of each part, but not where it stood in a text."""
    return re.sub(r"offset=\d+", "offset=0", repr(value))


@pytest.mark.parametrize("kind", READERS)
def test_every_reader_is_tested(kind: str) -> None:
    assert kind in VALUES


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_a_value_prints_reads_back_as_that_value(kind: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    text = str(value)
    again = parse(text, READERS[kind])
    assert placeless(again) == placeless(value)
    assert str(again) == text


def attempt(kind: str, text: str) -> Any:
    """The value of a text, or the error that says why it has none."""
    try:
        return parse(text, READERS[kind])
    except ExpressionError as error:
        return error


@given(st.sampled_from(sorted(READERS)), st.text(max_size=40))
def test_no_text_does_more_than_be_refused(kind: str, text: str) -> None:
    found = attempt(kind, text)
    if isinstance(found, ExpressionError):
        assert 0 <= found.start <= found.end <= len(text)
        assert found.message and found.help
    else:
        assert not isinstance(attempt(kind, str(found)), ExpressionError)


WORDS = "30 7..30 days of after before signed a.done and no later than 2019-06-30 every from at most 75% cap by us"


@given(st.sampled_from(sorted(READERS)), st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=8).map(" ".join))
def test_whatever_is_read_prints_in_canonical_words(kind: str, text: str) -> None:
    found = attempt(kind, text)
    if isinstance(found, ExpressionError):
        assert text[found.start : found.end].strip()
    else:
        assert str(parse(str(found), READERS[kind])) == str(found)


CANONICAL = [
    ("moment", "90 days after endorsed"),
    ("moment", "end of 2007"),
    ("moment", "end of 2007-12"),
    ("moment", "07:00 Europe/London"),
    ("moment", "2003-10-21 07:00 Europe/London"),
    ("moment", "2019-06-30"),
    ("moment", "shut_down.accepted by us"),
    ("moment", "30 days before 2 months after signed"),
    ("moment", "14..90 days after shut_down.verified"),
    ("moment", "no_tests kept for 180 days"),
    ("moment", "about"),
    ("moment", "about 3 months after about"),
    ("window", "60 days of signed and no later than 2007-06-30"),
    ("window", "no earlier than 2019-01-01 and no later than 2019-06-30"),
    ("window", "30 days"),
    ("window", "soon"),
    ("window", "at most 30 days of signed"),
    ("window", "about 30 days"),
    ("window", "soon and no later than end of 2007"),
    ("window", "6 months of supply_contract.signed"),
    ("cycle", "every 30 days from 2018-01-01"),
    ("cycle", "30 days"),
    ("cycle", "every 2 years from adoption_day"),
    ("duration", "7..30 days"),
    ("duration", "1 working day"),
    ("duration", "at most 15 days"),
    ("duration", "never"),
    ("amount", "1000..1250 million usd a year"),
    ("amount", "at most 500000 barrels a year"),
    ("amount", "400.9 million usd a year"),
    ("amount", "3.67 percent_u235"),
    ("amount", "75% of cap"),
    ("amount", "none"),
    ("fact", "shut_down.accepted by us"),
    ("fact", "no_tests kept for 180 days"),
    ("fact", "no_tests kept through 2019-06-30"),
    ("fact", "oil_report.latest.verified"),
    ("fact", "refined at 75% of cap"),
    ("who", "each of member_states"),
    ("who", "dprk.leader"),
    ("percent", "60..90%"),
    ("share", "1/4"),
    ("date", "2019-02-28"),
]


@pytest.mark.parametrize(("kind", "text"), CANONICAL)
def test_canonical_words_print_as_they_are_written(kind: str, text: str) -> None:
    assert str(parse(text, READERS[kind])) == text


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        ("duration", "30 day", "30 days"),
        ("duration", "1 days", "1 day"),
        ("duration", "  30   days ", "30 days"),
        ("duration", "7.50 days", "7.5 days"),
        ("duration", "7..7 days", "7 days"),
        ("moment", "7:00 UTC", "07:00 UTC"),
        ("amount", "500 usd per year", "500 usd a year"),
        ("amount", "007 warheads", "7 warheads"),
    ],
)
def test_other_ways_to_write_it_are_read_too(kind: str, text: str, canonical: str) -> None:
    assert str(parse(text, READERS[kind])) == canonical


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("duration", "at most 15 days", e.Duration(Decimal(15), Decimal(15), e.TimeUnit.DAY, e.Bound.AT_MOST)),
        ("moment", "2019-06-30", e.OnDate(date(2019, 6, 30))),
        ("who", "each of member_states", e.Who("member_states", e.Quantifier.EACH, 8)),
        ("fact", "oil_report.latest.verified", e.Fact("oil_report.latest", "verified")),
        ("share", "1/4", e.Share(1, 4)),
    ],
)
def test_a_value_says_what_its_words_say(kind: str, text: str, value: Any) -> None:
    assert parse(text, READERS[kind]) == value


def test_a_scale_multiplies_both_ends() -> None:
    amount = parse("1000..1250 million usd a year", grammar.read_amount)
    assert isinstance(amount, e.Quantity)
    assert amount.ends == (Decimal(10**9), Decimal(1_250_000_000))


# What cannot be read


def explained(kind: str, text: str) -> str:
    """An error as a reader sees it: the words, carets under the part that is meant, the fact, the next step."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, READERS[kind])
    error = caught.value
    near = nearest(error.word, error.known()) if error.word else None
    mean = f"did you mean `{near}`? " if near else ""
    carets = " " * (len(kind) + 2 + error.start) + "^" * (error.end - error.start)
    return f"{kind}: {text}\n{carets}\n{error.message}\nhelp: {mean}{error.help}\n"


CASES = ERRORS.read_text(encoding="utf-8").split("\n\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.partition("\n")[0])
def test_what_cannot_be_read_is_pointed_at_and_explained(case: str) -> None:
    kind, _, text = case.partition("\n")[0].partition(": ")
    assert explained(kind, text).strip() == case.strip()


def test_a_value_as_long_as_prose_is_refused() -> None:
    assert "This value is 600 letters long." in explained("amount", "x" * 600)


def test_a_number_of_a_million_digits_is_refused_at_once() -> None:
    assert "1000004 letters long" in explained("amount", "9" * 1_000_000 + " usd")
