"""Who waits for whom: duties, gates, phases and choices with what each of them waits for, as frozen data.

What stands between two of them (a fact, a named day, an *any of*) is left out, and its wait handed on: a duty that
waits for a fact which another brings about waits for that other. A wait that is one of several is told apart, since
any of them would do. What the text itself makes endless is marked: `precondition-deadlock` (S01) finds the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reconvene.checks.draft import Draft
from reconvene.checks.waiting import Waiting, knots
from reconvene.deal.tabled import owners
from reconvene.document.obligation import Obligation
from reconvene.process.fold import State
from reconvene.reports.duties import chapter_of, is_settled, latest_of
from reconvene.reports.naming import spoken
from reconvene.reports.sheet import Table

SHOWN = ("duty", "gate", "phase", "choice")
"""What stands in the graph."""
OUTSIDE = "outside any phase"
"""The stage of a duty that no phase of the process holds."""


@dataclass(frozen=True, slots=True)
class WaitNode:
    """Something that waits or is waited for; `stage` is the phase that it belongs to, or its chapter if there are none.

    `endless` marks what can never come about by the text; `settled` what is done, so that nobody waits for it any more.
    """

    name: str
    called: str
    kind: str
    by: tuple[str, ...]
    stage: str
    words: str
    settled: bool
    endless: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """`waiter` waits for `awaited`; `one_of_several` if something else would do as well.

    `plain` is False where it follows from other waits, so that a picture need not draw it. `in_circle` marks a link of
    a circle that nobody can leave.
    """

    waiter: str
    awaited: str
    one_of_several: bool
    plain: bool
    in_circle: bool


@dataclass(frozen=True, slots=True)
class WaitsView:
    """The graph: everything in it in the order of the file, its waits, and the circles in which nobody can begin."""

    nodes: tuple[WaitNode, ...]
    waits: tuple[Wait, ...]
    circles: tuple[tuple[str, ...], ...]

    @property
    def alone(self) -> tuple[WaitNode, ...]:
        """What waits for nothing, and what nothing waits for."""
        met = {end for wait in self.waits for end in (wait.waiter, wait.awaited)}
        return tuple(node for node in self.nodes if node.name not in met)


def waits_view(draft: Draft, state: State) -> WaitsView:
    """Who waits for whom in a draft, with how each stands on the day of the state."""
    waiting = draft.waiting
    endless = waiting.endless()
    shown = _shown(waiting)
    circles = _circles(waiting, endless)
    links = {(index, to): several for index in shown for to, several in _awaited(waiting, index, shown).items()}
    plain = _plain(links)
    waits = tuple(
        Wait(
            shown[waiter],
            shown[awaited],
            several,
            (waiter, awaited) in plain,
            any(waiter in circle and awaited in circle for circle in circles),
        )
        for (waiter, awaited), several in sorted(links.items())
    )
    nodes = tuple(
        _node(draft, state, family, name, endless=index in endless)
        for shown_family in SHOWN
        for (family, name), index in waiting.keys.items()
        if family == shown_family
    )
    return WaitsView(nodes, waits, _named(circles, shown))


def circles_in(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The circles of that graph alone, which no event undoes."""
    waiting = draft.waiting
    return _named(_circles(waiting, waiting.endless()), _shown(waiting))


def _shown(waiting: Waiting) -> dict[int, str]:
    return {index: name for (family, name), index in waiting.keys.items() if family in SHOWN}


def _circles(waiting: Waiting, endless: set[int]) -> list[set[int]]:
    return [set(knot) for knot in knots(dict(enumerate(waiting.ties)), endless)]


def _named(circles: list[set[int]], shown: dict[int, str]) -> tuple[tuple[str, ...], ...]:
    named = tuple(tuple(shown[index] for index in sorted(circle & shown.keys())) for circle in circles)
    return tuple(circle for circle in named if circle)


def _awaited(waiting: Waiting, start: int, shown: dict[int, str]) -> dict[int, bool]:
    """The nodes of the graph that one waits for, through whatever stands between; with whether others would do."""
    found: dict[int, bool] = {}
    seen: set[tuple[int, bool]] = set()
    ahead = [(start, False)]
    while ahead:
        index, several = ahead.pop()
        several = several or waiting.needed[index] < len(waiting.ties[index])
        for tie in waiting.ties[index]:
            if tie.to in shown:
                found[tie.to] = several and found.get(tie.to, True)
            elif (tie.to, several) not in seen:
                seen.add((tie.to, several))
                ahead.append((tie.to, several))
    return found


def _plain(links: dict[tuple[int, int], bool]) -> set[tuple[int, int]]:
    """The links that do not follow from two or more others that all must come."""
    firm: dict[int, list[int]] = {}
    for (waiter, awaited), several in links.items():
        if not several:
            firm.setdefault(waiter, []).append(awaited)
    reached: dict[int, set[int]] = {}

    def beyond(index: int) -> set[int]:
        """What is waited for at some remove, by way of firm links alone."""
        if index not in reached:
            passed: set[int] = set()
            ahead = list(firm.get(index, ()))
            while ahead:
                following = ahead.pop()
                if following not in passed:
                    passed.add(following)
                    ahead += firm.get(following, ())
            reached[index] = passed
        return reached[index]

    return {
        (waiter, awaited)
        for waiter, awaited in links
        if not any(
            other not in (awaited, waiter) and awaited in beyond(other) and waiter not in beyond(other)
            for other in firm.get(waiter, ())
        )
    }


