"""Every check: its page runs as its test, its fixes mend, and what it says depends on nothing but the process."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.checks.run import Report, run
from reconvene.checks.shelf import SHELF, Check
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.text.edit import apply
from reconvene.text.finding import Finding, Severity, Verdict
from tests.laws import is_quick, up_to
from tests.processes import NAMES, PARTIES, Tree, processes, rename, reorder, write

NOW = date(2030, 1, 1)
EXAMPLES = [
    pytest.param(check, heading, text, id=f"{check.id}-{heading}-{number}")
    for check in SHELF.values()
    for number, (heading, text) in enumerate(check.examples)
]
VERDICTS = {"Fails": {"fails"}, "Passes": set[str](), "Cannot tell": {"cannot-tell"}}


def ask(text: str, *ids: str) -> Report:
    document = expand(load_text(text, "example.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    return run(document, document.process.as_of or NOW, select=ids)


@pytest.mark.parametrize(("check", "heading", "text"), EXAMPLES)
def test_the_examples_on_the_page_come_out_as_it_says(check: Check, heading: str, text: str) -> None:
    report = ask(text, check.id)
    assert {str(finding.verdict) for finding in report.findings} == VERDICTS[heading]


@pytest.mark.parametrize("check", SHELF.values(), ids=SHELF.keys())
def test_each_page_shows_every_verdict_and_a_sourced_precedent(check: Check) -> None:
    assert {heading for heading, _ in check.examples} == set(VERDICTS)
    assert any(character.isdigit() for character in check.precedent), "a precedent has a date"
    assert len(check.page.split("\n\n")) >= 3
    assert check.title.endswith(".")


@pytest.mark.parametrize(("check", "heading", "text"), [p for p in EXAMPLES if p.values[1] == "Fails"])
def test_a_fix_clears_its_finding_and_brings_no_new_error(check: Check, heading: str, text: str) -> None:
    before = ask(text)
    for finding in [finding for finding in before.findings if finding.id == check.id]:
        assert finding.fixes, f"{finding.message} has no fix"
        for fix in finding.fixes:
            mended = apply(finding.span.source, fix.edits)
            after = ask(mended)
            assert _same(finding) not in [_same(f) for f in after.findings if f.verdict is Verdict.FAILS]
            assert _errors(after) - _errors(before) == Counter(), fix.title


def _same(finding: Finding) -> tuple[str, str, str]:
    return finding.id, finding.about, finding.message


def _errors(report: Report) -> Counter[tuple[str, str]]:
    certain = [f for f in report.findings if f.verdict is Verdict.FAILS and f.severity is Severity.ERROR]
    return Counter((finding.id, finding.about) for finding in certain)


def test_every_finding_gives_its_reasons_and_the_next_step() -> None:
    for check in SHELF.values():
        for heading, text in check.examples:
            if heading != "Passes":
                for finding in ask(text, check.id).findings:
                    assert finding.help, finding.message
                    assert finding.message.endswith("."), finding.message
                    assert "{" not in finding.message.replace("{{", ""), finding.message
                    assert bool(finding.missing) == (finding.verdict is Verdict.CANNOT_TELL)


# Laws


Told = tuple[tuple[str, ...], frozenset[str]]
"""What a finding says, and the facts that are missing, which have no order."""


def findings_of(text: str) -> Counter[Told]:
    report = ask(text)
    return Counter(
        (
            (f.id, str(f.severity), str(f.verdict), f.message, f.about, str(f.package)),
            frozenset(fact.fact for fact in f.missing),
        )
        for f in report.findings
    )


def renamed(findings: Counter[Told], names: dict[str, str]) -> Counter[Told]:
    return Counter(
        {
            (tuple(rename(part, names) for part in said), frozenset(rename(fact, names) for fact in missing)): count
            for (said, missing), count in findings.items()
        }
    )


@settings(max_examples=up_to(150), deadline=None)
@given(processes())
def test_renaming_permutes_the_findings_and_changes_nothing_else(tree: Tree) -> None:
    names = {name: f"x{index}_{name[::-1]}" for index, name in enumerate(NAMES)}
    text = write(tree)
    assert renamed(findings_of(text), names) == findings_of(rename(text, names))


@settings(max_examples=up_to(150), deadline=None)
@given(processes())
def test_swapping_the_parties_permutes_the_findings_and_changes_nothing_else(tree: Tree) -> None:
    swap = dict(zip(PARTIES, reversed(PARTIES), strict=True))
    text = write(tree)
    assert renamed(findings_of(text), swap) == findings_of(rename(text, swap))


@settings(max_examples=up_to(150), deadline=None)
@given(processes(), st.integers(0, 10_000))
def test_the_order_of_the_file_changes_nothing(tree: Tree, seed: int) -> None:
    assert findings_of(write(tree)) == findings_of(write(reorder(tree, random.Random(seed))))


@settings(max_examples=up_to(100), deadline=None)
@given(processes())
def test_without_a_return_section_there_is_always_no_way_back(tree: Tree) -> None:
    tree.pop("return", None)
    assert "no-return-mechanism" in {finding.id for finding in ask(write(tree)).findings}


@settings(max_examples=up_to(80), deadline=None)
@given(processes(), st.randoms(use_true_random=False))
def test_every_proposed_fix_clears_its_finding_and_brings_no_new_error(tree: Tree, chance: random.Random) -> None:
    before = ask(write(tree))
    proposed = [(finding, fix) for finding in before.findings for fix in finding.fixes]
    # There are some twenty for each process, and each is a check of its own: a minute and more for all of them.
    for finding, fix in chance.sample(proposed, min(4, len(proposed))) if is_quick() else proposed:
        after = ask(apply(finding.span.source, fix.edits))
        assert _same(finding) not in [_same(f) for f in after.findings if f.verdict is Verdict.FAILS]
        assert _errors(after) - _errors(before) == Counter(), (fix.title, finding.message)


# A first date


def test_who_gives_a_duty_its_first_date_says_what_follows_if_it_is_missed() -> None:
    text = """
