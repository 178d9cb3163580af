"""The pages of the office as a whole: its processes, a new one, and help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from pydantic import BaseModel
from starlette.responses import Response

from reconvene.cases.shelf import PREFIX, cases
from reconvene.document.template import Answers, fault_of_date, fault_of_name, fill, templates
from reconvene.live import audit, clock
from reconvene.live.audit import Act
from reconvene.live.callers import Caller
from reconvene.live.roles import Action
from reconvene.record.fault import RecordFault, found
from reconvene.reports.causes import count
from reconvene.reports.naming import actor_called
from reconvene.reports.pages import contents, find_page, nearest_page, pages
from reconvene.text.finding import Finding
from reconvene.web import access
from reconvene.web.answers import page, problem, to
from reconvene.web.drawing import draw
from reconvene.web.frame import Entry, Frame
from reconvene.web.house import House
from reconvene.web.markdown import as_markup
from reconvene.web.subject import Asked, Subject

router = APIRouter(include_in_schema=False)

FIRST = PREFIX + "hanoi"
"""The shipped case that the start page shows how it stands, beside one's own processes."""

Field = Annotated[str, Form()]


@dataclass(frozen=True)
class Card:
    """A process in the list: how it stands, what is wrong, what comes next."""

    name: str
    title: str
    href: str
    as_of: str
    parties: tuple[str, ...]
    state: str
    errors: int | None
    warnings: int | None
    next_day: str
    next_what: str
    last: str
    findings: tuple[Finding, ...] = ()


def frame_of(request: Request, caller: Caller, title: str, current: str = "") -> Frame:
    """The frame of a page of the office."""
    office = (Entry("/", "Processes", current=current == "/"), Entry("/new", "New process", current=current == "/new"))
    desk = [Entry(href, words, current=current == href) for href, words, action in _DESK_PAGES if caller.can(action)]
    groups: tuple[tuple[str, tuple[Entry, ...]], ...] = (("Office", office), ("This desk", tuple(desk)))
    return Frame(
        title, request.state.nonce, caller.csrf, caller, groups, "Pages of the office", palette="/palette.json"
    )


_DESK_PAGES = (
    ("/people", "People", Action.READ),
    ("/account", "You: password, sessions, tokens", Action.READ),
    ("/audit", "Who did what", Action.SEE_AUDIT),
    ("/care", "Health and back-up", Action.BACK_UP),
    ("/help", "Help and method", Action.READ),
)


@router.get("/")
def start(request: Request) -> Response:
    """The processes of the office, each with how it stands, and the shipped cases to look at."""
    caller = access.caller_of(request, Action.READ)
    house = access.house_of(request)
    own = [card_of(house, place.name) for place in house.office.places]
    listed = [(PREFIX + case.name, case) for case in cases().values()]
    hanoi = card_of(house, FIRST)
    others = [(name, case) for name, case in listed if name != hanoi.name]
    may_write = caller.can(Action.EDIT_DRAFT)
    body = draw("start.html.j2", own=own, hanoi=hanoi, cases=others, may_write=may_write, csrf=caller.csrf)
    return page(frame_of(request, caller, "Processes", "/"), body)


def card_of(house: House, name: str) -> Card:
    """A process as the list shows it; what cannot be read is told in its place."""
    href = f"/processes/{name}"
    try:
        subject = house.subjects.get(name, Asked())
    except RecordFault as error:
        return Card(name, name, href, "", (), "", None, None, "", "", "", (error.finding,))
    if subject.fault is not None:
        return Card(name, subject.title, href, "", (), "", None, None, "", "", "", (subject.fault.finding,))
    if not subject.readable:
        wrong = sum(finding.counts_as_error for finding in subject.document.findings)
        return Card(name, subject.title, href, "", (), "has errors", wrong, 0, "", "", "")
    with subject.lock:
        return _card(subject, href)


def _card(subject: Subject, href: str) -> Card:
    process, status, counted = subject.document.process, subject.status, count(subject.report)
    ahead = next(iter(sorted(status.ahead, key=lambda each: each.day)), None)
    last = max((event.at for event in subject.state.events), default=None)
    return Card(
        subject.name,
        subject.title,
        href,
        subject.now.isoformat(),
        tuple(actor_called(process, name) for name in process.parties or {}),
        status.table.state.replace("_", " "),
        counted.errors,
        counted.warnings,
        ahead.day.isoformat() if ahead else "",
        ahead.what if ahead else "",
        last.isoformat() if isinstance(last, date) else "",
    )


