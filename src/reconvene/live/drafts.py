"""Drafts: what somebody was about to record, kept in the desk's folder until it is on record or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reconvene.live.settings import write_whole
from reconvene.record.fault import fault

FOLDER = "drafts"
LONGEST_NAME = 200
"""So many bytes the name of a file may have that is put to an event: what every file system takes."""


def keep_events(folder: Path, events: Sequence[Mapping[str, Any]]) -> Path:
    """Keep events, as plain data, in a file that `record --file` takes again; gives its place."""
    name = str(events[0].get("id") or events[0].get("kind") or "events") if events else "events"
    return keep_text(folder, name, ".json", _text_of(events))


def _text_of(events: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"reconvene_events": "1", "events": list(events)}, ensure_ascii=False, indent=1) + "\n"


def write_again(folder: Path, name: str, events: Sequence[Mapping[str, Any]]) -> None:
    """Write a draft anew. Raises `RecordFault` if there is none of that name, or the folder takes none."""
    write_whole(_path(folder, name), _text_of(events).encode())


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """The events of a draft, as plain data, at least one. Raises `RecordFault` if it cannot be read or holds none."""
    path = _path(folder, name)
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        events = [dict(each) for each in held["events"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        said = f"The draft `{name}` cannot be read as events."
        raise fault("no-draft", str(path), said, "look at the file; throw it away if it is of no use") from error
    if not events:
        raise fault("no-draft", str(path), f"The draft `{name}` holds no event.", "throw it away")
    return events


def throw_away(folder: Path, name: str) -> None:
    """Throw a draft of that name away, if it is there still."""
    for path in waiting(folder):
        if path.name == name:
            drop(path)


def _path(folder: Path, name: str) -> Path:
    for path in waiting(folder):
        if path.name == name:
            return path
    step = "choose one of the list; it may have been recorded or thrown away"
    raise fault("no-such-draft", str(folder), f"There is no draft `{name[:80]}`.", step)


def keep_text(folder: Path, name: str, ending: str, text: str) -> Path:
    """Keep a text as it was given, in a new file; gives its place. Raises `RecordFault` where the folder takes none."""
    clean = "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in name)[:60] or "events"
    number, path = 1, folder / FOLDER / f"{clean}{ending}"
    while path.exists():
        number += 1
        path = path.with_name(f"{clean}-{number}{ending}")
    write_whole(path, text.encode())
    return path


def waiting(folder: Path) -> list[Path]:
    """The drafts that are neither on record nor thrown away."""
    return sorted(path for path in (folder / FOLDER).glob("*") if path.is_file() and not path.name.startswith("."))


def drop(path: Path) -> None:
    """Throw a draft away: its events are on record now."""
    path.unlink(missing_ok=True)
