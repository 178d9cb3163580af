"""`reconvene accounts`: whose public account holds, by which yardstick, and what both sides could sign."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import case_files

if TYPE_CHECKING:
    from reconvene.weighing import Accounts


class Format(StrEnum):
    """How the accounts are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"


_ENDINGS = {".html": Format.HTML, ".htm": Format.HTML, ".json": Format.JSON, ".svg": Format.SVG, ".txt": Format.TEXT}


def accounts(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A process file, or case:NAME.", autocompletion=case_files)
    ],
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
    """Say whose public account holds, by which yardstick, and what both sides could sign.

    Each claim of a share, or of which measures would be lifted, is laid beside every yardstick that it admits: true,
    false, cannot tell. Then which claims of different sides can both be true, what is disputed, and the wordings over
    provisions that leave every claim true, the shortest first. Exits with 0, or with 2 if the file cannot be read.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import read, record_of
    from reconvene.cli.parsing import day

    chosen = format or (_ENDINGS.get(output.suffix.lower()) if output is not None else None) or Format.TEXT
    document = read(file)
    shown = weighing.accounts(document, day(as_of), events=record_of(document, file, None))
    _write(shown, chosen, output)


def _write(shown: Accounts, format: Format, output: Path | None) -> None:
    from reconvene.cli.screen import console, paper, refuse, write_machine_text
    from reconvene.reports.accounts_words import accounts_text

    if format is Format.TEXT and output is None:
        screen = console()
        screen.print(accounts_text(shown, paper(screen)), end="")
        return
    text = _written(shown, format)
    if output is None:
        write_machine_text(text)
        return
    try:
        output.write_bytes(text.encode("utf-8"))
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")


def _written(shown: Accounts, format: Format) -> str:
    from reconvene.reports import written_accounts as written

    match format:
        case Format.JSON:
            return written.as_json(shown)
        case Format.HTML:
            return written.as_page(shown)
        case Format.SVG:
            return written.as_picture(shown)
        case Format.TEXT:
            return written.as_text(shown)
