"""`reconvene schedule`: by when everything comes, what sets the end, and whether the final date can be promised."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, Output, format_of, pixels, write

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


def schedule(
    file: ProcessFile,
    format: Annotated[Format | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
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

    if format is Format.PNG and output is None:
        refuse("a PNG is no text for a screen.", f"write it to a file: reconvene schedule {file} -o timeline.png")
    chosen = format_of(Format, format, output)
    shown = planning.schedule(read(file), day(as_of))
    if chosen is Format.TEXT and output is None:
        _show(shown)
    else:
        write(_data(shown, chosen), output)
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
            return pixels(written.as_timeline(shown))
        case Format.VEGA_LITE:
            return written.as_chart(shown).encode()
        case Format.TEXT:
            return written.as_text(shown).encode()
