"""What a draft changed, in words: examples of every kind of change, and what holds for all drafts."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reconvene.document.change import Change
from reconvene.document.compare import compare
from reconvene.document.load import Document, load_text
from reconvene.document.meaning import record_meaning
from reconvene.document.process import Process
from reconvene.document.shape import record_classes, slots_of
from tests.command import Outcome, reconvene
from tests.laws import up_to
from tests.processes import processes, rename, reorder, write

DRAFT = """\
reconvene: 1
title: A road map
final_date: 2030-12-31
parties:
  us: {called: United States}
  dprk: {called: North Korea}
actors:
  iaea: {kind: verifier}
  sweden: {kind: convenor}
  norway: {kind: convenor}
items:
  reactor: {scale: [running, sealed, dismantled], start: running, goal: sealed}
days: {opens: 2029-04-01}
texts: {law: {title: The law}}
measures:
  coal_ban: {in: law, imposed_on: dprk}
obligations:
  seal_reactor:
    by: dprk
    to: us
    brings: reactor.sealed
    within: 60 days of opens
    verified: {by: iaea, takes: 30 days, report: [seals, photos]}
    if_missed: {cure: 30 days, then: dispute}
    undone_in: 30 days
  lift_ban:
    by: us
    to: [dprk]
    lifts: {coal_ban: suspend}
    after: seal_reactor.verified
packages:
  small_deal: {by: us, obligations: {visit: {by: us, text: A visit.}}}
return:
  use: return/standard
  starts_on: [stall, failure]
  convenor: sweden
  substitutes: [norway, iaea]
