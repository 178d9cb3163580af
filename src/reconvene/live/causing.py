"""What the calendar has caused, put on record by a desk: signed, dated when it happened, and once.

Each event is about the record that all its readers share: it is computed from what every one of them may see, and goes
where they alone read it. So nothing that is hidden from one of them can show in what the clock says, or in when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from reconvene.live.accounts import accounts_of
from reconvene.live.codec import encode
from reconvene.live.compartments import Compartment
from reconvene.live.desk import Desk
from reconvene.live.payload import Payload
from reconvene.process import events as e
from reconvene.process.calendar_events import OF_THE_WAY, PREFIX, caused_by_dates, caused_on_the_way
from reconvene.process.fold import State, fold
from reconvene.process.shelf import Event, on
from reconvene.process.visibility import Readers
from reconvene.record.fault import Stale
from reconvene.record.log import heads

WITHDRAWN = f"{PREFIX}withdrawn_"
ROUNDS = 100
"""So often it is looked again when others write meanwhile; each time somebody else got on."""

Seen = tuple[str, ...] | None


def record_caused(desk: Desk, now: datetime, day: date) -> list[Event]:
    """Record what the calendar has caused by the end of a day and is not on record; gives the events in their order.

    Two programs that do so at the same moment record each event once: whoever comes second looks again. What the clock
    said and would not say now, because more is known, is withdrawn by a later event. Raises `RecordFault` where the
    record cannot be read or written.
    """
    made: list[Event] = []
    for _ in range(ROUNDS):
        seen = heads(desk.store)
        groups = _missing(desk, now, day)
        if not groups:
            break
        for compartment, events in groups.items():
            try:
                desk.write(compartment, [held(each) for each in events], now, seen=seen)
            except Stale:
                break
            made += events
    return sorted(made, key=lambda each: each.order)


def held(event: Event) -> Mapping[str, Any]:
    """What an entry holds that records an event."""
    return {Payload.EVENT.value: encode(event)}


def _missing(desk: Desk, now: datetime, day: date) -> dict[Compartment, list[Event]]:
    found: dict[Compartment, list[Event]] = {}
    for visible_to, events in _by_readers(desk, day).items():
        listed = _to_add(desk, visible_to, events, now, day)
        if listed:
            found.setdefault(desk.compartment(visible_to), []).extend(listed)
    return found


def _by_readers(desk: Desk, day: date) -> dict[Seen, tuple[State, list[Event]]]:
    """What the calendar has caused, by those who may see it; only what this desk itself may see."""
    process = desk.shared_document.process
    duties = [duty.visible_to for duty in (process.obligations or {}).values()]
    choices = [choice.visible_to for choice in (process.choices or {}).values()]
    wanted: dict[Seen, list[Callable[[State], Iterable[Event]]]] = {OF_THE_WAY: [caused_on_the_way]}
    for visible_to in dict.fromkeys([*duties, *choices]):
        wanted.setdefault(visible_to, []).append(caused_by_dates)
    mine = Readers(process, desk.actor)
    found: dict[Seen, tuple[State, list[Event]]] = {}
    for visible_to, causes in wanted.items():
        if mine.may_read(visible_to):
            state = shared_state(desk, visible_to, day)
            events = [event for cause in causes for event in cause(state)]
            found[visible_to] = (state, [event for event in events if event.visible_to == visible_to])
    return found


def shared_state(desk: Desk, visible_to: Seen, day: date) -> State:
    """Where the process stands on a day by what every one of these readers may see."""
    document = desk.shared_document
    readers = Readers(document.process, None).meant_by(visible_to) if visible_to is not None else ()
    all_of = Readers(document.process, readers)
    said = [each for each in desk.accounts().said if all_of.may_read(each.event.visible_to)]
    return fold(document, accounts_of(said, document.process).events, day, known=date.max, reader=readers)


def _to_add(desk: Desk, visible_to: Seen, caused: tuple[State, list[Event]], now: datetime, day: date) -> list[Event]:
    """What is not on record, each under the first name that was not withdrawn; then what is to be withdrawn."""
    state, events = caused
    mine = [each.event for each in desk.contents.said if each.desk == desk.actor]
    on_record = {event.id: event for event in mine}
    withdrawn = {event.of for event in mine if isinstance(event, e.Correction) and event.withdrawn}
    today = desk.day(now)
    named = {_name(event.id, withdrawn): event for event in events}
    fresh = [event.changed(id=id, recorded=today) for id, event in named.items() if id not in on_record]
    gone = [
        event
        for event in mine
        if _by_the_clock(event) and event.visible_to == visible_to and event.at <= day
        if event.id not in named and event.id not in withdrawn and _is_contradicted(event, state)
    ]
    return [*sorted(fresh, key=lambda each: each.order), *(_withdrawal(event, today) for event in gone)]


def _name(id: str, withdrawn: set[str]) -> str:
    """The id, with a number where the clock said it before and took it back."""
    number, name = 1, id
    while name in withdrawn:
        number += 1
        name = f"{id}_{number}"
    return name


def _by_the_clock(event: Event) -> bool:
    return event.id.startswith(PREFIX) and not isinstance(event, e.Correction)


def _is_contradicted(event: Event, state: State) -> bool:
    """Whether what is known now says otherwise; a text that no longer has the thing says nothing of it."""
    match event:
        case e.NotClaimed():
            duty = state.duties.get(event.duty)
            found = duty.instances if duty is not None else ()
            parts = [each for each in found if (each.debtor or None, each.period) == (event.by_party, event.period)]
            in_time = [each for each in parts if each.claimed_on is not None and each.claimed_on <= event.due]
            return bool(in_time) or any(each.due is not None and each.due > event.due for each in parts)
        case e.ChoiceLapsed():
            return event.choice in (state.process.choices or {})
        case e.StageEntered() | e.StageLeft():
            return state.ladder is not None and event.stage in {stage.name for stage in state.ladder.stages}
    return isinstance(event, e.DayZero)


def _withdrawal(event: Event, today: date) -> Event:
    said = {"id": f"{WITHDRAWN}{event.id.removeprefix(PREFIX)}", "happened": on(today), "recorded": today}
    return e.Correction(**said, of=event.id, withdrawn=True, visible_to=event.visible_to)
