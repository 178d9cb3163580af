"""What the desks of a process say, side by side: the union of the logs that are held, and where two desks differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reconvene.document.process import Process
from reconvene.live.codec import encode
from reconvene.process.events import Claim, Correction, Cured, Event, Statement
from reconvene.process.obligations import owed_by
from reconvene.record.entry import LogName

_ABOUT_THE_RECORD = frozenset({"recorded", "by", "confidence", "source", "unverified", "article", "visible_to"})
_PROSE = frozenset({"text"})


@dataclass(frozen=True)
class Said:
    """An event as a desk recorded it: in which log, as which entry, when (UTC), with which attachments (SHA-256)."""

    event: Event
    log: LogName
    sequence: int
    recorded: str
    attachments: tuple[str, ...] = ()

    @property
    def desk(self) -> str:
        """The desk that says so."""
        return self.log.desk


@dataclass(frozen=True)
class Conflict:
    """Different things that are said of an event of one name; `differ` are the keys in which they do.

    `versions` has each by whose it is: a desk, and `DESK#2` where one desk said a second thing under that name. All of
    it stands. `speaker` is the desk whose own act it is, if one of them: what follows is then computed from its words,
    and else from all of them.
    """

    id: str
    versions: Mapping[str, Said]
    differ: tuple[str, ...]
    speaker: str = ""


@dataclass(frozen=True)
class Accounts:
    """The events that the state follows from, what each desk said, and where desks differ.

    `by_id` names for every event of the fold who said it; `estranged` are corrections of what another desk said.
    """

    events: tuple[Event, ...]
    said: tuple[Said, ...]
    conflicts: tuple[Conflict, ...]
    by_id: Mapping[str, tuple[str, ...]]
    estranged: tuple[Said, ...] = ()


def accounts_of(said: Iterable[Said], process: Process) -> Accounts:
    """Bring together what the desks say. The order in which it came changes nothing.

    An event of one name that is told alike is one event. Where what is said differs, or one of several desks corrected
    it, each stands under its own name (`ID@DESK`), and a desk corrects only what it said itself: of two things that it
    said under one name, the first.
    """
    listed = sorted(said, key=lambda each: (each.log, each.sequence))
    groups: dict[str, list[Said]] = defaultdict(list)
    for each in listed:
        groups[each.event.id].append(each)
    corrected = {(each.desk, each.event.of) for each in listed if isinstance(each.event, Correction)}
    names: dict[tuple[str, str], str] = {}
    kept: list[tuple[str, Said]] = []
    by_id: dict[str, tuple[str, ...]] = {}
    conflicts: list[Conflict] = []
    for id, group in groups.items():
        desks = tuple(dict.fromkeys(each.desk for each in group))
        differ = _differ(group)
        if not differ and (len(desks) == 1 or not any((desk, id) in corrected for desk in desks)):
            first = min(group, key=lambda each: (each.event.recorded, each.log, each.sequence))
            names.update({(desk, id): id for desk in desks})
            kept.append((id, first))
            by_id[id] = desks
            continue
        voices = _voices(group)
        speaker = _speaker(group, process) if differ else ""
        if differ:
            conflicts.append(Conflict(id, voices, differ, speaker))
        for voice, each in voices.items():
            name = f"{id}@{voice}"
            names.setdefault((each.desk, id), name)
            by_id[name] = (each.desk,)
            if not speaker or each.desk == speaker:
                kept.append((name, each))
    estranged = [each for each in listed if _corrects_another(each, names)]
    events = tuple(_named(name, each, names) for name, each in kept)
    return Accounts(events, tuple(listed), tuple(conflicts), by_id, tuple(estranged))


def _voices(group: list[Said]) -> dict[str, Said]:
    """Each different thing that is said, by whose it is."""
    voices: dict[str, Said] = {}
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in group:
        facts = _facts(each.event)
        if facts in said[each.desk]:
            continue
        said[each.desk].append(facts)
        number = len(said[each.desk])
        voices[each.desk if number == 1 else f"{each.desk}#{number}"] = each
    return voices


def _differ(group: list[Said]) -> tuple[str, ...]:
    """The keys in which the versions of an event differ, leaving out who wrote them down, when and by what source."""
    facts = [_facts(each.event) for each in group]
    keys = dict.fromkeys(key for each in facts for key in each)
    return tuple(key for key in keys if any(each.get(key) != facts[0].get(key) for each in facts[1:]))


def _facts(event: Event) -> dict[str, Any]:
    aside = _ABOUT_THE_RECORD if isinstance(event, Statement) else _ABOUT_THE_RECORD | _PROSE
    return {key: value for key, value in encode(event).items() if key not in aside}


def words_of(event: Event, keys: Iterable[str]) -> str:
    """What an event says under some of its keys, on one line."""
    data = encode(event)
    return ", ".join(f"{key}: {_shown(data[key])}" for key in keys if key in data) or "nothing of it"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(each)}" for key, each in value.items()) + "}"
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def _speaker(group: list[Said], process: Process) -> str:
    """The desk of whoever did what the event tells, if all versions tell it of the same and that desk is among them."""
    doers = {doer_of(each.event, process).split(".", 1)[0] for each in group}
    desks = {each.desk for each in group if each.desk.split(".", 1)[0] in doers}
    return next(iter(desks)) if len(doers) == 1 and len(desks) == 1 else ""


def doer_of(event: Event, process: Process) -> str:
    """Whose act an event tells, by the name of the actor; empty if it does not say, and the text neither."""
    for key in ("by_party", "body", "keeper"):
        name = getattr(event, key, None)
        if name:
            return str(name)
    duty = (process.obligations or {}).get(event.duty) if isinstance(event, Claim | Cured) else None
    return owed_by(duty) if duty is not None else ""


def _corrects_another(each: Said, names: Mapping[tuple[str, str], str]) -> bool:
    event = each.event
    return isinstance(event, Correction) and (each.desk, event.of) not in names


def _named(name: str, each: Said, names: Mapping[tuple[str, str], str]) -> Event:
    """The event under the name by which it is told apart, and what it corrects likewise."""
    event = each.event
    changes: dict[str, Any] = {} if name == event.id else {"id": name}
    if isinstance(event, Correction):
        changes["of"] = names.get((each.desk, event.of), f"{event.of}@{each.desk}")
    return event.changed(**changes) if changes else event
