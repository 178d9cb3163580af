"""The political room of a package: whose veto it needs, which red lines it crosses, and which covers there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reconvene.deal.figures import chance_of
from reconvene.deal.tabled import Tabled, owners
from reconvene.document.acts import TALK, is_case_of
from reconvene.document.belonging import acts_of, taxonomy_of
from reconvene.document.expressions import Percent, Who
from reconvene.document.obligation import Obligation
from reconvene.document.people import Inner
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
    """Somebody without whom nothing passes: the chance (0 to 1) that they accept, the least asked, what would tell.

    Where the file calls it unknown whether they have a veto, that is what would tell, if they are not likely to accept.
    """

    who: str
    stance: Stance
    chance: tuple[float, float] | None
    missing: str
    least: float = HALF


@dataclass(frozen=True, slots=True)
class Crossing:
    """A red line and the duty that crosses it by an act.

    Without an act it cannot be told whether the duty does, without a duty whether any does: `missing` would tell.
    """

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
            if somebody.veto or somebody.is_unsaid("veto"):
                yield _veto(f"{name}.{each}", somebody, chance_of(somebody.accepts), limit)


def _veto(who: str, somebody: Inner, chance: tuple[float, float] | None, limit: float) -> Veto:
    if chance is not None and chance[0] >= limit:
        return Veto(who, Stance.ACCEPTS, chance, "", limit)
    if not somebody.veto:
        return Veto(who, Stance.UNKNOWN, chance, f"{who}.veto", limit)
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
            elif which_act(written, line.forbids, taxonomy):
                yield Crossing(name, speaker, duty, "", f"{duty}.act")


def which_act(duty: Obligation, forbidden: Collection[str], taxonomy: Mapping[str, tuple[str, ...]]) -> str:
    """Why it cannot be told whether a duty is one of some classes of act; nothing if it can.

    What class of act a duty is, is not guessed; only what is about words is never held against a deed.
    """
    acts = acts_of(duty)
    wider = [rule for rule in forbidden if any(is_case_of(rule, act, taxonomy) for act in acts)]
    if wider:
        return f"it may or may not be `{wider[0]}`"
    bare = not acts and not _is_deed_beside_words(duty, forbidden, taxonomy)
    return "it does not say what class of act it is" if bare else ""


def _is_deed_beside_words(
    duty: Obligation, forbidden: Collection[str], taxonomy: Mapping[str, tuple[str, ...]]
) -> bool:
    """Whether only talking is ruled out, and the duty is only about doing."""
    only_words = all(any(is_case_of(rule, talk, taxonomy) for talk in TALK) for rule in forbidden)
    does = duty.brings is not None or duty.amount is not None or bool(duty.lifts) or bool(duty.forbids)
    return only_words and does and duty.kind not in ("consult", "negotiate")


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
