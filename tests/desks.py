"""A small record with everything in it, for tests to break."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reconvene.record.address import open_store
from reconvene.record.desk_keys import begin_keys, rotate_key
from reconvene.record.entry import LogName
from reconvene.record.keys import SigningKey, create_key
from reconvene.record.log import Log
from reconvene.record.sqlite_store import FILE
from reconvene.record.store import Store

NOW = datetime(2019, 2, 28, 13, 30, tzinfo=UTC)
ALL = LogName("hanoi", "sweden", "all")
OWN = LogName("hanoi", "sweden", "convenor")


@dataclass(frozen=True)
class Desk:
    """A store with the two keys that its desk has had."""

    store: Store
    old: SigningKey
    key: SigningKey

    def log(self, name: LogName = ALL) -> Log:
        return Log(self.store, name, ("dprk", "us") if name == ALL else ("sweden",))

    def write(self, count: int, name: LogName = ALL, **more: object) -> None:
        for number in range(count):
            self.log(name).append({"kind": "statement", "number": number, **more}, key=self.key, now=NOW)


def a_desk(store: Store) -> Desk:
    """A desk with a rotated key, two logs, attachments, a redaction and checkpoints over all of it."""
    desk = Desk(store, create_key("sweden"), create_key("sweden"))
    begin_keys(store, desk.old, now=NOW)
    for word in ("first", "second"):
        desk.log().append({"kind": "statement", "what": word}, key=desk.old, now=NOW, attachments=[word.encode()])
    desk.log().checkpoint(desk.old)
    rotate_key(store, desk.old, desk.key, now=NOW, reason="yearly")
    desk.write(3, what="à la table")
    desk.log().redact(2, reason="it named a source", key=desk.key, now=NOW)
    desk.write(2, OWN)
    for name in (ALL, OWN):
        desk.log(name).checkpoint(desk.key)
    return desk


def a_folder(folder: Path) -> Path:
    """The same as a folder, closed."""
    store = open_store(folder)
    a_desk(store)
    store.close()
    return folder


def tamper(folder: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Change a record as its host could: the guards are taken away and put back."""
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement, values)
        for _, sql in guards:
            connection.execute(sql)
    connection.close()
