"""Laws of bundles: the order in which they come changes nothing, and what is hidden leaves no trace."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reconvene import open_desk
from reconvene.live.bundles import export, import_bundle
from reconvene.live.compartments import OPEN
from reconvene.live.desk import Desk
from reconvene.record.checkpoint import read_checkpoint
from reconvene.record.entry import LogName, read_entry
from reconvene.record.memory_store import MemoryStore
from reconvene.record.store import Batch, Store
from reconvene.reports.status import as_json
from tests.desk_folders import CLOSED, HELD, desk_of, moment

NOW = moment("03-01")
QUICK = (Phase.explicit, Phase.generate)
"""An example takes a moment, and to find the smallest that fails takes hundreds."""


def desk_in_memory(like: Desk) -> Desk:
    """A desk with the settings of another and an empty record that is gone after the test."""
    return Desk(like.folder, like.settings, MemoryStore())


def written(content: bytes, path: Path) -> Path:
    path.write_bytes(content)
    return path


# --- in whatever order ---


class Post(NamedTuple):
    """Bundles that reach the south, and its own desk as it was before."""

    south: Desk
    own: Path
    bundles: list[Path]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    """Bundles of a north that grows, of its twin that tells another story, of a late part, and of a convenor."""
    folder = tmp_path_factory.mktemp("post")
    north, south, sweden = (desk_of(actor, folder) for actor in ("north", "south", "sweden"))
    made: list[bytes] = []
    north.record(HELD, moment("02-02"))
    south.record([HELD, {**CLOSED, "happened": "2026-02-02"}], moment("02-03"))
    made.append(export(north, "south").content)
    shutil.copytree(north.folder, folder / "twin")
    north.record(CLOSED, moment("02-04"))
    with open_desk(folder / "twin") as twin:
        closed = {"kind": "channel_closed", "channel": "leaders", "happened": "2026-02-02"}
        twin.record([{**CLOSED, "happened": "2026-02-01", "text": "No."}, closed], moment("02-05"))
        made.append(export(twin, "south").content)
        made.append(export(twin, "south", since=moment("02-05", 0)).content)
    north.record({**HELD, "session": "second", "visible_to": ["north", "south"]}, moment("02-06"), anyway=True)
    made.append(export(north, "south").content)
    import_bundle(sweden, written(export(north, "sweden").content, folder / "to-sweden"))
    sweden.record({"kind": "channel_closed", "channel": "envoys", "happened": "2026-02-06"}, moment("02-07"))
    made.append(export(sweden, "south").content)
    made.append(export(sweden, "south", since=moment("02-07", 0)).content)
    north.log(OPEN).redact(1, reason="it named a source", key=north.key, now=moment("02-08"))
    made.append(export(north, "south").content)
    own = written(export(south, "south").content, folder / "own")
    return Post(south, own, [written(content, folder / f"bundle-{number}") for number, content in enumerate(made)])


def snapshot(desk: Desk) -> object:
    """All that a desk knows, whatever way it came."""
    store, said = desk.store, desk.contents.said
    lines = {row.line for name in store.logs() for row in store.rows(name)} | {row.line for row in store.aside()}
    keys = {each: store.key_statements(each) for each in store.desks()}
    heard = [(each.event.id, each.event.happened, each.log, each.sequence) for each in said]
    return as_json(desk.status(NOW)), sorted(lines), sorted(store.notes()), keys, store.attachments(), heard


def after(post: Post, bundles: list[Path]) -> Desk:
    desk = desk_in_memory(post.south)
    for path in (post.own, *bundles):
        arrival = import_bundle(desk, path)
        assert not arrival.refused, [finding.message for finding in arrival.findings]
    return desk


@given(data=st.data())
@settings(max_examples=12, deadline=None, phases=QUICK)
def test_in_whatever_order_twice_or_in_parts_bundles_give_the_same_state(post: Post, data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(post.bundles), max_size=9))
    others = [path for path in data.draw(st.permutations(post.bundles)) if path not in some]
    assert snapshot(after(post, [*some, *others])) == snapshot(after(post, post.bundles))


# --- what is hidden ---


class Open(NamedTuple):
    """A desk, and what it and others said to everybody, entry by entry."""

    desk: Desk
    entries: list[tuple[LogName, str, str | None]]
    shown: object


@pytest.fixture(scope="module")
def open_part(tmp_path_factory: pytest.TempPathFactory) -> Open:
    folder = tmp_path_factory.mktemp("open")
    desk, south = desk_of("north", folder), desk_of("south", folder)
    desk.record(HELD, moment("02-02"))
    south.record([HELD, {**CLOSED, "happened": "2026-02-02"}], moment("02-03"))
    import_bundle(desk, written(export(south, "north").content, folder / "bundle"))
    desk.record(CLOSED, moment("02-04"))
    rows = [(name, row.line, row.body) for name in desk.store.logs() for row in desk.store.rows(name)]
    ordered = sorted(rows, key=lambda row: read_entry(row[1], None).header.recorded)
    return Open(desk, ordered, shown_to("south", desk))


HIDDEN = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a", "b", "session_held_summit", "session_closed_summit", "session_closed_summit_2"]),
        "kind": st.just("session_closed"),
        "session": st.sampled_from(["summit", "second", "third"]),
        "outcome": st.sampled_from(["none", "agreed", "partial"]),
        "happened": st.dates(date(2026, 1, 6), date(2026, 2, 20)).map(str),
        "visible_to": st.sampled_from([["north"], ["north", "sweden"], ["north", "singapore", "agency"]]),
        "text": st.text(max_size=40),
    }
)


@given(hidden=st.lists(HIDDEN, max_size=6, unique_by=lambda event: event["id"]), data=st.data())
@settings(max_examples=12, deadline=None, phases=QUICK)
def test_what_is_hidden_from_a_reader_changes_no_byte_of_what_the_reader_gets(
    open_part: Open, hidden: list[dict[str, Any]], data: st.DataObject
) -> None:
    source = open_part.desk
    desk = desk_in_memory(source)
    for each in source.store.desks():
        for sequence, line in enumerate(source.store.key_statements(each)):
            desk.store.state_key(each, sequence, line)
    for note in source.store.notes():
        desk.store.keep(read_checkpoint(note))
    waiting = list(hidden)
    for entry in open_part.entries:
        for _ in range(min(len(waiting), data.draw(st.integers(0, 2)))):
            tell(desk, waiting.pop())
        put(desk.store, source.store, *entry)
    for event in waiting:
        tell(desk, event)
    assert shown_to("south", desk) == open_part.shown


def tell(desk: Desk, event: dict[str, Any]) -> None:
    """Record without asking the text, which is not there at the beginning."""
    held = {"event": {**event, "version": "1", "recorded": event["happened"]}}
    desk.write(desk.compartment(event["visible_to"]), [held], NOW, attachments={"note": str(event["text"]).encode()})


def put(store: Store, source: Store, name: LogName, line: str, body: str | None) -> None:
    entry = read_entry(line, body)
    content = entry.content
    files = [source.attachment(digest) for digest in content.attachments] if content else []
    store.append(name, lambda _: Batch([entry], [file for file in files if file is not None], copied=True))


def shown_to(reader: str, desk: Desk) -> object:
    """All that a desk would ever show to a reader."""
    made, status = export(desk, reader), desk.status(NOW, reader=reader)
    return made.content, made.logs, as_json(status), status
