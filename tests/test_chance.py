"""How likely it is that the dates of a plan are kept, and which duties leave no day."""

from __future__ import annotations

from datetime import date
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.process_file import process_file
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.estimate.draws import Law, generator, lognormal, normal, triangular, uniform, wilson
from reconvene.text.finding import Severity
from reconvene.timing.chance import Chance, chance
from reconvene.timing.compiler import compile_plan
from reconvene.timing.consistency import distances_from, distances_to
from reconvene.timing.course import Course
from reconvene.timing.network import Bound, Network
from reconvene.timing.plan import CALENDAR, Plan, day_of
from reconvene.timing.slack import slowest_windows, tight_chains

HEAD = """\
title: A process
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {agency: {kind: verifier}}
items: {plant: {scale: [running, closed], start: running}, mine: {scale: [open, closed], start: open}}
obligations:
"""


def plan_of(text: str) -> Plan:
    document = expand(load_text(text, "example.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    return compile_plan(document.process, document.names, date(2030, 1, 1))


def duties(*lines: str) -> Plan:
    return plan_of(HEAD + indent("\n".join(lines), "  "))


def chance_of(plan: Plan, draws: int = 4000) -> Chance:
    found = chance(plan, generator(), draws, numbers=10**7)
    assert found is not None
    return found


CLOSE = "close: {by: north, to: [south], brings: plant.closed, takes: %s, within: no later than 2030-02-10}"
"""From 1 January to 10 February are 40 days."""


@pytest.mark.parametrize(
    ("takes", "share"),
    [
        ("30..50 days", 0.5),
        ("0..160 days", 0.25),
        ("{uniform: {low: 20 days, high: 60 days}}", 0.5),
        ("{triangular: {low: 20 days, mode: 40 days, high: 60 days}}", 0.5),
        ("{triangular: {low: 30 days, mode: 30 days, high: 50 days}}", 0.75),
        ("{normal: {mean: 40 days, sigma: 9 days}}", 0.5),
        ("{normal: {mean: 30 days, sigma: 10 days}}", 0.8413),
        ("{lognormal: {median: 40 days, sigma: 0.8}}", 0.5),
        ("41 days", 0.0),
        ("40 days", 1.0),
        ("30..40 days", 1.0),
    ],
)
def test_a_single_date_has_the_chance_that_its_distribution_gives(takes: str, share: float) -> None:
    found = chance_of(duties(CLOSE % takes))
    assert found.share == pytest.approx(share, abs=0.03)
    assert found.interval[0] <= found.share <= found.interval[1]


def test_a_plan_without_risk_is_sure_and_has_no_dates_at_risk() -> None:
    assert chance_of(duties(CLOSE % "10..40 days")) == Chance(4000, 4000)


def test_independent_dates_are_all_kept_as_often_as_the_product_says() -> None:
    two = (CLOSE % "30..50 days", CLOSE.replace("close:", "shut:").replace("plant", "mine") % "30..50 days")
    found = chance_of(duties(*two))
    assert found.share == pytest.approx(0.25, abs=0.03)
    assert [risk.share for risk in found.at_risk] == pytest.approx([0.5, 0.5], abs=0.03)


def test_durations_in_a_row_add_up() -> None:
    second = (
        "reap: {by: south, to: [north], brings: mine.closed, after: close.verified, within: no later than 2030-02-10}"
    )
    first = (
        "close: {by: north, to: [south], brings: plant.closed, takes: 0..40 days, verified: {by: agency, takes: %s}}"
    )
    found = chance_of(duties(first % "0..40 days", second))
    assert found.share == pytest.approx(0.5, abs=0.03)


def test_a_date_counted_from_an_event_is_measured_from_that_event() -> None:
    """It is no fault of the date that the event itself can come early: who may wait, waits."""
    late = "close: {by: north, to: [south], brings: plant.closed, takes: 10 days, within: no earlier than 2030-06-01}"
    then = "reap: {by: south, to: [north], brings: mine.closed, after: close.verified, takes: %s, within: 30 days}"
    assert chance_of(duties(late, then % "10..30 days")).share == 1.0
    assert chance_of(duties(late, then % "20..40 days")).share == pytest.approx(0.5, abs=0.03)


def test_dates_that_are_told_elsewhere_are_left_out() -> None:
    plan = duties(CLOSE % "30..50 days")
    told = {id(risk.bound) for risk in chance_of(plan).at_risk}
    assert chance(plan, generator(), told=told) == Chance(400, 400)


def test_acts_of_the_same_day_wait_for_each_other() -> None:
    slow = "close: {by: north, to: [south], brings: plant.closed, takes: 30..50 days, same_day: [reap]}"
    quick = "reap: {by: south, to: [north], brings: mine.closed, within: no later than 2030-02-10}"
    assert chance_of(duties(slow, quick)).share == pytest.approx(0.5, abs=0.03)


def test_waits_in_a_circle_have_no_chance_to_tell() -> None:
    one = "close: {by: north, to: [south], brings: plant.closed, after: reap.verified, takes: 1..2 days}"
    other = (
        "reap: {by: south, to: [north], brings: mine.closed, after: close.verified, within: no later than 2031-01-01}"
    )
    assert chance(duties(one, other), generator()) is None


@given(st.integers(41, 60), st.integers(0, 30))
def test_a_later_date_is_never_less_likely(high: int, more: int) -> None:
    def at(days: int) -> float:
        due = day_of(date(2030, 2, 10).toordinal() + days)
        return chance_of(duties((CLOSE % f"10..{high} days").replace("2030-02-10", str(due))), 100).share

    assert at(more) >= at(0)


def test_many_durations_are_drawn() -> None:
    """The tail of each of a thousand durations could break the final date."""
    text = process_file(1000).replace("takes: 10..20 days", "takes: {lognormal: {median: 15 days, sigma: 0.8}}")
    plan = plan_of(text.replace("2039-12-31", "2033-06-01"))
    found = chance(plan, generator())
    assert found is not None and 0.1 < found.share < 0.5 and found.draws >= 100


# Draws


@pytest.mark.parametrize("law", [uniform(2, 4), triangular(2, 3, 4), normal(3, 1), lognormal(3, 0.5)])
def test_the_same_draws_come_each_time(law: Law) -> None:
    assert law.draw(5, generator()) == law.draw(5, generator())
    assert all(law.low <= number <= law.high for number in law.draw(500, generator()))


def test_the_interval_of_wilson_is_that_of_the_tables() -> None:
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10)[1] == 1.0


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(count: int, data: st.DataObject) -> None:
    met = data.draw(st.integers(0, count))
    low, high = wilson(met, count)
    assert 0 <= low <= met / count + 1e-9 and met / count - 1e-9 <= high <= 1


# Slack

ROW = """\
one: {by: north, to: [south], act: [contact], within: no earlier than 2030-02-01}
two: {by: north, to: [south], act: [contact], after: one.performed, takes: 10 days}
three: {by: %s, to: [south], act: [contact], after: two.performed, takes: 10..20 days, within: no later than %s}
"""


def test_a_row_that_leaves_no_day_is_a_chain() -> None:
    (chain,) = tight_chains(duties(*(ROW % ("north", "2030-03-03")).splitlines()), 3)
    assert (chain.debtor, [name for name, _ in chain.duties]) == ("north", ["one", "two", "three"])
    assert [str(day_of(day)) for _, day in chain.duties] == ["2030-02-01", "2030-02-11", "2030-03-03"]
    assert str(day_of(chain.due)) == "2030-03-03" and len(chain.deadlines) == 1


@pytest.mark.parametrize(("debtor", "due"), [("north", "2030-03-04"), ("south", "2030-03-03")])
def test_a_day_to_spare_or_another_debtor_makes_no_chain(debtor: str, due: str) -> None:
    assert list(tight_chains(duties(*(ROW % (debtor, due)).splitlines()), 3)) == []


def test_an_exchange_on_one_day_is_no_haste() -> None:
    day = "no earlier than 2030-02-01 and no later than 2030-02-01"
    first = f"one: {{by: north, to: [south], act: [contact], within: {day}}}"
    rest = [
        f"{name}: {{by: north, to: [south], act: [contact], after: {before}.performed, within: {day}}}"
        for name, before in (("two", "one"), ("three", "two"))
    ]
    assert list(tight_chains(duties(first, *rest), 3)) == []


def test_windows_with_nature_at_its_longest_are_those_of_the_network() -> None:
    """The same as the distances of the network in which every duration is fixed at its longest."""
    plan = plan_of(process_file(60))
    slow = Network(plan.network.names, list(plan.network.bounds))
    for link in plan.network.contingents:
        slow.bounds += [Bound(link.start, link.end, link.high), Bound(link.end, link.start, -link.high)]
    first, last = distances_to(slow, CALENDAR), distances_from(slow, CALENDAR)
    course = Course(plan)
    for event, window in slowest_windows(course).items():
        days = first[event]
        assert window == (None if days is None else -days, last[event])
