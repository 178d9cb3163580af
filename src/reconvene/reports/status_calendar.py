"""The state of a process as a calendar file: what fires, ends, falls due or is held on which day, if nothing happens.

An entry has the same identity however often the file is written and however its day moves, as long as the process keeps
its title and the thing its name: a program that subscribed to the file moves the entry. What is settled is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from reconvene.reports.calendar_entries import Entry, calendar_of, whole_days
from reconvene.reports.status_view import StatusView

if TYPE_CHECKING:
    from icalendar import Event

ASKED_AGAIN = timedelta(days=1)
"""How often a program that subscribed asks again: days are all that anything here is counted in."""

_IF_NOTHING = ("stall", "signal", "stage")
"""What comes only if nothing happens before."""


def render_status_calendar(shown: StatusView) -> bytes:
    """The calendar file of a state: everything ahead of it, and the review of a parked table."""
    title = shown.title or shown.source_name
    described = f"As of {shown.as_of}, as known on {shown.known}: the table is {shown.table.state.replace('_', ' ')}."
    return calendar_of(title, described, "status", status_events(shown, title), asked_again=ASKED_AGAIN)


def status_events(shown: StatusView, title: str) -> Iterator[Event]:
    """An entry for each thing ahead."""
    written: set[str] = set()
    for ahead in shown.ahead:
        name = f"{ahead.kind} {ahead.name or ahead.what}"
        while name in written:  # two of one name on two days: the later is told apart by its place
            name += " again"
        written.add(name)
        depends = ahead.kind in _IF_NOTHING
        told = ("If nothing happens before.",) if depends else ()
        what = ahead.what.replace("`", "")
        entry = Entry(name, what, ahead.day, told=told, categories=(ahead.kind,), tentative=depends)
        yield whole_days(title, shown.as_of, entry)
    if shown.table.review is not None:
        review = Entry("review", "review of the parked table", shown.table.review, categories=("review",))
        yield whole_days(title, shown.as_of, review)
