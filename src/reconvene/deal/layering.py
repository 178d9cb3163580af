"""What lies under what: for each thing pressed on, its layers from the tightest down, and what revives underneath."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import inf

from reconvene.deal.pressed import Block, Limit, Pressed, Unmeasured
from reconvene.deal.pressure import freed_range, kept_range, pressure_range
from reconvene.document.expressions import OnDate
from reconvene.document.pressure import Measure
from reconvene.estimate.weight import Weight


@dataclass(frozen=True, slots=True)
class LayerView:
    """A measure on a thing: the text and paragraph it stands in, the day, the level it leaves, whether it is lifted.

    `leaves` is the level as a range where it is stated, `cut` what it takes away alone, None if nobody knows; `binds`
    says that it decides now, `revives` that it decides once the others are lifted.
    """

    measure: str
    text: str
    paragraph: str
    since: str
    level: str
    leaves: Weight | None
    cut: Weight | None
    lifted: bool
    binds: bool
    revives: bool


@dataclass(frozen=True, slots=True)
class Stack:
    """A flow or a ban with its layers, the latest on top; `pressure`, `freed` and `kept` are None where unmeasured."""

    name: str
    dimension: str
    unit: str
    before: Weight | None
    pressure: Weight | None
    freed: Weight | None
    kept: Weight | None
    layers: tuple[LayerView, ...]

    @property
    def reviving(self) -> tuple[str, ...]:
        """The measures that press on once those above them are lifted."""
        return tuple(layer.measure for layer in self.layers if layer.revives)


def stacks(pressed: Pressed, lifted: Collection[str]) -> tuple[Stack, ...]:
    """Every thing pressed on: what is measured, then what is not."""
    return (*(_measured(block, pressed, lifted) for block in pressed.blocks), *_bare(pressed, lifted))


def _measured(block: Block, pressed: Pressed, lifted: Collection[str]) -> Stack:
    binding = _deciding(block, block.measures)
    rest = block.measures.difference(lifted)
    reviving = _deciding(block, rest) if binding & frozenset(lifted) else frozenset[str]()
    layers = [_layer(limit, block, pressed, lifted, binding, reviving) for limit in block.limits]
    return Stack(
        name=block.name,
        dimension=block.dimension,
        unit=block.unit,
        before=Weight(
            sum(figure.range.low for figure in block.flows.values()),
            sum(figure.range.high for figure in block.flows.values()),
        ),
        pressure=pressure_range(block, block.measures),
        freed=freed_range(block, lifted),
        kept=kept_range(block, lifted),
        layers=tuple(sorted(layers, key=lambda layer: layer.since, reverse=True)),
    )


def _layer(
    limit: Limit,
    block: Block,
    pressed: Pressed,
    lifted: Collection[str],
    binding: frozenset[str],
    reviving: frozenset[str],
) -> LayerView:
    measure = pressed.measures[limit.measure]
    return LayerView(
        measure=limit.measure,
        text=measure.in_ or "",
        paragraph=_paragraph(measure),
        since=_day(pressed, limit.measure),
        level=_said(limit),
        leaves=limit.level.range if limit.level is not None else None,
        cut=pressure_range(block, (limit.measure,)),
        lifted=limit.measure in lifted,
        binds=limit.measure in binding,
        revives=limit.measure in reviving,
    )


def _bare(pressed: Pressed, lifted: Collection[str]) -> Iterator[Stack]:
    for thing in pressed.unmeasured:
        rest = thing.measures.difference(lifted)
        top = _unmeasured_top(thing, pressed)
        revives = rest if top & frozenset(lifted) else frozenset[str]()
        layers = [
            LayerView(
                measure=name,
                text=pressed.measures[name].in_ or "",
                paragraph=_paragraph(pressed.measures[name]),
                since=_day(pressed, name),
                level="unstated" if pressed.measures[name].is_unsaid("to") else "none",
                leaves=None,
                cut=None,
                lifted=name in lifted,
                binds=name in top,
                revives=name in revives,
            )
            for name in pressed.measures
            if name in thing.measures
        ]
        ordered = tuple(sorted(layers, key=lambda layer: layer.since, reverse=True))
        yield Stack(thing.name, thing.dimension, "", None, None, None, None, ordered)


def _unmeasured_top(thing: Unmeasured, pressed: Pressed) -> frozenset[str]:
    """The measures over which no other of the same thing lies."""
    under = {lower for name in thing.measures for lower in pressed.measures[name].tightens or ()}
    return thing.measures - under


def _deciding(block: Block, present: frozenset[str]) -> frozenset[str]:
    """The measures that decide among those in force.

    On one flow they leave least, or may since they state no level; under a common cap, more may flow without
    them.
    """
    if not block.layered:
        away = block.measures - present
        return frozenset(
            name for name in present if freed_range(block, away | {name}).high > freed_range(block, away).high
        )
    limits = [limit for limit in block.limits if limit.measure in present]
    before = sum(figure.range.high for figure in block.flows.values())
    levels = {limit.measure: _level(limit, before) for limit in limits if limit.stated}
    least = min(levels.values(), default=inf)
    tight = {name for name, level in levels.items() if level == least}
    open_ = {limit.measure for limit in limits if not limit.stated}
    return frozenset(tight | open_ if least > 0 else tight)


def _level(limit: Limit, before: float) -> float:
    if limit.part is not None:
        return limit.part[1] * before
    return limit.level.range.high if limit.level is not None else inf


def _said(limit: Limit) -> str:
    if limit.part is not None:
        low, high = (round(100 * end) for end in limit.part)
        share = f"{low}%" if low == high else f"{low}..{high}%"
        return "none" if high == 0 else f"{share} of what flowed before"
    return limit.level.said if limit.level is not None else "unstated"


def _paragraph(measure: Measure) -> str:
    said = measure.paragraph or ""
    return f"{said} (not verified)" if said and measure.marks_unverified("paragraph") else said


def _day(pressed: Pressed, name: str) -> str:
    since = pressed.measures[name].since
    return since.at.day.isoformat() if since is not None and isinstance(since.at, OnDate) else ""
