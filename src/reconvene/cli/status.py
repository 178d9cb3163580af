"""`reconvene status` and `reconvene watch`: where the talks stand, what is to be done, and what fires when."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import case_files

if TYPE_CHECKING:
    from reconvene.reports.status_view import StatusView

File = Annotated[str, typer.Argument(metavar="FILE", help="A process file, or case:NAME.", autocompletion=case_files)]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day to ask for, such as 2019-03-01, if not the file's own."),
]
KnownOn = Annotated[
    str | None,
    typer.Option("--known", "--as-known-at", metavar="DATE", help="Count only what was recorded by this day."),
]
Record = Annotated[
    str | None,
    typer.Option("--events", metavar="FILE", help="The record; if left out, the events.yaml beside the process file."),
]
Reader = Annotated[
    str | None, typer.Option("--reader", metavar="NAME", help="Only what this actor may see; everything if left out.")
]


class Format(StrEnum):
    """How a status is written."""

    TEXT = "text"
    JSON = "json"
    SVG = "svg"


class WatchFormat(StrEnum):
    """How the watch is written."""

    TEXT = "text"
    JSON = "json"


def status(
    file: File,
    as_of: AsOf = None,
    known: KnownOn = None,
    events: Record = None,
    reader: Reader = None,
    format: Annotated[
        Format, typer.Option("--format", help="How it is written; svg draws the table over time.")
    ] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the screen.")
    ] = None,
) -> None:
    """Say where the talks stand: the table, who must do what now, signals, what is owed, vows, what is left.

    What has happened is read from a record of events. Exits with 0, or 2 if the file or its record cannot be read.
    """
    shown = _shown(file, as_of, known, events, reader)
    if format is Format.TEXT and output is None:
        from reconvene.cli.screen import console, paper
        from reconvene.reports.status import status_text

        screen = console()
        screen.print(status_text(shown, paper(screen)), end="")
        return
    _write(_data(shown, format), output)


def watch(
    file: File,
    as_of: AsOf = None,
    known: KnownOn = None,
    events: Record = None,
    reader: Reader = None,
    format: Annotated[WatchFormat, typer.Option("--format", help="How it is written.")] = WatchFormat.TEXT,
) -> None:
    """Say which signals of a stall fire today, what clears each at the least cost, and what fires next.

    Exits with 0 if no signal fires, 1 if one does, 2 if the file or its record cannot be read.
    """
    shown = _shown(file, as_of, known, events, reader)
    if format is WatchFormat.JSON:
        _write(_data(shown, Format.JSON), None)
    else:
        from reconvene.cli.screen import console, paper
        from reconvene.reports.status import watch_text

        screen = console()
        screen.print(watch_text(shown, paper(screen)), end="")
    raise typer.Exit(1 if shown.firing else 0)


def _shown(file: str, as_of: str | None, known: str | None, events: str | None, reader: str | None) -> StatusView:
    from reconvene import following
    from reconvene.cli.drafting import day, read, record_of
    from reconvene.cli.screen import refuse
    from reconvene.text.spelling import nearest

    document = read(file)
    listed = record_of(document, events)
    if reader is not None and document.names.family_of(reader) not in ("actor", "role", "body"):
        near = nearest(reader, document.names.of_family("actor", "role", "body"))
        step = f"did you mean `{near}`?" if near else "name a party or an actor of the process"
        refuse(f"nobody is named `{reader}`.", step)
    return following.status(document, day(as_of), events=listed, known=day(known, "--known"), reader=reader)


def _data(shown: StatusView, format: Format) -> str:
    if format is Format.JSON:
        from reconvene.reports.status import as_json

        return as_json(shown)
    if format is Format.SVG:
        from reconvene.reports.table_picture import render_table

        return render_table(shown)
    from reconvene.reports.status import status_text
    from reconvene.text.render import Paper

    return status_text(shown, Paper()).plain


def _write(text: str, output: Path | None) -> None:
    from reconvene.cli.screen import refuse, write_machine_text

    if output is None:
        write_machine_text(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")
