"""The rules by which somebody is heard: at which level, among which bureaus, in which words, and what each rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What in a deal asks for a consultation."""

    HIT = "threat-hits-ally"
    EXPOSED = "ally-left-exposed"
    POSTURE = "alliance-posture"
    LEGISLATURE = "legislature-votes"
    VETO = "legislature-can-refuse"
    BODY = "body-votes"
    ALLIES_TOLD = "vow-before-allies"
    HOME_TOLD = "vow-before-audience-at-home"
    PUBLIC = "public-can-refuse"


@dataclass(frozen=True, slots=True)
class Norm:
    """What a rule asks for: at which level and among which bureaus, in which words, and what that rests on.

    `says` is a template over the `step` and the `subject` of a ground.
    """

    level: str
    bureaus: tuple[str, ...]
    says: str
    rests_on: str


_KIM = "Patricia M. Kim, Foreign Policy, March 2019: allies are heard at all levels and across all bureaus"
_CHOSEN = "; level and bureaus are our assumption"
NORMS: Mapping[Rule, Norm] = {
    Rule.HIT: Norm(
        "ministerial",
        ("foreign_affairs", "defence"),
        "`{step}` cuts into `{subject}`, which hits it",
        _KIM + _CHOSEN,
    ),
    Rule.EXPOSED: Norm(
        "ministerial",
        ("foreign_affairs", "defence"),
        "`{subject}`, which hits it, is left out while `{step}` gives relief",
        "Patricia M. Kim, Foreign Policy, March 2019, on a deal that leaves allies exposed" + _CHOSEN,
    ),
    Rule.POSTURE: Norm(
        "ministerial",
        ("defence", "foreign_affairs"),
        "`{step}` touches the posture of the alliance (`{subject}`)",
        "exercises were suspended in June 2018 to the surprise of the ally (CISAC, 2018 update)" + _CHOSEN,
    ),
    Rule.LEGISLATURE: Norm(
        "parliament",
        (),
        "`{step}` lifts `{subject}`, which is its own or takes a law",
        "the file says who imposed the measure and how it is lifted",
    ),
    Rule.VETO: Norm(
        "parliament",
        (),
        "nothing passes without it, and its side owes `{step}`",
        "the file says that nothing passes without it (`veto: yes`)",
    ),
    Rule.BODY: Norm(
        "working",
        ("foreign_affairs",),
        "`{step}` lifts `{subject}`, on which it votes",
        "the file says that the body lifts by a vote" + _CHOSEN,
    ),
    Rule.ALLIES_TOLD: Norm(
        "ministerial",
        ("foreign_affairs",),
        "`{step}` goes against the word `{subject}`, which was given before allies",
        "that those hear first before whom a word was given is our assumption",
    ),
    Rule.HOME_TOLD: Norm(
        "public",
        (),
        "`{step}` goes against the word `{subject}`, which was given at home",
        "that those hear first before whom a word was given is our assumption",
    ),
    Rule.PUBLIC: Norm(
        "public",
        (),
        "nothing passes without it, and its side owes `{step}`",
        'Patricia M. Kim, Foreign Policy, March 2019, on talks between leaders "and their citizens", which take time',
    ),
}
ALLIED = frozenset((Rule.HIT, Rule.EXPOSED, Rule.POSTURE, Rule.ALLIES_TOLD))
"""The rules by which an ally is heard."""
