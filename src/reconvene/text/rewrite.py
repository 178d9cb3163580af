"""Writing one value into a text at a path of keys, or taking it out, with everything else left as it stands."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence as Listed
from dataclasses import dataclass

from reconvene.text.edit import (
    append_section,
    apply,
    as_flow,
    end_of,
    in_quotes,
    indented,
    insert_key,
    line_mark,
    remove_entry,
    replace_value,
)
from reconvene.text.finding import Edit
from reconvene.text.span import Source
from reconvene.text.yaml import Entry, Mapping, Node, Scalar, Sequence, read

Path = tuple[str, ...]
_STEP = 2
_WIDTH = 100
_TO_LINE_END = re.compile(r"[^\r\n]*")
_UNFIT_FOR_BLOCK = re.compile("^[ \t]|[ \t]$|[^\\S\n ]|[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029]", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """A value as strict YAML: on one line, and if it is not empty in several, used where such may stand."""

    line: str
    block: str = ""


# Values


def written_text(text: str) -> Written:
    """A text as it is written: in quotes if need be, and in lines of its own where it is long.

    Raises ValueError for letters that no file may hold.
    """
    line = one_line(text)
    if _UNFIT_FOR_BLOCK.search(text) or (len(text) <= _WIDTH and "\n" not in text):
        return Written(line)
    if "\n" in text:
        return Written(line, f"|-\n{text}")
    if "  " in text:
        return Written(line)
    wrapped = textwrap.wrap(text, _WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return Written(line, ">-\n" + "\n".join(wrapped))


def one_line(text: str) -> str:
    """A text on one line, as it may stand in braces as well; in quotes only if it must."""
    tried = (text, in_quotes(text), json.dumps(text, ensure_ascii=False), json.dumps(text))
    for candidate in tried:
        if "\n" not in candidate and _reads_as(candidate, text):
            return candidate
    raise ValueError(f"{text[:40]!r} holds letters that cannot be written")


def _reads_as(candidate: str, text: str) -> bool:
    return all(_is_read(page, text) for page in (f"{{k: {candidate}, l: m}}", f"k: {candidate}\nl: m\n"))


def _is_read(page: str, text: str) -> bool:
    found = read(Source("", page))
    if found.findings or not isinstance(found.root, Mapping) or len(found.root.entries) != 2:
        return False
    value = found.root.entries[0].value
    return isinstance(value, Scalar) and not value.empty and value.text == text


def written_list(items: Listed[str], *, block: bool = False) -> Written:
    """A list of single values; `block` says that each gets a line of its own where that may stand."""
    lines = [one_line(item) for item in items]
    return Written("[" + ", ".join(lines) + "]", "\n".join(f"- {line}" for line in lines) if block and lines else "")


def written_yaml(text: str) -> Written:
    """Strict YAML as somebody typed it. Raises ValueError if there is nothing in it that can be read."""
    text = text.replace("\r\n", "\n").strip("\n")
    text = textwrap.dedent(text).rstrip()
    page = read(Source("", text))
    if page.root is None or page.findings:
        raise ValueError(page.findings[0].message if page.findings else "there is nothing in it")
    flow = as_flow(page.root)
    if "\n" not in text and "#" not in text and not _is_block(page.root):
        return Written(text)
    return Written(flow, text)


def _is_block(node: Node) -> bool:
    return isinstance(node, Mapping | Sequence) and not node.flow


def raw(node: Node) -> str:
    """What is written for a value, as it stands, without the indent of its place."""
    source = node.span.source
    column = source.position(node.span.start)[1]
    words = source.text[node.span.start : end_of(node)]
    return re.sub(rf"(\r\n|\n|\r) {{0,{column - 1}}}", "\n", words)


# Places


def put(source: Source, path: Path, value: Written | None, *, order: Listed[str] = (), keep: int = 0) -> str:
    """The text with a value written at a path of keys, or taken out if it is None.

    What is missing on the way is made. `order` lists the keys that may stand beside the last one, so that a new one
    comes where it belongs. A mapping that is left empty goes too, unless its path is no longer than `keep`.
    """
    root = read(source).root
    if not isinstance(root, Mapping):
        raise ValueError(f"{source.name!r} holds no mapping")  # noqa: TRY004  (of the text, not of the argument)
    mapping = root
    for index, step in enumerate(path[:-1]):
        entry = mapping.entry(step)
        if entry is None or not isinstance(entry.value, Mapping):
            if value is None:
                return source.text
            return apply(source, [_set(root, mapping, step, nested(path[index + 1 :], value), ())])
        mapping = entry.value
    if value is not None:
        return apply(source, [_set(root, mapping, path[-1], value, order)])
    if mapping.entry(path[-1]) is None:
        return source.text
    if len(mapping.entries) == 1 and len(path) - 1 > keep:
        return put(source, path[:-1], None, keep=keep)
    return apply(source, [remove_entry(mapping, path[-1])])


def nested(path: Path, value: Written) -> Written:
    """A value under a path of keys, each in braces of its own, or in lines of its own where such may stand."""
    line, block = value.line, value.block
    for key in reversed(path):
        inner = line if not block else ""
        block = f"{key}: {inner}" if inner else f"{key}:{_below(block, _STEP)}"
        line = f"{{{key}: {line}}}"
    return Written(line, block)


def written_mapping(values: dict[str, Written]) -> Written:
    """Several keys with their values; on one line if they are few and short."""
    line = "{" + ", ".join(f"{key}: {value.line}" for key, value in values.items()) + "}"
    if len(line) <= _WIDTH - 20 and not any(value.block for value in values.values()):
        return Written(line)
    parts = (
        f"{key}:{_below(value.block, _STEP)}" if value.block else f"{key}: {value.line}"
        for key, value in values.items()
    )
    return Written(line, "\n".join(parts))


def _below(block: str, indent: int, mark: str = "\n") -> str:
    """What comes after a key and its colon, for a value in several lines."""
    if block[0] in "|>":
        head, _, rest = block.partition("\n")
        return f" {head}{mark}" + indented(rest, " " * indent, mark)
    return mark + indented(block, " " * indent, mark)


def _set(root: Mapping, mapping: Mapping, key: str, value: Written, order: Listed[str]) -> Edit:
    source = root.span.source
    entry = mapping.entry(key)
    if entry is not None:
        return _replace(entry, mapping, value)
    if mapping.flow or not value.block:
        return insert_key(mapping, source, key, value.line, _before(mapping, key, order))
    if mapping is root and not order:
        return append_section(root, source, f"{key}:{_below(value.block, _STEP)}")
    text = _below(value.block, _STEP)
    return insert_key(mapping, source, key, text if text.startswith("\n") else text[1:], _before(mapping, key, order))


def _before(mapping: Mapping, key: str, order: Listed[str]) -> str | None:
    """The key that stands there and comes next before another one in the order; None if it belongs at the end."""
    if key not in order:
        return None
    earlier = set(order[: order.index(key)])
    found = [entry.key.text for entry in mapping.entries if entry.key.text in earlier]
    return found[-1] if found else None


def _replace(entry: Entry, mapping: Mapping, value: Written) -> Edit:
    node = entry.value
    source = node.span.source
    if not value.block or mapping.flow or _comment_follows(node):
        return replace_value(node, value.line)
    key_column = source.position(entry.key.span.start)[1]
    column = source.position(node.span.start)[1]
    mark = line_mark(source)
    if _is_block(node) and value.block[0] not in "|>" and (column > key_column or value.block.startswith("- ")):
        text = indented(value.block, " " * (column - 1), mark).lstrip(" ")
        return Edit(source.span(node.span.start, end_of(node)), text)
    colon = source.text.index(":", entry.key.span.end) + 1
    return Edit(source.span(colon, max(colon, end_of(node))), _below(value.block, key_column - 1 + _STEP, mark))


def _comment_follows(node: Node) -> bool:
    """Whether a comment stands behind a value on its last line: a block of text would swallow it."""
    if _is_block(node):
        return False
    rest = _TO_LINE_END.match(node.span.source.text, end_of(node))
    return rest is not None and "#" in rest.group()
