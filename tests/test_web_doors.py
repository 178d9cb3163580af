"""The doors of the desk in a browser: who is let in and how, what each role may, and what comes from elsewhere."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute

from reconvene.live import clock, passwords
from reconvene.live.api_tokens import make_token
from reconvene.live.callers import ADMINISTRATOR, Caller
from reconvene.live.invitations import accept, invite
from reconvene.live.people import add_person, change_role, disable
from reconvene.live.roles import MAY, Action, Role, can
from reconvene.live.sessions import LINK_PATH, log_in, make_login_link
from reconvene.web.application import create_application
from reconvene.web.catalogue import DEEDS, SCREENS
from reconvene.web.doors import local
from reconvene.web.house import House
from reconvene.web.serving import house_at
from tests.desk_folders import BEGUN, TEXT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another client, which is not on every index yet
    from starlette.testclient import TestClient

SECRET = "a road through the hills"  # noqa: S105
HTTP = "http://desk.example"
_APPLICATIONS: dict[int, FastAPI] = {}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office with one process on record, and somebody of each role, named after it."""
    made = house_at(tmp_path_factory.mktemp("office"))
    place = made.office.begin("Talks", TEXT)
    place.set_up(place.versions.read(), "sweden", BEGUN)
    for role in Role:
        person(made, role.value, role)
    yield made
    made.close()


def person(house: House, name: str, role: Role) -> None:
    with house.people.writing() as connection:
        add_person(house.people, connection, name, name.title(), role, passwords.hash_password(SECRET), clock.now())


def browser(house: House, name: str = "") -> TestClient:
    """A browser, in which somebody is logged in if they are named."""
    if id(house) not in _APPLICATIONS:
        _APPLICATIONS[id(house)] = create_application(house)
    app = _APPLICATIONS[id(house)]
    opened = TestClient(app, base_url=HTTP, follow_redirects=False)
    if name:
        token = log_in(house.people, name, SECRET, clock.now() + timedelta(hours=len(name))).token
        opened.cookies.set("reconvene", token)
    return opened


@pytest.fixture(scope="module")
def browsers(house: House) -> dict[Role, TestClient]:
    """A browser of somebody of each role."""
    return {role: browser(house, role.value) for role in Role}


