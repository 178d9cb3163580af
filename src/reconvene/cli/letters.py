"""`reconvene letters`: drafts of what the stage of the way back that runs sends, in the same words to all."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import AsOf
from reconvene.cli.status import KnownOn, Reader, Record

if TYPE_CHECKING:
    from reconvene.reports.letters_view import Letters


class Format(StrEnum):
    """How letters are shown on the screen."""

    TEXT = "text"
    JSON = "json"


def letters(
    file: ProcessFile,
    stage: Annotated[
        str | None,
        typer.Option("--stage", metavar="NAME", help="A stage to rehearse; the one that runs if left out."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write each letter as text and as a page; a new folder."),
    ] = None,
    events: Record = None,
    as_of: AsOf = None,
    known: KnownOn = None,
    reader: Reader = None,
    format: Annotated[Format, typer.Option("--format", help="How they are shown on the screen.")] = Format.TEXT,
) -> None:
    """Draft the notices, invitations, declarations and statements of a stage of the way back, without prejudice.

    Each goes in the same words to all: but for the line of its addressee it is the same, byte for byte. What nobody has
    fixed, such as a day or a place, is left blank. What whoever sends them must know (who stands in for whom, which vow
    is covered) is told apart, and the message for open mail says nothing of what waits. Nothing is sent.

    Exits with 0, 1 if there is nothing to send, or 2 if the file or its record cannot be read.
    """
    from reconvene import following
    from reconvene.cli.drafting import follow
    from reconvene.cli.screen import write_machine_text
    from reconvene.reports.letters_page import as_json

    asked = follow(file, as_of, known, events, reader)
    found = following.state(asked.document, asked.now, events=asked.events, known=asked.known, reader=asked.reader)
    _find_stage(stage, following.stage_names(found))
    made = following.letters_of(found, stage)
    if format is Format.JSON:
        write_machine_text(as_json(made))
    elif output is None or not made.drafts:
        write_machine_text(_shown(made))
    if output is not None and made.drafts:
        _write(made, output)
    raise typer.Exit(0 if made.drafts else 1)


def _find_stage(stage: str | None, known: tuple[str, ...]) -> None:
    from reconvene.cli.screen import refuse
    from reconvene.text.spelling import nearest

    if stage is None or stage in known:
        return
    near = nearest(stage, known)
    step = f"name one: {', '.join(known)}" if known else "this process has no way back"
    refuse(f"no stage of the way back is named `{stage}`.", f"did you mean `{near}`?" if near else step)


def _shown(made: Letters) -> str:
    """What the sender must know, then each letter once: to the first of those it goes to."""
    from reconvene.reports.letters_page import as_text, for_sender

    parts = [for_sender(made)]
    parts += [as_text(made, draft, draft.addressees[0]) for draft in made.drafts if draft.addressees]
    return f"\n{'-' * 60}\n\n".join(parts)


def _write(made: Letters, folder: Path) -> None:
    from reconvene.cli.screen import confirm, refuse
    from reconvene.reports.letters_page import files

    written = files(made)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            refuse(f"`{folder}` is not empty.", "name a new folder, so that no letter of another day is among these")
        for name, data in written.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        refuse(f"`{folder}` cannot be written: {error.strerror or error}.", "name another folder for --output")
    confirm(f"`{folder}` holds {len(written)} files; read for-the-sender.txt first.")
