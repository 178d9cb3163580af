"""What goes wrong in a database, told as a fault of whoever keeps something in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from reconvene.record.fault import RecordFault

Blame = Callable[[BaseException | None, str], RecordFault]
"""Makes the fault of an error of the driver, and of what was done: `read` or `written`."""


@contextmanager
def telling(engine: Engine, blame: Blame, act: str) -> Iterator[None]:
    """While open, every error of the database is raised as the fault that `blame` makes of it."""
    try:
        yield
    except DBAPIError as error:
        raise blame(error.orig, act) from error
    except engine.dialect.loaded_dbapi.Error as error:
        raise blame(error, act) from error


def reader_of(engine: Engine) -> Engine:
    """The engine for those who ask one thing at a time: each statement by itself, as a file is read anyway.

    A server otherwise hears of a beginning and an end of each, which takes three times as long.
    """
    return engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name == "postgresql" else engine


def first_line(error: BaseException | None) -> str:
    """What an error of the driver says, in a line; its kind where it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
