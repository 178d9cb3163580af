"""What a vow is on the way back: whether it is live on a day, and whose acts it binds."""

from __future__ import annotations

from datetime import date

from reconvene.document.belonging import EVERYBODY, principal_of
from reconvene.document.expressions import Who
from reconvene.document.politics import AUDIENCES, Vow
from reconvene.document.process import Process
from reconvene.timing.bounds import Bounds

IN_THE_ROOM = frozenset(("adversary", "private"))
"""The audiences that see what only the parties, or the parties and role-holders, see."""


def is_live(vow: Vow, bounds: Bounds, now: date) -> bool:
    """Whether a vow binds on a day."""
    if vow.status not in (None, "live") or (vow.dated is not None and vow.dated > now):
        return False
    end = bounds.latest_of(vow.until).day if vow.until is not None else None
    return end is None or end >= now


def is_covered(process: Process, vow: Vow) -> bool:
    """Whether the process has a cover that releases the vow, which is then provided before day 0."""
    return any(vow.name in (cover.releases or ()) for cover in (process.covers or {}).values())


def speaks_for(process: Process, speaker: str, doer: str) -> bool:
    """Whether what the doer does is held against the speaker: the same one, or of the same principal."""
    principal = principal_of(process, speaker) or speaker
    return (
        doer == speaker
        or (principal_of(process, doer) or doer) == principal
        or (doer in EVERYBODY and principal in (process.parties or {}))
    )


def speaker_of(vow: Vow) -> str | None:
    """The path of whoever gave the vow, or None if the file does not tell."""
    return vow.by.path if isinstance(vow.by, Who) else None


def is_seen(vow: Vow, seen_by: str) -> bool:
    """Whether the audience before which a vow was given sees what these see; a vow is public unless it says so."""
    audience = set(vow.audience or AUDIENCES[:-1])
    return bool(audience & (set(AUDIENCES) if seen_by == "public" else IN_THE_ROOM))
