"""The pages of what is owed and when in a real browser: axe finds nothing, nothing breaks the policy or runs over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.accessibility import needs_axe
from tests.offices import Desk, looked_at, office_in, use

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TALKS = """\
reconvene: 1
title: Talks of two
as_of: 2020-01-10
final_date: 2020-12-31
parties: {north: {called: the North}, south: {called: the South}}
actors:
  monitors: {kind: organisation, roles: [verifier], substitutes: [envoys]}
  envoys: {kind: organisation}
days: {signed: 2020-01-01}
calendar: {vote: {kind: election, of: south, dated: 2020-02-02}}
consultations: {allies_heard: {by: south, with: [envoys], level: working, before: halt, lead: 14 days}}
obligations:
  halt: {by: north, to: [south], text: The North halts., article: 1, within: 30 days of signed,
    verified: {by: monitors, takes: 1..5 days}, if_missed: {cure: 10 days, then: dispute}}
  open_road: {by: south, to: [north], article: 2, after: halt.verified, within: 20 days, verified: none}
  one: {by: north, article: 3, after: other.verified}
  other: {by: south, article: 3, after: one.verified}
"""
PATHS = (
    "/obligations",
    "/obligations?party=north&status=waiting",
    "/obligations/halt?later=40",
    "/obligations/one",
    "/progress",
    "/parties",
    "/schedule?zoom=2",
    "/schedule/certificate",
    "/calendar?month=2020-02",
    "/waiting",
    "/waiting?folded=1",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return office_in(tmp_path_factory.mktemp("office")).begin(TALKS)


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.node
@needs_axe
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_every_page_can_be_used_by_all(desk: Desk, browser: Browser, width: int, theme: str) -> None:
    with looked_at(desk, browser, width, theme) as page:
        use(page, [desk.base + path for path in PATHS])


@pytest.mark.browser
def test_from_the_circle_to_a_duty_to_ones_own_calendar_by_visible_labels(desk: Desk, browser: Browser) -> None:
    with looked_at(desk, browser) as page:
        page.goto(desk.base)
        page.get_by_role("link", name=re.compile("Who waits for whom")).click()
        assert "can never begin" in page.locator("main").inner_text()
        box = page.get_by_role("link", name="Halt, owed by north")
        box.focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Halt", exact=True).wait_for()
        page.get_by_label("It comes so many days later").fill("400")
        page.get_by_role("button", name="See what follows").click()
        assert "If it comes on 2021-03-06" in page.locator("main").inner_text()
        page.get_by_role("link", name="Calendar", exact=True).click()
        page.get_by_role("button", name="Make an address").click()
        address = page.locator("#address").inner_text()
        assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")
        page.get_by_role("link", name="Calendar", exact=True).click()
        assert page.locator("#address").count() == 0
        page.get_by_role("button", name=re.compile("^End")).click()
        page.get_by_role("heading", name="In your own calendar").wait_for()
        assert page.request.get(address).status == 404
