"""The editor and the small script of the pages, in a real browser, under a policy that allows nothing inline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import pytest

from tests.accessibility import needs_axe, violations
from tests.pages import HEAD, WATCH, Site, site, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page

pytestmark = pytest.mark.browser

DRAFT = """\
reconvene: 1
title: Talks 🕊 of two
as_of: 2020-01-01
parties: {north: {}, south: {}}
obligations:
  halt:
    by: north
    withn: 30 days
"""
CSS = """
:root { color-scheme: light dark; --paper: #fff; --sheet: #f6f7f9; --ink: #1b1f24; --soft: #505862; --rule: #c9ced6;
  --link: #0b4f9e; --error: #a4161a; --warning: #7a4a00; --info: #0b4f9e; --focus: #0b4f9e; --passed: #1a5e34; }
[data-theme=dark] { color-scheme: dark; --paper: #15181c; --sheet: #1d2126; --ink: #e6e9ed; --soft: #a8b0ba;
  --rule: #3d444d; --link: #8cc0ff; --error: #ff9a94; --warning: #f0c060;
  --info: #8cc0ff; --focus: #ffd75e; --passed: #86d9a0; }
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 sans-serif; }
a { color: var(--link); }
"""


def draft(text: str = DRAFT) -> str:
    return f"""{HEAD}<meta name="palette-url" content="/palette.json"></head><body><main><h1>Draft</h1>
<a href="/other" data-palette>The other page</a>
<button type="button" data-theme-toggle>Dark</button> <button type="button" data-copy="root ab12">Copy</button>
<svg width="24" height="24" aria-hidden="true"><use href="/static/icons.svg#check"></use></svg>
<form method="post" action="/save"><label for="text">Text of the draft</label>
<textarea id="text" name="text" rows="10" data-editor data-schema="/schema.json" data-check="/check">
{escape(text)}</textarea><button>Save</button></form></main></body></html>"""


def other() -> str:
    return f"{HEAD}</head><body><main><h1>The other page</h1></main></body></html>"


INDEX = json.dumps({"items": [{"label": "Obligation halt", "href": "/other?halt", "hint": "north"}]})
PAGES = {
    "/": draft,
    "/empty": lambda: draft(""),
    "/other": other,
    "/save": other,
    "/palette.json": lambda: INDEX,
    "/page.css": lambda: CSS,
}


PLACES: dict[str, tuple[set[str], set[str]]] = {
    "reconvene: 1\ntitle: x\n": ({"parties", "obligations"}, {"reconvene", "title"}),
    "parties: {north: {}}\nobligations:\n  halt:\n    by: north\n    ": ({"within", "if_missed"}, {"by", "parties"}),
    "obligations:\n  halt:\n    kind: ": ({"act", "forbear", "unknown"}, {"by"}),
    "parties: {north: {}}\nobligations:\n  halt: {kind: act, by: ": ({"north"}, {"kind", "within"}),
    "parties: {north: {}}\nobligations:\n  halt: {by: north, to: [": ({"north"}, {"within"}),
    "parties: {north: {}}\nobligations:\n  halt: {kind: act, ": ({"within", "by"}, {"kind", "north"}),
    "parties:\n  north: {}\nobligations:\n  halt:\n    to:\n      - ": ({"north"}, {"within"}),
    "measures:\n  coal_ban: {}\nobligations:\n  halt:\n    lifts: {": ({"coal_ban"}, {"within"}),
    "measures:\n  ban: {}\nobligations:\n  o:\n    lifts:\n      ban: ": ({"suspend", "waive"}, {"ban"}),
    "clauses:\n  ladder:\n    use: dispute/jcpoa\n    ": ({"commission"}, {"use"}),
    "days: {opens: 2020-01-01}\nobligations:\n  halt:\n    within: 30 days of o": ({"opens"}, {"by"}),
}
"""Texts that end where the cursor stands, with what must and what must not be offered there."""


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site(PAGES) as found:
        yield found


@pytest.fixture(scope="module")
def context(browser: Browser, running: Site) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=running.address, viewport={"width": 1100, "height": 800})
    opened.add_init_script(WATCH)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with watched(context) as shown:
        yield shown


def value(page: Page) -> str:
    written: str = page.locator("textarea").input_value()
    return written


def saved(running: Site) -> str:
    """What a form sent last."""
    return [text for path, text in running.posted if path == "/save"][-1]


def offered(page: Page) -> list[str]:
    page.wait_for_selector(".cm-completionLabel")
    return page.locator(".cm-completionLabel").all_inner_texts()


def write(page: Page, text: str) -> None:
    """Put a text into the editor as one who pastes it, the cursor at its end."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_a_text_field_becomes_an_editor_that_keeps_it_in_step(page: Page, running: Site) -> None:
    page.goto("/")
    editor = page.get_by_role("textbox", name="Text of the draft")
    assert editor.get_attribute("class") == "cm-content cm-lineWrapping" and not page.locator("textarea").is_visible()
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("# north’s draft 🕊")
    assert value(page) == f"{DRAFT}# north’s draft 🕊"
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/save")
    assert "north%E2%80%99s+draft" in saved(running)


def point_at(page: Page, finding: str) -> Locator:
    """Move the mouse onto a finding until what it says is shown, as a hand does if an answer took it away."""
    said = page.locator(finding)
    for _ in range(20):
        page.mouse.move(0, 0)
        page.locator(".cm-lintRange-error").first.hover()
        page.wait_for_timeout(500)  # it is shown once the mouse has rested for a moment
        if said.first.is_visible():
            return said
    raise AssertionError("what the finding says is never shown")


def test_findings_stand_under_the_words_they_mean_and_a_fix_mends_them(page: Page) -> None:
    page.goto("/")
    marked = page.locator(".cm-lintRange-error").first
    assert marked.inner_text() == "withn"
    said = point_at(page, ".cm-tooltip .cm-diagnostic-error")
    assert "`halt` has no key `withn`." in said.inner_text() and "did you mean `within`?" in said.inner_text()
    assert said.get_by_role("link", name="unknown-key").get_attribute("href") == "/explain/unknown-key"
    said.get_by_role("button", name="write `within`").click()
    assert "    within: 30 days\n" in value(page) and "withn" not in value(page)
    page.wait_for_selector(".cm-lintRange-error:text-is('within')", state="detached")
    page.wait_for_selector(".cm-lintRange-error:has-text('Talks')")  # now that it can be read, the checks are asked


def test_a_finding_is_met_and_mended_by_keys_alone(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector(".cm-lintRange-error")
    page.locator(".cm-content").focus()
    page.keyboard.press("F8")
    page.wait_for_selector(".editor-status:has-text('has no key `withn`')")
    assert "Ctrl and full stop: write `within`." in page.locator(".editor-status").inner_text()
    page.keyboard.press("Control+.")
    assert "    within: 30 days\n" in value(page)


def test_places_count_in_whole_characters(page: Page) -> None:
    page.goto("/empty")
    write(page, "reconvene: 1\nparties: {a🕊b: {}, 🕊: {}}\n")
    page.wait_for_selector(".cm-lintRange-error")
    assert page.locator(".cm-lintRange-error").all_inner_texts() == ["a🕊b", "🕊"]  # neither can be a name


def test_a_fix_still_fits_after_more_was_typed(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector(".cm-lintRange-error")
    page.route("**/check", lambda route: route.abort())
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("# a line that the server never saw\n")
    assert page.get_by_role("alert").inner_text().startswith("The desk does not answer.")
    said = point_at(page, ".cm-tooltip .cm-diagnostic-error")
    said.get_by_role("button", name="write `within`").click()
    assert "    within: 30 days\n" in value(page)


def test_what_may_stand_there_is_offered(page: Page) -> None:
    with page.expect_response("**/schema.json"):
        page.goto("/empty")
    for text, (expected, absent) in PLACES.items():
        page.keyboard.press("Escape")
        write(page, text)
        page.keyboard.press("Control+Space")
        found = set(offered(page))
        assert expected <= found and not absent & found, (text, sorted(found))


def test_a_key_is_offered_with_its_meaning_and_brings_what_follows(page: Page) -> None:
    with page.expect_response("**/schema.json"):
        page.goto("/empty")
    write(page, "obligations:\n  halt:\n    ")
    page.keyboard.type("kin")
    page.wait_for_selector(".cm-completionLabel")
    assert "forbear" in page.locator(".cm-completionInfo").inner_text()
    page.wait_for_timeout(100)  # the list takes no key in its first moments
    page.keyboard.press("Enter")
    page.wait_for_selector(".cm-completionLabel:text-is('forbear')")
    assert value(page).endswith("    kind: ")


def test_escape_then_tab_leaves_the_editor(page: Page) -> None:
    page.goto("/")
    page.locator(".cm-content").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("cm-content")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Save"


def test_a_link_and_an_event_move_the_cursor(page: Page) -> None:
    page.goto("/#L7")
    page.wait_for_selector(".cm-activeLine:has-text('by: north')")
    page.evaluate(
        "document.querySelector('textarea').dispatchEvent("
        "new CustomEvent('reconvene:goto', {bubbles: true, detail: {line: 2, column: 15}}))"
    )
    page.wait_for_selector(".cm-activeLine:has-text('title')")
    page.keyboard.type("|")
    assert "title: Talks 🕊| of two" in value(page).replace("🕊 |", "🕊| ")


def test_the_palette_opens_by_key_and_goes_where_it_says(page: Page) -> None:
    page.goto("/other")
    page.goto("/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Go to")
    assert page.get_by_role("option").all_inner_texts()[0].strip() == "The other page"
    box.fill("halt")
    page.wait_for_selector("[role=option]:has-text('Obligation halt')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/other?halt")


def test_the_palette_goes_up_and_down_and_closes(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]:nth-child(2)")
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").inner_text().startswith("Obligation halt")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def test_help_copy_and_the_dark_page(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    page.keyboard.press("?")
    assert page.get_by_role("heading", name="Keyboard").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy").click()
    page.wait_for_selector("#announcements:text-is('Copied.')", state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "root ab12"
    page.get_by_role("button", name="Dark").click()
    page.wait_for_selector("[data-theme-toggle][aria-pressed=true]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.locator(".cm-editor").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(21, 24, 28)"


def test_who_leaves_unsaved_work_is_asked(page: Page) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto("/")
    page.get_by_role("link", name="The other page").click()
    page.wait_for_url("**/other")
    assert asked == []
    page.goto("/")
    page.locator(".cm-content").click()
    page.keyboard.type("x")
    page.get_by_role("link", name="The other page").click()
    page.wait_for_url("**/other")
    assert asked == ["beforeunload"]


@pytest.mark.node
@needs_axe
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_what_the_scripts_put_in(page: Page, theme: str) -> None:
    page.add_init_script(f"localStorage.setItem('reconvene-theme', '{theme}')")
    page.goto("/")
    point_at(page, ".cm-diagnostic")
    assert violations(page) == []
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+f")
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("    v")
    page.wait_for_selector(".cm-completionLabel")
    assert page.locator(".cm-search").is_visible() and violations(page) == []
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]:nth-child(2)")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Draft").click()
    page.keyboard.press("?")
    page.wait_for_selector("#keyboard-help")
    assert violations(page) == []


def test_without_a_script_the_text_can_be_written_and_sent(browser: Browser, running: Site) -> None:
    context = browser.new_context(base_url=running.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Text of the draft").fill("reconvene: 1")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/save")
    assert saved(running) == "text=reconvene%3A+1"
    context.close()
