"""Whether a route to a forbidden end stays open: which paths a package closes, and whether anybody would see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reconvene.deal.tabled import Tabled, cuts
from reconvene.document.expressions import Fact
from reconvene.document.obligation import DEPTHS, Obligation, Verification
from reconvene.timing.lengths import Lengths
from reconvene.timing.ranges import time_range


class Closure(StrEnum):
    """How a route stands under a package."""

    OPEN = "open"
    UNSEEN = "closed, and nobody verifies it"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Route:
    """A route: where it leads, how sure anybody is of it, the cut into it, and how long it takes (days; None unknown).

    `missing` names the facts that would tell what is open here.
    """

    path: str
    of: str
    leads_to: str
    known: str
    closure: Closure
    depth: str
    by: tuple[str, ...]
    days: tuple[int, int | None] | None
    missing: tuple[str, ...]


def routes(tabled: Tabled) -> tuple[Route, ...]:
    """Every route of the file under a package.

    A duty closes a route that it addresses, and one that leads through a thing which it brings to the last of its
    states. It must be verified by somebody, or the route is closed in words only.
    """
    return tuple(_routes(tabled))


def _routes(tabled: Tabled) -> Iterator[Route]:
    process = tabled.process
    duties = process.obligations or {}
    for name, path in (process.paths or {}).items():
        found = [*cuts(duties, name), *_through(tabled, path.through or ())]
        closing = list(dict.fromkeys(each for each, _ in found))
        unseen = [each for each in closing if not is_verified(duties[each])]
        depth = max((depth for _, depth in found), key=DEPTHS.index, default="")
        closure = Closure.OPEN if not closing else Closure.UNSEEN if unseen == closing else Closure.CLOSED
        missing = tuple(f"{each}.verified" for each in unseen) if closure is Closure.UNSEEN else ()
        lengths = Lengths(tabled.now.year, tabled.now.year + 4)
        days = time_range(path.takes, lengths) if path.takes is not None else None
        yield Route(
            name, path.of or "", path.leads_to or "", path.known or "", closure, depth, tuple(closing), days, missing
        )


def _through(tabled: Tabled, things: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The duties that bring a thing on the way to the last of its states."""
    items = tabled.process.items or {}
    for name, duty in (tabled.process.obligations or {}).items():
        brings = duty.brings
        thing = items.get(brings.thing) if isinstance(brings, Fact) and brings.thing in things else None
        scale = thing.scale if thing is not None else None
        if isinstance(brings, Fact) and scale and brings.state == scale[-1]:
            yield name, "dismantle"


def is_verified(duty: Obligation) -> bool:
    """Whether somebody verifies a duty, by the file."""
    regime = duty.verified
    return isinstance(regime, Verification) and regime.by not in (None, "nobody")
