"""Deposits in confidence: a party seals what it could accept; the convenor tells all what all accept, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.deposits import (
    MOST,
    DepositsMissing,
    begin_deposits,
    deposit,
    deposits_of,
    match_deposits,
    open_deposits,
    withdraw,
)
from reconvene.process import events as e
from reconvene.record.desk_keys import history_of
from reconvene.record.fault import RecordFault, found
from reconvene.text.finding import Finding
from reconvene.web import answers
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

_DONE = {
    "begun": "Deposits can be sealed to this desk. The parties need this desk's next bundle, with its key.",
    "deposited": "It is sealed and on record, and travels in this desk's next bundle for the convenor. "
    "Nobody else is told, not even that it is there.",
    "withdrawn": "What lay with the convenor is withdrawn. The convenor may have read it, and counts it no more.",
    "matched": "It was compared, and all are told the same by this desk's next bundles.",
}


@dataclass(frozen=True)
class Said:
    """What a form says back: what went wrong, and what stood in it."""

    wrong: tuple[Finding, ...] = ()
    written: str = ""
    missing: bool = False


def deposits(visit: Visit) -> Page:
    """What lies where, as far as this desk may know it."""
    return _page(visit, Said())


def _page(visit: Visit, said: Said, status: int = 200) -> Page:
    if visit.subject.desk is None:
        return Page("deposits.html.j2", {"side": "", "said": said, "done": ""}, kept=False)
    with visit.place.lock:
        values = _values(visit)
    done = _DONE.get(visit.query.get("done", ""), "") if status == 200 else ""
    return Page("deposits.html.j2", {**values, "said": said, "done": done}, kept=False, status=status)


def _wrong(message: str, step: str) -> Finding:
    return found("deposit-form", "the form", message, step)


def _values(visit: Visit) -> dict[str, Any]:
    desk, process = visit.desk, visit.desk.shared_document.process
    mechanism = process.return_
    convenor = mechanism.convenor if mechanism is not None and mechanism.convenor else ""
    matched = [each.event for each in desk.accounts().said if isinstance(each.event, e.DepositsMatched)]
    common = {"convenor": convenor, "matched": matched, "most": MOST, "round": 1 + len(matched)}
    if desk.actor in (process.parties or {}):
        key = history_of(desk.store, convenor).sealing_key if convenor else None
        own = deposits_of(desk, convenor) if convenor else []
        compared = key is not None and (desk.settings.trusts or {}).get(convenor) is not None
        return {**common, "side": "party", "own": own, "key": key, "compared": compared}
    begun = history_of(desk.store, desk.actor).sealing_key
    return {**common, "side": "convenor", "begun": begun, **(_opened(visit) if begun is not None else {})}


def _opened(visit: Visit) -> dict[str, Any]:
    """Of each party, whether something came and when; never what it says."""
    desk = visit.desk
    try:
        found = open_deposits(desk)
    except RecordFault as fault:
        return {"rows": [], "unreadable": fault.finding}
    parties = desk.shared_document.process.parties or {}
    return {"rows": [(party, found.get(party)) for party in parties], "unreadable": None}


# What is done


def place(visit: Visit) -> Response | Page:
    """Seal what was written to the convenor."""
    written = visit.value("accepts")
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if not lines or len(lines) > MOST:
        said = "Nothing is written." if not lines else f"It accepts {len(lines)} things, and the most is {MOST}."
        step = "write what the party could accept, one thing on each line, the best first"
        return _page(visit, Said((_wrong(said, step),), written), 422)
    try:
        with visit.turn():
            made = deposit(visit.desk, lines, visit.value("convenor"), visit.now)
    except RecordFault as fault:
        return _page(visit, Said((fault.finding,), written), 409)
    return _noted(visit, made.id, "deposited")


def take_back(visit: Visit) -> Response | Page:
    """Take back what this party deposited in this round."""
    try:
        with visit.turn():
            gone = withdraw(visit.desk, visit.value("convenor"), visit.now)
    except RecordFault as fault:
        return _page(visit, Said((fault.finding,)), 409)
    return _noted(visit, ", ".join(gone), "withdrawn")


def begin(visit: Visit) -> Response:
    """State the key that deposits are sealed to."""
    with visit.turn():
        stated = begin_deposits(visit.desk, visit.now)
    return _noted(visit, f"key {stated.by}", "begun")


def match(visit: Visit) -> Response | Page:
    """Compare, and tell all the same."""
    close, one = visit.value("close") == "yes", visit.value("one") == "yes"
    try:
        with visit.turn():
            told = match_deposits(visit.desk, visit.now, close=close, one=one)
    except DepositsMissing as fault:
        finding = replace(fault.finding, help="wait until the last day of the stage; then close the round below")
        return _page(visit, Said((finding,), missing=True), 409)
    except RecordFault as fault:
        return _page(visit, Said((fault.finding,)), 409)
    return _noted(visit, told.id, "matched")


def _noted(visit: Visit, about: str, done: str) -> Response:
    audit.note(visit.house.people, visit.caller, Act.DEPOSITED, visit.now, f"{visit.subject.name}: {done}, {about}")
    return answers.to(visit.link("/deposits", done=done))
