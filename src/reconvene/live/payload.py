"""What an entry of a log may hold: one key says what it is, and what is not known is refused, never skipped."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from reconvene.record.fault import fault


class Payload(StrEnum):
    """What an entry is: an event, a version of the text that the desk adopted, or files put to an event."""

    EVENT = "event"
    PROCESS = "process"
    ATTACHMENT = "attachment"


def payload_of(held: Mapping[str, Any], where: str) -> tuple[Payload, Any]:
    """What an entry holds, and that itself. Raises `RecordFault` for what this version does not know."""
    if len(held) == 1:
        ((key, value),) = held.items()
        if key in list(Payload):
            return Payload(key), value
    named = ", ".join(f"`{key}`" for key in sorted(held)) or "nothing"
    raise fault(
        "unknown-entry",
        where,
        f"The entry holds {named}, which this reconvene does not know; it is not passed over, since it may matter.",
        "use the newer reconvene that wrote it",
    )
