"""Whether the way back costs anybody face: who moves first in public, who goes back on a vow, what leaves a trace.

Definitions: model, section 3.7, constraints FC1, FC2 and FC8. Every act that the ladder requires or offers is asked
about, at every position that the adversary can bring about; a cover counts where it was performed earlier on that path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from reconvene.document.acts import is_case_of
from reconvene.document.belonging import principal_of, taxonomy_of
from reconvene.document.politics import COVERS, Vow
from reconvene.document.process import Process
from reconvene.process.adversary import Move, Scenario
from reconvene.process.reach import Entries, reach
from reconvene.process.stages import Ladder, LadderAct, LadderStage
from reconvene.process.vows import is_covered, is_live, is_seen, speaker_of, speaks_for
from reconvene.text.span import Span
from reconvene.timing.bounds import Bounds

_FIRST_COVERS = ("third_party_invitation", "simultaneous_statement", "calendar_duty")


@dataclass(frozen=True, slots=True)
class FaceFault:
    """One act that costs face, or of which that cannot be told: then `ask` says which fact would decide.

    `constraint` is FC1, FC2 or FC8; `kind` says which way it fails. `covers` are those performed before it, `proposed`
    those that would help. `story` is a shortest path to the stage, without the covers.
    """

    constraint: str
    kind: str
    stage: LadderStage
    act: LadderAct
    party: str
    vow: str = ""
    forbidden: str = ""
    covers: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    ask: str = ""
    fact: str = ""
    story: tuple[Move, ...] = field(default=(), compare=False)

    @property
    def is_open(self) -> bool:
        """Whether it cannot be told."""
        return bool(self.ask)

    @property
    def span(self) -> Span:
        """The place of the act."""
        return self.act.span


def face_faults(process: Process, ladder: Ladder, scenarios: tuple[Scenario, ...], now: date) -> list[FaceFault]:
    """Every act of the ladder that breaks FC1, FC2 or FC8 at some reachable position, in the order of the stages."""
    reached = reach(ladder, scenarios).entries
    asking = _Asking(process, ladder, now)
    found = [
        fault
        for stage in ladder.stages
        if stage.index in reached
        for act in stage.acts
        for fault in (*asking.first_mover(stage, act), *asking.trace(stage, act))
    ]
    vows = list(asking.vows(reached))
    return list(dict.fromkeys([*found, *vows]))


def deniable_until(ladder: Ladder, taxonomy: dict[str, tuple[str, ...]]) -> int:
    """The stage before which nothing may be known outside: the first that provides a cover, else the first session."""
    for stage in ladder.stages:
        if any(act.covers or any(is_case_of(act.act, each, taxonomy) for each in COVERS[1:2]) for act in stage.acts):
            return stage.index
    return next((stage.index for stage in ladder.stages if stage.convenes), 0)


def _path(stage: LadderStage, act: LadderAct) -> str:
    return f"return.{stage.name}.{act.act}"


class _Asking:
    """The three questions, asked of one act at a time."""

    def __init__(self, process: Process, ladder: Ladder, now: date) -> None:
        self.process = process
        self.ladder = ladder
        self.now = now
        self.taxonomy = taxonomy_of(process)
        self.quiet = deniable_until(ladder, self.taxonomy)
        self.bounds = Bounds(process)

    # FC1

    def first_mover(self, stage: LadderStage, act: LadderAct) -> Iterator[FaceFault]:
        """A public act of one principal needs the matching act of all, at once."""
        doers, called = self._principals(act), set(self.ladder.parties)
        if not doers or len(called) < 2 or is_case_of(act.act, "convened_attendance", self.taxonomy):
            return
        if act.together and self._together(stage, act) >= called:
            return
        if act.seen_by in ("parties", "role_holders"):
            return
        if act.seen_by is None:
            yield self._unseen("FC1", stage, act)
        elif doers >= called and act.together is None:
            ask, fact = f"say whether all do {act.act} at once in {stage.name}", f"{_path(stage, act)}.together"
            yield FaceFault("FC1", "together", stage, act, act.by, ask=ask, fact=fact)
        else:
            kind = "not_together" if doers >= called else "alone"
            yield FaceFault("FC1", kind, stage, act, act.by, proposed=_FIRST_COVERS[:2])

    def _principals(self, act: LadderAct) -> set[str]:
        owners = {principal_of(self.process, name) for name in (*act.own, *(hand.name for hand in act.hands))}
        return {name for name in owners if name is not None}

    def _together(self, stage: LadderStage, act: LadderAct) -> set[str]:
        same = [other for other in stage.acts if other.act == act.act and other.together]
        return {name for other in same for name in self._principals(other)}

    def _unseen(self, constraint: str, stage: LadderStage, act: LadderAct, vow: str = "") -> FaceFault:
        ask, fact = f"say who sees {act.act} in {stage.name}", f"{_path(stage, act)}.seen_by"
        return FaceFault(constraint, "unseen", stage, act, act.by, vow, ask=ask, fact=fact)

    # FC8

    def trace(self, stage: LadderStage, act: LadderAct) -> Iterator[FaceFault]:
        """Before the stage from which on it need not be deniable, nobody outside sees anything."""
        if stage.index < self.quiet and act.seen_by == "public":
            yield FaceFault("FC8", "trace", stage, act, act.by)

    # FC2

    def vows(self, reached: Entries) -> Iterator[FaceFault]:
        """An act against a live vow needs a cover that was performed earlier on that path, or that it is itself."""
        for vow in (self.process.vows or {}).values():
            if not vow.forbids or vow.about or not is_live(vow, self.bounds, self.now):
                continue
            if is_covered(self.process, vow):
                continue
            for stage in self.ladder.stages:
                for act in stage.acts if stage.index in reached else ():
                    yield from self._vow(vow, stage, act, reached[stage.index])

    def _vow(
        self, vow: Vow, stage: LadderStage, act: LadderAct, entered: dict[frozenset[str], tuple[Move, ...]]
    ) -> Iterator[FaceFault]:
        speaker = speaker_of(vow)
        doers = act.own or tuple(hand.name for hand in act.hands)
        if speaker is None or not any(speaks_for(self.process, speaker, doer) for doer in doers):
            return
        crossing = [rule for rule in vow.forbids or () if is_case_of(act.act, rule, self.taxonomy)]
        narrower = [rule for rule in vow.forbids or () if is_case_of(rule, act.act, self.taxonomy)]
        if not crossing and not narrower:
            return
        if act.seen_by is None:
            yield self._unseen("FC2", stage, act, vow.name)
            return
        if not is_seen(vow, act.seen_by):
            return
        uncovered = [covers for covers in entered if not self._releases(vow, covers | frozenset(act.covers))]
        if not uncovered:
            return
        worst = min(uncovered, key=lambda covers: (len(covers), sorted(covers)))
        covers = tuple(sorted(worst | frozenset(act.covers)))
        story, proposed = entered[worst], vow.released_by or _FIRST_COVERS
        if not crossing:
            ask, fact = f"say what class of act {act.act} in {stage.name} is", f"{_path(stage, act)}.act"
            forbidden = narrower[0]
            yield FaceFault(
                "FC2", "which_act", stage, act, speaker, vow.name, forbidden, covers, ask=ask, fact=fact, story=story
            )
        elif covers and not vow.released_by:
            ask, fact = f"say what would release the vow: {vow.name}.released_by", f"{vow.name}.released_by"
            yield FaceFault(
                "FC2", "which_cover", stage, act, speaker, vow.name, "", covers, ask=ask, fact=fact, story=story
            )
        else:
            kind = "other_cover" if covers else "crossed"
            yield FaceFault(
                "FC2", kind, stage, act, speaker, vow.name, crossing[0], covers, proposed=proposed, story=story
            )

    def _releases(self, vow: Vow, covers: frozenset[str]) -> bool:
        return any(is_case_of(cover, way, self.taxonomy) for cover in covers for way in vow.released_by or ())
