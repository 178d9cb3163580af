"""`reconvene return`: whether the parties come back to the table, and within how many days, or how they do not."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import case_files

if TYPE_CHECKING:
    from reconvene.reports.return_view import ReturnView


class Format(StrEnum):
    """How a proof is written."""

    TEXT = "text"
    JSON = "json"
    SVG = "svg"


_ENDINGS = {".json": Format.JSON, ".svg": Format.SVG, ".txt": Format.TEXT}


def return_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A process file, or case:NAME.", autocompletion=case_files)
    ],
    absent: Annotated[
        str, typer.Option("--absent", metavar="N", help="How many of those with a role may be absent at any time.")
    ] = "1",
    turnover: Annotated[
        str | None,
        typer.Option("--turnover", metavar="PARTY", help="Whose government may change, if not anybody's."),
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
    """Prove that the parties come back to the table after a stall or a failure, or tell how they do not.

    Every path is walked: whoever refuses, whoever is absent, whatever day each takes, and one change of government.
    Four results, each with its longest time from day 0, or with the shortest story in which it fails and the clause
    that was silent. It proves the text, not conduct. Exits with 0 if the parties come back, 1 if not or if nobody can
    tell, 2 if the file cannot be read.
    """
    from reconvene import planning
    from reconvene.cli.drafting import day, read
    from reconvene.cli.screen import refuse
    from reconvene.reports.return_view import Standing

    chosen = format or (_ENDINGS.get(output.suffix.lower()) if output is not None else None) or Format.TEXT
    document = read(file)
    parties = list(document.process.parties or {})
    if turnover is not None and turnover not in parties:
        named = ", ".join(f"`{party}`" for party in parties) or "none"
        refuse(f"`{turnover}` is no party of this process.", f"name one of them: {named}")
    shown = planning.return_proof(document, day(as_of), absent=_count(absent), turnover=turnover)
    if output is not None:
        _write_file(shown, chosen, output)
    else:
        _show(shown, chosen)
    raise typer.Exit(0 if shown.standing is Standing.RETURNS else 1)


def _count(word: str) -> int:
    if not word.isdecimal() or len(word) > 3:
        raise typer.BadParameter(f"`{word}` is no number of people; write it like 1", param_hint="--absent")
    return int(word)


def _show(shown: ReturnView, format: Format) -> None:
    from reconvene.cli.screen import console, paper, write_machine_text
    from reconvene.reports.return_text import return_text

    if format is Format.TEXT:
        screen = console()
        screen.print(return_text(shown, paper(screen)), end="")
    else:
        write_machine_text(_written(shown, format))


def _written(shown: ReturnView, format: Format) -> str:
    from reconvene.reports.ladder_picture import render_ladder
    from reconvene.reports.return_text import as_json, return_text
    from reconvene.text.render import Paper

    match format:
        case Format.JSON:
            return as_json(shown)
        case Format.SVG:
            return render_ladder(shown)
        case Format.TEXT:
            return return_text(shown, Paper()).plain


def _write_file(shown: ReturnView, format: Format, output: Path) -> None:
    from reconvene.cli.screen import refuse

    try:
        output.write_bytes(_written(shown, format).encode("utf-8"))
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")
