"""What a slip or an act does to the vows in force: tripped ones, conditions that come too late, and covers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from reconvene.cli.app import app
from reconvene.planning import Refusal, WhatIf, what_if
from reconvene.reports.what_if import what_if_text
from reconvene.text.render import Paper
from tests.records import document, record

PROCESS = """\
title: A plant for oil
as_of: 2030-01-01
parties:
  north: {called: the North, inner: {leader: {kind: leader, called: the leader of the North}}}
  south: {called: the South}
actors: {agency: {kind: verifier}}
items: {plant: {scale: [running, dismantled], start: running}}
vows:
  not_first:
    by: north.leader
    dated: 2029-12-01
    says: We take nothing down before the oil flows.
    forbids: [disarmament_step]
    unless: send_oil.verified
    released_by: [third_party_invitation]
  patience:
    by: south
    dated: 2029-12-15
    forbids: [sanctions_relief]
    unless: close_plant.verified
    until: 2030-12-31
obligations:
  send_oil:
    by: south
    to: [north]
    kind: pay
    within: no later than 2030-03-01
    verified: {by: agency, takes: 1..5 days}
  close_plant:
    by: north
    to: [south]
    act: facility_dismantlement
    brings: plant.dismantled
    within: no earlier than 2030-05-01 and no later than 2030-09-01
    verified: {by: agency, takes: 5..10 days}
"""
COVER = "covers: {asked: {kind: third_party_invitation, by: agency, releases: [not_first]}}\n"


def ask(question: str, text: str = PROCESS, said: str = "") -> WhatIf:
    about = document(text)
    answer = what_if(about, question, events=record(said, about))
    assert isinstance(answer, WhatIf)
    return answer


def words(answer: WhatIf) -> str:
    return " ".join(what_if_text(answer, Paper()).plain.split())


def test_a_slip_trips_the_vow_whose_condition_then_comes_after_the_act() -> None:
    answer = ask("send_oil slips 90 days")
    (vow,) = answer.tripped
    assert (vow.vow, vow.by, vow.deed, vow.act) == (
        "not_first",
        "north.leader",
        "close_plant",
        "facility_dismantlement",
    )
    assert (str(vow.on), vow.condition, str(vow.comes)) == ("2030-05-01", "send_oil.verified", "2030-06-04")
    assert answer.does_harm
    assert (
        "`not_first` of the leader of the North “We take nothing down before the oil flows.” "
        "`close_plant` (facility dismantlement) comes on 2030-05-01, and `send_oil.verified`, which would free it, "
        "comes on 2030-06-04. Nothing covers it; `third_party_invitation` would." in words(answer)
    )


def test_a_slip_that_leaves_the_order_as_it_is_trips_nothing() -> None:
    answer = ask("send_oil slips 10 days")
    assert answer.tripped == ()
    assert not answer.does_harm
    assert "No vow in force is tripped by that." in words(answer)


def test_a_vow_that_waits_to_a_day_is_told_when_what_it_waits_for_comes_later() -> None:
    answer = ask("close_plant slips 150 days")
    (vow,) = answer.tripped
    assert (vow.vow, vow.deed, vow.condition) == ("patience", "", "close_plant.verified")
    assert "It waits for `close_plant.verified` until 2030-12-31, and that comes on 2031-02-08." in words(answer)
    assert "no cover is written for it" in words(answer)


def test_a_cover_of_the_file_is_named_and_does_no_harm() -> None:
    answer = ask("send_oil slips 90 days", PROCESS + COVER)
    assert answer.tripped[0].covered_by == ("asked",)
    assert not answer.does_harm
    assert "It is covered by `asked`." in words(answer)


def test_an_act_is_held_against_the_vows_of_whoever_does_it() -> None:
    assert [vow.vow for vow in ask("north does facility_dismantlement").tripped] == ["not_first"]
    assert ask("south does facility_dismantlement").tripped == ()
    assert ask("north does weapons_test").tripped == ()


def test_the_vows_of_the_record_count_until_they_are_released() -> None:
    made = "id: v, kind: vow_made, happened: 2029-12-20, vow: no_test, by_party: north, forbids: [weapons_test]"
    freed = "id: r, kind: vow_released, happened: 2029-12-30, vow: no_test, cover: trial_measure"
    assert [vow.vow for vow in ask("north does nuclear_test", said=made).tripped] == ["no_test"]
    assert ask("north does nuclear_test", said=f"{made}\n{freed}").tripped == ()


def test_what_the_record_says_has_come_frees_the_act() -> None:
    paid = "id: p, kind: claim, happened: 2029-12-28, duty: send_oil"
    seen = "id: q, kind: verified, happened: 2029-12-30, duty: send_oil, finding: confirms"
    assert ask("north does facility_dismantlement", said=f"{paid}\n{seen}").tripped == ()


@pytest.mark.parametrize(
    ("question", "says", "next_step"),
    [
        ("nort does attendance", "Nobody is named `nort`", "`north`"),
        ("north does atendance", "No class of act is named `atendance`", "`attendance`"),
        ("north dances", "no question", "north does disarmament_step"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_to_ask(question: str, says: str, next_step: str) -> None:
    answer = what_if(document(PROCESS), question)
    assert isinstance(answer, Refusal)
    assert says in answer.message and next_step in answer.next_step


@given(days=st.integers(min_value=1, max_value=400))
def test_a_longer_slip_never_clears_a_vow_that_a_shorter_one_trips(days: int) -> None:
    shorter = {vow.vow for vow in ask(f"send_oil slips {days} days").tripped}
    assert shorter <= {vow.vow for vow in ask(f"send_oil slips {days + 30} days").tripped}


def test_the_command_line_tells_the_same_with_a_named_record(tmp_path: Path) -> None:
    process, events = tmp_path / "plant.yaml", tmp_path / "happened.yaml"
    process.write_text(PROCESS, encoding="utf-8")
    events.write_text(
        "reconvene_events: 1\nevents:\n"
        "  - {id: v, kind: vow_made, happened: 2029-12-20, vow: no_test, by_party: north, forbids: [weapons_test]}\n",
        encoding="utf-8",
    )
    asked = ["what-if", str(process), "north does nuclear_test"]
    assert CliRunner().invoke(app, asked).exit_code == 0
    told = CliRunner().invoke(app, [*asked, "--events", str(events), "--format", "json"])
    assert told.exit_code == 1
    assert [vow["vow"] for vow in json.loads(told.stdout)["tripped"]] == ["no_test"]
