"""How long the fold of a record takes, by its length, beside the bare sorting of the same events.

A record of ten thousand events is that of a process that is followed for decades. The table informs: the exit code is
always 0.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table

from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load_text
from reconvene.process import events as e
from reconvene.process.fold import fold
from reconvene.process.shelf import Event, on

ROUNDS = 7
LENGTHS = (100, 1_000, 10_000)
GOAL = 0.1
"""Ten thousand events in a tenth of a second, on a machine that does nothing else."""
START, DAYS = date(2030, 1, 5), 3650

STRIDE = 7_919
"""A prime, so that the events come in an order that has nothing to do with time."""

PROCESS = """\
title: Talks of north and south
as_of: 2030-01-01
parties: {north: {}, south: {}}
actors: {sweden: {kind: state}, singapore: {kind: state}, agency: {kind: verifier}}
channels:
  leaders: {level: leader, ends: [north, south]}
  envoys: {level: working, ends: [north, south]}
obligations:
  quiet: {by: north, to: [south], kind: forbear, forbids: [missile_test], from: 2030-01-01,
          verified: {by: agency, every: 30 days}}
  report: {by: each of parties, to: [agency], kind: declare, every: 30 days from 2030-02-01, within: 10 days}
  fuel: {by: south, to: [north], within: no later than 2035-01-01, amount: {total: 100000 tons, bound: exact},
         verified: {by: agency, takes: 1..5 days}}
return: {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [singapore], binds: state}
"""


def record(length: int) -> list[Event]:
    """A record of ten years with sessions, contacts, claims, reports and statements, in no order."""
    found: list[Event] = []
    for place in range(length):
        day = START + timedelta(days=place * DAYS // length)
        party = ("north", "south")[place // 10 % 2]
        made: tuple[Event, ...] = (
            e.Contact(channel=("leaders", "envoys")[place // 10 % 2]),
            e.Contact(channel="envoys"),
            e.Claim(duty="report", by_party=party),
            e.Verified(duty="quiet", finding="confirms"),
            e.SessionScheduled(
                session=f"s{place}", channel="envoys", dated=day + timedelta(days=1), accepted_by=("north", "south")
            ),
            e.SessionHeld(session=f"s{place - 1}", channel="envoys"),
            e.SessionClosed(session=f"s{place - 2}", outcome="agreed", next_date=day + timedelta(days=20)),
            e.Statement(by_party=party, what="other"),
            e.Acceptance(duty="report", by_party="agency", debtor=party),
            e.Claim(duty="fuel", by_party="south"),
        )
        found.append(made[place % len(made)].changed(id=f"e{place}", happened=on(day), recorded=day))
    return [found[place * STRIDE % length] for place in range(length)]


def best(work: Callable[[], object]) -> float:
    """The shortest of several rounds, in seconds of the processor: others on the machine do not count."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def measured(document: Document, length: int) -> tuple[float, float]:
    """How long the fold and the bare sorting take."""
    events = record(length)
    now = START + timedelta(days=DAYS)
    return best(lambda: fold(document, events, now)), best(lambda: sorted(events, key=lambda event: event.order))


def main() -> None:
    """Measure and print."""
    document = expand(load_text(PROCESS, "process.yaml"))
    table = Table(title=f"The fold of a record: the best of {ROUNDS} rounds")
    for heading in ("events", "fold", "sorting alone", "goal"):
        table.add_column(heading, justify="right")
    for length in LENGTHS:
        took, sorting = measured(document, length)
        goal = f"{GOAL * 1000:.0f} ms" if length == LENGTHS[-1] else ""
        table.add_row(f"{length:,}", f"{took * 1000:.1f} ms", f"{sorting * 1000:.1f} ms", goal)
    Console().print(table)


if __name__ == "__main__":
    main()
