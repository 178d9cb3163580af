"""Where a verb writes what it made: to the screen, or to the file of `--output`, whose ending names the format."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class PageFormat(StrEnum):
    """How a note with a picture is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"
    PNG = "png"


_ENDINGS = {
    ".html": PageFormat.HTML,
    ".htm": PageFormat.HTML,
    ".json": PageFormat.JSON,
    ".svg": PageFormat.SVG,
    ".png": PageFormat.PNG,
}


def format_of(format: PageFormat | None, output: Path | None) -> PageFormat:
    """The format that is asked for, else that of the ending of a file, else text."""
    from reconvene.cli.screen import refuse

    chosen = format or (_ENDINGS.get(output.suffix.lower()) if output is not None else None) or PageFormat.TEXT
    if chosen is PageFormat.PNG and output is None:
        refuse("a PNG is no text for a screen.", "write it to a file with --output picture.png")
    return chosen


def pixels(svg: str) -> bytes:
    """A picture as a PNG; exit code 2 where this machine cannot draw one."""
    from reconvene.cli.screen import refuse
    from reconvene.reports.picture import CannotDraw, png

    try:
        return png(svg)
    except CannotDraw as error:
        refuse(str(error), error.next_step)


def write(data: bytes, output: Path | None) -> None:
    """Write to a file, or to the screen as a program would read it; exit code 2 if the file cannot be written."""
    from reconvene.cli.screen import refuse, write_machine_text

    if output is None:
        write_machine_text(data.decode("utf-8"))
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")
