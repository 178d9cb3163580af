"""What a vow is to a check: whether it is live, who is bound by it, how it is quoted, and what would release it."""

from __future__ import annotations

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, new_name
from reconvene.document.expressions import Who
from reconvene.document.politics import COVERS, Vow
from reconvene.text.finding import Fix

EVERYBODY = frozenset(("parties", "principals", "all_parties"))
"""Words for all principals."""


def is_live(draft: Draft, vow: Vow) -> bool:
    """Whether a vow binds on the day on which the draft is asked about."""
    if vow.status not in (None, "live") or (vow.dated is not None and vow.dated > draft.now):
        return False
    end = draft.bounds.latest_of(vow.until).day if vow.until is not None else None
    return end is None or end >= draft.now


def is_covered(draft: Draft, vow: Vow) -> bool:
    """Whether the process has a cover that releases the vow."""
    return any(vow.name in (cover.releases or ()) for cover in (draft.process.covers or {}).values())


def speaks_for(draft: Draft, speaker: str, doer: str) -> bool:
    """Whether what the doer does is held against the speaker: the same one, or of the same principal."""
    principal = draft.principal_of(speaker) or speaker
    return (
        doer == speaker
        or (draft.principal_of(doer) or doer) == principal
        or (doer in EVERYBODY and principal in draft.parties)
    )


def quoted(vow: Vow) -> str:
    """A vow as it is quoted among the reasons of a finding."""
    said = " ".join((vow.says or vow.text or "").split())
    dated = f" on {vow.dated}" if vow.dated else ""
    words = f': "{said}"' if said else ""
    unread = " (not verified)" if vow.is_unverified else ""
    return f"`{vow.by}` vowed{dated}{words}{unread}"


def add_cover(draft: Draft, vow: Vow) -> tuple[Fix, ...]:
    """A fix that writes a cover which releases the vow, its provider still open."""
    kind = next((way for way in vow.released_by or () if way in COVERS), "third_party_invitation")
    name = new_name(draft, f"cover_for_{vow.name}")
    text = f"{{kind: {kind}, by: unknown, releases: [{vow.name}]}}"
    return add_entry("add a cover, its provider still open", draft, "covers", name, text)


def speaker_of(vow: Vow) -> str | None:
    """The path of whoever gave the vow, or None if the file does not tell."""
    return vow.by.path if isinstance(vow.by, Who) else None
