"""Serving: the application on a port of this machine, with the clock running in it, and the link that lets one in."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.request import urlopen

import uvicorn
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from reconvene.live import clock
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.office import Office
from reconvene.live.people import local_lead
from reconvene.live.people_store import open_people_at
from reconvene.live.sessions import LINK_PATH, make_login_link
from reconvene.live.settings import HERE
from reconvene.live.sweeping import sweep
from reconvene.record.fault import RecordFault, fault
from reconvene.web import catalogue
from reconvene.web.application import create_application
from reconvene.web.house import House
from reconvene.web.office_pages import FIRST, card_of

EVERY = 60.0
"""So many seconds pass between two ticks of the clock."""
SWEEP = 3600.0
"""So many seconds pass before what is over among the people is cleared away again."""

QUIET = 1.0
"""So many seconds nobody may have asked for anything before another screen is loaded."""

OFFICE, DATABASE, HTTPS = "RECONVENE_OFFICE", "RECONVENE_DATABASE", "RECONVENE_HTTPS"
"""The variables that say what a server of several workers serves."""

NEAR = ("127.0.0.1", "::1", "localhost")
"""Addresses that this machine alone reaches."""

log = logging.getLogger("reconvene.web")


@dataclass(frozen=True)
class Wishes:
    """What whoever starts the server asks for."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8730
    database: str | None = None
    open: bool = True
    check: bool = False
    passphrase: str | None = None
    rests: bool = False
    """Whether the clock rests: after a restore the desks take what the others hold before anything else is recorded."""


