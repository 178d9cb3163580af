"""What a running server holds: the office, the subjects read so far, the people, and the pages drawn so far."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from reconvene.live.office import Office
from reconvene.live.people_store import PeopleStore
from reconvene.web.subject import Subjects

MOST = 512
"""So many drawn pages are kept."""


class Kept:
    """The pages drawn last, by everything that they were made from."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> str | None:
        """The page, if it was drawn already."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, key: tuple[str, ...], page: str) -> None:
        """Keep a page, and let go of the one that was asked for least lately."""
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)


@dataclass
class House:
    """The office with its people, and what a server keeps in memory of both.

    `secure` says that browsers reach it over https, so that cookies are for that alone.
    """

    office: Office
    people: PeopleStore
    secure: bool = False
    kept: Kept = field(default_factory=Kept)

    def __post_init__(self) -> None:
        self.subjects = Subjects(self.office)

    def close(self) -> None:
        """Let go of every desk and of the people."""
        self.office.close()
        self.people.close()
