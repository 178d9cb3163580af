"""Whether leaving waits open would open a circle, and undo no order that the text needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from reconvene.checks.waiting import Tie, Waiting, knots
from reconvene.document.kinds import Day
from reconvene.document.shape import Record

Wait = tuple[Record, str]
"""A wait as the file says it: the record, and the key that a fix would change."""
_Cut = frozenset[tuple[int, str]]

_UNDATED = frozenset({"after", "before", "opens", "closes"})
"""The keys that can be left open and no date moves."""
_TRIED = 200
"""A circle of more ties than this is not opened link by link, and beside more contested pairs none is opened at all:
each link would cost a look at all the others."""


class Opening:
    """Tries fixes on the graph of a draft: what would still stand in a circle, and whose order would come undone.

    `contested` are the pairs of duties that are read in opposite ways and kept apart by nothing but the text: each
    with whether dates put it in order too.
    """

    def __init__(self, waiting: Waiting, endless: set[int], contested: Iterable[tuple[str, str, bool]]) -> None:
        self.waiting = waiting
        self.endless = endless
        self._pairs: list[tuple[frozenset[str], bool, list[_Cut]]] = []
        pairs = list(contested)
        self._too_many = len(pairs) > _TRIED
        for one, other, dated in pairs if not self._too_many else ():
            first, second = waiting.node("duty", one), waiting.node("duty", other)
            found = [way for way in (waiting.way(first, second), waiting.way(second, first)) if way]
            if found or dated:
                self._pairs.append((frozenset((one, other)), dated, [_waits_on(way) for way in found]))
        self._stuck: dict[tuple[int, _Cut], set[int]] = {}
        self._orders: dict[tuple[_Cut, frozenset[str]], bool] = {}
        self._sizes: dict[int, int] = {}

    def mends(self, index: int, knot: set[int], waits: list[Wait], settled: frozenset[str] = frozenset()) -> bool:
        """Whether a node leaves its circle if these waits are taken out, and every contested order is kept.

        No order is contested between `settled` and anything else: the fix itself speaks about it.
        """
        cut = frozenset((id(record), key) for record, key in waits)
        if self._too_many or not self._frees(index, knot, cut):
            return False
        dateless = all(key in _UNDATED and not isinstance(record, Day) for record, key in waits)
        if (cut, settled) not in self._orders:
            self._orders[cut, settled] = all(
                pair & settled or (dated and dateless) or self._is_kept(pair, ways, cut)
                for pair, dated, ways in self._pairs
            )
        return self._orders[cut, settled]

    def _is_kept(self, pair: frozenset[str], ways: list[_Cut], cut: _Cut) -> bool:
        """Whether one of a pair still waits for the other."""
        if any(cut.isdisjoint(way) for way in ways):
            return True
        if len(self.waiting.ties) > _TRIED:
            return False
        one, other = (self.waiting.node("duty", name) for name in pair)
        return self._leads(one, other, None, cut) or self._leads(other, one, None, cut)

    def _frees(self, index: int, knot: set[int], cut: _Cut) -> bool:
        """Whether a node is in no circle any more."""
        least = min(knot)
        if least not in self._sizes:
            self._sizes[least] = sum(tie.to in knot for node in knot for tie in self.waiting.ties[node])
        if not self._leads(index, index, knot, cut):
            return True
        if self._sizes[least] > _TRIED:
            return False
        if (least, cut) not in self._stuck:
            self._stuck[least, cut] = self._still_stuck(knot, cut)
        return index not in self._stuck[least, cut]

    def _leads(self, start: int, goal: int, among: set[int] | None, cut: _Cut) -> bool:
        """Whether one node waits for another, at some remove, by ties that are left."""
        seen: set[int] = set()
        waiting = deque([start])
        while waiting:
            for tie in self.waiting.ties[waiting.popleft()]:
                if tie.to in seen or _is_cut(tie, cut) or (among is not None and tie.to not in among):
                    continue
                if tie.to == goal:
                    return True
                seen.add(tie.to)
                waiting.append(tie.to)
        return False

    def _still_stuck(self, knot: set[int], cut: _Cut) -> set[int]:
        """The nodes of a knot that stand in a circle once some ties are cut; what is outside it stays as it was."""
        kept = {
            index: [tie for tie in self.waiting.ties[index] if tie.to in self.endless and not _is_cut(tie, cut)]
            for index in knot
        }
        left = {
            index: self.waiting.needed[index] - len(self.waiting.ties[index]) + len(ties)
            for index, ties in kept.items()
        }
        waiters: dict[int, list[int]] = {}
        for index, ties in kept.items():
            for tie in ties:
                waiters.setdefault(tie.to, []).append(index)
        true = deque(index for index in knot if left[index] <= 0)
        stuck = knot - set(true)
        while true:
            for waiter in waiters.get(true.popleft(), ()):
                left[waiter] -= 1
                if left[waiter] <= 0 and waiter in stuck:
                    stuck.discard(waiter)
                    true.append(waiter)
        return {index for circle in knots(kept, stuck) for index in circle}


def _waits_on(way: list[tuple[int, Tie]]) -> _Cut:
    return frozenset((id(tie.record), tie.key) for _, tie in way if tie.record is not None)


def _is_cut(tie: Tie, cut: _Cut) -> bool:
    return tie.record is not None and (id(tie.record), tie.key) in cut
