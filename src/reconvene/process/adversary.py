"""The adversary of the proof: what may happen next, while everybody else does only what a duty that binds them compels.

It chooses who refuses, who is absent, the day within its limit on which each act is done, one change of government,
objections, and extensions to which those who refuse may consent. It may also close channels, announce a withdrawal
(which takes effect after the running return) and leak; none of these moves the machine, whose acts need nobody's
channel but the sender's, so that they have no move here. Definitions: design document, section on the return proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from reconvene.process.stages import Hand, Ladder, LadderAct, LadderStage
from reconvene.process.standing import (
    Begun,
    Deed,
    Extended,
    Held,
    Objected,
    Performed,
    Refusal,
    Standing,
    Triggered,
    Turnover,
    act,
    default,
    is_done,
    is_void,
    start,
)


class Objecting(StrEnum):
    """Whether those who refuse also object in writing: never, if the adversary likes, or all of them in time."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Scenario:
    """The ground on which the adversary moves: who refuses, how many may be absent, whose government may change."""

    refusing: frozenset[str] = frozenset()
    absent: int = 1
    turnover: str | None = None
    objecting: Objecting = Objecting.MAY


@dataclass(frozen=True, slots=True)
class Position:
    """Where things stand, counted from today, and whether the one change of government has come."""

    standing: Standing
    turned: bool = False


class Passing(StrEnum):
    """How time passes in a move: not at all, on to a later day, past the limit, or without an end."""

    NONE = "none"
    DAYS = "days"
    LIMIT = "limit"
    FOREVER = "forever"


@dataclass(frozen=True, slots=True)
class Move:
    """One move: what somebody does, or how time passes; `absent` are those missing at a limit, `undone` their acts."""

    to: Position
    deed: tuple[Deed, ...] = ()
    passing: Passing = Passing.NONE
    days: int = 0
    absent: tuple[str, ...] = ()
    undone: tuple[int, ...] = ()


def opening(ladder: Ladder) -> Position:
    """The position on day 0."""
    return Position(start(ladder, 0))


