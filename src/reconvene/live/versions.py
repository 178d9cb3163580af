"""The draft of a process and the versions of it that were saved: when, by whom, and with which words."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load
from reconvene.live.settings import write_whole
from reconvene.record.fault import fault
from reconvene.text.span import Source

DRAFT = "process.yaml"
FOLDER = "versions"
LIST = "versions.jsonl"


@dataclass(frozen=True)
class Version:
    """A version that was saved: its number from 1, when (UTC), by whom, and what they said of it."""

    number: int
    saved: str
    by: str
    note: str


class Versions:
    """The draft in a folder, and what was saved of it; a version is never written twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # --- the draft ---

    @property
    def path(self) -> Path:
        """The file of the draft."""
        return self.folder / DRAFT

    @property
    def text(self) -> str:
        """The draft as it stands."""
        return self.path.read_text(encoding="utf-8")

    @property
    def digest(self) -> str:
        """What names the text of the draft, so that two who write at once find out."""
        return digest_of(self.text)

    def write(self, text: str, seen: str | None = None) -> None:
        """Write the draft anew. With `seen`, the digest it had when it was read, raises `RecordFault` if it changed."""
        if seen is not None and seen != self.digest:
            raise fault(
                "draft-changed",
                str(self.path),
                "Somebody saved the draft since you opened it; nothing of yours was written.",
                "copy your text, open the draft again, and put your changes into it",
            )
        write_whole(self.path, text.replace("\r\n", "\n").encode(), 0o644)

    def read(self, text: str | None = None) -> Document:
        """The draft as a document with its clauses spelled out, or what it would be with this text."""
        name = str(self.path)
        texts = None if text is None else {name: Source(name, text.replace("\r\n", "\n"))}
        return expand(load(name, texts))

    # --- what was saved ---

    @property
    def saved(self) -> list[Version]:
        """The versions, the first one first."""
        path = self.folder / LIST
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return [Version(**json.loads(line)) for line in lines if line.strip()]

    def save(self, by: str, note: str, now: datetime) -> Version:
        """Save the draft as it stands as the next version."""
        listed = self.saved
        made = Version(len(listed) + 1, now.isoformat(timespec="seconds"), by, " ".join(note.split()))
        write_whole(self._file(made.number), self.text.encode(), 0o644)
        lines = [json.dumps(asdict(each), ensure_ascii=False) for each in (*listed, made)]
        write_whole(self.folder / LIST, ("\n".join(lines) + "\n").encode(), 0o644)
        return made

    def text_of(self, number: int) -> str:
        """The text of a version. Raises `RecordFault` if there is none of that number."""
        path = self._file(number)
        if not path.is_file():
            last = len(self.saved)
            step = f"choose one from 1 to {last}" if last else "save the draft as a version first"
            raise fault("no-such-version", str(path), f"There is no version {number}.", step)
        return path.read_text(encoding="utf-8")

    def read_version(self, number: int) -> Document:
        """A version as a document; what it includes is read as it stands now."""
        return self.read(self.text_of(number))

    def _file(self, number: int) -> Path:
        return self.folder / FOLDER / f"{number:04}.yaml"


def digest_of(text: str) -> str:
    """What names a text: the SHA-256 of its letters."""
    return sha256(text.encode()).hexdigest()
