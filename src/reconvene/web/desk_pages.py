"""The pages of the desk's own people: who they are, oneself, who did what, and how the server is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import Response

from reconvene import __version__
from reconvene.live import audit, clock
from reconvene.live.api_tokens import ApiToken, list_tokens, make_token, revoke_token
from reconvene.live.audit import PAGE, Act, read_audit
from reconvene.live.callers import Caller
from reconvene.live.health import examine_office
from reconvene.live.invitations import PATH, Invitation, invite, list_invitations, renew, withdraw
from reconvene.live.people import change_password, change_role, change_shown, disable, enable, list_people
from reconvene.live.roles import MAY, Action, Role
from reconvene.live.sessions import list_sessions, revoke_others, revoke_session
from reconvene.record.fault import RecordFault, fault
from reconvene.reports.sheet import Table
from reconvene.text.finding import Finding
from reconvene.web import access
from reconvene.web.answers import as_csv, page, to
from reconvene.web.drawing import draw
from reconvene.web.office_pages import frame_of

router = APIRouter(include_in_schema=False)


class Sent(BaseModel):
    """What a form of these pages holds; each uses some of it."""

    csrf: str = ""
    do: str = ""
    name: str = ""
    role: str = "reader"
    id: str = ""
    shown: str = ""
    old: str = ""
    new: str = ""
    again: str = ""
    days: int = 90
    passphrase: str = ""


Given = Annotated[Sent, Form()]


def _take(
    request: Request, sent: Sent, action: Action, deeds: dict[str, Callable[[Caller], Any]]
) -> tuple[Caller, Any, tuple[Finding, ...]]:
    """Do what the form asks for, and give what came of it, or what is wrong."""
    caller = access.caller_of(request, action)
    access.check_csrf(request, caller, {"csrf": [sent.csrf]})
    try:
        deed = deeds.get(sent.do)
        return caller, deed(caller) if deed is not None else None, ()
    except RecordFault as error:
        return caller, None, (error.finding,)


def _shown(request: Request, caller: Caller, title: str, path: str, template: str, **values: Any) -> Response:
    findings: Iterable[Finding] = values.get("findings", ())
    body = draw(template, title=title, caller=caller, csrf=caller.csrf, now=clock.now(), **values)
    return page(frame_of(request, caller, title, path), body, 422 if tuple(findings) else 200)


# --- people ---


@router.get("/people")
def people_page(request: Request) -> Response:
    """Everybody of the desk, the invitations that are open, and what each role may do."""
    return _people(request, access.caller_of(request, Action.READ))


def _people(
    request: Request, caller: Caller, made: Invitation | None = None, findings: tuple[Finding, ...] = ()
) -> Response:
    store, leads = access.house_of(request).people, caller.can(Action.MANAGE_PEOPLE)
    link = f"{access.address_of(request)}{PATH}{made.token}" if made is not None else ""
    return _shown(
        request,
        caller,
        "People",
        "/people",
        "people.html.j2",
        people=list_people(store, caller),
        invitations=list_invitations(store, caller, clock.now()) if leads else [],
        leads=leads,
        roles=list(Role),
        actions=[(action, [action in MAY[role] for role in Role]) for action in Action],
        made=made,
        link=link,
        findings=findings,
    )


@router.post("/people")
def change_people(request: Request, sent: Given) -> Response:
    """Invite somebody, change a role, or let somebody in no more."""
    store, now = access.house_of(request).people, clock.now()
    deeds: dict[str, Callable[[Caller], Any]] = {
        "invite": lambda caller: invite(store, caller, sent.name, _role(sent.role), now),
        "renew": lambda caller: renew(store, caller, sent.name, now),
        "withdraw": lambda caller: withdraw(store, caller, sent.id, now),
        "role": lambda caller: change_role(store, caller, sent.name, _role(sent.role), now),
        "disable": lambda caller: disable(store, caller, sent.name, now),
        "enable": lambda caller: enable(store, caller, sent.name, now),
    }
    caller, done, findings = _take(request, sent, Action.MANAGE_PEOPLE, deeds)
    if findings or isinstance(done, Invitation):
        return _people(request, caller, done if isinstance(done, Invitation) else None, findings)
    return to("/people")


def _role(name: str) -> Role:
    return Role(name) if name in set(Role) else Role.READER


# --- oneself ---


@router.get("/account")
def account_page(request: Request) -> Response:
    """One's own password, sessions and tokens."""
    return _account(request, access.caller_of(request, Action.READ))