@dataclass(frozen=True, slots=True)
class Adversary:
    """All that may happen next in a scenario. `daily` lets every single day pass by itself.

    Otherwise time passes to the last day of a stage at once: what may be done on a day between can be done on that day
    too, with the same outcome and no sooner, so that nothing is lost but the small steps (a test compares the two).
    """

    ladder: Ladder
    scenario: Scenario
    daily: bool = False

    def moves(self, position: Position) -> list[Move]:
        """Every move from a position; none where everything has ended."""
        standing = position.standing
        if standing.table == "waiting":
            return list(self._starting(position))
        if standing.stage is None:
            return []
        stage = self.ladder.stages[standing.stage]
        found = list(self._deeds(position, stage))
        return [*found, *self._events(position, stage), *self._passing(position, stage)]

    # Who can, and who must

    def _unwilling(self, standing: Standing) -> frozenset[str]:
        return self.scenario.refusing | standing.lapsed

    def _present(self, hands: Iterable[Hand]) -> list[str]:
        """Those hands that would do it, if they are not absent."""
        return [hand.name for hand in hands if hand.owner is None or hand.owner not in self.scenario.refusing]

    def _bound(self, hands: Iterable[Hand], standing: Standing) -> set[str]:
        """Those hands that must do it, if they are not absent."""
        unwilling = self._unwilling(standing)
        return {hand.name for hand in hands if hand.owner is None or hand.owner not in unwilling}

    def _doer(self, each: LadderAct) -> str | None:
        present = self._present(each.hands)
        return present[0] if present else None

    def _may(self, each: LadderAct) -> bool:
        """Whether an act can happen at all: whoever refuses does nothing, and a meeting takes all."""
        refusing = self.scenario.refusing
        if each.needs_all and refusing & set(self.ladder.parties):
            return False
        # What is released together is released by all or not at all.
        return not (each.together and refusing & set(each.own))

    def _owing(self, each: LadderAct, standing: Standing) -> list[str | None]:
        """Who still has to do an act because a duty binds them: principals by name, None for whoever's hands."""
        unwilling = self._unwilling(standing)
        joint = each.needs_all or (each.together and bool(each.own))
        if not self._may(each) or (joint and unwilling & set(self.ladder.parties)):
            return []
        if each.own:
            open_ = [party for party in each.own if (each.index, party) not in standing.done]
            return [party for party in open_ if party not in unwilling]
        return [None] if each.required and not is_done(each, standing) else []

    # What somebody does

    def _starting(self, position: Position) -> Iterator[Move]:
        hands = self._present(self.ladder.starters or ())
        bound = {hand.name for hand in self.ladder.starters or () if hand.owner is None}
        willing = [party for party in self.ladder.parties if party not in self.scenario.refusing]
        by = hands[0] if hands else (willing[0] if self.ladder.started_by == "request" and willing else None)
        if by is not None:
            yield from self._after(position, Begun(by))
        if len(bound) <= self.scenario.absent and not self.ladder.starters_endless:
            yield Move(position, passing=Passing.FOREVER, days=1, absent=tuple(sorted(bound)))

    def _after(self, position: Position, *deeds: Deed, turned: bool | None = None) -> Iterator[Move]:
        standing = position.standing
        for deed in deeds:
            after = act(self.ladder, standing, deed, 0)
            if isinstance(after, Refusal):
                return
            standing = after
        if standing != position.standing or turned:
            yield Move(Position(counted(standing, 0), position.turned if turned is None else turned), deed=deeds)

    def _deeds(self, position: Position, stage: LadderStage) -> Iterator[Move]:
        standing = position.standing
        aside = {*stage.minutes, *stage.attendance} if stage.convenes else set()
        for each in stage.acts:
            if each.index in aside or is_done(each, standing) or not self._may(each):
                continue
            if each.own:
                yield from self._own_deeds(position, each)
            elif (doer := self._doer(each)) is not None:
                yield from self._after(position, Performed(each.index, doer))
        if stage.convenes and not self._must_object(stage, standing):
            yield from self._sessions(position, stage)

    def _own_deeds(self, position: Position, each: LadderAct) -> Iterator[Move]:
        if each.receivers and not self._present(each.receivers):
            return
        willing = [party for party in each.own if party not in self.scenario.refusing]
        if each.together:
            yield from self._after(position, *(Performed(each.index, party) for party in willing))
            return
        open_ = [party for party in willing if (each.index, party) not in position.standing.done]
        # In which order those do the same thing who must, or who only may, changes nothing: one order stands for all.
        for free in (False, True):
            doer = next((party for party in open_ if (party in position.standing.lapsed) is free), None)
            if doer is not None:
                yield from self._after(position, Performed(each.index, doer))

    def _sessions(self, position: Position, stage: LadderStage) -> Iterator[Move]:
        convening = self._present(stage.hands)
        if not convening:
            return
        minuting = self._present(hand for place in stage.minutes for hand in stage.acts[place].hands)
        called = frozenset(self.ladder.parties)
        bound = called - self._unwilling(position.standing)
        for came in dict.fromkeys((bound, called - self.scenario.refusing)):
            yield from self._after(position, Held(came, convening[0], minuting[0] if minuting else None))

    # What the adversary adds

    def _events(self, position: Position, stage: LadderStage) -> Iterator[Move]:
        standing, scenario = position.standing, self.scenario
        if scenario.objecting is not Objecting.NEVER and self._can_void(stage) and not is_void(stage, standing):
            receiver = self.ladder.role_holders[0]
            yield from self._after(position, *(Objected(party, receiver) for party in sorted(scenario.refusing)))
        if scenario.turnover is not None and not position.turned:
            yield from self._after(position, Turnover(scenario.turnover), turned=True)
        if self.ladder.restarts:
            yield from self._after(position, Triggered())
        rule = self.ladder.extension_of(stage)
        # The last moment to ask is the worst for everybody else.
        if rule is not None and standing.due == 0 and scenario.refusing:
            yield from self._after(position, Extended(scenario.refusing, rule.adds))

    def _can_void(self, stage: LadderStage) -> bool:
        """Whether those who refuse can void a stage: their objection suffices, and somebody is there to receive it."""
        holders = self.ladder.role_holders
        suffices = any(parties and parties <= self.scenario.refusing for parties in stage.voided_by)
        return suffices and len(holders) > self.scenario.absent

    def _must_object(self, stage: LadderStage, standing: Standing) -> bool:
        """Whether the scenario has them object, and they have not yet."""
        must = self.scenario.objecting is Objecting.MUST
        return must and self._can_void(stage) and not is_void(stage, standing)

    # How time passes

    def _passing(self, position: Position, stage: LadderStage) -> Iterator[Move]:
        standing = position.standing
        if stage.parks and standing.table != "parked":
            yield from self._unparked(position, stage)
        elif standing.due is None or standing.overdue:
            yield Move(position, passing=Passing.FOREVER, days=1)
        elif standing.due > 0:
            days = 1 if self.daily else standing.due
            yield Move(replace(position, standing=counted(standing, days)), passing=Passing.DAYS, days=days)
        elif not self._must_object(stage, standing):
            yield from self._at_limit(position, stage)

    def _unparked(self, position: Position, stage: LadderStage) -> Iterator[Move]:
        """What is to be parked is received on the day on which the parking begins, or not at all."""
        missing = self._missing(position.standing, stage)
        if missing is None:
            return
        standing = position.standing
        if standing.due is None or standing.overdue:
            yield Move(position, passing=Passing.FOREVER, days=1, absent=missing[0], undone=missing[1])
        else:
            later = counted(standing, standing.due)
            after = Position(counted(default(self.ladder, later), 0), position.turned)
            yield Move(after, (), Passing.LIMIT, standing.due, missing[0], missing[1])

    def _at_limit(self, position: Position, stage: LadderStage) -> Iterator[Move]:
        missing = self._missing(position.standing, stage)
        if missing is not None:
            after = Position(counted(default(self.ladder, position.standing), 0), position.turned)
            yield Move(after, (), Passing.LIMIT, 0, *missing)

    def _missing(self, standing: Standing, stage: LadderStage) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
        """Who has to be absent for the limit to pass, and the acts then undone; None if somebody would still act."""
        if standing.table == "parked":
            return (), ()
        absent: set[str] = set()
        undone = []
        aside = {*stage.minutes, *stage.attendance} if stage.convenes else set()
        for each in stage.asked:
            if each.index in aside:
                continue
            for party in self._owing(each, standing):
                hands = each.receivers if party is not None else each.hands
                bound = self._bound(hands, standing)
                if each.endless or (party is not None and not each.receivers):
                    return None
                absent |= bound
                undone.append(each.index)
        if stage.convenes and not undone:
            blocked = self._unconvened(standing, stage)
            if blocked is None:
                return None
            absent |= blocked
        return (tuple(sorted(absent)), tuple(undone)) if len(absent) <= self.scenario.absent else None

    def _unconvened(self, standing: Standing, stage: LadderStage) -> set[str] | None:
        """Who has to be absent for a session not to be held on its last day; None if the hands never run out."""
        called = frozenset(self.ladder.parties)
        came = called - self._unwilling(standing)
        quorum = came == called or stage.quorum == "whoever_came" or (stage.quorum == "any" and bool(came))
        if is_void(stage, standing) or not quorum or not self._is_told(stage):
            return set()
        blocked = [] if stage.endless else [self._bound(stage.hands, standing)]
        if came != called:
            minutes = [stage.acts[place] for place in stage.minutes]
            if not any(each.endless for each in minutes):
                blocked.append({name for each in minutes for name in self._bound(each.hands, standing)})
        return min(blocked, key=len) if blocked else None

    @staticmethod
    def _is_told(stage: LadderStage) -> bool:
        notices = [stage.acts[place] for place in stage.notices]
        return not notices or any(notice.tells_all for notice in notices)


def counted(standing: Standing, days: int) -> Standing:
    """The standing with its days counted from so many days later: what is equal then goes on in the same way."""
    due = standing.due - days if standing.due is not None else None
    overdue = standing.overdue
    return replace(standing, started=0, entered=0, due=None if overdue else due, review=None)
