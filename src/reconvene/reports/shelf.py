"""The shelf of formats: how the reports of one `check` are written down for people and machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from reconvene.checks.run import Report


@dataclass(frozen=True)
class Setting:
    """What a written report needs beside its findings: the folder that paths are relative to, and the version."""

    folder: Path
    version: str

    def relative(self, name: str) -> str:
        """A path as seen from the folder, with forward slashes; unchanged if it lies elsewhere or is no path."""
        if not name or name.startswith("case:"):
            return name
        try:
            return Path(self.folder, name).resolve().relative_to(self.folder.resolve()).as_posix()
        except (OSError, ValueError, RuntimeError):
            return Path(name).as_posix()


Write = Callable[[Sequence[Report], Setting], str]


@dataclass(frozen=True)
class Format:
    """A way to write reports: its name on the command line, its page, and the function that writes."""

    name: str
    title: str
    page: str
    write: Write


SHELF: dict[str, Format] = {}
"""Every machine format by its name."""


def written_as(name: str) -> Callable[[Write], Write]:
    """Put a function on the shelf under the name that `--format` takes; its docstring is its page."""

    def put(write: Write) -> Write:
        page = dedent("    " + (write.__doc__ or "")).strip()
        SHELF[name] = Format(name, page.split("\n", 1)[0], page, write)
        return write

    return put
