"""Who is who in a process: the principals, whom an actor belongs to, and who stands behind a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reconvene.document.belonging import EVERYBODY, members_of, principal_of
from reconvene.document.process import Process

_TOP = ("leader", "ministerial", "working", "technical", "military", "liaison", "hotline", "back_channel", "track_1_5")
LEADERS = frozenset({"leader", "ministerial"})
WORKING = frozenset({"working", "technical"})


class People:
    """The people of one process; what was asked once is kept."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.parties = tuple(process.parties or {})
        self._of: dict[str, frozenset[str]] = {}
        self._ends: dict[str, frozenset[str]] = {}
        levels = [channel.level for channel in (process.channels or {}).values() if channel.level]
        self.top = min(levels, key=_TOP.index, default=None)

    def of(self, path: str) -> frozenset[str]:
        """The principals behind a name: its own, those of its members, or all."""
        found = self._of.get(path)
        if found is None:
            found = self._of[path] = frozenset(self._principals(path))
        return found

    def _principals(self, path: str) -> Iterable[str]:
        if path in EVERYBODY:
            return self.parties
        if path in self.parties:
            return (path,)
        members = members_of(self.process, path)
        listed = members if members != (path,) else (path,)
        return [name for each in listed if (name := principal_of(self.process, each)) is not None]

    def all_of(self, paths: Iterable[str] | None) -> frozenset[str]:
        """The principals behind several names."""
        return frozenset().union(*map(self.of, paths)) if paths else frozenset()

    def level_of(self, channel: str | None) -> str:
        """The level of a channel; empty where the process does not say."""
        found = (self.process.channels or {}).get(channel or "")
        return (found.level or "") if found is not None else ""

    def ends_of(self, channel: str | None) -> frozenset[str]:
        """The principals that a channel joins; all where the process does not say."""
        name = channel or ""
        known = self._ends.get(name)
        if known is None:
            found = (self.process.channels or {}).get(name)
            ends = self.all_of(found.ends) if found is not None else frozenset()
            known = self._ends[name] = ends or frozenset(self.parties)
        return known

    def called(self, path: str) -> str:
        """What somebody is called, as a sentence would say it; the name in the file where nothing else is known."""
        head, *inner = path.split(".")
        found: Any = (self.process.parties or {}).get(head) or (self.process.actors or {}).get(head)
        for name in inner:
            found = (getattr(found, "inner", None) or {}).get(name)
        if path in ("parties", "principals", "all_parties"):
            return "the parties"
        return getattr(found, "called", None) or path.replace("_", " ")

    def all_called(self, paths: Iterable[str]) -> str:
        """What several are called, joined as a sentence would."""
        names = [self.called(path) for path in paths]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def is_top(self, level: str) -> bool:
        """Whether talks at this level are the highest that the process has."""
        if not level or self.top is None:
            return True
        return _TOP.index(level) <= _TOP.index(self.top) if level in _TOP else True

    def is_mediator(self, path: str) -> bool:
        """Whether somebody mediates, guarantees or convenes."""
        head = path.split(".", 1)[0]
        if head in ("mediator", "guarantors", "guarantor", "convenor"):
            return True
        actor = (self.process.actors or {}).get(head)
        return actor is not None and (
            actor.kind in ("mediator", "guarantor", "convenor")
            or bool({"mediator", "guarantor", "convenor"} & set(actor.roles or ()))
        )
