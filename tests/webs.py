"""A desk in a browser without the browser: the real application on a folder of its own, and somebody who is let in."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reconvene.live import clock
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.people import add_person, local_lead
from reconvene.live.roles import Role
from reconvene.live.sessions import LINK_PATH, make_login_link
from reconvene.web.application import create_application
from reconvene.web.house import House
from reconvene.web.serving import house_at

with warnings.catch_warnings():  # Starlette would rather have the successor of httpx, which nobody else needs yet
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

AT = "http://127.0.0.1"


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """An office in a folder, let go of at the end."""
    house = house_at(folder)
    try:
        yield house
    finally:
        house.office.close()
        house.people.close()


def let_in(house: House, name: str = "", role: Role = Role.LEAD) -> TestClient:
    """Somebody at the application of a house: whoever started it, or somebody new with a role."""
    client = TestClient(create_application(house), base_url=AT)
    if name:
        with house.people.writing() as connection:
            add_person(house.people, connection, name, name.title(), role, None, clock.now())
    else:
        local_lead(house.people, clock.now())
    made = make_login_link(house.people, ADMINISTRATOR, clock.now(), name=name) if name else None
    link = LINK_PATH + (made or make_login_link(house.people, ADMINISTRATOR, clock.now()))
    client.get(link, follow_redirects=False)  # where it leads to is a page that reads every shipped case
    return client
