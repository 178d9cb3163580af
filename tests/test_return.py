"""`reconvene return` and its library: the verdict, the exit codes, the ladder in words, data and a picture."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import reconvene as library
from reconvene.reports.ladder_picture import describe, render_ladder
from reconvene.reports.return_text import as_json, lines, return_text
from reconvene.reports.return_view import PROVES, ReturnView, Standing
from reconvene.text.render import Paper
from tests.command import reconvene
from tests.ladders import read, reference
from tests.mutants import MUTANTS, mechanism, section, stage
from tests.processes import Tree, write


def shown(tree: Tree | str, *, absent: int = 1, turnover: str | None = None) -> ReturnView:
    return library.return_proof(read(tree), absent=absent, turnover=turnover)


def saved(folder: Path, tree: Tree) -> Path:
    path = folder / "ladder.reconvene.yaml"
    path.write_text(write(tree), encoding="utf-8")
    return path


def test_the_road_map_returns_and_says_within_how_many_days() -> None:
    done = reconvene("return", "case:hanoi-road-map")
    assert done.code == 0
    assert "1 all willing: holds: 70 days, 100 with a change of government" in done.out
    assert "2 some refuse: holds: 100 days, 130 with a change of government" in done.out
    assert PROVES in done.out


def test_hanoi_does_not_return_and_says_why_in_three_sentences() -> None:
    done = reconvene("return", "case:hanoi")
    assert done.code == 1
    view = library.return_proof(library.load("case:hanoi"))
    assert view.standing is Standing.DOES_NOT and len(view.reasons) == 3
    assert all(reason.count(".") >= 1 and reason.endswith(".") for reason in view.reasons)
    assert "has to ask first" in done.out and "No next date is set" in done.out


def test_a_file_that_cannot_be_read_or_a_question_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("parties: [", encoding="utf-8")
    assert reconvene("return", broken).code == 2
    file = saved(tmp_path, reference())
    wrong = reconvene("return", file, "--turnover", "nowhere")
    assert wrong.code == 2 and "`nowhere` is no party" in wrong.err and "`north`, `south`" in wrong.err
    assert reconvene("return", file, "--absent", "some").code == 2


def test_how_many_are_absent_and_whose_government_changes_decide(tmp_path: Path) -> None:
    file = saved(tmp_path, reference(mechanism(substitutes=None)))
    assert reconvene("return", file).code == 1
    assert reconvene("return", file, "--absent", "0").code == 0
    file = saved(tmp_path, reference())
    assert reconvene("return", file, "--turnover", "north").code == 0
    assert reconvene("return", file, "--absent", "2").code == 1


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if each.breaks], ids=lambda mutant: mutant.name)
def test_every_failure_is_told_with_its_story_or_its_act(mutant: object) -> None:
    changes = getattr(mutant, "changes", ())
    view = shown(reference(*changes))
    assert view.standing is Standing.DOES_NOT
    for result in view.results:
        if result.verdict == "fails":
            assert result.story or result.face
            assert [event.day for event in result.story] == sorted(event.day for event in result.story)
    told = "\n".join(lines(view))
    assert "fails" in told and PROVES in told


def test_the_data_are_versioned_and_say_what_the_text_says(tmp_path: Path) -> None:
    done = reconvene("return", saved(tmp_path, reference()), "--format", "json")
    told = json.loads(done.out)
    assert (told["version"], told["standing"], told["absent"]) == (1, "returns", 1)
    assert [(each["name"], each["days"]) for each in told["results"]][:3] == [
        ("all willing", 70),
        ("some refuse", 100),
        ("all refuse", 100),
    ]
    assert [stage["last_day"] for stage in told["stages"]] == [7, 21, 42, 56, 70, 100, 280]
    assert told["proves"] == PROVES


def test_the_picture_is_sound_and_has_a_twin_in_words(tmp_path: Path) -> None:
    output = tmp_path / "ladder.svg"
    assert reconvene("return", saved(tmp_path, reference()), "-o", output).code == 0
    root = ET.fromstring(output.read_text(encoding="utf-8"))  # noqa: S314 - our own
    view = shown(reference())
    words = " ".join("".join(root.itertext()).split())
    assert describe(view) in words
    for each in view.stages:
        assert each.name in describe(view)
    assert "holds, 70 days, 100 with a change of government" in words
    svg = render_ladder(view)
    assert svg == render_ladder(view) and "<script" not in svg


@pytest.mark.parametrize("index", [0, 3, 5, 6])
def test_the_picture_draws_what_has_no_limit_open(index: int) -> None:
    view = shown(reference(stage(index, lasts=None), mechanism(park_review=None)))
    root = ET.fromstring(render_ladder(view, id="other"))  # noqa: S314 - our own
    boxes = [each for each in root.iter() if each.tag.endswith("rect")]
    assert all(float(each.get("width", "0")) > 0 for each in boxes)
    assert any("hatch" in (each.get("fill") or "") for each in boxes)
    assert "no limit" in describe(view)


def test_what_a_file_says_stands_in_the_picture_as_text() -> None:
    tree = reference()
    tree["title"] = '"<b>Talks</b> & more"'
    svg = render_ladder(shown(tree))
    assert "<b>" not in svg and "&lt;b&gt;Talks" in svg
    ET.fromstring(svg)  # noqa: S314 - our own


def test_covers_are_proposed_where_a_vow_stands_in_the_way() -> None:
    vow = {"word": {"by": "north", "dated": "2029-01-01", "forbids": "deposit"}}
    view = shown(reference(section(vows=vow)))
    (fault,) = view.results[3].face
    assert fault.constraint == "FC2" and "third_party_invitation" in fault.covers
    assert any("What would cover it" in line for line in lines(view))


def test_what_would_decide_is_asked_for() -> None:
    view = shown(reference(stage(5, lasts="unknown")))
    assert view.standing is Standing.CANNOT_TELL
    assert any("return.conference_of_all.lasts" in line for line in lines(view))


def test_no_line_of_the_text_is_wider_than_the_terminal() -> None:
    for width in (40, 80):
        told = return_text(shown(reference(mechanism(substitutes=None))), Paper(width)).plain
        assert max(len(line) for line in told.splitlines()) <= width


DISPUTE = """
title: A ladder of choices
as_of: 2030-01-01
parties: {{north: {{}}, south: {{}}}}
actors: {{council: {{kind: organisation}}}}
bodies: {{commission: {{members: all of parties}}, ministers: {{members: all of parties}}}}
texts: {{resolution_1: {{title: Resolution 1, as_of: 2030-01-01}}}}
measures: {{old_ban: {{in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}}}
clauses:
  ladder:
    use: dispute/jcpoa
    commission: commission
    ministers: ministers
    council: council
    restores: old_ban
{more}"""


def test_the_dispute_path_of_2015_takes_65_days_at_the_shortest_has_no_longest_and_nobody_can_block_it() -> None:
    (path,) = shown(DISPUTE.format(more="")).disputes
    assert (path.shortest, path.longest, path.can_block) == (65, None, "no")
    assert {re.search(r"\(`(\w+)`\)", reason).group(1) for reason in path.unbounded} == {"adds", "times", "within"}  # type: ignore[union-attr]


def test_with_limits_it_has_a_longest() -> None:
    more = "    referral_within: 10 days\n    extension_adds: at most 15 days\n    extension_times: 2\n"
    (path,) = shown(DISPUTE.format(more=more)).disputes
    assert (path.shortest, path.longest) == (65, 65 + 2 * 10 + 2 * 15)


def test_a_view_is_written_the_same_twice() -> None:
    assert as_json(shown(reference())) == as_json(shown(reference()))
