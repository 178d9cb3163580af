"""`reconvene demo`: the shipped case of Hanoi checked, shown here and as a page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

CASE = "case:hanoi"
PAGE = Path("hanoi-report.html")


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the page of the report.")
    ] = PAGE,
) -> None:
    """Check the talks of Hanoi as they stood on 1 March 2019, and write the report as a page.

    Exits with 0 even though the case has errors: that it finds them is what the demo shows.
    """
    from reconvene import api
    from reconvene.cli.screen import console, paper
    from reconvene.reports.page import render_page
    from reconvene.reports.terminal import report_text

    report = api.check(api.load(CASE))
    screen = console()
    screen.print(report_text([report], paper(screen)), end="")
    sys.stdout.flush()
    written = _write(render_page([report]), output)
    typer.echo(
        "\nThat is what can break these talks, read off their own text: the worst first, then what is not known.\n"
        "The same report, with each finding beside the words it points at, is a page you can open or send:\n"
    )
    typer.echo(f"  {written}\n  {written.as_uri()}\n")
    typer.echo("Next: reconvene new my-process.yaml, then reconvene check my-process.yaml")


def _write(page: str, output: Path) -> Path:
    """Write the page where it was asked for, or else into a folder for passing files; the full path of it."""
    from reconvene.cli.screen import refuse, say

    try:
        output.write_text(page, encoding="utf-8", newline="\n")
        return output.resolve()
    except OSError as error:
        say(f"`{output}` cannot be written ({error.strerror or error}); the page goes elsewhere.")
    try:
        folder = Path(tempfile.mkdtemp(prefix="reconvene-"))
        written = folder / PAGE.name
        written.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        refuse(
            f"no page could be written: {error.strerror or error}.",
            "reconvene demo --output FILE, in a folder of yours",
        )
    return written.resolve()
