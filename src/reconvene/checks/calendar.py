"""What is on the calendar of a draft: the meetings, reviews and milestones, each with its day or its rhythm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reconvene.checks.draft import Draft
from reconvene.document.dates import in_days
from reconvene.document.expressions import Cycle, Duration, Moment, Offset, OnDay, When
from reconvene.document.kinds import Day
from reconvene.document.obligation import Deliberate
from reconvene.text.span import Span


@dataclass(frozen=True)
class Meeting:
    """Something that brings people together or is a milestone: on a day, every so many days, or after an event."""

    what: str
    span: Span
    day: date | None = None
    every: float | None = None
    rhythm: str = ""
    """Its rhythm as the file says it."""
    upon_event: bool = False
    """Whether it has no day until something happens, so that no day could be written for it."""


def meetings(draft: Draft) -> Iterator[Meeting]:
    """Everything on the calendar; what comes from the file as a rhythm has no day of its own."""
    process = draft.process
    for name, session in (process.sessions or {}).items():
        if session.held in (None, "planned", "accepted"):
            yield _on_day(draft, name, session.span, session.dated)
    for name, review in (process.reviews or {}).items():
        if review.every is not None:
            yield _in_rhythm(name, review.span, review.every)
        elif review.dated is not None:
            yield _on_day(draft, name, review.span, review.dated)
    for name, channel in (process.channels or {}).items():
        if channel.cadence is not None and channel.open in (None, "open"):
            yield _in_rhythm(name, channel.span, channel.cadence)
    for name, body in (process.bodies or {}).items():
        if body.cadence is not None:
            yield _in_rhythm(name, body.span, body.cadence)
    for name, span, day in (*_duties(draft), *_milestones(draft)):
        if day is not None:
            yield Meeting(name, span, day)


def _in_rhythm(name: str, span: Span, cycle: Cycle) -> Meeting:
    return Meeting(name, span, every=in_days(cycle.time), rhythm=f"every {cycle.time}")


def desert_limit(draft: Draft) -> float:
    """The most days that may pass without anything on the calendar: 60, unless the file says otherwise."""
    wanted = draft.process.thresholds.calendar_desert if draft.process.thresholds else None
    return in_days(wanted) if isinstance(wanted, Duration) else 60.0


def deserts(draft: Draft, found: Iterable[Meeting] | None = None) -> list[tuple[date, date]]:
    """The stretches from today to the final date, in order, in which nothing is scheduled for longer than the limit.

    Without a final date the last one has no end: it runs to the last day there is. What meets by itself often enough
    leaves none.
    """
    listed, limit = list(meetings(draft) if found is None else found), desert_limit(draft)
    if any(meeting.every is not None and meeting.every <= limit for meeting in listed):
        return []
    final = draft.bounds.latest_of(draft.process.final_date).day if draft.process.final_date else None
    days = {each.day for each in listed if each.day is not None and draft.now <= each.day <= (final or date.max)}
    points = sorted({draft.now, *days, *([final] if final and final > draft.now else [])})
    if final is None:
        return [(points[-1], date.max)]
    return [(earlier, later) for earlier, later in pairwise(points) if (later - earlier).days > limit]


def _on_day(draft: Draft, name: str, span: Span, day: Day | None) -> Meeting:
    reach = draft.bounds.latest_of(day).day if day is not None else None
    return Meeting(name, span, reach, upon_event=reach is None and day is not None and _comes_with_event(draft, day))


def _comes_with_event(draft: Draft, day: Day, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a day is counted from a fact that may never come."""
    if day.when is not None:
        return True
    moments: list[Moment] = [*([day.at] if day.at is not None else []), *(day.earliest or ()), *(day.latest or ())]
    anchors = [_anchor(moment) for moment in moments]
    named = {anchor.name for anchor in anchors if isinstance(anchor, OnDay)} & draft.bounds.days.keys() - seen
    return any(isinstance(anchor, When) for anchor in anchors) or any(
        _comes_with_event(draft, draft.bounds.days[name], seen | {name}) for name in named
    )


def _anchor(moment: Moment) -> Moment:
    while isinstance(moment, Offset):
        moment = moment.moment
    return moment


def _duties(draft: Draft) -> Iterator[tuple[str, Span, date | None]]:
    """When duties are due, when they end, and when what was left open in them is settled."""
    bounds = draft.bounds
    for name, duty in draft.duties.items():
        window = duty.within or duty.begins
        if window is not None:
            day = bounds.latest_in(window, duty.value_span("within")).day
            yield name, duty.span, day or _by_the_plan(draft, name)
        if duty.no_later_than is not None:
            yield name, duty.span, bounds.latest(duty.no_later_than, duty.value_span("no_later_than")).day
        if duty.until is not None:
            yield name, duty.span, bounds.latest_of(duty.until).day
        if duty.deliberate is not None:
            yield name, duty.deliberate.span, _settled(draft, duty.deliberate)
    for name, initiative in (draft.process.initiatives or {}).items():
        if initiative.reviewed is not None:
            yield name, initiative.span, bounds.latest_of(initiative.reviewed).day


def _by_the_plan(draft: Draft, name: str) -> date | None:
    """The last day of a duty that is counted from an event, where that event has a last day of its own."""
    place = draft.plan.place("duty", name, "claimed")
    return draft.windows.last(place) if place is not None and place in draft.hanging.bounded else None


def _milestones(draft: Draft) -> Iterator[tuple[str, Span, date | None]]:
    """Named days, phases, gates, sequences, questions that were handed on, and terms that are to be settled."""
    bounds, process = draft.bounds, draft.process
    for name, day in (process.days or {}).items():
        yield name, day.span, bounds.latest_of(day).day
    for name, phase in (process.phases or {}).items():
        if phase.no_later_than is not None:
            yield name, phase.span, bounds.latest(phase.no_later_than, phase.value_span("no_later_than")).day
    for name, gate in (process.gates or {}).items():
        if gate.dated is not None:
            yield name, gate.span, bounds.latest_of(gate.dated).day
    for name, sequence in (process.sequences or {}).items():
        if isinstance(sequence.dated, date):
            yield name, sequence.span, sequence.dated
    for name, delegation in (process.delegations or {}).items():
        if delegation.within is not None:
            yield name, delegation.span, bounds.latest_in(delegation.within, delegation.value_span("within")).day
    for name, term in (process.terms or {}).items():
        if term.deliberate is not None:
            yield name, term.deliberate.span, _settled(draft, term.deliberate)


def _settled(draft: Draft, deliberate: Deliberate) -> date | None:
    """The day by which something left open on purpose is settled."""
    if deliberate.settle_by is None:
        return None
    return draft.bounds.latest(deliberate.settle_by, deliberate.value_span("settle_by")).day
