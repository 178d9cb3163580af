"""The pages of the group Draft in a real browser: axe finds nothing, nothing breaks the policy, nothing runs over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accessibility import needs_axe, violations
from tests.offices import TALKS, Desk, link_for, office_in, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATHS = (
    "/draft",
    "/draft/items",
    "/draft/items/obligations/halt",
    "/draft/add/obligations",
    "/text",
    "/findings",
    "/findings?weight=error&item=halt",
    "/history",
    "/history/2",
    "/history/draft",
    "/adopt",
    "/copy",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = office_in(tmp_path_factory.mktemp("office"))
    versions = made.place.versions
    versions.save("lead", "as we began", made.now)
    versions.write(TALKS.replace("30 days", "40 days"))
    versions.save("lead", "after the session", made.now)
    versions.write(TALKS.replace("30 days", "50 days"))
    return made


@pytest.mark.browser
@pytest.mark.node
@needs_axe
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_every_page_can_be_used_by_all(desk: Desk, browser: Browser, width: int, theme: str) -> None:
    with served(desk.house) as address:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
        )
        context.add_init_script(
            "window.broken = []; document.addEventListener('securitypolicyviolation', e => broken.push(e.blockedURI))"
        )
        page = context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
        page.goto(f"/login/{link_for(desk.house)}")
        for path in PATHS:
            answer = page.goto(desk.base + path)
            assert answer is not None and answer.ok, path
            page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
            assert violations(page) == [], path
            assert page.evaluate("window.broken") == [] and failures == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        context.close()
