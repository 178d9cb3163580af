"""Events of doing: instruments, what is claimed, accepted, disputed, verified and determined, measures, counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from reconvene.document.kinds import ACTORS, AMOUNT, DATE, LABELS, PROSE, Estimate
from reconvene.document.shape import ListOf, OneOf, Ref, YesOrNo, slot
from reconvene.process.shelf import Event, event

_INSTRUMENT = Ref("any")
_DUTY = Ref("duty")


@event
class Agreed(Event):
    """A text was agreed: its words are settled, and nobody is bound yet."""

    introduces = ("text", "instrument")
    instrument: str = slot(_INSTRUMENT, "which text, package or statement", required=True)


@event
class Signed(Event):
    """A text was signed."""

    introduces = ("text", "instrument")
    instrument: str = slot(_INSTRUMENT, "which text", required=True)
    by_party: str | None = slot(Ref("actor"), "who signed; all if left out")


@event
class Ratified(Event):
    """A text was ratified."""

    introduces = ("text", "instrument")
    instrument: str = slot(_INSTRUMENT, "which text", required=True)
    by_party: str | None = slot(Ref("actor"), "who ratified; all if left out")


@event
class EnteredIntoForce(Event):
    """A text binds from now on."""

    rank = 6
    introduces = ("text", "instrument")
    instrument: str = slot(_INSTRUMENT, "which text", required=True)


@event
class Claim(Event):
    """The debtor says that it performed: all, so much, or that it is excused. A word, not a fact.

    It stops the clock of lateness on the day claimed; a confirmation makes that day good, a contradiction takes it
    back.
    """

    duty: str = slot(_DUTY, "which duty", required=True)
    by_party: str | None = slot(Ref("actor"), "which debtor, where there are several")
    period: date | None = slot(DATE, "the first day of the period, for a duty that recurs")
    amount: Estimate | None = slot(AMOUNT, "how much; all if left out")
    excused: bool | None = slot(YesOrNo(), "whether it says that it need not perform")
    shown: tuple[str, ...] | None = slot(LABELS, "the efforts that it shows")


@event
class Acceptance(Event):
    """A beneficiary says that it is content."""

    rank = 6

    duty: str = slot(_DUTY, "which duty", required=True)
    by_party: str = slot(Ref("actor"), "who accepts", required=True)
    debtor: str | None = slot(Ref("actor"), "of which debtor, where there are several")
    period: date | None = slot(DATE, "the first day of the period, for a duty that recurs")
    amount: Estimate | None = slot(AMOUNT, "how much it accepts; all if left out")


@event
class Disputed(Event):
    """A beneficiary says that a duty is not performed, or a standing one broken. It opens the ladder's first rung."""

    rank = 7

    duty: str = slot(_DUTY, "which duty", required=True)
    by_party: str = slot(Ref("actor"), "who disputes", required=True)
    debtor: str | None = slot(Ref("actor"), "of which debtor, where there are several")
    period: date | None = slot(DATE, "the first day of the period, for a duty that recurs")
    rung: str | None = slot(PROSE, "the stage of the dispute ladder that it is brought to")
    reason: str | None = slot(PROSE, "why")


@event
class Verified(Event):
    """The verifier reports: it confirms, cannot conclude, or contradicts. Of a standing duty, it covers days."""

    rank = 6

    duty: str = slot(_DUTY, "which duty", required=True)
    finding: str = slot(OneOf("confirms", "cannot_conclude", "contradicts"), "what it finds", required=True)
    by_party: str | None = slot(Ref("actor", "role"), "who verified; whoever the process names if left out")
    debtor: str | None = slot(Ref("actor"), "of which debtor, where there are several")
    period: date | None = slot(DATE, "the first day of the period, for a duty that recurs")
    items: tuple[str, ...] | None = slot(LABELS, "the items of the report")
    amount: Estimate | None = slot(AMOUNT, "how much it confirms; all if left out")
    through: date | None = slot(DATE, "the last day that it covers; the day it happened if left out")


@event
class Determined(Event):
    """The competent body decides: performed, excused, or a breach. Nobody else may write that word."""

    rank = 8

    duty: str = slot(_DUTY, "which duty", required=True)
    body: str = slot(Ref("body", "actor", "role"), "who decides", required=True)
    finding: str = slot(
        OneOf("performed", "excused", "breach_minor", "breach_material"), "what it decides", required=True
    )
    debtor: str | None = slot(Ref("actor"), "of which debtor, where there are several")
    period: date | None = slot(DATE, "the first day of the period, for a duty that recurs")


@event
class Cured(Event):
    """What was missed was put right, by the debtor's word; a report or an acceptance makes it good."""

    rank = 6

    duty: str = slot(_DUTY, "which duty", required=True)
    debtor: str | None = slot(Ref("actor"), "of which debtor, where there are several")
    period: date | None = slot(DATE, "the first day of the period, for a duty that recurs")


@event
class MeasureImposed(Event):
    """A measure presses from now on."""

    introduces = ("measure", "measure")
    measure: str = slot(Ref("measure", "group"), "which measure", required=True)
    by_party: str | None = slot(Ref("actor"), "who imposed it")


@event
class MeasureSuspended(Event):
    """A measure rests; it can come back without a new decision."""

    rank = 6

    measure: str = slot(Ref("measure", "group"), "which measure", required=True)


@event
class MeasureTerminated(Event):
    """A measure is at its end."""

    rank = 6

    measure: str = slot(Ref("measure", "group"), "which measure", required=True)


@event
class MeasureReimposed(Event):
    """A measure presses again."""

    rank = 7

    measure: str = slot(Ref("measure", "group"), "which measure", required=True)


@event
class Deposited(Event):
    """Something was put into somebody's keeping: a paper, an agreed passage, a formula of return."""

    item: str = slot(PROSE, "what", required=True)
    with_: str = slot(Ref("actor", "role"), "with whom", required=True)
    by_party: str | None = slot(Ref("actor"), "by whom")


@event
class EstimateGiven(Event):
    """Somebody put a figure on something."""

    of: str = slot(Ref("any"), "on what", required=True)
    value: Estimate | None = slot(AMOUNT, "the figure", required=True)


@event
class CountPublished(Event):
    """The keeper of a count published it. It is observed, never computed from rivals."""

    counter: str = slot(Ref("counter"), "which count", required=True)
    keeper: str | None = slot(Ref("actor", "role"), "who published it")
    value: Any = slot(AMOUNT, "how much", required=True)


@event
class StepShown(Event):
    """A step of a sequence was shown to those whom it must satisfy."""

    step: str = slot(Ref("step", "duty"), "which step", required=True)
    to: tuple[str, ...] | None = slot(ACTORS, "to whom")


@event
class ReadingRecorded(Event):
    """A party wrote down how it reads a term."""

    term: str = slot(Ref("term"), "which term", required=True)
    by_party: str = slot(Ref("actor"), "whose reading", required=True)
    includes: tuple[str, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it takes the term to include")
