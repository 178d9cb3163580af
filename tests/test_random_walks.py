"""Random walks on the way back, drawn as events of a record and folded: they never contradict what was explored.

A walk decides who refuses, who is away, on which day of its limit each act is done, when a government changes; and it
says so in the words of the record alone. Who is not kept from it does on the last day what the text asks of him.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reconvene.document.load import Document
from reconvene.process import events as e
from reconvene.process.adversary import Adversary, Scenario
from reconvene.process.exploration import explore
from reconvene.process.fold import State, fold
from reconvene.process.ladder import Ladder, LadderAct, LadderStage, Standing, compile_ladder, is_void
from reconvene.process.proof import Result, bounded
from reconvene.process.shelf import Event, on
from reconvene.process.table_state import Table
from tests.ladders import read, reference
from tests.laws import up_to
from tests.mutants import EXTENSION, MUTANTS, Mutant, section, stage

DAY_0 = date(2030, 2, 1)
PARTIES = ("north", "south")
CHANNELS = {
    "leaders": {"level": "leader", "ends": ["north", "south"]},
    "envoys": {"level": "working", "ends": ["north", "south"]},
}
TWICE = Mutant(
    "an extension that ends",
    (
        section(extensions={"more": {**EXTENSION["more"], "adds": "at most 15 days", "times": "2"}}),
        stage(4, extend="more"),
    ),
    (),
)
WALKS = (Phase.explicit, Phase.reuse, Phase.generate)
"""A seed has no smaller walk in it."""
SAME = Mutant("the reference ladder", (), ())
NOISE: tuple[tuple[type[Event], dict[str, object]], ...] = (
    (e.Contact, {"channel": "leaders"}),
    (e.Statement, {"what": "threat"}),
    (e.Statement, {"what": "account", "about": ("summit",), "seen_by": "public"}),
    (e.VowMade, {"vow": "never"}),
    (e.Provocation, {"act": "missile_test"}),
    (e.StandstillBreached, {"act": "missile_test"}),
    (e.WalkedOut, {}),
    (e.Suspended, {}),
    (e.ChannelClosed, {"channel": "leaders"}),
    (e.ChannelOpened, {"channel": "leaders"}),
    (e.SessionRefused, {"session": "next"}),
    (e.TextChanged, {"brackets": 3}),
    (e.NoticeSent, {"to": ("north",), "by_party": "sweden"}),
)
"""What the record may also say meanwhile, and what moves no way back but one that a new trigger restarts."""


@dataclass
class Walk:
    """One walk: its ground, its chance, the events so far; `lazy` does everything on the last day of its limit."""

    document: Document
    ladder: Ladder
    chance: random.Random
    refusing: frozenset[str]
    turnover: str | None
    lazy: bool = False
    noisy: bool = True
    objecting: bool = False
    events: list[Event] = field(default_factory=list)
    away: str | None = None

    def days(self, count: int) -> Iterator[tuple[int, State]]:
        """The state of every day, from day 0 on."""
        self.say(e.SessionHeld, DAY_0, session="summit", channel="leaders")
        ends = self.chance.choice(("none", "agreed"))  # a failure, or a stall
        self.say(e.SessionClosed, DAY_0, session="summit", outcome=ends, next_date="none")
        turns = self.chance.randrange(140) if not self.lazy else 0
        before: State | None = None
        for number in range(count):
            today = DAY_0 + timedelta(days=number)
            if before is not None and before.standing is not None:
                self.away_on(today)
                if self.turnover is not None and number == turns + 1:
                    self.say(e.PoliticalEvent, today, what="turnover", of=self.turnover)
                self.act(before.standing, today)
                self.add_noise(today)
            before = fold(self.document, self.events, today)
            yield number, before

    def say(self, cls: type[Event], today: date, **values: object) -> None:
        self.events.append(cls(id=f"e{len(self.events):04}", happened=on(today), recorded=today, **values))

    def away_on(self, today: date) -> None:
        """One holder of a role may be away at a time, and another one the next day."""
        if self.chance.random() < 0.2:
            if self.away is not None:
                self.say(e.Returned, today, actor=self.away)
            self.away = self.chance.choice((None, *self.ladder.role_holders))
            if self.away is not None:
                self.say(e.Absent, today, actor=self.away)

    def add_noise(self, today: date) -> None:
        met = any(isinstance(event, e.SessionHeld) and event.at == today for event in self.events)
        if self.noisy and not met and self.chance.random() < 0.1:
            cls, values = self.chance.choice(NOISE)
            speaking = {"by_party": self.chance.choice(PARTIES)} if "by_party" in cls.slots else {}
            self.say(cls, today, **speaking | values)

    # What is done

    def act(self, standing: Standing, today: date) -> None:
        """What those who are there, and do not refuse, do of the stage that runs: some day, or on its last."""
        if standing.stage is None or standing.due is None:
            return
        running = self.ladder.stages[standing.stage]
        left = standing.due - today.toordinal()
        last = left <= 0
        if self.refuse(running, standing, today, last=last):
            return
        if not last and not running.parks and (self.lazy or self.chance.random() > 1.5 / (left + 1)):
            return
        done = {place for place, _ in standing.done}
        for each in running.acts:
            if each.index not in done and each.index not in (*running.minutes, *running.attendance):
                self.do(each, running, today, must=last)
        if running.convenes and not is_void(running, standing):
            self.meet(running, today)

    def refuse(self, running: LadderStage, standing: Standing, today: date, *, last: bool) -> bool:
        """What those who refuse do meanwhile: they object, or draw it out; whether a session is put off by that."""
        if self.objecting and self.refusing and running.convenes and not standing.objections:
            for party in sorted(self.refusing):
                self.say(e.Objection, today, by_party=party)
            return bool(running.voided_by) and self.refusing == set(PARTIES)
        rule = self.ladder.extension_of(running)
        if not last or rule is None or not rule.adds or self.refusing != set(PARTIES):
            return False
        if standing.extended >= (rule.times or 0) or not (self.lazy or self.chance.random() < 0.5):
            return False
        self.say(e.Extended, today, of=rule.name, until=today + timedelta(days=rule.adds))
        return True

    def hands(self, each: LadderAct) -> list[str]:
        return [hand.name for hand in each.hands if hand.name != self.away]

    def do(self, each: LadderAct, running: LadderStage, today: date, *, must: bool) -> None:
        """The event that an act is; whoever may leave it does, now and then."""
        if not each.required and not must and self.chance.random() < 0.5:
            return
        willing = [party for party in each.own if party not in self.refusing]
        doer = self.chance.choice(self.hands(each) or [""])
        match each.act:
            case "private_notice" | "invitation" if doer:
                self.say(e.NoticeSent, today, to=PARTIES, by_party=doer)
            case "third_party_invitation" if doer:
                self.say(e.Statement, today, what="invitation", by_party=doer)
            case "technical_talks" if doer and not self.refusing:
                self.say(e.Contact, today, channel="envoys")
            case "deposit" if doer:
                self.say(e.Deposited, today, item="what was agreed", with_=doer, by_party=doer)
            case "deposit" | "public_statement" | "simultaneous_statement":
                together = each.act == "simultaneous_statement"
                for party in () if together and self.refusing else willing:
                    self.speak(each.act, party, today)

    def speak(self, act: str, party: str, today: date) -> None:
        if act == "deposit":
            self.say(e.Deposited, today, item="a formula", with_="sweden", by_party=party)
        else:
            self.say(e.Statement, today, what="other", by_party=party)

    def meet(self, running: LadderStage, today: date) -> None:
        """The session: with all who do not refuse, if its quorum is there, and minuted if a chair stays empty."""
        convening = [hand.name for hand in running.hands if hand.name != self.away]
        minuting = [name for place in running.minutes for name in self.hands(running.acts[place])]
        if not convening or (self.refusing and (running.quorum == "all" or not minuting)):
            return
        missing = tuple(sorted(self.refusing)) or None
        name = f"session_{today}"
        self.say(e.SessionHeld, today, session=name, channel="envoys", absent=missing)
        if missing:
            self.say(e.SessionMinuted, today, session=name, empty_chairs=missing)


# What was explored

Seen = tuple[int | None, str, int | None, bool, int, frozenset[str] | None, frozenset[int]]


def seen(ladder: Ladder, standing: Standing, today: int) -> Seen:
    """What a position and a day of the record have in common; when a recess is received is told apart elsewhere."""
    waits = standing.stage is not None and ladder.stages[standing.stage].parks and standing.table == "returning"
    due = standing.due - today if standing.due is not None and not waits and not standing.overdue else None
    return (standing.stage, standing.table, due, standing.overdue, standing.empty_chairs, standing.came, standing.ran)


@lru_cache(maxsize=64)
def explored(ladder: Ladder, refusing: frozenset[str], turnover: str | None) -> frozenset[Seen]:
    adversary = Adversary(ladder, Scenario(refusing, 1, turnover), daily=True)
    reached = explore(adversary, lambda _: False).reached
    return frozenset(seen(ladder, position.standing, 0) for position in reached)


@lru_cache(maxsize=64)
def ground(name: str) -> tuple[Document, Ladder]:
    """The process of a mutant with channels to talk on, and its ladder; each is explored once."""
    mutant = next(each for each in (SAME, TWICE, *MUTANTS) if each.name == name)
    document = read(reference(section(channels=CHANNELS), *mutant.changes))
    ladder = compile_ladder(document.process)
    assert ladder is not None
    return document, ladder


def bound(ladder: Ladder, refusing: frozenset[str], turnover: str | None) -> int | None:
    """The days within which the proof says that it is over; None where it says that it need not be."""
    result = {0: Result.WILLING, 1: Result.SOME_REFUSE, 2: Result.ALL_REFUSE}[len(refusing)]
    proved = bounded(result, ladder)
    found = proved.changed if turnover is not None else proved.steady
    return max(found.days, found.silent or 0) if found.days is not None else None


ENDS = {0: {Table.RECONVENED}, 1: {Table.SAT_INCOMPLETE}, 2: {Table.PARKED}}


def follow(walk: Walk, count: int) -> dict[Table, int]:
    """The first day of every state of the table; on each day the record and the machine say the same."""
    first: dict[Table, int] = {}
    for number, state in walk.days(count):
        first.setdefault(state.table.state, number)
        agree(walk, state)
        if state.table.state is Table.RECONVENED:
            break
    return first


def agree(walk: Walk, state: State) -> None:
    standing, table = state.standing, state.table
    if standing is None:
        assert table.state is Table.RECONVENED
        assert not walk.refusing
        return
    said = seen(walk.ladder, standing, state.now.toordinal())
    assert said in explored(walk.ladder, walk.refusing, walk.turnover), (state.now, said, walk.events[-4:])
    assert table.stage == standing.stage
    parks = standing.stage is not None and walk.ladder.stages[standing.stage].parks
    if standing.stage is not None:
        assert table.state == (Table.PARKED if parks else Table(standing.table))
        assert table.due == (date.fromordinal(standing.due) if standing.due is not None else None)
        assert table.history[-1].stage in (standing.stage, None)
    else:
        assert table.state in (Table.BROKEN, Table.STALLED, Table.COLLAPSED)


def drawn(seed: int, name: str, *, lazy: bool = False, noisy: bool = True) -> Walk:
    document, ladder = ground(name)
    chance = random.Random(seed)
    refusing = frozenset(chance.choice(((), ("north",), ("south",), PARTIES)))
    turnover = chance.choice((None, *PARTIES))
    return Walk(document, ladder, chance, refusing, turnover, lazy, noisy, objecting=chance.random() < 0.5)


def walked(seed: int, name: str) -> None:
    walk = drawn(seed, name)
    days = bound(walk.ladder, walk.refusing, walk.turnover)
    first = follow(walk, (days if days is not None else 200) + 2)
    if days is not None:
        met = [first[state] for state in ENDS[len(walk.refusing)] if state in first]
        assert met and min(met) <= days, (days, first)


@settings(max_examples=5, deadline=None, phases=WALKS)
@given(st.integers(0, 10**6))
def test_no_walk_through_the_record_contradicts_the_proof(seed: int) -> None:
    walked(seed, SAME.name)


@settings(max_examples=4, deadline=None, phases=WALKS)
@given(st.integers(0, 10**6), st.sampled_from([TWICE, *MUTANTS]))
def test_no_walk_on_a_mutant_contradicts_its_proof(seed: int, mutant: Mutant) -> None:
    walked(seed, mutant.name)


@pytest.mark.long
@settings(max_examples=up_to(150), deadline=None, phases=WALKS)
@given(st.integers(0, 10**6), st.sampled_from([SAME, SAME, TWICE, *MUTANTS]))
def test_hundreds_of_walks_contradict_no_proof(seed: int, mutant: Mutant) -> None:
    walked(seed, mutant.name)


@pytest.mark.parametrize(
    ("refusing", "objecting", "turnover", "ends", "day"),
    [
        ((), False, None, Table.RECONVENED, 70),
        ((), False, "south", Table.RECONVENED, 100),
        (("north",), False, None, Table.SAT_INCOMPLETE, 100),
        (("north",), True, "south", Table.SAT_INCOMPLETE, 130),
        (PARTIES, True, None, Table.PARKED, 100),
        (PARTIES, False, None, Table.PARKED, 130),
    ],
)
def test_the_laziest_walk_takes_as_long_as_the_bound_says(
    refusing: tuple[str, ...], objecting: bool, turnover: str | None, ends: Table, day: int
) -> None:
    document, ladder = ground(SAME.name)
    walk = Walk(document, ladder, random.Random(7), frozenset(refusing), turnover, True, False, objecting)
    assert follow(walk, day + 2)[ends] == day


def test_what_is_parked_begins_again_at_its_review() -> None:
    document, ladder = ground(SAME.name)
    walk = Walk(document, ladder, random.Random(7), frozenset(PARTIES), None, True, False, True)
    states = dict(walk.days(100 + 180 + 1))
    assert (states[279].table.state, states[279].table.stage) == (Table.PARKED, 6)
    assert (states[280].table.state, states[280].table.stage) == (Table.RETURNING, 0)
