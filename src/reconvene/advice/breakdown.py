"""The tests of what happens if somebody does not keep it: whether it is seen in time, and who is left worse off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconvene.advice.trial import Answer, Asked, Reason, Trial, checked, fewest, open_trial
from reconvene.deal.detecting import ANY, Detection
from reconvene.deal.facts import missing
from reconvene.deal.figures import percent_words
from reconvene.deal.regret import Window, worst
from reconvene.deal.undoing import Answered

HALF = 0.5
"""A breach that is less likely seen than not fails the test. Our choice."""


def verification(asked: Asked, found: Iterable[Detection]) -> Trial:
    """Whether anybody would know in time: by the checks, and by the chance that a breach is seen before its end."""
    looked = [each for each in found if each.watched]
    told = tuple(Reason(detection_words(each)) for each in looked)
    late = [each for each in looked if each.chance[1] < HALF]
    facts = tuple(dict.fromkeys(missing(fact) for each in looked for fact in each.missing))
    answer = Answer.FAIL if late else Answer.OPEN if facts else Answer.PASS
    least = fewest(tuple(map(missing, each.missing)) for each in looked)
    beside = Trial("", "", answer, told, (), facts, least)
    return checked("verification", "Would anybody know in time?", asked.of("V"), also=(beside,))


def detection_words(each: Detection) -> str:
    """Whether a breach is seen in time, in words."""
    if each.chance == ANY:
        return f"Whether a breach on `{each.path}` is seen before the route is gone to its end cannot be told."
    return (
        f"A breach on `{each.path}` is seen before the route is gone to its end with a chance of {chance_words(each)}."
    )


def chance_words(each: Detection) -> str:
    """The chance itself, in words."""
    return "cannot be told" if each.chance == ANY else percent_words(each.chance)


def reversibility(pairs: Iterable[Answered], windows: Iterable[Window]) -> Trial:
    """Who would be left worse off by a break: whoever gave what cannot be had back as fast as what answers it.

    Almost every exchange has a stretch in which one side has given and the other has not: those are told. It fails if
    somebody is still surely worse off once every step is done.
    """
    question = "If it breaks, who is worse off than with no deal, and when?"
    listed, every = list(pairs), list(windows)
    ends = [each for each in worst(every) if each.until is None]
    told = [*_slower(listed), *map(window_words, worst(every))]
    if not listed:
        told.insert(0, "Nothing says which step answers which.")
        if not ends:
            return open_trial("reversibility", question, told, ("in_return_for",))
    facts = tuple(dict.fromkeys(missing(fact) for pair in listed for fact in pair.missing))
    slow = [pair.slower for pair in listed if pair.slower]
    answer = Answer.FAIL if slow or ends else Answer.OPEN if facts else Answer.PASS
    given = dict.fromkeys([*slow, *(name for each in ends for stake in each.stakes for name in stake.duties)])
    mends = tuple(f"give `{name}` in parts, hold what answers it in escrow, or do it last" for name in given)
    least = fewest(tuple(map(missing, pair.missing)) for pair in listed)
    return Trial("reversibility", question, answer, tuple(map(Reason, told)), mends, facts, least)


def _slower(pairs: Iterable[Answered]) -> Iterator[str]:
    for pair in pairs:
        if pair.slower:
            other = pair.second if pair.slower == pair.first.duty else pair.first
            yield f"`{pair.slower}` takes longer to undo than `{other.duty}`, which answers it."
        elif pair.missing:
            yield f"How soon `{pair.first.duty}` and `{pair.second.duty}` can each be undone is not known."


def window_words(window: Window) -> str:
    """A stretch of days in which a break leaves somebody worse off."""
    lost = ", ".join(str(stake.matter) for stake in window.stakes if stake.gain[1] < 0)
    when = stretch_words(window)
    return f"If it breaks {when}, `{window.actor}` is left {window.outcome}{f': {lost}' if lost else ''}."


def stretch_words(window: Window) -> str:
    """A stretch of days in words."""
    if window.since is None:
        return "once all is done"
    return f"after {window.since}" if window.until is None else f"from {window.since} to {window.until}"
