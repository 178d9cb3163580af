"""The text as one reader may see it: cut on the way in, so that nothing that is computed from it can tell the rest.

What says under `visible_to` that it is for others is left out, at any depth, and so is every trace of where it stood:
the text is written anew. A public part that hangs on a sealed one keeps the outer bounds that it carries in the open,
such as `no later than 2026-06-30`; what has none is `unknown` to that reader, and the answer is that it cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reconvene.document.load import Document
from reconvene.document.written import as_yaml
from reconvene.text.yaml import Entry, Mapping, Node, Scalar, Sequence

MayRead = Callable[[tuple[str, ...]], bool]
UNKNOWN = "unknown"
_PROSE = frozenset({"text", "title", "article", "source", "unverified"})
"""Words for people: what names something sealed there is left out."""
_STARTS = frozenset({"after", "from", "begins", "while", "until", "when", "only_if"})
"""What a limit runs from: if that is sealed, only the outer bounds of the limit hold."""
_WHOLE = frozenset({"final_date", "end_state", "stalled_if"})
"""Sections that are one value."""


def hides(document: Document) -> bool:
    """Whether anything in a text, at any depth, is only for some."""
    node = document.process.node
    return node is not None and any(True for _ in _limited(node))


def text_for(document: Document, may_read: MayRead) -> str:
    """The text of the process as a reader may see it, in one file; `may_read` answers for a list of names.

    Two texts that differ only in what the reader may not see give the same text.
    """
    root = document.process.node
    assert isinstance(root, Mapping)  # a process is a mapping
    hidden: set[str] = set()
    records = frozenset(id(each.record.node) for each in document.names.by_path.values())
    data = {key: value for key, value in _cut(root, may_read, hidden, records).items() if key != "include"}
    if hidden:
        word = _any_of(hidden)
        data = {key: _bounded_section(key, value, word) for key, value in data.items()}
    return as_yaml({"reconvene": data.pop("reconvene", "1"), **data})


@dataclass(frozen=True, slots=True)
class Unbounded:
    """A duty that a reader may see, and whose time hangs on what they may not, without an outer bound in the open.

    `keys` are those of the duty that name something sealed, `sealed` its names, `readers` who may see all of that.
    """

    name: str
    key: Scalar
    node: Mapping
    keys: tuple[str, ...]
    sealed: tuple[str, ...]
    readers: tuple[str, ...]


def unbounded(document: Document, may_read: MayRead) -> Iterator[Unbounded]:
    """The duties that a reader may see, and of whose time nothing is left to them once what is sealed is cut out."""
    root = document.process.node
    sealed = dict(_sealed(root, may_read)) if root is not None else {}
    if root is not None and sealed:
        word = _any_of(sealed)
        for entry in _duties(root, may_read):
            yield from _hanging(entry, sealed, word)


def _sealed(node: Node, may_read: MayRead) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of what is hidden, each with who may see it."""
    match node:
        case Mapping(entries=entries):
            for entry in entries:
                if _is_hidden(entry.value, may_read):
                    yield entry.key.text, _readers(entry.value) or ()
                else:
                    yield from _sealed(entry.value, may_read)
        case Sequence(items=items):
            for item in items:
                yield from _sealed(item, may_read)


def _duties(node: Node, may_read: MayRead) -> Iterator[Entry]:
    """The duties that may be seen, those of packages included."""
    if not isinstance(node, Mapping):
        return
    for entry in node.entries:
        if entry.key.text == "obligations" and isinstance(entry.value, Mapping):
            yield from (each for each in entry.value.entries if not _is_hidden(each.value, may_read))
        elif entry.key.text == "packages" and isinstance(entry.value, Mapping):
            for package in entry.value.entries:
                if not _is_hidden(package.value, may_read):
                    yield from _duties(package.value, may_read)


