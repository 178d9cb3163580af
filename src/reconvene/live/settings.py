"""The settings of a desk: whose it is, of which process, and where its record is kept. One small file in its folder."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from pathlib import Path

from reconvene.document.kinds import PROSE
from reconvene.document.load import read_file
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, MapOf, OneOf, Record, RecordOf, Text, YesOrNo, record, slot
from reconvene.document.written import as_data, as_yaml
from reconvene.live.notices import Notices
from reconvene.record.entry import check_name
from reconvene.record.fault import RecordFault, fault
from reconvene.text import yaml
from reconvene.text.finding import Finding, problem
from reconvene.text.span import Source

FILE = "desk.yaml"
"""What makes a folder a desk."""
VERSION = "1"
HERE = "here"
"""The store of a desk that keeps its record in its own folder."""


@record
class Settings(Record):
    """Whose desk it is: which actor of which process, under what name it is shown, and where its record lies."""

    reconvene_desk: str = slot(OneOf(VERSION), "the version of the desk's folder", required=True)
    process: str = slot(Text(), "the name of the process in every log, the same at all desks", required=True)
    actor: str = slot(Text(), "which actor of the process the organisation is; its logs have this name", required=True)
    called: str | None = slot(PROSE, "the name shown to people; the actor's if left out")
    convenor: bool | None = slot(YesOrNo(), "whether the desk convenes, and opens what is deposited with it")
    store: str = slot(Text(), "where the record is: `here`, or the address of a database", required=True)
    compartments: dict[str, tuple[str, ...]] | None = slot(
        MapOf(ListOf(Text(), lone=True)), "named sets of readers, for what is recorded for them alone"
    )
    notices: Notices | None = slot(RecordOf(Notices), "whom the desk tells that something waits for them, and how")
    trusts: dict[str, tuple[str, ...]] | None = slot(
        MapOf(ListOf(Text(), lone=True)), "the fingerprints of other desks' keys that were compared with them"
    )

    def examine(self, reader: Reader) -> None:
        """What names a log must be able to."""
        for key in ("process", "actor"):
            name = getattr(self, key)
            try:
                check_name(name or "x")
            except ValueError as error:
                reader.wrong_value(self.value_span(key), f"{error}.", "take letters, digits, `_`, `.` and `-`")


def is_desk(path: str | os.PathLike[str]) -> bool:
    """Whether a folder says that it is a desk."""
    return (Path(path) / FILE).is_file()


def read_settings(folder: Path) -> Settings:
    """The settings in a folder. Raises `RecordFault` where it is no desk, or one of a later version."""
    if not is_desk(folder):
        what = "is no desk: it holds no" if folder.is_dir() else "is no folder with a"
        raise fault(
            "not-a-desk",
            str(folder),
            f"`{folder}` {what} `{FILE}`.",
            f"name the folder of a desk, or set one up: reconvene desk new {folder} --process FILE --as ACTOR",
        )
    source, finding = read_file(str(folder / FILE))
    if finding is not None:
        raise RecordFault(finding)
    page = yaml.read(source)
    reader = Reader()
    if isinstance(page.root, yaml.Mapping):
        _check_version(page.root)
        made = reader.record(Settings, page.root)
        if isinstance(made, Settings) and not (found := [*page.findings, *reader.findings]):
            return made
        raise RecordFault(found[0])
    raise RecordFault(page.findings[0] if page.findings else _empty(source))


def _empty(source: Source) -> Finding:
    return problem("not-a-desk", source.head, f"`{FILE}` holds no settings.", "bring it back from a back-up")


def _check_version(root: yaml.Mapping) -> None:
    entry = root.entry("reconvene_desk")
    if entry is not None and isinstance(entry.value, yaml.Scalar) and entry.value.text.isdigit():
        number = int(entry.value.text)
        if number > int(VERSION):
            said = f"The desk is of version {number}, and this reconvene knows them up to {VERSION}."
            raise RecordFault(
                problem("desk-of-a-later-version", entry.value.span, said, "use the newer reconvene that wrote it")
            )


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the settings, all or nothing. Raises `RecordFault` where the folder takes none."""
    text = "# Whose desk this is. The record, the keys and the process lie beside this file.\n" + as_yaml(
        as_data(settings)
    )
    write_whole(folder / FILE, text.encode())


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file so that a reader finds the old one or the new one, whatever happens. Raises `RecordFault`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)  # noqa: PTH101  (a name is what mkstemp gives)
            os.replace(name, path)  # noqa: PTH105
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise fault(
            "desk-unwritable",
            str(path),
            f"`{path}` cannot be written: {error.strerror or error}.",
            "make room, or mend the permissions of the folder, and do it again",
        ) from error


def name_of(title: str) -> str:
    """The name that a process with this title gets in logs and addresses: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "process"
