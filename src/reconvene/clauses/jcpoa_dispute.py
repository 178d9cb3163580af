"""The dispute path of the Iran accord: a ladder of choices, at whose end silence puts the old measures back."""

from __future__ import annotations

from typing import Any

from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Duration, Who, Window
from reconvene.document.kinds import DURATION, WHO, WINDOW
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, Ref, Whole, record, slot
from reconvene.text.finding import Reason


@record
class JcpoaDispute(Parameters):
    """A dispute path with a commission, ministers and a board, and a vote to continue relief."""

    commission: str = slot(Ref("body", "actor"), "the joint commission that takes a dispute up first", required=True)
    ministers: str | None = slot(Ref("body", "actor"), "the ministers to whom it may go next")
    board: str | None = slot(Ref("body", "actor"), "the advisory board whose opinion may be asked beside or instead")
    council: str = slot(Ref("body", "actor"), "who votes on whether relief continues", required=True)
    restores: str = slot(Ref("measure", "group"), "what comes back if the vote fails", required=True)
    participants: Who | None = slot(WHO, "who may open a dispute, and agree on more time (all principals)")
    about: tuple[Any, ...] | None = slot(ListOf(Ref("duty", "group"), lone=True), "the duties it covers (all)")
    spares: tuple[Any, ...] | None = slot(ListOf(Ref("any"), lone=True), "what the return of measures does not touch")
    referral_within: Window | None = slot(WINDOW, "by when the complainant must take each next step (no limit)")
    extension_adds: Duration | None = slot(DURATION, "how much each extension adds at most (no limit)")
    extension_times: int | None = slot(Whole(1), "how often it may be extended (no limit)")

    def examine(self, reader: Reader) -> None:
        """Somebody sits at the second stage, and the two silences of the accord are said aloud."""
        super().examine(reader)
        if self.ministers is None and self.board is None and not {"ministers", "board"} & set(self.unsaid):
            reader.report(
                "clause-misused",
                self.span,
                f"`{self.name}` names neither ministers nor a board, so nobody takes up its second stage.",
                "add `ministers:`, `board:` or both",
                Reason(f"the first stage is with `{self.commission}`", self.value_span("commission")),
            )
        if self.referral_within is None:
            reader.warn(
                "clause-misused",
                self.value_span("use"),
                f"`{self.name}` sets no limit for going from one stage to the next, so 65 days is its shortest full "
                "path and it has no longest.",
                "add `referral_within: 15 days`, or another limit for the complainant",
            )
        if self.extension_adds is None or self.extension_times is None:
            reader.warn(
                "clause-misused",
                self.value_span("use"),
                f"`{self.name}` lets its stages be extended by consensus without an end, as in January 2020.",
                "add `extension_adds: 15 days` and `extension_times: 2`, or other limits",
            )


@clause(
    "dispute/jcpoa",
    JcpoaDispute,
    """JCPOA (2015), paragraphs 36-37, and resolution 2231, paragraphs 11-12: 15 days joint commission, 15 days
    ministers or advisory board, 5 days on the opinion, 30 days for the Council. On 24 January 2020 the time was
    extended with no end date, while it was disputed whether the clock had started. On 28 August 2025 three states
    notified the Council, the draft to keep relief failed on 19 September, and on 27 September the old resolutions were
    re-applied: 30 days, as written.""",
)
def jcpoa_dispute(given: JcpoaDispute, name: str) -> Parts:
    """A dispute climbs from a commission to a vote, and without a vote the old measures come back.

    | stage | in the hands of | limit | day |
    |---|---|---|---|
    | commission | the joint commission | 15 days, more by consensus | 15 |
    | second | ministers, or an advisory board, or both at once | 15 days, more by consensus | 30 |
    | opinion_heard | the joint commission, on the board's opinion | 5 days | 35 |
    | NAME_complaint | the complainant: cease performing, notify the council, both, or let it rest | as given | 35 |
    | NAME_continuation | the council votes on *continuing* relief; silence restores the old measures | 30 days | 65 |

    It is a ladder of **choices**: no stage follows by itself, each step up is the complainant's. The accord sets no
    limit for taking it, so 65 days is the *shortest* full path and there is no longest. Extension by consensus has no
    end in the accord either. `referral_within`, `extension_adds` and `extension_times` add the limits that it lacks;
    the clause warns while they are missing.

    ## Good

    ```yaml
    title: A ladder with limits
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    bodies:
      commission: {members: all of parties}
      ministers: {members: all of parties}
      board: {}
    texts: {resolution_1: {title: Resolution 1, as_of: 2030-01-01}}
    measures: {old_ban: {in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}
    items: {plant: {scale: [running, halted], start: running}}
    obligations:
      halt:
        by: north
        to: [south]
        brings: plant.halted
        within: 60 days of 2030-01-15
        if_missed: {cure: 15 days, then: ladder}
    clauses:
      ladder:
        use: dispute/jcpoa
        commission: commission
        ministers: ministers
        board: board
        council: council
        restores: old_ban
        referral_within: 15 days
        extension_adds: at most 15 days
        extension_times: 2
    ```

    ## Bad

    As the accord has it, without an end to the climb or to the extensions:

    ```yaml
    title: A ladder without limits
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    bodies: {commission: {members: all of parties}, ministers: {members: all of parties}}
    texts: {resolution_1: {title: Resolution 1, as_of: 2030-01-01}}
    measures: {old_ban: {in: resolution_1, imposed_by: council, imposed_on: north, bans: [coal]}}
    clauses:
      ladder: {use: dispute/jcpoa, commission: commission, ministers: ministers, council: council, restores: old_ban}
    ```
    """
    participants = given.participants.path if given.participants is not None else "principals"
    more = f"{name}_more_time"
    second = [given.written(key) for key in ("ministers", "board") if given.gives(key)]
    referral = given.written("referral_within")
    up = {"opened_by": "complainant", "within": referral}
    return {
        "disputes": {
            name: {
                "opened_by": f"any of {participants}",
                "about": given.written("about"),
                "stages": [
                    {"name": "commission", "body": given.written("commission"), "lasts": "15 days", "extend": more},
                    {"name": "second", "any": second, "at_once": "allowed", "lasts": "15 days", "extend": more, **up},
                    {"name": "opinion_heard", "body": given.written("commission"), "lasts": "5 days"},
                ],
                "then": f"{name}_complaint",
            }
        },
        "extensions": {
            more: {
                "of": [name],
                "by": f"all of {participants}",
                "asked_before": "expiry",
                "adds": given.written("extension_adds"),
                "times": given.written("extension_times"),
                "silence": "not_extended",
            }
        },
        "choices": {
            f"{name}_complaint": {
                "by": "complainant",
                "after": f"{name}.closed",
                "may": ["cease_performing", "notify_council", "both", "let_rest"],
                "within": referral,
                "silence": "let_rest",
            },
            f"{name}_continuation": {
                "by": given.written("council"),
                "after": {"any": [f"{name}_complaint.notify_council", f"{name}_complaint.both"]},
                "may": ["relief_continues"],
                "within": "30 days",
                "rule": "council_vote_to_continue",
                "silence": "not_adopted",
                "outcomes": {"not_adopted": f"{given.restores}.reinstated"},
                "spares": given.written("spares"),
            },
        },
    }
