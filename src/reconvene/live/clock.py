"""The clock: the only place that reads it. Everything else is told which day it is."""

from __future__ import annotations

from datetime import date


def today() -> date:
    """The day it is where the computer stands."""
    return date.today()
