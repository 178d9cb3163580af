"""How long a bundle of ten thousand events takes to write and to import, beside the work that no import can skip.

The bare work is to read each line as JSON, to check its signature with PyNaCl, and to insert it into an SQLite file in
one durable transaction. The table informs: the exit code is always 0.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nacl.signing import SigningKey, VerifyKey
from rich.console import Console
from rich.table import Table

from reconvene.clauses.expand import expand
from reconvene.document.load import load
from reconvene.live.bundles import export, import_bundle
from reconvene.live.compartments import OPEN
from reconvene.live.desk import Desk, open_desk
from reconvene.live.founding import create_desk

LENGTHS = (1_000, 10_000)
GOAL = 5.0
"""Ten thousand events in five seconds, on a machine that does nothing else."""
NOW = datetime(2030, 1, 5, 9, tzinfo=UTC)
PROCESS = """\
title: Talks of north and south
parties: {north: {}, south: {}}
channels: {envoys: {level: working, ends: [north, south]}}
"""


def contacts(desk: Desk, length: int) -> None:
    """So many contacts, a few hours apart."""
    for start in range(0, length, 500):
        held = []
        for place in range(start, min(start + 500, length)):
            day = (NOW + timedelta(hours=5 * place)).date().isoformat()
            said = {"id": f"contact_{place}", "kind": "contact", "version": "1", "channel": "envoys"}
            held.append({"event": {**said, "happened": day, "recorded": day, "text": "They spoke on the telephone."}})
        desk.write(OPEN, held, NOW)


def bare(content: bytes, folder: Path) -> None:
    """What importing cannot skip."""
    lines = [line.partition(b" ") for line in content.splitlines()]
    rows = [(word, rest) for word, _, rest in lines if word in (b"entry", b"body")]
    key = SigningKey.generate()
    signed, verifier = key.sign(rows[0][1]), VerifyKey(bytes(key.verify_key))
    with sqlite3.connect(folder / "bare.sqlite3") as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE entry (line BLOB)")
        for word, rest in rows:
            json.loads(rest)
            if word == b"entry":
                verifier.verify(signed)
        connection.executemany("INSERT INTO entry VALUES (?)", [(rest,) for _, rest in rows])
    connection.close()


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(length: int, folder: Path) -> tuple[float, float, float, int]:
    """Seconds to export, to import and for the bare work, and the size of the bundle."""
    path = folder / "process.reconvene.yaml"
    path.write_text(PROCESS, encoding="utf-8")
    document = expand(load(path))
    for actor in ("north", "south"):
        create_desk(folder / actor, document, actor, NOW).close()
    file = folder / "bundle.txt"
    with open_desk(folder / "north") as north, open_desk(folder / "south") as south:
        contacts(north, length)
        out = seconds(lambda: file.write_bytes(export(north, "south").content))
        back = seconds(lambda: import_bundle(south, file))
        if len(south.contents.said) != length:
            raise SystemExit("not everything came")
    content = file.read_bytes()
    return out, back, seconds(lambda: bare(content, folder)), len(content)


def main() -> None:
    """Measure and print."""
    table = Table(title=f"A bundle from desk to desk (goal: 10,000 events imported in {GOAL:g} s)")
    for heading in ("events", "MB", "export s", "import s", "bare work s", "import / bare"):
        table.add_column(heading, justify="right")
    for length in LENGTHS:
        with tempfile.TemporaryDirectory() as name:
            out, back, least, size = measure(length, Path(name))
        cells = (f"{size / 1e6:.1f}", f"{out:.2f}", f"{back:.2f}", f"{least:.2f}", f"{back / least:.1f}")
        table.add_row(f"{length:,}", *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
