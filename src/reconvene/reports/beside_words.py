"""How everybody fares beside no deal, if it breaks, and with one package rather than another, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from reconvene.advice.breakdown import stretch_words
from reconvene.deal.no_deal import Matter, Outcome, Prospect, Stake
from reconvene.deal.regret import Window
from reconvene.deal.rivalry import Rivalry
from reconvene.reports.alike import alike

_AGAINST = {
    Outcome.BETTER: "better under the first",
    Outcome.NO_WORSE: "no worse under the first, and may be better",
    Outcome.SAME: "the same under both",
    Outcome.NO_BETTER: "no better under the first, and may be worse",
    Outcome.WORSE: "better under the second",
    Outcome.DEPENDS: "a matter of how the stakes are weighed",
    Outcome.OPEN: "cannot tell",
}


_REGRET = {
    Outcome.BETTER: "better off than with no deal",
    Outcome.NO_WORSE: "no worse off than with no deal, and perhaps better",
    Outcome.SAME: "as with no deal",
    Outcome.NO_BETTER: "no better off than with no deal, and perhaps worse",
    Outcome.WORSE: "worse off than with no deal",
    Outcome.DEPENDS: "better and worse, as the stakes are weighed",
    Outcome.OPEN: "better or worse, which cannot be told",
}

_GRAVEST = {Outcome.WORSE: 0, Outcome.NO_BETTER: 1, Outcome.DEPENDS: 2, Outcome.OPEN: 3}
"""What a break may do to somebody, the worst first; what is no worse comes last."""


def beside(shown: Iterable[Prospect]) -> Iterator[str]:
    """Every actor beside no deal; moments that follow each other and say the same are told as one."""
    return alike(f"`{run[0].actor}` {_moments(run)}: {prospect_words(run)}" for run in _runs(shown, prospect_words))


def broken(shown: Iterable[Window]) -> Iterator[str]:
    """How a break leaves every actor, the worst first; stretches that follow each other and say the same are one."""
    runs = sorted(_runs(shown, regret_words), key=lambda run: _GRAVEST.get(run[0].outcome, len(_GRAVEST)))
    return alike(f"{stretch(run)}, `{run[0].actor}` is left {regret_words(run)}" for run in runs)


def stretch(run: Sequence[Window]) -> str:
    """The days from the first to the last of some stretches, in words."""
    return stretch_words(replace(run[0], until=run[-1].until))


def prospect_words(run: Sequence[Prospect]) -> str:
    """How going on compares with no deal, with the stakes over some moments."""
    return f"{run[0].outcome}{_told(each.stakes for each in run)}"


def regret_words(run: Sequence[Window]) -> str:
    """How an actor is left by a break, with the stakes over some stretches."""
    return f"{_REGRET[run[0].outcome]}{_told(each.stakes for each in run)}"


def windows_of(shown: Iterable[Window]) -> list[list[Window]]:
    """The stretches of each actor, those that follow each other and say the same together."""
    return list(_runs(shown, regret_words))


Moment = TypeVar("Moment", Prospect, Window)


def _runs(shown: Iterable[Moment], words: Callable[[Sequence[Moment]], str]) -> Iterator[list[Moment]]:
    """What is said of one actor after the other, in order of time, in runs that read the same."""
    by_actor: dict[str, list[Moment]] = {}
    for each in shown:
        by_actor.setdefault(each.actor, []).append(each)
    for listed in by_actor.values():
        for _, run in groupby(listed, key=lambda each: (words([each]), getattr(each, "since", "") is None)):
            yield list(run)


def _moments(run: Sequence[Prospect]) -> str:
    first, last = run[0].moment, run[-1].moment.removeprefix("after ")
    return first if len(run) == 1 else f"{first} up to {last}"


def _told(stakes: Iterable[Iterable[Stake]]) -> str:
    """The stakes in brackets, each with the widest range that it has."""
    found: dict[tuple[Matter, str], Stake] = {}
    for stake in (stake for each in stakes for stake in each if stake.matter is not Matter.DECLARED or stake.duties):
        known = found.get((stake.matter, stake.of), stake)
        gain = min(known.gain[0], stake.gain[0]), max(known.gain[1], stake.gain[1])
        found[stake.matter, stake.of] = replace(known, gain=gain)
    return f" ({'; '.join(map(stake_words, found.values()))})" if found else ""


def stake_words(stake: Stake) -> str:
    """Whether a stake is better or worse with the package."""
    low, high = stake.gain
    if low > 0:
        said = "better"
    elif high < 0:
        said = "worse"
    elif low == 0:
        said = "no worse, perhaps better" if high else "the same"
    else:
        said = "cannot tell" if high > 0 else "no better, perhaps worse"
    return f"{stake.matter}{f' ({stake.of})' if stake.of else ''}: {said}"


def rivalry_words(shown: Rivalry) -> str:
    """How two packages compare for an actor."""
    told = "; ".join(map(stake_words, shown.stakes))
    return f"For `{shown.actor}`: {_AGAINST[shown.outcome]}{f' (with the first, {told})' if told else ''}"
