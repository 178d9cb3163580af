"""What the adversary can bring about at all: with which covers each stage is entered, and where a path stands still.

One walk over every path of every scenario; what costs face and what has no end are both asked of it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from functools import lru_cache

from reconvene.process.adversary import Adversary, Move, Position, Scenario, opening
from reconvene.process.stages import Ladder
from reconvene.process.standing import Held, Performed

Entries = dict[int, dict[frozenset[str], tuple[Move, ...]]]
"""For each stage the sets of covers with which it can be entered, each with a shortest path to it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that can happen.

    `entries` tells how each stage is entered. `stuck` are the stages in which a path stands still for ever, since their
    limit passes and the text is silent about what follows.
    """

    entries: Entries = field(default_factory=dict)
    stuck: set[int] = field(default_factory=set)


@lru_cache(maxsize=16)
def reach(ladder: Ladder, scenarios: tuple[Scenario, ...]) -> Reach:
    """What can be reached over every path of the scenarios."""
    found = Reach()
    for scenario in scenarios:
        _walk(Adversary(ladder, scenario), found)
    return found


def standstills(ladder: Ladder, scenarios: tuple[Scenario, ...]) -> set[int]:
    """Every stage in which a path can stand still for ever, were those before it mended: each goes on to the next."""
    found: set[int] = set()
    while more := reach(ladder, scenarios).stuck - found:
        found |= more
        last = len(ladder.stages) - 1
        mended = (
            replace(stage, otherwise=min(stage.index + 1, last)) if stage.index in more else stage
            for stage in ladder.stages
        )
        ladder = replace(ladder, stages=tuple(mended))
    return found


def _walk(adversary: Adversary, found: Reach) -> None:
    first = (opening(adversary.ladder), frozenset[str]())
    came: dict[tuple[Position, frozenset[str]], tuple[Move, ...]] = {first: ()}
    waiting = deque([first])
    while waiting:
        position, covers = waiting.popleft()
        story = came[position, covers]
        standing = position.standing
        if standing.stage is not None:
            found.entries.setdefault(standing.stage, {}).setdefault(covers, story)
            if standing.overdue:
                found.stuck.add(standing.stage)
        for move in adversary.moves(position):
            # A new round begins with nothing performed: what covered the last one is worn out.
            again = move.to.standing.stage == 0 and standing.stage not in (0, None)
            after = (move.to, frozenset() if again else covers | _covered(adversary.ladder, position, move))
            if after not in came:
                came[after] = (*story, move)
                waiting.append(after)


def _covered(ladder: Ladder, position: Position, move: Move) -> frozenset[str]:
    """The covers that a move provides for what comes in later stages."""
    if position.standing.stage is None or not move.deed:
        return frozenset()
    stage = ladder.stages[position.standing.stage]
    found: set[str] = set()
    for deed in move.deed:
        if isinstance(deed, Performed) and isinstance(deed.act, int):
            found.update(stage.acts[deed.act].covers)
        elif isinstance(deed, Held):
            found.update(cover for place in stage.attendance for cover in stage.acts[place].covers)
    return frozenset(found)
