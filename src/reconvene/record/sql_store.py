"""A record in tables: what the stores in SQLite and PostgreSQL share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import PoolProxiedConnection

from reconvene.record.attachments import digest_of
from reconvene.record.checkpoint import SignedCheckpoint
from reconvene.record.entry import EMPTY, Entry, Head, LogName, read_entry
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.migrations import GUARDS, NEWEST, migrate, version_of
from reconvene.record.store import Batch, Row, Write, check_batch, stale
from reconvene.text.finding import Finding

PAGE = 2000
"""How many entries are read in one go."""

_META = MetaData()
LOG = Table(
    "log",
    _META,
    Column("id", Integer, primary_key=True),
    Column("process", Text),
    Column("desk", Text),
    Column("compartment", Text),
)
ENTRY = Table(
    "entry",
    _META,
    Column("log", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("line", Text),
    Column("body", Text),
    Column("redacts", Integer),
)
ATTACHMENT = Table("attachment", _META, Column("digest", Text, primary_key=True), Column("content", LargeBinary))
ATTACHED = Table("attached", _META, Column("log", Integer), Column("sequence", Integer), Column("digest", Text))
NOTE = Table(
    "note",
    _META,
    Column("id", Integer, primary_key=True),
    Column("origin", Text),
    Column("size", Integer),
    Column("note", Text),
)
KEY_STATEMENT = Table("key_statement", _META, Column("desk", Text), Column("sequence", Integer), Column("line", Text))
ASIDE = Table(
    "aside",
    _META,
    Column("id", Integer, primary_key=True),
    Column("process", Text),
    Column("desk", Text),
    Column("compartment", Text),
    Column("sequence", Integer),
    Column("line", Text),
    Column("body", Text),
)


_END = """
    SELECT log.id, (SELECT max(size) FROM note WHERE origin = ?), entry.sequence, entry.line
    FROM log LEFT JOIN entry ON entry.log = log.id
        AND entry.sequence = (SELECT max(sequence) FROM entry WHERE entry.log = log.id)
    WHERE log.process = ? AND log.desk = ? AND log.compartment = ?"""
"""The number of a log, the largest checkpoint kept of it, and its last entry."""
_NEW_LOG = "INSERT INTO log (process, desk, compartment) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_NEW_ENTRY = "INSERT INTO entry (log, sequence, line, body, redacts) VALUES (?, ?, ?, ?, ?)"
_NEW_ATTACHMENT = "INSERT INTO attachment (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
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

    def __init__(self, engine: Engine, where: str, *, writable: bool = True) -> None:
        self.where = where
        self._engine = engine
        self._newest: Entry | None = None  # what was written last is mostly what is followed next
        self._open(writable=writable)

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
        with self._told("read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._told("written"), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def _told(self, act: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._fault(error.orig, act) from error
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise self._fault(error, act) from error

    def _fault(self, error: BaseException | None, act: str) -> RecordFault:
        said = next(iter(str(error).strip().splitlines()), type(error).__name__)
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
            cursor.execute(self._sql(_NEW_ATTACHMENT), (digest_of(content), content))
        for entry in batch.entries:
            said = entry.header
            cursor.execute(self._sql(_NEW_ENTRY), (number, said.sequence, entry.line, entry.body, said.redacts))
            for digest in sorted(set(entry.attachments)):
                cursor.execute(self._sql(_NEW_ATTACHED), (number, said.sequence, digest))
        for sequence in batch.erased:
            for statement in _ERASE:
                cursor.execute(self._sql(statement), (number, sequence))

    def _number(self, connection: Connection, log: LogName) -> int | None:
        query = select(LOG.c.id).where(LOG.c.process == log.process, LOG.c.desk == log.desk)
        query = query.where(LOG.c.compartment == log.compartment)
        number = connection.scalar(query)
        return int(number) if number is not None else None

    def _insert_new(self, connection: Connection, table: Table, values: dict[str, Any]) -> None:
        """Insert a row, unless there is one like it."""
        made = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
        connection.execute(made.values(**values).on_conflict_do_nothing())

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

    def logs(self) -> list[LogName]:
        """Every log, sorted."""
        with self._reading() as connection:
            query = select(LOG.c.process, LOG.c.desk, LOG.c.compartment)
            written = query.where(exists().where(ENTRY.c.log == LOG.c.id))
            return sorted(LogName(*row) for row in connection.execute(written))

    def head(self, log: LogName) -> Head:
        """How far a log has come."""
        with self._reading() as connection:
            found = connection.exec_driver_sql(self._sql(_END), (log.origin, *log)).first()
        return EMPTY if found is None or found[2] is None else self._read(found[2], found[3]).head

    def rows(self, log: LogName, start: int = 0, end: int | None = None) -> Iterator[Row]:
        """The entries of a log."""
        while page := self._page(log, start, end):
            yield from page
            start = page[-1].sequence + 1

    def _page(self, log: LogName, start: int, end: int | None) -> list[Row]:
        """The next entries: read page by page, so that no reader holds a connection while it thinks."""
        with self._reading() as connection:
            number = self._number(connection, log)
            if number is None:
                return []
            columns = (ENTRY.c.sequence, ENTRY.c.line, ENTRY.c.body, ENTRY.c.redacts)
            query = select(*columns).where(ENTRY.c.log == number)
            query = query.where(ENTRY.c.sequence >= start).order_by(ENTRY.c.sequence).limit(PAGE)
            if end is not None:
                query = query.where(ENTRY.c.sequence < end)
            return [Row(*row) for row in connection.execute(query)]

    # --- attachments ---

    def attachment(self, digest: str) -> bytes | None:
        """The content with this SHA-256."""
        with self._reading() as connection:
            content = connection.scalar(select(ATTACHMENT.c.content).where(ATTACHMENT.c.digest == digest))
            return None if content is None else bytes(content)

    def attachments(self) -> list[str]:
        """The SHA-256 of every attachment."""
        with self._reading() as connection:
            return sorted(connection.scalars(select(ATTACHMENT.c.digest)))

    # --- checkpoints ---

    def keep(self, checkpoint: SignedCheckpoint) -> None:
        """Keep a checkpoint."""
        said = checkpoint.checkpoint
        values = {"origin": said.origin, "size": said.size, "note": checkpoint.note}
        with self._writing() as connection:
            self._insert_new(connection, NOTE, values)

    def notes(self, origin: str | None = None) -> list[str]:
        """The signed notes that are kept."""
        query = select(NOTE.c.note).order_by(NOTE.c.origin, NOTE.c.size, NOTE.c.id)
        with self._reading() as connection:
            return list(connection.scalars(query if origin is None else query.where(NOTE.c.origin == origin)))

    # --- keys ---

    def state_key(self, desk: str, sequence: int, line: str) -> None:
        """Add to the history of a desk's keys."""
        count = select(func.count()).where(KEY_STATEMENT.c.desk == desk)
        try:
            with self._writing() as connection:
                length = connection.scalar(count) or 0
                if length == sequence:
                    connection.execute(insert(KEY_STATEMENT).values(desk=desk, sequence=sequence, line=line))
        except RecordFault as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            length = len(self.key_statements(desk))
        if length != sequence:
            raise stale(self.where, LogName("keys", desk, "keys"), Head(length, ""), sequence)

    def key_statements(self, desk: str) -> list[str]:
        """The history of a desk's keys."""
        query = select(KEY_STATEMENT.c.line).where(KEY_STATEMENT.c.desk == desk).order_by(KEY_STATEMENT.c.sequence)
        with self._reading() as connection:
            return list(connection.scalars(query))

    def desks(self) -> list[str]:
        """Every desk whose keys are known."""
        with self._reading() as connection:
            return sorted(connection.scalars(select(KEY_STATEMENT.c.desk).distinct()))

    # --- what does not fit ---

    def set_aside(self, entries: Sequence[Entry]) -> None:
        """Keep entries that do not fit."""
        with self._writing() as connection:
            for entry in entries:
                said = {"sequence": entry.header.sequence, "line": entry.line, "body": entry.body}
                self._insert_new(connection, ASIDE, {**entry.header.log._asdict(), **said})

    def aside(self, log: LogName | None = None) -> list[Row]:
        """What was set aside."""
        query = select(ASIDE.c.sequence, ASIDE.c.line, ASIDE.c.body)
        if log is not None:
            here = (ASIDE.c.process == log.process) & (ASIDE.c.desk == log.desk)
            query = query.where(here & (ASIDE.c.compartment == log.compartment))
        with self._reading() as connection:
            rows = [Row(*row) for row in connection.execute(query)]
        return sorted(rows, key=lambda row: (row.sequence, row.line))

    def examine(self) -> list[Finding]:
        """Whether the guards that forbid change are all there."""
        with self._reading() as connection:
            held = set(connection.exec_driver_sql(self._guards_query).scalars())
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
