"""Whether the record is intact, in plain words; checkpoints to hold each other to, keys, and the proof of one event."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from starlette.responses import Response

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.checking import Checked, check_record, verdict
from reconvene.live.desk import Desk
from reconvene.live.integrity import inclusion_of, keys_known, notes_kept
from reconvene.live.office import DESK
from reconvene.live.trust import trust
from reconvene.record.checkpoint import read_checkpoint
from reconvene.record.fault import RecordFault, fault
from reconvene.reports.sheet import Table
from reconvene.text.finding import Finding
from reconvene.web.answers import as_file, to
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

LONGEST = 64 * 1024
"""So many bytes a checkpoint has at most; it is a few lines."""

SEALED = ("desk-sealed", "wrong-passphrase")
"""What keeps a record from being read that may well be intact."""


@dataclass(frozen=True)
class Compared:
    """What came of holding a checkpoint of somebody else against the record: one sentence, whether it is good."""

    words: str
    good: bool
    findings: tuple[Finding, ...] = ()


def integrity(visit: Visit) -> Page:
    """Every entry, attachment, checkpoint and key, verified now."""
    if visit.subject.place is None or not visit.subject.place.has_desk:
        return Page("integrity_none.html.j2", {}, {"logs": []}, kept=False)
    return _page(visit)


def _page(visit: Visit, compared: Compared | None = None, note: str = "", status: int = 200) -> Page:
    checked = _checked(visit)
    values: dict[str, Any] = {
        "checked": checked,
        "sentences": verdict(checked),
        "logs": sorted(checked.logs.items()),
        "at": f"{visit.now:%Y-%m-%d %H:%M} UTC",
        "compared": compared,
        "note": note,
        "keys": [],
        "notes": [],
        "inclusion": None,
        "others": [],
        "heads": {},
    }
    if visit.subject.desk is not None and not checked.damage:
        with visit.place.lock:
            values |= _held(visit)
    rows = tuple(
        (str(name), str(each.length), str(each.good), str(each.covered)) for name, each in sorted(checked.logs.items())
    )
    table = Table("Logs", ("Log", "Entries", "Good", "Under a checkpoint"), rows)
    data = {**checked.as_data(), "keys": [asdict(each) for each in values["keys"]],
            "checkpoints": [asdict(each) for each in values["notes"]],
            "inclusion": asdict(values["inclusion"]) if values["inclusion"] else None}  # fmt: skip
    return Page("integrity.html.j2", values, data, table, kept=False, status=status)


def _checked(visit: Visit, *notes: str) -> Checked:
    place = visit.place
    try:
        return check_record(place.folder / DESK, notes, passphrase=place.passphrase, alone=True)
    except RecordFault as error:
        if error.finding.id in SEALED:
            raise
        # There is no record to read, and that is what is wrong.
        return Checked(str(place.folder), (error.finding,), {}, trusting=False)


def _held(visit: Visit) -> dict[str, Any]:
    desk, asked = visit.desk, visit.query.get("log", "")
    number = visit.query.get("entry", "")
    proof = inclusion_of(desk, asked, int(number)) if asked and number.isascii() and number.isdigit() else None
    return {
        "keys": keys_known(desk),
        "others": [(each, visit.called(each)) for each in _others(desk)],
        "notes": notes_kept(desk),
        "inclusion": proof,
        "heads": {str(name): desk.store.head(name).hash for name in desk.store.logs()},
    }


def _others(desk: Desk) -> list[str]:
    """The actors of the process that can have a desk of their own, beside this one."""
    return [name for name in desk.shared_document.names.of_family("actor") if name != desk.actor]


def compare(visit: Visit) -> Page:
    """Hold a checkpoint that somebody else kept against the record."""
    note = _given(visit)
    return _page(visit, _compared(visit, note), note)


def _given(visit: Visit) -> str:
    """The checkpoint as it was pasted or sent, byte for byte but for the line ends of the browser."""
    if "file" in visit.files:
        content = visit.files["file"][1][: LONGEST + 1]
        text = content.decode("utf-8", "replace")
    else:
        text = (visit.form.get("note") or [""])[0].replace("\r\n", "\n")
        text = text.lstrip("\n") if not text.strip() else text.strip("\n") + "\n"
    return text[:LONGEST]


def _compared(visit: Visit, note: str) -> Compared:
    try:
        said = read_checkpoint(note).checkpoint
    except ValueError as error:
        return Compared(
            f"That is no checkpoint: {error}. Paste the whole of it, from the first line to the last.", False
        )
    before = {_named(each) for each in _checked(visit).findings}
    told = tuple(each for each in _checked(visit, note).findings if _named(each) not in before)
    log = said.origin.removeprefix("reconvene/")
    if told:
        return Compared(f"It does not agree with the record here, or cannot be held against it: {log}.", False, told)
    count = f"{said.size} entr{'y' if said.size == 1 else 'ies'}"
    words = f"It agrees: the log {log} here begins with the very {count} that whoever kept it saw."
    return Compared(words, True)


def _named(finding: Finding) -> tuple[str, str, str]:
    return (finding.id, finding.message, finding.span.source.name)


def sign_checkpoint(visit: Visit) -> Response:
    """Sign how far each log of this desk has come."""
    with visit.place.lock:
        signed = visit.desk.sign_checkpoints()
    sizes = ", ".join(f"{each.checkpoint.origin.removeprefix('reconvene/')} {each.checkpoint.size}" for each in signed)
    audit.note(visit.house.people, visit.caller, Act.CHECKPOINT_SIGNED, visit.now, sizes)
    return to(visit.link("/integrity", done="signed"))


def trust_key(visit: Visit) -> Response:
    """Keep that the fingerprint of another desk's key was compared with that desk."""
    other = visit.value("desk")
    with visit.place.lock, visit.house.people.writing(f"settings {visit.place.name}"):
        id = trust(visit.desk, other, visit.value("fingerprint"))
    audit.note(visit.house.people, visit.caller, Act.SETTINGS_CHANGED, visit.now, f"key {id[:16]} of {other} compared")
    return to(visit.link("/integrity", done="compared") + "#keys")


def checkpoint(visit: Visit) -> Response:
    """A checkpoint that is kept, as a file to hand to others."""
    with visit.place.lock:
        kept = {str(each.number): each for each in notes_kept(visit.desk)}
    found = kept.get(visit.parts["number"])
    if found is None:
        step = "choose one of the list"
        raise fault("no-such-checkpoint", visit.subject.name, "No checkpoint of that number is kept here.", step)
    return as_file(found.note.encode(), found.file, "text/plain; charset=utf-8")
