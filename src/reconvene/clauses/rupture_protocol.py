"""What is still owed when the talks break."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import AnyFact, Duration
from reconvene.document.kinds import ACTORS, ACTS, DURATION, FACT
from reconvene.document.reader import Reader
from reconvene.document.shape import Ref, record, slot
from reconvene.text.finding import Reason


@record
class RuptureProtocol(Parameters):
    """A protocol for the break: who stands behind it, who lets the delegation home, what rests meanwhile."""

    upon: AnyFact = slot(FACT, "the fact that the talks are broken off", required=True)
    host: str = slot(Ref("actor"), "who is host and sees the delegation home", required=True)
    guarantors: tuple[Any, ...] = slot(ACTORS, "who stands behind it", required=True)
    home_in: Duration | None = slot(DURATION, "the time for the delegation to return (15 days)")
    forbids: tuple[Any, ...] = slot(ACTS, "what rests while it does", required=True)
    rests: Duration | None = slot(DURATION, "how long that rests (72 hours)")

    def examine(self, reader: Reader) -> None:
        """Those who stand behind it are not the host alone."""
        super().examine(reader)
        if self.guarantors and set(self.guarantors) <= {self.host}:
            reader.report(
                "clause-misused",
                self.value_span("guarantors"),
                f"Nobody but the host `{self.host}` stands behind `{self.name}`: one government can end it.",
                "name a second guarantor",
                Reason("the host", self.value_span("host")),
            )


@clause(
    "rupture/protocol",
    RuptureProtocol,
    """Government of Colombia and ELN, 5 April 2016: a protocol in case of rupture gave the delegation 15 days to return
    and halted operations for 72 hours, signed by the guarantors. In January 2019 a new government, which "never sat at
    the table", refused it: a protocol binds the state, or it binds nobody who comes next.""",
)
def rupture_protocol(given: RuptureProtocol, name: str) -> Parts:
    """When the talks break, the delegation goes home unharmed, and the guarantors are told the same day.

    What is owed at the break is agreed before it, or there will be nobody to agree on it. The protocol does not bring
    the parties back; it keeps the break from making a return impossible. A `return:` section does the rest.

    ## Good

    ```yaml
    title: An orderly break
    parties: {north: {}, south: {}}
    actors: {cuba: {kind: state}, norway: {kind: state}}
    channels: {table: {level: working, ends: [north, south]}}
    clauses:
      rupture:
        {use: rupture/protocol, upon: table.closed, host: cuba, guarantors: [cuba, norway], forbids: [armed_attack]}
    ```

    ## Bad

    Only the host stands behind it:

    ```yaml
    title: A protocol of one
    parties: {north: {}, south: {}}
    actors: {cuba: {kind: state}}
    channels: {table: {level: working, ends: [north, south]}}
    clauses:
      rupture: {use: rupture/protocol, upon: table.closed, host: cuba, guarantors: [cuba], forbids: [armed_attack]}
    ```
    """
    start = str(given.upon)
    return {
        "groups": {name: [f"{name}_notice", f"{name}_home", f"{name}_halt"]},
        "items": {f"{name}_delegation": {"scale": ["away", "home"], "start": "away"}},
        "obligations": {
            f"{name}_notice": {
                "by": given.written("host"),
                "to": given.written("guarantors"),
                "act": ["private_notice"],
                "brings": "role_holders.notified",
                "within": f"1 day of {start}",
                "verified": {"by": "each_other"},
                "if_missed": {"then": "return"},
            },
            f"{name}_home": {
                "by": given.written("host"),
                "to": ["principals"],
                "brings": f"{name}_delegation.home",
                "within": f"{given.said('home_in', '15 days')} of {start}",
                "verified": {"by": "each_other"},
                "if_missed": {"then": "return"},
            },
            f"{name}_halt": {
                "by": "each of principals",
                "to": ["principals"],
                "kind": "forbear",
                "forbids": given.written("forbids"),
                "from": {"when": start},
                "until": {"at": f"{given.said('rests', '72 hours')} after {start}"},
                "verified": {"by": "each_other"},
                "if_contested": {"then": "return", "meanwhile": "keep"},
            },
        },
    }
