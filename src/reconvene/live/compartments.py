"""Compartments: which log an event goes to, by who may read it. What is for some never lies with what is for all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reconvene.process.visibility import Readers

EVERYBODY = "everybody"
"""The compartment, and its one reader, of what is for all who take part."""
LONGEST = 100
_SHORT = 60


class Compartment(NamedTuple):
    """A named set of readers. Each desk has one log for each compartment that it writes to."""

    name: str
    readers: tuple[str, ...]

    @property
    def visible_to(self) -> tuple[str, ...] | None:
        """What an event in it says under `visible_to`: nothing where it is for everybody."""
        return None if self.readers == (EVERYBODY,) else self.readers


OPEN = Compartment(EVERYBODY, (EVERYBODY,))


def compartment_for(visible_to: Iterable[str] | None, named: Mapping[str, Iterable[str]] | None = None) -> Compartment:
    """Where something goes that only these may see; the desk's own name for that set of readers, if it has one."""
    if visible_to is None:
        return OPEN
    readers = tuple(sorted(set(visible_to)))
    for name, each in (named or {}).items():
        if tuple(sorted(set(each))) == readers:
            return Compartment(name, readers)
    name = "-".join(readers)
    if len(name) > LONGEST:
        name = f"{name[:_SHORT]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    return Compartment(name, readers)


def is_for(reader: Readers, readers: tuple[str, ...]) -> bool:
    """Whether a log of these readers is for somebody, as the process says who is who."""
    return EVERYBODY in readers or reader.may_read(readers)
