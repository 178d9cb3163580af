"""What comes, if nothing happens: signals that fire, stages that end, sessions, duties, vows and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.process.duty_state import OPEN
from reconvene.process.fold import State
from reconvene.process.live_vows import live_vows
from reconvene.process.signals import session_called
from reconvene.process.stall import NEVER
from reconvene.process.table_state import GOING
from reconvene.process.written import day_of
from reconvene.reports import status_view as view
from reconvene.reports.debrief import offers_of

_FAR = 120
"""So many days ahead are told; what lies beyond is on no desk yet."""


def stalls_on(state: State) -> date | None:
    """The day on which talks that go on will count as stalled, if nothing happens."""
    if state.table.state not in GOING:
        return None
    day = state.sitting.signals.stalls(state.now.toordinal())
    return date.fromordinal(day) if day < NEVER else None


def keeps_from_stalling(state: State, day: date | None) -> str:
    """The cheapest act that would keep the talks from counting as stalled on a day: it clears what fires then."""
    if day is None:
        return ""
    on_the_day = [signal for signal in state.signals if signal.fires_on == day]
    firing = [signal for signal in state.signals if signal.fires]
    return next((signal.clear for signal in (*on_the_day, *firing) if signal.clear), "")


def ahead(state: State) -> Iterator[view.AheadView]:
    """What comes within the next months, and if nothing does, the first that comes later."""
    listed = list(_ahead(state))
    far_off = ("duty", "cure", "calendar", "vow")
    near = [each for each in listed if (each.day - state.now).days <= _FAR or each.kind not in far_off]
    yield from sorted(near or listed, key=lambda each: each.day)[: None if near else 1]


def _ahead(state: State) -> Iterator[view.AheadView]:
    now = state.now
    stalls = stalls_on(state)
    if stalls is not None:
        unless = keeps_from_stalling(state, stalls)
        yield view.AheadView(stalls, "the table counts as stalled, if nothing happens", "stall", "stall", unless)
    for signal in state.signals:
        if signal.fires_on is not None:
            what = f"{signal.number} {_word(signal.name)} fires"
            yield view.AheadView(signal.fires_on, what, "signal", signal.name, signal.clear)
    if state.table.due is not None and state.ladder is not None and state.table.stage is not None:
        name = state.ladder.stages[state.table.stage].name
        what = f"stage {state.table.stage} `{name}` ends by its limit"
        yield view.AheadView(state.table.due, what, "stage", f"{name} {state.table.day0}")
    yield from _sessions_ahead(state)
    yield from _duties_ahead(state, now)
    for vow in live_vows(state):
        if vow.until is not None:
            what = f"the vow `{vow.name}` of {state.people.called(vow.by)} ends"
            yield view.AheadView(vow.until, what, "vow", vow.name)
    for offer in offers_of(state):
        if offer.status == "stands" and offer.until is not None:
            what = f"the offer {offer.called or _word(offer.name)} lapses"
            yield view.AheadView(offer.until, what, "offer", offer.name)
    for name, event in (state.process.calendar or {}).items():
        dated = day_of(event.dated)
        if dated is not None and now <= dated:
            yield view.AheadView(dated, f"{_word(event.kind or 'event')}: {_word(name)}", "calendar", name)


def _sessions_ahead(state: State) -> Iterator[view.AheadView]:
    """The sessions whose date all accepted; the next session of another, only where none of that day has a name."""
    agreed = {name: day for name, day in state.sitting.watch.agreed.items() if day >= state.now.toordinal()}
    named = {day for name, day in agreed.items() if name in state.sessions}
    for name, day in agreed.items():
        if name in state.sessions or day not in named:
            yield view.AheadView(date.fromordinal(day), f"session: {session_called(name)}", "session", name)


def _duties_ahead(state: State, now: date) -> Iterator[view.AheadView]:
    for duty in state.duties.values():
        for instance in duty.instances:
            name = " ".join(filter(None, (duty.name, instance.debtor, str(instance.period or ""))))
            if instance.due is not None and now <= instance.due and instance.phase in OPEN:
                yield view.AheadView(instance.due, f"{duty.name} falls due", "duty", name)
            if instance.cure is not None and now <= instance.cure:
                yield view.AheadView(instance.cure, f"the time to cure {duty.name} ends", "cure", name)


def _word(kind: str) -> str:
    return kind.replace("_", " ")
