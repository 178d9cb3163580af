"""A plan with what was seen of it: what has come, what is due, and what is only hoped for."""

from __future__ import annotations

from datetime import date

from reconvene.document.load import load_text
from reconvene.timing.compiler import compile_plan
from reconvene.timing.observed import Observed

TEXT = """\
as_of: 2030-01-01
parties: {north: {}, south: {}}
days:
  signed: {when: accord.signed}
  later: {at: 3 months after signed}
  first: {earliest: [2030-09-01, 1 year after signed]}
  last: {latest: [2030-09-01, 1 year after signed]}
texts: {accord: {}}
obligations:
  one: {by: north, to: [south], within: 3 months of signed}
  two: {by: south, to: [north], after: one.verified, within: 20 days}
  three: {by: south, to: [north], within: 10 days of later and no later than 2030-04-20}
  four: {by: north, to: [south], after: {any: [one.verified, two.verified]}, within: 5 days}
  five: {by: north, to: [south], within: 1 day of last}
"""


def observed(**seen: str) -> Observed:
    document = load_text(TEXT)
    plan = compile_plan(document.process, document.names, date(2030, 1, 1))
    happened = {}
    for place in plan.places:
        day = seen.get(f"{place[1]}_{place[2]}")
        if day is not None:
            happened[place] = date.fromisoformat(day)
    return Observed(plan, document.process, happened)


def due(found: Observed, name: str) -> date | None:
    place = found.plan.place("duty", name, "claimed")
    assert place is not None
    told = found.due(place)
    return told.day if told is not None else None


def test_nothing_is_due_before_its_anchor_has_come_but_for_a_long_stop() -> None:
    found = observed()
    assert [due(found, name) for name in ("one", "two", "three", "five")] == [None, None, date(2030, 4, 20), None]


def test_months_are_counted_from_the_day_itself() -> None:
    found = observed(accord_signed="2030-01-31")
    assert due(found, "one") == date(2030, 4, 30)
    assert due(found, "three") == date(2030, 4, 20)
    early = observed(accord_signed="2030-01-02")
    assert due(early, "three") == date(2030, 4, 12)


def test_the_earlier_and_the_later_of_two_days() -> None:
    found = observed(accord_signed="2030-01-02")
    first, last = (found.plan.place("day", name, "reached") for name in ("first", "last"))
    assert last is not None
    came = found.came(last)
    assert came is not None
    assert date.fromordinal(came.day) == date(2031, 1, 2)
    assert first is None or found.came(first) is not None


def test_what_is_enabled_is_due_from_the_day_that_enabled_it() -> None:
    found = observed(accord_signed="2030-01-02", one_claimed="2030-06-01", one_verified="2030-06-05")
    assert due(found, "two") == date(2030, 6, 25)
    assert due(found, "four") == date(2030, 6, 10)


def test_a_date_knows_since_when_it_could_be_known() -> None:
    found = observed(accord_signed="2030-02-10")
    place = found.plan.place("duty", "one", "claimed")
    assert place is not None
    told = found.due(place)
    assert told is not None
    assert told.since == date(2030, 2, 10)
    assert told.rule is not None
    assert told.rule.written == "3 months of signed"
