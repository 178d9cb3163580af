"""Whether bounds can be kept whatever durations turn out to be: known networks, laws, and brute force."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.timing.conflict import Conflict
from reconvene.timing.consistency import distances_from, find_contradiction
from reconvene.timing.controllability import close, find_conflict
from reconvene.timing.network import Bound, Contingent, Network
from tests.laws import up_to
from tests.temporal_game import Game, small_network, written

SEEDS = st.integers(0, 10**9)
QUICKLY = settings(max_examples=up_to(200), deadline=None)

CONTROLLABLE = {
    "nothing to keep": [],
    "a duration with nothing to keep": ["a to c takes 3..10"],
    # The deadline leaves room for the longest.
    "a deadline after the longest": ["a to c takes 3..10", "c at most 10 after a"],
    # Who waits for the end may act on the day on which it is observed.
    "follow at once": ["a to c takes 3..10", "x 0..0 after c"],
    # Morris, Muscettola and Vidal (2001): x may wait for c or for the fifth day, whichever comes first.
    "wait": ["a to c takes 3..10", "x at most 10 after a", "c at most 5 after x"],
    # Before the end by no more than what the range leaves: x at a + 1 will do.
    "before an end that nobody knows": ["a to c takes 3..5", "c 1..4 after x"],
    # The second verification starts when the first ends; both at their longest fit.
    "one after the other": ["a to b takes 1..4", "b to c takes 2..5", "c at most 9 after a"],
    "two from one start": ["a to b takes 1..4", "a to c takes 2..5", "x 0..3 after c", "x at least 0 after b"],
    # A fixed duration is known in advance: x can come before its end by exactly two days.
    "a fixed duration is a bound": ["a to c takes 5..5", "c 2..2 after x", "x at least 0 after a"],
    # Chosen last: the second starts early enough to end with the first, whatever both take.
    "meet within the ranges": ["a to b takes 5..7", "d to c takes 1..2", "c -6..1 after b"],
}

UNCONTROLLABLE = {
    # One day less than the longest.
    "a deadline before the longest": (["a to c takes 3..10", "c at most 9 after a"], 1),
    # x would have to know in advance when c comes: the classical example of Vidal and Fargier (1999).
    "exactly before an end": (["a to c takes 3..10", "c 2..2 after x"], 7),
    # The window before the end is narrower than the range.
    "a window before an end": (["a to c takes 3..10", "c 1..7 after x"], 1),
    "one after the other": (["a to b takes 1..4", "b to c takes 2..5", "c at most 8 after a"], 1),
    # Two ends on one day, neither chosen.
    "two ends on one day": (["a to b takes 1..2", "a to c takes 1..2", "c 0..0 after b"], 1),
    # d starts a duration that must end before c, and c may come on the third day.
    "end before an end": (
        ["a to c takes 3..10", "d to e takes 4..6", "c at least 0 after e", "d at least 0 after a"],
        3,
    ),
    "wait too long": (["a to c takes 3..10", "x at most 4 after a", "c at most 5 after x"], 1),
}


@pytest.mark.parametrize("name", CONTROLLABLE)
def test_it_can_be_kept(name: str) -> None:
    network = written(*CONTROLLABLE[name])
    assert find_conflict(network) is None
    assert Game(network).is_won()


@pytest.mark.parametrize("name", UNCONTROLLABLE)
def test_it_cannot_be_kept(name: str) -> None:
    lines, short_by = UNCONTROLLABLE[name]
    network = written(*lines)
    assert find_contradiction(network) is None
    conflict = find_conflict(network)
    assert conflict is not None and conflict.short_by == short_by
    holds_together(conflict, network)
    assert not Game(network).is_won()


def holds_together(conflict: Conflict, network: Network) -> None:
    """A conflict is a closed way of the network's own links, with so many days missing."""
    own = {id(link) for link in (*network.bounds, *network.contingents)}
    assert all(id(use.link) in own for use in conflict.uses)
    assert sum(use.days for use in conflict.uses) == -conflict.short_by < 0
    assert conflict.is_circle


