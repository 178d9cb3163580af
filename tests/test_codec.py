"""Events as plain data: whatever can be said in an event file comes back from the record as it was said."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.document.kinds import DATE, EstimateKind
from reconvene.document.shape import (
    Anything,
    Expression,
    Kind,
    Label,
    ListOf,
    OneOf,
    Record,
    Ref,
    Text,
    Whole,
    YesOrNo,
    attribute,
    slots_of,
)
from reconvene.live.codec import decode, encode, node_of, with_changes
from reconvene.process.event_file import EventLog, events_in, events_of_tree
from reconvene.process.events import SHELF, Amendment, Correction, Event, VowMade
from reconvene.process.shelf import DayOrNone, Days, DaysKind
from reconvene.record.canon import canonical
from reconvene.text import yaml
from reconvene.text.span import Source
from tests.laws import up_to
from tests.records import document

ABOUT = document()
PROSE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31)).map(str)
AMOUNTS = st.sampled_from(["20..60 warheads", "1000 tons", "400.9 million usd a year", "75% of cap", "none", "small"])
ESTIMATES = AMOUNTS | st.sampled_from([
    {"value": "3..5 tons", "by": "an agency", "dated": "2024-05-01", "basis": "judged", "good_for": "90 days"},
    {"lognormal": {"median": "20 tons", "sigma": "0.5"}, "others": [{"value": {"unsaid": "unknown"}}]},
    {"value": {"unsaid": "unknown"}, "method": "unstated"},
])  # fmt: skip
NAMES = st.sampled_from(["north", "south.leader", "halt", "plant", "leaders"])


WRITTEN = PROSE | st.sampled_from(["unknown", "yes", "~", "{a: b}", " a  b ", "", "2024-01-01", "007"])
VALUES: dict[type[Kind], st.SearchStrategy[Any]] = {
    YesOrNo: st.booleans(),
    Whole: st.integers(0, 999),
    DaysKind: st.tuples(DAYS, DAYS).map(lambda days: "..".join(sorted(days))),
    DayOrNone: DAYS | st.just("none"),
    EstimateKind: ESTIMATES,
    Ref: NAMES,
    Label: st.sampled_from(["photos", "seals", "no", "unknown"]),
    Anything: WRITTEN,
}


def values(kind: Kind) -> st.SearchStrategy[Any]:
    """Values of a kind as plain data."""
    match kind:
        case OneOf(words=words):
            return st.sampled_from(words)
        case ListOf(kind=inner):
            return st.lists(values(inner), max_size=3)
        case Expression():
            return (
                DAYS if kind is DATE else st.sampled_from(["halt.verified", "plant.halted", "halt.accepted by south"])
            )
        case Text():
            return WRITTEN
    return VALUES[type(kind)]


@st.composite
def said(draw: st.DrawFn) -> dict[str, Any]:
    """An event of any kind, with some of what it may say, as plain data; some of it left open."""
    cls = SHELF[draw(st.sampled_from(sorted(SHELF)))]
    data: dict[str, Any] = {"kind": cls.kind, "version": cls.version, "id": "a_1", "recorded": "2030-01-01"}
    for key, entry in slots_of(cls).items():
        wanted = entry.required or draw(st.booleans())
        if key not in data and key != "unverified" and wanted:
            unsaid = st.sampled_from([{"unsaid": "unknown"}, {"unsaid": "unstated"}])
            data[key] = draw(values(entry.kind) if entry.required else values(entry.kind) | unsaid)
    return data


def plain(value: Any) -> Any:
    """Everything a value says, without the places where it was written."""
    match value:
        case Record():
            slots = {key: plain(getattr(value, attribute(key))) for key in slots_of(type(value)) if key != "says"}
            return (type(value).__name__, slots, dict(value.unsaid), plain(dict(getattr(value, "changes", {}))))
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return (type(value), [plain(getattr(value, each.name)) for each in fields(value) if each.name != "offset"])
    return value


def stored(event: Event) -> Event:
    """The event as it comes back from canonical JSON."""
    found = decode(json.loads(canonical(encode(event))), "record: 0")
    assert found.findings == ()
    assert found.event is not None
    return found.event


@settings(max_examples=up_to(200), deadline=None)
@given(said())
def test_every_kind_of_event_comes_back_as_it_was_said(data: dict[str, Any]) -> None:
    event, findings = decode(data, "given")
    assert event is not None, [finding.message for finding in findings]
    again = stored(event)
    assert plain(again) == plain(event)
    assert encode(again) == encode(event)


def test_the_shelf_has_as_many_kinds_as_are_tried() -> None:
    assert len(SHELF) == 64


def read(*lines: str) -> EventLog:
    body = "\n".join(f"  - {{{line}}}" for line in lines)
    return events_in(f"reconvene_events: 1\nevents:\n{body}\n", ABOUT)


def test_what_an_event_file_says_comes_back_from_the_record() -> None:
    log = read(
        "id: a, kind: session_held, happened: 2030-02-01..2030-02-03, session: first, channel: leaders",
        'id: b, kind: claim, happened: 2030-02-03, duty: fuel, amount: {value: 20 tons, by: "unknown"}',
        "id: c, kind: vow_made, happened: 2030-02-03, vow: v, by_party: unstated, forbids: [attendance]",
        "id: d, kind: correction, happened: 2030-02-04, of: a, absent: [north], says: {happened: 2030-02-02}",
        "id: e, kind: amendment, happened: 2030-02-04, of: halt, within: 2 weeks of signed, says: {verified: unknown}",
        "id: f, kind: correction, happened: 2030-02-05, of: b, withdrawn: yes",
    )
    assert log.readable
    back = with_changes([stored(event) for event in log.events], ABOUT.names)
    assert [plain(event) for event in back] == [plain(event) for event in log.events]
    assert isinstance(back[2], VowMade) and back[2].is_unsaid("by_party")
    assert isinstance(back[3], Correction) and back[3].changes["happened"] == Days(date(2030, 2, 2), date(2030, 2, 2))
    assert isinstance(back[4], Amendment) and str(back[4].changes["within"]) == "2 weeks of signed"


def test_an_event_made_in_a_program_comes_back() -> None:
    day = date(2030, 2, 1)
    held = SHELF["session_held"](id="a", happened=Days(day, day), recorded=day, session="first", text="unknown")
    mended = Correction(
        id="b",
        happened=Days(day, day),
        recorded=day,
        of="a",
        changes={"absent": ("north",), "happened": Days(day, day)},
    )
    back = with_changes([stored(held), stored(mended)], ABOUT.names)
    assert plain(back[0]) == plain(held)
    assert plain(back[1].changes) == {"absent": ["north"], "happened": [day, day]}  # type: ignore[attr-defined]
    assert back[0].text == "unknown"


def test_a_text_by_language_is_kept_though_nothing_is_computed_from_it() -> None:
    (event,) = read("id: a, kind: concluded, happened: 2030-02-01, text: {en: Done, fr: Fini}").events
    assert event.text is None
    assert encode(event)["text"] == {"en": "Done", "fr": "Fini"} == encode(stored(event))["text"]


def test_a_correction_waits_for_the_event_that_it_corrects() -> None:
    log = read(
        "id: a, kind: session_held, happened: 2030-02-01, session: first",
        "id: b, kind: correction, happened: 2030-02-04, of: a, absent: [north]",
    )
    held, mended = (stored(event) for event in log.events)
    assert with_changes([mended], ABOUT.names)[0].changes == {}  # type: ignore[attr-defined]
    assert with_changes([held, mended], ABOUT.names)[1].changes == {"absent": ("north",)}  # type: ignore[attr-defined]
    assert encode(stored(mended)) == encode(mended)


@pytest.mark.parametrize(
    ("data", "id", "says"),
    [
        ({"kind": "session_helt", "version": "1", "id": "a"}, "unknown-kind", "not passed over"),
        ({"kind": "session_held", "version": "2", "id": "a"}, "event-of-a-later-version", "version 2"),
        ({"version": "1", "id": "a"}, "unknown-kind", "`None`"),
        (
            {"kind": "concluded", "version": "1", "id": "a", "happened": "2030-02-30"},
            "wrong-value",
            "`a` cannot be read",
        ),
        ({"kind": "concluded", "version": "1", "id": "a", "happened": "2030-02-03", "x": 1}, "unknown-key", "`x`"),
        ("session_held", "not-an-event", "no event"),
        (None, "not-an-event", "no event"),
    ],
)
def test_what_is_not_known_is_refused_and_never_skipped(data: Any, id: str, says: str) -> None:
    event, findings = decode(data, "record.sqlite3: talks/north/everybody/3")
    assert event is None
    assert findings[0].id == id
    assert says in findings[0].message
    assert findings[0].help
    assert findings[0].span.source.name == "record.sqlite3: talks/north/everybody/3"


def test_events_given_as_data_are_read_like_those_of_a_file() -> None:
    data = {
        "reconvene_events": "1",
        "events": [{"id": "a", "kind": "contact", "happened": "2030-02-01", "channel": "x"}],
    }
    tree = node_of(data, "given")
    assert isinstance(tree, yaml.Mapping)
    log = events_of_tree(tree, ABOUT, Source("given", ""))
    assert [finding.id for finding in log.findings] == ["unknown-name"]