title: After what nobody may know
parties: {north: {}, south: {}}
final_date: 2031-06-01
items: {plant: {scale: [running, closed]}, letter: {scale: [written, handed_over]}}
obligations:
  hand_over_letter: {by: south, to: [north], brings: letter.handed_over, visible_to: [north, south]}
  close_plant: {by: north, to: [south], brings: plant.closed, after: hand_over_letter.verified}
"""
    before = ask(text)
    (finding,) = [each for each in before.findings if each.id == "leak"]
    bound, *_ = finding.fixes
    mended = apply(finding.span.source, bound.edits)
    assert "within: no later than 2031-06-01, if_missed: {cure: 30 days, then: return}" in mended
    assert _errors(ask(mended)) - _errors(before) == Counter()


# What no day tells apart


def test_of_two_steps_that_no_day_tells_apart_neither_is_named() -> None:
    text = """
title: Two pauses
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {island: {kind: ally, ally_of: south}}
obligations:
  no_exercises: {by: south, to: [north], kind: forbear, forbids: [large_exercise], from: %s}
  no_flights: {by: south, to: [north], kind: forbear, forbids: [large_exercise], from: %s}
"""
    said = {
        (
            "2030-06-01",
            "2030-06-01",
        ): "`island` must be heard before 2 steps of 2030-06-01, and nobody has undertaken to",
        ("2030-06-01", "2030-05-01"): "`island` must be heard before `no_flights`, and nobody has undertaken to",
    }
    for days, message in said.items():
        (finding,) = ask(text % days, "consultation-owed").findings
        assert finding.message == f"{message}: 2 steps call for it."
        (fix, *_) = finding.fixes
        assert not any(_same(finding) == _same(f) for f in ask(apply(finding.span.source, fix.edits)).findings)


def test_a_date_that_hangs_on_two_events_is_told_of_the_one_that_somebody_holds() -> None:
    """Whether or not anybody owes the other one, so that to add who does uncovers nothing."""
    text = """
