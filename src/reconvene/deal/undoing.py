"""If it breaks: how soon each side can take back what it gave, against what it got in return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from reconvene.deal.relief import measures_of
from reconvene.deal.tabled import Tabled, owners
from reconvene.document.expressions import Never
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.timing.lengths import Lengths
from reconvene.timing.ranges import time_range

Days = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Undone:
    """How long it takes to undo a duty, in days (infinite if never); None where nothing tells, and what would."""

    duty: str
    by: tuple[str, ...]
    days: Days | None
    missing: tuple[str, ...]


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
                found[pair] = _pair(undone(tabled, name, duty), undone(tabled, other, tabled.duties[other]))
    return tuple(found.values())


def _pair(first: Undone, second: Undone) -> Answered:
    slower = ""
    if first.days is not None and second.days is not None:
        if first.days[0] > second.days[1]:
            slower = first.duty
        elif second.days[0] > first.days[1]:
            slower = second.duty
    return Answered(first, second, slower)


def undone(tabled: Tabled, name: str, duty: Obligation) -> Undone:
    """How long it takes to undo a duty: by its own word; a lift as its measures are put back, the last of them."""
    days = _days(tabled, duty.undone_in)
    if days is not None or not duty.lifts:
        missing = () if days is not None else (f"{name}.undone_in",)
        return Undone(name, owners(duty), days, missing)
    spans = list(_put_back(tabled, duty))
    known = [span for span in spans if span is not None]
    if not spans or len(known) < len(spans):
        return Undone(name, owners(duty), None, (f"{name}.undone_in",))
    back = (max(span[0] for span in known), max(span[1] for span in known))
    return Undone(name, owners(duty), back, ())


def _put_back(tabled: Tabled, duty: Obligation) -> Iterator[Days | None]:
    measures = tabled.process.measures or {}
    for thing in duty.lifts or {}:
        for name in measures_of(tabled.process, thing):
            procedure = measures[name].putting_back
            yield _days(tabled, procedure.takes) if procedure is not None else None


def _days(tabled: Tabled, estimate: Estimate | None) -> Days | None:
    if estimate is None:
        return None
    if isinstance(estimate.value, Never):
        return inf, inf
    span = time_range(estimate, Lengths(tabled.now.year, tabled.now.year + 4))
    return (float(span[0]), float(span[1]) if span[1] is not None else inf) if span is not None else None
