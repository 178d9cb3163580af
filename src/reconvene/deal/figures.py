"""A figure of the file as a range in single units a year, with the law it is drawn from and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from reconvene.document.expressions import SCALES, Bound, Percent, PercentOf, Quantity, TimeUnit, Word
from reconvene.document.kinds import Estimate, Spread
from reconvene.document.shape import Record
from reconvene.estimate.draws import Law, lognormal, normal, triangular, uniform
from reconvene.estimate.spread import lognormal_range, normal_range
from reconvene.estimate.weight import NOTHING, ORDINALS, Weight

CENTRAL = 0.9
"""Of a distribution without ends, the range that holds so much of it is carried through, as for dates. Our choice."""
ORDINAL = "in words"
"""The unit of `small`, `medium` and `large`, which no sum of money can be added to."""
_LARGE = ((1e9, "billion"), (1e6, "million"))
_A_YEAR = {TimeUnit.YEAR: 1.0, TimeUnit.MONTH: 12.0, TimeUnit.WEEK: 365.25 / 7, TimeUnit.DAY: 365.25}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the file gives: its range in units (a year, if it flows), its law, and what it rests on.

    `key` names it in provenance, such as `coal.before`; `law` is None where its high end is open.
    """

    key: str
    unit: str
    range: Weight
    law: Law | None
    said: str
    basis: str = ""
    by: str = ""
    sources: tuple[str, ...] = ()
    unverified: bool = False
    file: str = ""
    line: int = 0


def figure_of(estimate: Estimate | None, key: str) -> Figure | None:
    """The figure of an estimate; None where there is none, it is unknown, or its parts have no unit in common."""
    if estimate is None:
        return None
    read = _read(estimate)
    if read is None:
        return None
    unit, span, law, said = read
    return Figure(
        key=key,
        unit=unit,
        range=span,
        law=law,
        said=said,
        basis=estimate.basis or "",
        by=estimate.by or "",
        sources=tuple(estimate.source or ()),
        unverified=estimate.marks_unverified("value"),
        **_place(estimate),
    )


def span_words(span: tuple[float, float], unit: str) -> str:
    """A range with its unit as a person writes it: `3..5 million usd`, `-2..1.5`, `at least 4`, `anything`.

    What is counted in small, medium and large is told as the numbers that they stand for.
    """
    low, high = span
    if low == -inf or (low <= 0 and high == inf):
        return "anything" if high == inf else f"at most {_number(high)}{_unit(unit)}"
    if high == inf:
        return f"at least {_number(low)}{_unit(unit)}"
    size = max(abs(low), abs(high))
    scale, word = next(((each, name) for each, name in _LARGE if size >= each), (1.0, ""))
    first, last = _number(low / scale), _number(high / scale)
    return f"{first if first == last else f'{first}..{last}'}{f' {word}' if word else ''}{_unit(unit)}"


def _number(value: float) -> str:
    said = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return "0" if said == "-0" else said


def _unit(unit: str) -> str:
    return f" {unit}" if unit and unit != ORDINAL else ""


def chance_of(estimate: Estimate | None) -> tuple[float, float] | None:
    """A percentage that the file estimates, as a range of parts of one; None where there is none."""
    value = estimate.value if estimate is not None else None
    percent = value.percent if isinstance(value, PercentOf) else value
    return parts_of_one(percent) if isinstance(percent, Percent) else None


def parts_of_one(percent: Percent) -> tuple[float, float]:
    """A percentage as a range of parts of one: `at most 40%` from nothing, `at least 40%` up to all."""
    low, high = float(percent.low) / 100, float(percent.high) / 100
    return (0.0 if percent.bound is Bound.AT_MOST else low), (1.0 if percent.bound is Bound.AT_LEAST else high)


def percent_words(span: tuple[float, float]) -> str:
    """A range of parts of one in whole per cent, as a person writes it: `45%`, `13 to 36%`."""
    low, high = (f"{100 * end:.0f}" for end in span)
    return f"{low}%" if low == high else f"{low} to {high}%"


