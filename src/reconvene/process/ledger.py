"""What was recorded, by what it is about: entries of duties, facts with their day, things as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reconvene.process import events as e
from reconvene.process.shelf import Event

Instance = tuple[str, date | None]
"""One debtor's part of a duty in one period; empty and None where the duty has only one."""


@dataclass(slots=True)
class Entries:
    """What was said of one instance of a duty, each list in the order of the record."""

    claims: list[e.Claim] = field(default_factory=list)
    acceptances: list[e.Acceptance] = field(default_factory=list)
    disputes: list[e.Disputed] = field(default_factory=list)
    reports: list[e.Verified] = field(default_factory=list)
    determinations: list[e.Determined] = field(default_factory=list)
    cures: list[e.Cured] = field(default_factory=list)

    def add(self, event: Any) -> None:
        """Put an event in its list."""
        listed: list[Any] = getattr(self, _LISTS[event.kind])
        listed.append(event)

    def __iter__(self) -> Iterator[Event]:
        for listed in (self.claims, self.acceptances, self.disputes, self.reports, self.determinations, self.cures):
            yield from listed


_LISTS = {
    "claim": "claims",
    "acceptance": "acceptances",
    "disputed": "disputes",
    "verified": "reports",
    "determined": "determinations",
    "cured": "cures",
}


@dataclass(slots=True)
class Ledger:
    """The record by what it is about.

    `facts` gives the first day on which something came into a state, and the day since which that could be known.
    """

    facts: dict[tuple[str, str], tuple[date, date]] = field(default_factory=dict)
    duties: dict[str, dict[Instance, Entries]] = field(default_factory=dict)
    until: dict[str, list[e.Extended | e.Revived]] = field(default_factory=dict)
    measures: dict[str, Event] = field(default_factory=dict)
    vows: dict[str, Event] = field(default_factory=dict)
    vow_words: dict[str, e.VowMade] = field(default_factory=dict)
    offers: dict[str, Event] = field(default_factory=dict)
    deposits: list[e.Deposited] = field(default_factory=list)
    roles: dict[str, e.RoleChanged] = field(default_factory=dict)
    absent: dict[str, e.Absent] = field(default_factory=dict)
    signed: dict[tuple[str, str], dict[str, Event]] = field(default_factory=dict)
    agreed: list[Event] = field(default_factory=list)
    choices: dict[str, Event] = field(default_factory=dict)
    days: dict[str, e.DayFixed] = field(default_factory=dict)
    counts: dict[str, e.CountPublished] = field(default_factory=dict)
    estimates: dict[str, list[e.EstimateGiven]] = field(default_factory=dict)
    readings: dict[tuple[str, str], e.ReadingRecorded] = field(default_factory=dict)
    disputed_roles: dict[str, Event] = field(default_factory=dict)
    consultations: dict[str, Event] = field(default_factory=dict)
    steps: list[e.StepShown] = field(default_factory=list)
    accounts: list[e.Statement] = field(default_factory=list)

    def note(self, thing: str, state: str, event: Event, day: date | None = None) -> None:
        """Note that something came into a state, unless it did before."""
        key = (thing, state)
        if key not in self.facts:
            at = event.at
            self.facts[key] = (day or at, at)

    def entries(self, event: Any, debtor: str | None) -> Entries:
        """The entries of the instance of a duty that an event is about."""
        instances = self.duties.setdefault(event.duty, {})
        key = (debtor or "", event.period)
        found = instances.get(key)
        if found is None:
            found = instances[key] = Entries()
        return found


def ledger_of(events: Iterable[Event]) -> Ledger:
    """The ledger of events in their order."""
    ledger = Ledger()
    for event in events:
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(ledger, event)
    return ledger


def _claim(ledger: Ledger, event: e.Claim) -> None:
    ledger.entries(event, event.by_party).claims.append(event)


def _acceptance(ledger: Ledger, event: e.Acceptance) -> None:
    ledger.entries(event, event.debtor).acceptances.append(event)


def _disputed(ledger: Ledger, event: e.Disputed) -> None:
    ledger.entries(event, event.debtor).disputes.append(event)
    ledger.note(event.duty, "disputed", event)
    ledger.note(event.duty, "contested", event)


def _verified(ledger: Ledger, event: e.Verified) -> None:
    ledger.entries(event, event.debtor).reports.append(event)


def _determined(ledger: Ledger, event: e.Determined) -> None:
    ledger.entries(event, event.debtor).determinations.append(event)
    ledger.note(event.duty, "determined", event)
    if event.finding.startswith("breach"):
        ledger.note(event.duty, "broken", event)


def _cured(ledger: Ledger, event: e.Cured) -> None:
    ledger.entries(event, event.debtor).cures.append(event)


def _state(state: str, attribute: str) -> Callable[[Ledger, Any], None]:
    def note(ledger: Ledger, event: Any) -> None:
        ledger.note(getattr(event, attribute), state, event)

    return note


def _measure(*states: str) -> Callable[[Ledger, Any], None]:
    def note(ledger: Ledger, event: Any) -> None:
        ledger.measures[event.measure] = event
        for state in states:
            ledger.note(event.measure, state, event)

    return note


def _vow_made(ledger: Ledger, event: e.VowMade) -> None:
    ledger.vows[event.vow] = event
    ledger.vow_words[event.vow] = event


def _vow_released(ledger: Ledger, event: e.VowReleased) -> None:
    ledger.vows[event.vow] = event
    ledger.note(event.vow, "released", event)


