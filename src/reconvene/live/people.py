"""The people of one desk: who they are, what role each has, who may still come in, and their passwords."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.callers import ADMINISTRATOR, NAMELESS, WHERE, Caller, Person, Through
from reconvene.live.passwords import check_password, hash_password, is_password
from reconvene.live.people_store import PeopleStore
from reconvene.live.people_tables import Tables
from reconvene.live.rate_limits import take
from reconvene.live.roles import Action, Role, can
from reconvene.live.tokens import new_id
from reconvene.record.fault import RecordFault, fault
from reconvene.text.spelling import nearest

LOCAL = "local"
"""The name of the lead of a desk that one person uses on their own machine."""
LONGEST_SHOWN = 100
TRIES, TRY_EVERY = 10, timedelta(seconds=30)
"""How often the password of one person may be tried at once, and how soon once more."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


def plain_name(name: str) -> str:
    """A name as it is kept: in small letters. Raises `RecordFault` for one that cannot be a name."""
    plain = name.strip().lower()
    if _NAME.fullmatch(plain) and plain not in NAMELESS:
        return plain
    said = f"`{name[:80]}` cannot be the name of somebody."
    step = "take up to 64 small letters, digits, `.`, `_`, `-`, `+` and `@`, such as `anna.berg`"
    raise fault("name-unfit", WHERE, said, step)


def plain_shown(shown: str) -> str:
    """A name to show, as one line. Raises `RecordFault` where there is none, or it is too long."""
    line = " ".join(shown.split())
    if line and len(line) <= LONGEST_SHOWN and line.isprintable():
        return line
    said = f"A name to show has 1 to {LONGEST_SHOWN} letters on one line."
    raise fault("name-unfit", WHERE, said, "give the name by which the others know the person")


def person_of(row: Row[Any]) -> Person:
    """Somebody, from a row of the accounts."""
    return Person(row.id, row.name, row.shown, Role(row.role), row.disabled, row.password is not None, row.made)


def list_people(store: PeopleStore, caller: Caller) -> list[Person]:
    """Everybody of the desk, by name. Whoever may read may see it."""
    caller.insist(Action.READ)
    with store.reading() as connection:
        people = [person_of(row) for row in connection.execute(select(store.tables.account))]
    return sorted(people, key=lambda each: each.name)


def find_person(store: PeopleStore, name: str) -> Person:
    """Somebody by name. Raises `RecordFault` where nobody has it."""
    with store.reading() as connection:
        return person_of(row_of(store, connection, name))


def row_of(store: PeopleStore, connection: Connection, name: str) -> Row[Any]:
    """The row of somebody, within a transaction. Raises `RecordFault` where nobody has the name."""
    account = store.tables.account
    row = connection.execute(select(account).where(account.c.key == store.key(name.strip().lower()))).first()
    if row is not None:
        return row
    names = sorted(connection.execute(select(account.c.name)).scalars())
    near = nearest(name, names)
    step = f"did you mean `{near}`?" if near else "the people of the desk: reconvene people list"
    raise fault("no-such-person", WHERE, f"Nobody of this desk is named `{name[:80]}`.", step)


def add_person(
    store: PeopleStore, connection: Connection, name: str, shown: str, role: Role, password: str | None, now: datetime
) -> Person:
    """Add somebody within a transaction; `password` is its hash. Raises `RecordFault` if the name is taken."""
    account = store.tables.account
    insist_on_free(store, connection, name)
    id = new_id()
    connection.execute(
        account.insert().values(
            id=id,
            key=store.key(name),
            name=name,
            shown=shown,
            role=role.value,
            password=password,
            disabled=False,
            made=now,
        )
    )
    return Person(id, name, shown, role, False, password is not None, now)


def insist_on_free(store: PeopleStore, connection: Connection, name: str) -> None:
    """Raise `RecordFault` if somebody has the name."""
    account = store.tables.account
    if connection.execute(select(account.c.id).where(account.c.key == store.key(name))).first() is not None:
        step = "take another name; to give that person a new password, renew their invitation"
        raise fault("name-taken", WHERE, f"Somebody of this desk is named `{name}` already.", step)


def local_lead(store: PeopleStore, now: datetime) -> Person:
    """The lead of a desk on one's own machine, made at first; it has no password and comes in by a login link."""
    with store.writing() as connection:
        account = store.tables.account
        row = connection.execute(select(account).where(account.c.key == store.key(LOCAL))).first()
        if row is not None:
            return person_of(row)
        return add_person(store, connection, LOCAL, "Lead", Role.LEAD, None, now)


# --- roles, and who may come in ---


def change_role(store: PeopleStore, caller: Caller, name: str, role: Role, now: datetime) -> Person:
    """Give somebody another role, which counts at once. The last lead stays one.

    Whoever is a lead no more has invited nobody: what they made and nobody took up is withdrawn.
    """
    caller.insist(Action.MANAGE_PEOPLE)
    with store.writing() as connection:
        row = row_of(store, connection, name)
        if role is not Role.LEAD:
            _insist_on_another_lead(store.tables, connection, row)
        _update(store.tables, connection, row.id, role=role.value)
        if not can(role, Action.MANAGE_PEOPLE):
            _withdraw_all_by(store.tables, connection, row.name)
        audit.write(connection, store.tables, caller, Act.ROLE_CHANGED, now, f"{row.name}: {row.role} -> {role}")
    return find_person(store, name)


