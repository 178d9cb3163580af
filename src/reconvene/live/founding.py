"""Setting up a desk, and adopting a text: what is done once, and each time the text changes."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from reconvene.document.load import Document
from reconvene.live.adoption import FOLDER, Edition, TextUnreadable, edition_of, hides_parts
from reconvene.live.compartments import OPEN, Compartment, compartment_for
from reconvene.live.desk import Desk, desk_at
from reconvene.live.payload import Payload
from reconvene.live.settings import (
    FILE,
    HERE,
    VERSION,
    Settings,
    is_desk,
    name_of,
    read_settings,
    write_settings,
    write_whole,
)
from reconvene.record.desk_keys import begin_keys, history_of
from reconvene.record.entry import Entry
from reconvene.record.fault import fault
from reconvene.record.keys import create_key
from reconvene.text.spelling import nearest

IGNORED = "keys/\nkeys.sealed/\nseal.json\nprivate.yaml\nprivate.yaml.sealed\ndrafts/\nletters/\npeople.*\n"
"""What git must never take up: keys, people, and what is private."""


def settings_for(
    document: Document,
    actor: str,
    *,
    called: str | None = None,
    convenor: bool | None = None,
    process: str | None = None,
    store: str = HERE,
) -> Settings:
    """The settings of a desk of an actor: what is left out is taken from the text. Raises `RecordFault` for nobody."""
    _check_text(document)
    _check_actor(document, actor)
    name = process or name_of(document.process.title or Path(document.file).stem)
    convenes = is_convenor(document, actor) if convenor is None else convenor
    held = {"reconvene_desk": VERSION, "process": name, "actor": actor, "store": store, "convenor": convenes}
    return Settings(**held, called=called)


def create_desk(
    path: str | os.PathLike[str],
    document: Document,
    settings: Settings | str,
    now: datetime,
    *,
    passphrase: str | None = None,
) -> Desk:
    """Set up a desk in a new or empty folder, adopt the text, and give the desk open.

    The settings are those of `settings_for`, or the name of the actor. Raises `RecordFault` if the text cannot be read,
    or the folder holds a desk or anything else. A desk that was not finished, because the machine stopped, is no desk
    yet, and is set up again.
    """
    folder = Path(path)
    check_place(folder)
    settings = settings_for(document, settings) if isinstance(settings, str) else settings
    write_whole(folder / ".gitignore", IGNORED.encode(), 0o644)
    desk = desk_at(folder, settings, passphrase)
    try:
        if history_of(desk.store, settings.actor).current is None:
            key = create_key(settings.actor)
            desk.keys.save(key, passphrase)
            begin_keys(desk.store, key, now=now)
        adopt(desk, document, now)
        first = history_of(desk.store, settings.actor).keys[0]
        desk.settings = settings.changed(trusts={**(settings.trusts or {}), settings.actor: (first.id,)})
        write_settings(folder, desk.settings)  # last: only then is the folder a desk
    except BaseException:
        desk.close()
        raise
    return desk


def check_place(folder: Path) -> None:
    """Raise `RecordFault` unless a desk can be set up in a folder: it is not there, empty, or was never finished."""
    if is_desk(folder):
        raise fault(
            "desk-there-already",
            str(folder),
            f"`{folder}` is a desk already; nothing was changed.",
            "name another folder; to change the text, `reconvene desk adopt`",
        )
    if folder.exists() and not folder.is_dir():
        raise fault("not-a-folder", str(folder), f"`{folder}` is a file.", "name a folder that is empty or not there")
    ours = {".gitignore", "keys", FOLDER, "record.sqlite3", "record.sqlite3-wal", "record.sqlite3-shm"}
    # What a program that was killed had half written lies beside, under the name of what it was to be.
    halves = tuple(f".{name}." for name in (FILE, ".gitignore"))
    found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    others = [name for name in found if name not in ours and not name.startswith(halves)]
    if others:
        raise fault(
            "folder-not-empty",
            str(folder),
            f"`{folder}` holds other things, such as `{others[0]}`.",
            "name a folder that is empty or not there, so that nothing of yours is mixed with the record",
        )


def _check_text(document: Document) -> None:
    if not document.readable:
        raise TextUnreadable(document.findings)


def _check_actor(document: Document, actor: str) -> None:
    names = document.names.of_family("actor", "role", "body")
    if actor not in names:
        near = nearest(actor, names)
        listed = ", ".join(f"`{name}`" for name in names[:12])
        raise fault(
            "no-such-actor",
            document.file,
            f"Nobody in the process is named `{actor}`.",
            f"did you mean `{near}`?" if near else f"name one of {listed}" if listed else "add it under `actors:`",
        )


def is_convenor(document: Document, actor: str) -> bool:
    """Whether the text names an actor as the convenor of the way back."""
    mechanism = document.process.return_
    return mechanism is not None and getattr(mechanism, "convenor", None) == actor


def adopt(desk: Desk, document: Document, now: datetime) -> Entry | None:
    """Go by a new version of the text from now on. None if it is the one that the desk goes by already.

    A desk that the text makes the convenor convenes from then on, and one that it no longer names does no more.

    Raises `RecordFault` if the text cannot be read, or knows nobody whose desk this is.

    The files go into the record, and a copy into the folder for people to read. A text with parts that only some may
    see goes into a compartment of this desk alone: as a whole it is for nobody else.
    """
    _check_text(document)
    _check_actor(document, desk.actor)
    edition = edition_of(document)
    last = [each for each in desk.contents.adopted if each.desk == desk.actor]
    entry = None
    if not last or desk.adopted.version != edition.version:
        before = desk.shared_document if last else document
        held = {Payload.PROCESS.value: edition.data}
        [entry] = desk.write(_compartment(document, desk), [held], now, attachments=edition.files)
        _follow_convenor(desk, before, document)
    lay_out(desk, edition)
    return entry


def _follow_convenor(desk: Desk, before: Document, after: Document) -> None:
    convenes = is_convenor(after, desk.actor)
    if convenes != is_convenor(before, desk.actor):
        desk.settings = read_settings(desk.folder).changed(convenor=convenes)  # anew: others may have written them
        write_settings(desk.folder, desk.settings)


def _compartment(document: Document, desk: Desk) -> Compartment:
    return compartment_for([desk.actor]) if hides_parts(document) else OPEN


def lay_out(desk: Desk, edition: Edition) -> None:
    """Write the copy of the text that people read and edit; in a sealed folder none is left lying."""
    if desk.cipher is not None:
        return
    for name, content in edition.files.items():
        write_whole(desk.folder / FOLDER / name, content, 0o644)


def is_laid_out(desk: Desk) -> bool:
    """Whether that copy is the text that the desk goes by; if not, somebody has edited it and it counts for nothing."""
    folder, files = desk.folder / FOLDER, desk.edition.files
    if desk.cipher is not None:
        return True
    return all((folder / name).is_file() and (folder / name).read_bytes() == content for name, content in files.items())
