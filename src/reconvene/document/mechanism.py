"""The way back: the return mechanism and its stages, as written or as a clause spells them out."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Cycle, Duration, Who
from reconvene.document.kinds import (
    ACTORS,
    ACTS,
    CONDITION,
    CYCLE,
    DATE,
    DURATION,
    LABELS,
    PROSE,
    WHO,
    AnyCondition,
    Item,
)
from reconvene.document.shape import (
    Either,
    Label,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    Ref,
    Whole,
    YesOrNo,
    record,
    slot,
)

TRIGGERS = ("stall", "failure")
STAGE_ROLES = ("convenor", "guarantor", "depositary", "secretariat", "principals", "all")


@record
class StageAct(Item):
    """An act that a stage asks for or offers: who, what class, who sees it, and what covers it."""

    act: str | None = slot(Ref("act"), "its class", required=True)
    by: Who | None = slot(WHO, "who does it: an actor, or a role of the mechanism")
    to: Any = slot(WHO, "to whom")
    seen_by: str | None = slot(OneOf("parties", "role_holders", "public"), "who sees it")
    required: bool | None = slot(YesOrNo(), "whether the stage asks for it, or only offers it")
    together: bool | None = slot(YesOrNo(), "whether all do it at once or nobody does")
    covers: tuple[str, ...] | None = slot(ListOf(Ref("cover", "act"), lone=True), "the vows' ways out that it provides")


@record
class Stage(Item):
    """One stage of the way back: who leads it, how long it lasts, what is done, what follows at its limit."""

    name: str = slot(Label(), "what the stage is called")
    index: int | None = slot(Whole(), "its place in the ladder, from 0")
    lasts: Duration | None = slot(DURATION, "its limit, in days")
    led_by: Who | None = slot(WHO, "the role or actor whose hands it is in")
    substitutes: tuple[str, ...] | None = slot(ACTORS, "who takes over inside the same limit, in order")
    acts: tuple[StageAct, ...] | None = slot(ListOf(RecordOf(StageAct)), "what is done, by whom, seen by whom")
    seen_by: str | None = slot(OneOf("parties", "role_holders", "public"), "who may know of the stage")
    else_: str | None = slot(Label(), "what follows at the limit: the next stage, `park`, a stage by name")
    void_if: AnyCondition | None = slot(CONDITION, "the fact that makes the stage void")
    convenes: bool | None = slot(YesOrNo(), "whether the stage holds a session")
    quorum: str | None = slot(OneOf("all", "any", "whoever_came"), "who must be there for the session to be held")
    extend: str | None = slot(Ref("extension"), "the extension that may be asked for")


@record
class Standstill(Record):
    """What nobody does while the parties are on the way back."""

    forbids: tuple[str, ...] | None = slot(ACTS, "the acts that rest")
    from_stage: int | None = slot(Whole(), "from which stage")
    lasts: Duration | None = slot(DURATION, "for how long at most")


@record
class Return(Item):
    """The mechanism by which everybody comes back to the table after a stall or a failure."""

    use: str | None = slot(PROSE, "the clause that spells it out, such as `return/standard`")
    starts_on: tuple[str, ...] | None = slot(ListOf(OneOf(*TRIGGERS)), "what starts it: a stall, a failure")
    started_by: str | None = slot(
        Ref("actor", "role", also=("clock", "convenor", "request")),
        "`clock` if it starts by itself, `request` if a party must ask, else who must; left out, the clause decides",
    )
    triggered_again: str | None = slot(
        OneOf("recorded", "restarts"),
        "what a new stall or failure does meanwhile: it is recorded (if left out), or restarts the first stage",
    )
    parties: tuple[str, ...] | None = slot(ACTORS, "who is called back; all parties if left out")
    convenor: str | None = slot(Ref("actor", "role"), "who convenes")
    substitutes: tuple[str, ...] | None = slot(ACTORS, "who convenes if the convenor cannot, in order")
    guarantors: tuple[str, ...] | None = slot(ACTORS, "who invites and stands behind it")
    depositary: str | None = slot(Ref("actor", "role"), "who keeps what was agreed")
    secretariats: tuple[str, ...] | None = slot(ACTORS, "who prepares technical contacts")
    binds: str | None = slot(OneOf("state", "office", "government"), "what it binds, and so what it outlives")
    reconfirmed_within: Duration | None = slot(DURATION, "the days a new government has to confirm")
    returns_within: Duration | None = slot(DURATION, "the longest time to a session that is accepted")
    standstill: Standstill | None = slot(RecordOf(Standstill), "what rests meanwhile")
    deposit: tuple[str, ...] | None = slot(LABELS, "what is deposited, and so kept, when the ladder ends")
    park_review: Duration | None = slot(DURATION, "the time to the review after parking")
    last_used: Any = slot(DATE, "the day on which it was last used or rehearsed")
    rehearsed: Cycle | None = slot(CYCLE, "how often it is rehearsed, whether or not it is needed")
    stages: Any = slot(
        Either(None, MapOf(RecordOf(Stage)), ListOf(RecordOf(Stage))),
        "the stages written out as a list, or changes to single stages of the clause by name",
    )
