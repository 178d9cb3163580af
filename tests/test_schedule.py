"""When everything comes: planned days, slack, the chain that sets the end, the verdict, and what a slip moves."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reconvene as library
from reconvene.checks.draft import Draft
from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load_text
from reconvene.planning import schedule, what_if
from reconvene.reports.schedule_view import BarKind, ScheduleView, Standing, Step, TieKind
from reconvene.reports.what_if import Refusal, WhatIf
from reconvene.reports.written_schedule import as_calendar, as_json, as_text, as_timeline
from reconvene.timing.schedule import Schedule
from tests.command import reconvene
from tests.laws import up_to
from tests.processes import Tree, processes, write

ROAD = """\
reconvene: 1
title: Close, look, lift
as_of: 2030-01-01
final_date: 2030-12-31
parties: {north: {called: the North}, south: {called: the South}}
actors: {agency: {called: the Agency, kind: verifier}}
days: {signed: 2030-01-10}
items:
  plant: {scale: [running, closed], start: running}
  trade: {scale: [banned, free], start: banned}
end_state: {all: [plant.closed, trade.free], verified_by: agency}
phases:
  halt: {opens: signed, closes: {all: [close_plant.verified]}, no_later_than: 2030-06-30, steps: [close_plant]}
sessions: {opening: {dated: 2030-01-20, held: planned}}
reviews: {monthly: {every: 30 days from 2030-02-01}}
obligations:
  close_plant:
    article: "1"
    text: Close the plant.
    by: north
    to: [south]
    brings: plant.closed
    within: 60 days of signed
    verified: {by: agency, takes: 30..90 days}
    if_missed: {cure: 30 days, then: return}
  lift_ban:
    article: "2"
    by: south
    to: [north]
    brings: trade.free
    after: close_plant.verified
    within: 30 days
    in_return_for: [close_plant]
    verified: none
