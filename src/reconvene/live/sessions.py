"""Sessions of the people of a desk: opened by a password or a link that works once, listed, and ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.callers import WHERE, Caller, Person, Through
from reconvene.live.passwords import hash_password, is_outdated, is_password
from reconvene.live.people import LOCAL, TRIES, TRY_EVERY, person_of, row_of
from reconvene.live.people_store import PeopleStore
from reconvene.live.rate_limits import take
from reconvene.live.roles import Action, Role
from reconvene.live.tokens import csrf_of, digest_of_token, new_id, new_token, same_secret
from reconvene.record.fault import RecordFault, fault, found

IDLE = timedelta(hours=12)
"""A session ends when nothing was asked in it for so long."""
LASTS = timedelta(days=7)
"""A session ends after so long, whatever is asked in it."""
LINK_LASTS = timedelta(minutes=10)
"""For how long a login link is good."""
LINK_PATH = "/login/"
"""Where the web application takes a login link; its token follows."""
SEEN_EVERY = timedelta(minutes=1)
"""When a session was last used is kept no more exactly than this, so that reading a page seldom writes."""
LONGEST_AGENT = 200

TRIES_FROM, TRY_FROM_EVERY = 30, timedelta(seconds=6)
"""How often names may be tried at once from one address, and how soon once more."""


class NotLoggedIn(RecordFault):
    """Name and password do not go together, or that person is let in no more; which of these is not told."""


@dataclass(frozen=True)
class Opened:
    """A new session: the token for the cookie, which is kept nowhere, and whose session it is."""

    token: str = field(repr=False)
    caller: Caller


@dataclass(frozen=True)
class Session:
    """A session in a list: whose, with what browser, from where, since when, last used, until when."""

    id: str
    name: str
    agent: str
    origin: str
    made: datetime
    seen: datetime
    expires: datetime
    current: bool


# --- opening ---


def log_in(store: PeopleStore, name: str, password: str, now: datetime, *, origin: str = "", agent: str = "") -> Opened:
    """Open a session by name and password. Raises `NotLoggedIn`, or `TooMany` after too many tries."""
    plain = name.strip().lower()[:64]
    take(store, f"log in from {origin}", now, capacity=TRIES_FROM, every=TRY_FROM_EVERY)
    take(store, f"log in as {plain}", now, capacity=TRIES, every=TRY_EVERY)
    account = store.tables.account
    with store.reading() as connection:
        row = connection.execute(select(account).where(account.c.key == store.key(plain))).first()
    kept = None if row is None or row.disabled else row.password
    right = is_password(kept, password)  # takes as long where nobody has the name
    if row is None or kept is None or not right:
        raise _refused(store, row, now, origin)
    renewed = hash_password(password) if is_outdated(kept) else kept
    with store.writing() as connection:
        again = connection.execute(select(account).where(account.c.id == row.id)).one()
        if not again.disabled and again.password == kept:
            connection.execute(account.update().where(account.c.id == again.id).values(password=renewed))
            return _open(store, connection, person_of(again), now, (origin, agent))
    raise _refused(store, row, now, origin)  # the password was changed at this very moment


def _refused(store: PeopleStore, row: Row[Any] | None, now: datetime, origin: str) -> NotLoggedIn:
    """Note the attempt. A name that nobody has is not kept: it may be a password, typed one line too high."""
    nobody = Caller(None, Role.READER, Through.SESSION, origin=origin)
    with store.writing("audit") as connection:
        audit.write(connection, store.tables, nobody, Act.LOGIN_FAILED, now, "" if row is None else row.name)
    said = "The name and the password do not go together."
    return NotLoggedIn(found("not-logged-in", WHERE, said, "try again, or ask a lead of the desk for a new link"))


def _open(store: PeopleStore, connection: Connection, person: Person, now: datetime, whence: tuple[str, str]) -> Opened:
    origin, agent = whence
    token, id = new_token(), new_id()
    caller = Caller(person, person.role, Through.SESSION, id, csrf_of(token), origin)
    connection.execute(
        store.tables.session.insert().values(
            id=id,
            digest=digest_of_token(token),
            account=person.id,
            agent=agent[:LONGEST_AGENT],
            origin=origin,
            made=now,
            seen=now,
            expires=now + LASTS,
        )
    )
    audit.write(connection, store.tables, caller, Act.LOGGED_IN, now, person.name)
    return Opened(token, caller)


def make_login_link(
    store: PeopleStore, caller: Caller, now: datetime, *, name: str = LOCAL, lasts: timedelta = LINK_LASTS
) -> str:
    """A token that opens one session as somebody without a password; for the person at the machine of the desk alone.

    Raises `NotAllowed` to anybody else, and `RecordFault` for nobody's name.
    """
    if caller.through is not Through.MACHINE:
        raise fault("role-forbids", WHERE, "A login link is made at the machine of the desk.", "renew an invitation")
    token = new_token()
    with store.writing() as connection:
        row = row_of(store, connection, name)
        values = {"digest": digest_of_token(token), "account": row.id, "expires": now + lasts}
        connection.execute(store.tables.link.insert().values(**values))
        audit.write(connection, store.tables, caller, Act.LINK_MADE, now, row.name)
    return token


def open_link(store: PeopleStore, token: str, now: datetime, *, origin: str = "", agent: str = "") -> Opened:
    """Open the session of a login link, once. Raises `RecordFault` where it was used, is too old, or never was."""
    link, account = store.tables.link, store.tables.account
    with store.writing() as connection:
        row = connection.execute(
            select(account, link.c.expires)
            .join(link, link.c.account == account.c.id)
            .where(link.c.digest == digest_of_token(token), account.c.disabled.is_(False))
        ).first()
        if row is None or row.expires <= now:
            said = "This link is good no more: it works once, and for some minutes."
            raise fault("link-spent", WHERE, said, "take the link that the command printed last, or start it again")
        connection.execute(link.delete().where(link.c.digest == digest_of_token(token)))
        return _open(store, connection, person_of(row), now, (origin, agent))


# --- within ---


def resume(store: PeopleStore, token: str, now: datetime, *, origin: str = "", touch: bool = True) -> Caller | None:
    """Whose session a token is, with the role of that person as it is now; None if it has ended or never was.

    With `touch` it counts as used; what a page asks by itself keeps no session alive.
    """
    session, account = store.tables.session, store.tables.account
    columns = (session.c.id.label("session"), session.c.seen, session.c.expires)
    with store.reading() as connection:
        row = connection.execute(
            select(account, *columns)
            .join(session, session.c.account == account.c.id)
            .where(session.c.digest == digest_of_token(token), account.c.disabled.is_(False))
        ).first()
    if row is None or row.expires <= now or row.seen + IDLE <= now:
        return None
    if touch and row.seen + SEEN_EVERY <= now:
        with store.writing(f"session {row.session}") as connection:
            connection.execute(session.update().where(session.c.id == row.session).values(seen=now))
    person = person_of(row)
    return Caller(person, person.role, Through.SESSION, row.session, csrf_of(token), origin)


def is_form_of(caller: Caller, csrf: str) -> bool:
    """Whether a form was made for the session of the caller. Without a session no form is."""
    return caller.through is Through.SESSION and caller.csrf != "" and same_secret(caller.csrf, csrf)


# --- listing and ending ---


def list_sessions(store: PeopleStore, caller: Caller, now: datetime, *, everybody: bool = False) -> list[Session]:
    """The sessions that are open, newest first: one's own, or everybody's, which only a lead may see."""
    caller.insist(Action.REVOKE_ALL_SESSIONS if everybody else Action.REVOKE_OWN_SESSIONS)
    session, account = store.tables.session, store.tables.account
    asked = (
        select(session, account.c.name)
        .join(account, account.c.id == session.c.account)
        .where(session.c.expires > now, session.c.seen > now - IDLE)
        .order_by(session.c.made.desc(), session.c.id)
    )
    if not everybody:
        asked = asked.where(session.c.account == (caller.person.id if caller.person else ""))
    with store.reading() as connection:
        return [
            Session(
                row.id, row.name, row.agent, row.origin, row.made, row.seen, row.expires, row.id == caller.credential
            )
            for row in connection.execute(asked)
        ]


def revoke_session(store: PeopleStore, caller: Caller, id: str, now: datetime) -> None:
    """End a session: one's own, or, for a lead, anybody's. Raises `RecordFault` where there is none to end."""
    session, account = store.tables.session, store.tables.account
    with store.writing() as connection:
        row = connection.execute(
            select(session, account.c.name).join(account, account.c.id == session.c.account).where(session.c.id == id)
        ).first()
        own = row is not None and caller.person is not None and row.account == caller.person.id
        caller.insist(Action.REVOKE_OWN_SESSIONS if own else Action.REVOKE_ALL_SESSIONS)
        if row is None:
            raise fault("no-such-session", WHERE, "There is no such session.", "look at the list; it may have ended")
        connection.execute(session.delete().where(session.c.id == id))
        act = Act.LOGGED_OUT if id == caller.credential else Act.SESSION_REVOKED
        audit.write(connection, store.tables, caller, act, now, row.name)


def revoke_others(store: PeopleStore, caller: Caller, now: datetime) -> int:
    """End all sessions of one's own but this; gives how many those were."""
    caller.insist(Action.REVOKE_OWN_SESSIONS)
    others = [each.id for each in list_sessions(store, caller, now) if not each.current]
    for id in others:
        revoke_session(store, caller, id, now)
    return len(others)


def log_out(store: PeopleStore, caller: Caller, now: datetime) -> None:
    """End the session of the caller."""
    revoke_session(store, caller, caller.credential, now)
