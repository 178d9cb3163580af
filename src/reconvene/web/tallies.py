"""The numbers beside the names in the side bar: every page tells them, so that no screen is loaded for them."""

from __future__ import annotations

from reconvene.reports.duties import overdue_in
from reconvene.web.subject import Subject


def overdue(subject: Subject) -> int | None:
    """How many duties are overdue; nothing where none is."""
    return overdue_in(subject.state) or None


def errors(subject: Subject) -> int | None:
    """How many errors the checks find in the text."""
    return subject.text.counted.errors


def circles(subject: Subject) -> int | None:
    """How many circles there are in which nobody can begin; nothing where there is none."""
    return len(subject.text.circles) or None


def told_apart(subject: Subject) -> int | None:
    """How many events are told differently; nothing where none is, or nothing is on record."""
    return len(subject.status.conflicts) or None if subject.desk is not None else None


def firing(subject: Subject) -> int | None:
    """How many signals of a stall fire."""
    return len(subject.status.firing)
