"""Who must be heard before what: by what a deal says, by what the file declares, counted back from each decision."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import reconvene as library
from reconvene.advice.assess import Assessed
from reconvene.advice.consult import Consulted, pressing
from reconvene.cli.app import app
from reconvene.deal.asking import Refusal
from reconvene.deal.hearing_rules import NORMS, Rule
from reconvene.deal.lead_times import TIMES
from reconvene.deal.owed import Owed, Plan, Standing
from reconvene.document.dates import earliest_after, last_before, latest_after
from reconvene.document.expressions import Bound, Duration, TimeUnit
from reconvene.document.load import Document, load_text
from reconvene.process.event_file import events_in
from reconvene.reports import written_assessment as assessment
from reconvene.reports import written_consultations as written
from reconvene.reports.consult_words import LIMITS, lines
from reconvene.weighing import assess, consult

DEAL = """\
title: The long ones and the drills
as_of: 2030-01-01
parties:
  north: {inner: {leader: {kind: leader}}}
  south: {inner: {assembly: {kind: legislature, veto: yes}, citizens: {kind: public, veto: yes}}}
actors:
  island: {kind: ally, ally_of: south}
  council: {kind: organisation}
measures: {coal_ban: {imposed_on: north, bans: [coal], lifting: {by: council, rule: council_vote}}}
threats:
  long: {of: north, hits: {south: large, island: small}}
  short: {of: north, hits: {south: none, island: large}}
gates: {signature: {decided_by: south, dated: 2030-09-01, lets_through: [offer]}}
packages:
  offer:
    by: north
    obligations:
      scrap_long: {by: north, to: [south], addresses: {long: dismantle}}
      stop_drills: {by: south, to: [north], kind: forbear, forbids: [large_exercise], from: 2030-10-01}
      lift_ban: {by: south, done_by: council, to: [north], lifts: {coal_ban: suspend}, in_return_for: scrap_long}
"""
HEARD = """\
consultations:
  hear_island: {by: south, with: [island], level: ministerial, takes: 20 days, lead: 60 days, before: signature}
