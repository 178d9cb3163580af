"""The versions of the draft: who saved which and why, what each changed in words, and how one is the draft again."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from starlette.responses import Response

from reconvene.document.load import Document
from reconvene.live import audit
from reconvene.live.adoption import FOLDER, as_written
from reconvene.live.audit import Act
from reconvene.live.roles import Action
from reconvene.live.versions import DRAFT, Version
from reconvene.record.fault import fault
from reconvene.reports.differences import Differences, differences
from reconvene.reports.sheet import Table
from reconvene.web.answers import to
from reconvene.web.drafts import writing
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

NOW = "draft"
IN_FORCE = "in-force"


@dataclass(frozen=True)
class VersionRow:
    """A saved version in the list, and whether it is the text in force or the draft as it stands."""

    version: Version
    in_force: bool
    is_draft: bool

    @property
    def saved(self) -> str:
        """When it was saved, to the minute."""
        return self.version.saved[:16].replace("T", " ")


@dataclass(frozen=True)
class Text:
    """A text that can be compared: its word in an address, what it is called, and its files."""

    word: str
    called: str
    files: dict[str, bytes]
    document: Document


def history(visit: Visit) -> Page:
    """The saved versions, the newest first."""
    rows = versions_of(visit)
    table = Table(
        "Versions",
        ("Number", "Saved", "By", "What it is", "In force"),
        tuple(
            (
                str(row.version.number),
                row.version.saved,
                row.version.by,
                row.version.note,
                "yes" if row.in_force else "",
            )
            for row in rows
        ),
    )
    values = {"rows": rows, "place": visit.subject.place, "drafted": bool(rows) and not rows[0].is_draft}
    return Page("history.html.j2", values, {"versions": [asdict(row.version) for row in rows]}, table, kept=False)


def versions_of(visit: Visit) -> list[VersionRow]:
    """The versions of a process, the newest first; a shipped case has none."""
    if visit.subject.place is None:
        return []
    versions = visit.place.versions
    force = dict(visit.desk.edition.files) if visit.subject.desk else {}
    draft = _files_now(visit)
    held = [(each, versions.contents_of(each.number)) for each in versions.saved]
    return [VersionRow(each, files == force, files == draft) for each, files in reversed(held)]


def _files_now(visit: Visit) -> dict[str, bytes]:
    versions = visit.place.versions
    return {file: (versions.folder / file).read_bytes() for file in versions.files}


def version(visit: Visit) -> Page:
    """One version, or the draft: what it changed in words, and line by line."""
    after = _text(visit, visit.parts["number"])
    against = visit.query.get("against") or _before(visit, after.word)
    before = _text(visit, against) if against else None
    found = None
    if before is not None and before.document.readable and after.document.readable:
        found = differences(before.document, after.document)
    values = {
        "after": after,
        "before": before,
        "found": found,
        "lines": tuple(_lines(before, after)) if before is not None else (),
        "others": _others(visit, after.word),
        "row": next((row for row in versions_of(visit) if str(row.version.number) == after.word), None),
        "seen": visit.place.versions.digest,
        "may_restore": visit.may(Action.EDIT_DRAFT) and after.word != NOW,
    }
    title = f"{after.called[:1].upper()}{after.called[1:]}"
    return Page("version.html.j2", values, _data(before, after, found), _table(found), kept=False, title=title)


def _data(before: Text | None, after: Text, found: Differences | None) -> dict[str, object]:
    changes = [change.as_data() for change in found.changes] if found is not None else None
    return {"after": after.word, "before": before.word if before else None, "changes": changes}


def _table(found: Differences | None) -> Table:
    changes = found.changes if found is not None else ()
    rows = tuple((each.sentence, each.kind, ", ".join(each.concerns), each.before, each.after) for each in changes)
    return Table("Changes", ("What", "Kind", "Whom it touches", "Before", "After"), rows)


def _before(visit: Visit, word: str) -> str:
    """What a text is compared with unless something else is asked for: what came before it."""
    saved = visit.place.versions.saved
    if word == NOW:
        return IN_FORCE if visit.subject.desk else str(saved[-1].number) if saved else ""
    if word == IN_FORCE:
        return NOW
    return str(int(word) - 1) if int(word) > 1 else ""


def _text(visit: Visit, word: str) -> Text:
    """A text by its word in an address. Raises `RecordFault` if there is none."""
    versions = visit.place.versions
    if word == NOW:
        return Text(word, "the draft", _files_now(visit), versions.read_as_written())
    if word == IN_FORCE:
        edition = visit.desk.edition
        document = as_written(edition, visit.desk.folder / FOLDER)
        return Text(word, "the text in force", dict(edition.files), document)
    if not word.isascii() or not word.isdigit() or len(word) > 6:
        step = "choose one from the list of the versions"
        raise fault("no-such-version", visit.subject.name, f"There is no version `{word[:40]}`.", step)
    number = int(word)
    files = versions.contents_of(number)
    return Text(str(number), f"version {number}", files, versions.read_version_as_written(number))


def _others(visit: Visit, word: str) -> Sequence[tuple[str, str]]:
    """What it can be compared with."""
    listed = [(NOW, "the draft")]
    if visit.subject.desk:
        listed.append((IN_FORCE, "the text in force"))
    listed += [(str(row.version.number), f"version {row.version.number}") for row in versions_of(visit)]
    return [each for each in listed if each[0] != word]


def _lines(before: Text, after: Text) -> Sequence[str]:
    """What differs line by line, file by file."""
    told: list[str] = []
    for file in dict.fromkeys((DRAFT, *before.files, *after.files)):
        old, new = (text.files.get(file, b"").decode("utf-8-sig", "replace").splitlines() for text in (before, after))
        told += difflib.unified_diff(old, new, f"{file}, {before.called}", f"{file}, {after.called}", lineterm="")
    return told


def restore(visit: Visit) -> Response:
    """Make a version, or what is in force, the draft again; the draft that was there is kept as a version."""
    with writing(visit) as versions:
        text = _text(visit, visit.parts["number"])
        if visit.value("seen") != versions.digest:
            step = "look at the draft as it is now, and restore then"
            raise fault("draft-changed", visit.subject.name, "Somebody saved the draft since you looked at it.", step)
        saved = versions.saved
        if not any(versions.contents_of(each.number) == _files_now(visit) for each in saved):
            versions.save(visit.caller.name, f"as it stood before {text.called} was restored", visit.now)
        versions.write_files(text.files, visit.value("seen"))
    audit.note(
        visit.house.people, visit.caller, Act.DRAFT_EDITED, visit.now, f"{visit.place.name}: {text.called} restored"
    )
    return to(visit.link("/draft", done="restored"))
