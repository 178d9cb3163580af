"""What the file says that steps and no deal are worth to somebody, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reconvene.deal.figures import Figure, figure_of
from reconvene.deal.tabled import owners
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.politics import NoDeal


def says_worth(record: Obligation | NoDeal | None, actor: str) -> bool:
    """Whether the file says what something is worth to somebody, or costs them, and leaves neither open."""
    return has_figure(record, actor) and not left_open(record, actor)


def has_figure(record: Obligation | NoDeal | None, actor: str) -> bool:
    """Whether the file gives any figure of what something is worth to somebody, or costs them."""
    return any(True for _ in _figures(record, actor, 1))


def left_open(record: Obligation | NoDeal | None, actor: str) -> tuple[str, ...]:
    """Which of `worth` and `costs` the file leaves open for somebody.

    That is one that it calls unknown; what a duty costs whoever owes it; what it is worth to others to whom it is owed.
    """
    if record is None:
        return ()
    duty = record if isinstance(record, Obligation) else None
    owed = duty is not None and actor in owners(duty)
    due = duty is not None and actor in (duty.to or ()) and not owed
    sides = (("worth", record.worth, due), ("costs", record.costs, owed))
    return tuple(key for key, told, expected in sides if _is_open(record, key, told, actor, expected=expected))


def _is_open(
    record: Obligation | NoDeal, key: str, told: Mapping[str, Estimate] | None, actor: str, *, expected: bool
) -> bool:
    if actor in (told or {}):
        return figure_of((told or {})[actor], actor) is None
    return expected or record.is_unsaid(key)


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
