"""Talks that rest, with a dated review."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.lengths import longest_days
from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import AnyFact, Duration
from reconvene.document.kinds import ACTS, DURATION, FACT
from reconvene.document.reader import Reader
from reconvene.document.shape import Ref, record, slot
from reconvene.text.finding import Reason


@record
class ReviewedParking(Parameters):
    """A formal rest: what begins it, when it is reviewed, what is kept and what rests meanwhile."""

    upon: AnyFact = slot(FACT, "the fact that begins the rest", required=True)
    body: str = slot(Ref("body", "actor"), "who meets for the review", required=True)
    reviewed_in: Duration | None = slot(DURATION, "the time to the review (180 days)")
    depositary: str = slot(Ref("actor", "role"), "who keeps what was agreed", required=True)
    forbids: tuple[Any, ...] = slot(ACTS, "what nobody does meanwhile", required=True)
    standstill: Duration | None = slot(DURATION, "how long that holds (until the review)")

    def examine(self, reader: Reader) -> None:
        """What rests does so until the review."""
        super().examine(reader)
        review, rest = longest_days(self.reviewed_in, 180), longest_days(self.standstill)
        if review is not None and rest is not None and rest < review:
            reader.report(
                "clause-misused",
                self.value_span("standstill"),
                f"The standstill of `{self.name}` ends after {rest:g} days, and the review comes after {review:g}.",
                "leave `standstill` out, and it holds until the review; or review earlier",
                Reason("the time to the review", self.value_span("reviewed_in")),
            )


@clause(
    "parking/reviewed",
    ReviewedParking,
    """Northern Ireland, 11 February 2000: the institutions were suspended, "frozen rather than scrapped", and could
    "immediately begin work again"; suspension as a legal state, not collapse, let them return. KEDO, 21 November 2003:
    the project suspended for one year from 1 December, with a decision due before expiry.""",
)
def reviewed_parking(given: ReviewedParking, name: str) -> Parts:
    """The talks rest under a name, what was agreed is kept, and a dated review starts them again.

    Talks that merely stop have no one to restart them. Parked talks have a review by date, a depositary, and a
    standstill that lasts until the review.

    ## Good

    ```yaml
    title: At rest until the review
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}}
    bodies: {heads: {members: all of parties}}
    channels: {envoys: {level: working, ends: [north, south]}}
    clauses:
      rest: {use: parking/reviewed, upon: envoys.suspended, body: heads, depositary: sweden, forbids: [weapons_test]}
    ```

    ## Bad

    The standstill ends before the review:

    ```yaml
    title: A gap before the review
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}}
    bodies: {heads: {members: all of parties}}
    channels: {envoys: {level: working, ends: [north, south]}}
    clauses:
      rest:
        use: parking/reviewed
        upon: envoys.suspended
        body: heads
        depositary: sweden
        forbids: [weapons_test]
        standstill: 90 days
    ```
    """
    start = str(given.upon)
    review = given.said("reviewed_in", "180 days")
    return {
        "reviews": {
            name: {
                "body": given.written("body"),
                "dated": {"at": f"{review} after {start}"},
                "may": ["resume", "rest_again", "close"],
                "if_not_held": {"within": "30 days", "then": "return"},
            }
        },
        "obligations": {
            f"{name}_standstill": {
                "by": "each of principals",
                "to": ["principals"],
                "kind": "forbear",
                "forbids": given.written("forbids"),
                "from": {"when": start},
                "until": {"at": f"{given.said('standstill', review)} after {start}"},
                "verified": {"by": "each_other"},
                "if_contested": {"then": "return", "meanwhile": "keep"},
            },
            f"{name}_deposit": {
                "by": given.written("depositary"),
                "to": ["principals"],
                "act": ["deposit"],
                "brings": "depositary.confirmed",
                "after": start,
                "within": "14 days",
                "verified": {"by": "each_other"},
                "if_missed": {"then": "return"},
                "text": "The depositary confirms to all what was agreed so far; it stays tabled until the review.",
            },
        },
    }
