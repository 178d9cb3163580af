"""Who said what of a duty: from the entries of the record to the four voices, with amounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from reconvene.document.obligation import Obligation, Total, Verification
from reconvene.process import events as e
from reconvene.process.amounts import Range, range_of, total
from reconvene.process.duty_state import NOBODY, SILENT, Amounts, Voice, Voices
from reconvene.process.ledger import Entries

NOT_VERIFIED = (None, "nobody", "each_other")
"""Who may stand under `verified.by` without being a third pair of eyes."""


def voices_of(duty: Obligation, entries: Entries, beneficiaries: Iterable[str]) -> Voices:
    """The four voices, each with its own last word."""
    heard = dict.fromkeys(beneficiaries, SILENT)
    said: list[e.Acceptance | e.Disputed] = [*entries.acceptances, *entries.disputes]
    for event in sorted(said, key=lambda event: event.order):
        heard[event.by_party] = _beneficiary(event)
    return Voices(_debtor(entries), tuple(heard.items()), _verifier(duty, entries), _body(entries))


def _debtor(entries: Entries) -> Voice:
    if not entries.claims:
        return SILENT
    last = entries.claims[-1]
    if last.excused:
        word = "claims_excused"
    else:
        word = "claims_partial" if all(claim.amount is not None for claim in entries.claims) else "claims_done"
    return Voice(word, last.at, range_of(last.amount), last.id, last.text or "")


def _beneficiary(event: e.Acceptance | e.Disputed) -> Voice:
    if isinstance(event, e.Disputed):
        return Voice("disputes", event.at, None, event.id, event.reason or event.text or "")
    return Voice("accepts", event.at, range_of(event.amount), event.id, event.text or "")


def _verifier(duty: Obligation, entries: Entries) -> Voice:
    if entries.reports:
        last = entries.reports[-1]
        return Voice(last.finding, last.at, range_of(last.amount), last.id, last.text or "")
    regime = duty.verified
    if isinstance(regime, Verification) and regime.by not in NOT_VERIFIED:
        return Voice("pending", entries.claims[-1].at) if entries.claims else Voice("silent")
    return NOBODY


def _body(entries: Entries) -> Voice:
    if entries.determinations:
        last = entries.determinations[-1]
        return Voice(f"determined_{last.finding}", last.at, None, last.id, last.text or "")
    brought = [dispute for dispute in entries.disputes if dispute.rung]
    if brought:
        return Voice("seized", brought[-1].at, None, brought[-1].id, brought[-1].rung or "")
    return NOBODY


# What the voices amount to, read one by one


def standing_claim(entries: Entries) -> e.Claim | None:
    """The first claim of performance that no later report has taken back."""
    broken = [report.order for report in entries.reports if report.finding == "contradicts"]
    last = max(broken, default=None)
    claims = [claim for claim in entries.claims if not claim.excused]
    return next((claim for claim in claims if last is None or claim.order > last), None)


def confirmed(duty: Obligation, entries: Entries) -> tuple[date | None, tuple[str, ...]]:
    """The day on which the reports sufficed, and else the items that those who must be content still miss."""
    regime = duty.verified
    wanted = {
        item
        for items in ((regime.accepted_by or {}).values() if isinstance(regime, Verification) else ())
        for item in items
    }
    seen: set[str] = set()
    day: date | None = None
    for report in entries.reports:
        if report.finding == "contradicts":
            seen, day = set(), None
        elif report.finding == "confirms":
            seen |= set(report.items or ())
            if day is None and wanted <= seen:
                day = report.at
    reported = any(report.finding == "confirms" for report in entries.reports)
    return day, tuple(sorted(wanted - seen)) if reported and day is None else ()


def amounts_of(duty: Obligation, entries: Entries, part: Decimal | None) -> Amounts | None:
    """How much was promised, claimed, confirmed, accepted and is left; None for a duty without an amount."""
    amount = duty.amount
    promised = range_of(amount.total) if isinstance(amount, Total) else None
    if promised is None or not isinstance(amount, Total):
        return None
    if part is not None:
        promised = promised.times(part)
    claimed = _sum((claim.amount for claim in entries.claims if not claim.excused), promised)
    contradicted = any(report.finding == "contradicts" for report in entries.reports)
    confirms = [report.amount for report in entries.reports if report.finding == "confirms"]
    verified = None if contradicted and not confirms else _sum(confirms, promised)
    accepted = _sum((acceptance.amount for acceptance in entries.acceptances), promised)
    left = promised.less(verified) if verified is not None else None
    return Amounts(promised, amount.bound or "exact", claimed, verified, accepted, left)


def _sum(said: Iterable[object], promised: Range) -> Range | None:
    """The sum of amounts; a word without an amount means the whole."""
    return total((promised if each is None else range_of(each) for each in said), promised.unit)
