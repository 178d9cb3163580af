"""The checks of the way back agree with its proof: what breaks a result is told by one of them, and only then."""

from __future__ import annotations

from datetime import date

import pytest

from reconvene.checks.run import Report, run
from reconvene.text.edit import apply
from reconvene.text.finding import Verdict
from tests.ladders import read, reference
from tests.mutants import MUTANTS, Mutant, mechanism, section, stage
from tests.processes import Tree, write

RETURN = [f"R{number:02}" for number in (2, 3, 4, 5, 6, 7, 8, 12)]
TOLD_BY = {
    "no substitute for the convenor": "convenor-single-point",
    "started by request": "someone-must-ask",
    "bound to the government": "dies-with-the-government",
    "no empty-chair rule": "no-empty-chair-rule",
    "nobody minutes": "no-empty-chair-rule",
    "no default at stage 5": "no-empty-chair-rule",
    "a ladder that only parks": "no-empty-chair-rule",
    "a principal asked to move first in public": "public-first-mover",
    "guarantors told in public at stage 0": "public-first-mover",
    "a live vow without cover": "face-violation",
    "only one depositary": "no-salvage-rule",
}
"""Everything else is a matter of time, and told by `unbounded-return`."""


def asked(tree: Tree | str) -> Report:
    return run(read(tree), date(2030, 1, 1), select=RETURN)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_breaks_a_result_is_told_by_one_check_and_by_one_only(mutant: Mutant) -> None:
    told = [finding.id for finding in asked(reference(*mutant.changes)).findings]
    wanted = [TOLD_BY.get(mutant.name, "unbounded-return")] if mutant.breaks else []
    assert sorted(set(told)) == wanted


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if each.breaks], ids=lambda mutant: mutant.name)
def test_every_fix_of_it_clears_it(mutant: Mutant) -> None:
    text = write(reference(*mutant.changes))
    for finding in asked(text).findings:
        assert finding.fixes, finding.message
        for fix in finding.fixes:
            after = asked(apply(finding.span.source, fix.edits)).findings
            failing = [(each.id, each.about, each.message) for each in after if each.verdict is Verdict.FAILS]
            assert (finding.id, finding.about, finding.message) not in failing, fix.title


def test_a_cover_that_one_absence_takes_away_is_told_with_the_act_that_would_give_it() -> None:
    vow = {"word": {"by": "north", "dated": "2029-01-01", "forbids": "attendance"}}
    vow["word"]["released_by"] = "third_party_invitation"
    tree = reference(section(vows=vow), stage(3, substitutes=[]), mechanism(guarantors=["norway"]))
    found = [finding for finding in asked(tree).findings if finding.id == "face-violation"]
    assert {finding.says for finding in found} == {"other_cover"}
    assert any("can be left undone in `cover`" in reason.message for reason in found[0].because)


def test_patience_is_the_bound_unless_the_text_accepts_another() -> None:
    def patient(tree: Tree) -> None:
        tree["parties"]["north"] = {"patience": "120 days"}

    (finding,) = asked(reference(patient)).findings
    assert "130 days" in finding.message and "the patience of `north` is 120 days" in finding.message
    assert asked(reference(patient, mechanism(returns_within="130 days"))).findings == ()
    assert asked(reference(mechanism(returns_within="100 days"))).findings != ()
