"""Asking a whole document: packages in turn, what is set aside, questions gathered by the fact that is missing."""

from __future__ import annotations

from datetime import date

from reconvene.checks.run import Report, choose, run, unknown_words
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.text.finding import Verdict

NOW = date(2030, 1, 1)
TALKS = """\
title: Talks
parties: {north: {}, south: {}}
items: {plant: {scale: [running, closed]}}
"""


def asked(text: str, *ids: str, now: date = NOW) -> Report:
    document = expand(load_text(TALKS + text, "talks.yaml"))
    assert document.findings == ()
    return run(document, now, select=ids)


# Packages

TWO_PACKAGES = """\
obligations:
  close_plant: {by: parties, brings: plant.closed}
packages:
  first: {by: north, obligations: {send_aid: {by: parties, kind: pay, amount: {total: 5 million usd, bound: exact}}}}
  second: {by: south, obligations: {send_more: {by: south, kind: negotiate, question: how much}}}
"""


def test_each_package_is_laid_on_the_process_in_turn_and_named() -> None:
    found = {(f.id, f.about, f.package) for f in asked(TWO_PACKAGES, "O01", "O09").findings}
    assert found == {
        ("nobody-owes-it", "close_plant", None),
        ("nobody-owes-it", "send_aid", "first"),
        ("agree-to-agree", "send_more", "second"),
    }


def test_what_a_package_mends_is_still_said_of_the_process_as_it_stands() -> None:
    report = asked("packages:\n  offer: {by: north, final_date: 2032-01-01}\n", "T01")
    assert [(f.about, f.package) for f in report.findings] == [("end_state", None), ("final_date", None)]


# Suppression

SET_ASIDE = """\
suppress:
  - {check: CHECK, author: the drafting group, reason: the annex will say it, until: 2030-06-30}
"""


def test_a_finding_set_aside_stays_in_the_report_and_counts_for_nothing() -> None:
    report = asked(SET_ASIDE.replace("CHECK", "no-return-mechanism"), "R01")
    [finding] = report.findings
    assert finding.suppressed is not None
    assert (finding.suppressed.author, finding.suppressed.until) == ("the drafting group", "2030-06-30")
    assert report.exit_code == 0
    assert report.failures == []


def test_the_number_of_a_check_sets_it_aside_too() -> None:
    assert asked(SET_ASIDE.replace("CHECK", "R01"), "R01").failures == []


def test_an_expired_suppression_hides_nothing_and_is_itself_a_finding() -> None:
    report = asked(SET_ASIDE.replace("CHECK", "no-return-mechanism"), "R01", now=date(2030, 7, 1))
    assert [finding.id for finding in report.findings] == ["no-return-mechanism", "expired-suppression"]
    assert report.exit_code == 1
    assert "2030-06-30" in report.findings[1].message


def test_it_holds_through_its_last_day() -> None:
    assert asked(SET_ASIDE.replace("CHECK", "R01"), "R01", now=date(2030, 6, 30)).failures == []


def test_a_suppression_of_no_check_is_a_finding_with_the_nearest() -> None:
    [finding] = [
        f for f in asked(SET_ASIDE.replace("CHECK", "no-retrun-mechanism")).findings if f.id == "unknown-check"
    ]
    assert finding.help == "did you mean `no-return-mechanism`?"


def test_only_the_named_item_is_set_aside() -> None:
    text = """\
obligations:
  close_plant: {by: parties, brings: plant.closed}
  open_plant: {by: parties, brings: plant.running}
suppress:
  - {check: O01, about: close_plant, author: both, reason: settled orally, until: 2031-01-01}
"""
    assert [finding.about for finding in asked(text, "O01").failures] == ["open_plant"]


# Questions

UNKNOWN_VERIFIER = """\
obligations:
  close_plant: {by: unknown, brings: unknown, within: 30 days, if_missed: unknown, verified: {by: unknown}}
"""


def test_questions_are_gathered_by_the_missing_fact() -> None:
    groups = {group.missing.fact: group.decides for group in asked(UNKNOWN_VERIFIER).groups}
    assert groups["close_plant.by"] == ["nobody-owes-it"]
    assert groups["close_plant.if_missed"] == ["deadline-without-consequence"]
    assert groups["close_plant.verified.by"] == ["unverified-weight"]


def test_a_question_never_touches_the_exit_code() -> None:
    report = asked(UNKNOWN_VERIFIER, "O01", "O02", "T07", "V01")
    assert {finding.verdict for finding in report.findings} == {Verdict.CANNOT_TELL}
    assert report.exit_code == 0


def test_one_fact_that_decides_several_checks_is_asked_for_once() -> None:
    text = """\
vows: {not_first: {by: north, forbids: [concession]}, never: {by: north, forbids: [recognition]}}
obligations: {close_plant: {by: north, to: [south], brings: plant.closed}}
"""
    [group] = asked(text, "P01").groups
    assert group.missing.fact == "close_plant.act"
    assert len(group.findings) == 2


# Choosing


def test_checks_are_chosen_by_id_number_family_or_letter() -> None:
    assert [check.index for check in choose(["nobody-owes-it"])] == ["O01"]
    assert [check.index for check in choose(["t07"])] == ["T07"]
    assert {check.family for check in choose(["disputes"])} == {"disputes"}
    assert {check.index[0] for check in choose(["R"], ["R02"])} == {"R"}
    assert "R02" not in [check.index for check in choose(["R"], ["R02"])]


def test_a_word_that_names_no_check_is_told_with_the_nearest() -> None:
    assert unknown_words(["T07", "nobody-ows-it"]) == [("nobody-ows-it", "nobody-owes-it")]


def test_a_document_that_cannot_be_read_is_asked_nothing() -> None:
    document = load_text("titel: Talks\n", "talks.yaml")
    report = run(document, NOW)
    assert report.exit_code == 2
    assert report.as_data()["process"] is None
    assert [finding.id for finding in report.findings] == ["unknown-key"]
