"""The doors: logging in by link or password, taking up an invitation, leaving; and whether the server is well."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from reconvene import __version__
from reconvene.live import clock
from reconvene.live.invitations import accept, read_invitation
from reconvene.live.sessions import log_in, log_out, open_link
from reconvene.record.fault import RecordFault, found
from reconvene.text.finding import Finding
from reconvene.web import access
from reconvene.web.answers import marked, page, to
from reconvene.web.drawing import draw
from reconvene.web.frame import Frame
from reconvene.web.refusals import status_of

router = APIRouter(include_in_schema=False)

Field = Annotated[str, Form()]


def _form(request: Request, template: str, title: str, status: int = 200, **values: Any) -> Response:
    body = draw(template, title=title, **values)
    return page(Frame(title, request.state.nonce), body, status)


def _at_the_door(request: Request, error: RecordFault, wanted: str = "/", name: str = "") -> Response:
    """The page to log in at, with what was wrong."""
    values = {"wanted": wanted, "findings": (error.finding,), "name": name}
    return marked(_form(request, "login.html.j2", "Log in", status_of(error), **values), error)


def _whence(request: Request) -> dict[str, str]:
    return {"origin": access.origin_of(request), "agent": request.headers.get("user-agent", "")[:200]}


def local(address: str) -> str:
    """The address if it leads to a page of ours, else that of the start."""
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if fine else "/"


@router.get("/login")
def login_page(request: Request) -> Response:
    """The page to log in at."""
    wanted = local(request.query_params.get("next", "/"))
    return _form(request, "login.html.j2", "Log in", wanted=wanted, findings=(), name="")


@router.post("/login")
def login(request: Request, name: Field = "", password: Field = "", wanted: Field = "/") -> Response:
    """Open a session by name and password."""
    try:
        opened = log_in(access.house_of(request).people, name, password, clock.now(), **_whence(request))
    except RecordFault as error:
        return _at_the_door(request, error, local(wanted), name)
    return access.let_in(to(local(wanted)), request, opened.token)


@router.get("/login/{token}")
def link_page(request: Request, token: str) -> Response:
    """Open the session of a login link, which works once.

    A link that was used up leads on where the browser is let in already: a page that is opened twice is no fault.
    """
    try:
        opened = open_link(access.house_of(request).people, token, clock.now(), **_whence(request))
    except RecordFault as error:
        if access.known_caller(request) is not None:
            return to("/")
        return _at_the_door(request, error)
    return access.let_in(to("/"), request, opened.token)


@router.get("/invitation/{token}")
def invitation_page(request: Request, token: str) -> Response:
    """The page at which somebody who is invited chooses a password."""
    try:
        invitation = read_invitation(access.house_of(request).people, token, clock.now())
    except RecordFault as error:
        return _at_the_door(request, error)
    return _invited(request, token, invitation, ())


def _invited(request: Request, token: str, invitation: Any, findings: tuple[Finding, ...]) -> Response:
    values = {"token": token, "invitation": invitation, "findings": findings}
    return _form(request, "invitation.html.j2", "Welcome", 422 if findings else 200, **values)


@router.post("/invitation/{token}")
def take_up(request: Request, token: str, password: Field = "", again: Field = "") -> Response:
    """Take up an invitation: the account is there from now on."""
    house = access.house_of(request)
    try:
        invitation = read_invitation(house.people, token, clock.now())
    except RecordFault as error:
        return _at_the_door(request, error)
    if password != again:
        wrong = found("passwords-differ", "password", "The two passwords differ.", "type the same twice")
        return _invited(request, token, invitation, (wrong,))
    try:
        person = accept(house.people, token, password, clock.now(), origin=access.origin_of(request))
        opened = log_in(house.people, person.name, password, clock.now(), **_whence(request))
    except RecordFault as error:
        if error.finding.id == "password-unfit":
            return _invited(request, token, invitation, (error.finding,))
        return _at_the_door(request, error)
    return access.let_in(to("/"), request, opened.token)


@router.post("/logout")
def logout(request: Request, csrf: Field = "") -> Response:
    """End the session."""
    house = access.house_of(request)
    caller = access.known_caller(request)
    if caller is not None:
        access.check_csrf(request, caller, {"csrf": [csrf]})
        log_out(house.people, caller, clock.now())
    answer = to("/login")
    answer.delete_cookie(access.cookie_name(house), path="/", secure=house.secure, httponly=True)
    return answer


@router.get("/health")
def health(request: Request) -> Response:
    """Whether the server can read what it needs; for a watchman, so it tells nothing of anybody."""
    try:
        with access.house_of(request).people.reading() as connection:
            connection.exec_driver_sql("SELECT 1")
        count = len(access.house_of(request).office.places)
    except RecordFault as error:
        return JSONResponse({"status": "ill", "version": __version__, "why": error.finding.id}, 503)
    return JSONResponse({"status": "well", "version": __version__, "processes": count})
