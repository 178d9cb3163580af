"""The clock acts: what the calendar has caused is put on record, and whoever something waits for is told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reconvene.live.causing import ROUNDS, held, record_caused
from reconvene.live.compartments import Compartment
from reconvene.live.delivery import NotDelivered, deliver, message_for
from reconvene.live.desk import Desk
from reconvene.live.notices import LETTER
from reconvene.live.waiting import Alerts, to_tell
from reconvene.process import events as e
from reconvene.process.shelf import Event, on
from reconvene.record.entry import Head, LogName
from reconvene.record.fault import Stale, fault
from reconvene.record.log import heads
from reconvene.text.spelling import nearest

LEASE = timedelta(minutes=15)
"""So long whoever began to deliver an alert is left alone with it; a program that still has not ended it is dead."""


@dataclass(frozen=True)
class Told:
    """An alert that this tick tried to deliver: to whom, whether by letter, and why it failed if it did."""

    alert: e.AlertRaised
    by_letter: bool
    why: str = ""


@dataclass(frozen=True)
class Ticked:
    """What a tick did: the day it looked to, the events it recorded, and the alerts it tried to deliver.

    `strangers` are those whom the settings want told and the text does not know, with the name that is nearest, if any:
    nothing ever waits for them, and whoever is meant hears nothing.
    """

    day: date
    events: tuple[Event, ...]
    told: tuple[Told, ...]
    strangers: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def undelivered(self) -> tuple[Told, ...]:
        """The alerts that did not get through; the next tick tries them again."""
        return tuple(each for each in self.told if each.why)


def tick(
    desk: Desk,
    now: datetime,
    *,
    as_of: date | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Ticked:
    """Let the clock act up to the end of a day, today if left out.

    Every event that the calendar has caused since the last tick is recorded, in order, on the day it happened. Whoever
    something waits for is told once; what could not be delivered is tried again by the next tick. Nothing happens
    twice, however often and by however many programs this is called. Raises `RecordFault` if the day is still to come,
    or the record cannot be read or written.
    """
    today = desk.day(now)
    day = as_of or today
    if day > today:
        raise fault(
            "not-yet-happened",
            str(desk.folder),
            f"{day} is still to come, and what it will bring is not recorded before.",
            "tick on that day; what is ahead is in `reconvene status`",
        )
    events = record_caused(desk, now, day)
    _raise_alerts(desk, now, day)
    return Ticked(day, tuple(events), tuple(_deliver_all(desk, now, day, environment)), _strangers(desk))


def _strangers(desk: Desk) -> dict[str, str | None]:
    settings = desk.settings.notices
    known = desk.document.names.of_family("actor", "role", "body")
    named = (settings.to if settings is not None else None) or {}
    return {name: nearest(name, known) for name in named if name not in known}


def _own(desk: Desk) -> Compartment:
    """Where alerts are recorded: whom a desk told, and who was silent, is for nobody else."""
    return desk.compartment((desk.actor,))


def _raise_alerts(desk: Desk, now: datetime, day: date) -> None:
    for _ in range(ROUNDS):
        seen = heads(desk.store)
        known = Alerts(desk).raised
        fresh = [waiting for waiting in to_tell(desk, day) if waiting.alert not in known]
        if not fresh:
            return
        today = desk.day(now)
        events = [
            e.AlertRaised(
                id=each.alert,
                happened=on(day),
                recorded=today,
                visible_to=(desk.actor,),
                to=each.to,
                act=each.act,
                stage=each.stage,
                until=each.until,
                message=os.urandom(16).hex(),
            )
            for each in fresh
        ]
        try:
            desk.write(_own(desk), [held(event) for event in events], now, seen=seen)
        except Stale:
            continue


def _deliver_all(desk: Desk, now: datetime, day: date, environment: Mapping[str, str]) -> list[Told]:
    """Deliver each alert that still waits and that nobody else is delivering."""
    told: list[Told] = []
    for id in [waiting.alert for waiting in to_tell(desk, day)]:
        number = _take(desk, id, now)
        if number is None:
            continue
        alert = Alerts(desk).raised[id]
        message = message_for(desk, alert)
        why = ""
        try:
            deliver(desk, message, now, environment)
        except NotDelivered as error:
            why = str(error)
        _write_try(desk, id, number, now, "failed" if why else "sent", why, None)
        told.append(Told(alert, message.address == LETTER, why))
    return told


def _take(desk: Desk, id: str, now: datetime) -> int | None:
    """Say on record that this program delivers an alert now, and give the number of the try; None if it need not.

    Of several programs one gets on record first; the others see that and leave it alone.
    """
    for _ in range(ROUNDS):
        seen = heads(desk.store)
        alerts = Alerts(desk)
        if id not in alerts.raised or id in alerts.acknowledged or alerts.is_sent(id) or _is_under_way(alerts, id, now):
            return None
        number = sum(event.outcome == "begun" for _, event in alerts.tries.get(id, ())) + 1
        try:
            _write_try(desk, id, number, now, "begun", "", seen)
        except Stale:
            continue
        return number
    return None


def _is_under_way(alerts: Alerts, id: str, now: datetime) -> bool:
    """Whether somebody began to deliver it a short time ago and has not said how that ended."""
    tries = alerts.tries.get(id, [])
    ended = {event.id.rpartition("_")[0] for _, event in tries if event.outcome != "begun"}
    begun = [moment for moment, event in tries if event.outcome == "begun" and event.id.rpartition("_")[0] not in ended]
    return any(now - datetime.fromisoformat(moment) < LEASE for moment in begun)


def _write_try(
    desk: Desk, id: str, number: int, now: datetime, outcome: str, why: str, seen: Mapping[LogName, Head] | None
) -> None:
    today = desk.day(now)
    event = e.AlertTried(
        id=f"{id}_try{number}_{outcome}",
        happened=on(today),
        recorded=today,
        visible_to=(desk.actor,),
        of=id,
        outcome=outcome,
        why=why or None,
    )
    desk.write(_own(desk), [held(event)], now, seen=seen)
