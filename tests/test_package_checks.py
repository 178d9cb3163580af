"""What a package is worth, asked as checks: they find what the engines find, and on Hanoi what is true."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

import reconvene as library
from reconvene.advice.assess import Assessed, Assessment, assess
from reconvene.advice.trial import Answer
from reconvene.checks.draft import Draft
from reconvene.checks.run import Report, run
from reconvene.checks.shelf import SHELF
from reconvene.clauses.expand import expand
from reconvene.deal.no_deal import Outcome
from reconvene.deal.recognition import makes_normal
from reconvene.deal.room import Stance
from reconvene.deal.routes import Closure
from reconvene.document.load import Document, load, load_text
from reconvene.document.tabling import table
from reconvene.text.edit import apply
from reconvene.text.finding import Finding, Severity, Verdict
from tests.command import SOURCE
from tests.processes import Tree, processes, write

NOW = date(2030, 1, 1)
HANOI = Path(library.__file__).parent / "cases" / "hanoi"


def read(text: str) -> Document:
    document = expand(load_text(text, "talks.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    return document


def found(text: str, check: str) -> list[Finding]:
    return list(run(read(text), NOW, select=(check,)).findings)


def told(text: str, check: str) -> set[tuple[str, str, str]]:
    return {(finding.about, finding.says, str(finding.verdict)) for finding in found(text, check)}


# Hanoi


@pytest.fixture(scope="module")
def hanoi() -> Report:
    document = expand(load(HANOI / "process.yaml"))
    assert document.process.as_of is not None
    return run(document, document.process.as_of)


def of_package(report: Report, check: str, package: str, verdict: Verdict = Verdict.FAILS) -> list[Finding]:
    return [f for f in report.findings if (f.id, f.package, f.verdict) == (check, package, verdict)]


def test_five_of_eleven_count_45_percent_and_weigh_nearly_all(hanoi: Report) -> None:
    (gap,) = of_package(hanoi, "count-weight-gap", "dprk_proposal")
    assert "5 of 11 = 45% by count (`the_eleven`)" in gap.message and gap.severity is Severity.WARNING
    (revenue,) = [reason.message for reason in gap.because if reason.message.startswith("revenue")]
    assert float(revenue.removeprefix("revenue: ").split("%")[0]) > 90
    assert [f for f in hanoi.findings if f.id == "count-weight-gap"] == [gap]


def test_two_enrichment_sites_are_left_open_by_yongbyon_alone(hanoi: Report) -> None:
    open_ = of_package(hanoi, "path-not-covered", "dprk_proposal")
    assert {finding.about for finding in open_} == {"uranium_at_second_site", "uranium_at_third_site"}
    assert {finding.severity for finding in open_} == {Severity.WARNING}, "both are suspected"
    assert of_package(hanoi, "path-not-covered", "us_proposal") == []
    unsure = of_package(hanoi, "path-not-covered", "us_proposal", Verdict.CANNOT_TELL)
    assert {fact.fact for f in unsure for fact in f.missing} == {
        "halt_everything.verified",
        "eliminate_infrastructure.verified",
    }


def test_nearly_all_pressure_for_yongbyon_leaves_the_arsenal_as_it_is(hanoi: Report) -> None:
    (normal,) = of_package(hanoi, "de-facto-recognition", "dprk_proposal")
    assert normal.about == "dprk" and "100% of the revenue that is pressed on and measured" in normal.message
    assert any("nuclear_warheads" in reason.message for reason in normal.because)
    (unsure,) = of_package(hanoi, "de-facto-recognition", "us_proposal", Verdict.CANNOT_TELL)
    assert "what_the_us_would_give.lifts" in {fact.fact for fact in unsure.missing}


def test_nothing_of_the_later_layers_is_left_when_all_civil_ones_are_lifted(hanoi: Report) -> None:
    assert [f.message for f in hanoi.findings if f.id == "layer-reversion" and f.verdict is Verdict.FAILS] == []


def test_those_with_a_veto_in_hanoi_have_not_been_asked(hanoi: Report) -> None:
    unsure = of_package(hanoi, "outside-win-set", "dprk_proposal", Verdict.CANNOT_TELL)
    assert {finding.about for finding in unsure} == {"us.president", "us.congress", "dprk.leader"}


def test_lifting_the_last_resolution_alone_brings_the_ones_beneath_it_back() -> None:
    measures = load(HANOI / "process.yaml").process.measures or {}
    of_2397 = [name for name, one in measures.items() if one.in_ == "unscr_2397" and (one.limits or one.bans)]
    listed = ", ".join(f"{name}: terminate" for name in of_2397)
    package = f"packages:\n  the_last_alone: {{by: dprk, lifts: {{{listed}}}, lifted_by: unsc}}"
    text = (HANOI / "process.yaml").read_text(encoding="utf-8").replace("\npackages:", f"\n{package}", 1)
    document = expand(load_text(text, "one.yaml", HANOI))
    assert document.readable
    report = run(document, date(2019, 3, 1), select=("K05",))
    (back,) = of_package(report, "layer-reversion", "the_last_alone")
    (oil,) = [reason.message for reason in back.because if "refined_oil_cap_2375" in reason.message]
    assert "since 2017-09-11 leaves 2000000 barrels a year" in oil and "`refined_petroleum`" in oil


# The battery and the checks


def _draft(document: Document, name: str) -> Draft:
    process = document.process
    package = (process.packages or {}).get(name)
    return Draft(document, table(process, package) if package is not None else process, NOW, package)


def _verdicts(draft: Draft, *checks: str) -> set[Verdict]:
    asked = [check for check in SHELF.values() if check.index in checks]
    return {
        finding.verdict for check in asked for finding in check.findings(draft) if finding.severity is not Severity.INFO
    }


def _answer(verdicts: set[Verdict]) -> Answer:
    return Answer.FAIL if Verdict.FAILS in verdicts else Answer.OPEN if verdicts else Answer.PASS


@settings(max_examples=25, deadline=None)
@given(processes())
def test_the_battery_and_the_checks_never_disagree(tree: Tree) -> None:
    document = read(write(tree))
    shown = assess(document, NOW)
    assert isinstance(shown, Assessed)
    for each in shown.assessments:
        draft = _draft(document, each.name)
        for trial, checks in (
            ("coverage", ("A01",)),
            ("path closure", ("K03",)),
            ("recognition", ("K02",)),
            ("political room", ("P01", "P02", "P03")),
        ):
            assert each.trial(trial).answer is _answer(_verdicts(draft, *checks)), trial
        _agrees_with_the_engines(draft, each)


def _agrees_with_the_engines(draft: Draft, each: Assessment) -> None:
    judged = each.judged
    if Verdict.FAILS not in _verdicts(draft, "K03"):
        assert not any(r.closure is Closure.OPEN and r.by for r in judged.routes)
    normal = [makes_normal(one, 0.5) for one in judged.recognitions]
    assert (True in normal) == (Verdict.FAILS in _verdicts(draft, "K02"))
    worse = [one for one in judged.prospects if one.required and one.outcome is Outcome.WORSE]
    asked = bool(draft.tabled.duties)
    assert bool(worse and asked) == (Verdict.FAILS in _verdicts(draft, "K04"))
    refused = any(one.stance is Stance.REFUSES for one in judged.room.vetoes)
    if refused and draft.duties and (draft.package is not None or not draft.process.packages):
        assert Verdict.FAILS in _verdicts(draft, "P02")


def test_a_file_may_say_that_it_has_no_threats_and_no_routes() -> None:
    text = """\
