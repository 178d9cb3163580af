"""A path of the machine told day by day: who did what, and which clause was silent where nothing followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from reconvene.process.adversary import Move, Passing, Scenario
from reconvene.process.proof import Counterexample
from reconvene.process.stages import Ladder, LadderStage
from reconvene.process.standing import (
    Begun,
    Deed,
    Extended,
    Held,
    Objected,
    Performed,
    Standing,
    Triggered,
    Turnover,
    start,
)
from reconvene.text.span import Span


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a story: on which day after day 0, what happened, and the clause to which it points.

    `silent` says that the clause is missing: what is told is what follows from its silence.
    """

    day: int
    text: str
    span: Span
    silent: bool = False


def told(ladder: Ladder, path: Counterexample) -> tuple[Event, ...]:
    """The path as a story: day 0, every move, and the end: how it turns in a circle, or where it stands still."""
    found = [Event(0, _day_zero(ladder, path.scenario), ladder.mechanism.span)]
    day, standing = 0, start(ladder, 0)
    if ladder.starters is None and ladder.stages:
        found.append(Event(0, f"The clock starts stage 0, `{ladder.stages[0].name}`.", ladder.stages[0].span))
    for move in path.moves:
        found.extend(_moved(ladder, path.scenario, standing, move, day))
        day, standing = day + move.days, move.to.standing
    first = len(found)
    home = day
    for move in path.circle:
        found.extend(_moved(ladder, path.scenario, standing, move, day))
        day, standing = day + move.days, move.to.standing
    if path.circle and not _waits(path.circle):
        found.append(Event(day, f"Everything is as on day {home}, and begins again, without an end.", found[-1].span))
    elif not path.circle and first and standing.table == "collapsed":
        span = ladder.mechanism.value_span("stages")
        found.append(
            Event(day, "The ladder has no further stage and no review: the process has collapsed.", span, True)
        )
    return tuple(found)


def _waits(circle: tuple[Move, ...]) -> bool:
    return len(circle) == 1 and circle[0].passing is Passing.FOREVER


def _day_zero(ladder: Ladder, scenario: Scenario) -> str:
    on = " or ".join(ladder.starts_on) or "stall"
    who = _listed(sorted(scenario.refusing, key=ladder.parties.index)) if scenario.refusing else "nobody"
    if scenario.refusing and scenario.refusing == set(ladder.parties):
        who = "every party"
    refuses = "refuses" if len(scenario.refusing) <= 1 or who == "every party" else "refuse"
    return f"The {on} is there; {who} {refuses}."


def _listed(names: list[str] | tuple[str, ...]) -> str:
    marked = [f"`{name}`" for name in names]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}"


def _moved(ladder: Ladder, scenario: Scenario, standing: Standing, move: Move, day: int) -> Iterator[Event]:
    stage = ladder.stages[standing.stage] if standing.stage is not None else None
    for deed in move.deed:
        text, span = _deed(deed, ladder, stage, standing)
        yield Event(day, text, span)
    if move.passing is Passing.FOREVER:
        yield from _waiting(ladder, stage, standing, move, day)
    elif move.passing is Passing.LIMIT and stage is not None:
        yield from _limit(ladder, scenario, stage, standing, move, day)
    after = move.to.standing
    if after.stage is not None and after.stage != standing.stage and move.passing is not Passing.LIMIT:
        yield Event(
            day, f"Stage {after.stage}, `{ladder.stages[after.stage].name}`, begins.", _span(ladder, after.stage)
        )


def _span(ladder: Ladder, stage: int) -> Span:
    return ladder.stages[stage].span


# What somebody did


