"""When: phases, reviews, channels, sessions, and the calendar of events that nobody in the talks controls."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Cycle, Duration, Moment, Who, Window
from reconvene.document.kinds import (
    ACTORS,
    CONDITION,
    CYCLE,
    DURATION,
    LABELS,
    MOMENT,
    PLAIN_MOMENT,
    PROSE,
    WHO,
    WINDOW,
    AnyCondition,
    Day,
    Item,
)
from reconvene.document.shape import Either, Label, ListOf, OneOf, Record, RecordOf, Ref, record, slot

CHANNEL_LEVELS = (
    "leader",
    "ministerial",
    "working",
    "technical",
    "military",
    "liaison",
    "hotline",
    "back_channel",
    "track_1_5",
)


@record
class Phase(Item):
    """A stretch of the road map: a gate that opens it, dates that bound it, what closes it."""

    opens: Any = slot(Either(PLAIN_MOMENT, CONDITION), "the moment or the facts that open it")
    lasts: Duration | None = slot(DURATION, "how long it is meant to take")
    closes: AnyCondition | None = slot(CONDITION, "the facts that close it")
    no_later_than: Moment | None = slot(PLAIN_MOMENT, "the date by which it closes in any case")
    steps: tuple[str, ...] | None = slot(ListOf(Ref("duty", "group")), "the duties that belong to it")


@record
class NotHeld(Record):
    """What follows if a meeting that is owed does not take place."""

    within: Window | None = slot(WINDOW, "how soon")
    then: str | None = slot(Ref("any", also=("return", "dispute")), "what follows")


@record
class Review(Item):
    """A session owed by date that looks at how things stand; it changes nothing without a decision."""

    body: str | None = slot(Ref("body", "actor"), "who meets")
    every: Cycle | None = slot(CYCLE, "how often")
    dated: Day | None = slot(MOMENT, "when, if it is held once")
    may: tuple[str, ...] | None = slot(LABELS, "what it may do")
    if_not_held: NotHeld | None = slot(RecordOf(NotHeld), "what follows if it is not held")


@record
class Channel(Item):
    """A way of talking: its level, its ends, its rhythm, and what it depends on."""

    level: str | None = slot(OneOf(*CHANNEL_LEVELS), "who talks")
    ends: tuple[str, ...] | None = slot(ACTORS, "between whom")
    cadence: Cycle | None = slot(CYCLE, "how often it meets of itself")
    venue: str | None = slot(PROSE, "where")
    open: Any = slot(OneOf("open", "closed", "suspended"), "how it stands now")
    depends_on: tuple[str, ...] | None = slot(ListOf(Ref("channel", "actor"), lone=True), "what it dies with")
    closes_with: tuple[str, ...] | None = slot(LABELS, "the causes that shut it")


@record
class Session(Item):
    """A meeting, held or planned."""

    channel: str | None = slot(Ref("channel", "body", "review"), "on which channel")
    dated: Day | None = slot(MOMENT, "when, planned or held")
    until: Day | None = slot(MOMENT, "its last day")
    held: str | None = slot(OneOf("planned", "accepted", "held", "refused", "postponed", "cancelled"), "how it stands")
    attendance: tuple[str, ...] | None = slot(ACTORS, "who comes")
    absent: tuple[str, ...] | None = slot(ACTORS, "who does not")
    agenda: tuple[str, ...] | None = slot(LABELS, "what it is about")
    outcome: str | None = slot(OneOf("agreed", "ad_referendum", "disputed", "none"), "what came of it")
    minutes: str | None = slot(OneOf("agreed", "disputed", "none"), "how its record stands")
    next_date: Any = slot(
        Either(Ref("session", also=("none",)), RecordOf(Day)), "the next meeting it agreed on, or `none`"
    )


@record
class CalendarEvent(Item):
    """Something dated that the process must live with: an election, an exercise, an anniversary."""

    kind: str | None = slot(
        OneOf(
            "election",
            "transition",
            "recess",
            "exercise",
            "anniversary",
            "renewal",
            "deadline",
            "session_of_body",
            "holiday",
        ),
        "what it is",
    )
    of: str | None = slot(Ref("actor"), "whose it is")
    dated: Day | None = slot(MOMENT, "when, or its first day", required=True)
    until: Day | None = slot(MOMENT, "its last day")
    matters_to: Who | None = slot(WHO, "for whom it matters")
    about: tuple[str, ...] | None = slot(ListOf(Label(), lone=True), "what it touches")
