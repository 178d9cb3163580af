"""Who of one desk may do what: the four roles, everything that can be done, and the one table that joins them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at a desk."""

    LEAD = "lead"
    DRAFTER = "drafter"
    RECORDER = "recorder"
    READER = "reader"


class Action(StrEnum):
    """Something that can be done at a desk, as far as a role decides it."""

    READ = "read"
    EXPORT = "export"
    EDIT_DRAFT = "edit the draft"
    SAVE_VERSION = "save a version"
    ADOPT_VERSION = "adopt a version"
    RECORD_EVENT = "record an event"
    REDACT = "redact"
    EXCHANGE_BUNDLES = "exchange bundles"
    DEPOSIT = "deposit"
    CHECKPOINT = "sign checkpoints"
    MANAGE_PEOPLE = "manage people"
    MANAGE_OWN_TOKENS = "manage own tokens"
    MANAGE_ALL_TOKENS = "manage all tokens"
    REVOKE_OWN_SESSIONS = "revoke own sessions"
    REVOKE_ALL_SESSIONS = "revoke all sessions"
    SEE_AUDIT = "see the audit"
    BACK_UP = "back up"
    RESTORE_SETTINGS = "restore settings"


_READER = frozenset({Action.READ, Action.EXPORT, Action.MANAGE_OWN_TOKENS, Action.REVOKE_OWN_SESSIONS})
_DRAFTER = _READER | {Action.EDIT_DRAFT, Action.SAVE_VERSION}
_RECORDER = _READER | {Action.RECORD_EVENT, Action.EXCHANGE_BUNDLES, Action.DEPOSIT, Action.CHECKPOINT}
MAY: dict[Role, frozenset[Action]] = {
    Role.LEAD: frozenset(Action),
    Role.DRAFTER: _DRAFTER,
    Role.RECORDER: _RECORDER,
    Role.READER: _READER,
}
"""What each role may do. Nothing else decides it."""

IN_PERSON = frozenset(
    {
        Action.MANAGE_PEOPLE,
        Action.MANAGE_OWN_TOKENS,
        Action.MANAGE_ALL_TOKENS,
        Action.REVOKE_OWN_SESSIONS,
        Action.REVOKE_ALL_SESSIONS,
        Action.RESTORE_SETTINGS,
    }
)
"""What no token may do, whatever its role: a token that was stolen lets nobody in for longer than it lives."""


def can(role: Role, action: Action) -> bool:
    """Whether a role may do something."""
    return action in MAY[role]


def covers(role: Role, other: Role) -> bool:
    """Whether a role may do everything that another may: a token's role is covered by its owner's."""
    return MAY[other] <= MAY[role]
