"""A record in PostgreSQL: for a desk of several people and a web application of several workers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from reconvene.record.fault import fault
from reconvene.record.sql_store import SqlStore

DRIVER = "postgresql+psycopg"


class PostgresStore(SqlStore):
    """A store in a database. Each write is on the server's disk when it returns (`synchronous_commit=on`)."""

    _guards_query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' "
        "AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
    )

    def __init__(self, url: str, *, writable: bool = True) -> None:
        engine, where = _engine(url)
        super().__init__(engine, where, writable=writable)


def _engine(url: str) -> tuple[Engine, str]:
    try:
        address = make_url(url).set(drivername=DRIVER)
    except ArgumentError as error:
        raise fault("not-an-address", url, "This is no address of a database.", f"write `{DRIVER}://…`") from error
    where = address.render_as_string(hide_password=True)
    try:
        engine = create_engine(address, pool_pre_ping=True)
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
