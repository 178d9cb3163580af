"""The way back as a checklist: where it is by its record, or how its days would fall if it started today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.process import events as e
from reconvene.process.fold import State
from reconvene.process.ladder import (
    Begun,
    Hand,
    Ladder,
    LadderAct,
    LadderStage,
    Refusal,
    Standing,
    act,
    default,
    start,
)
from reconvene.process.may import may
from reconvene.process.shelf import on
from reconvene.process.table_state import Fall, Passage, Table
from reconvene.process.way_back import recorded_as
from reconvene.reports.climb_view import BeginView, ClimbStage, ClimbView, PastView, StepView
from reconvene.reports.naming import spoken
from reconvene.reports.standing import status_view
from reconvene.reports.status_view import ActionView

Entered = tuple[date, date | None]
"""The first day of a stage and the last, None where no limit ends it."""


def climb_view(state: State) -> ClimbView:
    """The checklist of a process on a day."""
    title, table = state.process.title or state.document.file, str(state.table.state)
    ladder = state.ladder
    if ladder is None or not ladder.stages:
        return ClimbView(title, state.now, table, "The text has no way back.", past=tuple(_past(state)))
    standing = state.standing
    running = standing is not None and standing.stage is not None
    supposed = standing if running and standing is not None else _supposed(ladder, state.now)
    days = _ahead(ladder, supposed) | (dict(_been(state)) if running else {})
    ends = [last for _, last in days.values() if last is not None]
    mechanism = ladder.mechanism
    standstill = mechanism.standstill
    return ClimbView(
        title=title,
        as_of=state.now,
        table=table,
        running=running,
        waiting=standing is not None and standing.table == "waiting",
        day0=state.table.day0 if running else state.now,
        day=(state.now - state.table.day0).days if running and state.table.day0 is not None else None,
        why=_why(state) if running else "",
        due=state.table.due,
        left=(state.table.due - state.now).days if running and state.table.due is not None else None,
        stages=tuple(_stage(state, ladder, stage, days, running=running) for stage in ladder.stages),
        starts=_starts(state, ladder),
        begins=tuple(_begins(state, ladder)) if not running else (),
        ends=max(ends, default=None),
        stays=tuple(spoken(name) for name in mechanism.deposit or ()),
        rests=tuple(spoken(name) for name in (standstill.forbids or () if standstill is not None else ())),
        past=tuple(_past(state)),
    )


# Days


def _supposed(ladder: Ladder, now: date) -> Standing:
    """Where it would stand if it started on a day, by whoever comes first to start it."""
    begun = start(ladder, now.toordinal())
    if begun.stage is None and ladder.starters:
        found = act(ladder, begun, Begun(ladder.starters[0].name), now.toordinal())
        return begun if isinstance(found, Refusal) else found
    return begun


def _ahead(ladder: Ladder, standing: Standing) -> dict[int, Entered]:
    """The days of the stage that runs and of those that follow it, if every limit runs out, to where it is parked."""
    found: dict[int, Entered] = {}
    while standing.stage is not None and standing.stage not in found:
        due = date.fromordinal(standing.due) if standing.due is not None else None
        found[standing.stage] = (date.fromordinal(standing.entered), due)
        if due is None or standing.overdue or ladder.stages[standing.stage].parks:
            break
        standing = default(ladder, standing)
    return found


def _passages(state: State) -> Iterator[Passage]:
    """The steps of this return, as recorded."""
    day0 = state.table.day0
    yield from (each for each in state.sitting.passages if day0 is not None and each.day >= day0)


def _been(state: State) -> Iterator[tuple[int, Entered]]:
    """The days of the stages that this return has left, as recorded."""
    entered: dict[int, date] = {}
    for passage in _passages(state):
        if passage.left is not None and passage.left in entered:
            yield passage.left, (entered[passage.left], passage.day)
        if passage.entered is not None:
            entered[passage.entered] = passage.day


def _why(state: State) -> str:
    began = [spell for spell in state.table.history if spell.state == state.table.fallen]
    return began[-1].why if began else state.table.why


# Stages and acts


def _stage(state: State, ladder: Ladder, stage: LadderStage, days: dict[int, Entered], *, running: bool) -> ClimbStage:
    first, last = days.get(stage.index, (None, None))
    now = state.standing.stage if running and state.standing is not None else None
    if stage.index == now:
        standing = "runs"
    elif running and state.standing is not None and stage.index in state.standing.ran:
        standing = "left"
    else:
        standing = "ahead" if first is not None else "not reached"
    return ClimbStage(
        stage.index,
        stage.name,
        standing,
        _left_by(state, stage) if standing == "left" else "",
        first,
        last,
        _called(state, stage.hands),
        stage.seen_by or "",
        tuple(_steps(state, ladder, stage, standing)),
        stage.convenes,
        stage.quorum,
        stage.parks,
        ladder.stages[stage.otherwise].name if stage.otherwise is not None else "",
    )


def _left_by(state: State, stage: LadderStage) -> str:
    left = [passage for passage in _passages(state) if passage.left == stage.index]
    return "its acts" if left and left[-1].event else "its limit"


def _steps(state: State, ladder: Ladder, stage: LadderStage, standing: str) -> Iterator[StepView]:
    actions = status_view(state).actions if standing == "runs" else ()
    for each in stage.acts:
        yield _step(state, ladder, stage, each, standing, actions)


def _step(
    state: State, ladder: Ladder, stage: LadderStage, each: LadderAct, standing: str, actions: tuple[ActionView, ...]
) -> StepView:
    called = state.people.called
    asked = each.own or ("",)
    done = state.standing.done if standing == "runs" and state.standing is not None else frozenset()
    by, instead = (each.own, ()) if each.own else _doer(state, each)
    has = [name for name in asked if (each.index, name) in done]
    waits = [name for name in asked if name not in has] if standing != "left" else []
    told = (action.note for action in actions if action.act == each.act)
    notes = [note for note in told if note and not note.startswith("if ")]  # who would do it instead is told apart
    kind, says = recorded_as(stage, each)
    return StepView(
        each.act,
        tuple(map(called, by)) or (spoken(each.by),),
        tuple(map(called, instead)),
        each.seen_by or stage.seen_by or "",
        each.required,
        bool(each.together) and len(by) > 1,
        tuple(called(name) if name else "" for name in has),
        tuple(called(name) if name else "" for name in waits),
        "; ".join(dict.fromkeys(notes)),
        kind,
        {**says, "by_party": by[0]} if len(by) == 1 and kind in _SAID_BY else says,
    )


_SAID_BY = ("notice_sent", "statement")
"""The kinds of event that say who did it."""


def _doer(state: State, each: LadderAct) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who does an act for all, the first of its hands that is there, and who would in its stead."""
    hands = [hand.name for hand in each.hands]
    doer = state.sitting.absent.first(hands)
    if doer is None:
        return (), ()
    return (doer,), tuple(hands[hands.index(doer) + 1 :])


