"""What people call the things that a file names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reconvene.document.process import Process
from reconvene.reports.sheet import Section, Sheet, Table

_TICKED = re.compile(r"`([a-z][\w.]*)`")


def spoken(name: str) -> str:
    """A name of the file as a reader would say it."""
    words = name.rsplit(".", 1)[-1].replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def actor_called(process: Process, path: str) -> str:
    """What an actor is called."""
    head = path.split(".", 1)[0]
    record = (process.parties or {}).get(head) or (process.actors or {}).get(head)
    return getattr(record, "called", None) or spoken(path)


def with_called_names(sheet: Sheet, process: Process) -> Sheet:
    """The sheet with parties, actors, those inside them and threats as people call them, a sentence with a capital.

    Whatever else stands in backticks is a name that the file alone has, and stays.
    """

    def told(words: str) -> str:
        return _TICKED.sub(lambda found: _begun(_called(process, found[1]) or found[0], found), words)

    return replace(sheet, sections=tuple(_section(each, told) for each in sheet.sections))


def _begun(name: str, found: re.Match[str]) -> str:
    """A name as it stands at its place: the article of "the South" is large where a sentence begins with it."""
    begins = found.start() == 0 or found.string[: found.start()].endswith(". ")
    return f"{name[0].upper()}{name[1:]}" if begins else name


def _called(process: Process, path: str) -> str:
    """What somebody, or a threat, is called; empty for any other name."""
    if path in (process.threats or {}):
        return path.replace("_", " ")
    head, *inner = path.split(".")
    found: Any = (process.parties or {}).get(head) or (process.actors or {}).get(head)
    for name in inner:
        found = (getattr(found, "inner", None) or {}).get(name)
    if found is None:
        return ""
    said: str | None = getattr(found, "called", None)
    return said or (f"{spoken(path)} ({actor_called(process, head)})" if inner else spoken(path))


def _section(section: Section, told: Callable[[str], str]) -> Section:
    return replace(
        section,
        heading=told(section.heading),
        says=tuple(map(told, section.says)),
        tables=tuple(_table(table, told) for table in section.tables),
        listed=tuple(map(told, section.listed)),
    )


def _table(table: Table, told: Callable[[str], str]) -> Table:
    rows = tuple(tuple(map(told, row)) for row in table.rows)
    return Table(told(table.caption), tuple(map(told, table.heads)), rows)
