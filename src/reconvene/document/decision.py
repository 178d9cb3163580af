"""Who decides what by when: choices, gates, dispute ladders, extensions, delegations, same-day sequences, remedies."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Duration, Moment, Who, Window
from reconvene.document.kinds import (
    CONDITION,
    DATE,
    DURATION,
    FACT,
    LABELS,
    MOMENT,
    PLAIN_MOMENT,
    PROSE,
    TIME,
    WHO,
    WINDOW,
    AnyCondition,
    Day,
    Estimate,
    Item,
)
from reconvene.document.obligation import CONSEQUENCES, Verification
from reconvene.document.pressure import VOTING_RULES
from reconvene.document.reader import Reader
from reconvene.document.shape import Label, ListOf, MapOf, OneOf, Record, RecordOf, Ref, Whole, record, slot
from reconvene.text.yaml import Mapping, Scalar


@record
class Choice(Item):
    """A power: who may choose, from when, until when, among what, and what silence means. With a rule, a decision."""

    by: Who | None = slot(WHO, "who chooses or decides", required=True)
    after: AnyCondition | None = slot(CONDITION, "from when the choice is open")
    may: tuple[str, ...] | None = slot(ListOf(Label()), "the options")
    within: Window | None = slot(WINDOW, "until when")
    rule: str | None = slot(OneOf(*VOTING_RULES), "how a body decides")
    silence: str | None = slot(Label(), "the option that silence takes")
    outcomes: dict[str, Any] | None = slot(
        MapOf(Ref("any", "fact")), "what each outcome brings about: a fact, or something named"
    )
    spares: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "what the outcome does not touch")
    veto: tuple[str, ...] | None = slot(ListOf(Ref("actor"), lone=True), "who can stop it alone")

    def examine(self, reader: Reader) -> None:
        """Silence takes one of the options or outcomes."""
        Item.examine(self, reader)
        options = (*(self.may or ()), *(self.outcomes or {}))
        written = self.node.entry("silence") if isinstance(self.node, Mapping) else None
        if (
            options
            and written is not None
            and isinstance(written.value, Scalar)
            and self.silence not in (None, *options)
        ):
            with reader.under(written.key):
                reader.unknown_word(written.value, options)


@record
class Gate(Item):
    """A point that the process passes only when facts hold and consultations are done."""

    opens: AnyCondition | None = slot(CONDITION, "the facts that open it")
    decided_by: str | None = slot(Ref("actor", "body"), "who decides to pass it")
    rule: str | None = slot(OneOf(*VOTING_RULES), "by which rule")
    dated: Day | None = slot(MOMENT, "when it is planned")
    no_later_than: Moment | None = slot(PLAIN_MOMENT, "by when in any case")
    silence: str | None = slot(OneOf("opens", "stays_closed"), "what no decision means")
    requires: tuple[str, ...] | None = slot(ListOf(Ref("consultation"), lone=True), "the consultations owed before it")
    lets_through: tuple[str, ...] | None = slot(
        ListOf(Ref("duty", "phase", "package"), lone=True), "what waits behind it"
    )


@record
class Rung(Item):
    """One stage of a dispute ladder: who takes it up, and how long it lasts."""

    name: str = slot(Label(), "what the stage is called")
    body: str | None = slot(Ref("body", "actor", "role", also=("to_be_agreed",)), "who takes it up")
    any: tuple[str, ...] | None = slot(ListOf(Ref("body", "actor", "role")), "several that may be opened in parallel")
    at_once: str | None = slot(OneOf("allowed", "forbidden"), "whether parallel stages may run together")
    lasts: Duration | None = slot(DURATION, "its limit")
    extend: str | None = slot(Ref("extension"), "the extension that may be asked for")
    rule: str | None = slot(OneOf(*VOTING_RULES), "how the stage decides")
    opened_by: Who | None = slot(WHO, "whose step it is to go there")
    within: Window | None = slot(WINDOW, "by when that step must be taken")


@record
class Dispute(Item):
    """The path of a dispute, stage by stage, to a last rung that decides."""

    opened_by: Who | None = slot(WHO, "who may open it")
    about: tuple[str, ...] | None = slot(
        ListOf(Ref("duty", "group"), lone=True), "the duties it covers; all if left out"
    )
    clock_starts: AnyCondition | None = slot(FACT, "the fact that starts its clock")
    stages: tuple[Rung, ...] | None = slot(ListOf(RecordOf(Rung)), "its stages in order", required=True)
    then: str | None = slot(
        Ref("any", also=CONSEQUENCES), "what follows the last stage: a choice with a default, a decision"
    )


@record
class Extension(Item):
    """More time, by a recorded decision before expiry: whose, how much, how often."""

    of: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it prolongs")
    by: Who | None = slot(WHO, "whose consent it takes")
    asked_before: Any = slot(PLAIN_MOMENT, "by when it must be asked")
    adds: Duration | None = slot(DURATION, "how much each adds")
    times: int | None = slot(Whole(1), "how often it may be granted")
    silence: str | None = slot(OneOf("extended", "not_extended"), "what no answer means")


@record
class Delegation(Item):
    """A question given to a group: by when, who adopts the answer, and what holds until or unless it does."""

    to: str | None = slot(Ref("body", "actor"), "who works it out", required=True)
    question: str | None = slot(PROSE, "what it is about")
    within: Window | None = slot(WINDOW, "by when")
    adopted_by: str | None = slot(Ref("body", "actor"), "whose adoption makes it binding")
    else_: str | None = slot(PROSE, "what holds if nothing is adopted")
    holds_up: tuple[str, ...] | None = slot(ListOf(Ref("any")), "the only things that wait for it; none if empty")


@record
class Step(Item):
    """One step of a same-day sequence: who does it, when, what is shown, and to whom it must suffice."""

    name: str = slot(Label(), "what the step is called", required=True)
    by: Who | None = slot(WHO, "who does it")
    at: Moment | None = slot(PLAIN_MOMENT, "the time agreed for it")
    undone_in: Estimate | None = slot(TIME, "how long it takes to undo it")
    verified: Verification | None = slot(RecordOf(Verification), "how it is verified")
    discloses: tuple[str, ...] | None = slot(LABELS, "what the report tells")
    withholds: tuple[str, ...] | None = slot(LABELS, "what it keeps back")
    accepted_by: dict[str, Any] | None = slot(MapOf(LABELS, keys=("actor",)), "what each side needs to see")
    only_if: AnyCondition | None = slot(CONDITION, "without which it is not taken")


@record
class Hold(Record):
    """A power to stop a sequence, with its last moment."""

    by: Who | None = slot(WHO, "who may stop it")
    before: AnyCondition | None = slot(FACT, "the last moment")
    postpones: Duration | None = slot(DURATION, "by how long")


@record
class Sequence(Item):
    """Steps of one day in their order, each freed by the one before."""

    dated: Any = slot(DATE, "the day")
    steps: tuple[Step, ...] | None = slot(ListOf(RecordOf(Step)), "the steps in their order", required=True)
    each_after: str | None = slot(OneOf("shown", "claimed", "verified", "accepted"), "what of a step frees the next")
    hold: Hold | None = slot(RecordOf(Hold), "the power to stop it")
    tolerance: Duration | None = slot(DURATION, "how far times may slip")


@record
class Remedy(Item):
    """What answers a breach: how bad it must be, what may be done, and the way back."""

    for_: tuple[str, ...] | None = slot(ListOf(Ref("duty", "group"), lone=True), "the duties it answers")
    materiality: str | None = slot(OneOf("minor", "material", "repeated"), "how bad the breach must be")
    open_to: tuple[str, ...] | None = slot(ListOf(Ref("actor"), lone=True), "who may use it")
    allows: tuple[str, ...] | None = slot(LABELS, "what may be done")
    ends_when: AnyCondition | None = slot(CONDITION, "the way back")
