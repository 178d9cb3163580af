"""What is on the table and not in force: tabled packages, and what the file sets aside or limits."""

from __future__ import annotations

from typing import Any

from reconvene.document.calendar import Session
from reconvene.document.decision import Choice, Dispute, Gate
from reconvene.document.expressions import Who
from reconvene.document.kinds import CONDITION, DATE, DURATION, MOMENT, PERCENT, PROSE, WHO, AnyCondition, Day, Item
from reconvene.document.mechanism import Return
from reconvene.document.obligation import LIFTING_OR_UNSAID, Obligation
from reconvene.document.shape import ListOf, MapOf, OneOf, Record, RecordOf, Ref, Whole, record, slot
from reconvene.document.stall_rule import StallRule


@record
class EndState(Item):
    """What the process ends in, and who says that it has."""

    all: tuple[Any, ...] | None = slot(ListOf(CONDITION), "every one of these must hold")
    any: tuple[Any, ...] | None = slot(ListOf(CONDITION), "one of these must hold")
    verified_by: str | None = slot(Ref("actor", "role"), "who finds that it is reached")

    @property
    def conditions(self) -> tuple[AnyCondition, ...]:
        """The conditions, whichever way they are joined."""
        return (*(self.all or ()), *(self.any or ()))


@record
class Package(Item):
    """A tabled set of duties, lifts and gates that is not in force; checks run on the process with it."""

    by: Who | None = slot(WHO, "who tabled it")
    dated: Any = slot(DATE, "when")
    until: Any = slot(DATE, "the last day on which it stands; until it is withdrawn if left out")
    called: str | None = slot(PROSE, "the name it goes by")
    status: str | None = slot(OneOf("tabled", "withdrawn", "parked", "agreed", "refused"), "how it stands")
    obligations: dict[str, Obligation] | None = slot(MapOf(RecordOf(Obligation), defines="duty"), "the duties in it")
    lifts: dict[str, str] | None = slot(
        MapOf(OneOf(*LIFTING_OR_UNSAID), keys=("measure", "group")), "the measures it would lift, and how"
    )
    lifted_by: str | None = slot(Ref("actor"), "who would have to lift them")
    gates: dict[str, Gate] | None = slot(MapOf(RecordOf(Gate), defines="gate"), "the gates in it")
    choices: dict[str, Choice] | None = slot(MapOf(RecordOf(Choice), defines="choice"), "the decisions in it")
    disputes: dict[str, Dispute] | None = slot(MapOf(RecordOf(Dispute), defines="dispute"), "its dispute ladders")
    sessions: dict[str, Session] | None = slot(MapOf(RecordOf(Session), defines="session"), "the meetings it fixes")
    days: dict[str, Day] | None = slot(MapOf(MOMENT, defines="day"), "the days it names")
    final_date: Day | None = slot(MOMENT, "the final date it sets")
    end_state: EndState | None = slot(RecordOf(EndState), "the end state it sets")
    return_: Return | None = slot(RecordOf(Return), "the way back it sets")


@record
class Suppressed(Record):
    """A finding set aside: which check, about what, by whom, why, until when."""

    check: str = slot(PROSE, "the id of the check", required=True)
    about: str | None = slot(Ref("any"), "the item it is about; all if left out")
    author: str | None = slot(PROSE, "who set it aside", required=True)
    reason: str | None = slot(PROSE, "why", required=True)
    until: Any = slot(DATE, "the last day on which it stays aside", required=True)


@record
class LeadTime(Record):
    """How long a consultation takes, and how long before its gate it must be over."""

    takes: Any = slot(DURATION, "how long it takes, from its beginning to a position")
    lead: Any = slot(DURATION, "how long before the gate it must be over")


@record
class LeadTimes(Record):
    """The times that count at each level, for a consultation that has none of its own; each has a default."""

    leader: LeadTime | None = slot(RecordOf(LeadTime), "between leaders")
    ministerial: LeadTime | None = slot(RecordOf(LeadTime), "between ministers")
    working: LeadTime | None = slot(RecordOf(LeadTime), "between officials")
    bureau: LeadTime | None = slot(RecordOf(LeadTime), "among bureaus")
    parliament: LeadTime | None = slot(RecordOf(LeadTime), "with a legislature")
    public: LeadTime | None = slot(RecordOf(LeadTime), "with citizens")


@record
class Thresholds(Record):
    """The figures that checks compare with; each has a default."""

    calendar_desert: Any = slot(DURATION, "the longest time without a meeting or milestone (60 days)")
    unverified_share: Any = slot(PERCENT, "the share of weight that may go unverified (20%)")
    hostage_share: Any = slot(PERCENT, "the share of weight that may hang on one duty (50%)")
    impact: str | None = slot(OneOf("small", "medium", "large"), "how hard a threat must hit to count (medium)")
    thin_slack: Any = slot(PERCENT, "the least chance that every date is kept, by the declared durations (50%)")
    before_election: Any = slot(DURATION, "how long before an election no step should be due (6 weeks)")
    after_election: Any = slot(DURATION, "how long after one no step should be due (13 weeks)")
    return_within: Any = slot(DURATION, "the longest time back to the table (150 days)")
    acceptance: Any = slot(PERCENT, "the least chance of acceptance by a veto player (50%)")
    count_and_weight: Any = slot(PERCENT, "how far a share by count may lie from the share by weight (20%)")
    recognition: Any = slot(PERCENT, "the share of the pressure that may be given back while a threat stays (50%)")
    cadence: Any = slot(DURATION, "how often talks are meant to meet, where no open channel has a rhythm (30 days)")
    date_passed: Any = slot(DURATION, "how long after its date a session that was not held is a signal (1 day)")
    silence: Any = slot(DURATION, "how long without any contact is a signal (one and a half times the cadence)")
    level_drop: Any = slot(DURATION, "how long without a working level while leaders write is a signal (30 days)")
    text_sessions: int | None = slot(Whole(1), "after so many sessions without movement the text is a signal (2)")
    irreversible_after: Any = slot(DURATION, "what takes so long to undo counts as never undone (1 year)")
    lost_meanwhile: Any = slot(PERCENT, "the share of a reversible act that is lost before it can be undone (25..75%)")
    no_deadline: Any = slot(DURATION, "how far ahead the next binding date may lie (60 days)")
    duties_missed: Any = slot(PERCENT, "the share of duties that may be missed or contested (15%)")
    accounts_diverge: Any = slot(DURATION, "how long two accounts of one session may clash (14 days)")
    consultations: LeadTimes | None = slot(
        RecordOf(LeadTimes), "how long consultations take and how long before a gate they are over, by level"
    )
    stalled_if: StallRule | None = slot(
        RecordOf(StallRule),
        "when talks count as stalled (a date passed; no next date and no deadline; any three signals for 21 days)",
    )
