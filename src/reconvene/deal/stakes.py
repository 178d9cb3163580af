"""What is at stake for somebody, and how that compares with no deal: by dominance, no stake weighed against another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Span = tuple[float, float]


class Outcome(StrEnum):
    """How going on with a package compares with no deal, for one actor."""

    BETTER = "better than no deal"
    NO_WORSE = "no worse than no deal"
    SAME = "the same as no deal"
    NO_BETTER = "no better than no deal"
    WORSE = "worse than no deal"
    DEPENDS = "depends on how the stakes are weighed"
    OPEN = "cannot tell"


class Matter(StrEnum):
    """What can be at stake for somebody."""

    EXPOSURE = "what threatens it"
    PRESSURE = "the pressure it could keep up"
    RELIEF = "the pressure on it"
    CAPABILITY = "what it gives up"
    PROMISES = "other promises"
    DECLARED = "what the file says it is worth"


@dataclass(frozen=True, slots=True)
class Stake:
    """One thing at stake: by how much the package is better (above 0) or worse (below 0), in a unit of its own.

    `duties` are the steps that move it, `missing` the facts without which its range is as wide as it is, `inputs` the
    figures of the file that it rests on: change one, and only what lists it can change. `of` is the part that is told
    by itself, such as a dimension of pressure, where another part points the other way.
    """

    matter: Matter
    gain: Span
    duties: tuple[str, ...]
    missing: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    of: str = ""


def judge(stakes: Iterable[Stake]) -> Outcome:
    """How some stakes compare with no deal, by dominance: no stake is weighed against another."""
    gains = [stake.gain for stake in stakes]
    better, worse = any(low > 0 for low, _ in gains), any(high < 0 for _, high in gains)
    may_gain, may_lose = any(high > 0 for _, high in gains), any(low < 0 for low, _ in gains)
    if better and worse:
        return Outcome.DEPENDS
    if not may_lose:
        return Outcome.BETTER if better else Outcome.NO_WORSE if may_gain else Outcome.SAME
    if not may_gain:
        return Outcome.WORSE if worse else Outcome.NO_BETTER
    return Outcome.OPEN
