"""How the tables of a record are made, and made anew when they change: numbered steps, each taken once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection


class Migration(NamedTuple):
    """One step: its number, what it does in a few words, and its statements in each dialect."""

    number: int
    title: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


def _tables(serial: str, blob: str) -> tuple[str, ...]:
    return (
        f"""CREATE TABLE log (
            id {serial}, process TEXT NOT NULL, desk TEXT NOT NULL, compartment TEXT NOT NULL,
            UNIQUE (process, desk, compartment))""",
        """CREATE TABLE entry (
            log INTEGER NOT NULL REFERENCES log (id), sequence INTEGER NOT NULL,
            line TEXT NOT NULL, body TEXT, redacts INTEGER, PRIMARY KEY (log, sequence))""",
        f"CREATE TABLE attachment (digest TEXT PRIMARY KEY, content {blob} NOT NULL)",
        """CREATE TABLE attached (
            log INTEGER NOT NULL, sequence INTEGER NOT NULL, digest TEXT NOT NULL,
            PRIMARY KEY (log, sequence, digest), FOREIGN KEY (log, sequence) REFERENCES entry (log, sequence))""",
        f"CREATE TABLE note (id {serial}, origin TEXT NOT NULL, size BIGINT NOT NULL, note TEXT NOT NULL UNIQUE)",
        "CREATE INDEX note_of ON note (origin, size)",
        """CREATE TABLE key_statement (
            desk TEXT NOT NULL, sequence INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (desk, sequence))""",
        f"""CREATE TABLE aside (
            id {serial}, process TEXT NOT NULL, desk TEXT NOT NULL, compartment TEXT NOT NULL,
            sequence INTEGER NOT NULL, line TEXT NOT NULL UNIQUE, body TEXT)""",
    )


_REDACTED = "EXISTS (SELECT 1 FROM entry AS later WHERE later.log = OLD.log AND later.redacts = OLD.sequence)"
_BODY_STANDS = (
    "EXISTS (SELECT 1 FROM entry WHERE entry.log = OLD.log AND entry.sequence = OLD.sequence AND body IS NOT NULL)"
)
_STILL_NAMED = (
    "EXISTS (SELECT 1 FROM attached JOIN entry ON entry.log = attached.log AND entry.sequence = attached.sequence "
    "WHERE attached.digest = OLD.digest AND entry.body IS NOT NULL)"
)
_FOREVER = ("log", "note", "key_statement", "aside")
"""Tables in which nothing is ever changed."""


GUARDS = tuple(
    f"{table}_no_{act}" for table in (*_FOREVER, "entry", "attached", "attachment") for act in ("update", "delete")
)
"""The triggers that forbid change, by name, in every dialect."""


def _sqlite_guard(table: str, act: str, unless: str = "") -> str:
    when = f" WHEN {unless}" if unless else ""
    return (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}{when} "
        "BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END"
    )


def _sqlite_guards() -> tuple[str, ...]:
    erased = (
        "NOT (NEW.log = OLD.log AND NEW.sequence = OLD.sequence AND NEW.line = OLD.line AND NEW.body IS NULL "
        f"AND NEW.redacts IS OLD.redacts AND OLD.redacts IS NULL AND {_REDACTED})"
    )
    return (
        *(_sqlite_guard(table, act) for table in _FOREVER for act in ("UPDATE", "DELETE")),
        _sqlite_guard("entry", "DELETE"),
        _sqlite_guard("entry", "UPDATE", erased),
        _sqlite_guard("attached", "UPDATE"),
        _sqlite_guard("attached", "DELETE", _BODY_STANDS),
        _sqlite_guard("attachment", "UPDATE"),
        _sqlite_guard("attachment", "DELETE", _STILL_NAMED),
    )


def _postgres_guard(table: str, act: str, unless: str = "TRUE") -> tuple[str, ...]:
    name = f"{table}_no_{act.lower()}"
    level = "STATEMENT" if act == "TRUNCATE" else "ROW"
    body = f"IF {unless} THEN RAISE EXCEPTION 'a record is never changed'; END IF;"
    given = "OLD" if act == "DELETE" else "NEW"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {given}; END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {level} EXECUTE FUNCTION {name}()",
    )


def _postgres_guards() -> tuple[str, ...]:
    erased = (
        "NOT (NEW.log = OLD.log AND NEW.sequence = OLD.sequence AND NEW.line = OLD.line AND NEW.body IS NULL "
        f"AND NEW.redacts IS NOT DISTINCT FROM OLD.redacts AND OLD.redacts IS NULL AND {_REDACTED})"
    )
    made = [
        *(_postgres_guard(table, act) for table in _FOREVER for act in ("UPDATE", "DELETE")),
        *(_postgres_guard(table, "TRUNCATE") for table in (*_FOREVER, "entry", "attached", "attachment")),
        _postgres_guard("entry", "DELETE"),
        _postgres_guard("entry", "UPDATE", erased),
        _postgres_guard("attached", "UPDATE"),
        _postgres_guard("attached", "DELETE", _BODY_STANDS),
        _postgres_guard("attachment", "UPDATE"),
        _postgres_guard("attachment", "DELETE", _STILL_NAMED),
    ]
    return tuple(statement for pair in made for statement in pair)


MIGRATIONS = (
    Migration(
        1,
        "logs, attachments, checkpoints, keys, and what was set aside",
        (*_tables("INTEGER PRIMARY KEY", "BLOB"), *_sqlite_guards()),
        (*_tables("INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"), *_postgres_guards()),
    ),
)
"""Every step so far. A step that has been released is never edited: the next one changes what it made."""

NEWEST = MIGRATIONS[-1].number
_LOCK = 0x7265636F
"""The number of the lock under which PostgreSQL migrates: it spells `reco`."""


def version_of(connection: Connection) -> int:
    """The number of the tables as they are."""
    return int(connection.exec_driver_sql("SELECT max(number) FROM migration").scalar() or 0)


def migrate(connection: Connection) -> int:
    """Bring the tables up to date, in the transaction of the connection, and give the number that they had before.

    A number above `NEWEST` is given back untouched: those tables are of a later version. Two programs that migrate at
    once take turns; SQLite's transaction must have begun as a writer's.
    """
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, title TEXT NOT NULL)")
    before = version_of(connection)
    for step in MIGRATIONS:
        if step.number > before:
            for statement in step.sqlite if dialect == "sqlite" else step.postgresql:
                connection.exec_driver_sql(statement)
            number, title = step.number, step.title
            connection.exec_driver_sql(f"INSERT INTO migration (number, title) VALUES ({number}, '{title}')")  # noqa: S608
    return before
