"""Every path of the machine in a scenario: how long the longest one to a goal is, or a shortest that never gets there.

The graph of positions is finite, since days are counted from today. A position is safe if every move leads to a safe
one or to the goal; peeling safe positions off, from the goal backwards, gives the longest path in the same pass. What
is left over can be drawn out for ever, or ends somewhere else: there the shortest story is looked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from reconvene.process.adversary import Adversary, Move, Position, opening

Goal = Callable[[Position], bool]


@dataclass(frozen=True, slots=True)
class Paths:
    """All paths to a goal: the longest in days, or None; then `story` leads away from it, and `circle` closes it.

    `worst` is the longest path itself. `circle` is empty where the story ends in a position without a move.
    """

    longest: int | None
    worst: tuple[Move, ...] = ()
    story: tuple[Move, ...] = ()
    circle: tuple[Move, ...] = ()
    positions: int = 0
    reached: frozenset[Position] = frozenset()


def explore(adversary: Adversary, goal: Goal) -> Paths:
    """The paths from day 0 to a goal, every one of them."""
    first = opening(adversary.ladder)
    graph = _graph(adversary, goal, first)
    longest, step = _peel(graph, goal)
    seen = frozenset(graph)
    if first in longest:
        return Paths(longest[first], _worst(first, step), positions=len(graph), reached=seen)
    story, circle = _shortest(graph, goal, longest, first)
    return Paths(None, (), story, circle, len(graph), seen)


def _graph(adversary: Adversary, goal: Goal, first: Position) -> dict[Position, list[Move]]:
    graph: dict[Position, list[Move]] = {}
    waiting = [first]
    while waiting:
        position = waiting.pop()
        if position in graph:
            continue
        graph[position] = [] if goal(position) else adversary.moves(position)
        waiting.extend(move.to for move in graph[position])
    return graph


def _peel(graph: dict[Position, list[Move]], goal: Goal) -> tuple[dict[Position, int], dict[Position, Move]]:
    """The longest path of every safe position in days, and its first move."""
    before: dict[Position, list[Position]] = {}
    left = {}
    for position, moves in graph.items():
        left[position] = len(moves)
        for move in moves:
            before.setdefault(move.to, []).append(position)
    longest: dict[Position, int] = {}
    step: dict[Position, Move] = {}
    ready = deque(position for position in graph if not graph[position] and goal(position))
    while ready:
        position = ready.popleft()
        moves = graph[position]
        if moves:
            step[position] = max(moves, key=lambda move: move.days + longest[move.to])
            longest[position] = step[position].days + longest[step[position].to]
        else:
            longest[position] = 0
        for earlier in before.get(position, ()):
            left[earlier] -= 1
            if left[earlier] == 0:
                ready.append(earlier)
    return longest, step


def _worst(first: Position, step: dict[Position, Move]) -> tuple[Move, ...]:
    found = []
    while first in step:
        found.append(step[first])
        first = step[first].to
    return tuple(found)


# The shortest story


def _shortest(
    graph: dict[Position, list[Move]], goal: Goal, safe: dict[Position, int], first: Position
) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """The fewest moves to a position that never gets to the goal, and the circle in which it turns, if it does."""
    unsafe = {place: [move for move in moves if move.to not in safe] for place, moves in graph.items()}
    turning = _turning(unsafe, first)
    came: dict[Position, tuple[Position, Move] | None] = {first: None}
    waiting = deque([first])
    while waiting:
        position = waiting.popleft()
        if position in turning or (not graph[position] and not goal(position)):
            return _path(came, position), _circle(unsafe, position)
        for move in unsafe[position]:
            if move.to not in came:
                came[move.to] = (position, move)
                waiting.append(move.to)
    raise AssertionError("a position that is not safe leads to an end or to a circle")


def _turning(unsafe: dict[Position, list[Move]], first: Position) -> set[Position]:
    """The positions that lie on a circle: the strongly connected components (Tarjan 1972), without recursion."""
    order: dict[Position, int] = {first: 0}
    low = {first: 0}
    path, stack, open_ = [(first, iter(unsafe[first]))], [first], {first}
    found: set[Position] = set()
    while path:
        position, moves = path[-1]
        move = next(moves, None)
        if move is not None:
            if move.to not in order:
                order[move.to] = low[move.to] = len(order)
                path.append((move.to, iter(unsafe[move.to])))
                stack.append(move.to)
                open_.add(move.to)
            elif move.to in open_:
                low[position] = min(low[position], order[move.to])
                if move.to == position:
                    found.add(position)
            continue
        path.pop()
        if path:
            low[path[-1][0]] = min(low[path[-1][0]], low[position])
        if low[position] == order[position]:
            together = stack[stack.index(position) :] if stack[-1] != position else [position]
            del stack[-len(together) :]
            open_.difference_update(together)
            found.update(together if len(together) > 1 else ())
    return found


def _circle(unsafe: dict[Position, list[Move]], home: Position) -> tuple[Move, ...]:
    """The fewest moves from a position back to itself; none where there is no way back."""
    came: dict[Position, tuple[Position, Move] | None] = {home: None}
    waiting = deque([home])
    while waiting:
        position = waiting.popleft()
        for move in unsafe[position]:
            if move.to == home:
                return (*_path(came, position), move)
            if move.to not in came:
                came[move.to] = (position, move)
                waiting.append(move.to)
    return ()


def _path(came: dict[Position, tuple[Position, Move] | None], position: Position) -> tuple[Move, ...]:
    found: list[Move] = []
    while (entry := came[position]) is not None:
        position, move = entry
        found.append(move)
    return tuple(reversed(found))
