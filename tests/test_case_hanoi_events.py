"""The events of the case of Hanoi: in order, sourced, about things that exist, and unknown to who asks too early."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import reconvene
from reconvene.document.acts import SHIPPED
from reconvene.document.load import Document, load
from reconvene.text import yaml
from reconvene.text.span import Source
from reconvene.text.yaml import Mapping, Node, Scalar

FOLDER = Path(reconvene.__file__).parent / "cases" / "hanoi"
AS_OF = date(2019, 3, 1)
PANMUNJOM, STOCKHOLM = date(2019, 6, 30), date(2019, 10, 5)

OF_ALL = {"id", "kind", "happened", "recorded", "source", "confidence", "text"}
"""What every event may say."""

KINDS: dict[str, set[str]] = {
    "session_scheduled": {"session", "channel", "dated", "accepted_by"},
    "session_held": {"session", "channel", "level", "attendance", "absent"},
    "session_refused": {"session", "by_party"},
    "session_postponed": {"session", "until"},
    "session_closed": {"session", "outcome", "next_date"},
    "contact": {"channel", "between"},
    "channel_opened": {"channel"},
    "channel_closed": {"channel", "by_party"},
    "statement": {"by_party", "what", "about", "seen_by"},
    "vow_made": {"vow", "by_party", "says", "audience"},
    "offer_tabled": {"package", "by_party"},
    "agreed": {"instrument"},
    "signed": {"instrument"},
    "claim": {"duty"},
    "acceptance": {"duty", "by_party"},
    "provocation": {"act", "by_party", "severity"},
    "role_changed": {"role", "holder"},
    "political_event": {"what", "of"},
    "consultation_held": {"consultation", "level"},
    "reading_recorded": {"term", "by_party"},
    "walked_out": {"by_party", "session"},
    "correction": {"of", "says"},
}
"""The kinds of event that the case uses, with their own keys."""

NAMES_IN = {
    "session": {"session"},
    "channel": {"channel"},
    "vow": {"vow"},
    "package": {"package"},
    "instrument": {"text"},
    "duty": {"duty"},
    "term": {"term"},
    "consultation": {"consultation"},
    "act": {"act"},
    "by_party": {"actor"},
    "role": {"actor"},
    "attendance": {"actor"},
    "absent": {"actor"},
    "between": {"actor"},
    "accepted_by": {"actor"},
    "about": set(),
}
"""What the names in a key must be names of; nothing in particular for `about`."""

INTRODUCES = {"session_scheduled": "session", "session_held": "session", "vow_made": "vow"}
"""The kinds that may give something its name, and in which key."""

COMING_LATER = {
    "panmunjom_in_june",
    "talks_after_panmunjom",
    "stockholm_preliminary",
    "stockholm_in_october",
    "stockholm_again",
    "wait_until_the_end_of_the_year",
}
"""What the record alone names: it came after the day that the case describes."""


@dataclass(frozen=True)
class Told:
    """An event as the file tells it."""

    says: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.says.get(key)

    @property
    def first(self) -> date:
        """The first day on which it can have happened."""
        return date.fromisoformat(self["happened"].partition("..")[0])

    @property
    def last(self) -> date:
        """The last such day."""
        return date.fromisoformat(self["happened"].rpartition("..")[2])

    @property
    def known(self) -> date:
        """From when it was known."""
        return date.fromisoformat(self["recorded"]) if self["recorded"] else self.last

    def names(self, key: str) -> tuple[str, ...]:
        """The names in a key that takes one or several."""
        value = self[key]
        return () if value is None else tuple(value) if isinstance(value, list) else (value,)


def plain(node: Node) -> Any:
    """A tree as plain values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    return [plain(item) for item in node.items]


@pytest.fixture(scope="module")
def hanoi() -> Document:
    return load(FOLDER / "process.yaml")


@pytest.fixture(scope="module")
def events() -> list[Told]:
    path = FOLDER / "events.yaml"
    page = yaml.read(Source(str(path), path.read_text(encoding="utf-8")))
    assert [finding.message for finding in page.findings] == []
    assert isinstance(page.root, Mapping)
    root = plain(page.root)
    assert list(root) == ["reconvene_events", "events"] and root["reconvene_events"] == "1"
    return [Told(event) for event in root["events"]]


@pytest.fixture(scope="module")
def by_id(events: list[Told]) -> dict[str, Told]:
    return {event["id"]: event for event in events}


def introduced(events: list[Told], hanoi: Document) -> Iterator[tuple[str, Told]]:
    """The names that the record gives, each with the first event that gives it."""
    seen: set[str] = set()
    for event in events:
        key = INTRODUCES.get(event["kind"])
        if key and event[key] not in seen and hanoi.names.find(event[key]) is None:
            seen.add(event[key])
            yield event[key], event


def test_every_event_is_of_a_known_kind_and_says_only_what_that_kind_says(events: list[Told]) -> None:
    assert len(events) > 100
    for event in events:
        assert event["kind"] in KINDS, event["id"]
        assert set(event.says) - OF_ALL <= KINDS[event["kind"]], event["id"]
        assert event["confidence"] in ("low", "medium", "high"), event["id"]


def test_ids_are_unlike_each_other(events: list[Told], by_id: dict[str, Told]) -> None:
    assert len(by_id) == len(events)