def _called(state: State, hands: tuple[Hand, ...]) -> tuple[str, ...]:
    return tuple(state.people.called(hand.name) for hand in hands)


# How it starts


def _starts(state: State, ladder: Ladder) -> str:
    triggers = " or a ".join(ladder.starts_on) or "nothing that the text names"
    if ladder.starters is None:
        return f"It starts by itself, with a {triggers}."
    who = state.people.all_called([hand.name for hand in ladder.starters]) or "nobody the text names"
    return f"After a {triggers}, it starts when this is done by the first of them who is there: {who}."


def _begins(state: State, ladder: Ladder) -> Iterator[BeginView]:
    """The events by which it starts: the notice of whoever must start it, and what breaks the talks off."""
    today = on(state.now)
    standing = state.standing
    if standing is not None and standing.table == "waiting":
        by = state.sitting.absent.first(hand.name for hand in ladder.starters or ())
        notice = e.NoticeSent(id="begun", happened=today, recorded=state.now, to=ladder.parties, by_party=by)
        yield _begin(state, notice, "The notice to all parties that starts it", {"by_party": by or ""})
        return
    if "failure" not in ladder.starts_on or state.table.state in (Table.STALLED, Table.BROKEN, Table.COLLAPSED):
        return
    yield BeginView("walked_out", "A party walks out", {})
    yield BeginView(
        "session_closed",
        "A session at the highest level ends with neither outcome nor date",
        {"outcome": "none", "next_date": "none"},
    )


def _begin(state: State, event: e.NoticeSent, words: str, says: dict[str, str]) -> BeginView:
    refusal = may(state, event)
    refused, next_step = (refusal.message, refusal.next_step) if refusal is not None else ("", "")
    return BeginView(event.kind, words, {key: value for key, value in says.items() if value}, refused, next_step)


# What was

_ON_THE_WAY = (Table.STALLED, Table.BROKEN, Table.RETURNING)


def _past(state: State) -> Iterator[PastView]:
    falls = list(state.sitting.falls)
    for place, fall in enumerate(falls):
        until = falls[place + 1].day if place + 1 < len(falls) else None
        yield _one_past(state, fall, until)


def _one_past(state: State, fall: Fall, until: date | None) -> PastView:
    """The table may come into several states on one day: what counts is what follows the fall."""
    spells = list(state.table.history)
    began = [place for place, each in enumerate(spells) if (each.since, each.state) == (fall.day, fall.into)]
    fell = max(began, default=0)
    after = [each for each in spells[fell:] if until is None or each.since <= until]
    end = next((each for each in after if each.state not in _ON_THE_WAY), None)
    ladder = state.ladder
    passed = [each for each in state.sitting.passages if fall.day <= each.day and (until is None or each.day < until)]
    stages = [each.entered for each in passed if each.entered is not None]
    names = tuple(ladder.stages[place].name for place in stages) if ladder is not None else ()
    why = spells[fell].why if spells else ""
    if end is not None:
        return PastView(fall.day, str(fall.into), why, names, str(end.state), end.since)
    return PastView(fall.day, str(fall.into), why, names, str(after[-1].state if after else fall.into), None)
