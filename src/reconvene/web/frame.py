"""The frame around a page: its title, the side bar with counts, the day that is asked for, and who looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.live.callers import Caller
from reconvene.web.catalogue import GROUPS, SCREENS
from reconvene.web.shelf import Screen
from reconvene.web.visit import Visit


@dataclass(frozen=True)
class Entry:
    """A line of the side bar."""

    href: str
    title: str
    tally: int | None = None
    current: bool = False


@dataclass(frozen=True)
class PlaceFrame:
    """Of a page about a process: its title and address, the day that is shown, and what goes along with that choice."""

    title: str
    link: str
    here: str
    as_of: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Frame:
    """What the layout prints around the body of a page."""

    title: str
    nonce: str
    csrf: str = ""
    caller: Caller | None = None
    groups: tuple[tuple[str, tuple[Entry, ...]], ...] = ()
    nav: str = "Pages"
    place: PlaceFrame | None = None
    foot: str = ""
    events: str = ""
    palette: str = ""
    scripts: tuple[str, ...] = ()
    live: bool = False


def of_process(visit: Visit, screen: Screen, title: str, nonce: str, scripts: tuple[str, ...] = ()) -> Frame:
    """The frame of a screen of a process."""
    here = visit.link(_filled(screen.path, visit)).split("?")[0]
    kept = tuple((key, value) for key, value in visit.query.items() if key != "as_of" and value)
    place = PlaceFrame(visit.subject.title, visit.link(), here, visit.subject.now.isoformat(), kept)
    return Frame(
        title=f"{title}, {visit.subject.title}",
        nonce=nonce,
        csrf=visit.csrf,
        caller=visit.caller,
        groups=tuple(_groups(visit, screen)),
        nav="Pages of the process",
        place=place,
        foot=_foot(visit),
        events=f"{visit.base}/events" if visit.subject.desk is not None else "",
        palette=f"{visit.base}/palette.json",
        live=visit.subject.desk is not None,
        scripts=scripts,
    )


def _groups(visit: Visit, current: Screen) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    for group in GROUPS:
        entries = tuple(
            Entry(visit.link(screen.path), screen.title, _tally(screen, visit), screen is current)
            for screen in SCREENS.values()
            if screen.group == group and visit.may(screen.action.value)
        )
        if entries:
            yield group, entries


def _tally(screen: Screen, visit: Visit) -> int | None:
    counted = screen.counted
    if counted is None or not visit.subject.readable:
        return None
    return visit.subject.tally(screen.path, lambda: counted(visit.subject))


def _filled(path: str, visit: Visit) -> str:
    for key, value in visit.parts.items():
        path = path.replace("{" + key + "}", value)
    return path


def _foot(visit: Visit) -> str:
    subject = visit.subject
    if subject.desk is None:
        kind = "A shipped case, only read." if subject.is_case else "A draft; nothing is on record yet."
        return f"As of {subject.now}. {kind}"
    text = (
        "The draft, beside what is in force." if subject.asked.draft else f"Text and record `{subject.version[:12]}`."
    )
    return f"As of {subject.now}. {text}"