def test_the_conflict_names_the_duration_at_its_longest() -> None:
    conflict = find_conflict(written("a to c takes 3..10", "c at most 9 after a"))
    assert conflict is not None
    assert {(use.link.origin, use.days, use.side) for use in conflict.uses} == {
        ("a to c takes 3..10", -10, "longest"),
        ("c at most 9 after a", 9, "bound"),
    }


def test_a_contradiction_is_told_as_one() -> None:
    network = written("a to c takes 3..10", "c at most 2 after a")
    assert find_conflict(network) == find_contradiction(network)


@pytest.mark.parametrize(
    "links",
    [[(0, 1, 3, 2)], [(0, 1, -1, 2)], [(0, 0, 0, 1)], [(0, 1, 1, 2), (2, 1, 1, 2)]],
    ids=["the wrong way round", "below zero", "from itself to itself", "two ends at one event"],
)
def test_what_is_no_network_is_a_mistake(links: list[tuple[int, int, int, int]]) -> None:
    network = Network(["a", "b", "c"], [], [Contingent(*link) for link in links])
    with pytest.raises(ValueError, match="contingent duration"):
        find_conflict(network)


def test_the_latest_safe_day_leaves_room_for_the_longest() -> None:
    network = written("a at least 0 after z", "a to c takes 3..10", "x 0..2 after c", "x at most 30 after z")
    closed = close(network)
    assert isinstance(closed, Network)
    assert dict(zip(closed.names, distances_from(closed, closed.names.index("z")), strict=True)) == {
        "a": 20,
        "z": 0,
        "c": 30,
        "x": 30,
    }


# For all small networks


@QUICKLY
@given(SEEDS)
def test_brute_force_agrees(seed: int) -> None:
    network = small_network(random.Random(seed))
    assert (find_conflict(network) is None) == Game(network).is_won()


@QUICKLY
@given(SEEDS)
def test_a_conflict_is_made_of_the_links_of_the_network_and_ends_without_any_of_them(seed: int) -> None:
    network = small_network(random.Random(seed))
    conflict = find_conflict(network)
    if conflict is None:
        assert find_contradiction(network) is None
        return
    holds_together(conflict, network)
    links: list[Bound | Contingent] = [*conflict.bounds, *conflict.contingents]
    assert find_conflict(only(network, links)) is not None
    for left_out in links:
        assert find_conflict(only(network, [link for link in links if link is not left_out])) is None


def only(network: Network, links: list[Bound | Contingent]) -> Network:
    return Network(
        list(network.names),
        [link for link in links if isinstance(link, Bound)],
        [link for link in links if isinstance(link, Contingent)],
    )


def with_origin(network: Network) -> Network:
    """The same network, with an event that comes before all others."""
    same = Network([*network.names], [*network.bounds], [*network.contingents])
    origin = same.add("origin")
    for event in range(origin):
        same.at_least(origin, event, 0)
    return same


@QUICKLY
@given(SEEDS)
def test_the_latest_safe_day_is_the_last_on_which_an_event_may_be_asked_to_wait(seed: int) -> None:
    network = with_origin(small_network(random.Random(seed)))
    closed = close(network)
    assert (find_conflict(network) is None) == isinstance(closed, Network)
    if not isinstance(closed, Network):
        assert closed == find_conflict(network)
        return
    origin = network.names.index("origin")
    ends = {link.end for link in network.contingents if link.low < link.high}
    for event, latest in enumerate(distances_from(closed, origin)):
        if event in ends or event == origin:
            continue
        days = 1_000 if latest is None else latest
        asked = [Bound(event, origin, -days)]
        assert find_conflict(Network(network.names, network.bounds + asked, network.contingents)) is None
        if latest is not None:
            asked = [Bound(event, origin, -days - 1)]
            assert find_conflict(Network(network.names, network.bounds + asked, network.contingents)) is not None


