"""Which facts would decide whether somebody is better off with a package: the fewest that can."""

from __future__ import annotations

from itertools import combinations, product

from reconvene.deal.no_deal import Matter, Outcome, Prospect, Stake, judge

MOST_TRIED = 3
"""Groups of more facts than this are not looked at one by one; then it is asked whether all that are missing can."""
SETTLED = frozenset((Outcome.BETTER, Outcome.WORSE, Outcome.SAME))


def smallest(prospect: Prospect, towards: frozenset[Outcome] = SETTLED) -> tuple[str, ...]:
    """The fewest facts that, once known, can settle how an actor fares, one of the ways in `towards`; else none.

    A stake of which all missing facts become known is taken to lie anywhere in its range. Of groups of one size, the
    first by name.
    """
    missing = sorted(prospect.missing)
    for size in range(1, min(MOST_TRIED, len(missing)) + 1):
        for facts in combinations(missing, size):
            if _can_settle(prospect, frozenset(facts), towards):
                return facts
    return tuple(missing) if _can_settle(prospect, frozenset(missing), towards) else ()


def _can_settle(prospect: Prospect, facts: frozenset[str], towards: frozenset[Outcome]) -> bool:
    declared = [stake for stake in prospect.stakes if stake.matter is Matter.DECLARED]
    stakes = declared or list(prospect.stakes)
    return any(judge(turned) in towards for turned in product(*(_turns(stake, facts) for stake in stakes)))


def _turns(stake: Stake, facts: frozenset[str]) -> tuple[Stake, ...]:
    """What can become of a stake: its ends, once its facts are known, and else itself."""
    if not stake.missing or not frozenset(stake.missing) <= facts:
        return (stake,)
    ends = dict.fromkeys((stake.gain[0], *((0.0,) if stake.gain[0] <= 0 <= stake.gain[1] else ()), stake.gain[1]))
    return tuple(Stake(stake.matter, (end, end), stake.duties, ()) for end in ends)
