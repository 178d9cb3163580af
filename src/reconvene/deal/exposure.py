"""How exposed each party is: what it has given and cannot take back, less what it has got and cannot lose again.

Exposure is taken at its worst over every order that the text allows, within a day too. What is given counts from the
day it is done; what is got counts once it is seen to be done. A keeper takes both off: what lies in escrow is given to
nobody yet, and whoever can release it by an own act has it for sure when doing that act.

Every figure is a range. The lowest answer is one that no figures within their ranges can fall short of, the highest one
that none can exceed; how much of a reversible act is lost meanwhile is one unknown, the same for all steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import isfinite

from reconvene.deal.closure import heaviest
from reconvene.deal.exchange import GIVES, Account, Entry, accounts_of, declares_nothing, givers
from reconvene.deal.holding import Span, lost_meanwhile
from reconvene.deal.ordering import DONE, OUT, SEEN, Ordering, order_of, released_by
from reconvene.document.obligation import Obligation
from reconvene.document.process import Process
from reconvene.timing.plan import Plan
from reconvene.timing.windows import Windows

_BOUNDLESS = 1e30
"""What stands for an open end while sets are compared; sums are made with the open end itself."""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of what a party gives (sign 1) or gets (sign -1): how much, what stays of it, and where it counts.

    `risk` is the place from which it counts for the party's own risk, `reach` that from which the party has got it, or
    has given it, if it walks away.
    """

    entry: Entry
    part: int
    sign: int
    low: float
    high: float
    risk: int
    reach: int


@dataclass(frozen=True, slots=True)
class Moment:
    """The worst that can be at some moment: the exposure as a range, and the steps that are done by then.

    `given` and `got` are the duties, the latter as far as they are secured; `day` is the first day on which it can be,
    None where the text does not tell.
    """

    exposure: Span
    given: tuple[str, ...]
    got: tuple[str, ...]
    day: date | None


@dataclass(frozen=True, slots=True)
class DayExposure:
    """The worst exposure that can be at the end of a day, as a range."""

    day: date
    exposure: Span


