"""Changing a text without touching the rest of it: edits built from the tree, and edits applied."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from reconvene.text.finding import Edit
from reconvene.text.span import Source
from reconvene.text.yaml import Entry, Mapping, Node, Scalar, Sequence, read

_KEEPS_BLANK_LINES = re.compile(r"[|>][1-9]?\+")
_CLOSING = re.compile(r"(?:(?<=[\r\n])|\A)\.\.\.(?=\s|\Z)")
_BREAK = re.compile(r"\r\n|\n|\r")
_LAST_BREAK = re.compile(r"(?:\r\n|\n|\r)\Z")
_NEEDS_QUOTES = re.compile(r"[\[\]{},\r\n]|: |:$| #|^[^\w./+-]|^-\s")


def apply(source: Source, edits: Iterable[Edit]) -> str:
    """The text of a source with the edits made in it; every character outside of them stays what it was.

    Inserts at the same place keep their order. Raises ValueError if edits overlap or belong to another text.
    """
    parts: list[str] = []
    reached = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.source != source:
            raise ValueError(f"an edit of {edit.span.source.name!r} cannot be made in {source.name!r}")
        if edit.span.start < reached:
            raise ValueError(f"two edits overlap at offset {edit.span.start} of {source.name!r}")
        parts += (source.text[reached : edit.span.start], edit.replacement)
        reached = edit.span.end
    return "".join((*parts, source.text[reached:]))


def encode(source: Source, text: str) -> bytes:
    """A text as the bytes of the file that the source was read from: with its byte order mark if it had one."""
    return (codecs.BOM_UTF8 if source.marked else b"") + text.encode("utf-8")


# Keys


def insert_key(mapping: Mapping, source: Source, key: str, value: str, after: str | None) -> Edit:
    """The edit that writes `key: value` into a mapping, after the key `after`, else after its last one.

    In block style the entry gets lines of its own, and a comment at the end of the line before stays there. Further
    lines of the value are indented by as much as the key; a value that starts with a line break begins below it.
    """
    if mapping.changed_in is not None:
        return _change_from_outside(*mapping.changed_in, key, value)
    own = [entry for entry in mapping.entries if entry.key.span.source == source]
    before = next((entry for entry in own if entry.key.text == after), own[-1] if own else None)
    if mapping.flow:
        return _insert_in_flow(mapping, source, before, f"{key}: {value}")
    if before is None:
        raise ValueError(f"a block mapping of {source.name!r} without keys has no place for another")
    column = source.position(mapping.span.start)[1]
    text = f"{key}:{value}" if value.startswith("\n") else f"{key}: {value}"
    return _new_lines(source, end_of(before.value), text, " " * (column - 1))


def _change_from_outside(mapping: Mapping, path: tuple[str, ...], key: str, value: str) -> Edit:
    """The edit that writes `key: value` under a path of keys, of which some may be there already."""
    keys = [*path, key]
    while keys:
        entry = mapping.entry(keys[0])
        if entry is None:
            break
        if len(keys) == 1 or not isinstance(entry.value, Mapping):
            return replace_value(entry.value, _nested(keys[1:], value))
        mapping, keys = entry.value, keys[1:]
    return insert_key(mapping, mapping.span.source, keys[0], _nested(keys[1:], value), None)


def _nested(keys: list[str], value: str) -> str:
    """A value under a path of keys, in braces where it has any."""
    if not keys:
        return value
    found = read(Source("", value)).root if value.startswith("\n") else None
    text = as_flow(found) if found is not None else value
    for key in reversed(keys):
        text = f"{{{key}: {text}}}"
    return text


def _insert_in_flow(mapping: Mapping, source: Source, before: Entry | None, text: str) -> Edit:
    if not mapping.span.text.startswith("{"):  # the single pair of a list, `[a: b]`, has no braces of its own
        return Edit(mapping.span, f"{{{mapping.span.text}, {text}}}")
    if before is None:
        return Edit(mapping.span.part(1, 1), text)
    end = before.value.span.end
    return Edit(source.span(end, end), f", {text}")


def _new_lines(source: Source, place: int, text: str, indent: str) -> Edit:
    """The edit that puts lines of text, indented, below the line of a place."""
    ending = _BREAK.search(source.text, place)
    end = ending.start() if ending else len(source.text)
    mark = ending.group() if ending else line_mark(source)
    return Edit(source.span(end, end), mark + indented(text, indent, mark))


def indented(text: str, indent: str, mark: str) -> str:
    """Lines with an indent before each that holds anything, joined by a line mark."""
    return mark.join(indent + line if line.strip() else "" for line in text.split("\n"))


def line_mark(source: Source) -> str:
    """How the lines of a text end: as the first one does."""
    found = _BREAK.search(source.text)
    return found.group() if found else "\n"


def end_of(node: Node) -> int:
    """Where a value ends, without the empty lines after a block of text that are no part of it."""
    last = _last(node)
    if not _is_block_text(last):
        return last.span.end
    words = last.span.text
    if _KEEPS_BLANK_LINES.match(words):
        return last.span.start + len(_LAST_BREAK.sub("", words))
    return last.span.start + len(words.rstrip("\r\n"))


def _is_block_text(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.plain and node.span.text[:1] in ("|", ">")


def _last(node: Node) -> Node:
    """What ends a value: the last value inside it, however deep, where it is written in blocks."""
    while not isinstance(node, Scalar) and not node.flow:
        inner = node.items if isinstance(node, Sequence) else [entry.value for entry in node.entries]
        own = [part for part in inner if part.span.source == node.span.source]  # an included file may have added some
        if not own:
            break
        node = own[-1]
    return node


def append_item(sequence: Sequence, text: str) -> Edit:
    """The edit that writes one more item at the end of a list; in block style it gets a line of its own."""
    source = sequence.span.source
    if sequence.flow or not sequence.items:
        inside = sequence.span.end - 1
        return Edit(source.span(inside, inside), f", {text}" if sequence.items else text)
    column = source.position(sequence.span.start)[1]
    return _new_lines(source, end_of(sequence), f"- {text}", " " * (column - 1))


def remove_entry(mapping: Mapping, key: str) -> Edit:
    """The edit that takes a key and its value out of a mapping; a mapping left without keys becomes `{}`."""
    entry = mapping.entry(key)
    if entry is None:
        raise ValueError(f"there is no key {key!r} to remove")
    source = entry.key.span.source
    own = [other for other in mapping.entries if other.key.span.source == source]
    place = own.index(entry)
    if len(own) == 1:
        return replace_value(mapping, "{}")
    following = own[place + 1].key.span.start if place + 1 < len(own) else None
    start, end = entry.key.span.start, end_of(entry.value)
    if mapping.flow:
        return Edit(
            source.span(own[place - 1].value.span.end, end) if following is None else source.span(start, following), ""
        )
    number, column = source.position(start)
    if following is not None and source.line(number)[: column - 1].strip():  # it stands beside the `-` of a list
        return Edit(source.span(start, following), "")
    ending = _BREAK.search(source.text, end)
    return Edit(source.span(source.line_starts[number - 1], ending.end() if ending else len(source.text)), "")


# Values


def replace_value(node: Node, text: str) -> Edit:
    """The edit that writes another value where a value stands, or where one is missing."""
    source, start = node.span.source, node.span.start
    before = source.text[:start].rstrip()
    if isinstance(node, Scalar) and node.empty:
        if not before.endswith((":", "-", ",", "[", "?")):
            return Edit(node.span, f": {text}")  # a key in braces without even a colon
        return Edit(node.span, text if source.text[start - 1 : start].isspace() else f" {text}")
    place = source.span(start, end_of(node))
    if isinstance(node, Scalar) or node.flow or before.endswith("-") or not before:
        return Edit(place, text)
    number, _ = source.position(len(before))
    if before.endswith(":") and "#" not in source.line(number):  # a block moves up, beside its key
        return Edit(source.span(len(before), place.end), f" {text}")
    return Edit(place, f"  {text}")


# Sections


def append_section(root: Mapping, source: Source, text: str) -> Edit:
    """The edit that writes a top-level key, with its value, at the end of the main file."""
    text = text.strip("\n")
    if root.flow:
        return _append_in_flow(root, source, text)
    closing = _CLOSING.search(source.text, end_of(root))
    end = closing.start() if closing else len(source.text)
    mark = line_mark(source)
    indent = " " * (source.position(root.span.start)[1] - 1)
    start = "" if source.text[:end].endswith(("\n", "\r")) else mark
    if "\n" in text and not _KEEPS_BLANK_LINES.match(_last(root).span.text):
        start += mark
    return Edit(source.span(end, end), start + indented(text, indent, mark) + mark)


def _append_in_flow(root: Mapping, source: Source, text: str) -> Edit:
    added = read(Source("", text)).root
    entries = added.entries if isinstance(added, Mapping) else []
    written = ", ".join(f"{entry.key.span.text}: {as_flow(entry.value)}" for entry in entries)
    own = [entry for entry in root.entries if entry.key.span.source == source]
    return _insert_in_flow(root, source, own[-1] if own else None, written)


def as_flow(node: Node) -> str:
    """A value written in braces and brackets, as it must be inside a mapping in braces."""
    match node:
        case Mapping():
            return "{" + ", ".join(f"{entry.key.span.text}: {as_flow(entry.value)}" for entry in node.entries) + "}"
        case Sequence():
            return "[" + ", ".join(as_flow(item) for item in node.items) + "]"
        case Scalar():
            if node.plain and not _NEEDS_QUOTES.search(node.text):
                return node.text
            if node.span.text[:1] in ("'", '"'):
                return node.span.text
            return in_quotes(node.text)


def quoted(text: str) -> str:
    """A single value as it must be written in braces: in quotes where anything in it would mean something else."""
    return in_quotes(text) if not text or _NEEDS_QUOTES.search(text) else text


def in_quotes(text: str) -> str:
    """A single value in single quotes."""
    return "'" + text.rstrip("\n").replace("'", "''").replace("\n", "\n\n") + "'"