@QUICKLY
@given(SEEDS)
def test_what_is_closed_stays_controllable_and_gains_nothing_by_being_closed_again(seed: int) -> None:
    closed = close(with_origin(small_network(random.Random(seed))))
    if isinstance(closed, Network):
        origin = closed.names.index("origin")
        again = close(closed)
        assert isinstance(again, Network)
        assert distances_from(again, origin) == distances_from(closed, origin)


# Laws


def changed(network: Network, generator: random.Random, *, by: int) -> Network:
    """The same network with one bound, or one end of one duration, moved: more slack if `by` is positive."""
    bounds, contingents = list(network.bounds), list(network.contingents)
    place = generator.randrange(len(bounds) + len(contingents))
    if place < len(bounds):
        bounds[place] = replace(bounds[place], days=bounds[place].days + by)
        return Network(network.names, bounds, contingents)
    place -= len(bounds)
    link = contingents[place]
    if generator.random() < 0.5:
        contingents[place] = replace(link, low=min(max(link.low + by, 0), link.high))
    else:
        contingents[place] = replace(link, high=max(link.high - by, link.low))
    return Network(network.names, bounds, contingents)


@QUICKLY
@given(SEEDS)
def test_more_slack_never_creates_a_conflict_and_less_never_removes_one(seed: int) -> None:
    generator = random.Random(seed)
    network = small_network(generator)
    for by in (1, 2, -1, -2):
        other = changed(network, generator, by=by)
        before, after = find_conflict(network), find_conflict(other)
        assert (before is None) <= (after is None) if by > 0 else (after is None) <= (before is None)


@QUICKLY
@given(SEEDS, st.integers(-400, 400))
def test_shifting_every_date_shifts_every_result(seed: int, days: int) -> None:
    # Dates are bounds on the event that stands for the first day of the calendar.
    network = with_origin(small_network(random.Random(seed)))
    calendar = network.names.index("origin")
    shifted = Network(
        network.names,
        [
            replace(bound, days=bound.days + days * ((bound.start == calendar) - (bound.end == calendar)))
            for bound in network.bounds
        ],
        network.contingents,
    )
    closed, later = close(network), close(shifted)
    assert isinstance(closed, Conflict) == isinstance(later, Conflict)
    if isinstance(closed, Network) and isinstance(later, Network):
        moved = [None if day is None else day + days for day in distances_from(closed, calendar)]
        after = distances_from(later, calendar)
        moved[calendar] = after[calendar] = 0
        if days >= 0:  # before the first day of the calendar a wait hangs on what is observed, see `close`
            assert after == moved


@QUICKLY
@given(SEEDS)
def test_the_order_of_events_and_links_changes_nothing(seed: int) -> None:
    generator = random.Random(seed)
    network = small_network(generator)
    order = generator.sample(range(len(network.names)), len(network.names))
    other = Network(
        sorted(network.names),
        [replace(bound, start=order[bound.start], end=order[bound.end]) for bound in network.bounds],
        [replace(link, start=order[link.start], end=order[link.end]) for link in network.contingents],
    )
    generator.shuffle(other.bounds)
    generator.shuffle(other.contingents)
    assert (find_conflict(network) is None) == (find_conflict(other) is None)
    assert (find_contradiction(network) is None) == (find_contradiction(other) is None)
    closed, closed_other = close(network), close(other)
    if isinstance(closed, Network) and isinstance(closed_other, Network):
        there = distances_from(closed_other, order[0])
        assert [there[place] for place in order] == distances_from(closed, 0)


@pytest.mark.long
@pytest.mark.parametrize("block", range(16))
def test_brute_force_agrees_on_thousands(block: int) -> None:
    for seed in range(block * 1_000, (block + 1) * 1_000):
        network = small_network(random.Random(seed))
        assert (find_conflict(network) is None) == Game(network).is_won(), f"seed {seed}"
