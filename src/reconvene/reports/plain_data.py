"""Data as JSON can hold it: views as objects, sets in order, and no number where a range has no end."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any


def plain(value: Any) -> Any:
    """The same data with views as objects, sets as sorted lists and numbers that are not finite as null."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case set() | frozenset():
            return sorted(value)
        case float() if not isfinite(value):
            return None
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {key.name: plain(getattr(value, key.name)) for key in fields(value)}
        case _:
            return value
