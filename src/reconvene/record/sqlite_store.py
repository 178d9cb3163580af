"""A record in a folder: one SQLite file, which any number of programs on this machine may write to."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from reconvene.record.entry import Head, LogName
from reconvene.record.fault import RecordFault, fault
from reconvene.record.sql_store import SqlStore
from reconvene.record.store import Write

FILE = "record.sqlite3"
PATIENCE = 60
"""For how many seconds a writer waits for its turn."""


class SqliteStore(SqlStore):
    """A store in a file, made if it is not there. Each write is on the disk when it returns (`synchronous=FULL`)."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise fault(
                "record-unwritable",
                str(folder),
                f"The folder cannot be made: {error.strerror}.",
                "name another folder, or mend its permissions",
            ) from error
        super().__init__(_engine(self.file), str(self.file))

    def append(self, log: LogName, write: Write) -> Head:
        """Add what `write` gives; what was erased leaves the file and its journal too."""
        erased = False

        def noted(head: Head) -> Any:
            nonlocal erased
            batch = write(head)
            erased = bool(batch.erased)
            return batch

        head = super().append(log, noted)
        if erased:
            with self._reading() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return head

    def _fault(self, error: DBAPIError, act: str) -> RecordFault:
        code = getattr(error.orig, "sqlite_errorcode", None)
        primary = None if code is None else code & 0xFF
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return fault(
                "record-damaged",
                self.where,
                f"The file is damaged: {error.orig}.",
                "do not write to it; copy the folder, verify the copy, and recover what is good",
            )
        if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return fault(
                "disk-full",
                self.where,
                f"Nothing was recorded, because the disk did not take it: {error.orig}.",
                "make room on the disk, and record it again; what was recorded before is safe",
            )
        if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return fault(
                "record-unwritable",
                self.where,
                f"The file cannot be {act}: {error.orig}.",
                "mend the permissions of the folder and the file, or copy the folder to where you may write",
            )
        return super()._fault(error, act)


def _engine(file: Path) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _connect(file),
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=20,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(_begin(connection)))
    return engine


def _begin(connection: Any) -> str:
    return "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN"


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    _keep_journal(connection)
    return connection


def _keep_journal(connection: sqlite3.Connection) -> None:
    """See that the file has a write-ahead log, whatever others do at that moment: SQLite itself does not wait here."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
