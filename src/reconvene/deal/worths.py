"""What the file says that steps and no deal are worth to somebody, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reconvene.deal.figures import Figure, figure_of
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.politics import NoDeal


def says_worth(record: Obligation | NoDeal | None, actor: str) -> bool:
    """Whether the file says what something is worth to somebody, or costs them."""
    return any(True for _ in _figures(record, actor, 1))


def net_worth(duties: Iterable[Obligation], no_deal: NoDeal | None, actor: str) -> tuple[float, float] | None:
    """What some steps bring an actor beyond what no deal brings; None where the figures have no unit in common.

    Small, medium and large are added by the ranges that they stand for.
    """
    parts = [each for duty in duties for each in _figures(duty, actor, 1)]
    parts += list(_figures(no_deal, actor, -1))
    if not parts or len({figure.unit for figure, _ in parts if figure.range.high > 0}) > 1:
        return None
    low = sum(figure.range.low if sign > 0 else -figure.range.high for figure, sign in parts)
    high = sum(figure.range.high if sign > 0 else -figure.range.low for figure, sign in parts)
    return low, high


def _figures(record: Obligation | NoDeal | None, actor: str, sign: int) -> Iterator[tuple[Figure, int]]:
    """What something is worth to an actor and what it costs, as figures with a sign."""
    if record is None:
        return
    for told, direction in ((record.worth, sign), (record.costs, -sign)):
        given: Mapping[str, Estimate] = told or {}
        figure = figure_of(given.get(actor), actor)
        if figure is not None:
            yield figure, direction
