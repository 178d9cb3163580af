"""What people call the things that a file names."""

from __future__ import annotations

from reconvene.document.process import Process


def spoken(name: str) -> str:
    """A name of the file as a reader would say it."""
    words = name.rsplit(".", 1)[-1].replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def actor_called(process: Process, path: str) -> str:
    """What an actor is called."""
    head = path.split(".", 1)[0]
    record = (process.parties or {}).get(head) or (process.actors or {}).get(head)
    return getattr(record, "called", None) or spoken(path)
