"""The picture of a schedule: nothing overlaps, nothing is told by colour alone, any name and any dates can be drawn."""

from __future__ import annotations

import re
import shutil
import struct
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.reports import picture
from reconvene.reports.lettering import broken, cut, width_of
from reconvene.reports.picture import CannotDraw, png
from reconvene.reports.schedule_view import Bar, BarKind, Lane, LaneKind, Mark, MarkKind, Rhythm, ScheduleView
from reconvene.reports.timeline import describe, render_timeline
from reconvene.reports.timeline_layout import BAR, LEAST, SIZE, PlacedBar, lay_out, pack
from reconvene.reports.timeline_scale import Scale, occurrences, reach, ticks
from reconvene.reports.timeline_style import DARK, HUES, LIGHT, mixed
from tests import schedules
from tests.laws import up_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SVG = "{http://www.w3.org/2000/svg}"
CASES = {
    "road map": schedules.road_map(),
    "three bars": schedules.tiny(),
    "72 bars": schedules.many(72),
    "200 bars": schedules.many(200, parties=6),
    "long names": schedules.many(30, long=True),
    "one week": schedules.many(6, days=7, parties=2),
    "thirty years": schedules.many(40, days=10950),
    "one day": schedules.many(3, days=1, parties=1),
    "the end of time": schedules.many(9, first=date(9990, 1, 1), days=3651, parties=2),
    "the beginning of time": schedules.many(9, first=date(1, 1, 1), days=40, parties=2),
    "no dates": schedules.undated(),
    "nothing": schedules.empty(),
}
every_case = pytest.mark.parametrize("shown", CASES.values(), ids=CASES)


def drawn(shown: ScheduleView, id: str = "timeline") -> ET.Element:
    return ET.fromstring(render_timeline(shown, id=id))  # noqa: S314  (our own text)


def named(name: str) -> ScheduleView:
    """A schedule in which every word of the file is this one."""
    bar = Bar("a", name, BarKind.ACT, date(2029, 1, 1), date(2029, 6, 1), text=name)
    other = replace(bar, name="b", start=None, end=None)
    mark = Mark("m", name, MarkKind.ELECTION, date(2029, 3, 1), text=name)
    lanes = (Lane("north", name, LaneKind.PARTY, (bar, other)),)
    return replace(schedules.empty(), title=name, source_name=name, lanes=lanes, marks=(mark,))


# What is in it


@every_case
def test_it_is_one_picture_with_a_name_and_a_description(shown: ScheduleView) -> None:
    root = drawn(shown)
    ids = [found for element in root.iter() if (found := element.get("id"))]
    assert root.get("role") == "img" and len(ids) == len(set(ids))
    assert set((root.get("aria-labelledby") or "").split()) <= set(ids)
    used = re.findall(r"url\(#([\w-]+)\)", render_timeline(shown))
    assert set(used) <= set(ids)


@every_case
def test_it_loads_nothing_and_stays_the_same(shown: ScheduleView) -> None:
    text = render_timeline(shown)
    assert text == render_timeline(shown)
    assert not re.search(r"href|<image|<script|@import|@font-face|https?://(?!www\.w3\.org/2000/svg)", text)
    assert set(re.findall(r"url\((.)", text)) <= {"#"}


@every_case
def test_every_bar_tells_its_whole_name_where_the_pointer_rests(shown: ScheduleView) -> None:
    told = "\n".join(title.text or "" for title in drawn(shown).iter(f"{SVG}title"))
    for lane in shown.lanes:
        assert all(bar.called in told for bar in lane.bars)
        assert lane.called in told or lane.kind is LaneKind.PHASES


def test_the_critical_chain_is_told_by_a_sign_and_a_thicker_line() -> None:
    text = render_timeline(schedules.road_map())
    assert '<path class="bar c0 critical"' in text and ".bar.critical{stroke-width:2.6}" in text
    assert "◆ Declare all programmes" in text and "◆ No nuclear tests" not in text


def test_each_kind_of_bar_and_tie_has_a_shape_of_its_own() -> None:
    root = drawn(schedules.road_map())
    kinds = {(element.get("class") or "").removesuffix(" critical") for element in root.iter(f"{SVG}path")}
    assert {"tie waits", "tie answers", "tie same_day", "tie in_step", "beats"} <= kinds
    assert {"hatched", "desert", "band exercise"} <= {element.get("class") for element in root.iter(f"{SVG}rect")}


