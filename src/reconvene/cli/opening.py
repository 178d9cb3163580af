"""A desk opened for a verb; what is wrong with it ends the verb with a finding and exit code 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from reconvene.live.desk import Desk
    from reconvene.text.finding import Finding

PASSPHRASE = "RECONVENE_PASSPHRASE"  # noqa: S105  (the name of a variable, no passphrase)
"""The environment variable from which a passphrase is taken where nobody can be asked."""
NEW_PASSPHRASE = "RECONVENE_NEW_PASSPHRASE"  # noqa: S105  (the same)

Folder = Annotated[
    str, typer.Argument(metavar="FOLDER", help="The folder of a desk; the current one if it is left out.")
]


def tell(findings: Iterable[Finding]) -> None:
    """Show findings on standard error."""
    from reconvene.cli.screen import console, paper
    from reconvene.text.render import draw

    screen = console(sys.stderr)
    for finding in findings:
        screen.print(draw(finding, paper(screen)), end="")


def give_up(findings: Iterable[Finding], code: int = 2) -> NoReturn:
    """End with the findings and an exit code."""
    tell(findings)
    raise typer.Exit(code)


@contextmanager
def faults(code: int = 2) -> Iterator[None]:
    """While open, what a desk or a store cannot do ends the verb with its finding; all of them where there are more."""
    from reconvene.live.adoption import TextUnreadable
    from reconvene.record.fault import RecordFault, Stale

    try:
        yield
    except TextUnreadable as error:
        give_up(error.findings)
    except Stale as error:
        give_up([error.finding], 1)
    except RecordFault as error:
        give_up([error.finding], code)


@contextmanager
def opened(folder: str, *, writes: bool = True) -> Iterator[Desk]:
    """The desk in a folder, for as long as it is needed."""
    from reconvene.live.desk import open_desk
    from reconvene.live.sealed import is_sealed

    with faults():
        asked = passphrase_of(Path(folder)) if writes or is_sealed(Path(folder)) else None
        with open_desk(folder, passphrase=asked, writable=writes) as desk:
            yield desk


def passphrase_of(folder: Path) -> str | None:
    """The passphrase that the desk's keys need: from the environment, else asked for on a terminal; None if none."""
    from reconvene.live.key_care import are_sealed
    from reconvene.live.sealed import KEYS, is_sealed

    if not is_sealed(folder) and not are_sealed(folder / KEYS):
        return None
    return os.environ.get(PASSPHRASE) or (ask_secretly("Passphrase of this desk") if sys.stdin.isatty() else None)


def new_passphrase(what: str) -> str:
    """A passphrase that is to be used from now on: from the environment, else asked for twice on a terminal."""
    from reconvene.cli.screen import refuse, say

    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        refuse("a passphrase is needed, and there is nobody to ask.", f"set the variable {PASSPHRASE}")
    while True:
        first = ask_secretly(what)
        if first and first == ask_secretly("Once more"):
            return first
        say("The two are not the same." if first else "It is empty.")


def old_passphrase(what: str) -> str:
    """A passphrase that something lies under: from the environment, else asked for on a terminal."""
    from reconvene.cli.screen import refuse

    given = os.environ.get(PASSPHRASE) or (ask_secretly(what) if sys.stdin.isatty() else "")
    if not given:
        refuse("a passphrase is needed, and there is nobody to ask.", f"set the variable {PASSPHRASE}")
    return given


def ask_secretly(question: str) -> str:
    """What somebody types without its being shown."""
    from getpass import getpass

    return getpass(f"{question}: ")
