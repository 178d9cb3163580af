"""Relief against what is kept, in words: as the steps are done, and by when half of each is gone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reconvene.deal.recognition import HalfLife, Moment, Recognition
from reconvene.reports.weigh_words import named, percent


def recognised(shown: Recognition) -> Iterator[str]:
    """Relief and capability as the steps are done, and by when half of each is gone."""
    yield from moments(shown)
    yield from half_lives(shown)


def moments(shown: Recognition) -> Iterator[str]:
    """Relief and capability as the steps are done; days that follow each other and bring neither are told as one."""
    for words, run in groupby(shown.moments, key=lambda each: balance_words(shown, each)):
        days = list(run)
        last = days[-1].day
        when = moment_day(days[0]) if len(days) == 1 else f"{moment_day(days[0])} and until {last or 'all is done'}"
        yield f"{when}: {words}"


def half_lives(shown: Recognition) -> Iterator[str]:
    """By when half of the pressure is lifted, and by when half of the capability is gone."""
    if shown.moments:
        pressure = half_life_words(shown.pressure_half_life, "lifted")
        gone = half_life_words(shown.capability_half_life, "gone")
        yield f"half of the pressure on `{shown.owner}` is {pressure}; half of what it threatens with is {gone}"


def half_life_words(shown: HalfLife, done: str) -> str:
    """By when half of something is gone, in words."""
    if shown.surely is not None:
        earlier = f", perhaps by {shown.may}" if shown.may != shown.surely else ""
        return f"{done} by {shown.surely}{earlier}"
    return f"not surely {done} by any day, perhaps by {shown.may}" if shown.may is not None else f"{done} by no set day"


def balance_words(shown: Recognition, moment: Moment) -> str:
    """What an owner has been given, against what it keeps."""
    share = f"{capability_words(moment)} of what it threatens with: " if moment.capability is not None else ""
    kept = f"{share}{kept_words(moment)}" if moment.stay else "nothing of it"
    return f"`{shown.owner}` has {relief_words(shown, moment)}, and keeps {kept}"


def moment_day(moment: Moment) -> str:
    """By when the steps of a moment are done."""
    return f"by {moment.day}" if moment.day is not None else "without a last day"


def relief_words(shown: Recognition, moment: Moment) -> str:
    """How much relief is given by a moment."""
    if moment.relief is None:
        return "relief that is not measured" if moment.lifted else "relief of which the file does not say"
    return f"{percent(*moment.relief)} of the {shown.dimension}" if moment.lifted else "no relief"


def kept_words(moment: Moment) -> str:
    """What stays at a moment."""
    return named(moment.stay, len(moment.stay)) if moment.stay else "nothing of it"


def capability_words(moment: Moment) -> str:
    """The share of a capability that stays."""
    return percent(*moment.capability) if moment.capability is not None else "not measured"