def test_days_are_in_order_from_april_2018_to_october_2019(events: list[Told]) -> None:
    days = [event.last for event in events]
    assert days == sorted(days)
    assert date(2018, 4, 1) <= min(event.first for event in events) and max(days) <= date(2019, 10, 31)
    for event in events:
        assert event.first <= event.last and event.first <= event.known, event["id"]


def test_every_source_is_known_and_graded(events: list[Told], hanoi: Document) -> None:
    sources = hanoi.process.sources or {}
    for event in events:
        assert isinstance(event["source"], list) and event["source"], event["id"]
        for name in event["source"]:
            assert name in sources, (event["id"], name)
            assert sources[name].grade in ("primary", "secondary", "weak"), name


def test_nothing_of_low_grade_is_called_certain(events: list[Told], hanoi: Document) -> None:
    sources = hanoi.process.sources or {}
    for event in events:
        if event["confidence"] == "high":
            assert any(sources[name].grade != "weak" for name in event["source"]) or event["id"] in (
                "joint_statement_signed",
                "singapore_closes",
                "hanoi_account_us",
            ), event["id"]


def test_every_name_exists_or_was_given_before(events: list[Told], hanoi: Document) -> None:
    given = dict(introduced(events, hanoi))
    assert set(given) == COMING_LATER
    assert all(event.last > AS_OF for event in given.values())
    for event in events:
        for key, families in NAMES_IN.items():
            for name in event.names(key):
                if name in given:
                    assert given[name].last <= event.last, (event["id"], name)
                elif not (key == "act" and name in SHIPPED):
                    assert hanoi.names.find(name) is not None, (event["id"], name)
                    assert not families or hanoi.names.family_of(name) in families, (event["id"], name)
    assert all(event["of"] in {other["id"] for other in events} for event in events if event["kind"] == "correction")


def test_meetings_of_the_case_are_held_on_their_days(events: list[Told], hanoi: Document) -> None:
    held = {event["session"]: event for event in events if event["kind"] == "session_held"}
    for name, session in (hanoi.process.sessions or {}).items():
        assert (name in held) == (session.held == "held"), name
        if name in held:
            assert session.dated is not None
            assert str(session.dated.at) == str(held[name].first), name
            assert session.until is None or str(session.until.at) == str(held[name].last), name


def test_what_is_closed_was_held(events: list[Told]) -> None:
    held = {event["session"]: event.last for event in events if event["kind"] == "session_held"}
    for event in events:
        if event["kind"] == "session_closed":
            assert held[event["session"]] <= event.last, event["id"]


def test_nothing_later_is_known_on_the_day_of_the_case(events: list[Told], by_id: dict[str, Told]) -> None:
    known = {event["id"] for event in events if event.known <= AS_OF}
    assert {"hanoi_closes", "hanoi_account_us", "hanoi_account_dprk", "offer_of_yongbyon"} <= known
    assert not known & {"paper_of_hanoi", "sohae_rebuilt", "year_end_vow", "panmunjom_in_june_held"}
    assert by_id["paper_of_hanoi"].last < AS_OF < by_id["paper_of_hanoi"].known
    assert not [event["id"] for event in events if event.last > AS_OF and event["id"] in known]


def test_hanoi_closes_without_outcome_or_day(by_id: dict[str, Told]) -> None:
    closes = by_id["hanoi_closes"]
    assert (closes["outcome"], closes["next_date"], closes.last) == ("none", "none", date(2019, 2, 28))


def test_no_meeting_is_held_between_hanoi_and_panmunjom(events: list[Told]) -> None:
    meetings = [event for event in events if event["kind"] == "session_held"]
    after = [event for event in meetings if event.first > date(2019, 2, 28)]
    assert [event.first for event in after] == [PANMUNJOM, date(2019, 10, 4), STOCKHOLM]
    assert (PANMUNJOM - date(2019, 2, 28)).days == 122 and (STOCKHOLM - PANMUNJOM).days == 97


def test_the_weeks_of_panmunjom_passed_without_talks(by_id: dict[str, Told]) -> None:
    promised = date.fromisoformat(by_id["talks_after_panmunjom_scheduled"]["dated"])
    assert (promised - PANMUNJOM).days == 21
    assert (STOCKHOLM - promised).days == 76


def test_stockholm_is_broken_off_and_not_taken_up_again(by_id: dict[str, Told]) -> None:
    assert by_id["stockholm_broken_off"]["by_party"] == "dprk"
    assert by_id["stockholm_again_scheduled"]["accepted_by"] == ["us"]
    assert by_id["stockholm_again_refused"]["by_party"] == "dprk"


def test_the_liaison_office_was_left_for_three_days(by_id: dict[str, Told]) -> None:
    assert (by_id["liaison_office_staffed_again"].last - by_id["liaison_office_left"].last).days == 3


def test_a_correction_deletes_nothing(by_id: dict[str, Told]) -> None:
    mended = by_id["launch_of_25_july_corrected"]
    assert mended["of"] == "launch_of_25_july" and mended.known > by_id["launch_of_25_july"].known
    assert "430" in by_id["launch_of_25_july"]["text"] and "600" in mended["says"]["text"]


def test_hearsay_is_marked(by_id: dict[str, Told]) -> None:
    assert {event["id"] for event in by_id.values() if event["confidence"] == "low"} == {
        "letter_to_leader_january",
        "party_envoy_replaced",
    }
