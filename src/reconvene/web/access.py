"""Who asks: by the cookie of a session or by the token of a program; and whether a form was made for that session."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from reconvene.live import clock
from reconvene.live.api_tokens import resume_token
from reconvene.live.callers import Caller, Through
from reconvene.live.roles import Action
from reconvene.live.sessions import LASTS, is_form_of, resume
from reconvene.record.fault import fault
from reconvene.web.answers import problem, to, wants_json
from reconvene.web.house import House

COOKIE = "reconvene"
SECURE_COOKIE = "__Host-reconvene"


class LoginNeeded(Exception):
    """Nobody is logged in who asks for something that only people of the desk may see."""


def house_of(request: Request) -> House:
    """The office that the application serves, with its people."""
    house: House = request.app.state.house
    return house


def address_of(request: Request) -> str:
    """Where browsers reach the server, as the request was addressed: its scheme and host."""
    return f"{'https' if house_of(request).secure else request.url.scheme}://{request.url.netloc}"


def cookie_name(house: House) -> str:
    """What the cookie of a session is called; over https it can be set by this very host alone."""
    return SECURE_COOKIE if house.secure else COOKIE


def origin_of(request: Request) -> str:
    """The address that somebody asks from."""
    return request.client.host if request.client is not None else ""


def caller_of(request: Request, action: Action) -> Caller:
    """Who asks. Raises `LoginNeeded` if nobody is logged in, `NotAllowed` if their role does not let them do that."""
    caller = known_caller(request)
    if caller is None:
        raise LoginNeeded
    caller.insist(action)
    return caller


async def insist(request: Request, action: Action) -> None:
    """Let only who may do that go on, before what they send is read. Raises as `caller_of`."""
    await run_in_threadpool(caller_of, request, action)


async def body_from(request: Request, action: Action) -> bytes:
    """What somebody sent who may do that; of nobody else is it read. Raises as `caller_of`."""
    await insist(request, action)
    return await request.body()


def known_caller(request: Request, *, touch: bool = True) -> Caller | None:
    """Who asks, if they are known at all; without `touch` their session is not kept alive by it."""
    house = house_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return resume_token(house.people, token.strip(), clock.now(), origin=origin_of(request))
    held = request.cookies.get(cookie_name(house))
    return resume(house.people, held, clock.now(), origin=origin_of(request), touch=touch) if held else None


def check_csrf(request: Request, caller: Caller, form: Mapping[str, list[str]]) -> None:
    """Raise `RecordFault` unless a form was made for the session that sends it."""
    sent = (form.get("csrf") or [request.headers.get("x-csrf-token", "")])[0]
    if not is_form_of(caller, sent):
        step = "open the page again and send the form from there; copy what you typed first"
        raise fault("form-of-another-session", request.url.path, "The form belongs to another session.", step)


def check_sender(request: Request, caller: Caller) -> None:
    """Raise `RecordFault` if what a program writes comes from a browser's session, and no page of ours sent it."""
    if caller.through is Through.SESSION:
        check_csrf(request, caller, {})


def let_in(response: Response, request: Request, token: str) -> Response:
    """The answer with the cookie of a new session on it."""
    house = house_of(request)
    response.set_cookie(
        cookie_name(house),
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=house.secure,
        path="/",
    )
    return response


def on_login_needed(request: Request, error: Exception) -> Response:
    """Send somebody at a browser to the door, and tell a program that it needs a token."""
    if wants_json(request):
        answer = problem(request, 401, "Log in first", lines=("Send a token: `Authorization: Bearer TOKEN`.",))
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return to(f"/login?next={quote(wanted)}" if request.method == "GET" and wanted != "/" else "/login")
