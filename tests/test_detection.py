"""How long it takes until a breach is answered, and what that is compared with."""

from __future__ import annotations

import pytest

from reconvene.checks.run import run
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.live.clock import today
from reconvene.text.finding import Finding, Severity

TEXT = """\
title: A halt that is watched
as_of: 2030-01-01
parties: {{north: {{}}, south: {{}}}}
actors: {{agency: {{kind: verifier}}, panel: {{kind: court}}}}
threats: {{warheads: {{of: north}}}}
paths: {{reactor: {{of: north, leads_to: warheads, takes: {path}}}}}
measures: {{ban: {{imposed_by: south, imposed_on: north, putting_back: {{by: south, takes: 20..40 days}}}}}}
groups: {{halts: [halt, lift]}}
obligations:
  halt:
    by: north
    to: [south]
    kind: forbear
    forbids: [plutonium_reprocessing]
    addresses: {{warheads: freeze, reactor: freeze}}
    verified: {{by: agency, every: 30 days, detects_within: {seen}}}
    if_contested: {{then: {then}, cure: 10 days}}
    undone_in: {undone}
  lift: {{by: south, to: [north], lifts: {{ban: suspend}}, in_return_for: [halt]}}
disputes:
  main:
    about: halts
    opened_by: any of parties
    stages: [{{name: talks, body: panel, lasts: 15 days}}, {{name: hearing, body: panel, lasts: 15 days}}]
    then: finding
choices: {{finding: {{by: panel, may: [broken, not_broken], within: 5 days, silence: not_broken}}}}
"""


def told(path: str = "unknown", seen: str = "7 days", then: str = "dispute", undone: str = "unknown") -> Finding | None:
    document = expand(load_text(TEXT.format(path=path, seen=seen, then=then, undone=undone), "example.yaml"))
    assert [finding.message for finding in document.findings if finding.severity is Severity.ERROR] == []
    found = run(document, today(), select=["late-detection"]).findings
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"undone": "91 days"}, "late"),  # 7 + 10 + 30 + 5 + 40 are 92
        ({"undone": "92 days"}, None),
        ({"undone": "91..100 days"}, "depends"),
        ({"undone": "never"}, None),
        ({"undone": "1 year", "path": "60 days"}, "late"),
        ({"undone": "1 year", "path": "at least 60 days"}, "depends"),
        ({"path": "unknown"}, "unknown"),
        ({"undone": "56 days", "then": "terminate"}, "late"),  # without the ladder 57
        ({"undone": "57 days", "then": "terminate"}, None),
        ({"undone": "1 year", "seen": "unknown"}, "unknown"),
        ({"undone": "80 days", "seen": "unknown"}, "unknown"),  # that the ladder alone takes longer is another question
        ({"undone": "95 days", "seen": "{normal: {mean: 5 days, sigma: 3 days}}"}, None),
        ({"undone": "94 days", "seen": "{normal: {mean: 5 days, sigma: 3 days}}"}, "late"),
    ],
)
def test_detection_cure_ladder_decision_and_answer_add_up(case: dict[str, str], says: str | None) -> None:
    found = told(**case)
    assert (found.says if found is not None else None) == says


def test_the_message_says_what_the_days_are_made_of() -> None:
    found = told(undone="60 days")
    assert found is not None and found.severity is Severity.ERROR
    parts = "7 until it is seen, 10 to cure, 30 on the dispute ladder, 5 to decide, 40 to put a measure back"
    assert found.message == (
        f"A breach of `halt` is answered after up to 92 days ({parts}), and undoing it takes 60 days at most."
    )
    assert [fix.title for fix in found.fixes] == ["let what answers it rest as soon as a breach is alleged"]
