"""`reconvene consult`: who must be heard before what is decided, by when, and what the calendar skips."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, For, Output, format_of, show, write
from reconvene.cli.status import KnownOn, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reconvene.cli.drafting import Followed
    from reconvene.weighing import Consulted, Refusal


class Format(StrEnum):
    """How the consultations are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    ICS = "ics"


def consult(
    file: ProcessFile,
    packages: Annotated[list[str] | None, typer.Argument(metavar="PACKAGE", help="Packages on the table.")] = None,
    reader: For = None,
    format: Annotated[Format | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
    known: KnownOn = None,
    events: Record = None,
) -> None:
    """Say who must be heard before what is decided, by when to begin, and what the calendar as it stands skips.

    Allies, legislatures, bodies and citizens, by what the deal says and by what the file declares; without a PACKAGE
    for what is in force and every package on the table. Counted back from each gate, with every time as a range. What a
    record tells of consultations held, of positions and of dissents is shown. ics: the last days, for a calendar. With
    --for, nothing that the reader may not see has a part in it; you are warned, beside what is written, where the full
    text owes otherwise. Exits with 0, or with 2 if the file or its record cannot be read or a name means nothing.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import IN_FORCE, follow, warn_sender
    from reconvene.cli.screen import refuse
    from reconvene.reports.consult_words import consulted_text

    chosen = format_of(Format, format, output)
    shown = _consulted(follow(file, as_of, known, events, reader), packages or ())
    if isinstance(shown, weighing.Refusal):
        refuse(shown.message, shown.next_step)
    if chosen is Format.TEXT and output is None:
        show(partial(consulted_text, shown))
    else:
        write(_written(shown, chosen), output)
    if reader is not None:
        whole = _consulted(follow(file, as_of, known, events, None), packages or ())
        found = weighing.differing_consultations(shown, whole) if isinstance(whole, weighing.Consulted) else ()
        warn_sender(found, reader, IN_FORCE)


def _consulted(asked: Followed, packages: Sequence[str]) -> Consulted | Refusal:
    from reconvene import weighing

    return weighing.consult(
        asked.document, packages, asked.now, events=asked.events, known=asked.known, reader=asked.reader
    )


def _written(shown: Consulted, format: Format) -> bytes:
    from reconvene.reports import written_consultations as written

    match format:
        case Format.JSON:
            return written.as_json(shown).encode()
        case Format.HTML:
            return written.as_page(shown).encode()
        case Format.ICS:
            return written.as_calendar(shown)
        case Format.TEXT:
            return written.as_text(shown).encode()
