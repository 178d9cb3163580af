"""Who goes first, and whether anybody can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reconvene.checks.draft import Draft
from reconvene.checks.opening import Opening, Wait
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.checks.waiting import Tie, Waiting, knots
from reconvene.document.dates import add
from reconvene.document.expressions import Fact, Limit, Side, TimeUnit, Window, Word
from reconvene.document.obligation import Deliberate, Obligation, OrderReading, Shape
from reconvene.document.shape import Record
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping

_MONTHS = Decimal(6)
_KEPT = ("steps", "lets_through", "brings", "lifts")
"""What a fix never leaves open: it says what belongs where, not what comes first."""
_TOLD_WHOLE = 24
"""A circle of more nodes than this is not told link by link."""


@check(
    "S01",
    Severity.ERROR,
    """Package of Measures for the Implementation of the Minsk Agreements, 12 February 2015, points 9 and 11: Ukraine's
    control of its border starts on the first day after local elections and ends after a settlement, on condition of a
    constitutional reform agreed with the districts. In the end elections, border and status each waited for the
    others.""",
    circle=(
        "`{duty}` can never begin: {circle}.",
        "decide who moves first, let both be done on one day, or open another way with `any:`",
    ),
    itself=(
        "`{duty}` can never begin: it waits for itself.",
        "take its own state out of what it waits for",
    ),
    large=(
        "`{duty}` can never begin: it stands in a long circle in which each waits for the next.",
        "decide who moves first, or open another way into the circle with `any:`",
    ),
    unknown=(
        "Whether `{duty}` stands in a circle cannot be told: what it waits for is {word}.",
        "say what {duty} waits for",
    ),
)
def precondition_deadlock(draft: Draft) -> Iterator[Answer]:
    """Each waits for the other, so nobody can begin.

    Two texts, each reasonable alone, can make one wait that never ends: the elections wait for the border, the border
    for the elections. No side breaks a word, and nothing happens.

    The check reads `after`, `before`, `needs`, `from`, what a gate lets through, what a phase holds, the facts that
    fix a named day, and what the law asks before a measure is lifted. It supposes that everybody does at once
    whatever they may do, until nobody can do more. A duty that then still waits, and at some remove for itself, is
    told; every duty of the circle is, so that whoever owes it sees it. With `any:`, one way that opens is enough.
    What nobody in the file brings about is taken to come by itself; whether somebody owes it is asked by
    `missing-enabler`. Where the order is not written at all, see `order-left-open-and-contested`.

    It proposes to leave a wait open, or to do two duties on one day, only where that takes the duty out of every circle
    and undoes no order that is read in opposite ways.

    ## Fails

    ```yaml
    title: After you
    parties: {north: {}, south: {}}
    items: {border: {scale: [open, controlled]}}
    obligations:
      hold_elections: {by: north, to: [south], kind: consult, question: how to vote, after: border.controlled}
      control_border: {by: south, to: [north], brings: border.controlled, after: hold_elections.verified}
    ```

    ```yaml
    title: Behind the gate
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed], start: running}, ban: {scale: [in_force, lifted], start: in_force}}
    gates: {second_part: {opens: {all: [lift_ban.verified]}, lets_through: [close_plant]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      lift_ban: {by: south, to: [north], brings: ban.lifted, after: plant.closed}
    ```

    ## Passes

    ```yaml
    title: A third party can open it
    parties: {north: {}, south: {}}
    actors: {osce: {kind: organisation}}
    items: {border: {scale: [open, controlled]}, mission: {scale: [absent, deployed], start: absent}}
    obligations:
      deploy: {by: osce, to: [north, south], brings: mission.deployed}
      hold_elections:
        by: north
        to: [south]
        kind: consult
        question: how to vote
        after: {any: [border.controlled, mission.deployed]}
      control_border: {by: south, to: [north], brings: border.controlled, after: hold_elections.verified}
    ```

    ## Cannot tell

    ```yaml
    title: After what?
    parties: {north: {}, south: {}}
    items: {border: {scale: [open, controlled]}}
    obligations:
      hold_elections: {by: north, to: [south], kind: consult, question: how to vote, after: unknown}
      control_border: {by: south, to: [north], brings: border.controlled, after: hold_elections.verified}
    ```
    """
    waiting = draft.waiting
    endless = waiting.endless()
    opening: Opening | None = None
    for knot in knots(dict(enumerate(waiting.ties)), endless):
        opening = opening or Opening(waiting, endless, _contestable(draft))
        inside = set(knot)
        duties = [index for index in knot if index in waiting.duties]
        for index in duties or [index for index in knot if waiting.names[index]]:
            yield _stuck(waiting, index, inside, opening)
    yield from _ask_unsaid(draft, waiting)


def _stuck(waiting: Waiting, index: int, inside: set[int], opening: Opening) -> Answer:
    name = waiting.names[index]
    record = waiting.record(index)
    span = record.value_span("after") if isinstance(record, Obligation) else record.span
    way = waiting.circle(index, inside)
    if len(inside) > _TOLD_WHOLE:
        own = next((place for place, (_, tie) in enumerate(way) if tie.record is not None), len(way))
        fixes = tuple(_left_open(way[: own + 1], index, inside, opening))
        return Answer("large", span, name, fixes=fixes, values={"duty": name})
    reasons = tuple(tie.reason for _, tie in way if tie.reason is not None)
    stations = [waiting.names[at] for at, _ in way if waiting.names[at]]
    links = [f"`{one}` waits for `{other}`" for one, other in zip(stations, [*stations[1:], name], strict=True)]
    told = f"{', '.join(links[:-1])}, and {links[-1]}" if len(links) > 1 else ""
    values = {"duty": name, "circle": told}
    fixes = (*_left_open(way, index, inside, opening), *_on_one_day(way, index, inside, opening))
    return Answer("circle" if told else "itself", span, name, reasons, fixes, values=values)


def _left_open(way: list[tuple[int, Tie]], index: int, inside: set[int], opening: Opening) -> Iterator[Fix]:
    """What would open a circle: to leave one of its waits open, unless another circle or a quarrel comes of it.

    They stand in the order of the file, so that all duties of a circle begin with the same: one change opens it.
    """
    waits = dict.fromkeys((tie.record, tie.key) for _, tie in way if tie.record is not None)
    for wait in sorted(waits, key=lambda wait: _place(*wait)):
        record, key = wait
        if not isinstance(record.node, Mapping) or not record.name or record.node.entry(key) is None or key in _KEPT:
            continue
        if opening.mends(index, inside, [wait], frozenset([record.name] if key == "after" else [])):
            yield from change(f"say that `{key}` of `{record.name}` is not settled yet", record, key, "unknown")


def _place(record: Record, key: str) -> tuple[str, int]:
    span = record.value_span(key)
    return span.source.name, span.start


def _on_one_day(way: list[tuple[int, Tie]], index: int, inside: set[int], opening: Opening) -> tuple[Fix, ...]:
    """Where two duties wait for nothing but each other: both on the same day."""
    records = [tie.record for _, tie in way if tie.record is not None]
    pair = [record for record in records if isinstance(record, Obligation)]
    if len(pair) != 2 or len(records) != 2:
        return ()
    edits = []
    for duty, other in (pair, pair[::-1]):
        entry = duty.node.entry("after") if isinstance(duty.node, Mapping) else None
        if entry is None or not isinstance(duty.after, Fact) or duty.after.thing != other.name or duty.same_day:
            return ()
        source = entry.key.span.source
        edits.append(Edit(source.span(entry.key.span.start, entry.value.span.end), f"same_day: [{other.name}]"))
    waits: list[Wait] = [(duty, "after") for duty in pair]
    if not opening.mends(index, inside, waits):
        return ()
    return (Fix(f"do `{pair[0].name}` and `{pair[1].name}` on the same day", tuple(edits)),)


def _ask_unsaid(draft: Draft, waiting: Waiting) -> Iterator[Answer]:
    """What waits for something unsaid while something else waits for it: there may be a circle."""
    waits = (("duty", draft.duties, "after"), ("gate", draft.process.gates, "opens"))
    more = (("phase", draft.process.phases, "opens"), ("choice", draft.process.choices, "after"))
    for family, records, key in (*waits, *more):
        for name, record in (records or {}).items():
            index = waiting.keys.get((family, name))
            if (
                key in record.unsaid
                and index is not None
                and any(waiting.needed[each] for each in waiting.waiters[index])
            ):
                missing = (MissingFact(f"{name}.{key}", f"say what {name} waits for"),)
                values = {"duty": name, "word": record.unsaid[key]}
                yield Answer("unknown", record.value_span(key), name, missing=missing, values=values)


@check(
    "S02",
    Severity.ERROR,
    """Package of Measures for the Implementation of the Minsk Agreements, 12 February 2015, point 4: a dialogue on
    elections starts "on the first day after" the withdrawal of weapons; whether that is after the withdrawal begins
    or after it ends, the text does not say.""",
    contested=(
        "The text leaves open which comes first, `{duty}` or `{other}`, and it is read in opposite ways: {readings}.",
        (
            "fix the order with `after`, do both with `same_day`, or mark it `deliberate` with the date by which it is "
            "settled and what holds if it is not"
        ),
    ),
    overdue=(
        (
            "Which comes first, `{duty}` or `{other}`, was to be settled by {day}; that day has passed, and "
            "the text is still read in opposite ways: {readings}."
        ),
        "write the order, or what was said to hold instead: {otherwise}",
    ),
    undated=(
        "Which comes first, `{duty}` or `{other}`, is to be settled by `{day}`, which may never come.",
        "give `settle_by` a date, or a day that has one",
    ),
    unknown=(
        "Which comes first, `{duty}` or `{other}`, is left open, and nobody has recorded how it is read.",
        "{ask}, or write under `order_readings` how each side reads it",
    ),
)
def order_left_open_and_contested(draft: Draft) -> Iterator[Answer]:
    """Nobody wrote who goes first, and each side reads it as the other.

    Leaving the order open can be wise: each side tells its public that the other begins. It lasts until the first day
    on which one of them has to. The check takes two acts of different debtors tied by `in_return_for`, with nothing in
    the text that puts one before the other (`after`, `before`, gates, phases, dates), on the same day, or in step, and
    compares how each side reads it (`order_readings`). Acts that are said to cost nothing are left out.

    An order that is left open on purpose is `deliberate`: with a date by which it is settled and what holds if nobody
    does, it is a duty with a date, and no fault before that day. Where the order *is* written and cannot be kept, see
    `precondition-deadlock`.

    ## Fails

    ```yaml
    title: You first
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, reactor: {scale: [planned, built]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      build_reactor:
        by: south
        to: [north]
        brings: reactor.built
        in_return_for: [close_plant]
        order_readings:
          north: {first: build_reactor, says: The reactor comes first, dated: 2029-09-20}
          south: {first: close_plant, says: At an appropriate time, dated: 2029-09-19}
    ```

    ## Passes

    ```yaml
    title: Left open on purpose, with a date
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, reactor: {scale: [planned, built]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      build_reactor:
        by: south
        to: [north]
        brings: reactor.built
        in_return_for: [close_plant]
        deliberate: {settle_by: 2030-06-30, else: both are done in four equal parts side by side}
        order_readings:
          north: {first: build_reactor, says: The reactor comes first, dated: 2029-09-20}
          south: {first: close_plant, says: At an appropriate time, dated: 2029-09-19}
    ```

    ## Cannot tell

    ```yaml
    title: And who first?
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, reactor: {scale: [planned, built]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      build_reactor: {by: south, to: [north], brings: reactor.built, in_return_for: [close_plant]}
    ```
    """
    for duty, other in _exchanges(draft):
        if not (_is_joined(duty, other) or _is_dated(draft, duty, other) or _is_written(draft, duty, other)):
            yield from _ask_order(draft, duty, other)


def _exchanges(draft: Draft) -> Iterator[tuple[Obligation, Obligation]]:
    for duty in draft.duties.values():
        for name in duty.in_return_for or ():
            other = draft.duties.get(name)
            if other is not None and _may_clash(draft, duty, other):
                yield duty, other


def _contestable(draft: Draft) -> Iterator[tuple[str, str, bool]]:
    """The pairs that would be told as contested if the text did not order them; and whether dates do so too."""
    for duty, other in _exchanges(draft):
        if not _is_joined(duty, other) and any(not answer.missing for answer in _ask_order(draft, duty, other)):
            yield duty.name, other.name, _is_dated(draft, duty, other)


def _may_clash(draft: Draft, duty: Obligation, other: Obligation) -> bool:
    """Whether two duties are costly acts of different debtors; the pair is asked about where the readings stand."""
    if {duty.shape, other.shape} - {Shape.ACT, Shape.EFFORT} or not _are_two(draft, duty, other):
        return False
    if duty.name in (other.in_return_for or ()) and _speaks_for_both(other, duty):
        return False
    return not any(_is_free(draft, one) for one in (duty, other))


def _are_two(draft: Draft, duty: Obligation, other: Obligation) -> bool:
    """Whether both name who owes them, and not the same; who owes a duty at all is asked by `nobody-owes-it`."""
    one, two = (set(draft.debtors(each)) - {"nobody"} for each in (duty, other))
    return bool(one and two) and one != two


def _speaks_for_both(one: Obligation, other: Obligation) -> bool:
    """Of two duties that answer each other: the one with the readings is asked, else the one with fewer answers."""
    if bool(one.order_readings) != bool(other.order_readings):
        return bool(one.order_readings)
    return len(one.in_return_for or ()) < len(other.in_return_for or ())


def _is_free(draft: Draft, duty: Obligation) -> bool:
    costs = [cost.value for actor, cost in (duty.costs or {}).items() if actor in draft.debtors(duty)]
    return bool(costs) and all(cost is Word.NONE for cost in costs)


def _is_joined(duty: Obligation, other: Obligation) -> bool:
    """Whether the text puts two duties on one day, or in step."""
    for one, two in ((duty, other), (other, duty)):
        if two.name in (one.same_day or ()) or (one.in_step_with is not None and one.in_step_with.duty == two.name):
            return True
    return False


def _is_dated(draft: Draft, duty: Obligation, other: Obligation) -> bool:
    """Whether dates put one before the other."""
    for one, two in ((duty, other), (other, duty)):
        ends, starts = _last_day(draft, one), _first_day(draft, two)
        if ends is not None and starts is not None and ends < starts:
            return True
    return False


def _is_written(draft: Draft, duty: Obligation, other: Obligation) -> bool:
    """Whether one waits for the other, directly or by way of others."""
    one, two = (draft.waiting.node("duty", each.name) for each in (duty, other))
    return draft.waiting.reaches(one, two) or draft.waiting.reaches(two, one)


def _last_day(draft: Draft, duty: Obligation) -> date | None:
    if duty.no_later_than is not None:
        return draft.bounds.latest(duty.no_later_than, duty.span).day
    return draft.bounds.latest_in(duty.within, duty.span).day if isinstance(duty.within, Window) else None


def _first_day(draft: Draft, duty: Obligation) -> date | None:
    limits = duty.within.limits if isinstance(duty.within, Window) else ()
    starts = [limit.moment for limit in limits if isinstance(limit, Limit) and limit.side is Side.EARLIEST]
    days = [draft.bounds.earliest(moment, duty.span).day for moment in starts]
    return max((day for day in days if day is not None), default=None)


def _ask_order(draft: Draft, duty: Obligation, other: Obligation) -> Iterator[Answer]:
    about = f"{duty.name}.{other.name}"
    values = {"duty": duty.name, "other": other.name}
    readings = {**(other.order_readings or {}), **(duty.order_readings or {})}
    readings = {actor: reading for actor, reading in readings.items() if reading.first in (duty.name, other.name)}
    unsaid = next((one for one in (duty, other) if "after" in one.unsaid), None)
    if len(readings) < 2 or unsaid is not None:
        asked = unsaid or duty
        ask = f"say which comes first: {duty.name} or {other.name}"
        missing = (MissingFact(f"{asked.name}.after", ask),)
        yield Answer("unknown", duty.value_span("in_return_for"), about, missing=missing, values={**values, "ask": ask})
        return
    if len({reading.first for reading in readings.values()}) < 2:
        return
    told = _told(duty, readings)
    values["readings"] = "; ".join(told)
    reasons = tuple(Reason(told[place], reading.span) for place, reading in enumerate(_in_order(duty, readings)))
    deliberate = duty.deliberate or other.deliberate
    if deliberate is None:
        fixes = _orders(duty, other)
        yield Answer("contested", duty.value_span("in_return_for"), about, reasons, fixes, values=values)
    else:
        yield from _ask_deliberate(draft, deliberate, about, reasons, values)


def _in_order(duty: Obligation, readings: dict[str, OrderReading]) -> list[OrderReading]:
    """The readings, those that put the duty itself first before the others."""
    return sorted(readings.values(), key=lambda reading: (reading.first != duty.name, str(reading.dated)))


def _told(duty: Obligation, readings: dict[str, OrderReading]) -> list[str]:
    whose = {id(reading): actor for actor, reading in readings.items()}
    return [_quoted(whose[id(reading)], reading) for reading in _in_order(duty, readings)]


def _quoted(actor: str, reading: OrderReading) -> str:
    said = f': "{" ".join(reading.says.split())}"' if reading.says else ""
    dated = f" ({reading.dated})" if reading.dated else ""
    unread = " (not verified)" if reading.is_unverified else ""
    return f"`{actor}` reads `{reading.first}` as first{dated}{said}{unread}"


def _orders(duty: Obligation, other: Obligation) -> tuple[Fix, ...]:
    waits = add_key("say that the order is not settled yet", duty, "after", "unknown") if duty.after is None else ()
    together = add_key("do both on the same day", duty, "same_day", f"[{other.name}]") if not duty.same_day else ()
    return (*waits, *together)


def _ask_deliberate(
    draft: Draft, deliberate: Deliberate, about: str, reasons: tuple[Reason, ...], values: dict[str, str]
) -> Iterator[Answer]:
    if deliberate.settle_by is None:
        return
    span = deliberate.value_span("settle_by")
    reach = draft.bounds.latest(deliberate.settle_by, span)
    later = add(draft.now, _MONTHS, TimeUnit.MONTH)
    fix = change(f"settle it by {later}, or by a day of yours", deliberate, "settle_by", str(later))
    if reach.day is None:
        values |= {"day": str(deliberate.settle_by)}
        yield Answer("undated", span, about, (*reasons, *reach.reasons), fix, values=values)
    elif reach.day < draft.now:
        values |= {"day": str(reach.day), "otherwise": deliberate.else_ or "nothing was said"}
        yield Answer("overdue", span, about, reasons, fix, values=values)
