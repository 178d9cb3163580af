"""`reconvene assess`: whether a package is worth signing, for whom, and which facts would decide."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import case_files

if TYPE_CHECKING:
    from reconvene.weighing import Assessed


class Format(StrEnum):
    """How an assessment is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


_ENDINGS = {".html": Format.HTML, ".htm": Format.HTML, ".json": Format.JSON, ".txt": Format.TEXT}


def assess(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A process file, or case:NAME.", autocompletion=case_files)
    ],
    packages: Annotated[
        list[str] | None, typer.Argument(metavar="[PACKAGE [PACKAGE]]", help="One package, or two side by side.")
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option("--format", help="How it is written; if left out, the ending of --output tells, else text."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the screen.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day to ask for, such as 2019-03-01, if not the file's own."),
    ] = None,
) -> None:
    """Say whether a package is worth signing, for whom, and which facts would decide.

    Twelve tests, each pass, fail or cannot tell with the chain that leads there; which threats remain and for whom;
    relief against what is kept; and every actor beside no deal, at signature and after each dated step. Without a
    PACKAGE every one that is tabled is assessed. There is no score. Exits with 0, or with 2 if the file cannot be read
    or a name means nothing.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import read
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse

    chosen = format or (_ENDINGS.get(output.suffix.lower()) if output is not None else None) or Format.TEXT
    shown = weighing.assess(read(file), packages or (), day(as_of))
    if isinstance(shown, weighing.Refusal):
        refuse(shown.message, shown.next_step)
    _write(shown, chosen, output)


def _write(shown: Assessed, format: Format, output: Path | None) -> None:
    from reconvene.cli.screen import console, paper, refuse, write_machine_text
    from reconvene.reports.assess_words import assessed_text

    if format is Format.TEXT and output is None:
        screen = console()
        screen.print(assessed_text(shown, paper(screen)), end="")
        return
    text = _written(shown, format)
    if output is None:
        write_machine_text(text)
        return
    try:
        output.write_bytes(text.encode("utf-8"))
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")


def _written(shown: Assessed, format: Format) -> str:
    from reconvene.reports import written_assessment as written

    match format:
        case Format.JSON:
            return written.as_json(shown)
        case Format.HTML:
            return written.as_page(shown)
        case Format.TEXT:
            return written.as_text(shown)
