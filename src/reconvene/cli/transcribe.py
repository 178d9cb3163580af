"""`reconvene transcribe`: events out of somebody's table, every row that does not fit told, nothing dropped unsaid."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile

if TYPE_CHECKING:
    from reconvene.process.table_mapping import TableMapping
    from reconvene.process.transcript import Transcript

FORMAT_VERSION = 1
_LINES = 20
"""So many lines are listed in the sentence at the end."""
_DRAWN = 30
"""So many findings are drawn with the line that they are about; every other is told in words."""


class Format(StrEnum):
    """How it is told what fits."""

    TEXT = "text"
    JSON = "json"


def transcribe(
    file: ProcessFile,
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="A table of events as CSV, in UTF-8.")],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            "-m",
            metavar="FILE",
            help="What its columns mean (YAML); not needed for a table that `dataset` wrote.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write what fits as an event file, which must be new."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How it is told what fits.")] = Format.TEXT,
) -> None:
    """Read events from a table, and tell every row that does not fit with its line and column, all at once.

    Nothing is written unless --output names a file, and nothing enters a record: what is written is an event file, for
    somebody to read and then to name with --events. Exits with 0 if every row fits or is left out on purpose, 1 if some
    do not, 2 if the table, its mapping or the process cannot be read.
    """
    from reconvene.cli.drafting import read, show_findings
    from reconvene.cli.screen import confirm
    from reconvene.document.load import read_file
    from reconvene.process.transcript import transcribe as taken_from

    document = read(file)
    means = _mapping(mapping)
    source, finding = read_file(str(table))
    if finding is not None:
        show_findings([finding], source)
    found = taken_from(source, document, means)
    if format is Format.JSON:
        _write_json(found)
    elif found.findings:
        _show(found)
    if not found.usable:
        raise typer.Exit(2)
    if output is not None:
        _write(found, output, table.name)
    if format is Format.TEXT:
        confirm(_said(found) + (f" What fits is in `{output}`." if output is not None else ""))
    raise typer.Exit(1 if found.unfit else 0)


def _mapping(path: Path | None) -> TableMapping | None:
    from reconvene.cli.drafting import show_findings
    from reconvene.process.table_mapping import read_mapping

    if path is None:
        return None
    found = read_mapping(path)
    if not found.readable:
        show_findings(found.findings, found.source)
    return found.mapping


def _show(found: Transcript) -> None:
    """Every finding: the first with the line that it is about, the rest in words with their places."""
    import sys

    from reconvene.cli.screen import console, paper
    from reconvene.text.render import draw, draw_words

    screen = console(sys.stderr)
    sheet = paper(screen)
    for place, finding in enumerate(found.findings):
        drawn = draw(finding, sheet) if place < _DRAWN else draw_words(finding, sheet)
        screen.print(drawn, end="\n" if place < _DRAWN else "")


def _said(found: Transcript) -> str:
    """How many rows fit, do not fit, and are not wanted, with their lines."""
    fits, unfit, left_out = len(found.events), found.unfit, found.left_out
    if not unfit and not left_out:
        return f"All {fits} rows fit." if fits != 1 else "The one row fits."
    parts = [f"{fits} {'row fits' if fits == 1 else 'rows fit'}"]
    if unfit:
        parts.append(f"{len(unfit)} {'does' if len(unfit) == 1 else 'do'} not ({_lines(unfit)})")
    if left_out:
        parts.append(f"{len(left_out)} {'is' if len(left_out) == 1 else 'are'} left out ({_lines(left_out)})")
    return ", ".join(parts) + "."


def _lines(numbers: tuple[int, ...]) -> str:
    """The first lines of several; each has a finding, and the JSON lists them all."""
    more = f" and {len(numbers) - _LINES} more" if len(numbers) > _LINES else ""
    return f"{'line' if len(numbers) == 1 else 'lines'} {', '.join(map(str, numbers[:_LINES]))}{more}"


def _write_json(found: Transcript) -> None:
    from reconvene.cli.screen import write_machine_text

    data = {
        "version": FORMAT_VERSION,
        "fits": len(found.events),
        "unfit": list(found.unfit),
        "left_out": list(found.left_out),
        "findings": [finding.as_data() for finding in found.findings],
    }
    write_machine_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _write(found: Transcript, output: Path, table: str) -> None:
    from reconvene.cli.screen import refuse
    from reconvene.process.transcript import as_event_file

    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(as_event_file(found, f"transcribed from {table}"))
    except FileExistsError:
        refuse(f"`{output}` is there already.", "name a file that does not exist yet for --output")
    except OSError as error:
        refuse(f"`{output}` cannot be written: {error.strerror or error}.", "name another file for --output")
