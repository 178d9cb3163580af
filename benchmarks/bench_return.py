"""How long the proof of a way back takes, and how it grows: with parties, with stages, with how many may be absent.

python -m benchmarks.bench_return
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.document.process import Process
from reconvene.process.adversary import Adversary
from reconvene.process.compiling import compile_ladder
from reconvene.process.exploration import explore
from reconvene.process.proof import bounded, prove, scenarios
from reconvene.process.reach import reach

NOW = date(2030, 1, 1)
LIMIT = {"two parties, one absent": 0.5, "four parties, two absent, day by day": 5.0}
"""What is promised, in seconds."""


def reference(parties: int, absent: int) -> Process:
    """The reference ladder with so many parties, and one holder of every role more than may be absent."""
    return process_of(parties, absent, "  use: return/standard\n")


def longer(stages: int) -> Process:
    """Two parties and so many quiet stages before a session, a conference and a recess."""
    names = [f"quiet_{number}" for number in range(stages)]
    ends = "convenes: true, void_if: all_parties.objected, quorum"
    acts = "acts: [{act: invitation, by: convenor}, {act: minuting, by: convenor}]"
    written = [
        *((name, "acts: [{act: notice, by: convenor}]") for name in names),
        ("meeting", f"{ends}: all, {acts}"),
        ("conference", f"{ends}: whoever_came, {acts}"),
        ("parked", "acts: [{act: deposit, by: convenor}]"),
    ]
    lines = ["  started_by: clock", "  stages:"]
    for number, (name, rest) in enumerate(written):
        then = written[(number + 1) % len(written)][0]
        lines.append(
            f"    - {{name: {name}, lasts: 14 days, led_by: convenor, seen_by: parties, else: {then}, {rest}}}"
        )
    return process_of(2, 1, "\n".join(lines) + "\n")


def process_of(parties: int, absent: int, ladder: str) -> Process:
    """A process with so many parties, so many substitutes, and a way back."""
    names = [f"party_{number}" for number in range(parties)]
    others = [f"office_{number}" for number in range(absent + 1)]
    text = (
        f"title: A way back\nparties: {{{', '.join(f'{name}: {{}}' for name in names)}}}\n"
        f"actors: {{{', '.join(f'{name}: {{kind: organisation}}' for name in others)}}}\n"
        f"return:\n  starts_on: [stall, failure]\n  convenor: {others[0]}\n  substitutes: [{', '.join(others[1:])}]\n"
        f"  binds: state\n{ladder}"
    )
    document = expand(load_text(text, "bench.yaml"))
    assert document.readable, [finding.message for finding in document.findings]
    return document.process


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes on this processor: the best of three."""
    best = float("inf")
    for _ in range(3):
        bounded.cache_clear()
        reach.cache_clear()
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def proof(process: Process, absent: int = 1) -> float:
    """The time of the whole proof, all four results."""
    return seconds(lambda: prove(process, NOW, absent=absent))


def daily(parties: int, absent: int) -> tuple[float, int]:
    """The time of walking every path day by day, in every scenario, and how many positions that are."""
    ladder = compile_ladder(reference(parties, absent))
    assert ladder is not None
    found = [0]

    def work() -> None:
        grounds = scenarios(ladder, absent, None)
        found[0] = sum(explore(Adversary(ladder, each, daily=True), lambda _: False).positions for each in grounds)

    return seconds(work), found[0]


def main() -> None:
    """Print the times, what is promised beside them, and the growth."""
    two = proof(reference(2, 1))
    four, positions = daily(4, 2)
    print("The proof of a way back")
    for (name, limit), taken in zip(LIMIT.items(), (two, four), strict=True):
        print(f"  {name:<40} {taken:8.3f} s   promised {limit} s{'' if taken <= limit else '   TOO SLOW'}")
    print(f"  {'positions walked day by day':<40} {positions:8d}")
    print("Growth of the whole proof, in seconds")
    for name, values in (
        ("parties (one absent)", [(count, proof(reference(count, 1))) for count in (2, 3, 4, 6, 8)]),
        ("quiet stages (two parties)", [(count, proof(longer(count))) for count in (4, 8, 16, 32)]),
        ("absent (four parties)", [(count, proof(reference(4, count), count)) for count in (0, 1, 2, 3)]),
    ):
        print(f"  {name:<30} " + "   ".join(f"{count}: {taken:.3f}" for count, taken in values))


if __name__ == "__main__":
    main()
