"""The use of a clause: its name, and whatever parameters it has, which the clause itself reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from reconvene.document.kinds import Item
from reconvene.document.shape import Anything, Record, Text, attribute, record, slot
from reconvene.text.yaml import Mapping as Tree
from reconvene.text.yaml import Node

CLAUSE = "clause"
"""The family of the names that clauses are used under; each comes to stand for the clause's main part."""

Data = str | int | Node | Mapping[str, Any] | list[Any] | None
"""What a clause spells out, in the words of the file: names, lists, mappings, and what the user wrote as it stands."""


@record
class ClauseUse(Record):
    """A clause of the shelf, used here: which one, and its parameters."""

    takes_more: ClassVar[bool] = True

    use: str = slot(Text(), "the clause, such as `dispute/jcpoa`; `reconvene explain` lists them", required=True)


@record
class Parameters(Item):
    """What every clause may be given."""

    use: str = slot(Text(), "the clause", required=True)
    parts: Any = slot(Anything(), "changes to single parts of what the clause spells out, by name")

    def written(self, key: str, otherwise: Data = None) -> Data:
        """What the user wrote under a key, as it stands, else the clause's own words."""
        entry = self.node.entry(key) if isinstance(self.node, Tree) else None
        return entry.value if entry is not None and self.gives(key) else otherwise

    def said(self, key: str, otherwise: str = "") -> str:
        """A parameter in words, to be put into longer ones."""
        value = getattr(self, attribute(key))
        return otherwise if value is None else str(value)


def clause_of(path: str, clauses: Collection[str] | None) -> str | None:
    """The clause whose part a path names, if it does: the clause's own name, or one that starts with it and `_`."""
    for head in path.split(".", 2)[:2]:
        for name in clauses or ():
            if head == name or head.startswith(f"{name}_"):
                return name
    return None
