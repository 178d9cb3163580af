"""How long an assessment takes as a package grows, beside PyYAML's reading of the same file.

python -m benchmarks.bench_assess

The yardstick is PyYAML with libyaml, which does no more than turn the text into mappings and lists; a ratio to it moves
less from machine to machine than seconds do. The table informs: the exit code is always 0.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

import yaml
from rich.console import Console
from rich.table import Table

import reconvene
from reconvene.document.load import Document, load_text
from reconvene.weighing import assess

ROUNDS = 3
STEPS = (10, 40, 80)
CASES = ("case:hanoi", "case:hanoi-road-map")
START = date(2030, 1, 1)


def deal(steps: int) -> str:
    """A deal of so many dated steps, turn by turn: one side scraps something, the other lifts a ban for it."""
    pairs = steps // 2
    told = [
        f"title: A deal of {steps} steps",
        f"as_of: {START}",
        "parties: {north: {}, south: {}}",
        "actors: {island: {kind: ally, ally_of: south}, agency: {kind: verifier}}",
        "no_deal: {keeps: {value: 50..90%, basis: assumed}}",
    ]
    told += [
        "flows:",
        *(f"  f{n}: {{of: north, dimension: revenue, before: {9 + n} usd a year}}" for n in range(pairs)),
    ]
    told.append("measures:")
    told += [f"  m{n}: {{imposed_by: south, imposed_on: north, limits: f{n}, to: none}}" for n in range(pairs)]
    told.append("threats:")
    told += [f"  t{n}: {{of: north, hits: {{south: large, island: small}}}}" for n in range(pairs)]
    told.append("paths:")
    told += [f"  p{n}: {{of: north, leads_to: t{n}, takes: 90..120 days}}" for n in range(pairs)]
    told += ["packages:", "  offer:", "    by: north", "    obligations:"]
    for n in range(pairs):
        scrapped, lifted = START + timedelta(20 * n + 10), START + timedelta(20 * n + 20)
        told += [
            f"      scrap{n}: {{by: north, to: [south], no_later_than: {scrapped}, undone_in: 1 year,",
            f"        addresses: {{t{n}: dismantle, p{n}: dismantle}}, in_return_for: lift{n},",
            "        verified: {by: agency, every: 30 days, detects: 50..60%}}",
            f"      lift{n}: {{by: south, to: [north], no_later_than: {lifted}, undone_in: 10 days,",
            f"        lifts: {{m{n}: suspend}}}}",
        ]
    return "\n".join(told) + "\n"


def best(work: Callable[[], object]) -> float:
    """The best processor time of some rounds, in seconds."""
    found = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def row(title: str, document: Document, text: str) -> tuple[str, ...]:
    """An assessment of a document beside the bare reading of its text, and the packages and tests in it."""
    reading = best(lambda: list(yaml.load_all(text, yaml.CSafeLoader)))
    taken = best(lambda: assess(document))
    return title, f"{taken:.3f} s", f"{reading:.3f} s", f"{taken / reading:.1f}"


def main() -> None:
    """Print one line for each package and each shipped case."""
    table = Table("", "assess", "PyYAML reads it", "ratio", title="What a package is worth, beside no deal")
    for steps in STEPS:
        text = deal(steps)
        document = load_text(text, "deal.yaml")
        assert document.readable, [finding.message for finding in document.findings]
        table.add_row(*row(f"{steps} steps", document, text))
    for case in CASES:
        document = reconvene.load(case)
        table.add_row(*row(case, document, "\n---\n".join(source.text for source in document.sources)))
    Console().print(table)


if __name__ == "__main__":
    main()