def disable(store: PeopleStore, caller: Caller, name: str, now: datetime) -> Person:
    """Let somebody in no more: their sessions, tokens and invitations end. What they did stays. The last lead stays."""
    caller.insist(Action.MANAGE_PEOPLE)
    with store.writing() as connection:
        row = row_of(store, connection, name)
        _insist_on_another_lead(store.tables, connection, row)
        _update(store.tables, connection, row.id, disabled=True)
        end_all(store.tables, connection, row.id)
        _withdraw_all_by(store.tables, connection, row.name)
        audit.write(connection, store.tables, caller, Act.DISABLED, now, row.name)
    return find_person(store, name)


def enable(store: PeopleStore, caller: Caller, name: str, now: datetime) -> Person:
    """Let somebody in again, with the password they had. Their tokens stay ended."""
    caller.insist(Action.MANAGE_PEOPLE)
    with store.writing() as connection:
        row = row_of(store, connection, name)
        _update(store.tables, connection, row.id, disabled=False)
        audit.write(connection, store.tables, caller, Act.ENABLED, now, row.name)
    return find_person(store, name)


def _insist_on_another_lead(tables: Tables, connection: Connection, row: Row[Any]) -> None:
    account = tables.account
    others = connection.execute(
        select(func.count())
        .select_from(account)
        .where(account.c.role == Role.LEAD.value, account.c.disabled.is_(False), account.c.id != row.id)
    ).scalar_one()
    if row.role == Role.LEAD.value and not row.disabled and others == 0:
        said = f"`{row.name}` is the last lead of this desk."
        raise fault("last-lead", WHERE, said, "make somebody else a lead first; a desk without one can invite nobody")


def _update(tables: Tables, connection: Connection, id: str, **values: object) -> None:
    connection.execute(tables.account.update().where(tables.account.c.id == id).values(**values))


def _withdraw_all_by(tables: Tables, connection: Connection, name: str) -> None:
    """Withdraw what somebody invited to: they could have invited themselves, under another name."""
    table = tables.invitation
    made = [row.id for row in connection.execute(select(table.c.id, table.c.made_by)) if row.made_by == name]
    connection.execute(table.delete().where(table.c.id.in_(made)))


def end_all(tables: Tables, connection: Connection, id: str, *, but: str = "") -> None:
    """End the sessions (but one, by its id), the links, the renewals, the tokens and the calendars of somebody."""
    connection.execute(tables.session.delete().where(tables.session.c.account == id, tables.session.c.id != but))
    for table in (tables.link, tables.token, tables.calendar, tables.invitation):
        connection.execute(table.delete().where(table.c.account == id))


# --- names and passwords ---


def change_shown(store: PeopleStore, caller: Caller, shown: str, now: datetime) -> Person:
    """Change the name that is shown of oneself."""
    me = _myself(caller)
    line = plain_shown(shown)
    with store.writing() as connection:
        _update(store.tables, connection, me.id, shown=line)
        audit.write(connection, store.tables, caller, Act.SHOWN_NAME_CHANGED, now, line)
    return find_person(store, me.name)


def change_password(store: PeopleStore, caller: Caller, old: str, new: str, now: datetime) -> None:
    """Take another password, or a first one, for which `old` is empty. Every other session and all tokens end.

    Raises `RecordFault` if the old one is another, and `TooMany` after too many tries.
    """
    me = _myself(caller)
    take(store, f"password of {me.id}", now, capacity=TRIES, every=TRY_EVERY)
    with store.reading() as connection:
        kept = row_of(store, connection, me.name).password
    if kept is not None and not is_password(kept, old):
        raise fault("wrong-password", WHERE, "The old password is another.", "try again; it was not changed")
    _keep_password(store, caller, me, new, now, but=caller.credential)


def set_password(store: PeopleStore, name: str, new: str, now: datetime) -> None:
    """Give somebody another password from the machine of the desk. Their sessions and tokens end."""
    _keep_password(store, ADMINISTRATOR, find_person(store, name), new, now)


def _keep_password(
    store: PeopleStore, caller: Caller, whose: Person, new: str, now: datetime, *, but: str = ""
) -> None:
    check_password(new, whose.name)
    kept = hash_password(new)
    with store.writing() as connection:
        _update(store.tables, connection, whose.id, password=kept)
        end_all(store.tables, connection, whose.id, but=but)
        audit.write(connection, store.tables, caller, Act.PASSWORD_CHANGED, now, whose.name)


def _myself(caller: Caller) -> Person:
    if caller.person is None or caller.through is not Through.SESSION:
        raise _not_in_person()
    return caller.person


def _not_in_person() -> RecordFault:
    return fault("role-forbids", WHERE, "This is done by the person alone, in a session.", "log in, and do it there")
