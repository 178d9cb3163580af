"""What a package leaves open and for whom, whether it beats no deal, and the words in which that is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reconvene as library
from reconvene.deal.coverage import Coverage, Residual, coverage
from reconvene.deal.routes import Closure, Route, routes
from reconvene.deal.tabled import Tabled
from reconvene.document.load import Document, load_text
from reconvene.document.obligation import DEPTHS
from reconvene.estimate.weight import Weight, average

LONG_ONES = """\
title: The long ones only
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors:
  island: {kind: ally, ally_of: south}
  coast: {kind: ally, ally_of: south}
flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
measures: {coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}}
items: {plant: {of: north, scale: [running, halted, dismantled]}}
threats:
  long: {of: north, hits: {south: large, island: none, coast: small}}
  short: {of: north, hits: {south: none, island: large, coast: small}}
paths:
  through_plant: {of: north, leads_to: long, through: [plant]}
  hidden: {of: north, leads_to: long}
packages:
  offer:
    by: north
    obligations:
      scrap_long: {by: north, to: [south], addresses: {long: dismantle}}
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}, in_return_for: scrap_long}
"""


def read(text: str = LONG_ONES) -> Document:
    document = load_text(text, "long.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    return document


def tabled(text: str = LONG_ONES, name: str = "offer") -> Tabled:
    document = read(text)
    assert document.process.as_of is not None
    return Tabled(document, name, document.process.as_of)


def left(shown: Coverage, whom: str) -> Residual:
    (found,) = [each for each in shown.residuals if each.whom == whom]
    return found


def route(text: str, path: str) -> Route:
    (found,) = [each for each in routes(tabled(text)) if each.path == path]
    return found


# Which threats remain, and for whom


def test_who_is_hit_by_what_is_left_out_is_left_with_all_of_it() -> None:
    shown = coverage(tabled())
    assert left(shown, "south").share == (0.0, 0.0)
    assert left(shown, "island").share == (1.0, 1.0) and left(shown, "island").untouched == ("short",)
    assert left(shown, "coast").share == pytest.approx((1 / 3, 2 / 3))


def test_a_side_that_is_left_unequal_is_told_how_unequal() -> None:
    (side,) = coverage(tabled()).fairness
    assert side.side == "south" and side.among == ("south", "island", "coast")
    assert (side.low, side.high) == (1.0, 1.0)


def test_a_freeze_stops_the_growth_and_leaves_what_is_there() -> None:
    assert left(coverage(tabled(LONG_ONES.replace("long: dismantle", "long: freeze"))), "south").share == (1.0, 1.0)


def test_nobody_is_threatened_by_their_own() -> None:
    shown = coverage(tabled(LONG_ONES.replace("{south: large,", "{north: large, south: large,")))
    assert left(shown, "north").share is None


def test_how_hard_it_hits_is_asked_where_the_file_does_not_say() -> None:
    shown = left(coverage(tabled(LONG_ONES.replace("island: none", "island: unknown"))), "island")
    assert shown.missing == ("long.hits.island",)
    assert shown.share is not None and shown.share[0] < 0.5 and shown.share[1] == 1.0


@given(st.sampled_from(DEPTHS), st.sampled_from(("none", "small", "medium", "large", "unknown")))
def test_a_deeper_cut_leaves_nobody_with_more(depth: str, impact: str) -> None:
    text = LONG_ONES.replace("coast: small}}\n  short", f"coast: {impact}}}}}\n  short")
    without = left(coverage(tabled(text.replace("addresses: {long: dismantle}", "article: a"))), "coast").share
    share = left(coverage(tabled(text.replace("long: dismantle", f"long: {depth}"))), "coast").share
    assert share is not None and without is not None
    assert share[0] <= without[0] and share[1] <= without[1]


RANGES = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
PARTS = st.lists(st.tuples(RANGES, RANGES), min_size=1, max_size=5)


@given(PARTS, st.data())
def test_every_average_lies_in_its_range(parts: list[tuple[list[int], list[int]]], data: st.DataObject) -> None:
    found = average([(Weight(*weight), (value[0], value[1])) for weight, value in parts])
    weights = [data.draw(st.integers(*weight)) for weight, _ in parts]
    values = [data.draw(st.integers(*value)) for _, value in parts]
    assert (found is None) == (max(weight[1] for weight, _ in parts) == 0)
    if found is not None and sum(weights):
        exact = sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)
        assert found[0] - 1e-9 <= exact <= found[1] + 1e-9


# Which routes stay open


def test_a_route_that_nothing_addresses_is_open() -> None:
    assert route(LONG_ONES, "hidden").closure is Closure.OPEN


def test_a_route_is_closed_in_words_only_until_somebody_verifies_it() -> None:
    brings = LONG_ONES.replace(
        "{by: north, to: [south], addresses", "{by: north, to: [south], brings: plant.dismantled, addresses"
    )
    shown = route(brings, "through_plant")
    assert shown.closure is Closure.UNSEEN and shown.missing == ("scrap_long.verified",)
    seen = brings.replace("brings: plant", "verified: {by: south}, brings: plant")
    assert route(seen, "through_plant").closure is Closure.CLOSED
    halfway = brings.replace("plant.dismantled", "plant.halted")
    assert route(halfway, "through_plant").closure is Closure.OPEN


# The worked case


def hanoi(name: str) -> Tabled:
    document = library.load("case:hanoi")
    assert document.process.as_of is not None
    return Tabled(document, name, document.process.as_of)


def test_both_packages_of_hanoi_leave_very_different_routes_open() -> None:
    offered = {each.path: each.closure for each in routes(hanoi("dprk_proposal"))}
    assert offered["plutonium_at_yongbyon"] is Closure.CLOSED and offered["uranium_at_second_site"] is Closure.OPEN
    asked = {each.closure for each in routes(hanoi("us_proposal"))}
    assert asked == {Closure.UNSEEN}
    assert left(coverage(hanoi("us_proposal")), "japan").share == (0.0, 0.0)
    assert left(coverage(hanoi("dprk_proposal")), "japan").share == (1.0, 1.0)
