"""Records written out as a process file would have them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from reconvene.document.meaning import SHORT
from reconvene.document.shape import Record, attribute, slots_of
from reconvene.text.edit import quoted

_WIDTH = 100
_STEP = "  "
_BARE = re.compile(r"\w[\w.+-]*")
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def as_data(value: Any) -> Any:
    """A record, or a value of one, as plain mappings, lists and words."""
    match value:
        case Record():
            return _record_data(value)
        case Mapping():
            return {key: as_data(inner) for key, inner in value.items()}
        case tuple() | list():
            return [as_data(inner) for inner in value]
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _record_data(record: Record) -> Any:
    data: dict[str, Any] = {}
    for key in slots_of(type(record)):
        value = getattr(record, attribute(key))
        if key in record.unsaid:
            data[key] = record.unsaid[key]
        elif value is not None and value != "":
            data[key] = as_data(value)
    if "name" in data:
        data = {"name": data.pop("name"), **data}
    short = SHORT.get(type(record))
    return data[short] if short is not None and list(data) == [short] else data


def as_yaml(data: Mapping[str, Any], indent: str = "") -> str:
    """Plain data as lines of the strict YAML of a process file; what fits on a line stands in braces."""
    lines: list[str] = []
    for key, value in data.items():
        lines.append(_entry(f"{indent}{key}:", value, indent, always_open=not indent))
    return "\n".join(lines) + ("\n" if not indent else "")


def _entry(start: str, value: Any, indent: str, *, always_open: bool = False) -> str:
    short = _flow(value)
    fits = len(start) + 1 + len(short) <= _WIDTH
    if not isinstance(value, Mapping | list) or not value or (fits and not always_open):
        return f"{start} {short}"
    if isinstance(value, Mapping):
        return f"{start}\n{as_yaml(value, indent + _STEP)}"
    return "\n".join([start, *(_item(item, indent + _STEP) for item in value)])


def _item(item: Any, indent: str) -> str:
    short = _flow(item)
    if not isinstance(item, Mapping) or len(indent) + 2 + len(short) <= _WIDTH:
        return f"{indent}- {short}"
    inner = as_yaml(item, indent + _STEP)
    return f"{indent}- {inner[len(indent) + len(_STEP) :]}"


def _flow(value: Any) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(inner) for inner in value) + "]"
        case _:
            return quoted(str(value))


def as_line(data: Any) -> str:
    """Plain data on one line of strict YAML, whatever is in its words; read again, it is the same."""
    match data:
        case Mapping():
            return "{" + ", ".join(f"{as_line(key)}: {as_line(inner)}" for key, inner in data.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(as_line, data)) + "]"
        case _:
            text = str(data)
            if _BARE.fullmatch(text):
                return text
            # A JSON string is a YAML string in double quotes, but for a few signs that YAML takes for line ends.
            return _BREAKS.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
