"""`reconvene status` and `reconvene watch`: where the talks stand, what is to be done, and what fires when."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, Output, PageFormat, format_of, pixels, show, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reconvene.process.events import Event
    from reconvene.reports.status_view import StatusView

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


class WatchFormat(StrEnum):
    """How the watch is written."""

    TEXT = "text"
    JSON = "json"


def status(
    file: ProcessFile,
    as_of: AsOf = None,
    known: KnownOn = None,
    events: Record = None,
    reader: Reader = None,
    format: Annotated[PageFormat | None, HOW] = None,
    output: Output = None,
) -> None:
    """Say where the talks stand: the table, who must do what now, signals, what is owed, vows, what is left.

    What has happened is read from a record of events. As html: one page with the note and the table over time; svg and
    png: that picture alone; json: data. Exits with 0, or 2 if the file or its record cannot be read.
    """
    chosen = format_of(PageFormat, format, output)
    shown = _shown(file, as_of, known, events, reader)
    if chosen is PageFormat.TEXT and output is None:
        from reconvene.reports.status import status_text

        show(partial(status_text, shown))
        return
    write(_data(shown, chosen), output)


def watch(
    file: ProcessFile,
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
        write(_data(shown, PageFormat.JSON), None)
    else:
        from reconvene.reports.status import watch_text

        show(partial(watch_text, shown))
    raise typer.Exit(1 if shown.firing else 0)


def _shown(file: str, as_of: str | None, known: str | None, events: str | None, reader: str | None) -> StatusView:
    from reconvene import following
    from reconvene.cli.drafting import follow
    from reconvene.live.settings import is_desk

    if is_desk(file):
        return _shown_by_desk(file, as_of, known, events, reader)
    asked = follow(file, as_of, known, events, reader)
    shown = following.status(asked.document, asked.now, events=asked.events, known=asked.known, reader=asked.reader)
    _say_what_has_not_come(asked.events, shown.as_of)
    return shown


def _shown_by_desk(
    folder: str, as_of: str | None, known: str | None, events: str | None, reader: str | None
) -> StatusView:
    from reconvene.cli.drafting import check_reader, refuse_second_record
    from reconvene.cli.opening import opened
    from reconvene.cli.parsing import day
    from reconvene.live import clock

    refuse_second_record(folder, events)
    with opened(folder, writes=False) as desk:
        check_reader(desk.document, reader)
        return desk.status(day(as_of) or clock.now(), known=day(known, "--known"), reader=reader)


def _say_what_has_not_come(events: Sequence[Event], as_of: date) -> None:
    """A record holds what happened: what it says of days that still lie ahead is told of, and does not count yet."""
    from reconvene.cli.screen import say
    from reconvene.live import clock

    last = max(as_of, clock.today())
    later = [event for event in events if event.happened.last > last]
    if later:
        first = min(later, key=lambda event: event.order)
        count = "1 event lies" if len(later) == 1 else f"{len(later)} events lie"
        counts = "it does not count yet" if len(later) == 1 else "they do not count yet"
        say(f"note: {count} ahead of {last}, and {counts}; the first is `{first.id}` of {first.at}.")


def _data(shown: StatusView, format: PageFormat) -> bytes:
    from reconvene.reports.note import note_page
    from reconvene.reports.status import as_json, status_note, status_text
    from reconvene.reports.table_picture import render_table
    from reconvene.text.render import Paper

    match format:
        case PageFormat.JSON:
            return as_json(shown).encode()
        case PageFormat.HTML:
            return note_page(status_note(shown)).encode()
        case PageFormat.SVG:
            return render_table(shown).encode()
        case PageFormat.PNG:
            return pixels(render_table(shown))
        case PageFormat.TEXT:
            return status_text(shown, Paper()).plain.encode()
