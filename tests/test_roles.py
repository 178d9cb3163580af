"""Who of a desk may do what: every role and every action, written down once more, for people to read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reconvene.live.callers import ADMINISTRATOR, Caller, NotAllowed, Person, Through
from reconvene.live.roles import IN_PERSON, Action, Role, can, covers

TABLE = """
                      lead  drafter  recorder  reader
read                  yes   yes      yes       yes
export                yes   yes      yes       yes
edit the draft        yes   yes      -         -
save a version        yes   yes      -         -
adopt a version       yes   -        -         -
record an event       yes   -        yes       -
redact                yes   -        -         -
exchange bundles      yes   -        yes       -
deposit               yes   -        yes       -
sign checkpoints      yes   -        yes       -
manage people         yes   -        -         -
manage own tokens     yes   yes      yes       yes
manage all tokens     yes   -        -         -
revoke own sessions   yes   yes      yes       yes
revoke all sessions   yes   -        -         -
see the audit         yes   -        -         -
back up               yes   -        -         -
restore settings      yes   -        -         -
"""
ROLES, *ROWS = (line for line in TABLE.splitlines() if line)
CELLS = [
    (Role(role), Action(row[:22].strip()), answer == "yes")
    for row in ROWS
    for role, answer in zip(ROLES.split(), row[22:].split(), strict=True)
]


@pytest.mark.parametrize(("role", "action", "may"), CELLS)
def test_each_role_may_do_what_the_table_says(role: Role, action: Action, may: bool) -> None:
    assert can(role, action) is may


def test_the_table_leaves_nothing_out() -> None:
    assert {(role, action) for role, action, _ in CELLS} == {(role, action) for role in Role for action in Action}
    assert len(CELLS) == len(Role) * len(Action)


@pytest.mark.parametrize(("role", "action", "may"), CELLS)
@pytest.mark.parametrize("through", list(Through))
def test_a_caller_may_do_what_their_role_may_but_by_a_token_nothing_in_person(
    role: Role, action: Action, may: bool, through: Through
) -> None:
    person = Person("1", "anna", "Anna", role, False, True, datetime(2026, 1, 1, tzinfo=UTC))
    caller = Caller(person, role, through)
    allowed = may and not (through is Through.TOKEN and action in IN_PERSON)
    assert caller.can(action) is allowed
    if allowed:
        caller.insist(action)
        return
    with pytest.raises(NotAllowed) as refused:
        caller.insist(action)
    assert refused.value.finding.id == "role-forbids"
    assert action.value in refused.value.finding.message


def test_what_a_token_may_never_do_is_what_lets_people_in() -> None:
    assert sorted(IN_PERSON) == [
        "manage all tokens",
        "manage own tokens",
        "manage people",
        "restore settings",
        "revoke all sessions",
        "revoke own sessions",
    ]


def test_a_lead_covers_all_everybody_covers_a_reader_and_drafter_and_recorder_do_not_cover_each_other() -> None:
    above = {(one, other) for one in Role for other in Role if covers(one, other)}
    assert above == {
        *((Role.LEAD, other) for other in Role),
        *((one, Role.READER) for one in Role),
        (Role.DRAFTER, Role.DRAFTER),
        (Role.RECORDER, Role.RECORDER),
    }


def test_whoever_runs_the_machine_may_do_all_of_it() -> None:
    assert all(ADMINISTRATOR.can(action) for action in Action)
    assert ADMINISTRATOR.name == "administrator"
