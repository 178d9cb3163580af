"""A record in a folder: one SQLite file, which any number of programs on this machine may write to."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any
from weakref import finalize

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import QueuePool

from reconvene.record.cipher import Cipher
from reconvene.record.entry import Head, LogName
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.sql_store import SqlStore
from reconvene.record.store import Batch, Write
from reconvene.text.finding import Finding

FILE = "record.sqlite3"
SEALED_FILE = "record.sealed.sqlite3"
"""The file of a record whose bodies and attachments are sealed."""
JOURNAL = "-wal"
PATIENCE = 60
"""For how many seconds a writer waits for its turn."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_FORBIDDEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


class SqliteStore(SqlStore):
    """A store in a file, made if it is not there. Each write is on the disk when it returns (`synchronous=FULL`).

    Opened for reading only, nothing is made and no byte of the folder changes.
    """

    _guards_query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"

    def __init__(self, folder: Path, *, writable: bool = True, cipher: Cipher | None = None) -> None:
        self.file = folder / (FILE if cipher is None else SEALED_FILE)
        if cipher is None and not self.file.is_file() and (folder / SEALED_FILE).is_file():
            raise fault(
                "record-sealed",
                str(folder),
                "The record is sealed under a passphrase.",
                "give the passphrase: it is asked for on a terminal, or taken from RECONVENE_PASSPHRASE",
            )
        try:
            if writable:
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise fault(
                "record-unwritable",
                str(folder),
                f"The folder cannot be made: {error.strerror}.",
                "name another folder, or mend its permissions",
            ) from error
        if not writable and not self.file.is_file():
            raise fault(
                "no-record-here",
                str(folder),
                f"The folder holds no `{self.file.name}`.",
                "name the folder of a record, or a copy",
            )
        connect = _connect if writable else partial(_connect_to_read, _copy_of(self.file, self))
        super().__init__(_engine(partial(connect, self.file)), str(self.file), writable=writable, cipher=cipher)

    def append(self, log: LogName, write: Write) -> Head:
        """Add what `write` gives; what was erased leaves the file and its journal too."""
        erased = False

        def noted(head: Head) -> Batch:
            nonlocal erased
            batch = write(head)
            erased = bool(batch.erased)
            return batch

        head = super().append(log, noted)
        if erased:
            with self._told("written"), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return head

    def _begin(self, cursor: DBAPICursor) -> None:
        cursor.execute("BEGIN IMMEDIATE")

    def examine(self) -> list[Finding]:
        """Whether the file is whole, and the guards are there."""
        with self._reading() as connection:
            said = [str(line) for line in connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()]
        wrong = [
            found(
                "record-damaged",
                self.where,
                f"The file is damaged: {line}.",
                "do not write to it; copy the folder, and recover what is good",
            )
            for line in said
            if line != "ok"
        ]
        return [*wrong, *super().examine()]

    def _fault(self, error: BaseException | None, act: str) -> RecordFault:
        code = getattr(error, "sqlite_errorcode", None)
        primary = None if code is None else code & 0xFF
        if primary in _DAMAGED or (isinstance(error, sqlite3.DatabaseError) and code is None):
            return fault(
                "record-damaged",
                self.where,
                f"The file is damaged: {error}.",
                "do not write to it; copy the folder, verify the copy, and recover what is good",
            )
        if primary in _FULL and act == "written":
            return fault(
                "disk-full",
                self.where,
                f"Nothing was recorded, because the disk did not take it: {error}.",
                "make room on the disk, and record it again; what was recorded before is safe",
            )
        if primary in _FORBIDDEN:
            return fault(
                "record-unwritable",
                self.where,
                f"The file cannot be {act}: {error}.",
                "mend the permissions of the folder and the file, or copy the folder to where you may write",
            )
        return super()._fault(error, act)


def engine_on(file: Path) -> Engine:
    """Connections to a file: writers wait for one another, and what was written is on the disk when that is told."""
    return _engine(partial(_connect, file))


def _engine(connect: Any) -> Engine:
    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=5, max_overflow=20)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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


def _copy_of(file: Path, owner: object) -> Path:
    """A copy of the file and its journal, gone with its owner: reading the original would write beside it."""
    folder = Path(tempfile.mkdtemp(prefix="reconvene-"))
    finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    for suffix in ("", JOURNAL):
        if (part := file.with_name(file.name + suffix)).is_file():
            shutil.copyfile(part, folder / part.name)
    return folder / file.name


def _connect_to_read(copy: Path, _: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(copy, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only=ON").close()
    return connection
