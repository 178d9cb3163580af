"""Something kept by a third party until both sides have done their part."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Moment, Who, Window
from reconvene.document.kinds import BY_ACTOR, CONDITION, PLAIN_MOMENT, TIME, WHO, WINDOW, Estimate
from reconvene.document.reader import Reader
from reconvene.document.shape import Ref, record, slot
from reconvene.text.finding import Reason


@record
class ReleasedEscrow(Parameters):
    """An escrow: who deposits, who keeps, for whom, what releases it, when it goes back."""

    by: Who = slot(WHO, "who deposits", required=True)
    to: str = slot(Ref("actor"), "for whom it is", required=True)
    keeper: str = slot(Ref("actor", "role"), "who keeps it", required=True)
    within: Window = slot(WINDOW, "by when it is deposited", required=True)
    released_upon: Any = slot(CONDITION, "what releases it", required=True)
    released_in: Window | None = slot(WINDOW, "how soon after that (7 days)")
    goes_back: Moment = slot(PLAIN_MOMENT, "the day on which it goes back if nothing released it", required=True)
    worth: dict[str, Estimate] | None = slot(BY_ACTOR, "what having it is worth, to whom")
    costs: dict[str, Estimate] | None = slot(BY_ACTOR, "what parting with it costs, whom")
    undone_in: Estimate | None = slot(TIME, "how long it takes to undo it once it is released; `never` if it cannot be")

    def examine(self, reader: Reader) -> None:
        """The keeper is neither of the two."""
        super().examine(reader)
        depositor = self.by.path if self.by is not None else None
        for key, side in (("by", depositor), ("to", self.to)):
            if self.keeper is not None and self.keeper == side:
                what = "deposits" if key == "by" else "is to have"
                reader.report(
                    "clause-misused",
                    self.value_span("keeper"),
                    f"`{self.keeper}` keeps what it {what} under `{self.name}`, so nothing is out of its hands.",
                    "name a third party as keeper",
                    Reason("it is a side of the escrow here", self.value_span(key)),
                )


@clause(
    "escrow/released",
    ReleasedEscrow,
    """Algiers, 1981: each side adhered formally to Algeria, which then declared "that the following interdependent
    commitments have been made": a third party held what each gave until both had given.""",
)
def released_escrow(given: ReleasedEscrow, name: str) -> Parts:
    """A third party keeps it, and hands it over on a fact or back on a day.

    Who gives first bears the risk; a keeper takes it off both. The deposit is a duty of the one side, release and
    return are the keeper's: release on a fact that others find, return on a day that nobody has to call.

    ## Good

    ```yaml
    title: Funds in a third hand
    parties: {north: {}, south: {}}
    actors: {bank: {kind: depositary}, agency: {kind: verifier}}
    items: {plant: {scale: [running, halted], start: running}}
    obligations:
      halt:
        by: north
        to: [south]
        brings: plant.halted
        within: 60 days of 2030-01-15
        verified: {by: agency, takes: 30 days}
        if_missed: {cure: 15 days, then: return}
    clauses:
      funds:
        use: escrow/released
        by: south
        to: north
        keeper: bank
        within: no later than 2030-01-31
        released_upon: halt.verified
        goes_back: 2030-12-31
    ```

    ## Bad

    One of the two keeps it:

    ```yaml
    title: Funds in the giver's own hand
    parties: {north: {}, south: {}}
    obligations: {halt: {by: north, to: [south], within: 60 days of 2030-01-15}}
    clauses:
      funds:
        use: escrow/released
        by: south
        to: north
        keeper: south
        within: no later than 2030-01-31
        released_upon: halt.verified
        goes_back: 2030-12-31
    ```
    """
    seen = {"verified": {"by": "each_other"}, "if_missed": {"then": "return"}}
    depositor = given.by.path
    weighed = {key: given.written(key) for key in ("worth", "costs", "undone_in") if given.gives(key)}
    kept = {key: given.written(key) for key in ("keeper", "released_upon", "goes_back")}
    return {
        "items": {name: {"scale": ["with_giver", "deposited", "returned", "released"], "start": "with_giver"}},
        "days": {f"{name}_goes_back": {"at": given.written("goes_back"), "only_if": {"not": f"{name}.released"}}},
        "obligations": {
            f"{name}_deposit": {
                "by": given.written("by"),
                "to": [given.written("to")],
                "brings": f"{name}.deposited",
                "within": given.written("within"),
                **({"escrow": kept, **weighed} if weighed else {}),
                **seen,
            },
            f"{name}_release": {
                "by": given.written("keeper"),
                "to": [given.written("to")],
                "brings": f"{name}.released",
                "after": {"all": [f"{name}.deposited", given.written("released_upon")]},
                "within": given.written("released_in", "7 days"),
                **seen,
            },
            f"{name}_return": {
                "by": given.written("keeper"),
                "to": [depositor],
                "brings": f"{name}.returned",
                "after": {"all": [f"{name}.deposited", f"{name}_goes_back.reached"]},
                "within": "7 days",
                **seen,
            },
        },
    }
