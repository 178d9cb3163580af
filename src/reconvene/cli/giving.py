"""What is to be recorded, from wherever it is given: words of the command line, answers, JSON, an event file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconvene.live.desk import Desk
    from reconvene.live.given import Given
    from reconvene.text.finding import Finding
    from reconvene.text.span import Source


def given_by(
    desk: Desk, words: list[str], json_from: str | None, file: Path | None, compartment: str | None
) -> tuple[Given, str, Path | None]:
    """What is to be recorded, how findings call it, and the file that holds it already."""
    from reconvene.cli.screen import refuse

    if sum(given is not None for given in (json_from, file)) + bool(words) > 1:
        refuse("more than one thing is named that is to be recorded.", "name a kind, --json or --file, not two of them")
    if compartment is not None and compartment not in (desk.settings.compartments or {}):
        known = ", ".join(f"`{name}`" for name in desk.settings.compartments or {}) or "none yet"
        refuse(f"desk.yaml names no compartment `{compartment}`.", f"it names {known}; add it under `compartments:`")
    readers = list((desk.settings.compartments or {})[compartment]) if compartment is not None else None
    if json_from is not None:
        return _within(_json(desk, json_from), readers), json_from, None if json_from == "-" else Path(json_from)
    if file is not None:
        return _file(file, readers), str(file), file
    from reconvene.cli.interview import interview

    return _within([interview(desk, words)], readers), "the event", None


def _within(events: list[Any], readers: list[str] | None) -> list[Any]:
    """The events, for these readers alone where they do not say for whom."""
    if readers is None:
        return events
    return [{"visible_to": readers, **each} for each in events]


def _json(desk: Desk, name: str) -> list[Any]:
    from reconvene.document.load import decode
    from reconvene.live import drafts

    if name != "-":
        return _listed(_text(Path(name)), name)
    text = _sound(*decode(sys.stdin.buffer.read(), "standard input"))
    return _listed(text, name, lambda: drafts.keep_text(desk.folder, "given", ".json", text))


def _listed(text: str, name: str, keep: Callable[[], Path] | None = None) -> list[Any]:
    """The events that a JSON text is: one, a list, or a list under `events`; exit code 2 if it is something else.

    `keep` keeps what was given from nowhere that lasts, and says where, if it cannot be read.
    """
    from reconvene.cli.opening import give_up
    from reconvene.live.given import events_in_json
    from reconvene.record.fault import found

    try:
        return events_in_json(text)
    except ValueError as error:
        kept = f" What was given is kept in {keep()}." if keep is not None else ""
        return give_up([found("not-json", name, f"{error}{kept}", "mend it and give it again")])


def _file(file: Path, readers: list[str] | None) -> Given:
    from reconvene.cli.screen import refuse

    if file.suffix == ".json":
        return _within(_listed(_text(file), str(file)), readers)
    if readers is not None:
        refuse("--compartment goes with one event or with --json.", "write `visible_to` into the events of the file")
    return _text(file)


def _text(path: Path) -> str:
    from reconvene.document.load import read_file

    return _sound(*read_file(str(path)))


def _sound(source: Source, finding: Finding | None) -> str:
    """The text of what could be read; exit code 2 if it could not."""
    from reconvene.cli.opening import give_up

    if finding is not None:
        give_up([finding])
    return source.text


def read_files(paths: list[str]) -> dict[str, bytes]:
    """The content of files by their name; exit code 2 if one cannot be read."""
    from reconvene.cli.screen import refuse

    found: dict[str, bytes] = {}
    for word in paths:
        path = Path(word)
        if path.name in found:
            refuse(f"two files are called `{path.name}`.", "give one of them another name")
        try:
            found[path.name] = path.read_bytes()
        except OSError as error:
            refuse(f"`{path}` cannot be read: {error.strerror or error}.", "name a file that you may read")
    return found
