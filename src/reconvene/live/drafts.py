"""Drafts: what somebody was about to record, kept in the desk's folder until it is on record or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reconvene.live.settings import write_whole

FOLDER = "drafts"


def keep_events(folder: Path, events: Sequence[Mapping[str, Any]]) -> Path:
    """Keep events, as plain data, in a file that `record --file` takes again; gives its place."""
    name = str(events[0].get("id") or events[0].get("kind") or "events") if events else "events"
    text = json.dumps({"reconvene_events": "1", "events": list(events)}, ensure_ascii=False, indent=1) + "\n"
    return keep_text(folder, name, ".json", text)


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
