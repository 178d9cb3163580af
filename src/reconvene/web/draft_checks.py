"""What the editor of a draft asks while somebody types: what the checks say of the text, and which words there are."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from functools import cache

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from reconvene.checks.run import Report, run
from reconvene.clauses import catalogue as catalogue
from reconvene.clauses.shelf import clauses_for
from reconvene.document.schema import json_schema
from reconvene.live import clock
from reconvene.live.rate_limits import take
from reconvene.live.roles import Action
from reconvene.live.versions import Versions
from reconvene.record.fault import fault
from reconvene.reports.draft_findings import rows_in
from reconvene.web import access
from reconvene.web.answers import as_json
from reconvene.web.house import House
from reconvene.web.subject import Asked

router = APIRouter(include_in_schema=False)

LARGEST = 2_000_000
"""A text of more letters is checked when it is saved, and not while it is typed."""
_ONE = threading.Lock()
"""One text is checked at a time: however many type, they cannot take the machine from those who read."""


@router.get("/process.schema.json")
def schema(request: Request) -> Response:
    """The JSON Schema of a process file, with the clauses that there are."""
    access.caller_of(request, Action.READ)
    return Response(_schema(), media_type="application/json", headers={"Cache-Control": "private, max-age=3600"})


@cache
def _schema() -> str:
    parameters = {name: clause.parameters for name, clause in clauses_for("clauses").items()}
    return json.dumps(json_schema("2020-12", parameters), ensure_ascii=False)


@router.post("/processes/{name}/draft/check")
async def check_text(request: Request, name: str, file: str = "process.yaml") -> Response:
    """What the checks say of a text in a file of the draft; nothing is written."""
    text = (await access.body_from(request, Action.READ)).decode("utf-8", "replace")
    return await run_in_threadpool(_check, request, name, file, text)


def _check(request: Request, name: str, file: str, text: str) -> Response:
    caller = access.caller_of(request, Action.READ)
    access.check_csrf(request, caller, {})
    house = access.house_of(request)
    take(house.people, f"check {caller.credential}", clock.now(), capacity=30, every=timedelta(seconds=1))
    versions = house.office.place(name).versions
    if len(text) > LARGEST:
        step = "save it; what the checks say is listed below the text then"
        raise fault("too-large", file, "The text is too long to be checked while it is typed.", step)
    found = rows_in(_report(house, name, versions, file, text), str(versions.folder / file))
    return as_json({"findings": [each.as_data(f"/help/{each.id}" if each.page else "") for each in found]})


def _report(house: House, name: str, versions: Versions, file: str, text: str) -> Report:
    with _ONE:
        if text == versions.text_at(versions.own(file)):
            return house.subjects.get(name, Asked(draft=True)).report
        document = versions.read(text, file)
        return run(document, document.process.as_of or clock.today())
