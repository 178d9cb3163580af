"""Where desks tell different things under one name, key by key and side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reconvene.document.process import Process
from reconvene.live.accounts import Accounts, Conflict, Said, accounts_of
from reconvene.live.codec import encode
from reconvene.live.record_view import shown

_ASIDE = ("id", "version", "recorded", "unverified")


@dataclass(frozen=True)
class RowView:
    """What each desk says under one key, in the order of the desks; `differs` where they do."""

    key: str
    said: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class SidesView:
    """One name under which different things are told: who tells them, and what.

    `speaker` is the desk whose own act it is: what follows is then computed from its words, and else from all.
    """

    id: str
    kind: str
    voices: tuple[str, ...]
    recorded: tuple[str, ...]
    rows: tuple[RowView, ...]
    speaker: str


def conflicts_in(accounts: Accounts) -> tuple[SidesView, ...]:
    """Every conflict, side by side."""
    return tuple(_view(each) for each in accounts.conflicts)


def brought_by(earlier: Accounts, added: Sequence[Said], process: Process) -> tuple[SidesView, ...]:
    """The conflicts that there would be if these events came in, and are not there yet or would be wider."""
    known = {each.id: len(each.versions) for each in earlier.conflicts}
    after = accounts_of([*earlier.said, *added], process)
    return tuple(_view(each) for each in after.conflicts if len(each.versions) > known.get(each.id, 1))


def _view(conflict: Conflict) -> SidesView:
    told = [encode(each.event) for each in conflict.versions.values()]
    keys = dict.fromkeys(key for data in told for key in data if key not in _ASIDE)
    rows = tuple(_row(key, [shown(data[key]) if key in data else "" for data in told], conflict.differ) for key in keys)
    said = list(conflict.versions.values())
    moments = tuple(each.recorded for each in said)
    return SidesView(conflict.id, said[0].event.kind, tuple(conflict.versions), moments, rows, conflict.speaker)


def _row(key: str, said: Iterable[str], differ: Sequence[str]) -> RowView:
    return RowView(key, tuple(said), key in differ)
