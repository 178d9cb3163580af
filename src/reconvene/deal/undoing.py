"""If it breaks: how soon each side can take back what it gave, against what it got in return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf

from reconvene.deal.relief import measures_of
from reconvene.deal.tabled import Tabled, owners
from reconvene.document.expressions import Never
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.process import Process
from reconvene.timing.lengths import Lengths
from reconvene.timing.ranges import time_range

Days = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Undone:
    """How long it takes to undo a duty, in days (infinite if never); None where nothing tells, and what would.

    `inputs` are the figures of the file that it rests on.
    """

    duty: str
    by: tuple[str, ...]
    days: Days | None
    missing: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Two duties that answer each other, and which of them is surely the slower to take back; neither if empty."""

    first: Undone
    second: Undone
    slower: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts without which it cannot be told which is slower."""
        return (*self.first.missing, *self.second.missing)


def answered(tabled: Tabled) -> tuple[Answered, ...]:
    """The pairs of duties of a package that are given in return for each other, each pair once."""
    found: dict[frozenset[str], Answered] = {}
    for name, duty in tabled.duties.items():
        for other in duty.in_return_for or ():
            pair = frozenset((name, other))
            if other in tabled.duties and len(pair) == 2 and pair not in found:
                sides = ((name, duty), (other, tabled.duties[other]))
                found[pair] = _pair(*(undone(tabled.process, tabled.now, *side) for side in sides))
    return tuple(found.values())


def _pair(first: Undone, second: Undone) -> Answered:
    slower = ""
    if first.days is not None and second.days is not None:
        if first.days[0] > second.days[1]:
            slower = first.duty
        elif second.days[0] > first.days[1]:
            slower = second.duty
    return Answered(first, second, slower)


def undone(process: Process, now: date, name: str, duty: Obligation) -> Undone:
    """How long it takes to undo a duty: by its own word; a lift as its measures are put back, the last of them."""
    days, own = _days(now, duty.undone_in), f"{name}.undone_in"
    if days is not None or not duty.lifts:
        return Undone(name, owners(duty), days, () if days is not None else (own,), (own,))
    back = {
        measure: _put_back(process, now, measure) for thing in duty.lifts for measure in measures_of(process, thing)
    }
    inputs = (own, *(f"{measure}.putting_back" for measure in back))
    known = [span for span in back.values() if span is not None]
    if not back or len(known) < len(back):
        return Undone(name, owners(duty), None, (own,), inputs)
    return Undone(name, owners(duty), (max(low for low, _ in known), max(high for _, high in known)), (), inputs)


def _put_back(process: Process, now: date, measure: str) -> Days | None:
    procedure = (process.measures or {})[measure].putting_back
    return _days(now, procedure.takes) if procedure is not None else None


def _days(now: date, estimate: Estimate | None) -> Days | None:
    if estimate is None:
        return None
    if isinstance(estimate.value, Never):
        return inf, inf
    span = time_range(estimate, Lengths(now.year, now.year + 4))
    return (float(span[0]), float(span[1]) if span[1] is not None else inf) if span is not None else None
