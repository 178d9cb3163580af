"""Bundles that came and were looked at, kept in the desk's folder until somebody takes them or sends them away."""

from __future__ import annotations

import re
from pathlib import Path

from reconvene.live.desk import Desk
from reconvene.live.settings import write_whole
from reconvene.record.attachments import digest_of
from reconvene.record.fault import fault

FOLDER = "incoming"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(desk: Desk, content: bytes) -> str:
    """Keep a bundle under its SHA-256, which is given; sealed if the desk is."""
    digest = digest_of(content)
    held = content if desk.cipher is None else desk.cipher.seal(content, f"{FOLDER}/{digest}")
    write_whole(_path(desk, digest), held)
    return digest


def held(desk: Desk, digest: str) -> bytes:
    """The bundle of that name. Raises `RecordFault` if it is not kept, or is not what it was."""
    path = _path(desk, digest)
    content = path.read_bytes() if _DIGEST.fullmatch(digest) and path.is_file() else None
    if content is not None and desk.cipher is not None:
        content = desk.cipher.open(content, f"{FOLDER}/{digest}")
    if content is None or digest_of(content) != digest:
        said = "The bundle that was looked at is not kept here any more."
        raise fault("no-such-bundle", str(desk.folder), said, "choose the file again")
    return content


def drop(desk: Desk, digest: str) -> None:
    """Send a bundle away."""
    if _DIGEST.fullmatch(digest):
        _path(desk, digest).unlink(missing_ok=True)


def _path(desk: Desk, digest: str) -> Path:
    return desk.folder / FOLDER / f"{digest}.bundle"