title: Fishing rights
parties: {north: {}, south: {}}
obligations: {share_the_bay: {by: north, to: [south], act: [contact]}}
"""
    asked, said = (assess(read(each), NOW) for each in (text, text + "threats: none\npaths: none\n"))
    assert isinstance(asked, Assessed) and isinstance(said, Assessed)
    for trial in ("coverage", "path closure", "recognition"):
        assert asked.assessments[0].trial(trial).answer is Answer.OPEN
        assert said.assessments[0].trial(trial).answer is Answer.PASS
    (finding,) = load_text(text + "threats: nothing\n", "talks.yaml").findings
    assert finding.span.text == "nothing" and "none" in finding.help


def test_a_check_that_weighs_does_not_wait_for_numpy() -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from reconvene.checks.run import run; from reconvene.clauses.expand import expand\n"
        "from reconvene.document.load import load\n"
        f"print(len(run(expand(load({str(HANOI / 'process.yaml')!r})), date(2019, 3, 1), ('K', 'P', 'A')).findings))\n"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SOURCE)
    count, numpy = done.stdout.split()
    assert int(count) > 10 and numpy == "False"


# By count and by weight

SCALES = """\
title: Two bans
parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
flows:
  coal: {of: north, dimension: revenue, before: 80..90 usd a year}
  fish: {of: north, dimension: revenue, before: 10 usd a year}
  oil: {of: north, dimension: energy, before: 100 barrels a year}
  gas: {of: north, dimension: energy, before: 100 barrels a year}
