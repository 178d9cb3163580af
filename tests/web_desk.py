"""An office with one process and its desk, asked through the web application as a browser or a program would ask."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from reconvene.live.api_tokens import make_token
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.desk import Desk
from reconvene.live.roles import Role
from reconvene.live.sessions import LINK_PATH, make_login_link, resume
from reconvene.web.application import create_application
from reconvene.web.house import House
from reconvene.web.serving import house_at
from tests.desk_folders import BEGUN, TEXT
from tests.webs import let_in

NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)
"""The moment it is in these tests, once the clock says so."""
NAME = "talks-of-north-and-south"
BASE = f"/processes/{NAME}"


@dataclass
class WebDesk:
    """The office of Sweden, with the talks of the year 2026 on record, and a browser in which its lead is logged in."""

    house: House
    browser: httpx.Client
    base: str = BASE
    last: str = field(default="", repr=False)

    @property
    def desk(self) -> Desk:
        """The desk behind it."""
        return self.house.office.place(NAME).desk

    def get(self, path: str, status: int = 200) -> str:
        """The page at a path below the process, after it has answered as it should."""
        return self._taken(self.browser.get(self.base + path), status)

    def post(
        self,
        path: str,
        status: int = 200,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        fields: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> str:
        """What answers to a form; the hidden fields of the page seen last go along, as a browser sends them."""
        sent = {**hidden(self.last), **(fields or {}), **values}
        # As a browser does, a form with a place for files is sent in parts though no file was chosen.
        answer = self.browser.post(self.base + path, data=sent, files=files or {"none": ("", b"")})
        return self._taken(answer, status)

    def look(self, kind: str, status: int = 200, query: str = "", **values: Any) -> str:
        """Open the form of a kind of event, fill it in, and ask what would follow."""
        self.get(f"/record/new?kind={kind}{query}")
        fields = {name_of(key): value for key, value in values.items()}
        return self.post("/record/new", status, fields=fields, do="look")

    def confirm(
        self,
        status: int = 200,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        fields: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> str:
        """Send the form again as it stands on the page, and record it."""
        return self.post("/record/new", status, files, {**filled(self.last), **(fields or {})}, do="record", **values)

    def _taken(self, answer: httpx.Response, status: int) -> str:
        assert answer.status_code == status, words_of(answer.text)[:2000]
        self.last = answer.text
        return words_of(answer.text)

    def token(self, role: Role = Role.RECORDER) -> dict[str, str]:
        """The header of a program that asks with a role."""
        held = self.browser.cookies["reconvene"]
        caller = resume(self.house.people, held, NOW)
        assert caller is not None
        made = make_token(self.house.people, caller, f"a {role}", role, NOW, lasts=timedelta(days=1))
        return {"Authorization": f"Bearer {made.token}"}


def name_of(key: str) -> str:
    """The field of a form for a key of an event; what begins with `_` is another field."""
    return key[1:] if key.startswith("_") else f"f.{key}"


def reopened(web: WebDesk) -> WebDesk:
    """The same office as a server sees it that is started again, and its lead logged in anew."""
    web.house.office.close()
    house = house_at(web.house.office.folder)
    return WebDesk(house, let_in(house), web.base)


def web_desk(folder: Path, actor: str = "sweden", text: str = TEXT, database: str | None = None) -> WebDesk:
    """An office with a desk of an actor in a folder or at a database, and its lead logged in."""
    house = house_at(folder, database)
    place = house.office.begin("Talks of north and south", text)
    place.set_up(place.versions.read(), actor, BEGUN)
    return WebDesk(house, let_in(house))


def words_of(page: str) -> str:
    """What somebody reads on a page."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    bare = re.sub(r"</?(?:a|code|strong|em|span|del|ins|time|b)\b[^>]*>", "", bare)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the content of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2])
    return {name: unescape(value) for name, value in found}


def filled(page: str) -> dict[str, Any]:
    """What stands in the fields of a form that was sent, as a browser would send it again."""
    form = page.partition("<main")[2]
    values: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="(?:text|date)" id="[^"]*" name="([^"]+)" value="([^"]*)"', form):
        values[name] = unescape(value)
    for name, value in re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        values[name] = unescape(value)
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        values[name] = unescape(chosen[1]) if chosen else ""
    for name, value in re.findall(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)" checked', form):
        values.setdefault(name, []).append(unescape(value))
    return values


@contextlib.contextmanager
def served(web: WebDesk) -> Iterator[str]:
    """The application on a port of this machine, for a browser; gives the link that lets it in."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_application(web.house), log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    yield address + LINK_PATH + make_login_link(web.house.people, ADMINISTRATOR, NOW)
    server.should_exit = True
    thread.join(10)
    listening.close()
