"""An office: the folder in which one organisation keeps its processes: draft, versions and desk of each."""

from __future__ import annotations

import re
import threading
from datetime import datetime
from functools import cached_property
from pathlib import Path

from reconvene.cases.shelf import PREFIX, Case, cases
from reconvene.document.load import Document
from reconvene.live.desk import Desk, open_desk
from reconvene.live.founding import create_desk, settings_for
from reconvene.live.people_store import PEOPLE
from reconvene.live.settings import HERE, is_desk, name_of, write_whole
from reconvene.live.versions import DRAFT, Versions
from reconvene.record.fault import fault
from reconvene.text.spelling import nearest

PROCESSES = "processes"
"""The folder in an office under which each process has one of its own."""
DESK = "desk"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def is_office(folder: Path) -> bool:
    """Whether a folder is one that an office was ever opened in."""
    return (folder / PROCESSES).is_dir() or (folder / PEOPLE).is_file()


class Place:
    """One process of an office: the folder with its draft, the versions that were saved, and its desk once set up."""

    def __init__(self, folder: Path, store: str = HERE, passphrase: str | None = None) -> None:
        self.folder = folder
        self.store = store
        self.passphrase = passphrase
        self.lock = threading.RLock()
        self._desk: Desk | None = None

    @property
    def name(self) -> str:
        """What the process is called in addresses."""
        return self.folder.name

    @cached_property
    def versions(self) -> Versions:
        """The versions of the draft that somebody saved."""
        return Versions(self.folder)

    @property
    def has_desk(self) -> bool:
        """Whether the process is kept on record here."""
        return is_desk(self.folder / DESK)

    @property
    def desk(self) -> Desk:
        """The desk, open; it stays open. Raises `RecordFault` if it cannot be opened.

        Any number of threads may read it at once. Those that write hold the lock of the place, so that what they looked
        at is what they write to; other programs are kept apart by the store.
        """
        opened = self._desk
        if opened is not None:
            return opened
        with self.lock:
            if self._desk is None:
                self._desk = open_desk(self.folder / DESK, passphrase=self.passphrase)
            return self._desk

    def set_up(
        self, document: Document, actor: str, now: datetime, called: str | None = None, process: str = ""
    ) -> Desk:
        """Set up the desk of an actor, which adopts the document. Raises `RecordFault` as `create_desk` does.

        In the logs the process has the name `process`, that of the place if it is left out.
        """
        with self.lock:
            named = process or self.name
            settings = settings_for(document, actor, called=called or None, process=named, store=self.store)
            create_desk(self.folder / DESK, document, settings, now, passphrase=self.passphrase).close()
            self.close()
            return self.desk

    def close(self) -> None:
        """Let go of the desk."""
        opened, self._desk = self._desk, None
        if opened is not None:
            opened.close()


class Office:
    """The processes of an organisation, by name; a shipped case is there for reading, as `case:NAME`."""

    def __init__(self, folder: Path, store: str = HERE, passphrase: str | None = None) -> None:
        self.folder = folder
        self.store = store
        self.passphrase = passphrase
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()

    @property
    def places(self) -> list[Place]:
        """Every process of the office, by name; a folder whose name none can have is passed over."""
        return [self.place(path.name) for path in self._folders() if _NAME.fullmatch(path.name)]

    @property
    def passed_over(self) -> list[Path]:
        """The folders that hold a draft and have a name that no process can have: somebody put them there."""
        return [path for path in self._folders() if not _NAME.fullmatch(path.name)]

    def _folders(self) -> list[Path]:
        root = self.folder / PROCESSES
        return sorted(path for path in root.iterdir() if (path / DRAFT).is_file()) if root.is_dir() else []

    def place(self, name: str) -> Place:
        """A process by its name. Raises `RecordFault` if there is none."""
        folder = self.folder / PROCESSES / name
        if not _NAME.fullmatch(name) or not (folder / DRAFT).is_file():
            raise self._no_such(name)
        with self._lock:
            return self._places.setdefault(name, Place(folder, self.store, self.passphrase))

    def case(self, name: str) -> Case:
        """A shipped case, named `case:NAME`. Raises `RecordFault` if there is none."""
        found = cases().get(name.removeprefix(PREFIX))
        if found is None:
            raise self._no_such(name)
        return found

    def begin(self, title: str, text: str) -> Place:
        """Begin a process: a folder named after its title, with this text as its draft."""
        root = self.folder / PROCESSES
        base = name_of(title)
        number, name = 1, base
        while True:
            folder = root / name
            try:
                folder.mkdir(parents=True)
                break
            except FileExistsError:
                number += 1
                name = f"{base}-{number}"
        write_whole(folder / DRAFT, text.encode())
        return self.place(name)

    def begin_from_case(self, name: str) -> Place:
        """Begin a process with a copy of a shipped case and of the files that belong to it."""
        case = self.case(name)
        place = self.begin(case.name, case.path.read_text(encoding="utf-8"))
        for path in sorted(case.folder.rglob("*.yaml")):
            if path != case.path and "__pycache__" not in path.parts:
                target = place.folder / path.relative_to(case.folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                write_whole(target, path.read_bytes())
        return place

    def close(self) -> None:
        """Let go of every desk."""
        for place in self._places.values():
            place.close()

    def _no_such(self, name: str) -> Exception:
        known = [place.name for place in self.places] + [PREFIX + each for each in cases()]
        near = nearest(name, known)
        step = f"did you mean `{near}`?" if near else "choose one from the list of processes"
        return fault("no-such-process", str(self.folder), f"No process is named `{name}`.", step)
