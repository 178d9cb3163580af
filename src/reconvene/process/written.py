"""What the process file itself says has happened, as events: sessions, vows, offers, accounts, channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any

from reconvene.document.calendar import Session
from reconvene.document.expressions import OnDate
from reconvene.document.kinds import Day
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.process import events as e
from reconvene.process.shelf import Days, Event, on

MARK = "written_"
"""What the id of such an event starts with; the record's own events are never named so."""


def written_events(process: Process, recorded: Iterable[Event]) -> list[Event]:
    """The events that a file tells, but for those that the record tells too: the record knows more of them."""
    told = _told(recorded)
    start = process.as_of or date.min
    found: list[Event] = []
    for name, session in (process.sessions or {}).items():
        if ("session", name) not in told:
            found.extend(_session(process, name, session, start))
    found.extend(_others(process, told, start))
    return found


def _told(recorded: Iterable[Event]) -> set[tuple[str, str]]:
    """What the record tells, by the slot that names it; kind after kind, as ten thousand events are told."""
    by_kind: dict[str, list[Any]] = {}
    for event in recorded:
        by_kind.setdefault(event.kind, []).append(event)
    told: set[tuple[str, str]] = set()
    for kind, events in by_kind.items():
        for key in _NAMED_BY[kind]:
            told.update((key, name) for name in set(map(attrgetter(key), events)) if name is not None)
    for event in by_kind.get(e.Statement.kind, ()):
        if event.what == "account":
            told.update(("account", f"{event.by_party} {name}") for name in event.about or ())
    return told


_TOLD = ("session", "vow", "package", "channel", "consultation")
_NAMED_BY = {kind: tuple(key for key in _TOLD if key in cls.slots) for kind, cls in e.SHELF.items()}
"""The slots of each kind that name what the file may tell of too."""


def _made(cls: type[Event], name: str, day: date, record: Record, **values: Any) -> Event:
    return cls(
        id=f"{MARK}{name}",
        happened=on(day),
        recorded=day,
        visible_to=getattr(record, "visible_to", None),
        source=getattr(record, "source", None),
        text=getattr(record, "text", None),
        node=record.node,
        key_span=record.span,
        **values,
    )


def day_of(day: object) -> date | None:
    """The date that a written day is, where it is written as one."""
    if isinstance(day, date):
        return day
    return day.at.day if isinstance(day, Day) and isinstance(day.at, OnDate) else None


def _session(process: Process, name: str, session: Session, start: date) -> Iterator[Event]:
    dated = day_of(session.dated)
    if dated is None:
        return
    channel = {"session": name, "channel": session.channel}
    match session.held:
        case "held":
            yield _made(
                e.SessionHeld,
                f"{name}_held",
                dated,
                session,
                **channel,
                attendance=session.attendance,
                absent=session.absent,
            )
            last = day_of(session.until) or dated
            if session.outcome is not None or session.next_date is not None:
                closed = _made(
                    e.SessionClosed,
                    f"{name}_closed",
                    last,
                    session,
                    session=name,
                    outcome=session.outcome,
                    next_date=_next(process, session),
                )
                yield closed.changed(happened=Days(last, last))
        case "planned" | "accepted" | None:
            accepted = tuple(process.parties or {}) if session.held == "accepted" else None
            yield _made(
                e.SessionScheduled, f"{name}_dated", start, session, **channel, dated=dated, accepted_by=accepted
            )
        case "refused":
            by = (session.absent or tuple(process.parties or {}) or ("",))[0]
            yield _made(e.SessionRefused, f"{name}_refused", dated, session, session=name, by_party=by)
        case _:
            return


def _next(process: Process, session: Session) -> date | str | None:
    if isinstance(session.next_date, str) and session.next_date != "none":
        other = (process.sessions or {}).get(session.next_date)
        return day_of(other.dated) if other is not None else None
    return session.next_date if session.next_date == "none" else day_of(session.next_date)


def _others(process: Process, told: set[tuple[str, str]], start: date) -> Iterator[Event]:
    yield from _vows(process, told, start)
    yield from _offers(process, told, start)
    for name, account in (process.accounts or {}).items():
        by = account.by.path if account.by is not None else ""
        about = tuple(thing for thing in account.of or () if ("account", f"{by} {thing}") not in told)
        if about or not account.of:
            given = day_of(account.dated) or start
            values = {"by_party": by, "what": "account", "about": about, "seen_by": "public"}
            yield _made(e.Statement, f"{name}_account", given, account, **values)
    for name, consultation in (process.consultations or {}).items():
        held = day_of(consultation.held)
        if held is not None and ("consultation", name) not in told:
            yield _made(e.ConsultationHeld, f"{name}_held", held, consultation, consultation=name)
    for name, channel in (process.channels or {}).items():
        if channel.open == "closed" and ("channel", name) not in told:
            yield _made(e.ChannelClosed, f"{name}_closed", start, channel, channel=name)


def _vows(process: Process, told: set[tuple[str, str]], start: date) -> Iterator[Event]:
    for name, vow in (process.vows or {}).items():
        if ("vow", name) not in told:
            given = day_of(vow.dated) or start
            by = vow.by.path if vow.by is not None else None
            yield _made(e.VowMade, f"{name}_given", given, vow, vow=name, by_party=by)
            if vow.status not in (None, "live"):
                yield _made(e.VowReleased, f"{name}_{vow.status}", max(given, start), vow, vow=name)


def _offers(process: Process, told: set[tuple[str, str]], start: date) -> Iterator[Event]:
    later: dict[str, type[Event]] = {"withdrawn": e.OfferWithdrawn, "parked": e.OfferParked}
    for name, package in (process.packages or {}).items():
        if ("package", name) not in told:
            tabled, status = day_of(package.dated) or start, package.status or ""
            by = package.by.path if package.by is not None else None
            about = {"package": name, "by_party": by, "until": package.until}
            yield _made(e.OfferTabled, f"{name}_tabled", tabled, package, **about)
            if status in later:
                yield _made(later[status], f"{name}_{status}", max(tabled, start), package, package=name)
