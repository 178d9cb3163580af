"""Weights that are ranges, and shares of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconvene.estimate.weight import ORDINALS, UNKNOWN, Weight, share, total


@st.composite
def weights(draw: st.DrawFn) -> Weight:
    low, high = sorted((draw(st.floats(0, 1e6)), draw(st.floats(0, 1e6))))
    return Weight(low, high)


def test_the_words_are_in_order_and_do_not_overlap() -> None:
    small, medium, large = ORDINALS["small"], ORDINALS["medium"], ORDINALS["large"]
    assert 0 < small.low <= small.high < medium.low <= medium.high < large.low <= large.high


def test_a_share_of_known_weights() -> None:
    assert share([Weight(1, 1)], [Weight(3, 3)]) == (0.25, 0.25)
    assert share([Weight(1, 2)], [Weight(2, 3)]) == (0.25, 0.5)


def test_an_unknown_weight_may_be_anything() -> None:
    assert share([UNKNOWN], [Weight(1, 1)]) == (0.0, 1.0)
    assert share([Weight(1, 1)], [UNKNOWN]) == (0.0, 1.0)
    assert not UNKNOWN.known


def test_a_share_of_nothing_is_anything() -> None:
    assert share([], []) == (0.0, 1.0)


@given(st.lists(weights(), max_size=5), st.lists(weights(), max_size=5), st.data())
def test_every_weight_within_the_ranges_gives_a_share_within_the_bounds(
    part: list[Weight], rest: list[Weight], data: st.DataObject
) -> None:
    low, high = share(part, rest)
    assert 0 <= low <= high <= 1
    inside = sum(data.draw(st.floats(weight.low, weight.high)) for weight in part)
    outside = sum(data.draw(st.floats(weight.low, weight.high)) for weight in rest)
    if inside + outside > 0:
        assert low - 1e-9 <= inside / (inside + outside) <= high + 1e-9


@given(st.lists(weights(), max_size=5))
def test_a_sum_holds_the_sums_of_its_ends(parts: list[Weight]) -> None:
    summed = total(parts)
    assert summed.low <= summed.high
