"""Write a process file of any size, the same bytes each time: what the benchmarks read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

PARTIES = ("north", "south")
PHASES = 20
"""The obligations come in so many chains; in each, one waits for the one before it."""
PLANTED = 50
"""Every so many obligations, one has no verifier: a file without a fault is not what anyone checks."""


def obligations(count: int) -> Iterator[str]:
    """The obligations, in blocks of lines: the two parties take turns, and each chain runs through the years."""
    length = -(-count // PHASES)
    for number in range(count):
        chain, place = divmod(number, length)
        debtor, beneficiary = PARTIES if number % 2 == 0 else reversed(PARTIES)
        start = "opens" if place == 0 else f"step_{chain}_{place - 1}.verified"
        yield f"  step_{chain}_{place}:"
        yield f"    article: {chain + 1}({place + 1})"
        yield f"    text: Hand over site {chain}-{place} with its inventory and its records."
        yield f"    by: {debtor}"
        yield f"    to: [{beneficiary}]"
        yield f"    brings: site_{chain}_{place}.closed"
        if place:
            yield f"    after: {start}"
        yield f"    within: {20 + number % 11} days"
        if number % PLANTED:
            yield "    verified: {by: inspectors, takes: 10..20 days, access_within: 7 days, report: [inventory]}"
        yield "    if_missed: {cure: 15 days, then: dispute}"
        yield "    undone_in: 30 days"


def items(count: int) -> Iterator[str]:
    """What the obligations bring about: one site each."""
    length = -(-count // PHASES)
    for number in range(count):
        chain, place = divmod(number, length)
        yield f"  site_{chain}_{place}: {{scale: [open, closed, dismantled], start: open, goal: closed}}"


def last_sites(count: int) -> Iterator[str]:
    """What the end of the process is: the last site of each chain is closed."""
    length = -(-count // PHASES)
    for number in range(count):
        chain, place = divmod(number, length)
        if place == length - 1 or number == count - 1:
            yield f"site_{chain}_{place}.closed"


def process_file(count: int) -> str:
    """A process of so many obligations, with parties, a verifier, a final date and a way back."""
    lines = [
        "reconvene: 1",
        f"title: {count} obligations",
        "as_of: 2030-01-01",
        "zone: UTC",
        "parties:",
        *(f"  {party}: {{called: the {party.title()}}}" for party in PARTIES),
        "actors:",
        "  inspectors: {called: the inspectors, kind: organisation, roles: [verifier]}",
        "  host: {called: the host, kind: state, roles: [convenor]}",
        "  panel: {called: the panel, kind: court}",
        "bodies:",
        "  commission: {members: all of parties}",
        "days: {opens: 2030-02-01}",
        "final_date: 2039-12-31",
        f"end_state: {{all: [{', '.join(last_sites(count))}], verified_by: inspectors}}",
        "items:",
        *items(count),
        "obligations:",
        *obligations(count),
        "disputes:",
        "  main:",
        "    opened_by: any of parties",
        "    stages:",
        "      - {name: talks, body: commission, lasts: 15 days}",
        "    then: ruling",
        "choices:",
        "  ruling: {by: panel, may: [performed, not_performed], within: 30 days, silence: not_performed}",
        "reviews:",
        "  monthly: {every: 30 days from 2030-02-15}",
        "return:",
        "  use: return/standard",
        "  starts_on: [stall, failure]",
        "  convenor: host",
        "  binds: state",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file: how many obligations, and where to."""
    count, path = int(sys.argv[1]), Path(sys.argv[2])
    path.write_text(process_file(count), encoding="utf-8")


if __name__ == "__main__":
    main()
