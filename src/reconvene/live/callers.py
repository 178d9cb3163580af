"""Who asks a desk for something: a person, by a session or a token, or whoever runs the machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from reconvene.live.roles import IN_PERSON, Action, Role, can
from reconvene.record.fault import RecordFault, found

WHERE = "people of this desk"
"""The place that a finding names which is about nobody's file."""
NAMELESS = ("administrator", "nobody")
"""What the audit calls whoever has no name; nobody may take these."""


class NotAllowed(RecordFault):
    """The role of whoever asks does not let them do it; nothing was done."""


class Through(StrEnum):
    """By what somebody is known."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105  (a word, no token)
    MACHINE = "machine"


@dataclass(frozen=True)
class Person:
    """Somebody of the desk: the name to log in by, the name shown, the role, and whether they may come in."""

    id: str
    name: str
    shown: str
    role: Role
    disabled: bool
    has_password: bool
    made: datetime


@dataclass(frozen=True)
class Caller:
    """Whoever asks, with the role that counts for it.

    `credential` is the id of the session or token; `csrf` goes into every form of a session; `origin` is the address.
    """

    person: Person | None
    role: Role
    through: Through
    credential: str = ""
    csrf: str = field(default="", repr=False)
    origin: str = ""

    @property
    def name(self) -> str:
        """The name to log in by; the machine's administrator has none and is called so, and a stranger is nobody."""
        if self.person is not None:
            return self.person.name
        return NAMELESS[0] if self.through is Through.MACHINE else NAMELESS[1]

    def can(self, action: Action) -> bool:
        """Whether they may do something. By a token nobody lets people in or makes tokens."""
        return can(self.role, action) and not (self.through is Through.TOKEN and action in IN_PERSON)

    def insist(self, action: Action) -> None:
        """Raise `NotAllowed` unless they may."""
        if self.can(action):
            return
        by_token = can(self.role, action)
        said = f"By a token nobody may {action}." if by_token else f"Who is {self.role} of this desk may not {action}."
        step = "log in, and do it in person" if by_token else "ask a lead of the desk to do it, or for another role"
        raise NotAllowed(found("role-forbids", WHERE, said, step))

    def at(self, origin: str) -> Caller:
        """The same caller, with the address that they ask from."""
        return replace(self, origin=origin)


ADMINISTRATOR = Caller(None, Role.LEAD, Through.MACHINE)
"""Whoever runs commands on the machine of the desk: they can read its files anyway."""
