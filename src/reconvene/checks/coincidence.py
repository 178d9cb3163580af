"""Whether what is hard to do falls into a time in which somebody at home has other things to win."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.calendar import CalendarEvent
from reconvene.document.dates import add
from reconvene.document.expressions import Duration, Fact, Limit, Never, OnDate, Quantity, Side, Window, Word
from reconvene.document.kinds import Day, Estimate, facts_of
from reconvene.document.obligation import Obligation, Shape
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.timing.controllability import find_conflict
from reconvene.timing.network import Bound, Network
from reconvene.timing.plan import CALENDAR
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.windows import Windows

_WEEK = 7
_BEFORE = 6 * _WEEK
_AFTER = 13 * _WEEK
"""Days before and after an election: our choice, see the page."""
_KINDS = ("election", "transition", "recess", "exercise")
_TRIES = 20
"""So many windows in a row a due date is moved over before no move is proposed."""


@check(
    "T06",
    Severity.WARNING,
    """Agreed Framework, 21 October 1994: on 8 November an election gave Congress to those who called it a sell-out,
    and who delayed the money for the oil. It was "a political orphan within two weeks after its signature", said the
    first director of the consortium that was to build the reactors (adst.org, April 2017; The Nation, 7 September
    2017).""",
    costly=(
        "`{duty}` is due on {due}, {where}, and {why}.",
        "move the due date, or let whatever the step needs at home be decided before",
    ),
    first=(
        "`{duty}` is due on {due}, {where}, and it is the first step that `{debtor}` owes.",
        "move the due date: whether a word is kept shows in the first step",
    ),
    unknown=(
        "Whether `{duty}`, due on {due}, {where}, is hard to do there cannot be told: what it costs is not known.",
        "say under `costs` what {duty} costs whoever owes it",
    ),
    undated=(
        "Whether a costly step falls into `{event}` cannot be told: it has no date.",
        "say when {event} is",
    ),
)
def political_calendar_collision(draft: Draft) -> Iterator[Answer]:
    """A step that costs much, or the first one, is due around an election, a change of government or an exercise.

    Around elections a concession is an argument for the other side, and after them those who gave the word may be gone.
    A legislature in recess ratifies nothing. An exercise that angers each year angers in the week of the handover too.

    The check reads the `calendar`: an election with the time before and after it, a transition with its days and the
    time after an election if it has no end, an exercise with its days, and a recess, which matters only to a step that
    is owed by the body at rest or waits for its decision. It counts if it is the debtor's or a beneficiary's (`of`,
    `matters_to`). A step falls into that time if its last day in the plan does: that a window of years contains an
    election is no fault.

    Asked are the steps that cost their debtor more than `small` (`costs`), those that can never be undone (`undone_in:
    never`), and the first step that a debtor owes by date. What a step costs is asked for only where it falls into such
    a time.

    The time is 6 weeks before an election and 13 weeks after it, a choice of ours; `thresholds: {before_election: ...,
    after_election: ...}` changes it. It leans on one count: around elections in the United States from 1956 to 2020
    provocations by North Korea came on average 4.5, 5.5 and 13 weeks before or after, depending on the ruler (CSIS,
    Beyond Parallel). Six weeks are the second figure rounded up; thirteen are the last, and cover the eleven weeks from
    an election to a new President.

    ## Fails

    ```yaml
    title: Ten days before the vote
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: terminate}
        within: no later than 2030-06-05
        costs: {south: large}
    calendar:
      southern_election: {kind: election, of: south, dated: 2030-06-15}
    ```

    ## Fails: a first step

    ```yaml
    title: In the week of the exercise
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, within: no later than 2030-08-20}
    calendar:
      summer_exercise: {kind: exercise, of: south, matters_to: north, dated: 2030-08-15, until: 2030-08-31}
    ```

    ## Passes

    ```yaml
    title: Well before the vote
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: terminate}
        within: no later than 2030-03-31
        costs: {south: large}
    calendar:
      southern_election: {kind: election, of: south, dated: 2030-06-15}
    ```

    ## Cannot tell

    ```yaml
    title: What does it cost?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, mine: {scale: [open, shut]}}
    obligations:
      shut_mine: {by: north, to: [south], brings: mine.shut, within: no later than 2030-02-01}
      close_plant: {by: north, to: [south], brings: plant.closed, within: no later than 2030-06-20, costs: unknown}
    calendar:
      northern_election: {kind: election, of: north, dated: 2030-06-15}
    ```

    ```yaml
    title: When is the exercise?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        {by: north, to: [south], brings: plant.closed, within: no later than 2030-06-20, undone_in: never}
    calendar:
      exercise: {kind: exercise, of: south, matters_to: north, dated: unknown}
    ```
    """
    calendar = [event for event in (draft.process.calendar or {}).values() if event.kind in _KINDS]
    if not calendar:
        return
    steps = [_Step(draft, duty) for duty in draft.duties.values() if duty.shape in (Shape.ACT, Shape.EFFORT)]
    dated = [step for step in steps if step.due is not None]
    for event in calendar:
        time = _time_of(draft, event)
        concerned = [step for step in dated if _matters(draft, event, step)]
        if time is None:
            if any(step.why or step.is_first(dated) for step in concerned):
                missing = (MissingFact(f"{event.name}.dated", f"say when {event.name} is"),)
                yield Answer("undated", event.span, event.name, missing=missing, values={"event": event.name})
            continue
        for step in concerned:
            if time.start <= step.day <= time.end:
                yield from _ask(draft, step, event, time, dated)


@dataclass(frozen=True, slots=True)
class _Time:
    """The days around an event of the calendar, both included."""

    start: date
    end: date


class _Step:
    """A duty to do something once: its debtor, its last day in the plan, and what makes it hard."""

    def __init__(self, draft: Draft, duty: Obligation) -> None:
        self.draft, self.duty = draft, duty

    @cached_property
    def due(self) -> date | None:
        """Its last day; None for what has no due date."""
        if self.duty.due is None:
            return None
        place = self.draft.plan.place("duty", self.duty.name, "claimed")
        last = self.draft.windows.last(place) if place is not None else None
        if last is None and isinstance(self.duty.within, Window):
            return self.draft.bounds.latest_in(self.duty.within, self.duty.value_span("within")).day
        return last

    @property
    def day(self) -> date:
        """Its last day, where it has one."""
        assert self.due is not None
        return self.due

    @cached_property
    def debtors(self) -> list[str]:
        """Who owes it: the principals behind the actors, each once."""
        owed = [self.draft.principal_of(path) or path.split(".", 1)[0] for path in self.draft.debtors(self.duty)]
        parties = self.draft.parties if any(self.draft.is_group(path) for path in owed) else []
        return list(dict.fromkeys([*(path for path in owed if not self.draft.is_group(path)), *parties]))

    @cached_property
    def concerned(self) -> set[str]:
        """The principals who owe it or to whom it is owed."""
        given = {self.draft.principal_of(path) or path for path in self.duty.to or ()}
        return {*self.debtors, *given}

    @cached_property
    def why(self) -> str:
        """Why it is hard, or nothing where nothing says so."""
        undone = self.duty.undone_in
        if isinstance(undone, Estimate) and isinstance(undone.value, Never):
            return "it can never be undone"
        owned = [cost.value for name, cost in (self.duty.costs or {}).items() if self._is_debtor(name)]
        for word in (Word.LARGE, Word.MEDIUM):
            if word in owned:
                return f"what it costs its debtor is {word}"
        return "it costs its debtor a sum" if any(isinstance(cost, Quantity) for cost in owned) else ""

    def _is_debtor(self, name: str) -> bool:
        return (self.draft.principal_of(name) or name) in self.debtors

    @property
    def is_cost_known(self) -> bool:
        """Whether the file says what it costs those who owe it."""
        costs = {self.draft.principal_of(name) or name: cost for name, cost in (self.duty.costs or {}).items()}
        return bool(self.debtors) and all(
            name in costs and isinstance(costs[name].value, Quantity | Word) for name in self.debtors
        )

    def is_first(self, steps: list[_Step]) -> bool:
        """Whether no other step of the same debtor is due before it."""
        return len(self.debtors) == 1 and all(step.day >= self.day for step in steps if self.debtors[0] in step.debtors)


def _matters(draft: Draft, event: CalendarEvent, step: _Step) -> bool:
    """Whether an event is one of those whom a step concerns; a recess only if the body at rest owes or decides it."""
    if event.kind == "recess":
        waited = {
            fact.thing for fact in (*facts_of(step.duty.after), *(step.duty.needs or ())) if isinstance(fact, Fact)
        }
        choices = (draft.process.choices or {}).items()
        decided = {choice.by.path for name, choice in choices if name in waited and choice.by is not None}
        return event.of in {*draft.debtors(step.duty), *decided}
    whose = [event.of, event.matters_to.path if event.matters_to is not None else None]
    paths = [path for path in whose if path is not None]
    if any(draft.is_group(path) for path in paths):
        return bool(step.concerned.intersection(draft.parties))
    return any((draft.principal_of(path) or path) in step.concerned for path in paths)


def _time_of(draft: Draft, event: CalendarEvent) -> _Time | None:
    first, last = _day(draft, event.dated), _day(draft, event.until)
    if first is None:
        return None
    thresholds = draft.process.thresholds
    before, after = (thresholds.before_election, thresholds.after_election) if thresholds is not None else (None, None)
    if event.kind == "election":
        return _Time(_moved(draft, first, before, -_BEFORE), _moved(draft, last or first, after, _AFTER))
    if event.kind == "transition" and last is None:
        return _Time(first, _moved(draft, first, after, _AFTER))
    return _Time(first, last or first)


def _day(draft: Draft, day: Day | None) -> date | None:
    return draft.bounds.latest_of(day).day if isinstance(day, Day) else None


def _moved(draft: Draft, day: date, by: object, default: int) -> date:
    if isinstance(by, Duration):
        return add(day, by.high if default > 0 else -by.high, by.unit, draft.bounds.closed)
    return day + timedelta(days=default)


def _ask(draft: Draft, step: _Step, event: CalendarEvent, time: _Time, steps: list[_Step]) -> Iterator[Answer]:
    duty = step.duty
    where = _where(draft, step, event, time)
    values = {"duty": duty.name, "due": str(step.day), "where": where, "event": event.name}
    because = (
        Reason(f"the last day of `{duty.name}` is {step.day}", duty.value_span(duty.due[0]) if duty.due else None),
        Reason(f"around `{event.name}` that is {time.start} to {time.end}", event.span),
    )
    key = duty.due[0] if duty.due is not None else "within"
    span = duty.value_span(key)
    if step.why:
        values["why"] = step.why
        yield Answer("costly", span, duty.name, because, _moves(draft, step, event), values=values)
    elif step.is_first(steps):
        values["debtor"] = step.debtors[0]
        yield Answer("first", span, duty.name, because, _moves(draft, step, event), values=values)
    elif not step.is_cost_known:
        ask = f"say what {duty.name} costs whoever owes it"
        missing = (MissingFact(f"{duty.name}.costs", ask),)
        yield Answer("unknown", span, duty.name, because, missing=missing, values=values)


def _where(draft: Draft, step: _Step, event: CalendarEvent, time: _Time) -> str:
    """Where the day lies, seen from the event."""
    first = _day(draft, event.dated)
    last = _day(draft, event.until) or first
    assert first is not None and last is not None
    if step.day < first:
        return f"{_days((first - step.day).days)} before `{event.name}`"
    if step.day > last:
        return f"{_days((step.day - last).days)} after `{event.name}`"
    return f"on the day of `{event.name}`" if first == last else f"within `{event.name}`"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


# Fixes


def _moves(draft: Draft, step: _Step, event: CalendarEvent) -> tuple[Fix, ...]:
    """The due date after the time around the event, and before it, where the plan has room for that."""
    times = [
        time
        for other in (draft.process.calendar or {}).values()
        if other.kind in _KINDS and _matters(draft, other, step) and (time := _time_of(draft, other)) is not None
    ]
    return (*_move(draft, step, _outside(step.day, times, 1)), *_move(draft, step, _outside(step.day, times, -1)))


def _outside(day: date, times: list[_Time], way: int) -> date | None:
    """The next day, later or earlier, that lies in none of some times."""
    for _ in range(_TRIES):
        time = next((time for time in times if time.start <= day <= time.end), None)
        if time is None:
            return day
        day = (time.end if way > 0 else time.start) + timedelta(days=way)
    return None


def _move(draft: Draft, step: _Step, day: date | None) -> tuple[Fix, ...]:
    """A fix that makes a day the last one of a step, if the plan can then be kept as well as before."""
    if day is None or day <= draft.plan.begin or draft.verdict.conflicts:
        return ()
    duty = step.duty
    place = draft.plan.place("duty", duty.name, "claimed")
    later = day > step.day
    if place is None or duty.due is None or duty.due[0] == "begins":
        return ()
    network = _with_last_day(draft, duty, place, day, later=later)
    if find_conflict(network) is not None or Windows(replace(draft.plan, network=network)).last(place) != day:
        return ()
    title = f"let {duty.name} be due {'after' if later else 'before'} that time: by {day}"
    if duty.due[0] == "no_later_than":
        return change(title, duty, "no_later_than", str(day))
    return change(title, duty, "within", _window(duty, day, later=later))


def _with_last_day(draft: Draft, duty: Obligation, place: int, day: date, *, later: bool) -> Network:
    network = draft.plan.network
    bounds = [bound for bound in network.bounds if not (later and bound.end == place and _is_due(bound, duty))]
    return replace(network, bounds=[*bounds, Bound(CALENDAR, place, day.toordinal())])


def _is_due(bound: Bound, duty: Obligation) -> bool:
    rule = bound.origin
    return isinstance(rule, Rule) and rule.kind is RuleKind.DUE and rule.record is duty


def _window(duty: Obligation, day: date, *, later: bool) -> str:
    """The window with another last day: if it is later, in place of all that ends it; if it is earlier, beside it."""
    limits = duty.within.limits if duty.within is not None else ()
    kept = [limit for limit in limits if not _ends(limit, dated_only=not later)]
    return " and ".join([*map(str, kept), f"no later than {day}"])


def _ends(limit: object, *, dated_only: bool) -> bool:
    if isinstance(limit, Limit):
        return limit.side is Side.LATEST and (not dated_only or isinstance(limit.moment, OnDate))
    return not dated_only
