"""The tables of a desk's people, in SQLite and PostgreSQL alike; in a sealed desk their texts lie sealed."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, Integer, MetaData, String, Table, Text, TypeDecorator

from reconvene.live.callers import WHERE
from reconvene.record.cipher import Cipher
from reconvene.record.fault import fault

NEWEST = 2
"""The version of the tables; the second has the links to calendars."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, as text that sorts."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """To the microsecond, always as long."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """The moment again."""
        return None if value is None else datetime.fromisoformat(value)


class Sealed(TypeDecorator[str]):
    """A text that lies sealed if the desk has a cipher, bound to the column that it stands in."""

    impl = Text
    cache_ok = True

    def __init__(self, cipher: Cipher | None = None, place: str = "") -> None:
        super().__init__()
        self.cipher, self.place = cipher, place

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """The text, sealed."""
        if value is None or self.cipher is None:
            return value
        return base64.b64encode(self.cipher.seal(value.encode("utf-8", "surrogatepass"), self.place)).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """The text again. Raises `RecordFault` if it was changed under its seal."""
        if value is None or self.cipher is None:
            return value
        try:
            opened = self.cipher.open(base64.b64decode(value, validate=True), self.place)
        except (binascii.Error, ValueError):
            opened = None
        if opened is None:
            said = f"What is kept under `{self.place}` is not what was sealed."
            raise fault("people-damaged", WHERE, said, "bring the file back from a back-up")
        return opened.decode("utf-8", "surrogatepass")


class Tables:
    """Every table, for a desk with this cipher or none."""

    def __init__(self, cipher: Cipher | None) -> None:
        self._cipher = cipher
        self._all = MetaData()
        self.account = self._account()
        self.invitation = self._invitation()
        self.link = self._link()
        self.session = self._session()
        self.token = self._token()
        self.calendar = self._calendar()
        self.bucket = self._bucket()
        self.answer = self._answer()
        self.audit = self._audit()

    def _account(self) -> Table:
        return self._table(
            "account",
            _name("id", primary_key=True),
            Column("key", Text, nullable=False, unique=True),
            self._sealed("account", "name"),
            self._sealed("account", "shown"),
            _word("role"),
            self._sealed("account", "password", nullable=True),
            Column("disabled", Boolean, nullable=False),
            _moment("made"),
        )

    def _invitation(self) -> Table:
        return self._table(
            "invitation",
            _name("id", primary_key=True),
            _digest("digest", unique=True),
            _name("account", nullable=True),
            Column("key", Text, nullable=False),
            self._sealed("invitation", "name"),
            _word("role"),
            self._sealed("invitation", "made_by"),
            _moment("made"),
            _moment("expires"),
        )

    def _link(self) -> Table:
        return self._table("link", _digest("digest", primary_key=True), _name("account"), _moment("expires"))

    def _session(self) -> Table:
        return self._table(
            "session",
            _name("id", primary_key=True),
            _digest("digest", unique=True),
            _name("account", index=True),
            self._sealed("session", "agent"),
            self._sealed("session", "origin"),
            *map(_moment, ("made", "seen", "expires")),
        )

    def _token(self) -> Table:
        return self._table(
            "token",
            _name("id", primary_key=True),
            _digest("digest", unique=True),
            _name("account", index=True),
            self._sealed("token", "name"),
            _word("role"),
            _moment("made"),
            _moment("expires"),
            _moment("used", nullable=True),
        )

    def _calendar(self) -> Table:
        return self._table(
            "calendar",
            _name("id", primary_key=True),
            _digest("digest", unique=True),
            _name("account", index=True),
            self._sealed("calendar", "process"),
            _moment("made"),
            _moment("used", nullable=True),
        )

    def _bucket(self) -> Table:
        return self._table(
            "bucket",
            Column("key", Text, primary_key=True),
            Column("left", Float, nullable=False),
            _moment("at"),
            _moment("full"),
        )

    def _answer(self) -> Table:
        return self._table(
            "answer",
            _name("account", primary_key=True),
            _digest("key", primary_key=True),
            _digest("digest"),
            Column("status", Integer),
            self._sealed("answer", "body", nullable=True),
            _moment("made"),
            _moment("expires"),
        )

    def _audit(self) -> Table:
        return self._table(
            "audit",
            Column("number", Integer, primary_key=True, autoincrement=True),
            _moment("at"),
            _name("account", nullable=True),
            self._sealed("audit", "who"),
            _word("through"),
            _word("act"),
            self._sealed("audit", "about"),
            self._sealed("audit", "origin"),
        )

    def _table(self, name: str, *columns: Column[Any]) -> Table:
        return Table(f"people_{name}", self._all, *columns)

    def _sealed(self, table: str, name: str, *, nullable: bool = False) -> Column[Any]:
        return Column(name, Sealed(self._cipher, f"people: {table}.{name}"), nullable=nullable)

    def named(self, name: str) -> Table:
        """The table that has a name in the database."""
        return self._all.tables[name]

    def create(self, connection: Connection) -> None:
        """Make every table, and the guards that let nobody change the audit."""
        self._all.create_all(connection, checkfirst=False)
        for statement in _GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(statement)

    def add_missing(self, connection: Connection) -> None:
        """Make the tables that an earlier version did not have; what is there is left as it is."""
        self._all.create_all(connection, checkfirst=True)


def _name(column: str, *, primary_key: bool = False, nullable: bool = False, index: bool = False) -> Column[Any]:
    """The random name of a row."""
    return Column(column, String(24), primary_key=primary_key, nullable=nullable, index=index)


def _digest(column: str, *, primary_key: bool = False, unique: bool = False) -> Column[Any]:
    """A SHA-256."""
    return Column(column, String(64), primary_key=primary_key, nullable=False, unique=unique or None)


def _word(column: str) -> Column[Any]:
    """One of the words of an enumeration."""
    return Column(column, String(40), nullable=False)


def _moment(column: str, *, nullable: bool = False) -> Column[Any]:
    return Column(column, Moment, nullable=nullable)


def _sqlite_guard(act: str) -> str:
    return (
        f"CREATE TRIGGER people_audit_no_{act.lower()} BEFORE {act} ON people_audit "
        "BEGIN SELECT RAISE(ABORT, 'an audit is never changed'); END"
    )


_FORBID = """CREATE FUNCTION people_audit_no_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'an audit is never changed'; END $$"""


def _postgres_guard(act: str) -> str:
    return (
        f"CREATE TRIGGER people_audit_no_{act.lower()} BEFORE {act} ON people_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION people_audit_no_change()"
    )


_GUARDS = {
    "sqlite": (_sqlite_guard("UPDATE"), _sqlite_guard("DELETE")),
    "postgresql": (_FORBID, *map(_postgres_guard, ("UPDATE", "DELETE", "TRUNCATE"))),
}
