"""The account by dimension: how much presses, how much a relief set frees, and what is not measured."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from reconvene.deal.figures import figure_of
from reconvene.deal.pressed import Block, Pressed, Unmeasured
from reconvene.deal.pressure import freed_range, inputs_of, kept_range, pressure_range
from reconvene.document.pressure import Flow
from reconvene.estimate.weight import NOTHING, Weight, share, total

if TYPE_CHECKING:
    from reconvene.deal.drawing import Drawn, Spread

ANY_TAG = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One dimension in one unit, all of it or what carries one tag.

    `measured` is the share that is freed of what is measured, None where nothing is; `whole` the share if what is not
    measured may weigh anything: what is known for sure. `inputs` are the figures that it rests on, and `of` is the
    larger flow that the share is taken of, where it is not what presses; `out_of` is how much that is, of either.
    """

    dimension: str
    unit: str
    tag: str
    of: str
    pressure: Weight
    freed: Weight
    kept: Weight
    measured: tuple[float, float] | None
    drawn: Spread | None
    whole: tuple[float, float]
    unmeasured_freed: tuple[str, ...]
    unmeasured_kept: tuple[str, ...]
    inputs: tuple[str, ...]
    out_of: Weight

    @property
    def name(self) -> str:
        """What the line is called, such as `finance (military)`."""
        named = f"{self.dimension} ({self.tag})" if self.tag else self.dimension
        return f"{named}, of {self.of}" if self.of else named


def lines(pressed: Pressed, lifted: Collection[str], drawn: Drawn | None) -> tuple[Line, ...]:
    """Every dimension, each in its units, whole and by tag, then the shares of larger flows; without draws if None."""
    found: list[Line] = []
    for dimension in dict.fromkeys(
        [*(b.dimension for b in pressed.blocks), *(u.dimension for u in pressed.unmeasured)]
    ):
        blocks = [block for block in pressed.blocks if block.dimension == dimension]
        unknown = [thing for thing in pressed.unmeasured if thing.dimension == dimension]
        found.extend(_by_unit(dimension, ANY_TAG, blocks, unknown, lifted, drawn))
        tags = sorted(frozenset().union(*(each.tags for each in blocks), *(each.tags for each in unknown)))
        for tag in tags if len(tags) > 1 else ():
            tagged = [block for block in blocks if tag in block.tags]
            unsure = [thing for thing in unknown if tag in thing.tags]
            found.extend(_by_unit(dimension, tag, tagged, unsure, lifted, drawn))
    found.extend(_of_larger_flows(pressed, lifted, drawn))
    return tuple(found)


def _by_unit(
    dimension: str,
    tag: str,
    blocks: list[Block],
    unknown: list[Unmeasured],
    lifted: Collection[str],
    drawn: Drawn | None,
) -> Iterator[Line]:
    for unit in dict.fromkeys(block.unit for block in blocks) or ("",):
        yield _line(dimension, unit, tag, [block for block in blocks if block.unit == unit], unknown, lifted, drawn)


def _line(
    dimension: str,
    unit: str,
    tag: str,
    blocks: list[Block],
    unknown: list[Unmeasured],
    lifted: Collection[str],
    drawn: Drawn | None,
) -> Line:
    freed = total(freed_range(block, lifted) for block in blocks)
    kept = total(kept_range(block, lifted) for block in blocks)
    presses = total(pressure_range(block, block.measures) for block in blocks)
    gone = tuple(thing.name for thing in unknown if thing.measures <= frozenset(lifted))
    stay = tuple(thing.name for thing in unknown if not thing.measures <= frozenset(lifted))
    measured = _share(freed, kept) if presses.high > 0 else None
    return Line(
        dimension=dimension,
        unit=unit,
        tag=tag,
        of="",
        pressure=presses,
        freed=freed,
        kept=kept,
        measured=measured,
        drawn=drawn.share(blocks, lifted) if measured is not None and drawn is not None else None,
        whole=_whole(freed, kept, bool(gone), bool(stay)),
        unmeasured_freed=gone,
        unmeasured_kept=stay,
        inputs=_inputs(blocks, lifted),
        out_of=presses,
    )


def _share(freed: Weight, kept: Weight) -> tuple[float, float]:
    """The share at both ends; of nothing freed it is nothing, of nothing kept it is all."""
    if freed.high == 0:
        return 0.0, 0.0
    if kept.high == 0 and freed.low > 0:
        return 1.0, 1.0
    return share([freed], [kept])


def _whole(freed: Weight, kept: Weight, gone: bool, stay: bool) -> tuple[float, float]:
    """The share if each thing that nobody measured may weigh nothing, or more than all the rest."""
    anything = Weight(0.0, inf)
    if not gone and freed.high == 0:
        return 0.0, 0.0
    if not stay and kept.high == 0:
        return 1.0, 1.0
    return share([freed, anything if gone else NOTHING], [kept, anything if stay else NOTHING])


def _of_larger_flows(pressed: Pressed, lifted: Collection[str], drawn: Drawn | None) -> Iterator[Line]:
    """What is freed as a share of a larger flow that some flows are parts of, such as all exports."""
    for name, flow in pressed.flows.items():
        before = figure_of(flow.before, f"{name}.before")
        parts = [block for block in pressed.blocks if _is_part(block, name, pressed.flows)]
        if before is None or before.law is None or not parts or {block.unit for block in parts} != {before.unit}:
            continue
        freed = total(freed_range(block, lifted) for block in parts)
        presses = total(pressure_range(block, block.measures) for block in parts)
        measured = (
            min(1.0, freed.low / before.range.high) if before.range.high else 0.0,
            min(1.0, freed.high / before.range.low) if before.range.low else 1.0,
        )
        gone, stay = _unmeasured_parts(pressed, name, lifted)
        yield Line(
            dimension=flow.dimension or "unsaid",
            unit=before.unit,
            tag=ANY_TAG,
            of=name,
            pressure=presses,
            freed=freed,
            kept=total(kept_range(block, lifted) for block in parts),
            measured=measured,
            drawn=drawn.part(parts, before, lifted) if drawn is not None else None,
            whole=(measured[0], 1.0) if gone else measured,
            unmeasured_freed=gone,
            unmeasured_kept=stay,
            inputs=(*_inputs(parts, lifted), before.key),
            out_of=before.range,
        )


def _unmeasured_parts(pressed: Pressed, name: str, lifted: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = [thing for thing in pressed.unmeasured if _flow_part(thing.name, name, pressed.flows)]
    gone = tuple(thing.name for thing in parts if thing.measures <= frozenset(lifted))
    return gone, tuple(thing.name for thing in parts if thing.name not in gone)


def _flow_part(one: str, name: str, flows: Mapping[str, Flow]) -> bool:
    return one in flows and flows[one].part_of == name


def _is_part(block: Block, name: str, flows: Mapping[str, Flow]) -> bool:
    return all(_flow_part(one, name, flows) for one in block.flows)


def _inputs(blocks: Iterable[Block], lifted: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(frozenset[str]().union(*(inputs_of(block, lifted) for block in blocks))))
