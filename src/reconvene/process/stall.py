"""Noticing a stall before anyone admits it: the signals with their days, and the rule that joins them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from reconvene.document.dates import in_days
from reconvene.document.expressions import Duration, Percent
from reconvene.document.package import Thresholds
from reconvene.document.process import Process
from reconvene.document.stall_rule import StallRule

FAR = date.max.toordinal()
NEVER = FAR + 1
CADENCE = 30
_AHEAD = 4
"""So many stretches without a deadline are looked at ahead; before they are over there is another look."""


Span = tuple[int, int]
"""A stretch of days: the first day, and the first day after it."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A date that binds somebody: the day, from when it is known to when it is replaced, and when it counted as met.

    `blocked` says that a fact which others owe was still missing on the day, so that it was not missed; `contested` are
    the stretches in which somebody disputed it.
    """

    day: int
    known: int = 0
    gone: int = NEVER
    met: tuple[Span, ...] = ()
    what: str = ""
    duty: bool = False
    blocked: bool = False
    contested: tuple[Span, ...] = ()

    def is_met(self, today: int) -> bool:
        """Whether it counts as met on a day."""
        return any(first <= today < end for first, end in self.met)

    def holds(self, today: int) -> bool:
        """Whether it is known on a day, and not replaced."""
        return self.known <= today < self.gone

    @property
    def bad(self) -> list[Span]:
        """The stretches in which it was missed or contested, while it held."""
        missed: list[Span] = []
        if not self.blocked:
            start = self.day + 1
            for first, end in self.met:
                if first > start:
                    missed.append((start, first))
                start = max(start, end)
            missed.append((start, NEVER))
        spans = _union([missed, list(self.contested)])
        return [(max(first, self.known), min(end, self.gone)) for first, end in spans if end > self.known]


@dataclass(slots=True)
class Limits:
    """The figures that signals compare with, in days, and the rule."""

    cadence: int = CADENCE
    date_passed: int = 1
    silence: int = 45
    level_drop: int = 30
    text_sessions: int = 2
    no_deadline: int = 60
    duties_missed: float = 0.15
    accounts_diverge: int = 14
    rule: StallRule | None = None


def limits_of(process: Process) -> Limits:
    """The figures of a process, each with its default."""
    written = process.thresholds or Thresholds()
    rhythms = [
        int(in_days(channel.cadence.time))
        for channel in (process.channels or {}).values()
        if channel.cadence is not None and channel.open in (None, "open")
    ]
    cadence = min(rhythms, default=_days(written.cadence, CADENCE))
    share = written.duties_missed
    return Limits(
        cadence,
        _days(written.date_passed, 1),
        _days(written.silence, cadence * 3 // 2),
        _days(written.level_drop, 30),
        written.text_sessions or 2,
        _days(written.no_deadline, 60),
        float(share.high) / 100 if isinstance(share, Percent) else 0.15,
        _days(written.accounts_diverge, 14),
        written.stalled_if,
    )


def _days(value: object, default: int) -> int:
    return int(in_days(value)) if isinstance(value, Duration) else default


@dataclass(slots=True)
class Watch:
    """What the signals look at, as the record has it so far; days are counted as the calendar counts."""

    begun: int = NEVER
    contact: int = 0
    leaders: int = 0
    working: int = 0
    leaders_shut: int = 0
    held: int = 0
    open_end: int = 0
    agreed: dict[str, int] = field(default_factory=dict)
    proposed: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    refused: tuple[int, str, str] | None = None
    missed: tuple[int, str] | None = None
    brackets: int | None = None
    without_movement: int = 0
    stuck_since: int = 0
    hardened: tuple[int, str] | None = None
    counter: tuple[int, str] | None = None
    people: dict[str, int] = field(default_factory=dict)
    mediators: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal of a coming stall on a day: whether and since when it fires, or when it will if nothing happens.

    `value` is what it was measured at, `limit` the threshold of the file or its default; `clear` is the cheapest act
    that clears it, as a noun. `known` is False where the record has nothing that the signal could be measured by.
    """

    number: str
    name: str
    fires: bool
    since: date | None
    fires_on: date | None
    value: str
    limit: str
    clear: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """What fires on a day, the day on which that changes if nothing happens, and the day on which talks then stall."""

    firing: list[str]
    change: int
    stall: int


