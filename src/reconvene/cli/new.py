"""`reconvene new`: a process file to start from, out of a template, with the names and the date that you say."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reconvene.document.template import Answers, Template


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; - for standard output.")] = Path(
        "process.yaml"
    ),
    template: Annotated[
        str | None, typer.Option("--template", "-t", metavar="NAME", help="The template to start from.")
    ] = None,
    list: Annotated[bool, typer.Option("--list", help="List the templates and exit.")] = False,  # noqa: A002
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there already.")] = False,
) -> None:
    """Start a process file from a template.

    On a terminal it asks for the names and the final date; every question has an answer that Enter takes. Elsewhere
    it writes the template as it is. Nothing is written before the last answer, and no file is overwritten unasked.
    """
    from reconvene.cli.screen import refuse, say
    from reconvene.document.template import fill, templates
    from reconvene.live.clock import today

    known = templates()
    if list:
        for each in known.values():
            typer.echo(f"{each.name:<20} {each.about}")
        return
    if template is not None and template not in known:
        refuse(*_no_such_template(template, known))
    to_screen = str(file) == "-"
    if not to_screen:
        _refuse_place(file, force=force)
    chosen = known.get(template or "")
    answers: Answers | None = None
    if sys.stdin.isatty() and sys.stdout.isatty() and not to_screen:
        try:
            chosen, answers = _Interview(known).hold(chosen)
        except (KeyboardInterrupt, EOFError):
            typer.echo("")
            say("Nothing was written.")
            raise typer.Exit(130) from None
    text = fill(chosen or known[_DEFAULT], answers, today())
    if to_screen:
        from reconvene.cli.screen import write_machine_text

        write_machine_text(text)
        return
    _write(file, text, force=force)
    say(f"`{file}` is written, from the template {(chosen or known[_DEFAULT]).name}.")
    say(f"Next: reconvene check {_as_typed(file)}")


_DEFAULT = "freeze-for-relief"


def _no_such_template(name: str, known: dict[str, Template]) -> tuple[str, str]:
    from reconvene.text.spelling import nearest

    near = nearest(name, known)
    listed = ", ".join(f"`{each}`" for each in known)
    return f"No template is named `{name}`.", f"did you mean `{near}`?" if near else f"there are {listed}"


def _as_typed(file: Path) -> str:
    import shlex

    return shlex.quote(str(file))


# The place


def _refuse_place(file: Path, *, force: bool) -> None:
    """End with a message if the file cannot be written there, before any question is asked."""
    from reconvene.cli.screen import refuse

    if file.is_dir():
        refuse(f"`{file}` is a folder.", f"reconvene new {_as_typed(file / 'process.yaml')}")
    if not force and (file.exists() or file.is_symlink()):
        refuse(f"`{file}` is there already; nothing was changed.", "name another file, or add --force to overwrite it")
    if not file.parent.is_dir():
        refuse(f"There is no folder `{file.parent}`.", f"mkdir -p {_as_typed(file.parent)}")


def _write(file: Path, text: str, *, force: bool) -> None:
    from reconvene.cli.screen import refuse

    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        refuse(f"`{file}` is there already; nothing was changed.", "name another file, or add --force to overwrite it")
    except OSError as error:
        refuse(f"`{file}` cannot be written: {error.strerror or error}.", "name a file in a folder of yours")


# The questions


@dataclass
class _Interview:
    """The questions that `new` asks on a terminal, and what was answered."""

    known: dict[str, Template]

    def hold(self, chosen: Template | None) -> tuple[Template, Answers]:
        """Every question in turn; Enter takes the answer in brackets."""
        from reconvene.document.template import Answers

        typer.echo("A new process file. Enter takes the answer in [brackets]; Ctrl-C leaves, and nothing is written.\n")
        template = chosen or self._template()
        default = template.defaults
        title = self._name("What is the process called?", default.title, ())
        names: dict[str, str] = {}
        for id, question in _NAMES.items():
            if id in default.names:
                names[id] = self._name(question, default.names[id], tuple(names.values()))
        final_date = self._date("By when must it have ended? (year-month-day)", template)
        typer.echo("")
        return template, Answers(title, names, final_date)

    def _template(self) -> Template:
        for number, each in enumerate(self.known.values(), 1):
            typer.echo(f"  {number}  {each.name:<18} {each.about}")
        listed = [*self.known.values()]
        while True:
            said = _ask("Which template?", _DEFAULT)
            if said.isascii() and said.isdigit() and 1 <= int(said[:6]) <= len(listed):
                return listed[int(said) - 1]
            if said in self.known:
                return self.known[said]
            message, help = _no_such_template(said, self.known)
            _explain(f"{message} Write its name or its number; {help}.")

    def _name(self, question: str, default: str, taken: tuple[str, ...]) -> str:
        from reconvene.document.template import fault_of_name

        while True:
            said = _ask(question, default)
            fault = fault_of_name(said, taken)
            if not fault:
                return said
            _explain(fault)

    def _date(self, question: str, template: Template) -> str:
        from reconvene.document.template import fault_of_date
        from reconvene.live.clock import today

        while True:
            said = _ask(question, template.final_date(today()))
            fault = fault_of_date(said, today())
            if not fault:
                return said
            _explain(fault)


_NAMES = {
    "first_party": "Who is the first party?",
    "second_party": "Who is the second party?",
    "third_party": "Which third party could call both back to the table?",
}


def _ask(question: str, default: str) -> str:
    while True:
        try:
            return input(f"{question} [{default}] ").strip() or default
        except UnicodeDecodeError:
            _explain("That is not in the encoding of this terminal. Write it again, in other letters if need be.")


def _explain(fault: str) -> None:
    from reconvene.text.render import printable

    typer.echo(f"  {printable(fault)}")
