"""Who takes part: parties and those inside them, third parties, groups, roles and bodies."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Cycle, Who, Window
from reconvene.document.kinds import (
    ACTORS,
    AMOUNT,
    CHANCE,
    CYCLE,
    DATE,
    LABELS,
    MOMENT,
    PROSE,
    TIME,
    WHO,
    WINDOW,
    Day,
    Estimate,
    Item,
)
from reconvene.document.shape import (
    Anything,
    Either,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    Ref,
    YesOrNo,
    record,
    slot,
)

INNER_KINDS = (
    "leader",
    "government",
    "legislature",
    "court",
    "military",
    "ministry",
    "faction",
    "public",
    "negotiator",
)
ACTOR_KINDS = (
    "state",
    "organisation",
    "ally",
    "guarantor",
    "mediator",
    "convenor",
    "verifier",
    "depositary",
    "financier",
    "implementer",
    "secretariat",
    "veto_player",
    "legislature",
    "court",
    "military",
    "ministry",
    "faction",
    "company",
    "armed_group",
    "public",
    "spoiler",
    "group",
    "person",
)
ROLES = (
    "mediator",
    "guarantor",
    "convenor",
    "verifier",
    "depositary",
    "financier",
    "implementer",
    "secretariat",
    "host",
)
"""The roles a third party can hold (model, third parties)."""


@record
class Inner(Item):
    """Somebody inside an actor: a leader, a legislature, a faction; with a veto if nothing passes without them."""

    kind: str | None = slot(OneOf(*INNER_KINDS), "what they are")
    called: str | None = slot(PROSE, "their name, as people say it")
    veto: bool | None = slot(YesOrNo(), "whether a package fails if they refuse it")
    accepts: Estimate | None = slot(CHANCE, "the chance that they accept what is on the table")
    cares_about: tuple[str, ...] | None = slot(LABELS, "the matters they decide by")
    position: str | None = slot(PROSE, "where they stand, in words")


@record
class Tenure(Item):
    """From when until when something holds, and who disputes it."""

    from_: Day | None = slot(MOMENT, "the first day")
    until: Day | None = slot(MOMENT, "the last day")
    renewed_by: str | None = slot(Ref("actor"), "whose decision prolongs it")
    funded_until: Day | None = slot(MOMENT, "the day to which the money reaches")
    disputed_by: tuple[str, ...] | None = slot(ACTORS, "who denies it")


@record
class Holder(Tenure):
    """Who holds a role or a membership, and when; `nobody` is a holder."""

    who: str | None = slot(Ref("actor", also=("nobody",)), "the actor, or `nobody`", required=True)


@record
class Bond(Item):
    """What somebody has put up with a third party, and loses if it walks away before it has done its part."""

    worth: Estimate | None = slot(AMOUNT, "what losing it costs whoever put it up", required=True)
    keeper: str | None = slot(Ref("actor", "role"), "who keeps it", required=True)
    until: Day | None = slot(MOMENT, "the last day on which it can be lost; to the end if left out")


@record
class Party(Item):
    """A principal: one whose consent the process needs."""

    called: str | None = slot(PROSE, "the name, as people say it")
    kind: str | None = slot(
        OneOf("state", "government", "armed_group", "movement", "coalition", "organisation"), "what it is"
    )
    inner: dict[str, Inner] | None = slot(MapOf(RecordOf(Inner), defines="actor"), "who is inside it, by name")
    patience: Estimate | None = slot(TIME, "how long it will wait before it gives up on talks")
    tolerance: Estimate | None = slot(AMOUNT, "how far it may be exposed before it stops")
    relationship: Estimate | None = slot(
        AMOUNT, "what goes on between the sides after the last step is worth to it, and is lost by walking away"
    )
    bond: Bond | None = slot(RecordOf(Bond), "what it has put up, and loses by walking away")
    position: str | None = slot(PROSE, "where it stands, in words")
    controls: tuple[str, ...] | None = slot(ACTORS, "whose acts it commands")
    influences: tuple[str, ...] | None = slot(ACTORS, "whose acts it can sway")
    represents: tuple[str, ...] | None = slot(ACTORS, "for whom it speaks")


@record
class Actor(Item):
    """Anybody else: an ally, a third party with a role, a group, a body outside the talks."""

    called: str | None = slot(PROSE, "the name, as people say it")
    kind: str | None = slot(OneOf(*ACTOR_KINDS), "what it is")
    roles: tuple[str, ...] | None = slot(ListOf(OneOf(*ROLES), lone=True), "what it does in this process")
    inner: dict[str, Inner] | None = slot(MapOf(RecordOf(Inner), defines="actor"), "who is inside it, by name")
    ally_of: tuple[str, ...] | None = slot(ACTORS, "whose ally it is")
    acts_for: str | None = slot(Ref("actor"), "for whom it acts, and who answers for it")
    mandate: Tenure | None = slot(RecordOf(Tenure), "from when until when it may act")
    exists: Tenure | None = slot(RecordOf(Tenure), "from when until when it exists")
    accepted_role: Any = slot(DATE, "the day on which it accepted its role")
    acceptance: dict[str, str] | None = slot(
        MapOf(OneOf("accepts", "refuses", "unknown"), keys=("actor",)), "which party accepts it in its role"
    )
    substitutes: tuple[str, ...] | None = slot(ACTORS, "who takes over if it cannot act, in order")
    members: tuple[Holder, ...] | None = slot(
        ListOf(Either(Ref("actor"), RecordOf(Holder))), "who belongs to the group, with dates where they changed"
    )
    holds: tuple[str, ...] | None = slot(ListOf(Ref("role"), lone=True), "the roles it holds")
    interests: tuple[str, ...] | None = slot(LABELS, "what it wants for itself")
    controls: tuple[str, ...] | None = slot(ACTORS, "whose acts it commands")
    influences: tuple[str, ...] | None = slot(ACTORS, "whose acts it can sway")
    represents: tuple[str, ...] | None = slot(ACTORS, "for whom it speaks")
    position: str | None = slot(PROSE, "where it stands, in words")
    splits_into: Any = slot(Anything(), "who succeeds it", reserved=True)
    merges_into: Any = slot(Anything(), "what it becomes part of", reserved=True)
    names: Any = slot(Anything(), "its names over time", reserved=True)


@record
class Choosing(Record):
    """How the next holder is found."""

    chosen_by: str | None = slot(Ref("actor", "body"), "who chooses")
    within: Window | None = slot(WINDOW, "how soon")
    rule: str | None = slot(PROSE, "by which rule")


@record
class Role(Item):
    """A function with powers, and who held it when: duties bind the actor, powers bind the role."""

    holders: tuple[Holder, ...] | None = slot(ListOf(RecordOf(Holder)), "who holds it, in order of time", required=True)
    next: Choosing | None = slot(RecordOf(Choosing), "how the next holder is found")


@record
class Body(Item):
    """A standing body of the process: who sits in it, who chairs it, how often it meets."""

    members: Who | None = slot(WHO, "who sits in it")
    chair: str | None = slot(Ref("actor", "role"), "who chairs it")
    first_meets: Window | None = slot(WINDOW, "by when it meets first")
    cadence: Cycle | None = slot(CYCLE, "how often it meets")
    rule: str | None = slot(PROSE, "how it decides")
    quorum: str | None = slot(PROSE, "who must be there")