"""


def read(text: str = DEAL) -> Document:
    document = load_text(text, "deal.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    return document


def plan(text: str = DEAL, name: str = "offer", day: date | None = None, record: str = "") -> Plan:
    document = read(text)
    listed = f"reconvene_events: 1\nevents:\n{record}"
    events = events_in(listed, document).events if record else ()
    assert bool(events) == bool(record)
    shown = consult(document, [name] if name else (), day, events=events)
    assert isinstance(shown, Consulted)
    return next(each for each in shown.plans if each.name == name)


def to(shown: Plan, whom: str, gate: str = "signature") -> Owed:
    (found,) = [each for each in shown.owed if whom in each.whom and each.decision.name == gate]
    return found


def rules(owed: Owed) -> set[str]:
    return {ground.rule.value for ground in owed.grounds}


# Whom a deal asks to hear


def test_who_must_be_heard_follows_from_what_the_deal_says() -> None:
    shown = plan()
    island = to(shown, "island")
    assert (
        island.by == "south" and island.level == "ministerial" and {"defence", "foreign_affairs"} == set(island.bureaus)
    )
    assert {ground.subject for ground in island.grounds} == {"short", "large_exercise"}, (
        "the long ones hit it less hard"
    )
    assert rules(island) == {"ally-left-exposed", "alliance-posture"}
    assert rules(to(shown, "council")) == {"body-votes"} and rules(to(shown, "south.assembly")) == {
        "legislature-can-refuse"
    }
    assert rules(to(shown, "south.citizens")) == {"public-can-refuse"} and to(shown, "south.citizens").level == "public"


def test_a_threat_that_is_cut_into_is_a_reason_too() -> None:
    shown = plan(DEAL.replace("{long: dismantle}", "{long: dismantle, short: freeze}"))
    assert rules(to(shown, "island")) == {"threat-hits-ally", "alliance-posture"}


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("forbids: [large_exercise]", "forbids: [sanctions_imposition]", "alliance-posture"),
        ("by: south, to: [north], kind: forbear", "by: north, to: [south], kind: forbear", "alliance-posture"),
        ("lifts: {coal_ban: suspend}", "act: payment", "ally-left-exposed"),
        ("short: {of: north", "short: {of: south", "ally-left-exposed"),
        ("hits: {south: none, island: large}", "hits: {south: none, island: small}", "ally-left-exposed"),
    ],
)
def test_a_rule_asks_for_nothing_once_what_it_rests_on_is_gone(old: str, new: str, gone: str) -> None:
    assert gone in rules(to(plan(), "island"))
    assert not any(gone in rules(each) for each in plan(DEAL.replace(old, new)).owed)


def test_an_act_of_the_file_can_be_a_matter_of_the_alliance() -> None:
    basing = (
        DEAL.replace("forbids: [large_exercise]", "forbids: [basing]") + "acts: {basing: {is_a: alliance_posture}}\n"
    )
    assert "alliance-posture" in rules(to(plan(basing), "island"))


def test_a_law_is_the_legislatures_and_a_certificate_is_not() -> None:
    law = DEAL.replace("{by: council, rule: council_vote}", "{by: south, rule: law}")
    assert "legislature-votes" in rules(to(plan(law), "south.assembly"))
    alone = DEAL.replace(
        "{by: council, rule: council_vote}", "[{by: council, rule: council_vote}, {by: south, rule: alone}]"
    )
    assert not any("council" in each.whom for each in plan(alone).owed), "one of the ways needs no vote"


VOW = """\
vows: {no_first_step: {by: north.leader, dated: 2029-06-01, audience: AUDIENCE, forbids: [facility_dismantlement]}}
"""


@pytest.mark.parametrize(
    ("audience", "rule"), [("domestic", "vow-before-audience-at-home"), ("allies", "vow-before-allies")]
)
def test_those_before_whom_a_word_was_given_are_told_before_it_is_gone_against(audience: str, rule: str) -> None:
    text = DEAL.replace("actors:", "actors:\n  friend: {kind: ally, ally_of: north}") + VOW.replace(
        "AUDIENCE", audience
    )
    crossing = text.replace("addresses: {long", "act: facility_dismantlement, addresses: {long")
    assert not any(rule in rules(each) for each in plan(text).owed)
    (found,) = [each for each in plan(crossing).owed if rule in rules(each)]
    assert found.by == "north" and found.whom == (("north",) if audience == "domestic" else ("friend",))


def test_what_is_not_known_is_asked_for_and_is_no_debt() -> None:
    unknown = DEAL.replace("island: large", "island: unknown").replace(
        "forbids: [large_exercise]", "forbids: [deposit]"
    )
    island = to(plan(unknown), "island")
    assert island.standing is Standing.OPEN and not island.sure
    assert [fact.fact for fact in island.missing] == ["short.hits.island"]
    assert island not in plan(unknown).skipped
    lifts = plan(DEAL.replace("lifts: {coal_ban: suspend}", "lifts: unknown"))
    assert [fact.fact for fact in lifts.missing] == ["lift_ban.lifts"]


# Before which decision, and by when


def test_days_are_counted_back_from_the_gate_with_every_time_as_a_range() -> None:
    island = to(plan(), "island")
    takes, lead = TIMES["ministerial"]
    gate = date(2030, 9, 1)
    assert island.end is not None and island.begin is not None
    assert island.end.safe == gate - timedelta(days=int(lead.high)) and island.end.latest == gate - timedelta(
        days=int(lead.low)
    )
    assert island.begin.safe == island.end.safe - timedelta(days=int(takes.high))
    assert island.begin.latest == island.end.latest - timedelta(days=int(takes.low))
    assert island.assumed == ("level", "takes", "lead")


def test_a_file_sets_its_own_times_for_a_level_and_for_one_consultation() -> None:
    level = to(plan(DEAL + "thresholds: {consultations: {ministerial: {takes: 10 days, lead: 90 days}}}\n"), "island")
    assert level.begin is not None and level.begin.safe == level.begin.latest == date(2030, 5, 24)
    assert level.assumed == ("level",)
    own = to(plan(DEAL + HEARD), "island")
    assert own.begin is not None and own.begin.safe == date(2030, 6, 13) and own.assumed == ()


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, 400),
    st.integers(0, 90),
    st.sampled_from([TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH, TimeUnit.WORKING_DAY]),
    st.booleans(),
)
def test_the_last_day_before_is_the_last_from_which_it_fits(
    day: date, low: int, more: int, unit: TimeUnit, longest: bool
) -> None:
    time = Duration(Decimal(low), Decimal(low + more), unit, Bound.EXACT)
    found = last_before(day, time, longest=longest)

    def over(start: date) -> date:
        return (latest_after(start, time) or date.max) if longest else earliest_after(start, time)

    assert over(found) <= day < over(found + timedelta(days=1))


def test_a_package_without_a_gate_has_no_day_and_asks_for_one() -> None:
    bare = (
        DEAL.replace(", lets_through: [offer]", ", lets_through: []")
        .replace("  signature:", "")
        .replace("gates: {signature: {decided_by: south, dated: 2030-09-01, lets_through: []}}\n", "")
    )
    island = to(plan(bare), "island", "offer")
    assert island.begin is None and [fact.fact for fact in island.missing] == ["offer.gate"]


def test_a_duty_that_waits_for_a_later_gate_is_heard_about_before_that() -> None:
    later = DEAL.replace("gates: {", "gates: {second: {dated: 2031-03-01, lets_through: [stop_drills]}, ")
    shown = plan(later)
    assert rules(to(shown, "island", "second")) == {"alliance-posture"}
    assert rules(to(shown, "island")) == {"ally-left-exposed"}


def test_where_nothing_is_decided_at_a_gate_the_first_step_is_what_it_comes_before() -> None:
    text = re.sub(r"gates: .*\n", "", DEAL).replace(
        "packages:\n  offer:\n    by: north\n    obligations:", "obligations:"
    )
    island = to(plan(text, ""), "island", "stop_drills")
    assert island.decision.day == date(2030, 10, 1) and len(island.grounds) == 2


# Where it stands


@pytest.mark.parametrize(
    ("words", "day", "standing"),
    [
        ("before: signature", "2030-01-01", Standing.AHEAD),
        ("before: signature", "2030-06-20", Standing.UNDERWAY),
        ("before: signature", "2030-07-20", Standing.OVERDUE),
        ("before: signature", "2030-09-20", Standing.OVERDUE),
        ("before: signature, held: 2030-06-01", "2030-06-20", Standing.HELD),
        ("before: signature, held: 2030-08-01", "2030-08-20", Standing.LATE),
        ("before: signature, held: 2030-09-20", "2030-09-21", Standing.LATE),
        ("before: signature, held: unknown", "2030-06-20", Standing.OPEN),
        ("before: unknown", "2030-01-01", Standing.OPEN),
        ("before: signature, about: coal_ban", "2030-01-01", Standing.SKIPPED),
    ],
)
def test_where_a_consultation_stands(words: str, day: str, standing: Standing) -> None:
    shown = plan(DEAL + HEARD.replace("before: signature", words), day=date.fromisoformat(day))
    (island,) = [each for each in shown.owed if "island" in each.whom and each.grounds]
    assert island.standing is standing


def test_what_nobody_has_undertaken_is_skipped_and_what_comes_after_the_gate_undertakes_nothing() -> None:
    assert to(plan(), "island").standing is Standing.SKIPPED
    later = DEAL.replace("gates: {", "gates: {second: {dated: 2031-03-01, lets_through: []}, ")
    shown = plan(later + HEARD.replace("before: signature", "before: second"))
    assert to(shown, "island").standing is Standing.SKIPPED


def test_one_at_a_lower_level_or_with_somebody_inside_counts_and_says_so() -> None:
    inside = DEAL.replace("island: {kind: ally", "island: {inner: {minister: {kind: ministry}}, kind: ally")
    island = to(
        plan(inside + HEARD.replace("[island]", "[island.minister]").replace("ministerial", "working")), "island"
    )
    assert island.declared == "hear_island" and island.lower


def test_what_is_owed_to_citizens_is_paid_by_whoever_speaks_to_them() -> None:
    told = "consultations: {explain: {by: south, with: [south], level: public, before: signature}}\n"
    assert to(plan(DEAL + told), "south.citizens").declared == "explain"
    assert to(plan(DEAL + told.replace("public", "bureau")), "south.citizens").standing is Standing.SKIPPED


def test_what_must_begin_first_comes_first() -> None:
    days = [each.begin.safe for each in pressing(plan()) if each.begin is not None]
    assert days == sorted(days) and len(days) == 4


# What a record adds


HELD = "  - {id: heard, kind: consultation_held, happened: DAY, consultation: hear_island}\n"
SAID = (
    "  - {id: no, kind: statement, happened: 2030-06-02, by_party: island, what: dissent, about: [hear_island],"
    " text: Not without the short ones.}\n"
)


def test_a_record_tells_when_it_was_held_what_was_answered_and_what_is_decided() -> None:
    asked = date(2030, 10, 1)
    island = to(plan(DEAL + HEARD, day=asked, record=HELD.replace("DAY", "2030-06-01") + SAID), "island")
    assert island.standing is Standing.HELD and island.held == date(2030, 6, 1)
    (stand,) = island.positions
    assert (stand.stands, stand.says, stand.dated) == ("dissents", "Not without the short ones.", date(2030, 6, 2))
    signed = "  - {id: done, kind: agreed, happened: 2030-06-15, instrument: offer}\n"
    bare = DEAL.replace("lets_through: [offer]", "lets_through: []").replace("before: signature", "before: offer")
    bare = re.sub(r"gates: .*\n", "", bare)
    late = plan(
        bare + HEARD.replace("before: signature", "before: offer"),
        day=asked,
        record=HELD.replace("DAY", "2030-06-20") + signed,
    )
    assert to(late, "island", "offer").standing is Standing.LATE, "after it was decided it does not count"
    undone = plan(bare + HEARD.replace("before: signature", "before: offer"), day=asked, record=signed)
    assert to(undone, "island", "offer").standing is Standing.DECIDED
    assert to(undone, "south.assembly", "offer").standing is Standing.DECIDED


def test_positions_of_the_file_are_kept_as_they_were_given() -> None:
    text = DEAL + HEARD.replace(
        "before: signature", "before: signature, positions: {island: {stands: agrees_if, says: In writing.}}"
    )
    (stand,) = to(plan(text), "island").positions
    assert (stand.whom, stand.stands, stand.says) == ("island", "agrees_if", "In writing.")


# Laws


def shape(owed: Owed) -> tuple[object, ...]:
    grounds = tuple(sorted((ground.rule.value, ground.step, ground.subject) for ground in owed.grounds))
    return owed.by, owed.whom, owed.level, owed.decision.name, str(owed.standing), owed.begin, owed.end, grounds


WORDS = st.sampled_from(["none", "small", "medium", "large", "unknown"])


@given(WORDS, WORDS, st.booleans(), st.sampled_from(["yes", "no", "unknown"]))
@settings(max_examples=12, deadline=None)
def test_renaming_the_sides_renames_the_answer_and_changes_nothing_else(
    one: str, other: str, declared: bool, veto: str
) -> None:
    text = DEAL.replace("island: small", f"island: {one}").replace("island: large", f"island: {other}")
    text = text.replace("kind: public, veto: yes", f"kind: public, veto: {veto}") + (HEARD if declared else "")
    swapped = re.sub("north|south", lambda found: {"north": "south", "south": "north"}[found[0]], text)

    def renamed(value: object) -> object:
        if isinstance(value, str):
            return re.sub("north|south", lambda found: {"north": "south", "south": "north"}[found[0]], value)
        return tuple(map(renamed, value)) if isinstance(value, tuple) else value

    assert {renamed(shape(each)) for each in plan(text).owed} == {shape(each) for each in plan(swapped).owed}


SEALED = """\
  ours: {by: south, with: [council], level: LEVEL, lead: LEAD, before: signature, visible_to: [south],
         positions: {council: {stands: dissents, says: WORDS}}}
