"""What is to be recorded, from wherever it is given: words of the command line, answers, JSON, an event file."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconvene.live.desk import Desk
    from reconvene.live.given import Given


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
    return [{"visible_to": readers, **each} if isinstance(each, Mapping) else each for each in events]


def _json(desk: Desk, name: str) -> list[Any]:
    from reconvene.cli.opening import give_up
    from reconvene.live import drafts
    from reconvene.record.fault import found

    text = sys.stdin.read() if name == "-" else _text(Path(name))
    try:
        data = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        kept = (
            f" What was given is kept in {drafts.keep_text(desk.folder, 'given', '.json', text)}."
            if name == "-"
            else ""
        )
        give_up([found("not-json", name, f"This is no JSON: {error}.{kept}", "mend it and give it again")])
    listed = data["events"] if isinstance(data, dict) and "events" in data else data
    return listed if isinstance(listed, list) else [listed]


def _file(file: Path, readers: list[str] | None) -> Given:
    from reconvene.cli.screen import refuse

    if file.suffix == ".json":
        data = json.loads(_text(file), parse_float=str)
        return _within(data["events"] if isinstance(data, dict) and "events" in data else [data], readers)
    if readers is not None:
        refuse("--compartment goes with one event or with --json.", "write `visible_to` into the events of the file")
    return _text(file)


def _text(path: Path) -> str:
    from reconvene.cli.opening import give_up
    from reconvene.document.load import read_file

    source, finding = read_file(str(path))
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
