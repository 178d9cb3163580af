"""How long consistency and controllability take, beside a textbook's O(n³), and how the time grows with the size.

Both sides are measured in one run, on the same networks, in seconds of the processor. The textbook is stopped where its
next size would take longer than `PATIENCE`. The table informs: the exit code is always 0, unless the two disagree.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import log

from rich.console import Console
from rich.table import Table

from benchmarks import textbook
from benchmarks.networks import document_network, random_network
from reconvene.timing.consistency import find_contradiction
from reconvene.timing.controllability import find_conflict
from reconvene.timing.network import Network

SIZES = (50, 100, 200, 400, 1_000, 2_000)
PATIENCE = 5.0
"""The textbook is not asked for what would take longer than so many seconds."""

MOST_LINKS = 100_000
"""Larger networks are not measured: two minutes are long enough for a benchmark."""

SHAPES: dict[str, Callable[[int], Network]] = {
    "document": document_network,
    "random, 5 links an event": lambda events: random_network(events, 5 * events, events // 10),
    "random, 100 links an event": lambda events: random_network(events, 100 * events, events // 10),
}

Question = Callable[[Network], bool]
QUESTIONS: dict[str, tuple[Question, Question]] = {
    "consistency": (lambda network: find_contradiction(network) is None, textbook.is_consistent),
    "controllability": (lambda network: find_conflict(network) is None, textbook.is_controllable),
}


@dataclass(frozen=True)
class Row:
    """One network and one question: our seconds, and the textbook's if it was asked."""

    shape: str
    question: str
    network: Network
    ours: float
    theirs: float | None

    @property
    def size(self) -> int:
        """How many events there are."""
        return len(self.network.names)


def seconds(question: Question, network: Network, rounds: int) -> tuple[bool, float]:
    """The answer, and the best time of so many rounds."""
    taken: list[float] = []
    answer = False
    for _ in range(rounds):
        start = time.process_time()
        answer = question(network)
        taken.append(time.process_time() - start)
    return answer, min(taken)


def measure(shape: str, question: str) -> list[Row]:
    """Ask one question of networks of one shape, from small to large."""
    ask, textbook_asks = QUESTIONS[question]
    rows: list[Row] = []
    expected = 0.0
    for place, size in enumerate(SIZES):
        network = SHAPES[shape](size)
        if len(network.bounds) > MOST_LINKS:
            break
        answer, ours = seconds(ask, network, rounds=3 if size <= 400 else 1)
        theirs = None
        if expected <= PATIENCE:
            other, theirs = seconds(textbook_asks, network, rounds=1)
            if other != answer:
                raise SystemExit(f"{shape}, {size} events: the textbook says {other} to {question}, we say {answer}")
            if place + 1 < len(SIZES):
                expected = theirs * (SIZES[place + 1] / size) ** 3
        rows.append(Row(shape, question, network, ours, theirs))
    return rows


def exponent(points: list[tuple[int, float]]) -> float:
    """The power of the size with which the time grows: the slope of a straight line through the logarithms."""
    across, up = [log(size) for size, _ in points], [log(max(taken, 1e-6)) for _, taken in points]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    return sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / sum(
        (x - middle) ** 2 for x in across
    )


def growth(rows: list[Row]) -> str:
    """How the time grows, for us and for the textbook."""
    ours = exponent([(row.size, row.ours) for row in rows if row.size >= 200])
    asked = [(row.size, row.theirs) for row in rows if row.theirs is not None]
    theirs = exponent([(size, taken) for size, taken in asked if taken is not None])
    return f"n^{ours:.1f} (textbook n^{theirs:.1f}, asked up to {asked[-1][0]} events)"


def table(question: str, rows: list[Row]) -> Table:
    """Seconds and ratios."""
    shown = Table(title=f"{question}, seconds", title_justify="left")
    shown.add_column("network")
    for heading in ("events", "links", "durations", "reconvene", "textbook", "ratio"):
        shown.add_column(heading, justify="right")
    for row in rows:
        shown.add_row(
            row.shape,
            str(row.size),
            str(len(row.network.bounds)),
            str(len(row.network.contingents)),
            f"{row.ours:.4f}",
            "" if row.theirs is None else f"{row.theirs:.3f}",
            "" if row.theirs is None else f"{row.theirs / max(row.ours, 1e-6):.0f}",
        )
    return shown


def main() -> None:
    """Measure, and print a table for each question."""
    console = Console(width=120)
    for question in QUESTIONS:
        rows = {shape: measure(shape, question) for shape in SHAPES}
        console.print(table(question, [row for some in rows.values() for row in some]))
        for shape, some in rows.items():
            console.print(f"  {shape}: grows with {growth(some)}")
        console.print(f"  The textbook is not asked for what would take more than {PATIENCE:.0f} seconds.\n")


if __name__ == "__main__":
    main()
