"""The table over time: what each event does to it, what the clock does, and where it stands in the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from reconvene.process.ladder import Ladder, Standing, Triggered, settle, start
from reconvene.process.ladder import Refusal as LadderRefusal
from reconvene.process.ladder import act as act_on
from reconvene.process.mechanics import NoticeSent
from reconvene.process.moves import HANDLERS
from reconvene.process.people import People
from reconvene.process.shelf import Event
from reconvene.process.stall import Binding, Limits, Look, Signals, Watch
from reconvene.process.table_state import GOING, Channel, Fall, Passage, Session, Spell, Table, TableState
from reconvene.process.way_back import deeds_of

ENOUGH = 2
"""So many sessions on cadence after the first make a reconvened table an active one."""


_LAST = attrgetter("happened.last")
_BEFORE_A_SESSION = 3


def _while_returning(event: Event) -> int:
    """Where an event comes in its day while a return runs: a notice is of the session, and so before it."""
    return _BEFORE_A_SESSION if isinstance(event, NoticeSent) else event.rank


class Sitting:
    """A table, from the first event to the day that is asked for."""

    def __init__(
        self, people: People, ladder: Ladder | None, limits: Limits, bindings: Sequence[Binding], absent: AbsentOn
    ) -> None:
        self.people = people
        self.ladder = ladder
        self.limits = limits
        self.watch = Watch()
        self.signals = Signals(self.watch, limits, bindings, people.parties)
        self.sessions: dict[str, Session] = {}
        self.channels = {
            name: Channel(name, channel.level or "") for name, channel in (people.process.channels or {}).items()
        }
        self.absent = absent
        self.standing: Standing | None = None
        self.fallen: Table | None = None
        self.day0 = 0
        self.held_since = 0
        self.empty = 0
        self.spells: list[Spell] = []
        self.falls: list[Fall] = []
        self.passages: list[Passage] = []
        self._stage: int | None = None
        self.state = Table.NOT_BEGUN
        self.odd: dict[str, str] = {}
        self._look: Look | None = None
        self._stale = False
        self._touched = 0

    # The clock

    def run(self, events: Iterable[Event], today: int) -> None:
        """Let everything happen, day by day, to the end of today."""
        for day, found in groupby(events, key=_LAST):
            number = day.toordinal()
            self.advance(number - 1)
            for event in sorted(found, key=_while_returning) if self._is_returning else found:
                handler = HANDLERS.get(type(event))
                if handler is not None:
                    handler(self, event, number)
            if self._look is None and self.state in GOING and self.watch.begun <= number:
                self._look, self._stale = self.signals.look(number), False
                self._mood(number, self._look)
        self.advance(today)

    def advance(self, today: int) -> None:
        """What the clock does by the end of a day, if nothing happens."""
        if self.standing is not None:
            self._follow(today)
        if self.state not in GOING or self.watch.begun > today:
            return
        look = self._look
        if look is None or (self._stale and (look.stall <= today or look.change <= today)):
            day = max(self.watch.begun, self._since, self._touched)
            look = self._look = self.signals.look(day)
            self._stale = False
            self._mood(day, look)
        while look.stall <= today or look.change <= today:
            if look.stall <= look.change:
                self.fall(Table.STALLED, look.stall, "the rule for a stall came true", "")
                if self.standing is not None:
                    self._follow(today)
                if self.state not in GOING:
                    return
            day = look.change
            look = self._look = self.signals.look(day)
            self._mood(day, look)

    @property
    def _is_returning(self) -> bool:
        return self.standing is not None and self.standing.stage is not None

    @property
    def _since(self) -> int:
        return self.spells[-1].since.toordinal() if self.spells else 0

    def touch(self, day: int) -> None:
        """Something happened that signals look at."""
        self._look = None
        self._touched = day
        self.watch.begun = min(self.watch.begun, day)

    def touch_lightly(self, day: int, clears: frozenset[str], edge: int | None = None) -> None:
        """Something happened that clears these signals or puts them off, and lets none fire before the day `edge`.

        Unless it clears one that fires, nothing need be looked at before it would have been, or before that day.
        """
        look = self._look
        if look is None or self.state not in (Table.ACTIVE, Table.SLOW) or not clears.isdisjoint(look.firing):
            self.touch(day)
            return
        if edge is not None:
            if edge <= day:
                self.touch(day)
                return
            self._look = Look(look.firing, min(look.change, edge), min(look.stall, edge))
        self._stale, self._touched = True, day

    def touch_for_date(self, day: int, clears: frozenset[str], ahead: int) -> None:
        """A session was set for a day that can pass; one that lies far ahead opens a recess."""
        if ahead - max(self.watch.held, self.watch.begun) > self.limits.cadence:
            self.touch(day)
        else:
            self.touch_lightly(day, clears, ahead + self.limits.date_passed)

    def _mood(self, day: int, look: Look) -> None:
        """Whether a table that goes on goes well: in recess to a date, slow for a signal, or active."""
        if self.state not in (Table.NOT_BEGUN, Table.ACTIVE, Table.SLOW, Table.RECESS):
            return
        if look.firing:
            self.enter(Table.SLOW, day, ", ".join(look.firing), "")
            return
        ahead = min((dated for dated in self.watch.agreed.values() if dated > day), default=0)
        if ahead - max(self.watch.held, self.watch.begun) > self.limits.cadence:
            self.enter(Table.RECESS, day, f"a pause to {date.fromordinal(ahead)}, which all accepted", "")
        else:
            self.enter(Table.ACTIVE, day, "a session within the cadence, or a date that all accepted", "")

    def enter(self, state: Table, day: int, why: str, event: str) -> None:
        """Come into a state, unless it is the same already."""
        stage = self.standing.stage if self.standing is not None and state is Table.RETURNING else None
        last = self.spells[-1] if self.spells else None
        self.state = state
        if last is not None and (last.state, last.stage) == (state, stage):
            return
        since = date.fromordinal(day)
        if last is not None:
            self.spells[-1] = Spell(last.state, last.since, since, last.why, last.event, last.stage, last.fallen)
        self.spells.append(Spell(state, since, None, why, event, stage, self.fallen))

    # Falling, and the way back

    def fall(self, kind: Table, day: int, why: str, event: str) -> None:
        """The talks have stalled, or broken: day 0, unless a return is running, which nothing restarts."""
        if self.standing is not None and self.standing.stage is not None and self.ladder is not None:
            found = act_on(self.ladder, self.standing, Triggered(), day)
            again = isinstance(found, Standing) and found.stage != self.standing.stage
            self.standing = found if isinstance(found, Standing) else self.standing
            if self.fallen is Table.STALLED and kind is Table.BROKEN:
                self.fallen = kind
            if again:
                self.show(day, f"the way back begins anew: {why}", event)
            return
        self.fallen, self.day0, self.held_since = kind, day, 0
        self._stage = None
        self.falls.append(Fall(date.fromordinal(day), kind, event))
        self.enter(kind, day, why, event)
        trigger = "stall" if kind is Table.STALLED else "failure"
        if self.ladder is not None and trigger in self.ladder.starts_on:
            self.standing = start(self.ladder, day)
            self.show(day, f"stage 0 of the way back, started by the {trigger}")

    def _follow(self, today: int) -> None:
        """The way back with its defaults, each on its own day."""
        assert self.ladder is not None and self.standing is not None  # a standing comes from a ladder
        while self.standing.stage is not None and self.standing.due is not None and self.standing.due <= today:
            day = self.standing.due
            before = self.standing
            self.standing = settle(self.ladder, before, day)
            if self.standing == before:
                return
            self.show(day, "the limit of the stage passed")

    def show(self, day: int, why: str, event: str = "") -> None:
        """The state of the table that the way back amounts to."""
        standing = self.standing
        if standing is None:
            return
        if standing.stage != self._stage:
            self.passages.append(Passage(date.fromordinal(day), self._stage, standing.stage, event))
            self._stage = standing.stage
        match standing.table:
            case "returning":
                parks = self.ladder is not None and standing.stage == self.ladder.parking
                self.enter(Table.PARKED if parks else Table.RETURNING, day, why, event)
            case "sat_incomplete" | "parked" | "reconvened" as word:
                self.enter(Table(word), day, why, event)
            case "collapsed" if self._all_closed():
                self.enter(Table.COLLAPSED, day, why, event)
            case _ if self.fallen is not None:
                self.enter(self.fallen, day, why, event)

    def do(self, event: Event, day: int) -> None:
        """Let an event count for the way back, where it is an act that its stage asks for or offers."""
        if self.standing is None or self.ladder is None:
            return
        before = self.standing
        for deed in deeds_of(event, self.ladder, before, self.people, self.absent):
            found = act_on(self.ladder, self.standing, deed, day)
            if isinstance(found, LadderRefusal):
                self.odd.setdefault(event.id, found.message)
            else:
                self.standing = found
        if (self.standing.stage, self.standing.table) != (before.stage, before.table):
            self.show(day, "the acts of the stage are done", event.id)

    def reopen(self, day: int) -> None:
        """Any contact opens a table that had collapsed: nothing in a record is for ever."""
        if self.state is Table.COLLAPSED and self.fallen is not None:
            self.enter(self.fallen, day, "there is contact again", "")

    def _all_closed(self) -> bool:
        return all(channel.state == "closed" for channel in self.channels.values())

    def collapse(self, day: int, event: Event) -> None:
        """All channels are closed, and nothing leads back."""
        refused = self.ladder is None or (self.standing is not None and self.standing.table == "collapsed")
        if refused and self._all_closed() and not any(dated >= day for dated in self.watch.agreed.values()):
            self.fallen = self.fallen or Table.BROKEN
            self.day0 = self.day0 or day
            self.enter(Table.COLLAPSED, day, "every channel is closed, and nothing leads back", event.id)

    # A session held

    def sit(self, event: Event, day: int) -> None:
        """A session with all parties was held: it ends a stall; after two more on cadence the table is active."""
        before, self.watch.held = self.watch.held, day
        on_cadence = before > 0 and day - before <= self.limits.cadence
        watch = self.watch
        watch.refused = watch.missed = watch.hardened = watch.counter = None
        watch.agreed = {name: dated for name, dated in watch.agreed.items() if dated > day}
        watch.people.clear()
        watch.accounts.clear()
        watch.open_end = 0
        if self.state is Table.RECONVENED:
            self.held_since = self.held_since + 1 if on_cadence else 0
            if self.held_since >= ENOUGH:
                self.fallen = None
                self.enter(Table.ACTIVE, day, "two sessions on cadence since the parties met again", event.id)
                self.touch(day)  # from now on what fires makes it slow
        elif self.state not in (Table.NOT_BEGUN, Table.ACTIVE, Table.SLOW, Table.RECESS):
            self.held_since = 0
            self.standing = None
            self.enter(Table.RECONVENED, day, "a session was held", event.id)

    def as_of(self, today: int) -> TableState:
        """Where the table stands at the end of a day."""
        standing = self.standing
        last = self.spells[-1] if self.spells else None
        running = standing is not None and standing.stage is not None
        return TableState(
            self.state,
            last.since if last is not None else date.fromordinal(today),
            last.why if last is not None else "nothing is recorded",
            self.fallen if self.state not in (Table.ACTIVE, Table.SLOW, Table.RECESS) else None,
            date.fromordinal(self.day0) if self.day0 else None,
            standing.stage if standing is not None and running else None,
            _date(standing.due) if standing is not None and running else None,
            _date(standing.review) if standing is not None else None,
            tuple(self.spells),
            self.held_since,
        )


class AbsentOn:
    """Who could not act on a day, by what is recorded of absences."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def first(self, names: Iterable[str]) -> str | None:
        """The first of several who is there."""
        return next((name for name in names if name not in self.names), None)


def _date(number: int | None) -> date | None:
    return date.fromordinal(min(number, date.max.toordinal())) if number is not None else None
