"""Where what one reader may see weighs otherwise than the full text: told to the sender alone."""

from __future__ import annotations

from reconvene.deal.accounts import Accounts
from reconvene.deal.asking import Scales
from reconvene.deal.weighing import Weighing


def differing_weights(shown: Scales, full: Scales) -> tuple[str, ...]:
    """What is lifted in the full text and weighs otherwise, or nothing, in what one reader is shown."""
    seen = {each.relief.name: _weight(each) for each in shown.weighings}
    found = [each.relief.name for each in full.weighings if seen.get(each.relief.name) != _weight(each)]
    return (*found, *(name for name in full.silent if name not in shown.silent and name not in seen))


def differing_claims(shown: Accounts, full: Accounts) -> tuple[str, ...]:
    """The claims of the full text that are judged otherwise, or not there, in what one reader is shown.

    Then the reliefs of which both could sign something else, by the full text.
    """
    seen = {each.path: tuple((one.yardstick, one.answer) for one in each.verdicts) for each in shown.claims}
    claims = (
        each.path
        for each in full.claims
        if seen.get(each.path) != tuple((one.yardstick, one.answer) for one in each.verdicts)
    )
    signed = {each.relief: tuple(wording.words for wording in each.exact) for each in shown.signable}
    signable = (
        each.relief
        for each in full.signable
        if signed.get(each.relief) != tuple(wording.words for wording in each.exact)
    )
    return tuple(dict.fromkeys((*claims, *signable)))


def _weight(shown: Weighing) -> tuple[object, ...]:
    counts = tuple((count.rule, count.part, count.whole) for count in shown.counts)
    return counts, tuple((line.name, line.measured, line.whole) for line in shown.lines)
