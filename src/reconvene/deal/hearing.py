"""What a record tells of consultations: when they were held, what was decided, and what was answered."""

from __future__ import annotations

from datetime import date

from reconvene.deal.owed import Heard, Stand
from reconvene.process import events as e
from reconvene.process.fold import State

_MADE = ("passed", "agreed", "signed")
"""The states by which something is decided."""
_ANSWERS = {"dissent": "dissents", "position": "said"}


def heard_in(state: State) -> Heard:
    """What the record tells by then; of a consultation that was held more than once, the last time counts."""
    held = {name: event.at for name, event in state.ledger.consultations.items()}
    made: dict[str, date] = {}
    for (name, word), (_, day) in state.ledger.facts.items():
        if word in _MADE and day <= state.now:
            made[name] = min(day, made.get(name, day))
    said = tuple(
        (frozenset(event.about or ()), _answer(event))
        for event in state.events
        if isinstance(event, e.Statement) and event.what in _ANSWERS
    )
    return Heard(held, made, said)


def _answer(event: e.Statement) -> Stand:
    return Stand(event.by_party, _ANSWERS[event.what], " ".join((event.text or "").split()), event.at)
