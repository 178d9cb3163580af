"""The plan of a process in time: each construct of the language as the dates that follow from it."""

from __future__ import annotations

from datetime import date
from textwrap import dedent, indent

import pytest

from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.text.finding import Severity
from reconvene.timing.compiler import compile_plan
from reconvene.timing.consistency import distances_from, distances_to
from reconvene.timing.controllability import find_conflict
from reconvene.timing.plan import CALENDAR, Plan, day_of

NOW = date(2030, 1, 1)
HEAD = """\
title: A process
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {agency: {kind: verifier}, council: {kind: organisation}}
items:
  plant: {scale: [running, sealed, closed], start: running}
  mine: {scale: [open, closed], start: open}
texts: {treaty: {title: A treaty}, law: {title: A law}}
"""


def plan_of(text: str) -> Plan:
    document = expand(load_text(HEAD + dedent(text), "example.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    return compile_plan(document.process, document.names, NOW)


def duties(text: str) -> Plan:
    return plan_of("days: {signed: 2030-02-01}\nobligations:\n" + indent(dedent(text), "  "))


def days(plan: Plan, name: str) -> tuple[str, str]:
    """The first and the last day of an event, with durations as long or short as suits best; `-` where unbounded."""
    place = plan.network.names.index(name)
    first, last = distances_to(plan.network, CALENDAR)[place], distances_from(plan.network, CALENDAR)[place]
    return str(day_of(-first)) if first is not None else "-", str(day_of(last)) if last is not None else "-"


def test_a_window_counts_from_its_anchor_and_leaves_that_day_out() -> None:
    plan = duties("close: {by: north, brings: plant.closed, within: 60 days of signed}")
    assert days(plan, "close.claimed") == ("2030-01-01", "2030-04-02")


def test_the_earlier_of_two_limits_binds() -> None:
    plan = duties("close: {by: north, brings: plant.closed, within: 60 days of signed and no later than 2030-03-01}")
    assert days(plan, "close.claimed")[1] == "2030-03-01"


def test_a_window_without_an_anchor_counts_from_what_enables_the_duty() -> None:
    plan = duties("""
        seal: {by: north, brings: plant.sealed, within: no later than 2030-03-01, verified: none}
        lift: {by: south, brings: mine.closed, after: seal.claimed, within: 30 days}
    """)
    assert days(plan, "lift.claimed") == ("2030-01-01", "2030-03-31")


def test_months_from_a_date_are_counted_on_the_calendar() -> None:
    plan = duties("close: {by: north, brings: plant.closed, within: 1 month of signed}")
    assert days(plan, "close.claimed")[1] == "2030-03-01"


def test_months_from_an_event_are_short_for_a_deadline_and_long_for_an_earliest_date() -> None:
    plan = plan_of("""
        days: {ratified: {when: treaty.ratified, no_later_than: 2030-05-31}}
        obligations:
          close: {by: north, brings: plant.closed, within: 1 month of ratified}
          lift: {by: south, brings: mine.closed, within: no earlier than 1 month after ratified}
    """)
    bounds = {(bound.start, bound.end): bound.days for bound in plan.network.bounds}
    ratified, close, lift = (plan.network.names.index(n) for n in ("ratified.reached", "close.claimed", "lift.claimed"))
    assert bounds[ratified, close] == 28
    assert bounds[lift, ratified] == -31


def test_a_day_counted_in_months_from_an_event_is_the_calendars_to_choose() -> None:
    plan = plan_of(
        "days: {ratified: {when: treaty.ratified}, review_day: 2 months after ratified}\n"
        "obligations: {close: {by: north, brings: plant.closed, within: no later than review_day}}\n"
    )
    lengths = [(link.low, link.high) for link in plan.network.contingents]
    assert lengths == [(59, 62)]
    assert find_conflict(plan.network) is None


def test_verification_takes_as_long_as_it_takes() -> None:
    plan = duties("""
        close: {by: north, brings: plant.closed, within: no later than 2030-03-01,
                verified: {by: agency, takes: 30..90 days}}
    """)
    assert [(link.low, link.high) for link in plan.network.contingents] == [(30, 90)]
    assert days(plan, "close.verified") == ("2030-01-31", "2030-05-30")


def test_a_range_from_a_distribution_is_its_middle_nine_tenths() -> None:
    plan = duties("""
        close: {by: north, brings: plant.closed,
                verified: {by: agency, takes: {lognormal: {median: 100 days, sigma: "0.5"}, basis: assumed}}}
    """)
    assert [(link.low, link.high) for link in plan.network.contingents] == [(43, 228)]


def test_what_takes_never_or_at_least_has_no_end() -> None:
    plan = duties("close: {by: north, brings: plant.closed, verified: {by: agency, takes: at least 30 days}}\n")
    assert [one.low for one in plan.endless] == [30]
    assert plan.network.contingents == []


def test_an_unknown_length_is_kept_apart_and_asked_for() -> None:
    plan = duties("close: {by: north, brings: plant.closed, verified: {by: agency, takes: unknown}}\n")
    assert [one.missing.fact for one in plan.unknown if one.missing] == ["close.verified.takes"]


def test_doing_takes_time_after_the_start() -> None:
    plan = duties("close: {by: north, brings: plant.closed, within: no later than 2030-12-31, takes: 90..120 days}\n")
    assert days(plan, "close.claimed")[0] == "2030-04-01"


def test_both_of_two_waits_hold() -> None:
    plan = duties("""
        seal: {by: north, brings: plant.sealed, within: no earlier than 2030-03-01, verified: none}
        shut: {by: north, brings: mine.closed, within: no earlier than 2030-05-01, verified: none}
        lift: {by: south, declares: [all], after: {all: [seal.claimed, shut.claimed]}}
    """)
    assert days(plan, "lift.claimed")[0] == "2030-05-01"


def test_the_first_of_two_waits_leaves_a_choice() -> None:
    plan = duties("""
        seal: {by: north, brings: plant.sealed, within: no earlier than 2030-03-01, verified: none}
        shut: {by: north, brings: mine.closed, within: no earlier than 2030-05-01, verified: none}
        lift: {by: south, declares: [all], after: {any: [seal.claimed, shut.claimed]}}
    """)
    assert days(plan, "lift.claimed")[0] == "2030-01-01"
    assert [len(one.options) for one in plan.alternatives] == [2]


def test_a_cause_that_waits_for_its_own_effect_is_never_the_first() -> None:
    plan = duties("""
        seal: {by: north, brings: plant.sealed, within: no earlier than 2030-03-01, verified: none}
        close: {by: north, brings: plant.closed, after: plant.sealed, verified: none}
        lift: {by: south, declares: [all], after: plant.sealed}
    """)
    assert plan.alternatives == []
    assert days(plan, "lift.claimed")[0] == "2030-03-01"


def test_before_holds_the_other_act_back() -> None:
    plan = duties("""
        inspect: {by: north, declares: [stock], within: no earlier than 2030-04-01, before: mine.closed,
                  verified: {by: agency, takes: 10 days}}
        close: {by: south, brings: mine.closed}
    """)
    assert days(plan, "close.claimed")[0] == "2030-04-11"


def test_acts_of_one_day_keep_together() -> None:
    plan = duties("""
        seal: {by: north, brings: plant.sealed, within: no earlier than 2030-03-01 and no later than 2030-03-10}
        lift: {by: south, brings: mine.closed, same_day: [seal], tolerance: 1 day}
    """)
    assert days(plan, "lift.claimed") == ("2030-02-28", "2030-03-11")


def test_what_keeps_step_to_the_last_part_ends_after_the_other_is_verified() -> None:
    plan = duties("""
        seal: {by: north, brings: plant.sealed, within: no earlier than 2030-03-01,
               verified: {by: agency, takes: 10 days}}
        pay: {by: south, brings: mine.closed, in_step_with: {duty: seal, lead: 10%}}
    """)
    assert days(plan, "pay.claimed")[0] == "2030-03-11"


def test_a_phase_holds_its_steps_until_it_opens() -> None:
    plan = plan_of("""
        days: {signed: 2030-02-01}
        phases:
          halt: {opens: signed, closes: {all: [seal.verified]}, no_later_than: 2030-12-31, steps: [seal]}
          later: {opens: 60 days after signed, steps: [close]}
        obligations:
          seal: {by: north, brings: plant.sealed, verified: {by: agency, takes: 10 days}}
          close: {by: north, brings: plant.closed}
    """)
    assert days(plan, "seal.claimed")[0] == "2030-02-01"
    assert days(plan, "close.claimed")[0] == "2030-04-02"
    assert days(plan, "halt.closed")[1] == "2030-12-31"


def test_a_gate_that_silence_opens_comes_by_its_long_stop() -> None:
    plan = plan_of("""
        gates: {entry: {opens: seal.verified, no_later_than: 2030-06-01, silence: opens, lets_through: [close]}}
        obligations:
          seal: {by: north, brings: plant.sealed, verified: none}
          close: {by: north, brings: plant.closed, within: 10 days of entry.passed}
    """)
    assert days(plan, "close.claimed")[1] == "2030-06-11"


def test_a_decision_of_a_third_party_takes_what_time_it_likes_up_to_its_limit() -> None:
    plan = plan_of("""
        choices:
          relief: {by: council, after: seal.claimed, may: [adopted, rejected], within: 30 days, silence: rejected}
        obligations:
          seal: {by: north, brings: plant.sealed, within: no later than 2030-03-01, verified: none}
          lift: {by: south, brings: mine.closed, after: relief.made, within: no later than 2030-06-01}
    """)
    assert [(link.low, link.high) for link in plan.network.contingents] == [(0, 30)]
    assert days(plan, "lift.claimed")[0] == "2030-01-01"


def test_an_option_that_need_not_be_taken_may_never_come() -> None:
    plan = plan_of("""
        choices: {relief: {by: council, may: [adopted, rejected], within: 30 days, silence: rejected}}
        obligations: {lift: {by: south, brings: mine.closed, after: relief.adopted}}
    """)
    assert [str(event) for event in plan.events if not event.sure] == ["`relief.adopted`"]


@pytest.mark.parametrize(
    ("day", "dates"),
    [
        ("{earliest: [90 days after signed, treaty.agreed]}", ("-", "2030-05-02")),
        ("{latest: [90 days after signed, 2030-08-01]}", ("2030-08-01", "2030-08-01")),
        ("{when: treaty.agreed, no_later_than: 2030-07-01}", ("-", "2030-07-01")),
        ("{at: 10 days after signed}", ("2030-02-11", "2030-02-11")),
        ("{at: 20 days before 2030-12-31}", ("2030-12-11", "2030-12-11")),
        ("end of 2031", ("2031-12-31", "2031-12-31")),
    ],
)
def test_a_day_is_fixed_by_what_it_says(day: str, dates: tuple[str, str]) -> None:
    plan = plan_of(
        f"days: {{signed: 2030-02-01, x: {day}}}\n"
        "obligations: {close: {by: north, brings: plant.closed, within: no later than x}}\n"
    )
    first, last = days(plan, "x.reached")
    assert (dates[0] == "-" or first == dates[0]) and last == dates[1]


def test_a_standing_duty_begins_and_ends_on_its_days() -> None:
    plan = duties("""
        hold: {by: north, kind: forbear, forbids: [nuclear_test], from: signed, until: 2031-02-01}
        pay: {by: south, kind: pay, after: hold kept for 180 days}
        leave: {by: south, declares: [end], after: hold.ended}
    """)
    assert days(plan, "hold.begun") == ("2030-02-01", "2030-02-01")
    assert days(plan, "pay.claimed")[0] == "2030-07-31"
    assert days(plan, "leave.claimed")[0] == "2031-02-01"


def test_the_end_state_is_due_by_the_final_date() -> None:
    plan = plan_of("""
        final_date: 2030-12-31
        end_state: {all: [plant.closed, mine.closed], verified_by: agency}
        obligations:
          close: {by: north, brings: plant.closed, verified: {by: agency, takes: 100 days}}
          shut: {by: south, brings: mine.closed, verified: none}
    """)
    assert days(plan, "close.claimed")[1] == "2030-09-22"
    assert days(plan, "end_state") == ("2030-04-11", "2030-12-31")


def test_a_missed_duty_adds_its_cure_and_its_ladder() -> None:
    plan = plan_of("""
        bodies: {commission: {members: all of parties}}
        disputes:
          main: {stages: [{name: talks, body: commission, lasts: 15 days}], then: ruling}
        choices: {ruling: {by: council, may: [done, not_done], within: 20 days, silence: not_done}}
        obligations:
          close: {by: north, brings: plant.closed, verified: {by: agency, takes: 10 days},
                  if_missed: {cure: 30 days, then: dispute}}
    """)
    assert [(branch.duty, branch.extra) for branch in plan.branches] == [("close", 65)]


def test_a_ladder_without_a_limit_is_a_branch_without_a_length() -> None:
    plan = plan_of("""
        bodies: {commission: {members: all of parties}}
        disputes: {main: {stages: [{name: talks, body: commission}], then: suspend}}
        obligations:
          close: {by: north, brings: plant.closed, verified: {by: agency, takes: 10 days}, if_missed: {then: dispute}}
    """)
    [branch] = plan.branches
    assert branch.extra is None and branch.missing is not None
    assert branch.missing.fact == "main.talks.lasts"


def test_nothing_is_planned_before_the_process_begins() -> None:
    plan = duties("close: {by: north, brings: plant.closed}\n")
    assert plan.begin == date(2030, 1, 1)
    assert days(plan, "close.claimed") == ("2030-01-01", "-")


def test_a_chain_of_thousands_of_days_is_no_deep_call() -> None:
    chain = "".join(f"  d{number}: 1 day after d{number - 1}\n" for number in range(1, 5000))
    plan = plan_of(
        "days:\n  d0: 2030-01-01\n" + chain + "final_date: d4999\n"
        "end_state: {all: [plant.closed]}\nobligations: {close: {by: north, brings: plant.closed}}\n"
    )
    assert days(plan, "final_date.reached")[1] == "2043-09-09"
