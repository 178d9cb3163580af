"""Small processes and records for the tests of what has happened."""

from __future__ import annotations

from datetime import date

from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load_text
from reconvene.process.event_file import events_in
from reconvene.process.events import Event

TALKS = """\
title: Talks of north and south
zone: Europe/Stockholm
as_of: 2030-01-01
parties:
  north: {inner: {leader: {kind: leader}, envoy: {kind: negotiator}}}
  south: {inner: {leader: {kind: leader}, envoy: {kind: negotiator}}}
actors:
  sweden: {kind: state}
  singapore: {kind: state}
  agency: {kind: verifier}
  commission: {kind: organisation}
channels:
  leaders: {level: leader, ends: [north.leader, south.leader]}
  envoys: {level: working, ends: [north.envoy, south.envoy]}
items:
  plant: {scale: [running, halted, dismantled], start: running}
days: {signed: 2030-01-10}
obligations:
  halt:
    by: north
    to: [south]
    brings: plant.halted
    within: 30 days of signed
    verified: {by: agency, takes: 5..10 days, report: [seals, photos], accepted_by: {south: [seals]}}
    if_missed: {cure: 15 days, then: dispute}
  fuel:
    by: south
    to: [north]
    after: halt.verified
    within: 20 days
    amount: {total: 1000 tons, bound: exact}
    verified: {by: agency, takes: 1..5 days}
  quiet:
    by: north
    to: [south]
    kind: forbear
    forbids: [missile_test]
    from: signed
    verified: {by: agency, every: 30 days}
  report:
    by: each of parties
    to: [agency]
    kind: declare
    every: 30 days from 2030-02-01
    within: 10 days
    series_missed: {in_a_row: 2}
  persuade:
    by: south
    to: [north]
    toward: plant.dismantled
    within: no later than 2030-06-01
    shown_by: [bill, speech]
"""
WAY_BACK = """\
return:
  use: return/standard
  starts_on: [stall, failure]
  convenor: sweden
  substitutes: [singapore]
  binds: state
"""


def document(text: str = TALKS + WAY_BACK) -> Document:
    """A process, spelled out."""
    found = expand(load_text(text, "process.yaml"))
    assert found.readable, [finding.message for finding in found.findings]
    return found


def record(text: str, about: Document) -> tuple[Event, ...]:
    """The events of a record, one to a line, without its frame."""
    if not text.strip():
        return ()
    lines = "\n".join(f"  - {{{line.strip()}}}" for line in text.splitlines() if line.strip())
    log = events_in(f"reconvene_events: 1\nevents:\n{lines}\n", about)
    assert log.readable, [finding.message for finding in log.findings]
    return log.events


def day(text: str) -> date:
    """A day of 2030 by its month and day."""
    return date.fromisoformat(f"2030-{text}")
