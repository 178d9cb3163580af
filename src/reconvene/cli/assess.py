"""`reconvene assess`: whether a package is worth signing, for whom, and which facts would decide."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, For, Output, format_of, show, write

if TYPE_CHECKING:
    from reconvene.weighing import Assessed


class Format(StrEnum):
    """How an assessment is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def assess(
    file: ProcessFile,
    packages: Annotated[
        list[str] | None, typer.Argument(metavar="PACKAGE", help="One package, or two side by side.")
    ] = None,
    reader: For = None,
    format: Annotated[Format | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Say whether a package is worth signing, for whom, and which facts would decide.

    Twelve tests, each pass, fail or cannot tell with the chain that leads there; which threats remain and for whom;
    relief against what is kept; and every actor beside no deal, at signature and after each dated step. Without a
    PACKAGE every one that is tabled is assessed. There is no score. With --for, nothing that the reader may not see has
    a part in it; you are warned, beside what is written, where the full text concludes otherwise. Exits with 0, or with
    2 if the file cannot be read or a name means nothing.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import IN_FORCE, read_for, warn_sender
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse
    from reconvene.reports.assess_words import assessed_text

    chosen = format_of(Format, format, output)
    full, seen = read_for(file, reader)
    shown = weighing.assess(seen, packages or (), day(as_of))
    if isinstance(shown, weighing.Refusal):
        refuse(shown.message, shown.next_step)
    if chosen is Format.TEXT and output is None:
        show(partial(assessed_text, shown))
    else:
        write(_written(shown, chosen).encode(), output)
    if reader is not None:
        whole = weighing.assess(full, packages or (), day(as_of))
        warn_sender(weighing.differing(shown, whole) if isinstance(whole, weighing.Assessed) else (), reader, IN_FORCE)


def _written(shown: Assessed, format: Format) -> str:
    from reconvene.reports import written_assessment as written

    match format:
        case Format.JSON:
            return written.as_json(shown)
        case Format.HTML:
            return written.as_page(shown)
        case Format.TEXT:
            return written.as_text(shown)
