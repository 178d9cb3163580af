"""Events that are to be recorded, in whatever form they are given: objects, mappings of their keys, or a text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from reconvene.document.load import Document
from reconvene.live.codec import encode, node_of
from reconvene.process.event_file import EventLog, events_in, events_of_tree
from reconvene.process.events import SHELF, Event
from reconvene.record.canon import canonical
from reconvene.text import yaml
from reconvene.text.finding import Finding, problem, shorten
from reconvene.text.span import Source

Given = Event | Mapping[str, Any] | str | Sequence[Event | Mapping[str, Any]]
"""An event, the mapping of its keys, the text of an event file, or several events or mappings."""

DEEPEST = 50
"""So many times one thing may stand within another in what is given as JSON."""
_NAMING = ("session", "duty", "vow", "package", "channel", "measure", "instrument", "choice", "day", "stage", "role",
           "counter", "term", "step", "consultation", "of", "item", "by_party", "actor")  # fmt: skip
"""The slots by which an event is named if nobody names it: the first that it has."""


def read_given(
    given: Given, document: Document, mine: Sequence[Event], today: date, name: str
) -> tuple[list[Event], tuple[Finding, ...], tuple[Event, ...]]:
    """The events that were given, what is wrong with them, and those of them that are on record word for word.

    `mine` are the events that this desk has recorded. An event without an id is named after its kind and what it is
    about; without `recorded`, it is recorded today.
    """
    log = _log_of(given, document, mine, today, name)
    by_id = {event.id: event for event in mine}
    fresh: list[Event] = []
    known: list[Event] = []
    findings = list(log.findings)
    for event in log.events:
        earlier = by_id.get(event.id)
        if earlier is None:
            fresh.append(event)
        elif _same(earlier, event):
            known.append(earlier)
        else:
            findings.append(_taken(event, earlier))
    if not fresh and not findings and not known:
        findings.append(
            problem("nothing-given", log.source.head, "There is no event in it.", "add one under `events:`")
        )
    return fresh, tuple(findings), tuple(known)


def _same(one: Event, other: Event) -> bool:
    """Whether two events say the same, but for the day on which they were written down."""
    first, second = ({key: value for key, value in encode(each).items() if key != "recorded"} for each in (one, other))
    return first == second


def _taken(event: Event, earlier: Event) -> Finding:
    return problem(
        "event-on-record",
        event.value_span("id"),
        f"An event named `{event.id}` is on record already: a `{earlier.kind}` of {earlier.happened}.",
        f"give this one another id; to mend the other, record a `correction` of `{event.id}`",
    )


def _log_of(given: Given, document: Document, mine: Sequence[Event], today: date, name: str) -> EventLog:
    if isinstance(given, str):
        return events_in(given, document, name, earlier=mine, recorded=today)
    listed = [given] if isinstance(given, Event | Mapping) else list(given)
    data: list[dict[str, Any]] = []
    taken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for event in mine:
        taken[event.visible_to or ()].add(event.id)
    for each in listed:
        said = encode(each) if isinstance(each, Event) else dict(each)
        beside = taken[_readers(said)]  # what others may not see does not change the name of what they may
        if "id" not in said and "kind" in said:
            said["id"] = event_id(said, beside)
        beside.add(str(said.get("id")))
        data.append(said)
    tree = node_of({"reconvene_events": "1", "events": data}, name)
    assert isinstance(tree, yaml.Mapping)  # a mapping makes one
    return events_of_tree(tree, document, Source(name, canonical(data)), earlier=mine, recorded=today)


def _readers(data: Mapping[str, Any]) -> tuple[str, ...]:
    named = data.get("visible_to") or ()
    return (named,) if isinstance(named, str) else tuple(map(str, named))


def event_id(data: Mapping[str, Any], taken: Iterable[str]) -> str:
    """A name for an event that has none: its kind, what it is about, for whom alone, and a number if that is taken.

    Two desks that record the same thing come to the same name, and it is then known for one event.
    """
    kind = str(data["kind"])
    cls = SHELF.get(kind)
    about = next((str(data[key]) for key in _NAMING if cls and key in cls.slots and isinstance(data.get(key), str)), "")
    some = "_".join(("for", *sorted(_readers(data)))) if _readers(data) else ""
    words = "_".join(filter(None, (kind, about.replace(".", "_"), str(data.get("period") or ""), some)))
    name = "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in words)[:80]
    used = set(taken)
    number = 1
    while (made := name if number == 1 else f"{name}_{number}") in used:
        number += 1
    return made


# Events as JSON


def events_in_json(text: str) -> list[dict[str, Any]]:
    """The events that a JSON text is: one, a list, or a list under `events`. Raises ValueError, saying what is wrong.

    A number is read as it is written; an object that says a key twice is refused, since one of the two would be lost.
    """
    try:
        data = json.loads(text, parse_float=str, parse_constant=str, object_pairs_hook=_once)
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = "half of a character (a `\\ud800` without its other half)"
        raise ValueError(f"This is no JSON: it holds {half}.") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no JSON: {error}.") from error
    if _is_deeper(data, DEEPEST):
        raise ValueError(f"One thing stands within another more than {DEEPEST} times, and no event is like that.")
    listed = data["events"] if isinstance(data, dict) and "events" in data else data
    events = listed if isinstance(listed, list) else [listed]
    number = next((number for number, each in enumerate(events, 1) if not isinstance(each, dict)), None)
    if number is not None:
        wrong = shorten(json.dumps(events[number - 1]), 40)
        raise ValueError(f"Event {number} is {wrong}, where `{{...}}` belongs.")
    return events


def _is_deeper(data: Any, most: int) -> bool:
    """Whether something stands within other things more than so many times."""
    level = [data]
    for _ in range(most):
        inner: list[Any] = []
        for each in level:
            inner += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        level = inner
    return bool(level)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are each said once; whoever reads a later one alone would lose what the first said."""
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"`{next(key for key in keys if keys.count(key) > 1)}` is said twice in one object")
    return data
