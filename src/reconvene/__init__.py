"""reconvene: write a negotiation process down, and be told before anyone signs what will break it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconvene.api import Document as Document
    from reconvene.api import Report as Report
    from reconvene.api import check as check
    from reconvene.api import load as load
    from reconvene.following import StatusView as StatusView
    from reconvene.following import dataset as dataset
    from reconvene.following import state as state
    from reconvene.following import status as status
    from reconvene.planning import return_proof as return_proof
    from reconvene.planning import schedule as schedule
    from reconvene.planning import what_if as what_if

_HOMES = {
    "Document": "reconvene.api",
    "Report": "reconvene.api",
    "StatusView": "reconvene.following",
    "check": "reconvene.api",
    "dataset": "reconvene.following",
    "load": "reconvene.api",
    "return_proof": "reconvene.planning",
    "schedule": "reconvene.planning",
    "state": "reconvene.following",
    "status": "reconvene.following",
    "what_if": "reconvene.planning",
}
__all__ = [
    "Document",
    "Report",
    "StatusView",
    "check",
    "dataset",
    "load",
    "return_proof",
    "schedule",
    "state",
    "status",
    "what_if",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The library is imported on first use, so that `reconvene --version` and shell completion stay quick.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module `reconvene` has no attribute `{name}`")
