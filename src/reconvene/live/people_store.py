"""Where the people of a desk are kept: a small file in its folder, or tables of their own in its database."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, func, select

from reconvene.live.people_tables import NEWEST, Tables
from reconvene.live.settings import Settings
from reconvene.record.address import names_database
from reconvene.record.cipher import Cipher
from reconvene.record.engines import first_line, reader_of, telling
from reconvene.record.fault import RecordFault, fault
from reconvene.record.postgres_store import engine_at
from reconvene.record.sqlite_store import engine_on

PEOPLE = "people.sqlite"
"""The file of the people in the folder of a desk."""
SEALED_PEOPLE = "people.sealed.sqlite"
"""The same in a sealed desk."""

_LOCKS = 0x70656F70
"""The first number of every lock in PostgreSQL: it spells `peop`."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_in_database(settings: Settings) -> bool:
    """Whether a desk keeps what it has in a database, and not in its folder."""
    return names_database(settings.store)


def open_people(folder: Path, settings: Settings, cipher: Cipher | None = None) -> PeopleStore:
    """The people of a desk: those of its folder, or of its database. Raises `RecordFault` as `open_people_at` does."""
    return open_people_at(folder, settings.store, cipher)


def open_people_at(folder: Path, store: str, cipher: Cipher | None = None) -> PeopleStore:
    """The people of a desk or an office, their tables made on first use. Raises `RecordFault` where that cannot be.

    They are in the database that `store` names, if it names one; else in a file in the folder, which only its owner
    may read. It is no part of the record, and no bundle holds it.
    """
    if names_database(store):
        engine, where = engine_at(store)
        return PeopleStore(engine, where, cipher)
    file = folder / (PEOPLE if cipher is None else SEALED_PEOPLE)
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        said = f"`{file}` cannot be opened: {error.strerror or error}."
        raise fault("people-unwritable", str(file), said, "mend the permissions of the folder and the file") from error
    return PeopleStore(engine_on(file), str(file), cipher)


class PeopleStore:
    """An open store of the people of one desk; any number of programs may have it open at once."""

    def __init__(self, engine: Engine, where: str, cipher: Cipher | None) -> None:
        self.where = where
        self.tables = Tables(cipher)
        self._engine = engine
        self._reader = reader_of(engine)
        self._cipher = cipher
        try:
            self._open()
        except BaseException:
            engine.dispose()  # nobody else can close what was never opened
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()

    def _open(self) -> None:
        with self.writing("tables") as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS people_version (number INTEGER PRIMARY KEY)")
            number = connection.exec_driver_sql("SELECT max(number) FROM people_version").scalar() or 0
            if number == 0:
                self.tables.create(connection)
            elif number < NEWEST:
                self.tables.add_missing(connection)
            if number < NEWEST:
                connection.exec_driver_sql(f"INSERT INTO people_version (number) VALUES ({NEWEST})")  # noqa: S608
        if number > NEWEST:
            raise fault(
                "people-of-a-later-version",
                self.where,
                f"The people are kept in tables of version {number}, and this reconvene knows them up to {NEWEST}.",
                "use the newer reconvene that wrote them",
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads. Raises `RecordFault` where it cannot."""
        with self._told("read"), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, lock: str = "people") -> Iterator[Connection]:
        """A transaction, one at a time among all programs that ask for the same lock; all of it is kept, or nothing."""
        with self._told("written"), self._engine.execution_options(writes=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCKS, func.hashtext(lock))))
            yield connection

    @contextmanager
    def alone(self, lock: str) -> Iterator[bool]:
        """Whether nobody else among all programs is at this very work, which then nobody else begins until the end.

        In a file there is one program mostly, and it is told to go on: what is asked for here may be done twice.
        """
        with self._told("read"), self._engine.connect() as connection:
            if connection.dialect.name != "postgresql":
                yield True
                return
            yield bool(connection.execute(select(func.pg_try_advisory_xact_lock(_LOCKS, func.hashtext(lock)))).scalar())

    @contextmanager
    def in_turn(self, lock: str) -> Iterator[None]:
        """Wait until nobody else among all programs is at this very work, which nobody then begins until the end.

        In a file there is one program mostly, whose threads have locks of their own: there nothing waits.
        """
        with self._told("read"), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCKS, func.hashtext(lock))))
            yield

    def _told(self, act: str) -> AbstractContextManager[None]:
        return telling(self._engine, self._fault, act)

    def _fault(self, error: BaseException | None, act: str) -> RecordFault:
        said = first_line(error)
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _DAMAGED:
            step = "bring the file back from a back-up, or take it away and invite everybody anew; the record is safe"
            return fault("people-damaged", self.where, f"The file of the people is damaged: {said}.", step)
        id = "people-unreadable" if act == "read" else "people-unwritable"
        step = "mend that and try again; nothing of it was kept, and the record is not touched"
        return fault(id, self.where, f"The people of the desk cannot be {act}: {said}.", step)

    def key(self, text: str) -> str:
        """A text as it can be looked up: itself, or in a sealed desk a name that tells nothing of it."""
        if self._cipher is None:
            return text
        return self._cipher.name(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
