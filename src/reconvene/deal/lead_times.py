"""How long consultations take, and how long before a decision they are over: as the file says, else as is assumed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reconvene.document.dates import last_before
from reconvene.document.expressions import Bound, Duration, TimeUnit
from reconvene.document.kinds import Estimate
from reconvene.document.politics import Consultation
from reconvene.document.process import Process


def _days(low: int, high: int) -> Duration:
    return Duration(Decimal(low), Decimal(high), TimeUnit.DAY)


TIMES: Mapping[str, tuple[Duration, Duration]] = {
    "leader": (_days(1, 7), _days(14, 30)),
    "ministerial": (_days(14, 30), _days(30, 60)),
    "working": (_days(30, 60), _days(30, 60)),
    "bureau": (_days(30, 60), _days(14, 30)),
    "parliament": (_days(30, 60), _days(30, 60)),
    "public": (_days(30, 90), _days(30, 60)),
}
"""How long a consultation at a level takes, and how long before its gate it is over, where the file does not say.

An assumption of ours, as ranges: from a few weeks to a quarter. Each can be set for a file under `thresholds:
{consultations: ...}`, and for one consultation under `takes` and `lead`. Only the month before a legislature is near to
something written: the Asia Reassurance Initiative Act of 2018 asks for a report within thirty days.
"""


@dataclass(frozen=True, slots=True)
class Times:
    """How long a consultation takes and its lead, and which of the two are our assumption."""

    takes: Duration
    lead: Duration
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The last day for something: `safe` with every time at its longest, `latest` with every time at its shortest."""

    safe: date
    latest: date


def times_for(process: Process, level: str, talk: Consultation | None) -> Times:
    """The times of a consultation at a level; what it says itself comes before what the file sets for the level."""
    set_here = process.thresholds.consultations if process.thresholds is not None else None
    for_level = getattr(set_here, level, None) if set_here is not None else None
    found: dict[str, Duration] = {}
    assumed = []
    for key, standard in zip(("takes", "lead"), TIMES.get(level, TIMES["working"]), strict=True):
        estimate = getattr(talk, key, None)
        own = estimate.value if isinstance(estimate, Estimate) else None
        given = own if isinstance(own, Duration) else getattr(for_level, key, None)
        if not isinstance(given, Duration):
            assumed.append(key)
        found[key] = given if isinstance(given, Duration) else standard
    return Times(found["takes"], found["lead"], tuple(assumed))


def count_back(day: date, times: Times, closed: Collection[date]) -> tuple[Span, Span]:
    """The last days on which a consultation must begin, and be over, before a decision on a day."""
    end = Span(_before(day, times.lead, closed, longest=True), _before(day, times.lead, closed, longest=False))
    begin = Span(
        _before(end.safe, times.takes, closed, longest=True), _before(end.latest, times.takes, closed, longest=False)
    )
    return begin, end


def _before(day: date, time: Duration, closed: Collection[date], *, longest: bool) -> date:
    return last_before(day, time, closed, longest=longest and time.bound is not Bound.AT_LEAST)
