"""What a vow is to a check: whether it is live, who is bound by it, how it is quoted, and what would release it."""

from __future__ import annotations

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, new_name
from reconvene.document.belonging import EVERYBODY as EVERYBODY
from reconvene.document.politics import COVERS, Vow
from reconvene.process import vows
from reconvene.process.vows import speaker_of as speaker_of
from reconvene.text.finding import Fix


def is_live(draft: Draft, vow: Vow) -> bool:
    """Whether a vow binds on the day on which the draft is asked about."""
    return vows.is_live(vow, draft.bounds, draft.now)


def is_covered(draft: Draft, vow: Vow) -> bool:
    """Whether the process has a cover that releases the vow."""
    return vows.is_covered(draft.process, vow)


def speaks_for(draft: Draft, speaker: str, doer: str) -> bool:
    """Whether what the doer does is held against the speaker: the same one, or of the same principal."""
    return vows.speaks_for(draft.process, speaker, doer)


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
