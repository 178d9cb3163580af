"""A desk under load: a server of two workers on PostgreSQL, people who read, and programs that record.

All of it is on this machine and without TLS, so that no client needs to read certificates, which takes long.
"""

from __future__ import annotations

import itertools
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment

from benchmarks.process_file import process_file
from reconvene.live.api_tokens import make_token
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.people import local_lead
from reconvene.live.roles import Role
from reconvene.live.sessions import make_login_link, open_link
from reconvene.web import serving
from reconvene.web.house import House
from reconvene.web.serving import DATABASE, OFFICE, house_at

OBLIGATIONS = 300
ADOPTED = datetime(2020, 1, 1, tzinfo=UTC)
NAME = "load"
PAGES = ("", "/status", "/obligations", "/findings", "/record", "/status.json")
LEAST = 2
"""So many pages everybody reads, however slow the machine is."""
EMPTY, DESK = "benchmarks.web_load:empty", "benchmarks.web_load:desk"
BLANK_PATH = "/blank"
BLANK = "<!DOCTYPE html>\n<html lang=en><head><title>{{ title }}</title></head><body></body></html>\n"


def empty() -> FastAPI:
    """An application of the same framework with one page, whose template says nothing: the yardstick."""
    return _with_blank(FastAPI(), "/{path:path}")


def desk() -> FastAPI:
    """The application of the desk, with the same page beside its own: what a page costs there that says nothing."""
    return _with_blank(serving.application(), BLANK_PATH)


def _with_blank(app: FastAPI, address: str) -> FastAPI:
    templates = Environment(loader=DictLoader({"empty.html": BLANK}), autoescape=True)

    @app.get(address)
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(templates.get_template("empty.html").render(title=request.url.path))

    return app


def set_up(folder: Path, database: str | None, count: int = OBLIGATIONS) -> dict[str, str]:
    """An office with one process of so many obligations on record; gives what readers and programs send."""
    house: House = house_at(folder, database)
    local_lead(house.people, datetime.now(UTC))
    text = process_file(count).replace("as_of: 2030-01-01\n", "as_of: 2020-01-01\n")
    place = house.office.begin(NAME, text)
    place.set_up(place.versions.read(), "north", ADOPTED)
    now = datetime.now(UTC)
    opened = open_link(house.people, make_login_link(house.people, ADMINISTRATOR, now), now)
    token = make_token(house.people, opened.caller, "load", Role.RECORDER, now, lasts=timedelta(days=1)).token
    house.close()
    return {"cookie": f"reconvene={opened.token}", "authorization": f"Bearer {token}"}


@contextmanager
def served(application: str, folder: Path, database: str, workers: int = 2) -> Iterator[str]:
    """An application served by so many workers; gives its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", application, "--workers", str(workers)]
    running = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "error", "--no-access-log"],
        env={**os.environ, OFFICE: str(folder), DATABASE: database},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, running)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            if httpx.get(f"{address}/health", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
        if running.poll() is not None:
            raise RuntimeError(f"the server ended with {running.returncode}")
    raise RuntimeError("the server does not answer")


def late(seconds: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(seconds, n=20)[-1]


@dataclass
class Measured:
    """What readers and recorders met with: how long each page took, what was answered, what was acknowledged.

    `blank` are the pages among them that say nothing, where the application has such.
    """

    seconds: list[float] = field(default_factory=list)
    blank: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def late(self) -> float:
        """The 95th percentile of a page, in seconds."""
        return late(self.seconds)

    def note(self, what: str, status: object, seconds: float | None = None) -> None:
        """Keep one answer."""
        with self.lock:
            self.statuses[f"{what} {status}"] += 1
            if seconds is not None:
                (self.blank if what == "blank" else self.seconds).append(seconds)


def load(  # noqa: PLR0913  (a load has so many sides, and each is named where it is asked for)
    address: str,
    headers: dict[str, str],
    *,
    readers: int,
    recorders: int,
    lasts: float,
    each: int,
    pause: float = 0.0,
    blank: bool = False,
) -> Measured:
    """Let people read, each a page a second as one who clicks, and others record so many events each.

    Whoever records waits about so many seconds before each event; without a pause they send one upon the other. With
    `blank` they read the page that says nothing as often as each other.
    """
    measured, end = Measured(), time.monotonic() + lasts
    working = [threading.Thread(target=_read, args=(address, headers, measured, end, blank, n)) for n in range(readers)]
    working += [
        threading.Thread(target=_record, args=(address, headers, measured, each, pause, n)) for n in range(recorders)
    ]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return measured


def _read(address: str, headers: dict[str, str], measured: Measured, end: float, blank: bool, number: int) -> None:
    chance = random.Random(number)
    paths = [*(f"/processes/{NAME}{path}" for path in PAGES), *([BLANK_PATH] if blank else [])]
    with httpx.Client(base_url=address, headers={"Cookie": headers["cookie"]}, timeout=120, verify=False) as client:  # noqa: S501
        time.sleep(chance.random())
        for turn in itertools.count():
            if turn >= LEAST and time.monotonic() > end:
                return
            begun, path = time.perf_counter(), chance.choice(paths)
            try:
                status: object = client.get(path).status_code
            except httpx.TransportError as error:
                status = type(error).__name__
            measured.note("blank" if path == BLANK_PATH else "page", status, time.perf_counter() - begun)
            time.sleep(chance.uniform(0.5, 1.5))


def _record(address: str, headers: dict[str, str], measured: Measured, each: int, pause: float, number: int) -> None:
    chance = random.Random(-1 - number)
    with httpx.Client(base_url=address, timeout=120, verify=False) as client:  # noqa: S501
        for turn in range(each):
            time.sleep(pause * chance.uniform(0.5, 1.5))
            id = f"r{number}_{turn}"
            event = {"kind": "statement", "id": id, "happened": "2021-01-01", "by_party": "north", "what": "position"}
            sent = {"Authorization": headers["authorization"], "Idempotency-Key": id}
            for _ in range(20):  # as a program does: the same again, until it is acknowledged
                try:
                    answer = client.post(f"/api/processes/{NAME}/events", json=event, headers=sent)
                except httpx.TransportError as error:
                    measured.note("event", type(error).__name__)
                    time.sleep(0.5)
                    continue
                measured.note("event", answer.status_code)
                if answer.status_code in (200, 201):
                    measured.acknowledged.append(id)
                    break
                time.sleep(0.2)