red_lines: {line: {by: south, forbids: [sanctions_relief], level: WORDS, visible_to: [south]}}
"""


@given(st.sampled_from(["working", "leader"]), st.integers(1, 400), st.sampled_from(["Never.", "Perhaps."]))
@settings(max_examples=12, deadline=None)
def test_a_value_that_a_reader_may_not_see_changes_no_byte(level: str, lead: int, words: str) -> None:
    sealed = SEALED.replace("LEVEL", level).replace("LEAD", f"{lead} days").replace("WORDS", words)
    shown = consult(read(DEAL + HEARD + sealed), reader="island")
    bare = consult(read(DEAL + HEARD), reader="island")
    assert isinstance(shown, Consulted) and isinstance(bare, Consulted)
    assert written.as_text(shown) == written.as_text(bare) and written.as_json(shown) == written.as_json(bare)
    assert written.as_page(shown) == written.as_page(bare) and written.as_calendar(shown) == written.as_calendar(bare)
    full = consult(read(DEAL + HEARD + sealed), reader="south")
    assert isinstance(full, Consulted) and words in written.as_text(full)


@given(st.integers(0, 300), st.integers(0, 300))
@settings(max_examples=12, deadline=None)
def test_a_longer_lead_is_never_begun_later(one: int, other: int) -> None:
    short, long = sorted((one, other))
    begin = [
        to(plan(DEAL + HEARD.replace("lead: 60", f"lead: {days}"), day=date(2029, 1, 1)), "island").begin
        for days in (short, long)
    ]
    assert begin[0] is not None and begin[1] is not None and begin[1].safe <= begin[0].safe


# The verb


def runs(*words: str) -> Result:
    return CliRunner().invoke(app, ["consult", *words])


def test_the_verb_writes_text_data_a_page_and_a_calendar(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(DEAL + HEARD, encoding="utf-8")
    told = runs(str(file), "offer").stdout
    assert "`south` with `island`" in told and "The present calendar skips:" in told
    data = json.loads(runs(str(file), "--format", "json").stdout)
    assert data["version"] == 1 and data["plans"][0]["owed"][0]["decision"]["day"] == "2030-09-01"
    page, calendar = tmp_path / "it.html", tmp_path / "it.ics"
    assert [runs(str(file), "-o", str(where)).exit_code for where in (page, calendar)] == [0, 0]
    assert LIMITS in page.read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20300613" in calendar.read_text(encoding="utf-8")
    refused = runs(str(file), "ofer")
    assert refused.exit_code == 2 and "did you mean `offer`?" in " ".join(refused.stderr.split())
    assert runs(str(file), "--for", "nobody_here").exit_code == 2


def test_the_sender_is_warned_where_a_reader_would_see_other_consultations(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(
        DEAL + HEARD.replace("before: signature", "before: signature, visible_to: [south]"), encoding="utf-8"
    )
    told, own = runs(str(file), "--for", "island"), runs(str(file), "--for", "south")
    assert told.exit_code == own.exit_code == 0 and "hear_island" not in told.stdout
    assert "Note for you alone: of `offer`, the full text concludes otherwise" in " ".join(told.stderr.split())
    assert own.stderr == ""


def test_the_verbs_stand_in_the_help() -> None:
    told = CliRunner().invoke(app, ["--help"]).stdout
    assert {"consult", "assess"} <= set(told.split())


def test_a_package_that_is_not_there_is_refused_and_every_rule_says_what_it_rests_on() -> None:
    assert isinstance(consult(read(), ["ofer"]), Refusal)
    assert set(NORMS) == set(Rule) and all(norm.rests_on for norm in NORMS.values())


def test_the_example_of_the_page_is_what_the_verb_says() -> None:
    page = (Path(__file__).parent.parent / "docs" / "consult.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (told,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    shown = consult(read(example), ["offer"])
    assert isinstance(shown, Consulted)
    assert " ".join(told.split()) in " ".join(" ".join(lines(shown)).split())
    table = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert set(table) == {rule.value for rule in Rule}
    assumed = {level: f"| {level} | {takes} | {lead} |" for level, (takes, lead) in TIMES.items()}
    assert all(row in page for row in assumed.values())


# The worked cases


def test_the_suspension_of_exercises_was_decided_before_any_ally_was_heard() -> None:
    shown = consult(library.load("case:hanoi"))
    assert isinstance(shown, Consulted)
    decided = [each for each in shown.plans[0].owed if each.decision.name == "exercise_suspension"]
    assert {each.whom[0] for each in decided} == {"rok", "japan"} and {each.standing for each in decided} == {
        Standing.DECIDED
    }


def test_the_road_map_hears_everybody_in_time_whom_it_touches() -> None:
    shown = consult(library.load("case:hanoi-road-map"))
    assert isinstance(shown, Consulted)
    (whole,) = shown.plans
    assert not whole.skipped and {each.standing for each in whole.owed} == {Standing.AHEAD}
    assert {"rok", "japan", "us.congress"} <= {who for each in whole.owed if each.grounds for who in each.whom}
    assert rules(to(whole, "rok", "us_end_of_war")) == {"alliance-posture"}


# The desk officer of an ally, who is shown a deal for the long ones alone

ONLY_THE_LONG_ONES = """\
  only_the_long_ones:
    by: us
    obligations:
      scrap_long_ones: {by: dprk, to: [us], addresses: {intercontinental_missiles: dismantle}}
      lift_civil: {by: us, to: [dprk], lifts: {civil_provisions_of_the_five: suspend}, in_return_for: scrap_long_ones}
    gates: {signing: {decided_by: us, dated: 2019-10-01, lets_through: [only_the_long_ones]}}

