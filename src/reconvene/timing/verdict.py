"""Whether a plan can be kept: what contradicts itself, what holds only with luck, and what nobody can tell yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from reconvene.timing.conflict import Conflict
from reconvene.timing.consistency import distances_to
from reconvene.timing.controllability import find_conflict
from reconvene.timing.network import Bound, Contingent, Network
from reconvene.timing.plan import CALENDAR, Alternative, Branch, Endless, Plan, Unknown
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.story import missed
from reconvene.timing.windows import Windows

MOST = 20
"""So many conflicts of one plan are told; who mends them sees the rest."""
_TRIES = 64
"""So many choices among alternatives are tried before the answer is *cannot tell*."""


@dataclass(frozen=True, slots=True)
class Late:
    """How many days the end state can come after the final date on one branch: what is missed, and what that adds."""

    branch: Branch
    days: int


class Verdict:
    """What can be said of a plan, each part computed when it is asked for.

    The parties act together against nature: whatever a principal or a third party that keeps its word decides may be
    decided well; only what `contingents` says is left to chance.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """What cannot be kept in any case, one conflict after the other: the bounds that hold whatever is chosen."""
        return [] if self._first_choice is not None else list(_one_by_one(self.plan.network))

    @cached_property
    def _first_choice(self) -> Network | None:
        """The network with the first choice of every alternative, if it can be kept: then so can what always holds."""
        network = _with_choice(self.plan, dict.fromkeys(range(len(self.plan.alternatives)), 0))
        return network if find_conflict(network) is None else None

    @property
    def contradictions(self) -> list[Conflict]:
        """The conflicts that no luck could solve."""
        return [conflict for conflict in self.conflicts if is_contradiction(conflict)]

    @property
    def gambles(self) -> list[Conflict]:
        """The conflicts that luck could solve: dates that hold only if what nobody controls goes well."""
        return [conflict for conflict in self.conflicts if not is_contradiction(conflict)]

    @cached_property
    def chosen(self) -> tuple[Network | None, Alternative | None]:
        """The network with one choice of every alternative that can be kept; else None, and an alternative to blame."""
        if self._first_choice is not None:
            return self._first_choice, None
        return (None, None) if self.conflicts else _choose(self.plan)

    @cached_property
    def unbounded(self) -> list[tuple[Endless, date]]:
        """The lengths of time without an end that a date waits for, each with the day by which it would have to end."""
        return [(one, last) for one in self.plan.endless if (last := self._wanted_by(one.end)) is not None]

    @cached_property
    def open_questions(self) -> list[tuple[Unknown, date]]:
        """The lengths of time that are not known, and by which day each would have to end."""
        return [
            (one, last)
            for one in self.plan.unknown
            if one.missing is not None and (last := self._wanted_by(one.end)) is not None
        ]

    @cached_property
    def windows(self) -> Windows:
        """Between which days each event can come."""
        return Windows(self.plan)

    def _wanted_by(self, event: int) -> date | None:
        """The last day on which an event can come if every date is to be kept; None if it can wait for ever."""
        return None if self.conflicts else self.windows.last(event)

    # Branches: what the final date can bear

    @cached_property
    def late(self) -> list[Late]:
        """The branches on which the end state comes after the final date, even if all else is done at once."""
        way = _Way(self.plan, self.plan.network) if self.plan.alternatives else self._way
        return [
            Late(branch, days)
            for branch in self.plan.branches
            if branch.extra is not None and (days := way.lateness(branch)) is not None and days > 0
        ]

    @cached_property
    def _way(self) -> _Way:
        return _Way(self.plan, self.chosen[0] or self.plan.network)

    @cached_property
    def on_the_way(self) -> list[Branch]:
        """The branches that lie before the end, of known length or not."""
        rest = self._way.to_end
        return [branch for branch in self.plan.branches if rest[branch.end] is not None]

    @cached_property
    def together(self) -> int | None:
        """How many days late the end can be if every duty is put right at the last moment; None if not known."""
        if any(branch.extra is None for branch in self.on_the_way):
            return None
        try:
            return _Way(self.plan, self._way.network, self.on_the_way).lateness()
        except ValueError:  # a circle of waits that takes no time by itself takes some once a duty in it is cured
            return None

    @cached_property
    def buffer(self) -> int | None:
        """The days left before the final date if nature takes its longest and all else is done at once."""
        days = self._way.lateness()
        return -days if days is not None else None


