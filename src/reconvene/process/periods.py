"""The instances of a duty that recurs, made as the clock reaches them: each period and what was said of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from reconvene.document.dates import add, latest_after
from reconvene.document.expressions import Within
from reconvene.document.obligation import Obligation
from reconvene.process.ledger import Entries

MOST = 5_000
"""So many periods of one duty are told apart; a daily duty reaches that after thirteen years."""


def periods_of(
    duty: Obligation, entries: Entries, begun: date | None, ended: date | None, now: date
) -> Iterator[tuple[date, date, Entries]]:
    """The periods that have begun: the first day of each, the day by which it is due, and what was said of it."""
    if begun is None or begun > now or duty.every is None:
        return
    last = min(now, ended) if ended is not None else now
    starts = list(_starts(duty, begun, last))
    said: list[Entries] = [Entries() for _ in starts]
    for event in entries:
        place = bisect_right(starts, getattr(event, "period", None) or event.at) - 1
        if place >= 0:
            said[place].add(event)
    for place, start in enumerate(starts):
        yield start, _due(duty, start), said[place]


def _starts(duty: Obligation, begun: date, last: date) -> Iterator[date]:
    assert duty.every is not None  # only then does it recur
    step = duty.every.time
    for count in range(MOST):
        # Counted from the first day each time, so that a month's last day does not drift.
        start = add(begun, step.high * count, step.unit)
        if start > last:
            return
        yield start


def _due(duty: Obligation, start: date) -> date:
    limits = duty.within.limits if duty.within is not None else ()
    for limit in limits:
        if isinstance(limit, Within) and limit.of is None:
            due = latest_after(start, limit.time)
            if due is not None:
                return due
    assert duty.every is not None
    return add(start, duty.every.time.high, duty.every.time.unit) - timedelta(days=1)
