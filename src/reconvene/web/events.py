"""What has gone on since a page was drawn, told as it happens: ids alone, for a page is fetched under its own rules."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from reconvene.cases.shelf import cases
from reconvene.live.roles import Action
from reconvene.web import access
from reconvene.web.answers import as_json
from reconvene.web.catalogue import SCREENS
from reconvene.web.house import House
from reconvene.web.subject import Asked

router = APIRouter(include_in_schema=False)

EVERY = 2.0
"""So many seconds pass between two looks at the record."""
BEAT = 15
"""After so many looks without news a line is sent all the same, so that a dead connection is found out."""


@router.get("/processes/{name}/events")
async def stream(request: Request, name: str) -> Response:
    """Server-sent events: the version of the process, each time it becomes another."""
    await run_in_threadpool(access.caller_of, request, Action.READ)
    house = access.house_of(request)
    await run_in_threadpool(house.subjects.version_of, name, Asked())
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_tell(request, house, name), media_type="text/event-stream", headers=headers)


async def _tell(request: Request, house: House, name: str) -> AsyncIterator[str]:
    known, quiet = "", 0
    yield "retry: 3000\n\n"
    while not await request.is_disconnected():
        caller = await run_in_threadpool(partial(access.known_caller, touch=False), request)
        if caller is None:
            return
        version = await run_in_threadpool(house.subjects.version_of, name, Asked())
        if version != known and known:
            yield f"id: {version}\ndata: {json.dumps({'ids': [version]})}\n\n"
            quiet = 0
        elif known and (quiet := quiet + 1) % BEAT == 0:
            yield ": still here\n\n"
        known = version
        await asyncio.sleep(EVERY)


# What Ctrl-K offers


@router.get("/palette.json")
def palette(request: Request) -> Response:
    """The pages of the office and its processes."""
    access.caller_of(request, Action.READ)
    house = access.house_of(request)
    listed = [("Processes", "/"), ("New process", "/new"), ("People", "/people"), ("Help and method", "/help")]
    listed += [(place.name, f"/processes/{place.name}") for place in house.office.places]
    listed += [(case.title, f"/processes/case:{case.name}") for case in cases().values()]
    return as_json({"items": [{"label": title, "href": href} for title, href in listed]})


@router.get("/processes/{name}/palette.json")
def palette_of(request: Request, name: str) -> Response:
    """The pages of a process, and what is named in its text."""
    access.caller_of(request, Action.READ)
    house = access.house_of(request)
    subject = house.subjects.get(name, Asked())
    base = f"/processes/{name}"
    listed = [(screen.title, base + screen.path) for screen in SCREENS.values() if screen.group]
    if subject.readable:
        listed += [(duty, f"{base}/obligations/{duty}") for duty in subject.document.process.obligations or {}]
    listed += [("All processes", "/"), ("Help and method", "/help")]
    return as_json({"items": [{"label": title, "href": href} for title, href in listed]})
