"""The state of a process: what follows from its document and its events, on a day, as then known, for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from reconvene.document.load import Document
from reconvene.document.names import Names
from reconvene.document.obligation import Obligation
from reconvene.document.process import Process
from reconvene.document.shape import Record, attribute
from reconvene.process import events as e
from reconvene.process.dates import Edition, Reading, bindings_of
from reconvene.process.duty_state import DutyState
from reconvene.process.ladder import Ladder, Standing, compile_ladder
from reconvene.process.ledger import Ledger, ledger_of
from reconvene.process.oddities import Oddity, oddities
from reconvene.process.people import People
from reconvene.process.shelf import Event
from reconvene.process.signals import signals_on
from reconvene.process.stall import Binding, Limits, Signal, limits_of
from reconvene.process.table import AbsentOn, Sitting
from reconvene.process.table_state import Channel, Session, TableState
from reconvene.process.visibility import Reader, visible, visible_document
from reconvene.process.written import written_events
from reconvene.timing.observed import Observed


@dataclass(frozen=True)
class State:
    """Where a process stands: the day, the day of what is known, the reader, and everything that follows.

    `process` is the text as amended by then. `events` are the record as it stands on that day: corrected, in its order,
    with what the file itself tells. What does not fit is kept, and marked in `oddities`.
    """

    document: Document
    process: Process
    names: Names
    now: date
    known: date
    reader: str | None
    events: tuple[Event, ...]
    recorded: tuple[Event, ...]
    ledger: Ledger
    duties: Mapping[str, DutyState]
    observed: Observed
    bindings: tuple[Binding, ...]
    sitting: Sitting
    table: TableState
    corrected: Mapping[str, tuple[e.Correction, ...]]

    @property
    def people(self) -> People:
        """Who is who."""
        return self.sitting.people

    @property
    def ladder(self) -> Ladder | None:
        """The way back as a machine; None if there is none."""
        return self.sitting.ladder

    @property
    def standing(self) -> Standing | None:
        """Where the way back stands; None while it is not running."""
        return self.sitting.standing

    @property
    def limits(self) -> Limits:
        """The figures that signals compare with."""
        return self.sitting.limits

    @property
    def sessions(self) -> dict[str, Session]:
        """Every session by name."""
        return self.sitting.sessions

    @property
    def channels(self) -> dict[str, Channel]:
        """Every channel by name."""
        return self.sitting.channels

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The signals of a coming stall, with their days."""
        return tuple(signals_on(self.sitting, self.now))

    @cached_property
    def oddities(self) -> tuple[Oddity, ...]:
        """What of the record does not fit, and why; nothing of it was dropped."""
        return tuple(oddities(self))


def fold(
    document: Document,
    events: Iterable[Event],
    now: date,
    *,
    known: date | None = None,
    reader: Reader = None,
) -> State:
    """The state on a day, as known on a day (the same if left out), for a reader (everything if left out).

    Several readers get what all of them may see.

    The order in which the events are given changes nothing.
    """
    known = known if known is not None else now
    process, names = visible_document(document, reader)
    seen = [event for event in events if event.recorded <= known]
    recorded, corrected = corrections(visible(seen, document.process, reader))
    told = visible(written_events(process, recorded), document.process, reader)
    happened = sorted((event for event in (*told, *recorded) if event.happened[1] <= now), key=_order)
    editions, replaced = amended(process, names, happened)
    ledger = ledger_of(happened)
    _sign(ledger, process)
    readings = [Reading(edition, ledger, now) for edition in editions]
    bindings = bindings_of(readings)
    last = readings[-1]
    process, names = last.process, last.names
    assessed = {
        name: replace(duty, superseded=tuple(replaced.get(name, ()))) if name in replaced else duty
        for name, duty in last.assessed.items()
    }
    people = People(process)
    sitting = Sitting(people, compile_ladder(process), limits_of(process), bindings, AbsentOn())
    sitting.run(happened, now.toordinal())
    return State(
        document,
        process,
        names,
        now,
        known,
        reader if isinstance(reader, str) else None,
        tuple(happened),
        tuple(recorded),
        ledger,
        assessed,
        last.observed,
        bindings,
        sitting,
        sitting.as_of(now.toordinal()),
        corrected,
    )


def _order(event: Event) -> tuple[date, int, date, str]:
    # Written out: ten thousand events are sorted by it, and a property costs as much again.
    return (event.happened[1], event.rank, event.recorded, event.id)


# Corrections and amendments


def corrections(events: Iterable[Event]) -> tuple[list[Event], dict[str, tuple[e.Correction, ...]]]:
    """The events as the corrections among them say, and which corrections each has; the later one has the last word.

    A correction stays in the record beside what it corrects; an event that did not happen is left out of what follows
    and is found among the corrected.
    """
    listed = list(events)
    made = sorted(
        (event for event in listed if isinstance(event, e.Correction)), key=lambda each: (each.recorded, each.id)
    )
    if not made:
        return listed, {}
    by_id = {event.id: event for event in listed}
    found: dict[str, list[e.Correction]] = {}
    for correction in made:
        target: Event | None = correction
        passed: set[str] = set()
        while isinstance(target, e.Correction) and target.id not in passed:
            passed.add(target.id)
            target = by_id.get(target.of)
        if target is not None and not isinstance(target, e.Correction):
            found.setdefault(target.id, []).append(correction)
    now_said: list[Event] = []
    for event in listed:
        changes = found.get(event.id, ())
        if any(correction.withdrawn for correction in changes[-1:]):
            continue
        said = {key: value for correction in changes for key, value in correction.changes.items()}
        now_said.append(event.changed(**said) if said else event)
    return now_said, {id: tuple(each) for id, each in found.items()}


def amended(
    process: Process, names: Names, events: Iterable[Event]
) -> tuple[list[Edition], dict[str, list[tuple[date, Obligation]]]]:
    """The editions of a text, each from the day of its amendment, and the versions of duties that were replaced."""
    editions: list[Edition] = [(date.min, process, names)]
    replaced: dict[str, list[tuple[date, Obligation]]] = {}
    for event in events:
        if not isinstance(event, e.Amendment) or not event.changes:
            continue
        found = names.find(event.of)
        section = getattr(process, attribute(found[0].section), None) if found is not None else None
        if found is None or not isinstance(section, dict) or not isinstance(section.get(event.of), Record):
            continue
        old = section[event.of]
        new = old.changed(**event.changes)
        if isinstance(old, Obligation):
            replaced.setdefault(event.of, []).append((event.at, old))
        process = process.changed(**{attribute(found[0].section): {**section, event.of: new}})
        named = replace(found[0], record=new)
        names = Names({**names.by_path, event.of: named})
        editions.append((event.at, process, names))
    return editions, replaced


def _sign(ledger: Ledger, process: Process) -> None:
    """A text is signed once every party has signed it."""
    parties = set(process.parties or {})
    for (instrument, state), by in ledger.signed.items():
        if parties and parties <= {name.split(".", 1)[0] for name in by}:
            last = max(by.values(), key=lambda event: event.order)
            ledger.note(instrument, state, last)
            ledger.agreed.append(last)
