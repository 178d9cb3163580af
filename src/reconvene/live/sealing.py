"""Sealing a desk's folder under a passphrase, opening it again for good, and taking another passphrase."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from reconvene.live.adoption import FOLDER, OVERLAY
from reconvene.live.desk import desk_at
from reconvene.live.founding import lay_out
from reconvene.live.key_care import SHORTEST
from reconvene.live.people_copying import is_same_people, reseal_people
from reconvene.live.people_store import PEOPLE, SEALED_PEOPLE
from reconvene.live.sealed import (
    KEYS,
    SEAL,
    SEALED_KEYS,
    SEALED_OVERLAY,
    cipher_of,
    is_sealed,
    keys_in,
    read_private,
    write_private,
)
from reconvene.live.settings import HERE, Settings, read_settings, write_whole
from reconvene.record.address import open_store
from reconvene.record.cipher import Cipher, new_cipher, wrap
from reconvene.record.copying import copy_store, is_same
from reconvene.record.fault import fault
from reconvene.record.key_folder import load_key
from reconvene.record.sqlite_store import FILE, SEALED_FILE

_BESIDE = ("", "-wal", "-shm")
"""What SQLite keeps beside a file."""
_PART = ".opening"
"""Where the open record is made, before it is moved to its place."""


def check_passphrase(passphrase: str, where: Path) -> None:
    """Raise `RecordFault` for a passphrase that is too short to hold."""
    if len(passphrase) < SHORTEST:
        raise fault(
            "passphrase-too-short",
            str(where),
            f"The passphrase has fewer than {SHORTEST} letters.",
            "take several words that nobody would guess, and keep them elsewhere",
        )


def seal_desk(folder: Path, passphrase: str, *, keys: str | None = None) -> None:
    """Seal a desk's folder: its record, its keys, its people and its private part; the copy of the text goes.

    Everything is copied and compared before what lies open is removed; stopped half-way, it is done again. `keys` is
    the passphrase that the keys have had. Nobody else may use the desk meanwhile. Raises `RecordFault` if the record is
    in a database, the passphrase is too short, or somebody recorded meanwhile.
    """
    settings = read_settings(folder)
    if not is_sealed(folder):
        check_passphrase(passphrase, folder)
        _insist_on_folder(folder, settings)
        _copy_in(folder, settings, passphrase, keys)
    _clear_open(folder, settings, passphrase)


def _copy_in(folder: Path, settings: Settings, passphrase: str, keys: str | None) -> None:
    """Lay everything sealed beside what is open. The seal comes last: from then on the folder is a sealed one."""
    cipher = new_cipher()
    _remove(folder, SEALED_FILE, SEALED_KEYS, SEALED_OVERLAY, SEALED_PEOPLE)  # what an attempt that was stopped left
    reseal_people(folder, settings, None, cipher)
    with closing(open_store(folder)) as source, closing(open_store(folder, cipher=cipher)) as target:
        copy_store(source, target)
    for path in keys_in(folder, None).files():
        keys_in(folder, cipher).save(load_key(path, keys), cipher.secret)
    private = read_private(folder, None)
    if private is not None:
        write_private(folder, cipher, private)
    write_whole(folder / SEAL, wrap(cipher, passphrase).encode())


def _clear_open(folder: Path, settings: Settings, passphrase: str) -> None:
    """Remove what lies open beside what was sealed, once the two are the same."""
    cipher = _cipher(folder, passphrase)
    if (folder / FILE).is_file():
        with closing(open_store(folder)) as plain, closing(open_store(folder, cipher=cipher)) as sealed:
            same = is_same(plain, sealed) and is_same_people(folder, settings, None, cipher)
        if not same:
            (folder / SEAL).unlink()
            raise fault(
                "record-went-on",
                str(folder),
                "Somebody used the desk while the folder was sealed; it was left open, and nothing is lost.",
                "see that nobody uses the desk, and seal it again",
            )
    _remove(folder, FILE, KEYS, OVERLAY, FOLDER, PEOPLE)


def unseal_desk(folder: Path, passphrase: str) -> None:
    """Open a sealed folder for good: everything lies as before it was sealed, the keys sealed under the passphrase."""
    settings = read_settings(folder)
    cipher = _cipher(folder, passphrase)
    _remove(folder, FILE, KEYS, PEOPLE, _PART)
    with closing(open_store(folder, cipher=cipher)) as source, closing(open_store(folder / _PART)) as target:
        copy_store(source, target)
    (folder / _PART / FILE).replace(folder / FILE)
    for path in keys_in(folder, cipher).files():
        keys_in(folder, None).save(load_key(path, cipher.secret), passphrase)
    private = read_private(folder, cipher)
    if private is not None:
        write_private(folder, None, private)
    reseal_people(folder, settings, cipher, None)
    (folder / SEAL).unlink()  # from here on the folder is an open one
    _remove(folder, SEALED_FILE, SEALED_KEYS, SEALED_OVERLAY, SEALED_PEOPLE, _PART)
    with desk_at(folder, settings, passphrase) as desk:
        lay_out(desk, desk.edition)


def change_passphrase(folder: Path, old: str, new: str) -> None:
    """Take another passphrase. The data key stays: who had the old passphrase and a copy of the seal opens that copy.

    Raises `RecordFault` if the old one is wrong or the new one too short; then the old one stays.
    """
    cipher = _cipher(folder, old)
    check_passphrase(new, folder)
    write_whole(folder / SEAL, wrap(cipher, new).encode())


def _cipher(folder: Path, passphrase: str) -> Cipher:
    cipher = cipher_of(folder, passphrase)
    if cipher is None:
        raise fault("desk-not-sealed", str(folder), "The desk is not sealed.", f"reconvene desk seal {folder}")
    return cipher


def _insist_on_folder(folder: Path, settings: Settings) -> None:
    if settings.store != HERE:
        raise fault(
            "record-in-a-database",
            str(folder),
            "The record of this desk is in a database, and only a record in the folder is sealed.",
            "let whoever runs the database encrypt its disk, or bring the record into a folder by back-up and restore",
        )


def _remove(folder: Path, *names: str) -> None:
    for path in (folder / f"{name}{ending}" for name in names for ending in _BESIDE):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
