"""What a duty weighs, where checks add duties up."""

from __future__ import annotations

from reconvene.document.expressions import Quantity, Word
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.estimate.weight import NOTHING, ORDINALS, UNKNOWN, Weight


def weight_of(duty: Obligation) -> Weight:
    """What a duty weighs: the most that anybody gains from it; unknown if it does not say."""
    weights = [_worth(estimate) for estimate in (duty.worth or {}).values()]
    if not weights:
        return UNKNOWN
    return Weight(max(weight.low for weight in weights), max(weight.high for weight in weights))


def _worth(estimate: Estimate) -> Weight:
    match estimate.value:
        case Word() as word:
            return ORDINALS.get(word.value, NOTHING if word in (Word.NONE, Word.NEVER) else UNKNOWN)
        case Quantity():
            # Sums of money and the words small, medium, large have no common measure: taken alone, neither outweighs.
            return UNKNOWN
        case _:
            return UNKNOWN
