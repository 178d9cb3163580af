"""Relief in phases, each for something verified."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Data, Parameters
from reconvene.document.expressions import AnyFact, Duration, Who, Window
from reconvene.document.kinds import ACTORS, CONDITION, DURATION, WHO, WINDOW, AnyCondition
from reconvene.document.obligation import LIFTING_OR_UNSAID
from reconvene.document.reader import Reader
from reconvene.document.shape import Label, ListOf, MapOf, OneOf, Record, RecordOf, Ref, record, slot
from reconvene.text.finding import Reason
from reconvene.text.yaml import Mapping

_LASTING = "terminate"


@record
class ReliefPhase(Record):
    """One phase: which measures are lifted, how, after what."""

    name: str = slot(Label(), "what the phase is called", required=True)
    lifts: dict[str, str] = slot(
        MapOf(OneOf(*LIFTING_OR_UNSAID), keys=("measure", "group")), "the measures it lifts, and how", required=True
    )
    after: AnyCondition = slot(CONDITION, "what must be verified first", required=True)
    within: Window | None = slot(WINDOW, "how soon after that (30 days)")


@record
class PhasedRelief(Parameters):
    """Relief in phases: who lifts, for whom, what in which phase."""

    by: Who = slot(WHO, "who owes the relief", required=True)
    done_by: Who | None = slot(WHO, "who lifts, if another")
    to: tuple[Any, ...] = slot(ACTORS, "to whom", required=True)
    phases: tuple[ReliefPhase, ...] = slot(ListOf(RecordOf(ReliefPhase)), "the phases in their order", required=True)
    cure: Duration | None = slot(DURATION, "the time to put a miss right (15 days)")
    then: str | None = slot(Ref("any", also=("dispute", "return")), "what follows (the way back)")

    def examine(self, reader: Reader) -> None:
        """Each phase waits for something of its own, and nothing ends for good before the last."""
        super().examine(reader)
        seen: dict[str, ReliefPhase] = {}
        phases = self.phases or ()
        for index, phase in enumerate(phases):
            if isinstance(phase.after, AnyFact):
                fact = str(phase.after)
                first = seen.setdefault(fact, phase)
                if first is not phase:
                    reader.report(
                        "clause-misused",
                        phase.value_span("after"),
                        f"`{first.name}` and `{phase.name}` both wait for `{fact}`, so they come at once.",
                        "let each phase wait for a step of its own, or join the two",
                        Reason(f"`{first.name}` waits for it here", first.value_span("after")),
                    )
            ends = [measure for measure, way in (phase.lifts or {}).items() if way == _LASTING]
            if ends and index + 1 < len(phases):
                reader.warn(
                    "clause-misused",
                    phase.value_span("lifts"),
                    f"`{phase.name}` ends `{ends[0]}` for good while `{phases[-1].name}` is still to come.",
                    "suspend or waive it first, and terminate it in the last phase",
                )


@clause(
    "relief/phased",
    PhasedRelief,
    """JCPOA (2015), paragraph 34: on Implementation Day the agency's report and the first lifting fall together; the
    rest waits for Transition Day, eight years after Adoption Day or the agency's broader conclusion, whichever is
    earlier, and the Council's measures end after ten years.""",
)
def phased_relief(given: PhasedRelief, name: str) -> Parts:
    """Measures are lifted phase by phase, each after something verified.

    Relief given at once leaves nothing for later; relief promised for the end is not believed. Each phase is a duty of
    its own with its own condition and date, named after the phase, and the clause's name stands for all of them. Where
    somebody else lifts (`done_by`), such as a council, `debtor-cannot-deliver` asks how `by` can promise it.

    ## Good

    ```yaml
    title: Two phases
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, halted, dismantled], start: running}}
    measures: {coal_ban: {imposed_by: south, imposed_on: north, bans: [coal]}}
    obligations:
      halt:
        by: north
        to: [south]
        brings: plant.halted
        within: 60 days of 2030-01-15
        verified: {by: agency, takes: 30 days}
        if_missed: {cure: 15 days, then: return}
      dismantle:
        by: north
        to: [south]
        brings: plant.dismantled
        after: halt.verified
        within: 2 years
        verified: {by: agency, takes: 90 days}
        if_missed: {cure: 30 days, then: return}
    clauses:
      relief:
        use: relief/phased
        by: south
        to: [north]
        phases:
          - {name: first, lifts: {coal_ban: suspend}, after: halt.verified}
          - {name: last, lifts: {coal_ban: terminate}, after: dismantle.verified, within: 60 days}
    ```

    ## Bad

    Both phases wait for the same step, and the first already ends the measure:

    ```yaml
    title: One phase in two
    parties: {north: {}, south: {}}
    measures:
      coal_ban: {imposed_by: south, imposed_on: north, bans: [coal]}
      oil_cap: {imposed_by: south, imposed_on: north, bans: [oil]}
    obligations: {halt: {by: north, to: [south], within: 60 days of 2030-01-15}}
    clauses:
      relief:
        use: relief/phased
        by: south
        to: [north]
        phases:
          - {name: first, lifts: {coal_ban: terminate}, after: halt.verified}
          - {name: last, lifts: {oil_cap: suspend}, after: halt.verified}
    ```
    """
    names = [f"{name}_{phase.name}" for phase in given.phases]
    duties: dict[str, Data] = {
        part: {
            "by": given.written("by"),
            "done_by": given.written("done_by"),
            "to": given.written("to"),
            "lifts": _entry(phase, "lifts"),
            "after": _entry(phase, "after"),
            "within": _entry(phase, "within") or "30 days",
            "verified": {"by": "each_other"},
            "if_missed": {"cure": given.written("cure", "15 days"), "then": given.written("then", "return")},
        }
        for part, phase in zip(names, given.phases, strict=True)
    }
    return {"groups": {name: [*names]}, "obligations": duties}


def _entry(phase: ReliefPhase, key: str) -> Any:
    """What a phase says under a key, as it is written."""
    entry = phase.node.entry(key) if isinstance(phase.node, Mapping) else None
    return entry.value if entry is not None else None
