"""Did you mean: the known word nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Collection, Iterable

_LONGEST = 80


def distance(left: str, right: str, limit: int) -> int:
    """The number of single-letter edits (insert, delete, change, swap of neighbours) between two words.

    Optimal string alignment (Damerau 1964; Boytsov 2011). Returns `limit + 1` as soon as the words are further apart.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return above[-1]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None if nothing is near.

    A third of the letters, and at most three, may differ. Ties go to the first in alphabetical order, so that the
    order of a file never changes a message.
    """
    folded = word.casefold().replace("-", "_")
    if len(folded) > _LONGEST:
        return None
    letters = frozenset(folded)
    best: tuple[int, str] | None = None
    limit = min(3, max(1, len(folded) // 3))
    for candidate in sorted({name for name in known if abs(len(name) - len(folded)) <= limit}):
        reach = limit if best is None else best[0] - 1
        if reach < 0:
            break
        other = candidate.casefold().replace("-", "_")
        if len(letters.symmetric_difference(other)) > 2 * reach:
            continue  # one edit takes at most one letter away and adds one
        apart = distance(folded, other, reach)
        if apart <= reach:
            best = (apart, candidate)
    return best[1] if best else None


class Guesses:
    """Did you mean, for a whole text: the work is bounded, and a text with too many faults gets no more guesses."""

    def __init__(self, comparisons: int = 500_000) -> None:
        self._left = comparisons

    def nearest(self, word: str, known: Collection[str]) -> str | None:
        """The known word that was probably meant, or None."""
        self._left -= len(known)
        return nearest(word, known) if self._left >= 0 else None
