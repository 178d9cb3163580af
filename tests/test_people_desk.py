"""The people of a desk on the command line, through sealing and back-ups, and on their page."""

from __future__ import annotations

import json
import re
import shlex
from contextlib import chdir, closing
from pathlib import Path
from typing import Any

import pytest

from reconvene import open_desk
from reconvene.live import sealing
from reconvene.live.api_tokens import make_token, resume_token
from reconvene.live.audit import read_audit
from reconvene.live.backup import back_up_desk, restore_desk
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.invitations import accept, invite
from reconvene.live.people import find_person
from reconvene.live.people_store import PEOPLE, SEALED_PEOPLE, PeopleStore, open_people
from reconvene.live.roles import MAY, Action, Role
from reconvene.live.sealed import cipher_of
from reconvene.live.sealing import seal_desk, unseal_desk
from reconvene.live.sessions import LASTS, log_in, resume
from reconvene.live.settings import read_settings
from reconvene.record.fault import RecordFault
from tests.command import Outcome, inside
from tests.desk_folders import desk_of
from tests.people_stores import NOW, SECRET, enter, settings

PAGE = (Path(__file__).parent.parent / "docs" / "people.md").read_text(encoding="utf-8")
PASSPHRASE = "four words that hold"  # noqa: S105


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk_of("north", tmp_path).close()
    return tmp_path / "north"


def opened(folder: Path, secret: str | None = None) -> PeopleStore:
    return open_people(folder, read_settings(folder), cipher_of(folder, secret))


def said(*words: str | Path, folder: Path, **changed: str) -> Outcome:
    verb, *rest = words
    return inside("people", verb, folder, *rest, cwd=folder.parent, **changed)


# The command line


def test_an_administrator_invites_the_first_lead_and_sees_who_is_there(folder: Path) -> None:
    assert "Nobody yet. Next: reconvene people invite" in said("list", folder=folder).out
    made = said("invite", "anna", "--role", "lead", "--address", "https://desk.example.org/", folder=folder)
    link = re.fullmatch(r"https://desk\.example\.org/invitation/(\S+)\n", made.out)
    assert link is not None and "anna is invited as lead" in made.err
    assert said("list", folder=folder).out.startswith("anna  lead  invited by administrator, until ")
    with opened(folder) as people:
        accept(people, link.group(1), SECRET, NOW, shown="Anna Berg")
    assert said("list", folder=folder).out == "anna  lead  Anna Berg\n"


def test_roles_passwords_and_who_may_come_in_are_changed_on_the_command_line(folder: Path) -> None:
    with opened(folder) as people:
        enter(people, "anna", Role.LEAD)
        enter(people, "bo")
    assert said("role", "bo", "recorder", folder=folder).out == "bo is recorder from now on.\n"
    assert said("disable", "bo", folder=folder).out == "bo is let in no more.\n"
    assert "bo  recorder  Bo  (let in no more)" in said("list", folder=folder).out
    assert said("disable", "bo", "--undo", folder=folder).out == "bo is let in again.\n"
    assert said("password", "bo", folder=folder, RECONVENE_NEW_PASSWORD=SECRET).code == 0
    with opened(folder) as people:
        assert log_in(people, "bo", SECRET, NOW).caller.role is Role.RECORDER
    assert "/invitation/" in said("invite", "bo", "--again", folder=folder).out


def test_what_cannot_be_done_ends_with_a_finding_and_exit_code_2(folder: Path) -> None:
    with opened(folder) as people:
        enter(people, "anna", Role.LEAD)
    for words, id in (
        (("role", "anna", "reader"), "last-lead"),
        (("disable", "anna"), "last-lead"),
        (("disable", "ana"), "no-such-person"),
        (("invite", "anna"), "name-taken"),
        (("invite", "two words"), "name-unfit"),
    ):
        done = said(*words, folder=folder)
        assert (done.code, done.out) == (2, "")
        assert f"error[{id}]" in done.err and "help:" in done.err
    short = said("password", "anna", folder=folder, RECONVENE_NEW_PASSWORD="short")  # noqa: S106
    assert short.code == 2 and "password-unfit" in short.err and "short\n" not in short.err
    assert said("password", "anna", folder=folder).code == 2
    refused = said("list", folder=folder.parent)
    assert (refused.code, "not-a-desk" in refused.err) == (2, True)
    told = " ".join(refused.err.split())
    assert "is neither a desk nor an office" in told and "that `reconvene serve` was given" in told


def test_lists_are_given_to_programs_as_json_without_any_token(folder: Path) -> None:
    said("invite", "anna", "--role", "lead", folder=folder)
    listed = json.loads(said("list", "--format", "json", folder=folder).out)
    assert (listed["version"], listed["people"]) == (1, [])
    assert (listed["invitations"][0]["name"], listed["invitations"][0]["token"]) == ("anna", None)
    told = json.loads(said("audit", "--format", "json", folder=folder).out)
    assert [(each["who"], each["act"], each["about"]) for each in told["audit"]] == [
        ("administrator", "invited", "anna as lead")
    ]
    assert "administrator  invited  anna as lead" in said("audit", folder=folder).out


# Sealing and back-ups


