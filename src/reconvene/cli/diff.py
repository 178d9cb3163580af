"""`reconvene diff`: what a draft changed, in words, for everybody and for each party."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reconvene.document.change import Change
    from reconvene.document.load import Document

FORMAT_VERSION = 1


class Format(StrEnum):
    """How the changes are written."""

    TEXT = "text"
    JSON = "json"


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier draft: a file, or case:NAME.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later draft: a file, or case:NAME.")],
    format: Annotated[Format, typer.Option("--format", help="How the changes are written.")] = Format.TEXT,
) -> None:
    """Say what a draft changed, in words, for each party.

    Compares what two drafts mean, not their lines: order, layout and comments are no change, and what only has a new
    name is told as renamed. Exits with 0 if nothing changed in meaning, 1 if something did, 2 if a file cannot be read.
    """
    from reconvene.document.compare import compare

    documents = [_read(name) for name in (before, after)]
    if not all(document.readable for document in documents):
        _refuse(document for document in documents if not document.readable)
        raise typer.Exit(2)
    changes = compare(documents[0], documents[1])
    if format is Format.JSON:
        from reconvene.cli.screen import write_machine_text

        write_machine_text(as_json(documents[0], documents[1], changes))
    else:
        sys.stdout.write(as_text(documents[0], documents[1], changes))
    raise typer.Exit(1 if changes else 0)


def as_json(before: Document, after: Document, changes: Sequence[Change]) -> str:
    """The changes as data: `{"version": 1, "before": file, "after": file, "changes": [...]}`."""
    told = {
        "version": FORMAT_VERSION,
        "before": before.file,
        "after": after.file,
        "changes": [change.as_data() for change in changes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_text(before: Document, after: Document, changes: Sequence[Change]) -> str:
    """The changes as a page of text: what concerns everybody, then each party, then all others."""
    if not changes:
        return "Nothing changed in meaning.\n"
    from reconvene.cases.shelf import short_name
    from reconvene.reports.differences import gather, sections

    names = [_safe(short_name(document.file)) for document in (before, after)]
    lines = [f"From {names[0]} to {names[1]}:"]
    for section in sections(gather(changes, before, after)):
        lines += ["", _safe(section.heading)]
        for change in section.changes:
            lines += _told(change)
    count = len(changes)
    return "\n".join([*lines, "", f"{count} change{'' if count == 1 else 's'} in meaning."]) + "\n"


def _told(change: Change) -> list[str]:
    places = [_place(place) for place in change.places]
    where = " -> ".join(place for place in places if place)
    if places[0] and not places[1]:
        where = f"{places[0]} -> gone"
    elif places[1] and not places[0]:
        where = f"new at {places[1]}"
    return [*_wrapped(_safe(change.sentence)), f"      {where}"]


def _wrapped(sentence: str) -> list[str]:
    width = max(40, min(100, shutil.get_terminal_size((100, 24)).columns))
    return textwrap.wrap(
        sentence, width, initial_indent="  - ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _place(place: object) -> str:
    from reconvene.cases.shelf import short_name
    from reconvene.text.span import Span

    if not isinstance(place, Span):
        return ""
    return f"{_safe(short_name(place.source.name))}:{place.location.line}"


def _safe(words: str) -> str:
    from reconvene.cli.screen import takes_unicode
    from reconvene.text.render import printable

    return printable(words, ascii=not takes_unicode(sys.stdout))


def _read(name: str) -> Document:
    """A draft as written, its clauses not spelled out, or the document that says why there is none."""
    from reconvene.cases.shelf import find, is_case
    from reconvene.document.load import Document, load
    from reconvene.document.names import Names
    from reconvene.document.process import Process
    from reconvene.text.finding import Finding

    if not is_case(name):
        return load(name)
    found = find(name)
    if isinstance(found, Finding):
        return Document(Process(), Names(), (found,), (found.span.source,))
    return load(found)


def _refuse(documents: Iterable[Document]) -> None:
    """Print why a draft cannot be read, as `check` would."""
    from reconvene.cli.screen import console, paper
    from reconvene.text.render import draw

    screen = console()
    sheet = paper(screen)
    for document in documents:
        for finding in document.findings:
            screen.print(draw(finding, sheet))
