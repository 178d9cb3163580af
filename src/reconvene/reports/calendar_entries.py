"""Entries of calendar files (iCalendar, RFC 5545): whole days that leave the day free, each with a lasting identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from reconvene.reports.markup import plain

if TYPE_CHECKING:
    from icalendar import Event

WARNED = timedelta(days=7)
"""How long before a day its reminder comes."""


def calendar_of(
    title: str, description: str, kind: str, events: Iterable[Event], *, asked_again: timedelta | None = None
) -> bytes:
    """The calendar of a process; with `asked_again`, a program that subscribed to it asks again after so long."""
    from icalendar import Calendar  # noqa: PLC0415  (takes a tenth of a second, and few ask for a calendar)

    calendar = Calendar.new(
        name=_words(title),
        description=_words(description),
        prodid=f"-//reconvene//{kind}//EN",
        method="PUBLISH",
        refresh_interval=asked_again,
    )
    calendar.uid = identity(title, "calendar" if kind == "schedule" else f"calendar of the {kind}")
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical(sorted=False)
    return written


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says: its name within the process, the words, the days, more words, and what it belongs to.

    One that is `tentative` may come otherwise.
    """

    name: str
    summary: str
    day: date
    end: date | None = None
    told: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tentative: bool = False


def whole_days(title: str, stamp: date, entry: Entry) -> Event:
    """A whole day, or several, of the process of a title; the end that a calendar wants is the day after the last."""
    from icalendar import Alarm, Event  # noqa: PLC0415
    from icalendar.enums import STATUS, TRANSP  # noqa: PLC0415

    last = entry.end or entry.day
    summary = _words(entry.summary)
    event = Event.new(
        uid=identity(title, entry.name),
        stamp=datetime.combine(stamp, time(), UTC),
        summary=summary,
        start=entry.day,
        end=last + timedelta(days=1) if last < date.max else None,
        description="\n".join(plain(" ".join(line.split())) for line in entry.told if line.strip()) or None,
        categories=[_words(category) for category in entry.categories if category],
        status=STATUS.TENTATIVE if entry.tentative else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )
    alarm = Alarm.new(description=f"{summary}, in {WARNED.days} days")
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -WARNED)
    event.add_component(alarm)
    return event


def identity(title: str, name: str) -> str:
    """An identity made of the title of the process and a name in it, and of nothing else."""
    named = f"{title}\0{name}"
    return f"{hashlib.sha256(named.encode('utf-8', 'replace')).hexdigest()[:32]}@reconvene"


def _words(text: str) -> str:
    return plain(" ".join(text.split()))
