"""A desk made of what is good of a damaged one, and of copies of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from reconvene.live.adoption import FOLDER as PROCESS
from reconvene.live.desk import open_desk
from reconvene.live.founding import check_place, lay_out
from reconvene.live.sealed import KEYS, SEAL
from reconvene.live.settings import FILE, HERE, is_desk, read_settings, write_settings
from reconvene.record.address import open_store
from reconvene.record.fault import RecordFault, fault
from reconvene.record.recovery import Recovered, recover


def recover_desk(source: Path, folder: Path, copies: Sequence[Path] = ()) -> Recovered:
    """Set up a desk from what is good of a damaged one, which is not changed; `copies` fill its gaps.

    Of each log the entries from the start as far as they follow one another are there; what stands behind a gap is set
    aside. Settings and keys are those of the first folder that has them. Raises `RecordFault` if none holds settings,
    nothing of the record can be read, the desk is sealed, or the new folder holds anything.
    """
    check_place(folder)
    found = next((each for each in (source, *copies) if is_desk(each)), None)
    if found is None:
        step = "name a copy that has one with --copy, such as a restored back-up"
        raise fault("not-a-desk", str(source), f"`{source}` holds no `{FILE}`.", step)
    if any((each / SEAL).is_file() for each in (source, *copies)):
        said = "What a sealed desk holds cannot be picked out of damaged files."
        raise fault("desk-sealed", str(source), said, "restore its back-up, and import the bundles of the other desks")
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with closing(open_store(part)) as store:
            recovered = recover(source, store, *copies, contents=_files_in(source, *copies))
        if not recovered.logs:
            step = "name a copy with --copy, or restore a back-up, and import the bundles of the other desks"
            raise fault("record-damaged", str(source), "Nothing of the record can be read; no desk was made.", step)
        write_settings(part, read_settings(found).changed(store=HERE))
        _copy_rest((source, *copies), part)
        if folder.is_dir():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    # A text whose files were lost with the record is adopted anew.
    with suppress(RecordFault), open_desk(folder) as desk:
        lay_out(desk, desk.edition)
    return recovered


def _files_in(*folders: Path) -> Iterator[bytes]:
    """The copies of the text that lie in folders of desks for people: they are attachments of the record."""
    for folder in folders:
        for path in sorted((folder / PROCESS).rglob("*")):
            if path.is_file():
                yield path.read_bytes()


def _copy_rest(folders: Sequence[Path], part: Path) -> None:
    keys = next((each / KEYS for each in folders if (each / KEYS).is_dir()), None)
    if keys is not None:
        shutil.copytree(keys, part / KEYS)
    for name in ("private.yaml", ".gitignore"):
        path = next((each / name for each in folders if (each / name).is_file()), None)
        if path is not None:
            shutil.copyfile(path, part / name)
