"""Desks to test with: talks of the year 2026, and moments in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from reconvene import create_desk, load
from reconvene.live.desk import Desk
from tests.records import TALKS, WAY_BACK

TEXT = (TALKS + WAY_BACK).replace("2030", "2026")
"""The talks of `tests.records`, in a year that has come."""
BEGUN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def moment(text: str, hour: int = 12) -> datetime:
    """A moment of 2026 by its month and day."""
    return datetime.fromisoformat(f"2026-{text}").replace(hour=hour, tzinfo=UTC)


def written(folder: Path, text: str = TEXT) -> Path:
    """The process in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "talks.reconvene.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def desk_of(actor: str, folder: Path, text: str = TEXT) -> Desk:
    """A new desk of an actor, in a folder of its name."""
    return create_desk(folder / actor, load(written(folder, text)), actor, BEGUN)


HELD = {"kind": "session_held", "happened": "2026-02-01", "session": "summit", "channel": "leaders"}
CLOSED = {
    "kind": "session_closed",
    "happened": "2026-02-01",
    "session": "summit",
    "outcome": "none",
    "next_date": "none",
}
