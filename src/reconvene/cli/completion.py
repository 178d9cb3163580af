"""What the shell offers while a command is typed: names of cases, ids of checks; and what stands for a process."""

from __future__ import annotations

from typing import Annotated

import typer


def case_names(incomplete: str) -> list[str]:
    """The names of the shipped cases."""
    from reconvene.cases.shelf import cases

    return [name for name in cases() if name.startswith(incomplete)]


def case_files(incomplete: str) -> list[str]:
    """The shipped cases as they stand where a file could stand: `case:NAME`. Files the shell completes by itself."""
    from reconvene.cases.shelf import PREFIX, cases

    return [f"{PREFIX}{name}" for name in cases() if f"{PREFIX}{name}".startswith(incomplete)]


ProcessFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A process file, case:NAME, or the folder of a desk.", autocompletion=case_files
    ),
]
"""What a verb about a process takes: `drafting.read` and `drafting.follow` know all three."""


def check_words(incomplete: str) -> list[str]:
    """The ids and families of checks."""
    from reconvene.checks import catalogue  # noqa: F401  (importing the families fills the shelf)
    from reconvene.checks.shelf import SHELF

    words = dict.fromkeys([*SHELF, *(check.family for check in SHELF.values())])
    return [word for word in words if word.startswith(incomplete)]


def page_words(incomplete: str) -> list[str]:
    """Everything that has a page: checks, clauses, findings of reading."""
    from reconvene.reports.pages import pages

    return [page.id for page in pages() if page.id.startswith(incomplete)]
