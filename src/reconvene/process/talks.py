"""Events of talking: sessions, channels, contacts, statements, vows, offers, and what makes talks harder."""

from __future__ import annotations

from datetime import date
from typing import Any

from reconvene.document.calendar import CHANNEL_LEVELS
from reconvene.document.expressions import AnyFact
from reconvene.document.kinds import ACTORS, ACTS, DATE, FACT, PROSE
from reconvene.document.politics import AUDIENCES, CONSULTATION_LEVELS
from reconvene.document.shape import Label, ListOf, OneOf, Ref, Whole, slot
from reconvene.process.shelf import DayOrNone, Event, event

_SESSION = Ref("session", "review")
_CHANNEL = Ref("channel", "body", "review")
STATEMENTS = ("account", "invitation", "threat", "position", "dissent", "other")
"""What a statement can be."""


@event
class SessionScheduled(Event):
    """A session has a date. A date alone ends no stall and clears no signal until all parties accepted it."""

    rank = 1
    introduces = ("session", "session")
    session: str = slot(_SESSION, "which session", required=True)
    channel: str | None = slot(_CHANNEL, "on which channel")
    dated: date = slot(DATE, "its day", required=True)
    accepted_by: tuple[str, ...] | None = slot(ACTORS, "who has accepted the date already")


@event
class SessionAccepted(Event):
    """A party accepts the date of a session. Once all have, there is a next date."""

    rank = 2

    session: str = slot(_SESSION, "which session", required=True)
    by_party: str = slot(Ref("actor"), "who accepts", required=True)


@event
class SessionHeld(Event):
    """A session took place. Only this ends a stall, and only if no party stayed away."""

    rank = 4
    introduces = ("session", "session")
    session: str = slot(_SESSION, "which session", required=True)
    channel: str | None = slot(_CHANNEL, "on which channel")
    level: str | None = slot(OneOf(*CHANNEL_LEVELS), "who met, where no channel tells")
    attendance: tuple[str, ...] | None = slot(ACTORS, "who came; all if left out")
    absent: tuple[str, ...] | None = slot(ACTORS, "who stayed away")


@event
class SessionRefused(Event):
    """A party will not come to a session that has a date. Having had a date was not enough."""

    session: str = slot(_SESSION, "which session", required=True)
    by_party: str = slot(Ref("actor"), "who refuses", required=True)


@event
class SessionPostponed(Event):
    """A session is put off, to another day or to none."""

    session: str = slot(_SESSION, "which session", required=True)
    until: date | str | None = slot(DayOrNone(), "the new day, or `none`")
    accepted_by: tuple[str, ...] | None = slot(ACTORS, "who has accepted the new day; all if left out")


@event
class SessionClosed(Event):
    """A session ended: what came of it, and the date of the next. Without both, at the highest level, talks broke."""

    rank = 7
    introduces = ("session", "session")
    session: str = slot(_SESSION, "which session", required=True)
    outcome: str = slot(OneOf("agreed", "ad_referendum", "disputed", "none"), "what came of it", required=True)
    next_date: date | str | None = slot(DayOrNone(), "the day of the next session that all agreed on, or `none`")


@event
class SessionMinuted(Event):
    """The record of a session is there, with every chair that stayed empty."""

    rank = 6

    session: str = slot(_SESSION, "which session", required=True)
    empty_chairs: tuple[str, ...] | None = slot(ACTORS, "who was notified and did not come")


@event
class Contact(Event):
    """Somebody spoke with somebody on a channel, short of a session: a letter, a call, a meeting in a corridor."""

    channel: str = slot(_CHANNEL, "on which channel", required=True)
    between: tuple[str, ...] | None = slot(ACTORS, "between whom; the ends of the channel if left out")


@event
class ChannelOpened(Event):
    """A channel can be used from now on, or again."""

    rank = 1
    introduces = ("channel", "channel")
    channel: str = slot(_CHANNEL, "which channel", required=True)
    level: str | None = slot(OneOf(*CHANNEL_LEVELS), "who talks on it, where the process does not say")


