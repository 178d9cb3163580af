"""The processes we ship, by name: one folder each, its main file `process.yaml`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from reconvene.text import yaml
from reconvene.text.finding import Finding, problem
from reconvene.text.span import Source
from reconvene.text.spelling import nearest
from reconvene.text.yaml import Mapping, Scalar

PREFIX = "case:"
"""What stands before the name of a case where a path could stand too."""

MAIN_FILE = "process.yaml"


@dataclass(frozen=True)
class Case:
    """A shipped process: its name, the folder it lives in, and what its main file says of itself."""

    name: str
    folder: Path

    @property
    def path(self) -> Path:
        """The main file."""
        return self.folder / MAIN_FILE

    @property
    def title(self) -> str:
        """What the process is called."""
        return self._said.get("title", self.name)

    @property
    def as_of(self) -> str:
        """The day it describes, as its file writes it; empty if it names none."""
        return self._said.get("as_of", "")

    @property
    def readme(self) -> str:
        """The page that stands beside it; empty if there is none."""
        page = self.folder / "README.md"
        return page.read_text(encoding="utf-8") if page.is_file() else ""

    @cached_property
    def _said(self) -> dict[str, str]:
        root = yaml.read(Source(str(self.path), self.path.read_text(encoding="utf-8"))).root
        entries = root.entries if isinstance(root, Mapping) else []
        return {entry.key.text: entry.value.text for entry in entries if isinstance(entry.value, Scalar)}


def folder() -> Path:
    """The folder in which the shipped cases stand."""
    return Path(str(files("reconvene.cases")))


def cases() -> dict[str, Case]:
    """Every shipped case by its name, in alphabetical order."""
    return {case.name: case for case in _cases()}


@cache
def _cases() -> tuple[Case, ...]:
    found = sorted(path for path in folder().iterdir() if (path / MAIN_FILE).is_file())
    return tuple(Case(path.name.replace("_", "-"), path) for path in found)


def is_case(path: str | os.PathLike[str]) -> bool:
    """Whether a path is the name of a case, such as `case:hanoi`."""
    return os.fspath(path).startswith(PREFIX)


def find(name: str) -> Path | Finding:
    """The main file of `case:NAME`, or the finding that there is no such case."""
    wanted = name.removeprefix(PREFIX).removesuffix(f"/{MAIN_FILE}")
    known = cases()
    if wanted in known:
        return known[wanted].path
    near = nearest(wanted, known)
    listed = ", ".join(f"`{PREFIX}{case}`" for case in known) or "none"
    return problem(
        "no-such-case",
        Source(name, "").head,
        f"No case is named `{wanted}`.",
        f"did you mean `{PREFIX}{near}`?" if near else f"the shipped cases: {listed}",
    )


def is_shipped(path: str | os.PathLike[str]) -> bool:
    """Whether a file belongs to a shipped case, and so must not be changed."""
    return _within(os.fspath(path)) is not None


def short_name(path: str) -> str:
    """How a file is called in messages: `case:hanoi/process.yaml` for a shipped one, else its path as given."""
    inside = _within(path)
    return path if inside is None else PREFIX + "/".join((inside.parts[0].replace("_", "-"), *inside.parts[1:]))


def name_for(path: str, reader: str | None) -> str:
    """How a file is called in what is made for somebody: for a reader without the folders of whoever made it."""
    name = short_name(path)
    return name if reader is None or is_case(name) else Path(name).name


def _within(path: str) -> Path | None:
    """The path of a file inside the folder of shipped cases, from that folder; None for every other file."""
    if not path or is_case(path):
        return None
    try:
        inside = Path(path).resolve().relative_to(folder().resolve())
    except (OSError, ValueError, RuntimeError):
        return None
    return inside if len(inside.parts) > 1 and (folder() / inside.parts[0] / MAIN_FILE).is_file() else None
