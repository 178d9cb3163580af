"""An office to test its pages in: a folder with a process, somebody logged in, and forms sent as a browser would."""

from __future__ import annotations

import re
import socket
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import uvicorn

from reconvene.live import clock
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.invitations import accept, invite
from reconvene.live.office import Place
from reconvene.live.people import list_people, local_lead
from reconvene.live.roles import Role
from reconvene.live.sessions import LINK_PATH, make_login_link
from reconvene.web.application import create_application
from reconvene.web.house import House
from reconvene.web.serving import house_at
from tests.accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather be given a client that is not out yet
    from starlette.testclient import TestClient

TALKS = """\
# the first draft of the talks
reconvene: 1
title: Talks of two   # a working title
as_of: 2020-01-01
parties:
  north: {called: the North}   # as it calls itself
  south: {called: the South}
obligations:
  halt:
    by: north
    to: [south]
    within: 30 days of opens  # counted from the opening
    verified: {by: south, takes: 5 days}
days:
  opens: 2020-02-01
"""


@dataclass
class Desk:
    """A process of an office, seen by the one who is logged in."""

    house: House
    client: TestClient
    place: Place

    @property
    def base(self) -> str:
        """The address of the process."""
        return f"/processes/{self.place.name}"

    def get(self, path: str, status: int = 200) -> str:
        """A page of the process, which answers as it should."""
        answer = self.client.get(self.base + path)
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def send(self, path: str, fields: Mapping[str, str], status: int = 303) -> str:
        """A form of the process, sent; gives where it leads, or the page that says what is wrong."""
        answer = self.client.post(self.base + path, data={"csrf": self.csrf, **fields}, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return str(answer.headers.get("location", "") if status == 303 else answer.text)

    @property
    def csrf(self) -> str:
        """What every form of the session carries."""
        return hidden(self.client.get("/new").text, "csrf")

    @property
    def now(self) -> datetime:
        """This moment."""
        return clock.now()

    def begin(self, text: str = TALKS) -> Desk:
        """Another process of the same office, of this text."""
        return replace(self, place=self.house.office.begin("talks", text))

    def begin_from_case(self, case: str) -> Desk:
        """A copy of a shipped case in the same office."""
        return replace(self, place=self.house.office.begin_from_case(f"case:{case}"))

    def as_role(self, role: Role) -> Desk:
        """The same process seen by somebody of another role."""
        return replace(self, client=log_in(self.house, role))


def hidden(page: str, name: str) -> str:
    """What a field of a page holds that nobody sees."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return unescape(found.group(1))


def log_in(house: House, role: Role = Role.LEAD) -> TestClient:
    """A client of the application in which somebody of a role is logged in."""
    client = TestClient(create_application(house), base_url="http://desk")
    client.get(LINK_PATH + link_for(house, role), follow_redirects=False)
    return client


def link_for(house: House, role: Role = Role.LEAD) -> str:
    """What lets somebody of a role in, once."""
    name = local_lead(house.people, clock.now()).name
    if role is not Role.LEAD:
        invitation = invite(
            house.people, ADMINISTRATOR, f"{role}{len(list_people(house.people, ADMINISTRATOR))}", role, clock.now()
        )
        name = accept(house.people, invitation.token, "four quiet words here", clock.now()).name
    return make_login_link(house.people, ADMINISTRATOR, clock.now(), name=name)


def office_in(folder: Path) -> Desk:
    """An office in a folder with one process, and its lead logged in."""
    house = house_at(folder)
    return Desk(house, log_in(house), house.office.begin("talks", TALKS))


@contextmanager
def served(house: House) -> Iterator[str]:
    """The address at which the application of an office answers, for as long as the block lasts."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_application(house), log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, args=([listening],), daemon=True)
        running.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join(10)


@contextmanager
def looked_at(desk: Desk, browser: Browser, width: int = 1280, theme: str = "light") -> Iterator[Page]:
    """A page of the lead in a browser; after it was looked at, the browser complained of nothing."""
    with served(desk.house) as address:
        scheme: Literal["dark", "light"] = "dark" if theme == "dark" else "light"
        context = browser.new_context(base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
        page.goto(f"/login/{link_for(desk.house)}")
        yield page
        context.close()
        assert failures == [], "what breaks the policy is told among them"


def use(page: Page, paths: Iterable[str]) -> None:
    """Open every page at these addresses: each is there, can be used by all, and is no wider than the window."""
    for path in paths:
        answer = page.goto(path)
        assert answer is not None and answer.ok, path
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