def test_the_description_says_what_eyes_would_see() -> None:
    assert describe(schedules.road_map()).startswith("22 duties in 4 lanes, from 2 May 2019 to 24 Sep 2034. Final date")
    assert "3 without a date" in describe(schedules.undated()) and "no final date" in describe(schedules.undated())


def test_what_has_no_date_is_named_in_its_lane() -> None:
    text = render_timeline(schedules.undated())
    assert "no date: Report the holdings, Refrain from tests<" in text
    assert "nothing is owed here" in text
    assert "there is no bar" in render_timeline(schedules.empty())


def test_two_pictures_can_stand_on_one_page() -> None:
    first, second = (drawn(schedules.road_map(), id=id) for id in ("one", "two"))
    ids = [{element.get("id") for element in root.iter()} - {None} for root in (first, second)]
    assert not ids[0] & ids[1]


# Any name


@pytest.mark.parametrize(
    "name", ["<b>&amp;\"'", "\x00\x1b[31m\ufffe", "\u202eabc", "]]>", "조선민주주의인민공화국", "a\nb\tc", ""]
)
def test_no_name_becomes_markup(name: str) -> None:
    root = drawn(named(name))
    assert not root.findall(f".//{SVG}b")
    assert "\u202e" not in render_timeline(named(name))


@settings(max_examples=up_to(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80))
def test_any_text_at_all_can_be_drawn(name: str) -> None:
    drawn(named(name))


# Any dates

days = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2029, 1, 1), date(2029, 3, 1)) | st.none()


@settings(max_examples=up_to(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(BarKind), days, days, days, days, st.booleans()), max_size=12), days)
def test_any_dates_at_all_can_be_drawn(
    found: list[tuple[BarKind, date | None, date | None, date | None, date | None, bool]], final: date | None
) -> None:
    bars = tuple(Bar(f"b{number}", f"Bar {number}", *fields) for number, fields in enumerate(found))
    shown = replace(schedules.empty(), lanes=(Lane("north", "North", LaneKind.PARTY, bars),), final_date=final)
    drawn(shown)
    apart(lay_out(shown, 0, 20).bars)


@pytest.mark.parametrize("length", [1, 2, 6, 20, 70, 200, 400, 1500, 4000, 11000, 90000, 3_000_000])
def test_ticks_never_touch(length: int) -> None:
    scale = Scale(date(2019, 3, 5), date(2019, 3, 5) + timedelta(days=min(length, 2_900_000)), 150, 1068)
    found = ticks(scale)
    assert 1 <= len(found) <= 24 or length > 2_000_000
    for before, after in pairwise(found):
        assert scale.at(before.day) + 3 + width_of(before.label, 10) <= scale.at(after.day) + 14


def test_what_recurs_is_drawn_each_time_until_its_last_day() -> None:
    scale = Scale(date(2020, 1, 1), date(2021, 12, 31), 0, 1000)
    mark = Mark(
        "r", "Review", MarkKind.REVIEW, date(2019, 8, 31), every=6, rhythm=Rhythm.MONTHS, until=date(2021, 3, 1)
    )
    assert [start for start, _ in occurrences(mark, scale)] == [
        date(2020, 2, 29), date(2020, 8, 31), date(2021, 2, 28)
    ]  # fmt: skip
    assert len(list(occurrences(replace(mark, every=1, rhythm=Rhythm.DAYS, until=None), scale))) <= 400


def test_today_is_in_the_picture_unless_it_is_far_off() -> None:
    assert reach(schedules.tiny())[0] < date(2029, 1, 1)
    assert reach(replace(schedules.tiny(), as_of=date(1990, 1, 1)))[0].year == 2028
    assert "as of 1 Jan 1990" in render_timeline(replace(schedules.tiny(), as_of=date(1990, 1, 1)))


# Nothing overlaps


def room_of(placed: PlacedBar) -> tuple[float, float]:
    wide = width_of(placed.label.text, SIZE)
    first = placed.label.x - (wide if placed.label.anchor == "end" else 0)
    tail = placed.tail or (placed.x, placed.right)
    return min(placed.x, first, tail[0]), max(placed.right, first + wide, tail[1])


