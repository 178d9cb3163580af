"""The record as people read it: each event with who did it, who says so, when, for whom, and its place in the chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reconvene.document.process import Process
from reconvene.live.accounts import doer_of
from reconvene.live.codec import encode
from reconvene.live.contents import Contents
from reconvene.live.holdings import Holdings
from reconvene.process.events import Correction, Event
from reconvene.record.entry import Entry, LogName
from reconvene.record.log import Log

VOICES = {
    "claim": "debtor",
    "cured": "debtor",
    "acceptance": "beneficiary",
    "disputed": "beneficiary",
    "verified": "verifier",
    "determined": "body",
}
"""In which of the four voices a kind of event speaks of a duty."""
_ASIDE = frozenset(
    {"id", "kind", "version", "happened", "recorded", "by", "confidence", "text", "source", "visible_to"}
)
"""What a line tells in its own way; the rest is what the event says."""


@dataclass(frozen=True)
class FileView:
    """A file put to an event: its name, its SHA-256, and whether its content is here."""

    name: str
    digest: str
    held: bool


@dataclass(frozen=True)
class ChangeView:
    """What a correction changes: the key, what was said, and what it should have been."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class PlaceView:
    """Where an entry stands: its log, its number in it, its hash, that of the one before, and the key that signed it.

    `written` is the moment (UTC) at which the desk wrote it.
    """

    log: str
    desk: str
    compartment: str
    sequence: int
    hash: str
    previous: str
    key: str
    written: str


@dataclass(frozen=True)
class RecordedView:
    """One event. `happened` is the time said, `recorded` the day on which it was written down.

    `actor` is who did it and `part` what they are to the process; `voice` is theirs on the duty, if it is about one.
    `place` is None where the events are those of a file, which nobody signed. `visible_to` is None where all may see
    it. `told_apart` says that desks tell different things under this name.
    """

    id: str
    kind: str
    happened: str
    recorded: str
    actor: str
    part: str
    voice: str
    duty: str
    period: str
    text: str
    says: tuple[tuple[str, str], ...]
    source: tuple[str, ...]
    confidence: str
    by: str
    visible_to: tuple[str, ...] | None
    place: PlaceView | None
    files: tuple[FileView, ...]
    corrects: str
    changes: tuple[ChangeView, ...]
    corrected_by: tuple[str, ...]
    told_apart: bool
    data: Mapping[str, Any]

    @property
    def desk(self) -> str:
        """The desk that says so; empty for events of a file."""
        return self.place.desk if self.place is not None else ""

    @property
    def first(self) -> str:
        """The first day on which it can have happened."""
        return self.happened.split("..", maxsplit=1)[0]

    @property
    def last(self) -> str:
        """The last day on which it can have happened."""
        return self.happened.split("..")[-1]


@dataclass(frozen=True)
class OtherView:
    """An entry that is no event: a version of the text adopted, files put to an event later, words erased."""

    what: str
    words: str
    place: PlaceView


@dataclass(frozen=True)
class RecordView:
    """The whole record: its events, the last written first, and the entries that are none."""

    events: tuple[RecordedView, ...]
    others: tuple[OtherView, ...]


@dataclass(frozen=True)
class Choice:
    """Which events somebody asks for: empty where any will do. Days are inclusive."""

    desk: str = ""
    actor: str = ""
    kind: str = ""
    duty: str = ""
    voice: str = ""
    words: str = ""
    since: str = ""
    until: str = ""

    def takes(self, event: RecordedView) -> bool:
        """Whether an event is one of those."""
        named = ("desk", "actor", "kind", "duty", "voice")
        if any(getattr(self, key) not in ("", getattr(event, key)) for key in named):
            return False
        if (self.since and event.last < self.since) or (self.until and event.first > self.until):
            return False
        told = " ".join((event.id, event.kind, event.text, *(value for _, value in event.says))).lower()
        return all(word in told for word in self.words.lower().split())


# A desk's record


def record_of(holdings: Holdings) -> RecordView:
    """All that a desk holds. Raises `RecordFault` where something in it cannot be read."""
    accounts, contents, process = holdings.accounts(), holdings.contents, holdings.document.process
    places = _places(holdings, contents)
    files = _files(holdings, contents)
    apart = {conflict.id for conflict in accounts.conflicts}
    by_name = {(each.desk, each.event.id): each.event for each in accounts.said}
    corrected: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in accounts.said:
        if isinstance(each.event, Correction):
            corrected[each.desk, each.event.of].append(each.event.id)
    events = [
        _recorded(
            each.event,
            process,
            places.get((each.log, each.sequence)),
            files.get((each.desk, each.event.id), ()),
            by_name.get((each.desk, getattr(each.event, "of", ""))),
            tuple(corrected[each.desk, each.event.id]),
            told_apart=each.event.id in apart,
        )
        for each in accounts.said
    ]
    return RecordView(tuple(sorted(events, key=_newest, reverse=True)), tuple(_others(contents, places)))


def record_in_file(events: Iterable[Event], process: Process) -> RecordView:
    """The events of a file, which nobody signed."""
    listed = list(events)
    by_id = {event.id: event for event in listed}
    corrected: dict[str, list[str]] = defaultdict(list)
    for event in listed:
        if isinstance(event, Correction):
            corrected[event.of].append(event.id)
    made = [
        _recorded(event, process, None, (), by_id.get(getattr(event, "of", "")), tuple(corrected[event.id]))
        for event in listed
    ]
    return RecordView(tuple(sorted(made, key=_newest, reverse=True)), ())


