"""What is traded and what presses on it: items, units, flows, measures, counters."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import AnyFact, Cycle, PercentOf
from reconvene.document.kinds import (
    AMOUNT,
    CYCLE,
    DATE,
    FACT,
    LABELS,
    MOMENT,
    PLAIN_AMOUNT,
    PROSE,
    TIME,
    Day,
    Estimate,
    Item,
)
from reconvene.document.shape import Label, ListOf, OneOf, Record, RecordOf, Ref, Text, record, slot

DIMENSIONS = (
    "revenue",
    "energy",
    "goods",
    "labour",
    "finance",
    "arms",
    "persons",
    "transport",
    "proliferation",
    "recognition",
)
VOTING_RULES = (
    "consensus",
    "unanimity",
    "majority",
    "two_thirds",
    "council_vote",
    "council_vote_to_continue",
    "notice",
    "certification",
    "law",
    "alone",
)
"""How bodies decide. `council_vote`: nine of fifteen and no veto of a permanent member (UN Charter, article 27(3)).
`council_vote_to_continue`: the same, where no vote brings the old measures back (resolution 2231, paragraphs 11-12)."""


@record
class Thing(Item):
    """Something in the world with states in an order: a facility, a fund, a contract, a stock."""

    scale: tuple[str, ...] | None = slot(ListOf(Label()), "its states, in their order", required=True)
    start: str | None = slot(Label(), "the state it is in when the process begins")
    goal: str | None = slot(Label(), "the state it is meant to end in")
    of: str | None = slot(Ref("actor"), "whose it is")
    counted: Estimate | None = slot(AMOUNT, "how much of it there is")
    called: str | None = slot(PROSE, "its name, as people say it")

    def examine(self, reader: Any) -> None:
        """Start and goal must be states of the scale."""
        Item.examine(self, reader)
        for key, value in (("start", self.start), ("goal", self.goal)):
            if value is not None and self.scale is not None and value not in self.scale:
                states = ", ".join(f"`{state}`" for state in self.scale)
                reader.wrong_value(
                    self.value_span(key), f"`{value}` is not a state of `{self.name}`.", f"its scale has {states}"
                )


@record
class Equivalents(Record):
    """Who fixes what counts as the same."""

    decided_by: str | None = slot(Ref("actor", "body"), "who decides")
    else_: str | None = slot(PROSE, "what holds if nobody decides")


@record
class Unit(Item):
    """A unit that amounts are counted in."""

    of: str | None = slot(PROSE, "what it counts")
    equivalents: Any = slot(RecordOf(Equivalents), "what may be given instead", reserved=True)


@record
class Flow(Item):
    """Goods, money or people that move: whose, how much before any measure, in which dimension."""

    of: str | None = slot(Ref("actor"), "whose flow it is")
    dimension: str | None = slot(OneOf(*DIMENSIONS), "the kind of pressure that cutting it exerts")
    direction: str | None = slot(OneOf("export", "import", "service", "transfer"), "which way it goes")
    before: Estimate | None = slot(AMOUNT, "how much there was before any measure; `unknown` if no estimate was found")
    dated: Any = slot(DATE, "the year or day of that figure")
    part_of: str | None = slot(Ref("flow"), "the larger flow that it is a part of, such as all exports")
    tags: tuple[str, ...] | None = slot(LABELS, "civil, dual, military, or words of your own")
    called: str | None = slot(PROSE, "its name, as people say it")


@record
class Notice(Record):
    """A notice that a counter sets off."""

    at: PercentOf | None = slot(PLAIN_AMOUNT, "the share of the cap, such as `75% of cap`", required=True)
    says: str | None = slot(Label(), "what it tells")
    to: tuple[str, ...] | None = slot(ListOf(Ref("actor"), lone=True), "who is told")


@record
class Procedure(Item):
    """How a measure is lifted or put back: by whom, by which rule, how long it takes, what the law asks first."""

    by: str | None = slot(Ref("actor", "body"), "who decides")
    rule: str | None = slot(OneOf(*VOTING_RULES), "by which rule")
    takes: Estimate | None = slot(TIME, "how long it takes")
    needs: tuple[AnyFact, ...] | None = slot(ListOf(FACT), "what the law asks first, such as a certification")


@record
class Measure(Item):
    """One provision that presses or limits: its instrument and paragraph, what it limits, and to how much."""

    in_: str | None = slot(Ref("text"), "the instrument it stands in")
    paragraph: str | None = slot(Text(), "the paragraph or section")
    imposed_by: str | None = slot(Ref("actor", "body"), "who imposed it")
    imposed_on: str | None = slot(Ref("actor"), "whom it presses")
    since: Day | None = slot(MOMENT, "from when")
    until: Day | None = slot(MOMENT, "until when, if it ends of itself")
    limits: tuple[str, ...] | None = slot(
        ListOf(Ref("flow", "counter"), lone=True), "the flow or the count that it limits"
    )
    to: Any = slot(PLAIN_AMOUNT, "the level that is left: an amount (of several flows: together), or `none`")
    bans: tuple[str, ...] | None = slot(LABELS, "what it bans, where no flow is named")
    dimension: str | None = slot(OneOf(*DIMENSIONS), "the kind of pressure it exerts, where no flow is named")
    worth: Estimate | None = slot(AMOUNT, "what it weighs, where no flow is known")
    tags: tuple[str, ...] | None = slot(LABELS, "civil, dual, military, or words of your own")
    tightens: tuple[str, ...] | None = slot(ListOf(Ref("measure"), lone=True), "the earlier measures it lies over")
    except_: tuple[str, ...] | None = slot(LABELS, "what it leaves free")
    lifting: tuple[Procedure, ...] | None = slot(
        ListOf(RecordOf(Procedure), lone=True),
        "how it is lifted; a list where there are several ways, any of which does",
    )
    putting_back: Procedure | None = slot(RecordOf(Procedure), "how it comes back once lifted")
    notices: tuple[Notice, ...] | None = slot(ListOf(RecordOf(Notice)), "the notices it sets off on the way to its cap")


@record
class Counter(Item):
    """A count that somebody keeps: of what, from when, by whom."""

    unit: str | None = slot(Text(), "what is counted")
    resets: Cycle | None = slot(CYCLE, "when it starts again at nothing")
    kept_by: str | None = slot(Ref("actor", "role"), "whose count fires the notices")
    fed_by: tuple[str, ...] | None = slot(ListOf(Ref("duty"), lone=True), "the reports it adds up")
