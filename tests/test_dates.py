"""Counting days, as language rule 5 says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reconvene.document.dates import FAR, add, earliest_after, in_days, latest_after
from reconvene.document.expressions import Bound, Duration, TimeUnit

DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def days(low: int, high: int | None = None, unit: TimeUnit = TimeUnit.DAY, bound: Bound = Bound.EXACT) -> Duration:
    return Duration(Decimal(low), Decimal(low if high is None else high), unit, bound)


def test_the_day_counted_from_is_left_out() -> None:
    assert add(date(2015, 7, 20), Decimal(90), TimeUnit.DAY) == date(2015, 10, 18)


def test_months_keep_the_day_or_take_the_last_of_the_month() -> None:
    assert add(date(2019, 1, 31), Decimal(1), TimeUnit.MONTH) == date(2019, 2, 28)
    assert add(date(2020, 2, 29), Decimal(1), TimeUnit.YEAR) == date(2021, 2, 28)
    assert add(date(2019, 3, 31), Decimal(-1), TimeUnit.MONTH) == date(2019, 2, 28)


def test_hours_round_away_from_the_day_for_deadlines_and_towards_it_for_earliest_dates() -> None:
    assert add(date(2019, 1, 1), Decimal(30), TimeUnit.HOUR) == date(2019, 1, 3)
    assert add(date(2019, 1, 1), Decimal(30), TimeUnit.HOUR, late=False) == date(2019, 1, 2)


def test_working_days_leave_out_weekends_and_closed_days() -> None:
    friday = date(2019, 3, 1)
    assert add(friday, Decimal(1), TimeUnit.WORKING_DAY) == date(2019, 3, 4)
    assert add(friday, Decimal(1), TimeUnit.WORKING_DAY, {date(2019, 3, 4)}) == date(2019, 3, 5)


def test_at_least_has_no_end_and_at_most_may_be_at_once() -> None:
    assert latest_after(date(2019, 1, 1), days(30, bound=Bound.AT_LEAST)) is None
    assert earliest_after(date(2019, 1, 1), days(30, bound=Bound.AT_MOST)) == date(2019, 1, 1)


def test_a_range_ends_at_its_ends() -> None:
    assert earliest_after(date(2019, 1, 1), days(7, 30)) == date(2019, 1, 8)
    assert latest_after(date(2019, 1, 1), days(7, 30)) == date(2019, 1, 31)


def test_days_beyond_the_calendar_are_its_last() -> None:
    assert add(date(2019, 1, 1), Decimal(10**9), TimeUnit.YEAR) == FAR
    assert add(date(2019, 1, 1), Decimal(10**12), TimeUnit.DAY) == FAR
    assert add(date(2019, 1, 1), Decimal(10**12), TimeUnit.WORKING_DAY) == FAR


@given(DATES, st.integers(0, 5000))
def test_days_add_up(day: date, count: int) -> None:
    assert add(day, Decimal(count), TimeUnit.DAY) == day + timedelta(days=count)
    assert add(add(day, Decimal(count), TimeUnit.DAY), Decimal(-count), TimeUnit.DAY) == day


@given(DATES, st.integers(0, 600), st.integers(0, 600))
def test_more_time_never_ends_sooner(day: date, less: int, more: int) -> None:
    low, high = sorted((less, more))
    for unit in TimeUnit:
        assert add(day, Decimal(low), unit) <= add(day, Decimal(high), unit)


@given(DATES, st.integers(0, 400))
def test_a_length_in_days_is_never_shorter_than_the_calendar_makes_it(day: date, count: int) -> None:
    for unit in (TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH, TimeUnit.YEAR):
        assert (add(day, Decimal(count), unit) - day).days <= in_days(days(count, unit=unit)) + 1
