"""A whole office in one sealed file, and an office made from such a file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from reconvene.live.backup import copy_desk, open_packed, pack, unpack
from reconvene.live.checking import check_record
from reconvene.live.office import DESK, PROCESSES, Office
from reconvene.live.people_copying import back_up_office_people
from reconvene.live.people_store import PeopleStore
from reconvene.live.sealed import is_sealed
from reconvene.live.sealing import check_passphrase
from reconvene.live.settings import is_desk
from reconvene.record.fault import RecordFault, fault, found


def copy_office(office: Office, people: PeopleStore, passphrase: str) -> bytes:
    """Every process with its draft, versions and desk, the people and the audit, sealed under a passphrase.

    What lets somebody in without a password is left out. Raises `RecordFault` for a passphrase that is too short, or
    if something cannot be read.
    """
    check_passphrase(passphrase, office.folder)
    with tempfile.TemporaryDirectory(prefix="reconvene-") as name:
        part = Path(name) / "office"
        for place in office.places:
            target = part / PROCESSES / place.name
            shutil.copytree(place.folder, target, ignore=shutil.ignore_patterns(DESK, ".*"))
            if place.has_desk:
                with place.lock:
                    copy_desk(place.desk, target / DESK)
        part.mkdir(exist_ok=True)
        back_up_office_people(people, part)
        return pack(part, passphrase)


def restore_office(source: Path, folder: Path, passphrase: str) -> None:
    """Set up an office from its back-up, every desk of it verified, all of it or nothing.

    Raises `RecordFault` if the folder holds anything, the file is no whole back-up of an office, or a desk is damaged.
    """
    if folder.is_dir() and any(folder.iterdir()):
        said = f"`{folder}` holds other things."
        raise fault("folder-not-empty", str(folder), said, "name a folder that is empty or not there")
    content = open_packed(source, passphrase)
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        unpack(content, part, source)
        if is_desk(part):
            step = "restore it with `reconvene desk restore`"
            raise fault("no-back-up", str(source), f"`{source}` is the back-up of one desk, not of an office.", step)
        _insist_on_whole(part, source)
        if folder.is_dir():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _insist_on_whole(part: Path, source: Path) -> None:
    desks = [path for path in (part / PROCESSES).glob(f"*/{DESK}") if is_desk(path)]
    damage = [each for desk in desks if not is_sealed(desk) for each in check_record(desk).damage]
    if damage:
        why = [each.message for each in damage]
        raise RecordFault(
            found("backup-damaged", str(source), "A desk in the back-up is damaged.", "take an earlier back-up", *why)
        )
