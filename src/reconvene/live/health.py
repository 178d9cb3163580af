"""Whether an office is well: what a doctor looks at, each with what was found and what to do about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from reconvene.live.office import Office, Place
from reconvene.live.people_store import PeopleStore
from reconvene.record.fault import RecordFault
from reconvene.record.log import heads

LEAST_ROOM = 200 * 1024 * 1024
"""With less room than this on the disk a record may soon not be written."""

EXTRAS = {"psycopg": "a record in PostgreSQL", "resvg_py": "pictures as PNG", "polars": "tables as Parquet"}
"""Packages that need not be there, and what each is for."""


class Health(StrEnum):
    """How something is."""

    WELL = "well"
    NOTE = "note"
    ILL = "ill"


@dataclass(frozen=True)
class Looked:
    """Something that was looked at: how it is, what was found, and what to do."""

    what: str
    health: Health
    found: str
    next_step: str = ""


def examine_office(office: Office, people: PeopleStore) -> tuple[Looked, ...]:
    """How the office is: its folder, its people, every process and its record, and what is installed."""
    return (
        _folder(office),
        _people(people),
        *(_passed_over(folder) for folder in office.passed_over),
        *(looked for place in office.places for looked in _place(place)),
        *_extras(),
    )


def _folder(office: Office) -> Looked:
    folder = office.folder
    if not os.access(folder, os.W_OK):
        return Looked("folder", Health.ILL, f"`{folder}` cannot be written.", "mend its permissions")
    room = shutil.disk_usage(folder).free
    told = f"`{folder}` can be written; {room // 1024 // 1024} MiB are free."
    if room < LEAST_ROOM:
        return Looked("folder", Health.ILL, told, "make room on the disk before anything else is recorded")
    return Looked("folder", Health.WELL, told)


def _people(people: PeopleStore) -> Looked:
    try:
        with people.reading() as connection:
            count = connection.execute(people.tables.account.select()).all()
    except RecordFault as error:
        return Looked("people", Health.ILL, error.finding.message, error.finding.help)
    told = f"The people can be read: {len(count)} account{'' if len(count) == 1 else 's'}."
    return Looked("people", Health.WELL, told)


def _passed_over(folder: Path) -> Looked:
    said = f"`{folder}` holds a draft and is passed over: no process can have that name."
    return Looked(folder.name, Health.NOTE, said, "rename it in small letters, digits and hyphens, or take it away")


def _place(place: Place) -> Iterator[Looked]:
    document = place.versions.read()
    if document.readable:
        yield Looked(f"{place.name}: draft", Health.WELL, "The draft can be read.")
    else:
        count = sum(finding.counts_as_error for finding in document.findings)
        said = f"The draft has {count} error{'' if count == 1 else 's'}."
        yield Looked(f"{place.name}: draft", Health.NOTE, said, "open the draft: each is told with its next step")
    if not place.has_desk:
        return
    try:
        with place.lock:
            told = heads(place.desk.store)
            wrong = place.desk.store.examine()
    except RecordFault as error:
        yield Looked(f"{place.name}: record", Health.ILL, error.finding.message, error.finding.help)
        return
    entries = sum(head.length for head in told.values())
    if wrong:
        yield Looked(f"{place.name}: record", Health.ILL, wrong[0].message, wrong[0].help)
    else:
        said = f"The record can be read: {len(told)} log{'' if len(told) == 1 else 's'}, {entries} entries."
        yield Looked(f"{place.name}: record", Health.WELL, said)


def _extras() -> Iterator[Looked]:
    for package, use in EXTRAS.items():
        if find_spec(package) is None:
            told = f"`{package}` is not installed: no {use}."
            yield Looked(package, Health.NOTE, told, "install it if you need that")
