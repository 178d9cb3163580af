"""Duties as they stand: the dates of the plan, the voices of the record, and what follows from both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from reconvene.document.belonging import members_of
from reconvene.document.dates import latest_after
from reconvene.document.expressions import Duration, Quantifier, Who
from reconvene.document.obligation import Debtors, Miss, Obligation, Shape, Verification
from reconvene.document.process import Process
from reconvene.process.amounts import Range
from reconvene.process.duty_state import (
    MISSED,
    Amounts,
    DutyState,
    InstanceState,
    Phase,
    Voices,
    Wait,
)
from reconvene.process.ledger import Entries, Instance, Ledger
from reconvene.process.performance import Acceptance, Determined, Disputed, Verified
from reconvene.process.periods import periods_of
from reconvene.process.voices import NOT_VERIFIED, amounts_of, confirmed, standing_claim, voices_of
from reconvene.timing.observed import Due, Observed


def debtors_of(process: Process, duty: Obligation) -> dict[str, Decimal | None]:
    """Those who owe a duty each for themselves, with their share; one nameless debtor where it is owed as one."""
    match duty.by:
        case Who(quantifier=Quantifier.EACH):
            return dict.fromkeys(members_of(process, duty.by.path))
        case Debtors():
            return {
                name: Decimal(share.part) / Decimal(share.whole) if hasattr(share, "part") else None
                for name, share in (duty.by.shares or {}).items()
            }
        case _:
            return {"": None}


def owed_by(duty: Obligation) -> str:
    """Who owes a duty, as the text names them."""
    match duty.by:
        case Who():
            return duty.by.path
        case Debtors():
            return ", ".join(duty.by.shares or {})
        case tuple():
            return ", ".join(duty.by)
        case _:
            return ""


@dataclass(slots=True)
class Heard:
    """The entries of every instance of a duty, and what they amount to."""

    duty: Obligation
    instances: dict[Instance, tuple[Entries, Decimal | None]]

    def fact(self, state: str) -> date | None:
        """The day on which the duty as a whole came into a state: that of its last instance, of a series its first."""
        days = [self._day(state, entries, part) for entries, part in self.instances.values()]
        if self.duty.shape in (Shape.SERIES, Shape.STANDING):
            return min((day for day in days if day is not None), default=None)
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None

    def _day(self, state: str, entries: Entries, part: Decimal | None) -> date | None:
        # What came has come: a word that is taken back later does not undo what others began upon it.
        spans = reached_spans(self.duty, entries, part, claimed_on if state == "claimed" else verified_on)
        return spans[0][0] if spans else None


Reached = Callable[[Obligation, Entries, Decimal | None], date | None]


def reached_spans(
    duty: Obligation, entries: Entries, part: Decimal | None, reached: Reached
) -> tuple[tuple[date, date | None], ...]:
    """The stretches in which a state was reached: from the word that completed it to the one that took it back."""
    if not entries.reports or not any(report.finding == "contradicts" for report in entries.reports):
        day = reached(duty, entries, part)
        return ((day, None),) if day is not None else ()
    spans: list[tuple[date, date | None]] = []
    said = Entries()
    for event in sorted(entries, key=lambda event: event.order):
        said.add(event)
        is_open = bool(spans) and spans[-1][1] is None
        against = isinstance(event, Verified) and event.finding == "contradicts"
        if is_open != against:
            continue  # while it stands only a contradiction matters, and while it does not, anything else
        day = reached(duty, said, part)
        if is_open and day is None:
            spans[-1] = (spans[-1][0], event.at)
        elif not is_open and day is not None:
            spans.append((event.at, None))
    return tuple(spans)


def met_on(duty: Obligation, entries: Entries, part: Decimal | None = None) -> date | None:
    """The day on which the clock of lateness stopped: a claim, or a verification without one."""
    return claimed_on(duty, entries, part) or verified_on(duty, entries, part)


def contested_spans(entries: Entries) -> tuple[tuple[date, date | None], ...]:
    """The stretches in which a beneficiary disputed it, and neither accepted nor a body decided."""
    spans: list[tuple[date, date | None]] = []
    disputing: set[str] = set()
    said: list[Acceptance | Disputed | Determined] = [
        *entries.acceptances,
        *entries.disputes,
        *entries.determinations,
    ]
    for event in sorted(said, key=lambda event: event.order):
        before = bool(disputing)
        match event:
            case Disputed():
                disputing.add(event.by_party)
            case Acceptance():
                disputing.discard(event.by_party)
            case _:
                disputing.clear()
        if disputing and not before:
            spans.append((event.at, None))
        elif before and not disputing:
            spans[-1] = (spans[-1][0], event.at)
    return tuple(spans)


def claimed_on(duty: Obligation, entries: Entries, part: Decimal | None = None) -> date | None:
    """The day on which the debtor claimed all of it by a word that still stands, all efforts shown."""
    claim = standing_claim(entries)
    if claim is None or missing_efforts(duty, entries):
        return None
    if claim.amount is None:
        return claim.at
    amounts = amounts_of(duty, entries, part)
    if amounts is None:
        return claim.at
    if amounts.claimed is None or not _suffices(amounts, amounts.claimed):
        return None
    return entries.claims[-1].at


def verified_on(duty: Obligation, entries: Entries, part: Decimal | None = None) -> date | None:
    """The day on which it was verified, accepted where nobody else verifies, or determined to be performed."""
    performed = [each.at for each in entries.determinations if each.finding == "performed"]
    if performed:
        return performed[0]
    day, _ = confirmed(duty, entries)
    if day is not None:
        amounts = amounts_of(duty, entries, part)
        complete = amounts is None or amounts.verified is None or _suffices(amounts, amounts.verified)
        return day if complete else None
    regime = duty.verified
    if regime == "none":
        return claimed_on(duty, entries, part)
    if isinstance(regime, Verification) and regime.by not in NOT_VERIFIED:
        return None
    disputing = {dispute.by_party for dispute in entries.disputes}
    accepted = [each for each in entries.acceptances if each.by_party not in disputing]
    wanted = set(duty.to or ())
    amounts = amounts_of(duty, entries, part)
    complete = amounts is None or amounts.accepted is None or _suffices(amounts, amounts.accepted)
    by_all = bool(accepted) and wanted <= {each.by_party for each in accepted}
    return accepted[-1].at if complete and by_all else None


def _suffices(amounts: Amounts, reached: Range) -> bool:
    return amounts.bound == "ceiling" or reached.low >= amounts.promised.low


def missing_efforts(duty: Obligation, entries: Entries) -> tuple[str, ...]:
    """The efforts that are owed and that no claim shows."""
    shown = {effort for claim in entries.claims for effort in claim.shown or ()}
    return tuple(effort for effort in duty.shown_by or () if effort not in shown)


class Duties:
    """The duties of a process on a day, by the record up to it."""

    def __init__(self, process: Process, ledger: Ledger, now: date) -> None:
        self.process = process
        self.ledger = ledger
        self.now = now
        self.heard = {name: self._hear(name, duty) for name, duty in (process.obligations or {}).items()}
        self.inside: dict[tuple[str, str, date], Entries] = {}  # by duty, debtor and the first day of the period

    def _hear(self, name: str, duty: Obligation) -> Heard:
        said = self.ledger.duties.get(name, {})
        debtors = debtors_of(self.process, duty)
        found: dict[Instance, tuple[Entries, Decimal | None]] = {}
        for debtor, part in debtors.items():
            fitting = [entries for (who, _), entries in said.items() if not debtor or who in ("", debtor)]
            found[debtor, None] = (fitting[0] if len(fitting) == 1 else _together(fitting), part)
        return Heard(duty, found)

    def facts(self) -> Iterator[tuple[tuple[str, str], date]]:
        """The days on which duties came into the states that others wait for."""
        for name, heard in self.heard.items():
            for state in ("claimed", "verified"):
                day = heard.fact(state)
                if day is not None:
                    yield (name, state), day

    def assess(self, observed: Observed) -> dict[str, DutyState]:
        """Every duty as it stands."""
        found: dict[str, DutyState] = {}
        for name, heard in self.heard.items():
            instances = tuple(self._instances(name, heard, observed))
            series = _series(heard.duty, instances)
            found[name] = DutyState(name, heard.duty, heard.duty.shape, instances, (), series)
        return found

    def _instances(self, name: str, heard: Heard, observed: Observed) -> Iterator[InstanceState]:
        duty = heard.duty
        assess = self._standing if duty.shape is Shape.STANDING else self._act
        for (debtor, _), (entries, part) in heard.instances.items():
            if duty.shape is not Shape.SERIES:
                yield assess(name, duty, debtor, entries, part, observed)
                continue
            begun = _came(observed, name, "begun")
            ended = _came(observed, name, "ended")
            for start, due, inside in periods_of(duty, entries, begun, ended, self.now):
                self.inside[name, debtor, start] = inside
                yield self._period(duty, debtor, inside, part, start, due)

    def spans(self, name: str, instance: InstanceState) -> tuple[tuple[tuple[date, date | None], ...], ...]:
        """The stretches in which an instance counted as met, and those in which it was contested."""
        heard = self.heard[name]
        entries, part = heard.instances[instance.debtor, None]
        if instance.period is not None:
            entries = self.inside[name, instance.debtor, instance.period]
        return reached_spans(heard.duty, entries, part, met_on), contested_spans(entries)

    # Acts and efforts

    def _act(
        self,
        name: str,
        duty: Obligation,
        debtor: str,
        entries: Entries,
        part: Decimal | None,
        observed: Observed,
    ) -> InstanceState:
        place = observed.plan.place("duty", name, "claimed")
        first = observed.plan.place("duty", name, "enabled")
        enabled = _enabled(observed, first if first is not None else place, self.now)
        due = observed.due(place) if place is not None else None
        for moved in self.ledger.until.get(name, ()):
            if isinstance(moved.until, date):
                due = Due(moved.until, moved.at, None)
        state = self._between(duty, debtor, None, entries, part, enabled, due)
        if state.phase in (Phase.WAITING, Phase.BLOCKED):
            waits = tuple(self._waits(first if first is not None else place, observed))
            state = replace(state, waits=waits)
        return state

    def _between(
        self,
        duty: Obligation,
        debtor: str,
        period: date | None,
        entries: Entries,
        part: Decimal | None,
        enabled: date | None,
        due: Due | None,
    ) -> InstanceState:
        """Where an act is between its being enabled and its being settled."""
        voices = voices_of(duty, entries, self._beneficiaries(duty))
        claimed, verified = claimed_on(duty, entries, part), verified_on(duty, entries, part)
        last = due.day if due is not None else None
        late = max(0, (claimed - last).days) if claimed is not None and last is not None else 0
        cure, follows = _after_miss(duty, last)
        phase, since = self._phase(entries, voices, claimed, verified, enabled, last, cure)
        if phase in _BY_ITS_START and any(duty.unsaid.get(key) == "unknown" for key in _STARTS):
            phase, since = Phase.UNKNOWN, None
        return InstanceState(
            debtor,
            period,
            phase,
            voices,
            since,
            enabled,
            last,
            due.since if due is not None else None,
            claimed,
            cure if phase in MISSED else None,
            late,
            amounts=amounts_of(duty, entries, part),
            missing_items=confirmed(duty, entries)[1],
            missing_efforts=missing_efforts(duty, entries) if duty.shape is Shape.EFFORT else (),
            follows=follows if phase in MISSED or phase is Phase.CONTESTED else "",
        )

    def _phase(
        self,
        entries: Entries,
        voices: Voices,
        claimed: date | None,
        verified: date | None,
        enabled: date | None,
        due: date | None,
        cure: date | None,
    ) -> tuple[Phase, date | None]:
        settled = _settled(entries, voices)
        if settled is not None:
            return settled
        if verified is not None:
            return Phase.VERIFIED, verified
        if entries.cures:
            return Phase.CURED, entries.cures[-1].at
        if claimed is not None:
            return Phase.CLAIMED, claimed
        if due is not None and due < self.now:
            if enabled is None or enabled > due:
                return Phase.BLOCKED, due
            if cure is None:
                return Phase.MISSED, due
            return (Phase.CURING if cure >= self.now else Phase.REFERRED), due
        return (Phase.WAITING, None) if enabled is None else (Phase.DUE, enabled)

    # What stands over time, and what recurs

    def _standing(
        self,
        name: str,
        duty: Obligation,
        debtor: str,
        entries: Entries,
        part: Decimal | None,
        observed: Observed,
    ) -> InstanceState:
        voices = voices_of(duty, entries, self._beneficiaries(duty))
        begun, ended = _came(observed, name, "begun"), _came(observed, name, "ended")
        kept = max(
            (report.through or report.at for report in entries.reports if report.finding == "confirms"), default=None
        )
        settled = _settled(entries, voices)
        contradicted = entries.reports and entries.reports[-1].finding == "contradicts"
        waits: tuple[Wait, ...] = ()
        if settled is not None:
            phase, since = settled
        elif begun is None or begun > self.now:
            phase, since = Phase.WAITING, None
            waits = tuple(self._waits(observed.plan.place("duty", name, "begun"), observed))
        elif contradicted:
            phase, since = Phase.CONTESTED, entries.reports[-1].at
        elif ended is not None and ended < self.now:
            phase, since = Phase.ENDED, ended
        else:
            phase, since = Phase.HOLDING, begun
        follows = duty.if_contested.then or "" if duty.if_contested is not None and phase is Phase.CONTESTED else ""
        until = ended if ended is not None and ended >= self.now else None
        return InstanceState(
            debtor, None, phase, voices, since, begun, until, kept_through=kept, waits=waits, follows=follows
        )

    def _period(
        self, duty: Obligation, debtor: str, entries: Entries, part: Decimal | None, start: date, due: date
    ) -> InstanceState:
        return self._between(duty, debtor, start, entries, part, start, Due(due, start, None))

    # What it waits for

    def _beneficiaries(self, duty: Obligation) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for path in duty.to or () for name in members_of(self.process, path)))

    def _waits(self, place: int | None, observed: Observed) -> Iterator[Wait]:
        """What has not come of what an event waits for, and who owes it."""
        for other, _ in observed.waits_for(place) if place is not None else ():
            came = observed.came(other)
            if came is not None and came.day <= self.now.toordinal():
                continue
            event = observed.plan.events[other]
            owner = event.owner
            if event.family == "duty" and event.name in self.heard:
                heard = self.heard[event.name]
                regime = heard.duty.verified
                owner = owed_by(heard.duty)
                if heard.fact("claimed") is not None and isinstance(regime, Verification) and regime.by:
                    owner = regime.by
            yield Wait(str(event).replace("`", ""), owner)


def _together(listed: Iterable[Entries]) -> Entries:
    """What was said of a duty that is owed as one, whoever of its debtors it was said of."""
    entries = Entries()
    for each in listed:
        entries.claims += each.claims
        entries.acceptances += each.acceptances
        entries.disputes += each.disputes
        entries.reports += each.reports
        entries.determinations += each.determinations
        entries.cures += each.cures
    for said in (entries.claims, entries.acceptances, entries.disputes, entries.reports, entries.determinations):
        said.sort(key=lambda event: event.order)
    return entries


def _came(observed: Observed, name: str, state: str) -> date | None:
    place = observed.plan.place("duty", name, state)
    found = observed.came(place) if place is not None else None
    return date.fromordinal(found.day) if found is not None else None


_STARTS = ("after", "from", "begins", "while", "only_if")
"""The slots that say what a duty waits for."""
_BY_ITS_START = frozenset({Phase.WAITING, Phase.BLOCKED, Phase.DUE, *MISSED})
"""The phases that follow from what it waits for, and that nobody can tell who does not know it."""


def _enabled(observed: Observed, place: int | None, now: date) -> date | None:
    found = observed.enabled(place) if place is not None else None
    return date.fromordinal(found.day) if found is not None and found.day <= now.toordinal() else None


def _settled(entries: Entries, voices: Voices) -> tuple[Phase, date | None] | None:
    """The phase that a determination, or a dispute that nothing has answered, puts a duty in."""
    if entries.determinations:
        last = entries.determinations[-1]
        phases = {"performed": Phase.PERFORMED, "excused": Phase.EXCUSED}
        later = [dispute for dispute in entries.disputes if dispute.order > last.order]
        return (phases.get(last.finding, Phase.BREACHED), last.at) if not later else (Phase.CONTESTED, later[0].at)
    disputing = [voice for _, voice in voices.beneficiaries if voice.word == "disputes"]
    if disputing:
        return Phase.CONTESTED, min(voice.since for voice in disputing if voice.since is not None)
    if voices.debtor.word == "claims_excused" and any(voice.word == "accepts" for _, voice in voices.beneficiaries):
        return Phase.EXCUSED, voices.debtor.since
    return None


def _after_miss(duty: Obligation, due: date | None) -> tuple[date | None, str]:
    """The last day to put a miss right, and what follows."""
    miss = duty.if_missed
    if not isinstance(miss, Miss) or due is None:
        return None, ""
    cure = latest_after(due, miss.cure) if isinstance(miss.cure, Duration) else None
    return cure, miss.refer_to or miss.then or ""


def _series(duty: Obligation, instances: Iterable[InstanceState]) -> str:
    """Whether a series counts as missed as a whole, by the count that the text sets."""
    rule = duty.series_missed
    if rule is None:
        return ""
    by_debtor: dict[str, list[bool]] = {}
    for each in instances:
        by_debtor.setdefault(each.debtor, []).append(each.phase in MISSED)
    longest = max((_longest_run(missed) for missed in by_debtor.values()), default=0)
    most = max((sum(missed) for missed in by_debtor.values()), default=0)
    if rule.in_a_row is not None and longest >= rule.in_a_row:
        return f"{longest} missed in a row, of {rule.in_a_row}"
    if rule.in_all is not None and most >= rule.in_all:
        return f"{most} missed in all, of {rule.in_all}"
    return ""


def _longest_run(missed: Iterable[bool]) -> int:
    run = longest = 0
    for each in missed:
        run = run + 1 if each else 0
        longest = max(longest, run)
    return longest
