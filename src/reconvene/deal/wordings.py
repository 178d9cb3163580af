"""Wordings over provisions: what describes a set of measures by text, tag and dimension, and who could sign it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.deal.counting import rules
from reconvene.deal.pressed import Pressed
from reconvene.document.process import Process


@dataclass(frozen=True, slots=True)
class Wording:
    """A description of provisions: its words, the measures that it means, and those it means beyond the relief or not.

    `wider` are meant and not asked for, `narrower` asked for and not meant; both empty where it says just the relief.
    """

    words: str
    means: frozenset[str]
    wider: tuple[str, ...]
    narrower: tuple[str, ...]

    @property
    def length(self) -> int:
        """How many words it has, those of a name counted singly."""
        return len(self.words.replace("_", " ").split())

    @property
    def is_exact(self) -> bool:
        """Whether it says just the relief."""
        return not self.wider and not self.narrower


def wordings(process: Process, pressed: Pressed, relief: frozenset[str]) -> Iterator[Wording]:
    """Every description by who imposed them, from which texts, with which tag, on which dimensions; shortest first."""
    every = frozenset(pressed.pressing)
    asked = relief & every
    found: dict[str, Wording] = {}
    for maker_words, made in _makers(pressed, asked):
        for text_words, inside in _texts(process, pressed):
            for tag_words, tagged in _tags(pressed):
                for dimension_words, meant in _dimensions(pressed, asked):
                    means = every & made & inside & tagged & meant
                    words = _sentence(tag_words, maker_words, text_words, dimension_words)
                    if means:
                        wider, narrower = tuple(sorted(means - asked)), tuple(sorted(asked - means))
                        found.setdefault(words, Wording(words, means, wider, narrower))
    yield from sorted(found.values(), key=lambda each: (each.length, len(each.wider) + len(each.narrower), each.words))


def _sentence(tag: str, maker: str, texts: str, dimensions: str) -> str:
    before, after = (tag, "") if tag and not tag.startswith("that ") else ("", tag)
    parts = ("the", before, "provisions", maker, texts, after, dimensions)
    return " ".join(part for part in parts if part)


def _makers(pressed: Pressed, asked: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    every = frozenset(pressed.measures)
    yield "", every
    makers = {pressed.measures[name].imposed_by for name in asked}
    if len(makers) == 1 and (maker := makers.pop()):
        yield f"of {maker}", frozenset(name for name in every if pressed.measures[name].imposed_by == maker)


def _texts(process: Process, pressed: Pressed) -> Iterator[tuple[str, frozenset[str]]]:
    measures = pressed.measures
    yield "", frozenset(measures)
    texts = process.texts or {}
    years = sorted({record.dated.year for name, record in texts.items() if record.dated and _holds(pressed, name)})
    for year in years[1:]:
        since = {name for name, record in texts.items() if record.dated and record.dated.year >= year}
        before = {name for name, record in texts.items() if record.dated and record.dated.year < year}
        yield f"adopted since {year}", frozenset(name for name, measure in measures.items() if measure.in_ in since)
        yield f"adopted before {year}", frozenset(name for name, measure in measures.items() if measure.in_ in before)
    for text in texts:
        if _holds(pressed, text):
            yield f"in `{text}`", frozenset(name for name, measure in measures.items() if measure.in_ == text)
    for rule, listed in rules(process, pressed).items():
        yield f"in `{rule}`", frozenset(name for name, measure in measures.items() if measure.in_ in listed)


def _holds(pressed: Pressed, text: str) -> bool:
    return any(measure.in_ == text for measure in pressed.measures.values())


def _tags(pressed: Pressed) -> Iterator[tuple[str, frozenset[str]]]:
    measures = pressed.measures
    yield "", frozenset(measures)
    for tag in dict.fromkeys(tag for name in pressed.pressing for tag in measures[name].tags or ()):
        tagged = frozenset(name for name, measure in measures.items() if tag in (measure.tags or ()))
        yield tag, tagged
        yield f"that are not {tag}", frozenset(measures) - tagged


def _dimensions(pressed: Pressed, asked: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    measures = pressed.measures
    yield "", frozenset(measures)
    of = {name: _dimensions_of(pressed, name) for name in measures}
    every = list(dict.fromkeys(dimension for name in pressed.pressing for dimension in sorted(of[name])))
    touched = {dimension for name in asked for dimension in of[name]}
    on = [dimension for dimension in every if dimension in touched]
    off = [dimension for dimension in every if dimension not in touched]
    if on and off:
        yield f"on {_joined(on)}", frozenset(name for name in measures if of[name] & touched)
        yield f"not on {_joined(off, 'or')}", frozenset(name for name in measures if not of[name] & set(off))
    for dimension in off:
        yield f"not on {dimension}", frozenset(name for name in measures if dimension not in of[name])


def _dimensions_of(pressed: Pressed, name: str) -> frozenset[str]:
    measure = pressed.measures[name]
    flows = (pressed.flows[flow].dimension for flow in measure.limits or () if flow in pressed.flows)
    return frozenset(dimension for dimension in (measure.dimension, *flows) if dimension)


def _joined(names: list[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
