"""People of a desk to test with, where they are kept, and programs that ask for the same thing at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from reconvene.live.callers import ADMINISTRATOR, Caller
from reconvene.live.idempotency import begin
from reconvene.live.invitations import accept
from reconvene.live.people import TRY_EVERY, add_person
from reconvene.live.people_store import PeopleStore, open_people
from reconvene.live.rate_limits import take
from reconvene.live.roles import Role
from reconvene.live.sessions import make_login_link, open_link
from reconvene.live.settings import Settings
from reconvene.record.cipher import new_cipher
from reconvene.record.fault import RecordFault

NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)
SECRET = "a road through the hills"  # noqa: S105
Reopen = Callable[[], PeopleStore]


def settings(store: str) -> Settings:
    """The settings of a desk that keeps what it has in such a place."""
    return Settings(reconvene_desk="1", process="hanoi", actor="sweden", store=store)


def opener(folder: Path, where: str, *, sealed: bool = False) -> Reopen:
    """What opens the people of a desk in a folder or a database."""
    return partial(open_people, folder, settings(where), new_cipher() if sealed else None)


def enter(people: PeopleStore, name: str, role: Role = Role.READER) -> Caller:
    """Somebody new, in a session of theirs."""
    with people.writing() as connection:
        add_person(people, connection, name, name.title(), role, None, NOW)
    return open_link(people, make_login_link(people, ADMINISTRATOR, NOW, name=name), NOW).caller


def refusal(work: Callable[[], object]) -> str:
    """The id of the finding with which something is refused."""
    with pytest.raises(RecordFault) as refused:
        work()
    finding = refused.value.finding
    assert finding.help, "a refusal says what to do next"
    return finding.id


# --- programs ---


def ask_for_everything(
    folder: Path, where: str, barrier: Barrier, tokens: tuple[list[str], list[str]], pipe: Connection
) -> None:
    """Take what there is to take: tries, keys of requests, invitations and links; tells what this program got."""
    invitations, links = tokens
    barrier.wait()
    with open_people(folder, settings(where)) as people:  # two may make the tables at once
        pipe.send(("tries", [n for n in range(30) if _got(lambda: _take(people))]))
        pipe.send(("keys", [n for n in range(20) if _got(lambda n=n: _begin(people, n))]))  # type: ignore[misc]
        pipe.send(("invitations", [n for n, each in enumerate(invitations) if _got(_accepting(people, each))]))
        pipe.send(("links", [n for n, each in enumerate(links) if _got(_opening(people, each))]))


def _got(work: Callable[[], object]) -> bool:
    try:
        work()
    except RecordFault as error:
        if error.finding.id not in {"too-many-requests", "key-in-use", "link-spent"}:
            raise
        return False
    return True


def _take(people: PeopleStore) -> None:
    take(people, "declare", NOW, capacity=20, every=TRY_EVERY)


def _begin(people: PeopleStore, number: int) -> None:
    assert begin(people, ADMINISTRATOR, f"key {number}", "the same request", NOW) is None


def _accepting(people: PeopleStore, token: str) -> Callable[[], object]:
    return lambda: accept(people, token, SECRET, NOW)


def _opening(people: PeopleStore, token: str) -> Callable[[], object]:
    return lambda: open_link(people, token, NOW)