"""
OURS = "  ours_alone: {by: us, forbids: [ACT], level: WORDS, visible_to: [us]}\n"
OURS_NOW = OURS.replace("ACT", "sanctions_relief").replace("WORDS", "Never.")


def hanoi(sealed: str = "") -> Document:
    folder = Path(library.__file__).parent / "cases" / "hanoi"
    text = (folder / "process.yaml").read_text(encoding="utf-8")
    text = text.replace("\n  us_proposal:\n", f"\n{ONLY_THE_LONG_ONES}  us_proposal:\n", 1)
    text = text.replace("\nred_lines:\n", f"\nred_lines:\n{sealed}", 1)
    document = load_text(text, "h", folder)
    assert document.readable, [finding.message for finding in document.findings]
    return document


def note(document: Document, reader: str) -> str:
    shown = assess(document, ["only_the_long_ones"], date(2019, 3, 1), reader=reader)
    assert isinstance(shown, Assessed)
    return assessment.as_text(shown)


@pytest.mark.parametrize(
    ("reader", "whom", "threat"),
    [("japan", "japan", "medium_range"), ("rok", "rok", "short_range"), ("us.guam", "us.guam", "intermediate_range")],
)
def test_an_ally_sees_what_is_left_open_and_by_when_it_must_be_heard(reader: str, whom: str, threat: str) -> None:
    shown = assess(hanoi(OURS_NOW), ["only_the_long_ones"], date(2019, 3, 1), reader=reader)
    assert isinstance(shown, Assessed)
    (only,) = shown.assessments
    (left,) = [each for each in only.judged.coverage.residuals if each.whom == whom]
    assert f"{threat}_missiles" in left.untouched and left.share is not None and left.share[0] > 0
    assert "coverage" in only.bad and max(side.high for side in only.judged.coverage.fairness) > 0
    for ally in ("japan", "rok"):
        owed = to(only.consultations, ally, "signing")
        assert owed.begin is not None and owed.begin.safe < date(2019, 10, 1) and owed.standing is Standing.SKIPPED
    told = note(hanoi(OURS_NOW), reader)
    assert "to begin by 2019-07-03" in " ".join(told.split())
    assert ("ours_alone" in told) is (reader == "us.guam"), "Guam is part of those whose line it is, the allies are not"


def test_what_is_for_one_side_alone_leaves_the_note_byte_for_byte_as_it_was() -> None:
    first, second = (OURS.replace("ACT", act).replace("WORDS", act) for act in ("sanctions_relief", "nuclear_test"))
    assert note(hanoi(first), "japan") == note(hanoi(second), "japan")
