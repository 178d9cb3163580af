"""What the verbs write on: standard output with its width, colours and letters, and standard error for the rest."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import IO, TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from reconvene.text.render import Paper

NARROWEST = 40
"""Narrower terminals are drawn on as if they were this wide."""


def takes_unicode(stream: IO[str]) -> bool:
    """Whether every letter can be written to a stream."""
    return (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")


def console(stream: IO[str] | None = None) -> Console:
    """A console on standard output or another stream, with our styles."""
    from rich.console import Console
    from rich.theme import Theme

    from reconvene.text.render import STYLES

    return Console(file=stream or sys.stdout, theme=Theme(STYLES), highlight=False, soft_wrap=True, emoji=False)


def paper(console: Console) -> Paper:
    """What can be drawn on a console; shipped files are called by the name of their case."""
    from reconvene.cases.shelf import short_name
    from reconvene.text.render import Paper

    ascii = not takes_unicode(console.file)
    return Paper(max(NARROWEST, console.width), ascii=ascii, name=lru_cache(maxsize=1000)(short_name))


def write_machine_text(text: str) -> None:
    """Write text that a program will read: always UTF-8, whatever the terminal takes."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    buffer.write(text.encode("utf-8"))
    buffer.flush()


def say(message: str) -> None:
    """Tell the person at the terminal something that is no finding: on standard error, nothing in it but letters."""
    from reconvene.text.render import printable

    print(printable(message, ascii=not takes_unicode(sys.stderr)), file=sys.stderr, flush=True)


def confirm(message: str) -> None:
    """Tell the person at the terminal what was done: on standard output, nothing in it but letters."""
    from reconvene.text.render import printable

    print(printable(message, ascii=not takes_unicode(sys.stdout)))


def refuse(message: str, next_step: str) -> NoReturn:
    """End with a short message, the next step, and exit code 2."""
    say(f"Error: {message}")
    say(f"Next: {next_step}")
    raise typer.Exit(2)
