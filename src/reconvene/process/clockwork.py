"""Events of a desk itself: what its clock saw, whom it called, and what deposits have in common.

None is an act of the way back or a contact of the parties, but for the last. What the clock saw is a statement about
the record that all its readers share, and not about the world.
"""

from __future__ import annotations

from datetime import date

from reconvene.document.kinds import DATE, PROSE
from reconvene.document.shape import Label, ListOf, OneOf, Ref, slot
from reconvene.process.shelf import Event, event


@event
class DayZero(Event):
    """The day from which the limits of the way back count: the rule for a stall came true, or the talks failed."""

    rank = 7

    trigger: str = slot(OneOf("stall", "failure"), "what came true", required=True)


@event
class NotClaimed(Event):
    """The last day of a duty went by, and on the record that is shared nobody claims that it is done: no judgement."""

    rank = 8

    duty: str = slot(Ref("duty"), "which duty", required=True)
    by_party: str | None = slot(Ref("actor", "role"), "whose part of it")
    period: date | None = slot(DATE, "which period, by its first day")
    due: date = slot(DATE, "the day that went by", required=True)


@event
class AlertRaised(Event):
    """The desk has to tell somebody that something waits for them; what waits stays in the record."""

    rank = 8

    to: str = slot(Ref("actor", "role"), "whom", required=True)
    act: str = slot(Label(), "the act that waits", required=True)
    stage: str = slot(Label(), "in which stage of the way back", required=True)
    until: date | None = slot(DATE, "the last day for it")
    message: str = slot(Label(), "the name of its message, drawn at random: it says nothing to whoever sees it")


@event
class AlertTried(Event):
    """The desk began to deliver an alert, or saw how that ended. What was begun and not ended is tried again."""

    rank = 8

    of: str = slot(Label(), "the id of the alert", required=True)
    outcome: str = slot(OneOf("begun", "sent", "failed"), "how far it came", required=True)
    why: str | None = slot(PROSE, "why it could not be delivered")


@event
class AlertAcknowledged(Event):
    """Somebody has seen an alert. It commits to nothing, and nobody else need be told in their place."""

    rank = 8

    of: str = slot(Label(), "the id of the alert", required=True)


@event
class DepositsMatched(Event):
    """The convenor has compared what was deposited: what all accept, or that there is nothing of which it can say so.

    The words are the same to all, and the same whether nothing fits or somebody deposited nothing.
    """

    in_common: tuple[str, ...] | None = slot(ListOf(PROSE), "what all accept; left out where there is nothing to tell")