measures:
  coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
  fish_ban: {imposed_by: south, imposed_on: north, limits: fish, to: none}
  oil_ban: {imposed_by: south, imposed_on: north, limits: oil, to: none}
  gas_ban: {imposed_by: south, imposed_on: north, limits: gas, to: none}
packages:
  offer: {by: north, lifts: {coal_ban: suspend, oil_ban: suspend}, lifted_by: south}
"""


def reasons(text: str) -> set[str]:
    (gap,) = found(text, "K01")
    return {reason.message for reason in gap.because}


def test_a_package_is_warned_of_once_with_every_dimension_that_lies_apart() -> None:
    (gap,) = found(SCALES, "K01")
    assert "2 of 4 = 50% by count" in gap.message and "89 to 90% by weight (revenue)" in gap.message
    assert not any("energy" in reason.message for reason in gap.because), "a half by count and by weight"


def test_one_figure_changed_changes_just_the_dimension_that_rests_on_it() -> None:
    before = SCALES.replace(
        "oil: {of: north, dimension: energy, before: 100", "oil: {of: north, dimension: energy, before: 900"
    )
    after = before.replace("before: 900", "before: 400")
    changed = reasons(before) ^ reasons(after)
    assert changed == {"energy: 90% by weight", "energy: 80% by weight"}


def test_one_account_with_both_shares_settles_it_and_two_with_one_each_do_not() -> None:
    by_count = "one: {about: offer, share: 50%, counted: by_count}"
    by_weight = "two: {about: offer, share: 90%, counted: by_weight}"
    apart = f"accounts: {{a: {{by: north, claims: {{{by_count}}}}}, b: {{by: south, claims: {{{by_weight}}}}}}}\n"
    both = f"accounts: {{a: {{by: north, claims: {{{by_count}, {by_weight}}}}}}}\n"
    assert len(found(SCALES + apart, "K01")) == 1 and found(SCALES + both, "K01") == []


def test_how_far_apart_is_the_author_s_to_say() -> None:
    near = SCALES.replace(
        "fish: {of: north, dimension: revenue, before: 10", "fish: {of: north, dimension: revenue, before: 50"
    )
    assert len(found(SCALES, "K01")) == 1 and found(near, "K01") == []
    assert len(found(near + "thresholds: {count_and_weight: 5%}\n", "K01")) == 1


def test_the_fix_writes_the_shares_that_were_computed() -> None:
    (gap,) = found(SCALES, "K01")
    mended = apply(gap.span.source, gap.fixes[0].edits)
    assert "share: 50%, counted: by_count" in mended and "share: 89..90%, counted: by_weight" in mended


# What is made normal

ARSENAL = """\
title: The arsenal
parties: {north: {}, south: {}}
flows:
  coal: {of: north, dimension: revenue, before: 90 usd a year}
  fish: {of: north, dimension: revenue, before: 10 usd a year}
