"""What the calendar alone has caused by a day: day 0, stages that came by a limit, dates and choices that went by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from reconvene.document.obligation import Shape
from reconvene.process import events as e
from reconvene.process.duty_state import MISSED, InstanceState, Phase
from reconvene.process.fold import State
from reconvene.process.shelf import Event, on
from reconvene.process.table_state import Table

PREFIX = "clock_"
"""How the ids of these events begin; the rest says what and when, so that two clocks come to the same name."""
OF_THE_WAY = ("parties", "role_holders")
"""Who may see what the clock does on the way back: no trace of it goes further."""
_WENT_BY = frozenset({*MISSED, Phase.CURED, Phase.BREACHED})
_DAY = timedelta(days=1)


def caused_on_the_way(state: State) -> Iterator[Event]:
    """Every day 0, and every stage that ended by its limit or began without an act, each on its day."""
    for fall in state.sitting.falls:
        trigger = "stall" if fall.into is Table.STALLED else "failure"
        yield e.DayZero(**_said(state, f"day_zero_{fall.day}", fall.day, OF_THE_WAY), trigger=trigger)
    ladder = state.ladder
    if ladder is None:
        return
    for step in state.sitting.passages:
        if step.event:
            continue
        if step.left is not None:
            name = ladder.stages[step.left].name
            said = _said(state, f"left_{name}_{step.day}", step.day, OF_THE_WAY)
            yield e.StageLeft(**said, stage=name, how="default")
        if step.entered is not None:
            name = ladder.stages[step.entered].name
            yield e.StageEntered(**_said(state, f"entered_{name}_{step.day}", step.day, OF_THE_WAY), stage=name)


def caused_by_dates(state: State) -> Iterator[Event]:
    """Every duty that was due and not claimed, and every choice whose time went by, on the day after the last."""
    for name, duty in state.duties.items():
        for instance in duty.instances if duty.shape is not Shape.STANDING else ():
            if instance.due is not None and went_by(instance) and instance.due < state.now:
                words = "_".join(filter(None, (name, instance.debtor, str(instance.due))))
                said = _said(state, f"not_claimed_{words}", instance.due + _DAY, duty.record.visible_to)
                by = instance.debtor or None
                yield e.NotClaimed(**said, duty=name, by_party=by, period=instance.period, due=instance.due)
    for name, choice in (state.process.choices or {}).items():
        due = _last_day(state, name)
        made = state.ledger.choices.get(name)
        if due is not None and due < state.now and (made is None or isinstance(made, e.ChoiceLapsed)):
            yield e.ChoiceLapsed(**_said(state, f"lapsed_{name}_{due}", due + _DAY, choice.visible_to), choice=name)


def went_by(instance: InstanceState) -> bool:
    """Whether the last day of a duty passed without a claim, whatever came of it later."""
    late = instance.claimed_on is not None and instance.due is not None and instance.claimed_on > instance.due
    return instance.phase in _WENT_BY or late


def _last_day(state: State, choice: str) -> date | None:
    place = state.observed.plan.places.get(("choice", choice, "made"))
    due = state.observed.due(place) if place is not None else None
    return due.day if due is not None else None


def _said(state: State, name: str, day: date, visible_to: tuple[str, ...] | None) -> dict[str, object]:
    id = PREFIX + "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in name)
    return {"id": id, "happened": on(day), "recorded": state.now, "visible_to": visible_to}
