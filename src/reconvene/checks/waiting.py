"""What waits for what: the preconditions of a draft as a graph of *all of* and *any of*, and what can ever begin."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reconvene.document.expressions import AnyFact, Fact, Kept, Limit, Moment, Offset, OnDay, Side, When, Window
from reconvene.document.kinds import AnyCondition, Condition, Day, facts_of
from reconvene.document.names import Names
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.text.finding import Reason
from reconvene.timing.bounds import Bounds
from reconvene.timing.causes import Causes

BEGUN = frozenset({"enabled", "claimed", "performed", "verified", "accepted", "cured", "holding", "kept", "shown"})
"""The states of a duty that it cannot be in before it has begun."""
LIFTED = frozenset({"suspended", "waived", "ceased", "terminated", "lifted", "ended"})
"""The states of a measure that somebody must bring about by lifting it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A link of the graph: the node waited for, and where the file says so (`record` and `key`), if it does."""

    to: int
    record: Record | None = None
    key: str = ""
    words: str = ""

    @property
    def reason(self) -> Reason | None:
        """The link as a reason with its place; None for a link inside a condition."""
        return Reason(self.words, self.record.value_span(self.key)) if self.record is not None else None


class Waiting:
    """The preconditions of a draft. A node comes true when as many of those it waits for are true as it needs.

    What nobody in the file brings about may come true by itself, and so may whatever is not written: only a wait that
    the text itself makes endless is found here.
    """

    def __init__(self, process: Process, names: Names, bounds: Bounds, causes: Causes) -> None:
        self.process = process
        self.defined = names
        self.bounds = bounds
        self.causes = causes
        self.all_duties = self.causes.duties
        self.keys: dict[tuple[str, str], int] = {}
        self.names: list[str] = []
        self.ties: list[list[Tie]] = []
        self.needed: list[int] = []
        self._unread: deque[tuple[str, str]] = deque()
        for name in self.all_duties:
            self.node("duty", name)
        for name in process.gates or {}:
            self.node("gate", name)
        for name in process.phases or {}:
            self.node("phase", name)
        self._hold_back()
        while self._unread:
            self._read(*self._unread.popleft())
        self.waiters: list[list[int]] = [[] for _ in self.ties]
        for index, ties in enumerate(self.ties):
            for tie in ties:
                self.waiters[tie.to].append(index)
        self.duties = {index: name for (family, name), index in self.keys.items() if family == "duty"}
        self._records = {index: self._named(*key) for key, index in self.keys.items()}

    def _named(self, family: str, name: str) -> Record:
        sections = {"duty": self.all_duties, "gate": self.process.gates, "phase": self.process.phases}
        more = {"choice": self.process.choices, "day": self.bounds.days}
        found = ({**sections, **more}.get(family) or {}).get(name)
        return found if isinstance(found, Record) else self.process

    def record(self, index: int) -> Record:
        """The record that a named node stands for."""
        return self._records[index]

    # What can begin

    def endless(self) -> set[int]:
        """The nodes that can never come true, whatever anybody does."""
        left = list(self.needed)
        true = deque(index for index, needed in enumerate(left) if needed <= 0)
        reached = set(true)
        while true:
            for waiter in self.waiters[true.popleft()]:
                left[waiter] -= 1
                if left[waiter] <= 0 and waiter not in reached:
                    reached.add(waiter)
                    true.append(waiter)
        return set(range(len(left))) - reached

    def in_order(self) -> list[int]:
        """The nodes that can come true, each after whatever it cannot do without."""
        left = list(self.needed)
        order = [index for index, needed in enumerate(left) if needed <= 0]
        for index in order:
            for waiter in self.waiters[index]:
                left[waiter] -= 1
                if left[waiter] == 0:
                    order.append(waiter)
        return order

    def blocked_by(self, missed: int, possible: set[int], forgiving: Callable[[Tie], bool] | None = None) -> set[int]:
        """The nodes among the possible ones that cannot come true if this one does not.

        A `forgiving` tie is one that something else would open as well.
        """
        spare = {missed: 0}
        blocked: set[int] = set()
        waiting = deque([missed])
        while waiting:
            lost = waiting.popleft()
            for waiter in self._let_down(lost, forgiving):
                if waiter not in possible or waiter in blocked or waiter == missed:
                    continue
                if waiter not in spare:
                    spare[waiter] = sum(tie.to in possible for tie in self.ties[waiter]) - self.needed[waiter]
                spare[waiter] -= 1
                if spare[waiter] < 0:
                    blocked.add(waiter)
                    waiting.append(waiter)
        return blocked

    def _let_down(self, lost: int, forgiving: Callable[[Tie], bool] | None) -> Iterator[int]:
        """The nodes that wait for a lost one, once for each tie that nothing else would open."""
        if forgiving is None:
            yield from self.waiters[lost]
            return
        for waiter in dict.fromkeys(self.waiters[lost]):
            for tie in self.ties[waiter]:
                if tie.to == lost and not forgiving(tie):
                    yield waiter

    def circle(self, start: int, among: set[int]) -> list[tuple[int, Tie]]:
        """The shortest way from a node back to itself inside a set of nodes, link by link; empty if there is none."""
        return self.way(start, start, among)

    def way(self, start: int, goal: int, among: set[int] | None = None) -> list[tuple[int, Tie]]:
        """The shortest way from a node to one that it waits for, inside a set of nodes; empty if there is none."""
        before: dict[int, tuple[int, Tie]] = {}
        waiting = deque([start])
        while waiting:
            index = waiting.popleft()
            for tie in self.ties[index]:
                if tie.to == goal:
                    return self._way_back(before, start, index, tie)
                if (among is None or tie.to in among) and tie.to not in before and tie.to != start:
                    before[tie.to] = (index, tie)
                    waiting.append(tie.to)
        return []

    @staticmethod
    def _way_back(before: dict[int, tuple[int, Tie]], start: int, index: int, last: Tie) -> list[tuple[int, Tie]]:
        way = [(index, last)]
        while index != start:
            index, tie = before[index]
            way.append((index, tie))
        return way[::-1]

    def reaches(self, start: int, goal: int) -> bool:
        """Whether one node waits for another, directly or by way of others."""
        return bool(self.way(start, goal))

    # Making the graph

    def node(self, family: str, name: str) -> int:
        """The node of something named; it is read later, so that a long chain is no deep call."""
        key = (family, name)
        if key not in self.keys:
            self.keys[key] = self._new(name if family in ("duty", "gate", "phase", "day", "choice") else "")
            self._unread.append(key)
        return self.keys[key]

    def _new(self, name: str = "", needed: int = 0) -> int:
        self.names.append(name)
        self.ties.append([])
        self.needed.append(needed)
        return len(self.names) - 1

    def _wait(self, index: int, tie: Tie | None) -> None:
        """Let a node wait for one thing more."""
        if tie is not None:
            self.ties[index].append(tie)
            self.needed[index] += 1

    def _join(self, ties: Iterable[Tie | None], needed: int | None = None) -> Tie | None:
        """All of several waits (or so many of them as are needed) as one; None where nothing is waited for.

        Where enough of them come by themselves, the others are kept as ties that hold nothing back: a duty that comes
        after another *or* after its excuse still comes after it.
        """
        listed = list(ties)
        real = [tie for tie in listed if tie is not None]
        wanted = len(listed) if needed is None else needed
        wanted -= len(listed) - len(real)
        if not real:
            return None
        index = self._new(needed=max(wanted, 0))
        self.ties[index] = real
        return Tie(index)

    def _read(self, family: str, name: str) -> None:
        index = self.keys[family, name]
        for tie in getattr(self, f"_of_{family}")(name):
            self._wait(index, tie)

    def _of_duty(self, name: str) -> Iterator[Tie | None]:
        duty = self.all_duties[name]
        yield self._condition(duty.after, duty, "after")
        if duty.from_ is not None:
            yield self._day(duty.from_, duty, "from")
        if isinstance(duty.within, Window):
            for limit in duty.within.limits:
                if isinstance(limit, Limit) and limit.side is Side.EARLIEST:
                    yield self._moment(limit.moment, duty, "within")
        for need in duty.needs or ():
            yield self._fact(need, duty, "needs")
        for measure_name in duty.lifts or {}:
            measure = (self.process.measures or {}).get(measure_name)
            ways = measure.lifting or () if measure is not None else ()
            needs = [
                self._join([self._fact(need, way, "needs", duty.name) for need in way.needs or ()]) for way in ways
            ]
            yield self._join(needs, 1)

    def _of_gate(self, name: str) -> Iterator[Tie | None]:
        gate = (self.process.gates or {})[name]
        if gate.silence != "opens" or gate.no_later_than is None:
            yield self._condition(gate.opens, gate, "opens")

    def _of_phase(self, name: str) -> Iterator[Tie | None]:
        phase = (self.process.phases or {})[name]
        if isinstance(phase.opens, Condition):
            yield self._condition(phase.opens, phase, "opens")
        elif phase.opens is not None:
            yield self._moment(phase.opens, phase, "opens")

    def _of_closing(self, name: str) -> Iterator[Tie | None]:
        phase = (self.process.phases or {})[name]
        if phase.no_later_than is None:
            yield Tie(self.node("phase", name))
            yield self._condition(phase.closes, phase, "closes")

    def _of_choice(self, name: str) -> Iterator[Tie | None]:
        choice = (self.process.choices or {})[name]
        yield self._condition(choice.after, choice, "after")

    def _of_day(self, name: str) -> Iterator[Tie | None]:
        yield self._day(self.bounds.days[name], self.bounds.days[name], "")

    def _of_item(self, name: str) -> Iterator[Tie | None]:
        thing, _, state = name.rpartition(".")
        makers = self.causes.makers(thing, state)
        if makers is not None:
            ways = [self._brings(family, maker, f"{thing}.{brought}") for brought, family, maker in makers]
            yield self._join(ways, 1)

    def _brings(self, family: str, name: str, fact: str) -> Tie:
        duty = self.all_duties.get(name) if family == "duty" else None
        return Tie(self.node(family, name), duty, "brings", f"`{name}` brings `{fact}`")

    def _of_measure(self, name: str) -> Iterator[Tie | None]:
        yield self._join([Tie(self.node("duty", duty)) for duty in self.causes.lifted.get(name, [])], 1)

    def _of_group(self, name: str) -> Iterator[Tie | None]:
        group, _, state = name.rpartition(".")
        for member in self.causes.members(group):
            yield self._fact(Fact(member, state), None, "")

    # Reading what is waited for

    def _condition(self, condition: AnyCondition | None, record: Record, key: str) -> Tie | None:
        if condition is None:
            return None
        if not isinstance(condition, Condition):
            return self._fact(condition, record, key)
        if condition.any:
            return self._join([self._condition(part, record, key) for part in condition.any], 1)
        if condition.all:
            return self._join([self._condition(part, record, key) for part in condition.all])
        if condition.at_least and condition.of and condition.state:
            members = self.causes.members(condition.of)
            counted = [self._fact(Fact(member, condition.state), record, key) for member in members]
            always = [self._fact(Fact(name, condition.state), record, key) for name in condition.always or ()]
            return self._join([self._join(counted, condition.at_least), *always])
        return None

    def _fact(self, fact: AnyFact, record: Record | None, key: str, whose: str = "") -> Tie | None:
        if not isinstance(fact, Fact | Kept):
            return None
        found = self._found(fact)
        if found is None:
            return None
        words = f"`{whose or (record.name if record is not None else '')}` waits for `{fact}`"
        return Tie(self.node(*found), record, key, words)

    def _found(self, fact: Fact | Kept) -> tuple[str, str] | None:
        """The family and name of the node that a fact hangs on; None where it may come true by itself."""
        process = self.process
        state = fact.state if isinstance(fact, Fact) else "kept"
        named = self.defined.find(fact.thing)
        name = named[0].path if named is not None else fact.thing
        if name in self.all_duties:
            duty = self.all_duties[name]
            return ("duty", name) if state in BEGUN or state in (duty.parts or ()) else None
        if name in self.bounds.days and state == "reached":
            return "day", name
        if name in (process.gates or {}):
            return "gate", name
        if name in (process.phases or {}):
            return ("phase" if state == "opened" else "closing"), name
        if name in (process.choices or {}):
            return "choice", name
        if name in (process.groups or {}):
            return "group", f"{name}.{state}"
        if name in self.causes.brought and name in (process.items or {}):
            return "item", f"{name}.{state}"
        return ("measure", name) if name in self.causes.lifted and state in LIFTED else None

    def _moment(self, moment: Moment, record: Record, key: str) -> Tie | None:
        match moment:
            case OnDay() if moment.name in self.bounds.days:
                return Tie(self.node("day", moment.name), record, key, f"`{record.name}` waits for `{moment}`")
            case When():
                return self._fact(moment.fact, record, key)
            case Offset(after=True):
                return self._moment(moment.moment, record, key)
        return None

    def _day(self, day: Day, record: Record, key: str) -> Tie | None:
        """What a day waits for: nothing, if anything bounds it without a fact."""

        def place(slot: str) -> tuple[Record, str]:
            return (record, key) if key else (day, slot)

        if day.no_later_than is not None and self._moment(day.no_later_than, *place("no_later_than")) is None:
            return None
        if day.at is not None:
            return self._moment(day.at, *place("at"))
        if day.earliest:
            return self._join([self._moment(moment, *place("earliest")) for moment in day.earliest], 1)
        if day.latest:
            return self._join([self._moment(moment, *place("latest")) for moment in day.latest])
        return self._condition(day.when, *place("when"))

    # What holds back others, and what brings about what

    def _hold_back(self) -> None:
        """What a duty's `before`, a gate or a phase keeps waiting."""
        process = self.process
        for name, duty in self.all_duties.items():
            for fact in facts_of(duty.before):
                found = self._found(fact) if isinstance(fact, Fact | Kept) else None
                if found is not None:
                    words = f"`{self.names[self.node(*found)] or fact}` is held back until `{name}` is verified"
                    self._wait(self.node(*found), Tie(self.node("duty", name), duty, "before", words))
        for name, gate in (process.gates or {}).items():
            for held in self.causes.behind(gate.lets_through or ()):
                words = f"`{held[1]}` waits behind `{name}`"
                self._wait(self.node(*held), Tie(self.node("gate", name), gate, "lets_through", words))
        for name, phase in (process.phases or {}).items():
            for held in self.causes.behind(phase.steps or ()):
                words = f"`{held[1]}` belongs to `{name}` and waits for it to open"
                self._wait(self.node(*held), Tie(self.node("phase", name), phase, "steps", words))


def knots(all_ties: Mapping[int, list[Tie]], endless: set[int]) -> Iterator[list[int]]:
    """The circles among nodes that can never come true: sets in which each waits, at some remove, for each other."""
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    for root in endless:
        if root in number:
            continue
        calls = [(root, iter(all_ties[root]))]
        number[root] = lowest[root] = len(number)
        open_.append(root)
        is_open.add(root)
        while calls:
            index, ties = calls[-1]
            following = next((tie.to for tie in ties if tie.to in endless), None)
            if following is None:
                calls.pop()
                if calls:
                    above = calls[-1][0]
                    lowest[above] = min(lowest[above], lowest[index])
                if lowest[index] == number[index]:
                    knot = [open_.pop()]
                    while knot[-1] != index:
                        knot.append(open_.pop())
                    is_open.difference_update(knot)
                    if len(knot) > 1 or any(tie.to == index for tie in all_ties[index]):
                        yield knot
            elif following not in number:
                number[following] = lowest[following] = len(number)
                open_.append(following)
                is_open.add(following)
                calls.append((following, iter(all_ties[following])))
            elif following in is_open:
                lowest[index] = min(lowest[index], number[following])