def csrf(client: TestClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/help").text)
    assert found is not None
    return found[1]


def caller(house: House, name: str) -> Caller:
    return log_in(house.people, name, SECRET, clock.now() + timedelta(days=1)).caller


def bearer(house: House, name: str, role: Role) -> dict[str, str]:
    made = make_token(house.people, caller(house, name), "program", role, clock.now(), lasts=timedelta(days=30))
    return {"Authorization": f"Bearer {made.token}"}


def is_let_in(client: TestClient) -> bool:
    return bool(client.get("/help").status_code == 200)


# --- in and out ---


def test_a_link_lets_in_once(house: House) -> None:
    link = LINK_PATH + make_login_link(house.people, ADMINISTRATOR, clock.now(), name="lead")
    first, second = browser(house), browser(house)
    answer = first.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_let_in(first)
    again = second.get(link)
    assert again.status_code == 410 and "good no more" in again.text
    assert not is_let_in(second)
    assert first.get(link).status_code == 303, "who is in already is led on"


def test_a_link_is_good_for_ten_minutes(house: House) -> None:
    old = make_login_link(house.people, ADMINISTRATOR, clock.now() - timedelta(minutes=11), name="lead")
    assert browser(house).get(LINK_PATH + old).status_code == 410


def test_a_password_lets_in_and_leads_to_what_was_wanted(house: House) -> None:
    client = browser(house)
    asked = client.get("/processes/talks/status?as_of=2026-03-01")
    assert asked.status_code == 303
    page = client.get(asked.headers["location"]).text
    wanted = re.search(r'name="wanted" value="([^"]+)"', page)
    assert wanted is not None and wanted[1] == "/processes/talks/status?as_of=2026-03-01"
    answer = client.post("/login", data={"name": "Reader", "password": SECRET, "wanted": wanted[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, wanted[1])
    assert is_let_in(client)


def test_which_of_name_and_password_is_wrong_is_not_told(house: House) -> None:
    answers = [
        browser(house).post("/login", data={"name": name, "password": password})
        for name, password in (("drafter", "a wrong password"), ("nobody-of-us", SECRET), ("", ""))
    ]
    assert {answer.status_code for answer in answers} == {401}
    mains = [answer.text.partition("<main")[2] for answer in answers]
    assert len({re.sub(r'value="[^"]*"', "", main) for main in mains}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_who_tries_too_often_has_to_wait(house: House) -> None:
    person(house, "hasty", Role.READER)
    client = browser(house)
    answers = [client.post("/login", data={"name": "hasty", "password": "wrong and wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 30
    assert "wait" in answers[-1].text
    assert client.post("/login", data={"name": "hasty", "password": SECRET}).status_code == 429, "nor by guessing right"


def test_an_invitation_is_taken_up_once(house: House) -> None:
    made = invite(house.people, caller(house, "lead"), "new-here", Role.RECORDER, clock.now())
    client = browser(house)
    path = f"/invitation/{made.token}"
    assert "new-here" in client.get(path).text
    differ = client.post(path, data={"password": SECRET, "again": SECRET + "!"})
    assert differ.status_code == 422 and "differ" in differ.text
    short = client.post(path, data={"password": "short", "again": "short"})
    assert short.status_code == 422 and "12 to" in short.text
    taken = client.post(path, data={"password": SECRET, "again": SECRET})
    assert (taken.status_code, taken.headers["location"]) == (303, "/")
    assert is_let_in(client)
    assert browser(house).get(path).status_code == 410
    assert browser(house).post(path, data={"password": SECRET, "again": SECRET}).status_code == 410


def test_a_session_ends_when_its_person_leaves(house: House) -> None:
    client = browser(house, "recorder")
    held = client.cookies["reconvene"]
    answer = client.post("/logout", data={"csrf": csrf(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "reconvene=" in answer.headers["set-cookie"] and "Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.set("reconvene", held)
    assert not is_let_in(client), "what the browser still holds opens nothing"


def test_who_is_let_in_no_more_is_out_at_once(house: House) -> None:
    person(house, "leaving", Role.DRAFTER)
    client, program = browser(house, "leaving"), bearer(house, "leaving", Role.READER)
    assert is_let_in(client) and client.get("/palette.json", headers=program).status_code == 200
    disable(house.people, caller(house, "lead"), "leaving", clock.now())
    assert not is_let_in(client)
    client.cookies.clear()
    assert client.get("/palette.json", headers=program).status_code == 401
    assert client.post("/login", data={"name": "leaving", "password": SECRET}).status_code == 401


def test_a_role_changes_at_once(house: House) -> None:
    person(house, "rising", Role.READER)
    client = browser(house, "rising")
    assert client.get("/new").status_code == 403
    change_role(house.people, caller(house, "lead"), "rising", Role.DRAFTER, clock.now())
    assert client.get("/new").status_code == 200


# --- what comes from elsewhere ---


@pytest.mark.parametrize("path", ["/new", "/copy", "/people", "/account", "/care", "/processes/talks/integrity"])
def test_a_form_without_its_token_or_with_anothers_is_refused(
    house: House, browsers: dict[Role, TestClient], path: str
) -> None:
    before = sorted(place.name for place in house.office.places)
    foreign = csrf(browsers[Role.READER])
    for sent in ({}, {"csrf": ""}, {"csrf": foreign}, {"csrf": foreign * 1000}):
        answer = browsers[Role.LEAD].post(path, data={"case": "hanoi", "title": "Stolen", **sent})
        assert answer.status_code == 409 and "belongs to another session" in answer.text, (path, sent)
    assert sorted(place.name for place in house.office.places) == before


def test_nobody_is_logged_out_by_another_page(house: House) -> None:
    client = browser(house, "drafter")
    assert client.post("/logout", data={"csrf": "guessed"}).status_code == 409
    assert is_let_in(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://desk.example.elsewhere.example"},
        {"Origin": "http://desk.example:81"},
    ],
)
def test_what_another_site_sends_is_not_taken(house: House, headers: dict[str, str]) -> None:
    client = browser(house, "lead")
    for path, sent in (("/copy", {"case": "hanoi"}), ("/login", {"name": "lead", "password": SECRET})):
        answer = client.post(path, data={"csrf": csrf(client), **sent}, headers=headers)
        assert answer.status_code == 403 and "not taken" in answer.text
        assert "set-cookie" not in answer.headers
    program = bearer(house, "lead", Role.RECORDER)
    assert client.post("/api/processes/talks/events", json=[], headers=headers | program).status_code == 403


def test_what_our_own_page_sends_is_taken(house: House) -> None:
    client = browser(house)
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": HTTP}
    answer = client.post("/login", data={"name": "drafter", "password": SECRET}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        "elsewhere",
        "",
        " /",
        "\\\\elsewhere.example",
    ],
)
def test_nobody_is_led_elsewhere_after_logging_in(house: House, address: str) -> None:
    assert local(address) == "/"
    client = browser(house)
    assert 'name="wanted" value="/"' in client.get("/login", params={"next": address}).text
    answer = client.post("/login", data={"name": "recorder", "password": SECRET, "wanted": address})
    assert answer.headers.get("location", "/") == "/"


# --- what goes out ---


def test_the_cookie_of_a_session_is_for_the_server_alone(house: House, tmp_path: Path) -> None:
    link = LINK_PATH + make_login_link(house.people, ADMINISTRATOR, clock.now(), name="lead")
    here = browser(house).get(link).headers["set-cookie"]
    assert here.startswith("reconvene=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {each.strip() for each in here.split(";")}
    assert "Domain" not in here and "Secure" not in here
    over_https = House(house.office, house.people, secure=True)
    link = LINK_PATH + make_login_link(house.people, ADMINISTRATOR, clock.now(), name="lead")
    there = browser(over_https).get(link)
    assert there.headers["set-cookie"].startswith("__Host-reconvene=") and "Secure" in there.headers["set-cookie"]
    assert "max-age=" in there.headers["strict-transport-security"]


def test_every_answer_keeps_to_our_own_files(house: House) -> None:
    client = browser(house, "lead")
    style = re.search(r'href="(/static/[^"]+\.css)"', client.get("/").text)
    assert style is not None
    answers: list[httpx.Response] = [
        client.get(path)
        for path in (
            *("/", "/login", "/health", style[1], "/static/x/none.css", "/nowhere", "/processes/none"),
            *("/processes/talks", "/processes/talks/status.json", "/processes/talks/findings.csv", "/palette.json"),
            *("/api/openapi.json", "/login/spent", "/invitation/spent", "/processes/talks?as_of=never"),
        )
    ]
    answers += [client.post("/copy"), client.put("/"), client.post("/login", headers={"Origin": "null"})]
    answers.append(client.post("/copy", headers={"Content-Length": "99999999999"}))
    assert len({answer.status_code for answer in answers}) >= 8
    for answer in answers:
        said = answer.headers["content-security-policy"]
        assert "default-src 'none'" in said and "frame-ancestors 'none'" in said and "base-uri 'none'" in said
        assert "unsafe" not in said and "http" not in said and "*" not in said
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        kept = answer.headers["cache-control"]
        assert kept == "no-store" or answer.url.path.startswith("/static/"), answer.url
    nonces = [re.search(r"nonce-([^']+)'", each.headers["content-security-policy"]) for each in answers]
    assert len({found[1] for found in nonces if found}) == len(answers), "each answer has its own"


# --- roles ---

OF_THE_OFFICE = {
    "/": Action.READ,
    "/new": Action.EDIT_DRAFT,
    "/people": Action.READ,
    "/account": Action.READ,
    "/audit": Action.SEE_AUDIT,
    "/care": Action.BACK_UP,
    "/help": Action.READ,
    "/help/claim": Action.READ,
    "/palette.json": Action.READ,
    "/processes/talks/palette.json": Action.READ,
    "/api/processes": Action.READ,
    "/api/processes/talks": Action.READ,
}
"""The pages that are no screen of a process, and what each needs."""

SENT_TO_THE_OFFICE = {
    "/new": Action.EDIT_DRAFT,
    "/copy": Action.EDIT_DRAFT,
    "/people": Action.MANAGE_PEOPLE,
    "/account": Action.READ,
    "/care": Action.BACK_UP,
}
"""The forms of those pages, and what each needs."""


def filled(path: str) -> str:
    """The address of a screen with something in each part of it that nothing is named."""
    return "/processes/talks" + re.sub(r"\{[^}]+\}", "1", path)


def test_roles_differ() -> None:
    assert len({MAY[role] for role in Role}) == len(Role)
    assert {screen.action for screen in SCREENS.values()} > {Action.READ}


@pytest.mark.parametrize("path", list(SCREENS), ids=lambda path: path or "overview")
def test_a_screen_is_shown_to_every_role_that_may_see_it(browsers: dict[Role, TestClient], path: str) -> None:
    screen = SCREENS[path]
    for role, client in browsers.items():
        for ending in ("", *((".json", ".csv") if screen.twins else ())):
            answer = client.get(filled(path) + ending)
            assert (answer.status_code == 403) != can(role, screen.action), (role, answer.status_code)
            assert answer.status_code < 500, (role, ending, answer.text)
            if answer.status_code == 403:
                assert str(screen.action) in answer.text
    if "{" not in path:
        assert browsers[Role.LEAD].get(filled(path)).status_code in (200, 303)


@pytest.mark.parametrize("path", list(DEEDS))
def test_a_form_is_taken_from_every_role_that_may_send_it(browsers: dict[Role, TestClient], path: str) -> None:
    for role, client in browsers.items():
        answer = client.post(filled(path), data={"csrf": csrf(client)})
        assert (answer.status_code == 403) != can(role, DEEDS[path].action), (role, answer.status_code)
        assert answer.status_code < 500, (role, answer.text)


def test_the_office_goes_by_the_same_table(browsers: dict[Role, TestClient]) -> None:
    for role, client in browsers.items():
        for path, action in OF_THE_OFFICE.items():
            assert client.get(path).status_code == (200 if can(role, action) else 403), (role, path)
        for path, action in SENT_TO_THE_OFFICE.items():
            answer = client.post(path, data={"csrf": csrf(client), "case": "none"})
            assert (answer.status_code == 403) != can(role, action), (role, path, answer.status_code)
            assert answer.status_code < 500, (role, path)


def addresses_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, set[str]]]:
    """Every address with its methods, those of routers that are taken in among them."""
    found: dict[str, set[str]] = {}
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        for path, methods in addresses_of(inner) if inner else [(getattr(route, "path", ""), route_methods(route))]:
            found.setdefault(path, set()).update(methods)
    yield from found.items()


def route_methods(route: BaseRoute) -> set[str]:
    return set(getattr(route, "methods", None) or ())


def test_every_address_asks_who_is_there(house: House) -> None:
    """Nothing but the doors, the health and the static files answers to a stranger."""
    client, stranger = browser(house, "lead"), browser(house)
    open_to_all = {"/login", "/login/{token}", "/invitation/{token}", "/logout", "/health", "/api/openapi.json"}
    open_to_all |= {"/static/{digest}/{name:path}", "/calendar/{token}.ics"}
    asked = 0
    addresses = dict(addresses_of(create_application(house).routes))
    assert {"/people", "/audit.csv", "/care"} <= set(addresses)
    for path, methods in addresses.items():
        if path in open_to_all:
            continue
        address = re.sub(r"\{[^}]+\}", "1", path.replace("{name}", "talks"))
        for method in sorted(methods & {"GET", "POST"}):
            answer = stranger.request(method, address, data={"csrf": csrf(client)} if method == "POST" else None)
            assert answer.status_code in (303, 401, 422), (method, address, answer.status_code)
            assert answer.status_code != 303 or answer.headers["location"].startswith("/login"), address
            asked += 1
    assert asked > 2 * len(SCREENS)


# --- programs ---


def test_a_token_does_what_its_role_may(house: House) -> None:
    program = browser(house)
    for role in Role:
        headers = bearer(house, "lead", role)
        for path, screen in SCREENS.items():
            answer = program.get(filled(path), headers=headers)
            assert (answer.status_code == 403) != can(role, screen.action), (role, path)
    assert program.get("/palette.json", headers={"Authorization": "Bearer reconvene_none"}).status_code == 401
    assert program.get("/palette.json", headers={"Authorization": "Basic bGVhZDo="}).status_code == 401
    assert "Bearer" in program.get("/palette.json").headers["www-authenticate"]


def test_a_token_of_an_owner_who_may_less_now_is_none(house: House) -> None:
    person(house, "falling", Role.RECORDER)
    headers, program = bearer(house, "falling", Role.RECORDER), browser(house)
    assert program.get("/palette.json", headers=headers).status_code == 200
    change_role(house.people, caller(house, "lead"), "falling", Role.DRAFTER, clock.now())
    assert program.get("/palette.json", headers=headers).status_code == 401


def test_no_token_does_what_is_done_in_person(house: House) -> None:
    headers, program = bearer(house, "lead", Role.LEAD), browser(house)
    assert program.get("/account", headers=headers).status_code == 403
    assert program.get("/people", headers=headers).status_code == 200, "who is there may be read"
    for sent in ({"do": "invite", "name": "friend"}, {"do": "disable", "name": "reader"}):
        assert program.post("/people", data=sent, headers=headers).status_code == 403
    made = program.post("/account", data={"do": "token", "name": "more", "role": "lead"}, headers=headers)
    assert made.status_code in (403, 409) and "reconvene_" not in made.text
    person(house, "invited-by-none", Role.READER)
    accepted = invite(house.people, caller(house, "lead"), "friend", Role.READER, clock.now())
    assert accept(house.people, accepted.token, SECRET, clock.now()).name == "friend", "the name was free still"
