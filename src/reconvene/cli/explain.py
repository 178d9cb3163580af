"""`reconvene explain`: the page of a check, of a clause, or of a finding of reading."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import page_words

if TYPE_CHECKING:
    from rich.console import Console

    from reconvene.reports.pages import Page


class Format(StrEnum):
    """How a page is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def explain(
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="A check by id or number (T01), a clause, or any other id.", autocompletion=page_words
        ),
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Write every page.")] = False,
    format: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
) -> None:
    """Say what a finding means, and why it matters.

    The page of a check shows how it fails and passes, and what history knows of it. Without an id, lists all checks
    and clauses.
    """
    from reconvene.reports.pages import contents, find_page, pages

    if id is None:
        every = pages()
        text = "\n".join(page.text for page in every) if all else contents(every)
        _write(every, text, format)
        return
    page = find_page(id)
    if page is None:
        _refuse(id)
    else:
        _write([page], page.text, format)


def _write(told: Sequence[Page], text: str, format: Format) -> None:
    from reconvene.cli.screen import console, write_machine_text
    from reconvene.reports.pages import FORMAT_VERSION

    if format is Format.JSON:
        data = {"version": FORMAT_VERSION, "pages": [page.as_data() for page in told]}
        write_machine_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    elif format is Format.MARKDOWN:
        write_machine_text(text)
    else:
        show_markdown(console(), text)


def show_markdown(console: Console, text: str) -> None:
    """Show a page of Markdown on a console; as it stands where the console takes only ASCII."""
    from reconvene.cli.screen import takes_unicode
    from reconvene.reports.markdown import draw_page
    from reconvene.text.render import printable

    if takes_unicode(sys.stdout):
        sys.stdout.write(draw_page(text, console))
    else:
        sys.stdout.write("".join(f"{printable(line, ascii=True)}\n" for line in text.splitlines()))


def _refuse(id: str) -> None:
    from reconvene.cli.screen import refuse
    from reconvene.reports.pages import nearest_page

    near = nearest_page(id)
    refuse(
        f"nothing is named `{id}`.",
        f"did you mean `{near}`? reconvene explain {near}" if near else "reconvene explain lists everything",
    )