class Signals:
    """The signals of a table, as far as its record goes, each as the stretches of days in which it fires."""

    def __init__(self, watch: Watch, limits: Limits, bindings: Sequence[Binding], parties: tuple[str, ...]) -> None:
        self.watch = watch
        self.limits = limits
        self.bindings = bindings
        self.parties = parties
        self._free = _uncovered(bindings, limits.no_deadline)
        self._missed = _too_many([each for each in bindings if each.duty], limits.duties_missed)

    def stretches(self, name: str, today: int) -> list[Span]:
        """When a signal fires if nothing more happens: stretches of days in their order, that of today first."""
        return _STRETCHES[name](self, today)

    def look(self, today: int) -> Look:
        """Everything about today, and until when nothing changes if nothing happens."""
        spans = {name: stretches(self, today) for name, stretches in _STRETCHES.items()}
        firing = []
        change = NEVER
        for name, found in spans.items():
            for first, end in found:
                if first <= today < end:
                    firing.append(name)
                edge = first if first > today else end
                if today < edge < change:
                    change = edge
        return Look(firing, change, self._stalls(spans, today, change))

    def stalls(self, today: int) -> int:
        """The first day from today on which the rule for a stall holds if nothing happens."""
        spans = {name: stretches(self, today) for name, stretches in _STRETCHES.items()}
        return self._stalls(spans, today, NEVER)

    def _stalls(self, spans: dict[str, list[Span]], today: int, limit: int) -> int:
        """The same from the stretches themselves; what lies beyond a limit need not be right."""
        if self.watch.begun > today:
            return NEVER
        rule = self.limits.rule
        holds = _spans_of(rule, spans) if rule is not None else _default_rule(spans, limit)
        return min((max(first, today) for first, end in holds if end > today), default=NEVER)

    # Each signal

    def no_next_date(self, today: int) -> list[Span]:
        """G1: the last session closed without a date that all accepted."""
        watch = self.watch
        if not watch.open_end or any(day >= today for day in watch.agreed.values()):
            return []
        return [(watch.open_end, NEVER)]

    def date_passed(self, today: int) -> list[Span]:
        """G2: a date that all had accepted went by, or a party refused to come."""
        watch = self.watch
        days = [day + self.limits.date_passed for day in watch.agreed.values() if day > watch.held]
        days += [found[0] for found in (watch.refused, watch.missed) if found is not None]
        return [(min(days), NEVER)] if days else []

    def silence(self, today: int) -> list[Span]:
        """G3: nobody has spoken on any channel for too long."""
        if not self.watch.contact:
            return []
        return [(self.watch.contact + self.limits.silence + 1, NEVER)]

    def level_drop(self, today: int) -> list[Span]:
        """G4: leaders write to each other, and the working level cannot be reached; or the reverse."""
        watch = self.watch
        found = []
        if watch.working and watch.leaders > watch.working:
            found.append(max(watch.working + self.limits.level_drop + 1, watch.leaders))
        if watch.leaders_shut and watch.working > watch.leaders_shut > watch.leaders:
            found.append(max(watch.leaders_shut + self.limits.level_drop + 1, watch.working))
        return [(min(found), NEVER)] if found else []

    def no_text_movement(self, today: int) -> list[Span]:
        """G5: as many passages in brackets as some sessions ago."""
        watch = self.watch
        return [(watch.stuck_since, NEVER)] if watch.stuck_since else []

    def hardening(self, today: int) -> list[Span]:
        """G6: a new vow, or an offer taken back, since the last session."""
        return [(self.watch.hardened[0], NEVER)] if self.watch.hardened is not None else []

    def no_deadline(self, today: int) -> list[Span]:
        """G7: no date that binds anybody lies near enough ahead."""
        if self.watch.begun > today:
            return []
        watch, reach = self.watch, self.limits.no_deadline
        since = max([watch.begun, watch.held, *(day for day in watch.agreed.values() if day <= today)])
        place = max(0, bisect_right(self._free, (today, NEVER + 1)) - 1)
        free = self._free[place : place + _AHEAD]
        covered = [(day - reach, day) for day in watch.agreed.values() if day > today]
        spans = _without(free, covered) if covered else free
        return [(max(first, since), end) for first, end in spans if end > today]

    def duties_missed(self, today: int) -> list[Span]:
        """G8: too great a share of the duties that have a date is missed or contested."""
        place = bisect_right(self._missed, (today, NEVER + 1))
        return self._missed[max(0, place - 1) : place + 1]

    def counter_signal(self, today: int) -> list[Span]:
        """G9: a provocation, a new measure, a standstill not kept, since the last session."""
        return [(self.watch.counter[0], NEVER)] if self.watch.counter is not None else []

    def people_gone(self, today: int) -> list[Span]:
        """G10: a chief negotiator is replaced or away."""
        return [(min(self.watch.people.values()), NEVER)] if self.watch.people else []

    def mediator_gone(self, today: int) -> list[Span]:
        """G11: a mediator has withdrawn, or is refused."""
        return [(min(self.watch.mediators.values()), NEVER)] if self.watch.mediators else []

    def accounts_diverge(self, today: int) -> list[Span]:
        """G12: two parties tell the same session differently, and no common record answers them."""
        days = [max(told.values()) for told in self.watch.accounts.values() if len(told) > 1]
        return [(min(days) + self.limits.accounts_diverge, NEVER)] if days else []