measures:
  coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
  fish_ban: {imposed_by: south, imposed_on: north, limits: fish, to: none}
threats: {arsenal: {of: north, hits: {south: large}}}
obligations:
  lift_ban: {by: south, to: [north], lifts: {coal_ban: suspend}}
  scrap: {by: north, to: [south], addresses: {arsenal: dismantle}}
"""


def test_half_of_the_pressure_makes_normal_what_no_day_removes() -> None:
    assert told(ARSENAL, "K02") == {("north", "normal", "fails")}
    assert told(ARSENAL.replace("coal_ban: suspend", "fish_ban: suspend"), "K02") == set()
    small = ARSENAL.replace("coal_ban: suspend", "fish_ban: suspend") + "thresholds: {recognition: 5%}\n"
    assert told(small, "K02") == {("north", "normal", "fails")}


def test_a_last_day_settles_it_and_one_that_nobody_wrote_asks() -> None:
    dated = ARSENAL.replace("addresses", "within: no later than 2031-01-01, addresses")
    assert told(dated, "K02") == set()
    unsaid = ARSENAL.replace("addresses", "within: unknown, addresses")
    (asked,) = found(unsaid, "K02")
    assert [fact.fact for fact in asked.missing] == ["scrap.within"]
    frozen = dated.replace("arsenal: dismantle", "arsenal: freeze")
    assert told(frozen, "K02") == {("north", "normal", "fails")}


def test_a_level_that_nobody_states_is_asked_for() -> None:
    under = ARSENAL.replace("limits: fish, to: none", "limits: coal, to: unstated")
    (asked,) = found(under, "K02")
    assert [fact.fact for fact in asked.missing] == ["fish_ban.to"]
    wide = ARSENAL.replace("before: 90", "before: 5..90").replace("before: 10 ", "before: 5..10 ")
    (asked,) = found(wide, "K02")
    assert {fact.fact for fact in asked.missing} == {"coal.before", "fish.before"}


def test_the_dimension_counts_of_which_most_is_given_back() -> None:
    fish_in_energy = ARSENAL.replace("fish: {of: north, dimension: revenue", "fish: {of: north, dimension: energy")
    lifted = fish_in_energy.replace("coal_ban: suspend", "fish_ban: suspend")
    (normal,) = found(lifted, "K02")
    assert "100% of the energy that is pressed on and measured" in normal.message


def test_what_is_lifted_and_nobody_measured_is_not_taken_for_nothing() -> None:
    unknown = ARSENAL.replace("before: 10 usd a year", "before: unknown").replace(
        "coal_ban: suspend", "fish_ban: suspend"
    )
    (asked,) = found(unknown, "K02")
    assert [fact.fact for fact in asked.missing] == ["fish.before"]
    unweighed = ARSENAL.replace("limits: fish, to: none", "bans: [fishing_boats], dimension: goods")
    (asked,) = found(unweighed.replace("coal_ban: suspend", "fish_ban: suspend"), "K02")
    assert [fact.fact for fact in asked.missing] == ["fish_ban.worth"]
    kept_under = unweighed.replace(
        "threats:",
        "  boat_ban: {imposed_by: south, imposed_on: north, bans: [fishing_boats], dimension: goods}\nthreats:",
    )
    assert told(kept_under.replace("coal_ban: suspend", "fish_ban: suspend"), "K02") == set(), "the other ban stays"


# Routes


def test_a_route_counts_once_the_text_is_about_its_end() -> None:
    text = """\
