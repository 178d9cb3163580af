"""The interface for programs: the twins of the screens are read; here is where it begins, and how it refuses."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from reconvene.cases.shelf import PREFIX, cases
from reconvene.live.roles import Action
from reconvene.record.fault import RecordFault
from reconvene.reports.causes import count
from reconvene.web import access
from reconvene.web.answers import as_json, problem
from reconvene.web.api_models import Problem, Processes, Summary
from reconvene.web.house import House
from reconvene.web.shelf import Screen
from reconvene.web.subject import Asked, Subject
from reconvene.web.visits import visit_of

router = APIRouter(prefix="/api", tags=["api"])

REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Nobody is logged in, or the token is good no more."},
    403: {"model": Problem, "description": "The role does not let them do that."},
    404: {"model": Problem, "description": "There is no such process or page."},
    409: {"model": Problem, "description": "The text has errors, or it cannot be done as things stand."},
    422: {"model": Problem, "description": "What was asked cannot be read, such as a day that is none."},
    503: {"model": Problem, "description": "The record, or what else is kept here, cannot be read or written now."},
}
TOLD: dict[int | str, dict[str, Any]] = {
    status: {
        "description": each["description"],
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
    }
    for status, each in REFUSALS.items()
}
"""The same, written out: of a model FastAPI builds a reader for each address, which takes long for so many twins."""
NEXT = 10
"""So many of the next dates a summary names."""


@router.get(
    "/processes",
    summary="The processes",
    response_class=Response,
    responses={200: {"model": Processes}, 401: REFUSALS[401]},
)
def list_processes(request: Request) -> Response:
    """Every process of the office, and the shipped cases."""
    access.caller_of(request, Action.READ)
    house = access.house_of(request)
    own = [_line(house, place.name) for place in house.office.places]
    shipped = [
        {"name": PREFIX + case.name, "title": case.title, "shipped": True, "on_record": False}
        for case in cases().values()
    ]
    return as_json({"processes": [*own, *shipped]})


def _line(house: House, name: str) -> dict[str, Any]:
    try:
        title = house.subjects.get(name, Asked()).title
    except RecordFault:
        title = name
    return {"name": name, "title": title, "shipped": False, "on_record": house.office.place(name).has_desk}


@router.get(
    "/processes/{name}",
    summary="How a process stands",
    response_class=Response,
    responses={200: {"model": Summary}, **REFUSALS},
)
def summary(request: Request, name: str) -> Response:
    """How a process stands today, in a few figures; its version is the ETag."""
    visit = visit_of(request, Action.READ)
    subject = visit.subject
    if not subject.readable:
        return problem(request, 409, "The text has errors", subject.document.findings)
    with subject.lock:
        answer = as_json(_summed_up(subject))
    answer.headers["ETag"] = f'"{subject.version}"'
    return answer


def _summed_up(subject: Subject) -> dict[str, Any]:
    status, counted = subject.status, count(subject.report)
    ahead = sorted(status.ahead, key=lambda each: each.day)[:NEXT]
    return {
        "name": subject.name,
        "title": subject.title,
        "shipped": subject.is_case,
        "on_record": subject.desk is not None,
        "as_of": str(subject.now),
        "version": subject.version,
        "table": status.table.state,
        "why": status.table.why,
        "events": len(subject.events),
        "errors": counted.errors,
        "warnings": counted.warnings,
        "conflicts": len(status.conflicts),
        "next": [{"day": str(each.day), "what": each.what, "unless": each.unless} for each in ahead],
    }


def parameters_of(path: str, screen: Screen) -> dict[str, Any]:
    """The parameters of a screen's twins, as OpenAPI describes them."""
    named = [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]
    listed: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named
    ]
    asked = {
        "as_of": "The day to ask for, as year-month-day.",
        "known": "What was known on this day, as year-month-day.",
        "text": "`draft` for the draft, and not what is in force.",
        **screen.asks,
    }
    listed += [
        {"name": key, "in": "query", "required": False, "schema": {"type": "string"}, "description": told}
        for key, told in asked.items()
    ]
    return {"parameters": listed}