def _account(
    request: Request, caller: Caller, made: ApiToken | None = None, findings: tuple[Finding, ...] = ()
) -> Response:
    store = access.house_of(request).people
    return _shown(
        request,
        caller,
        "You",
        "/account",
        "account.html.j2",
        sessions=list_sessions(store, caller, clock.now()),
        tokens=list_tokens(store, caller),
        roles=[role for role in Role if MAY[role] <= MAY[caller.role]],
        made=made,
        findings=findings,
    )


@router.post("/account")
def change_account(request: Request, sent: Given) -> Response:
    """Change one's password or shown name, end a session, make or end a token."""
    store, now = access.house_of(request).people, clock.now()
    lasts = timedelta(days=max(1, min(366, sent.days)))
    deeds: dict[str, Callable[[Caller], Any]] = {
        "shown": lambda caller: change_shown(store, caller, sent.shown, now),
        "password": lambda caller: _new_password(request, caller, sent),
        "end": lambda caller: revoke_session(store, caller, sent.id, now),
        "end-others": lambda caller: revoke_others(store, caller, now),
        "token": lambda caller: make_token(store, caller, sent.name, _role(sent.role), now, lasts=lasts),
        "end-token": lambda caller: revoke_token(store, caller, sent.id, now),
    }
    caller, done, findings = _take(request, sent, Action.READ, deeds)
    if findings or isinstance(done, ApiToken):
        return _account(request, caller, done if isinstance(done, ApiToken) else None, findings)
    return to("/account")


def _new_password(request: Request, caller: Caller, sent: Sent) -> None:
    if sent.new != sent.again:
        raise fault("passwords-differ", "password", "The two passwords differ.", "type the same twice")
    change_password(access.house_of(request).people, caller, sent.old, sent.new, clock.now())


# --- who did what ---


@router.get("/audit")
def audit_page(request: Request, before: int | None = None, act: str = "") -> Response:
    """Who did what, when and from where; the newest first."""
    caller = access.caller_of(request, Action.SEE_AUDIT)
    wanted = Act(act) if act in set(Act) else None
    noted = read_audit(access.house_of(request).people, caller, before=before, act=wanted)
    older = noted[-1].number if len(noted) == PAGE else None
    values = {"noted": noted, "older": older, "acts": list(Act), "act": act}
    return _shown(request, caller, "Who did what", "/audit", "audit.html.j2", **values)


@router.get("/audit.csv")
def audit_csv(request: Request) -> Response:
    """The same as a table, the newest thousand."""
    caller = access.caller_of(request, Action.SEE_AUDIT)
    noted = read_audit(access.house_of(request).people, caller, limit=1_000)
    rows = tuple(
        (str(each.number), each.at.isoformat(), each.who, each.through, each.act, each.about, each.origin)
        for each in noted
    )
    return as_csv(Table("Who did what", ("Number", "When", "Who", "By", "What", "About", "From"), rows))


# --- how the server is ---


@router.get("/care")
def care_page(request: Request) -> Response:
    """How the server is, and a back-up of everything."""
    return _care(request, access.caller_of(request, Action.BACK_UP), ())


def _care(request: Request, caller: Caller, findings: tuple[Finding, ...]) -> Response:
    house = access.house_of(request)
    looked = examine_office(house.office, house.people)
    values = {"looked": looked, "version": __version__, "folder": str(house.office.folder), "findings": findings}
    return _shown(request, caller, "Health and back-up", "/care", "care.html.j2", **values)


@router.post("/care")
def back_up(request: Request, sent: Given) -> Response:
    """A back-up of the office, sealed under a passphrase, to download."""
    from reconvene.live.office_copy import copy_office  # noqa: PLC0415  (with the checks of a record, takes a while)

    house, now = access.house_of(request), clock.now()
    deeds: dict[str, Callable[[Caller], Any]] = {
        "back-up": lambda _: copy_office(house.office, house.people, sent.passphrase)
    }
    caller, done, findings = _take(request, sent, Action.BACK_UP, deeds)
    if findings or not isinstance(done, bytes):
        return _care(request, caller, findings)
    audit.note(house.people, caller, Act.BACKED_UP, now)
    name = f"reconvene-{now:%Y-%m-%d}.backup"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(done, media_type="application/octet-stream", headers=headers)
