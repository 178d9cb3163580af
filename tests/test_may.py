"""What may happen next, and what may not: each refusal with the clause that stands against it."""

from __future__ import annotations

import pytest

from reconvene.process.fold import fold
from reconvene.process.may import may, may_next
from tests.records import TALKS, WAY_BACK, day, document, record

MORE = """
disputes:
  main: {stages: [{name: first, body: commission, lasts: 15 days}]}
choices:
  go_on: {by: south, may: [continue, stop], within: 30 days, silence: continue}
vows:
  never_first: {by: north, dated: 2029-12-01, forbids: [attendance], released_by: [calendar_duty]}
packages:
  plan: {by: north}
"""
ABOUT = document(TALKS + WAY_BACK + MORE)
SAME = """
id: s, kind: session_held, happened: 2030-02-01, session: summit, channel: leaders
id: c, kind: session_closed, happened: 2030-02-01, session: summit, outcome: none, next_date: none
id: d, kind: session_scheduled, happened: 2030-02-01, session: next, channel: leaders, dated: 2030-03-01
"""
STATE = fold(ABOUT, record(SAME, ABOUT), day("02-05"))


@pytest.mark.parametrize(
    ("line", "says", "clause"),
    [
        ("kind: claim, duty: halt, by_party: south", "owed by north", "north"),
        ("kind: claim, duty: fuel, by_party: south", "waits for `halt.verified`", "halt.verified"),
        ("kind: claim, duty: quiet, by_party: north", "never claimed done", "forbear"),
        ("kind: acceptance, duty: halt, by_party: sweden", "owed to south", "[south]"),
        ("kind: verified, duty: halt, finding: confirms, by_party: sweden", "verified by agency", "agency"),
        ("kind: verified, duty: halt, finding: confirms", "Nobody has claimed", None),
        ("kind: determined, duty: halt, body: sweden, finding: breach_minor", "leaves that to commission", None),
        ("kind: determined, duty: fuel, body: commission, finding: performed", "names no body", None),
        ("kind: notice_sent, to: [north], by_party: sweden", "does not go to south", None),
        ("kind: stage_left, stage: cover, how: act", "The stage that runs is `quiet_clock`", None),
        ("kind: choice_made, choice: go_on, option: wait", "no option", "[continue, stop]"),
        ("kind: vow_released, vow: never_first, cover: new_fact", "released by calendar_duty", "[calendar_duty]"),
        ("kind: correction, of: s, withdrawn: yes", None, None),
        ("kind: claim, duty: halt, by_party: north.envoy", None, None),
        ("kind: determined, duty: halt, body: commission, finding: breach_minor", None, None),
        ("kind: notice_sent, to: [parties], by_party: sweden", None, None),
        ("kind: session_accepted, session: next, by_party: north", None, None),
        ("kind: choice_made, choice: go_on, option: stop", None, None),
    ],
)
def test_a_refusal_names_the_clause(line: str, says: str | None, clause: str | None) -> None:
    text = f"{SAME}\nid: z, happened: 2030-02-05, {line}"
    event = record(text, ABOUT)[-1]
    found = may(STATE, event)
    if says is None:
        assert found is None
        return
    assert found is not None
    assert says in found.message
    assert found.next_step
    if clause is not None:
        assert found.span.text == clause


def test_an_id_is_taken_once() -> None:
    (event,) = record("id: s, kind: contact, happened: 2030-02-05, channel: envoys", ABOUT)
    found = may(STATE, event)
    assert found is not None
    assert "on record already" in found.message


def test_what_may_happen_next_is_listed_with_who_and_by_when() -> None:
    found = {(each.kind, each.by, each.about): each.until for each in may_next(STATE)}
    assert found["claim", "north", "halt"] == day("02-09")
    assert found["session_accepted", "south", "next"] == day("03-01")
    assert found["stage_act", "sweden", "private_notice"] == day("02-08")
    assert ("verified", "agency", "quiet") in found
    assert ("choice_made", "south", "go_on") in found
    assert ("claim", "south", "fuel") not in found
