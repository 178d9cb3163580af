"""The draft as text: written with the findings beside it, saved, mended, and saved as a version."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.roles import Action
from reconvene.live.versions import DRAFT
from reconvene.record.fault import RecordFault, fault
from reconvene.reports.causes import count
from reconvene.text.finding import Finding
from reconvene.web.answers import to
from reconvene.web.drafts import DraftView, draft_of, editor_link, tabs, writing
from reconvene.web.mending import mend_draft
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

DONE = {
    "saved": "The draft is saved.",
    "version": "The draft is saved as a version.",
    "mended": "The fault is mended, and the draft saved.",
    "restored": "The version is the draft now.",
    "item": "The change is written into the draft.",
    "removed": "It is taken out of the draft.",
    "renamed": "It has its new name wherever the draft names it.",
}
"""What a page says after something was done; the address holds the word."""


def draft(visit: Visit) -> Page:
    """The editor, with what the checks say below it."""
    shown = draft_of(visit)
    file = visit.query.get("file") or DRAFT
    if visit.subject.place is None and file == DRAFT:
        file = shown.files[0]
    text = shown.source(file).text
    return _page(visit, shown, file, text, Told(DONE.get(visit.query.get("done", ""), "")))


@dataclass(frozen=True)
class Told:
    """What a page says above the text: what was done, what is wrong, what was refused, and what differs."""

    done: str = ""
    wrong: Sequence[Finding] = ()
    refused: Sequence[str] = ()
    changed: Sequence[str] = ()


def _page(visit: Visit, shown: DraftView, file: str, text: str, told: Told, *, seen: str = "") -> Page:
    values: dict[str, Any] = {
        "draft": shown,
        "file": file,
        "tabs": tabs(visit, shown, file),
        "text": text,
        "seen": seen or shown.seen,
        "told": told,
        "rows": shown.rows(file),
        "counted": count(shown.subject.report),
        "link": lambda row: editor_link(visit, file, row.line, row.column),
    }
    refused = told.wrong or (told.refused and not told.done)
    return Page("draft.html.j2", values, kept=False, status=409 if refused else 200, title="The draft as text")


def _sent(visit: Visit) -> tuple[str, str, str]:
    """What the form holds: the file, its text as it was typed, and the name of the draft that it was typed into.

    A form without a text, such as the button of a fix, means the text as it is saved.
    """
    file = visit.place.versions.own(visit.value("file", DRAFT))
    typed = visit.form.get("text")
    text = visit.place.versions.text_at(file) if typed is None else typed[0].replace("\r\n", "\n")
    return file, text, visit.value("seen")


def save(visit: Visit) -> Response | Page:
    """Save the text, and with the button for it save the whole draft as a version."""
    file, text, seen = _sent(visit)
    if "text" not in visit.form:
        raise fault("nothing-given", file, "The form holds no text.", "open the page again, and save from there")
    as_version = visit.value("then") == "version"
    if as_version:
        visit.caller.insist(Action.SAVE_VERSION)
    made = None
    try:
        with writing(visit) as versions:
            versions.write(text, visit.value("over") or seen, file)
            if as_version:
                made = versions.save(visit.caller.name, visit.value("note"), visit.now)
    except RecordFault as error:
        return _again(visit, file, text, seen, error.finding)
    audit.note(visit.house.people, visit.caller, Act.DRAFT_EDITED, visit.now, f"{visit.place.name}: {file}")
    if made is None:
        return to(_after(visit, file, "saved"))
    audit.note(visit.house.people, visit.caller, Act.VERSION_SAVED, visit.now, f"{visit.place.name} {made.number}")
    return to(_after(visit, file, "version"))


def _after(visit: Visit, file: str, done: str) -> str:
    return visit.link("/draft", file=file if file != DRAFT else None, done=done)


def _again(visit: Visit, file: str, text: str, seen: str, finding: Finding) -> Page:
    """The form again: what was typed stays, beside what somebody else saved meanwhile."""
    shown = draft_of(visit)
    changed = list(
        difflib.unified_diff(shown.source(file).text.split("\n"), text.split("\n"), "saved now", "yours", lineterm="")
    )
    return _page(visit, shown, file, text, Told(wrong=[finding], changed=changed[2:]), seen=seen)


def fix(visit: Visit) -> Response | Page:
    """Apply a fix to the text as it was sent, or all fixes, and save it; what would do harm is told, and not done."""
    file, text, seen = _sent(visit)
    mended = mend_draft(visit.place.versions, text, file, visit.value("fix"), visit.subject.asked.as_of)
    if not mended.told:
        return _page(visit, draft_of(visit), file, text, Told(refused=mended.refused), seen=seen)
    try:
        with writing(visit) as versions:
            versions.write_files(mended.contents, seen)
    except RecordFault as error:
        return _again(visit, file, text, seen, error.finding)
    about = f"{visit.place.name}: {'; '.join(mended.told)}"[:500]
    audit.note(visit.house.people, visit.caller, Act.DRAFT_EDITED, visit.now, about)
    if mended.refused:
        shown = draft_of(visit)
        return _page(visit, shown, file, shown.source(file).text, Told(" ".join(mended.told), refused=mended.refused))
    if visit.value("back") == "findings":
        return to(visit.link("/findings", text="draft" if visit.place.has_desk else None, done="mended"))
    return to(_after(visit, file, "mended"))
