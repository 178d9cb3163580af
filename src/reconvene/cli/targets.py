"""What the words on the command line stand for: files, the process files of a folder, shipped cases."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from reconvene.api import Document, Report
from reconvene.cases.shelf import is_case
from reconvene.document.names import Names
from reconvene.document.process import Process
from reconvene.live import clock
from reconvene.text.finding import Finding, problem
from reconvene.text.span import Source

ENDINGS = (".reconvene.yaml", ".reconvene.yml")
"""How a process file in a folder is recognised, so that other YAML files are left alone."""

MAIN_FILE = "process.yaml"

_PASSED_OVER = frozenset({"node_modules", "__pycache__"})


def expand(words: Iterable[str]) -> list[str | Finding]:
    """The files that the words stand for, each once; in place of a folder without any, the finding that says so."""
    found: dict[str, str | Finding] = {}
    for word in words:
        if is_case(word) or not Path(word).is_dir():
            found.setdefault(word, word)
            continue
        files = list(process_files(Path(word)))
        for file in files:
            found.setdefault(os.path.normpath(file), str(file))
        if not files:
            found.setdefault(word, _empty_folder(word))
    return list(found.values())


def process_files(folder: Path) -> Iterator[Path]:
    """The process files in a folder and below, in alphabetical order; hidden folders are passed over."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_OVER)
        yield from (Path(here, name) for name in sorted(files) if name == MAIN_FILE or name.endswith(ENDINGS))


def _empty_folder(word: str) -> Finding:
    return problem(
        "no-process-file",
        Source(word, "").head,
        f"The folder `{word}` holds no process file.",
        f"call a process file `{MAIN_FILE}` or let it end in `{ENDINGS[0]}`, or name the file itself",
    )


def unreadable(finding: Finding) -> Report:
    """The report of something that could not be read at all."""
    document = Document(Process(), Names(), (finding,), (finding.span.source,))
    return Report(document, clock.today(), (finding,))
