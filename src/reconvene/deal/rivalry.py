"""Two packages beside each other, for each actor, stake by stake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf

from reconvene.deal.at_stake import growth_of, is_threatened, keeps_of
from reconvene.deal.coverage import STAYS, impact_on
from reconvene.deal.lines import Line
from reconvene.deal.no_deal import SIGNATURE, Matter, Outcome, Prospect, Stake, judge, prospects
from reconvene.deal.recognition import lifted_on, pressing_by_dimension, relief_inputs, relief_lines
from reconvene.deal.routes import routes
from reconvene.deal.tabled import Tabled, cuts
from reconvene.document.obligation import DEPTHS
from reconvene.estimate.weight import Weight

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rivalry:
    """How the first of two packages compares with the second for an actor; `outcome` reads as against no deal."""

    actor: str
    stakes: tuple[Stake, ...]
    outcome: Outcome


def compare(first: Tabled, second: Tabled) -> tuple[Rivalry, ...]:
    """The first package against the second at signature, by dominance, for everybody whom either touches.

    Threats hit as hard and grow as fast under both. What else is not known is taken to vary independently, so that an
    answer holds whatever turns out.
    """
    others = {each.actor: each for each in prospects(second) if each.moment == SIGNATURE}
    ours = [each for each in prospects(first) if each.moment == SIGNATURE and each.actor in others]
    return tuple(_rivalry(first, second, each, others[each.actor]) for each in ours)


def _rivalry(first: Tabled, second: Tabled, one: Prospect, other: Prospect) -> Rivalry:
    ours, theirs = _by_matter(one.stakes), _by_matter(other.stakes)
    known = [stake for stake in (ours.get(Matter.DECLARED), theirs.get(Matter.DECLARED)) if stake and not stake.missing]
    if len(known) == 2:
        matters = [Matter.DECLARED]
    else:
        matters = [each for each in Matter if each is not Matter.DECLARED and (each in ours or each in theirs)]
    if first.relief.measures == second.relief.measures and not first.relief.unsaid + second.relief.unsaid:
        matters = [each for each in matters if each not in (Matter.RELIEF, Matter.PRESSURE)]
    found = [_less(matter, ours.get(matter), theirs.get(matter)) for matter in matters]
    found = [more for each in found for more in _closer(first, second, one.actor, each)]
    stakes = tuple(each for each in found if each.gain != (0.0, 0.0))
    return Rivalry(one.actor, stakes, judge(stakes))


def _by_matter(stakes: Iterable[Stake]) -> dict[Matter, Stake]:
    """Stakes by what they are about; those of one matter, such as pressure on several, as one."""
    found: dict[Matter, Stake] = {}
    for stake in stakes:
        known = found.get(stake.matter)
        found[stake.matter] = _together(known, stake) if known is not None else stake
    return found


def _together(one: Stake, other: Stake) -> Stake:
    gain = one.gain[0] + other.gain[0], one.gain[1] + other.gain[1]
    return Stake(one.matter, gain, one.duties + other.duties, one.missing + other.missing, one.inputs + other.inputs)


def _closer(first: Tabled, second: Tabled, actor: str, stake: Stake) -> Iterator[Stake]:
    """A stake by what the two packages share, where that tells more or less than the difference of two ranges."""
    match stake.matter:
        case Matter.EXPOSURE:
            yield _exposed(first, second, actor, stake)
        case Matter.RELIEF:
            yield from _lifted(first, second, (actor,), stake)
        case Matter.PRESSURE:
            pressed = dict.fromkeys(each.imposed_on for each in (first.process.measures or {}).values())
            owners = (each for each in pressed if each and each != actor and is_threatened(first, actor, each))
            yield from _lifted(first, second, tuple(owners), stake)
        case _:
            yield stake


def _less(matter: Matter, first: Stake | None, second: Stake | None) -> Stake:
    low, high = first.gain if first is not None else (0.0, 0.0)
    less_low, less_high = second.gain if second is not None else (0.0, 0.0)
    given = [stake for stake in (first, second) if stake is not None]
    facts = tuple(dict.fromkeys(fact for stake in given for fact in stake.missing))
    duties = tuple(duty for stake in given for duty in stake.duties)
    inputs = tuple(dict.fromkeys(key for stake in given for key in stake.inputs))
    return Stake(matter, (low - less_high, high - less_low), duties, facts, inputs)


def _exposed(first: Tabled, second: Tabled, actor: str, stake: Stake) -> Stake:
    """What threatens somebody less under the first; a threat that is the same under both counts for nothing."""
    low = high = 0.0
    facts: list[str] = []
    for name, threat in (first.process.threats or {}).items():
        impact = impact_on(first, name, threat, actor)
        if impact.weight.high == 0:
            continue
        growth = growth_of(threat) or (0.0, inf)
        ours, theirs = _left(first, name), _left(second, name)
        if ours == theirs and ours[0][0] == ours[0][1] and ours[1][0] == ours[1][1]:
            continue
        span = _scaled(_difference(theirs, ours, growth), impact.weight)
        low, high = low + span[0], high + span[1]
        facts += [impact.missing] if impact.missing and span[0] < span[1] else []
    return Stake(stake.matter, (low, high), stake.duties, tuple(facts) if low <= 0 <= high else (), stake.inputs)


def _lifted(first: Tabled, second: Tabled, owners: tuple[str, ...], stake: Stake) -> Iterator[Stake]:
    """What the first lifts of the pressure on some beyond the second: as one stake where all of it points one way.

    Else dimension by dimension: more revenue for less oil is no gain that could be told without weighing the two.
    """
    keeps = keeps_of(first) or (0.0, 1.0)
    found = [(of, _kept(span, keeps)) for owner in owners for of, span in _beyond(first, second, owner)]
    if stake.matter is Matter.PRESSURE:
        found = [(of, (0.0 - high, 0.0 - low)) for of, (low, high) in found]
    keys = (
        key
        for owner in owners
        for each in (first, second)
        for key in relief_inputs(each, owner, lifted_on(each, owner))
    )
    inputs = tuple(dict.fromkeys((*stake.inputs, *keys)))
    spans = [span for _, span in found]
    if all(low >= 0 for low, _ in spans) or len(spans) == 1:
        found = [("", max(spans, default=(0.0, 0.0)))]
    elif all(high <= 0 for _, high in spans):
        found = [("", min(spans))]
    for of, gain in found:
        yield replace(stake, gain=gain, inputs=inputs, of=of, missing=stake.missing if gain[0] <= 0 <= gain[1] else ())


def _beyond(first: Tabled, second: Tabled, owner: str) -> Iterator[tuple[str, Span]]:
    """By dimension, the share of the pressure on somebody that the first lifts beyond the second (-1 to 1)."""
    ours, theirs = lifted_on(first, owner), lifted_on(second, owner)
    if first.relief.unsaid or second.relief.unsaid:
        more, less = bool(first.relief.unsaid or ours - theirs), bool(second.relief.unsaid or theirs - ours)
        yield "", (-1.0 if less else 0.0, 1.0 if more else 0.0)
        return
    others = {(line.dimension, line.unit): line for line in relief_lines(second, owner, theirs)}
    pressing = pressing_by_dimension(first, owner)
    for line in relief_lines(first, owner, ours):
        mine, yours = ours & pressing[line.dimension], theirs & pressing[line.dimension]
        if mine != yours:
            low, high = _apart(line, others[line.dimension, line.unit])
            yield line.dimension, (max(low, 0.0) if mine > yours else low, min(high, 0.0) if mine < yours else high)


def _apart(one: Line, other: Line) -> Span:
    """The share in one line less that in another: of what is measured, unless what is not measured differs as well."""
    ours, theirs = one.measured, other.measured
    if ours is None or theirs is None or one.unmeasured_freed != other.unmeasured_freed:
        ours, theirs = one.whole, other.whole
    return ours[0] - theirs[1], ours[1] - theirs[0]


def _kept(span: Span, keeps: Span) -> Span:
    """A difference of pressure, of which only a part would still bite without a deal."""
    low, high = span
    return low * keeps[low < 0], high * keeps[high > 0]


def _left(tabled: Tabled, threat: str) -> tuple[Span, Span]:
    """How much of a threat stays, and which part of its growth goes on: all, none, or some if a route is closed."""
    found = [depth for _, depth in cuts(tabled.duties, threat)]
    depth = max(found, key=DEPTHS.index, default="")
    slowed = any(set(route.by) & set(tabled.duties) for route in routes(tabled) if route.leads_to == threat)
    return STAYS[depth], (0.0, 0.0) if depth else (0.0, 1.0) if slowed else (1.0, 1.0)


def _difference(more: tuple[Span, Span], less: tuple[Span, Span], growth: Span) -> Span:
    """The range of one remainder less another after a year in which both would grow by the same part of themselves."""
    (stay, grow), (other, slow) = more, less
    whole = stay[0] - other[1], stay[1] - other[0]
    rate = stay[0] * grow[0] - other[1] * slow[1], stay[1] * grow[1] - other[0] * slow[0]
    low = min(whole[0] + _times(rate[0], end) for end in growth)
    high = max(whole[1] + _times(rate[1], end) for end in growth)
    return low, high


def _scaled(span: Span, weight: Weight) -> Span:
    return (
        _times(weight.low if span[0] > 0 else weight.high, span[0]),
        _times(weight.high if span[1] > 0 else weight.low, span[1]),
    )


def _times(factor: float, other: float) -> float:
    return factor * other if factor and other else 0.0
