"""A safe order of exchange: how exposed everybody is, whether every step pays, and rearrangements that hold.

A rearrangement is proposed only if, written into the file and read again, every party's every step pays, nobody comes
over a declared limit, and no check finds an error that was not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import unified_diff
from functools import reduce
from math import isfinite

from reconvene.checks.draft import Draft
from reconvene.checks.rearranging import (
    Rearrangement,
    both_at_once,
    by_turns,
    kept_between,
    one_waits,
    parts_at_once,
)
from reconvene.checks.run import Report, run
from reconvene.checks.stakes import answers_of, heaviest_first
from reconvene.clauses.expand import expand
from reconvene.deal.asking import Refusal
from reconvene.deal.exchange import GIVES, Account, givers
from reconvene.deal.exposure import Exchange, Exposure, exposures, within
from reconvene.deal.figures import Figure, figure_of
from reconvene.deal.holding import Span
from reconvene.deal.self_enforcing import Act, LeastOrder, Resolve, least_order, resolves
from reconvene.document.load import Document, load
from reconvene.document.tabling import table
from reconvene.text.edit import apply
from reconvene.text.finding import Edit, Fix, Severity, Verdict
from reconvene.text.span import Source
from reconvene.text.spelling import nearest

CHUNKS = 4
"""Into so many parts a step is split at most, if nobody says otherwise."""
FILE = "process.yaml"
"""What a patch calls a text that stands in no file: that of a reader."""
_PAIRS = 6
_MORE = 12
"""So many parts are tried beyond those asked for, to tell how many would do."""


@dataclass(frozen=True, slots=True)
class Side:
    """One party: how exposed it is, its limit, whether its steps pay, and the facts that are missing for it.

    `clash` names the units in which it counts, where they are several and nothing can be added up.
    """

    party: str
    exposure: Exposure
    resolve: Resolve
    limit: Span | None
    account: Account
    clash: tuple[str, ...]

    @property
    def known(self) -> bool:
        """Whether the figures bound its exposure, and are counted in one unit."""
        return isfinite(self.exposure.worst.exposure[1]) and not self.clash

    @property
    def within_limit(self) -> bool | None:
        """Whether it surely stays within its limit; None where that cannot be told, or no limit is declared."""
        if self.limit is None or self.clash:
            return None
        return within(self.exposure.worst.exposure, self.limit)

    @property
    def last_step(self) -> Act | None:
        """The act after which nothing is to come for it and that does not surely pay: the problem of the last step."""
        open_ = [act for act in self.resolve.acts if act.last and act.pays is not True]
        return max(open_, key=lambda act: act.gain, default=None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rearrangement that holds: what it is, the file as a patch, and every party under it."""

    kind: str
    title: str
    patch: str
    edits: tuple[Edit, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """What a party would still need to be held by, if both sides gave in so many parts, by turns."""

    parts: int
    needed: tuple[tuple[str, Span, str], ...]


@dataclass(frozen=True, slots=True)
class Sequenced:
    """An exchange as it stands, and what was found: `proposals` that hold with at most `chunks` parts.

    `least` is the least that holds in any order of whole steps, None where too many orders would have to be tried.
    Where nothing holds, `short` is what would be needed with as many parts, and `enough` how many parts would do.
    `holds` tells whether the exchange holds as it stands (None: cannot tell); `steps` is 0 where no figure is given.
    """

    title: str
    source_name: str
    as_of: date
    package: str
    chunks: int
    steps: int
    sides: tuple[Side, ...]
    least: LeastOrder | None
    proposals: tuple[Proposal, ...]
    tried: int
    short: Short | None
    enough: int | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Every fact that is missing, each once."""
        return tuple(dict.fromkeys(fact for side in self.sides for fact in side.account.missing))

    @property
    def holds(self) -> bool | None:
        """Whether every step of everybody pays and nobody is over a declared limit."""
        return _holds(self.sides) if self.steps else None


def sequence(document: Document, now: date, package: str = "", chunks: int = CHUNKS) -> Sequenced | Refusal:
    """The exchange that a package makes, or the duties in force, as of `now`, with what would hold it."""
    packages = document.process.packages or {}
    if package and package not in packages:
        near = nearest(package, packages)
        hint = f"did you mean `{near}`?" if near else "name one that stands under `packages:`, or none"
        return Refusal(f"No package is named `{package}`.", hint)
    draft = _draft(document, now, package)
    exchange = draft.exchange
    title = document.process.title or document.file
    if exchange is None:
        return Sequenced(title, document.file, now, package, chunks, 0, (), None, (), 0, None, None)
    sides = _sides(exchange)
    shown = Sequenced(title, document.file, now, package, chunks, len(exchange.duties), sides, None, (), 0, None, None)
    if shown.missing or any(side.clash for side in sides):
        return shown
    shown = replace(shown, least=least_order(exchange))
    return shown if shown.holds else _mended(shown, document, draft, exchange)


def differing_sides(shown: Sequenced, full: Sequenced) -> tuple[str, ...]:
    """The parties that stand otherwise in the full text than in what one reader is shown, or are not there."""
    seen = {side.party: _stands(side) for side in shown.sides}
    return tuple(side.party for side in full.sides if seen.get(side.party) != _stands(side))


def _stands(side: Side) -> tuple[object, ...]:
    worst = side.exposure.worst
    return side.known, side.within_limit, worst.exposure, side.resolve.holds, side.resolve.needed, side.resolve.net


def _draft(document: Document, now: date, package: str) -> Draft:
    process = document.process
    laid = (process.packages or {}).get(package)
    return Draft(document, table(process, laid) if laid is not None else process, now, laid)


def _sides(exchange: Exchange) -> tuple[Side, ...]:
    return tuple(
        _side(exchange, exposure, resolve)
        for exposure, resolve in zip(exposures(exchange), resolves(exchange), strict=True)
    )


def _side(exchange: Exchange, exposure: Exposure, resolve: Resolve) -> Side:
    record = (exchange.process.parties or {})[exposure.party]
    account = exchange.account(exposure.party)
    limit = figure_of(record.tolerance, "tolerance")
    units = {*account.units, *_unit(limit), *({resolve.backing.unit} - {""})}
    span = (limit.range.low, limit.range.high) if limit is not None else None
    clash = tuple(sorted(units)) if len(units) > 1 else ()
    return Side(exposure.party, exposure, resolve, span, account, clash)


def _unit(figure: Figure | None) -> set[str]:
    return {figure.unit} if figure is not None and figure.range.high > 0 else set()


def _holds(sides: Iterable[Side]) -> bool | None:
    found = {side.resolve.holds for side in sides}
    found |= {side.within_limit for side in sides if side.limit is not None}
    return False if False in found else None if None in found else True


# Proposals


def _mended(shown: Sequenced, document: Document, draft: Draft, exchange: Exchange) -> Sequenced:
    before = _errors(run(document, shown.as_of))
    proposals: list[Proposal] = []
    tried = 0
    for way in _ways(draft, exchange, shown.chunks):
        if any(way.kind == other.kind for other in proposals):
            continue
        tried += 1
        changed = way.exchange(draft)
        if changed is None or _holds(_sides(changed)) is not True:
            continue
        proposal = _rechecked(way, document, draft, shown, before)
        if proposal is not None:
            proposals.append(proposal)
    shown = replace(shown, proposals=tuple(proposals), tried=tried)
    if proposals:
        return shown
    pairs = _pairs(draft, exchange)
    return replace(shown, short=_short(draft, pairs, shown.chunks), enough=_enough(draft, pairs, shown.chunks))


def _rechecked(
    way: Rearrangement, document: Document, draft: Draft, shown: Sequenced, before: Counter[tuple[str, str, str]]
) -> Proposal | None:
    """The change written into the file, read and asked again; None if it does not hold there or brings an error."""
    fix = way.fix(draft)
    if fix is None:
        return None
    texts = _texts(document, fix)
    again = expand(load(document.sources[0].name, texts))
    if not again.readable or _errors(run(again, shown.as_of)) - before:
        return None
    exchange = _draft(again, shown.as_of, shown.package).exchange
    if exchange is None or _holds(_sides(exchange)) is not True:
        return None
    return Proposal(way.kind, way.title, _patch(document, texts), fix.edits, _sides(exchange))


def _errors(report: Report) -> Counter[tuple[str, str, str]]:
    certain = (f for f in report.findings if f.verdict is Verdict.FAILS and f.severity is Severity.ERROR)
    return Counter((finding.id, finding.about, finding.package or "") for finding in certain)


def _texts(document: Document, fix: Fix) -> dict[str, Source]:
    edits: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        edits.setdefault(edit.span.source.name, []).append(edit)
    return {
        source.name: replace(source, text=apply(source, edits[source.name])) if source.name in edits else source
        for source in document.sources
    }


def _patch(document: Document, texts: dict[str, Source]) -> str:
    told: list[str] = []
    for source in document.sources:
        old, new = (text.splitlines(keepends=True) for text in (source.text, texts[source.name].text))
        told += unified_diff(old, new, fromfile=source.name or FILE, tofile=source.name or FILE, n=2)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in told)


Pair = tuple[str, str]


def _pairs(draft: Draft, exchange: Exchange) -> list[Pair]:
    """What is given for what: pairs of duties of different parties, the heaviest first, each pair once."""
    found: dict[frozenset[str], Pair] = {}
    for account in exchange.accounts:
        given = (entry.duty for entry in account.of(GIVES))
        own = [name for name in given if account.party in givers(draft.process, exchange.duties[name])]
        for act in heaviest_first(exchange, account.party, tuple(own)):
            for answer in answers_of(exchange, account.party, act):
                if givers(draft.process, exchange.duties[answer]):
                    found.setdefault(frozenset((act, answer)), (act, answer))
    return list(found.values())[:_PAIRS]


def _ways(draft: Draft, exchange: Exchange, chunks: int) -> Iterator[Rearrangement]:
    """What is tried: one pair rearranged, then all in the same way; whole steps before parts, few parts before many."""
    pairs = _pairs(draft, exchange)
    turned = [(other, one) for one, other in pairs]
    kept = sorted((*turned, *pairs), key=lambda pair: _stays(exchange, pair[0]))
    for maker, chosen in ((one_waits, (*pairs, *turned)), (kept_between, kept), (both_at_once, pairs)):
        yield from (way for pair in chosen for way in maker(draft, *pair))
        yield from _together([list(maker(draft, *pair)) for pair in pairs])
        yield from _together([list(maker(draft, *pair)) for pair in turned])
    for count in range(2, chunks + 1):
        for pair in (*pairs, *turned):
            yield from by_turns(draft, *pair, count)
        yield from (way for pair in pairs for way in parts_at_once(draft, *pair, count))


def _stays(exchange: Exchange, name: str) -> float:
    """How much of a duty cannot be undone: what can be given back is kept by a third party more easily."""
    found = (entry.stays[1] for account in exchange.accounts for entry in account.entries if entry.duty == name)
    return max(found, default=0.0)


def _together(ways: Sequence[list[Rearrangement]]) -> Iterator[Rearrangement]:
    """The same kind of change for every pair at once, where all can be made together."""
    firsts = [each[0] for each in ways if each]
    if len(firsts) < 2:
        return
    joined = reduce(lambda one, other: one.joined(other) if one is not None else None, firsts[1:], _some(firsts[0]))
    if joined is not None:
        yield replace(joined, kind=firsts[0].kind)


def _some(way: Rearrangement) -> Rearrangement | None:
    return way


# What would do


def _short(draft: Draft, pairs: Sequence[Pair], chunks: int) -> Short | None:
    """Of all ways to give in so many parts by turns, the one that leaves the least to be held by."""
    found: list[tuple[float, Short]] = []
    for pair in (each for one, other in pairs for each in ((one, other), (other, one))):
        for way in by_turns(draft, *pair, max(2, chunks)):
            changed = way.exchange(draft)
            if changed is not None:
                told = tuple((each.party, each.needed, each.unit) for each in resolves(changed) if each.needed[1] > 0)
                found.append((max((needed[1] for _, needed, _ in told), default=0.0), Short(max(2, chunks), told)))
    return min(found, key=lambda each: each[0], default=(0.0, None))[1]


def _enough(draft: Draft, pairs: Sequence[Pair], chunks: int) -> int | None:
    """The fewest parts beyond those asked for that would hold, by turns; None if none that are tried do."""
    for count in range(chunks + 1, chunks + 1 + _MORE):
        for pair in (each for one, other in pairs[:1] for each in ((one, other), (other, one))):
            for way in by_turns(draft, *pair, count):
                changed = way.exchange(draft)
                if changed is not None and _holds(_sides(changed)) is True:
                    return count
    return None
