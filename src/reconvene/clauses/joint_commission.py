"""A joint commission that meets whether or not there is anything to say."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.lengths import longest_days
from reconvene.clauses.shelf import Parts, clause
from reconvene.document.calendar import CHANNEL_LEVELS
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Cycle, Who, Window
from reconvene.document.kinds import ACTORS, CYCLE, LABELS, PROSE, WHO, WINDOW
from reconvene.document.reader import Reader
from reconvene.document.shape import OneOf, Ref, record, slot

_DESERT = 60


@record
class JointCommission(Parameters):
    """A standing commission: who sits in it, how often it meets, what follows if it does not."""

    members: Who | None = slot(WHO, "who sits in it (all of parties)")
    ends: tuple[Any, ...] = slot(ACTORS, "between whom its channel runs", required=True)
    every: Cycle = slot(CYCLE, "how often it meets, whether or not anybody asks", required=True)
    first_meets: Window | None = slot(WINDOW, "by when it meets first")
    chair: str | None = slot(Ref("actor", "role"), "who chairs it")
    level: str | None = slot(OneOf(*CHANNEL_LEVELS), "who talks in it (technical)")
    rule: str | None = slot(PROSE, "how it decides (consensus)")
    quorum: str | None = slot(OneOf("whoever_came", "all"), "who must be there (whoever came)")
    may: tuple[str, ...] | None = slot(LABELS, "what it may do (recommend)")

    def examine(self, reader: Reader) -> None:
        """It can be emptied neither by one chair nor by the calendar."""
        super().examine(reader)
        if self.quorum == "all":
            reader.warn(
                "clause-misused",
                self.value_span("quorum"),
                f"`{self.name}` meets only if all come, so one member can stop it by staying away.",
                "write `quorum: whoever_came`; what it decides can still need all",
            )
        days = longest_days(self.every.time) if isinstance(self.every, Cycle) else None
        if days is not None and days > _DESERT:
            reader.warn(
                "clause-misused",
                self.value_span("every"),
                f"`{self.name}` meets every {self.every.time}, and {_DESERT} days without a meeting already are a gap.",
                f"let a technical level meet at least every {_DESERT} days; its agenda may be empty",
            )


@clause(
    "commission/joint",
    JointCommission,
    """Standing Consultative Commission (1972) and Bilateral Consultative Commission (2011): at least two sessions a
    year, and 18 sessions in nine years through other crises. Special Verification Commission (INF Treaty): only on
    request, and no session from 2003 to 2016. CSIVI, Colombia: sessions of 31 March and 7 April 2021 failed for lack
    of a full quorum.""",
)
def joint_commission(given: JointCommission, name: str) -> Parts:
    """A commission meets at a fixed rhythm, with whoever comes.

    A body that meets on request is not asked to meet when it is needed most. This one meets by the calendar, its agenda
    may be empty, an empty chair does not stop it, and a meeting that is not held sets off the way back.

    ## Good

    ```yaml
    title: A commission by the calendar
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    clauses:
      commission: {use: commission/joint, ends: [north, south], every: every 30 days from 2030-02-01}
    return:
      {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [singapore], binds: state}
    ```

    ## Bad

    It meets rarely, and not at all if one stays away:

    ```yaml
    title: A commission that one can stop
    parties: {north: {}, south: {}}
    clauses:
      commission: {use: commission/joint, ends: [north, south], every: every 6 months from 2030-02-01, quorum: all}
    ```
    """
    return {
        "bodies": {
            name: {
                "members": given.written("members", "all of parties"),
                "chair": given.written("chair"),
                "first_meets": given.written("first_meets"),
                "cadence": given.written("every"),
                "rule": given.written("rule", "consensus"),
                "quorum": given.written("quorum", "whoever_came"),
            }
        },
        "channels": {
            f"{name}_channel": {
                "level": given.written("level", "technical"),
                "ends": given.written("ends"),
                "cadence": given.written("every"),
            }
        },
        "reviews": {
            f"{name}_meeting": {
                "body": name,
                "every": given.written("every"),
                "may": given.written("may", ["recommend"]),
                "if_not_held": {"within": "14 days", "then": "return"},
            }
        },
    }
