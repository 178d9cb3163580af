"""How much room words take in a picture, and how they are cut or broken to fit: estimates on the wide side.

No font is asked, since nobody knows which one a reader has. The widths are those of DejaVu Sans, rounded up: it is
about the widest of the usual ones, so that what fits by this fits elsewhere too.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijl|!'.,:;I`")
_SLIM = frozenset('ftr()[]{}/\\"-*1 ·')
_BROAD = frozenset("mwMW@%&—…")


def _letter(letter: str) -> float:
    """The width of a letter in units of the size of the type."""
    if letter in _NARROW:
        return 0.36
    if letter in _SLIM:
        return 0.45
    if letter in _BROAD:
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return 0.72 if letter.isupper() else 0.64


def width_of(text: str, size: float) -> float:
    """How wide a text is in type of a size, at most."""
    return sum(map(_letter, text)) * size


def cut(text: str, room: float, size: float) -> str:
    """The text, or as much of its beginning as fits with the mark that something was left out; nothing if none does."""
    if width_of(text, size) <= room:
        return text
    left = room / size - _letter("…")
    kept = 0
    for letter in text:
        left -= _letter(letter)
        if left < 0:
            break
        kept += 1
    shown = text[:kept].rstrip()
    return f"{shown}…" if shown else ""


def broken(text: str, room: float, size: float, lines: int) -> tuple[str, ...]:
    """The text broken at spaces into lines that fit, at most so many, the last of them cut if there is more."""
    told: list[str] = []
    for word in text.split():
        if told and width_of(f"{told[-1]} {word}", size) <= room:
            told[-1] += f" {word}"
        else:
            told.append(word)
    if len(told) > lines:
        told[lines - 1 :] = [" ".join(told[lines - 1 :])]
    return tuple(cut(line, room, size) for line in told)