def apart(bars: tuple[PlacedBar, ...]) -> None:
    for one, other in combinations(bars, 2):
        if abs(one.y - other.y) < BAR:
            first, second = sorted((room_of(one), room_of(other)))
            assert first[1] < second[0], (one.bar.called, other.bar.called)


@every_case
def test_bars_and_their_names_stand_apart(shown: ScheduleView) -> None:
    layout = lay_out(shown, 0, 20)
    apart(layout.bars)
    assert len(layout.bars) + sum(len(lane.undated.split(", ")) for lane in layout.lanes if lane.undated) == sum(
        len(lane.bars) for lane in shown.lanes if lane.kind is not LaneKind.PHASES
    )
    assert all(
        placed.is_point == (placed.right - placed.x < LEAST) for placed in layout.bars if placed.bar.kind == "act"
    )


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 300)), max_size=40))
def test_packing_puts_nothing_on_anything(found: list[tuple[float, float]]) -> None:
    extents = [(start, start + length) for start, length in found]
    rows = pack(extents)
    for (one, row), (other, below) in combinations(list(zip(extents, rows, strict=True)), 2):
        assert row != below or min(one[1], other[1]) < max(one[0], other[0])


def test_words_are_cut_to_their_room() -> None:
    assert cut("a long name", 1000, 11) == "a long name"
    assert cut("a long name", 40, 11).endswith("…") and width_of(cut("a long name", 40, 11), 11) <= 40
    assert cut("a long name", 2, 11) == ""
    assert broken("one two three four", 40, 10, 2)[-1].endswith("…")


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('text.name, text.inside')].filter(t => t.textContent)
    .map(t => [t.textContent, t.getBBox()]);
  const found = [];
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    if (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height)
      found.push([one, other]);
  }));
  const view = document.querySelector('svg').viewBox.baseVal;
  for (const t of document.querySelectorAll('text')) {
    const box = t.getBBox();
    const outside = box.x < 0 || box.x + box.width > view.width;
    if (box.width && !t.closest('[transform]') && outside) found.push(t.textContent);
  }
  return found;
}"""


@pytest.mark.browser
@every_case
def test_in_a_browser_no_name_touches_another_or_leaves_the_picture(
    browser: Browser, tmp_path: Path, shown: ScheduleView
) -> None:
    file = tmp_path / "picture.html"
    file.write_text(f'<!doctype html><meta charset="utf-8">{render_timeline(shown)}', encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate(OVERLAPS) == []
    page.close()


# For every eye


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_every_bar_and_ground(colours: dict[str, str]) -> None:
    for hue in HUES:
        assert contrast(colours["ink"], mixed(hue, colours["paper"], float(colours["thin"]))) >= 4.5
    for ground in ("paper", "odd", "phase"):
        assert contrast(colours["ink"], colours[ground]) >= 4.5
        assert contrast(colours["soft"], colours[ground]) >= 4.5 or ground == "phase"
    assert contrast(colours["soft"], colours["paper"]) >= 3, "the outline of a bar"


def test_paper_and_converters_get_the_light_colours() -> None:
    text = render_timeline(schedules.tiny())
    light, dark = text.split("@media screen{")
    assert LIGHT["ink"] in light and DARK["ink"] not in light and DARK["ink"] in dark
    assert "var(" not in text


# As pixels


def test_a_png_is_the_same_picture_twice_as_large() -> None:
    made = png(render_timeline(schedules.tiny()))
    assert made.startswith(b"\x89PNG")
    root = drawn(schedules.tiny())
    size = struct.unpack(">II", made[16:24])
    assert size[0] == 2 * float(root.get("width") or 0)
    assert made == png(render_timeline(schedules.tiny()))


def test_without_the_extra_there_is_one_line_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "resvg_py", None)
    with pytest.raises(CannotDraw) as caught:
        png("<svg/>")
    assert caught.value.next_step == 'pip install "reconvene[report]"' and "\n" not in str(caught.value)


def test_without_fonts_no_picture_is_drawn_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_draw", lambda svg, scale=1.0: b"blank")
    with pytest.raises(CannotDraw, match="without letters"):
        png("<svg/>")
