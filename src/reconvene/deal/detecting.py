"""Whether anybody would see it in time: the chance that a breach is found before its route has been gone to the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, inf

from reconvene.deal.figures import chance_of
from reconvene.deal.routes import Closure, Route, is_verified
from reconvene.deal.tabled import Tabled
from reconvene.document.expressions import Cycle
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation, Verification
from reconvene.timing.lengths import Lengths
from reconvene.timing.ranges import time_range

Span = tuple[float, float]
SURELY: Span = (1.0, 1.0)
ANY: Span = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Detection:
    """A route that a package closes: who looks there, and the chance (0 to 1) that a breach is seen before its end.

    `watched` are the duties under which somebody looks; nobody does where it is empty, and then there is no chance.
    `days` is how long the route takes. `missing` are the facts without which the chance is as wide as it is,
    `inputs` the figures of the file that it rests on.
    """

    path: str
    leads_to: str
    watched: tuple[str, ...]
    days: tuple[int, int | None] | None
    chance: Span
    missing: tuple[str, ...]
    inputs: tuple[str, ...]


def detections(tabled: Tabled, routes: Iterable[Route]) -> tuple[Detection, ...]:
    """Every route that is closed by some duty; of an open one nobody has promised anything that could be breached.

    A breach begins on any day. Looks at a rhythm each find it with the chance that the file says (`detects`), each by
    itself; what cannot stay unseen longer than the route takes (`detects_within`) is surely seen. Where several look,
    nothing is assumed about how they hang together: the chance is at least that of the best of them.
    """
    return tuple(_detection(tabled, route) for route in routes if route.closure is not Closure.OPEN)


def _detection(tabled: Tabled, route: Route) -> Detection:
    duties = tabled.process.obligations or {}
    watched = tuple(name for name in route.by if is_verified(duties[name]))
    if not watched:
        return Detection(route.path, route.leads_to, (), route.days, (0.0, 0.0), (), ())
    found = [_seen(tabled, name, duties[name], route) for name in watched]
    low = max(chance[0] for chance, _ in found)
    high = min(1.0, sum(chance[1] for chance, _ in found))
    facts = dict.fromkeys(fact for _, facts in found for fact in facts) if low < high else {}
    keys = ("every", "detects", "detects_within")
    inputs = (f"{route.path}.takes", *(f"{name}.verified.{key}" for name in watched for key in keys))
    return Detection(route.path, route.leads_to, watched, route.days, (low, high), tuple(facts), inputs)


def _seen(tabled: Tabled, name: str, duty: Obligation, route: Route) -> tuple[Span, tuple[str, ...]]:
    """The chance that those who verify one duty see a breach of it in time, and what would narrow it."""
    regime = duty.verified
    assert isinstance(regime, Verification)  # a duty that is verified says how
    lengths = Lengths(tabled.now.year, tabled.now.year + 4)
    lacking = () if route.days is not None else (f"{route.path}.takes",)
    days: Span = (0.0, inf) if route.days is None else (route.days[0], inf if route.days[1] is None else route.days[1])
    unseen = _most(regime.detects_within, lengths)
    if unseen is not None and unseen <= days[0]:
        return SURELY, ()
    if not isinstance(regime.every, Cycle):
        return ANY, (*lacking, f"{name}.verified.{'every' if unseen is not None else 'detects_within'}")
    each = chance_of(regime.detects)
    between = lengths.range(regime.every.time)
    chance = _of_looks(each or ANY, (days[0] / max(1, between[1]), days[1] / max(1, between[0])))
    return chance, (*lacking, *(() if each is not None else (f"{name}.verified.detects",)))


def _of_looks(each: Span, looks: Span) -> Span:
    """The chance that one of some looks finds it; how many there are hangs on the day on which the breach begins."""
    fewest, most = floor(looks[0]), looks[1] if looks[1] == inf else ceil(looks[1])
    low = 1 - (1 - each[0]) ** fewest
    high = (1.0 if each[1] else 0.0) if most == inf else 1 - (1 - each[1]) ** most
    return low, high


def _most(estimate: Estimate | None, lengths: Lengths) -> float | None:
    span = time_range(estimate, lengths) if estimate is not None else None
    return float(span[1]) if span is not None and span[1] is not None else None
