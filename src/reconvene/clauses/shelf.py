"""The shelf of clauses: what a clause is, and how `use: NAME` becomes what it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from reconvene.document.clause import Data, Parameters
from reconvene.document.mechanism import Return
from reconvene.document.process import Process
from reconvene.document.shape import Record, slots_of

SpellReturn = Callable[[Return, Process], Return]
Parts = dict[str, dict[str, Data]]
"""What a clause stands for: by section of the file, by name, in the words of the file."""
Spell = Callable[[Any, str], Parts]
"""From the parameters, and the name that the clause is used under, to its parts."""


@dataclass(frozen=True)
class Clause:
    """A named clause: its page, what it may be given, and the function that spells it out.

    A return ladder (`parameters` is `Return`) is used under `return:`, every other clause under `clauses:`.
    """

    name: str
    title: str
    page: str
    parameters: type[Record]
    spell: Spell | SpellReturn
    precedent: str = ""

    @property
    def examples(self) -> list[tuple[str, str]]:
        """The whole files on the page, each with its heading: `Good` or `Bad`."""
        found = re.findall(r"^## (Good|Bad)[^\n]*\n(.*?)(?=^## |\Z)", self.page, re.MULTILINE | re.DOTALL)
        return [
            (heading, example)
            for heading, body in found
            for example in re.findall(r"```yaml\n(.*?)```", body, re.DOTALL)
        ]

    @property
    def own_parameters(self) -> dict[str, str]:
        """What it may be given beyond what every clause may: the meaning of each key."""
        common = slots_of(Parameters)
        return {
            key: entry.meaning + (" (required)" if entry.required else "")
            for key, entry in slots_of(self.parameters).items()
            if key not in common
        }


SHELF: dict[str, Clause] = {}
"""Every clause by its name."""


def return_ladder(name: str) -> Callable[[SpellReturn], SpellReturn]:
    """Put a way back to the table on the shelf; its docstring is the clause's page."""

    def put(spell: SpellReturn) -> SpellReturn:
        page = dedent("    " + (spell.__doc__ or "")).strip()
        SHELF[name] = Clause(name, page.split("\n", 1)[0], page, Return, spell)
        return spell

    return put


def clause(name: str, parameters: type[Parameters], precedent: str) -> Callable[[Spell], Spell]:
    """Put a function on the shelf under a name such as `dispute/jcpoa`; its docstring is the clause's page."""

    def put(spell: Spell) -> Spell:
        page = dedent("    " + (spell.__doc__ or "")).strip()
        SHELF[name] = Clause(name, page.split("\n", 1)[0], page, parameters, spell, " ".join(precedent.split()))
        return spell

    return put


def clauses_for(section: str) -> dict[str, Clause]:
    """The clauses that may be used under `return` or under `clauses`."""
    return {name: found for name, found in SHELF.items() if (found.parameters is Return) == (section == "return")}
