"""What the measures in force press on: flows with their layers, and what no figure is known of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.deal.figures import Figure, figure_of, level_of, parts_of_one, share_of
from reconvene.document.expressions import OnDate, PercentOf
from reconvene.document.pressure import Flow, Measure
from reconvene.document.process import Process


@dataclass(frozen=True, slots=True)
class Limit:
    """One layer: a measure that leaves some flows together no more than a level.

    `level` is None where no level is stated: then anything may be left. `part` is a level given as a share of what
    flowed before (0..1, low and high), and `share` the same as the file says it.
    """

    measure: str
    flows: frozenset[str]
    level: Figure | None
    part: tuple[float, float] | None = None
    share: Figure | None = None

    @property
    def stated(self) -> bool:
        """Whether the level is stated."""
        return self.level is not None or self.part is not None


@dataclass(frozen=True, slots=True)
class Block:
    """Flows that must be weighed together, with every layer on them: one flow, or several under a common cap."""

    dimension: str
    unit: str
    tags: frozenset[str]
    flows: dict[str, Figure]
    limits: tuple[Limit, ...]

    @property
    def name(self) -> str:
        """What it is called: the names of its flows."""
        return " and ".join(self.flows)

    @property
    def measures(self) -> frozenset[str]:
        """The measures that press on it."""
        return frozenset(limit.measure for limit in self.limits)

    @property
    def layered(self) -> bool:
        """Whether each layer stands alone, so that the tightest in force decides."""
        return len(self.flows) == 1


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Something pressed on of which no figure is known: a flow, a ban, a measure; by which measures, and why."""

    name: str
    dimension: str
    tags: frozenset[str]
    measures: frozenset[str]
    why: str


@dataclass(frozen=True)
class Pressed:
    """All that the measures in force on a day press on."""

    measures: dict[str, Measure]
    flows: dict[str, Flow]
    blocks: tuple[Block, ...]
    unmeasured: tuple[Unmeasured, ...]
    not_yet: tuple[str, ...]
    """Measures that hang on something to come, and press on nothing yet."""

    @property
    def pressing(self) -> tuple[str, ...]:
        """The measures that press on something; clauses of procedure press on nothing."""
        return tuple(name for name, measure in self.measures.items() if presses(measure))


def presses(measure: Measure) -> bool:
    """Whether a measure presses on anything: a flow, a ban or a dimension."""
    return bool(measure.limits or measure.bans or measure.dimension or measure.worth)


def pressed_on(process: Process, now: date, actors: Iterable[str] | None = None) -> Pressed:
    """What is pressed on at `now`, of some actors or of all; procedural measures are kept, and press on nothing."""
    wanted = None if actors is None else frozenset(actors)
    measures, later = {}, []
    for name, measure in (process.measures or {}).items():
        if wanted is not None and measure.imposed_on is not None and measure.imposed_on not in wanted:
            continue
        standing = _in_force(measure, now)
        if standing:
            measures[name] = measure
        elif standing is None:
            later.append(name)
    flows = process.flows or {}
    limits = [limit for name, measure in measures.items() for limit in _limits(name, measure, flows)]
    blocks, unmeasured = _blocks(limits, flows)
    worths = list(_worths(measures))
    rest = _bans(measures, {block.name for block in worths})
    return Pressed(measures, flows, (*blocks, *worths), (*unmeasured, *rest), tuple(later))


def _in_force(measure: Measure, now: date) -> bool | None:
    """Whether a measure is in force on a day; None where its beginning hangs on something that may never come."""
    since, until = measure.since, measure.until
    if until is not None and isinstance(until.at, OnDate) and until.at.day < now:
        return False
    if since is None:
        return True
    return since.at.day <= now if isinstance(since.at, OnDate) else None


