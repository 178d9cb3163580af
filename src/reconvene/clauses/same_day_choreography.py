"""Steps of one day, each freed by the one before, with a last moment to hold."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.decision import Step
from reconvene.document.expressions import Duration, Never, Who
from reconvene.document.kinds import DATE, DURATION, WHO
from reconvene.document.reader import Reader
from reconvene.document.shape import Label, ListOf, OneOf, RecordOf, record, slot
from reconvene.text.finding import Reason


@record
class SameDayChoreography(Parameters):
    """Steps of one day: which, in which order, what is shown, who may hold until when."""

    dated: Any = slot(DATE, "the day", required=True)
    steps: tuple[Step, ...] = slot(
        ListOf(RecordOf(Step)), "the steps in their order, and what each shows", required=True
    )
    each_after: str | None = slot(
        OneOf("shown", "claimed", "verified", "accepted"), "what of a step frees the next (shown)"
    )
    held_by: Who | None = slot(WHO, "who may hold it (any of principals)")
    held_before: str = slot(Label(), "the step before which it can still be held", required=True)
    postpones: Duration | None = slot(DURATION, "by how long a hold postpones it (7 days)")
    tolerance: Duration | None = slot(DURATION, "how far times may slip (1 hour)")

    def examine(self, reader: Reader) -> None:
        """The last moment to hold comes before the first step that cannot be undone."""
        super().examine(reader)
        names = [step.name for step in self.steps or ()]
        if self.held_before is None or not names:
            return
        if self.held_before not in names:
            reader.report(
                "clause-misused",
                self.value_span("held_before"),
                f"`{self.name}` has no step `{self.held_before}` before which it could be held.",
                "name one of " + ", ".join(f"`{name}`" for name in names),
                Reason("the steps", self.key_span_of("steps")),
            )
            return
        for step in (self.steps or ())[: names.index(self.held_before)]:
            if step.undone_in is not None and isinstance(step.undone_in.value, Never):
                reader.report(
                    "clause-misused",
                    self.value_span("held_before"),
                    f"`{self.name}` can be held until `{self.held_before}`; `{step.name}` before it is never undone.",
                    f"let the last moment be before `{step.name}`, or show that step later",
                    Reason(f"`{step.name}` is never undone", step.value_span("undone_in")),
                )


@clause(
    "choreography/same-day",
    SameDayChoreography,
    """Belfast, 21 October 2003: an election call at seven, a leader's statement, the largest act of decommissioning so
    far, and a report whose amounts were confidential; the last step was withheld that evening, after what came first
    could not be undone.""",
)
def same_day_choreography(given: SameDayChoreography, name: str) -> Parts:
    """The steps of a day in their order, what each shows, and a last moment to hold.

    Each step frees the next. What a report will show is agreed before the day (`discloses`, `accepted_by`;
    `evidence-mismatch` compares them), and who is not satisfied holds the day *before* the first step that cannot be
    undone, not after it.

    ## Good

    ```yaml
    title: A day in three steps
    parties: {north: {}, south: {}}
    actors: {commission: {kind: verifier}}
    clauses:
      that_day:
        use: choreography/same-day
        dated: 2030-10-21
        steps:
          - {name: arms_put_away, by: north, undone_in: 30 days}
          - {name: report, by: commission, discloses: [kinds, amounts], accepted_by: {south: [kinds, amounts]}}
          - {name: election_called, by: south, undone_in: never}
        held_before: election_called
    ```

    ## Bad

    It can be held only after what cannot be undone:

    ```yaml
    title: Too late to hold
    parties: {north: {}, south: {}}
    actors: {commission: {kind: verifier}}
    clauses:
      that_day:
        use: choreography/same-day
        dated: 2030-10-21
        steps:
          - {name: election_called, by: south, undone_in: never}
          - {name: arms_put_away, by: north, undone_in: 30 days}
          - {name: report, by: commission, discloses: [kinds]}
        held_before: report
    ```
    """
    return {
        "sequences": {
            name: {
                "dated": given.written("dated"),
                "steps": given.written("steps"),
                "each_after": given.written("each_after", "shown"),
                "hold": {
                    "by": given.written("held_by", "any of principals"),
                    "before": f"{name}.{given.held_before}.shown",
                    "postpones": given.written("postpones", "7 days"),
                },
                "tolerance": given.written("tolerance", "1 hour"),
            }
        }
    }
