"""What is owed: obligations of every kind and shape, how they are verified, and what follows from a miss."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

from reconvene.document.expressions import AnyFact, Cycle, Duration, Moment, Percent, Who, Window
from reconvene.document.kinds import (
    ACTORS,
    ACTS,
    AMOUNT,
    BY_ACTOR,
    CHANCE,
    CONDITION,
    CYCLE,
    DATE,
    DURATION,
    DUTIES,
    FACT,
    LABELS,
    MOMENT,
    PERCENT,
    PLAIN_AMOUNT,
    PLAIN_MOMENT,
    PROSE,
    SHARE,
    SOON,
    TIME,
    WHO,
    WINDOW,
    AnyCondition,
    Day,
    Estimate,
    Item,
)
from reconvene.document.reader import Reader
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

KINDS = ("act", "forbear", "limit", "declare", "allow", "pay", "consult", "negotiate")
LIFTING = ("suspend", "waive", "cease_applying", "terminate", "exempt")
"""The ways to lift a measure; they differ in what brings it back, how fast, and by whose vote."""
LIFTING_OR_UNSAID = (*LIFTING, "unknown", "unstated")
CONSEQUENCES = ("dispute", "return", "extend", "lapse", "suspend", "terminate")
"""What may follow of itself; anything else that follows is named: a choice, a dispute ladder, a duty."""
DEPTHS = ("freeze", "limit", "disable", "dismantle", "irreversible")
"""How deep a duty cuts into a threat, from a halt to what cannot be undone."""


class Shape(StrEnum):
    """The four shapes of a duty: each has its own states and its own rule for a miss."""

    ACT = "act"
    STANDING = "standing"
    SERIES = "series"
    EFFORT = "effort"


@record
class Debtors(Record):
    """Several debtors with a share each; what is expected of others is no debt."""

    shares: dict[str, Any] | None = slot(MapOf(SHARE, keys=("actor",)), "the part that each owes alone", required=True)
    expected: Any = slot(MapOf(FACT, keys=("actor",)), "what is hoped for from others, and when", reserved=True)

    def examine(self, reader: Reader) -> None:
        """Nobody can owe parts of a whole that are more than the whole."""
        shares = (self.shares or {}).values()
        total = sum((Fraction(share.part, share.whole) for share in shares), Fraction(0))
        if total > 1:
            reader.report(
                "shares-exceed-whole",
                self.key_span_of("shares"),
                f"The shares add up to {total}, which is more than the whole.",
                "write shares that add up to 1 or less, such as `{us: 1/2, rok: 1/2}`",
            )


@record
class Access(Record):
    """How inspectors get in."""

    rule: str | None = slot(
        OneOf("anytime", "on_notice", "scheduled", "consent"), "whether somebody must agree each time"
    )
    within: Duration | None = slot(DURATION, "the longest time from request to entry")
    default: str | None = slot(OneOf("granted", "refused", "dispute"), "what silence means")


@record
class Verification(Item):
    """How anybody would know: who verifies, how long it takes, what the report says, and what would satisfy."""

    by: str | None = slot(Ref("actor", "role", also=("nobody", "each_other", "national_means")), "who verifies")
    method: tuple[str, ...] | None = slot(LABELS, "by which means")
    baseline: Any = slot(Either(FACT, RecordOf(lambda: Baseline)), "the declared start that is compared with")
    takes: Estimate | None = slot(TIME, "how long it takes; nobody chooses within the range")
    access: Access | None = slot(RecordOf(Access), "how inspectors get in")
    access_within: Duration | None = slot(DURATION, "the longest time from request to entry")
    every: Cycle | None = slot(CYCLE, "how often it looks")
    detects: Estimate | None = slot(CHANCE, "the chance that one look finds a breach")
    detects_within: Estimate | None = slot(TIME, "how long a breach can stay unseen")
    report: tuple[str, ...] | None = slot(LABELS, "the items that the report holds")
    says: str | None = slot(PROSE, "the agreed form of words")
    withholds: tuple[str, ...] | None = slot(LABELS, "what the report keeps back")
    accepted_by: dict[str, Any] | None = slot(
        MapOf(LABELS, keys=("actor",)), "the items that each beneficiary needs to see"
    )


@record
class Baseline(Item):
    """The declared inventory that a limit or a dismantlement starts from."""

    declared_by: str | None = slot(Ref("duty"), "the duty to declare it")
    counted: Estimate | None = slot(AMOUNT, "what was counted")
    complete: str | None = slot(PROSE, "what makes a declaration complete")


@record
class Miss(Item):
    """What follows if a date passes: time to mend, then what."""

    cure: Duration | None = slot(DURATION, "the time to put it right")
    extend: str | None = slot(Ref("extension"), "the extension that may be asked for")
    refer_to: str | None = slot(Ref("body", "actor", "dispute"), "who takes it up")
    then: str | None = slot(Ref("any", also=CONSEQUENCES), "what follows when it is not put right")
    meanwhile: str | None = slot(OneOf("keep", "suspend"), "what happens to the duties that answer it")


@record
class Contest(Item):
    """What follows if a standing duty is said to be broken."""

    then: str | None = slot(Ref("any", also=CONSEQUENCES), "what follows")
    meanwhile: str | None = slot(OneOf("keep", "suspend"), "whether the duties that answer it go on")
    cure: Duration | None = slot(DURATION, "the time to put it right")


@record
class Total(Item):
    """So much of something: at least, exactly, or at most; there is no default among the three."""

    total: Any = slot(PLAIN_AMOUNT, "how much", required=True)
    bound: str | None = slot(
        OneOf("floor", "exact", "ceiling"), "whether it is the least, the very, or the most", required=True
    )
    includes: tuple[str, ...] | None = slot(DUTIES, "duties whose amounts count inside this one")
    counted_by: str | None = slot(Ref("counter", "actor"), "whose count it is")


@record
class InStep(Record):
    """Delivered part by part against another duty's verified parts."""

    duty: str | None = slot(Ref("duty"), "the duty it keeps step with", required=True)
    lead: Percent | None = slot(PERCENT, "how far it may run ahead")


