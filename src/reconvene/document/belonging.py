"""To whom somebody belongs, and who is behind a group; and the classes of act that a process knows."""

from __future__ import annotations

from reconvene.document.acts import LIFTING_ACTS, SHIPPED
from reconvene.document.obligation import Obligation
from reconvene.document.people import Actor
from reconvene.document.process import Process

EVERYBODY = frozenset(("parties", "principals", "all_parties"))
"""Words for all principals."""


def principal_of(process: Process, path: str) -> str | None:
    """The principal that an actor belongs to or acts for, or None for a third party."""
    seen: set[str] = set()
    head = path.split(".", 1)[0]
    while head not in seen:
        seen.add(head)
        if head in (process.parties or {}):
            return head
        actor = (process.actors or {}).get(head)
        if not isinstance(actor, Actor) or not actor.acts_for:
            return None
        head = actor.acts_for.split(".", 1)[0]
    return None


def members_of(process: Process, path: str) -> tuple[str, ...]:
    """Those behind the name of a group or a word such as `parties`; any other name is itself."""
    if path in EVERYBODY:
        return tuple(process.parties or {})
    actor = (process.actors or {}).get(path)
    if actor is not None and actor.members:
        return tuple(str(getattr(member, "who", None) or member) for member in actor.members)
    group = (process.groups or {}).get(path)
    return tuple(group) if group else (path,)


def taxonomy_of(process: Process) -> dict[str, tuple[str, ...]]:
    """The classes of act, shipped and added by the file; a defined term counts as a class."""
    added = {name: act.is_a or () for name, act in (process.acts or {}).items()}
    terms = {name: () for name in process.terms or {} if name not in added and name not in SHIPPED}
    return {**SHIPPED, **terms, **added}


def acts_of(duty: Obligation) -> list[str]:
    """The classes of act that a duty is, as it says or as its lifts say; empty where nothing tells."""
    lifting = [LIFTING_ACTS.get(mode, "sanctions_relief") for mode in (duty.lifts or {}).values()]
    told = _ACT_OF_KIND.get(duty.kind or "", ())
    return list(dict.fromkeys([*(duty.act or ()), *lifting, *told]))


_ACT_OF_KIND = {
    "pay": ("payment",),
    "declare": ("disclosure",),
    "consult": ("consultation",),
    "negotiate": ("negotiation",),
}
