"""The pages of the group Draft in a real browser: axe finds nothing, nothing breaks the policy, nothing runs over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accessibility import needs_axe
from tests.offices import TALKS, Desk, looked_at, office_in, use

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
@pytest.mark.long
@pytest.mark.node
@needs_axe
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_every_page_can_be_used_by_all(desk: Desk, browser: Browser, width: int, theme: str) -> None:
    with looked_at(desk, browser, width, theme) as page:
        use(page, [desk.base + path for path in PATHS])
