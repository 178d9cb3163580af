"""`reconvene desk`: set up a desk, see what it holds, go by a new version of the text."""

from __future__ import annotations

import os
import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.opening import Folder
from reconvene.cli.parsing import Verb, Verbs

if TYPE_CHECKING:
    from reconvene.live.overview import Overview


class Format(StrEnum):
    """How what a desk holds is written."""

    TEXT = "text"
    JSON = "json"


desk = typer.Typer(
    name="desk",
    cls=Verbs,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Set up a desk, the folder in which one organisation keeps the record of a process; see what it holds.",
)


@desk.command("new", cls=Verb)
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to set up; empty, or not there.")],
    process: Annotated[str, typer.Option("--process", metavar="FILE", help="The process file, or case:NAME.")],
    actor: Annotated[
        str, typer.Option("--as", metavar="ACTOR", help="Which actor of the process the organisation is.")
    ],
    called: Annotated[
        str | None, typer.Option("--called", metavar="NAME", help="The name shown to people, if not the actor's.")
    ] = None,
    convenor: Annotated[
        bool | None,
        typer.Option("--convenor/--no-convenor", help="Whether it convenes; if left out, as the text says."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="What all desks call the process; made of its title if left out."),
    ] = None,
    store: Annotated[
        str,
        typer.Option("--store", metavar="WHERE", help="`here`, or a database: postgresql+psycopg://USER@HOST/NAME."),
    ] = "here",
    passphrase: Annotated[
        bool,
        typer.Option("--passphrase", help="Seal the keys under a passphrase, asked for or from RECONVENE_PASSPHRASE."),
    ] = False,
) -> None:
    """Set up a desk: its folder, its record, its first key; the text is adopted as it stands.

    Exits with 0, or 2 if the text cannot be read, has no such actor, or the folder holds anything.
    """
    from reconvene.cli.drafting import read
    from reconvene.cli.opening import faults, new_passphrase
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.founding import create_desk, settings_for

    document = read(process)
    with faults():
        settings = settings_for(document, actor, called=called, convenor=convenor, process=name, store=store)
        secret = new_passphrase("A passphrase for the keys of this desk") if passphrase else None
        with create_desk(folder, document, settings, clock.now(), passphrase=secret) as made:
            typed = shlex.quote(str(folder))
            say(f"`{folder}` is the desk of {made.called} for `{settings.process}`.")
            say(f"Its key: {made.key.public.id}")
            say("Read that to the other desks over the telephone, so that they can tell your words from others'.")
            if made.settings.convenor:
                say("It convenes: it calls the parties, and keeps what they deposit.")
            say(f"Next: reconvene keys backup {typed} FILE   and   reconvene record {typed}")


@desk.command("show", cls=Verb)
def show(
    folder: Folder = ".",
    format: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
) -> None:
    """Say whose desk it is, which text it goes by, which keys it has, and what its logs hold.

    Exits with 0, or 2 if the folder is no desk or cannot be read.
    """
    from reconvene.cli.opening import opened, tell
    from reconvene.cli.screen import console, paper, write_machine_text
    from reconvene.live.overview import as_json, overview, overview_text

    with opened(folder, writes=False) as held:
        shown: Overview = overview(held)
        if format is Format.JSON:
            write_machine_text(as_json(shown))
        else:
            screen = console()
            screen.print(overview_text(shown, paper(screen)), end="")
        tell(held.contents.findings)


@desk.command("adopt", cls=Verb)
def adopt(
    folder: Folder = ".",
    process: Annotated[
        str | None,
        typer.Option("--process", metavar="FILE", help="The new text; if left out, the copy in the desk's folder."),
    ] = None,
) -> None:
    """Go by a new version of the text from now on, and put it on record. The record itself stays as it is.

    Exits with 0, also if it is the text that the desk goes by already, or 2 if the text cannot be read.
    """
    from reconvene.cli.drafting import read
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.adoption import FOLDER
    from reconvene.live.founding import adopt as adopt_text

    with opened(folder) as held:
        text = process or str(held.folder / FOLDER / held.edition.main)
        entry = adopt_text(held, read(text), clock.now())
        version = held.adopted.version[:16]
        if entry is None:
            say(f"The desk goes by that text already: version {version}.")
        else:
            say(f"The desk goes by version {version} now.")


