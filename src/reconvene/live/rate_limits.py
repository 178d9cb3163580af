"""Limits on how often something is tried, kept where all programs of a desk see them: token buckets."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import select

from reconvene.live.callers import WHERE
from reconvene.live.people_store import PeopleStore
from reconvene.live.tokens import digest_of_token
from reconvene.record.fault import RecordFault, found


class TooMany(RecordFault):
    """It was tried too often; after `wait` it may be tried again."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        said = "This was tried too often in too short a time."
        super().__init__(found("too-many-requests", WHERE, said, f"wait {seconds} s, and try again"))
        self.wait = timedelta(seconds=seconds)


def take(store: PeopleStore, key: str, now: datetime, *, capacity: int, every: timedelta) -> None:
    """Take one of the tries under a key; there are `capacity` at first, and one more comes with each `every`.

    Raises `TooMany` where none is left. Two programs never take the same one.
    """
    bucket = store.tables.bucket
    kept = store.key(digest_of_token(key))  # a key may hold what somebody typed: a password, one line too high
    with store.writing(f"bucket {key}") as connection:
        row = connection.execute(select(bucket).where(bucket.c.key == kept)).first()
        left = float(capacity) if row is None else min(capacity, row.left + max(0.0, (now - row.at) / every))
        if left < 1:
            raise TooMany((1 - left) * every)
        values = {"left": left - 1, "at": now, "full": now + (capacity - left + 1) * every}
        if row is None:
            connection.execute(bucket.insert().values(key=kept, **values))
        else:
            connection.execute(bucket.update().where(bucket.c.key == kept).values(**values))
