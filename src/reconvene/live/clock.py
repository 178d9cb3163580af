"""The clock: the only place that reads it. Everything else is told which day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The day it is where the computer stands."""
    return date.today()


def now() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)
