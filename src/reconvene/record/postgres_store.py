"""A record in PostgreSQL: for a desk of several people and a web application of several workers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import ArgumentError

from reconvene.record.cipher import Cipher
from reconvene.record.entry import LogName
from reconvene.record.fault import fault
from reconvene.record.sql_store import SqlStore

DRIVER = "postgresql+psycopg"


class PostgresStore(SqlStore):
    """A store in a database. Each write is on the server's disk when it returns (`synchronous_commit=on`)."""

    _guards_query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' "
        "AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
    )

    _taking_turns = " FOR UPDATE OF log"

    def __init__(self, url: str, *, writable: bool = True, cipher: Cipher | None = None) -> None:
        engine, where = engine_at(url)
        super().__init__(engine, where, writable=writable, cipher=cipher)

    def _hold(self, cursor: DBAPICursor, log: LogName) -> None:
        """Take the row of the log: whoever comes next waits for it, and then sees what was written."""
        cursor.execute(_HOLD, tuple(log))

    def _sql(self, statement: str) -> str:
        return statement.replace("?", "%s")


_HOLD = "SELECT id FROM log WHERE process = %s AND desk = %s AND compartment = %s FOR UPDATE"


def engine_at(url: str) -> tuple[Engine, str]:
    """Connections to a database, and its address without the password. Raises `RecordFault` for no address."""
    try:
        address = make_url(url).set(drivername=DRIVER)
    except (ArgumentError, ValueError) as error:
        raise fault(
            "not-an-address", url.rpartition("@")[2], "This is no address of a database.", f"write `{DRIVER}://…`"
        ) from error
    where = address.render_as_string(hide_password=True)
    try:
        engine = create_engine(address)
    except ModuleNotFoundError as error:
        raise fault(
            "extra-missing",
            where,
            "A record in PostgreSQL needs psycopg, which is not installed.",
            'pip install "reconvene[postgres]"',
        ) from error
    event.listen(engine, "connect", _insist_on_durability)
    return engine, where


def _insist_on_durability(connection: Any, _: object) -> None:
    connection.execute("SET synchronous_commit = on")
    connection.commit()
