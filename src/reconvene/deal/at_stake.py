"""The stakes of an actor in some steps: what threatens it, the pressure, what it gives up, other promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf

from reconvene.deal.coverage import STAYS, impact_on
from reconvene.deal.figures import chance_of, figure_of
from reconvene.deal.recognition import lifted_on, relief_inputs, relief_line
from reconvene.deal.routes import routes
from reconvene.deal.stakes import Matter, Span, Stake
from reconvene.deal.tabled import Tabled
from reconvene.deal.worths import has_figure, left_open, net_worth, says_worth
from reconvene.document.obligation import DEPTHS, Obligation
from reconvene.document.politics import Threat
from reconvene.estimate.weight import Weight


def stakes_of(tabled: Tabled, actor: str, duties: Mapping[str, Obligation]) -> tuple[Stake, ...]:
    """What some steps move for an actor over a year, beside no deal, without what the file says it is worth."""
    side = tabled.side_of(actor)
    found = (
        *_threat_stakes(tabled, actor, duties),
        *_relief_stakes(tabled, actor, duties),
        *_promises(tabled, actor, side, duties),
    )
    return tuple(stake for stake in found if stake.gain != (0.0, 0.0))


# Threats


def _threat_stakes(tabled: Tabled, actor: str, duties: Mapping[str, Obligation]) -> Iterator[Stake]:
    """What stops threatening an actor within the year, or what it gives up of its own."""
    gains: list[tuple[Span, tuple[str, ...], tuple[str, ...]]] = []
    inputs: list[str] = []
    closers = tabled.once(("closers",), lambda: _closers(tabled))
    for name, threat in (tabled.process.threats or {}).items():
        closing = [each for each in closers.get(name, ()) if each in duties]
        found = _cuts(tabled, duties, name)
        if (not found and not closing) or threat.of == actor:
            continue
        names = tuple(dict.fromkeys([*(each for each, _ in found), *closing]))
        impact = impact_on(tabled, name, threat, actor)
        inputs += (f"{name}.hits.{actor}", f"{name}.grows", f"{name}.stock")
        if impact.weight.high > 0:
            depth = max((depth for _, depth in found), key=DEPTHS.index, default="")
            spared, facts = _spared(name, threat, depth, impact.weight)
            gains.append((spared, names, (*facts, *((impact.missing,) if impact.missing else ()))))
    if gains:
        low, high = sum(span[0] for span, _, _ in gains), sum(span[1] for span, _, _ in gains)
        facts = tuple(dict.fromkeys(fact for _, _, each in gains for fact in each)) if low <= 0 else ()
        steps = tuple(dict.fromkeys(duty for _, each, _ in gains for duty in each))
        yield Stake(Matter.EXPOSURE, (low, high), steps, facts, tuple(inputs))
    given = [(name, depth) for thing in _own(tabled, actor) for name, depth in _cuts(tabled, duties, thing)]
    if given:
        gone = any(STAYS[depth][1] < 1 or depth == "disable" for _, depth in given)
        names = tuple(dict.fromkeys(name for name, _ in given))
        yield Stake(Matter.CAPABILITY, (-inf, -1.0 if gone else 0.0), names, ())


def _cuts(tabled: Tabled, duties: Mapping[str, Obligation], thing: str) -> list[tuple[str, str]]:
    """Those of some duties that cut into a threat or a path, each with its depth."""
    return [(name, depth) for name, depth in tabled.cutting.get(thing, {}).items() if name in duties]


def _spared(name: str, threat: Threat, depth: str, weight: Weight) -> tuple[Span, tuple[str, ...]]:
    """How much less threatens after a year than without a deal: what is taken away, and what does not grow."""
    growth = growth_of(threat)
    grown, facts = (growth, ()) if growth is not None else ((0.0, inf), (f"{name}.grows",))
    stays = STAYS[depth]
    if not depth:  # only a route to it is closed, so it grows more slowly, by how much nobody says
        return (0.0, weight.high * grown[1]), facts
    low = weight.low * (1 - stays[1]) + weight.low * grown[0]
    return (low, weight.high * (1 - stays[0] + grown[1])), () if low > 0 else facts


def growth_of(threat: Threat) -> Span | None:
    """By which part of itself a threat grows in a year, as a range; None where the file does not say."""
    grows, stock = figure_of(threat.grows, "grows"), figure_of(threat.stock, "stock")
    if grows is None or stock is None or grows.unit != f"{stock.unit} a year" or stock.range.high in (0, inf):
        return None
    return grows.range.low / stock.range.high, grows.range.high / stock.range.low if stock.range.low else inf


def _own(tabled: Tabled, actor: str) -> Iterator[str]:
    """The threats and the routes of an actor: what it gives up something of where a step cuts into them."""
    yield from (name for name, threat in (tabled.process.threats or {}).items() if threat.of == actor)
    yield from (name for name, path in (tabled.process.paths or {}).items() if path.of == actor)


def _closers(tabled: Tabled) -> dict[str, set[str]]:
    """By threat, the duties that close a route to it."""
    found: dict[str, set[str]] = {}
    for route in routes(tabled):
        found.setdefault(route.leads_to, set()).update(route.by)
    return found


# Pressure


def _relief_stakes(tabled: Tabled, actor: str, duties: Mapping[str, Obligation]) -> Iterator[Stake]:
    """Pressure that is lifted is gained by whom it presses, and lost by those against whom its owner has threats."""
    process = tabled.process
    pressed = dict.fromkeys(each.imposed_on for each in (process.measures or {}).values() if each.imposed_on)
    unsaid = tuple(name for name in duties if name in tabled.relief.unsaid)
    for owner in pressed:
        lifted = lifted_on(tabled, owner, tuple(duties))
        if not lifted and not unsaid:
            continue
        steps = tuple(name for name, duty in duties.items() if duty.lifts) or unsaid
        (low, high), facts = _lifted_share(tabled, owner, lifted, bool(unsaid))
        facts += tuple(f"{name}.lifts" for name in unsaid)
        inputs = ("no_deal.keeps", *relief_inputs(tabled, owner, lifted))
        if actor == owner:
            yield Stake(Matter.RELIEF, (low, high), steps, facts if low <= 0 else (), inputs)
        elif is_threatened(tabled, actor, owner):
            hits = (f"{name}.hits.{actor}" for name, each in (process.threats or {}).items() if each.of == owner)
            yield Stake(Matter.PRESSURE, (-high, 0.0 - low), steps, facts if low <= 0 else (), (*inputs, *hits))


def _lifted_share(tabled: Tabled, owner: str, lifted: frozenset[str], unsaid: bool) -> tuple[Span, tuple[str, ...]]:
    """The part of today's pressure that a year without a deal would still exert, and that is lifted (0 to 1)."""
    keeps = keeps_of(tabled)
    low, high = keeps if keeps is not None else (0.0, 1.0)
    line = relief_line(tabled, owner, lifted) if lifted else None
    share = line.measured if line is not None and line.measured is not None else (0.0, 1.0)
    if lifted and share[1] == 0:  # what is measured is not what is lifted
        share = (0.0, 1.0)
    gain = (low * share[0], 1.0 if unsaid else high * share[1])
    return gain, ("no_deal.keeps",) if keeps is None else ()


