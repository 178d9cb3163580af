"""Sentences that differ in a name or two, told once: the first in full, then for whom or what the same holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

_NAME = re.compile(r"`[^`]+`")
ENOUGH = 3
Names = tuple[str, ...]


def alike(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences in their order, those that differ from an earlier one in a name, or in two, joined to it.

    Names stand in backticks, and none is lost. Two names are joined only where one alone would join fewer than three.
    """
    left = [(sentence, *_skeleton(sentence)) for sentence in dict.fromkeys(sentences)]
    while left:
        sentence, skeleton, names = left[0]
        same = [each[2] for each in left if each[1] == skeleton]
        one = _largest(same, names, 1)
        two = _largest(same, names, 2) if len(one[1]) < ENOUGH else one
        slots, group = two if len(two[1]) >= ENOUGH else one
        yield _joined(sentence, [_told(each, slots) for each in group[1:]])
        left = [each for each in left if each[1] != skeleton or each[2] not in group]


def _skeleton(sentence: str) -> tuple[str, Names]:
    """A sentence with numbers for its names, the same one for the same, and the names."""
    names = tuple(dict.fromkeys(_NAME.findall(sentence)))
    return _NAME.sub(lambda found: f"<{names.index(found[0])}>", sentence), names


def _largest(every: list[Names], names: Names, size: int) -> tuple[tuple[int, ...], list[Names]]:
    """The largest group of names that are those of the first but for so many places, and the places."""
    found = [
        (slots, [each for each in every if _same_but(each, names, slots)])
        for slots in combinations(range(len(names)), size)
    ]
    return max(found, key=lambda each: len(each[1]), default=((), [names]))


def _same_but(names: Names, others: Names, slots: tuple[int, ...]) -> bool:
    return all(one == other or place in slots for place, (one, other) in enumerate(zip(names, others, strict=True)))


def _told(names: Names, slots: tuple[int, ...]) -> str:
    first, *rest = (names[slot] for slot in slots)
    return f"{first} ({', '.join(rest)})" if rest else first


def _joined(sentence: str, names: list[str]) -> str:
    if not names:
        return sentence
    told = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{sentence} The same holds for {told}." if sentence.endswith(".") else f"{sentence}; the same for {told}"