@desk.command("checkpoint", cls=Verb)
def checkpoint(
    folder: Folder = ".",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIRECTORY", help="Write each into a file there.")
    ] = None,
) -> None:
    """Sign how far each log has come. Give that to others: whoever keeps it can tell if anything before it is changed.

    `reconvene verify --checkpoint FILE` holds a record to it. Exits with 0, or 2 if the folder is no desk.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say, write_machine_text
    from reconvene.live.settings import write_whole

    with opened(folder) as held:
        for signed in held.sign_checkpoints():
            name = signed.checkpoint.origin.rsplit("/", 1)[-1]
            if output is None:
                write_machine_text(signed.note + "\n")
                continue
            path = output / f"{held.actor}-{name}-{signed.checkpoint.size}.checkpoint"
            write_whole(path, signed.note.encode(), 0o644)
            say(f"`{path}`: {signed.checkpoint.size} entries of {signed.checkpoint.origin}")


# Sealing, copies, and who comes after


@desk.command("seal", cls=Verb)
def seal(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a desk.")]) -> None:
    """Seal the folder under a passphrase (asked for, or from RECONVENE_PASSPHRASE): what was said, files, keys.

    Nobody else may use the desk meanwhile. Exits with 0, or 2 if it cannot be sealed; then it is as before.
    """
    from reconvene.cli.opening import faults, new_passphrase, passphrase_of
    from reconvene.cli.screen import say
    from reconvene.live.sealed import is_sealed
    from reconvene.live.sealing import seal_desk

    with faults():
        keys = passphrase_of(folder)
        known = keys if keys is not None and is_sealed(folder) else None
        seal_desk(folder, known or new_passphrase("A passphrase for this desk"), keys=keys)
        say(f"`{folder}` is sealed. Whoever forgets the passphrase loses it all: keep it in two places.")
        say("What stays in the open: the process's name, who recorded how much, for whom and when; keys' histories.")
        say("Copies made earlier, and what the disk still holds of deleted files, are not sealed.")


@desk.command("unseal", cls=Verb)
def unseal(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a desk.")]) -> None:
    """Open a sealed folder for good; its keys stay sealed under the passphrase. Exits with 0, or 2."""
    from reconvene.cli.opening import faults, passphrase_of
    from reconvene.cli.screen import say
    from reconvene.live.sealing import unseal_desk

    with faults():
        unseal_desk(folder, passphrase_of(folder) or "")
        say(f"`{folder}` lies open.")


@desk.command("passphrase", cls=Verb)
def passphrase(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a desk.")]) -> None:
    """Take another passphrase for a sealed folder. The new one is asked for, or taken from RECONVENE_NEW_PASSPHRASE.

    Whoever has an old copy of the folder opens that copy with the old passphrase. Exits with 0, or 2.
    """
    from reconvene.cli.opening import NEW_PASSPHRASE, faults, new_passphrase, passphrase_of
    from reconvene.cli.screen import say
    from reconvene.live.sealing import change_passphrase

    with faults():
        old = passphrase_of(folder) or ""
        change_passphrase(folder, old, os.environ.get(NEW_PASSPHRASE) or new_passphrase("The new passphrase"))
        say("The desk has another passphrase.")


@desk.command("backup", cls=Verb)
def backup(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of a desk.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write, on another disk.")],
) -> None:
    """Write the whole desk into one file, sealed under a passphrase: record, keys, private part, settings.

    Exits with 0, or 2 if the desk cannot be read or the file is there already.
    """
    from reconvene.cli.opening import new_passphrase, opened
    from reconvene.cli.screen import say
    from reconvene.live.backup import back_up_desk

    with opened(folder) as found:
        back_up_desk(found, output, new_passphrase("A passphrase for the back-up"))
        say(f"`{output}` holds the whole desk. Keep it and its passphrase in two places. To try it:")
        say(f"reconvene desk restore {output} SOME_EMPTY_FOLDER")


@desk.command("restore", cls=Verb)
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of a back-up.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is empty or not there.")],
) -> None:
    """Set up a desk from its back-up. What was recorded after the back-up is not in it: import it from the others.

    Exits with 0, or 2 if the file cannot be opened; then nothing was made.
    """
    from reconvene.cli.opening import PASSPHRASE, ask_secretly, faults
    from reconvene.cli.screen import say
    from reconvene.live.backup import restore_desk

    with faults():
        restore_desk(file, folder, os.environ.get(PASSPHRASE) or ask_secretly("Passphrase of the back-up"))
        say(f"`{folder}` is the desk as it was backed up.")
        say("Before anything is recorded: import a bundle of every other desk, which hold what was recorded since.")


@desk.command("recover", cls=Verb)
def recover(
    damaged: Annotated[Path, typer.Argument(metavar="DAMAGED", help="A damaged desk; its folder stays as it is.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is empty or not there.")],
    copy: Annotated[
        list[Path] | None,
        typer.Option("--copy", metavar="COPY", help="A copy of the desk that fills gaps; may be given again."),
    ] = None,
) -> None:
    """Set up a desk from what is good of a damaged one.

    Each log is there from its start as far as its entries follow one another; what stands behind a gap is set aside.
    Exits with 0, or 2 if nothing could be made of it.
    """
    from reconvene.cli.opening import faults
    from reconvene.cli.screen import say
    from reconvene.live.recovering import recover_desk

    with faults():
        found = recover_desk(damaged, folder, copy or ())
        for log, count in found.logs.items():
            say(f"{log.desk} in `{log.compartment}`: {count} {'entry' if count == 1 else 'entries'}.")
        if found.aside:
            say(f"Set aside, behind a gap: {found.aside}.")
        say(f"Next: reconvene verify {folder}, and import a bundle of every other desk before anything is recorded.")


@desk.command("handover", cls=Verb)
def handover(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of a desk.")],
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Who hands over to whom, and why.")],
) -> None:
    """Take a desk over from whoever ran it: a new key, vouched for by the old one, which counts no more.

    Run by the successor, on the successor's machine, in the folder that was handed over (such as a restored back-up).
    Exits with 0, or 2 if the old key is not here: then `reconvene keys new`.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.backup import take_over

    with opened(folder) as found:
        key = take_over(found, clock.now(), reason)
        say(f"The key of this desk is now {key.public.id}; nothing that the old one signs from now on counts.")
        say("Export to every other desk, so that they know. Then change the passphrase, and make a back-up.")
