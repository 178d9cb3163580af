"""Secret addresses by which the calendar program of a person asks what lies ahead of one process: made, listed, ended.

Whoever has the address sees what its owner may read of that process's calendar, and nothing else: it is no token, and
lets nobody in. It is shown once, and only its hash is kept; it ends when its owner ends it, or is let in no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.callers import WHERE, Caller, Person
from reconvene.live.people import person_of
from reconvene.live.people_store import PeopleStore
from reconvene.live.roles import Action, can
from reconvene.live.tokens import digest_of_token, new_id, new_token
from reconvene.record.fault import fault

MARK = "calendar_"
"""What every such address has in it, so that one that was left lying is found."""
MOST = 20
"""So many one person has for one process: one for each device."""
USED_EVERY = timedelta(minutes=1)
"""When one was last asked for is kept no more exactly than this."""


@dataclass(frozen=True)
class CalendarLink:
    """An address in a list: whose, of which process, since when, when last asked for. `token` only when it is new."""

    id: str
    owner: str
    process: str
    made: datetime
    used: datetime | None
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Subscription:
    """What an address opens: the calendar of a process, for a person."""

    person: Person
    process: str


def make_calendar_link(store: PeopleStore, caller: Caller, process: str, now: datetime) -> CalendarLink:
    """Make an address of one's own; it is shown this once. Raises `RecordFault` for nobody, or for one too many."""
    caller.insist(Action.MANAGE_OWN_TOKENS)
    if caller.person is None:
        said, step = "A calendar is somebody's, and nobody is logged in.", "log in, and subscribe there"
        raise fault("role-forbids", WHERE, said, step)
    table, token = store.tables.calendar, new_token(MARK)
    made = CalendarLink(new_id(), caller.person.name, process, now, None, token)
    with store.writing() as connection:
        held = connection.execute(select(table).where(table.c.account == caller.person.id)).all()
        if sum(row.process == process for row in held) >= MOST:
            said = f"There are {MOST} addresses of this calendar already."
            raise fault("too-many-calendar-links", WHERE, said, "end one that is not used, and make another")
        connection.execute(
            table.insert().values(
                id=made.id, digest=digest_of_token(token), account=caller.person.id, process=process, made=now
            )
        )
        audit.write(connection, store.tables, caller, Act.CALENDAR_LINK_MADE, now, process)
    return made


def open_calendar(store: PeopleStore, token: str, now: datetime) -> Subscription | None:
    """What an address opens; None if it was ended, or if its owner may read here no more."""
    table, account = store.tables.calendar, store.tables.account
    columns = (table.c.id.label("link"), table.c.process, table.c.used)
    with store.reading() as connection:
        row = connection.execute(
            select(account, *columns)
            .join(table, table.c.account == account.c.id)
            .where(table.c.digest == digest_of_token(token), account.c.disabled.is_(False))
        ).first()
    if row is None or not can(person_of(row).role, Action.READ):
        return None
    if row.used is None or row.used + USED_EVERY <= now:
        with store.writing(f"calendar {row.link}") as connection:
            connection.execute(table.update().where(table.c.id == row.link).values(used=now))
    return Subscription(person_of(row), row.process)


def list_calendar_links(store: PeopleStore, caller: Caller, process: str) -> list[CalendarLink]:
    """One's own addresses of the calendar of a process, newest first."""
    if caller.person is None:
        return []
    table = store.tables.calendar
    asked = select(table).where(table.c.account == caller.person.id).order_by(table.c.made.desc(), table.c.id)
    with store.reading() as connection:
        return [
            CalendarLink(row.id, caller.person.name, row.process, row.made, row.used)
            for row in connection.execute(asked)
            if row.process == process  # sealed where the desk is, so the database cannot choose
        ]


def end_calendar_link(store: PeopleStore, caller: Caller, id: str, now: datetime) -> None:
    """End an address of one's own. Raises `RecordFault` where there is none to end."""
    caller.insist(Action.MANAGE_OWN_TOKENS)
    table, owner = store.tables.calendar, caller.person.id if caller.person is not None else ""
    with store.writing() as connection:
        row = connection.execute(select(table).where(table.c.id == id, table.c.account == owner)).first()
        if row is None:
            said, step = "There is no such address of yours.", "look at the list; it may have been ended"
            raise fault("no-such-calendar-link", WHERE, said, step)
        connection.execute(table.delete().where(table.c.id == id))
        audit.write(connection, store.tables, caller, Act.CALENDAR_LINK_ENDED, now, row.process)