def test_people_are_sealed_with_their_desk_and_are_the_same_when_it_is_opened(folder: Path) -> None:
    with opened(folder) as people:
        anna = enter(people, "annabelle", Role.LEAD)
        token = make_token(people, anna, "nightly", Role.READER, NOW, lasts=LASTS).token
        invitation = invite(people, anna, "bo", Role.READER, NOW).token
    seal_desk(folder, PASSPHRASE)
    assert not (folder / PEOPLE).exists()
    assert b"annabelle" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with opened(folder, PASSPHRASE) as people:
        assert resume_token(people, token, NOW) is not None
        assert accept(people, invitation, SECRET, NOW).name == "bo"
        session = log_in(people, "bo", SECRET, NOW).token
        before = read_audit(people, ADMINISTRATOR)
    assert said("list", folder=folder, RECONVENE_PASSPHRASE=PASSPHRASE).out.startswith("annabelle  lead")
    assert "desk-sealed" in said("list", folder=folder).err
    unseal_desk(folder, PASSPHRASE)
    assert not (folder / SEALED_PEOPLE).exists()
    with opened(folder) as people:
        assert read_audit(people, ADMINISTRATOR) == before
        assert log_in(people, "bo", SECRET, NOW).caller.name == "bo"
        assert resume(people, session, NOW) is None


@pytest.mark.parametrize("sealed", [False, True])
def test_a_back_up_has_accounts_and_audit_and_nothing_that_lets_in_without_a_password(
    folder: Path, tmp_path: Path, sealed: bool
) -> None:
    secret = PASSPHRASE if sealed else None
    if sealed:
        seal_desk(folder, PASSPHRASE)
    with opened(folder, secret) as people:
        anna = enter(people, "anna", Role.LEAD)
        token = make_token(people, anna, "nightly", Role.READER, NOW, lasts=LASTS).token
        invitation = invite(people, anna, "bo", Role.READER, NOW).token
        before = read_audit(people, anna)
    with closing(open_desk(folder, passphrase=secret)) as desk:
        back_up_desk(desk, tmp_path / "safe", PASSPHRASE)
    restore_desk(tmp_path / "safe", tmp_path / "again", PASSPHRASE)
    with opened(tmp_path / "again", secret) as people:
        assert find_person(people, "anna").role is Role.LEAD
        assert read_audit(people, ADMINISTRATOR) == before
        assert resume_token(people, token, NOW) is None
        with pytest.raises(RecordFault):
            accept(people, invitation, SECRET, NOW)


def test_people_in_a_database_are_backed_up_into_the_folder_of_the_copy(tmp_path: Path, postgres: str) -> None:
    from reconvene.live.people_copying import back_up_people

    with open_people(tmp_path, settings(postgres)) as people:
        enter(people, "anna", Role.LEAD)
        before = read_audit(people, ADMINISTRATOR)
    back_up_people(tmp_path, settings(postgres), tmp_path, None)
    with open_people(tmp_path, settings("here")) as people:
        assert read_audit(people, ADMINISTRATOR) == before


def test_a_desk_on_which_somebody_works_while_it_is_sealed_stays_open_and_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as people:
        enter(people, "anna", Role.LEAD)
    clear = sealing._clear_open

    def work_and_clear(*given: Any) -> None:
        with open_people(folder, read_settings(folder)) as people:
            enter(people, "bo")
        clear(*given)

    monkeypatch.setattr(sealing, "_clear_open", work_and_clear)
    with pytest.raises(RecordFault, match="Somebody used the desk while the folder was sealed"):
        seal_desk(folder, PASSPHRASE)
    with opened(folder) as people:
        assert find_person(people, "bo").role is Role.READER


def test_a_desk_that_nobody_but_its_machine_uses_is_sealed_without_a_file_of_people(folder: Path) -> None:
    seal_desk(folder, PASSPHRASE)
    assert not (folder / SEALED_PEOPLE).exists()


def test_git_never_takes_people_up(folder: Path) -> None:
    assert "people.*" in (folder / ".gitignore").read_text().splitlines()


# The page


def test_the_commands_and_the_program_of_the_page_run(tmp_path: Path) -> None:
    desk_of("north", tmp_path).close()
    ((commands),) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    taken = False
    for line in commands.splitlines():
        if "role" in line.split() and not taken:  # between inviting and the rest, people take their invitations up
            _everybody_accepts(tmp_path)
            taken = True
        done = inside(*shlex.split(line)[1:], cwd=tmp_path, RECONVENE_NEW_PASSWORD=SECRET)
        assert done.code == 0, (line, done)
    ((program),) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    with chdir(tmp_path):
        exec(compile(program, "people.md", "exec"), {})  # noqa: S102  (the page's own words)
    assert "carl  event recorded  session_held_summit" in inside("people", "audit", "north", cwd=tmp_path).out


def _everybody_accepts(place: Path) -> None:
    with opened(place / "north") as people:
        for name in ("anna.berg", "bo"):
            accept(people, invite(people, ADMINISTRATOR, name, Role.LEAD, NOW).token, SECRET, NOW)


def test_the_table_of_the_page_is_the_one_that_counts() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
    roles = [Role(name) for name in rows[0][1:]]
    told = {
        (role, Action(action.strip()))
        for actions, *answers in rows[2:]
        for role, answer in zip(roles, answers, strict=True)
        for action in actions.split(",")
        if answer == "yes"
    }
    assert told == {(role, action) for role, actions in MAY.items() for action in actions}
