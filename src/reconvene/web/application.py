"""The application: one address for every screen of the catalogue, its twins, every deed, and what all of them share."""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from reconvene import __version__
from reconvene.record.fault import RecordFault
from reconvene.web import (
    access,
    api,
    calendars,
    desk_pages,
    doors,
    drawing,
    events,
    frame,
    office_pages,
    record_api,
)
from reconvene.web.answers import TWINS, faulty, page, problem, twin_text
from reconvene.web.catalogue import DEEDS, SCREENS
from reconvene.web.draft_checks import router as draft_checks
from reconvene.web.drawing import draw
from reconvene.web.guard import Guard, TooLarge
from reconvene.web.house import Drawn, House
from reconvene.web.shelf import Deed, Page, Screen
from reconvene.web.visit import Visit
from reconvene.web.visits import visit_of

MOST_FIELDS = 2_000
"""So many fields a form may have."""

UNREADABLE = (
    "",
    "/draft",
    "/draft/items",
    "/draft/items/{section}/{item}",
    "/draft/add/{section}",
    "/findings",
    "/history",
    "/history/{number}",
    "/integrity",
)
"""The screens that can be shown of a text that has errors."""


def create_application(house: House) -> FastAPI:
    """The application of an office: its pages, its API and its OpenAPI description."""
    app = FastAPI(
        title="reconvene", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.state.house = house
    app.add_middleware(Guard, on_mistake=_on_mistake, secure=house.secure)
    app.add_api_route("/static/{digest}/{name:path}", _static, include_in_schema=False)
    app.include_router(doors.router)
    app.include_router(office_pages.router)
    app.include_router(desk_pages.router)
    app.include_router(calendars.router)
    app.include_router(events.router)
    app.include_router(api.router)
    app.include_router(draft_checks)
    app.include_router(record_api.router)
    for screen in SCREENS.values():
        _add_screen(app, screen)
    for deed in DEEDS.values():
        _add_deed(app, deed)
    app.add_exception_handler(RecordFault, _on_fault)
    app.add_exception_handler(access.LoginNeeded, access.on_login_needed)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(TooLarge, _on_too_large)
    return app


def _add_screen(app: FastAPI, screen: Screen) -> None:
    """The screen at its address, and its twins at the same with an ending; these first, or it would be in the name."""
    path = "/processes/{name}" + screen.path
    if screen.twins:
        described: dict[str, Any] = {"tags": ["processes"], "response_class": Response, "summary": screen.title}
        app.add_api_route(
            f"{path}.json",
            _twin(screen, "json"),
            methods=["GET"],
            name=f"{screen.name}_json",
            responses={200: {"content": {"application/json": {}}}, **api.TOLD},
            openapi_extra=api.parameters_of(path, screen),
            **described,
        )
        app.add_api_route(
            f"{path}.csv",
            _twin(screen, "csv"),
            methods=["GET"],
            name=f"{screen.name}_csv",
            responses={200: {"content": {"text/csv": {}}}, **api.TOLD},
            openapi_extra=api.parameters_of(path, screen),
            **described,
        )
    app.router.add_route(path, _shown(screen), methods=["GET"], name=screen.name, include_in_schema=False)


Answer = Callable[[Request], Awaitable[Response]]


def _shown(screen: Screen) -> Answer:
    async def show(request: Request) -> Response:
        return await run_in_threadpool(_show, request, screen)

    return show


def _twin(screen: Screen, kind: str) -> Answer:
    async def show(request: Request) -> Response:
        return await run_in_threadpool(_show_twin, request, screen, kind)

    return show


def _show(request: Request, screen: Screen) -> Response:
    visit = visit_of(request, screen.action, path=screen.path)
    drawn: Drawn | Response | None = _kept(request, visit, screen)
    if drawn is None and not visit.subject.readable and screen.path not in UNREADABLE:
        return _unreadable(request, visit, screen)
    if drawn is None:
        with visit.subject.lock:  # many may ask at once: one draws, and the others find it drawn
            drawn = _kept(request, visit, screen) or _draw(request, visit, screen)
    if isinstance(drawn, Response):
        return drawn
    return page(_frame(request, visit, screen, drawn.called), Markup(drawn.content))  # noqa: S704  (drawn by us)


def _key(request: Request, visit: Visit) -> tuple[object, ...]:
    """All that a page depends on, but for what its screen found in the record."""
    subject, url = visit.subject, request.url
    text = (subject.name, subject.text.number, subject.desk is None, str(subject.now))
    return (*text, visit.caller.role, url.path, url.query)


def _kept(request: Request, visit: Visit, screen: Screen) -> Drawn | None:
    """What was drawn already, if it still shows what is."""
    kept = visit.house.kept.get(_key(request, visit))
    return kept if kept is not None and (screen.of_text or kept.version == visit.subject.version) else None


def _draw(request: Request, visit: Visit, screen: Screen) -> Drawn | Response:
    """The body of a page, as it was if nothing that it says has changed; or an answer that is not to be kept."""
    shown = _ask(screen, visit)
    if isinstance(shown, Response):
        return shown
    title = shown.title or screen.title
    values = {"title": title, "screen": screen, **shown.values}
    if not shown.kept or shown.status != 200:
        body = draw(shown.template, visit=visit, **values)
        return page(_frame(request, visit, screen, title), body, shown.status)
    return _put(request, visit, (shown.template, values), title, lambda: draw(shown.template, visit=visit, **values))


def _ask(screen: Screen, visit: Visit) -> Page | Response:
    """What a screen says. Pages and twins both ask here, so that a test can see what a fault or a mistake becomes."""
    return screen.show(visit)


def _put(request: Request, visit: Visit, said: object, called: str, write: Callable[[], str]) -> Drawn:
    """Keep a page for what it says, and write it unless it says what it said before."""
    key, kept = _key(request, visit), visit.house.kept
    earlier = kept.get(key)
    content = earlier.content if earlier is not None and earlier.made_from == said else write()
    drawn = Drawn(visit.subject.version, said, called, content)
    kept.put(key, drawn)
    return drawn


def _frame(request: Request, visit: Visit, screen: Screen, title: str) -> frame.Frame:
    return frame.of_process(visit, screen, title, request.state.nonce)


def _unreadable(request: Request, visit: Visit, screen: Screen) -> Response:
    """The text has errors: nothing follows from it until they are mended."""
    errors = [finding for finding in visit.subject.document.findings if finding.counts_as_error]
    body = draw(
        "said.html.j2",
        title=screen.title,
        findings=errors,
        lines=("The text has errors, and nothing follows from it until they are mended.",),
        links=((visit.link("/draft"), "To the draft"),),
    )
    return page(_frame(request, visit, screen, screen.title), body, 409)


def _show_twin(request: Request, screen: Screen, kind: str) -> Response:
    visit = visit_of(request, screen.action, path=screen.path)
    if not visit.subject.readable and screen.path not in UNREADABLE:
        return problem(request, 409, "The text has errors", visit.subject.document.findings)
    drawn: Drawn | Response | None = _kept(request, visit, screen)
    if drawn is None:
        with visit.subject.lock:
            drawn = _kept(request, visit, screen) or _draw_twin(request, visit, screen, kind)
    return drawn if isinstance(drawn, Response) else Response(drawn.content, media_type=drawn.called)


def _draw_twin(request: Request, visit: Visit, screen: Screen, kind: str) -> Drawn | Response:
    shown = _ask(screen, visit)
    assert isinstance(shown, Page)  # what answers with a file has no twins
    said = shown.table if kind == "csv" else shown.data
    if said is None:
        return problem(request, 404, f"This page has no {kind.upper()} twin")
    if not shown.kept or shown.status != 200:
        return Response(twin_text(said), media_type=TWINS[kind])
    return _put(request, visit, said, TWINS[kind], lambda: twin_text(said))


def _add_deed(app: FastAPI, deed: Deed) -> None:
    async def take(request: Request) -> Response:
        await access.insist(request, deed.action)
        form, files = await _sent(request)
        return await run_in_threadpool(_do, request, deed, form, files)

    name = f"do_{deed.name}"
    app.router.add_route("/processes/{name}" + deed.path, take, methods=["POST"], name=name, include_in_schema=False)


def _do(
    request: Request, deed: Deed, form: Mapping[str, list[str]], files: Mapping[str, tuple[str, bytes]]
) -> Response:
    visit = visit_of(request, deed.action, form, files, deed.path)
    access.check_csrf(request, visit.caller, form)
    done = deed.do(visit)
    if isinstance(done, Response):
        return done
    assert isinstance(done, Page)  # the form again, with what is wrong with it
    screen = _screen_of(deed)
    title = done.title or screen.title
    body = draw(done.template, visit=visit, title=title, screen=screen, **done.values)
    # What was answered to a form is not at its address, so that it is not fetched again when the record goes on.
    return page(replace(_frame(request, visit, screen, title), live=False), body, done.status)


def _screen_of(deed: Deed) -> Screen:
    """The screen whose form a deed takes: the one at its path, or at the longest beginning of it."""
    path = deed.path
    while path and path not in SCREENS:
        path = path.rpartition("/")[0]
    return SCREENS[path]


async def _sent(request: Request) -> tuple[dict[str, list[str]], dict[str, tuple[str, bytes]]]:
    form: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    async with request.form(max_fields=MOST_FIELDS, max_files=20, max_part_size=8 * 1024 * 1024) as sent:
        for key, value in sent.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files[key] = (value.filename, await value.read())
            else:
                form.setdefault(key, []).append(value)
    return form, files


# What all share


def _static(digest: str, name: str) -> Response:
    try:
        held = drawing.content(name)
    except FileNotFoundError as error:
        raise HTTPException(404, "There is no such file.") from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kept = "public, max-age=31536000, immutable" if digest == drawing.digest(name) else "no-cache"
    return Response(held, media_type=kind, headers={"Cache-Control": kept})


def _on_fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, RecordFault)
    return faulty(request, error)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {
        404: "There is no such page. Begin at the list of processes.",
        405: "That cannot be done at this address. Go back, and use the button on the page.",
    }
    answer = problem(
        request,
        error.status_code,
        "Not found" if error.status_code == 404 else "That cannot be done",
        lines=(told.get(error.status_code, str(error.detail)),),
    )
    answer.headers.update(error.headers or {})  # such as which methods an address takes
    return answer


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    lines = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return problem(request, 422, "That cannot be read", lines=lines)


def _on_too_large(request: Request, error: Exception) -> Response:
    return problem(request, 413, "That is too large", lines=("Send it in smaller parts.",))


def _on_mistake(request: Request, error: Exception) -> Response:
    """A mistake of ours: it goes to the server's log, and whoever asked is told what still stands."""
    lines = (
        "Something went wrong in reconvene itself; the server's log says what.",
        "Nothing that was on record is lost. Go back, and try again; if it happens again, report it with the log.",
    )
    return problem(request, 500, "A mistake of ours", lines=lines)