"""


def read(text: str = ROAD) -> Document:
    return expand(load_text(text, "road.reconvene.yaml"))


def shown(text: str = ROAD) -> ScheduleView:
    return schedule(read(text))


def step(view: ScheduleView, name: str) -> Step:
    return next(each for each in view.steps if each.name == name)


def planned(text: str) -> Schedule:
    document = read(text)
    draft = Draft(document, document.process, date(2030, 1, 1))
    return Schedule(draft.plan, draft.verdict)


def test_a_step_has_its_first_day_its_last_safe_day_and_the_day_it_is_planned_for() -> None:
    done, verified = (step(shown(), f"close_plant.{state}") for state in ("claimed", "verified"))
    assert (done.earliest, done.planned, done.latest) == (date(2030, 1, 10), date(2030, 1, 10), date(2030, 3, 11))
    assert (verified.earliest, verified.planned, verified.latest) == (
        date(2030, 2, 9),
        date(2030, 4, 10),
        date(2030, 6, 9),
    )
    assert done.slack == 60


def test_the_days_until_the_final_date_moves_are_counted_from_the_plan() -> None:
    view = shown()
    room = step(view, "close_plant.claimed").moves_final_after
    assert room == (date(2030, 12, 31) - date(2030, 4, 10)).days
    unbent = ROAD.replace("    if_missed: {cure: 30 days, then: return}\n", "")
    later = unbent.replace(
        "within: 60 days of signed", f"within: no earlier than {date(2030, 1, 10) + timedelta(room)}"
    )
    assert shown(later).standing is Standing.KEPT
    too_late = later.replace(str(date(2030, 1, 10) + timedelta(room)), str(date(2030, 1, 11) + timedelta(room)))
    assert shown(too_late).standing is Standing.LUCK


def test_the_critical_chain_leads_from_a_date_to_the_end_and_adds_up() -> None:
    found = planned(ROAD)
    assert [str(found.event(stretch.end)) for stretch in found.chain][-1] == "`end_state`"
    assert found.plan.end is not None
    assert sum(stretch.days for stretch in found.chain) == found.days[found.plan.end]


def test_each_party_has_its_own_links_of_the_chain() -> None:
    chains = {chain.lane: [link.text for link in chain.links] for chain in shown().chains_by_party}
    assert chains["north"] == ["`close_plant` waits for `halt.opened`"]
    assert chains["south"] == ["`lift_ban` waits for `close_plant.verified`"]


def test_the_certificate_promises_only_what_was_shown() -> None:
    view = shown()
    assert view.standing is Standing.KEPT
    assert "by 2030-04-10, 265 days before the final date, 2030-12-31" in view.verdict


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        (("2030-12-31", "2030-04-09"), Standing.LUCK),
        (("2030-12-31", "2030-02-01"), Standing.CONTRADICTION),
        (("final_date: 2030-12-31\n", ""), Standing.NO_DATE),
        (("30..90 days", "unknown"), Standing.CANNOT_TELL),
        (("30..90 days", "at least 30 days"), Standing.LUCK),
    ],
)
def test_a_final_date_is_promised_or_it_is_said_why_not(change: tuple[str, str], standing: Standing) -> None:
    assert shown(ROAD.replace(*change)).standing is standing


def test_the_picture_has_a_lane_for_each_party_and_one_for_the_phases() -> None:
    view = shown()
    assert [lane.called for lane in view.lanes] == ["the North", "the South", "Phases"]
    [bar] = view.lanes[0].bars
    assert (bar.kind, bar.start, bar.end) == (BarKind.ACT, date(2030, 1, 10), date(2030, 3, 11))
    assert [(tie.start, tie.end, tie.kind) for tie in view.ties] == [("close_plant", "lift_ban", TieKind.WAITS)]
    assert {mark.name for mark in view.marks} == {"opening", "monthly"}


def test_a_slip_is_counted_from_the_last_day_and_moves_what_waits() -> None:
    answer = what_if(read(), "close_plant slips 20 days")
    assert isinstance(answer, WhatIf)
    assert (answer.before, answer.after) == (date(2030, 3, 11), date(2030, 3, 31))
    moved = {each.name: (each.before, each.after) for each in answer.moved}
    assert moved["lift_ban"] == (date(2030, 6, 9), date(2030, 6, 29))
    assert answer.broken == () and answer.room == (date(2030, 12, 31) - date(2030, 6, 29)).days


def test_a_slip_that_breaks_a_gate_says_by_how_much() -> None:
    answer = what_if(read(), "close_plant slips 30 days")
    assert isinstance(answer, WhatIf)
    assert [(each.name, each.kind, each.due, each.days) for each in answer.broken] == [
        ("halt.closed", "phase", date(2030, 6, 30), 9)
    ]


def test_a_slip_past_the_final_date_is_told() -> None:
    answer = what_if(read(), "close_plant slips 8 months")
    assert isinstance(answer, WhatIf)
    assert answer.room is not None and answer.room < 0
    assert any(each.name == "end_state" for each in answer.broken)


@pytest.mark.parametrize(
    ("question", "next_step"),
    [
        ("close_plantt slips 90 days", "did you mean `close_plant`?"),
        ("close_plant slips", "ask like this: close_plant slips 90 days; or: north does disarmament_step"),
        ("close_plant slips far", "ask like this: close_plant slips 90 days; or: north does disarmament_step"),
        ("close_plant slips 1..2 days", "ask like this: close_plant slips 90 days; or: north does disarmament_step"),
        ("", "ask like this: close_plant slips 90 days; or: north does disarmament_step"),
    ],
)
def test_a_question_that_cannot_be_answered_says_how_to_ask(question: str, next_step: str) -> None:
    answer = what_if(read(), question)
    assert isinstance(answer, Refusal)
    assert answer.next_step == next_step


# Laws


@st.composite
def lengths(draw: st.DrawFn) -> tuple[int, int, int, int]:
    low = draw(st.integers(0, 60))
    return low, low + draw(st.integers(0, 120)), draw(st.integers(1, 200)), draw(st.integers(0, 120))


@given(lengths(), st.integers(0, 400))
@settings(max_examples=up_to(60), deadline=None)
def test_shifting_all_dates_shifts_every_result(found: tuple[int, int, int, int], days: int) -> None:
    low, high, within, final = found
    text = ROAD.replace("30..90 days", f"{low}..{high} days").replace("within: 60 days", f"within: {within} days")
    text = text.replace("2030-12-31", str(date(2030, 6, 1) + timedelta(final)))
    moved = re.sub(r"\d{4}-\d\d-\d\d", lambda day: str(date.fromisoformat(day.group()) + timedelta(days)), text)
    here, there = shown(text), shown(moved)
    assert here.standing is there.standing
    for one, other in zip(here.steps, there.steps, strict=True):
        assert (one.slack, one.moves_final_after) == (other.slack, other.moves_final_after)
        for day, later in ((one.earliest, other.earliest), (one.latest, other.latest), (one.planned, other.planned)):
            assert (day is None and later is None) or later == (day or date.min) + timedelta(days)


@given(lengths(), st.integers(1, 100))
@settings(max_examples=up_to(60), deadline=None)
def test_more_slack_never_breaks_a_plan_and_less_never_mends_it(found: tuple[int, int, int, int], more: int) -> None:
    low, high, within, final = found
    text = ROAD.replace("30..90 days", f"{low}..{high} days").replace("within: 60 days", f"within: {within} days")
    tight, loose = (
        shown(text.replace("2030-12-31", str(date(2030, 3, 1) + timedelta(final + extra)))) for extra in (0, more)
    )
    order = [Standing.CONTRADICTION, Standing.LUCK, Standing.KEPT]
    assert order.index(loose.standing) >= order.index(tight.standing)


@settings(max_examples=25, deadline=None)
@given(processes())
def test_every_process_that_can_be_read_has_a_schedule(tree: Tree) -> None:
    document = expand(load_text(write(tree), "any.reconvene.yaml"))
    view = schedule(document)
    assert view.standing in Standing
    assert as_text(view) and as_json(view) and as_timeline(view) and as_calendar(view)
    for name in list(document.process.obligations or {})[:1]:
        assert isinstance(what_if(document, f"{name} slips 40 days"), WhatIf | Refusal)


# The two verbs


@pytest.fixture
def road(tmp_path: Path) -> Path:
    path = tmp_path / "road.reconvene.yaml"
    path.write_text(ROAD, encoding="utf-8")
    return path


def test_the_verb_prints_the_certificate_and_the_table(road: Path) -> None:
    done = reconvene("schedule", road)
    assert done.code == 0 and done.err == ""
    assert done.out.startswith("Deadline certificate\nClose, look, lift\n")
    assert "Close plant: verified" in done.out


def test_a_schedule_that_promises_nothing_ends_with_one(road: Path) -> None:
    road.write_text(ROAD.replace("2030-12-31", "2030-04-09"), encoding="utf-8")
    done = reconvene("schedule", road)
    assert done.code == 1
    assert done.out.startswith("No certificate: the final date depends on luck")


@pytest.mark.parametrize(
    ("ending", "start"),
    [
        ("html", b"<!DOCTYPE html>"),
        ("svg", b"<svg "),
        ("png", b"\x89PNG"),
        ("ics", b"BEGIN:VCALENDAR"),
        ("json", b'{\n  "version": 1'),
    ],
)
def test_the_ending_of_the_file_chooses_the_format(road: Path, tmp_path: Path, ending: str, start: bytes) -> None:
    target = tmp_path / f"schedule.{ending}"
    done = reconvene("schedule", road, "-o", target)
    assert done.code == 0 and done.out == ""
    assert target.read_bytes().lower().startswith(start.lower())


def test_the_calendar_file_holds_what_is_due(road: Path) -> None:
    done = reconvene("schedule", road, "--format", "ics")
    due = {str(event["summary"]): event.decoded("dtstart") for event in icalendar.Calendar.from_ical(done.out).events}
    assert any("Close plant" in summary and day == date(2030, 3, 11) for summary, day in due.items())


def test_the_json_names_its_version_and_writes_days_as_dates(road: Path) -> None:
    told = json.loads(reconvene("schedule", road, "--format", "json").out)
    assert told["version"] == 1 and told["standing"] == "kept"
    assert told["final_date"] == "2030-12-31"


def test_a_picture_for_the_screen_is_refused_with_the_next_step(road: Path) -> None:
    done = reconvene("schedule", road, "--format", "png")
    assert done.code == 2
    assert "-o timeline.png" in done.err


def test_what_if_tells_what_moves(road: Path) -> None:
    done = reconvene("what-if", road, "close_plant slips 30 days")
    assert done.code == 1
    assert "`close_plant` comes on 2030-04-10 and not by 2030-03-11" in done.out
    assert "9 days late" in done.out
    told = json.loads(reconvene("what-if", road, "close_plant", "slips", "20", "days", "--format", "json").out)
    assert told["version"] == 1 and told["room"] == 185


@pytest.mark.parametrize("verb", [("schedule",), ("what-if",)])
@pytest.mark.parametrize("name", ["missing.yaml", "case:nothing", "."])
def test_what_cannot_be_read_ends_with_two_and_a_next_step(verb: tuple[str], name: str, tmp_path: Path) -> None:
    more = ["x slips 1 day"] if verb == ("what-if",) else []
    done = reconvene(*verb, name, *more, cwd=tmp_path)
    assert done.code == 2 and done.out == ""
    assert "help:" in done.err or "Next:" in done.err


def test_an_empty_file_is_told_about(tmp_path: Path) -> None:
    empty = tmp_path / "empty.reconvene.yaml"
    empty.write_text("", encoding="utf-8")
    done = reconvene("schedule", empty)
    assert done.code == 2 and done.err


def test_a_notebook_can_choose_how_a_schedule_is_shown() -> None:
    bundle = getattr(library.schedule(read()), "_repr_mimebundle_")()  # noqa: B009  (given in planning, for notebooks)
    assert set(bundle) == {"application/vnd.vegalite.v6+json", "image/svg+xml", "text/plain"}
