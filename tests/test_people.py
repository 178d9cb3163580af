"""The people of one desk: invited, logged in, given roles and let out again; the same in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from reconvene.live import passwords
from reconvene.live.audit import Act, note, read_audit
from reconvene.live.callers import ADMINISTRATOR, Caller, NotAllowed
from reconvene.live.invitations import accept, invite, list_invitations, read_invitation, renew, withdraw
from reconvene.live.people import (
    LOCAL,
    change_password,
    change_role,
    change_shown,
    disable,
    enable,
    find_person,
    list_people,
    local_lead,
    set_password,
)
from reconvene.live.people_store import PeopleStore
from reconvene.live.people_tables import NEWEST
from reconvene.live.rate_limits import TooMany
from reconvene.live.roles import Action, Role
from reconvene.live.sessions import (
    IDLE,
    LASTS,
    LINK_LASTS,
    NotLoggedIn,
    is_form_of,
    list_sessions,
    log_in,
    log_out,
    make_login_link,
    open_link,
    resume,
    revoke_others,
    revoke_session,
)
from reconvene.record.fault import RecordFault
from tests.people_stores import NOW, SECRET, Reopen, refusal

ANOTHER = "a ferry over the river"


def join(people: PeopleStore, name: str, role: Role = Role.READER) -> Caller:
    """Somebody who was invited, took it up and logged in."""
    made = invite(people, ADMINISTRATOR, name, role, NOW)
    accept(people, made.token, SECRET, NOW)
    return log_in(people, name, SECRET, NOW).caller


# Invitations


def test_a_lead_invites_somebody_who_takes_a_password_and_logs_in(people: PeopleStore) -> None:
    lead = join(people, "anna", Role.LEAD)
    made = invite(people, lead, " Bo@Example.org ", Role.RECORDER, NOW)
    assert (made.name, made.role, made.made_by, made.renews) == ("bo@example.org", Role.RECORDER, "anna", False)
    assert read_invitation(people, made.token, NOW).id == made.id
    bo = accept(people, made.token, SECRET, NOW, shown="Bo Berg", origin="10.0.0.7")
    opened = log_in(people, "BO@example.org", SECRET, NOW, origin="10.0.0.7", agent="Firefox")
    assert opened.caller.person == bo
    assert (bo.shown, bo.role, bo.disabled, bo.has_password) == ("Bo Berg", Role.RECORDER, False, True)
    assert [person.name for person in list_people(people, opened.caller)] == ["anna", "bo@example.org"]


def test_an_invitation_works_once_and_for_seven_days(people: PeopleStore) -> None:
    made = invite(people, ADMINISTRATOR, "bo", Role.READER, NOW)
    late = NOW + timedelta(days=7)
    assert refusal(lambda: accept(people, made.token, SECRET, late)) == "link-spent"
    accept(people, made.token, SECRET, late - timedelta(seconds=1))
    assert refusal(lambda: accept(people, made.token, SECRET, NOW)) == "link-spent"
    assert refusal(lambda: read_invitation(people, "no such token", NOW)) == "link-spent"


def test_a_second_invitation_replaces_the_first_and_a_withdrawn_one_is_good_no_more(people: PeopleStore) -> None:
    first = invite(people, ADMINISTRATOR, "bo", Role.LEAD, NOW)
    second = invite(people, ADMINISTRATOR, "bo", Role.READER, NOW)
    assert [each.id for each in list_invitations(people, ADMINISTRATOR, NOW)] == [second.id]
    assert refusal(lambda: accept(people, first.token, SECRET, NOW)) == "link-spent"
    withdraw(people, ADMINISTRATOR, second.id, NOW)
    assert list_invitations(people, ADMINISTRATOR, NOW) == []
    assert refusal(lambda: accept(people, second.token, SECRET, NOW)) == "link-spent"
    assert refusal(lambda: withdraw(people, ADMINISTRATOR, second.id, NOW)) == "link-spent"


@pytest.mark.parametrize("password", ["too short", "annabel.berg", "x" * 1001])
def test_a_password_that_would_be_guessed_is_refused_and_the_link_stays_good(
    people: PeopleStore, password: str
) -> None:
    made = invite(people, ADMINISTRATOR, "annabel.berg", Role.READER, NOW)
    assert refusal(lambda: accept(people, made.token, password, NOW)) == "password-unfit"
    assert accept(people, made.token, SECRET, NOW).name == "annabel.berg"


@pytest.mark.parametrize("name", ["", "two words", "é", "x" * 65, ".dot", "administrator", "nobody", "line\nbreak"])
def test_a_name_that_could_be_misread_is_refused(people: PeopleStore, name: str) -> None:
    assert refusal(lambda: invite(people, ADMINISTRATOR, name, Role.READER, NOW)) == "name-unfit"


def test_a_name_is_taken_once(people: PeopleStore) -> None:
    join(people, "anna")
    assert refusal(lambda: invite(people, ADMINISTRATOR, "Anna", Role.READER, NOW)) == "name-taken"


def test_whoever_lost_their_password_takes_a_new_one_by_a_renewed_invitation(people: PeopleStore) -> None:
    join(people, "anna", Role.LEAD)
    old = log_in(people, "anna", SECRET, NOW)
    made = renew(people, ADMINISTRATOR, "anna", NOW)
    assert (made.renews, made.role) == (True, Role.LEAD)
    assert resume(people, old.token, NOW) is not None
    assert accept(people, made.token, ANOTHER, NOW).role is Role.LEAD
    assert resume(people, old.token, NOW) is None
    assert refusal(lambda: log_in(people, "anna", SECRET, NOW)) == "not-logged-in"
    assert log_in(people, "anna", ANOTHER, NOW).caller.name == "anna"


# Logging in


def test_a_wrong_password_and_a_wrong_name_are_refused_alike(people: PeopleStore) -> None:
    join(people, "anna")
    with pytest.raises(NotLoggedIn) as wrong_password:
        log_in(people, "anna", ANOTHER, NOW)
    with pytest.raises(NotLoggedIn) as wrong_name:
        log_in(people, "bo", SECRET, NOW)
    assert wrong_password.value.finding == wrong_name.value.finding


def test_a_password_that_was_typed_as_a_name_is_kept_nowhere(people: PeopleStore) -> None:
    typed = "correct horse battery staple"
    with pytest.raises(NotLoggedIn):
        log_in(people, typed, SECRET, NOW, origin="10.0.0.8")
    with people.reading() as connection:
        tables = (people.tables.audit, people.tables.bucket)
        kept = [str(row) for table in tables for row in connection.execute(table.select())]
    assert kept
    assert not [row for row in kept if typed in row]


def test_after_ten_tries_of_one_name_the_next_waits_half_a_minute(people: PeopleStore) -> None:
    join(people, "anna")  # the first try of the ten
    for number in range(9):
        assert refusal(lambda n=number: log_in(people, "anna", "guess", NOW, origin=f"10.0.0.{n}")) == "not-logged-in"  # type: ignore[misc]
    with pytest.raises(TooMany) as refused:
        log_in(people, "anna", SECRET, NOW)
    assert refused.value.wait == timedelta(seconds=30)
    assert log_in(people, "anna", SECRET, NOW + timedelta(seconds=30)).caller.name == "anna"


def test_one_address_cannot_try_many_names(people: PeopleStore) -> None:
    for number in range(30):
        assert refusal(lambda n=number: log_in(people, f"bo{n}", "guess", NOW, origin="10.0.0.7")) == "not-logged-in"  # type: ignore[misc]
    assert refusal(lambda: log_in(people, "anna", "guess", NOW, origin="10.0.0.7")) == "too-many-requests"
    assert refusal(lambda: log_in(people, "anna", "guess", NOW, origin="10.0.0.8")) == "not-logged-in"


def test_a_password_is_the_same_however_the_keyboard_makes_its_letters(people: PeopleStore) -> None:
    made = invite(people, ADMINISTRATOR, "anna", Role.READER, NOW)
    accept(people, made.token, "caf\u00e9 by the river", NOW)
    assert log_in(people, "anna", "cafe\u0301 by the river", NOW).caller.name == "anna"


def test_a_password_that_was_kept_in_a_weaker_way_is_kept_anew_at_the_next_login(
    people: PeopleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(people, "anna")
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    log_in(people, "anna", SECRET, NOW)
    with people.reading() as connection:
        kept = connection.execute(people.tables.account.select()).one().password
    assert "t=2" in kept


def test_passwords_are_kept_by_the_second_profile_of_rfc_9106(
    shipped_costs: tuple[PasswordHasher, int, int],
) -> None:
    hasher = shipped_costs[0]
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism, hasher.type.name) == (64 * 1024, 3, 4, "ID")


# Sessions


def test_a_session_is_whose_it_is_until_it_is_ended(people: PeopleStore) -> None:
    join(people, "anna", Role.DRAFTER)
    opened = log_in(people, "anna", SECRET, NOW, origin="10.0.0.7", agent="Firefox")
    caller = resume(people, opened.token, NOW, origin="10.0.0.8")
    assert caller == opened.caller.at("10.0.0.8")
    assert caller is not None
    assert caller.role is Role.DRAFTER
    log_out(people, caller, NOW)
    assert resume(people, opened.token, NOW) is None
    assert resume(people, "no such token", NOW) is None


def test_a_session_ends_when_idle_and_after_seven_days_whatever_happens(people: PeopleStore) -> None:
    join(people, "anna")
    opened = log_in(people, "anna", SECRET, NOW)
    assert resume(people, opened.token, NOW + IDLE) is None
    at = NOW
    while at + IDLE / 2 < NOW + LASTS:
        at += IDLE / 2
        assert resume(people, opened.token, at) is not None
    assert resume(people, opened.token, NOW + LASTS) is None


def test_what_a_page_asks_by_itself_keeps_no_session_alive(people: PeopleStore) -> None:
    join(people, "anna")
    opened = log_in(people, "anna", SECRET, NOW)
    assert resume(people, opened.token, NOW + IDLE / 2, touch=False) is not None
    assert resume(people, opened.token, NOW + IDLE) is None


def test_each_session_has_forms_of_its_own(people: PeopleStore) -> None:
    join(people, "anna")
    one, other = log_in(people, "anna", SECRET, NOW), log_in(people, "anna", SECRET, NOW)
    again = resume(people, one.token, NOW)
    assert again is not None
    assert is_form_of(again, one.caller.csrf)
    assert not is_form_of(again, other.caller.csrf)
    assert not is_form_of(ADMINISTRATOR, "")
    assert one.caller.csrf not in repr(one)
    assert one.token not in repr(one)


def test_somebody_sees_and_ends_their_own_sessions_and_a_lead_everybodys(people: PeopleStore) -> None:
    lead, bo = join(people, "anna", Role.LEAD), join(people, "bo")
    elsewhere = log_in(people, "bo", SECRET, NOW + timedelta(minutes=1), origin="10.0.0.7", agent="Firefox" * 100)
    first, second = list_sessions(people, bo, NOW)
    assert (first.name, first.origin, first.current, second.current) == ("bo", "10.0.0.7", False, True)
    assert len(first.agent) == 200
    assert {each.name for each in list_sessions(people, lead, NOW, everybody=True)} == {"anna", "bo"}
    with pytest.raises(NotAllowed):
        list_sessions(people, bo, NOW, everybody=True)
    with pytest.raises(NotAllowed):
        revoke_session(people, bo, lead.credential, NOW)
    assert revoke_others(people, bo, NOW) == 1
    assert resume(people, elsewhere.token, NOW) is None
    revoke_session(people, lead, bo.credential, NOW)
    assert list_sessions(people, bo, NOW) == []
    assert refusal(lambda: revoke_session(people, lead, bo.credential, NOW)) == "no-such-session"


# Login links


def test_the_lead_of_ones_own_machine_comes_in_by_a_link_that_works_once(people: PeopleStore) -> None:
    lead = local_lead(people, NOW)
    assert local_lead(people, NOW) == lead
    assert (lead.name, lead.role, lead.has_password) == (LOCAL, Role.LEAD, False)
    token = make_login_link(people, ADMINISTRATOR, NOW)
    opened = open_link(people, token, NOW, agent="Firefox")
    assert opened.caller.can(Action.MANAGE_PEOPLE)
    assert resume(people, opened.token, NOW) == opened.caller
    assert refusal(lambda: open_link(people, token, NOW)) == "link-spent"
    assert refusal(lambda: log_in(people, LOCAL, "", NOW)) == "not-logged-in"


def test_a_login_link_is_good_for_ten_minutes_and_made_at_the_machine_alone(people: PeopleStore) -> None:
    local_lead(people, NOW)
    token = make_login_link(people, ADMINISTRATOR, NOW)
    assert refusal(lambda: open_link(people, token, NOW + LINK_LASTS)) == "link-spent"
    lead = open_link(people, token, NOW + LINK_LASTS - timedelta(seconds=1)).caller
    assert refusal(lambda: make_login_link(people, lead, NOW)) == "role-forbids"


# Roles, and who may come in


def test_another_role_counts_at_once(people: PeopleStore) -> None:
    lead = join(people, "anna", Role.LEAD)
    join(people, "bo", Role.READER)
    opened = log_in(people, "bo", SECRET, NOW)
    assert change_role(people, lead, "bo", Role.RECORDER, NOW).role is Role.RECORDER
    caller = resume(people, opened.token, NOW)
    assert caller is not None
    assert caller.can(Action.RECORD_EVENT)


def test_who_is_disabled_is_out_at_once_and_comes_back_with_the_same_password(people: PeopleStore) -> None:
    lead = join(people, "anna", Role.LEAD)
    join(people, "bo")
    opened = log_in(people, "bo", SECRET, NOW)
    assert disable(people, lead, "bo", NOW).disabled
    assert resume(people, opened.token, NOW) is None
    assert refusal(lambda: log_in(people, "bo", SECRET, NOW)) == "not-logged-in"
    assert refusal(lambda: renew(people, lead, "bo", NOW)) == "person-disabled"
    assert not enable(people, lead, "bo", NOW).disabled
    assert resume(people, opened.token, NOW) is None
    assert log_in(people, "bo", SECRET, NOW).caller.name == "bo"


@pytest.mark.parametrize("fall", ["another role", "disabled"])
def test_whoever_is_a_lead_no_more_has_invited_nobody(people: PeopleStore, fall: str) -> None:
    anna, bo = join(people, "anna", Role.LEAD), join(people, "bo", Role.LEAD)
    by_bo = invite(people, bo, "bo-again", Role.LEAD, NOW)
    by_anna = invite(people, anna, "carl", Role.READER, NOW)
    if fall == "disabled":
        disable(people, anna, "bo", NOW)
    else:
        change_role(people, anna, "bo", Role.RECORDER, NOW)
    assert refusal(lambda: accept(people, by_bo.token, SECRET, NOW)) == "link-spent"
    assert accept(people, by_anna.token, SECRET, NOW).name == "carl"


def test_an_open_session_does_not_let_anybody_guess_the_password(people: PeopleStore) -> None:
    anna = join(people, "anna")
    for _ in range(10):
        assert refusal(lambda: change_password(people, anna, "guess", ANOTHER, NOW)) == "wrong-password"
    assert refusal(lambda: change_password(people, anna, SECRET, ANOTHER, NOW)) == "too-many-requests"


def test_the_last_lead_stays(people: PeopleStore) -> None:
    anna = join(people, "anna", Role.LEAD)
    bo = join(people, "bo", Role.LEAD)
    disable(people, anna, "bo", NOW)
    assert refusal(lambda: disable(people, anna, "anna", NOW)) == "last-lead"
    assert refusal(lambda: change_role(people, ADMINISTRATOR, "anna", Role.READER, NOW)) == "last-lead"
    enable(people, anna, "bo", NOW)
    assert change_role(people, bo, "anna", Role.READER, NOW).role is Role.READER


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.RECORDER, Role.READER])
def test_only_a_lead_manages_people(people: PeopleStore, role: Role) -> None:
    join(people, "anna", Role.LEAD)
    bo = join(people, "bo", role)
    for work in (
        lambda: invite(people, bo, "carl", Role.LEAD, NOW),
        lambda: renew(people, bo, "anna", NOW),
        lambda: list_invitations(people, bo, NOW),
        lambda: change_role(people, bo, "bo", Role.LEAD, NOW),
        lambda: disable(people, bo, "anna", NOW),
        lambda: enable(people, bo, "anna", NOW),
        lambda: read_audit(people, bo),
    ):
        with pytest.raises(NotAllowed):
            work()
    assert find_person(people, "anna").role is Role.LEAD


def test_a_name_that_nobody_has_is_told_with_the_nearest(people: PeopleStore) -> None:
    join(people, "annabel")
    with pytest.raises(RecordFault, match="Nobody of this desk is named `anabel`") as refused:
        find_person(people, "anabel")
    assert refused.value.finding.help == "did you mean `annabel`?"


def test_another_password_ends_every_other_session(people: PeopleStore) -> None:
    join(people, "anna")
    here, there = log_in(people, "anna", SECRET, NOW), log_in(people, "anna", SECRET, NOW)
    assert refusal(lambda: change_password(people, here.caller, "wrong", ANOTHER, NOW)) == "wrong-password"
    assert refusal(lambda: change_password(people, here.caller, SECRET, "short", NOW)) == "password-unfit"
    change_password(people, here.caller, SECRET, ANOTHER, NOW)
    assert resume(people, here.token, NOW) is not None
    assert resume(people, there.token, NOW) is None
    assert log_in(people, "anna", ANOTHER, NOW).caller.name == "anna"


def test_the_local_lead_may_take_a_first_password(people: PeopleStore) -> None:
    local_lead(people, NOW)
    lead = open_link(people, make_login_link(people, ADMINISTRATOR, NOW), NOW).caller
    change_password(people, lead, "", SECRET, NOW)
    assert log_in(people, LOCAL, SECRET, NOW).caller.role is Role.LEAD


def test_a_password_set_at_the_machine_ends_every_session(people: PeopleStore) -> None:
    join(people, "anna")
    opened = log_in(people, "anna", SECRET, NOW)
    set_password(people, "anna", ANOTHER, NOW)
    assert resume(people, opened.token, NOW) is None
    assert log_in(people, "anna", ANOTHER, NOW).caller.name == "anna"


def test_a_shown_name_is_changed_by_its_owner(people: PeopleStore) -> None:
    anna = join(people, "anna")
    assert change_shown(people, anna, "  Anna   Berg ", NOW).shown == "Anna Berg"
    assert refusal(lambda: change_shown(people, anna, " ", NOW)) == "name-unfit"
    assert refusal(lambda: change_shown(people, ADMINISTRATOR, "Anna", NOW)) == "role-forbids"


# The audit


def test_the_audit_says_who_did_what_when_and_from_where(people: PeopleStore) -> None:
    lead = join(people, "anna", Role.LEAD).at("10.0.0.7")
    refusal(lambda: log_in(people, "anna", "guess", NOW, origin="10.0.0.9"))
    refusal(lambda: log_in(people, "my password typed as a name", "", NOW, origin="10.0.0.9"))
    note(people, lead, Act.EVENT_RECORDED, NOW + timedelta(minutes=1), "session_held_summit")
    told = [(each.who, each.act, each.about, each.origin) for each in read_audit(people, lead)]
    assert told == [
        ("anna", "event recorded", "session_held_summit", "10.0.0.7"),
        ("nobody", "login failed", "", "10.0.0.9"),
        ("nobody", "login failed", "anna", "10.0.0.9"),
        ("anna", "logged in", "anna", ""),
        ("anna", "invitation accepted", "anna as lead", ""),
        ("administrator", "invited", "anna as lead", ""),
    ]
    newest = read_audit(people, lead, limit=1)
    assert newest[0].at == NOW + timedelta(minutes=1)
    assert [each.number for each in read_audit(people, lead, before=newest[0].number)] == [5, 4, 3, 2, 1]
    assert len(read_audit(people, lead, act=Act.LOGIN_FAILED)) == 2


@pytest.mark.parametrize("statement", ["UPDATE people_audit SET act = 'read'", "DELETE FROM people_audit"])
def test_the_database_refuses_to_change_the_audit(people: PeopleStore, statement: str) -> None:
    lead = join(people, "anna", Role.LEAD)
    before = read_audit(people, lead)
    with pytest.raises(RecordFault, match="an audit is never changed"), people.writing() as connection:
        connection.execute(text(statement))
    assert read_audit(people, lead) == before


# How it is kept


def test_everything_is_there_when_it_is_opened_again(reopen_people: Reopen) -> None:
    with reopen_people() as people:
        join(people, "anna", Role.LEAD)
        opened = log_in(people, "anna", SECRET, NOW)
    with reopen_people() as people:
        assert resume(people, opened.token, NOW) == opened.caller


def test_tables_of_a_later_version_are_left_alone(reopen_people: Reopen) -> None:
    with reopen_people() as people, people.writing() as connection:
        connection.execute(text(f"INSERT INTO people_version (number) VALUES ({NEWEST + 1})"))  # noqa: S608
    assert refusal(reopen_people) == "people-of-a-later-version"
