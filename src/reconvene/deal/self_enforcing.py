"""Whether every step pays for who must take it: whether going on beats walking away, and if not, what would hold them.

At each act a party compares two ways. If it goes on to the end, it gains all that it gets less all that it gives. If it
walks away, it keeps what cannot be taken from it, and what it gave is lost as far as it cannot be taken back. The
difference is what walking away is worth to it; the relationship that goes on afterwards, or a bond that is lost, must
be worth at least as much (safe exchange: Telser, Journal of Business 53, 1980; Sandholm and Lesser, 1995). It is taken
at its worst: everything that the text lets the others do before the act is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import inf

from reconvene.deal.exchange import GETS, Entry, givers
from reconvene.deal.exposure import Exchange, Term, part_of, stays_of, worst_of
from reconvene.deal.figures import figure_of
from reconvene.deal.holding import Span
from reconvene.deal.ordering import DONE
from reconvene.document.people import Bond
from reconvene.document.process import Process
from reconvene.timing.fixed_days import FixedDays

_END = "until the bond is given back"
MOST_ORDERED = 12
"""Every order of so many steps is looked at; of more, none is."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act that costs a party something, and what walking away just before it is worth to it, as a range.

    `last` tells that nothing need be to come for the party once it is at this act, so that no later gain holds it.
    `day` is the first day on which the act can be done, `backing` what holds the party at it.
    """

    duty: str
    part: int
    gain: Span
    last: bool
    day: date | None
    backing: Span

    @property
    def pays(self) -> bool | None:
        """Whether going on beats walking away: for sure, for sure not (False), or it cannot be told (None)."""
        return pays(self.gain, self.backing)


@dataclass(frozen=True, slots=True)
class Backing:
    """What holds a party beside the exchange: the relationship and the bond, together; `declared` if either is."""

    worth: Span
    unit: str
    declared: bool


@dataclass(frozen=True, slots=True)
class Resolve:
    """Whether a party's steps pay: its acts, what holds it, and the least that must (0 if nothing need).

    `net` is what the exchange as a whole brings it.
    """

    party: str
    unit: str
    acts: tuple[Act, ...]
    backing: Backing
    needed: Span
    net: Span
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool | None:
        """Whether every step pays: for sure, for sure not (False), or it cannot be told (None)."""
        found = {act.pays for act in self.acts}
        return False if False in found else None if None in found else True

    @property
    def worst(self) -> Act | None:
        """The act before which walking away is worth most; the earlier of two."""
        return max(self.acts, key=lambda act: (act.gain, -(act.day or date.max).toordinal()), default=None)


@dataclass(frozen=True, slots=True)
class LeastOrder:
    """The least that each party must be held by in any order of the steps, one after the other, and an order for it."""

    needed: Span
    unit: str
    steps: tuple[str, ...]


def pays(needed: Span, backing: Span) -> bool | None:
    """Whether what is needed to hold somebody is there: for sure, for sure not, or it cannot be told."""
    if needed[1] <= backing[0]:
        return True
    return False if needed[0] > backing[1] else None


def resolves(exchange: Exchange) -> tuple[Resolve, ...]:
    """Of every party, whether each of its steps pays, in the order of the file."""
    return tuple(resolve_of(exchange, account.party) for account in exchange.accounts)


def resolve_of(exchange: Exchange, party: str) -> Resolve:
    """Whether each step of a party pays."""
    account = exchange.account(party)
    acts = tuple(_acts(exchange, party))
    low = max((act.gain[0] for act in acts), default=0.0)
    high = max((act.gain[1] for act in acts), default=0.0)
    signs = [(1 if entry.way == GETS else -1, entry.amount) for entry in account.entries]
    net = (
        sum(amount.low if sign > 0 else -amount.high for sign, amount in signs),
        sum(amount.high if sign > 0 else -amount.low for sign, amount in signs),
    )
    needed = (max(0.0, low), max(0.0, high))
    return Resolve(party, account.unit, acts, backing_of(exchange.process, party), needed, net, account.missing)


def surely_pays(exchange: Exchange, party: str) -> bool:
    """Whether no moment at all makes walking away worth more than nothing to a party: quicker than act by act."""
    (_, most), _ = worst_of(exchange, party, _walking, exchange.order.all, 0, reach=True)
    return most <= 0


def backing_of(process: Process, party: str, day: date | None = None) -> Backing:
    """What the file says that holds a party beside the exchange, at any time or still on a day.

    What it does not say is left out, and so is a bond that is given back before that day.
    """
    record = (process.parties or {})[party]
    figures = [figure_of(record.relationship, "relationship")]
    if record.bond is not None and (day is None or _lasts(process, record.bond, day)):
        figures.append(figure_of(record.bond.worth, "bond"))
    known = [figure for figure in figures if figure is not None]
    unit = next((figure.unit for figure in known if figure.range.high > 0), "")
    low = sum(figure.range.low for figure in known if figure.unit == unit)
    high = sum(figure.range.high for figure in known if figure.unit == unit)
    return Backing((low, high), unit, bool(known))


def _lasts(process: Process, bond: Bond, day: date) -> bool:
    if bond.until is None:
        return True
    ends = FixedDays({**(process.days or {}), _END: bond.until}, frozenset(process.closed_days or ())).of(_END)
    return ends is not None and ends >= day


def _acts(exchange: Exchange, party: str) -> Iterator[Act]:
    order = exchange.order
    for term in exchange.terms[party]:
        if term.sign < 0 or party not in givers(exchange.process, exchange.duties[term.entry.duty]):
            continue
        act = order.place(term.entry.duty, DONE, term.part)
        may = order.all & ~(1 << act | order.after[act])
        gain, _ = worst_of(exchange, party, _walking, may, 0, reach=True)
        to_come = [other for other in exchange.terms[party] if other.sign < 0 and not may >> other.reach & 1]
        backing = backing_of(exchange.process, party, order.last[act] or date.max)
        yield Act(term.entry.duty, term.part, gain, not to_come, order.first[act], backing.worth)


def _walking(term: Term, lost: float, high: bool) -> tuple[float, float]:
    """What walking away adds over going on: what is never given is saved, and what is never got is missed."""
    if term.sign > 0:
        amount, kept = (term.high if high else term.low), stays_of(term, lost, end=not high)
    else:
        amount, kept = (term.low if high else term.high), stays_of(term, lost, end=high)
    return term.sign * amount, term.sign * part_of(amount, 1 - kept)


# Any order


def least_order(exchange: Exchange) -> LeastOrder | None:
    """The order of the steps, each whole and alone, in which the parties need be held by least.

    None where there are more than can be looked at, or where the parties count in different units.
    """
    units = {account.unit for account in exchange.accounts if account.entries}
    steps = [name for name in exchange.duties if any(_of(exchange, party, name) for party in _parties(exchange))]
    if len(units) != 1 or len(steps) > MOST_ORDERED or any(account.units[1:] for account in exchange.accounts):
        return None
    low, _ = _best(exchange, steps, high=False)
    high, order = _best(exchange, steps, high=True)
    return LeastOrder((low, high), units.pop(), tuple(steps[place] for place in order))


def _parties(exchange: Exchange) -> tuple[str, ...]:
    return tuple(account.party for account in exchange.accounts)


def _of(exchange: Exchange, party: str, name: str) -> list[Entry]:
    return [entry for entry in exchange.account(party).entries if entry.duty == name]


def _best(exchange: Exchange, steps: list[str], *, high: bool) -> tuple[float, tuple[int, ...]]:
    """Over all orders, the least of the most that anybody needs at any step, with the order; by sets of steps done."""
    needs = [_needs(exchange, party, steps, high=high) for party in _parties(exchange)]
    owners = [
        [place for place, party in enumerate(_parties(exchange)) if party in givers(exchange.process, duty)]
        for duty in (exchange.duties[name] for name in steps)
    ]
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for done in range(1 << len(steps)):
        reached, order = best[done]
        for step, owner in enumerate(owners):
            if done >> step & 1:
                continue
            value = max([reached, *(needs[place][done] for place in owner)])
            following = done | 1 << step
            if following not in best or value < best[following][0]:
                best[following] = (value, (*order, step))
    return best[(1 << len(steps)) - 1]


def _needs(exchange: Exchange, party: str, steps: list[str], *, high: bool) -> list[float]:
    """By set of steps that are done, what walking away is worth to a party."""
    sums: list[list[float]] = []
    for lost in exchange.lost:
        pulls = [_pull(exchange, party, name, lost, high=high) for name in steps]
        start = sum((before for before, _ in pulls), 0.0)
        found = [start]
        for before, after in pulls:
            found += [value + after - before if abs(value) < inf else value for value in found]
        sums.append(found)
    return [max(values) if high else min(values) for values in zip(*sums, strict=True)]


def _pull(exchange: Exchange, party: str, name: str, lost: float, *, high: bool) -> tuple[float, float]:
    terms = (
        Term(entry, 0, 1 if entry.way != GETS else -1, entry.amount.low, entry.amount.high, 0, 0)
        for entry in _of(exchange, party, name)
    )
    parts = [_walking(term, lost, high) for term in terms]
    return sum(before for before, _ in parts), sum(after for _, after in parts)
