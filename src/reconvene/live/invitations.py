"""Invitations to a desk: links that work once and for some days, and end in a name and a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.callers import WHERE, Caller, Person, Through
from reconvene.live.passwords import check_password, hash_password
from reconvene.live.people import (
    add_person,
    end_all,
    insist_on_free,
    person_of,
    plain_name,
    plain_shown,
    row_of,
)
from reconvene.live.people_store import PeopleStore
from reconvene.live.roles import Action, Role
from reconvene.live.tokens import digest_of_token, new_id, new_token
from reconvene.record.fault import RecordFault, fault

LASTS = timedelta(days=7)
"""For how long an invitation is good."""
PATH = "/invitation/"
"""Where the web application takes an invitation; its token follows."""


@dataclass(frozen=True)
class Invitation:
    """An invitation: whom, as what, by whom, until when. `token` is there only when it was just made.

    `renews` says that the person is of the desk already, and only gets a new password.
    """

    id: str
    name: str
    role: Role
    made_by: str
    made: datetime
    expires: datetime
    renews: bool
    token: str = field(default="", repr=False)


def invite(
    store: PeopleStore, caller: Caller, name: str, role: Role, now: datetime, *, lasts: timedelta = LASTS
) -> Invitation:
    """Invite somebody under a name nobody has; an earlier invitation for it ends. The token is not kept: hand it on.

    Raises `NotAllowed` unless the caller is a lead, and `RecordFault` for a name that is taken or unfit.
    """
    caller.insist(Action.MANAGE_PEOPLE)
    plain = plain_name(name)
    with store.writing() as connection:
        insist_on_free(store, connection, plain)
        return _keep(store, connection, caller, (plain, role, None), now, lasts)


def renew(store: PeopleStore, caller: Caller, name: str, now: datetime, *, lasts: timedelta = LASTS) -> Invitation:
    """A link by which somebody of the desk takes a new password, because they lost theirs. Until then nothing ends."""
    caller.insist(Action.MANAGE_PEOPLE)
    with store.writing() as connection:
        row = row_of(store, connection, name)
        if row.disabled:
            step = f"let them in first: reconvene people disable FOLDER {row.name} --undo"
            raise fault("person-disabled", WHERE, f"`{row.name}` is let in no more.", step)
        return _keep(store, connection, caller, (row.name, Role(row.role), row.id), now, lasts)


def _keep(
    store: PeopleStore,
    connection: Connection,
    caller: Caller,
    whom: tuple[str, Role, str | None],
    now: datetime,
    lasts: timedelta,
) -> Invitation:
    name, role, account = whom
    table = store.tables.invitation
    token = new_token()
    made = Invitation(new_id(), name, role, caller.name, now, now + lasts, account is not None, token)
    connection.execute(table.delete().where(table.c.key == store.key(name)))
    connection.execute(
        table.insert().values(
            id=made.id,
            digest=digest_of_token(token),
            account=account,
            key=store.key(name),
            name=name,
            role=role.value,
            made_by=caller.name,
            made=now,
            expires=made.expires,
        )
    )
    audit.write(connection, store.tables, caller, Act.INVITED, now, f"{name} as {role}")
    return made


def read_invitation(store: PeopleStore, token: str, now: datetime) -> Invitation:
    """What a link invites to. Raises `RecordFault` where it was used, has expired, or never was."""
    with store.reading() as connection:
        return _invitation(_row(store, connection, token, now))


def accept(
    store: PeopleStore, token: str, password: str, now: datetime, *, shown: str | None = None, origin: str = ""
) -> Person:
    """Take an invitation up, with a password and the name to show. It works once, whoever else tries at that moment.

    After a renewal the former sessions and tokens are ended. Raises `RecordFault` for a link that is good no more, or
    an unfit password; then the link stays good.
    """
    invitation = read_invitation(store, token, now)
    check_password(password, invitation.name)
    line = None if shown is None else plain_shown(shown)
    kept = hash_password(password)  # it takes a while: outside of the transaction
    with store.writing() as connection:
        tables = store.tables
        row = _row(store, connection, token, now)
        if row.account is None:
            person = add_person(store, connection, row.name, line or row.name, Role(row.role), kept, now)
        else:
            values = {"password": kept} | ({} if line is None else {"shown": line})
            connection.execute(tables.account.update().where(tables.account.c.id == row.account).values(**values))
            end_all(tables, connection, row.account)
            person = person_of(row_of(store, connection, row.name))
        connection.execute(tables.invitation.delete().where(tables.invitation.c.id == row.id))
        by = Caller(person, person.role, Through.SESSION, origin=origin)
        audit.write(connection, tables, by, Act.INVITATION_ACCEPTED, now, f"{person.name} as {person.role}")
        return person


def list_invitations(store: PeopleStore, caller: Caller, now: datetime) -> list[Invitation]:
    """The invitations that are good, oldest first. Raises `NotAllowed` unless the caller is a lead."""
    caller.insist(Action.MANAGE_PEOPLE)
    table = store.tables.invitation
    with store.reading() as connection:
        rows = connection.execute(select(table).where(table.c.expires > now).order_by(table.c.made))
        return [_invitation(row) for row in rows]


def withdraw(store: PeopleStore, caller: Caller, id: str, now: datetime) -> None:
    """End an invitation before it is taken up."""
    caller.insist(Action.MANAGE_PEOPLE)
    table = store.tables.invitation
    with store.writing() as connection:
        row = connection.execute(select(table).where(table.c.id == id)).first()
        if row is None:
            raise _spent()
        connection.execute(table.delete().where(table.c.id == id))
        audit.write(connection, store.tables, caller, Act.INVITATION_WITHDRAWN, now, row.name)


def _row(store: PeopleStore, connection: Connection, token: str, now: datetime) -> Row[Any]:
    table = store.tables.invitation
    row = connection.execute(select(table).where(table.c.digest == digest_of_token(token))).first()
    if row is None or row.expires <= now:
        raise _spent()
    return row


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(row.id, row.name, Role(row.role), row.made_by, row.made, row.expires, row.account is not None)


def _spent() -> RecordFault:
    said = "This invitation is good no more: it was used, withdrawn or replaced, or its days are over."
    return fault("link-spent", WHERE, said, "ask a lead of the desk for a new one")
