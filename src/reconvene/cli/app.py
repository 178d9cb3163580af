"""The verbs put together: what `reconvene` answers to, and how it ends whatever happens."""

from __future__ import annotations

import gc
import os
import sys
from copy import copy
from typing import Annotated

import typer

from reconvene.cli.accounts import accounts
from reconvene.cli.assess import assess
from reconvene.cli.cases import cases
from reconvene.cli.check import check
from reconvene.cli.consult import consult
from reconvene.cli.dataset import dataset
from reconvene.cli.demo import demo
from reconvene.cli.deposits import deposit, deposits
from reconvene.cli.desk import desk
from reconvene.cli.diff import diff
from reconvene.cli.explain import explain
from reconvene.cli.keys import keys
from reconvene.cli.letters import letters
from reconvene.cli.network import network
from reconvene.cli.new import new
from reconvene.cli.parsing import Verb, Verbs
from reconvene.cli.people import people
from reconvene.cli.record import record
from reconvene.cli.return_ import return_
from reconvene.cli.schedule import schedule
from reconvene.cli.schema import schema
from reconvene.cli.sequence import sequence
from reconvene.cli.serve import doctor, serve
from reconvene.cli.status import status, watch
from reconvene.cli.tick import tick
from reconvene.cli.transcribe import transcribe
from reconvene.cli.verify import verify
from reconvene.cli.weigh import weigh
from reconvene.cli.what_if import what_if

INTERNAL_ERROR = 70
"""The exit code of a fault in reconvene itself (`EX_SOFTWARE`), never of a fault in a file."""

_START = """\
reconvene checks the draft of a negotiation process before anyone signs.

  reconvene demo               see it at work on the talks of Hanoi
  reconvene new                start a file of your own
  reconvene check FILE         check it
  reconvene schedule FILE      by when everything comes, and whether its final date can be promised
  reconvene return FILE        whether everybody comes back to the table, and within how many days
  reconvene weigh FILE         what a package is worth, by count and by weight
  reconvene status FILE        where the talks stand, by the record of what happened
  reconvene desk new FOLDER    a desk of your own, which keeps that record for years
  reconvene --help             everything else
"""

app = typer.Typer(
    name="reconvene",
    help="Write a negotiation process down, and be told before anyone signs what will break it.",
    cls=Verbs,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for verb in (
    *(check, schedule, what_if, return_, weigh, accounts, assess, consult, sequence, status, watch, letters, tick),
    *(deposit, dataset, transcribe, explain, new, demo, diff, cases, schema, network),
):
    app.command(verb.__name__.rstrip("_").replace("_", "-"), cls=Verb)(verb)
for group in (desk, record, keys, deposits, people):
    app.add_typer(group)
app.command("verify", cls=Verb)(verify)
app.command("doctor", cls=Verb)(doctor)
app.command("serve", cls=Verb)(serve)


def _show_version(asked: bool) -> None:
    if asked:
        from reconvene import __version__

        typer.echo(f"reconvene {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Write a negotiation process down, and be told before anyone signs what will break it."""
    if context.invoked_subcommand is None:
        typer.echo(_START, err=True, nl=False)
        raise typer.Exit(2)


def run() -> None:
    """Run the verb that was asked for. A reader that hangs up and Ctrl-C end quietly; nothing ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = 141
    if code == 141:
        # Python flushes once more on its way out, and would complain about the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()  # what is still held is not looked through once more on the way out
    sys.exit(code)


def _run() -> int:
    try:
        with_only(sys.argv[1:2])(prog_name="reconvene")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("RECONVENE_TRACEBACK"):
            raise
        return _tell(error)
    return 0


def with_only(words: list[str]) -> typer.Typer:
    """The verbs, of which only the first word's is built: to build the options of all takes a tenth of a second."""
    narrowed = copy(app)
    narrowed.registered_commands = [each for each in app.registered_commands if each.name in words]
    narrowed.registered_groups = [
        each
        for each in app.registered_groups
        if each.typer_instance is not None and each.typer_instance.info.name in words
    ]
    return narrowed if narrowed.registered_commands or narrowed.registered_groups else app


def _tell(error: Exception) -> int:
    """Say what stopped a verb, and what to do next; gives the exit code."""
    if isinstance(error, PermissionError) and error.filename is not None:
        print(
            f"Error: `{error.filename}` cannot be read or written: {error.strerror}.\n"
            "Next: mend the permissions, or copy the folder to where you may read and write",
            file=sys.stderr,
        )
        return 2
    said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    print(
        f"reconvene made a mistake of its own ({said}); your file is not to blame.\n"
        "Please report it, with what this prints: RECONVENE_TRACEBACK=1 and the same command.",
        file=sys.stderr,
    )
    return INTERNAL_ERROR
