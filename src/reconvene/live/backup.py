"""A whole desk in one sealed file, a desk made from such a file, and a desk that somebody else takes over."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import closing
from datetime import datetime
from io import BytesIO
from pathlib import Path

from reconvene.live.checking import check_record
from reconvene.live.desk import Desk, open_desk
from reconvene.live.founding import check_place, lay_out
from reconvene.live.key_care import revoke, rotate
from reconvene.live.people_copying import back_up_people
from reconvene.live.sealed import KEYS, SEAL, SEALED_KEYS, SEALED_OVERLAY
from reconvene.live.sealing import check_passphrase
from reconvene.live.settings import HERE, is_desk, write_settings, write_whole
from reconvene.record.address import open_store
from reconvene.record.bundle import check_path
from reconvene.record.cipher import Cipher, new_cipher, unwrap, wrap
from reconvene.record.copying import copy_store
from reconvene.record.desk_keys import history_of
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.keys import SigningKey

MARK = b"reconvene backup 1\n"
LARGEST = 2**32
"""The most bytes that a back-up may unpack to."""
_PLACE = "backup"


def back_up_desk(desk: Desk, target: Path, passphrase: str) -> None:
    """Write the whole desk into one file, sealed under a passphrase.

    The record is in it as it stood at one moment, wherever it is kept; a folder that is sealed stays so inside. Raises
    `RecordFault` if the file is there already, the passphrase is too short, or something cannot be read.
    """
    check_passphrase(passphrase, target)
    if target.exists():
        raise fault("file-there-already", str(target), f"`{target}` is there already.", "name another file")
    with tempfile.TemporaryDirectory(prefix="reconvene-") as name:
        part = Path(name) / "desk"
        copy_desk(desk, part)
        write_whole(target, pack(part, passphrase))


def pack(part: Path, passphrase: str) -> bytes:
    """Everything in a folder as one file, sealed under a passphrase."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in part.rglob("*") if each.is_file()):
            archive.write(path, path.relative_to(part).as_posix())
    cipher = new_cipher()
    return MARK + wrap(cipher, passphrase).encode() + b"\n" + cipher.seal(packed.getvalue(), _PLACE)


def copy_desk(desk: Desk, part: Path) -> None:
    """Copy the whole desk into a folder, its record as it stands at one moment, wherever that is kept."""
    with closing(open_store(part, cipher=desk.cipher)) as store:
        copy_store(desk.store, store)
    write_settings(part, desk.settings.changed(store=HERE))
    back_up_people(desk.folder, desk.settings, part, desk.cipher)
    for name in (SEAL, "private.yaml", SEALED_OVERLAY, ".gitignore"):
        if (desk.folder / name).is_file():
            shutil.copyfile(desk.folder / name, part / name)
    for name in (KEYS, SEALED_KEYS):
        if (desk.folder / name).is_dir():
            shutil.copytree(desk.folder / name, part / name)


def restore_desk(source: Path, folder: Path, passphrase: str) -> None:
    """Set up a desk from its back-up, verified, all of it or nothing.

    What was recorded since is not in it: bundles of the others bring it back, and that comes before anything else is
    recorded, or two stories are told. Raises `RecordFault` if the file is no whole back-up, the passphrase is another,
    the folder holds anything, or what was backed up is damaged.
    """
    check_place(folder)
    content = open_packed(source, passphrase)
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        unpack(content, part, source)
        sealed = (part / SEAL).is_file()  # then it can be verified only once its own passphrase is given
        damage = () if sealed or not is_desk(part) else check_record(part).damage
        if damage or not is_desk(part):
            said = "The desk in the back-up is damaged."
            why = [each.message for each in damage]
            raise RecordFault(found("backup-damaged", str(source), said, "take an earlier back-up", *why))
        if folder.is_dir():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if not sealed:
        with open_desk(folder) as desk:
            lay_out(desk, desk.edition)


def open_packed(source: Path, passphrase: str) -> bytes:
    """What is in a back-up, opened. Raises `RecordFault` where it is none, not whole, or under another passphrase."""
    try:
        data = source.read_bytes()
    except OSError as error:
        said = f"`{source}` cannot be read: {error.strerror or error}."
        raise fault("not-readable", str(source), said, "check the path and the disk") from error
    head, line, sealed = data[: len(MARK)], *data[len(MARK) :].partition(b"\n")[::2]
    if head != MARK:
        raise _no_backup(source, "it is something else")
    try:
        cipher: Cipher = unwrap(line.decode(), passphrase)
    except ValueError as error:
        raise _no_backup(source, str(error)) from error
    content = cipher.open(sealed, _PLACE)
    if content is None:
        raise _no_backup(source, "it was cut short, or one bit of it has changed")
    return content


def _no_backup(source: Path, why: str) -> RecordFault:
    step = "name the file of a back-up, and its passphrase; nothing was made"
    return fault("no-back-up", str(source), f"`{source}` gives no desk: {why}.", step)


def unpack(content: bytes, part: Path, source: Path) -> None:
    """Lay what is in a back-up out in a folder. Raises `RecordFault` for a path that leads out of it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            listed = archive.infolist()
            if sum(each.file_size for each in listed) > LARGEST:
                raise ValueError("it would unpack to more than any desk holds")
            for each in listed:
                path = part / check_path(each.filename)
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.write_bytes(archive.read(each))
                path.chmod(0o600)
    except (ValueError, zipfile.BadZipFile, OSError) as error:
        raise _no_backup(source, str(error)) from error


def take_over(desk: Desk, now: datetime, reason: str) -> SigningKey:
    """Make a key that only the successor has, vouched for by the one before, which counts no more from now on.

    What the old key signed stays good: the new one first signs a checkpoint of every log. Raises `RecordFault` if the
    old key is not here.
    """
    old = history_of(desk.store, desk.actor).current
    new = rotate(desk, now, reason)
    if old is not None:
        revoke(desk, old.id, now, reason)
    return new
