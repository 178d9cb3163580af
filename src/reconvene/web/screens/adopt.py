"""Adopting the draft: what changes, in words, what the checks say, and then the text that the process goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from reconvene.document.load import Document
from reconvene.live import audit
from reconvene.live.adoption import as_written
from reconvene.live.audit import Act
from reconvene.live.founding import adopt as adopt_text
from reconvene.live.founding import is_convenor
from reconvene.live.office import DESK
from reconvene.live.roles import Action
from reconvene.live.settings import read_settings
from reconvene.live.versions import Version, Versions
from reconvene.record.entry import check_name
from reconvene.record.fault import RecordFault, found
from reconvene.reports.causes import count
from reconvene.reports.differences import Differences, differences
from reconvene.reports.draft_findings import row
from reconvene.reports.naming import actor_called
from reconvene.text.finding import Finding
from reconvene.web.answers import to
from reconvene.web.drafts import DraftView, draft_of, editor_link, writing
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


@dataclass(frozen=True)
class Who:
    """Somebody whom the organisation can be in the process: the name in the text, and what they are called."""

    name: str
    called: str
    kind: str
    convenes: bool


def copy(visit: Visit) -> Page:
    """What a copy of a process is for, and the button that takes one."""
    return Page("copy.html.j2", {"may": visit.caller.can(Action.EDIT_DRAFT)}, kept=False)


def adopt(visit: Visit) -> Page:
    """The draft beside what is in force, and the button that puts it into force."""
    return _page(visit, draft_of(visit))


def _page(visit: Visit, draft: DraftView, wrong: Sequence[Finding] = ()) -> Page:
    document = draft.subject.document
    errors = [row(each) for each in draft.subject.report.findings if each.counts_as_error]
    values = {
        "draft": draft,
        "seen": visit.value("seen") if wrong else draft.seen,
        "wrong": wrong,
        "errors": errors,
        "counted": count(draft.subject.report),
        "changed": changes_of(visit) if document.readable and visit.subject.desk else None,
        "actors": tuple(actors_of(document)) if not visit.subject.desk else (),
        "chosen": visit.value("actor"),
        "said": visit.value("called"),
        "process": visit.value("process").strip() or visit.place.name,
        "link": lambda each: editor_link(visit, draft.file_of(each.source), each.line, each.column),
    }
    return Page("adopt.html.j2", values, kept=False, status=422 if wrong else 200)


def changes_of(visit: Visit) -> Differences | None:
    """What the draft changes in what is in force; None where one of them cannot be read."""
    before = as_written(visit.desk.edition, visit.desk.folder / "process")
    after = visit.place.versions.read_as_written()
    return differences(before, after) if before.readable and after.readable else None


def actors_of(document: Document) -> list[Who]:
    """Whom an organisation can be: the parties first, then everybody else."""
    process = document.process
    names = document.names.of_family("actor", "role", "body")
    top = [name for name in names if "." not in name]
    parties = [name for name in top if name in (process.parties or {})]
    return [
        Who(name, actor_called(process, name), _kind(document, name), is_convenor(document, name))
        for name in (*parties, *(name for name in top if name not in parties))
    ]


def _kind(document: Document, name: str) -> str:
    family = document.names.family_of(name) or ""
    return "party" if name in (document.process.parties or {}) else family


def do_adopt(visit: Visit) -> Response | Page:
    """Put the draft into force: it goes on record, and the first time the desk is set up for whom the form names."""
    # One process of the office at a time: two that take one name for their record must find out.
    with writing(visit) as versions, visit.house.people.in_turn("adopt"):
        draft = draft_of(visit)
        wrong = _refusals(visit, draft)
        if wrong:
            return _page(visit, draft, wrong)
        document = versions.read()
        try:
            if visit.place.has_desk:
                adopt_text(visit.place.desk, document, visit.now)
            else:
                process = visit.value("process").strip()
                visit.place.set_up(document, visit.value("actor"), visit.now, visit.value("called"), process)
        except RecordFault as error:
            return _page(visit, draft, getattr(error, "findings", None) or [error.finding])
        version = keep_version(versions, visit, "adopted")
    about = f"{visit.place.name} {version.number}"
    audit.note(visit.house.people, visit.caller, Act.VERSION_ADOPTED, visit.now, about)
    return to(visit.base)


def keep_version(versions: Versions, visit: Visit, note: str) -> Version:
    """The version that holds the draft as it stands, saved now unless it is the last one."""
    saved = versions.saved
    files = {file: (versions.folder / file).read_bytes() for file in versions.files}
    if saved and versions.contents_of(saved[-1].number) == files:
        return saved[-1]
    return versions.save(visit.caller.name, note, visit.now)


def _refusals(visit: Visit, draft: DraftView) -> list[Finding]:
    """Why the form cannot be taken as it was sent; nothing was done then."""
    where = str(visit.place.versions.path)
    if not draft.subject.readable:
        return [each for each in draft.subject.document.findings if each.counts_as_error]
    if visit.value("seen") != draft.seen:
        step = "look at the page again as it is now, and adopt it then"
        return [found("draft-changed", where, "Somebody saved the draft since you looked at it.", step)]
    wrong = []
    if not visit.place.has_desk and not visit.value("actor"):
        step = "choose who your organisation is in this process"
        wrong.append(found("no-such-actor", where, "The form does not say whose desk this is.", step))
    wrong += [] if visit.place.has_desk else _refused_names(visit, where)
    if any(each.counts_as_error for each in draft.subject.report.findings) and not visit.value("sure"):
        step = "mend them, or tick that you adopt the text all the same"
        wrong.append(found("errors-unconfirmed", where, "The checks find errors in the text.", step))
    return wrong


def _refused_names(visit: Visit, where: str) -> Iterator[Finding]:
    """Why the record cannot have the name that the form gives the process."""
    name = visit.value("process").strip() or visit.place.name
    try:
        check_name(name)
    except ValueError as error:
        yield found("no-such-name", where, f"{error}.", "write the name as the desks of the others have it")
        return
    for place in visit.house.office.places:
        if place.has_desk and read_settings(place.folder / DESK).process == name:
            said = f"The process `{place.name}` of this office is already on record under the name `{name}`."
            yield found("name-is-taken", where, said, "name it differently; two records of one name would be mixed")