@router.get("/new")
def new_page(request: Request) -> Response:
    """The page to begin a process at."""
    caller = access.caller_of(request, Action.EDIT_DRAFT)
    return _new(request, caller, Wanted().model_dump(), ())


def _new(request: Request, caller: Caller, said: dict[str, str], findings: tuple[Finding, ...]) -> Response:
    today = clock.today()
    known = [(each.name, each.about, each.defaults, each.final_date(today)) for each in templates().values()]
    body = draw("new.html.j2", templates=known, said=said, findings=findings, csrf=caller.csrf)
    return page(frame_of(request, caller, "New process", "/new"), body, 422 if findings else 200)


class Wanted(BaseModel):
    """The form of a new process."""

    csrf: str = ""
    template: str = ""
    title: str = ""
    first_party: str = ""
    second_party: str = ""
    third_party: str = ""
    final_date: str = ""


@router.post("/new")
def begin(request: Request, wanted: Annotated[Wanted, Form()]) -> Response:
    """Begin a process from a template, with the names that were given."""
    caller = access.caller_of(request, Action.EDIT_DRAFT)
    access.check_csrf(request, caller, {"csrf": [wanted.csrf]})
    known, today, given = templates(), clock.today(), wanted.model_dump()
    chosen = known.get(wanted.template) or next(iter(known.values()))
    names = {id: given[id].strip() or name for id, name in chosen.defaults.names.items()}
    answers = Answers(wanted.title.strip(), names, wanted.final_date.strip() or chosen.final_date(today))
    wrong = tuple(_faults(answers, today))
    if wrong:
        return _new(request, caller, given, wrong)
    place = access.house_of(request).office.begin(answers.title, fill(chosen, answers, today))
    audit.note(access.house_of(request).people, caller, Act.DRAFT_EDITED, clock.now(), place.name)
    return to(f"/processes/{place.name}")


def _faults(answers: Answers, today: date) -> Iterator[Finding]:
    asked = [("The title", fault_of_name(answers.title))]
    for id, name in answers.names.items():
        others = tuple(other for key, other in answers.names.items() if key != id)
        asked.append((id.replace("_", " ").capitalize(), fault_of_name(name, others)))
    asked.append(("The final date", fault_of_date(answers.final_date, today)))
    for label, wrong in asked:
        if wrong:
            yield found("not-an-answer", "form", f"{label}: {wrong}", "mend it, and send the form again")


@router.post("/copy")
def copy_case(request: Request, csrf: Field = "", case: Field = "") -> Response:
    """Begin a process with a copy of a shipped case."""
    caller = access.caller_of(request, Action.EDIT_DRAFT)
    access.check_csrf(request, caller, {"csrf": [csrf]})
    place = access.house_of(request).office.begin_from_case(case)
    audit.note(access.house_of(request).people, caller, Act.DRAFT_EDITED, clock.now(), place.name)
    return to(f"/processes/{place.name}")


# Help


@router.get("/help")
def help_page(request: Request) -> Response:
    """What is asked, which clauses and events there are, and how figures are computed."""
    caller = access.caller_of(request, Action.READ)
    body = draw("help.html.j2", title="Help and method", text=Markup(as_markup(contents(pages()))))  # noqa: S704
    return page(frame_of(request, caller, "Help and method", "/help"), body)


@router.get("/help/{id:path}")
def help_of(request: Request, id: str) -> Response:
    """The page of a check, a clause, a kind of event or a finding."""
    caller = access.caller_of(request, Action.READ)
    found: Any = find_page(id)
    if found is None:
        near = nearest_page(id[:80])
        lines = (f"There is no page of `{id[:80]}`." + (f" Did you mean `{near}`?" if near else ""),)
        return problem(request, 404, "Not found", lines=lines, frame=frame_of(request, caller, "Not found"))
    body = draw("help.html.j2", title=found.title, text=Markup(as_markup(found.text)))  # noqa: S704
    return page(frame_of(request, caller, found.title, "/help"), body)
