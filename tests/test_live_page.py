"""A page that is open follows the desk: news by id, the same page fetched again, a server that goes and comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.pages import HEAD, WATCH, Site, site, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


class Desk:
    """Counts what the pages show."""

    news = 1
    poll = ""
    events = "/events"

    def page(self) -> str:
        """Parts that follow one id, another, and everything; a form that somebody may be writing in."""
        return f"""{HEAD}<meta name="events-url" content="{self.events}">
<meta name="poll-seconds" content="{self.poll}">
</head><body><main><h1>Talks</h1>
<section id="halt" data-refresh="halt lift"><p>halt {self.news}</p><a href="#x" id="more">More</a>
<details id="why"><summary>Why</summary><p>Because.</p></details></section>
<section id="ban" data-refresh="ban"><p>ban {self.news}</p></section>
<section id="all" data-refresh data-announce="News {self.news} of the talks."><p>all {self.news}</p></section>
<section id="form" data-refresh><form data-unsaved><label>Words <input name="words" value="{self.news}"></label></form>
</section><button type="button" hx-get="/part" hx-target="#part" hx-swap="outerHTML">Load</button>
<div id="part"></div></main></body></html>"""

    def part(self) -> str:
        """What htmx puts in."""
        return f'<div id="part" data-announce="Part {self.news} is here.">part {self.news}</div>'


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def running(desk: Desk) -> Iterator[Site]:
    with site({"/": desk.page, "/part": desk.part, "/page.css": str}) as found:
        yield found


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    opened.add_init_script(WATCH)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, running: Site) -> Iterator[Page]:
    with watched(context) as shown:
        shown.goto(running.address)
        yield shown
    running.events.put(None)


def shows(page: Page, words: str) -> None:
    page.wait_for_selector(f"p:text-is('{words}')")


def said(page: Page, words: str) -> None:
    page.wait_for_selector(f"#announcements:text-is('{words}')", state="attached")


def test_news_by_id_brings_only_what_it_concerns_and_keeps_the_focus(page: Page, running: Site, desk: Desk) -> None:
    page.locator("summary").click()
    page.locator("#more").focus()
    desk.news = 2
    running.events.put(json.dumps({"ids": ["lift"]}))
    shows(page, "halt 2")
    shows(page, "all 2")
    assert page.locator("#ban").inner_text() == "ban 1"
    assert page.evaluate("document.activeElement.id") == "more"
    assert page.locator("#why").get_attribute("open") is not None
    said(page, "News 2 of the talks.")


def test_what_somebody_is_writing_is_left_alone(page: Page, running: Site, desk: Desk) -> None:
    page.get_by_label("Words").fill("my words")
    desk.news = 2
    running.events.put(json.dumps({"ids": ["ban"]}))
    shows(page, "ban 2")
    assert page.get_by_label("Words").input_value() == "my words"
    assert page.locator("#form").get_attribute("data-stale") is not None


def test_where_no_stream_comes_through_the_page_asks_again(page: Page, desk: Desk) -> None:
    desk.events, desk.poll = "/nothing-here", "0.1"
    page.reload()
    desk.news = 2
    shows(page, "halt 2")
    assert page.locator("#banner").count() == 0


def test_a_page_recovers_by_itself(page: Page, running: Site, desk: Desk) -> None:
    running.away = True
    running.events.put(None)
    page.wait_for_selector("#banner[role=alert]")
    desk.news = 2
    running.away = False
    page.wait_for_selector("#banner", state="detached")
    shows(page, "halt 2")
    desk.news = 3
    running.events.put("ban")
    shows(page, "ban 3")


def test_a_page_that_nobody_sees_listens_when_it_is_seen_again(page: Page, running: Site, desk: Desk) -> None:
    turn = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true}); "
    turn += "document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(turn, True)
    running.events.put(None)
    desk.news = 2
    page.evaluate(turn, False)
    shows(page, "halt 2")
    desk.news = 3
    running.events.put("halt")
    shows(page, "halt 3")


def test_htmx_puts_in_a_part_and_it_is_said(page: Page) -> None:
    page.get_by_role("button", name="Load").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#part:has-text('part 1')")
    said(page, "Part 1 is here.")
    assert page.evaluate("document.activeElement.textContent") == "Load"