def keeps_of(tabled: Tabled) -> Span | None:
    """Which part of the pressure still bites after a year without a deal; None where the file does not say."""
    return chance_of(tabled.process.no_deal.keeps) if tabled.process.no_deal is not None else None


def is_threatened(tabled: Tabled, actor: str, owner: str) -> bool:
    """Whether somebody's threats hit an actor of another side, or may."""
    threats = (tabled.process.threats or {}).items()
    ours = tabled.side_of(actor) != tabled.side_of(owner)
    return ours and any(
        threat.of == owner and impact_on(tabled, name, threat, actor).weight.high > 0 for name, threat in threats
    )


# What else is promised, and what the file says it is worth


def _promises(tabled: Tabled, actor: str, side: str, duties: Mapping[str, Obligation]) -> Iterator[Stake]:
    """Other duties: what the file says they are worth; else one owed may cost something, and one due be worth it."""
    other = {name: duty for name, duty in duties.items() if not duty.lifts and not duty.addresses}
    other = {name: duty for name, duty in other.items() if name not in tabled.relief.unsaid}
    said = {name: duty for name, duty in other.items() if has_figure(duty, actor)}
    open_ = {name: left_open(duty, actor) for name, duty in other.items()}
    owed = tuple(name for name, keys in open_.items() if "costs" in keys)
    due = tuple(name for name, keys in open_.items() if "worth" in keys and (side == actor or name in said))
    if said or owed or due:
        worth = (net_worth(said.values(), None, actor) or (-inf, inf)) if said else (0.0, 0.0)
        facts = (*(f"{name}.costs.{actor}" for name in owed), *(f"{name}.worth.{actor}" for name in due))
        span = (-inf if owed else worth[0], inf if due else worth[1])
        inputs = tuple(key for name in said for key in worth_keys(name, actor))
        yield Stake(Matter.PROMISES, span, tuple(dict.fromkeys((*said, *owed, *due))), facts, inputs)


def declared_of(tabled: Tabled, actor: str, stakes: Iterable[Stake], duties: Mapping[str, Obligation]) -> Stake | None:
    """What the steps are worth to an actor less no deal, if the file says it of every step that moves its stakes."""
    if unsaid_worth(tabled, actor, stakes, duties):
        return None
    gain = net_worth(duties.values(), tabled.process.no_deal, actor)
    steps = tuple(name for name, duty in duties.items() if says_worth(duty, actor))
    inputs = tuple(key for name in (*steps, "no_deal") for key in worth_keys(name, actor))
    return Stake(Matter.DECLARED, gain, steps, (), inputs) if gain is not None else None


def worth_keys(name: str, actor: str) -> tuple[str, ...]:
    """The figures that say what a step, or no deal, is worth to somebody."""
    return f"{name}.worth.{actor}", f"{name}.costs.{actor}"


def unsaid_worth(
    tabled: Tabled, actor: str, stakes: Iterable[Stake], duties: Mapping[str, Obligation]
) -> tuple[str, ...]:
    """The facts that are missing to compare by worth alone."""
    moving = dict.fromkeys(name for stake in stakes for name in stake.duties)
    facts = [f"{name}.worth.{actor}" for name in moving if name in duties and not says_worth(duties[name], actor)]
    return (*facts, *(() if says_worth(tabled.process.no_deal, actor) else (f"no_deal.worth.{actor}",)))
