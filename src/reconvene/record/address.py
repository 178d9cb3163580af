"""Where a record is kept: in memory, in a folder, or in a database by its address."""

from __future__ import annotations

import os
from pathlib import Path

from reconvene.record.cipher import Cipher
from reconvene.record.fault import fault
from reconvene.record.memory_store import MemoryStore
from reconvene.record.postgres_store import PostgresStore
from reconvene.record.sqlite_store import SqliteStore
from reconvene.record.store import Store

MEMORY = "memory:"


def open_store(where: str | os.PathLike[str], *, writable: bool = True, cipher: Cipher | None = None) -> Store:
    """The store at a path (a folder, made if it is not there), a `postgresql://` address, or `memory:`.

    With a cipher, bodies and attachments lie sealed in a folder or a database; memory needs none. With `writable=False`
    nothing is made and nothing changes; a folder is then read from a copy of its file. Raises `RecordFault` with a
    finding where it cannot be opened.
    """
    text = os.fspath(where)
    if text == MEMORY:
        return MemoryStore()
    if names_database(text):
        return PostgresStore(text, writable=writable, cipher=cipher)
    return SqliteStore(Path(text), writable=writable, cipher=cipher)


def names_database(where: str) -> bool:
    """Whether a place is the address of a database, and no folder. Raises `RecordFault` for what no store is at."""
    scheme, separator, _ = where.partition("://")
    if not separator:
        return False
    if scheme.partition("+")[0] in ("postgresql", "postgres"):
        return True
    raise fault(
        "unknown-store",
        where,
        f"No store of a record is reached by `{scheme}`.",
        "name a folder, or a database by `postgresql+psycopg://USER@HOST/NAME`",
    )
