"""Many at one desk: no event is lost or doubled, nobody meets an error, and a server that dies takes nothing along."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.web_load import LEAST, NAME, Measured, load, served, set_up
from reconvene.live.office import Office
from reconvene.record.verification import verify_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a thing of POSIX systems")


def recorded(folder: Path, database: str | None = None) -> Counter[str]:
    """How often each event is on record."""
    office = Office(folder, database or "here")
    try:
        return Counter(said.event.id for said in office.place(NAME).desk.contents.said)
    finally:
        office.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`reconvene serve` on an office, once it has printed its link; killed at the end, with no chance to say a word."""
    command = [str(Path(sys.executable).with_name("reconvene")), "serve", "--no-open", "--port", str(port), str(folder)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    try:
        assert any("/login/" in line for line in running.stdout)
        yield running
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


@pytest.mark.long
def test_fifty_read_and_ten_record_with_two_workers_on_postgresql(quick_path: Path, postgres: str) -> None:
    folder = quick_path / "office"
    headers = set_up(folder, postgres, 300)
    with served("reconvene.web.serving:application", folder, postgres) as address:
        met = load(address, headers, readers=50, recorders=10, lasts=10, each=3)
    assert len(met.acknowledged) == len(set(met.acknowledged)) == 30
    assert set(met.statuses) <= {"page 200", "event 201", "event 200"}, met.statuses
    assert met.statuses["page 200"] >= 50 * LEAST
    on_record = recorded(folder, postgres)
    assert {id: on_record[id] for id in met.acknowledged} == dict.fromkeys(met.acknowledged, 1)
    assert verify_at(postgres).intact


@pytest.mark.long
@pytest.mark.parametrize("after", [0.05, 0.6, 1.7])
def test_what_was_acknowledged_outlives_a_server_that_is_killed(tmp_path: Path, after: float) -> None:
    headers, port = set_up(tmp_path, None, 20), free_port()
    address, met = f"http://127.0.0.1:{port}", Measured()
    with serving(tmp_path, port) as first:
        threading.Timer(after, first.kill).start()
        asking = threading.Thread(target=lambda: met.__dict__.update(writing(address, headers).__dict__))
        asking.start()
        first.wait(30)
        before = recorded(tmp_path)
        with serving(tmp_path, port):  # the programs still try, with the same keys
            asking.join(120)
    assert not asking.is_alive()
    assert sum(count for key, count in met.statuses.items() if key.endswith("Error")) >= 1, "the death was noticed"
    on_record = recorded(tmp_path)
    assert before <= on_record, "nothing that was on record went"
    asked = {f"r{number}_{turn}" for number in range(4) for turn in range(3)}
    assert set(met.acknowledged) <= set(on_record)
    assert all(on_record[id] == 1 for id in asked & set(on_record))
    assert verify_at(Office(tmp_path).place(NAME).folder / "desk").intact


def writing(address: str, headers: dict[str, str]) -> Measured:
    """Four programs that record three events each, so slowly that whenever the server dies some are still to come."""
    return load(address, headers, readers=0, recorders=4, lasts=0, each=3, pause=1.2)


@pytest.mark.long
@pytest.mark.browser
def test_a_page_says_that_the_server_is_away_and_recovers_by_itself(tmp_path: Path, browser: Browser) -> None:
    headers, port = set_up(tmp_path, None, 2), free_port()
    context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
    token = headers["cookie"].partition("=")[2]
    context.add_cookies([{"name": "reconvene", "value": token, "url": f"http://127.0.0.1:{port}"}])
    with serving(tmp_path, port) as first:
        page = context.new_page()
        page.goto(f"/processes/{NAME}/record")
        away = page.get_by_text("The desk does not answer.")
        assert not away.is_visible()
        heading = page.get_by_role("heading", level=1).inner_text()
        first.kill()
        first.wait()
        away.wait_for(timeout=30_000)
        assert page.get_by_role("heading", level=1).inner_text() == heading, "the page stays as it was"
    with serving(tmp_path, port):
        away.wait_for(state="hidden", timeout=60_000)
        page.goto(f"/processes/{NAME}/status")
        assert page.get_by_role("heading", level=1).is_visible()
    context.close()
