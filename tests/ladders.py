"""Ways back to test with: the reference ladder written out, what can be changed in it, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load_text
from reconvene.process.ladder import Ladder, compile_ladder
from reconvene.text.finding import Severity
from tests.processes import Tree, write

LIMITS = (7, 14, 21, 14, 14, 30, 180)
NAMES = (
    "quiet_clock",
    "technical_contact",
    "conditions_of_return",
    "cover",
    "resumption_session",
    "conference_of_all",
    "parked",
)
ACTS: dict[str, list[Tree]] = {
    "quiet_clock": [{"act": "private_notice", "by": "convenor", "seen_by": "role_holders", "together": "true"}],
    "technical_contact": [{"act": "technical_talks", "by": "secretariats", "seen_by": "role_holders"}],
    "conditions_of_return": [{"act": "deposit", "by": "principals", "seen_by": "role_holders", "required": "false"}],
    "cover": [
        {"act": "third_party_invitation", "by": "guarantors", "seen_by": "public", "covers": "third_party_invitation"},
        {
            "act": "simultaneous_statement",
            "by": "principals",
            "seen_by": "public",
            "required": "false",
            "together": "true",
            "covers": "simultaneous_statement",
        },
    ],
    "resumption_session": [
        {"act": "invitation", "by": "convenor", "seen_by": "role_holders"},
        {"act": "convened_attendance", "by": "principals", "seen_by": "role_holders", "covers": "calendar_duty"},
    ],
    "conference_of_all": [
        {"act": "invitation", "by": "convenor", "seen_by": "public"},
        {"act": "convened_attendance", "by": "principals", "seen_by": "public", "covers": "calendar_duty"},
        {"act": "minuting", "by": "convenor", "seen_by": "role_holders"},
    ],
    "parked": [{"act": "deposit", "by": "depositary", "seen_by": "public"}],
}
LEADS = ("convenor", "secretariats", "convenor", "guarantors", "convenor", "convenor", "depositary")
OTHERS = ("sweden", "singapore", "norway", "switzerland", "geneva", "red_cross", "archive", "library")
FULL: dict[str, Any] = {
    "starts_on": ["stall", "failure"],
    "started_by": "clock",
    "convenor": "sweden",
    "substitutes": ["singapore"],
    "guarantors": ["norway", "switzerland"],
    "secretariats": ["geneva", "red_cross"],
    "depositary": "archive",
    "binds": "state",
    "reconfirmed_within": "30 days",
    "park_review": "180 days",
    "deposit": ["agreed_items"],
}

Change = Callable[[Tree], None]


def reference(
    *changes: Change, parties: tuple[str, ...] = ("north", "south"), limits: tuple[int, ...] = LIMITS, spare: int = 1
) -> Tree:
    """The reference ladder written out, with every role twice (or `spare` substitutes each), and then changed."""
    stages = []
    for index, name in enumerate(NAMES):
        stage: Tree = {
            "name": name,
            "lasts": f"{limits[index]} days",
            "led_by": LEADS[index],
            "acts": deepcopy(ACTS[name]),
        }
        stage["seen_by"] = "role_holders" if index in (0, 1, 2, 4) else "public"
        stage["else"] = NAMES[(index + 1) % len(NAMES)]
        stages.append(stage)
    stages[3]["substitutes"] = ["sweden", "singapore"]
    stages[4] |= {"convenes": "true", "quorum": "all"}
    stages[5] |= {"convenes": "true", "quorum": "whoever_came", "void_if": "all_parties.objected"}
    stages[6]["substitutes"] = ["library"]
    more = [f"spare_{number}" for number in range(spare - 1)]
    back = deepcopy(FULL)
    back["substitutes"] += more
    back["secretariats"] += more
    stages[3]["substitutes"] += more
    stages[6]["substitutes"] += more
    tree: Tree = {
        "title": "Back to the table",
        "as_of": "2030-01-01",
        "parties": {party: {} for party in parties},
        "actors": {name: {"kind": "organisation"} for name in (*OTHERS, *more)},
        "return": back | {"stages": stages},
    }
    for change in changes:
        change(tree)
    return tree


def stage_of(tree: Tree, index: int) -> Tree:
    """A stage of the ladder in a tree."""
    return next(stage for stage in tree["return"]["stages"] if stage["name"] == NAMES[index])


def read(tree: Tree | str) -> Document:
    """The document of a tree or a text, which must be sound."""
    text = tree if isinstance(tree, str) else write(tree)
    document = expand(load_text(text, "ladder.yaml"))
    assert [found.message for found in document.findings if found.severity is Severity.ERROR] == [], text
    return document


def ladder_of(tree: Tree | str, *, generous: bool = False) -> Ladder:
    """The compiled ladder of a tree or a text."""
    ladder = compile_ladder(read(tree).process, generous=generous)
    assert ladder is not None
    return ladder
