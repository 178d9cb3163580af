"""`reconvene weigh`: what lifting some measures is worth, by count, by weight, by dimension and by layer."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, For, Output, format_of, show, write

if TYPE_CHECKING:
    from reconvene.weighing import Scales, Search


class Format(StrEnum):
    """How what was weighed is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"


def weigh(
    file: ProcessFile,
    lift: Annotated[
        list[str],
        typer.Option(
            "--lift", metavar="NAME", help="A package, text, group or measure to lift; several are lifted together."
        ),
    ] = [],  # noqa: B006  (typer copies it)
    size: Annotated[
        str | None,
        typer.Option("--size", metavar="N", help="Look for the best and the worst set of so many texts."),
    ] = None,
    ceiling: Annotated[
        str | None,
        typer.Option("--ceiling", metavar="PERCENT", help="Look for what frees at most so much, such as 30."),
    ] = None,
    dimension: Annotated[
        str, typer.Option("--dimension", metavar="NAME", help="The dimension to draw and to look in, such as revenue.")
    ] = "",
    provisions: Annotated[
        bool, typer.Option("--provisions", help="Look for sets of single provisions, not of whole texts.")
    ] = False,
    reader: For = None,
    format: Annotated[Format | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Say what lifting some measures is worth, by count and by weight, and what stays or revives underneath.

    Without --lift, what the duties in force lift is weighed, and each package. Every share is given by each rule of
    counting and by each dimension, with its range and the figures it rests on; then who supplies the pressure, who may
    lift it and put it back, and which law of others stays. With --for, nothing that the reader may not see has a part
    in it; you are warned, beside what is written, where the full text weighs otherwise. Exits with 0, or with 2 if the
    file cannot be read or a name means nothing.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import read_for, warn_sender
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse
    from reconvene.reports.weigh_text import scales_text

    chosen = format_of(Format, format, output)
    full, seen = read_for(file, reader)
    search = _search(size, ceiling, dimension, provisions=provisions)
    shown = weighing.weigh(seen, lift, day(as_of), search=search)
    if isinstance(shown, weighing.Refusal):
        refuse(shown.message, shown.next_step)
    drawable = list(dict.fromkeys(line.dimension for each in shown.weighings for line in each.lines if line.unit))
    if dimension and dimension not in drawable:
        listed = ", ".join(f"`{name}`" for name in drawable) or "none"
        refuse(f"Nothing of the dimension `{dimension}` is measured.", f"name one that is: {listed}")
    if chosen is Format.TEXT and output is None:
        show(partial(scales_text, shown))
    else:
        write(_written(shown, chosen, dimension).encode(), output)
    if reader is not None:
        whole = weighing.weigh(full, lift, day(as_of))
        warn_sender(weighing.differing_weights(shown, whole) if isinstance(whole, weighing.Scales) else (), reader)


def _search(size: str | None, ceiling: str | None, dimension: str, *, provisions: bool) -> Search | None:
    from reconvene.weighing import Search

    if size is None and ceiling is None and provisions:
        raise typer.BadParameter(
            "it says what sets are made of; ask for --size or --ceiling", param_hint="--provisions"
        )
    if size is None and ceiling is None:
        return None
    if size is not None and ceiling is not None:
        raise typer.BadParameter("a size and a ceiling are two questions; ask one at a time", param_hint="--ceiling")
    return Search(dimension, _whole(size), _share(ceiling), provisions)


def _whole(word: str | None) -> int | None:
    if word is None:
        return None
    if not word.isdecimal() or len(word) > 3:
        raise typer.BadParameter(f"`{word}` is no number of texts; write it like 5", param_hint="--size")
    return int(word)


def _share(word: str | None) -> float | None:
    if word is None:
        return None
    number = word.removesuffix("%").strip()
    if not number.replace(".", "", 1).isdecimal() or not 0 <= float(number) <= 100:
        raise typer.BadParameter(f"`{word}` is no share; write it like 30 or 30%", param_hint="--ceiling")
    return float(number) / 100


def _written(shown: Scales, format: Format, dimension: str) -> str:
    from reconvene.reports import written_weighing as written

    match format:
        case Format.JSON:
            return written.as_json(shown)
        case Format.HTML:
            return written.as_page(shown)
        case Format.SVG:
            return written.as_picture(shown, dimension)
        case Format.TEXT:
            return written.as_text(shown)
