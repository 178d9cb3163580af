"""The reference return ladder: seven stages from a quiet notice to a parked process with a dated review."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reconvene.clauses.shelf import return_ladder
from reconvene.document.expressions import Cycle, Duration, Fact, TimeUnit, Who
from reconvene.document.mechanism import Return, Stage, StageAct, Standstill
from reconvene.document.process import Process
from reconvene.document.shape import attribute

_STANDSTILL = ("weapons_test", "large_exercise", "sanctions_imposition")


def _days(count: int) -> Duration:
    return Duration(Decimal(count), Decimal(count), TimeUnit.DAY)


def _months(count: int) -> Duration:
    return Duration(Decimal(count), Decimal(count), TimeUnit.MONTH)


def _act(act: str, by: str, seen_by: str, **values: Any) -> dict[str, Any]:
    return {"act": act, "by": Who(by), "seen_by": seen_by, "required": True, **values}


_STAGES: tuple[dict[str, Any], ...] = (
    {
        "name": "quiet_clock",
        "lasts": 7,
        "led_by": "convenor",
        "seen_by": "role_holders",
        "else_": "technical_contact",
        "acts": [_act("private_notice", "convenor", "role_holders", together=True)],
        "text": "The convenor sends the same private notice to all parties and role-holders in the same hour.",
    },
    {
        "name": "technical_contact",
        "lasts": 14,
        "led_by": "secretariats",
        "seen_by": "role_holders",
        "else_": "conditions_of_return",
        "acts": [_act("technical_talks", "secretariats", "role_holders")],
        "text": "Secretariats meet on an agreed harmless agenda, without prejudice, neither announced nor denied.",
    },
    {
        "name": "conditions_of_return",
        "lasts": 21,
        "led_by": "convenor",
        "seen_by": "role_holders",
        "else_": "cover",
        "acts": [_act("deposit", "principals", "role_holders", required=False)],
        "text": "Each party deposits in confidence the forms of return it could accept; only an overlap is revealed.",
    },
    {
        "name": "cover",
        "lasts": 14,
        "led_by": "guarantors",
        "seen_by": "public",
        "else_": "resumption_session",
        "acts": [
            _act("third_party_invitation", "guarantors", "public", covers=("third_party_invitation",)),
            _act(
                "simultaneous_statement",
                "principals",
                "public",
                required=False,
                together=True,
                covers=("simultaneous_statement",),
            ),
        ],
        "text": "A third party invites all at once; the parties may speak together, or not at all.",
    },
    {
        "name": "resumption_session",
        "lasts": 14,
        "led_by": "convenor",
        "seen_by": "role_holders",
        "else_": "conference_of_all",
        "convenes": True,
        "quorum": "all",
        "acts": [
            _act("invitation", "convenor", "role_holders"),
            _act("convened_attendance", "principals", "role_holders", covers=("calendar_duty",)),
        ],
        "text": "The convenor convenes; agenda: where talks stood, the next dates, the standstill. All must attend.",
    },
    {
        "name": "conference_of_all",
        "lasts": 30,
        "led_by": "convenor",
        "seen_by": "public",
        "else_": "parked",
        "convenes": True,
        "quorum": "whoever_came",
        "void_if": Fact("all_parties", "objected"),
        "acts": [
            _act("invitation", "convenor", "public"),
            _act("convened_attendance", "principals", "public", covers=("calendar_duty",)),
            _act("minuting", "convenor", "role_holders"),
        ],
        "text": "The session is held on its day with whoever came; the empty chair is minuted, the next date set.",
    },
    {
        "name": "parked",
        "lasts": 180,
        "led_by": "depositary",
        "seen_by": "public",
        "else_": "quiet_clock",
        "acts": [_act("deposit", "depositary", "public")],
        "text": "What was agreed is deposited, the standstill holds, the hotline stays; a dated review starts anew.",
    },
)


@return_ladder("return/standard")
def standard_return(mechanism: Return, process: Process) -> Return:
    """The reference return ladder.

    Starts by itself, on a clock, when talks stall or fail. Nobody has to ask, nobody moves first in public, and an
    empty chair does not stop it: 70 days at the longest to a session that all attend, 100 to one that is held with
    whoever came, else parked with a review within 180 days.

    | stage | name | limit | in the hands of | seen by | at the limit |
    |---|---|---|---|---|---|
    | 0 | quiet_clock | 7 days | convenor | role-holders | stage 1 |
    | 1 | technical_contact | 14 days | secretariats, else convenor | role-holders | stage 2 |
    | 2 | conditions_of_return | 21 days | convenor | role-holders | stage 3 |
    | 3 | cover | 14 days | guarantors, else convenor | public | stage 4 |
    | 4 | resumption_session | 14 days | convenor | role-holders | stage 5 |
    | 5 | conference_of_all | 30 days | convenor | public | stage 6, only if all object |
    | 6 | parked | review within 180 days | depositary, else convenor | public | stage 0 at the review |

    Days are counted from the day on which the stall or the failure is there. The limits are free parameters: change
    a single stage by name under `stages:`. That every stage has a limit, a substitute and a default is fixed.

    A role that the file names nobody for is held by the convenor, and `park_review` sets the time to the review.

    Where the file is silent, what was agreed (`agreed_items`) is deposited when the ladder ends, the ladder is
    rehearsed every 12 months, and a new government has 30 days to confirm what binds its state or office. An empty
    chair is minuted, and the ladder goes on.

    ```yaml
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    Practice behind it: the guarantors' statement of Cuba and Norway in the Colombian talks (2014); the third-party
    declaration of Algiers (1981); the inverse default of the JCPOA, paragraphs 36-37 (2015); the duty to meet within a
    fixed time of the Vienna Document, chapter III, and its failure where nothing followed an empty chair (2021, 2022).
    """
    changes = mechanism.stages if isinstance(mechanism.stages, dict) else {}
    stages = tuple(_spell(index, stage, mechanism, changes) for index, stage in enumerate(_STAGES))
    return mechanism.changed(
        started_by=mechanism.started_by or "clock",
        stages=stages,
        standstill=mechanism.standstill or Standstill(forbids=_STANDSTILL, node=mechanism.node),
        park_review=mechanism.park_review or _days(180),
        parties=mechanism.parties or tuple(process.parties or {}),
        **_defaults(mechanism),
    )


def _defaults(mechanism: Return) -> dict[str, Any]:
    """What the clause adds where the file is silent; what the file calls unknown stays unknown."""
    outlives = mechanism.binds in ("state", "office")
    proposed: dict[str, Any] = {
        "deposit": ("agreed_items",),
        "rehearsed": Cycle(_months(12)),
        **({"reconfirmed_within": _days(30)} if outlives else {}),
    }
    return {
        key: value
        for key, value in proposed.items()
        if getattr(mechanism, key) is None and not mechanism.is_unsaid(key)
    }


def _substitutes(lead: str, mechanism: Return) -> tuple[str, ...] | None:
    """Who takes over in a stage: for guarantors, and for a role that nobody holds, the convenor comes first."""
    if mechanism.convenor is None or lead == "convenor" or (lead != "guarantors" and getattr(mechanism, lead)):
        return mechanism.substitutes
    return (mechanism.convenor, *(mechanism.substitutes or ()))


def _spell(index: int, stage: dict[str, Any], mechanism: Return, changes: dict[str, Any]) -> Stage:
    # Every part keeps the place of the clause in the file, so that a finding about it points there.
    place = {"node": mechanism.node, "key_span": mechanism.key_span_of("use")}
    acts = tuple(StageAct(**act, **place) for act in stage["acts"])
    values = {
        **stage,
        "index": index,
        "lasts": _days(stage["lasts"]),
        "led_by": Who(stage["led_by"]),
        "acts": acts,
        "substitutes": _substitutes(stage["led_by"], mechanism),
        **place,
    }
    if stage["name"] == "parked" and mechanism.park_review is not None:
        values["lasts"] = mechanism.park_review
    change = changes.get(stage["name"])
    if isinstance(change, Stage):
        values.update({key: value for key, value in change.__dict__.items() if key != "name"})
        values.update({attribute(key): None for key in change.unsaid})
    return Stage(**values)
