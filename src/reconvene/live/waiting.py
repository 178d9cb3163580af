"""Who must be told that something waits for them: the hands of each act in order, by what each of them may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reconvene.live.desk import Desk
from reconvene.live.notices import ENOUGH_DAYS
from reconvene.process import events as e
from reconvene.process.fold import State
from reconvene.process.ladder import LadderAct, is_done
from reconvene.process.live_vows import obstacles

STARTS = "start_the_way_back"
"""What waits where the text leaves it to somebody to start the way back."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that waits for somebody: of which stage that began when, by when, and who comes before them in line."""

    to: str
    act: str
    stage: str
    began: date
    until: date | None
    before: tuple[str, ...] = ()

    @property
    def alert(self) -> str:
        """The id of the alert that tells them."""
        return self._id(self.to)

    def earlier(self, name: str) -> str:
        """The id of the alert to somebody who comes before them."""
        return self._id(name)

    def _id(self, to: str) -> str:
        words = f"alert_{self.stage}_{self.act}_{self.began}_{to}"
        return "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in words)


def waiting_for(state: State, name: str) -> Iterator[Waiting]:
    """The acts that wait for somebody, or would if those before them in line stay silent."""
    ladder, standing = state.ladder, state.standing
    if ladder is None or standing is None:
        return
    began = date.fromordinal(standing.entered)
    if standing.stage is None:
        starters = _there(state, (hand.name for hand in ladder.starters or ()))
        if standing.table == "waiting" and name in starters:
            yield Waiting(name, STARTS, "day_zero", began, None, _before(name, starters))
        return
    stage = ladder.stages[standing.stage]
    for act in stage.asked:
        if is_done(act, standing):
            continue
        if act.own:
            asked = (
                name in act.own and (act.index, name) not in standing.done and not _is_vowed_against(state, act, name)
            )
            line: tuple[str, ...] = (name,) if asked else ()
        else:
            line = _there(state, (hand.name for hand in act.hands))
        if name in line:
            yield Waiting(name, act.act, stage.name, began, state.table.due, _before(name, line))


def _there(state: State, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name not in state.sitting.absent.names)


def _before(name: str, line: tuple[str, ...]) -> tuple[str, ...]:
    return line[: line.index(name)]


def _is_vowed_against(state: State, act: LadderAct, name: str) -> bool:
    """Whether a vow in force forbids it to them and nothing covers it: then it is asked of nobody."""
    return any(found.party == name and not found.cover for found in obstacles(state, act))


class Alerts:
    """What the record of a desk says of alerts: raised when, begun, sent, failed, acknowledged."""

    def __init__(self, desk: Desk) -> None:
        self.raised: dict[str, e.AlertRaised] = {}
        self.tries: dict[str, list[tuple[str, e.AlertTried]]] = {}
        self.acknowledged: set[str] = set()
        for each in desk.accounts().said:
            match each.event:
                case e.AlertRaised() if each.desk == desk.actor:
                    self.raised[each.event.id] = each.event
                case e.AlertTried() if each.desk == desk.actor:
                    self.tries.setdefault(each.event.of, []).append((each.recorded, each.event))
                case e.AlertAcknowledged():
                    self.acknowledged.add(each.event.of)

    def is_sent(self, id: str) -> bool:
        """Whether a server took it, or the letter lies ready."""
        return any(event.outcome == "sent" for _, event in self.tries.get(id, ()))

    def silent_since(self, waiting: Waiting, name: str) -> date:
        """The day on which somebody in line was told, or on which it began if this desk did not tell them."""
        raised = self.raised.get(waiting.earlier(name))
        return raised.at if raised is not None else waiting.began


def to_tell(desk: Desk, day: date) -> Iterator[Waiting]:
    """What waits for those whom this desk tells, each as far as they may know of it themselves.

    The first in line is told at once. The next is told once everybody before them has been silent for so many days as
    the settings say, or the last day has come; whoever acknowledged has it in hand until then.
    """
    settings = desk.settings.notices
    enough = timedelta(days=(settings.acknowledged_within if settings is not None else None) or ENOUGH_DAYS)
    alerts = Alerts(desk)
    for name in dict.fromkeys([desk.actor, *((settings.to if settings is not None else None) or ())]):
        for waiting in waiting_for(desk.state(day, known=date.max, reader=name), name):
            if _is_their_turn(waiting, alerts, day, enough):
                yield waiting


def _is_their_turn(waiting: Waiting, alerts: Alerts, day: date, enough: timedelta) -> bool:
    if not waiting.before or (waiting.until is not None and waiting.until <= day):
        return True
    if any(waiting.earlier(name) in alerts.acknowledged for name in waiting.before):
        return False
    since = waiting.began
    for name in waiting.before:
        since = max(since, alerts.silent_since(waiting, name)) + enough
    return since <= day
