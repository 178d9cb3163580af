"""Data as JSON can hold it: sets in order, and no number where a range has no end."""

from __future__ import annotations

from math import isfinite
from typing import Any


def plain(value: Any) -> Any:
    """The same data with sets as sorted lists and numbers that are not finite as null."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case set() | frozenset():
            return sorted(value)
        case float() if not isfinite(value):
            return None
        case _:
            return value
