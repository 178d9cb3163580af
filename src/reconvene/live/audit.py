"""The audit of a desk: who did what, when and from where. Entries are added, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from reconvene.live.callers import Caller, Through
from reconvene.live.people_store import PeopleStore
from reconvene.live.people_tables import Tables
from reconvene.live.roles import Action

PAGE = 100


class Act(StrEnum):
    """What was done."""

    LOGGED_IN = "logged in"
    LOGIN_FAILED = "login failed"
    LOGGED_OUT = "logged out"
    LINK_MADE = "login link made"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    INVITATION_ACCEPTED = "invitation accepted"
    ROLE_CHANGED = "role changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SHOWN_NAME_CHANGED = "shown name changed"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  (words, no password)
    SESSION_REVOKED = "session revoked"
    TOKEN_MADE = "token made"  # noqa: S105
    TOKEN_REVOKED = "token revoked"  # noqa: S105
    CALENDAR_LINK_MADE = "calendar link made"
    CALENDAR_LINK_ENDED = "calendar link ended"
    DRAFT_EDITED = "draft edited"
    VERSION_SAVED = "version saved"
    VERSION_ADOPTED = "version adopted"
    EVENT_RECORDED = "event recorded"
    EVENT_REDACTED = "event redacted"
    EXPORTED = "exported"
    BUNDLE_EXPORTED = "bundle exported"
    BUNDLE_IMPORTED = "bundle imported"
    DEPOSITED = "deposited"
    CHECKPOINT_SIGNED = "checkpoint signed"
    BACKED_UP = "backed up"
    SETTINGS_CHANGED = "settings changed"


@dataclass(frozen=True)
class Noted:
    """One entry: its number, when, the name of who did it, by what they were known, what, of what, and from where."""

    number: int
    at: datetime
    who: str
    through: Through
    act: Act
    about: str
    origin: str


def note(store: PeopleStore, caller: Caller, act: Act, now: datetime, about: str = "") -> None:
    """Keep that something was done, such as `Act.EVENT_RECORDED` with the id of the event. No secret goes in."""
    with store.writing("audit") as connection:
        write(connection, store.tables, caller, act, now, about)


def write(connection: Connection, tables: Tables, caller: Caller, act: Act, now: datetime, about: str = "") -> None:
    """The same within a transaction, so that the act and its entry are kept together."""
    connection.execute(
        tables.audit.insert().values(
            at=now,
            account=None if caller.person is None else caller.person.id,
            who=caller.name,
            through=caller.through.value,
            act=act.value,
            about=about,
            origin=caller.origin,
        )
    )


def read_audit(
    store: PeopleStore, caller: Caller, *, before: int | None = None, limit: int | None = PAGE, act: Act | None = None
) -> list[Noted]:
    """The newest entries, or those before a number, newest first. Raises `NotAllowed` unless the caller is a lead."""
    caller.insist(Action.SEE_AUDIT)
    audit = store.tables.audit
    asked = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        asked = asked.where(audit.c.number < before)
    if act is not None:
        asked = asked.where(audit.c.act == act.value)
    with store.reading() as connection:
        return [
            Noted(row.number, row.at, row.who, Through(row.through), Act(row.act), row.about, row.origin)
            for row in connection.execute(asked)
        ]
