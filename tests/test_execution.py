"""A plan under way: what may happen today, what may wait, and what can no longer be kept."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.timing.conflict import Conflict
from reconvene.timing.controllability import find_conflict
from reconvene.timing.execution import Prospect, Record, prospects
from reconvene.timing.network import Network
from tests.laws import up_to
from tests.temporal_game import small_network, written

SEEDS = st.integers(0, 10**9)
QUICKLY = settings(max_examples=up_to(150), deadline=None)

PLAN = written(
    "a to c takes 3..10", "x at most 30 after a", "c at most 5 after x", "y 1..4 after c", "y at most 40 after a"
)


def ahead(network: Network, today: int, **happened: int) -> dict[str, Prospect]:
    found = prospects(network, {network.names.index(name): day for name, day in happened.items()}, today)
    assert not isinstance(found, Conflict), found
    return {network.names[prospect.event]: prospect for prospect in found}


def test_before_anything_has_happened() -> None:
    plan = ahead(PLAN, 100)
    assert plan["a"].today and plan["a"].latest is None
    assert not plan["y"].today and plan["y"].earliest == 104


def test_what_waits_for_an_end_may_go_ahead_when_the_longest_wait_is_over() -> None:
    # c may take 10 days and must then be no more than 5 days after x.
    assert not ahead(PLAN, 104, a=100)["x"].today
    assert ahead(PLAN, 105, a=100)["x"].today
    assert ahead(PLAN, 103, a=100, c=103)["x"].today


def test_what_is_only_observed_comes_between_two_days() -> None:
    c = ahead(PLAN, 101, a=100)["c"]
    assert (c.chosen, c.today, c.earliest, c.latest) == (False, False, 103, 110)
    c = ahead(PLAN, 106, a=100)["c"]
    assert (c.chosen, c.today, c.earliest, c.latest) == (False, True, 106, 110)


def test_what_can_wait_no_longer_is_due() -> None:
    y = ahead(PLAN, 107, a=100, c=104)["y"]
    assert (y.chosen, y.today, y.latest) == (True, True, 108)
    assert ahead(PLAN, 108, a=100, c=104)["y"].is_due(108)


def test_the_latest_day_leaves_room_for_the_longest() -> None:
    network = written("a to c takes 3..10", "c at most 30 after s")
    assert ahead(network, 5, s=0)["a"].latest == 20


def test_a_missed_day_is_told_with_what_is_known() -> None:
    found = prospects(PLAN, {PLAN.names.index("a"): 100, PLAN.names.index("c"): 104}, 109)
    assert isinstance(found, Conflict) and found.short_by == 1
    origins = [use.link.origin for use in found.uses]
    assert "y 1..4 after c" in origins
    assert Record(PLAN.names.index("y"), 109, happened=False) in origins


@pytest.mark.parametrize(("c", "today"), [(111, 111), (102, 102), (None, 111)], ids=["late", "early", "overdue"])
def test_a_duration_outside_its_range_is_told(c: int | None, today: int) -> None:
    happened = {PLAN.names.index("a"): 100} | ({} if c is None else {PLAN.names.index("c"): c})
    found = prospects(PLAN, happened, today)
    assert isinstance(found, Conflict)
    (link,) = found.contingents
    assert link is PLAN.contingents[0] and found.short_by == 1


def test_what_happened_after_today_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="after today"):
        prospects(PLAN, {0: 12}, 11)


# For all small networks


@QUICKLY
@given(SEEDS)
def test_who_keeps_to_what_is_told_keeps_every_bound(seed: int) -> None:
    generator = random.Random(seed)
    network = small_network(generator)
    if find_conflict(network) is not None:
        return
    happened = played(network, generator)
    assert all(happened[bound.end] - happened[bound.start] <= bound.days for bound in network.bounds)


def played(network: Network, generator: random.Random) -> dict[int, int]:
    """A play in which whoever chooses does by chance what is allowed, and nature what it likes."""
    happened: dict[int, int] = {}
    ends = {link.end for link in network.contingents if link.low < link.high}
    for today in range(100):
        asked: set[int] = set()
        while True:
            asked |= nature_moves(network, generator, happened, today, asked)
            found = prospects(network, happened, today)
            assert not isinstance(found, Conflict), (today, happened, found)
            assert {prospect.event for prospect in found if not prospect.chosen} <= ends
            ready = [prospect for prospect in found if prospect.chosen and prospect.today]
            due = [prospect for prospect in ready if prospect.is_due(today) or generator.random() < 0.3]
            if not due:
                break
            happened[generator.choice(due).event] = today
        if len(happened) == len(network.names):
            break
    else:
        happened |= {event: 100 for event in range(len(network.names)) if event not in happened}
    return happened


def nature_moves(
    network: Network, generator: random.Random, happened: dict[int, int], today: int, asked: set[int]
) -> set[int]:
    """Let durations end today, each asked once a day."""
    said: set[int] = set()
    for place, link in enumerate(network.contingents):
        start = happened.get(link.start)
        if start is None or link.end in happened or place in asked or link.low == link.high:
            continue
        said.add(place)
        if today == start + link.high or (start + link.low <= today and generator.random() < 0.4):
            happened[link.end] = today
    return said


@QUICKLY
@given(SEEDS, st.integers(0, 6))
def test_an_event_may_happen_today_if_and_only_if_a_strategy_is_left(seed: int, days: int) -> None:
    generator = random.Random(seed)
    network = small_network(generator)
    start = generator.choice([link.start for link in network.contingents])
    happened = {start: 0}
    found = prospects(network, happened, days)
    if isinstance(found, Conflict):
        return
    for prospect in found:
        if prospect.chosen:
            after = prospects(network, {**happened, prospect.event: days}, days)
            assert prospect.today == (not isinstance(after, Conflict))