def _hanging(duty: Entry, sealed: dict[str, tuple[str, ...]], word: re.Pattern[str]) -> Iterator[Unbounded]:
    node = duty.value
    if not isinstance(node, Mapping):
        return
    data = {entry.key.text: _cut(entry.value, lambda _: True, set()) for entry in node.entries}
    keys = tuple(key for key, value in data.items() if key in (*_STARTS, "within") and _mentions(value, word))
    if keys and _outer_bounds(data.get("within"), word) == UNKNOWN:
        named = tuple(name for name in sealed if any(_mentions(data[key], _any_of([name])) for key in keys))
        readers = [sealed[name] for name in named]
        shared = tuple(name for name in readers[0] if all(name in each for each in readers)) if readers else ()
        yield Unbounded(duty.key.text, duty.key, node, keys, named, shared)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of some names, as a whole word."""
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")


def _limited(node: Node) -> Iterator[Mapping]:
    """Every mapping that says who may see it."""
    match node:
        case Mapping(entries=entries):
            if node.entry("visible_to") is not None:
                yield node
            for entry in entries:
                yield from _limited(entry.value)
        case Sequence(items=items):
            for item in items:
                yield from _limited(item)


def _readers(node: Node) -> tuple[str, ...] | None:
    entry = node.entry("visible_to") if isinstance(node, Mapping) else None
    if entry is None:
        return None
    items = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
    return tuple(item.text for item in items if isinstance(item, Scalar))


def _is_hidden(node: Node, may_read: MayRead) -> bool:
    readers = _readers(node)
    return readers is not None and not may_read(readers)


def _is_empty(node: Node) -> bool:
    return not (node.entries if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else True)


def _cut(node: Node, may_read: MayRead, hidden: set[str], records: frozenset[int] = frozenset()) -> Any:
    """The data of a tree without what is hidden, the names of which are noted.

    `records` tells the nodes that have a name of their own: a party of which all else is sealed is a party still.
    """
    match node:
        case Mapping(entries=entries):
            kept: dict[str, Any] = {}
            for entry in entries:
                if _is_hidden(entry.value, may_read):
                    hidden.add(entry.key.text)
                    continue
                value = _cut(entry.value, may_read, hidden, records)
                if value in ({}, []) and not _is_empty(entry.value) and id(entry.value) not in records:
                    continue  # an empty place would tell that something was there
                kept[entry.key.text] = value
            return kept
        case Sequence(items=items):
            for item in (each for each in items if _is_hidden(each, may_read)):
                named = item.entry("name") if isinstance(item, Mapping) else None
                if named is not None and isinstance(named.value, Scalar):
                    hidden.add(named.value.text)
            return [_cut(item, may_read, hidden, records) for item in items if not _is_hidden(item, may_read)]
        case Scalar(text=text):
            return text


# What hangs on a sealed value


def _bounded_section(key: str, value: Any, word: re.Pattern[str]) -> Any:
    if not _mentions(value, word):
        return value
    if key in _WHOLE or not isinstance(value, dict):
        return UNKNOWN
    if not all(isinstance(record, dict) for record in value.values()):
        return _bounded(value, word)
    return {name: _bounded(record, word) for name, record in value.items()}


def _bounded(record: dict[str, Any], word: re.Pattern[str]) -> dict[str, Any]:
    """A record without what hangs on a sealed value; a limit keeps the outer bounds that it has in the open."""
    touched = {key for key, value in record.items() if _mentions(value, word)}
    if not touched:
        return record
    made: dict[str, Any] = {}
    for key, value in record.items():
        if key == "within" and (key in touched or touched & _STARTS):
            made[key] = _outer_bounds(value, word)
        elif key == "visible_to" and isinstance(value, list):
            made[key] = [name for name in value if not word.search(name)]
        elif key not in touched:
            made[key] = value
        elif key not in _PROSE:
            made[key] = UNKNOWN
    if touched & _STARTS and "within" not in made:
        made["within"] = UNKNOWN
    return made


def _outer_bounds(window: Any, word: re.Pattern[str]) -> str:
    parts = re.split(r"\s+and\s+(?=no (?:later|earlier) than )", window) if isinstance(window, str) else []
    kept = [part for part in parts if part.startswith("no ") and not word.search(part)]
    return " and ".join(kept) if any(part.startswith("no later than ") for part in kept) else UNKNOWN


def _mentions(value: Any, word: re.Pattern[str]) -> bool:
    match value:
        case dict():
            return any(word.search(key) or _mentions(inner, word) for key, inner in value.items())
        case list():
            return any(_mentions(item, word) for item in value)
        case _:
            return bool(word.search(str(value)))