title: Two things first
as_of: 2030-01-01
parties: {north: {}, south: {}}
items: {plant: {scale: [running, closed]}, reactor: {scale: [running, sealed]}}
obligations:
  close_plant: {by: north, to: [south], brings: plant.closed}
  pay:
    {by: south, to: [north], act: [payment], after: {all: [reactor.sealed, close_plant.performed]}, within: 30 days}
"""
    owed = text + "  seal: {by: north, to: [south], brings: reactor.sealed, within: no later than 2030-06-01}\n"
    for each in (text, owed):
        (finding,) = ask(each, "deadline-hung-on-withholdable-event").findings
        assert finding.about == "pay"
        assert "`north` can put that off for ever: `close_plant` is in its hands" in finding.message


def test_a_duty_against_a_threat_is_offered_with_the_consultation_that_it_makes_owed() -> None:
    text = """
title: Relief for nothing
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {island: {kind: ally, ally_of: south}}
threats: {rockets: {of: north, hits: {island: large}}}
flows: {oil: {of: north, dimension: energy, before: 10 tonnes}}
measures: {oil_ban: {imposed_by: south, imposed_on: north, limits: [oil], to: none}}
obligations:
  lift_ban: {by: south, to: [north], lifts: {oil_ban: suspend}, within: no later than 2030-06-01}
consultations:
  tell_island: {by: south, with: [island], level: ministerial, before: lift_ban, held: 2029-06-01}
"""
    before = ask(text)
    (finding,) = [each for each in before.findings if each.id == "coverage-hole"]
    (fix,) = finding.fixes
    after = ask(apply(finding.span.source, fix.edits))
    assert fix.title == "add a duty that at least freezes `rockets`, and hear whom it hits"
    assert "coverage-hole" not in {each.id for each in after.findings}
    assert _errors(after) - _errors(before) == Counter()


# The way out of a circle


PAIR = """
title: After you
parties: {north: {}, south: {}}
items: {plant: {scale: [running, closed]}, ban: {scale: [in_force, lifted]}, talks: {scale: [none, held]}}
obligations:
"""


def titles(text: str, about: str) -> list[str]:
    (finding,) = [f for f in ask(PAIR + text, "precondition-deadlock").findings if f.about == about]
    return [fix.title for fix in finding.fixes]


def test_a_duty_in_two_circles_is_offered_only_what_takes_it_out_of_both() -> None:
    text = """
      close_plant: {by: north, to: [south], brings: plant.closed, after: {all: [lift_ban.verified, talk.verified]}}
      lift_ban: {by: south, to: [north], brings: ban.lifted, after: close_plant.verified}
      talk: {by: south, to: [north], brings: talks.held, after: close_plant.verified}
    """
    assert titles(text, "close_plant") == ["say that `after` of `close_plant` is not settled yet"]
    assert set(titles(text, "lift_ban")) == {
        "say that `after` of `close_plant` is not settled yet",
        "say that `after` of `lift_ban` is not settled yet",
    }


def test_no_circle_is_opened_where_a_contested_order_hangs_on_it() -> None:
    """`talk` comes after `close_plant` only by way of `lift_ban`, and the two are read in opposite ways."""
    text = """
      close_plant: {by: north, to: [south], act: [facility_freeze], after: lift_ban.verified}
      lift_ban: {by: south, to: [north], act: [contact], after: close_plant.verified}
      talk:
        by: south
        to: [north]
        act: [contact]
        after: lift_ban.verified
        in_return_for: [close_plant]
        order_readings: {north: {first: talk}, south: {first: close_plant}}
    """
    assert titles(text, "lift_ban") == ["say that `after` of `close_plant` is not settled yet"]
    settled = text.replace("        order_readings: {north: {first: talk}, south: {first: close_plant}}\n", "")
    assert len(titles(settled, "lift_ban")) == 3


def test_each_in_a_circle_of_a_thousand_is_offered_one_way_out() -> None:
    """Each is offered its own wait, not the thousand waits of all."""
    ring = "".join(
        f"  d{n}: {{by: north, to: [south], act: [contact], after: d{(n + 1) % 1000}.verified}}\n" for n in range(1000)
    )
    report = ask(PAIR + ring, "precondition-deadlock")
    assert [len(finding.fixes) for finding in report.findings] == [1] * 1000


def test_an_act_that_a_stage_names_twice_is_told_once_and_mended_in_both_places() -> None:
    text = """
