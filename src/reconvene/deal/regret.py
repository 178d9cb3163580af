"""If it breaks on a day: what each actor is left with, against never having signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reconvene.deal.at_stake import stakes_of, worth_keys
from reconvene.deal.no_deal import Matter, Outcome, Stake, actors_of, judge
from reconvene.deal.tabled import Tabled
from reconvene.deal.undoing import undone
from reconvene.deal.worths import net_worth, says_worth
from reconvene.document.obligation import Obligation

Span = tuple[float, float]
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days between two steps, and how an actor stands over the year after a break in it.

    `since` is the last day of the step before (None: once all is done, if some step has no last day), `until` that of
    the next (None: no step is to come). A stake's gain is against no deal: above 0 is better, below 0 is regretted.
    """

    actor: str
    required: bool
    since: date | None
    until: date | None
    stakes: tuple[Stake, ...]
    outcome: Outcome


def regrets(tabled: Tabled) -> tuple[Window, ...]:
    """For everybody, every stretch of days from the first step on, in the order of time.

    Each step counts as done on its last day. Once it breaks, each is undone in its own time; until then it goes on
    giving and costing what it did, and thereafter all is as without a deal. What never can be undone stays the year.
    """
    held = {name: _held(tabled, name, duty) for name, duty in tabled.duties.items()}
    stretches = list(_stretches(tabled))
    return tuple(
        _window(tabled, actor, stretch, held) for actor in actors_of(tabled) for stretch in stretches if stretch[2]
    )


def worst(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The stretches in which somebody is surely worse off than with no deal, those that follow each other as one."""
    found: list[Window] = []
    for window in windows:
        if window.outcome is not Outcome.WORSE:
            continue
        last = found[-1] if found else None
        if last is not None and last.actor == window.actor and last.until is not None and last.until == window.since:
            found[-1] = Window(last.actor, last.required, last.since, window.until, window.stakes, window.outcome)
        else:
            found.append(window)
    return tuple(found)


Stretch = tuple[date | None, date | None, dict[str, Obligation]]


def _stretches(tabled: Tabled) -> Iterator[Stretch]:
    """The stretches with the steps that are done in each."""
    days = {name: tabled.last_day(name) for name in tabled.duties}
    ends = sorted({day for day in days.values() if day is not None})
    for place, since in enumerate(ends):
        done = {name: duty for name, duty in tabled.duties.items() if (days[name] or date.max) <= since}
        yield since, ends[place + 1] if place + 1 < len(ends) else None, done
    if None in days.values():
        yield None, None, dict(tabled.duties)


@dataclass(frozen=True, slots=True)
class _Held:
    """For which part of the year after a break a step still holds (0 to 1), what would tell, and what it rests on."""

    part: Span
    missing: tuple[str, ...]
    inputs: tuple[str, ...]


def _held(tabled: Tabled, name: str, duty: Obligation) -> _Held:
    found = undone(tabled.process, tabled.now, name, duty)
    if found.days is None:
        return _Held((0.0, 1.0), found.missing, found.inputs)
    low, high = (min(1.0, days / YEAR) for days in found.days)
    return _Held((low, high), (), found.inputs)


def _window(tabled: Tabled, actor: str, stretch: Stretch, held: Mapping[str, _Held]) -> Window:
    since, until, done = stretch
    moved = stakes_of(tabled, actor, done)
    stakes = tuple(each for each in (_left(stake, held) for stake in moved) if each.gain != (0.0, 0.0))
    declared = _declared(actor, moved, done, held)
    required = actor in (tabled.process.parties or {})
    if declared is None:
        return Window(actor, required, since, until, stakes, judge(stakes))
    return Window(actor, required, since, until, (*stakes, declared), judge((declared,)))


def _left(stake: Stake, held: Mapping[str, _Held]) -> Stake:
    """What is left of a stake; of several steps, between the one that is undone first and the one that is last."""
    steps = [held[name] for name in stake.duties if name in held]
    part = min(each.part[0] for each in steps), max(each.part[1] for each in steps)
    facts = dict.fromkeys((*stake.missing, *(fact for each in steps for fact in each.missing)))
    inputs = dict.fromkeys((*stake.inputs, *(key for each in steps for key in each.inputs)))
    return Stake(stake.matter, _times(part, stake.gain), stake.duties, tuple(facts), tuple(inputs))


def _declared(
    actor: str,
    moved: Iterable[Stake],
    done: Mapping[str, Obligation],
    held: Mapping[str, _Held],
) -> Stake | None:
    """What the steps are worth by the file while they hold, if it says so of every step that moves something."""
    moving = dict.fromkeys(name for stake in moved for name in stake.duties if name in done)
    said = [name for name, duty in done.items() if says_worth(duty, actor)]
    if not said or not set(moving) <= set(said):
        return None
    worths = {name: net_worth((done[name],), None, actor) for name in said}
    if net_worth((done[name] for name in said), None, actor) is None:  # units that differ are not added up
        return None
    spans = [_times(held[name].part, worth) for name, worth in worths.items() if worth is not None]
    facts = tuple(dict.fromkeys(fact for name in said for fact in held[name].missing))
    gain = sum(span[0] for span in spans), sum(span[1] for span in spans)
    inputs = tuple(key for name in said for key in (*worth_keys(name, actor), *held[name].inputs))
    return Stake(Matter.DECLARED, gain, tuple(said), facts, inputs)


def _times(part: Span, gain: Span) -> Span:
    """A gain for a part of the time; nothing of something endless is nothing."""
    low = min((factor * gain[0] if factor else 0.0) for factor in part)
    high = max((factor * gain[1] if factor else 0.0) for factor in part)
    return low, high
