"""The shelf of clauses: what a clause is, and how `use: NAME` becomes what it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

from reconvene.document.mechanism import Return
from reconvene.document.process import Process

Spell = Callable[[Return, Process], Return]


@dataclass(frozen=True)
class Clause:
    """A named clause: its page, and the function that spells it out in stages."""

    name: str
    title: str
    page: str
    spell: Spell


SHELF: dict[str, Clause] = {}
"""Every clause by its name."""


def clause(name: str) -> Callable[[Spell], Spell]:
    """Put a function on the shelf under a name such as `return/standard`; its docstring is the clause's page."""

    def put(spell: Spell) -> Spell:
        page = dedent("    " + (spell.__doc__ or "")).strip()
        SHELF[name] = Clause(name, page.split("\n", 1)[0], page, spell)
        return spell

    return put
