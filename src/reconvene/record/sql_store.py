"""A record in tables: what the stores in SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import PoolProxiedConnection

from reconvene.record.attachments import digest_of
from reconvene.record.checkpoint import SignedCheckpoint
from reconvene.record.cipher import Cipher
from reconvene.record.engines import first_line, reader_of, telling
from reconvene.record.entry import EMPTY, Entry, Head, LogName, read_entry
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.migrations import GUARDS, NEWEST, migrate, version_of
from reconvene.record.store import Batch, Row, Write, check_batch, stale
from reconvene.text.finding import Finding

PAGE = 2000
"""How many entries are read in one go."""

LAST = 2**31 - 1
"""No log is longer than this: what a column of whole numbers holds."""

_LOGS = "SELECT process, desk, compartment FROM log WHERE EXISTS (SELECT 1 FROM entry WHERE entry.log = log.id)"
_NOTES = "SELECT origin, note FROM note ORDER BY origin, size, id"
_ASIDE = "SELECT process, desk, compartment, sequence, line, body FROM aside"
_END = """
    SELECT log.id, (SELECT max(size) FROM note WHERE origin = ?), entry.sequence, entry.line
    FROM log LEFT JOIN entry ON entry.log = log.id
        AND entry.sequence = (SELECT max(sequence) FROM entry WHERE entry.log = log.id)
    WHERE log.process = ? AND log.desk = ? AND log.compartment = ?"""
"""The number of a log, the largest checkpoint kept of it, and its last entry."""
_ENDS = """
    SELECT log.process, log.desk, log.compartment, entry.sequence, entry.line FROM log JOIN entry ON entry.log = log.id
    WHERE entry.sequence = (SELECT max(sequence) FROM entry WHERE entry.log = log.id)
    ORDER BY log.process, log.desk, log.compartment"""
"""The last entry of every log."""
_ROWS = """
    SELECT entry.sequence, entry.line, entry.body, entry.redacts FROM log JOIN entry ON entry.log = log.id
    WHERE log.process = ? AND log.desk = ? AND log.compartment = ? AND entry.sequence >= ? AND entry.sequence < ?
    ORDER BY entry.sequence LIMIT ?"""
_NEW_LOG = "INSERT INTO log (process, desk, compartment) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_NEW_ENTRY = "INSERT INTO entry (log, sequence, line, body, redacts) VALUES (?, ?, ?, ?, ?)"
_NEW_ATTACHMENT = "INSERT INTO attachment (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
_NEW_NOTE = "INSERT INTO note (origin, size, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_NEW_STATEMENT = "INSERT INTO key_statement (desk, sequence, line) VALUES (?, ?, ?)"
_NEW_ASIDE = """
    INSERT INTO aside (process, desk, compartment, sequence, line, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING"""
_NEW_ATTACHED = "INSERT INTO attached (log, sequence, digest) VALUES (?, ?, ?)"
_ERASE = (
    "UPDATE entry SET body = NULL WHERE log = ? AND sequence = ?",
    """DELETE FROM attachment WHERE digest IN (SELECT digest FROM attached WHERE log = ? AND sequence = ?)
        AND 1 = (SELECT count(*) FROM attached AS every WHERE every.digest = attachment.digest)""",
    "DELETE FROM attached WHERE log = ? AND sequence = ?",
)
"""How a body goes: then the attachments that only it names, then the names."""


class SqlStore:
    """A store on a database engine. Subclasses say where its guards are listed and what its errors mean."""

    _guards_query: str
    _taking_turns = ""
    """What makes a writer who looks at the end of a log hold the log."""

    def __init__(self, engine: Engine, where: str, *, writable: bool = True, cipher: Cipher | None = None) -> None:
        self.where = where
        self._engine = engine
        self._reader = reader_of(engine)
        self._cipher = cipher
        self._newest: Entry | None = None  # what was written last is mostly what is followed next
        try:
            self._open(writable=writable)
        except BaseException:
            engine.dispose()  # nobody else can close what was never opened
            raise

    def _open(self, *, writable: bool) -> None:
        with self._writing() if writable else self._reading() as connection:
            number = migrate(connection) if writable else version_of(connection)
        if number > NEWEST:
            raise fault(
                "record-of-a-later-version",
                self.where,
                f"The record has tables of version {number}, and this reconvene knows them up to {NEWEST}.",
                "use the newer reconvene that wrote it",
            )

    # --- transactions ---

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._told("read"), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._told("written"), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def _told(self, act: str) -> AbstractContextManager[None]:
        return telling(self._engine, self._fault, act)

    def _fault(self, error: BaseException | None, act: str) -> RecordFault:
        said = first_line(error)
        return fault(
            "record-unreadable" if act == "read" else "record-unwritable",
            self.where,
            f"The record cannot be {act}: {said}.",
            "mend that and try again; nothing that was recorded before is touched",
        )

    # --- logs ---

    def append(self, log: LogName, write: Write) -> Head:
        """Add what `write` gives for the head."""
        try:
            return self._append(log, write)
        except RecordFault as error:
            if not isinstance(error.__cause__, self._engine.dialect.loaded_dbapi.IntegrityError):
                raise
        # Somebody wrote between our look at the head and our turn: wait for the turn first, and then look.
        return self._append(log, write, hold=True)

    def _append(self, log: LogName, write: Write, *, hold: bool = False) -> Head:
        with self._appending() as cursor:
            if hold:
                self._hold(cursor, log)
            number, largest, head = self._turn(cursor, log)
            batch = write(head)
            check_batch(self.where, log, head, largest, batch)
            self._insert(cursor, number, batch)
        if batch.entries:
            last = batch.entries[-1]
            head, self._newest = last.head, last
        return head

    @contextmanager
    def _appending(self) -> Iterator[DBAPICursor]:
        """A transaction on the bare driver: what is run for each event passes through no other layer."""
        with self._told("written"), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                self._begin(cursor)
                yield cursor
                connection.commit()
            except self._engine.dialect.loaded_dbapi.Error as error:
                self._let_go(connection, error)
                raise
            except BaseException:
                connection.rollback()
                raise
            finally:
                cursor.close()

    def _let_go(self, connection: PoolProxiedConnection, error: Any) -> None:
        """Roll back; where the connection itself is lost, so are the others of the pool."""
        if self._engine.dialect.is_disconnect(error, None, None):
            connection.invalidate()
            self._engine.dispose()
        else:
            connection.rollback()

    def _begin(self, cursor: DBAPICursor) -> None:
        """Begin a writer's transaction, if the driver has not."""

    def _hold(self, cursor: DBAPICursor, log: LogName) -> None:
        """Wait until nobody else writes to the log, and let nobody until the transaction ends."""

    def _sql(self, statement: str) -> str:
        """A statement with the marks of the driver."""
        return statement

    def _turn(self, cursor: DBAPICursor, log: LogName) -> tuple[int, int, Head]:
        """The number of a log, the largest checkpoint kept of it, and its head; the log is made if it is new."""
        cursor.execute(self._sql(_END) + self._taking_turns, (log.origin, *log))
        found = cursor.fetchone()
        if found is None:
            cursor.execute(self._sql(_NEW_LOG), tuple(log))
            return self._turn(cursor, log)
        number, largest, sequence, line = found
        return number, largest or 0, EMPTY if sequence is None else self._read(sequence, line).head

    def _insert(self, cursor: DBAPICursor, number: int, batch: Batch) -> None:
        for content in batch.attachments:
            name = self._named(digest_of(content))
            cursor.execute(self._sql(_NEW_ATTACHMENT), (name, self._sealed(content, name)))
        for entry in batch.entries:
            said = entry.header
            cursor.execute(
                self._sql(_NEW_ENTRY), (number, said.sequence, entry.line, self._sealed_body(entry), said.redacts)
            )
            for digest in sorted(set(entry.attachments)):
                cursor.execute(self._sql(_NEW_ATTACHED), (number, said.sequence, self._named(digest)))
        for sequence in batch.erased:
            for statement in _ERASE:
                cursor.execute(self._sql(statement), (number, sequence))

    # --- sealing ---

    def _named(self, digest: str) -> str:
        return digest if self._cipher is None else self._cipher.name(digest)

    def _sealed(self, content: bytes, name: str) -> bytes:
        return content if self._cipher is None else self._cipher.seal(content, name)

    def _sealed_body(self, entry: Entry) -> str | None:
        return entry.body if self._cipher is None else self._cipher.seal_body(entry.body, entry.line)

    def _opened(self, row: Row) -> Row:
        return row if self._cipher is None else row._replace(body=self._cipher.open_body(row.body, row.line))

    # --- reading ---

    def _read(self, sequence: int, line: str) -> Entry:
        newest = self._newest
        if newest is not None and newest.line == line:
            return newest
        try:
            return read_entry(line, None)
        except ValueError as error:
            raise fault(
                "entry-damaged",
                f"{self.where}: {sequence}",
                f"The last entry cannot be read: {error}.",
                "verify the record, and recover what is good",
            ) from error

    def _all(self, statement: str, given: tuple[object, ...] = ()) -> list[Any]:
        """Every row that a statement gives."""
        with self._reading() as connection:
            return list(connection.exec_driver_sql(self._sql(statement), given))

    def _first(self, statement: str, given: tuple[object, ...] = ()) -> Any:
        """The first row that a statement gives; None if there is none."""
        return next(iter(self._all(statement, given)), None)

    def logs(self) -> list[LogName]:
        """Every log, sorted."""
        return sorted(LogName(*row) for row in self._all(_LOGS))

    def heads(self) -> dict[LogName, Head]:
        """How far every log has come."""
        return {LogName(*row[:3]): self._read(row[3], row[4]).head for row in self._all(_ENDS)}

    def head(self, log: LogName) -> Head:
        """How far a log has come."""
        found = self._first(_END, (log.origin, *log))
        return EMPTY if found is None or found[2] is None else self._read(found[2], found[3]).head

    def rows(self, log: LogName, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """The entries of a log, read page by page, so that no reader holds a connection while it thinks."""
        while page := self._all(_ROWS, (*log, start, LAST if end is None else end, PAGE)):
            for row in page:
                yield self._opened(Row(*row))
            start = page[-1][0] + 1

    # --- attachments ---

    def attachment(self, digest: str) -> bytes | None:
        """The content with this SHA-256."""
        name = self._named(digest)
        found = self._first("SELECT content FROM attachment WHERE digest = ?", (name,))
        if found is None or self._cipher is None:
            return None if found is None else bytes(found[0])
        opened = self._cipher.open(bytes(found[0]), name)
        return bytes(found[0]) if opened is None else opened  # verifying finds that it is another

    def attachments(self) -> list[str]:
        """The SHA-256 of every attachment."""
        names = [row[0] for row in self._all("SELECT digest FROM attachment")]
        return sorted(names if self._cipher is None else map(self._cipher.digest, names))

    # --- checkpoints ---

    def keep(self, checkpoint: SignedCheckpoint) -> None:
        """Keep a checkpoint."""
        said = checkpoint.checkpoint
        with self._writing() as connection:
            connection.exec_driver_sql(self._sql(_NEW_NOTE), (said.origin, said.size, checkpoint.note))

    def notes(self, origin: str | None = None) -> list[str]:
        """The signed notes that are kept."""
        rows = self._all(_NOTES)
        return [note for of, note in rows if origin in (None, of)]

    # --- keys ---

    def state_key(self, desk: str, sequence: int, line: str) -> None:
        """Add to the history of a desk's keys."""
        length = len(self.key_statements(desk))
        if length == sequence:
            try:
                with self._writing() as connection:
                    connection.exec_driver_sql(self._sql(_NEW_STATEMENT), (desk, sequence, line))
            except RecordFault as error:
                if not isinstance(error.__cause__, IntegrityError):
                    raise
                length = len(self.key_statements(desk))
        if length != sequence:
            raise stale(self.where, LogName("keys", desk, "keys"), Head(length, ""), sequence)

    def key_statements(self, desk: str) -> list[str]:
        """The history of a desk's keys."""
        query = "SELECT line FROM key_statement WHERE desk = ? ORDER BY sequence"
        return [row[0] for row in self._all(query, (desk,))]

    def desks(self) -> list[str]:
        """Every desk whose keys are known."""
        return sorted(row[0] for row in self._all("SELECT DISTINCT desk FROM key_statement"))

    # --- what does not fit ---

    def set_aside(self, entries: Sequence[Entry]) -> None:
        """Keep entries that do not fit."""
        with self._writing() as connection:
            for entry in entries:
                said = entry.header
                given = (*said.log, said.sequence, entry.line, self._sealed_body(entry))
                connection.exec_driver_sql(self._sql(_NEW_ASIDE), given)

    def aside(self, log: LogName | None = None) -> list[Row]:
        """What was set aside."""
        rows = [self._opened(Row(*row[3:])) for row in self._all(_ASIDE) if log in (None, LogName(*row[:3]))]
        return sorted(rows, key=lambda row: (row.sequence, row.line))

    # --- the store as such ---

    def examine(self) -> list[Finding]:
        """Whether the guards that forbid change are all there."""
        held = {row[0] for row in self._all(self._guards_query)}
        return [
            found(
                "guard-missing",
                self.where,
                f"The guard `{name}` is gone: the database no longer refuses to change a record.",
                "find out who took it away; copy the record into a new store, and compare it with what others hold",
            )
            for name in sorted(set(GUARDS) - held)
        ]

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()
