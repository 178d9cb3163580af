"""What was weighed as one HTML page: the answer first, pictures with the tables that say the same, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reconvene.deal.asking import Found, Scales
from reconvene.deal.weighing import Attribution, Weighing
from reconvene.estimate.weight import Weight
from reconvene.reports.sheet import Section, Sheet, Table, render_sheet
from reconvene.reports.weigh_picture import dimensions, render_pressure, stacks_of, waterfall
from reconvene.reports.weigh_text import LIMITS, figure_words, line_words, title_of
from reconvene.reports.weigh_words import (
    amount,
    found_words,
    headline,
    leaves,
    pair_words,
    path_words,
    percent,
    revival,
    rivalry,
    standing_words,
    state_of,
)


def render_scales(shown: Scales) -> str:
    """What was weighed as one self-contained HTML page."""
    return render_sheet(view(shown))


def view(shown: Scales) -> Sheet:
    """The page as frozen data."""
    sections = [section for number, each in enumerate(shown.weighings) for section in _sections(each, number)]
    if len(shown.weighings) > 1:
        sections.insert(0, _beside(shown.weighings))
    if shown.silent:
        said = tuple(f"`{name}`: the file does not say what it lifts." for name in shown.silent)
        sections.append(Section("silent", "What is not said", said))
    if shown.pairs:
        sections.append(Section("accounts", "Whose account holds", listed=tuple(map(pair_words, shown.pairs))))
    if shown.found is not None:
        sections.insert(0, Section("found", "The best and the worst", listed=tuple(_found(shown.found))))
    return Sheet(shown.title, "pressure", shown.as_of.isoformat(), tuple(sections), LIMITS)


def _found(found: Found) -> Iterator[str]:
    """What was looked for comes first, since somebody asked; each line a sentence."""
    for line in map(str.strip, found_words(found)):
        yield f"{line[0].upper()}{line[1:]}"


def _beside(weighings: Sequence[Weighing]) -> Section:
    """Of each dimension, the share that each of several lifts: of some it may be more, of others less."""
    names = dict.fromkeys(line.name for each in weighings for line in each.lines)
    by_name = [{line.name: line for line in each.lines} for each in weighings]
    rows = tuple(
        (name, *(line_words(lines[name]) if name in lines else "nothing presses" for lines in by_name))
        for name in names
    )
    heads = ("Dimension", *(title_of(each) for each in weighings))
    return Section("beside", "Side by side", tables=(Table("The share by dimension, of each", heads, rows),))


def _sections(shown: Weighing, number: int) -> Iterator[Section]:
    id = f"w{number}"
    made = (
        Section(id, title_of(shown), tuple(headline(shown))),
        *(_pictured(shown, id, name, unit) for name, unit in dimensions(shown)),
        Section(f"{id}-count", "By count", tables=(_counts(shown),), listed=tuple(map(rivalry, shown.rivals))),
        Section(f"{id}-weight", "By weight", tables=(_weights(shown),)),
        Section(f"{id}-under", "What revives underneath", listed=tuple(filter(None, map(revival, shown.stacks)))),
        Section(f"{id}-supply", "Who supplies the pressure", tables=tuple(map(_supply, shown.attributions))),
        Section(
            f"{id}-lift",
            "Who may lift it, and put it back",
            listed=tuple(line for path in shown.paths for line in path_words(path)),
        ),
        Section(f"{id}-law", "Law of others that stays", listed=tuple(map(standing_words, shown.standing))),
        Section(f"{id}-rests", "What it rests on", listed=tuple(map(figure_words, shown.figures))),
        Section(f"{id}-known", "To be known", listed=shown.notes),
    )
    yield from (section for section in made if not section.empty)


def _pictured(shown: Weighing, id: str, name: str, unit: str) -> Section:
    picture = render_pressure(shown, name, id=f"{id}-{name}-picture")
    layers = tuple(
        (stack.name, f"`{layer.measure}`", f"{layer.text} {layer.paragraph}".strip(), leaves(layer, unit),
         amount(layer.cut or Weight(0.0, 0.0), unit), state_of(layer))
        for stack in stacks_of(shown, name, unit)
        for layer in stack.layers
    )  # fmt: skip
    steps = tuple(
        (step.name, f"{'less ' if step.lifted else ''}{amount(step.span, unit)}")
        for step in waterfall(shown, name, unit)
    )
    heads = ("Flow", "Measure", "Where", "What it leaves", "What it takes away alone", "How it stands")
    tables = (
        Table(f"{name}: every layer", heads, layers),
        Table(f"{name}: from all to what remains", ("Step", "So much"), steps),
    )
    return Section(f"{id}-{name}", f"{name.capitalize()}, layer by layer", picture=picture, tables=tables)


def _counts(shown: Weighing) -> Table:
    rows = tuple(
        (f"`{count.rule}`", count.says, f"{count.part} of {count.whole}", percent(count.share, count.share))
        for count in shown.counts
        if shown.relief.modes
    )
    return Table("The share by each rule of counting", ("Rule", "Counts", "Lifted", "Share"), rows)


def _weights(shown: Weighing) -> Table:
    rows = tuple((line.name, amount(line.pressure, line.unit) if line.measured else "not measured",
                  line_words(line) if shown.relief.modes else "nothing", _names(line.inputs))
                 for line in shown.lines)  # fmt: skip
    return Table("The share by dimension", ("Dimension", "Presses", "Lifted", "Rests on"), rows)


def _supply(account: Attribution) -> Table:
    unit = account.unit
    rows = tuple(
        (f"`{part.player}`", amount(part.first, unit), amount(part.last, unit),
         amount(part.shapley, unit), amount(Weight(min(part.low, part.mean), max(part.high, part.mean)), unit),
         str(part.method))
        for part in (*account.resolutions, *account.provisions)
    )  # fmt: skip
    average = ("On average over all orders", "Of draws, the middle 90%")
    heads = ("Text or provision", "Alone", "On top of all others", *average, "How")
    return Table(account.dimension, heads, rows)


def _names(inputs: Iterable[str]) -> str:
    return ", ".join(f"`{key}`" for key in inputs)
