"""Every screen in a real browser, so that who cannot see, has no mouse, or holds a telephone can use it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Literal

import pytest

from reconvene.live import clock
from reconvene.web.catalogue import SCREENS
from tests.accessibility import needs_axe, violations
from tests.desk_folders import CLOSED, HELD, moment
from tests.web_desk import BASE, NAME, WebDesk, served, web_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

OFFICE = ("/", "/new", "/people", "/account", "/audit", "/care", "/help", "/help/no-return-mechanism")
"""The pages that belong to no process."""
View = tuple[int, Literal["light", "dark"]]
VIEWS: list[View] = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
"""The windows: at a desk and on a telephone, by day and by night."""
NOT_LINKED = {"/copy", "/record/{id}/files/{digest}", "/integrity/checkpoints/{number}"}
"""What only a shipped case shows, or a record with files or with checkpoints."""


@dataclass
class House:
    """The application in a browser: four windows, and the first address at which each screen of a process is found."""

    web: WebDesk
    address: str
    windows: dict[View, BrowserContext]
    found: dict[str, dict[str, str]] = field(default_factory=dict)

    def pages(self, base: str) -> dict[str, str]:
        """The addresses of the screens of a process, by the path on the shelf."""
        if base not in self.found:
            self.found[base] = found_from(self.web, base)
        return self.found[base]

    def check(self, path: str, view: View) -> None:
        """The page at an address can be used by all, and the browser complains of nothing in it."""
        page = self.windows[view].new_page()
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(self.address + path)
        wrong += violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        assert wrong == [], path
        assert wide <= view[0], path


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The convenor's desk on a day on which the way back runs, beside the shipped cases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment("02-05"))
        patch.setattr(clock, "today", lambda: moment("02-05").date())
        web = web_desk(tmp_path_factory.mktemp("screens"))
        web.house.office.place(NAME).versions.save("local", "As the talks began", moment("02-01"))
        web.desk.record([HELD, CLOSED], moment("02-01"))
        with served(web) as link:
            address = link.partition("/login")[0]
            windows: dict[View, BrowserContext] = {}
            for width, theme in VIEWS:
                window = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 800})
                window.add_cookies([{"name": "reconvene", "value": web.browser.cookies["reconvene"], "url": address}])
                windows[width, theme] = window
            yield House(web, address, windows)
            for window in windows.values():
                window.close()
        web.house.close()


def found_from(web: WebDesk, base: str) -> dict[str, str]:
    """The first address at which every screen of a process is found, going from link to link; "" for a file."""
    shapes = {path: re.compile(re.escape(base) + re.sub(r"\{\w+\}", "[^/?#]+", path) + "$") for path in SCREENS}
    found, waiting = {"": base}, [base]
    while waiting:
        answer = web.browser.get(waiting.pop(0))
        assert answer.status_code < 500, answer.url
        for href in re.findall(r'href="([^"#]+)', answer.text):
            link = unescape(href)
            fitting = [path for path, shape in shapes.items() if shape.match(link.partition("?")[0])]
            path = min(fitting, key=lambda each: each.count("{"), default="")
            if path and path not in found:
                is_page = web.browser.get(link).headers["content-type"].startswith("text/html")
                found[path] = link if is_page and not path.endswith("/page") else ""
                waiting.append(link)
    return found


@pytest.mark.browser
def test_every_screen_is_reached_by_a_link(house: House) -> None:
    assert set(SCREENS) - set(house.pages(BASE)) <= NOT_LINKED


@pytest.mark.browser
@needs_axe
@pytest.mark.parametrize(("number", "path"), list(enumerate(SCREENS)))
def test_a_screen_can_be_used_by_all(house: House, number: int, path: str) -> None:
    """Each in one of the four windows, so that every window has its turn."""
    address = house.pages(BASE).get(path, "")
    if address:
        house.check(address, VIEWS[number % len(VIEWS)])
    else:
        assert path in NOT_LINKED or path in house.pages(BASE)  # a file, which no browser shows


@pytest.mark.browser
@needs_axe
@pytest.mark.parametrize("number", range(len(VIEWS)))
def test_the_pages_of_the_office_can_be_used_by_all(house: House, number: int) -> None:
    for path in OFFICE[number :: len(VIEWS)]:
        house.check(path, VIEWS[number])


@pytest.mark.browser
@pytest.mark.long
@needs_axe
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("base", [BASE, "/processes/case:hanoi"])
def test_every_screen_can_be_used_by_all_in_every_window(house: House, base: str, view: View) -> None:
    for address in filter(None, house.pages(base).values()):
        house.check(address, view)


@pytest.mark.browser
@pytest.mark.long
@needs_axe
@pytest.mark.parametrize("view", VIEWS)
def test_every_page_of_the_office_can_be_used_by_all_in_every_window(house: House, view: View) -> None:
    for path in OFFICE:
        house.check(path, view)