@record
class Escrow(Record):
    """Given to a third party, who keeps it until a fact, and gives it back on a day if that fact has not come."""

    keeper: str | None = slot(Ref("actor", "role"), "who keeps it; neither of the two sides", required=True)
    released_upon: AnyCondition | None = slot(CONDITION, "what releases it", required=True)
    goes_back: Moment | None = slot(PLAIN_MOMENT, "the day on which it goes back if nothing released it")


@record
class SeriesMissed(Record):
    """When a whole series counts as missed."""

    in_a_row: int | None = slot(Whole(1), "after so many missed one after the other")
    in_all: int | None = slot(Whole(1), "after so many missed in all")
    then: str | None = slot(Ref("any", also=CONSEQUENCES), "what follows")


@record
class Exemption(Item):
    """What need not be done, who says so, and what silence means."""

    decided_by: str | None = slot(Ref("actor", "body", "role"), "who decides")
    asked_of: str | None = slot(Ref("actor", "body"), "who is asked")
    decided_in: Duration | None = slot(DURATION, "how soon")
    rule: str | None = slot(OneOf("consensus", "majority", "notice"), "how it is decided")
    silence: str | None = slot(OneOf("granted", "refused"), "what no answer means")
    shown_by: tuple[str, ...] | None = slot(LABELS, "what must be shown")
    uses_up_cap: bool | None = slot(YesOrNo(), "whether it counts against the cap")


@record
class Deliberate(Item):
    """An ambiguity left on purpose: by when it is settled, by whom, and what holds if it is not."""

    settle_by: Moment | None = slot(PLAIN_MOMENT, "the date by which it is settled", required=True)
    with_: str | None = slot(Ref("actor", "body"), "who settles it")
    else_: str | None = slot(PROSE, "what holds if nobody does", required=True)


@record
class OrderReading(Item):
    """Which of two duties one actor reads as coming first, where the text leaves their order open."""

    first: str | None = slot(Ref("duty"), "the duty that it reads as coming first", required=True)
    says: str | None = slot(PROSE, "its words, or their sense")
    dated: Any = slot(DATE, "when it said so")