def level_of(value: object, record: Record, key: str) -> Figure | PercentOf | None:
    """The level that a limit leaves: a figure, a share of what flowed before, or None where no level is stated."""
    match value:
        case Word.NONE:
            return Figure(key, "", NOTHING, None, "none", **_place(record))
        case PercentOf():
            return value
        case Quantity():
            low, high = _ends(value)
            span = Weight(low, high)
            law = uniform(low, high) if high < inf else None
            sources = tuple(getattr(record, "source", None) or ())
            return Figure(key, unit_of(value), span, law, str(value), sources=sources, **_place(record))
        case _:
            return None


def share_of(value: PercentOf, record: Record, key: str) -> Figure:
    """A level that is a share of what flowed before, as a figure from 0 to 1."""
    low, high = parts_of_one(value.percent)
    sources = tuple(getattr(record, "source", None) or ())
    return Figure(key, "of what flowed before", Weight(low, high), None, str(value), sources=sources, **_place(record))


def unit_of(value: Quantity) -> str:
    """The unit that a quantity is added up in: its own, `a year` added where it flows."""
    return f"{value.unit} a year" if value.per is not None else value.unit


def _ends(value: Quantity) -> tuple[float, float]:
    factor = _A_YEAR.get(value.per, 1.0) if value.per is not None else 1.0
    low, high = (float(end) * factor for end in value.ends)
    return (0.0 if value.bound is Bound.AT_MOST else low), (inf if value.bound is Bound.AT_LEAST else high)


def _read(estimate: Estimate) -> tuple[str, Weight, Law | None, str] | None:
    match estimate.value:
        case Quantity() as value:
            low, high = _ends(value)
            return unit_of(value), Weight(low, high), uniform(low, high) if high < inf else None, str(value)
        case Word() as word if word in ORDINALS or word is Word.NONE:
            span = ORDINALS.get(word.value, NOTHING)
            return ORDINAL, span, uniform(span.low, span.high), word.value
    return _ended(estimate) or _endless(estimate)


def _ended(estimate: Estimate) -> tuple[str, Weight, Law | None, str] | None:
    for spread in (estimate.uniform, estimate.triangular):
        if spread is None or not isinstance(spread.low, Quantity) or not isinstance(spread.high, Quantity):
            continue
        low, high = _ends(spread.low)[0], _ends(spread.high)[1]
        mode = _ends(spread.mode)[0] if isinstance(spread.mode, Quantity) else None
        law = triangular(low, mode, high) if mode is not None else uniform(low, high)
        return unit_of(spread.low), Weight(low, high), law, f"{spread.low} to {spread.high}"
    return None


def _endless(estimate: Estimate) -> tuple[str, Weight, Law | None, str] | None:
    for spread, name in ((estimate.lognormal, "median"), (estimate.normal, "mean")):
        middle = getattr(spread, name) if spread is not None else None
        sigma = _sigma(spread)
        if not isinstance(middle, Quantity) or sigma is None:
            continue
        centre = _ends(middle)[0]
        if name == "median":
            low, high = lognormal_range(centre, sigma, CENTRAL)
            law = lognormal(centre, sigma)
        else:
            sigma *= _scale(middle)
            low, high = normal_range(centre, sigma, CENTRAL)
            law = normal(centre, sigma)
        return unit_of(middle), Weight(max(0.0, low), high), law, f"{name} {middle}"
    return None


def _scale(value: Quantity) -> float:
    """What one of the units in which a quantity is written is worth in those it is added up in."""
    per = _A_YEAR.get(value.per, 1.0) if value.per is not None else 1.0
    return per * float(SCALES[value.scale])


def _sigma(spread: Spread | None) -> float | None:
    try:
        return float(spread.sigma.split()[0]) if spread is not None and spread.sigma else None
    except (ValueError, IndexError):
        return None


def _place(record: Record) -> dict[str, Any]:
    span = record.span
    return {"file": span.source.name, "line": span.location.line if span.source.name else 0}
