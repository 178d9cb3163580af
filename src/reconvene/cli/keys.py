"""`reconvene keys`: the keys of a desk, the next one, the end of one, one for a lost one, and copies in a safe."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reconvene.cli.opening import Folder
from reconvene.cli.parsing import Verb, Verbs

FORMAT_VERSION = 1
Desk = Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of a desk.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why; everybody who gets the record reads it.")]


class Format(StrEnum):
    """How the keys are written."""

    TEXT = "text"
    JSON = "json"


keys = typer.Typer(
    name="keys",
    cls=Verbs,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="The keys with which a desk signs: see them, make the next, end one, keep copies.",
)


@keys.command("show", cls=Verb)
def show(
    folder: Folder = ".",
    format: Annotated[Format, typer.Option("--format", help="How they are written.")] = Format.TEXT,
) -> None:
    """List the keys, oldest first, each with its whole fingerprint, to be read over the telephone.

    Exits with 0, or 2 if the folder is no desk.
    """
    import json
    from dataclasses import asdict

    from reconvene.cli.opening import opened
    from reconvene.cli.screen import write_machine_text
    from reconvene.live.key_care import keys_of

    with opened(folder, writes=False) as desk:
        listed = keys_of(desk)
        if format is Format.JSON:
            told = {"version": FORMAT_VERSION, "desk": desk.actor, "keys": [asdict(key) for key in listed]}
            write_machine_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
            return
        for key in listed:
            state = "in force" if key.current else f"ended {key.revoked[:10]}" if key.revoked else "earlier"
            more = [f"reason: {key.reason}"] if key.reason else []
            more += [] if key.held else ["its private half is not here"]
            more += [] if key.vouched else ["nobody vouches for it"]
            typer.echo(f"{key.id}  since {key.since[:10]}  {state}{'  (' + '; '.join(more) + ')' if more else ''}")


@keys.command("new", cls=Verb)
def new(folder: Desk, reason: Reason) -> None:
    """Make a key after the one in force was lost. What the lost one signed stays good.

    Nobody vouches for the new key: until the others have compared its fingerprint with you by another way, they are
    told that anybody might have made it. If the key is not lost, rotate it. Exits with 0, or 2 if it is not lost.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.key_care import replace_lost

    with opened(folder) as desk:
        key = replace_lost(desk, clock.now(), reason)
        say(f"The key of this desk is now {key.public.id}")
        say("Nobody vouches for it: read it to the others over the telephone, so that they can trust it.")
        say(f"Next: reconvene keys backup {folder} FILE")


@keys.command("rotate", cls=Verb)
def rotate(folder: Desk, reason: Reason = "") -> None:
    """Make the next key, vouched for by the one in force. What that one signed stays good.

    Exits with 0, or 2 if the key in force is not here.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.key_care import rotate as rotate_key

    with opened(folder) as desk:
        key = rotate_key(desk, clock.now(), reason)
        say(f"The key of this desk is now {key.public.id}")
        say(f"The one before vouches for it. Next: reconvene keys backup {folder} FILE")


@keys.command("revoke", cls=Verb)
def revoke(
    folder: Desk,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The first letters of its fingerprint.")],
    reason: Reason,
) -> None:
    """End a key that others may have. What it signed so far stays good; what it signs from now on counts for nothing.

    Exits with 0, or 2 if there is no such key, or it is the one in force: then rotate first.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.key_care import revoke as revoke_key

    with opened(folder) as desk:
        span = revoke_key(desk, key, clock.now(), reason)
        say(f"{span.key.id[:16]} is ended. Hand the record on soon, so that the others know.")


@keys.command("trust", cls=Verb)
def trust(
    folder: Desk,
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Whose key it is.")],
    fingerprint: Annotated[str, typer.Argument(metavar="FINGERPRINT", help="All 64 letters, as that desk read them.")],
) -> None:
    """Keep that you compared a key with the desk that signs with it, by another way than a bundle.

    After that, no other first key of that desk is taken. Exits with 0, or 2 if that is no whole fingerprint.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live.trust import trust as keep

    with opened(folder, writes=False) as desk:
        say(f"Key {keep(desk, actor, fingerprint)[:16]} of {actor} is trusted from now on.")


@keys.command("backup", cls=Verb)
def backup(
    folder: Desk, file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, on another disk.")]
) -> None:
    """Write every private key into one file, sealed under a passphrase (asked for, or from RECONVENE_PASSPHRASE).

    Keep the file and the passphrase in two places, neither of them this machine. Exits with 0, or 2.
    """
    from reconvene.cli.opening import new_passphrase, opened
    from reconvene.cli.screen import say
    from reconvene.live.key_care import back_up

    with opened(folder) as desk:
        written = back_up(desk, file, new_passphrase("A passphrase for the back-up"))
        say(f"`{file}` holds {len(written)} key{'' if len(written) == 1 else 's'}, sealed under that passphrase.")


@keys.command("restore", cls=Verb)
def restore(folder: Desk, file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of a back-up.")]) -> None:
    """Bring back the keys of a back-up that are not in the folder. Exits with 0, or 2 if the file gives none."""
    import os
    import sys

    from reconvene.cli.opening import PASSPHRASE, ask_secretly, opened
    from reconvene.cli.screen import refuse, say
    from reconvene.live.key_care import restore as restore_keys

    with opened(folder) as desk:
        secret = os.environ.get(PASSPHRASE) or (ask_secretly("Passphrase of the back-up") if sys.stdin.isatty() else "")
        if not secret:
            refuse("the passphrase of the back-up is needed, and there is nobody to ask.", f"set {PASSPHRASE}")
        brought = restore_keys(desk, file, secret)
        say(
            f"{len(brought)} key{' is' if len(brought) == 1 else 's are'} back." if brought else "All of them are here."
        )
