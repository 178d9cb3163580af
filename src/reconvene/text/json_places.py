"""Where the values of a JSON text stand; looked for only once something is wrong with one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from reconvene.text.span import Source, Span

Path = tuple[str | int, ...]
"""The keys and numbers of items that lead to a value; empty for the whole text."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


@dataclass(frozen=True)
class Place:
    """Where a value stands, and its key if it has one; of a key that is given twice, the last."""

    value: Span
    key: Span | None


def find_places(source: Source, wanted: Collection[Path]) -> dict[Path, Place]:
    """The places of these values in a text that is JSON."""
    finder = _Finder(source, frozenset(wanted))
    for match in _TOKEN.finditer(source.text):
        finder.take(match.group(), match.start(), match.end())
    return finder.found


class _Finder:
    def __init__(self, source: Source, wanted: frozenset[Path]) -> None:
        self.source = source
        self.wanted = wanted
        self.found: dict[Path, Place] = {}
        self.path: list[str | int] = []
        self.starts: list[int] = []
        self.keys: dict[Path, Span] = {}
        self.before_key = False

    def take(self, sign: str, start: int, end: int) -> None:
        if sign in {"{", "["}:
            self.starts.append(start)
            self.path.append("" if sign == "{" else 0)
            self.before_key = sign == "{"
        elif sign in {"}", "]"}:
            self.path.pop()
            self.note(self.starts.pop(), end)
        elif sign == ",":
            last = self.path[-1]
            self.before_key = isinstance(last, str)
            self.path[-1] = last if isinstance(last, str) else last + 1
        elif sign == ":":
            return
        elif self.before_key:
            self.path[-1] = json.loads(sign, strict=False)
            self.before_key = False
            path = tuple(self.path)
            if path in self.wanted:
                self.keys[path] = self.source.span(start, end)
        else:
            self.note(start, end)

    def note(self, start: int, end: int) -> None:
        path = tuple(self.path)
        self.before_key = False
        if path in self.wanted:
            self.found[path] = Place(self.source.span(start, end), self.keys.get(path))
