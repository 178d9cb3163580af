"""`reconvene schedule`: by when everything comes, what sets the end, and whether the final date can be promised."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import case_files

if TYPE_CHECKING:
    from reconvene.reports.schedule_view import ScheduleView


class Format(StrEnum):
    """How a schedule is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    CERTIFICATE = "certificate"
    ICS = "ics"
    SVG = "svg"
    PNG = "png"
    VEGA_LITE = "vega-lite"


_ENDINGS = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".json": Format.JSON,
    ".ics": Format.ICS,
    ".svg": Format.SVG,
    ".png": Format.PNG,
    ".txt": Format.TEXT,
}


def schedule(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A process file, case:NAME, or a desk.", autocompletion=case_files)
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
    """Say by when everything comes, what sets the end, and whether the final date can be promised.

    On the screen: the deadline certificate and a table of all steps. As html: one page with certificate, timeline and
    table; certificate: the certificate alone, on one sheet; ics: for a calendar; svg, png: the timeline; vega-lite and
    json: data. Exits with 0 if the final date is kept whatever takes its time, 1 if not or if nobody can tell, 2 if the
    file cannot be read.
    """
    from reconvene import planning
    from reconvene.cli.drafting import read
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse
    from reconvene.reports.schedule_view import Standing

    chosen = format or (_ENDINGS.get(output.suffix.lower()) if output is not None else None) or Format.TEXT
    if chosen is Format.PNG and output is None:
        refuse("a PNG is no text for a screen.", f"write it to a file: reconvene schedule {file} -o timeline.png")
    shown = planning.schedule(read(file), day(as_of))
    if output is not None:
        _write_file(shown, chosen, output)
    elif chosen is Format.TEXT:
        _show(shown)
    else:
        from reconvene.cli.screen import write_machine_text

        write_machine_text(_data(shown, chosen).decode("utf-8"))
    raise typer.Exit(0 if shown.standing is Standing.KEPT else 1)


def _show(shown: ScheduleView) -> None:
    from reconvene.cli.screen import console, paper
    from reconvene.reports.certificate import certificate_text
    from reconvene.reports.schedule_table import steps_text

    screen = console()
    sheet = paper(screen)
    screen.print(certificate_text(shown, sheet), end="")
    screen.print()
    screen.print(steps_text(shown, sheet), end="")


def _data(shown: ScheduleView, format: Format) -> bytes:
    """The schedule in a format for programs, printers and browsers."""
    from reconvene.reports import written_schedule as written

    match format:
        case Format.JSON:
            return written.as_json(shown).encode()
        case Format.HTML:
            return written.as_page(shown).encode()
        case Format.CERTIFICATE:
            return written.as_certificate(shown).encode()
        case Format.ICS:
            return written.as_calendar(shown)
        case Format.SVG:
            return written.as_timeline(shown).encode()
        case Format.PNG:
            return _png(shown)
        case Format.VEGA_LITE:
            return written.as_chart(shown).encode()
        case Format.TEXT:
            return written.as_text(shown).encode()


def _png(shown: ScheduleView) -> bytes:
    from reconvene.cli.screen import refuse
    from reconvene.reports.picture import CannotDraw, png
    from reconvene.reports.timeline import render_timeline

    try:
        return png(render_timeline(shown))
    except CannotDraw as error:
        refuse(str(error), error.next_step)


def _write_file(shown: ScheduleView, format: Format, output: Path) -> None:
    from reconvene.cli.screen import refuse

    data = _data(shown, format)
    try:
        output.write_bytes(data)
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")
