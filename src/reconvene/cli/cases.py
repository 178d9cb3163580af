"""`reconvene cases`: the processes that are shipped, to read, to check, and to start from."""

from __future__ import annotations

import json
import shutil
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from reconvene.cli.completion import case_names

if TYPE_CHECKING:
    from reconvene.cases.shelf import Case

FORMAT_VERSION = 1


class Format(StrEnum):
    """How cases are written."""

    TEXT = "text"
    JSON = "json"


def cases(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The case to show.", autocompletion=case_names)
    ] = None,
    path: Annotated[bool, typer.Option("--path", help="Print where the main file of the case is.")] = False,
    copy: Annotated[
        Path | None, typer.Option("--copy", metavar="FOLDER", help="Copy the case into a new folder, to change it.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
) -> None:
    """List the shipped cases, or show one.

    Wherever a file is expected, case:NAME stands for the main file of a case.
    """
    from reconvene.cases.shelf import cases as shipped

    known = shipped()
    if name is None:
        if path or copy is not None:
            from reconvene.cli.screen import refuse

            refuse("--path and --copy need the name of a case.", f"reconvene cases {next(iter(known), 'NAME')} --path")
        _list(list(known.values()), format)
        return
    case = known.get(name.removeprefix("case:"))
    if case is None:
        _refuse_name(name)
    if copy is not None:
        _copy(case, copy)
    elif path:
        typer.echo(str(case.path))
    elif format is Format.JSON:
        _write_json([case])
    else:
        _show(case)


def _list(known: list[Case], format: Format) -> None:
    from rich.text import Text

    from reconvene.cli.screen import console, paper
    from reconvene.text.render import note, wrap

    if format is Format.JSON:
        _write_json(known)
        return
    screen = console()
    sheet = paper(screen)
    for case in known:
        title = Text(f"case:{case.name}", style="reconvene.message").append(f"  {sheet.words(case.title)}", "default")
        screen.print(wrap(title, sheet.prose, 4))
        if case.as_of:
            screen.print(note("as of", case.as_of, sheet, 2), end="")
        screen.print(note("next", f"reconvene check case:{case.name}", sheet, 2), end="")


def _write_json(known: list[Case]) -> None:
    from reconvene.cli.screen import write_machine_text

    told = [
        {"name": case.name, "title": case.title, "as_of": case.as_of or None, "path": str(case.path)} for case in known
    ]
    write_machine_text(json.dumps({"version": FORMAT_VERSION, "cases": told}, ensure_ascii=False, indent=2) + "\n")


def _show(case: Case) -> None:
    from reconvene.cli.explain import show_markdown
    from reconvene.cli.screen import console

    said = f", as of {case.as_of}" if case.as_of else ""
    page = case.readme or f"# {case.title}\n\n`case:{case.name}`{said}\n"
    show_markdown(console(), page)


def _copy(case: Case, target: Path) -> None:
    from reconvene.cli.screen import refuse, say

    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        refuse(f"`{target}` is there already and not empty.", "name a folder that does not exist yet")
    try:
        ignored = shutil.ignore_patterns("__pycache__", "*.py", "*.pyc")
        shutil.copytree(case.folder, target, ignore=ignored, dirs_exist_ok=True)
    except OSError as error:
        refuse(f"`{target}` cannot be written: {error.strerror or error}.", "name another folder")
    say(f"`case:{case.name}` is copied to `{target}`. Next: reconvene check {target / case.path.name}")


def _refuse_name(name: str) -> NoReturn:
    from reconvene.cases.shelf import find
    from reconvene.cli.screen import refuse
    from reconvene.text.finding import Finding

    found = find(name)
    assert isinstance(found, Finding)  # only called for a name that the shelf does not have
    refuse(found.message, found.help.replace("`case:", "`reconvene cases "))
