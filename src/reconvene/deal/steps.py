"""Duties and announced initiatives alike, as far as it matters who must be heard about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.deal.tabled import owners
from reconvene.document.belonging import acts_of, members_of
from reconvene.document.expressions import Who, Word
from reconvene.document.kinds import facts_of
from reconvene.document.obligation import Initiative, Obligation
from reconvene.document.process import Process


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does or gives up.

    `doers` are those who owe it and those who carry it out, groups as their members; `acts` the classes of act that it
    is, and `stops` those that it forbids or allows; `dated` the day on which it was undertaken, where it was;
    `announced` is set where one side alone did so. `waits_for` are the facts that must come first.
    """

    name: str
    doers: tuple[str, ...]
    acts: tuple[str, ...]
    stops: tuple[str, ...]
    addresses: tuple[str, ...]
    lifts: tuple[str, ...]
    worth_to: frozenset[str]
    things: frozenset[str]
    waits_for: frozenset[str]
    dated: date | None
    announced: bool


def steps_of(process: Process, duties: Iterable[str]) -> Iterator[Step]:
    """The named duties of a process as steps, in the order given."""
    for name in duties:
        yield _of_duty(process, name, (process.obligations or {})[name])


def announced(process: Process) -> Iterator[Step]:
    """The initiatives of a process as steps."""
    for name, initiative in (process.initiatives or {}).items():
        yield _of_initiative(process, name, initiative)


def _of_duty(process: Process, name: str, duty: Obligation) -> Step:
    carried_out = (duty.done_by.path,) if isinstance(duty.done_by, Who) else ()
    worth = (actor for actor, each in (duty.worth or {}).items() if each.value not in (None, Word.NONE, Word.NEVER))
    facts = {fact for fact in (duty.brings, duty.toward) if fact is not None}
    things = {
        *(duty.lifts or {}),
        *(duty.addresses or {}),
        duty.limits,
        *(getattr(fact, "thing", None) for fact in facts),
    }
    return Step(
        name=name,
        doers=_people(process, (*owners(duty), *carried_out)),
        acts=tuple(acts_of(duty)),
        stops=(*(duty.forbids or ()), *(duty.allows or ())),
        addresses=tuple(duty.addresses or ()),
        lifts=tuple(duty.lifts or ()),
        worth_to=frozenset(worth),
        things=frozenset(thing for thing in things if thing is not None),
        waits_for=frozenset(str(fact) for fact in facts_of(duty.after)),
        dated=duty.dated if isinstance(duty.dated, date) else None,
        announced=False,
    )


def _of_initiative(process: Process, name: str, step: Initiative) -> Step:
    worth = (actor for actor, each in (step.worth or {}).items() if each.value not in (None, Word.NONE, Word.NEVER))
    return Step(
        name=name,
        doers=_people(process, (step.by.path,) if isinstance(step.by, Who) else ()),
        acts=tuple(step.act or ()),
        stops=tuple(step.forbids or ()),
        addresses=tuple(step.addresses or ()),
        lifts=(),
        worth_to=frozenset(worth),
        things=frozenset(step.addresses or ()),
        waits_for=frozenset(),
        dated=step.dated if isinstance(step.dated, date) else None,
        announced=True,
    )


def _people(process: Process, named: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member for name in named for member in members_of(process, name)))
