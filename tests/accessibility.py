"""What axe finds wrong with a page, by WCAG 2.2 level AA; the pages of a test may be under any policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.node.language_server import SERVER

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = SERVER.parents[2] / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe is not installed: `make test` with a network installs it")


def violations(page: Page) -> list[str]:
    """Each rule that the page breaks, with the elements that break it; empty where it breaks none."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]
    ]
