"""`reconvene sequence`: how exposed each side is while steps are exchanged, and an order in which every step pays."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, For, Output, format_of, pixels, show, write

if TYPE_CHECKING:
    from reconvene.weighing import Sequenced


class Format(StrEnum):
    """How an exchange is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"
    PNG = "png"


def sequence(
    file: ProcessFile,
    package: Annotated[
        str, typer.Argument(metavar="PACKAGE", help="The package to look at, if not the duties in force.")
    ] = "",
    chunks: Annotated[
        str, typer.Option("--chunks", metavar="N", help="Into how many parts a step may be split at most (4).")
    ] = "4",
    reader: For = None,
    format: Annotated[Format | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Say how exposed each side is while steps are exchanged, and find an order in which every step pays.

    Exposure by day at its worst, against the declared tolerance; whether going on beats walking away at every step, the
    last one too, and what would have to hold a party if not. Then ways to rearrange the exchange that hold, each with
    its patch of the file, checked again before it is shown; or that none was found, and what would do. With --for,
    nothing that the reader may not see has a part in it; you are warned, beside what is written, where the full text
    concludes otherwise. Exits with 0, or with 2 if the file cannot be read or a name means nothing.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import read_for, warn_sender
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse
    from reconvene.reports.sequence_words import sequence_text

    chosen = format_of(Format, format, output)
    full, seen = read_for(file, reader)
    shown = weighing.sequence(seen, package, day(as_of), chunks=_parts(chunks))
    if isinstance(shown, weighing.Refusal):
        refuse(shown.message, shown.next_step)
    if chosen is Format.TEXT and output is None:
        show(partial(sequence_text, shown))
    else:
        write(_written(shown, chosen), output)
    if reader is not None:
        whole = weighing.sequence(full, package, day(as_of), chunks=_parts(chunks))
        warn_sender(weighing.differing_sides(shown, whole) if isinstance(whole, weighing.Sequenced) else (), reader)


def _parts(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word[:3]) <= 24 or len(word) > 2:
        raise typer.BadParameter(f"`{word}` is no number of parts; write one from 1 to 24", param_hint="--chunks")
    return int(word)


def _written(shown: Sequenced, format: Format) -> bytes:
    from reconvene.reports import written_sequence as written

    match format:
        case Format.JSON:
            return written.as_json(shown).encode()
        case Format.HTML:
            return written.as_page(shown).encode()
        case Format.SVG:
            return written.as_picture(shown).encode()
        case Format.PNG:
            return pixels(written.as_picture(shown))
        case Format.TEXT:
            return written.as_text(shown).encode()