title: About something else
parties: {north: {}, south: {}}
threats: {arsenal: {of: north, hits: {south: large}}}
paths: {by_reactor: {of: north, leads_to: arsenal}}
obligations:
  talk: {by: north, to: [south], act: [contact]}
"""
    assert told(text, "K03") == set()
    relief = text + "  give: {by: south, to: [north], act: [aid_delivery], worth: {north: small}}\n"
    assert told(relief, "K03") == {("by_reactor", "left_open", "fails")}
    cut = (
        text
        + "  freeze: {by: north, to: [south], kind: forbear, forbids: [weapons_test], addresses: {arsenal: freeze}}\n"
    )
    assert told(cut, "K03") == {("by_reactor", "left_open", "fails")}


def test_a_number_does_not_tell_how_hard_a_threat_hits() -> None:
    text = ARSENAL.replace("hits: {south: large}", "hits: {south: large, isle: 0 usd}").split("  scrap:", maxsplit=1)[0]
    text += "actors: {isle: {kind: ally, ally_of: south}}\n"
    assert told(text, "A01") == {("arsenal.isle", "impact", "cannot-tell")}
    assert told(text.replace("isle: 0 usd", "isle: none"), "A01") == set()


# Beside no deal


def test_a_step_after_which_a_party_only_gives_is_told_once_with_its_day() -> None:
    text = ARSENAL.replace("lift_ban: {by", "lift_ban: {within: no later than 2030-06-30, by")
    text = text.replace("scrap: {by", "scrap: {within: no later than 2030-12-31, by")
    text += "no_deal: {keeps: 50..90%}\n"
    (worse,) = [f for f in found(text, "K04") if f.verdict is Verdict.FAILS]
    assert worse.message.startswith("After 2030-06-30, `north` is better off") and worse.about == "north"


def test_a_file_that_says_nothing_of_what_is_at_stake_is_not_asked() -> None:
    text = "title: A road\nparties: {north: {}, south: {}}\n"
    assert found(text + "obligations: {open: {by: north, to: [south], act: [contact]}}\n", "K04") == []


# At home


def test_a_red_line_that_a_duty_crosses_is_told_with_vows() -> None:
    line = "red_lines: {no_relief: {by: south, forbids: [sanctions_relief]}, vague: {by: north}}\n"
    assert {("lift_ban", "red_line", "fails"), ("vague", "vague_line", "cannot-tell")} <= told(ARSENAL + line, "P01")
    low = line.replace("forbids: [s", "confidence: low, forbids: [s")
    for text, severity in ((line, Severity.ERROR), (low, Severity.WARNING)):
        (crossed,) = [f for f in found(ARSENAL + text, "P01") if f.says == "red_line"]
        assert crossed.severity is severity


def test_whether_a_duty_crosses_a_red_line_is_asked_where_no_class_of_act_is_said() -> None:
    line = "red_lines: {ours: {by: north, forbids: [WHAT]}}\n"
    (asked,) = found(ARSENAL + line.replace("WHAT", "weapons_removal"), "P01")
    assert (asked.about, asked.says) == ("scrap", "which_act_line") and asked.missing[0].fact == "scrap.act"
    said = ARSENAL.replace("addresses: {arsenal", "act: facility_freeze, addresses: {arsenal")
    assert told(said + line.replace("WHAT", "weapons_removal"), "P01") == set()
    talk = ARSENAL.replace("addresses: {arsenal", "brings: silo.empty, addresses: {arsenal")
    silo = "items: {silo: {of: north, scale: [full, empty]}}\n"
    assert told(talk + silo + line.replace("WHAT", "contact"), "P01") == set(), "a deed crosses no line about words"


def test_a_veto_of_which_the_file_says_that_nobody_knows_is_no_assent() -> None:
    assembly = "north: {inner: {assembly: {kind: legislature, veto: unknown, accepts: CHANCE}}}"
    text = ARSENAL.replace("north: {}", assembly)
    (asked,) = found(text.replace("CHANCE", "at most 30%"), "P02")
    assert asked.verdict is Verdict.CANNOT_TELL and [fact.fact for fact in asked.missing] == ["north.assembly.veto"]
    assert told(text.replace("CHANCE", "at least 60%"), "P02") == set(), "with or without a veto it passes"
    assert told(text.replace("veto: unknown, accepts: CHANCE", "veto: no"), "P02") == set()


def test_whether_a_spoiler_is_paid_off_is_asked_where_the_worth_is_unknown() -> None:
    guard = ARSENAL.replace("north: {}", "north: {inner: {guard: {kind: military}}}")
    lost = guard.replace("addresses: {arsenal", "costs: {north.guard: large}, addresses: {arsenal")
    assert told(lost, "P03") == {("north.guard", "unmanaged", "fails")}
    paid = lost.replace("lifts: {coal", "worth: {north.guard: unknown}, lifts: {coal")
    (asked,) = found(paid, "P03")
    assert asked.says == "unknown_gain" and [fact.fact for fact in asked.missing] == ["lift_ban.worth.north.guard"]
    assert told(paid.replace("guard: unknown", "guard: medium"), "P03") == set()


def test_acceptance_is_asked_of_packages_where_there_are_any() -> None:
    veto = SCALES.replace("{kind: leader}", "{kind: leader, veto: yes, accepts: 40..45%}")
    (refused,) = found(veto, "P02")
    assert refused.package == "offer" and "40 to 45%" in refused.message and "50%" in refused.message
    assert found(veto + "thresholds: {acceptance: 30%}\n", "P02") == []
    assert told(veto + "thresholds: {acceptance: 42%}\n", "P02") == {("north.leader", "unknown", "cannot-tell")}


def test_a_veto_player_who_loses_and_does_not_sign_can_spoil_it() -> None:
    text = """\
