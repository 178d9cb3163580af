"""Where a return stands, and what a default and an act make of it: the only opinion on that in the house.

Days are whole numbers from any one origin (`date.toordinal` will do), and the last day of a limit counts whole: an act
on it is in time, and the default comes at its end. A default moves the clock; it never performs an act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Literal

from reconvene.process.stages import Ladder, LadderAct, LadderStage
from reconvene.text.span import Span

NEXT_SESSION = 30
"""After a session with an empty chair the next one is due within so many days."""

LAST_EMPTY = 2
"""After so many sessions with an empty chair, one upon the other, the process is parked."""

Table = Literal["waiting", "returning", "reconvened", "sat_incomplete", "parked", "collapsed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a return stands at the end of a day.

    `stage` is None before it has started and after it has ended. `due` is the last day of the stage, None where the
    text sets no limit; `overdue` says that the limit has passed and the text is silent about what follows. `done` are
    the acts of this stage, each with its doer; `ran` the stages that this round has left behind; `lapsed` the
    principals whom nothing binds any longer after a change of government. `came` is who came to the last session.
    """

    table: Table
    stage: int | None
    started: int
    entered: int
    due: int | None = None
    overdue: bool = False
    done: frozenset[tuple[int, str]] = frozenset()
    objections: frozenset[str] = frozenset()
    empty_chairs: int = 0
    came: frozenset[str] | None = None
    ran: frozenset[int] = frozenset()
    extended: int = 0
    lapsed: frozenset[str] = frozenset()
    review: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done on the way back: a sentence, the next step, and the clause that says so."""

    message: str
    next_step: str
    span: Span


# What may happen


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody starts the way back, where the clock does not."""

    by: str


@dataclass(frozen=True, slots=True)
class Performed:
    """An act of the stage is done: its class, or its place in the stage, and by whom."""

    act: str | int
    by: str


@dataclass(frozen=True, slots=True)
class Held:
    """A session is held: which parties came, who convened it, and who minuted it."""

    came: frozenset[str]
    convened_by: str
    minuted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Objected:
    """A party objects in writing, and somebody with a role receives it."""

    by: str
    received_by: str


@dataclass(frozen=True, slots=True)
class Extended:
    """The stage is prolonged, by those who consent to it and by so many days (None: without an end)."""

    by: frozenset[str]
    days: int | None


@dataclass(frozen=True, slots=True)
class Turnover:
    """The government of a party changes."""

    of: str


@dataclass(frozen=True, slots=True)
class Triggered:
    """A stall or a failure comes again while the return is running."""


Deed = Begun | Performed | Held | Objected | Extended | Turnover | Triggered


# The machine


def start(ladder: Ladder, day: int) -> Standing:
    """Where things stand on day 0, when the stall or the failure is there: in the first stage, or not yet started."""
    waiting = Standing("waiting", None, day, day)
    if not ladder.stages:
        return replace(waiting, table="collapsed")
    return waiting if ladder.starters is not None else _enter(ladder, waiting, 0, day)


def settle(ladder: Ladder, standing: Standing, day: int) -> Standing:
    """Where it stands at the end of a day, once every default whose limit has passed by then is applied, in order."""
    moved = 0
    while standing.stage is not None and standing.due is not None and standing.due <= day and not standing.overdue:
        before = standing.due
        standing = default(ladder, standing)
        # A circle of stages without a day in it would turn for ever: it stands still, like a stage without a default.
        moved = moved + 1 if standing.due == before else 0
        if moved > len(ladder.stages):
            return replace(standing, overdue=True)
    return standing


def act(ladder: Ladder, standing: Standing, what: Deed, day: int) -> Standing | Refusal:
    """Where it stands after somebody did something on a day, or why that may not be done.

    The defaults of the days before come first; those of the day itself come at its end, with `settle`.
    """
    return _act(what, ladder, settle(ladder, standing, day - 1), day)