def known_by(record: RecordView, as_of: date, known: date | None) -> RecordView:
    """What of the record had happened by a day, and was written down by a day, if one is named."""
    events = tuple(
        each for each in record.events if each.last <= str(as_of) and (known is None or each.recorded <= str(known))
    )
    return RecordView(events, record.others)


def _newest(event: RecordedView) -> tuple[str, str, str, int]:
    place = event.place
    return (event.last, event.recorded, place.written if place else "", place.sequence if place else 0)


def _recorded(
    event: Event,
    process: Process,
    place: PlaceView | None,
    files: Sequence[FileView],
    earlier: Event | None,
    corrected_by: tuple[str, ...],
    *,
    told_apart: bool = False,
) -> RecordedView:
    data = encode(event)
    actor = _actor(event, process)
    corrects = event.of if isinstance(event, Correction) else ""
    return RecordedView(
        id=event.id,
        kind=event.kind,
        happened=str(event.happened),
        recorded=str(event.recorded),
        actor=actor,
        part=part_of(actor, process),
        voice=VOICES.get(event.kind, ""),
        duty=str(getattr(event, "duty", "") or ""),
        period=str(getattr(event, "period", "") or ""),
        text=str(data.get("text", "")),
        says=tuple((key, shown(value)) for key, value in data.items() if key not in _ASIDE),
        source=_names(event, "source"),
        confidence=event.confidence or "",
        by=event.by or "",
        visible_to=event.visible_to,
        place=place,
        files=tuple(files),
        corrects=corrects,
        changes=tuple(_changes(data, encode(earlier) if earlier is not None else {})) if corrects else (),
        corrected_by=corrected_by,
        told_apart=told_apart,
        data=data,
    )


def _changes(correction: Mapping[str, Any], earlier: Mapping[str, Any]) -> Iterator[ChangeView]:
    """What a correction says of the event that it corrects, beside what that said."""
    if str(correction.get("withdrawn", "")).lower() in ("true", "yes"):
        yield ChangeView("withdrawn", "it happened", "it did not happen")
    inner = correction.get("says")
    told = {key: value for key, value in correction.items() if key not in (*_ASIDE, "of", "withdrawn", "says")}
    told |= inner if isinstance(inner, Mapping) else {}
    for key, value in told.items():
        yield ChangeView(key, shown(earlier[key]) if key in earlier else "", shown(value))


def _actor(event: Event, process: Process) -> str:
    """Who did what the event tells; empty if it does not say."""
    named = doer_of(event, process)
    if named:
        return named
    for key in ("actor", "between", "of"):
        value = _names(event, key) if key in type(event).slots else ()
        if value and all(part_of(name, process) for name in value):
            return ", ".join(value)
    return ""


def _names(event: Event, key: str) -> tuple[str, ...]:
    value = getattr(event, key)
    return tuple(map(str, value)) if isinstance(value, tuple) else () if value is None else (str(value),)


def part_of(actor: str, process: Process) -> str:
    """What somebody is to the process: a party, a body, a role or another actor; empty for a name that it has not."""
    head = actor.split(",", 1)[0].split(".", 1)[0]
    for part, known in (
        ("party", process.parties),
        ("body", process.bodies),
        ("role", process.roles),
        ("other actor", process.actors),
    ):
        if head in (known or {}):
            return part
    return ""


def shown(value: Any) -> str:
    """A value of an event on one line."""
    match value:
        case {"unsaid": word}:
            return str(word)
        case Mapping():
            return ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
        case list() | tuple():
            return ", ".join(map(shown, value))
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


# Places, files, and what is no event


def _places(holdings: Holdings, contents: Contents) -> dict[tuple[LogName, int], PlaceView]:
    """Where every entry stands that is read; of two in one place, the one in the log."""
    found: dict[tuple[LogName, int], PlaceView] = {}
    for name in contents.readers:
        for entry in Log(holdings.store, name, ()).entries():
            found[name, entry.header.sequence] = place_of(entry)
    return found


def place_of(entry: Entry) -> PlaceView:
    """Where an entry stands."""
    said = entry.header
    log = said.log
    return PlaceView(
        str(log), log.desk, log.compartment, said.sequence, entry.hash, said.previous, said.key, said.recorded
    )


def _files(holdings: Holdings, contents: Contents) -> dict[tuple[str, str], list[FileView]]:
    """The files put to each event of each desk, by the desk and the id."""
    found: dict[tuple[str, str], list[FileView]] = defaultdict(list)
    held = set(holdings.store.attachments())
    for each in contents.attached:
        found[each.desk, each.of] += [FileView(name, digest, digest in held) for name, digest in each.files.items()]
    return found


def _others(contents: Contents, places: Mapping[tuple[LogName, int], PlaceView]) -> Iterator[OtherView]:
    found = [
        OtherView("text adopted", f"Version {each.version[:16]} of the text.", places[each.log, each.sequence])
        for each in contents.adopted
    ]
    found += [
        OtherView("files put to an event", f"`{each.of}`: {', '.join(each.files)}.", places[each.log, each.sequence])
        for each in contents.attached
    ]
    found += [
        OtherView("words erased", each.reason or "No reason is on record.", places[each.log, each.sequence])
        for each in contents.erased
    ]
    return iter(sorted(found, key=lambda each: (each.place.written, each.place.log, each.place.sequence), reverse=True))
