"""Everybody in a process: what each owes and has kept, what it does there, who stands in for it, whom it needs.

Nobody is graded. What somebody kept is what others confirmed or a competent body decided, and is counted apart from
what it says of itself; what went by unmet is counted by its date, and a breach only where the competent body found one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.document.meaning import parts_of, show
from reconvene.document.mechanism import Return
from reconvene.document.people import Actor, Holder, Party
from reconvene.document.process import Process
from reconvene.process.duty_state import Phase
from reconvene.process.events import ConsultationHeld
from reconvene.process.fold import State
from reconvene.reports.duties import DutyRow
from reconvene.reports.schedule_view import ScheduleView, TieKind
from reconvene.reports.sheet import Table

KEPT = frozenset(map(str, (Phase.VERIFIED, Phase.PERFORMED, Phase.HOLDING, Phase.ENDED)))
SAID = frozenset(map(str, (Phase.CLAIMED, Phase.CONTESTED, Phase.CURED)))
_MECHANISM = (
    ("convenor", "convenes the way back"),
    ("substitutes", "stands in for the convenor"),
    ("guarantors", "guarantees the way back"),
    ("depositary", "keeps what was agreed"),
    ("secretariats", "prepares technical contacts"),
)


@dataclass(frozen=True, slots=True)
class RoleView:
    """What somebody does in the process, who stands in, and between which days, in the words of the file."""

    role: str
    substitutes: tuple[str, ...] = ()
    dates: str = ""


@dataclass(frozen=True, slots=True)
class PartyView:
    """One party or actor: `owed` duties in all, of which `kept`, `said` by itself alone, `overdue` and `breached`.

    Those that are none of these wait, are owed with time left, or are excused: `open`. `due_to` counts what is owed to
    it, `verifies` what it verifies.
    """

    name: str
    called: str
    kind: str
    is_party: bool
    owed: int
    kept: int
    said: int
    overdue: int
    breached: int
    open: int
    due_to: int
    verifies: int
    roles: tuple[RoleView, ...]
    position: str


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much one depends on another: so many of its duties wait for duties of the other, or are answered by them."""

    who: str
    on: str
    waits: int
    answers: int
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsultationView:
    """Talk that is owed before something: by whom, with whom, about what, how long before what, and whether it was."""

    name: str
    by: str
    with_: tuple[str, ...]
    level: str
    about: str
    lead: str
    before: str
    held: date | None


@dataclass(frozen=True, slots=True)
class PartiesView:
    """Everybody, who depends on whom, and the consultations that are owed."""

    as_of: date
    people: tuple[PartyView, ...]
    depends: tuple[Dependence, ...]
    consultations: tuple[ConsultationView, ...]


def parties_view(state: State, schedule: ScheduleView, rows: Iterable[DutyRow]) -> PartiesView:
    """Everybody in a process on a day: the parties first, then all others, in the order of the file."""
    listed = tuple(rows)
    process = state.process
    named: dict[str, Party | Actor] = {**(process.parties or {}), **(process.actors or {})}
    people = [_person(state, name, record, listed) for name, record in named.items()]
    together = [name for name in dict.fromkeys(by for row in listed for by in row.by) if name not in named]
    people += [_person(state, name, None, listed) for name in together]
    return PartiesView(
        state.now, tuple(people), tuple(_depends(schedule, listed)), tuple(_consultations(state, process))
    )


def _person(state: State, name: str, record: Party | Actor | None, rows: tuple[DutyRow, ...]) -> PartyView:
    own = [row for row in rows if name in {by.split(".", 1)[0] for by in row.by}]
    counted = Counter(_standing(row) for row in own)
    return PartyView(
        name=name,
        called=state.people.called(name),
        kind=(record.kind or "").replace("_", " ") if record is not None else "several together",
        is_party=name in (state.process.parties or {}),
        owed=len(own),
        kept=counted["kept"],
        said=counted["said"],
        overdue=counted["overdue"],
        breached=counted["breached"],
        open=counted["open"],
        due_to=sum(name in row.to for row in rows),
        verifies=sum(name == row.verifier for row in rows),
        roles=tuple(_roles(state.process, name, record)),
        position=" ".join((record.position or "").split()) if record is not None else "",
    )


