"""`reconvene deposit` and `reconvene deposits`: what parties could accept, in confidence, and what all of them do."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.opening import Folder
from reconvene.cli.parsing import Verb, Verbs

if TYPE_CHECKING:
    from reconvene.live.desk import Desk

FORMAT_VERSION = 1
To = Annotated[
    str | None, typer.Option("--to", metavar="CONVENOR", help="Whom it is sealed to; the text's convenor if left out.")
]

deposits = typer.Typer(
    name="deposits",
    cls=Verbs,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="For a convenor: take deposits, and tell what all accept, or nothing. A party can withdraw its own.",
)


class Format(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"


def deposit(
    paths: Annotated[
        list[Path], typer.Argument(metavar="[FOLDER] FILE", help="The desk (the current folder if not), and the file.")
    ],
    to: To = None,
) -> None:
    """Deposit what this party could accept, sealed to the convenor, in place of what it deposited before.

    The file says `reconvene_deposit: 1` and, under `accepts:`, what the party would come back for, the best first.
    Whoever carries or keeps it sees neither its words nor their number. Other parties are not told, not even that it is
    there. Keep the file where only you can read it: this desk cannot open what it has sealed.

    Exits with 0, 1 if somebody wrote to the record at the same moment, or 2 if it cannot be read or sealed.
    """
    from reconvene.cli.opening import faults, opened
    from reconvene.cli.screen import refuse, say
    from reconvene.live import clock
    from reconvene.live.deposits import deposit as place
    from reconvene.live.deposits import read_acceptable

    if len(paths) > 2:
        refuse("there are more than a folder and a file.", "name the folder of the desk, and one file")
    with faults():
        accepts = read_acceptable(paths[-1]).accepts
    with opened(str(paths[0]) if len(paths) > 1 else ".") as desk:
        convenor = _convenor(desk, to)
        made = place(desk, accepts, convenor, clock.now())
        say(f"`{made.id}` is sealed to {convenor}; it travels in this desk's next bundle for {convenor}.")
        if not made.compared:
            say(f"Compare over the telephone that {convenor}'s key is {made.fingerprint}")
            say("Whoever could put another in its place could read the deposit. Once it is compared:")
            say(f"reconvene keys trust {desk.folder} {convenor} {made.fingerprint}")


@deposits.command("begin", cls=Verb)
def begin(folder: Folder = ".") -> None:
    """Make and state the key that deposits are sealed to. Others need this desk's next bundle.

    Exits with 0, or 2 if the desk cannot be read or its key is not here.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.deposits import begin_deposits

    with opened(folder) as desk:
        stated = begin_deposits(desk, clock.now())
        say(f"Deposits can be sealed to this desk; the key behind it is {stated.by}.")


@deposits.command("withdraw", cls=Verb)
def withdraw(folder: Folder = ".", to: To = None) -> None:
    """Take back what this party deposited and nobody has compared yet.

    Exits with 0, or 2 if there is nothing to take back.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live import clock
    from reconvene.live.deposits import withdraw as take_back

    with opened(folder) as desk:
        for id in take_back(desk, _convenor(desk, to), clock.now()):
            say(f"`{id}` is withdrawn. The convenor may have read it, and counts it no more.")


@deposits.command("show", cls=Verb)
def show(folder: Folder = ".") -> None:
    """Say to the convenor whose deposits are here and can be opened; never what they say.

    Exits with 0, or 2 if one cannot be opened.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say
    from reconvene.live.deposits import open_deposits

    with opened(folder) as desk:
        found = open_deposits(desk)
        for party in desk.shared_document.process.parties or {}:
            held = found.get(party)
            say(f"{party}: " + (f"`{held.id}`, recorded {held.recorded[:10]}" if held is not None else "nothing"))
        say("This is for the convenor alone; no party may learn from it who deposited.")


@deposits.command("match", cls=Verb)
def match(
    folder: Folder = ".",
    close: Annotated[
        bool,
        typer.Option("--close", help="Wait no longer for who deposited nothing; all are told that there is nothing."),
    ] = False,
    one: Annotated[
        bool, typer.Option("--one", help="Tell one thing that all accept: the best for whoever it is worst for.")
    ] = False,
    format: Annotated[Format, typer.Option("--format", help="How the outcome is written.")] = Format.TEXT,
) -> None:
    """Compare the deposits, and record what all accept, or that there is nothing to tell, in the same words for all.

    Exits with 0, 1 if somebody has deposited nothing and it is not closed, or somebody wrote first, 2 if one cannot be
    opened.
    """
    from reconvene.cli.opening import give_up, opened
    from reconvene.cli.screen import say, write_machine_text
    from reconvene.live import clock
    from reconvene.live.deposits import DepositsMissing, match_deposits

    with opened(folder) as desk:
        try:
            told = match_deposits(desk, clock.now(), close=close, one=one)
        except DepositsMissing as missing:
            give_up([missing.finding], 1)
        if format is Format.JSON:
            data = {"version": FORMAT_VERSION, "event": told.id, "in_common": list(told.in_common or ())}
            write_machine_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
            return
        say("What all accept:" if told.in_common else "There is nothing to tell that all accept.")
        for words in told.in_common or ():
            say(f"- {words}")
        say(f"All parties and all with a role are told so by `{told.id}`, in this desk's next bundles.")


def _convenor(desk: Desk, named: str | None) -> str:
    from reconvene.cli.screen import refuse

    mechanism = desk.shared_document.process.return_
    found = named or (mechanism.convenor if mechanism is not None else None)
    if found is None:
        refuse("the text names no convenor.", "name whom to deposit with: --to CONVENOR")
    return found
