"""What the catalogue of addresses is made of: a screen shows a page with its twins, and a deed takes a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reconvene.live.roles import Action
from reconvene.reports.sheet import Table

if TYPE_CHECKING:
    from reconvene.web.subject import Subject
    from reconvene.web.visit import Visit

ROOM = "reconvene.web.screens"
"""Where the functions of all screens and deeds are."""


@dataclass(frozen=True)
class Page:
    """What a screen shows: a template of `web/templates` with its values, and the same as data and as a table.

    `data` is written at the address with `.json` behind it, `table` at the one with `.csv`; a screen without them has
    no such twin. A page that differs from visitor to visitor (a form, a message) is not `kept`.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    data: Any = None
    table: Table | None = None
    kept: bool = True
    status: int = 200
    title: str = ""


@dataclass(frozen=True)
class Screen:
    """A screen of a process: where it is, what it is called, in which group of the side bar, and who may see it.

    `function` is where it is shown, as `module.function` below `web/screens`; the module is imported when the screen is
    first asked for. One with the group "" is reached from others alone. `counted` gives the number beside its name in
    the side bar. `asks` describes what its address can ask for beside the day, for the interface for programs. A screen
    without twins may answer with a file to be kept, and no page. One that is `of_text` shows nothing that an event on
    record changes, unless it amends the text: it is not drawn anew when the record goes on.
    """

    path: str
    title: str
    group: str
    function: str
    action: Action = Action.READ
    twins: bool = True
    counted: Callable[[Subject], int | None] | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    of_text: bool = False

    @property
    def name(self) -> str:
        """What the function is called, and its addresses in the application."""
        return self.function.rpartition(".")[2]

    def show(self, visit: Visit) -> Page | Response:
        """The page, or the file, for a visit."""
        return function_of(self)(visit)


@dataclass(frozen=True)
class Deed:
    """What a form of a process does when it is sent: where it is sent to, and which action it needs.

    `function` is where it is done, as of a screen. It answers with where to go on, or with the form again.
    """

    path: str
    function: str
    action: Action

    @property
    def name(self) -> str:
        """What the function is called."""
        return self.function.rpartition(".")[2]

    def do(self, visit: Visit) -> Page | Response:
        """Do it, and answer."""
        return function_of(self)(visit)


def module_of(row: Screen | Deed) -> str:
    """The whole name of the module in which a screen is shown or a deed done."""
    return f"{ROOM}.{row.function.rpartition('.')[0]}"


def function_of(row: Screen | Deed) -> Callable[[Visit], Page | Response]:
    """What shows a screen or does a deed; its module is imported if it was not yet."""
    found: Callable[[Visit], Page | Response] = getattr(import_module(module_of(row)), row.name)
    return found
