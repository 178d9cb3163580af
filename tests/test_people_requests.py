"""Programs that ask a desk in somebody's name, and requests that come too often, twice, or from two sides at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from reconvene.live.api_tokens import list_tokens, make_token, resume_token, revoke_token
from reconvene.live.callers import ADMINISTRATOR, NotAllowed, Through
from reconvene.live.idempotency import LASTS, PATIENCE, Answer, begin, digest_of_request, give_up, settle
from reconvene.live.invitations import invite
from reconvene.live.people import change_role, disable, find_person
from reconvene.live.people_store import PeopleStore, open_people, open_people_at
from reconvene.live.rate_limits import TooMany, take
from reconvene.live.roles import Action, Role
from reconvene.live.sessions import IDLE, list_sessions, make_login_link, resume
from reconvene.live.sweeping import sweep
from tests.people_stores import NOW, ask_for_everything, enter, opener, refusal, settings
from tests.writers import heard, processes

MONTH = timedelta(days=30)
MINUTE = timedelta(minutes=1)
ASKED = digest_of_request(b"POST", b"/events", b"{}")


# Tokens


def test_a_program_asks_in_the_name_of_whoever_made_its_token(people: PeopleStore) -> None:
    anna = enter(people, "anna", Role.LEAD)
    made = make_token(people, anna, "nightly export", Role.READER, NOW, lasts=MONTH)
    assert made.token.startswith("reconvene_")
    assert made.token not in repr(made)
    caller = resume_token(people, made.token, NOW + MINUTE, origin="10.0.0.7")
    assert caller is not None
    assert (caller.person, caller.role, caller.through) == (anna.person, Role.READER, Through.TOKEN)
    assert (caller.can(Action.READ), caller.can(Action.RECORD_EVENT)) == (True, False)
    (listed,) = list_tokens(people, anna)
    assert (listed.name, listed.owner, listed.used, listed.token) == ("nightly export", "anna", NOW + MINUTE, "")
    assert resume(people, made.token, NOW) is None, "a token is no session"


def test_a_token_ends_with_its_days_with_its_owner_and_when_it_is_revoked(people: PeopleStore) -> None:
    lead, bo = enter(people, "anna", Role.LEAD), enter(people, "bo", Role.RECORDER)
    first, second, third = (make_token(people, bo, name, Role.RECORDER, NOW, lasts=MONTH) for name in ("a", "b", "c"))
    assert resume_token(people, first.token, NOW + MONTH) is None
    revoke_token(people, bo, first.id, NOW)
    assert resume_token(people, first.token, NOW) is None
    revoke_token(people, lead, second.id, NOW)
    assert resume_token(people, second.token, NOW) is None
    assert resume_token(people, third.token, NOW) is not None
    disable(people, lead, "bo", NOW)
    assert resume_token(people, third.token, NOW) is None
    assert refusal(lambda: revoke_token(people, lead, third.id, NOW)) == "no-such-token"


def test_a_token_is_never_above_its_owner_then_or_later(people: PeopleStore) -> None:
    bo = enter(people, "bo", Role.DRAFTER)
    assert refusal(lambda: make_token(people, bo, "x", Role.RECORDER, NOW, lasts=MONTH)) == "role-too-high"
    made = make_token(people, bo, "x", Role.DRAFTER, NOW, lasts=MONTH)
    change_role(people, ADMINISTRATOR, "bo", Role.READER, NOW)
    assert resume_token(people, made.token, NOW) is None


def test_a_token_makes_no_tokens_and_lets_nobody_in(people: PeopleStore) -> None:
    anna = enter(people, "anna", Role.LEAD)
    made = make_token(people, anna, "x", Role.LEAD, NOW, lasts=MONTH)
    caller = resume_token(people, made.token, NOW)
    assert caller is not None
    for work in (
        lambda: make_token(people, caller, "y", Role.READER, NOW, lasts=MONTH),
        lambda: invite(people, caller, "bo", Role.LEAD, NOW),
        lambda: list_sessions(people, caller, NOW),
    ):
        with pytest.raises(NotAllowed, match="By a token nobody may"):
            work()


def test_somebody_sees_and_ends_their_own_tokens_alone(people: PeopleStore) -> None:
    lead, bo = enter(people, "anna", Role.LEAD), enter(people, "bo")
    made = make_token(people, lead, "x", Role.LEAD, NOW, lasts=MONTH)
    assert list_tokens(people, bo) == []
    assert [each.id for each in list_tokens(people, lead, everybody=True)] == [made.id]
    with pytest.raises(NotAllowed):
        list_tokens(people, bo, everybody=True)
    with pytest.raises(NotAllowed):
        revoke_token(people, bo, made.id, NOW)


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=367)])
def test_a_token_lives_up_to_a_year(people: PeopleStore, lasts: timedelta) -> None:
    anna = enter(people, "anna")
    assert refusal(lambda: make_token(people, anna, "x", Role.READER, NOW, lasts=lasts)) == "token-too-long"
    assert refusal(lambda: make_token(people, ADMINISTRATOR, "x", Role.READER, NOW, lasts=MONTH)) == "role-forbids"


# Too often


def test_tries_run_out_and_come_back_one_by_one_up_to_what_there_were(people: PeopleStore) -> None:
    def tries(at: timedelta) -> int:
        for number in range(10):
            try:
                take(people, "declare", NOW + at, capacity=3, every=MINUTE)
            except TooMany:
                return number
        return 10

    assert tries(timedelta(0)) == 3
    assert tries(-MINUTE) == 0  # a worker whose clock is behind gets nothing for it
    assert tries(2 * MINUTE) == 2
    assert tries(60 * MINUTE) == 3
    with pytest.raises(TooMany) as refused:
        take(people, "declare", NOW + 60.5 * MINUTE, capacity=3, every=MINUTE)
    assert refused.value.wait == timedelta(seconds=30)
    take(people, "another", NOW, capacity=3, every=MINUTE)


# Twice


def test_a_request_that_is_sent_again_gets_the_first_answer(people: PeopleStore) -> None:
    anna = enter(people, "anna")
    assert begin(people, anna, "k1", ASKED, NOW) is None
    assert refusal(lambda: begin(people, anna, "k1", ASKED, NOW)) == "key-in-use"
    settle(people, anna, "k1", Answer(201, '{"id": "claim_fuel"}'))
    assert begin(people, anna, "k1", ASKED, NOW + MINUTE) == Answer(201, '{"id": "claim_fuel"}')
    other = digest_of_request(b"POST", b"/events", b"[]")
    assert refusal(lambda: begin(people, anna, "k1", other, NOW)) == "key-of-another-request"
    assert begin(people, anna, "k1", other, NOW + LASTS) is None


def test_the_keys_of_one_person_are_no_keys_of_another(people: PeopleStore) -> None:
    anna, bo = enter(people, "anna"), enter(people, "bo")
    assert begin(people, anna, "k1", ASKED, NOW) is None
    assert begin(people, bo, "k1", ASKED, NOW) is None


def test_a_refused_request_lets_its_key_go_and_an_answered_one_does_not(people: PeopleStore) -> None:
    anna = enter(people, "anna")
    begin(people, anna, "k1", ASKED, NOW)
    give_up(people, anna, "k1")
    assert begin(people, anna, "k1", ASKED, NOW) is None
    settle(people, anna, "k1", Answer(201, ""))
    give_up(people, anna, "k1")
    assert begin(people, anna, "k1", ASKED, NOW) == Answer(201, "")


def test_a_request_whose_worker_died_is_never_done_again_by_itself(people: PeopleStore) -> None:
    anna = enter(people, "anna")
    begin(people, anna, "k1", ASKED, NOW)
    assert refusal(lambda: begin(people, anna, "k1", ASKED, NOW + PATIENCE)) == "request-cut-off"


def test_two_requests_are_the_same_only_part_by_part() -> None:
    assert digest_of_request(b"POST", b"/a", b"b") != digest_of_request(b"POST", b"/ab", b"")
    assert digest_of_request(b"POST", b"/a") == digest_of_request(b"POST", b"/a")


# At once


@pytest.mark.parametrize("where", ["here", "postgres"])
def test_two_programs_that_ask_at_once_never_get_the_same_thing(
    where: str, quick_path: Path, request: pytest.FixtureRequest
) -> None:
    store = str(request.getfixturevalue("postgres")) if where == "postgres" else where
    with open_people(quick_path, settings(store)) as people:
        invitations = [invite(people, ADMINISTRATOR, f"bo{n}", Role.READER, NOW).token for n in range(4)]
        enter(people, "anna", Role.LEAD)
        links = [make_login_link(people, ADMINISTRATOR, NOW, name="anna") for _ in range(10)]
    got = _at_once(quick_path, store, (invitations, links))
    assert got["tries"] == 20
    assert got["keys"] == 20
    assert got["invitations"] == 4
    assert got["links"] == 10
    with open_people(quick_path, settings(store)) as people, people.reading() as connection:
        counted = connection.execute(select(func.count()).select_from(people.tables.account)).scalar_one()
    assert counted == 5


@pytest.mark.parametrize("where", ["here", "postgres"])
def test_two_programs_may_be_the_first_at_once(where: str, quick_path: Path, request: pytest.FixtureRequest) -> None:
    store = str(request.getfixturevalue("postgres")) if where == "postgres" else where
    assert _at_once(quick_path, store, ([], [])) == {"tries": 20, "keys": 20, "invitations": 0, "links": 0}


def _at_once(folder: Path, store: str, tokens: tuple[list[str], list[str]]) -> dict[str, int]:
    """How many of each thing two programs got together."""
    context = processes()
    barrier, got = context.Barrier(2), dict.fromkeys(("tries", "keys", "invitations", "links"), 0)
    running = []
    for _ in range(2):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=ask_for_everything, args=(folder, store, barrier, tokens, there))
        process.start()
        there.close()
        running.append((process, here))
    for process, here in running:
        for what, which in heard(here):
            got[what] += len(which)
        process.join()
        assert process.exitcode == 0
    return got


# What is over


def test_sweeping_removes_what_nobody_can_use_any_more_and_nothing_else(people: PeopleStore) -> None:
    anna = enter(people, "anna", Role.LEAD)
    invite(people, anna, "bo", Role.READER, NOW)
    make_login_link(people, ADMINISTRATOR, NOW, name="anna")
    make_token(people, anna, "x", Role.READER, NOW, lasts=MONTH)
    begin(people, anna, "k1", ASKED, NOW)
    take(people, "declare", NOW, capacity=3, every=MINUTE)
    swept = {"session", "link", "invitation", "token", "answer", "bucket"}
    sweep(people, NOW)
    assert {name for name in swept if _count(people, name) == 0} == set()
    sweep(people, NOW + IDLE)
    assert {name for name in swept if _count(people, name) == 0} == {"session", "link", "bucket"}
    sweep(people, NOW + MONTH)
    assert {name for name in swept if _count(people, name) == 0} == swept
    assert find_person(people, "anna").role is Role.LEAD
    assert _count(people, "audit") > 0


def _count(people: PeopleStore, name: str) -> int:
    with people.reading() as connection:
        table = people.tables.named(f"people_{name}")
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.mark.parametrize("sealed", [True, False])
def test_the_file_of_a_sealed_desk_holds_no_word_of_anybody_and_no_file_a_token(quick_path: Path, sealed: bool) -> None:
    with opener(quick_path, "here", sealed=sealed)() as people:
        anna = enter(people, "annabelle.oakenshield", Role.LEAD)
        made = make_token(people, anna, "nightly export", Role.READER, NOW, lasts=MONTH)
        begin(people, anna, "k1", ASKED, NOW)
        settle(people, anna, "k1", Answer(201, "what was said in the talks"))
    (file,) = quick_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    words = {b"annabelle", b"nightly export", b"what was said"}
    assert {word for word in words if word in content} == (set() if sealed else words)
    assert made.token.encode() not in content
    assert anna.csrf.encode() not in content


def test_what_was_changed_under_its_seal_is_not_taken_for_true(quick_path: Path) -> None:
    with opener(quick_path, "here", sealed=True)() as people:
        enter(people, "anna")
        with people.writing() as connection:
            connection.exec_driver_sql("UPDATE people_account SET shown = name")
        assert refusal(lambda: find_person(people, "anna")) == "people-damaged"


def test_a_damaged_file_is_told_with_the_next_step(quick_path: Path) -> None:
    (quick_path / "people.sqlite").write_bytes(b"this is no database, and it is long enough to be seen as none" * 20)
    assert refusal(opener(quick_path, "here")) == "people-damaged"


def test_a_folder_that_takes_no_file_is_told(quick_path: Path) -> None:
    assert refusal(opener(quick_path / "nowhere", "here")) == "people-unwritable"


# Taking turns


def test_at_one_database_nobody_begins_what_another_program_is_at(postgres: str, tmp_path: Path) -> None:
    at_work: list[str] = []

    def work(who: str) -> None:
        with open_people_at(tmp_path, postgres) as opened, opened.in_turn("record in talks"):
            at_work.append(f"{who} begins")
            with opened.in_turn("record in other talks"):  # which is another's turn
                time.sleep(0.05)
            at_work.append(f"{who} ends")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, ("anna", "bo", "cai")))
    assert [each.split()[1] for each in at_work] == ["begins", "ends"] * 3
    assert all(first.split()[0] == second.split()[0] for first, second in zip(at_work[::2], at_work[1::2], strict=True))