title: The assembly pays
parties: {north: {inner: {assembly: {kind: legislature, veto: VETO}}}, south: {}}
obligations: {pay: {by: north, to: [south], act: [payment], costs: {north.assembly: large}}}
"""
    assert told(text.replace("VETO", "yes"), "P03") == {("north.assembly", "unmanaged", "fails")}
    assert told(text.replace("VETO", "no"), "P03") == set()


# What is sealed

SEALED = """\
title: A letter
parties: {north: {}, south: {}}
actors: {press: {kind: group}}
obligations:
  letter: {by: south, to: [north], act: [contact], visible_to: [south]}
  answer: {by: north, to: [south], act: [contact], after: letter.verified, within: 30 days}
"""


@pytest.mark.parametrize(
    ("change", "verdicts"),
    [
        (("", ""), {"fails"}),
        (("within: 30 days", "within: 30 days and no later than 2030-06-30"), set()),
        ((", within: 30 days", ""), {"fails"}),
        (("within: 30 days", "within: unknown"), {"cannot-tell"}),
        (("after: letter.verified, ", ""), set()),
        (("30 days}", "30 days, visible_to: [south]}"), set()),
        (("30 days}", "30 days, visible_to: [north, south]}"), {"fails"}),
        (("visible_to: [south]", "visible_to: [north, south, press]"), {"fails"}),
        ((", visible_to: [south]", ""), set()),
    ],
)
def test_what_hangs_on_a_sealed_value_needs_a_bound_in_the_open(change: tuple[str, str], verdicts: set[str]) -> None:
    leaks = found(SEALED.replace(*change), "I01")
    assert {str(finding.verdict) for finding in leaks} == verdicts
    assert {finding.about for finding in leaks} <= {"answer"}


def test_the_final_date_is_offered_as_the_bound() -> None:
    text = SEALED + "final_date: 2031-12-31\n"
    (first,) = found(text, "I01")
    for fix in first.fixes:
        assert found(apply(first.span.source, fix.edits), "I01") == []
    assert "within: 30 days and no later than 2031-12-31" in apply(first.span.source, first.fixes[0].edits)
