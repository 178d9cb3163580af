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
    from reconvene.live.desk import Desk as Desk
    from reconvene.live.desk import open_desk as open_desk
    from reconvene.live.founding import create_desk as create_desk
    from reconvene.planning import return_proof as return_proof
    from reconvene.planning import schedule as schedule
    from reconvene.planning import what_if as what_if
    from reconvene.weighing import accounts as accounts
    from reconvene.weighing import consult as consult
    from reconvene.weighing import sequence as sequence
    from reconvene.weighing import weigh as weigh

_HOMES = {
    "Desk": "reconvene.live.desk",
    "Document": "reconvene.api",
    "Report": "reconvene.api",
    "StatusView": "reconvene.following",
    "accounts": "reconvene.weighing",
    "check": "reconvene.api",
    "consult": "reconvene.weighing",
    "create_desk": "reconvene.live.founding",
    "dataset": "reconvene.following",
    "load": "reconvene.api",
    "open_desk": "reconvene.live.desk",
    "return_proof": "reconvene.planning",
    "schedule": "reconvene.planning",
    "sequence": "reconvene.weighing",
    "state": "reconvene.following",
    "status": "reconvene.following",
    "weigh": "reconvene.weighing",
    "what_if": "reconvene.planning",
}
__all__ = [
    "Desk",
    "Document",
    "Report",
    "StatusView",
    "accounts",
    "check",
    "consult",
    "create_desk",
    "dataset",
    "load",
    "open_desk",
    "return_proof",
    "schedule",
    "sequence",
    "state",
    "status",
    "weigh",
    "what_if",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The library is imported on first use, so that `reconvene --version` and shell completion stay quick.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module `reconvene` has no attribute `{name}`")
