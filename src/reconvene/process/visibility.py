"""Whom an event or a part of the document may be shown to: filtered on the way in, so that nothing is hidden later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from reconvene.document.belonging import members_of
from reconvene.document.load import Document
from reconvene.document.names import Names
from reconvene.document.process import Process
from reconvene.document.shape import MapOf, attribute, slots_of

if TYPE_CHECKING:
    from reconvene.process.shelf import Event

Reader = str | tuple[str, ...] | None
"""One reader; several, for what all of them may see (none: what everybody may); or None, for everything."""

_HOLDERS = ("convenor", "guarantors", "depositary", "secretariats")


class Readers:
    """Who may read what, for one reader or for several together; without a reader everything is read."""

    def __init__(self, process: Process, reader: Reader) -> None:
        self.process = process
        self.reader = reader
        self._each = [Readers(process, name) for name in reader] if isinstance(reader, tuple) else []
        self._may: dict[tuple[str, ...], bool] = {}

    def may_read(self, visible_to: tuple[str, ...] | None) -> bool:
        """Whether the reader is among those who may see something: itself, the actor it is inside of, or a group's."""
        if self.reader is None or visible_to is None:
            return True
        if isinstance(self.reader, tuple):
            return bool(self._each) and all(each.may_read(visible_to) for each in self._each)
        found = self._may.get(visible_to)
        if found is None:
            found = self._may[visible_to] = any(self._is_meant(name) for name in visible_to)
        return found

    def _is_meant(self, name: str) -> bool:
        assert isinstance(self.reader, str)  # asked only for one reader
        head = self.reader.split(".", 1)[0]
        return any(each in (self.reader, head) for each in (name, *members_of(self.process, name), *self._held(name)))

    def meant_by(self, visible_to: tuple[str, ...]) -> tuple[str, ...]:
        """Everybody that these words stand for, each once: actors, members of groups, holders of roles."""
        found: dict[str, None] = {}
        for name in visible_to:
            found.update(dict.fromkeys(self._held(name) or members_of(self.process, name)))
        return tuple(found)

    def _held(self, name: str) -> tuple[str, ...]:
        """Those who hold a role on the way back, or all of them."""
        mechanism = self.process.return_
        if mechanism is None or name not in (*_HOLDERS, "role_holders"):
            return ()
        words = _HOLDERS if name == "role_holders" else (name,)
        found: list[str] = []
        for word in words:
            held: Any = getattr(mechanism, word)
            found += [held] if isinstance(held, str) else held or ()
        return (*found, *((mechanism.substitutes or ()) if "convenor" in words else ()))


def visible(events: Iterable[Event], process: Process, reader: Reader) -> list[Event]:
    """The events that a reader may see; all without a reader."""
    if reader is None:
        return list(events)
    readers = Readers(process, reader)
    return [event for event in events if readers.may_read(event.visible_to)]


def visible_document(document: Document, reader: Reader) -> tuple[Process, Names]:
    """The process and the names of a document without the parts that a reader may not see; several: any of them."""
    process = document.process
    readers = Readers(process, reader)
    values: dict[str, Any] = {}
    hidden: set[str] = set()
    for key, entry in slots_of(Process).items():
        section = getattr(process, attribute(key)) if isinstance(entry.kind, MapOf) else None
        if not section:
            continue
        kept = {name: record for name, record in section.items() if _shown(record, readers)}
        if len(kept) < len(section):
            values[attribute(key)] = kept
            hidden |= section.keys() - kept.keys()
    if not values:
        return process, document.names
    names = {path: named for path, named in document.names.by_path.items() if path.split(".", 1)[0] not in hidden}
    return process.changed(**values), Names(names)


def _shown(record: object, readers: Readers) -> bool:
    return readers.may_read(getattr(record, "visible_to", None))