def house_at(folder: Path, database: str | None = None, passphrase: str | None = None) -> House:
    """The office in a folder, which is made if it is not there, with its people. Raises `RecordFault` if not.

    `RECONVENE_HTTPS=1` in the environment says that browsers reach it over https.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"`{folder}` cannot be the folder of an office: {error.strerror or error}."
        raise fault(
            "office-unwritable", str(folder), said, "name a folder of yours, or one that is not there"
        ) from error
    office = Office(folder, database or HERE, passphrase)
    return House(office, open_people_at(folder, database or HERE), os.environ.get(HTTPS, "") not in ("", "0"))


def ticking(house: House, *, rests: bool = False) -> FastAPI:
    """The application, with the clock running in it for as long as it is served, unless it rests."""
    app = create_application(house)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        running = asyncio.create_task(_sweep_always(house) if rests else _tick_always(house))
        yield
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        house.close()

    app.router.lifespan_context = lifespan
    return app


def application() -> FastAPI:
    """The application of the office that the environment names, for a server of several workers.

    `RECONVENE_OFFICE` is its folder, `RECONVENE_DATABASE` its database if it has one, `RECONVENE_PASSPHRASE` opens what
    is sealed, and `RECONVENE_HTTPS=1` says that browsers reach it over https. Raises `RecordFault` otherwise.

        uvicorn --no-access-log --factory reconvene.web.serving:application --workers 2
    """
    asked = os.environ.get
    catalogue.load()  # such a server runs for long, and no visitor should be the one who waits
    house = house_at(Path(asked(OFFICE, "reconvene-office")), asked(DATABASE), asked("RECONVENE_PASSPHRASE"))
    local_lead(house.people, clock.now())
    # As in the command line: what is read of a process is kept, and looking for what to throw away finds little of it.
    gc.set_threshold(200_000, 20, 100)
    # A page that only looks up what is kept should not wait, at each turn, for one that computes.
    sys.setswitchinterval(0.0005)
    return ticking(house)


async def _sweep_always(house: House) -> None:
    while True:
        try:
            await run_in_threadpool(sweep, house.people, clock.now())
        except RecordFault as error:
            log.warning("What is over cannot be cleared away: %s", error)
        except Exception:
            log.exception("What is over cannot be cleared away; it is tried again")
        await asyncio.sleep(SWEEP)


async def _tick_always(house: House) -> None:
    sweeping = asyncio.create_task(_sweep_always(house))
    try:
        await _tick_on(house)
    finally:
        sweeping.cancel()


async def _tick_on(house: House) -> None:
    while True:
        try:
            await run_in_threadpool(tick_all, house)
        except Exception:
            log.exception("The clock went wrong; it tries again")
        await asyncio.sleep(EVERY)


def tick_all(house: House) -> None:
    """Let the clock act at every desk; what one of them cannot do is told in the log, and the others go on.

    Of several workers at one database, one lets it act and the others leave it; where two do, nothing happens twice.
    """
    places = [place for place in house.office.places if place.has_desk]
    if not places:
        return
    from reconvene.live.ticking import tick  # noqa: PLC0415  (with the letters, takes a while, and a new office has none)

    for place in places:
        try:
            with house.people.alone(f"tick {place.name}") as first:
                if first:
                    tick(place.desk, clock.now())
        except RecordFault as error:
            log.warning("The clock cannot act for %s: %s", place.name, error)
        except Exception:
            log.exception("The clock went wrong for %s; it goes on for the others, and tries again", place.name)


def run(wishes: Wishes) -> None:
    """Serve until it is ended; prints the link that lets whoever started it in.

    With `check`, serves only until the server has answered that it is well, for machines on which nobody looks.
    """
    house = house_at(wishes.folder, wishes.database, wishes.passphrase)
    local_lead(house.people, clock.now())
    listening = _listen(wishes.host, wishes.port)
    address = f"http://{wishes.host}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        ticking(house, rests=wishes.rests), log_level="warning", access_log=False, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    if wishes.check:
        threading.Thread(target=_check, args=(server, address), daemon=True).start()
        server.run(sockets=[listening])
        return
    _say_where(house, address, wishes)
    with _getting_ready(house, server):
        server.run(sockets=[listening])


@contextlib.contextmanager
def _getting_ready(house: House, server: uvicorn.Server) -> Iterator[None]:
    """Meanwhile what the start page shows is read, while a browser opens, and then the screens are loaded."""
    ended = threading.Event()

    def get_ready() -> None:
        card_of(house, FIRST)
        load_quietly(server, ended)

    getting_ready = threading.Thread(target=get_ready)
    getting_ready.start()
    try:
        yield
    finally:
        ended.set()
        getting_ready.join()


def load_quietly(server: uvicorn.Server, ended: threading.Event) -> None:
    """Load the screens that nobody has asked for yet, so that a first click does not wait for its module.

    It begins when a first page was asked for, and loads one module at a time, whenever nobody asks for anything.
    """
    for module in catalogue.modules():
        while not _is_quiet(server, ended):
            if ended.is_set():
                return
        import_module(module)


def _is_quiet(server: uvicorn.Server, ended: threading.Event) -> bool:
    """Whether nothing was asked for, for some time, after something was; it takes that time to find out."""
    asked = server.server_state.total_requests
    return not ended.wait(QUIET) and 0 < asked == server.server_state.total_requests


def _say_where(house: House, address: str, wishes: Wishes) -> None:
    link = address + LINK_PATH + make_login_link(house.people, ADMINISTRATOR, clock.now())
    sys.stdout.write(f"The desk is open at {address}, and its folder is {wishes.folder.resolve()}.\n")
    sys.stdout.write(f"This link lets you in, once, within ten minutes:\n\n  {link}\n\nCtrl-C ends it.\n")
    sys.stdout.flush()
    if wishes.rests:
        sys.stderr.write(
            "note: the clock rests. What was recorded since the back-up is with the other desks: take a bundle of each "
            "under Record, Send and receive, before anything is recorded; then start again without --restore.\n"
        )
    if wishes.host not in NEAR and not house.secure:
        said = f"note: others reach {wishes.host} in clear, passwords too."
        sys.stderr.write(f"{said} Put it behind a proxy that speaks https, and start it with {HTTPS}=1.\n")
    if wishes.open:
        threading.Timer(0.5, webbrowser.open, [link]).start()


def _check(server: uvicorn.Server, address: str) -> None:
    """Ask the server whether it is well, say so, and end it."""
    while not server.started:
        time.sleep(0.05)
    try:
        with urlopen(f"{address}/health", timeout=30) as answer:  # noqa: S310  (our own server)
            told = json.loads(answer.read())
        sys.stdout.write(f"The desk in a browser answers at {address}: {told['status']}.\n")
        sys.stdout.flush()
    finally:
        server.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    """A socket at the port, or at any that is free if that is taken. Raises `RecordFault` where none is ours."""
    for wanted in (port, 0):
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted))
            listening.listen()  # from now on, so that whoever follows the link at once only waits a little
        except OSError as error:
            listening.close()
            if wanted == 0:
                said = f"Nothing can listen at `{host}`: {error.strerror or error}."
                step = "name an address of this machine with --host, such as 127.0.0.1"
                raise fault("cannot-listen", f"{host}:{port}", said, step) from error
            continue
        return listening
    raise AssertionError("any port was asked for")
