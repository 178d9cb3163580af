"""Pressure as pictures: each flow under its layers, and a waterfall of what lifting takes away. SVG, without script.

What is lifted is hatched and has a broken edge, what stays is filled: both print in black. A thin line shows a range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconvene.deal.layering import LayerView, Stack
from reconvene.deal.weighing import Weighing
from reconvene.estimate.weight import Weight
from reconvene.reports.picture_sheet import WIDTH, framed, worded
from reconvene.reports.weigh_words import amount, leaves, state_of

_EDGE, _GUTTER, _BARS, _HEAD = 16.0, 210.0, 300.0, 76.0
_STRIP, _GAP = 17.0, 15.0
_STEP = 34.0


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of a waterfall: what it is, its range, whether it is a total, and the height it hangs from."""

    name: str
    span: Weight
    is_total: bool
    top: float
    lifted: bool = False

    @property
    def middle(self) -> float:
        """The middle of the range."""
        return (self.span.low + self.span.high) / 2


def dimensions(shown: Weighing) -> list[tuple[str, str]]:
    """The dimensions that can be drawn, with their units: those of which something is measured."""
    return list(dict.fromkeys((stack.dimension, stack.unit) for stack in shown.stacks if stack.pressure is not None))


def render_pressure(shown: Weighing, dimension: str = "", *, id: str = "pressure") -> str:
    """Both pictures of one dimension (the first that is measured, if none is named) as one SVG."""
    drawable = dimensions(shown)
    chosen = next(((name, unit) for name, unit in drawable if dimension in ("", name)), None)
    if chosen is None:
        return framed(
            id, 120, "Pressure", "Nothing of it is measured.", [worded(_EDGE, 26, "Nothing is measured.", WIDTH)]
        )
    name, unit = chosen
    drawn = stacks_of(shown, name, unit)
    top = _HEAD + sum(_height(stack) for stack in drawn) + 30
    steps = waterfall(shown, name, unit)
    height = top + 46 + _STEP * len(steps) + 14
    parts = [
        worded(_EDGE, 26, title(shown, name), WIDTH - 2 * _EDGE, "head", 17),
        *_legend(unit, id),
        *_layers(drawn, unit, id),
        worded(
            _EDGE, top + 18, "What lifting takes away" if _lifts(shown) else "Who supplies it", WIDTH, "lane large", 14
        ),
        *_waterfall(steps, top + 34, unit, id),
    ]
    return framed(id, height, title(shown, name), describe(shown, name, unit), parts)


def title(shown: Weighing, dimension: str) -> str:
    """What the pictures are called."""
    if not _lifts(shown):
        return f"Pressure on {dimension}, layer by layer"
    called = shown.relief.called
    return f"{called if called != shown.relief.name else f'{called} lifted'}: {dimension}"


def stacks_of(shown: Weighing, dimension: str, unit: str) -> list[Stack]:
    """The measured flows of a dimension, the heaviest first."""
    found = [stack for stack in shown.stacks if (stack.dimension, stack.unit) == (dimension, unit) and stack.pressure]
    return sorted(found, key=lambda stack: -_middle(stack.before))


def waterfall(shown: Weighing, dimension: str, unit: str) -> list[Step]:
    """All that presses, less what each flow gets back, leaves what remains; without relief, who supplies it."""
    line = next(
        each for each in shown.lines if (each.dimension, each.unit, each.tag, each.of) == (dimension, unit, "", "")
    )
    total = Step("all that presses", line.pressure, True, _middle(line.pressure))
    if not _lifts(shown):
        parts = next(
            each for each in shown.attributions if (each.dimension, each.unit) == (dimension, unit)
        ).resolutions
        steps, reached = [], 0.0
        for part in parts:
            reached += part.mean
            steps.append(Step(part.player, Weight(min(part.low, part.mean), max(part.high, part.mean)), False, reached))
        return [*steps, total]
    steps, reached = [total], _middle(line.pressure)
    for stack in stacks_of(shown, dimension, unit):
        if stack.freed is not None and stack.freed.high > 0:
            steps.append(Step(stack.name, stack.freed, False, reached, True))
            reached -= _middle(stack.freed)
    return [*steps, Step("what remains", line.kept, True, max(0.0, reached))]


def describe(shown: Weighing, dimension: str, unit: str) -> str:
    """What the pictures show, in sentences, for those who do not see them."""
    told = []
    for stack in stacks_of(shown, dimension, unit):
        layers = ", ".join(f"{layer.measure} {leaves(layer)} ({state_of(layer)})" for layer in stack.layers)
        told.append(f"{stack.name}, {amount(stack.before or Weight(0, 0), unit)} before: {layers}.")
    told.extend(f"{step.name}: {amount(step.span, unit)}." for step in waterfall(shown, dimension, unit))
    return " ".join(told)


def _lifts(shown: Weighing) -> bool:
    return bool(shown.relief.modes)


def _middle(span: Weight | None) -> float:
    return (span.low + span.high) / 2 if span is not None else 0.0


