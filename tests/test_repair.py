"""How far a bound must give way, and every conflict of a network."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reconvene.timing.controllability import find_conflict
from reconvene.timing.network import Bound, Network
from reconvene.timing.repair import conflicts, relaxation
from tests.laws import up_to
from tests.temporal_game import small_network, written

SEEDS = st.integers(0, 10**9)
QUICKLY = settings(max_examples=up_to(150), deadline=None)


def days_for(network: Network, line: str) -> int | None:
    """By how many days the bound that this line wrote must give way."""
    (bound,) = [bound for bound in network.bounds if bound.origin == line]
    return relaxation(network, bound)


def test_a_deadline_moves_by_the_days_that_are_missing() -> None:
    network = written("b at least 30 after a", "b to c takes 10..40", "c at most 60 after a")
    assert days_for(network, "c at most 60 after a") == 10
    assert days_for(network, "b at least 30 after a") == 10


def test_nothing_has_to_give_way_where_all_can_be_kept() -> None:
    assert days_for(written("b at most 30 after a"), "b at most 30 after a") == 0


def test_a_bound_that_is_in_no_conflict_helps_nobody() -> None:
    network = written("b at least 3 after a", "b at most 2 after a", "c at most 5 after a")
    assert days_for(network, "c at most 5 after a") is None


def test_a_bound_that_counts_twice_gives_way_by_half() -> None:
    # The same notice is needed before both of two steps that follow each other.
    network = written("b at least 7 after a", "c at least 7 after b", "c at most 10 after a")
    assert days_for(network, "b at least 7 after a") == 4
    assert days_for(network, "c at most 10 after a") == 4


def test_another_deadline_for_the_same_chain_stays_a_conflict_of_its_own() -> None:
    network = written("b at least 120 after a", "b at most 100 after a", "b at most 90 after a")
    assert days_for(network, "b at most 100 after a") == 20
    assert days_for(network, "b at most 90 after a") == 30


def test_a_conflict_of_durations_alone_gives_way_to_nothing() -> None:
    network = written("a to b takes 1..2", "b to a takes 1..2", "c at most 5 after a")
    assert days_for(network, "c at most 5 after a") is None
    assert [conflict.bounds for conflict in conflicts(network)] == [()]


def test_a_bound_of_another_network_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no such bound"):
        relaxation(written("b at most 1 after a"), Bound(0, 1, 1))


def test_conflicts_are_told_one_after_the_other_and_share_no_bound() -> None:
    network = written("b at least 3 after a", "b at most 2 after a", "d to e takes 2..9", "e at most 8 after d")
    assert [conflict.short_by for conflict in conflicts(network)] == [1, 1]
    assert len(conflicts(network, most=1)) == 1
    assert conflicts(written("b at most 2 after a")) == []


@QUICKLY
@given(SEEDS)
def test_the_days_are_the_least_that_do(seed: int) -> None:
    network = small_network(random.Random(seed))
    conflict = find_conflict(network)
    assume(conflict is not None and conflict.bounds)
    assert conflict is not None
    for bound in conflict.bounds:
        place = next(place for place, other in enumerate(network.bounds) if other is bound)
        changed = Network(network.names, list(network.bounds), network.contingents)
        del changed.bounds[place]
        if find_conflict(changed) is not None:
            continue  # another conflict is left, see above
        days = 0
        while find_conflict(changed) is not None or not days:
            days += 1
            changed.bounds = list(network.bounds)
            changed.bounds[place] = replace(bound, days=bound.days + days)
        assert relaxation(network, bound) == days


@QUICKLY
@given(SEEDS)
def test_every_bound_of_a_conflict_can_give_way(seed: int) -> None:
    network = small_network(random.Random(seed))
    found = find_conflict(network)
    for bound in found.bounds if found else ():
        days = relaxation(network, bound)
        assert days is not None and days > 0
