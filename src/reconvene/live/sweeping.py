"""What is over among the people of a desk: sessions, links, tokens and answers whose time has passed."""

from __future__ import annotations

from datetime import datetime

from reconvene.live.people_store import PeopleStore
from reconvene.live.sessions import IDLE


def sweep(store: PeopleStore, now: datetime) -> None:
    """Remove what nobody can use any more. Nothing depends on it: what has expired counts for nothing before."""
    tables = store.tables
    with store.writing() as connection:
        for table in (tables.session, tables.link, tables.invitation, tables.token, tables.answer):
            connection.execute(table.delete().where(table.c.expires <= now))
        connection.execute(tables.session.delete().where(tables.session.c.seen <= now - IDLE))
        connection.execute(tables.bucket.delete().where(tables.bucket.c.full <= now))
