"""An exchange: who gives what up and who gains by it, step by step, and which steps must come before which.

What counts is what the file says steps cost (`costs`) and are worth (`worth`) to the parties. A step costs whoever owes
it; one that does not say so may cost anything, and one that is owed to a party and does not say what it is worth to it
may be worth anything. What stands or recurs counts from its beginning, and as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reconvene.deal.figures import Figure, figure_of
from reconvene.deal.holding import Span, irreversibility
from reconvene.deal.tabled import owners
from reconvene.document.belonging import EVERYBODY, principal_of
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.process import Process
from reconvene.estimate.weight import NOTHING, UNKNOWN, Weight

GIVES, GETS = "gives", "gets"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one step costs a party (`way` is GIVES) or is worth to it (GETS), how much of it stays done, and its unit.

    `missing` are the facts without which the amount or what stays of it is open.
    """

    duty: str
    way: str
    amount: Weight
    stays: Span
    unit: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """All that a party gives up and gains in an exchange, in one `unit`; `units` are several where they clash."""

    party: str
    entries: tuple[Entry, ...]
    units: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The unit that everything is counted in; nothing where nothing is."""
        return self.units[0] if self.units else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Every fact that is missing, each once."""
        return tuple(dict.fromkeys(fact for entry in self.entries for fact in entry.missing))

    def of(self, way: str) -> tuple[Entry, ...]:
        """What it gives, or what it gets."""
        return tuple(entry for entry in self.entries if entry.way == way)


def declares_nothing(duties: Mapping[str, Obligation]) -> bool:
    """Whether no step says what it costs or is worth to anybody."""
    return not any(duty.worth or duty.costs for duty in duties.values())


def givers(process: Process, duty: Obligation) -> tuple[str, ...]:
    """The principals who owe a duty, each once; none where third parties do."""
    return tuple(_principals(process, owners(duty)))


def accounts_of(process: Process, now: date, duties: Mapping[str, Obligation]) -> tuple[Account, ...]:
    """The account of every party, in the order of the file."""
    return tuple(_account(process, now, duties, party) for party in process.parties or {})


def _account(process: Process, now: date, duties: Mapping[str, Obligation], party: str) -> Account:
    entries = tuple(entry for name, duty in duties.items() for entry in _entries(process, now, name, duty, party))
    units = tuple(sorted({entry.unit for entry in entries if entry.unit and entry.amount.high > 0}))
    return Account(party, entries, units)


def _entries(process: Process, now: date, name: str, duty: Obligation, party: str) -> Iterator[Entry]:
    owed = party in givers(process, duty)
    due = party in _principals(process, duty.to or ()) and not owed
    sides = ((GIVES, duty.costs, "costs", owed), (GETS, duty.worth, "worth", due))
    for way, told, key, expected in sides:
        figures = list(_figures(process, told, party))
        if not figures and not expected:
            continue
        known = [figure for figure in figures if figure is not None]
        missing = (f"{name}.{key}.{party}",) if len(known) < len(figures) or not figures else ()
        amount = _sum(figure.range for figure in known) if not missing else UNKNOWN
        if amount == NOTHING:
            continue
        stays, facts = irreversibility(process, now, name, duty)
        unit = known[0].unit if known else ""
        if len({figure.unit for figure in known if figure.range.high > 0}) > 1:
            amount, missing = UNKNOWN, (f"{name}.{key}.{party}",)
        yield Entry(name, way, amount, stays, unit, (*missing, *facts))


def _figures(process: Process, told: Mapping[str, Estimate] | None, party: str) -> Iterator[Figure | None]:
    """What is said for a party: of itself, else of those inside it; None for what is not known."""
    given = told or {}
    if party in given:
        yield figure_of(given[party], party)
        return
    yield from (figure_of(estimate, who) for who, estimate in given.items() if principal_of(process, who) == party)


def _sum(ranges: Iterable[Weight]) -> Weight:
    total = NOTHING
    for each in ranges:
        total = total + each
    return total


def _principals(process: Process, names: Iterable[str]) -> Iterator[str]:
    """The principals behind some names; a word for all of them stands for each."""
    found: dict[str, None] = {}
    for name in names:
        principal = principal_of(process, name)
        found |= dict.fromkeys(process.parties or {}) if name in EVERYBODY else {principal: None} if principal else {}
    yield from found
