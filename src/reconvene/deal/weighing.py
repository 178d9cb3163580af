"""The whole account of a relief set: counts, dimensions, layers, who supplies what, who may lift it and put it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.deal.attribution import Part, Players, attribute
from reconvene.deal.counting import Counted, Rivals, counts, instruments, rivals
from reconvene.deal.drawing import Drawn
from reconvene.deal.figures import Figure, figure_of
from reconvene.deal.heart import Heart, hearts
from reconvene.deal.layering import Stack, stacks
from reconvene.deal.lifting import Path, Standing, paths, standing
from reconvene.deal.lines import Line, lines
from reconvene.deal.pressed import Pressed, pressed_on
from reconvene.deal.relief import Relief, pressed_actors
from reconvene.document.expressions import Bound
from reconvene.document.load import Document
from reconvene.document.names import Names
from reconvene.document.process import Process


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who supplies the pressure of one line: resolutions, then provisions."""

    dimension: str
    unit: str
    resolutions: tuple[Part, ...]
    provisions: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What lifting some measures is worth by every rule, on a day; `relief` without measures weighs nothing."""

    title: str
    source_name: str
    as_of: date
    relief: Relief
    on: tuple[str, ...]
    counts: tuple[Counted, ...]
    rivals: tuple[Rivals, ...]
    lines: tuple[Line, ...]
    hearts: tuple[Heart, ...]
    attributions: tuple[Attribution, ...]
    stacks: tuple[Stack, ...]
    paths: tuple[Path, ...]
    standing: tuple[Standing, ...]
    figures: tuple[Figure, ...]
    not_yet: tuple[str, ...]
    not_in_force: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def main_line(self) -> Line | None:
        """The line that weighs most of what is measured: the first whose share is known."""
        return next((line for line in self.lines if line.measured is not None and not line.of), None)


def weigh(document: Document, relief: Relief, now: date) -> Weighing:
    """The account of lifting some measures as of `now`; measures that are not in force then are listed and left out."""
    return weigh_process(document.process, document.names, document.file, relief, now)


def weigh_process(process: Process, names: Names, source_name: str, relief: Relief, now: date) -> Weighing:
    """The same for a process without its file."""
    on = pressed_actors(process, relief)
    pressed = pressed_on(process, now, on or None)
    lifted = relief.measures & frozenset(pressed.measures)
    pressing = lifted.intersection(pressed.pressing)
    drawn = Drawn()
    counted = counts(process, names, pressed, lifted)
    account = lines(pressed, lifted, drawn)
    figures = tuple(_figures(pressed, account))
    return Weighing(
        title=process.title or source_name,
        source_name=source_name,
        as_of=now,
        relief=relief,
        on=on,
        counts=counted,
        rivals=rivals(process, pressed),
        lines=account,
        hearts=tuple(hearts(account, counted)) if lifted else (),
        attributions=tuple(_attributions(pressed, drawn)),
        stacks=stacks(pressed, lifted),
        paths=paths(process, pressed, {name: mode for name, mode in relief.modes.items() if name in pressing}),
        standing=standing(process, pressed, lifted),
        figures=figures,
        not_yet=pressed.not_yet,
        not_in_force=tuple(sorted(relief.measures - lifted)),
        notes=tuple(_notes(pressed, relief, figures)),
    )


def players_of(pressed: Pressed, *, provisions: bool = False) -> Players:
    """Those between whom pressure is shared out or chosen: texts, or single provisions."""
    if provisions:
        return {name: frozenset((name,)) for name in pressed.pressing}
    return instruments(pressed)


def _attributions(pressed: Pressed, drawn: Drawn) -> Iterator[Attribution]:
    for dimension, unit in dict.fromkeys((block.dimension, block.unit) for block in pressed.blocks):
        blocks = [block for block in pressed.blocks if (block.dimension, block.unit) == (dimension, unit)]
        yield Attribution(
            dimension=dimension,
            unit=unit,
            resolutions=attribute(blocks, players_of(pressed), drawn),
            provisions=attribute(blocks, players_of(pressed, provisions=True), drawn),
        )


def _figures(pressed: Pressed, account: tuple[Line, ...]) -> Iterator[Figure]:
    """Every figure that anything rests on, once."""
    seen: dict[str, Figure] = {}
    for block in pressed.blocks:
        for figure in block.flows.values():
            seen.setdefault(figure.key, figure)
        for limit in block.limits:
            level = limit.level if limit.level is not None else limit.share
            if level is not None and level.unit:
                seen.setdefault(level.key, level)
    for line in account:
        if line.of:
            whole = figure_of(pressed.flows[line.of].before, f"{line.of}.before")
            if whole is not None:
                seen.setdefault(whole.key, whole)
    yield from seen.values()


def _notes(pressed: Pressed, relief: Relief, figures: Iterable[Figure]) -> Iterator[str]:
    open_ = sorted({limit.measure for block in pressed.blocks for limit in block.limits if not limit.stated})
    if open_:
        listed = ", ".join(f"`{name}`" for name in open_)
        yield (
            f"No level is stated by {listed}: it may leave nothing or all of the flow. Draws take every level "
            "between as alike, which is an assumption."
        )
    about = [f"`{figure.key}`" for figure in figures if figure.said.startswith(Bound.ABOUT)]
    if about:
        yield (
            f"{', '.join(about)}: the file says about how much, and not how far off that may be. It is taken at its "
            "word; a range would carry the doubt."
        )
    for thing in pressed.unmeasured:
        if thing.why != "nobody says what it weighs":
            yield f"`{thing.name}` is not measured: {thing.why}."
    for name in relief.unsaid:
        yield f"The file does not say what `{name}` lifts."