def _standing(row: DutyRow) -> str:
    if row.phase == str(Phase.BREACHED):
        return "breached"
    if row.overdue:
        return "overdue"
    return "kept" if row.phase in KEPT else "said" if row.phase in SAID else "open"


def _roles(process: Process, name: str, record: Party | Actor | None) -> Iterator[RoleView]:
    """What somebody does: by its own entry, as a holder of a role with powers, and in the way back."""
    mechanism = process.return_
    if isinstance(record, Actor):
        dates = show(parts_of(record)["mandate"]).strip("{}") if record.mandate is not None else ""
        for role in record.roles or ():
            yield RoleView(role, record.substitutes or (), dates)
        if not record.roles and record.substitutes:
            yield RoleView((record.kind or "stands by itself").replace("_", " "), record.substitutes, dates)
    for role, held in (process.roles or {}).items():
        for holder in held.holders or ():
            if holder.who == name:
                yield RoleView(role.replace("_", " "), _later(held.holders or (), holder), _tenure(holder))
    for body, sits in (process.bodies or {}).items():
        if sits.chair == name:
            yield RoleView(f"chairs {body.replace('_', ' ')}")
    if isinstance(mechanism, Return):
        for key, words in _MECHANISM:
            value = getattr(mechanism, key)
            if name == value or (isinstance(value, tuple) and name in value):
                stand_in = (mechanism.substitutes or ()) if key == "convenor" else ()
                yield RoleView(words, stand_in)


def _later(holders: tuple[Holder, ...], holder: Holder) -> tuple[str, ...]:
    """Who holds a role after somebody, by the text."""
    after = holders[holders.index(holder) + 1 :]
    return tuple(each.who for each in after if each.who not in (None, "nobody"))


def _tenure(holder: Holder) -> str:
    parts = parts_of(holder)
    return ", ".join(f"{key} {show(part)}" for key, part in parts.items() if key != "who")


def _depends(schedule: ScheduleView, rows: tuple[DutyRow, ...]) -> Iterator[Dependence]:
    """Who depends on whom, most first: from every link between duties of two."""
    by = {row.duty: row.by for row in rows}
    waits: Counter[tuple[str, str]] = Counter()
    answers: Counter[tuple[str, str]] = Counter()
    duties: dict[tuple[str, str], dict[str, None]] = {}
    for tie in schedule.ties:
        for who in by.get(tie.end, ()):
            for on in by.get(tie.start, ()):
                if who != on:
                    counted = waits if tie.kind is TieKind.WAITS else answers
                    counted[who, on] += 1
                    duties.setdefault((who, on), {})[tie.end] = None
    for who, on in sorted(duties, key=lambda pair: -(waits[pair] + answers[pair])):
        yield Dependence(who, on, waits[who, on], answers[who, on], tuple(duties[who, on]))


def _consultations(state: State, process: Process) -> Iterator[ConsultationView]:
    held = {event.consultation: event.at for event in state.events if isinstance(event, ConsultationHeld)}
    for name, talk in (process.consultations or {}).items():
        parts = parts_of(talk)
        written = talk.held if isinstance(talk.held, date) and talk.held <= state.now else None
        yield ConsultationView(
            name=name,
            by=str(talk.by or ""),
            with_=talk.with_ or (),
            level=talk.level or "",
            about=", ".join(talk.about or ()),
            lead=show(parts.get("lead")),
            before=talk.before or "",
            held=held.get(name) or written,
        )


def parties_table(view: PartiesView) -> Table:
    """Everybody as a table of words and figures."""
    heads = (
        "Who",
        "Called",
        "Kind",
        "Owes",
        "Kept, by others' word",
        "Said by itself alone",
        "Overdue",
        "Breach found",
        "Open",
        "Owed to it",
        "Verifies",
        "Roles",
        "Substitutes",
    )
    rows = tuple(
        (
            each.name,
            each.called,
            each.kind,
            *map(str, (each.owed, each.kept, each.said, each.overdue, each.breached, each.open)),
            str(each.due_to),
            str(each.verifies),
            ", ".join(role.role for role in each.roles),
            ", ".join(dict.fromkeys(name for role in each.roles for name in role.substitutes)),
        )
        for each in view.people
    )
    return Table("Parties and actors", heads, rows)
