"""Programs that write to a record, for tests to run side by side and to kill: each is a real process."""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from reconvene.live.desk import open_desk
from reconvene.live.ticking import tick
from reconvene.record.address import open_store
from reconvene.record.fault import RecordFault
from reconvene.record.keys import key_from_secret
from reconvene.record.log import Log
from reconvene.record.verification import verify_at
from tests.desks import ALL, NOW

SECRET = bytes(range(32))
KEY = key_from_secret("sweden", SECRET)
READERS = ("dprk", "us")
NOBODY = 65534
"""The user that may do nothing, where tests are run by root, who may do everything."""

Told = list[Any]


def processes() -> ForkServerContext:
    """How the programs are started: from a server that has imported everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.writers"])
    return context


def run(work: Callable[..., None], *given: object) -> Told:
    """Run one program to its end, and give what it told."""
    here, there = processes().Pipe(duplex=False)
    process = processes().Process(target=work, args=(*given, there))
    process.start()
    there.close()
    told = heard(here)
    process.join()
    return told


def heard(pipe: Connection) -> Told:
    """Everything that was told over a pipe, until nobody holds its other end."""
    told = []
    try:
        while True:
            told.append(pipe.recv())
    except EOFError:
        return told


def write(where: str, name: str, count: int | None, told: Connection) -> None:
    """Write so many events, or for ever; tell each when it is acknowledged."""
    log = Log(open_store(where), ALL, READERS)
    number = 0
    while count is None or number < count:
        entry = log.append({"writer": name, "number": number}, key=KEY, now=NOW)
        told.send((entry.header.sequence, entry.hash))
        number += 1


def write_until_full(where: str, room: int, told: Connection) -> None:
    """Write until the disk takes no more: no file of this process may grow beyond so many bytes."""
    store = open_store(where)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    log = Log(store, ALL, READERS)
    try:
        for number in range(10_000):
            entry = log.append({"number": number, "words": "x" * 1000}, key=KEY, now=NOW)
            told.send((entry.header.sequence, entry.hash))
    except RecordFault as fault:
        told.send(fault.finding.id)


def write_where_nothing_may_be(where: str, told: Connection) -> None:
    """Try to write as a user who may only read, and then to verify."""
    verify_at(where)  # loads what nobody may read, such as Python itself
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    try:
        Log(open_store(where), ALL, READERS).append({"kind": "statement"}, key=KEY, now=NOW)
    except RecordFault as fault:
        told.send(fault.finding.id)
    told.send([finding.id for finding in verify_at(Path(where)).findings])


def tick_at(folder: str, now: datetime, told: Connection) -> None:
    """Let the clock of a desk act, as soon as a word comes; tell what it recorded and whom it told."""
    with open_desk(folder) as desk:
        told.send("ready")
        told.recv()
        ticked = tick(desk, now)
        told.send([event.id for event in ticked.events])
        told.send([each.alert.to for each in ticked.told])
