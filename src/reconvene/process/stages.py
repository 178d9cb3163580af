"""The way back as data: its stages in order, what is done in each, in whose hands, and where the text is silent."""

from __future__ import annotations

from dataclasses import dataclass

from reconvene.document.mechanism import Return
from reconvene.text.span import Span


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who can do an act for a role: `owner` is the principal behind it, or None for a third party."""

    name: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class LadderAct:
    """An act of a stage: its class, who does it, who sees it, what it covers.

    `own` are the principals each of whom does it for itself; where that is empty, any one of `hands` does it for all.
    `together` is None where the file says that it is unknown; `receivers` are those one of whom must be there to
    receive it, where it is a deposit of the parties. `needs_all` says that it is a meeting, which takes every party;
    `endless` that the hands never run out, as where it is written how the next holder of a role is found.
    """

    index: int
    act: str
    by: str
    hands: tuple[Hand, ...]
    own: tuple[str, ...]
    needs_all: bool
    seen_by: str | None
    required: bool
    together: bool | None
    covers: tuple[str, ...]
    tells_all: bool
    span: Span
    endless: bool = False
    receivers: tuple[Hand, ...] = ()


@dataclass(frozen=True, slots=True)
class LadderStage:
    """A stage: its limit in days, its hands in order, what is done, and what follows at the limit (`otherwise`).

    `limit` and `otherwise` are None where the text is silent. `voided_by` holds the sets of parties each of which voids
    the stage by objecting together. `parks` says that it is a long recess with a review and no session. `notices` and
    `minutes` are the places of the acts by which a session is notified and minuted.
    """

    index: int
    name: str
    limit: int | None
    led_by: str
    hands: tuple[Hand, ...]
    acts: tuple[LadderAct, ...]
    otherwise: int | None
    convenes: bool
    quorum: str
    voided_by: tuple[frozenset[str], ...]
    parks: bool
    seen_by: str | None
    extension: str | None
    span: Span
    endless: bool = False
    notices: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    attendance: tuple[int, ...] = ()

    @property
    def asked(self) -> tuple[LadderAct, ...]:
        """The acts with which the stage is done: those it requires, or what it offers where it requires nothing."""
        required = tuple(act for act in self.acts if act.required)
        return required or self.acts

    @property
    def bears_empty_chairs(self) -> bool:
        """Whether its session is held although somebody stays away."""
        return self.convenes and self.quorum != "all"

    @property
    def written_minutes(self) -> tuple[LadderAct, ...]:
        """The acts by which a session is minuted, those left out that take several parties, each by itself."""
        return tuple(self.acts[place] for place in self.minutes if len(self.acts[place].own) < 2)


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How a stage is prolonged: by whose consent, by how many days at most, how often; None where nothing says so."""

    name: str
    consenting: tuple[str, ...]
    all_of: bool
    adds: int | None
    times: int | None
    silence_extends: bool
    span: Span


@dataclass(frozen=True, slots=True)
class OpenFact:
    """Something that the file calls unknown: its path, and what to say."""

    fact: str
    ask: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ladder:
    """The machine of the way back: who is called, what starts it, its stages, its roles, and how it is prolonged.

    `starters` are the hands that start it, or None where the clock does and nobody has to; a principal among them, or
    a mere request, starts nothing that anybody is bound to start. `reconfirmation` is the time a new government has to
    confirm it, in days; `outlives` whether it binds beyond a government at all. `restarts` says that a new stall or
    failure during the return begins it anew.
    """

    mechanism: Return
    parties: tuple[str, ...]
    stages: tuple[LadderStage, ...]
    starts_on: tuple[str, ...]
    started_by: str
    starters: tuple[Hand, ...] | None
    binds: str | None
    outlives: bool
    reconfirmation: int
    depositaries: tuple[Hand, ...]
    guarantors: tuple[Hand, ...]
    restarts: bool
    extensions: tuple[ExtensionRule, ...] = ()
    open_facts: tuple[OpenFact, ...] = ()
    starters_endless: bool = False

    @property
    def parking(self) -> int | None:
        """The stage in which the process is parked, or None if there is none."""
        return next((stage.index for stage in self.stages if stage.parks), None)

    @property
    def role_holders(self) -> tuple[str, ...]:
        """Every third party in whose hands something is, once each."""
        led = (hand for stage in self.stages for hand in stage.hands)
        done = (hand for stage in self.stages for act in stage.acts for hand in act.hands)
        return tuple(dict.fromkeys(hand.name for hand in (*led, *done) if hand.owner is None))

    def extension_of(self, stage: LadderStage) -> ExtensionRule | None:
        """How a stage is prolonged, or None if it is not."""
        return next((rule for rule in self.extensions if rule.name == stage.extension), None)
