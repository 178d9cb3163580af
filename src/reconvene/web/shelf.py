"""The shelf of screens: one decorated function each, which says what the screen shows; its twins are made from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.responses import Response

from reconvene.live.roles import Action
from reconvene.reports.sheet import Table

if TYPE_CHECKING:
    from reconvene.web.visit import Visit

Shown = TypeVar("Shown", bound=Callable[..., Any])


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
    """A screen of a process: where it is, what it is called, in which group of the side bar, and who may see it."""

    path: str
    title: str
    group: str
    show: Callable[..., Page | Response]
    action: Action
    twins: bool
    counted: Callable[..., int | None] | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    of_text: bool = False

    @property
    def name(self) -> str:
        """What the function is called, and the screen in the tests."""
        return self.show.__name__


@dataclass(frozen=True)
class Deed:
    """What a form of a process does when it is sent: where it is sent to, and which action it needs."""

    path: str
    do: Callable[..., Any]
    action: Action


SCREENS: dict[str, Screen] = {}
"""Every screen of a process, by its path below the process."""
DEEDS: dict[str, Deed] = {}
"""Every form of a process that can be sent, by its path below the process."""

GROUPS = ("Process", "Draft", "Time", "Record", "The way back", "Worth", "Desk")
"""The groups of the side bar, in order; a screen with the group "" is reached from others alone."""


def screen(  # noqa: PLR0913  (a screen has so many sides, and each is named where it is put on the shelf)
    path: str,
    title: str,
    group: str = "",
    *,
    action: Action = Action.READ,
    twins: bool = True,
    counted: Callable[[Visit], int | None] | None = None,
    asks: Mapping[str, str] | None = None,
    of_text: bool = False,
) -> Callable[[Shown], Shown]:
    """Put a screen of a process on the shelf; `counted` gives the number beside its name in the side bar.

    `asks` describes what its address can ask for beside the day, for the interface for programs. A screen without twins
    may answer with a file to be kept, and no page. One that is `of_text` shows nothing that an event on record changes,
    unless it amends the text: it is not drawn anew when the record goes on.
    """

    def shelve(show: Shown) -> Shown:
        assert path not in SCREENS, path
        SCREENS[path] = Screen(path, title, group, show, action, twins, counted, asks or {}, of_text)
        return show

    return shelve


def deed(path: str, action: Action) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put on the shelf what a form does when it is sent to a path below a process."""

    def shelve(do: Callable[..., Any]) -> Callable[..., Any]:
        assert path not in DEEDS, path
        DEEDS[path] = Deed(path, do, action)
        return do

    return shelve