@event
class ChannelClosed(Event):
    """A channel cannot be used any more."""

    rank = 8

    channel: str = slot(_CHANNEL, "which channel", required=True)
    by_party: str | None = slot(Ref("actor"), "who closed it")


@event
class Statement(Event):
    """Somebody said something that matters: an account of what happened, an invitation, a threat, or else.

    `position` and `dissent` are what somebody answers who was consulted, `about` the consultation or what it was on.
    """

    by_party: str = slot(Ref("actor"), "who said it", required=True)
    what: str = slot(OneOf(*STATEMENTS), "what it was", required=True)
    about: Any = slot(ListOf(Ref("any"), lone=True), "what it was about")
    seen_by: str | None = slot(OneOf("public", "parties"), "who could hear it; everybody if left out")
    denies: str | None = slot(Label(), "the `id` of the earlier statement that it denies")


@event
class VowMade(Event):
    """Somebody gave a public word that binds. Unless the process describes the vow, the event does."""

    introduces = ("vow", "vow")
    vow: str = slot(Ref("vow"), "which vow", required=True)
    by_party: str | None = slot(Ref("actor"), "who gave it")
    says: str | None = slot(PROSE, "the words, or their sense")
    forbids: tuple[str, ...] | None = slot(ACTS, "the classes of act that it forbids the speaker")
    audience: tuple[str, ...] | None = slot(ListOf(OneOf(*AUDIENCES), lone=True), "before whom")
    released_by: tuple[str, ...] | None = slot(
        ListOf(Ref("cover", "act"), lone=True), "the covers that would release it"
    )
    until: date | None = slot(DATE, "the last day on which it binds; without end if left out")


@event
class VowReleased(Event):
    """A vow binds no longer, and under which cover."""

    rank = 6

    vow: str = slot(Ref("vow"), "which vow", required=True)
    cover: str | None = slot(Ref("cover", "act"), "what released it")


@event
class OfferTabled(Event):
    """A package is on the table."""

    introduces = ("package", "package")
    package: str = slot(Ref("package"), "which package", required=True)
    by_party: str | None = slot(Ref("actor"), "who tabled it")
    until: date | None = slot(DATE, "the last day on which it stands; until withdrawn if left out")


@event
class OfferWithdrawn(Event):
    """A package is off the table."""

    rank = 6

    package: str = slot(Ref("package"), "which package", required=True)


@event
class OfferParked(Event):
    """A package is kept for later: not withdrawn, not pursued."""

    rank = 6

    package: str = slot(Ref("package"), "which package", required=True)


@event
class TextChanged(Event):
    """The draft text moved, or did not: how many passages stand in brackets now."""

    brackets: int = slot(Whole(), "how many passages are not agreed", required=True)


@event
class Provocation(Event):
    """An act that makes talks harder: a test, an exercise, activity at a facility."""

    act: str | None = slot(Ref("act"), "its class")
    by_party: str | None = slot(Ref("actor"), "whose it was")
    severity: str | None = slot(OneOf("low", "medium", "high"), "how grave it was")


@event
class StandstillBreached(Event):
    """Something was done that rests while the parties are on the way back."""

    act: str | None = slot(Ref("act"), "its class")
    by_party: str | None = slot(Ref("actor"), "whose it was")


@event
class Suspended(Event):
    """A party stays away until something is so, and says so."""

    rank = 8

    by_party: str = slot(Ref("actor"), "who suspends", required=True)
    until_fact: AnyFact | None = slot(FACT, "the fact on which it comes back")


@event
class WalkedOut(Event):
    """A party left, or announced that it ends the talks: the talks broke."""

    rank = 8

    by_party: str = slot(Ref("actor"), "who left", required=True)
    session: str | None = slot(_SESSION, "from which session")


@event
class Concluded(Event):
    """The end state is reached and verified; the talks are over."""

    rank = 9


@event
class ConsultationHeld(Event):
    """A consultation that was owed took place."""

    consultation: str = slot(Ref("consultation"), "which consultation", required=True)
    level: str | None = slot(OneOf(*CONSULTATION_LEVELS), "at which level")
