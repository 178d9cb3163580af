"""The draft of a process and the versions of it that were saved: when, by whom, and with which words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from reconvene.clauses.expand import expand
from reconvene.document.load import Document, decode, load
from reconvene.live.settings import write_whole
from reconvene.record.fault import fault
from reconvene.text.span import Source

DRAFT = "process.yaml"
FOLDER = "versions"
LIST = "versions.jsonl"
OTHERS = (FOLDER, "desk")
"""The folders beside a draft that are no part of it."""


@dataclass(frozen=True)
class Version:
    """A version that was saved: its number from 1, when (UTC), by whom, and what they said of it."""

    number: int
    saved: str
    by: str
    note: str


class Versions:
    """The draft in a folder, and what was saved of it; a version is never written twice.

    The draft is the file `process.yaml` and whatever lies beside it that it may include.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # --- the draft ---

    @property
    def path(self) -> Path:
        """The main file of the draft."""
        return self.folder / DRAFT

    @property
    def text(self) -> str:
        """The main file as it stands."""
        return self.text_at(DRAFT)

    def text_at(self, file: str) -> str:
        """A file of the draft, by its path from the folder. Raises `RecordFault` if it cannot be read."""
        path = self.folder / file
        try:
            return path.read_bytes().decode("utf-8-sig", "replace")
        except OSError as error:
            raise fault(
                "not-readable",
                str(path),
                f"`{path}` cannot be read: {error.strerror or error}.",
                "bring the file back, and open the page again",
            ) from error

    def own(self, file: str) -> str:
        """The file, if it lies beside the draft. Raises `RecordFault` otherwise, whatever path is asked for."""
        if file != DRAFT and self.folder / file not in self._beside():
            raise fault("no-such-file", str(self.folder), f"The draft has no file `{file}`.", "choose one of its files")
        return file

    @property
    def digest(self) -> str:
        """What names the draft with the files beside it, so that two who write at once find out."""
        beside = ((path.relative_to(self.folder).as_posix(), path.read_bytes()) for path in self._beside())
        named = [f"{name}={sha256(content).hexdigest()}" for name, content in beside]
        return digest_of("\n".join((self.text, *named)))

    def _beside(self) -> list[Path]:
        """The files beside the main one; neither the versions nor the desk are among them."""
        found = sorted(path for path in self.folder.rglob("*.yaml") if path.is_file() and path != self.path)
        return [path for path in found if path.relative_to(self.folder).parts[0] not in OTHERS]

    def write(self, text: str, seen: str | None = None, file: str = DRAFT) -> None:
        """Write a file of the draft anew, as `write_files` does; lines end as a form sends them or as they should."""
        self.write_files({file: text.replace("\r\n", "\n").encode()}, seen)

    def write_files(self, contents: Mapping[str, bytes], seen: str | None = None) -> None:
        """Write files of the draft anew, each by its path from the folder.

        With `seen`, the digest that the draft had when it was read, raises `RecordFault` if it changed since.
        """
        if seen is not None and seen != self.digest:
            raise fault(
                "draft-changed",
                str(self.path),
                "Somebody saved the draft since you opened it; nothing of yours was written.",
                "copy your text, open the draft again, and put your changes into it",
            )
        for file, content in contents.items():
            write_whole(self.folder / file, content, 0o644)

    def read(self, text: str | None = None, file: str = DRAFT) -> Document:
        """The draft as a document with its clauses spelled out, or what it would be with this text in a file of it."""
        if text is None:
            return self.read_texts({})
        name = str(self.folder / file)
        return self.read_texts({name: Source(name, text.replace("\r\n", "\n"))})

    def read_texts(self, texts: Mapping[str, Source]) -> Document:
        """What the draft would be with these texts in place of its files."""
        return expand(self.read_as_written(texts))

    def read_as_written(self, texts: Mapping[str, Source] | None = None) -> Document:
        """The same without its clauses spelled out: what two versions are compared as."""
        return load(str(self.path), texts)

    # --- what was saved ---

    @property
    def saved(self) -> list[Version]:
        """The versions, the first one first."""
        path = self.folder / LIST
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return [Version(**json.loads(line)) for line in lines if line.strip()]

    def save(self, by: str, note: str, now: datetime) -> Version:
        """Save the draft as it stands, with the files that it includes, as the next version."""
        listed = self.saved
        made = Version(len(listed) + 1, now.isoformat(timespec="seconds"), by, " ".join(note.split()))
        shutil.rmtree(self._part(made.number, ""), ignore_errors=True)  # what a save that was killed left behind
        for file in self.files[1:]:
            write_whole(self._part(made.number, file), (self.folder / file).read_bytes(), 0o644)
        write_whole(self._file(made.number), self.path.read_bytes(), 0o644)
        lines = [json.dumps(asdict(each), ensure_ascii=False) for each in (*listed, made)]
        write_whole(self.folder / LIST, ("\n".join(lines) + "\n").encode(), 0o644)
        return made

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the draft is made of, the main one first, each by its path from the folder."""
        return files_of(self.read_as_written(), self.folder)

    def text_of(self, number: int) -> str:
        """The main file of a version. Raises `RecordFault` if there is none of that number."""
        path = self._file(number)
        if not path.is_file():
            last = len(self.saved)
            step = f"choose one from 1 to {last}" if last else "save the draft as a version first"
            raise fault("no-such-version", str(path), f"There is no version {number}.", step)
        return path.read_bytes().decode("utf-8-sig", "replace")

    def contents_of(self, number: int) -> dict[str, bytes]:
        """Every file of a version, by its path from the folder of the draft. Raises as `text_of`."""
        self.text_of(number)
        root = self._part(number, "")
        parts = sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []
        held = {path.relative_to(root).as_posix(): path.read_bytes() for path in parts}
        return {DRAFT: self._file(number).read_bytes(), **held}

    def read_version(self, number: int) -> Document:
        """A version as a document, with its clauses spelled out."""
        return self.read_texts(self._texts_of(number))

    def read_version_as_written(self, number: int) -> Document:
        """A version as a document, its clauses not spelled out."""
        return self.read_as_written(self._texts_of(number))

    def restore(self, number: int, seen: str | None = None) -> None:
        """Make a version the draft again. Raises as `text_of` and `write_files`."""
        self.write_files(self.contents_of(number), seen)

    def _texts_of(self, number: int) -> dict[str, Source]:
        return {
            str(self.folder / file): decode(content, str(self.folder / file))[0]
            for file, content in self.contents_of(number).items()
        }

    def _file(self, number: int) -> Path:
        return self.folder / FOLDER / f"{number:04}.yaml"

    def _part(self, number: int, file: str) -> Path:
        return self.folder / FOLDER / f"{number:04}" / file


def files_of(document: Document, folder: Path) -> tuple[str, ...]:
    """The files that a document was read from, by their paths from a folder that they lie in."""
    return tuple(Path(source.name).relative_to(folder).as_posix() for source in document.sources)


def digest_of(text: str) -> str:
    """What names a text: the SHA-256 of its letters."""
    return sha256(text.encode()).hexdigest()
