"""The catalogue of addresses: each row leads to a function, each function has a row, none is loaded before its time."""

from __future__ import annotations

import inspect
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import uvicorn

from reconvene.web import screens, serving
from reconvene.web.catalogue import DEEDS, GROUPS, SCREENS, modules
from reconvene.web.shelf import ROOM, Deed, Screen, function_of

ROWS: list[Screen | Deed] = [*SCREENS.values(), *DEEDS.values()]
ANSWERS = {"Page", "Response", "Response | Page", "Page | Response"}
"""What says that a function is a screen or a deed: it answers a visit."""


def shown_or_done() -> Iterator[str]:
    """Every public function of the screens that takes a visit alone and answers it, by its module and name."""
    for found in iter_modules(screens.__path__):
        module = import_module(f"{ROOM}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and answers(function):
                yield f"{found.name}.{name}"


def answers(function: Any) -> bool:
    given = inspect.signature(function)
    return [each.annotation for each in given.parameters.values()] == ["Visit"] and given.return_annotation in ANSWERS


def test_every_row_leads_to_a_function_and_every_function_has_a_row() -> None:
    assert sorted(row.function for row in ROWS) == sorted(shown_or_done())


def test_a_row_finds_its_function() -> None:
    overview = import_module(f"{ROOM}.overview").overview
    assert function_of(SCREENS[""]) is overview
    assert {screen.group for screen in SCREENS.values()} <= {*GROUPS, ""}


def test_no_two_rows_have_one_address_or_one_name() -> None:
    """The application names its addresses after the functions."""
    assert len({screen.name for screen in SCREENS.values()}) == len(SCREENS)
    assert len({deed.name for deed in DEEDS.values()}) == len(DEEDS)
    assert list(SCREENS) == [screen.path for screen in SCREENS.values()]


def loaded_by(statements: str) -> set[str]:
    """The modules of screens that are loaded after some statements, in a Python of its own."""
    listing = f"import sys; print([name for name in sys.modules if name.startswith({ROOM + '.'!r})])"
    command = [sys.executable, "-c", f"{statements}\n{listing}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return set(told.strip("[]\n").replace("'", "").split(", ")) - {""}


def test_a_server_begins_without_the_screens_and_loads_them_when_it_is_told_to() -> None:
    assert loaded_by("import reconvene.web.serving") == set()
    assert loaded_by("from reconvene.web import catalogue; catalogue.load()") == set(modules())


def test_the_rest_is_loaded_while_nobody_asks(monkeypatch: Any) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(serving, "QUIET", 0.01)
    monkeypatch.setattr(serving, "import_module", loaded.append)
    server, ended = uvicorn.Server(uvicorn.Config("none")), threading.Event()
    loading = threading.Thread(target=serving.load_quietly, args=(server, ended))
    loading.start()
    loading.join(0.2)
    assert loading.is_alive()  # nothing was asked for yet
    assert loaded == []
    server.server_state.total_requests = 1
    loading.join(10)
    assert loaded == list(modules())


def test_it_is_given_up_when_the_server_ends() -> None:
    server, ended = uvicorn.Server(uvicorn.Config("none")), threading.Event()
    loading = threading.Thread(target=serving.load_quietly, args=(server, ended))
    loading.start()
    ended.set()
    loading.join(0.5)
    assert not loading.is_alive()
