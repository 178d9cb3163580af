"""`reconvene record`: say what happened; what follows is shown before it is written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from reconvene.cli.bundles import export, import_
from reconvene.cli.parsing import Verb, Verbs
from reconvene.cli.recording import Format


class RecordVerbs(Verbs):
    """The verbs about the record; words that are none of them are an event to be recorded."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; the verb `event` may be left out."""
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["event", *args]
        return super().parse_args(ctx, args)


record = typer.Typer(
    name="record",
    cls=RecordVerbs,
    rich_markup_mode=None,
    subcommand_metavar="[FOLDER] [KIND] [KEY=VALUE]... | COMMAND [ARGS]...",
    help=(
        "Say what happened: `reconvene record FOLDER KIND KEY=VALUE...`. What follows is shown before it is written. "
        "On a terminal it asks for what is left out; `reconvene record event --help` has the options."
    ),
)


@record.command("event", cls=Verb)
def event(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FOLDER KIND KEY=VALUE",
            help="The folder of a desk (the current one if left out), the kind of event, and what it says.",
        ),
    ] = None,
    json_from: Annotated[
        str | None,
        typer.Option(
            "--json", metavar="FILE", help="Read the event, or a list of them, as JSON; - reads it from standard input."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Read the events of an event file, such as events.yaml."),
    ] = None,
    attach: Annotated[
        list[str] | None, typer.Option("--attach", metavar="FILE", help="Put a file to the event; may be given again.")
    ] = None,
    compartment: Annotated[
        str | None,
        typer.Option("--compartment", metavar="NAME", help="Only for the readers that desk.yaml gives this name."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Record it without asking.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Record what was seen though the text does not let it happen.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would follow, and record nothing.")] = False,
    format: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.TEXT,
) -> None:
    """Record what happened, once what follows from it has been shown.

    `reconvene record FOLDER session_closed session=summit outcome=none next_date=none happened=2019-02-28`. On a
    terminal it asks for what is left out, with examples; without a kind it lists the kinds. What was entered is kept
    as a draft until it is on record. Exits with 0 if it is recorded (or was already), 1 if the text does not let it
    happen, somebody wrote first or you said no, 2 if it cannot be read.
    """
    from reconvene.cli.giving import given_by, read_files
    from reconvene.cli.opening import opened
    from reconvene.cli.recording import Recording, Wishes

    folder, rest = _place(words or [])
    wishes = Wishes(yes, anyway, dry_run, format, read_files(attach or []))
    with opened(folder, writes=not dry_run) as desk:
        given, name, origin = given_by(desk, rest, json_from, file, compartment)
        Recording(desk, wishes, name, origin).run(given)


def _place(words: list[str]) -> tuple[str, list[str]]:
    """The folder and the rest: the first word is a kind of event, or it names the folder."""
    from reconvene.process.events import SHELF

    if words and words[0] not in SHELF and "=" not in words[0]:
        known = Path(words[0]).is_dir() or any(mark in words[0] for mark in "/\\.") or words[1:]
        if known or not Path("desk.yaml").is_file():
            return words[0], words[1:]
    return ".", words


# Other things that are recorded


@record.command("redact", cls=Verb)
def redact(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of a desk.")],
    id: Annotated[str, typer.Argument(metavar="EVENT", help="The id of the event.")],
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why; that stays on record.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Erase it without asking.")] = False,
) -> None:
    """Erase the words of an event that this desk recorded, and of the files put to it. That it was there stays.

    Whoever has a copy has it still; tell them. To mend an event, record a correction instead. Exits with 0, 1 if you
    said no, 2 if there is no such event.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.previewing import ask
    from reconvene.cli.screen import refuse, say
    from reconvene.live import clock

    with opened(folder) as desk:
        said = desk.find(id, desk.actor)
        if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
            refuse("erasing cannot be undone, and there is nobody to ask.", "add --yes")
        if not yes and not ask(f"Erase the words of `{id}`, a `{said.event.kind}` of {said.event.happened}, for ever?"):
            raise typer.Exit(1)
        for entry in desk.redact(id, clock.now(), reason=reason):
            header = entry.header
            say(f"Erased entry {header.redacts} of {header.log}; entry {header.sequence} says so.")


@record.command("attach", cls=Verb)
def attach(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of a desk.")],
    id: Annotated[str, typer.Argument(metavar="EVENT", help="The id of the event.")],
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="The files.")],
) -> None:
    """Put files to an event that is on record, for the same readers. They are kept by the hash of their content.

    Exits with 0, or 2 if there is no such event or a file cannot be read.
    """
    from reconvene.cli.giving import read_files
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.record.attachments import digest_of

    with opened(folder) as desk:
        contents = read_files(files)
        header = desk.attach(id, contents, clock.now()).header
        for name, content in contents.items():
            say(f"`{name}` ({digest_of(content)[:16]}) is put to `{id}`, entry {header.sequence} of {header.log}.")


record.command("export", cls=Verb)(export)
record.command("import", cls=Verb)(import_)
