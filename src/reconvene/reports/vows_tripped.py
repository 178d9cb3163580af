"""Vows that a slip or an act trips: the deeds of a plan with their days, and the vows in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.document.expressions import Who
from reconvene.document.obligation import Obligation
from reconvene.process.fold import State
from reconvene.process.tripped import Came, Deed, Tripped, tripped
from reconvene.timing.slip import Slip

_DONE = ("claimed", "begun")
_FAMILIES = ("duty", "item", "phase", "gate", "choice", "measure", "day")


@dataclass(frozen=True, slots=True)
class TrippedVow:
    """A vow that is tripped, or whose condition fails: whose it is, by what, on which day, and what would cover it.

    `by` is the path of the speaker, `called` what that one is called. `deed` is the duty, or empty for an act that was
    asked about; `act` its class, empty where only the condition comes too late. `condition` is the fact under which the
    vow does not forbid, `comes` its day now. `ways` are the covers that would release the vow, `covered_by` those of
    the file that do.
    """

    vow: str
    by: str
    called: str
    says: str
    deed: str
    act: str
    on: date
    until: date | None
    condition: str
    comes: date | None
    ways: tuple[str, ...]
    covered_by: tuple[str, ...]


def tripped_by_slip(draft: Draft, state: State, slip: Slip) -> tuple[TrippedVow, ...]:
    """The vows that a slip trips, and those whose condition then comes too late."""
    deeds = [deed for name, duty in draft.duties.items() if (deed := _deed(draft, slip, name, duty)) is not None]
    return _views(state, tripped(state, deeds, _came(draft, slip, 0), _came(draft, slip, 1)))


def tripped_by_act(state: State, who: str, act: str) -> tuple[TrippedVow, ...]:
    """The vows that somebody trips by an act on the day of the state, as far as the record says what has come."""
    observed = state.observed

    def came(name: str, fact: str) -> date | None:
        places = [observed.plan.place(family, name, fact) for family in _FAMILIES]
        seen = [found.day for place in places if place is not None and (found := observed.came(place)) is not None]
        return date.fromordinal(min(seen)) if seen and min(seen) <= state.now.toordinal() else None

    return _views(state, tripped(state, [Deed("", (who,), (act,), state.now)], came, came))


def _deed(draft: Draft, slip: Slip, name: str, duty: Obligation) -> Deed | None:
    place = next((at for word in _DONE if (at := draft.plan.place("duty", name, word)) is not None), None)
    before, after = slip.days[place] if place is not None else (None, None)
    acts = draft.acts_of(duty)
    if before is None or after is None or not acts:
        return None
    doers = (*draft.debtors(duty), *((duty.done_by.path,) if isinstance(duty.done_by, Who) else ()))
    brought = {getattr(fact, "thing", None) for fact in (duty.brings, duty.toward) if fact is not None}
    things = {name, *(duty.lifts or {}), *(duty.addresses or {}), duty.limits, *brought} - {None}
    return Deed(name, doers, tuple(acts), after, before, frozenset(str(thing) for thing in things))


def _came(draft: Draft, slip: Slip, side: int) -> Came:
    """The day of a fact, before a slip or after it: its own, or that of the last duty which brings it about."""

    def came(name: str, state: str) -> date | None:
        places = [draft.plan.place(family, name, state) for family in _FAMILIES]
        bringing = [duty for duty, found in draft.duties.items() if str(found.brings) == f"{name}.{state}"]
        places += [draft.plan.place("duty", duty, "verified") for duty in bringing]
        days = [slip.days[place][side] for place in places if place is not None]
        return max((day for day in days if day is not None), default=None)

    return came


def _views(state: State, found: Iterator[Tripped]) -> tuple[TrippedVow, ...]:
    return tuple(
        TrippedVow(
            vow=each.vow.name,
            by=each.vow.by,
            called=state.people.called(each.vow.by),
            says=" ".join(each.vow.says.split()),
            deed=each.deed,
            act=each.act,
            on=each.on,
            until=each.vow.until,
            condition=each.condition,
            comes=each.comes,
            ways=each.ways,
            covered_by=each.covered_by,
        )
        for each in found
    )


def vow_lines(vows: Sequence[TrippedVow]) -> Iterator[str]:
    """The vows in words, each with what it forbids or waits for, its words, and its cover."""
    if not vows:
        yield "No vow in force is tripped by that."
        return
    yield "1 vow is then tripped:" if len(vows) == 1 else f"{len(vows)} vows are then tripped:"
    for vow in vows:
        says = f" \u201c{vow.says}\u201d" if vow.says else ""
        yield f"  `{vow.vow}` of {vow.called}{says}"
        yield f"    {_why(vow)} {_cover(vow)}"


def _why(vow: TrippedVow) -> str:
    comes = f"comes on {vow.comes}" if vow.comes is not None else "has not come"
    if not vow.act:
        return f"It waits for `{vow.condition}` until {vow.until}, and that {comes}."
    act = vow.act.replace("_", " ")
    deed = f"`{vow.deed}` ({act}) comes on {vow.on}" if vow.deed else f"{act.capitalize()} is against it"
    freed = f", and `{vow.condition}`, which would free it, {comes}" if vow.condition else ""
    return f"{deed}{freed}."


def _cover(vow: TrippedVow) -> str:
    if vow.covered_by:
        return f"It is covered by {_named(vow.covered_by, 'and')}."
    if vow.ways:
        return f"Nothing covers it; {_named(vow.ways, 'or')} would."
    return "Nothing covers it, and no cover is written for it."


def _named(names: Sequence[str], word: str) -> str:
    quoted = [f"`{name}`" for name in names]
    return f" {word} ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
