"""The draft as forms: every item can be opened, changed, added, renamed and taken out, in the same text."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from reconvene.live.roles import Role
from tests.offices import TALKS, Desk, hidden, looked_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HALT = "/draft/items/obligations/halt"


def send(desk: Desk, path: str, fields: dict[str, str], status: int = 303) -> str:
    return desk.send(path, {"seen": desk.place.versions.digest, **fields}, status)


def as_shown(page: str) -> dict[str, str]:
    """What the fields of a form hold, as a browser would send them."""
    found = {}
    for name, value in re.findall(r'<input type="text" id="f-[^"]*" name="(f\.[^"]*)" value="([^"]*)"', page):
        found[name] = unescape(value)
    for name, value in re.findall(r'<textarea id="f-[^"]*" name="(f\.[^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(value)
    for name, options in re.findall(r'<select id="f-[^"]*" name="(f\.[^"]*)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = unescape(chosen.group(1)) if chosen else ""
    return found


def test_every_section_is_listed_and_what_is_missing_can_be_begun(desk: Desk) -> None:
    page = desk.get("/draft/items")
    assert f'href="{desk.base}{HALT}"' in page and f'href="{desk.base}/draft/add/vows"' in page
    assert f'href="{desk.base}/draft/items/return/-"' in page


def test_a_form_shows_every_key_with_its_meaning_and_what_is_written(desk: Desk) -> None:
    page = desk.get(HALT)
    shown = as_shown(page)
    assert shown["f.within"] == "30 days of opens" and shown["f.verified.takes"] == "5 days" and shown["f.kind"] == ""
    assert "Who owes it; one debtor, or shares." in page and '<option value="forbear">' in page
    assert re.search(r'<datalist id="names-\d+">(<option value="north"></option>|.)*</datalist>', page)


def test_a_form_sent_as_it_came_changes_no_byte(desk: Desk) -> None:
    shown = as_shown(desk.get(HALT))
    assert len(shown) > 60
    send(desk, HALT, {key: words.replace("\n", "\r\n") for key, words in shown.items()})
    assert desk.place.versions.path.read_bytes() == TALKS.encode()


def test_one_changed_field_changes_its_words_alone(desk: Desk) -> None:
    shown = as_shown(desk.get(HALT))
    assert send(desk, HALT, {**shown, "f.within": "40 days of opens"}).endswith(f"{HALT}?done=item")
    assert desk.place.versions.path.read_bytes() == TALKS.replace("30 days", "40 days").encode()
    assert "The change is written into the draft." in desk.get(f"{HALT}?done=item")


def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_is_written(desk: Desk) -> None:
    page = send(desk, HALT, {"f.within": "30 dys of opens", "f.text": "Kept as it was typed"}, 422)
    wrong = page[page.index('id="f-within-wrong"') :]
    assert "Did you mean <code>days</code>?" in wrong[:900] and 'aria-invalid="true"' in page
    assert as_shown(page)["f.text"] == "Kept as it was typed" and as_shown(page)["f.within"] == "30 dys of opens"
    assert desk.place.versions.text == TALKS


def test_findings_stand_at_the_field_they_mean(desk: Desk) -> None:
    desk.place.versions.write(TALKS.replace("30 days", "30 dys"))
    page = desk.get(HALT)
    assert "<code>wrong-value</code>" not in page and "/help/wrong-value" in page[page.index('id="f-within-found"') :]


def test_an_item_is_added(desk: Desk) -> None:
    assert 'name="name"' in desk.get("/draft/add/obligations")
    fields = {"name": "open_road", "f.by": "south", "f.to": "north", "f.text": "It opens the road: to all"}
    assert send(desk, "/draft/add/obligations", fields).endswith("/draft/items/obligations/open_road?done=item")
    added = "  open_road:\n    by: south\n    to: north\n    text: 'It opens the road: to all'\n"
    assert desk.place.versions.text == TALKS.replace("\ndays:\n", f"\n{added}days:\n")


@pytest.mark.parametrize("name", ["", "two words", "halt", "north", "<script>"])
def test_a_name_that_cannot_be_is_refused_and_what_was_typed_stays(desk: Desk, name: str) -> None:
    page = send(desk, "/draft/add/obligations", {"name": name, "f.text": "Typed already"}, 422)
    assert "Typed already" in page and "<script>" not in page and desk.place.versions.text == TALKS


def test_an_item_is_renamed_and_taken_out(desk: Desk) -> None:
    send(desk, "/draft/rename/parties/north", {"new_name": "highlands"})
    assert "by: highlands" in desk.place.versions.text and "north" not in desk.place.versions.text
    page = send(desk, "/draft/remove/days/opens", {}, 422)
    assert "would be wrong without it" in page and "opens:" in desk.place.versions.text
    send(desk, "/draft/remove/days/opens", {"sure": "yes"})
    assert "opens:" not in desk.place.versions.text and "halt:" in desk.place.versions.text


def test_who_saves_second_is_told_what_he_typed(desk: Desk) -> None:
    seen = hidden(desk.get(HALT), "seen")
    desk.place.versions.write(TALKS.replace("30 days", "40 days"))
    page = desk.send(HALT, {"seen": seen, "f.within": "50 days of opens"}, 422)
    assert "You had typed under <code>within</code>: 50 days of opens" in page
    assert as_shown(page)["f.within"] == "40 days of opens" and "40 days" in desk.place.versions.text


def test_a_text_that_has_no_keys_is_mended_as_text_first(desk: Desk) -> None:
    desk.place.versions.write(TALKS.replace("parties:\n", "parties: [\n"))
    assert "Mend it as text first" in desk.get("/draft/items")
    assert "mend it as text first" in send(desk, "/draft/add/vows", {"name": "x"}, 409).lower()


def test_only_who_may_write_has_buttons(desk: Desk) -> None:
    reader = desk.as_role(Role.READER)
    page = reader.get(HALT)
    assert 'class="bare" disabled' in page and ">Rename<" not in page
    sent = {"csrf": hidden(reader.get("/draft"), "csrf"), "seen": desk.place.versions.digest, "f.within": "1 day"}
    for path in (HALT, "/draft/add/vows", "/draft/rename/parties/north", "/draft/remove/parties/north"):
        assert reader.client.post(desk.base + path, data=sent).status_code in (403, 409)
    assert desk.place.versions.text == TALKS


def test_the_forms_of_a_shipped_case_are_read(desk: Desk) -> None:
    listed = desk.client.get("/processes/case:hanoi/draft/items").text
    first = re.search(r'href="(/processes/case:hanoi/draft/items/flows/[^"]*)"', listed)
    assert first
    assert 'class="bare" disabled' in desk.client.get(first.group(1)).text


def test_an_unknown_section_or_item_is_not_found(desk: Desk) -> None:
    assert "did you mean <code>obligations</code>" in desk.get("/draft/items/obligation/x", 404).lower()
    assert "did you mean <code>halt</code>" in desk.get("/draft/items/obligations/hlt", 404).lower()


@pytest.mark.browser
def test_in_a_browser_a_list_offers_names_after_a_comma(desk: Desk, browser: Browser) -> None:
    with looked_at(desk, browser) as page:
        page.goto(desk.base + HALT)
        page.get_by_label("To to").fill("south, ")
        offered = page.evaluate("[...document.getElementById('f-to').list.options].map(one => one.value)")
        assert "south, north" in offered and "south, south" not in offered
        page.get_by_label("To to").fill("south, north")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(f"**{HALT}?done=item")
        assert "    to: [south, north]\n" in desk.place.versions.text