class _Way:
    """The longest way to the end, with nature at its longest and some branches taken."""

    def __init__(self, plan: Plan, network: Network, taken: Sequence[Branch] = ()) -> None:
        self.plan = plan
        self.network = network
        self.slow = slowest(network, {branch.end: (branch.start, branch.extra or 0) for branch in taken})

    @cached_property
    def longest_to(self) -> dict[int, int]:
        """How long the duration that ends at an event takes at most."""
        return {link.end: link.high for link in self.network.contingents}

    @cached_property
    def from_start(self) -> list[int | None]:
        return longest(self.slow, CALENDAR)

    @cached_property
    def to_end(self) -> list[int | None]:
        if self.plan.end is None:
            return [None] * len(self.plan.events)
        turned = [Bound(bound.end, bound.start, bound.days) for bound in self.slow.bounds]
        return longest(Network(self.slow.names, turned), self.plan.end)

    def lateness(self, branch: Branch | None = None) -> int | None:
        """The days by which the end comes after the final date, through one branch more if one is given."""
        plan = self.plan
        if plan.end is None or plan.final not in plan.dates:
            return None
        final, whole = plan.dates[plan.final].toordinal(), self.from_start[plan.end]
        if whole is None:
            return None
        if branch is not None:
            start, rest = self.from_start[branch.start], self.to_end[branch.end]
            taken = self.longest_to.get(branch.end, 0)
            if start is not None and rest is not None:
                whole = max(whole, start + taken + (branch.extra or 0) + rest)
        return whole - final


def slowest(network: Network, extra: Mapping[int, tuple[int, int]] | None = None) -> Network:
    """Only what delays: every earliest date and every wait, with what nobody controls at its longest.

    `extra` gives, for the end of a stretch, where it starts and how many days are added to it.
    """
    added = dict(extra or {})
    slow = Network(network.names, [bound for bound in network.bounds if delays(bound)])
    for link in network.contingents:
        _, more = added.pop(link.end, (0, 0))
        slow.at_least(link.start, link.end, link.high + more, link.origin)
    for end, (start, more) in added.items():
        slow.at_least(start, end, more)
    return slow


def longest(network: Network, event: int = CALENDAR) -> list[int | None]:
    """How many days each event comes after another at least, in a network of nothing but delays.

    Where some wait for each other in a circle that takes time, no event has such a day.
    """
    try:
        distances = distances_to(network, event)
    except ValueError:
        return [None] * len(network.names)
    return [None if days is None else -days for days in distances]


def _one_by_one(network: Network) -> Iterator[Conflict]:
    """Conflict after conflict: after each, the date that it misses is taken out, and the search goes on."""
    rest = replace(network, bounds=list(network.bounds))
    for _ in range(MOST):
        conflict = find_conflict(rest)
        if conflict is None:
            return
        yield conflict
        date = missed(conflict)
        taken = {id(date)} if isinstance(date, Bound) else {id(bound) for bound in conflict.bounds}
        if not taken:
            return
        rest.bounds = [bound for bound in rest.bounds if id(bound) not in taken]


def is_contradiction(conflict: Conflict) -> bool:
    """Whether the links of a conflict clash even with every duration chosen for the best."""
    total = 0
    for use in conflict.uses:
        if isinstance(use.link, Contingent):
            total += -use.link.low if use.days < 0 else use.link.high
        else:
            total += use.days
    return total < 0


def delays(bound: Bound) -> bool:
    """Whether a bound holds something back: a wait, an earliest date, an act of the same day; due dates only push."""
    return not bound.pushes or (isinstance(bound.origin, Rule) and bound.origin.kind is RuleKind.SAME_DAY)


def _choose(plan: Plan) -> tuple[Network | None, Alternative | None]:
    """Try choices of the alternatives, changing one that stands in the conflict each time."""
    picked = dict.fromkeys(range(len(plan.alternatives)), 0)
    blamed: Alternative | None = None
    for _ in range(_TRIES):
        network = _with_choice(plan, picked)
        conflict = find_conflict(network)
        if conflict is None:
            return network, None
        used = {id(bound) for bound in conflict.bounds}
        standing = list(_standing_in(plan, picked, used))
        if not standing:
            break
        blamed = plan.alternatives[standing[0]]
        movable = [index for index in standing if picked[index] + 1 < len(plan.alternatives[index].options)]
        if not movable:
            break
        picked[movable[0]] += 1
    return None, blamed


def _standing_in(plan: Plan, picked: dict[int, int], used: set[int]) -> Iterator[int]:
    for index, alternative in enumerate(plan.alternatives):
        if any(id(bound) in used for bound in alternative.options[picked[index]]):
            yield index


def _with_choice(plan: Plan, picked: dict[int, int]) -> Network:
    bounds = list(plan.network.bounds)
    for index, alternative in enumerate(plan.alternatives):
        bounds.extend(alternative.options[picked[index]])
    return replace(plan.network, bounds=bounds)
