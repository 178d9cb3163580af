"""Desks to test with: talks of the year 2026, and moments in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reconvene import create_desk, load
from reconvene.live.compartments import OPEN
from reconvene.live.desk import Desk
from reconvene.live.founding import settings_for
from reconvene.process.visibility import Readers
from reconvene.record.log import Log
from reconvene.record.store import Batch
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


def light_desk(actor: str, folder: Path, text: str = TEXT) -> Desk:
    """A desk that keeps its record in memory: quick, and gone when it is closed."""
    about = load(written(folder, text))
    return create_desk(folder / actor, about, settings_for(about, actor, store="memory:"), BEGUN)


HELD: dict[str, Any] = {"kind": "session_held", "happened": "2026-02-01", "session": "summit", "channel": "leaders"}
CLOSED: dict[str, Any] = {
    "kind": "session_closed",
    "happened": "2026-02-01",
    "session": "summit",
    "outcome": "none",
    "next_date": "none",
}


def hand_over(giver: Desk, taker: Desk) -> None:
    """Bring what a desk has written, and the other may read, into its store, as an exchange of records does."""
    readers = Readers(giver.shared_document.process, taker.actor)
    for sequence, line in enumerate(giver.store.key_statements(giver.actor)):
        if sequence >= len(taker.store.key_statements(giver.actor)):
            taker.store.state_key(giver.actor, sequence, line)
    for name in giver.store.logs():
        meant = giver.store.head(name).readers or ()
        if name.desk != giver.actor or not (meant == OPEN.readers or readers.may_read(meant)):
            continue
        entries = list(Log(giver.store, name, ()).entries(taker.store.head(name).length))
        digests = {digest for entry in entries if entry.content for digest in entry.content.attachments}
        files = [content for digest in digests if (content := giver.store.attachment(digest)) is not None]
        taker.store.append(name, lambda _, entries=entries, files=files: Batch(entries, files))  # type: ignore[misc]
