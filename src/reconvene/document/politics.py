"""What binds people at home: vows, red lines, covers, and the accounts they give of the same events."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Who
from reconvene.document.kinds import (
    ACTORS,
    ACTS,
    BY_ACTOR,
    CHANCE,
    CONDITION,
    DATE,
    ESTIMATE,
    LABELS,
    MOMENT,
    PROSE,
    TIME,
    WHO,
    AnyCondition,
    Day,
    Estimate,
    Item,
)
from reconvene.document.shape import Label, ListOf, MapOf, OneOf, RecordOf, Ref, Whole, record, slot

AUDIENCES = ("domestic", "allies", "adversary", "international", "supporters", "military", "elite", "private")
COVERS = (
    "new_fact",
    "third_party_invitation",
    "humanitarian_ground",
    "calendar_duty",
    "simultaneous_statement",
    "simultaneous_reciprocity",
    "reinterpretation",
    "change_of_format",
    "principal_correspondence",
    "substitution",
    "trial_measure",
    "issue_change",
)
"""The ways out of a vow with honour (model §3.7), each usable as its release."""


@record
class Vow(Item):
    """A public word that binds its speaker: what it forbids, before whom, and what would release it."""

    by: Who | None = slot(WHO, "who gave it", required=True)
    dated: Any = slot(DATE, "when it was given")
    says: str | None = slot(PROSE, "the words, or their sense")
    translator: str | None = slot(PROSE, "whose translation it is")
    audience: tuple[str, ...] | None = slot(ListOf(OneOf(*AUDIENCES), lone=True), "before whom")
    forbids: tuple[str, ...] | None = slot(ACTS, "the classes of act that it forbids the speaker")
    about: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "the things it is about, where it is narrower")
    unless: AnyCondition | None = slot(CONDITION, "the fact under which it does not forbid")
    released_by: tuple[str, ...] | None = slot(
        ListOf(Ref("cover", "act"), lone=True), "the covers that would release it"
    )
    until: Day | None = slot(MOMENT, "the day on which it expires")
    strength: Estimate | None = slot(ESTIMATE, "what going back on it would cost")
    status: str | None = slot(OneOf("live", "released", "fulfilled", "overtaken"), "how it stands")


@record
class RedLine(Item):
    """A point that an actor will not pass, public or known to a few."""

    by: Who | None = slot(WHO, "whose it is", required=True)
    issue: str | None = slot(Ref("issue", "item"), "the matter")
    level: str | None = slot(PROSE, "where it lies")
    forbids: tuple[str, ...] | None = slot(ACTS, "the acts it rules out")
    confidence: str | None = slot(OneOf("low", "medium", "high"), "how sure anybody is")


@record
class Cover(Item):
    """A way out of a vow with honour that this process really has."""

    kind: str | None = slot(OneOf(*COVERS), "what kind of way out it is")
    by: tuple[str, ...] | None = slot(ACTORS, "who provides it")
    releases: tuple[str, ...] | None = slot(ListOf(Ref("vow"), lone=True), "the vows it releases")
    plausible_to: dict[str, Estimate] | None = slot(MapOf(ESTIMATE), "how far each audience believes it")
    used: int | None = slot(Whole(), "how often it was used already")


@record
class Claim(Item):
    """One thing that an account says of something that can be looked up."""

    about: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it is about")
    says: str | None = slot(PROSE, "what is claimed")
    share: Any = slot(ESTIMATE, "the share or the number that is claimed")
    counted: str | None = slot(OneOf("by_count", "by_weight", "unstated"), "the measure behind it")
    out_of: str | None = slot(Ref("group"), "the group of texts that the share is a part of")
    covers: tuple[str, ...] | None = slot(
        ListOf(Ref("measure", "group", "text"), lone=True), "the measures that it says would be lifted"
    )
    spares: tuple[str, ...] | None = slot(LABELS, "the tags and dimensions that it leaves out of them")
    denied_by: tuple[str, ...] | None = slot(ListOf(Ref("actor", "account"), lone=True), "who says the opposite")


@record
class Account(Item):
    """What somebody publicly said of events that others told differently."""

    by: Who | None = slot(WHO, "whose account it is", required=True)
    dated: Any = slot(DATE, "when it was given")
    of: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it tells of")
    says: str | None = slot(PROSE, "the words, or their sense")
    claims: dict[str, Claim] | None = slot(MapOf(RecordOf(Claim)), "what it claims, one by one")


@record
class Issue(Item):
    """A matter with options, and who prefers what."""

    options: tuple[str, ...] | None = slot(ListOf(Label()), "what could be agreed")
    status_quo: str | None = slot(Label(), "the option that holds without an agreement")
    linked_to: tuple[str, ...] | None = slot(ListOf(Ref("issue"), lone=True), "the matters it is tied to")
    positions: dict[str, str] | None = slot(MapOf(Label(), keys=("actor",)), "who asks for which option")
    prefers: dict[str, Any] | None = slot(MapOf(LABELS, keys=("actor",)), "each actor's options, best first")
    acceptable: dict[str, Any] | None = slot(MapOf(LABELS, keys=("actor",)), "the options each could live with")


CONSULTATION_LEVELS = ("leader", "ministerial", "working", "bureau", "parliament", "public")
STANCES = ("agrees", "agrees_if", "dissents", "silent")
"""Where somebody who was consulted stands: `agrees_if` under conditions that `says` tells."""


@record
class Position(Item):
    """Where somebody stands who was consulted; a dissent is kept as it was given."""

    stands: str | None = slot(OneOf(*STANCES), "whether they agree, agree under conditions, dissent, or said nothing")
    says: str | None = slot(PROSE, "their words, or their sense")
    dated: Any = slot(DATE, "when they said so")


@record
class Consultation(Item):
    """Talk that is owed before a gate: who with whom, at which level, about what, how long before."""

    by: Who | None = slot(WHO, "who owes it", required=True)
    with_: tuple[str, ...] | None = slot(ACTORS, "with whom", required=True)
    level: str | None = slot(OneOf(*CONSULTATION_LEVELS), "at which level")
    bureaus: tuple[str, ...] | None = slot(LABELS, "which bureaus take part")
    about: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "what about")
    takes: Estimate | None = slot(TIME, "how long it takes, from its beginning to a position")
    lead: Any = slot(ESTIMATE, "how long before the gate it must be over")
    before: str | None = slot(Ref("gate", "package", "phase", "session", "duty"), "the gate it comes before")
    brings: tuple[str, ...] | None = slot(LABELS, "what comes of it: a position, a note, a dissent")
    held: Any = slot(DATE, "the day on which it was held")
    positions: dict[str, Position] | None = slot(
        MapOf(RecordOf(Position), keys=("actor",)), "where each stands who was heard"
    )


@record
class Threat(Item):
    """A capability that hits somebody: whose, of what class, whom it reaches, how fast it could come back."""

    of: str | None = slot(Ref("actor"), "whose it is")
    class_: str | None = slot(Label(), "what class it is of")
    systems: tuple[str, ...] | None = slot(LABELS, "the systems in it")
    reach: Estimate | None = slot(ESTIMATE, "how far it reaches")
    hits: dict[str, Estimate] | None = slot(BY_ACTOR, "how hard it hits whom; `none` if not at all")
    stock: Estimate | None = slot(ESTIMATE, "how much of it there is")
    grows: Estimate | None = slot(ESTIMATE, "how fast it grows while nothing stops it")
    comes_back_in: Estimate | None = slot(ESTIMATE, "how long until it is back after a halt")
    needs: tuple[str, ...] | None = slot(ListOf(Ref("item", "path"), lone=True), "what it depends on")


@record
class Path(Item):
    """A route to a forbidden end: through which things it leads, and how long it takes."""

    of: str | None = slot(Ref("actor"), "whose route it is")
    leads_to: str | None = slot(Ref("threat", "item"), "where it ends", required=True)
    through: tuple[str, ...] | None = slot(ListOf(Ref("item")), "the things it needs, in order")
    takes: Estimate | None = slot(ESTIMATE, "how long it takes")
    known: str | None = slot(OneOf("declared", "known", "suspected"), "how sure anybody is that it exists")


@record
class NoDeal(Item):
    """What becomes of things if nobody signs; how fast a threat grows meanwhile is said of the threat itself."""

    keeps: Estimate | None = slot(CHANCE, "the share of the pressure that still bites after each year without a deal")
    worth: dict[str, Estimate] | None = slot(BY_ACTOR, "what going on without a deal for a year is worth, to whom")
    costs: dict[str, Estimate] | None = slot(BY_ACTOR, "what it costs, whom")
