"""Two acts on one day, within a tolerance."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.lengths import longest_days
from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import AnyFact, Duration, Moment, Who
from reconvene.document.kinds import ACTORS, ACTS, BY_ACTOR, DURATION, FACT, PLAIN_MOMENT, TIME, WHO, Estimate
from reconvene.document.obligation import Verification
from reconvene.document.reader import Reader
from reconvene.document.shape import Label, ListOf, Record, RecordOf, record, slot
from reconvene.text.finding import Reason
from reconvene.text.yaml import Mapping


@record
class ExchangedAct(Record):
    """One side of an exchange."""

    name: str = slot(Label(), "what the act is called", required=True)
    by: Who = slot(WHO, "who does it", required=True)
    to: tuple[Any, ...] = slot(ACTORS, "for whom", required=True)
    act: tuple[Any, ...] | None = slot(ACTS, "what class of act it is")
    brings: AnyFact = slot(FACT, "what must then be so", required=True)
    verified: Verification | None = slot(RecordOf(Verification), "how it is verified (the other side sees it)")
    undone_in: Estimate | None = slot(TIME, "how long it takes to undo it")
    worth: dict[str, Estimate] | None = slot(BY_ACTOR, "what it is worth, to whom")
    costs: dict[str, Estimate] | None = slot(BY_ACTOR, "what it costs, whom")


@record
class SimultaneousExchange(Parameters):
    """An exchange: the acts, the day, how far apart they may be."""

    at: Moment = slot(PLAIN_MOMENT, "the day", required=True)
    acts: tuple[ExchangedAct, ...] = slot(ListOf(RecordOf(ExchangedAct)), "the acts, one or more each", required=True)
    tolerance: Duration = slot(DURATION, "how far apart they may be", required=True)

    def examine(self, reader: Reader) -> None:
        """Two sides act, and neither is through before the other need begin."""
        super().examine(reader)
        acts = self.acts or ()
        debtors = {act.by.path for act in acts if act.by is not None}
        if acts and len(debtors) < 2:
            reader.report(
                "clause-misused",
                self.value_span("acts"),
                f"Every act of `{self.name}` is `{', '.join(sorted(debtors))}`'s: nothing is exchanged.",
                "add the act that the other side does on that day",
            )
        apart = longest_days(self.tolerance)
        for act in acts:
            undone = act.undone_in.value if act.undone_in is not None else None
            days = longest_days(undone)
            if days is not None and apart is not None and undone is not None and days < apart:
                reader.report(
                    "clause-misused",
                    self.value_span("tolerance"),
                    f"`{act.name}` can be undone in {undone}, `{self.name}` lets its acts be {self.tolerance} apart.",
                    "let the tolerance be shorter than what it takes to undo any of the acts",
                    Reason(f"`{act.name}` is undone this fast", act.value_span("undone_in")),
                )


@clause(
    "exchange/simultaneous",
    SimultaneousExchange,
    """Algiers, 1981: Algeria declared the interdependent commitments on formal adherences from each side, so
    that neither had to go first. Leap Day, 29 February 2012: two announcements made at once and without a common text
    lasted sixteen days.""",
)
def simultaneous_exchange(given: SimultaneousExchange, name: str) -> Parts:
    """Each side acts on the same day, within a tolerance, and neither goes first.

    *At the same time* needs a day, and a tolerance that is written: what is an hour late is late to one reader and on
    time to another. Every act is a duty of its own, tied to the others by the day.

    ## Good

    ```yaml
    title: Prisoners and funds
    parties: {north: {}, south: {}}
    items:
      prisoners: {scale: [held, freed], start: held}
      funds: {scale: [frozen, released], start: frozen}
    clauses:
      exchange:
        use: exchange/simultaneous
        at: 2030-03-01
        tolerance: 6 hours
        acts:
          - {name: prisoners_go, by: north, to: [south], brings: prisoners.freed}
          - {name: funds_go, by: south, to: [north], brings: funds.released}
    ```

    ## Bad

    One act can be taken back before the other is due:

    ```yaml
    title: Funds that come back
    parties: {north: {}, south: {}}
    items:
      prisoners: {scale: [held, freed], start: held}
      funds: {scale: [frozen, released], start: frozen}
    clauses:
      exchange:
        use: exchange/simultaneous
        at: 2030-03-01
        tolerance: 5 days
        acts:
          - {name: prisoners_go, by: north, to: [south], brings: prisoners.freed, undone_in: never}
          - {name: funds_go, by: south, to: [north], brings: funds.released, undone_in: 1 day}
    ```
    """
    names = {act.name: f"{name}_{act.name}" for act in given.acts}
    tolerance = given.written("tolerance")
    duties: dict[str, Any] = {}
    for act in given.acts:
        others = [names[other.name] for other in given.acts if other is not act]
        written = act.node.entries if isinstance(act.node, Mapping) else []
        said = {entry.key.text: entry.value for entry in written if entry.key.text != "name"}
        duties[names[act.name]] = {
            "verified": {"by": "each_other"},
            **said,
            "within": f"no later than {name}",
            "same_day": others,
            "tolerance": tolerance,
            "in_return_for": [
                names[other.name] for other in given.acts if other.by is not None and str(other.by) != str(act.by)
            ],
            "if_missed": {"then": "return"},
        }
    day = {"at": given.written("at"), "same_day": list(names.values()), "tolerance": tolerance}
    return {"days": {name: day}, "obligations": duties}
