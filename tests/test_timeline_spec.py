"""The timeline as a Vega-Lite specification: it keeps to the schema, draws without a complaint, and loads nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from reconvene.reports.schedule_view import LaneKind, ScheduleView
from reconvene.reports.timeline_spec import SCHEMA, timeline_spec
from tests import schedules
from tests.test_timeline import named

vl_convert = pytest.importorskip("vl_convert", reason="vl-convert-python is not installed: run make lint")

CASES = {
    "road map": schedules.road_map(),
    "three bars": schedules.tiny(),
    "no dates": schedules.undated(),
    "nothing": schedules.empty(),
}
every_case = pytest.mark.parametrize("shown", CASES.values(), ids=CASES)


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """The schema of Vega-Lite 6, as altair ships it."""
    found = find_spec("altair")
    if found is None or found.origin is None:
        pytest.skip("altair, which brings the schema of Vega-Lite, is not installed: run make lint")
    path = Path(found.origin).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
    return Draft7Validator(json.loads(path.read_text(encoding="utf-8")))


def values(spec: Any) -> Iterator[dict[str, Any]]:
    """Every record of data in a specification."""
    if isinstance(spec, dict):
        yield from spec.get("values", []) if "values" in spec else []
        for part in spec.values():
            yield from values(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from values(part)


@every_case
def test_it_keeps_to_the_schema(schema: Draft7Validator, shown: ScheduleView) -> None:
    spec = timeline_spec(shown)
    assert spec["$schema"] == SCHEMA
    error = next(schema.iter_errors(spec), None)
    assert error is None, error and (list(error.absolute_path), error.message[:300])


@every_case
def test_it_is_drawn_with_every_duty_by_name(shown: ScheduleView) -> None:
    svg = vl_convert.vegalite_to_svg(timeline_spec(shown), vl_version="6.4")
    for lane in shown.lanes:
        for bar in lane.bars:
            if bar.start or bar.end:
                assert bar.called.replace("'", "&apos;") in svg or bar.called in svg
    assert vl_convert.vegalite_to_png(timeline_spec(shown), vl_version="6.4").startswith(b"\x89PNG")


@every_case
def test_it_is_plain_data_that_loads_nothing_and_stays_the_same(shown: ScheduleView) -> None:
    text = json.dumps(timeline_spec(shown))
    assert text == json.dumps(timeline_spec(shown))
    assert '"url"' not in text and text.count("http") == 1


def test_every_dated_duty_has_a_row_and_what_is_critical_a_diamond() -> None:
    shown = schedules.road_map()
    found = list(values(timeline_spec(shown)))
    bars = [bar for lane in shown.lanes for bar in lane.bars]
    assert sorted(record["row"] for record in found if "kind" in record) == sorted(bar.called for bar in bars)
    critical = {bar.called for bar in bars if bar.critical}
    assert critical == {record["row"] for record in found if record.get("fill") == "#1b1f24"}
    verified = {bar.called for bar in bars if bar.verified_to}
    assert verified == {record["row"] for record in found if record.get("says") == "verified"}


def test_duties_that_are_called_the_same_keep_rows_of_their_own() -> None:
    shown = named("Same")
    twice = {record["row"] for record in values(timeline_spec(shown)) if "kind" in record}
    assert len(twice) == sum(1 for lane in shown.lanes for bar in lane.bars if bar.start)
    assert all(lane.kind is not LaneKind.PHASES for lane in shown.lanes)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
# vl-convert may cut a long label inside a letter beyond U+FFFF, and then cannot read its own text.
@given(st.text(st.characters(max_codepoint=0xFFFF), max_size=40))
def test_any_text_can_be_drawn(name: str) -> None:
    vl_convert.vegalite_to_svg(timeline_spec(named(name)), vl_version="6.4")