def _offer(state: str) -> Callable[[Ledger, Any], None]:
    def note(ledger: Ledger, event: Any) -> None:
        ledger.offers[event.package] = event
        ledger.note(event.package, state, event)

    return note


def _instrument(state: str) -> Callable[[Ledger, Any], None]:
    def note(ledger: Ledger, event: Any) -> None:
        by = getattr(event, "by_party", None)
        if by is not None:
            ledger.signed.setdefault((event.instrument, state), {}).setdefault(by, event)
            return
        ledger.note(event.instrument, state, event)
        ledger.agreed.append(event)

    return note


def _deposited(ledger: Ledger, event: e.Deposited) -> None:
    ledger.deposits.append(event)


def _role_changed(ledger: Ledger, event: e.RoleChanged) -> None:
    ledger.roles[event.role] = event
    ledger.absent.pop(event.role, None)
    ledger.note(event.role, "vacant" if event.holder == "nobody" else "filled", event)


def _absent(ledger: Ledger, event: e.Absent) -> None:
    for name in (event.role, event.actor):
        if name is not None:
            ledger.absent[name] = event
            ledger.note(name, "absent", event)


def _returned(ledger: Ledger, event: e.Returned) -> None:
    for name in (event.role, event.actor):
        if name is not None:
            ledger.absent.pop(name, None)


def _choice_made(ledger: Ledger, event: e.ChoiceMade) -> None:
    ledger.choices.setdefault(event.choice, event)
    ledger.note(event.choice, "made", event)
    ledger.note(event.choice, event.option, event)


def _choice_lapsed(ledger: Ledger, event: e.ChoiceLapsed) -> None:
    if event.choice in ledger.choices:  # it was made in time, and whoever saw it lapse did not know
        return
    ledger.choices[event.choice] = event
    ledger.note(event.choice, "lapsed", event)


def _day_fixed(ledger: Ledger, event: e.DayFixed) -> None:
    if event.day not in ledger.days:  # a day is fixed once, and never dated anew
        ledger.days[event.day] = event
        ledger.note(event.day, "reached", event, event.dated)


def _until(ledger: Ledger, event: Any) -> None:
    ledger.until.setdefault(event.of, []).append(event)
    ledger.note(event.of, "granted", event)


def _count(ledger: Ledger, event: e.CountPublished) -> None:
    ledger.counts[event.counter] = event
    ledger.note(event.counter, "published", event)


def _estimate(ledger: Ledger, event: e.EstimateGiven) -> None:
    ledger.estimates.setdefault(event.of, []).append(event)


def _reading(ledger: Ledger, event: e.ReadingRecorded) -> None:
    ledger.readings[event.term, event.by_party] = event


def _holder(ledger: Ledger, event: e.HolderDisputed) -> None:
    ledger.disputed_roles[event.role] = event
    ledger.note(event.role, "disputed", event)


def _consultation(ledger: Ledger, event: e.ConsultationHeld) -> None:
    ledger.consultations[event.consultation] = event
    ledger.note(event.consultation, "held", event)


def _step(ledger: Ledger, event: e.StepShown) -> None:
    ledger.steps.append(event)
    ledger.note(event.step, "shown", event)


def _statement(ledger: Ledger, event: e.Statement) -> None:
    if event.what == "account":
        ledger.accounts.append(event)


def _notice(ledger: Ledger, event: e.NoticeSent) -> None:
    for name in event.to or ():
        ledger.note(name, "notified", event)


def _objection(ledger: Ledger, event: e.Objection) -> None:
    ledger.note(event.by_party, "objected", event)


_HANDLERS: dict[type[Event], Callable[[Ledger, Any], None]] = {
    e.Claim: _claim,
    e.Acceptance: _acceptance,
    e.Disputed: _disputed,
    e.Verified: _verified,
    e.Determined: _determined,
    e.Cured: _cured,
    e.MeasureImposed: _measure("in_force"),
    e.MeasureSuspended: _measure("suspended", "lifted"),
    e.MeasureTerminated: _measure("terminated", "lifted", "ended"),
    e.MeasureReimposed: _measure("reinstated"),
    e.VowMade: _vow_made,
    e.VowReleased: _vow_released,
    e.OfferTabled: _offer("tabled"),
    e.OfferWithdrawn: _offer("withdrawn"),
    e.OfferParked: _offer("parked"),
    e.Agreed: _instrument("agreed"),
    e.Signed: _instrument("signed"),
    e.Ratified: _instrument("ratified"),
    e.EnteredIntoForce: _instrument("in_force"),
    e.Deposited: _deposited,
    e.RoleChanged: _role_changed,
    e.Absent: _absent,
    e.Returned: _returned,
    e.ChoiceMade: _choice_made,
    e.ChoiceLapsed: _choice_lapsed,
    e.DayFixed: _day_fixed,
    e.Extended: _until,
    e.Revived: _until,
    e.CountPublished: _count,
    e.EstimateGiven: _estimate,
    e.ReadingRecorded: _reading,
    e.HolderDisputed: _holder,
    e.ConsultationHeld: _consultation,
    e.StepShown: _step,
    e.Statement: _statement,
    e.NoticeSent: _notice,
    e.Objection: _objection,
    e.SessionScheduled: _state("scheduled", "session"),
    e.SessionHeld: _state("held", "session"),
    e.SessionRefused: _state("refused", "session"),
    e.SessionPostponed: _state("postponed", "session"),
    e.SessionClosed: _state("closed", "session"),
    e.ChannelOpened: _state("opened", "channel"),
    e.ChannelClosed: _state("closed", "channel"),
}