@singledispatch
def _act(what: Deed, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    raise TypeError(f"{type(what).__name__} is nothing that happens on a way back")


@_act.register
def _(what: Begun, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    span = ladder.mechanism.value_span("started_by")
    if standing.table != "waiting":
        return Refusal("The way back has started already.", "record what is done in its stage", span)
    named = {hand.name for hand in ladder.starters or ()}
    if ladder.started_by != "request" and what.by not in named:
        said = f"`{what.by}` cannot start the way back; the text leaves that to `{ladder.started_by}`."
        return Refusal(said, f"let `{ladder.started_by}` start it", span)
    return _enter(ladder, standing, 0, day)


@_act.register
def _(what: Performed, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    stage = _running(ladder, standing)
    if isinstance(stage, Refusal):
        return stage
    found = [each for each in stage.acts if what.act in (each.act, each.index)]
    if not found:
        said = f"The stage `{stage.name}` neither asks for `{what.act}` nor offers it."
        return Refusal(said, f"see what the stage `{stage.name}` asks for", stage.span)
    fitting = [each for each in found if _may_do(each, what.by)]
    if not fitting:
        said = f"`{what.act}` in the stage `{stage.name}` is not in the hands of `{what.by}`."
        return Refusal(said, f"let `{found[0].by}` do it", found[0].span)
    doer = what.by if fitting[0].own else ""
    done = replace(standing, done=standing.done | {(fitting[0].index, doer)})
    return _after_act(ladder, stage, done, day)


@_act.register
def _(what: Held, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    stage = _running(ladder, standing)
    if isinstance(stage, Refusal):
        return stage
    refusal = _why_not_held(ladder, stage, standing, what)
    if refusal is not None:
        return refusal
    missing = frozenset(ladder.parties) - what.came
    if not missing:
        return replace(standing, table="reconvened", stage=None, due=None, came=what.came, empty_chairs=0)
    empty = standing.empty_chairs + 1
    sat = replace(standing, table="sat_incomplete", empty_chairs=empty, came=what.came, entered=day, overdue=False)
    if empty >= LAST_EMPTY:
        return _park(ladder, sat, day)
    return replace(sat, due=day + NEXT_SESSION)


@_act.register
def _(what: Objected, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    stage = _running(ladder, standing)
    if isinstance(stage, Refusal):
        return stage
    if what.by not in ladder.parties:
        said = f"`{what.by}` is not among those whom the way back calls, so its objection voids nothing."
        return Refusal(said, "record it as a statement", ladder.mechanism.value_span("parties"))
    if what.received_by not in ladder.role_holders:
        said = f"`{what.received_by}` has no role on the way back and receives no objections."
        return Refusal(said, "let somebody with a role receive it", stage.span)
    return replace(standing, objections=standing.objections | {what.by})


@_act.register
def _(what: Extended, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    stage = _running(ladder, standing)
    if isinstance(stage, Refusal):
        return stage
    rule = ladder.extension_of(stage)
    if rule is None:
        return Refusal(f"The stage `{stage.name}` cannot be prolonged.", "let its default come", stage.span)
    if rule.times is not None and standing.extended >= rule.times:
        return Refusal(f"`{rule.name}` was granted {rule.times} times already.", "let the default come", rule.span)
    if rule.adds is not None and (what.days is None or what.days > rule.adds):
        return Refusal(f"`{rule.name}` adds {rule.adds} days at most.", f"ask for {rule.adds} days", rule.span)
    asked = set(rule.consenting)
    agreed = asked <= what.by if rule.all_of else bool(asked & what.by)
    if not agreed and not rule.silence_extends:
        lacking = ", ".join(f"`{name}`" for name in rule.consenting if name not in what.by)
        return Refusal(f"`{rule.name}` lacks the consent of {lacking}.", "ask for it before expiry", rule.span)
    count = standing.extended + (rule.times is not None)
    due = None if what.days is None or standing.due is None else standing.due + what.days
    return replace(standing, due=due, extended=count)


@_act.register
def _(what: Turnover, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    if what.of not in ladder.parties:
        said = f"`{what.of}` is not among those whom the way back calls."
        return Refusal(said, "name one of them", ladder.mechanism.value_span("parties"))
    if not ladder.outlives:
        return replace(standing, lapsed=standing.lapsed | {what.of})
    parking = standing.stage is not None and ladder.stages[standing.stage].parks
    if standing.due is None or parking:
        return standing  # a long recess has its date already, and there is time to confirm within it
    return replace(standing, due=standing.due + ladder.reconfirmation)


@_act.register
def _(what: Triggered, ladder: Ladder, standing: Standing, day: int) -> Standing | Refusal:
    if ladder.restarts and standing.stage is not None:
        return _enter(ladder, standing, 0, day)
    return standing


# The parts of it


def _may_do(each: LadderAct, who: str) -> bool:
    return who in each.own or any(hand.name == who for hand in each.hands)


def _running(ladder: Ladder, standing: Standing) -> LadderStage | Refusal:
    if standing.stage is None:
        words = {
            "waiting": ("Nobody has started the way back.", "start it first"),
            "reconvened": ("The parties are back at the table.", "record it as a session of the talks"),
        }
        message, next_step = words.get(standing.table, ("The way back has ended.", "open a channel outside it"))
        return Refusal(message, next_step, ladder.mechanism.span)
    return ladder.stages[standing.stage]


def _enter(ladder: Ladder, standing: Standing, index: int, day: int) -> Standing:
    """The standing on the day a stage begins; the first stage, and the one after a review, begin a new round."""
    stage = ladder.stages[index]
    again = index == 0 or (standing.stage is not None and ladder.stages[standing.stage].parks)
    left = standing.ran if standing.stage is None else standing.ran | {standing.stage}
    entered = replace(
        standing,
        table="returning",
        stage=index,
        entered=day,
        due=day + stage.limit if stage.limit is not None else None,
        overdue=False,
        done=frozenset(),
        ran=frozenset() if again else left,
        objections=frozenset() if again else standing.objections,
        empty_chairs=0 if again else standing.empty_chairs,
        came=None,
        extended=0,
        review=None,
    )
    return _after_act(ladder, stage, entered, day) if stage.parks and not stage.acts else entered


def _after_act(ladder: Ladder, stage: LadderStage, standing: Standing, day: int) -> Standing:
    """The standing once an act is noted: a stage whose acts are all done is left, a parking one is parked."""
    if stage.convenes or not all(is_done(each, standing) for each in stage.asked):
        return standing
    if stage.parks:
        return replace(standing, table="parked", review=standing.due)
    following = stage.index + 1 if stage.index + 1 < len(ladder.stages) else stage.otherwise
    if following is None:
        return replace(standing, table="collapsed", stage=None, due=None)
    return _enter(ladder, standing, following, day)


def is_done(each: LadderAct, standing: Standing) -> bool:
    """Whether an act of the stage has been done, by everybody whose own act it is."""
    return all((each.index, doer) in standing.done for doer in each.own or ("",))


def default(ladder: Ladder, standing: Standing) -> Standing:
    """The standing after the default of its stage alone, at the end of its last day."""
    assert standing.stage is not None and standing.due is not None
    stage = ladder.stages[standing.stage]
    if standing.table == "sat_incomplete":
        return _park(ladder, standing, standing.due)
    if stage.otherwise is None:
        return replace(standing, overdue=True)
    return _enter(ladder, standing, stage.otherwise, standing.due)


def _park(ladder: Ladder, standing: Standing, day: int) -> Standing:
    """The process goes to its parking stage; without one it has nowhere to go."""
    if ladder.parking is None:
        return replace(standing, table="collapsed", stage=None, due=None)
    return _enter(ladder, standing, ladder.parking, day)


def is_void(stage: LadderStage, standing: Standing) -> bool:
    """Whether those whose objection voids the stage have all objected."""
    return any(parties <= standing.objections for parties in stage.voided_by)


def _why_not_held(ladder: Ladder, stage: LadderStage, standing: Standing, session: Held) -> Refusal | None:
    if not stage.convenes:
        return Refusal(f"The stage `{stage.name}` holds no session.", "wait for the stage that does", stage.span)
    if is_void(stage, standing):
        return Refusal(
            f"The session of `{stage.name}` is void: it was objected to.", "let the default come", stage.span
        )
    notices = [stage.acts[place] for place in stage.notices]
    for notice in notices:
        if not is_done(notice, standing):
            said = f"No notice of the session of `{stage.name}` was sent."
            return Refusal(said, f"let `{notice.by}` send it to all", notice.span)
    if notices and not any(notice.tells_all for notice in notices):
        return Refusal(f"The notice of `{stage.name}` does not go to all.", "send it to all", notices[0].span)
    if not any(hand.name == session.convened_by for hand in stage.hands):
        said = f"`{session.convened_by}` cannot convene the session of `{stage.name}`."
        return Refusal(said, f"let `{stage.led_by}` convene it", stage.span)
    return _why_not_complete(ladder, stage, session)


def _why_not_complete(ladder: Ladder, stage: LadderStage, session: Held) -> Refusal | None:
    missing = [party for party in ladder.parties if party not in session.came]
    if not missing:
        return None
    names = ", ".join(f"`{party}`" for party in missing)
    if stage.quorum == "all" or (stage.quorum == "any" and not session.came):
        said = f"The session of `{stage.name}` needs {'all' if stage.quorum == 'all' else 'somebody'}; absent: {names}."
        return Refusal(said, "let the default come", stage.span)
    hands = [hand.name for place in stage.minutes for hand in stage.acts[place].hands]
    if session.minuted_by not in hands:
        said = f"Nobody may minute that {names} did not come to `{stage.name}`, so the empty chair is on no record."
        if hands:
            said = f"That {names} did not come to `{stage.name}` was not minuted."
        return Refusal(said, f"let `{hands[0]}` minute it" if hands else "add an act of `minuting`", stage.span)
    return None
