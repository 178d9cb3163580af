"""numpy, read in when the first of it is used: that takes long, and most of what is asked draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import *  # noqa: F403


def __getattr__(name: str) -> Any:
    import numpy as np  # noqa: PLC0415

    found = globals()[name] = getattr(np, name)
    return found
