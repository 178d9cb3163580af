"""Canonical JSON (RFC 8785): one value, one text, one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785

EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly (RFC 7493)."""


def canonical(value: Any) -> str:
    """The canonical text of a value made of mappings, lists, text, whole numbers, truth values and None.

    Decimals, dates and whole numbers beyond 2^53 are written as text, because JSON readers round them. Raises TypeError
    for a float, whose decimals nobody wrote, and for everything else; ValueError for text that is not Unicode.
    """
    return _text(plain(value))


def _text(value: Any) -> str:
    # Without fractions, and in ASCII, Python's own writer gives the same text, ten times as fast; tests hold it to it.
    text = _ENCODER.encode(value)
    if text.isascii():
        return text
    try:
        return rfc8785.dumps(value).decode("utf-8")
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def plain(value: Any) -> Any:
    """The value as it is written: see `canonical`."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if -EXACT <= value <= EXACT else str(value)
        case Decimal() | date():
            return value.isoformat() if isinstance(value, date) else str(value)
        case Mapping():
            return {_key(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            raise TypeError(f"{value!r} has no exact form in a record; write it as text")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"the key {key!r} is not text")
    return key


def read_canonical(text: str) -> Any:
    """The value of a canonical text. Raises ValueError if the text is not the canonical one of its value."""
    value = _DECODER.decode(text)
    if _text(value) != text:
        raise ValueError("it is not in its canonical form")
    return value


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _refuse(number: str) -> Any:
    raise ValueError(f"the number {number} is not whole")


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def tagged_hash(tag: str, text: str) -> str:
    """The SHA-256 of a text under a tag that says what it is, in hexadecimal: no two kinds of text share a hash."""
    return hashlib.sha256(f"{tag}\n{text}".encode()).hexdigest()
