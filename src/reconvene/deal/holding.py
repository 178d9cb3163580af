"""How much of an act stays done if the exchange breaks off: never undone, undone at once, or something between.

Of an act that takes `undone_in` to undo, the part `min(1, undone_in / irreversible_after)` cannot be undone: an
assumption of ours, linear since nothing is known that would bend it, with a year as the end (`thresholds:
irreversible_after`). Of the rest some is lost before it is undone, between a quarter and three quarters: another
assumption
(`thresholds: lost_meanwhile`). What does not say how long it takes to undo may be anything from one to the other.
"""

from __future__ import annotations

from datetime import date
from math import inf

from reconvene.deal.undoing import undone
from reconvene.document.expressions import Duration, Percent
from reconvene.document.obligation import Obligation
from reconvene.document.process import Process
from reconvene.timing.lengths import Lengths

Span = tuple[float, float]

_YEAR = 365.0
_LOST = (0.25, 0.75)


def irreversibility(process: Process, now: date, name: str, duty: Obligation) -> tuple[Span, tuple[str, ...]]:
    """The part of an act that cannot be undone (0 to 1), as a range, and the facts that would narrow it to a point."""
    found = undone(process, now, name, duty)
    if found.days is None:
        return (0.0, 1.0), found.missing
    span = _span_of(process, now)
    low, high = (1.0 if days == inf or days >= span else days / span for days in found.days)
    return (low, high), ()


def lost_meanwhile(process: Process) -> Span:
    """The share of what can be undone that is lost before it is (0 to 1), as a range."""
    wanted = process.thresholds.lost_meanwhile if process.thresholds is not None else None
    if not isinstance(wanted, Percent):
        return _LOST
    return float(wanted.low) / 100, float(wanted.high) / 100


def _span_of(process: Process, now: date) -> float:
    wanted = process.thresholds.irreversible_after if process.thresholds is not None else None
    if not isinstance(wanted, Duration):
        return _YEAR
    return float(max(1, Lengths(now.year, now.year + 4).range(wanted)[1]))
