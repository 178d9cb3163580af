"""The yardsticks by which a claim of a share can be true: each rule of counting, each dimension, by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reconvene.deal.counting import counts
from reconvene.deal.lines import lines
from reconvene.deal.pressed import Pressed
from reconvene.document.load import Document
from reconvene.document.names import Names
from reconvene.document.process import Process

OF_MEASURED = ", of what is measured"
"""How a yardstick ends that leaves out what nobody measured."""
ROUNDED = 0.005
"""A share that was said in whole per cent may be half a per cent off."""


class Answer(StrEnum):
    """Whether a claim holds by one yardstick."""

    TRUE = "true"
    FALSE = "false"
    CANNOT_TELL = "cannot tell"


class Kind(StrEnum):
    """What a yardstick does."""

    COUNT = "by count"
    WEIGHT = "by weight"


@dataclass(frozen=True, slots=True)
class Measured:
    """The share of a relief set by one yardstick, as a range in 0..1, with what it rests on."""

    yardstick: str
    kind: Kind
    share: tuple[float, float]
    rests_on: tuple[str, ...]
    group: str = ""
    """The group of texts that it counts, where it counts one."""


def measured(process: Process, names: Names, pressed: Pressed, lifted: Collection[str]) -> tuple[Measured, ...]:
    """The share of what is lifted by every yardstick, those of counting first.

    By weight the share is what is sure whatever the unmeasured weighs; where that is less than what is measured says,
    the share of what is measured is a yardstick of its own.
    """
    return (*_counted(process, names, pressed, lifted), *_weighed(pressed, lifted))


Shares = Callable[[frozenset[str]], tuple[Measured, ...]]
"""The share of some measures by every yardstick."""


def sharing(document: Document, pressed: Pressed) -> Shares:
    """The shares of any measures that press, each set weighed once."""
    known: dict[frozenset[str], tuple[Measured, ...]] = {}

    def shares(lifted: frozenset[str]) -> tuple[Measured, ...]:
        inside = lifted & frozenset(pressed.measures)
        if inside not in known:
            known[inside] = measured(document.process, document.names, pressed, inside)
        return known[inside]

    return shares


def _counted(process: Process, names: Names, pressed: Pressed, lifted: Collection[str]) -> Iterator[Measured]:
    for count in counts(process, names, pressed, lifted):
        place = (count.place,) if count.place else ()
        yield Measured(count.rule, Kind.COUNT, (count.share, count.share), place, count.group)


def _weighed(pressed: Pressed, lifted: Collection[str]) -> Iterator[Measured]:
    for line in lines(pressed, lifted, None):
        yield Measured(line.name, Kind.WEIGHT, line.whole, line.inputs)
        if not line.of and (line.unmeasured_freed or line.unmeasured_kept) and line.unit:
            share = line.measured if line.measured is not None else line.whole
            if share != line.whole:
                yield Measured(f"{line.name}{OF_MEASURED}", Kind.WEIGHT, share, line.inputs)


def agrees(claimed: tuple[float, float], found: tuple[float, float]) -> Answer:
    """Whether a share lies where it is claimed to lie: surely, surely not, or nobody can tell."""
    low, high = claimed[0] - ROUNDED, claimed[1] + ROUNDED
    if low <= found[0] and found[1] <= high:
        return Answer.TRUE
    if found[1] < low or found[0] > high:
        return Answer.FALSE
    return Answer.CANNOT_TELL
