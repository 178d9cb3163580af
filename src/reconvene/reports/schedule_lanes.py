"""What a schedule shows of each actor: its duties as bars and steps, the links between them, and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.document.expressions import Cycle, Fact, TimeUnit
from reconvene.document.kinds import facts_of
from reconvene.document.obligation import Obligation, Shape, Verification
from reconvene.document.shape import Record
from reconvene.reports.naming import actor_called, spoken
from reconvene.reports.schedule_view import (
    Bar,
    BarKind,
    Lane,
    LaneKind,
    Mark,
    MarkKind,
    Rhythm,
    Step,
    StepKind,
    Tie,
    TieKind,
)
from reconvene.timing.schedule import Schedule

_SHAPES = {
    Shape.ACT: BarKind.ACT,
    Shape.EFFORT: BarKind.ACT,
    Shape.STANDING: BarKind.STANDING,
    Shape.SERIES: BarKind.SERIES,
}
_MARKS = {"election": MarkKind.ELECTION, "exercise": MarkKind.EXERCISE, "anniversary": MarkKind.ANNIVERSARY}
_RHYTHMS = {
    TimeUnit.DAY: Rhythm.DAYS,
    TimeUnit.WEEK: Rhythm.WEEKS,
    TimeUnit.MONTH: Rhythm.MONTHS,
    TimeUnit.YEAR: Rhythm.YEARS,
}
_PHASES = "phases"


def lane_of(draft: Draft, duty: Obligation) -> str:
    """The lane of a duty: the one who owes it; several together, or nobody named, share one."""
    owed_by = draft.debtors(duty)
    return owed_by[0].split(".", 1)[0] if len(owed_by) == 1 else "all_parties"


def lanes(draft: Draft, schedule: Schedule, critical: set[str]) -> tuple[Lane, ...]:
    """A lane for each party, then for everybody else who owes something, then for the phases."""
    bars: dict[str, list[Bar]] = {party: [] for party in draft.parties}
    for duty in draft.duties.values():
        bars.setdefault(lane_of(draft, duty), []).append(_bar(draft, schedule, duty, critical))
    found = [
        Lane(
            name,
            "All parties" if name == "all_parties" else actor_called(draft.process, name),
            LaneKind.PARTY if name in draft.parties else LaneKind.THIRD,
            tuple(held),
        )
        for name, held in bars.items()
    ]
    phases = tuple(_phases(draft, schedule, critical))
    return (*found, Lane(_PHASES, "Phases", LaneKind.PHASES, phases)) if phases else tuple(found)


def _bar(draft: Draft, schedule: Schedule, duty: Obligation, critical: set[str]) -> Bar:
    kind = _SHAPES[duty.shape]
    standing = kind is not BarKind.ACT
    first = draft.plan.place("duty", duty.name, "begun" if standing else "claimed")
    ended = draft.plan.place("duty", duty.name, "ended")
    verified = draft.plan.place("duty", duty.name, "verified") if not standing else None
    end = (_last(schedule, ended) if ended is not None else None) if standing else _last(schedule, first)
    return Bar(
        name=duty.name,
        called=spoken(duty.name),
        kind=kind,
        start=schedule.windows.first(first) if first is not None else None,
        end=end,
        verified_from=schedule.windows.first(verified) if verified is not None else None,
        verified_to=_last(schedule, verified) if verified is not None else None,
        critical=duty.name in critical,
        text=_text(duty),
    )


def _last(schedule: Schedule, place: int | None) -> date | None:
    if place is None:
        return None
    return schedule.windows.safe(place) or schedule.windows.last(place)


def _text(record: Record) -> str:
    text = getattr(record, "text", None)
    return " ".join(text.split()) if isinstance(text, str) else ""


def _phases(draft: Draft, schedule: Schedule, critical: set[str]) -> Iterator[Bar]:
    for name, phase in (draft.process.phases or {}).items():
        opened, closed = (draft.plan.place("phase", name, state) for state in ("opened", "closed"))
        if opened is None or closed is None:
            continue
        first, last = schedule.windows.first(opened), _last(schedule, closed)
        yield Bar(name, spoken(name), BarKind.PHASE, first, last, critical=name in critical, text=_text(phase))


# Steps


def steps(draft: Draft, schedule: Schedule, critical: set[str]) -> Iterator[Step]:
    """What happens once, in the order of the file: duties done and verified, phases, gates, decisions, the end."""
    for name, duty in draft.duties.items():
        standing = duty.shape in (Shape.STANDING, Shape.SERIES)
        states = (("begun", StepKind.OPENS), ("ended", StepKind.CLOSES)) if standing else (("claimed", StepKind.DONE),)
        for state, kind in (*states, ("verified", StepKind.VERIFIED)):
            yield from _step(draft, schedule, ("duty", name, state), kind, lane_of(draft, duty), critical)
    for name in draft.process.phases or {}:
        for state, kind in (("opened", StepKind.OPENS), ("closed", StepKind.CLOSES)):
            yield from _step(draft, schedule, ("phase", name, state), kind, _PHASES, critical)
    for name in draft.process.gates or {}:
        yield from _step(draft, schedule, ("gate", name, "passed"), StepKind.OPENS, _PHASES, critical)
    for name in draft.process.choices or {}:
        yield from _step(draft, schedule, ("choice", name, "made"), StepKind.DECIDED, "", critical)
    yield from _step(draft, schedule, ("end", "end_state", ""), StepKind.FINAL, "", critical)


def _step(
    draft: Draft, schedule: Schedule, key: tuple[str, str, str], kind: StepKind, lane: str, critical: set[str]
) -> Iterator[Step]:
    family, name, state = key
    place = draft.plan.place(*key)
    if place is None:
        return
    windows = schedule.windows
    by_nature = kind is StepKind.VERIFIED or (kind is StepKind.DECIDED and not draft.plan.events[place].owner)
    record = draft.duties.get(name) if family == "duty" else draft.plan.events[place].record
    owner = _owner(record, kind)
    yield Step(
        name=f"{name}.{state}" if state else name,
        called=spoken(name),
        of=name,
        lane=lane,
        kind=kind,
        earliest=windows.first(place),
        latest=_last(schedule, place),
        planned=schedule.planned(place),
        contingent_low=windows.first(place) if by_nature else None,
        contingent_high=_last(schedule, place) if by_nature else None,
        slack=schedule.slack(place),
        moves_final_after=schedule.room(place),
        critical=name in critical,
        owner=actor_called(draft.process, owner) if owner else "",
        owner_name=owner,
        text=_text(record) if record is not None else "",
        article=getattr(record, "article", None) or "",
    )


def _owner(record: object, kind: StepKind) -> str:
    """Who has to move where that is not whoever owes it: the verifier, or who carries it out."""
    if not isinstance(record, Obligation):
        return ""
    if kind is StepKind.VERIFIED:
        return record.verified.by or "" if isinstance(record.verified, Verification) else ""
    return record.done_by.path if record.done_by is not None else ""


# Links and the calendar


def ties(draft: Draft, drawn: set[str], critical: set[str]) -> Iterator[Tie]:
    """How the bars hang together: what waits for what, what is done together, what else answers what.

    Two duties are tied once: where one waits for the other, that is told, and not that it also answers it.
    """
    tied: set[frozenset[str]] = set()
    found = [tie for kind in TieKind for duty in draft.duties.values() for tie in _ties(draft, duty, kind, critical)]
    for tie in found:
        pair = frozenset((tie.start, tie.end))
        if pair <= drawn and len(pair) > 1 and pair not in tied:
            tied.add(pair)
            yield tie


def _ties(draft: Draft, duty: Obligation, kind: TieKind, critical: set[str]) -> Iterator[Tie]:
    step = duty.in_step_with
    others = {
        TieKind.WAITS: _waited_for(draft, duty),
        TieKind.ANSWERS: duty.in_return_for or (),
        TieKind.SAME_DAY: duty.same_day or (),
        TieKind.IN_STEP: (step.duty,) if step is not None and step.duty else (),
    }
    for other in others[kind]:
        yield Tie(other, duty.name, kind, critical=kind is TieKind.WAITS and {duty.name, other} <= critical)


def _waited_for(draft: Draft, duty: Obligation) -> Iterator[str]:
    for fact in facts_of(duty.after):
        thing = getattr(fact, "thing", "")
        if thing in draft.duties:
            yield thing
        elif isinstance(fact, Fact):
            makers = draft.causes.makers(thing, fact.state) or ()
            yield from (maker for _, family, maker in makers if family == "duty")


def marks(draft: Draft) -> Iterator[Mark]:
    """Elections, exercises and the like, and the meetings that have a day or a rhythm."""
    process, bounds = draft.process, draft.bounds
    for name, event in (process.calendar or {}).items():
        first = bounds.latest_of(event.dated).day if event.dated is not None else None
        last = bounds.latest_of(event.until).day if event.until is not None else None
        if first is not None:
            who = actor_called(draft.process, event.of) if event.of else ""
            yield Mark(name, spoken(name), _MARKS.get(event.kind or "", MarkKind.OTHER), first, last, who=who)
    for name, session in (process.sessions or {}).items():
        day = bounds.latest_of(session.dated).day if session.dated is not None else None
        if day is not None:
            last = bounds.latest_of(session.until).day if session.until is not None else None
            yield Mark(name, spoken(name), MarkKind.SESSION, day, last, text=_text(session))
    for name, review in (process.reviews or {}).items():
        day = bounds.latest_of(review.dated).day if review.dated is not None else None
        if day is not None:
            yield Mark(name, spoken(name), MarkKind.REVIEW, day, text=_text(review))
        elif isinstance(review.every, Cycle):
            yield from _recurring(draft, name, review, review.every)


def _recurring(draft: Draft, name: str, review: Record, cycle: Cycle) -> Iterator[Mark]:
    start = draft.bounds.latest(cycle.start, review.value_span("every")).day if cycle.start is not None else None
    rhythm, count = _RHYTHMS.get(cycle.time.unit), int(cycle.time.high)
    if start is not None and rhythm is not None and count:
        final = draft.bounds.latest_of(draft.process.final_date).day if draft.process.final_date else None
        yield Mark(name, spoken(name), MarkKind.REVIEW, start, None, count, rhythm, final, text=_text(review))