def _height(stack: Stack) -> float:
    return max(2, len(stack.layers)) * _STRIP + _GAP


def _legend(unit: str, id: str) -> Iterator[str]:
    y = 48.0
    yield f'<rect class="bar c0" x="{_EDGE:g}" y="{y - 9:g}" width="22" height="11"/>'
    yield worded(_EDGE + 28, y, "a measure that stays", 150)
    yield f'<rect class="swatch" x="{_EDGE + 170:g}" y="{y - 9:g}" width="22" height="11" {_hatched(id)}/>'
    yield worded(_EDGE + 198, y, "a measure that is lifted", 150)
    yield f'<path class="final" d="M{_EDGE + 360:g} {y - 3.5:g}h22m0 -4v8m-22 -8v8"/>'
    yield worded(_EDGE + 388, y, "between these ends", 130)
    yield f'<path class="border" d="M{_EDGE + 520:g} {y - 9:g}h22v11h-22z"/>'
    yield worded(_EDGE + 548, y, f"all that flowed before ({unit})", 340)


def _layers(drawn: Sequence[Stack], unit: str, id: str) -> Iterator[str]:
    most = max((stack.before.high for stack in drawn if stack.before is not None), default=1.0) or 1.0
    y = _HEAD
    for stack in drawn:
        before = stack.before or Weight(0.0, 0.0)
        yield worded(_EDGE, y + 12, stack.name.replace("_", " "), _GUTTER - _EDGE - 8, "lane", 12)
        yield worded(_EDGE, y + 26, f"{amount(before, '')} before", _GUTTER - _EDGE - 8, "small soft", 10)
        high = max(2, len(stack.layers)) * _STRIP
        wide = f"{_BARS * before.high / most:.4g}"
        yield f'<path class="border" d="M{_GUTTER:g} {y:g}h{wide}v{high:g}h-{wide}z"/>'
        for place, layer in enumerate(stack.layers):
            yield from _strip(layer, y + place * _STRIP, most, id)
        y += _height(stack)


def _strip(layer: LayerView, y: float, most: float, id: str) -> Iterator[str]:
    span = layer.cut or Weight(0.0, 0.0)
    width = _BARS * _middle(span) / most
    kind = f'class="swatch" {_hatched(id)}' if layer.lifted else 'class="bar c0"'
    if width > 0:
        yield f'<rect {kind} x="{_GUTTER:g}" y="{y + 2:g}" width="{width:.4g}" height="{_STRIP - 4:g}"/>'
    if span.high > span.low:
        yield _whisker(_GUTTER + _BARS * span.low / most, _GUTTER + _BARS * span.high / most, y + _STRIP / 2)
    where = f", {layer.text} {layer.paragraph}".rstrip() if layer.text else ""
    label = f"{state_of(layer)}: {layer.measure}{where}, {leaves(layer)}"
    yield worded(_GUTTER + _BARS + 14, y + 12.5, label, WIDTH - _GUTTER - _BARS - 14 - _EDGE, "little", 10)


def _hatched(id: str) -> str:
    return f'fill="url(#{id}-hatch)" stroke-dasharray="3 2"'


def _whisker(first: float, last: float, y: float) -> str:
    return f'<path class="final" d="M{first:.5g} {y:g}H{last:.5g}M{first:.5g} {y - 3:g}v6M{last:.5g} {y - 3:g}v6"/>'


def _waterfall(steps: Sequence[Step], top: float, unit: str, id: str) -> Iterator[str]:
    most = max((step.span.high if step.is_total else step.top for step in steps), default=1.0) or 1.0
    room = WIDTH - _GUTTER - _EDGE - 250
    for row, step in enumerate(steps):
        y = top + row * _STEP
        start = 0.0 if step.is_total else max(0.0, step.top - step.middle)
        x, width = _GUTTER + room * start / most, room * step.middle / most
        kind = f'class="swatch" {_hatched(id)}' if step.lifted else 'class="bar c0"'
        yield worded(
            _EDGE, y + 15, step.name.replace("_", " "), _GUTTER - _EDGE - 8, "lane" if step.is_total else "", 12
        )
        yield f'<rect {kind} x="{x:.5g}" y="{y + 3:g}" width="{max(width, 1):.5g}" height="18"/>'
        if step.span.high > step.span.low:
            ends = [room * end / most for end in (step.span.low, step.span.high)]
            low, high = (x + width - ends[1], x + width - ends[0]) if step.lifted else (x + ends[0], x + ends[1])
            yield _whisker(max(_GUTTER, low), high, y + 12)
        if row + 1 < len(steps):
            foot = x if step.lifted else x + width
            yield f'<path class="thread" d="M{foot:.5g} {y + 21:g}V{y + _STEP + 3:g}"/>'
        sign = "less " if step.lifted else ""
        yield worded(
            _GUTTER + room + 14, y + 16, f"{sign}{amount(step.span, unit)}", 236, "strong" if step.is_total else ""
        )


def _heading(shown: Weighing) -> str:
    return "What lifting takes away" if _lifts(shown) else "Who supplies it"
