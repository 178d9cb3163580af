"""Whether a date hangs on what a party could hold back for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import chain

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import add
from reconvene.document.expressions import TimeUnit, Window, Word
from reconvene.document.obligation import Obligation, Shape
from reconvene.text.finding import Fix, MissingFact, Severity
from reconvene.timing.hanging import Hook
from reconvene.timing.plan import Event
from reconvene.timing.rule import RuleKind

_YEARS = Decimal(5)
"""The long-stop that is proposed where there is no final date, to be replaced by the parties' own."""


@check(
    "T02",
    Severity.ERROR,
    """Agreed Framework, 21 October 1994: the DPRK was to come into full compliance with safeguards "when a significant
    portion of the LWR project is completed", which the other side was to build and which had no date of its own
    (article IV.3). Package of Measures of Minsk, 12 February 2015, point 9: control of the border was to be handed back
    from the day after local elections, which the other side could put off.""",
    other=(
        "`{duty}` is due {due}, and `{party}` can put that off for ever: {event} is in its hands and has no last day.",
        "add a long-stop: {due}, and no later than a date",
    ),
    own=(
        "`{duty}` is due {due}, and its own debtor can put that off for ever: {event} is in the hands of `{party}`.",
        "add a long-stop: {due}, and no later than a date",
    ),
    unknown=(
        "Whether a party could put off `{duty}` for ever cannot be told: who owes `{root}` is {word}.",
        "say who owes {root}",
    ),
)
def deadline_hung_on_withholdable_event(draft: Draft) -> Iterator[Answer]:
    """A due date is counted from an event that a party can hold back.

    "Sixty days after the elections" is a date only if the elections come. Whoever would have to hold them, and would
    rather not see the sixty days begin, need break no word: it waits, and nothing ever falls due.

    The check asks, for every duty that is due, whether its date follows from the calendar: from a date, a named day, a
    long-stop, or an event that has a last day of its own, such as a duty that is itself due. If not, it walks back to
    the event on which the date hangs in the end. In the hands of a party, directly or through whoever acts for it, this
    is the fault, whichever side it is: who owes the duty gains by the delay, and so does who would have to pay for the
    event. An event that costs its party nothing, in its own words (`costs: {north: none}`), is left alone; so is what
    third parties or nature decide, which the final date answers (`no-final-deadline`). Of a chain of such dates only
    the first is told.

    ## Fails

    ```yaml
    title: When the reactors are far enough
    parties: {north: {}, south: {}}
    items: {reactors: {scale: [planned, half_built, built]}, plant: {scale: [running, open_to_inspectors]}}
    obligations:
      build_half: {by: south, to: [north], brings: reactors.half_built}
      open_plant:
        by: north
        to: [south]
        brings: plant.open_to_inspectors
        within: 30 days of reactors.half_built
    ```

    ## Passes

    ```yaml
    title: When the reactors are far enough, and in any case
    parties: {north: {}, south: {}}
    items: {reactors: {scale: [planned, half_built, built]}, plant: {scale: [running, open_to_inspectors]}}
    obligations:
      build_half: {by: south, to: [north], brings: reactors.half_built}
      open_plant:
        by: north
        to: [south]
        brings: plant.open_to_inspectors
        within: 30 days of reactors.half_built and no later than 2035-12-31
    ```

    ```yaml
    title: The event has a date of its own
    parties: {north: {}, south: {}}
    items: {reactors: {scale: [planned, half_built, built]}, plant: {scale: [running, open_to_inspectors]}}
    obligations:
      build_half: {by: south, to: [north], brings: reactors.half_built, within: no later than 2033-12-31}
      open_plant: {by: north, to: [south], brings: plant.open_to_inspectors, within: 30 days of reactors.half_built}
    ```

    ## Cannot tell

    ```yaml
    title: Who builds?
    parties: {north: {}, south: {}}
    items: {reactors: {scale: [planned, half_built, built]}, plant: {scale: [running, open_to_inspectors]}}
    obligations:
      build_half: {by: unknown, to: [north], brings: reactors.half_built}
      open_plant: {by: north, to: [south], brings: plant.open_to_inspectors, within: 30 days of reactors.half_built}
    ```
    """
    for name, duty in draft.duties.items():
        due = duty.due
        if due is None or duty.shape not in (Shape.ACT, Shape.EFFORT):
            continue
        place = draft.plan.place("duty", name, "first part" if due[0] == "begins" else "claimed")
        if place is not None:
            yield from _ask(draft, name, duty, due[0], _ways(draft, name, place))


def _ways(draft: Draft, name: str, place: int) -> Iterator[list[Hook]]:
    """Back from the date of a duty to what it hangs on, in each way in which it does."""
    told = partial(_is_told, draft, name)
    for way in chain((draft.hanging.way(place),), draft.hanging.ways(place, past=lambda event: not told(event))):
        rule = way[0].rule if way else None
        if rule is not None and rule.kind is RuleKind.DUE and not any(told(hook.start) for hook in way):
            yield way


def _is_told(draft: Draft, name: str, place: int) -> bool:
    """Whether an event is another duty's date that hangs in turn: then it is told of that one."""
    event = draft.plan.events[place]
    other = draft.duties.get(event.name) if event.family == "duty" and event.name != name else None
    if other is None or other.due is None:
        return False
    return any(one.rule is not None and one.rule.kind is RuleKind.DUE for one in draft.hanging.hooks[place])


def _ask(draft: Draft, name: str, duty: Obligation, key: str, ways: Iterable[list[Hook]]) -> Iterator[Answer]:
    """The first way that ends in somebody's hands; if none does, the first of which that cannot be told."""
    open_ends: list[Answer] = []
    span = duty.value_span(key)
    for way in ways:
        root = draft.plan.events[way[-1].start]
        owed = root.record if isinstance(root.record, Obligation) else None
        values = {"duty": name, "due": " ".join(span.text.split()) or str(duty.due), "root": root.name}
        if owed is not None and "by" in owed.unsaid:
            missing = (MissingFact(f"{root.name}.by", f"say who owes {root.name}"),)
            values["word"] = owed.unsaid["by"]
            open_ends.append(Answer("unknown", span, name, missing=missing, values=values))
        elif root.owner and not _costs_nothing(root, owed):
            values |= {"party": root.owner, "event": str(root)}
            because = tuple(hook.rule.reason for hook in way if hook.rule is not None and hook.rule.record is not None)
            says = "own" if root.owner in {draft.principal_of(path) for path in draft.debtors(duty)} else "other"
            yield Answer(says, span, name, because, _long_stop(draft, duty, key), values=values)
            return
    yield from open_ends[:1]


def _costs_nothing(root: Event, owed: Obligation | None) -> bool:
    costs = (owed.costs or {}).get(root.owner) if owed is not None else None
    return costs is not None and costs.value is Word.NONE


def _long_stop(draft: Draft, duty: Obligation, key: str) -> tuple[Fix, ...]:
    final = draft.bounds.latest_of(draft.process.final_date).day if draft.process.final_date else None
    day = final or add(draft.now, _YEARS, TimeUnit.YEAR)
    window = getattr(duty, key)
    text = f"{window} and no later than {day}" if isinstance(window, Window) else str(day)
    where = "the final date" if final is not None else "five years from now, to be replaced by yours"
    return change(f"add a long-stop: no later than {day}, {where}", duty, key, text)
