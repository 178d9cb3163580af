"""A question given to a group, whose answer binds only when it is adopted."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Duration, Window
from reconvene.document.kinds import DURATION, PROSE, WINDOW
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, Ref, record, slot
from reconvene.text.finding import Reason


@record
class AdoptedDelegation(Parameters):
    """A question given to a group: by when, who adopts the answer, and what holds if nobody does."""

    to: str = slot(Ref("body", "actor"), "who works the answer out", required=True)
    question: str = slot(PROSE, "what it is about", required=True)
    within: Window = slot(WINDOW, "by when the group reports", required=True)
    adopted_by: str = slot(Ref("body", "actor"), "whose adoption makes the answer binding", required=True)
    adopted_in: Duration | None = slot(DURATION, "how long they have to adopt it (30 days)")
    else_: str = slot(PROSE, "what holds if nothing is adopted", required=True)
    holds_up: tuple[Any, ...] | None = slot(ListOf(Ref("any")), "the only things that wait for it (nothing)")

    def examine(self, reader: Reader) -> None:
        """Who works out the answer does not adopt it."""
        super().examine(reader)
        if self.to is not None and self.to == self.adopted_by:
            reader.report(
                "clause-misused",
                self.value_span("adopted_by"),
                f"`{self.to}` works out the answer and adopts it too, so that nobody outside the group agrees to it.",
                "name those who would be bound by it, such as the heads of delegation",
                Reason(f"the question is given to `{self.to}` here", self.value_span("to")),
            )


@clause(
    "delegation/adopted",
    AdoptedDelegation,
    """Six-Party statement of 13 February 2007 and agreement of 3 October 2007: working groups, whose plans are carried
    out as a whole while progress in one does not hold up another; experts recommend, and heads of delegation adopt.""",
)
def adopted_delegation(given: AdoptedDelegation, name: str) -> Parts:
    """A group works it out, others adopt it, and something holds until they do.

    A question left *to be worked out* is an agreement to agree. Here the group reports by a date, its answer becomes
    part of the text only when it is adopted, and where nobody reports or adopts in time, the default holds. What waits
    for the answer is listed; all the rest goes on.

    ## Good

    ```yaml
    title: Oil in parts
    parties: {north: {}, south: {}}
    bodies:
      energy_group: {members: all of parties}
      heads: {members: all of parties}
    clauses:
      rhythm:
        use: delegation/adopted
        to: energy_group
        question: in which parts and how often the oil is delivered
        within: 60 days of 2030-01-15
        adopted_by: heads
        else: twelve equal monthly parts
    ```

    ## Bad

    The group adopts its own answer:

    ```yaml
    title: Oil in parts
    parties: {north: {}, south: {}}
    bodies:
      energy_group: {members: all of parties}
    clauses:
      rhythm:
        use: delegation/adopted
        to: energy_group
        question: in which parts and how often the oil is delivered
        within: 60 days of 2030-01-15
        adopted_by: energy_group
        else: twelve equal monthly parts
    ```
    """
    return {
        "delegations": {
            name: {
                "to": given.written("to"),
                "question": given.written("question"),
                "within": given.written("within"),
                "adopted_by": given.written("adopted_by"),
                "else": given.written("else"),
                "holds_up": given.written("holds_up", []),
            }
        },
        "choices": {
            f"{name}_adoption": {
                "by": given.written("adopted_by"),
                "after": f"{name}.reported",
                "may": ["adopted", "default_holds"],
                "within": given.written("adopted_in", "30 days"),
                "silence": "default_holds",
                "outcomes": {"adopted": f"{name}.adopted", "default_holds": f"{name}.lapsed"},
            }
        },
    }
