"""What a running server holds: the office, the subjects read so far, the people, and the pages drawn so far."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

from reconvene.live.office import Office
from reconvene.live.people_store import PeopleStore
from reconvene.web.subject import Subjects

MOST, LETTERS = 512, 64 * 1024 * 1024
"""So many drawn pages are kept, and so many letters in all of them."""


class Drawn(NamedTuple):
    """A page's body with its title, or a twin with what kind of data it is.

    `version` names the text and the record that it shows, `made_from` is all that it says of them.
    """

    version: str
    made_from: object
    called: str
    content: str


class Kept:
    """The pages drawn last, by their address and whoever may see them so."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[object, ...], Drawn] = OrderedDict()
        self._letters = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> Drawn | None:
        """The page, as it was drawn last."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, key: tuple[object, ...], page: Drawn) -> None:
        """Keep a page, and let go of those that were asked for least lately."""
        with self._lock:
            self._letters -= len(self._pages.pop(key, _NONE).content)
            self._pages[key] = page
            self._letters += len(page.content)
            while len(self._pages) > MOST or self._letters > LETTERS:
                self._letters -= len(self._pages.popitem(last=False)[1].content)


_NONE = Drawn("", None, "", "")


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
