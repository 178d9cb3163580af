"""What is left of the last session: what converged, what is deposited with whom, and how the offers stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from reconvene.process import events as e
from reconvene.process.duty_state import Phase
from reconvene.process.fold import State
from reconvene.process.table_state import Session
from reconvene.reports import status_view as view

_OFFERS = {"offer_tabled": "stands", "offer_withdrawn": "withdrawn", "offer_parked": "parked", "agreed": "agreed"}


def offers_of(state: State) -> Iterator[view.OfferView]:
    """Every offer that was tabled, and how it stands: one whose last day is over has lapsed."""
    agreed = {event.instrument for event in state.ledger.agreed if isinstance(event, e.Agreed)}
    for name, event in state.ledger.offers.items():
        written = (state.process.packages or {}).get(name)
        by = written.by.path if written is not None and written.by is not None else getattr(event, "by_party", "") or ""
        status, since = "agreed" if name in agreed else _OFFERS[event.kind], event.at
        until = event.until if isinstance(event, e.OfferTabled) else None
        if status == "stands" and until is not None and until < state.now:
            status, since = "lapsed", until + timedelta(days=1)
        called = (written.called or "") if written is not None else ""
        yield view.OfferView(name, called, by, status, since, until)


def debrief(state: State) -> view.DebriefView | None:
    """What is left of the session that closed last; None if none has."""
    closed = [session for session in state.sessions.values() if session.closed is not None]
    if not closed:
        return None
    last = max(closed, key=lambda session: session.closed or date.min)
    first = _first_day(state, last)
    reached = [
        (event.at, f"{_instrument(state, event)} ({event.kind.replace('_', ' ')} {event.at})")
        for event in state.ledger.agreed
    ]
    reached += [
        (instance.since or date.min, f"{duty.name.replace('_', ' ')} ({instance.words} {instance.since})")
        for duty in state.duties.values()
        for instance in duty.instances
        if instance.phase in (Phase.VERIFIED, Phase.PERFORMED) and instance.period is None
    ]
    return view.DebriefView(
        last.name,
        last.closed,
        last.outcome,
        last.next_date,
        tuple(dict.fromkeys(what for day, what in reached if day >= first)),
        tuple(dict.fromkeys(what for day, what in reached if day < first)),
        tuple(f"{each.item}, with {state.people.called(each.with_)} since {each.at}" for each in state.ledger.deposits),
        tuple(
            f"{state.people.called(each.by_party)}, {each.at}: {each.text}"
            for each in state.ledger.accounts
            if last.name in (each.about or ()) and each.text
        ),
    )


def _first_day(state: State, session: Session) -> date:
    """The day on which a session began, as the record has it."""
    held = [event for event in state.events if isinstance(event, e.SessionHeld) and event.session == session.name]
    return min((event.happened.first for event in held), default=session.held or session.closed or date.min)


def _instrument(state: State, event: e.Event) -> str:
    name = str(getattr(event, "instrument", ""))
    text = (state.process.texts or {}).get(name)
    return getattr(text, "title", None) or name
