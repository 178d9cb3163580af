"""Why a temporal network cannot be kept: links that together ask for more days than there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from reconvene.timing.network import Bound, Contingent

Side = Literal["bound", "shortest", "longest"]

Link = TypeVar("Link", Bound, Contingent)


@dataclass(frozen=True, slots=True)
class Use:
    """One link on the way round a conflict, and the days that it adds to the sum.

    A bound adds its own days. A contingent duration is used at its shortest or at its longest, forwards (from its start
    to its end, adding days) or backwards (taking days away).
    """

    link: Bound | Contingent
    days: int
    side: Side = "bound"
    backwards: bool = False

    @property
    def start(self) -> int:
        """The event at which the way along this link begins."""
        return self.link.end if self.backwards else self.link.start

    @property
    def end(self) -> int:
        """The event at which the way along this link ends."""
        return self.link.start if self.backwards else self.link.end


@dataclass(frozen=True, slots=True)
class Conflict:
    """Links that lead round in a circle back to where they began, and arrive `short_by` days before they set out.

    `uses` follow each other: each starts at the event at which the one before it ended, and the last ends where the
    first started. Their days add up to `-short_by`. A link may be used more than once. Where a circle is too long to be
    written down, each link stands in it once, with the days of all its uses.
    """

    uses: tuple[Use, ...]
    short_by: int

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """The bounds in it, each once, in the order of the circle."""
        return _once([use.link for use in self.uses if isinstance(use.link, Bound)])

    @property
    def contingents(self) -> tuple[Contingent, ...]:
        """The contingent durations in it, each once, in the order of the circle."""
        return _once([use.link for use in self.uses if isinstance(use.link, Contingent)])

    @property
    def is_contradiction(self) -> bool:
        """Whether nobody could keep it even if every duration could be chosen within its range."""
        return all(isinstance(use.link, Bound) or use.backwards == (use.side == "shortest") for use in self.uses)

    @property
    def is_circle(self) -> bool:
        """Whether each use starts where the one before it ended; False where the circle was too long to be written."""
        following = (*self.uses[1:], self.uses[0])
        return all(use.end == then.start for use, then in zip(self.uses, following, strict=True))

    def uses_of(self, link: Bound | Contingent) -> int:
        """How often a link is used."""
        return sum(use.link is link for use in self.uses)


def conflict_of(uses: Iterable[Use]) -> Conflict:
    """The conflict made of these uses; their days add up to less than nothing."""
    listed = tuple(uses)
    total = sum(use.days for use in listed)
    assert total < 0, "links that leave no day missing are no conflict"
    return Conflict(listed, -total)


def _once(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple({id(link): link for link in links}.values())
