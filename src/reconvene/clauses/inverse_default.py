"""A decision that is needed to stop a thing, not to let it happen."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Who, Window
from reconvene.document.kinds import CONDITION, WHO, WINDOW
from reconvene.document.pressure import VOTING_RULES
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, OneOf, Ref, record, slot
from reconvene.text.finding import Reason


@record
class InverseDefault(Parameters):
    """What happens unless it is stopped: what, by whom it can be stopped, by which rule, until when."""

    happens: str = slot(Ref("any", "fact"), "the fact that comes true unless it is stopped", required=True)
    after: Any = slot(CONDITION, "from when it can be stopped")
    stopped_by: Who = slot(WHO, "who can stop it", required=True)
    rule: str = slot(OneOf(*VOTING_RULES), "by which rule it is stopped", required=True)
    within: Window = slot(WINDOW, "until when", required=True)
    spares: tuple[Any, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it does not touch")

    def examine(self, reader: Reader) -> None:
        """One member alone cannot stop it."""
        super().examine(reader)
        if self.rule in ("alone", "notice"):
            reader.report(
                "clause-misused",
                self.value_span("rule"),
                f"`{self.name}` can be stopped by `{self.rule}`, so silence never decides: one no is enough.",
                "write a rule that needs many to stop it, such as `consensus` or `majority`",
                Reason(f"`{self.happens}` is meant to happen unless stopped", self.value_span("happens")),
            )


@clause(
    "default/inverse",
    InverseDefault,
    """JCPOA, paragraph 37, and resolution 2231 (2015), paragraphs 11-12: the vote is on continuing relief, and inaction
    for 30 days restores the measures. In August and September 2025 it ran its 30 days as written.""",
)
def inverse_default(given: InverseDefault, name: str) -> Parts:
    """It happens, unless those who may stop it do so in time.

    Where a step needs consent, whoever gains from delay withholds it. Here consent is needed to *stop* it: doing
    nothing lets it happen.

    ## Good

    ```yaml
    title: The session is held unless all object
    parties: {north: {}, south: {}}
    sessions: {round_2: {dated: 2030-03-01, held: planned}}
    clauses:
      round_2_stands:
        use: default/inverse
        happens: round_2.accepted
        stopped_by: all of principals
        rule: consensus
        within: no later than 2030-02-15
    ```

    ## Bad

    Any one of them can stop it alone:

    ```yaml
    title: The session is held unless one objects
    parties: {north: {}, south: {}}
    sessions: {round_2: {dated: 2030-03-01, held: planned}}
    clauses:
      round_2_stands:
        use: default/inverse
        happens: round_2.accepted
        stopped_by: any of principals
        rule: alone
        within: no later than 2030-02-15
    ```
    """
    return {
        "choices": {
            name: {
                "by": given.written("stopped_by"),
                "after": given.written("after"),
                "may": ["stopped"],
                "within": given.written("within"),
                "rule": given.written("rule"),
                "silence": "happens",
                "outcomes": {"happens": given.written("happens")},
                "spares": given.written("spares"),
            }
        }
    }
