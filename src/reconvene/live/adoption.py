"""The text of the process as a desk adopted it: its files, named by the hash of their content, in the record itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from reconvene.clauses.expand import expand
from reconvene.document.disclosure import hides, text_for
from reconvene.document.load import Document, decode, load, load_text
from reconvene.process.visibility import Readers
from reconvene.record.attachments import digest_of
from reconvene.record.canon import canonical, tagged_hash
from reconvene.record.fault import RecordFault, fault
from reconvene.record.store import Store
from reconvene.text.finding import Finding
from reconvene.text.span import Source

TAG = "reconvene process v1"
FOLDER = "process"
"""Where in its folder a desk lays a copy of the text, for people and editors; the record has the last word."""
OVERLAY = "private.yaml"
"""The part of the process that is the desk's own: red lines, estimates. It is in no log and goes to nobody."""


class TextUnreadable(RecordFault):
    """The text has errors; `findings` are all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = [finding for finding in findings if finding.counts_as_error]
        super().__init__(self.findings[0])


@dataclass(frozen=True)
class Edition:
    """One version of the text: the name of its main file, and each file's content by its path from there."""

    main: str
    files: Mapping[str, bytes]

    @property
    def version(self) -> str:
        """The hash that names the version: that of its files and their names."""
        return tagged_hash(TAG, canonical({"files": self.digests, "main": self.main}))

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file."""
        return {name: digest_of(content) for name, content in sorted(self.files.items())}

    @property
    def data(self) -> dict[str, Any]:
        """What the record says of it; the files are attachments."""
        return {"files": self.digests, "main": self.main, "version": self.version}


def edition_of(document: Document) -> Edition:
    """The files that a document was read from. Raises `RecordFault` if one of them is gone or cannot be read."""
    main = Path(document.file)
    files: dict[str, bytes] = {}
    for source in document.sources:
        path = Path(source.name)
        name = PurePosixPath(os.path.relpath(path, main.parent)).as_posix()
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            raise fault(
                "not-readable",
                source.name,
                f"`{source.name}` cannot be read: {error.strerror or error}.",
                "bring the file back, and adopt the process again",
            ) from error
    return Edition(main.name, files)


def edition_from(store: Store, said: Mapping[str, Any], where: str) -> Edition:
    """The version that the record tells of, from its attachments. Raises `RecordFault` if one is missing or changed."""
    files: dict[str, bytes] = {}
    for name, digest in said["files"].items():
        content = store.attachment(digest)
        if content is None or digest_of(content) != digest:
            raise fault(
                "process-damaged",
                where,
                f"The file `{name}` of the process is {'missing' if content is None else 'not the one adopted'}.",
                "see what `reconvene verify` says; `reconvene desk recover` makes a desk of what is good",
            )
        files[name] = content
    return Edition(said["main"], files)


def document_of(edition: Edition, folder: Path, overlay: bytes | None = None) -> Document:
    """The document of a version, its clauses spelled out; files are called as if they lay in the folder.

    With an overlay, its parts are read too: they may add to a section, and change nothing that stands there.
    Raises `TextUnreadable` if the text has errors.
    """
    texts = _texts(edition, folder)
    main = str(folder / edition.main)
    beside: tuple[str, ...] = ()
    if overlay is not None and overlay.strip():
        path = str(folder.parent / OVERLAY)
        texts[path], finding = decode(overlay, path)
        if finding is not None:
            raise RecordFault(finding)
        beside = (path,)
    document = expand(load(main, texts, beside=beside))
    if not document.readable:
        raise TextUnreadable(document.findings)
    return document


def _texts(edition: Edition, folder: Path) -> dict[str, Source]:
    texts: dict[str, Source] = {}
    for name, content in edition.files.items():
        path = str(folder / name)
        texts[path], finding = decode(content, path)
        if finding is not None:
            raise RecordFault(finding)
    return texts


def as_written(edition: Edition, folder: Path) -> Document:
    """The document of a version, its clauses not spelled out: what two versions are compared as."""
    return load(str(folder / edition.main), _texts(edition, folder))


def hides_parts(document: Document) -> bool:
    """Whether the text has parts that only some may see, so that it goes to nobody as a whole."""
    return hides(document)


def cut_for(document: Document, reader: str, name: str) -> Document:
    """The document as a reader may see it, called by a name that tells nothing of where it lies here.

    Raises `TextUnreadable` if what is left cannot be read by itself.
    """
    cut = expand(load_text(text_for(document, Readers(document.process, reader).may_read), name))
    if not cut.readable:
        raise TextUnreadable(cut.findings)
    return cut