title: Twice
parties: {north: {}, south: {}}
actors: {sweden: {kind: state}, singapore: {kind: state}}
return:
  starts_on: [stall, failure]
  started_by: clock
  convenor: sweden
  substitutes: [singapore]
  binds: state
  stages:
    - name: words
      led_by: convenor
      lasts: 7 days
      acts:
        - {act: public_statement, by: north, seen_by: public}
        - {act: public_statement, by: north, seen_by: public}
"""
    (finding,) = ask(text, "public-first-mover").findings
    for fix in finding.fixes:
        assert ask(apply(finding.span.source, fix.edits), "public-first-mover").findings == ()


def test_the_first_way_out_is_the_same_for_all_in_a_circle() -> None:
    text = """
      close_plant: {by: north, to: [south], brings: plant.closed, after: lift_ban.verified}
      lift_ban: {by: south, to: [north], brings: ban.lifted, after: close_plant.verified}
    """
    assert titles(text, "close_plant")[0] == titles(text, "lift_ban")[0]


def test_a_convenor_is_no_substitute_for_itself() -> None:
    text = """
title: Sweden, or else Sweden
parties: {north: {}, south: {}}
actors: {sweden: {kind: state, acceptance: {north: refuses}}}
return: {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [sweden], binds: state}
"""
    findings = ask(text, "convenor-single-point").findings
    assert {finding.says for finding in findings} == {"no_substitute", "refused"}
    for finding in findings:
        for fix in finding.fixes:
            after = ask(apply(finding.span.source, fix.edits), "convenor-single-point")
            assert _same(finding) not in [_same(f) for f in after.findings if f.verdict is Verdict.FAILS]


def test_a_substitute_is_left_out_together_with_a_convenor_named_twice() -> None:
    text = """
title: Sweden, then the island, then Sweden
parties: {north: {}, south: {}}
actors: {sweden: {kind: state}, island: {kind: ally, ally_of: north}}
return:
  {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [island, sweden], binds: state}
"""
    before = ask(text, "convenor-single-point")
    (finding,) = before.findings
    assert "substitutes: unknown" in apply(finding.span.source, finding.fixes[0].edits)


def test_an_ambiguity_of_several_duties_is_overdue_once_and_mended_in_all() -> None:
    duty = "kind: forbear, forbids: [launch], deliberate: {settle_by: 2029-06-01, else: it is none}"
    text = f"""
title: Left open too long
parties: {{north: {{}}, south: {{}}}}
terms: {{launch: {{text: Any launch., open: [satellite]}}}}
obligations:
  one: {{by: north, to: [south], {duty}}}
  two: {{by: south, to: [north], {duty}}}
"""
    (finding,) = ask(text, "undefined-or-split-term").findings
    (fix,) = finding.fixes
    assert apply(finding.span.source, fix.edits).count("settle_by: unknown") == 2


def test_a_duty_after_another_or_after_its_excuse_is_in_order() -> None:
    text = """
  close_plant: {by: north, to: [south], act: [facility_freeze], after: {any: [talk.verified, talk.excused]}}
  talk:
    by: south
    to: [north]
    act: [contact]
    in_return_for: [close_plant]
    order_readings: {north: {first: talk}, south: {first: close_plant}}
"""
    assert ask(PAIR + text, "order-left-open-and-contested").findings == ()
    turned = text.replace("{any: [talk.verified, talk.excused]}", "plant.closed")
    assert [finding.says for finding in ask(PAIR + turned, "order-left-open-and-contested").findings] == ["contested"]
