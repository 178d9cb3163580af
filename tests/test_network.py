"""A temporal network as such: whether it contradicts itself, by which links, and how far apart events can be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.timing.conflict import Conflict
from reconvene.timing.consistency import distances_from, distances_to, find_contradiction
from reconvene.timing.network import Network
from tests.temporal_game import small_network, written


def told(conflict: Conflict | None) -> list[tuple[str, int, str]]:
    """A conflict by what its links say, beginning with the first in alphabetical order."""
    assert conflict is not None
    uses = [(str(use.link.origin), use.days, str(use.side)) for use in conflict.uses]
    first = uses.index(min(uses))
    return uses[first:] + uses[:first]


def test_an_empty_network_can_be_kept() -> None:
    assert find_contradiction(Network()) is None


def test_a_deadline_before_the_earliest_day_is_a_contradiction() -> None:
    network = written("work at least 30 after start", "work at most 20 after start")
    conflict = find_contradiction(network)
    assert told(conflict) == [
        ("work at least 30 after start", -30, "bound"),
        ("work at most 20 after start", 20, "bound"),
    ]
    assert conflict is not None and conflict.short_by == 10


def test_just_enough_time_is_no_contradiction() -> None:
    assert find_contradiction(written("work at least 30 after start", "work at most 30 after start")) is None


def test_a_range_is_no_contradiction_if_a_day_in_it_would_do() -> None:
    assert find_contradiction(written("a to b takes 10..90", "b at most 10 after a")) is None


def test_a_duration_is_used_at_its_shortest_where_even_that_is_too_long() -> None:
    conflict = find_contradiction(written("a to b takes 10..90", "b at most 9 after a"))
    assert told(conflict) == [("a to b takes 10..90", -10, "shortest"), ("b at most 9 after a", 9, "bound")]


def test_a_duration_is_used_at_its_longest_where_even_that_is_too_short() -> None:
    conflict = find_contradiction(written("a to b takes 10..90", "b at least 91 after a"))
    assert told(conflict) == [("a to b takes 10..90", 90, "longest"), ("b at least 91 after a", -91, "bound")]


def test_an_event_before_itself_is_a_contradiction_of_one_link() -> None:
    assert told(find_contradiction(written("a at most -1 after a"))) == [("a at most -1 after a", -1, "bound")]
    assert find_contradiction(written("a at most 0 after a")) is None


def test_of_parallel_bounds_the_tightest_counts() -> None:
    lines = ["b at most 9 after a", "b at most 7 after a", "b at most 8 after a", "b at least 8 after a"]
    assert ("b at most 7 after a", 7, "bound") in told(find_contradiction(written(*lines)))


def test_a_contradiction_takes_the_short_way_round() -> None:
    steps = [f"s{number + 1} at least 10 after s{number}" for number in range(9)]
    network = written(*steps, "s9 at most 20 after s0", "s9 at least 25 after s0")
    conflict = find_contradiction(network)
    assert told(conflict) == [("s9 at least 25 after s0", -25, "bound"), ("s9 at most 20 after s0", 20, "bound")]


def test_parts_that_do_not_touch_do_not_clash() -> None:
    network = written("b at least 5 after a", "d at most 1 after c")
    assert find_contradiction(network) is None
    assert distances_from(network, 0) == [0, None, None, None]
    assert distances_to(network, 0) == [0, -5, None, None]


def test_distances_go_back_and_forth() -> None:
    network = written("b 10..20 after a", "c at least 5 after d", "c at most 3 after b", "d at least 8 after a")
    assert dict(zip(network.names, distances_from(network, 0), strict=True)) == {"a": 0, "b": 20, "c": 23, "d": 18}
    assert dict(zip(network.names, distances_to(network, 0), strict=True)) == {"a": 0, "b": -10, "c": -13, "d": -8}


def test_a_long_chain_needs_no_deep_stack() -> None:
    steps = [f"s{number + 1} at least 1 after s{number}" for number in range(20_000)]
    network = written(*steps, "s20000 at most 20000 after s0")
    assert find_contradiction(network) is None
    assert distances_from(network, 0)[1:4] == [1, 2, 3]
    tight = written(*steps, "s20000 at most 19999 after s0")
    conflict = find_contradiction(tight)
    assert conflict is not None and len(conflict.uses) == 20_001 and conflict.short_by == 1


@pytest.mark.parametrize("ask", [distances_from, distances_to])
def test_distances_in_a_network_that_contradicts_itself_are_a_mistake(ask: object) -> None:
    for lines in (["b at least 3 after a", "b at most 2 after a"], ["a at least 1 after b", "b at least 1 after a"]):
        with pytest.raises(ValueError, match="contradicts itself"):
            ask(written(*lines), 0)  # type: ignore[operator]


def by_triples(network: Network) -> list[list[float]]:
    """All distances, by Floyd and Warshall."""
    events = range(len(network.names))
    far = [[0 if here == there else float("inf") for there in events] for here in events]
    links = [(bound.start, bound.end, bound.days) for bound in network.bounds]
    for link in network.contingents:
        links += [(link.start, link.end, link.high), (link.end, link.start, -link.low)]
    for start, end, days in links:
        far[start][end] = min(far[start][end], days)
    for middle in events:
        for here in events:
            for there in events:
                far[here][there] = min(far[here][there], far[here][middle] + far[middle][there])
    return far


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_contradictions_and_distances_are_those_of_floyd_and_warshall(seed: int) -> None:
    network = small_network(random.Random(seed))
    far = by_triples(network)
    events = range(len(network.names))
    conflict = find_contradiction(network)
    assert (conflict is None) == all(far[event][event] >= 0 for event in events)
    if conflict is not None:
        assert all(use.link.origin is None for use in conflict.uses)
        return
    for event in events:
        assert distances_from(network, event) == [None if days == float("inf") else days for days in far[event]]
        assert distances_to(network, event) == [
            None if row[event] == float("inf") else row[event] for row in far
        ]  # fmt: skip