_STRETCHES: dict[str, Callable[[Signals, int], list[Span]]] = {
    "no_next_date": Signals.no_next_date,
    "date_passed": Signals.date_passed,
    "silence": Signals.silence,
    "level_drop": Signals.level_drop,
    "no_text_movement": Signals.no_text_movement,
    "hardening": Signals.hardening,
    "no_deadline": Signals.no_deadline,
    "duties_missed": Signals.duties_missed,
    "counter_signal": Signals.counter_signal,
    "people": Signals.people_gone,
    "mediator": Signals.mediator_gone,
    "accounts_diverge": Signals.accounts_diverge,
}


def _uncovered(bindings: Sequence[Binding], reach: int) -> list[Span]:
    """The stretches in which no binding date that was then known and not met lay near enough ahead."""
    covered = []
    for each in bindings:
        start, end = max(each.known, each.day - reach), min(each.day, each.gone)
        covered += _without([(start, end)], each.met) if start < end else []
    return _without([(0, NEVER)], covered)


def _without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of some stretches once others are taken out of them."""
    out = sorted(taken)
    left: list[Span] = []
    for first, end in spans:
        start = first
        for begin, stop in out:
            if stop <= start:
                continue
            if begin >= end:
                break
            if begin > start:
                left.append((start, begin))
            start = stop
        if start < end:
            left.append((start, end))
    return left


def _too_many(due: Sequence[Binding], limit: float) -> list[Span]:
    """The stretches in which so great a share of the dated duties is missed or contested."""
    steps: dict[int, list[int]] = {}
    for each in due:
        steps.setdefault(each.known, [0, 0])[0] += 1
        steps.setdefault(each.gone, [0, 0])[0] -= 1
        for first, end in each.bad:
            if first < end:
                steps.setdefault(first, [0, 0])[1] += 1
                steps.setdefault(end, [0, 0])[1] -= 1
    spans: list[Span] = []
    count = bad = since = 0
    for day in sorted(steps):
        count, bad = count + steps[day][0], bad + steps[day][1]
        too_many = count > 0 and bad / count > limit
        if too_many and not since:
            since = day
        elif not too_many and since:
            spans.append((since, day))
            since = 0
    return [*spans, (since, NEVER)] if since else spans


# The rule


DEFAULT_RULE = "a date passed or was refused; or no next date and no deadline; or any three signals for 21 days"
_COUNT, _LASTING = 3, 21


def _default_rule(found: dict[str, list[Span]], limit: int) -> list[Span]:
    """The stretches in which one part of the rule holds; what begins beyond the limit may be left out."""
    spans = list(found["date_passed"])
    if found["no_next_date"] and found["no_deadline"] and found["no_next_date"][0][0] <= limit:
        spans += _both(found["no_next_date"], found["no_deadline"])
    starts = sorted(part[0][0] for part in found.values() if part)
    if len(starts) >= _COUNT and starts[_COUNT - 1] + _LASTING <= limit:
        spans += _many([part for part in found.values() if part], _COUNT, _LASTING)
    return spans


def _spans_of(rule: StallRule | str, found: dict[str, list[Span]]) -> list[Span]:
    """The stretches in which a rule holds."""
    if isinstance(rule, str):
        return found[rule]
    lasting = int(in_days(rule.for_)) if rule.for_ is not None else 0
    if rule.at_least is not None:
        return _many(list(found.values()), rule.at_least, lasting)
    parts = [_spans_of(part, found) for part in rule.all or rule.any or ()]
    if rule.any is not None:
        return _lasting(_union(parts), lasting)
    together = parts[0] if parts else []
    for part in parts[1:]:
        together = _both(together, part)
    return _lasting(together, lasting)


def _union(parts: Iterable[list[Span]]) -> list[Span]:
    return _many(list(parts), 1, 0)


def _both(left: list[Span], right: list[Span]) -> list[Span]:
    return _many([left, right], 2, 0)


def _many(parts: list[list[Span]], count: int, lasting: int) -> list[Span]:
    """Where so many of several fire at once, for so long."""
    edges = sorted({edge for part in parts for span in part for edge in span})
    spans: list[Span] = []
    starts = [[span[0] for span in part] for part in parts]
    for first, end in pairwise(edges):
        firing = 0
        for part, begins in zip(parts, starts, strict=True):
            place = bisect_right(begins, first) - 1
            firing += place >= 0 and part[place][1] > first
        if firing >= count:
            if spans and spans[-1][1] == first:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((first, end))
    return _lasting(spans, lasting)


def _lasting(spans: list[Span], days: int) -> list[Span]:
    return [(first + days, end) for first, end in spans if first + days < end] if days else spans
