"""A cap with somebody's count, notices on the way to it, and exemptions."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Cycle, Percent, Who
from reconvene.document.kinds import ACTORS, CYCLE, DURATION, PERCENT, PLAIN_AMOUNT, WHO
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, OneOf, Ref, Text, YesOrNo, record, slot
from reconvene.text.finding import Reason

_NOTICES = ("75%", "90%", "95%")


@record
class CountedCap(Parameters):
    """A cap: how much of what, whose count decides, at which shares notice is given, who may exempt."""

    by: Who = slot(WHO, "who keeps to the cap", required=True)
    to: tuple[Any, ...] | None = slot(ACTORS, "to whom it is owed")
    unit: str = slot(Text(), "what is counted, such as `barrels`", required=True)
    cap: Any = slot(PLAIN_AMOUNT, "how much at most, such as `500000 barrels a year`", required=True)
    resets: Cycle = slot(CYCLE, "when the count starts again, such as `every 12 months from 2030-01-01`", required=True)
    kept_by: str = slot(Ref("actor", "role"), "whose count decides", required=True)
    fed_by: tuple[Any, ...] | None = slot(ListOf(Ref("duty"), lone=True), "the reports it adds up")
    imposed_on: str | None = slot(Ref("actor"), "whom the cap presses")
    notices: tuple[Percent, ...] | None = slot(ListOf(PERCENT), "the shares at which notice is given (75, 90, 95%)")
    exempted_by: str | None = slot(Ref("actor", "body"), "who may grant exemptions")
    exempted_in: Any = slot(DURATION, "how soon (10 days)")
    exempted_if_silent: str | None = slot(OneOf("granted", "refused"), "what silence means (refused)")
    uses_up_cap: bool | None = slot(YesOrNo(), "whether what is exempt counts against the cap (yes)")

    def examine(self, reader: Reader) -> None:
        """Notices come before the cap, and exemptions do not empty it."""
        super().examine(reader)
        for notice in self.notices or ():
            if isinstance(notice, Percent) and notice.high >= 100:
                reader.report(
                    "clause-misused",
                    self.value_span("notices"),
                    f"`{self.name}` gives notice at {notice}, when the cap of {self.cap} is already reached.",
                    "give notice below 100%, such as `[75%, 90%, 95%]`",
                    Reason("the cap", self.value_span("cap")),
                )
        if self.exempted_if_silent == "granted" and self.uses_up_cap is False:
            reader.report(
                "clause-misused",
                self.value_span("exempted_if_silent"),
                f"Exemptions from `{self.name}` are granted by silence and do not count, so the cap holds nothing.",
                "write `exempted_if_silent: refused`, or let what is exempt count against the cap",
                Reason("what is exempt does not count", self.value_span("uses_up_cap")),
            )


@clause(
    "cap/counted",
    CountedCap,
    """Resolution 2397 (2017), paragraph 5: 500,000 barrels of refined oil a year, by reports every 30 days. In 2020, 43
    states put five months at over 1.6 million barrels while the two suppliers had reported 106,094; in earlier years
    two members had blocked a finding that the cap was met. Whose count decides is part of the cap.""",
)
def counted_cap(given: CountedCap, name: str) -> Parts:
    """A cap is reached when its keeper's count says so, with notices before.

    A limit without a keeper is argued over when it is passed. The cap comes with a counter, its keeper, notices at
    shares of it, and a rule for exemptions: who grants them, how soon, what silence means, whether they use it up.

    ## Good

    ```yaml
    title: Whose count
    parties: {north: {}, south: {}}
    actors: {secretary: {kind: secretariat}, committee: {kind: organisation}}
    clauses:
      oil:
        use: cap/counted
        by: south
        to: [committee]
        unit: barrels
        cap: 500000 barrels a year
        resets: every 12 months from 2030-01-01
        kept_by: secretary
        imposed_on: north
        exempted_by: committee
    ```

    ## Bad

    The notice comes with the cap, and silence exempts what nobody counts:

    ```yaml
    title: A cap that holds nothing
    parties: {north: {}, south: {}}
    actors: {secretary: {kind: secretariat}, committee: {kind: organisation}}
    clauses:
      oil:
        use: cap/counted
        by: south
        unit: barrels
        cap: 500000 barrels a year
        resets: every 12 months from 2030-01-01
        kept_by: secretary
        notices: [100%]
        exempted_by: committee
        exempted_if_silent: granted
        uses_up_cap: no
    ```
    """
    shares = [str(notice) for notice in given.notices] if given.notices else _NOTICES
    exemption = {
        "case_by_case": {
            "asked_of": given.written("exempted_by"),
            "decided_by": given.written("exempted_by"),
            "decided_in": given.written("exempted_in", "10 days"),
            "silence": given.written("exempted_if_silent", "refused"),
            "uses_up_cap": given.written("uses_up_cap", "yes"),
        }
    }
    return {
        "measures": {
            name: {
                "imposed_on": given.written("imposed_on"),
                "limits": [f"{name}_count"],
                "to": given.written("cap"),
                "notices": [{"at": f"{share} of cap"} for share in shares],
            }
        },
        "counters": {
            f"{name}_count": {
                "unit": given.written("unit"),
                "resets": given.written("resets"),
                "kept_by": given.written("kept_by"),
                "fed_by": given.written("fed_by"),
            }
        },
        "obligations": {
            f"{name}_kept": {
                "by": given.written("by"),
                "to": given.written("to"),
                "kind": "limit",
                "limits": f"{name}_count",
                "amount": {"total": given.written("cap"), "bound": "ceiling", "counted_by": f"{name}_count"},
                "verified": {"by": given.written("kept_by")},
                "if_contested": {"then": "return", "meanwhile": "keep"},
                "except": exemption if given.exempted_by is not None else None,
            }
        },
    }
