"""The political room of a package: whose veto it needs, which red lines it crosses, and which covers there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reconvene.deal.figures import chance_of
from reconvene.deal.tabled import Tabled, owners
from reconvene.document.acts import is_case_of
from reconvene.document.belonging import acts_of, taxonomy_of
from reconvene.document.expressions import Percent, Who
from reconvene.process.vows import is_live, speaker_of, speaks_for
from reconvene.timing.bounds import Bounds

HALF = 0.5
"""The least chance of acceptance by a veto player, unless `thresholds: {acceptance: ...}` says another."""


class Stance(StrEnum):
    """How somebody with a veto stands."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Veto:
    """Somebody without whom nothing passes: the chance (0 to 1) that they accept, the least asked, what would tell."""

    who: str
    stance: Stance
    chance: tuple[float, float] | None
    missing: str
    least: float = HALF


@dataclass(frozen=True, slots=True)
class Crossing:
    """A red line and the duty that crosses it by an act; without a duty, whether one does cannot be told."""

    red_line: str
    by: str
    duty: str
    act: str
    missing: str


@dataclass(frozen=True, slots=True)
class Bind:
    """A live vow of somebody who owes a duty of the package: the covers that release it here, and those it names."""

    vow: str
    by: str
    covers: tuple[str, ...]
    released_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Who must agree, which red lines are crossed, which vows bind those who owe something, with their covers."""

    vetoes: tuple[Veto, ...]
    crossings: tuple[Crossing, ...]
    binds: tuple[Bind, ...]


def room(tabled: Tabled) -> Room:
    """The political room of a package; whether a vow is crossed is asked by the check `vow-conflict`."""
    return Room(tuple(vetoes(tabled)), tuple(_crossings(tabled)), tuple(_binds(tabled)))


def vetoes(tabled: Tabled) -> Iterator[Veto]:
    """Everybody without whom nothing passes, inside a party or beside one."""
    process = tabled.process
    wanted = process.thresholds.acceptance if process.thresholds else None
    limit = float(wanted.low) / 100 if isinstance(wanted, Percent) else HALF
    inside = {name: party.inner for name, party in (process.parties or {}).items()}
    inside |= {name: actor.inner for name, actor in (process.actors or {}).items()}
    for name, inner in inside.items():
        for each, somebody in (inner or {}).items():
            if somebody.veto:
                yield _veto(f"{name}.{each}", chance_of(somebody.accepts), limit)


def _veto(who: str, chance: tuple[float, float] | None, limit: float) -> Veto:
    if chance is not None and chance[0] >= limit:
        return Veto(who, Stance.ACCEPTS, chance, "", limit)
    if chance is not None and chance[1] < limit:
        return Veto(who, Stance.REFUSES, chance, "", limit)
    return Veto(who, Stance.UNKNOWN, chance, f"{who}.accepts", limit)


def _crossings(tabled: Tabled) -> Iterator[Crossing]:
    taxonomy = taxonomy_of(tabled.process)
    for name, line in (tabled.process.red_lines or {}).items():
        speaker = line.by.path if isinstance(line.by, Who) else ""
        if not line.forbids:
            yield Crossing(name, speaker, "", "", f"{name}.forbids")
            continue
        for duty, written in tabled.duties.items():
            doers = [*owners(written), *([written.done_by.path] if written.done_by is not None else [])]
            if not any(speaks_for(tabled.process, speaker, doer) for doer in doers):
                continue
            act = next((a for a in acts_of(written) for no in line.forbids if is_case_of(a, no, taxonomy)), "")
            if act:
                yield Crossing(name, speaker, duty, act, "")


def _binds(tabled: Tabled) -> Iterator[Bind]:
    process = tabled.process
    bounds = Bounds(process)
    owing = [owner for duty in tabled.duties.values() for owner in owners(duty)]
    for name, vow in (process.vows or {}).items():
        speaker = speaker_of(vow)
        if speaker is None or not vow.forbids or not is_live(vow, bounds, tabled.now):
            continue
        if any(speaks_for(process, speaker, owner) for owner in owing):
            covers = tuple(each for each, cover in (process.covers or {}).items() if name in (cover.releases or ()))
            yield Bind(name, speaker, covers, tuple(vow.released_by or ()))
