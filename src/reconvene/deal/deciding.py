"""Which facts would decide whether somebody is better off with a package: the fewest that can."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import product

from reconvene.deal.no_deal import Matter, Outcome, Prospect, Stake, judge

SETTLED = frozenset((Outcome.BETTER, Outcome.WORSE, Outcome.SAME))


def smallest(prospect: Prospect, towards: frozenset[Outcome] = SETTLED) -> tuple[str, ...]:
    """The fewest facts that, once known, can settle how an actor fares, one of the ways in `towards`; else none.

    A stake of which all missing facts become known is taken to lie anywhere in its range, so that only whole groups of
    what some stakes lack need be tried. Of groups of one size, the first by name.
    """
    if not prospect.missing:
        return ()
    declared = [stake for stake in prospect.stakes if stake.matter is Matter.DECLARED]
    stakes = declared or list(prospect.stakes)
    groups = sorted(_unions(stakes), key=lambda group: (len(group), sorted(group)))
    return next((tuple(sorted(group)) for group in groups if _can_settle(stakes, group, towards)), ())


def _unions(stakes: Iterable[Stake]) -> set[frozenset[str]]:
    """What some stakes lack together, for every choice of them."""
    found: set[frozenset[str]] = set()
    for stake in stakes:
        if stake.missing:
            found |= {frozenset(stake.missing), *(group | frozenset(stake.missing) for group in found)}
    return found


def _can_settle(stakes: Iterable[Stake], facts: Collection[str], towards: frozenset[Outcome]) -> bool:
    return any(judge(turned) in towards for turned in product(*(_turns(stake, facts) for stake in stakes)))


def _turns(stake: Stake, facts: Collection[str]) -> tuple[Stake, ...]:
    """What can become of a stake: its ends, once its facts are known, and else itself."""
    if not stake.missing or not set(stake.missing) <= set(facts):
        return (stake,)
    ends = dict.fromkeys((stake.gain[0], *((0.0,) if stake.gain[0] <= 0 <= stake.gain[1] else ()), stake.gain[1]))
    return tuple(Stake(stake.matter, (end, end), stake.duties, ()) for end in ends)
