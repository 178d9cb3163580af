"""Networks of very many links are searched by rows of numbers, and come out the same."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.timing import propagation
from reconvene.timing.conflict import Conflict
from reconvene.timing.consistency import distances_from, settle
from reconvene.timing.controllability import derived_bounds, find_conflict
from reconvene.timing.dense import propagate_rows
from reconvene.timing.network import Network
from reconvene.timing.propagation import Outcome, fits_rows, is_dense, normal_form, propagate_links
from tests.laws import up_to
from tests.temporal_game import small_network, written


def crowded(events: int, bounds: int, contingents: int, seed: int, slack: int = 60) -> Network:
    """A network around a plan that keeps to all its bounds, if every duration takes as long as planned."""
    generator = random.Random(seed)
    network = Network([f"event {number}" for number in range(events)])
    plan = sorted(generator.randrange(events) for _ in network.names)
    ends: set[int] = set()
    while len(ends) < contingents:
        start = generator.randrange(events - 1)
        end = generator.randrange(start + 1, min(events, start + 30))
        if end not in ends:
            ends.add(end)
            days, more = plan[end] - plan[start], generator.randrange(1, 6)
            network.takes(start, end, max(0, days - more), days + more)
    for _ in range(bounds):
        start, end = generator.randrange(events), generator.randrange(events)
        network.at_most(start, end, plan[end] - plan[start] + generator.randrange(5, slack))
    return network


@settings(max_examples=up_to(200), deadline=None)
@given(st.integers(0, 10**9))
def test_a_landmark_cuts_nothing_that_matters(seed: int) -> None:
    generator = random.Random(seed)
    network = crowded(20, 120, 5, seed, generator.choice([8, 15, 40, 200]))
    settled = settle(network)
    if isinstance(settled, Conflict):
        return
    whole = propagate_links(normal_form(network))
    for landmark in range(20):
        graph = normal_form(network)
        graph.set_landmark(settled.before(landmark), settled.after(landmark))
        cut = propagate_links(graph)
        assert whole is not None and cut is not None
        assert (whole.conflict is None) == (cut.conflict is None)
        if whole.conflict is None:
            closed, other = (
                Network(network.names, [*network.bounds, *derived_bounds(outcome)], network.contingents)
                for outcome in (whole, cut)
            )
            assert distances_from(closed, 0) == distances_from(other, 0)


def distances(outcome: Outcome) -> dict[int, dict[int, int]]:
    return {source: search.distance for source, search in outcome.searches.items()}


@settings(max_examples=up_to(200), deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_both_ways_of_searching_find_the_same(seed: int, large: bool) -> None:
    slack = random.Random(seed).choice([8, 15, 40, 200])
    network = crowded(40, 400, 6, seed, slack) if large else small_network(random.Random(seed))
    graph = normal_form(network)
    rows, links = propagate_rows(graph), propagate_links(graph)
    assert links is not None
    assert (rows.conflict is None) == (links.conflict is None)
    if rows.conflict is None:
        assert distances(rows) == distances(links)
        return
    assert rows.conflict.is_circle
    own = {id(link) for link in (*network.bounds, *network.contingents)}
    assert all(id(use.link) in own for use in rows.conflict.uses)
    assert sum(use.days for use in rows.conflict.uses) == -rows.conflict.short_by < 0


def test_a_crowded_network_is_searched_by_rows() -> None:
    network = crowded(300, 20_000, 20, 3)
    assert is_dense(normal_form(network))
    assert find_conflict(network) is None
    network.at_least(0, 299, 400)
    conflict = find_conflict(network)
    assert conflict is not None and any(bound.days == -400 for bound in conflict.bounds)


def test_a_network_that_fills_up_is_searched_by_rows_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    network = crowded(60, 300, 8, 5)
    assert propagate_links(normal_form(network), 100) is None
    monkeypatch.setattr(propagation, "MOST_DERIVED", 100)
    assert find_conflict(network) is None
    network.at_least(0, 59, 4_000)
    conflict = find_conflict(network)
    assert conflict is not None and conflict.is_circle


def test_numbers_that_do_not_fit_into_a_row_are_counted_exactly() -> None:
    network = crowded(100, 1_000, 20, 3)
    network.at_most(0, 99, 10**30)
    assert not fits_rows(normal_form(network))
    assert find_conflict(network) is None
    huge = written(f"b at least {10**30 + 1} after a", f"b at most {10**30} after a")
    conflict = find_conflict(huge)
    assert conflict is not None and conflict.short_by == 1


def test_a_document_is_searched_without_numpy() -> None:
    code = (
        "import sys\n"
        "from reconvene.timing.controllability import find_conflict\n"
        "from reconvene.timing.execution import prospects\n"
        "from reconvene.timing.repair import conflicts\n"
        "from reconvene.timing.network import Network\n"
        "network = Network(['a', 'b'])\n"
        "network.takes(0, 1, 3, 10)\n"
        "network.at_most(0, 1, 9)\n"
        "assert find_conflict(network).short_by == 1\n"
        "assert 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
