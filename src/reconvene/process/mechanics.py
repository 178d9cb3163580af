"""Events of the machinery: roles, absences, notices, stages, days, choices, and what mends the record."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from reconvene.document.kinds import ACTORS, DATE, PROSE
from reconvene.document.people import ROLES
from reconvene.document.shape import Anything, Label, OneOf, Ref, YesOrNo, slot
from reconvene.process.shelf import DayOrNone, Event, event

_ROLE = Ref("role", "actor", also=(*ROLES, "chief_negotiator"))


@event
class RoleChanged(Event):
    """A role has another holder, or none."""

    rank = 2

    role: str = slot(_ROLE, "which role", required=True)
    holder: str | None = slot(PROSE, "who holds it now, or `nobody`")


@event
class Absent(Event):
    """Somebody who holds a role cannot act, from now on. A substitute takes over inside the same limit."""

    rank = 1

    role: str | None = slot(_ROLE, "which role")
    actor: str | None = slot(Ref("actor"), "who")


@event
class Returned(Event):
    """Somebody who could not act can act again."""

    rank = 2

    role: str | None = slot(_ROLE, "which role")
    actor: str | None = slot(Ref("actor"), "who")


@event
class PoliticalEvent(Event):
    """Something at home that the talks must live with: an election, a transition, a change of government."""

    what: str = slot(OneOf("election", "transition", "turnover"), "what it is", required=True)
    of: str = slot(Ref("actor"), "whose", required=True)


@event
class NoticeSent(Event):
    """A notice went out, in the same words to all it names."""

    rank = 9  # on the day on which talks break it is sent because of that, and so after it

    to: tuple[str, ...] | None = slot(ACTORS, "to whom", required=True)
    by_party: str | None = slot(Ref("actor", "role"), "who sent it")


@event
class Objection(Event):
    """A party objected in writing to a session that the way back convenes."""

    by_party: str = slot(Ref("actor"), "who objects", required=True)


@event
class StageEntered(Event):
    """A stage of the way back began. The clock knows this of itself; the event says that somebody saw it."""

    rank = 8

    stage: str = slot(Label(), "which stage", required=True)


@event
class StageLeft(Event):
    """A stage of the way back ended: its act was done, or its limit came."""

    rank = 4

    stage: str = slot(Label(), "which stage", required=True)
    how: str = slot(OneOf("act", "default"), "by its act or by its limit", required=True)


@event
class DayFixed(Event):
    """A named day has its date, once and for all."""

    rank = 1

    day: str = slot(Ref("day"), "which day", required=True)
    dated: date = slot(DATE, "the date", required=True)
    branch: str | None = slot(PROSE, "by which of several ways")


@event
class ChoiceMade(Event):
    """Whoever may choose has chosen."""

    choice: str = slot(Ref("choice"), "which choice", required=True)
    option: str = slot(Label(), "the option", required=True)


@event
class ChoiceLapsed(Event):
    """The time to choose went by; silence took its option."""

    choice: str = slot(Ref("choice"), "which choice", required=True)


@event
class Extended(Event):
    """A date was moved by a recorded decision before it passed."""

    of: str = slot(Ref("any"), "of what", required=True)
    until: date = slot(DATE, "the new day", required=True)


@event
class Revived(Event):
    """Something that had lapsed holds again, until a day."""

    of: str = slot(Ref("any"), "what", required=True)
    until: date | str | None = slot(DayOrNone(), "until when, or `none`")


@event
class HolderDisputed(Event):
    """Somebody denies that a role has the holder it is said to have."""

    role: str = slot(_ROLE, "which role", required=True)
    by_party: str | None = slot(Ref("actor"), "who denies it")


@event
class Correction(Event):
    """An earlier event was recorded wrongly: what it should say. Nothing is deleted; as known before, it says it still.

    Beside its own keys it has those of the event that it corrects, with what they should have been; what both have,
    such as `happened`, stands under `says`. `withdrawn: yes` says that the event did not happen.
    """

    rank = 9

    takes_more: ClassVar[bool] = True
    of: str = slot(Label(), "the id of the event that it corrects", required=True)
    withdrawn: bool | None = slot(YesOrNo(), "whether the event did not happen at all")
    says: Any = slot(Anything(), "what it should say, where the correction has a key of that name itself")
    changes: ClassVar[dict[str, Any]] = {}
    """What the corrected event should say, by attribute; filled in when the record is read."""


@event
class Amendment(Event):
    """The text itself was changed, from the day it happened: the duty of that name is now what the event says.

    Beside its own keys it has those that it changes; what both have, such as `by`, stands under `says`. What was owed
    before is kept as the version it replaced.
    """

    rank = 0

    takes_more: ClassVar[bool] = True
    of: str = slot(Ref("any"), "what is amended, by its name", required=True)
    says: Any = slot(Anything(), "what it now says, where the event has a key of that name itself")
    changes: ClassVar[dict[str, Any]] = {}
    """What the record now says, by attribute; filled in when the record is read."""