def _limits(name: str, measure: Measure, flows: dict[str, Flow]) -> Iterator[Limit]:
    """The layers of a measure: one for each flow it bans, one for all where it leaves them an amount together."""
    limited = [flow for flow in measure.limits or () if flow in flows]
    level = level_of(measure.to, measure, f"{name}.to")
    if isinstance(level, Figure) and level.range.high > 0 and len(limited) > 1:
        yield Limit(name, frozenset(limited), level)
        return
    for flow in limited:
        if isinstance(level, PercentOf) and level.of in (None, flow):
            low, high = parts_of_one(level.percent)
            part = min(low, 1.0), min(high, 1.0)
            yield Limit(name, frozenset((flow,)), None, part, share_of(level, measure, f"{name}.to"))
        else:
            stated = level if isinstance(level, Figure) else None  # a share of something else leaves nobody knows what
            yield Limit(name, frozenset((flow,)), stated)


def _blocks(limits: list[Limit], flows: dict[str, Flow]) -> tuple[list[Block], list[Unmeasured]]:
    blocks, unmeasured = [], []
    for names in _joined(limits):
        layers = tuple(limit for limit in limits if limit.flows & names)
        first = flows[min(names, key=list(flows).index)]
        before = {name: figure_of(flows[name].before, f"{name}.before") for name in flows if name in names}
        why = _unfit(before, layers, {flows[name].dimension for name in names})
        tags = frozenset(tag for name in names for tag in flows[name].tags or ())
        known = {name: figure for name, figure in before.items() if figure is not None}
        dimension = first.dimension or "unsaid"
        if why:
            pressing = frozenset(layer.measure for layer in layers)
            unmeasured.append(Unmeasured(" and ".join(before), dimension, tags, pressing, why))
        else:
            blocks.append(Block(dimension, next(iter(known.values())).unit, tags, known, layers))
    return blocks, unmeasured


def _unfit(before: dict[str, Figure | None], layers: tuple[Limit, ...], dimensions: set[str | None]) -> str:
    """Why flows cannot be weighed; nothing if they can."""
    missing = [name for name, figure in before.items() if figure is None]
    if missing:
        return f"how much flowed before is not known of {', '.join(missing)}"
    figures = [figure for figure in before.values() if figure is not None]
    units = {figure.unit for figure in figures}
    levels = {layer.level.unit for layer in layers if layer.level is not None and layer.level.unit}
    if len(units | levels) > 1:
        return f"its figures are in different units: {', '.join(sorted(units | levels))}"
    if len(dimensions) > 1:
        return "one cap holds for flows of different dimensions"
    if any(figure.law is None for figure in figures):
        return "no upper end is known of how much flowed before"
    caps = [layer.flows for layer in layers if len(layer.flows) > 1]
    if any(one & other and not (one <= other or other <= one) for one in caps for other in caps):
        return "two common caps overlap, and neither lies within the other"
    return ""


def _joined(limits: list[Limit]) -> list[frozenset[str]]:
    """The flows in groups, such that no cap reaches over two groups; in the order of the limits."""
    groups: list[frozenset[str]] = []
    for limit in limits:
        touching = [group for group in groups if group & limit.flows]
        merged = limit.flows.union(*touching)
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def _worths(measures: dict[str, Measure]) -> Iterator[Block]:
    """A measure that says what it weighs, where no flow is known: a flow of its own, cut off."""
    for name, measure in measures.items():
        figure = figure_of(measure.worth, f"{name}.worth")
        if figure is not None and figure.law is not None and not measure.limits:
            limit = Limit(name, frozenset((name,)), None, (0.0, 0.0))
            yield Block(
                measure.dimension or "unsaid", figure.unit, frozenset(measure.tags or ()), {name: figure}, (limit,)
            )


def _bans(measures: dict[str, Measure], weighed: set[str]) -> list[Unmeasured]:
    """Bans and measures without any figure; a ban that several measures make is one thing with several layers."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, measure in measures.items():
        if name in weighed or measure.limits or not presses(measure):
            continue
        for ban in measure.bans or (name,):
            found.setdefault((measure.dimension or "unsaid", ban), []).append(name)
    return [
        Unmeasured(
            ban,
            dimension,
            frozenset(tag for name in names for tag in measures[name].tags or ()),
            frozenset(names),
            "nobody says what it weighs",
        )
        for (dimension, ban), names in found.items()
    ]
