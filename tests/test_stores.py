"""What every store must do: one contract for memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from reconvene.record.address import open_store
from reconvene.record.attachments import digest_of
from reconvene.record.cipher import new_cipher
from reconvene.record.entry import EMPTY, LogName
from reconvene.record.fault import RecordFault, Stale
from reconvene.record.keys import create_key
from reconvene.record.log import Log, heads
from reconvene.record.sql_store import SqlStore
from reconvene.record.store import Batch, Store
from reconvene.record.tree import leaf_hash, verify_consistency, verify_inclusion

NOW = datetime(2019, 2, 28, 13, 30, tzinfo=UTC)
KEY = create_key("sweden")
ALL = LogName("hanoi", "sweden", "all")
Reopen = Callable[..., Store]


@pytest.fixture(params=["memory", "sqlite", "postgres", "sealed sqlite", "sealed postgres"])
def reopen(request: pytest.FixtureRequest, quick_path: Path) -> Reopen:
    sealed, _, kind = request.param.rpartition(" ")
    place = {"memory": "memory:", "sqlite": str(quick_path / "desk")}.get(kind)
    where = place or str(request.getfixturevalue("postgres"))
    return partial(open_store, where, cipher=new_cipher() if sealed else None)


@pytest.fixture
def store(reopen: Reopen) -> Iterator[Store]:
    opened = reopen()
    yield opened
    opened.close()


def log_in(store: Store, compartment: str = "all") -> Log:
    return Log(store, LogName("hanoi", "sweden", compartment), ("us", "dprk"))


def write(log: Log, count: int = 1) -> None:
    for number in range(count):
        log.append({"kind": "statement", "number": number}, key=KEY, now=NOW)


def test_what_is_written_is_read_back_in_order(store: Store) -> None:
    log = log_in(store)
    made = [log.append({"kind": "statement", "what": word}, key=KEY, now=NOW) for word in ("one", "two", "three")]
    assert list(log.entries()) == made
    assert list(log.entries(1, 2)) == made[1:2]
    assert [entry.header.sequence for entry in made] == [0, 1, 2]
    assert [entry.header.previous for entry in made[1:]] == [entry.hash for entry in made[:2]]
    assert all(entry.signed_by(KEY.public) for entry in made)
    bodies = [entry.content for entry in log.entries()]
    assert [body.event["what"] for body in bodies if body] == ["one", "two", "three"]
    assert heads(store) == {ALL: made[-1].head}


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.logs() == []
    assert store.head(ALL) == EMPTY
    assert list(store.rows(ALL)) == []
    assert store.attachment(digest_of(b"")) is None
    assert (store.notes(), store.desks(), store.aside(), store.key_statements("sweden")) == ([], [], [], [])


def test_logs_know_nothing_of_each_other(store: Store) -> None:
    write(log_in(store, "all"), 2)
    write(log_in(store, "convenor"), 3)
    assert {name.compartment: head.length for name, head in heads(store).items()} == {"all": 2, "convenor": 3}
    assert [entry.header.sequence for entry in log_in(store, "convenor").entries()] == [0, 1, 2]


def test_several_events_are_written_together_or_not_at_all(store: Store) -> None:
    log = log_in(store)
    made = log.append_all([{"n": 0}, {"n": 1}], key=KEY, now=NOW)
    assert list(log.entries()) == made
    with pytest.raises(TypeError):
        log.append_all([{"n": 2}, {"n": 0.5}], key=KEY, now=NOW)
    assert log.head().length == 2


def test_a_stale_writer_is_told_and_may_try_again(store: Store) -> None:
    log = log_in(store)
    write(log, 2)
    with pytest.raises(Stale) as refused:
        log.append({"kind": "statement"}, key=KEY, now=NOW, expected=1)
    assert refused.value.length == 2
    assert refused.value.finding.message == "This was written to follow 1 entries, and the log has 2."
    assert log.append({"kind": "statement"}, key=KEY, now=NOW, expected=refused.value.length).header.sequence == 2


def test_entries_that_do_not_follow_are_refused(store: Store) -> None:
    write(log_in(store), 2)
    other = log_in(open_store("memory:"))
    write(other, 3)
    last = list(other.entries())[2]
    with pytest.raises(Stale, match="another entry 1 than the one in the log"):
        store.append(ALL, lambda _: Batch([last]))
    assert store.head(ALL).length == 2


def test_a_copy_of_a_log_is_the_same_log(store: Store) -> None:
    source = log_in(open_store("memory:"))
    write(source, 5)
    assert store.append(ALL, lambda _: Batch(list(source.entries()))) == source.head()
    assert list(log_in(store).entries()) == list(source.entries())


def test_a_log_stays_with_its_readers(store: Store) -> None:
    write(log_in(store))
    with pytest.raises(RecordFault) as refused:
        Log(store, ALL, ("us", "dprk", "china")).append({"kind": "statement"}, key=KEY, now=NOW)
    assert refused.value.finding.id == "other-readers"
    assert refused.value.finding.message == "The log is for dprk, us, and this was to be written for china, dprk, us."


def test_an_attachment_is_found_by_its_content(store: Store) -> None:
    log = log_in(store)
    minutes = b"\x00\xff minutes"
    entry = log.append({"kind": "session_minuted"}, key=KEY, now=NOW, attachments=[minutes, minutes])
    assert entry.content is not None
    assert entry.content.attachments[0] == digest_of(minutes)
    assert store.attachment(digest_of(minutes)) == minutes
    assert store.attachments() == [digest_of(minutes)]


def test_a_redaction_erases_the_body_and_keeps_the_chain_and_its_proofs(store: Store) -> None:
    log = log_in(store)
    for number in range(4):
        log.append({"kind": "statement", "n": number}, key=KEY, now=NOW, attachments=[b"shared", b"own %d" % number])
    before = log.checkpoint(KEY).checkpoint
    redaction = log.redact(2, reason="it named a source", key=KEY, now=NOW)
    entries = list(log.entries())
    assert [entry.body is None for entry in entries] == [False, False, True, False, False]
    assert redaction.header.redacts == 2
    assert redaction.content is not None and redaction.content.event["reason"] == "it named a source"
    assert store.attachment(digest_of(b"own 2")) is None
    assert store.attachment(digest_of(b"shared")) == b"shared"
    after = log.checkpoint(KEY).checkpoint
    proof = log.consistency(before.size, after.size)
    assert verify_consistency(before.size, after.size, proof, before.root, after.root)
    leaf = leaf_hash(entries[2].line.encode())
    assert verify_inclusion(leaf, 2, 5, log.inclusion(2, 5), after.root)


@pytest.mark.parametrize(("sequence", "why"), [(9, "no such entry"), (0, "no body"), (1, "it redacts")])
def test_only_an_entry_with_a_body_can_be_redacted(store: Store, sequence: int, why: str) -> None:
    log = log_in(store)
    write(log)
    log.redact(0, reason="", key=KEY, now=NOW)
    with pytest.raises(RecordFault, match=why):
        log.redact(sequence, reason="", key=KEY, now=NOW)
    assert log.head().length == 2


def test_a_body_is_never_erased_in_silence(store: Store) -> None:
    log = log_in(store)
    write(log, 2)
    with pytest.raises(ValueError, match="together with the entry that says so"):
        store.append(ALL, lambda _: Batch([], erased=[0]))
    assert all(entry.body for entry in log.entries())


def test_checkpoints_are_kept_once_and_side_by_side(store: Store) -> None:
    log = log_in(store)
    write(log)
    first = log.checkpoint(KEY)
    again = log.checkpoint(create_key("sweden"))
    write(log)
    last = log.checkpoint(KEY)
    store.keep(first)
    assert store.notes(ALL.origin) == [first.note, again.note, last.note]
    assert store.notes("another/log") == []
    assert store.notes() == store.notes(ALL.origin)


def test_a_log_that_was_cut_short_is_not_written_over(store: Store) -> None:
    log = log_in(store)
    write(log, 2)
    longer = log_in(open_store("memory:"))
    write(longer, 3)
    store.keep(longer.checkpoint(KEY))
    with pytest.raises(RecordFault) as refused:
        write(log)
    assert refused.value.finding.id == "log-cut-short"
    assert log.head().length == 2


def test_the_history_of_keys_only_grows(store: Store) -> None:
    store.state_key("sweden", 0, "first")
    store.state_key("sweden", 1, "second")
    with pytest.raises(Stale):
        store.state_key("sweden", 1, "another second")
    assert store.key_statements("sweden") == ["first", "second"]
    assert store.desks() == ["sweden"]


def test_what_does_not_fit_is_set_aside_and_stays(store: Store) -> None:
    other = log_in(open_store("memory:"))
    write(other, 2)
    entries = list(other.entries())
    store.set_aside(entries)
    store.set_aside(entries)
    assert [row.line for row in store.aside(ALL)] == [entry.line for entry in entries]
    assert store.aside(LogName("hanoi", "sweden", "other")) == []
    assert store.head(ALL) == EMPTY


def test_writers_in_threads_lose_double_and_reorder_nothing(store: Store) -> None:
    def work(name: str) -> None:
        for number in range(10):
            log_in(store).append({"writer": name, "number": number}, key=KEY, now=NOW)

    threads = [Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = [entry.content.event for entry in log_in(store).entries() if entry.content]
    assert len(events) == 40
    for name in "abcd":
        assert [event["number"] for event in events if event["writer"] == name] == list(range(10))


@pytest.mark.parametrize("reopen", ["sqlite", "postgres", "sealed sqlite", "sealed postgres"], indirect=True)
def test_a_record_is_there_when_it_is_opened_again(reopen: Reopen, store: Store) -> None:
    write(log_in(store), 2)
    store.close()
    again = reopen()
    assert again.head(ALL).length == 2
    write(log_in(again))
    assert again.head(ALL).length == 3
    again.close()


TABLES = {
    "log": "compartment = 'x'",
    "entry": "line = 'x'",
    "note": "note = 'x'",
    "key_statement": "line = 'x'",
    "aside": "line = 'x'",
    "attachment": "digest = 'x'",
    "attached": "digest = 'x'",
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("reopen", ["sqlite", "postgres"], indirect=True)
def test_the_database_itself_refuses_to_change_or_delete(store: Store, table: str) -> None:
    assert isinstance(store, SqlStore)
    log = log_in(store)
    log.append({"kind": "statement"}, key=KEY, now=NOW, attachments=[b"minutes"])
    log.checkpoint(KEY)
    store.state_key("sweden", 0, "first")
    store.set_aside(list(log.entries()))
    statements = [f"UPDATE {table} SET {TABLES[table]}", f"DELETE FROM {table}"]  # noqa: S608
    if table == "entry":
        statements += ["UPDATE entry SET body = NULL", "UPDATE entry SET body = 'x'", "UPDATE entry SET redacts = 0"]
    for statement in statements:
        with pytest.raises(RecordFault, match="a record is never changed"), store._writing() as connection:
            connection.exec_driver_sql(statement)
    assert len(list(log.entries())) == 1


def test_two_that_open_a_new_record_at_once_make_its_tables_once(reopen: Reopen) -> None:
    opened: list[Store] = []
    threads = [Thread(target=lambda: opened.append(reopen())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for store in opened:
        store.close()


def test_an_attachment_may_follow_its_entry(store: Store) -> None:
    source = log_in(open_store("memory:"))
    source.append({"kind": "session_minuted"}, key=KEY, now=NOW, attachments=[b"minutes"])
    store.append(ALL, lambda _: Batch(list(source.entries())))
    assert store.attachments() == []
    head = store.append(ALL, lambda _: Batch([], [b"minutes"]))
    assert (head.length, store.attachment(digest_of(b"minutes"))) == (1, b"minutes")


@pytest.mark.parametrize("reopen", ["sqlite", "postgres"], indirect=True)
def test_a_record_of_a_later_version_is_left_alone(reopen: Reopen, store: Store) -> None:
    assert isinstance(store, SqlStore)
    with store._writing() as connection:
        connection.exec_driver_sql("INSERT INTO migration (number, title) VALUES (99, 'later')")
    for writable in (True, False):
        with pytest.raises(RecordFault) as refused:
            reopen(writable=writable)
        assert refused.value.finding.id == "record-of-a-later-version"


@pytest.mark.parametrize(
    ("where", "id"),
    [
        ("mysql://host/name", "unknown-store"),
        ("postgresql://host:port/name", "not-an-address"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "record-unwritable"),
    ],
)
def test_what_cannot_be_opened_is_told(where: str, id: str) -> None:
    with pytest.raises(RecordFault) as refused:
        open_store(where)
    assert refused.value.finding.id == id
    assert refused.value.finding.help


def test_a_password_is_never_told() -> None:
    with pytest.raises(RecordFault) as refused:
        open_store("postgresql://somebody:secret@127.0.0.1:1/none")
    assert "secret" not in str(refused.value)


def test_an_attachment_too_large_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reconvene.record.log.LARGEST", 3)
    with pytest.raises(RecordFault, match="An attachment has 4 bytes, and the most is 3"):
        log_in(store).append({"kind": "statement"}, key=KEY, now=NOW, attachments=[b"four"])
    assert store.head(ALL) == EMPTY
