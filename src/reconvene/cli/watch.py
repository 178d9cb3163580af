"""`check --watch`: check again whenever a file changes that was read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from reconvene.api import Report
from reconvene.cases.shelf import is_case, short_name
from reconvene.cli.screen import refuse, say


def watch(look: Callable[[], Sequence[Report]], words: Sequence[str]) -> int:
    """Look, wait for a change, look again, until Ctrl-C; returns the exit code of the last look."""
    try:
        from watchfiles import watch as changes
    except ImportError:
        refuse("--watch needs the package `watchfiles`.", 'pip install "watchfiles"')
    code = 0
    try:
        while True:
            reports = look()
            code = max((report.exit_code for report in reports), default=0)
            wanted = _files(reports)
            folders = _folders(wanted, words)
            if not folders:
                refuse("there is no folder to watch.", "name a file or a folder that exists")
            say(f"watching {len(wanted)} file{'' if len(wanted) == 1 else 's'}; Ctrl-C ends it")
            changed = _wait(changes(*folders, recursive=_any_folder(words), raise_interrupt=True), wanted, words)
            for path in sorted(changed):
                say(f"changed: {short_name(str(path))}")
    except KeyboardInterrupt:
        return code


def _files(reports: Iterable[Report]) -> set[Path]:
    names = [source.name for report in reports for source in report.document.sources]
    return {Path(name).resolve() for name in names if name and not is_case(name)}


def _folders(wanted: Iterable[Path], words: Sequence[str]) -> set[Path]:
    # Folders, not files: many editors save by putting a new file in the place of the old one.
    named = {Path(word).resolve() for word in words if not is_case(word) and Path(word).is_dir()}
    return {folder for folder in {path.parent for path in wanted} | named if folder.is_dir()}


def _any_folder(words: Sequence[str]) -> bool:
    return any(not is_case(word) and Path(word).is_dir() for word in words)


def _wait(events: Iterable[Collection[tuple[object, str]]], wanted: set[Path], words: Sequence[str]) -> set[Path]:
    """The files that changed, once one did that matters: one that was read, or a new process file of a folder."""
    from reconvene.cli.targets import ENDINGS, MAIN_FILE

    fresh = _any_folder(words)
    for event in events:
        paths = {Path(name) for _, name in event}
        seen = {path for path in paths if path.resolve() in wanted}
        if fresh:
            seen |= {path for path in paths if path.name == MAIN_FILE or path.name.endswith(ENDINGS)}
        if seen:
            return seen
    raise KeyboardInterrupt
