"""`reconvene return`: whether the parties come back to the table, and within how many days, or how they do not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, Output, PageFormat, format_of, pixels, show, write

if TYPE_CHECKING:
    from reconvene.reports.return_view import ReturnView


def return_(
    file: ProcessFile,
    absent: Annotated[
        str, typer.Option("--absent", metavar="N", help="How many of those with a role may be absent at any time.")
    ] = "1",
    turnover: Annotated[
        str | None,
        typer.Option("--turnover", metavar="PARTY", help="Whose government may change, if not anybody's."),
    ] = None,
    format: Annotated[PageFormat | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Prove that the parties come back to the table after a stall or a failure, or tell how they do not.

    Every path is walked: whoever refuses, whoever is absent, whatever day each takes, and one change of government.
    Four results, each with its longest time from day 0, or with the shortest story in which it fails and the clause
    that was silent. It proves the text, not conduct. Exits with 0 if the parties come back, 1 if not or if nobody can
    tell, 2 if the file cannot be read.
    """
    from reconvene import planning
    from reconvene.cli.drafting import read
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse
    from reconvene.reports.return_text import return_text
    from reconvene.reports.return_view import Standing

    chosen = format_of(PageFormat, format, output)
    document = read(file)
    parties = list(document.process.parties or {})
    if turnover is not None and turnover not in parties:
        named = ", ".join(f"`{party}`" for party in parties) or "none"
        refuse(f"`{turnover}` is no party of this process.", f"name one of them: {named}")
    shown = planning.return_proof(document, day(as_of), absent=_count(absent), turnover=turnover)
    if chosen is PageFormat.TEXT and output is None:
        show(partial(return_text, shown))
    else:
        write(_data(shown, chosen), output)
    raise typer.Exit(0 if shown.standing is Standing.RETURNS else 1)


def _count(word: str) -> int:
    if not word.isdecimal() or len(word) > 3:
        raise typer.BadParameter(f"`{word}` is no number of people; write it like 1", param_hint="--absent")
    return int(word)


def _data(shown: ReturnView, format: PageFormat) -> bytes:
    from reconvene.reports.ladder_picture import render_ladder
    from reconvene.reports.note import note_page
    from reconvene.reports.return_note import return_note
    from reconvene.reports.return_text import as_json, return_text
    from reconvene.text.render import Paper

    match format:
        case PageFormat.JSON:
            return as_json(shown).encode()
        case PageFormat.HTML:
            return note_page(return_note(shown)).encode()
        case PageFormat.SVG:
            return render_ladder(shown).encode()
        case PageFormat.PNG:
            return pixels(render_ladder(shown))
        case PageFormat.TEXT:
            return return_text(shown, Paper()).plain.encode()