"""


def document(text: str, name: str = "draft.yaml") -> Document:
    loaded = load_text(text, name)
    assert loaded.readable, loaded.findings
    return loaded


def changes(*edits: tuple[str, str], to: str = DRAFT) -> list[Change]:
    """What a draft that differs by these edits changed."""
    text = to
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return list(compare(document(to, "a.yaml"), document(text, "b.yaml")))


def only(*edits: tuple[str, str]) -> Change:
    (change,) = changes(*edits)
    return change


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("final_date: 2030-12-31", "final_date: 2031-01-30",
         "The final date moved from `2030-12-31` to `2031-01-30` (30 days later)."),
        ("final_date: 2030-12-31\n", "", "There is no longer a final date; it was `2030-12-31`."),
        ("60 days of opens", "90 days of opens",
         "The due date of `seal_reactor` moved from `60 days of opens` to `90 days of opens` (30 days later)."),
        ("60 days of opens", "no later than 2029-05-01",
         "The due date of `seal_reactor` moved from `60 days of opens` to `no later than 2029-05-01`."),
        ("by: iaea, ", "", "`seal_reactor` no longer names a verifier; it was `iaea`."),
        ("by: iaea, ", "by: norway, ", "`seal_reactor` is now verified by `norway`, no longer by `iaea`."),
        ("takes: 30 days", "takes: 10..45 days",
         "The verification of `seal_reactor` now takes `10..45 days` instead of `30 days` (15 days longer)."),
        ("report: [seals, photos]", "report: [photos, video]",
         "The report on `seal_reactor` now also holds `video`; the report on `seal_reactor` no longer holds `seals`."),
        ("undone_in: 30 days", "undone_in: never",
         "`seal_reactor` is now undone in `never`, no longer in `30 days`: it cannot be undone."),
        ("coal_ban: suspend", "coal_ban: terminate",
         "`lift_ban` now lifts `coal_ban` by another way: `terminate`, no longer `suspend`."),
        ("    after: seal_reactor.verified\n", "",
         "`lift_ban` no longer waits for anything; it was `seal_reactor.verified`."),
        ("then: dispute", "then: return",
         "If `seal_reactor` is missed and not put right, `return` now follows instead of `dispute`."),
        ("convenor: sweden", "convenor: norway", "The way back is now convened by `norway`, no longer by `sweden`."),
        ("starts_on: [stall, failure]", "starts_on: [failure]", "The way back no longer starts on `stall`."),
        ("substitutes: [norway, iaea]", "substitutes: [iaea, norway]",
         "The order of `substitutes` is now `iaea, norway`, no longer `norway, iaea`."),
        ("opens: 2029-04-01", "opens: 2029-03-31",
         "The day `opens` moved from `2029-04-01` to `2029-03-31` (1 day earlier)."),
        ("title: A road map", "title: A longer road map",
         "The process is now called “A longer road map”, no longer “A road map”."),
        ("called: North Korea", "called: DPRK",
         "`called` of `dprk` (the name, as people say it) changed from “North Korea” to “DPRK”."),
        ("start: running, goal: sealed", "start: running, goal: dismantled",
         "`goal` of `reactor` (the state it is meant to end in) changed from `sealed` to `dismantled`."),
        ("start: running, goal: sealed", "start: running, goal: unknown",
         "`goal` of `reactor` (the state it is meant to end in) changed from `sealed` to `unknown`."),
    ],
)  # fmt: skip
def test_a_change_is_told_in_a_sentence(old: str, new: str, sentence: str) -> None:
    assert only((old, new)).sentence == sentence


def test_a_new_duty_names_who_owes_it_to_whom_and_by_when() -> None:
    duty = "obligations:\n  send_fuel: {by: us, to: dprk, text: Fuel is sent., within: 30 days of opens}\n"
    change = only(("obligations:\n  seal", f"{duty}  seal"))
    assert change.sentence == "`us` now owes `send_fuel` to `dprk`: “Fuel is sent”, due within 30 days of opens."
    assert (change.kind, change.owed_by, change.owed_to) == ("added", ("us",), ("dprk",))
    assert [place and place.location.line for place in change.places] == [None, 18]


def test_a_duty_that_is_gone_points_at_where_it_stood() -> None:
    gone = DRAFT[DRAFT.index("  lift_ban:") : DRAFT.index("packages:")]
    change = only((gone, ""))
    assert change.sentence == "`us` no longer owes `lift_ban` to `dprk`: to lift `coal_ban`."
    assert change.places[0] is not None and change.places[0].location.line == 26
    assert change.places[1] is None


def test_a_duty_with_another_name_is_renamed_also_where_it_is_referred_to() -> None:
    change = only(("seal_reactor", "close_reactor"))
    assert (change.kind, change.was, change.subject) == ("renamed", "seal_reactor", "close_reactor")
    assert change.sentence == "The obligation `seal_reactor` is now called `close_reactor`."


def test_a_thing_that_is_renamed_and_changed_a_little_is_told_as_both() -> None:
    told = changes(("seal_reactor", "close_reactor"), ("60 days", "70 days"))
    assert [(change.kind, change.subject) for change in told] == [
        ("renamed", "close_reactor"),
        ("changed", "close_reactor"),
    ]


def test_a_renamed_party_is_one_change() -> None:
    renamed = rename(DRAFT, {"us": "usa"})
    (change,) = compare(document(DRAFT), document(renamed))
    assert change.sentence == "The party `us` is now called `usa`."


def test_a_tabled_duty_that_comes_into_force_is_moved() -> None:
    told = changes(
        (", obligations: {visit: {by: us, text: A visit.}}", ""),
        ("obligations:\n", "obligations:\n  visit: {by: us, text: A visit.}\n"),
    )
    assert [change.kind for change in told] == ["moved"]
    assert "in the package `small_deal` and now stands under `obligations` and so is in force" in told[0].sentence


def test_a_change_names_both_places_and_whom_it_touches() -> None:
    change = only(("60 days of opens", "90 days of opens"))
    assert [place and (place.source.name, place.location.line) for place in change.places] == [
        ("a.yaml", 22),
        ("b.yaml", 22),
    ]
    assert change.concerns == ("us", "dprk", "iaea")
    assert (change.owed_by, change.owed_to) == (("dprk",), ("us",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("to: [dprk]", "to: dprk"),
        ("{by: iaea, takes: 30 days, report: [seals, photos]}", "{report: [photos, seals], by: iaea, takes: 30 days}"),
        ("{by: iaea, takes: 30 days,", "{by: iaea, takes: {value: 30 days},"),
        ("    undone_in: 30 days\n", "    undone_in:\n      value: 30 days\n"),
        ("60 days of opens", "60 days of opens # as agreed"),
        ("    by: dprk\n", "    kind: act\n    by: dprk\n"),
        ("undone_in: 30 days", "undone_in:   '30 days'"),
        ("title: A road map", "title: >-\n  A road\n  map"),
    ],
)  # fmt: skip
def test_another_way_of_writing_it_is_no_change(old: str, new: str) -> None:
    assert changes((old, new)) == []


def test_the_same_length_of_time_in_other_units_is_no_change() -> None:
    in_days = DRAFT.replace("cure: 30 days", "cure: 14 days")
    assert changes(("cure: 14 days", "cure: 2 weeks"), to=in_days) == []


def test_a_part_that_moves_into_an_included_file_is_no_change(tmp_path: Path) -> None:
    from reconvene.document.load import load

    head, rest = DRAFT.split("obligations:\n", 1)
    (tmp_path / "whole.yaml").write_text(DRAFT)
    (tmp_path / "main.yaml").write_text(f"{head}include: [rest.yaml]\n")
    (tmp_path / "rest.yaml").write_text(f"obligations:\n{rest}")
    assert compare(load(tmp_path / "whole.yaml"), load(tmp_path / "main.yaml")) == ()


def test_stages_in_another_order_are_told_as_that() -> None:
    stages = ["{name: talks, body: norway, lasts: 9 days}", "{name: board, body: iaea, lasts: 9 days}"]
    ladder = "disputes: {path: {stages: [%s, %s]}}\n"
    before, after = DRAFT + ladder % tuple(stages), DRAFT + ladder % tuple(reversed(stages))
    (change,) = compare(document(before), document(after))
    assert change.sentence == "The order of `stages` of `path` is now board, talks, no longer talks, board."


def test_a_stage_is_compared_with_the_stage_of_its_name() -> None:
    stages = "disputes: {path: {stages: [{name: talks, body: norway, lasts: 9 days}, {name: board, body: iaea}]}}\n"
    (change,) = changes(("lasts: 9 days", "lasts: 12 days"), to=DRAFT + stages)
    assert (change.path, change.before, change.after) == ("stages.talks.lasts", "9 days", "12 days")


def test_what_is_kept_as_prose_is_compared_too() -> None:
    extra = "units: {t_hfo: {of: heavy fuel oil, equivalents: {else: the price of the day}}}\n"
    (change,) = changes(("the price of the day", "nothing"), to=DRAFT + extra)
    assert change.path.startswith("equivalents")


# For all drafts


def loads(tree: dict[str, Any]) -> Document:
    loaded = load_text(write(tree), "draft.yaml")
    assume(loaded.readable)
    return loaded


QUICKLY = settings(max_examples=up_to(60), deadline=None, suppress_health_check=list(HealthCheck))


@QUICKLY
@given(processes(), st.integers(0, 10**6))
def test_reordering_is_no_change(tree: dict[str, Any], seed: int) -> None:
    assert compare(loads(tree), loads(reorder(tree, random.Random(seed)))) == ()


@QUICKLY
@given(processes(), processes())
def test_nothing_is_passed_over(first: dict[str, Any], second: dict[str, Any]) -> None:
    before, after = loads(first), loads(second)
    differs = record_meaning(before.process) != record_meaning(after.process)
    assert bool(compare(before, after)) == differs


@QUICKLY
@given(processes(), processes())
def test_swapping_the_drafts_inverts_the_changes(first: dict[str, Any], second: dict[str, Any]) -> None:
    before, after = loads(first), loads(second)
    there, back = compare(before, after), compare(after, before)
    new_names = {change.was: change.subject for change in there if change.kind == "renamed"}
    assert sorted(map(essence, there)) == sorted(essence(inverted(change, new_names)) for change in back)


OPPOSITE = {"added": "removed", "removed": "added", "changed": "changed", "renamed": "renamed", "moved": "moved"}


def inverted(change: Change, new_names: dict[str, str]) -> Change:
    """The change that undoes this one; actors are called what they are called after it."""

    def called(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new_names.get(name, name) for name in names)

    return Change(
        OPPOSITE[change.kind],
        change.section,
        change.was,
        change.subject,
        change.path,
        change.after,
        change.before,
        called(change.concerns),
        called(change.owed_by),
        called(change.owed_to),
        change.sentence,
        (change.places[1], change.places[0]),
    )


def essence(change: Change) -> tuple[object, ...]:
    """A change without its words and without the order in which it names actors."""
    path = ".".join(part for part in change.path.split(".") if not part.isdigit())
    places = tuple(place.location if place else None for place in change.places)
    actors = tuple(tuple(sorted(names)) for names in (change.concerns, change.owed_by, change.owed_to))
    return change.kind, change.subject, change.was, path, change.before, change.after, actors, str(places)


@QUICKLY
@given(processes(), st.sampled_from(["north", "agency", "plant", "coal_ban", "missiles"]))
def test_a_renamed_thing_is_one_change(tree: dict[str, Any], name: str) -> None:
    before, after = loads(tree), load_text(rename(write(tree), {name: "other"}), "b.yaml")
    assert [(change.kind, change.was, change.subject) for change in compare(before, after)] == [
        ("renamed", name, "other")
    ]


def test_every_key_of_the_format_has_a_place_in_the_comparison() -> None:
    # Records are walked through their slots, so it is enough that every class declares some.
    assert all(slots_of(cls) for cls in record_classes(Process))


# The command


def diff(*arguments: str, folder: Path) -> Outcome:
    return reconvene("diff", *arguments, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(DRAFT)
    (tmp_path / "b.yaml").write_text(DRAFT.replace("2030-12-31", "2031-01-30").replace("by: iaea, ", ""))
    (tmp_path / "broken.yaml").write_text("parties: [\n")
    return tmp_path


def test_the_command_tells_everybody_first_then_each_party(folder: Path) -> None:
    said = diff("a.yaml", "b.yaml", folder=folder)
    assert said.code == 1
    headings = [line for line in said.out.splitlines() if line and not line.startswith(" ")]
    assert headings == [
        "From a.yaml to b.yaml:", "For everybody", "us: what it is owed", "dprk: what it owes", "2 changes in meaning.",
    ]  # fmt: skip
    assert "a.yaml:3 -> b.yaml:3" in said.out


def test_the_command_says_when_nothing_changed(folder: Path) -> None:
    said = diff("a.yaml", "a.yaml", folder=folder)
    assert (said.code, said.out) == (0, "Nothing changed in meaning.\n")


def test_the_command_writes_data(folder: Path) -> None:
    said = diff("a.yaml", "b.yaml", "--format", "json", folder=folder)
    told = json.loads(said.out)
    assert (said.code, told["version"], told["before"], told["after"]) == (1, 1, "a.yaml", "b.yaml")
    assert [change["path"] for change in told["changes"]] == ["final_date", "verified.by"]
    assert told["changes"][1]["places"]["after"]["line"] == 23


@pytest.mark.parametrize("other", ["broken.yaml", "nowhere.yaml", "case:nowhere"])
def test_the_command_says_why_a_draft_cannot_be_read(folder: Path, other: str) -> None:
    said = diff("a.yaml", other, folder=folder)
    assert said.code == 2
    assert said.out.startswith("error[") and "help:" in said.out
