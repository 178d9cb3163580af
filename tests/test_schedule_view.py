"""The views of a schedule: plain frozen data, and examples of them that hang together."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from reconvene.reports.schedule_view import ScheduleView, Standing
from tests import schedules

ALL = [schedules.road_map(), schedules.tiny(), schedules.many(72), schedules.undated(), schedules.empty()]


@pytest.mark.parametrize("shown", ALL, ids=lambda shown: shown.title or "empty")
def test_names_are_unique_and_ties_join_bars(shown: ScheduleView) -> None:
    bars = [bar.name for lane in shown.lanes for bar in lane.bars]
    assert len(bars) == len(set(bars))
    assert {name for tie in shown.ties for name in (tie.start, tie.end)} <= set(bars)
    assert len({step.name for step in shown.steps}) == len(shown.steps)
    assert {step.lane for step in shown.steps} <= {lane.name for lane in shown.lanes}


def test_views_are_frozen_and_can_be_compared() -> None:
    shown: Any = schedules.road_map()
    assert shown == schedules.road_map()
    with pytest.raises(FrozenInstanceError):
        shown.title = "another"


def test_every_standing_has_an_example() -> None:
    assert {schedules.without_certificate(standing).standing for standing in Standing} == set(Standing)
