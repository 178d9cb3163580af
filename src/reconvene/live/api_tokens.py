"""Tokens by which programs ask in the name of a person: named, for some time, with no more than that person may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.callers import WHERE, Caller, Through
from reconvene.live.people import person_of, plain_shown
from reconvene.live.people_store import PeopleStore
from reconvene.live.roles import Action, Role, covers
from reconvene.live.tokens import digest_of_token, new_id, new_token
from reconvene.record.fault import fault

MARK = "reconvene_"
"""What every such token begins with, so that a scanner finds one that was left lying."""
LONGEST = timedelta(days=366)
"""A token lives no longer."""
USED_EVERY = timedelta(minutes=1)
"""When a token was last used is kept no more exactly than this."""


@dataclass(frozen=True)
class ApiToken:
    """A token in a list: its name, whose, with what role, since when, until when, last used. `token` only when new."""

    id: str
    name: str
    owner: str
    role: Role
    made: datetime
    expires: datetime
    used: datetime | None
    token: str = field(default="", repr=False)


def make_token(
    store: PeopleStore, caller: Caller, name: str, role: Role, now: datetime, *, lasts: timedelta
) -> ApiToken:
    """Make a token of one's own; it is shown this once. Raises `RecordFault` for a role above one's own or too long."""
    caller.insist(Action.MANAGE_OWN_TOKENS)
    if caller.person is None:
        raise fault(
            "role-forbids", WHERE, "A token is somebody's, and nobody is logged in.", "log in, and make it there"
        )
    if not covers(caller.role, role):
        said = f"Who is {caller.role} of this desk cannot make a token that is {role}."
        raise fault("role-too-high", WHERE, said, f"make it {caller.role}, or reader")
    if not timedelta(0) < lasts <= LONGEST:
        raise fault("token-too-long", WHERE, f"A token lives 1 to {LONGEST.days} days.", "name fewer days")
    token = new_token(MARK)
    made = ApiToken(new_id(), plain_shown(name), caller.person.name, role, now, now + lasts, None, token)
    with store.writing() as connection:
        connection.execute(
            store.tables.token.insert().values(
                id=made.id,
                digest=digest_of_token(token),
                account=caller.person.id,
                name=made.name,
                role=role.value,
                made=now,
                expires=made.expires,
            )
        )
        audit.write(connection, store.tables, caller, Act.TOKEN_MADE, now, f"{made.name} ({role})")
    return made


def resume_token(store: PeopleStore, token: str, now: datetime, *, origin: str = "") -> Caller | None:
    """In whose name a program asks, with the role of its token; None if that has ended or is above its owner's now."""
    table, account = store.tables.token, store.tables.account
    columns = (table.c.id.label("token"), table.c.role.label("given"), table.c.expires, table.c.used)
    with store.reading() as connection:
        row = connection.execute(
            select(account, *columns)
            .join(table, table.c.account == account.c.id)
            .where(table.c.digest == digest_of_token(token), account.c.disabled.is_(False))
        ).first()
    if row is None or row.expires <= now or not covers(Role(row.role), Role(row.given)):
        return None
    if row.used is None or row.used + USED_EVERY <= now:
        with store.writing(f"token {row.token}") as connection:
            connection.execute(table.update().where(table.c.id == row.token).values(used=now))
    return Caller(person_of(row), Role(row.given), Through.TOKEN, row.token, origin=origin)


def list_tokens(store: PeopleStore, caller: Caller, *, everybody: bool = False) -> list[ApiToken]:
    """One's own tokens, newest first, or everybody's, which only a lead may see; those that have expired too."""
    caller.insist(Action.MANAGE_ALL_TOKENS if everybody else Action.MANAGE_OWN_TOKENS)
    table, account = store.tables.token, store.tables.account
    asked = select(table, account.c.name.label("owner")).join(account, account.c.id == table.c.account)
    if not everybody:
        asked = asked.where(table.c.account == (caller.person.id if caller.person else ""))
    with store.reading() as connection:
        return [
            ApiToken(row.id, row.name, row.owner, Role(row.role), row.made, row.expires, row.used)
            for row in connection.execute(asked.order_by(table.c.made.desc(), table.c.id))
        ]


def revoke_token(store: PeopleStore, caller: Caller, id: str, now: datetime) -> None:
    """End a token: one's own, or, for a lead, anybody's. Raises `RecordFault` where there is none to end."""
    table = store.tables.token
    with store.writing() as connection:
        row = connection.execute(select(table).where(table.c.id == id)).first()
        own = row is not None and caller.person is not None and row.account == caller.person.id
        caller.insist(Action.MANAGE_OWN_TOKENS if own else Action.MANAGE_ALL_TOKENS)
        if row is None:
            raise fault("no-such-token", WHERE, "There is no such token.", "look at the list; it may have been ended")
        connection.execute(table.delete().where(table.c.id == id))
        audit.write(connection, store.tables, caller, Act.TOKEN_REVOKED, now, row.name)
