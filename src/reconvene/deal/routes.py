"""Whether a route to a forbidden end stays open: which paths a package closes, and whether anybody would see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reconvene.deal.tabled import Tabled, cuts, given_to
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

    `missing` names the facts that would tell what is open here; a route that the file says nobody verifies lacks none.
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
        unsure = [each for each in unseen if not _is_said_to_be_unseen(duties[each])]
        missing = tuple(f"{each}.verified" for each in unsure) if closure is Closure.UNSEEN else ()
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


def is_dealt_with(tabled: Tabled, route: Route, listed: Collection[Route]) -> bool:
    """Whether a process is about the end of a route: it cuts into it or another route there, or gives its owner relief.

    Of a text that has nothing to do with it, nobody expects that it closes the route.
    """
    touched = any(True for _ in cuts(tabled.process.obligations or {}, route.leads_to))
    beside = any(other.by for other in listed if other.leads_to == route.leads_to)
    return touched or beside or (bool(route.of) and any(True for _ in given_to(tabled, route.of)))


def _is_said_to_be_unseen(duty: Obligation) -> bool:
    """Whether the file says that nobody verifies a duty."""
    regime = duty.verified
    return regime == "none" or (isinstance(regime, Verification) and regime.by == "nobody")


def is_verified(duty: Obligation) -> bool:
    """Whether somebody verifies a duty, by the file."""
    regime = duty.verified
    return isinstance(regime, Verification) and regime.by not in (None, "nobody")
