"""An office to test its pages in: a folder with a process, somebody logged in, and forms sent as a browser would."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from reconvene.live import clock
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.invitations import accept, invite
from reconvene.live.office import Place
from reconvene.live.people import local_lead
from reconvene.live.roles import Role
from reconvene.live.sessions import LINK_PATH, make_login_link
from reconvene.web.application import create_application
from reconvene.web.house import House
from reconvene.web.serving import house_at

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
        return answer.text

    def send(self, path: str, fields: Mapping[str, str], status: int = 303) -> str:
        """A form of the process, sent; gives where it leads, or the page that says what is wrong."""
        answer = self.client.post(self.base + path, data={"csrf": self.csrf, **fields}, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", "") if status == 303 else answer.text

    @property
    def csrf(self) -> str:
        """What every form of the session carries."""
        return hidden(self.client.get("/").text, "csrf-token", attribute="content")


def hidden(page: str, name: str, attribute: str = "value") -> str:
    """What a field of a page holds that nobody sees."""
    found = re.search(rf'name="{re.escape(name)}" {attribute}="([^"]*)"', page)
    assert found, name
    return unescape(found.group(1))


def log_in(house: House, role: Role = Role.LEAD) -> TestClient:
    """A client of the application in which somebody of a role is logged in."""
    client = TestClient(create_application(house), base_url="http://desk")
    lead = local_lead(house.people, clock.now())
    name = lead.name
    if role is not Role.LEAD:
        invitation = invite(house.people, ADMINISTRATOR, str(role), role, clock.now())
        name = accept(house.people, invitation.token, "four quiet words here", clock.now()).name
    client.get(LINK_PATH + make_login_link(house.people, ADMINISTRATOR, clock.now(), name=name))
    return client


def desk_with(folder: Path, text: str = TALKS, title: str = "talks") -> Desk:
    """An office in a folder with a process of this text, and its lead logged in."""
    house = house_at(folder)
    return Desk(house, log_in(house), house.office.begin(title, text))


def desk_of_case(folder: Path, case: str) -> Desk:
    """An office with a copy of a shipped case."""
    house = house_at(folder)
    return Desk(house, log_in(house), house.office.begin_from_case(f"case:{case}"))
