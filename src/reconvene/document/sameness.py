"""Whether two readings of a text say the same."""

from __future__ import annotations

from reconvene.document.shape import Record


def says_the_same(first: object, second: object) -> bool:
    """Whether two values say the same at the same places: records by what they hold, though each is its own object.

    False for two lists of records that are not the same objects, whatever these hold.
    """
    if first is second:
        return True
    if isinstance(first, Record):
        return type(first) is type(second) and says_the_same(first.__dict__, second.__dict__)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(says_the_same(value, second[key]) for key, value in first.items())
    return first == second
