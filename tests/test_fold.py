"""Laws of the fold: order, prefixes, corrections, the swap of the parties, what is hidden, and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.process import events as e
from reconvene.process.event_file import events_in
from reconvene.process.fold import State, fold
from reconvene.process.shelf import Event, on
from reconvene.process.table import Sitting
from tests.records import TALKS, WAY_BACK, day, document, record

TEXT = TALKS + WAY_BACK
DOCUMENT = document(TEXT)
START = date(2030, 1, 5)
DAYS = 150
PARTIES = ("north", "south")

days = st.integers(0, DAYS).map(lambda count: START + timedelta(days=count))
parties = st.sampled_from(PARTIES)
sessions = st.sampled_from(("one", "two", "three", "four"))
channels = st.sampled_from(("leaders", "envoys"))
duties = st.sampled_from(("halt", "fuel", "quiet", "report", "persuade"))


def made(cls: type[Event], **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    def build(happened: date, waited: int, given: dict[str, Any]) -> Event:
        return cls(happened=on(happened), recorded=happened + timedelta(days=waited), **given)

    return st.builds(build, days, st.sampled_from((0, 0, 0, 3, 40)), st.fixed_dictionaries(values))


anything = st.one_of(
    made(e.SessionScheduled, session=sessions, channel=channels, dated=days,
         accepted_by=st.sampled_from((None, PARTIES, ("north",)))),
    made(e.SessionAccepted, session=sessions, by_party=parties),
    made(e.SessionHeld, session=sessions, channel=channels,
         absent=st.sampled_from((None, None, ("south",), ("north",)))),
    made(e.SessionRefused, session=sessions, by_party=parties),
    made(e.SessionClosed, session=sessions, outcome=st.sampled_from(("agreed", "disputed", "none")),
         next_date=st.one_of(st.just("none"), days)),
    made(e.SessionMinuted, session=sessions, empty_chairs=st.sampled_from((None, ("north",), ("south",)))),
    made(e.Contact, channel=channels),
    made(e.ChannelClosed, channel=channels),
    made(e.NoticeSent, to=st.just(PARTIES), by_party=st.sampled_from(("sweden", "singapore"))),
    made(e.Objection, by_party=parties),
    made(e.Absent, actor=st.sampled_from(("sweden", "singapore", "north.envoy"))),
    made(e.Returned, actor=st.sampled_from(("sweden", "singapore", "north.envoy"))),
    made(e.PoliticalEvent, what=st.just("turnover"), of=parties),
    made(e.Statement, by_party=parties, what=st.sampled_from(("account", "other")), about=st.just(("one",))),
    made(e.VowMade, vow=st.sampled_from(("never", "always")), by_party=parties),
    made(e.Provocation, by_party=parties),
    made(e.WalkedOut, by_party=parties),
    made(e.Claim, duty=duties, by_party=parties),
    made(e.Acceptance, duty=duties, by_party=parties),
    made(e.Disputed, duty=duties, by_party=parties),
    made(e.Verified, duty=duties, finding=st.sampled_from(("confirms", "cannot_conclude", "contradicts")),
         items=st.sampled_from((None, ("seals",)))),
    made(e.Determined, duty=duties, body=st.just("commission"),
         finding=st.sampled_from(("performed", "excused", "breach_minor"))),
    made(e.Extended, of=st.sampled_from(("halt", "fuel")), until=days),
    made(e.TextChanged, brackets=st.integers(0, 3)),
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> list[Event]:
    listed = draw(st.lists(anything, max_size=25))
    return [event.changed(id=f"e{place}") for place, event in enumerate(listed)]


def seen(state: State) -> dict[str, Any]:
    """Everything that a state says, as plain data."""
    return {
        "table": asdict(state.table),
        "signals": [asdict(signal) for signal in state.signals],
        "duties": {
            name: [(each.debtor, each.period, str(each.phase), each.since, each.due, each.cure, each.kept_through,
                    asdict(each.voices), [asdict(wait) for wait in each.waits]) for each in duty.instances]
            for name, duty in state.duties.items()
        },
        "sessions": {name: asdict(session) for name, session in state.sessions.items()},
        "channels": {name: asdict(channel) for name, channel in state.channels.items()},
        "oddities": sorted((each.event, each.message) for each in state.oddities),
        "absent": sorted(state.sitting.absent.names),
        "events": [event.id for event in state.events],
    }  # fmt: skip


@given(events=records(), data=st.data())
@settings(max_examples=12, deadline=None)
def test_the_order_of_arrival_changes_nothing(events: list[Event], data: st.DataObject) -> None:
    now = START + timedelta(days=DAYS)
    other = data.draw(st.permutations(events))
    assert seen(fold(DOCUMENT, events, now)) == seen(fold(DOCUMENT, other, now))


@given(events=records(), now=days)
@settings(max_examples=12, deadline=None)
def test_the_fold_over_a_prefix_is_the_state_of_that_day(events: list[Event], now: date) -> None:
    whole = fold(DOCUMENT, events, now, known=date(2031, 1, 1))
    prefix = fold(DOCUMENT, [event for event in events if event.at <= now], now, known=date(2031, 1, 1))
    assert seen(whole) == seen(prefix)


@given(events=records(), now=days)
@settings(max_examples=12, deadline=None)
def test_what_comes_later_does_not_change_what_the_table_was(events: list[Event], now: date) -> None:
    known = date(2031, 1, 1)
    then = fold(DOCUMENT, events, now, known=known).table.history
    after = fold(DOCUMENT, events, START + timedelta(days=DAYS + 30), known=known).table.history
    before = [spell for spell in after if spell.since <= now]
    assert [(spell.state, spell.since, spell.stage) for spell in then] == [
        (spell.state, spell.since, spell.stage) for spell in before
    ]


@given(events=records(), now=days, known=days)
@settings(max_examples=12, deadline=None)
def test_as_known_on_a_day_is_the_fold_over_what_was_recorded_by_then(
    events: list[Event], now: date, known: date
) -> None:
    some = [event for event in events if event.recorded <= known]
    assert seen(fold(DOCUMENT, events, now, known=known)) == seen(fold(DOCUMENT, some, now, known=date(2031, 1, 1)))


@given(events=records(), now=days)
@settings(max_examples=12, deadline=None)
def test_a_correction_deletes_nothing_and_is_not_seen_before_it_was_recorded(events: list[Event], now: date) -> None:
    if not events:
        return
    last = max(event.recorded for event in events)
    target = events[0]
    correction = e.Correction(
        id="mend", of=target.id, happened=on(last), recorded=last + timedelta(days=1), withdrawn=True
    )
    both = [*events, correction]
    assert seen(fold(DOCUMENT, both, now, known=last)) == seen(fold(DOCUMENT, events, now, known=last))
    after = fold(DOCUMENT, both, now, known=last + timedelta(days=1))
    assert after.corrected[target.id] == (correction,)
    assert target.id not in {event.id for event in after.events}
    left = fold(DOCUMENT, events[1:], now, known=last + timedelta(days=1))
    assert [event.id for event in after.events if event.id != "mend"] == [event.id for event in left.events]


def test_the_last_correction_has_the_last_word() -> None:
    events = record(
        """
        id: a, kind: claim, happened: 2030-02-05, duty: halt, by_party: north, amount: 10 tons
        id: b, kind: correction, happened: 2030-02-06, of: a, says: {happened: 2030-02-07}
        id: c, kind: correction, happened: 2030-02-08, of: b, says: {happened: 2030-02-01}
        """,
        DOCUMENT,
    )
    assert [
        fold(DOCUMENT, events, day(on_)).duties["halt"].latest.claimed_on for on_ in ("02-05", "02-07", "02-08")
    ] == [
        day("02-05"),
        day("02-07"),
        day("02-01"),
    ]


# Symmetries


def swapped(value: Any, names: dict[str, str]) -> Any:
    """A value with every name replaced, inside words too."""
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
    match value:
        case str():
            return type(value)(pattern.sub(lambda found: names[found.group()], value)) if type(value) is str else value
        case dict():
            return {swapped(key, names): swapped(inner, names) for key, inner in value.items()}
        case tuple() | list():
            return [swapped(inner, names) for inner in value]
        case frozenset() | set():
            return sorted(swapped(inner, names) for inner in value)
        case _:
            return value


def renamed_events(events: Sequence[Event], names: dict[str, str]) -> list[Event]:
    return [
        event.changed(
            **{
                key: tuple(swapped(list(value), names))
                if isinstance(value, tuple) and key != "happened"
                else swapped(value, names)
                for key, value in event.__dict__.items()
                if key in type(event).declared and key not in ("happened", "recorded")
            }
        )
        for event in events
    ]


def by_name(told: Any) -> Any:
    """The same, with lists of names in order, since sentences list them by the alphabet."""
    match told:
        case str():
            return sorted(re.findall(r"\w+", told))
        case dict():
            return {key: by_name(value) for key, value in told.items()}
        case tuple() | list() | frozenset() | set():
            inner = [by_name(value) for value in told]
            return sorted(inner) if all(isinstance(value, str) for value in told) else inner
        case _:
            return told


SWAP = {"north": "south", "south": "north"}


@given(events=records(), now=days)
@settings(max_examples=12, deadline=None)
def test_swapping_the_parties_swaps_them_in_the_state_and_changes_nothing_else(events: list[Event], now: date) -> None:
    other = document(str(swapped(TEXT, SWAP)))
    there = seen(fold(other, renamed_events(events, SWAP), now))
    here = swapped(seen(fold(DOCUMENT, events, now)), SWAP)
    for each in (here, there):
        for duty in each["duties"].values():
            duty.sort(key=str)
    assert by_name(here) == by_name(there)


RENAMED = {"north": "aland", "south": "zealand", "halt": "stop_it", "leaders": "summit", "sweden": "oman"}


@given(events=records(), now=days)
@settings(max_examples=12, deadline=None)
def test_renaming_renames_and_changes_nothing_else(events: list[Event], now: date) -> None:
    other = document(re.sub(r"level: summit", "level: leader", str(swapped(TEXT, RENAMED))))
    there = seen(fold(other, renamed_events(events, RENAMED), now))
    here = swapped(seen(fold(DOCUMENT, events, now)), RENAMED)
    assert by_name(here) == by_name(there)


# What is hidden


@given(events=records(), hidden=records(), now=days)
@settings(max_examples=12, deadline=None)
def test_hidden_events_change_nothing_for_a_reader_who_may_not_see_them(
    events: list[Event], hidden: list[Event], now: date
) -> None:
    secret = [event.changed(id=f"x{place}", visible_to=("north", "sweden")) for place, event in enumerate(hidden)]
    for reader in ("south", "south.envoy", "agency"):
        assert seen(fold(DOCUMENT, [*events, *secret], now, reader=reader)) == seen(
            fold(DOCUMENT, events, now, reader=reader)
        )
    assert seen(fold(DOCUMENT, [*events, *secret], now, reader="north.leader")) == seen(
        fold(DOCUMENT, [*events, *secret], now)
    )


def test_a_part_of_the_text_that_a_reader_may_not_see_is_not_there_for_it() -> None:
    text = TALKS + "vows:\n  quietly: {by: north, dated: 2029-12-01, forbids: [attendance], visible_to: [north]}\n"
    about = document(text)
    assert "quietly" in fold(about, (), day("02-01"), reader="north").ledger.vows
    assert "quietly" not in fold(about, (), day("02-01"), reader="south").ledger.vows
    assert "quietly" not in fold(about, (), day("02-01"), reader="south").names.by_path


def test_two_events_of_one_name_both_stand_and_are_marked() -> None:
    lines = "  - {id: a, kind: contact, happened: 2030-02-01, channel: envoys}\n" * 2
    log = events_in(f"reconvene_events: 1\nevents:\n{lines}", DOCUMENT)
    state = fold(DOCUMENT, log.events, day("02-02"))
    assert len(state.events) == 2
    assert {each.event for each in state.oddities} == {"a"}


# Looking at the signals only when they can change


SHORT = TALKS.split("obligations:")[0]
WITH_AND_WITHOUT = (document(SHORT), document(SHORT + WAY_BACK))


@st.composite
def doings(draw: st.DrawFn) -> tuple[Event, ...]:
    """Some months of talks: contacts, sessions with and without a date, held on it, before it, or never."""
    on_day, found, names = START, list[Event](), ["first"]
    for number in range(draw(st.integers(3, 12))):
        on_day += timedelta(days=draw(st.sampled_from((0, 1, 2, 5, 10, 20, 30, 50))))
        name, ahead = draw(st.sampled_from(names)), on_day + timedelta(days=draw(st.sampled_from((1, 3, 10, 20, 40))))
        made = draw(
            st.sampled_from(
                (
                    e.Contact(channel="envoys"),
                    e.Contact(channel="leaders"),
                    e.SessionScheduled(
                        session=f"s{number}", channel="envoys", dated=ahead, accepted_by=("north", "south")
                    ),
                    e.SessionHeld(session=name, channel="envoys"),
                    e.SessionHeld(session=f"s{number}", channel="envoys"),
                    e.SessionClosed(session=name, outcome="agreed", next_date=ahead),
                    e.SessionClosed(session=name, outcome="agreed", next_date="none"),
                    e.Statement(by_party="north", what="other"),
                )
            )
        )
        names.append(f"s{number}")
        found.append(made.changed(id=f"e{number}", happened=on(on_day), recorded=on_day))
    return tuple(found)


@given(said=doings(), later=st.sampled_from((0, 1, 4, 9, 25, 70)), back=st.booleans())
def test_looking_at_signals_only_when_they_can_change_sees_what_looking_always_sees(
    said: tuple[Event, ...], later: int, back: bool
) -> None:
    about, now = WITH_AND_WITHOUT[back], said[-1].at + timedelta(days=later)
    seen = fold(about, said, now).table.history
    with pytest.MonkeyPatch.context() as always:
        always.setattr(Sitting, "touch_lightly", lambda table, on_day, *rest: table.touch(on_day))
        full = fold(about, said, now).table.history
    assert [(spell.state, spell.since, spell.stage) for spell in seen] == [
        (spell.state, spell.since, spell.stage) for spell in full
    ]
