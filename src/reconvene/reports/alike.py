"""Sentences that differ in one name, told once: the first in full, then for whom or what the same holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_NAME = re.compile(r"`[^`]+`")


def alike(sentences: Iterable[str], most: int | None = None) -> Iterator[str]:
    """The sentences in their order, those that differ from an earlier one in a single name joined to it.

    Names stand in backticks. No name is lost, unless `most` says how many are listed; then it is told how many more.
    """
    left = [(sentence, *_skeleton(sentence)) for sentence in dict.fromkeys(sentences)]
    while left:
        sentence, skeleton, names = left[0]
        same = [each for each in left if each[1] == skeleton]
        groups = [
            [each for each in same if _differs_at(each[2], names, slot) or each[2] == names]
            for slot in range(len(names))
        ]
        group = max(groups, key=len, default=left[:1])
        slot = groups.index(group) if group in groups else 0
        yield _joined(sentence, [each[2][slot] for each in group[1:]], most)
        taken = {each[0] for each in group}
        left = [each for each in left if each[0] not in taken]


def _skeleton(sentence: str) -> tuple[str, tuple[str, ...]]:
    """A sentence with numbers for its names, the same one for the same, and the names."""
    names = tuple(dict.fromkeys(_NAME.findall(sentence)))
    return _NAME.sub(lambda found: f"<{names.index(found[0])}>", sentence), names


def _differs_at(names: tuple[str, ...], others: tuple[str, ...], slot: int) -> bool:
    """Whether two lists of names are the same but for one place."""
    return all((one == other) is (place != slot) for place, (one, other) in enumerate(zip(names, others, strict=True)))


def _joined(sentence: str, names: list[str], most: int | None) -> str:
    if not names:
        return sentence
    shown = names if most is None else names[:most]
    more = [f"{len(names) - len(shown)} more"] if len(names) > len(shown) else []
    listed = [*shown, *more]
    told = listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
    return f"{sentence} The same holds for {told}." if sentence.endswith(".") else f"{sentence}; the same for {told}"
