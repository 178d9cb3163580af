"""Where a process stands, as frozen data: what the desk note, the JSON and the picture are all made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SpellView:
    """A stretch in which the table was in one state; `until` is None for the last."""

    state: str
    since: date
    until: date | None
    why: str
    event: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """The table: its state, what it fell into and when (day 0), how many days ago, and where the way back is."""

    state: str
    since: date
    why: str
    fallen: str = ""
    trigger: str = ""
    day0: date | None = None
    day: int | None = None
    stage: int | None = None
    stage_name: str = ""
    stage_due: date | None = None
    review: date | None = None
    way_back: bool = False


@dataclass(frozen=True, slots=True)
class ActionView:
    """What somebody has to do now: who, what, to whom, by when, who may see it; the note is on substitutes and vows."""

    by: str
    act: str
    to: tuple[str, ...]
    due: date | None
    seen_by: str
    required: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignalView:
    """A signal: whether it fires and since when, or the day on which it will; what was measured, and what clears it.

    `limit` is the threshold, in words: `45 days`, `15%`, or `at once` for what is an event.
    """

    number: str
    name: str
    fires: bool
    since: date | None
    fires_on: date | None
    value: str
    limit: str
    clear: str
    known: bool

    @property
    def called(self) -> str:
        """What it is called, in words."""
        return self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class OwedView:
    """A duty, or a part of it: who owes what to whom by when, where it is on its clock, and the four voices."""

    duty: str
    by: str
    to: tuple[str, ...]
    text: str
    phase: str
    words: str
    due: date | None
    period: date | None
    voices: dict[str, str]
    amounts: dict[str, str] = field(default_factory=dict)
    waits: tuple[str, ...] = ()
    cure: date | None = None
    follows: str = ""
    kept_through: date | None = None


@dataclass(frozen=True, slots=True)
class VowView:
    """A vow in force; `until` is the last day on which it binds, None if it has no end."""

    name: str
    by: str
    since: date
    says: str
    forbids: tuple[str, ...]
    released_by: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer: whose, and whether it stands, lapsed, was withdrawn, is parked or was agreed, since when.

    `until` is the last day on which it stands, None if it has no end.
    """

    name: str
    called: str
    by: str
    status: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DebriefView:
    """What is left of the last session: its outcome, what converged, what is deposited, and who tells it how.

    `converged` is what was agreed or done from its first day on, `before` what had been before it.
    """

    session: str
    closed: date | None
    outcome: str
    next_date: date | None
    converged: tuple[str, ...]
    before: tuple[str, ...]
    deposited: tuple[str, ...]
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AheadView:
    """Something that comes on a day: a signal that fires, a stage that ends, a duty that falls due, an election.

    `unless` is the cheapest act that would keep it from coming, where one would. `name` tells it apart from all others
    of its kind, and stays when the day moves.
    """

    day: date
    what: str
    kind: str
    name: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """An event of which desks say different things: what each says, and whose words count where it was its own act."""

    event: str
    accounts: dict[str, str]
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class HeardView:
    """A desk whose logs are held: how many events it recorded, and when it recorded the last of them (UTC)."""

    desk: str
    events: int
    last: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """Where a process stands on a day, as known on a day, for a reader.

    `events` counts what had happened by then, `recorded` those of them that a record tells and not the file itself.
    `stall_cleared_by` is what would keep `stalls_on` from coming. `called` is what parties and actors are called.
    """

    title: str
    source_name: str
    as_of: date
    known: date
    reader: str
    table: TableView
    actions: tuple[ActionView, ...]
    signals: tuple[SignalView, ...]
    stalls_on: date | None
    owed: tuple[OwedView, ...]
    vows: tuple[VowView, ...]
    offers: tuple[OfferView, ...]
    debrief: DebriefView | None
    ahead: tuple[AheadView, ...]
    history: tuple[SpellView, ...]
    oddities: tuple[str, ...]
    events: int
    recorded: int
    stall_cleared_by: str
    called: dict[str, str]
    conflicts: tuple[ConflictView, ...] = ()
    heard: tuple[HeardView, ...] = ()

    @property
    def firing(self) -> tuple[SignalView, ...]:
        """The signals that fire."""
        return tuple(signal for signal in self.signals if signal.fires)

    @property
    def why(self) -> str:
        """Why the table is as it is; it is slow for whatever fires now, and not for what fired when it became so."""
        firing = ", ".join(f"{signal.number} {signal.called}" for signal in self.firing)
        return firing if self.table.state == "slow" and firing else self.table.why.replace("_", " ")
