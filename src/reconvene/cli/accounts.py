"""`reconvene accounts`: whose public account holds, by which yardstick, and what both sides could sign."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import HOW, AsOf, For, Output, format_of, show, write

if TYPE_CHECKING:
    from reconvene.weighing import Accounts


class Format(StrEnum):
    """How the accounts are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"


def accounts(
    file: ProcessFile,
    reader: For = None,
    format: Annotated[Format | None, HOW] = None,
    output: Output = None,
    as_of: AsOf = None,
) -> None:
    """Say whose public account holds, by which yardstick, and what both sides could sign.

    Each claim of a share, or of which measures would be lifted, is laid beside every yardstick that it admits: true,
    false, cannot tell. Then which claims of different sides can both be true, what is disputed, and the wordings over
    provisions that leave every claim true, the shortest first. With --for, nothing that the
    reader may not see has a part in it; you are warned, beside what is written, where the full text judges otherwise.
    Exits with 0, or with 2 if the file cannot be read.
    """
    from reconvene import weighing
    from reconvene.cli.drafting import read_for, record_of, warn_sender
    from reconvene.cli.parsing import day
    from reconvene.process.visibility import visible
    from reconvene.reports.accounts_words import accounts_text

    chosen = format_of(Format, format, output)
    full, seen = read_for(file, reader)
    events = record_of(full, file, None)
    shown = weighing.accounts(seen, day(as_of), events=visible(events, full.process, reader))
    if chosen is Format.TEXT and output is None:
        show(partial(accounts_text, shown))
    else:
        write(_written(shown, chosen).encode(), output)
    if reader is not None:
        whole = weighing.accounts(full, day(as_of), events=events)
        warn_sender(weighing.differing_claims(shown, whole), reader)


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