@record
class Wording(Item):
    """What one of several parallel texts says of the same duty; `unstated` is a value."""

    by: Who | None = slot(WHO, "who owes it")
    to: tuple[str, ...] | None = slot(ACTORS, "to whom")
    brings: AnyFact | None = slot(FACT, "the result")
    forbids: tuple[str, ...] | None = slot(ACTS, "the acts it forbids")
    amount: Total | None = slot(RecordOf(Total), "how much")
    within: Window | None = slot(WINDOW, "by when")
    from_: Day | None = slot(MOMENT, "from when")
    until: Day | None = slot(MOMENT, "until when")
    after: AnyCondition | None = slot(CONDITION, "what comes first")
    while_: AnyCondition | None = slot(CONDITION, "as long as")
    judged_by: str | None = slot(Ref("actor", "body"), "who judges")
    verified: Verification | None = slot(RecordOf(Verification), "how it is verified")


@record
class Obligation(Item):
    """One thing that one debtor owes: what, to whom, by when, how it is known, and what follows from a miss."""

    by: Any = slot(Either(WHO, RecordOf(Debtors), ListOf(Ref("actor"))), "who owes it; one debtor, or shares")
    done_by: Who | None = slot(WHO, "who carries it out, if another")
    to: tuple[str, ...] | None = slot(ACTORS, "to whom it is owed")
    kind: str | None = slot(
        OneOf(*KINDS), "act (if left out), forbear, limit, declare, allow, pay, consult or negotiate"
    )
    act: tuple[str, ...] | None = slot(ACTS, "what class of act it is, from the taxonomy or `acts`")
    brings: AnyFact | None = slot(FACT, "the result that it promises")
    toward: AnyFact | None = slot(FACT, "the result that it strives for without promising it")
    shown_by: tuple[str, ...] | None = slot(LABELS, "the efforts that are owed")
    forbids: tuple[str, ...] | None = slot(ACTS, "the acts that it forbids")
    allows: tuple[str, ...] | None = slot(ACTS, "the acts or access that it allows")
    limits: str | None = slot(Ref("flow", "counter", "item", "any"), "what a limit is on")
    declares: tuple[str, ...] | None = slot(LABELS, "what a declaration lists")
    question: str | None = slot(PROSE, "what is to be negotiated or consulted on")
    else_: str | None = slot(PROSE, "what holds if the negotiation brings nothing")
    amount: Total | None = slot(RecordOf(Total), "how much")
    parts: tuple[str, ...] | None = slot(ListOf(Label()), "the parts it is delivered in, in order")
    lifts: dict[str, str] | None = slot(
        MapOf(OneOf(*LIFTING_OR_UNSAID), keys=("measure", "group")), "the measures it lifts, and how"
    )
    addresses: dict[str, str] | None = slot(
        MapOf(OneOf(*DEPTHS), keys=("threat", "path")), "the threats it cuts into, and how deep"
    )
    after: AnyCondition | None = slot(CONDITION, "what must be so before it is enabled")
    before: AnyCondition | None = slot(CONDITION, "what is held back until this is verified")
    within: Window | None = slot(WINDOW, "by when; without an anchor, counted from being enabled")
    soon_means: Any = slot(SOON, "what `soon` is planned as")
    no_later_than: Moment | None = slot(PLAIN_MOMENT, "the date by which it is missed in any case")
    begins: Window | None = slot(WINDOW, "by when the first verified unit is there")
    every: Cycle | None = slot(CYCLE, "the rhythm of a duty that recurs")
    from_: Day | None = slot(MOMENT, "from when a standing duty holds")
    until: Day | None = slot(MOMENT, "until when a standing duty or a series holds")
    while_: AnyCondition | None = slot(CONDITION, "as long as this is so")
    judged_by: str | None = slot(Ref("actor", "body", "role"), "who judges whether it is so")
    takes: Estimate | None = slot(TIME, "how long the doing takes")
    takes_effect: Day | None = slot(MOMENT, "from when it is worth something")
    renewed: Cycle | None = slot(CYCLE, "how often it must be renewed to go on")
    needs: tuple[AnyFact, ...] | None = slot(ListOf(FACT), "the law, money, licence or third act it cannot do without")
    in_return_for: tuple[str, ...] | None = slot(DUTIES, "the duties that answer it, in whatever order")
    order_readings: dict[str, OrderReading] | None = slot(
        MapOf(RecordOf(OrderReading), keys=("actor",)), "who reads which duty as coming first, where that is left open"
    )
    in_step_with: InStep | None = slot(RecordOf(InStep), "the duty whose parts it keeps step with")
    same_day: tuple[str, ...] | None = slot(DUTIES, "the duties done on the same day")
    tolerance: Duration | None = slot(DURATION, "how far apart same-day acts may be")
    escrow: Escrow | None = slot(RecordOf(Escrow), "who keeps what is given until a fact, if it is not given at once")
    verified: Any = slot(Either(OneOf("none"), RecordOf(Verification)), "how it is verified, or `none`")
    if_missed: Any = slot(Either(OneOf("none"), RecordOf(Miss)), "what follows if its date passes, or `none`")
    if_contested: Contest | None = slot(RecordOf(Contest), "what follows if a breach is alleged")
    series_missed: SeriesMissed | None = slot(RecordOf(SeriesMissed), "when the series as a whole is missed")
    except_: dict[str, Exemption] | None = slot(MapOf(RecordOf(Exemption)), "what need not be done, by name")
    undone_in: Estimate | None = slot(TIME, "how long it takes to undo it; `never` if it cannot be")
    worth: dict[str, Estimate] | None = slot(BY_ACTOR, "what it is worth, to whom")
    costs: dict[str, Estimate] | None = slot(BY_ACTOR, "what it costs, whom")
    form: str | None = slot(OneOf("written", "oral", "parallel", "announced"), "in which form it was undertaken")
    dated: Any = slot(DATE, "when it was undertaken")
    texts: dict[str, Wording] | None = slot(
        MapOf(RecordOf(Wording), keys=("statement", "text")), "what each parallel text says"
    )
    deliberate: Deliberate | None = slot(RecordOf(Deliberate), "an ambiguity left on purpose")
    survives: tuple[str, ...] | None = slot(LABELS, "what goes on after its end")

    @property
    def shape(self) -> Shape:
        """Act, standing, series or effort, as its slots say."""
        if self.every is not None:
            return Shape.SERIES
        if self.kind in ("forbear", "limit", "allow"):
            return Shape.STANDING
        return Shape.EFFORT if self.toward is not None else Shape.ACT

    @property
    def due(self) -> tuple[str, Any] | None:
        """The slot that dates it and its value, or None if nothing does."""
        for key in ("within", "no_later_than", "begins"):
            value = getattr(self, key)
            if value is not None:
                return key, value
        return None


