"""`reconvene what-if`: what moves, what is missed and which vows are tripped, if one thing comes later or is done."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from reconvene.cli.completion import ProcessFile

FORMAT_VERSION = 1


class Format(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def what_if(
    file: ProcessFile,
    question: Annotated[
        list[str],
        typer.Argument(metavar="QUESTION", help='"close_plant slips 90 days", or "north does disarmament_step".'),
    ],
    format: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.TEXT,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day to ask for, such as 2019-03-01, if not the file's own."),
    ] = None,
    events: Annotated[
        str | None,
        typer.Option("--events", metavar="FILE", help="The record; if left out, the events.yaml beside the process."),
    ] = None,
) -> None:
    """Say which dates move, which are missed and which vows are tripped if one thing comes later, or somebody acts.

    The slip is counted from the last day that the text gives it. The vows are those in force by the file and its
    record. Exits with 0 if no other date is missed and no vow is tripped without a cover, 1 if one is, 2 if the file or
    the question cannot be read.
    """
    from reconvene import planning
    from reconvene.cli.drafting import read, record_of
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import console, paper, refuse, write_machine_text
    from reconvene.reports.what_if import Refusal, what_if_text

    document = read(file)
    answer = planning.what_if(document, " ".join(question), day(as_of), events=record_of(document, file, events))
    if isinstance(answer, Refusal):
        refuse(answer.message, answer.next_step)
    if format is Format.JSON:
        told = {"version": FORMAT_VERSION, **asdict(answer)}
        write_machine_text(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        screen = console()
        screen.print(what_if_text(answer, paper(screen)), end="")
    raise typer.Exit(1 if answer.does_harm else 0)
