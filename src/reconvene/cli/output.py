"""Where a verb writes what it made: to the screen, or to the file of `--output`, whose ending names the format."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from reconvene.text.render import Paper


class PageFormat(StrEnum):
    """How a note with a picture is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"
    PNG = "png"


_ENDINGS = {"htm": "html", "html": "html", "ics": "ics", "json": "json", "png": "png", "svg": "svg", "txt": "text"}
"""The format that the ending of a file names, where a verb has it."""

HOW = typer.Option("--format", help="How it is written; if left out, the ending of --output tells, else text.")
"""What follows the type of a format in the signature of a verb."""

Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the screen.")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day to ask for, such as 2019-03-01, if not the file's own."),
]
For = Annotated[
    str | None, typer.Option("--for", metavar="READER", help="From what this actor may see, and nothing else.")
]

Form = TypeVar("Form", bound=StrEnum)


def format_of(formats: type[Form], asked: Form | None, output: Path | None) -> Form:
    """The format that is asked for, else that of the ending of a file, else text."""
    from reconvene.cli.screen import refuse

    named = _ENDINGS.get(output.suffix.lower().removeprefix(".")) if output is not None else None
    chosen = asked or next((each for each in formats if each.value == named), None) or formats("text")
    if chosen.value == "png" and output is None:
        refuse("a PNG is no text for a screen.", "write it to a file with --output picture.png")
    return chosen


def show(draw: Callable[[Paper], Text]) -> None:
    """Show words on the screen, drawn for its width."""
    from reconvene.cli.screen import console, paper

    screen = console()
    screen.print(draw(paper(screen)), end="")


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