@record
class Initiative(Item):
    """A step announced by one side alone, owed to nobody: revocable, and best limited and dated."""

    by: Who | None = slot(WHO, "who announced it", required=True)
    dated: Any = slot(DATE, "when it was announced")
    act: tuple[str, ...] | None = slot(ACTS, "what class of act it is")
    forbids: tuple[str, ...] | None = slot(ACTS, "what it stops doing")
    to: tuple[str, ...] | None = slot(ACTORS, "towards whom")
    while_: AnyCondition | None = slot(CONDITION, "as long as")
    form: str | None = slot(OneOf("written", "oral", "announced"), "in which form")
    invites: str | None = slot(PROSE, "the answer it hopes for")
    answered_by: tuple[str, ...] | None = slot(ListOf(Ref("duty", "initiative"), lone=True), "what answered it")
    reviewed: Day | None = slot(MOMENT, "the day on which it is looked at again")
    lasts: Duration | None = slot(DURATION, "how long it lasts unless answered")
    undone_in: Estimate | None = slot(TIME, "how long it takes to undo it")
    worth: dict[str, Estimate] | None = slot(BY_ACTOR, "what it is worth, to whom")
    addresses: dict[str, str] | None = slot(MapOf(OneOf(*DEPTHS), keys=("threat", "path")), "the threats it cuts into")
