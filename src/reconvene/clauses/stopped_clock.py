"""A suspension that stops the clock, for a time."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import AnyFact, Duration, Never, Who
from reconvene.document.kinds import DURATION, FACT, WHO
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, Ref, record, slot
from reconvene.text.finding import Reason


@record
class StoppedClock(Parameters):
    """A suspension: what may begin it, who decides, which dates it moves, how long it lasts."""

    upon: AnyFact = slot(FACT, "the fact after which it may be declared", required=True)
    decided_by: Who = slot(WHO, "who declares it", required=True)
    stops: tuple[Any, ...] = slot(ListOf(Ref("duty", "group", "phase"), lone=True), "whose dates move", required=True)
    lasts: Duration = slot(DURATION, "how long at most", required=True)
    reviewed_by: str = slot(Ref("body", "actor"), "who decides before its end whether to resume", required=True)

    def examine(self, reader: Reader) -> None:
        """It ends, and not only those who declared it decide how."""
        super().examine(reader)
        if isinstance(self.lasts, Never):
            reader.report(
                "clause-misused",
                self.value_span("lasts"),
                f"`{self.name}` stops the clock and never starts it again: that is an end, not a suspension.",
                "write a length of time, such as `90 days`",
                Reason("these dates move with it", self.value_span("stops")),
            )
        if self.decided_by is not None and self.decided_by.path == self.reviewed_by:
            reader.report(
                "clause-misused",
                self.value_span("reviewed_by"),
                f"`{self.reviewed_by}` declares the suspension `{self.name}` and alone decides whether it ends.",
                "let a body review it in which both sides sit",
                Reason("who declares it", self.value_span("decided_by")),
            )


@clause(
    "suspension/clock-stop",
    StoppedClock,
    """KEDO, 21 November 2003: the reactor project was suspended for one year from 1 December, with a decision due
    before expiry; those who reviewed it were all on one side, and there was no route back for the other. Northern
    Ireland, August and September 2001: suspensions of one day reset a statutory clock of six weeks.""",
)
def stopped_clock(given: StoppedClock, name: str) -> Parts:
    """The clock stands still for a time, and both sides decide before it runs out.

    A pause that moves no dates turns everybody into a defaulter; one without an end is a termination. Here the dates of
    what is named move by as long as the suspension lasts, once, and a review falls before its end.

    ## Good

    ```yaml
    title: A pause with an end
    parties: {north: {}, south: {}}
    bodies: {heads: {members: all of parties}}
    channels: {envoys: {level: working, ends: [north, south]}}
    items: {plant: {scale: [running, halted], start: running}}
    obligations:
      halt:
        by: north
        to: [south]
        brings: plant.halted
        within: 60 days of 2030-01-15
        if_missed: {cure: 15 days, then: return}
    clauses:
      pause:
        use: suspension/clock-stop
        upon: envoys.suspended
        decided_by: any of principals
        stops: halt
        lasts: 90 days
        reviewed_by: heads
    ```

    ## Bad

    One side stops the clock and alone decides when it runs again:

    ```yaml
    title: A pause in one hand
    parties: {north: {}, south: {}}
    channels: {envoys: {level: working, ends: [north, south]}}
    obligations:
      halt: {by: north, to: [south], within: 60 days of 2030-01-15, if_missed: {cure: 15 days, then: return}}
    clauses:
      pause:
        {use: suspension/clock-stop, upon: envoys.suspended, decided_by: south, stops: halt, lasts: 90 days,
         reviewed_by: south}
    ```
    """
    return {
        "choices": {
            name: {
                "by": given.written("decided_by"),
                "after": given.written("upon"),
                "may": ["suspended", "goes_on"],
                "within": "14 days",
                "silence": "goes_on",
            }
        },
        "extensions": {
            f"{name}_clock": {
                "of": given.written("stops"),
                "by": given.written("decided_by"),
                "asked_before": "expiry",
                "adds": given.written("lasts"),
                "times": "1",
                "silence": "not_extended",
                "text": "The dates move by as long as the suspension lasted, and no further.",
            }
        },
        "reviews": {
            f"{name}_review": {
                "body": given.written("reviewed_by"),
                "dated": {"at": f"{given.lasts} after {name}.suspended"},
                "may": ["resume", "end"],
                "if_not_held": {"within": "14 days", "then": "return"},
            }
        },
    }
