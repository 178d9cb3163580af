"""`reconvene check`: what will break a process, told before anyone signs it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import case_files, check_words

if TYPE_CHECKING:
    from reconvene.api import Report


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


_Words = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="WORD",
        help="Ask only these checks: ids, numbers (T01) or families (time, T). May be given again.",
        autocompletion=check_words,
    ),
]


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Process files; folders, for every process.yaml and *.reconvene.yaml in them; case:NAME.",
            autocompletion=case_files,
        ),
    ],
    select: _Words = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="WORD", help="Do not ask these checks.", autocompletion=check_words),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How findings are written.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the screen.")
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Show every finding in full, also those set aside.")] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day to ask for, such as 2019-03-01, if not the file's own."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write the proposed changes into the files.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file changes.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing; the exit code tells.")] = False,
) -> None:
    """Say what will break a process, and what to do about it.

    Exits with 0 if nothing fails at error level, 1 if something does, 2 if a file cannot be read.
    """
    from reconvene.cli.parsing import day

    asking = _Asking(files, select or [], ignore or [], day(as_of), format, output, all, quiet)
    asking.refuse_what_makes_no_sense(fix=fix, watch=watch)
    if watch:
        from reconvene.cli.watch import watch as keep_looking

        raise typer.Exit(keep_looking(asking.look, files))
    reports = asking.look(fix=fix)
    raise typer.Exit(max((report.exit_code for report in reports), default=0))


class _Asking:
    """What was asked for on the command line, and the looking it leads to."""

    def __init__(
        self,
        files: Sequence[str],
        select: Sequence[str],
        ignore: Sequence[str],
        now: date | None,
        format: Format,
        output: Path | None,
        all: bool,
        quiet: bool,
    ) -> None:
        self.files = files
        self.select = _words(select)
        self.ignore = _words(ignore)
        self.now = now
        self.format = format
        self.output = output
        self.all = all
        self.quiet = quiet

    def refuse_what_makes_no_sense(self, *, fix: bool, watch: bool) -> None:
        """End with a message and exit code 2 if words are unknown or options contradict each other."""
        from reconvene.checks.run import unknown_words
        from reconvene.cli.screen import refuse

        for word, near in unknown_words([*self.select, *self.ignore]):
            refuse(
                f"no check, number or family of checks is named `{word}`.",
                f"did you mean `{near}`?" if near else "reconvene explain lists them all",
            )
        if fix and watch:
            refuse("--fix and --watch do not go together.", "fix first, then watch")
        if self.output is not None and any(_same_file(self.output, file) for file in self.files):
            refuse(f"--output would overwrite `{self.output}`, which is to be checked.", "name another file")

    def look(self, *, fix: bool = False) -> list[Report]:
        """Check every file and write what was found."""
        from reconvene import api
        from reconvene.cli.targets import expand, unreadable
        from reconvene.text.finding import Finding

        reports = []
        for target in expand(self.files):
            if isinstance(target, Finding):
                reports.append(unreadable(target))
                continue
            document = api.load(target)
            if fix:
                from reconvene.cli.fix import fix as mend

                reports.append(mend(document, self.now, self.select, self.ignore))
            else:
                reports.append(api.check(document, self.now, select=self.select, ignore=self.ignore))
        self._write(reports)
        return reports

    def _write(self, reports: Sequence[Report]) -> None:
        if self.output is not None:
            self._write_file(self.output, reports)
        elif self.quiet:
            return
        elif self.format is Format.TEXT:
            self._show(reports)
        else:
            from reconvene.cli.screen import write_machine_text

            write_machine_text(self._machine_text(reports))

    def _show(self, reports: Sequence[Report]) -> None:
        from reconvene.cli.screen import console, paper
        from reconvene.reports.terminal import report_text

        screen = console()
        screen.print(report_text(reports, paper(screen), all=self.all), end="")

    def _machine_text(self, reports: Sequence[Report]) -> str:
        from reconvene import __version__
        from reconvene.reports import formats  # noqa: F401  (importing the formats fills the shelf)
        from reconvene.reports.shelf import SHELF, Setting

        return SHELF[self.format.value].write(reports, Setting(Path.cwd(), __version__))

    def _write_file(self, path: Path, reports: Sequence[Report]) -> None:
        from reconvene.cases.shelf import short_name
        from reconvene.cli.screen import refuse
        from reconvene.reports.terminal import report_text
        from reconvene.text.render import Paper

        if self.format is Format.TEXT:
            text = report_text(reports, Paper(name=short_name), all=self.all).plain
        else:
            text = self._machine_text(reports)
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            refuse(f"`{path}` cannot be written: {error.strerror or error}.", "name another file for --output")


def _same_file(path: Path, name: str) -> bool:
    try:
        return path.samefile(name)
    except (OSError, ValueError):
        return False


def _words(given: Sequence[str]) -> list[str]:
    """Words given one by one or joined by commas."""
    return [word.strip() for words in given for word in words.split(",") if word.strip()]
