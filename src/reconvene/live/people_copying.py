"""The people of a desk carried over: into a sealed folder, out of one, and into a back-up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Row, Table, func, select

from reconvene.live.people_store import PEOPLE, SEALED_PEOPLE, PeopleStore, is_in_database, open_people, open_people_at
from reconvene.live.settings import HERE, Settings
from reconvene.record.cipher import Cipher


def has_people(folder: Path, settings: Settings, cipher: Cipher | None) -> bool:
    """Whether anything of people was ever kept at a desk; a database is taken to have it."""
    return is_in_database(settings) or (folder / (PEOPLE if cipher is None else SEALED_PEOPLE)).is_file()


def reseal_people(folder: Path, settings: Settings, before: Cipher | None, after: Cipher | None) -> None:
    """Lay the people of a folder down once more under another seal, or none. Sessions and links end; the rest stays."""
    if has_people(folder, settings, before):
        with open_people(folder, settings, before) as source, open_people(folder, settings, after) as target:
            _copy(
                source,
                target,
                (*_lasting(source), source.tables.invitation, source.tables.token, source.tables.calendar),
            )


def is_same_people(folder: Path, settings: Settings, before: Cipher | None, after: Cipher | None) -> bool:
    """Whether nothing was done in the one since it was laid down in the other."""
    if not has_people(folder, settings, before):
        return True
    with open_people(folder, settings, before) as source, open_people(folder, settings, after) as target:
        return _length(source) == _length(target)


def back_up_people(folder: Path, settings: Settings, part: Path, cipher: Cipher | None) -> None:
    """Copy the accounts and the audit into a folder. What lets somebody in without a password is left out.

    Restored years later, it would let in whoever was shut out since.
    """
    if has_people(folder, settings, cipher):
        with (
            open_people(folder, settings, cipher) as source,
            open_people(part, settings.changed(store=HERE), cipher) as target,
        ):
            _copy(source, target, _lasting(source))


def back_up_office_people(source: PeopleStore, part: Path) -> None:
    """The same of the people of an office."""
    with open_people_at(part, HERE) as target:
        _copy(source, target, _lasting(source))


def _lasting(source: PeopleStore) -> tuple[Table, ...]:
    return (source.tables.account, source.tables.audit)


def _copy(source: PeopleStore, target: PeopleStore, tables: tuple[Table, ...]) -> None:
    with source.reading() as given, target.writing() as connection:
        for table in tables:
            for row in given.execute(select(table)):
                _put(target, connection, table.name, row)


def _put(target: PeopleStore, connection: Connection, name: str, row: Row[tuple[object, ...]]) -> None:
    values = dict(row._mapping)  # noqa: SLF001  (what SQLAlchemy calls it, in public)
    if "key" in values:
        values["key"] = target.key(values["name"])
    connection.execute(target.tables.named(name).insert().values(**values))


def _length(store: PeopleStore) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(store.tables.audit)).scalar_one())
