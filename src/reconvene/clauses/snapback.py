"""Measures that come back: by themselves unless stopped, or when somebody asks."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import AnyFact, Fact, Who, Window
from reconvene.document.kinds import FACT, WHO, WINDOW
from reconvene.document.pressure import VOTING_RULES
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, OneOf, Ref, record, slot
from reconvene.text.finding import Reason

_ONE_CAN_STOP = ("consensus", "unanimity", "council_vote")


@record
class AutomaticSnapback(Parameters):
    """Measures that come back on a fact, unless somebody stops it in time."""

    restores: str = slot(Ref("measure", "group"), "what comes back", required=True)
    upon: AnyFact = slot(FACT, "the fact that sets it off: found by somebody, not merely claimed", required=True)
    stopped_by: Who = slot(WHO, "who can stop it", required=True)
    rule: str | None = slot(OneOf(*VOTING_RULES), "by which rule (a vote to continue relief)")
    within: Window | None = slot(WINDOW, "until when (30 days)")
    spares: tuple[Any, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it does not touch")

    def examine(self, reader: Reader) -> None:
        """What sets it off is found, not said."""
        super().examine(reader)
        if isinstance(self.upon, Fact) and self.upon.state in ("claimed", "disputed", "contested"):
            reader.report(
                "clause-misused",
                self.value_span("upon"),
                f"`{self.name}` brings `{self.restores}` back on `{self.upon}`, which is one side's word.",
                "name a fact that somebody else finds, such as `.determined`, `.broken` or `.missed`",
                Reason(f"nobody need decide that `{self.restores}` comes back", self.value_span("restores")),
            )


@record
class RequestedSnapback(Parameters):
    """Measures that come back when somebody asks and somebody decides."""

    restores: str = slot(Ref("measure", "group"), "what comes back", required=True)
    asked_by: Who = slot(WHO, "who may ask", required=True)
    upon: AnyFact | None = slot(FACT, "the fact after which it may be asked")
    asked_within: Window | None = slot(WINDOW, "how long after the fact (60 days)")
    decided_by: Who = slot(WHO, "who decides", required=True)
    rule: str = slot(OneOf(*VOTING_RULES), "by which rule", required=True)
    within: Window | None = slot(WINDOW, "by when (30 days)")
    silence: str | None = slot(OneOf("restored", "refused"), "what no decision means (restored)")
    spares: tuple[Any, ...] | None = slot(ListOf(Ref("any"), lone=True), "what it does not touch")

    def examine(self, reader: Reader) -> None:
        """One member's no is not the end of it."""
        super().examine(reader)
        if self.silence == "refused" and self.rule in _ONE_CAN_STOP:
            reader.report(
                "clause-misused",
                self.value_span("silence"),
                f"`{self.name}` needs `{self.rule}` to put `{self.restores}` back, and without it nothing happens: one "
                "member can stop it.",
                "write `silence: restored`, or a rule that one member cannot stop, such as `majority`",
                Reason(f"the rule is `{self.rule}`", self.value_span("rule")),
            )


@clause(
    "snapback/automatic",
    AutomaticSnapback,
    """Resolution 2231 (2015), paragraphs 11-12: the Council votes on *continuing* relief, and without a vote in 30 days
    the old resolutions come back; so it went from 28 August to 27 September 2025. A suspension of measures on the DPRK
    has no such clause in resolutions 1718 to 2397: to put them back takes a new vote.""",
)
def automatic_snapback(given: AutomaticSnapback, name: str) -> Parts:
    """On a finding the old measures come back, unless somebody stops it in time.

    Relief that can be taken back by nobody's veto is easier to give. The vote is on *continuing* relief, so that
    silence restores. What sets it off must be a finding; a claim would hand the measure to whoever makes it.

    ## Good

    ```yaml
    title: Relief that can be taken back
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}, council: {kind: organisation}}
    texts: {resolution_1: {title: Resolution 1, as_of: 2030-01-01}}
    measures: {old_ban: {in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}
    obligations:
      freeze: {by: north, to: [south], kind: forbear, forbids: [fissile_production], until: 2031-01-15}
    clauses:
      ban_returns: {use: snapback/automatic, restores: old_ban, upon: freeze.determined, stopped_by: council}
    ```

    ## Bad

    One side's claim is enough:

    ```yaml
    title: Relief at the mercy of a claim
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    texts: {resolution_1: {title: Resolution 1, as_of: 2030-01-01}}
    measures: {old_ban: {in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}
    obligations:
      freeze: {by: north, to: [south], kind: forbear, forbids: [fissile_production], until: 2031-01-15}
    clauses:
      ban_returns: {use: snapback/automatic, restores: old_ban, upon: freeze.contested, stopped_by: council}
    ```
    """
    return {
        "choices": {
            name: {
                "by": given.written("stopped_by"),
                "after": given.written("upon"),
                "may": ["relief_continues"],
                "within": given.written("within", "30 days"),
                "rule": given.written("rule", "council_vote_to_continue"),
                "silence": "restored",
                "outcomes": {"restored": f"{given.restores}.reinstated"},
                "spares": given.written("spares"),
            }
        }
    }


@clause(
    "snapback/on-request",
    RequestedSnapback,
    """Security Council, 20 August 2020: one state asked for the old resolutions to come back, and 13 of 15 members
    denied that it was still one of those who may ask; on 25 August the presidency was "not in a position to take
    further action". Who may ask is written by name and tenure, not left to a resolution's memory.""",
)
def requested_snapback(given: RequestedSnapback, name: str) -> Parts:
    """Measures come back when somebody entitled asks and nobody stops it.

    Two choices: to ask, which may be let rest, and to decide. Who may ask is named; silence of those who decide
    restores unless the text says otherwise, since a rule that one member can block would make the request a gesture.

    ## Good

    ```yaml
    title: Relief that can be asked back
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    texts: {resolution_1: {title: Resolution 1, as_of: 2030-01-01}}
    measures: {old_ban: {in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}
    clauses:
      ban_returns:
        use: snapback/on-request
        restores: old_ban
        asked_by: south
        decided_by: council
        rule: council_vote_to_continue
    ```

    ## Bad

    ```yaml
    title: Relief that nobody can take back
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    texts: {resolution_1: {title: Resolution 1, as_of: 2030-01-01}}
    measures: {old_ban: {in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}
    clauses:
      ban_returns:
        use: snapback/on-request
        restores: old_ban
        asked_by: south
        decided_by: council
        rule: council_vote
        silence: refused
    ```
    """
    return {
        "choices": {
            f"{name}_request": {
                "by": given.written("asked_by"),
                "after": given.written("upon"),
                "may": ["ask", "let_rest"],
                "within": given.written("asked_within", "60 days" if given.upon is not None else None),
                "silence": "let_rest",
            },
            name: {
                "by": given.written("decided_by"),
                "after": f"{name}_request.ask",
                "may": ["restored", "refused"],
                "within": given.written("within", "30 days"),
                "rule": given.written("rule"),
                "silence": given.written("silence", "restored"),
                "outcomes": {"restored": f"{given.restores}.reinstated"},
                "spares": given.written("spares"),
            },
        }
    }
