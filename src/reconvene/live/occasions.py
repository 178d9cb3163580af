"""What can be recorded, in the words of somebody who saw it happen: the kinds of event, grouped by what they are about.

The page of a kind says what it does; here it is only found. Every kind stands in one group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reconvene.process.events import SHELF


@dataclass(frozen=True)
class Occasion:
    """Something that can have happened: the kind of event it is recorded as, in plain words, and what that means."""

    kind: str
    words: str
    about: str


@dataclass(frozen=True)
class Group:
    """Occasions about one matter, under a heading."""

    heading: str
    occasions: tuple[Occasion, ...]


_GROUPS: dict[str, dict[str, str]] = {
    "A duty": {
        "claim": "A party declares that it did its duty",
        "verified": "A verifier reports on a duty",
        "acceptance": "A party accepts what was done",
        "disputed": "A party disputes that a duty was done",
        "cured": "What was missed was put right",
        "determined": "A body decides on a duty",
        "step_shown": "A step was shown to those whom it must satisfy",
        "extended": "A date was moved by a decision",
    },
    "A session": {
        "session_scheduled": "A session has a date",
        "session_accepted": "A party accepts the date of a session",
        "session_held": "A session took place",
        "session_closed": "A session ended, with or without a result",
        "session_minuted": "The minutes of a session are there",
        "session_postponed": "A session is put off",
        "session_refused": "A party refuses a session",
        "objection": "A party objects in writing to a session of the way back",
        "walked_out": "A party left the talks",
        "suspended": "A party stays away until something is so",
        "concluded": "The talks reached their end",
    },
    "Words and contacts": {
        "contact": "Somebody spoke with somebody",
        "statement": "Somebody said something that matters",
        "provocation": "An act made talks harder",
        "channel_opened": "A channel can be used",
        "channel_closed": "A channel cannot be used any more",
        "consultation_held": "A consultation took place",
        "vow_made": "Somebody made a vow",
        "vow_released": "A vow binds no longer",
    },
    "Offers and texts": {
        "offer_tabled": "An offer is on the table",
        "offer_parked": "An offer is kept for later",
        "offer_withdrawn": "An offer is withdrawn",
        "text_changed": "The draft text moved, or did not",
        "agreed": "A text was agreed",
        "signed": "A text was signed",
        "ratified": "A text was ratified",
        "entered_into_force": "A text binds from now on",
        "reading_recorded": "A party wrote down how it reads a term",
        "choice_made": "Whoever may choose has chosen",
        "choice_lapsed": "The time to choose went by",
        "day_fixed": "A named day has its date",
    },
    "Measures, counts and keeping": {
        "measure_imposed": "A measure presses",
        "measure_suspended": "A measure rests",
        "measure_terminated": "A measure is at its end",
        "measure_reimposed": "A measure presses again",
        "count_published": "A count was published",
        "estimate_given": "Somebody put a figure on something",
        "deposited": "Something was put into keeping",
    },
    "The way back": {
        "notice_sent": "A notice went out",
        "stage_entered": "A stage began",
        "stage_left": "A stage ended",
        "standstill_breached": "Something was done that rests on the way back",
        "revived": "Something that had lapsed holds again",
    },
    "People and offices": {
        "role_changed": "A role has another holder",
        "absent": "Somebody who holds a role cannot act",
        "returned": "Somebody can act again",
        "holder_disputed": "Somebody denies who holds a role",
        "political_event": "Something happened at home",
    },
    "The record and the text": {
        "correction": "An event was recorded wrongly",
        "amendment": "The agreed text was changed",
    },
    "What a desk sees for itself": {
        "day_zero": "The way back began to count",
        "not_claimed": "A last day went by without a claim",
        "deposits_matched": "The convenor compared what was deposited",
        "alert_raised": "Somebody has to be told that something waits",
        "alert_tried": "An alert was sent, or could not be",
        "alert_acknowledged": "Somebody has seen an alert",
    },
}

SHORT_CUTS = (
    "claim",
    "verified",
    "disputed",
    "acceptance",
    "session_scheduled",
    "session_held",
    "session_closed",
    "contact",
    "statement",
)
"""What is recorded most often, to be found first."""


@cache
def groups() -> tuple[Group, ...]:
    """Every kind of event, by what it is about."""
    return tuple(
        Group(heading, tuple(_occasion(kind, words) for kind, words in listed.items()))
        for heading, listed in _GROUPS.items()
    )


@cache
def occasions() -> dict[str, Occasion]:
    """The same by kind."""
    return {each.kind: each for group in groups() for each in group.occasions}


def _occasion(kind: str, words: str) -> Occasion:
    return Occasion(kind, words, (SHELF[kind].__doc__ or "").strip().split("\n", 1)[0])