@dataclass(frozen=True, slots=True)
class Exposure:
    """A party's exposure: at its worst, and from day to day where something can change."""

    party: str
    unit: str
    worst: Moment
    days: tuple[DayExposure, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """What the parties of a process give each other, with the order in which they can."""

    process: Process
    duties: dict[str, Obligation]
    accounts: tuple[Account, ...]
    order: Ordering
    lost: Span

    @cached_property
    def terms(self) -> dict[str, tuple[Term, ...]]:
        """The terms of every party."""
        return {account.party: tuple(self._terms(account)) for account in self.accounts}

    def account(self, party: str) -> Account:
        """The account of a party."""
        return next(account for account in self.accounts if account.party == party)

    def _terms(self, account: Account) -> Iterator[Term]:
        for entry in account.entries:
            parts = self.order.parts[entry.duty]
            low, high = entry.amount.low / parts, entry.amount.high / parts
            for part in range(parts):
                sign = 1 if entry.way == GIVES else -1
                risk, reach = self._places(entry, part, account.party)
                yield Term(entry, part, sign, low, high, risk, reach)

    def _places(self, entry: Entry, part: int, party: str) -> tuple[int, int]:
        if self.duties[entry.duty].escrow is not None:
            out = self.order.place(entry.duty, OUT, part)
            if entry.way == GIVES:
                return out, out
            own = self._own_release(entry.duty, part, party)
            return (own if own is not None else out), out
        done = self.order.place(entry.duty, DONE, part)
        return (done, done) if entry.way == GIVES else (self.order.place(entry.duty, SEEN, part), done)

    def _own_release(self, name: str, part: int, party: str) -> int | None:
        """Where a party, by an act of its own, releases what is kept for it; None if that hangs on anything else."""
        releasing = released_by(self.duties, self.duties[name])
        if len(releasing) != 1 or party not in givers(self.process, self.duties[releasing[0][0]]):
            return None
        other = releasing[0][0]
        theirs = self.order.parts[other]
        act = self.order.place(other, DONE, part if theirs == self.order.parts[name] else theirs - 1)
        return act if self.order.before[act] >> self.order.place(name, DONE, part) & 1 else None


def exchange_of(
    process: Process, now: date, duties: dict[str, Obligation], plan: Callable[[], Plan], windows: Callable[[], Windows]
) -> Exchange | None:
    """The exchange that some duties make; None where no step says what it costs or is worth.

    `plan` and `windows` are asked for only if there is one.
    """
    if declares_nothing(duties):
        return None
    accounts = accounts_of(process, now, duties)
    counted = {entry.duty for account in accounts for entry in account.entries}
    behind = {other for name in counted for other, _ in released_by(duties, duties[name])}
    steps = {name: duty for name, duty in duties.items() if name in counted | behind}
    return Exchange(process, steps, accounts, order_of(process, steps, plan(), windows()), lost_meanwhile(process))


# Exposure


def exposures(exchange: Exchange) -> tuple[Exposure, ...]:
    """The exposure of every party, in the order of the file."""
    return tuple(exposure_of(exchange, account.party) for account in exchange.accounts)


def exposure_of(exchange: Exchange, party: str) -> Exposure:
    """The exposure of a party: at its worst, and day by day."""
    order = exchange.order
    dated = sorted({day for day in (*order.first, *order.last) if day is not None})
    days = tuple(DayExposure(day, _moment(exchange, party, *order.possible(day)).exposure) for day in dated)
    return replace(worst_exposure(exchange, party), days=days)


def worst_exposure(exchange: Exchange, party: str) -> Exposure:
    """The exposure of a party at its worst alone, which is quicker: no days are told."""
    account = exchange.account(party)
    return Exposure(party, account.unit, _moment(exchange, party, exchange.order.all, 0), (), account.missing)


def _moment(exchange: Exchange, party: str, may: int, must: int) -> Moment:
    terms = exchange.terms[party]
    span, chosen = worst_of(exchange, party, _risk, may, must, reach=False)
    given = dict.fromkeys(term.entry.duty for term in terms if term.sign > 0 and chosen >> term.risk & 1)
    got = dict.fromkeys(term.entry.duty for term in terms if term.sign < 0 and chosen >> term.risk & 1)
    firsts = [exchange.order.first[place] for place in range(len(exchange.order.before)) if chosen >> place & 1]
    day = max((each for each in firsts if each is not None), default=None)
    return Moment(span, tuple(given), tuple(got), day)


Pull = Callable[[Term, float, bool], tuple[float, float]]
"""What a term adds to a sum if it has not come and if it has, where a share of what can be undone is lost meanwhile; at
most (True) or at least."""


def worst_of(exchange: Exchange, party: str, pull: Pull, may: int, must: int, *, reach: bool) -> tuple[Span, int]:
    """The greatest sum over all that can have come, as a range, with the set that gives most.

    A term has come from its place `reach` on, or from `risk` on. The sum is no less than the low end and no more than
    the high end, whatever the figures within their ranges are.
    """
    places = [term.reach if reach else term.risk for term in exchange.terms[party]]
    lots = tuple(dict.fromkeys(exchange.lost))
    pulls = {
        (lost, high): [
            (place, pull(term, lost, high)) for place, term in zip(places, exchange.terms[party], strict=True)
        ]
        for lost in lots
        for high in (True, False)
    }
    tried = {end: heaviest(_weights(pulled), exchange.order.before, may, must) for end, pulled in pulls.items()}
    tops = [(_total(pulls[lost, True], tried[lost, True]), tried[lost, True]) for lost in lots]
    top = max(value for value, _ in tops)
    low = max(min(_total(pulls[lost, False], each) for lost in lots) for each in dict.fromkeys(tried.values()))
    return (low, top), next(chosen for value, chosen in tops if value == top)


_Pulled = Sequence[tuple[int, tuple[float, float]]]
"""Of every term the place from which it has come, and what it adds before and after that."""


def _weights(pulled: _Pulled) -> dict[int, float]:
    weights: dict[int, float] = {}
    for place, (before, after) in pulled:
        weights[place] = weights.get(place, 0.0) + _finite(after) - _finite(before)
    return weights


def _total(pulled: _Pulled, chosen: int) -> float:
    parts = [pull[chosen >> place & 1] for place, pull in pulled]
    ends = [part for part in parts if not isfinite(part)]
    return ends[0] if ends else sum(parts, 0.0)


def _risk(term: Term, lost: float, high: bool) -> tuple[float, float]:
    """What cannot be taken back of what is given, less what cannot be lost of what is got."""
    end = high if term.sign > 0 else not high
    return 0.0, term.sign * part_of(term.high if end else term.low, stays_of(term, lost, end=end))


def stays_of(term: Term, lost: float, *, end: bool) -> float:
    """The part of a term that stays done or is lost before it is undone, at most (`end`) or at least."""
    stays = term.entry.stays[end]
    return stays + (1 - stays) * lost


def part_of(amount: float, share: float) -> float:
    """A share of an amount; nothing of one without end is nothing."""
    return amount * share if share else 0.0


def _finite(value: float) -> float:
    return value if isfinite(value) else _BOUNDLESS if value > 0 else -_BOUNDLESS


def within(exposure: Span, limit: Span) -> bool | None:
    """Whether an exposure stays within a limit: for sure, for sure not (False), or it cannot be told (None)."""
    if exposure[1] <= limit[0]:
        return True
    return False if exposure[0] > limit[1] else None
