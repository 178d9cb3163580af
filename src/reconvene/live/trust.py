"""Keys of other desks that somebody compared with them, by another way than the bundle that brought them."""

from __future__ import annotations

import re

from reconvene.live.desk import Desk
from reconvene.live.settings import read_settings, write_settings
from reconvene.record.fault import fault

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def trust(desk: Desk, other: str, fingerprint: str) -> str:
    """Keep in the settings that a key of another desk was compared; gives its fingerprint, without spaces.

    The key need not be here yet. Raises `RecordFault` unless it is a whole fingerprint: part of one proves nothing.
    """
    id = "".join(fingerprint.split()).lower()
    if not _FINGERPRINT.fullmatch(id):
        raise fault(
            "no-fingerprint",
            str(desk.folder),
            f"`{fingerprint[:80]}` is no whole fingerprint: it has 64 letters from 0 to 9 and a to f.",
            f"let {other} read it out in full: `reconvene keys show` prints it",
        )
    settings = read_settings(desk.folder)  # anew: another program of this office may have written them since
    kept = dict(settings.trusts or {})
    kept[other] = tuple(dict.fromkeys((*kept.get(other, ()), id)))
    desk.settings = settings.changed(trusts=kept)
    write_settings(desk.folder, desk.settings)
    return id
