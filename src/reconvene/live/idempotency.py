"""Requests that are done once, however often they are sent: keys of the senders, and what was answered to each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from reconvene.live.callers import WHERE, Caller
from reconvene.live.people_store import PeopleStore
from reconvene.record.fault import fault

LASTS = timedelta(days=2)
"""For how long an answer is kept."""
PATIENCE = timedelta(minutes=1)
"""A request that has not been answered after so long was cut off: its worker died."""


@dataclass(frozen=True)
class Answer:
    """What was answered to the first request with a key."""

    status: int
    body: str


def digest_of_request(*parts: bytes) -> str:
    """What says that two requests are the same: the method, the path and the body, each for itself."""
    every = hashlib.sha256()
    for part in parts:
        every.update(len(part).to_bytes(8, "big") + part)
    return every.hexdigest()


def begin(store: PeopleStore, caller: Caller, key: str, digest: str, now: datetime) -> Answer | None:
    """Begin the request of a key: None to whoever comes first, and to everybody after that what was answered.

    The first then says `settle`, or `give_up` if nothing was done. Raises `RecordFault` if the key was another
    request's (`key-of-another-request`), the first is being answered still (`key-in-use`), or it was cut off, so that
    nobody knows whether it was done (`request-cut-off`): it is never done again by itself.
    """
    table = store.tables.answer
    whose, kept = _place(caller, key)
    with store.writing(f"answer {whose} {kept}") as connection:
        here = (table.c.account == whose, table.c.key == kept)
        connection.execute(table.delete().where(*here, table.c.expires <= now))
        row = connection.execute(select(table).where(*here)).first()
        if row is not None:
            return _answer(row, digest, now)
        values = {"account": whose, "key": kept, "digest": digest, "made": now, "expires": now + LASTS}
        connection.execute(table.insert().values(**values))
    return None


def _answer(row: Row[Any], digest: str, now: datetime) -> Answer:
    if row.digest != digest:
        said = "This key was sent before, with another request."
        raise fault(
            "key-of-another-request", WHERE, said, "make a new key for each request, and keep it for its repeats"
        )
    if row.status is not None:
        return Answer(row.status, row.body)
    if now < row.made + PATIENCE:
        said = "The first request with this key is being answered."
        raise fault("key-in-use", WHERE, said, "send it again, with the same key, in some seconds")
    said = "The first request with this key was cut off: it may have been done, or not."
    raise fault(
        "request-cut-off", WHERE, said, "look in the record whether it is there; if not, send it with a new key"
    )


def settle(store: PeopleStore, caller: Caller, key: str, answer: Answer) -> None:
    """Keep what was answered to the request of a key."""
    table = store.tables.answer
    whose, kept = _place(caller, key)
    with store.writing(f"answer {whose} {kept}") as connection:
        connection.execute(
            table.update()
            .where(table.c.account == whose, table.c.key == kept)
            .values(status=answer.status, body=answer.body)
        )


def give_up(store: PeopleStore, caller: Caller, key: str) -> None:
    """Let the key go: the request was refused, and nothing was done. It may be sent again with the same key."""
    table = store.tables.answer
    whose, kept = _place(caller, key)
    with store.writing(f"answer {whose} {kept}") as connection:
        connection.execute(
            table.delete().where(table.c.account == whose, table.c.key == kept, table.c.status.is_(None))
        )


def _place(caller: Caller, key: str) -> tuple[str, str]:
    return (caller.person.id if caller.person else "", hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest())
