"""Recording what happened: what kind of thing it was, its form, what would follow, and only then the record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from reconvene.live import audit, drafts
from reconvene.live.audit import Act
from reconvene.live.codec import encode
from reconvene.live.consequences import Consequence, Matter
from reconvene.live.desk import Desk
from reconvene.live.occasions import SHORT_CUTS, groups, occasions
from reconvene.live.preview import Preview
from reconvene.process.events import Event
from reconvene.record.canon import canonical
from reconvene.record.fault import RecordFault, Stale, fault, found
from reconvene.record.log import heads
from reconvene.text.finding import Finding
from reconvene.web.answers import to
from reconvene.web.event_form import (
    MUST,
    OWN,
    SAYS,
    EventForm,
    Field,
    Taken,
    changed,
    knows,
    read_lines,
    readers_in,
    values_of,
)
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

FILES = ("file1", "file2", "file3")
"""The fields for files to be put to an event."""
MATTERS = {
    Matter.TABLE: "The table",
    Matter.WAY_BACK: "The way back, and who has to do what",
    Matter.SIGNAL: "Signals of a stall",
    Matter.DUTY: "Duties",
    Matter.VOW: "Vows",
    Matter.OFFER: "Offers",
    Matter.AHEAD: "What lies ahead",
    Matter.FIT: "How the record fits together",
}
_FIELD_OF = {"not-yet-happened": "happened", "not-yet-recorded": "happened", "hidden-from-its-recorder": "visible"}
"""Beside which field a finding about the whole event belongs."""


@dataclass
class Entry:
    """What somebody is about to record: its kind, what stands in the form, and what is wrong, by the field."""

    kind: str
    values: dict[str, list[str]]
    of: str = ""
    draft: str = ""
    id: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    preview: Preview | None = None
    looked: str = ""


# The page


def recording(visit: Visit) -> Page:
    """What happened? Then the form of that, empty or with what the address or a draft says."""
    if visit.subject.desk is None:
        return Page("recording_none.html.j2", kept=False)
    with visit.place.lock:
        kind = visit.query.get("kind", "")
        if visit.query.get("draft"):
            return _form(visit, _from_draft(visit, visit.query["draft"]))
        if not kind:
            return Page("recording_choose.html.j2", _choices(visit), kept=False)
        return _form(visit, _begun(visit, kind))


def _choices(visit: Visit) -> dict[str, Any]:
    known = occasions()
    waiting = [path.name for path in drafts.waiting(visit.desk.folder)]
    return {"groups": groups(), "short_cuts": [known[kind] for kind in SHORT_CUTS], "drafts": waiting}


def _begun(visit: Visit, kind: str) -> Entry:
    """An entry of a kind, with what the address says already, such as `?kind=claim&duty=freeze`."""
    if not knows(kind):
        raise fault("no-such-kind", visit.subject.name, f"No kind of event is named `{kind[:60]}`.", "choose one")
    given = {key: value for key, value in visit.query.items() if key not in ("kind", "draft", "as_of", "known", "text")}
    entry = Entry(kind, values_of({"happened": str(visit.desk.day(visit.now)), **given}))
    if kind == "correction":
        if not given.get("of"):
            step = "open the event in the record, and press “Correct it” there"
            raise fault("no-such-event", visit.subject.name, "It is not said which event is to be corrected.", step)
        entry.of = given["of"]
        before = visit.desk.find(entry.of, visit.desk.actor).event
        entry.values |= {**values_of(encode(before), SAYS), **_readers(before.visible_to)}
    return entry


def _readers(visible_to: Sequence[str] | None) -> dict[str, list[str]]:
    return {"visible": ["named"], "reader": list(visible_to)} if visible_to else {}


def _from_draft(visit: Visit, name: str) -> Entry:
    event, *more = drafts.read(visit.desk.folder, name)
    if more or not knows(str(event.get("kind"))):
        said = f"The draft `{name}` holds more than one event, or a kind that is not known."
        step = "record it with `reconvene record FOLDER --file`, or throw it away"
        raise fault("no-such-kind", visit.subject.name, said, step)
    says = event.pop("says", {})
    entry = Entry(str(event["kind"]), {**values_of(event), **_readers(event.get("visible_to"))}, draft=name)
    if entry.kind == "correction":
        entry.of = str(event.get("of", ""))
        before = encode(visit.desk.find(entry.of, visit.desk.actor).event)
        entry.values |= values_of({**before, **says}, SAYS)
    return entry


def _form(visit: Visit, entry: Entry, status: int = 200) -> Page:
    own = _event_form(visit, entry.kind)
    asked: tuple[Field, ...] = ()
    earlier: Event | None = None
    if entry.kind == "correction":
        earlier = visit.desk.find(entry.of, visit.desk.actor).event
        asked = _event_form(visit, earlier.kind, SAYS).fields(entry.values, entry.wrong)
    compartments = visit.desk.settings.compartments or {}
    fields = own.fields(entry.values, entry.wrong)
    values = {
        "entry": entry,
        "occasion": occasions()[entry.kind],
        "fields": [each for each in fields if not each.more],
        "more": [each for each in fields if each.more],
        "asked": asked,
        "earlier": earlier,
        "circles": compartments,
        "readers": [(name, visit.called(name)) for name in visit.desk.document.names.of_family("actor")],
        "matters": _matters(entry.preview),
        "sealed": visit.desk.cipher is not None,
        "own": OWN,
    }
    title = occasions()[entry.kind].words
    return Page("recording.html.j2", values, kept=False, status=status, title=title)


def _event_form(visit: Visit, kind: str, prefix: str = OWN) -> EventForm:
    events = [each.event for each in visit.desk.contents.said]
    hidden = {"visible_to"} | ({"of", "withdrawn"} if kind == "correction" else set())
    return EventForm(kind, visit.desk.document, events, visit.called, prefix, frozenset(hidden))


def _matters(preview: Preview | None) -> list[tuple[str, list[Consequence]]]:
    found = preview.consequences if preview is not None else ()
    listed = [(words, [each for each in found if each.matter is matter]) for matter, words in MATTERS.items()]
    return [(words, each) for words, each in listed if each]


# What was sent


def record_it(visit: Visit) -> Response | Page:
    """Look at what was written, keep it as a draft, or record what was looked at."""
    with visit.turn():
        entry = _read(visit)
        match visit.value("do", "look"):
            case "draft":
                return _keep_draft(visit, entry)
            case "record":
                return _record(visit, entry)
            case _:
                return _look(visit, entry)


def _read(visit: Visit) -> Entry:
    kind = visit.value("kind")
    if not knows(kind):
        raise fault("no-such-kind", visit.subject.name, f"No kind of event is named `{kind[:60]}`.", "choose one")
    desk = visit.desk
    entry = Entry(kind, {key: list(value) for key, value in visit.form.items()})
    entry.of, entry.draft, entry.id = visit.value("of"), visit.value("draft"), visit.value("id")
    taken = _event_form(visit, kind).read(visit.form)
    entry.data, entry.wrong = taken.data, taken.wrong
    if kind == "correction":
        _read_correction(visit, entry)
    elif kind == "amendment":
        _read_amendment(visit, entry)
    readers, why = readers_in(visit.form, desk.settings.compartments or {})
    if readers is not None:
        entry.data["visible_to"] = readers
    if why:
        entry.wrong["visible"] = why
    if entry.id:
        entry.data["id"] = entry.id
    return entry


def _read_correction(visit: Visit, entry: Entry) -> None:
    entry.data["of"] = entry.of
    before = visit.desk.find(entry.of, visit.desk.actor).event
    if visit.value("withdrawn") == "yes":
        entry.data["withdrawn"] = "yes"
        return
    taken: Taken = _event_form(visit, before.kind, SAYS).read(visit.form)
    says, wrong = changed(encode(before), taken)
    entry.wrong |= wrong
    if says:
        entry.data["says"] = says
    elif not wrong:
        entry.findings.append(
            found("nothing-given", entry.of, "Nothing in the form is other than it was.", "change what was wrong")
        )


def _read_amendment(visit: Visit, entry: Entry) -> None:
    says, why = read_lines(visit.value("says"))
    if says:
        entry.data["says"] = says
    if why:
        entry.wrong["says"] = why if visit.value("says") else MUST


def _look(visit: Visit, entry: Entry, said: Finding | None = None, status: int = 200) -> Page:
    """The form again, with what would follow."""
    if entry.wrong or entry.findings:
        return _form(visit, entry, 422)
    entry.data.pop("id", None)
    preview = visit.desk.consider([entry.data], visit.now, name="the event")
    if preview.events:  # named from now on, so that the same form sent twice records one event
        entry.id = entry.data["id"] = preview.events[0].id
    for finding in preview.findings:
        if finding.id in _FIELD_OF:
            key = _FIELD_OF[finding.id]
            entry.wrong[key if key == "visible" else OWN + key] = f"{finding.message} Next: {finding.help}."
        else:
            entry.findings.append(finding)
    if said is not None:
        entry.findings.insert(0, said)
    entry.preview = preview if preview.recordable else None
    entry.looked = _looked(visit.desk, entry.data)
    return _form(visit, entry, status if preview.recordable else 422)


def _looked(desk: Desk, data: Mapping[str, Any]) -> str:
    """What names an event and the record that it was looked at beside: another of either has to be looked at again."""
    told = [f"{log}={head.length}:{head.hash}" for log, head in sorted(heads(desk.store).items())]
    return hashlib.sha256("\n".join((canonical(data), *told)).encode()).hexdigest()


def _record(visit: Visit, entry: Entry) -> Response | Page:
    if entry.wrong or entry.findings:
        return _form(visit, entry, 422)
    desk = visit.desk
    preview = desk.consider([entry.data], visit.now, name="the event")
    if preview.known:
        return _done(visit, entry, preview.known[0].id)
    if _looked(desk, entry.data) != visit.value("looked"):
        return _look(visit, entry, _look_again(visit), 409)
    anyway = visit.value("anyway") == "yes"
    if preview.refused and not anyway:
        return _look(visit, entry, _tick(visit), 422)
    try:
        desk.record(preview, visit.now, anyway=anyway, attachments=files_of(visit))
    except Stale as stale:
        return _look(visit, entry, stale.finding, 409)
    except RecordFault as error:
        return _look(visit, entry, error.finding, 409)
    audit.note(visit.house.people, visit.caller, Act.EVENT_RECORDED, visit.now, preview.events[0].id)
    return _done(visit, entry, preview.events[0].id)


def _done(visit: Visit, entry: Entry, id: str) -> Response:
    if entry.draft:
        drafts.throw_away(visit.desk.folder, entry.draft)
    return to(visit.link(f"/record/{quote(id, safe='')}", done="recorded"))


def _look_again(visit: Visit) -> Finding:
    return found(
        "stale-writer",
        visit.subject.name,
        "This is not what you looked at: the form was changed, or somebody recorded something since. Nothing was "
        "recorded.",
        "see what would follow now, and confirm it again; choose files again too",
    )


def _tick(visit: Visit) -> Finding:
    said = "The text does not let that happen now. What was seen may be put on record all the same."
    return found("not-under-the-text", visit.subject.name, said, "tick “Record it anyway”, or change what you wrote")


def files_of(visit: Visit) -> dict[str, bytes]:
    """The files that were sent, by their names. Raises `RecordFault` for two of one name."""
    files: dict[str, bytes] = {}
    for key in FILES:
        if key not in visit.files:
            continue
        given, content = visit.files[key]
        name = PurePath(given.replace("\\", "/")).name
        if name in files:
            said = f"Two files are called `{name[:60]}`."
            raise fault("attachment-name", visit.subject.name, said, "give one of them another name")
        if len(name.encode()) > drafts.LONGEST_NAME:
            said = f"The name `{name[:60]}…` is too long."
            raise fault("attachment-name", visit.subject.name, said, "give the file a shorter name")
        files[name] = content
    return files


# Drafts


def _keep_draft(visit: Visit, entry: Entry) -> Response | Page:
    desk = visit.desk
    if desk.cipher is not None:
        said = "This desk is sealed, and a draft would lie open in its folder."
        entry.findings.append(found("desk-sealed", visit.subject.name, said, "record it, or write it down elsewhere"))
        return _form(visit, entry, 409)
    events: Sequence[Mapping[str, Any]] = [entry.data]
    if entry.draft:
        drafts.write_again(desk.folder, entry.draft, events)
    else:
        drafts.keep_events(desk.folder, events)
    return to(visit.link("/record/new"))


def throw_draft(visit: Visit) -> Response:
    """Throw a draft away."""
    with visit.place.lock:
        drafts.throw_away(visit.desk.folder, visit.parts["draft"])
    return to(visit.link("/record/new"))