@singledispatch
def _deed(deed: Deed, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    raise TypeError(type(deed).__name__)


@_deed.register
def _(deed: Begun, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    return f"`{deed.by}` starts the way back.", ladder.mechanism.value_span("started_by")


@_deed.register
def _(deed: Performed, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    assert stage is not None and isinstance(deed.act, int)
    act = stage.acts[deed.act]
    return f"`{deed.by}` does `{act.act}`.", act.span


@_deed.register
def _(deed: Held, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    assert stage is not None
    missing = [party for party in ladder.parties if party not in deed.came]
    if not missing:
        return f"`{deed.convened_by}` holds the session of `{stage.name}`, and all come.", stage.span
    came = [party for party in ladder.parties if party in deed.came]
    who = f"with {_listed(came)}" if came else "before empty chairs"
    end = f"; the empty chair of {_listed(missing)} is minuted" if deed.minuted_by else ""
    return f"`{deed.convened_by}` holds the session of `{stage.name}` {who}{end}.", stage.span


@_deed.register
def _(deed: Objected, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    assert stage is not None
    return f"`{deed.by}` objects in writing; `{deed.received_by}` receives it.", stage.span


@_deed.register
def _(deed: Extended, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    assert stage is not None
    rule = ladder.extension_of(stage)
    assert rule is not None
    by = "without an end" if deed.days is None else f"by {_days(deed.days)}"
    consent = "consents" if len(deed.by) == 1 else "consent"
    how = "silence extends" if rule.silence_extends else f"{_listed(sorted(deed.by))} {consent}"
    return f"`{stage.name}` is prolonged {by}: {how}.", rule.span


@_deed.register
def _(deed: Turnover, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    span = ladder.mechanism.value_span("binds")
    if not ladder.outlives:
        return f"The government of `{deed.of}` changes; nothing binds the new one.", span
    return f"The government of `{deed.of}` changes and takes {_days(ladder.reconfirmation)} to confirm.", span


@_deed.register
def _(deed: Triggered, ladder: Ladder, stage: LadderStage | None, standing: Standing) -> tuple[str, Span]:
    return "A new trigger comes, and restarts the ladder.", ladder.mechanism.value_span("triggered_again")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


# How time passed


def _waiting(ladder: Ladder, stage: LadderStage | None, standing: Standing, move: Move, day: int) -> Iterator[Event]:
    if stage is None:
        span = ladder.mechanism.value_span("started_by")
        if move.absent:
            text = f"{_listed(move.absent)}, who alone can start it, is away; no substitute is named."
        else:
            text = "Nobody has to ask, and nobody does: the way back never starts."
        yield Event(day, text, span, True)
        return
    if move.absent:
        yield _absent(stage, move, day)
    if stage.limit is not None and not standing.overdue:
        rule = ladder.extension_of(stage)
        text = f"The extension of `{stage.name}` has no end (`adds`): it stands still there."
        yield Event(day, text, rule.span if rule is not None else stage.span, True)
        return
    key, said = ("else", "what follows at its limit") if standing.overdue else ("lasts", "how long it lasts")
    if stage.parks and not standing.overdue:
        key, said = "lasts", "when it is reviewed"
    text = f"The text does not say of `{stage.name}` {said} (`{key}`): it stands still there, without an end."
    yield Event(day, text, stage.span, True)


def _absent(stage: LadderStage, move: Move, day: int) -> Event:
    acts = [f"`{stage.acts[place].act}`" for place in dict.fromkeys(move.undone)]
    what = " and ".join(acts) or "the session"
    is_ = "is" if len(move.absent) == 1 else "are"
    text = f"{_listed(move.absent)} {is_} absent, no substitute is named, and {what} is not done."
    span = stage.acts[move.undone[0]].span if move.undone else stage.span
    return Event(day, text, span, True)


def _limit(
    ladder: Ladder, scenario: Scenario, stage: LadderStage, standing: Standing, move: Move, day: int
) -> Iterator[Event]:
    if move.absent:
        yield _absent(stage, move, day)
    elif stage.convenes and standing.table != "sat_incomplete" and (reason := _no_session(ladder, stage, scenario)):
        last = not any(later.convenes for later in ladder.stages[stage.index + 1 :])
        yield Event(day, reason, stage.span, last)
    elif standing.lapsed and stage.convenes:
        yield Event(day, f"No duty brings {_listed(sorted(standing.lapsed))}.", ladder.mechanism.value_span("binds"))
    day += move.days
    after = move.to.standing
    if after.stage is None or after.overdue:
        yield Event(day, f"The limit of `{stage.name}` passes, and no `else` says what follows.", stage.span, True)
        return
    target = ladder.stages[after.stage]
    event = "The review comes" if standing.table == "parked" else f"The limit of `{stage.name}` passes"
    yield Event(day, f"{event}: stage {target.index}, `{target.name}`, begins.", stage.span)


def _no_session(ladder: Ladder, stage: LadderStage, scenario: Scenario) -> str:
    refusing = sorted(scenario.refusing & set(ladder.parties), key=ladder.parties.index)
    if not refusing:
        return ""
    do = "does" if len(refusing) == 1 else "do"
    if stage.quorum == "all":
        return f"{_listed(refusing)} {do} not come, and the session of `{stage.name}` needs all."
    if not stage.minutes:
        return f"{_listed(refusing)} {do} not come, and no act of `{stage.name}` minutes who came."
    return ""