def _node(draft: Draft, state: State, family: str, name: str, *, endless: bool) -> WaitNode:
    duty = state.duties.get(name) if family == "duty" else None
    if duty is None:
        stage = name if family == "phase" else ""
        return WaitNode(name, spoken(name), family, (), stage, "", settled=False, endless=endless)
    return WaitNode(
        name,
        spoken(name),
        family,
        owners(duty.record),
        _stage_of(draft, name, duty.record),
        latest_of(duty).words,
        settled=is_settled(duty),
        endless=endless,
    )


def _stage_of(draft: Draft, name: str, duty: Obligation) -> str:
    """The phase that a duty belongs to; of a process without phases, the chapter of its article."""
    phases = draft.process.phases or {}
    if not phases:
        return chapter_of(draft.process, name, duty)
    held = (phase for phase, record in phases.items() if ("duty", name) in draft.causes.behind(record.steps or ()))
    return next(held, OUTSIDE)


# Parts of it


def of_party(view: WaitsView, party: str) -> WaitsView:
    """What a party owes, what that waits for, and what waits for it."""
    own = {node.name for node in view.nodes if party in node.by}
    return _with(view, own)


def of_stage(view: WaitsView, stage: str) -> WaitsView:
    """What belongs to a stage, what that waits for, and what waits for it."""
    return _with(view, {node.name for node in view.nodes if node.stage == stage})


def _with(view: WaitsView, own: set[str]) -> WaitsView:
    """Some nodes with their neighbours; a wait that was drawn by way of others is drawn where those are gone."""
    waits = tuple(wait for wait in view.waits if wait.plain and (wait.waiter in own or wait.awaited in own))
    near = own | {end for wait in waits for end in (wait.waiter, wait.awaited)}
    return replace(view, nodes=tuple(node for node in view.nodes if node.name in near), waits=waits)


def folded(view: WaitsView) -> WaitsView:
    """Each stage as one: a stage waits for another where something in it waits for something there."""
    stage_of = {node.name: node.stage or node.name for node in view.nodes}
    nodes = tuple(_stage(view, stage, stage_of) for stage in dict.fromkeys(stage_of.values()))
    met: dict[tuple[str, str], list[Wait]] = {}
    for wait in view.waits:
        ends = stage_of[wait.waiter], stage_of[wait.awaited]
        if ends[0] != ends[1]:
            met.setdefault(ends, []).append(wait)
    waits = tuple(
        Wait(waiter, awaited, all(wait.one_of_several for wait in behind), plain=True, in_circle=False)
        for (waiter, awaited), behind in met.items()
    )
    return WaitsView(nodes, waits, ())


def _stage(view: WaitsView, stage: str, stage_of: dict[str, str]) -> WaitNode:
    held = [node for node in view.nodes if stage_of[node.name] == stage]
    if [node.name for node in held] == [stage]:
        return held[0]
    duties = [node for node in held if node.kind == "duty"]
    by = tuple(dict.fromkeys(name for node in duties for name in node.by))
    words = f"{len(duties)} duties, {sum(node.settled for node in duties)} settled"
    settled, endless = all(node.settled for node in duties), any(node.endless for node in held)
    called = f"Chapter {stage}" if stage[:1].isdigit() else spoken(stage)
    return WaitNode(stage, called, "stage", by, stage, words, settled=settled, endless=endless)


# The same in words


def waits_table(view: WaitsView) -> Table:
    """The graph as a table: a row for each wait."""
    by = {node.name: ", ".join(node.by) for node in view.nodes}
    words = {node.name: node.words for node in view.nodes}
    rows = tuple(
        (
            wait.waiter,
            by.get(wait.waiter, ""),
            wait.awaited,
            by.get(wait.awaited, ""),
            words.get(wait.awaited, ""),
            "yes" if wait.one_of_several else "no",
            "yes" if wait.in_circle else "no",
        )
        for wait in view.waits
    )
    heads = ("Waits", "Owed by", "For", "Owed by whom", "That stands", "One of several", "In a circle")
    return Table("Who waits for whom", heads, rows)


def mermaid(view: WaitsView) -> str:
    """The graph as a flowchart in the language of Mermaid; names of the file are made safe for it."""
    ids = {node.name: f"n{number}" for number, node in enumerate(view.nodes)}
    shapes = {"gate": ("{{", "}}"), "phase": ("([", "])"), "stage": ("([", "])"), "choice": ("{", "}")}
    lines = ["flowchart LR"]
    for node in view.nodes:
        first, last = shapes.get(node.kind, ("[", "]"))
        who = f" ({', '.join(node.by)})" if node.by else ""
        lines.append(f'  {ids[node.name]}{first}"{_safe(node.called + who)}"{last}')
    lines += [
        f"  {ids[wait.awaited]} {'-.->' if wait.one_of_several else '-->'} {ids[wait.waiter]}"
        for wait in view.waits
        if wait.plain or wait.in_circle
    ]
    lines += _classes(view, ids)
    return "\n".join(lines) + "\n"


def _classes(view: WaitsView, ids: dict[str, str]) -> Iterator[str]:
    for name, style in (("settled", "stroke-width:3px"), ("endless", "stroke:#a4161a,stroke-dasharray:6 3")):
        held = [ids[node.name] for node in view.nodes if getattr(node, name)]
        if held:
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(held)} {name}"


def _safe(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in " ,.()'-" else f"#{ord(sign)};" for sign in text)
