"""`reconvene verify`: whether a record is intact, offline, on a copy, in plain words."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reconvene.live.checking import Checked

FORMAT_VERSION = 1


class Format(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def verify(
    where: Annotated[
        str,
        typer.Argument(metavar="WHERE", help="A desk, a copy of one, or a bundle; the current folder if left out."),
    ] = ".",
    checkpoint: Annotated[
        list[str] | None,
        typer.Option("--checkpoint", metavar="FILE", help="A signed checkpoint that you kept; may be given again."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.TEXT,
) -> None:
    """Say whether a record is intact: every entry, attachment, checkpoint and key. Nothing is written, no network used.

    Exits with 0 if nothing is wrong, 1 if something is, 2 if there is no record to read.
    """
    from reconvene.cli.opening import faults, passphrase_of
    from reconvene.cli.screen import console, paper, write_machine_text
    from reconvene.live.checking import check_record, checked_text
    from reconvene.live.sealed import is_sealed

    with faults():
        notes, folder = [_note(each) for each in checkpoint or []], Path(where)
        secret = passphrase_of(folder) if is_sealed(folder) else None
        found: Checked = check_record(folder, notes, passphrase=secret)
    if format is Format.JSON:
        write_machine_text(
            json.dumps({"version": FORMAT_VERSION, **found.as_data()}, ensure_ascii=False, indent=2) + "\n"
        )
    else:
        screen = console()
        screen.print(checked_text(found, paper(screen)), end="")
    raise typer.Exit(0 if found.intact else 1)


def _note(file: str) -> str:
    from reconvene.cli.screen import refuse

    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"`{file}` cannot be read: {error}.", "name the file of a checkpoint")
