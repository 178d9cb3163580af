"""Somebody who walks through the pages of the desk in a real browser, on a wide screen or a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from tests.test_web_newcomer import Newcomer
from tests.test_web_screens import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


class Reader(Newcomer):
    """Somebody who goes by visible words alone; every page they come to fits their window."""

    def __init__(self, page: Page, view: View) -> None:
        super().__init__(page)
        self.width, self.theme = view

    def press(self, words: str) -> None:
        """Press the button of these words in the content of the page, and wait for what it brings."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=words).first.click()
        self.arrives()

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Follow the first link of these words in the content of the page."""
        super().follow(words, exact=exact)
        self.arrives()

    def go(self, words: str) -> None:
        """Go to a page by the bar at the side, which a telephone keeps folded."""
        bar = self.page.get_by_role("navigation", name="Pages of the process")
        if not bar.get_by_role("link").first.is_visible():
            bar.get_by_text("Pages", exact=True).click()
        super().go(words)
        self.arrives()

    def asks_as_of(self, day: date) -> None:
        """Ask for the same page as of another day, at the top of it."""
        self.page.get_by_label("As of").fill(day.isoformat())
        with self.page.expect_navigation():
            self.page.get_by_role("form", name="The day to ask for").get_by_role("button", name="Show").click()
        self.arrives()

    def records(self, what: str, **said: str) -> None:
        """Record that something happened, after a look at what would follow."""
        self.go("Record what happened")
        self.page.get_by_role("main").locator("summary").filter(has_text=said.pop("under")).click()
        self.follow(what)
        self.fill(**said)
        self.press("See what would follow")
        self.press("Record it")
        self.reads("It is on record, signed by this desk.")

    def part(self, heading: str) -> Locator:
        """The part of the page under a heading."""
        return self.page.get_by_role("region", name=heading, exact=True).first

    def arrives(self) -> None:
        """Nothing of the page reaches over the side of the window."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url

    def words(self) -> str:
        """What stands on the page, as one line."""
        return line(self.page.get_by_role("main").inner_text())


def line(words: str) -> str:
    """Words as one line, without the marks of names."""
    return " ".join(words.replace("`", "").split())


@contextmanager
def walking(browser: Browser, address: str, cookie: str, view: View) -> Iterator[Reader]:
    """Somebody logged in, in a window of that width and scheme; nothing went wrong in it by the end."""
    width, theme = view
    with browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}) as context:
        context.add_cookies([{"name": "reconvene", "value": cookie, "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        wrong: list[str] = []
        # What the policy of the page forbids is an error of the console.
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        yield Reader(page, view)
        assert wrong == []
