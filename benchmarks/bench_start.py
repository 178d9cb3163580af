"""How long a start and a check take, beside a yardstick measured in the same run.

The yardstick is what a comparable tool pays before its first line of work: Python, pydantic and a YAML reader. A ratio
to it says more than seconds do, since it moves less from machine to machine. The table informs: the exit code is
always 0.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.process_file import process_file

ROUNDS = 7
OBLIGATIONS = 1_000
RECONVENE = Path(sys.executable).with_name("reconvene")
YARDSTICK = "from pydantic import BaseModel; import yaml"
SERVER_ROUNDS, SERVED = 5, 2.0
BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.get("/")(lambda: "")
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""


@dataclass(frozen=True)
class Subject:
    """A command to be measured, and what it should cost at most."""

    title: str
    command: Sequence[str | Path]
    seconds: float | None = None
    megabytes: float | None = None
    codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Cost:
    """What one command took: the best time of all rounds, the most memory, and what went wrong, if anything."""

    seconds: float
    megabytes: float
    failure: str = ""


def once(subject: Subject) -> Cost:
    """Run a command to its end as a process of its own, as a shell would; nothing it writes is shown."""
    # Compiled modules are kept from the first round on, as they are wherever reconvene is installed.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        process = subprocess.Popen(
            subject.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip()
    bytes_held = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    failure = ""
    if said or process.returncode not in subject.codes:
        failure = f"exit {process.returncode}: {said.splitlines()[-1] if said else 'said nothing'}"
    return Cost(seconds, bytes_held / 1e6, failure)


def measure(subjects: Sequence[Subject], rounds: int = ROUNDS) -> list[Cost]:
    """The best of so many rounds for each subject; they take turns, so that a busy moment hits all of them."""
    for subject in subjects:
        once(subject)
    taken: list[list[Cost]] = [[] for _ in subjects]
    for _ in range(rounds):
        for costs, subject in zip(taken, subjects, strict=True):
            costs.append(once(subject))
    return [
        Cost(min(cost.seconds for cost in costs), max(cost.megabytes for cost in costs), costs[-1].failure)
        for costs in taken
    ]


def table(subjects: Sequence[Subject], costs: Sequence[Cost]) -> Table:
    """Seconds, ratios to the first subject, memory, and the targets."""
    yardstick = costs[0].seconds
    shown = Table(title=f"Cold start, best of {ROUNDS}", title_justify="left")
    shown.add_column("command")
    for heading in ("seconds", "target", "ratio", "MB", "target MB"):
        shown.add_column(heading, justify="right")
    shown.add_column("")
    for subject, cost in zip(subjects, costs, strict=True):
        shown.add_row(
            subject.title,
            f"{cost.seconds:.3f}",
            "" if subject.seconds is None else f"{subject.seconds:.2f}",
            f"{cost.seconds / yardstick:.2f}",
            f"{cost.megabytes:.0f}",
            "" if subject.megabytes is None else f"{subject.megabytes:.0f}",
            verdict(subject, cost),
        )
    return shown


def verdict(subject: Subject, cost: Cost) -> str:
    """Whether a target was met, in a word."""
    if cost.failure:
        return cost.failure
    if subject.seconds is None:
        return "yardstick"
    late = cost.seconds > subject.seconds
    large = subject.megabytes is not None and cost.megabytes > subject.megabytes
    return "over" if late or large else "met"


def circle_file(count: int) -> str:
    """Duties each of which waits for the next, and the last for the first."""
    head = "title: After you\nparties: {north: {}, south: {}}\nobligations:\n"
    waits = (f"after: d{(number + 1) % count}.verified" for number in range(count))
    return head + "".join(
        f"  d{number}: {{by: north, to: [south], act: [contact], {wait}}}\n" for number, wait in enumerate(waits)
    )


def drawn_file(count: int) -> str:
    """The usual file with lengths known by a distribution, whose tail can break a nearer final date."""
    text = process_file(count).replace("takes: 10..20 days", "takes: {lognormal: {median: 15 days, sigma: 0.8}}")
    return text.replace("2039-12-31", "2033-06-01")


def server_table() -> Table:
    """From the command, in an empty folder, to the page of the Hanoi case, beside a server with one empty page."""
    begun = [(_bare_start(), _desk_start()) for _ in range(SERVER_ROUNDS)]
    bare, desk = (min(each[place] for each in begun) for place in (0, 1))
    shown = Table(title=f"A server, best of {SERVER_ROUNDS}", title_justify="left")
    for heading in ("from the command to", "seconds", "target", "ratio"):
        shown.add_column(heading, justify="left" if heading.startswith("from") else "right")
    shown.add_row("the page of uvicorn and FastAPI alone", f"{bare:.2f}", "", "1.00", style="dim")
    shown.add_row("the page of case:hanoi", f"{desk:.2f}", f"{SERVED:.2f}", f"{desk / bare:.2f}")
    return shown


def _bare_start() -> float:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begun = time.perf_counter()
    with _running([sys.executable, "-c", BARE, str(port)]), httpx.Client(timeout=60) as browser:
        while True:
            try:
                browser.get(f"http://127.0.0.1:{port}/").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.01)
            else:
                return time.perf_counter() - begun


def _desk_start() -> float:
    """As somebody at a terminal who follows the link that is printed, and opens the case."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with _running([RECONVENE, "serve", "--no-open", "--port", "0", folder]) as server:
            assert server.stdout is not None
            link = next(line.strip() for line in server.stdout if "/login/" in line)
            with httpx.Client(timeout=60) as browser:
                browser.get(link)
                browser.get(httpx.URL(link).copy_with(path="/processes/case:hanoi")).raise_for_status()
            return time.perf_counter() - begun


@contextmanager
def _running(command: Sequence[str | Path]) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            yield server
        finally:
            server.terminate()


def main() -> None:
    """Measure, and print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{OBLIGATIONS}.reconvene.yaml"
        path.write_text(process_file(OBLIGATIONS), encoding="utf-8")
        circle = path.with_name("circle.reconvene.yaml")
        circle.write_text(circle_file(OBLIGATIONS), encoding="utf-8")
        drawn = path.with_name("drawn.reconvene.yaml")
        drawn.write_text(drawn_file(OBLIGATIONS), encoding="utf-8")
        check: list[str | Path] = [RECONVENE, "check"]
        subjects = [
            Subject(f'python -c "{YARDSTICK}"', [sys.executable, "-c", YARDSTICK]),
            Subject("reconvene --version", [RECONVENE, "--version"], 0.15),
            Subject("reconvene check case:hanoi", [*check, "case:hanoi"], 0.4, codes=(0, 1)),
            Subject(f"reconvene check, {OBLIGATIONS:,} obligations", [*check, path], 1.5, 300, codes=(0, 1)),
            Subject(f"  each of {OBLIGATIONS:,} waits for the next", [*check, circle], 5, codes=(0, 1)),
            Subject(f"  {OBLIGATIONS:,} lengths to be drawn", [*check, drawn], 2.5, codes=(0, 1)),
        ]
        console = Console(width=None if sys.stdout.isatty() else 120)
        console.print(table(subjects, measure(subjects)))
        console.print(server_table())


if __name__ == "__main__":
    main()
